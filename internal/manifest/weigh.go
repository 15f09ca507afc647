package manifest

import "strings"

// weigh says what a unit gets. What agents of clusters and tools of developers
// need every day stays silent; the same in the hands of a shell does not.
func (j *judge) weigh(u *unit) {
	agent := u.kind == "daemonset" || anyIn(u.images, agents)
	level := func(ordinary bool) Level {
		switch {
		case u.bare:
			return Bad
		case ordinary:
			return 0
		}
		return Watch
	}
	say := func(l Level, why, seen string) {
		if l > 0 {
			j.say(l, why, seen)
		}
	}
	engine := strings.Contains(u.images, "dind") || anyIn(u.images, engines)
	switch {
	case u.privileged && u.hostPID && (u.bare || !agent):
		say(Bad, "a container gets the rights and the processes of its machine", "privileged, hostPID")
	case u.privileged && u.idleHelper(j):
	case u.privileged:
		say(level(engine || agent && u.kind == "daemonset" || anyIn(u.images, tunnels)), "a container gets the rights of its machine", "privileged")
	case u.hostPID:
		say(level(agent), "a container sees the processes of its machine", "hostPID")
	}
	if u.bare && u.hostNet {
		say(Watch, "a container with a shell shares the network of its machine", "hostNetwork")
	}
	if u.bare && u.hostIPC {
		say(Watch, "a container with a shell shares the memory of its machine", "hostIPC")
	}
	for _, m := range u.mounts {
		l, why := u.folder(m, agent)
		say(l, why, m.from)
	}
	for _, c := range u.caps {
		switch c {
		case "all", "sys_admin", "sys_module", "sys_rawio", "dac_read_search", "bpf", "sys_boot":
			say(level(agent || engine || anyIn(u.images, tunnels)), "a container is given rights that lead out of it", c)
		case "sys_ptrace", "net_admin", "dac_override":
			if u.bare && (u.hostPID || u.hostNet) || c == "sys_ptrace" && u.hostPID && !agent {
				say(level(false), "a container is given rights that lead out of it", c)
			}
		}
	}
	for _, d := range u.devices {
		if diskOrMemory(d) {
			say(level(agent || anyIn(u.images, "scrutiny smart zfs")), "a container reaches a disk or the memory of its machine", d)
		}
	}
	if u.unconfined && (u.bare && (len(u.caps) > 0 || u.hostPID) || len(u.caps) > 0 && u.caps[0] == "sys_admin" && !agent && !anyIn(u.images, tunnels)) {
		say(Watch, "protections of a container are switched off", "unconfined")
	}
}

// idleHelper reports whether all that is run with the rights is what sets a
// number of the kernel before the work begins.
func (u *unit) idleHelper(j *judge) bool {
	if u.hostPID || len(u.mounts) > 0 || u.bare {
		return false
	}
	for _, words := range j.out.Commands {
		if strings.Contains(" "+strings.Join(words, " "), " sysctl -w vm.max_map_count") {
			return true
		}
	}
	return false
}

// folder says how much it is to see a folder of the machine.
func (u *unit) folder(m mount, agent bool) (l Level, why string) {
	p := m.from
	last := p[strings.LastIndexByte(p, '/')+1:]
	is := func(places string) bool { return strings.Contains(" "+places+" ", " "+p+" ") }
	below := func(folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }
	choose := func(bare, other Level) Level {
		if u.bare {
			return bare
		}
		return other
	}
	quiet := func(l Level) Level {
		if agent || u.kind == "daemonset" {
			return 0
		}
		return l
	}
	switch {
	case (is("/ c: c:/") || p == "/host_mnt" || is("/proc/1/root")) && !m.readOnly:
		return choose(Bad, map[bool]Level{true: Watch, false: Bad}[agent]), "a container may write to every file of its machine"
	case is("/ c: c:/ /host_mnt /proc/1/root"):
		return choose(Bad, quiet(Watch)), "a container sees every file of its machine"
	case last == "docker.sock" || last == "podman.sock" || last == "containerd.sock" || last == "crio.sock" || last == "docker_engine":
		if agent || anyIn(u.images, engines) {
			return choose(Bad, 0), "a container gets the engine's socket, which commands its machine"
		}
		return choose(Bad, Watch), "a container gets the engine's socket, which commands its machine"
	case !m.readOnly && (below("/etc/cron.d") || strings.HasPrefix(p, "/etc/cron") || below("/var/spool/cron") || below("/etc/systemd") || below("/etc/ld.so.preload") || below("/etc/kubernetes/manifests") || below("/etc/sudoers.d") || is("/etc/passwd /etc/shadow /etc/sudoers")):
		return Bad, "a container may write what its machine runs by itself"
	case is("/etc/shadow /root/.ssh /etc/kubernetes/admin.conf /var/lib/kubelet/pki /etc/ssh") || strings.HasPrefix(p, "/home/") && (last == ".ssh" || last == ".aws" || last == ".gnupg") || strings.HasPrefix(p, "/root/."):
		return choose(Bad, map[bool]Level{true: Watch, false: Bad}[u.compose || m.readOnly && strings.HasPrefix(p, "/home/")]), "a container sees keys and passwords of its machine"
	case is("/etc /root /home /var /usr /boot /var/lib /var/run /run /lib /bin /sbin /var/lib/kubelet /var/lib/etcd /etc/kubernetes /dev /proc /sys /users"):
		if m.readOnly {
			return choose(Watch, 0), "a container sees folders of the system"
		}
		if is("/var/run /run /sys /dev /proc /var/lib/kubelet /home /usr") {
			return choose(Bad, 0), "a container may write to folders of the system"
		}
		return choose(Bad, quiet(Watch)), "a container may write to folders of the system"
	}
	return 0, ""
}

func diskOrMemory(d string) bool {
	for _, p := range [...]string{"/dev/sd", "/dev/nvme", "/dev/vd", "/dev/xvd", "/dev/mem", "/dev/kmem", "/dev/dm-", "/dev/mapper"} {
		if strings.HasPrefix(d, p) {
			return true
		}
	}
	return strings.HasPrefix(d, "/dev:") || d == "/dev"
}

// agents are images that watch machines, engines those that run containers or
// wait on the engine, and tunnels those that change networks.
const (
	agents = `node-exporter cadvisor netdata datadog filebeat promtail fluent vector telegraf newrelic dynatrace falco sysdig tetragon cilium calico flannel weave kube-proxy csi
		node-problem-detector alloy agent glances beszel scrutiny longhorn kured device-plugin gpu-operator metricbeat opentelemetry otel pyroscope parca wazuh crowdstrike`
	engines = `traefik portainer watchtower jenkins gitlab-runner act_runner actions-runner localstack ryuk autoheal dozzle diun nginx-proxy docker-gen docker: docker-socket-proxy swag
		buildkit kaniko drone woodpecker dockge homepage ouroboros lazydocker cadvisor crowdsec kind k3s k3d rancher sysbox swarm dagger devcontainer buildx`
	tunnels = `wireguard vpn tailscale zerotier netbird chrome chromium puppeteer playwright browserless selenium fuse rclone mergerfs gluetun firefox jackett ebpf`
)

// WaitsOnEngine reports whether a text, in small letters, names an image that runs
// containers or waits on the engine, for which its socket is made.
func WaitsOnEngine(text string) bool { return anyIn(text, engines) || anyIn(text, agents) }

// anyIn reports whether one of the words stands in a text.
func anyIn(text, words string) bool {
	for w := range strings.FieldsSeq(words) {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// bases are images that hold a system and no program.
const bases = " alpine ubuntu debian busybox centos fedora rockylinux almalinux archlinux amazonlinux oraclelinux kali-rolling kalilinux opensuse photon netshoot toolbox bash curl netcat nsenter kali "

// idles reports whether a shell, or nothing of its own, runs in a container.
func idles(words []string, image string) bool {
	name := image
	if i := strings.IndexByte(name, '@'); i >= 0 {
		name = name[:i]
	}
	name = name[strings.LastIndexByte(name, '/')+1:]
	name, _, _ = strings.Cut(name, ":")
	if len(words) == 0 {
		return name != "" && strings.Contains(bases, " "+name+" ")
	}
	all := strings.Join(words, " ") + " "
	for _, w := range [...]string{"nsenter", "chroot /", "/dev/tcp/", "id_rsa", "/etc/shadow", "crictl ", "nc -", "ncat ", "socat ", "/proc/1/", "release_agent", "core_pattern"} {
		if strings.Contains(all, w) {
			return true
		}
	}
	if shell(words[0]) && (strings.Contains(all, "/host/") || strings.Contains(all, "/hostfs")) {
		return true
	}
	rest := words
	for len(rest) > 0 && shell(rest[0]) {
		for rest = rest[1:]; len(rest) > 0 && strings.HasPrefix(rest[0], "-"); {
			rest = rest[1:]
		}
	}
	script := strings.TrimSpace(strings.Join(rest, " "))
	script = strings.TrimPrefix(strings.TrimPrefix(script, "exec "), "-- ")
	for _, w := range [...]string{"sleep", "tail -f /dev/null", "cat", "while true", "while :", "while sleep", "trap : term", "read", "sh", "bash", "top", "pause"} {
		if rest, ok := strings.CutPrefix(strings.ToLower(script), w); ok && (rest == "" || strings.IndexByte(" ;\n", rest[0]) >= 0) && len(script) < 160 {
			return w != "cat" && w != "read" || rest == ""
		}
	}
	return script == ""
}

func shell(word string) bool {
	switch word[strings.LastIndexByte(word, '/')+1:] {
	case "sh", "bash", "ash", "zsh", "dash", "tini", "env":
		return true
	}
	return false
}

// isImage reports whether a text could be the reference of an image: no address
// of a picture.
func isImage(text string) bool {
	if text == "" || len(text) > 256 || strings.ContainsAny(text, " \t\n\"'<>()?&=,;\\") && !strings.Contains(text, "${") || strings.Contains(text, "://") || strings.HasPrefix(text, "data:") || text[0] == '/' || text[0] == '.' {
		return false
	}
	low := strings.ToLower(text)
	for _, ext := range [...]string{".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".ico", ".tif", ".tiff", ".avif", ".heic", ".pdf", ".iso", ".img"} {
		if strings.HasSuffix(low, ext) {
			return false
		}
	}
	return true
}
