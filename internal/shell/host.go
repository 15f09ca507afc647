package shell

import "strings"

// hostHandlerOf returns who knows the commands that change a machine.
func hostHandlerOf(name string) func(*parser, *call) Stream {
	switch name {
	case "crontab", "at", "batch", "anacron":
		return (*parser).schedule
	case "systemctl", "launchctl", "update-rc.d", "chkconfig", "rc-update", "service", "initctl", "sv", "openrc":
		return (*parser).services
	case "useradd", "adduser", "usermod", "passwd", "chpasswd", "visudo", "userdel", "gpasswd", "setcap", "dscl", "sysadminctl", "vipw", "groupmod", "newusers":
		return (*parser).accountsOf
	case "su", "sudo", "doas":
		return (*parser).becomeRoot
	case "ufw", "iptables", "ip6tables", "nft", "firewall-cmd", "setenforce", "auditctl", "aa-teardown", "aa-disable", "spctl", "csrutil", "pfctl", "swapoff",
		"rsyslogd", "journalctl", "wevtutil", "clear-eventlog", "clear-history", "remove-eventlog", "sysctl", "tccutil", "defaults", "xattr", "unlink-history":
		return (*parser).defences
	case "insmod", "modprobe", "kexec", "nsenter", "unshare", "capsh", "runc", "ctr", "debugfs", "mount", "cgcreate":
		return (*parser).kernel
	case "tmux", "screen", "disown", "zellij", "daemonize":
		return (*parser).detached
	case "pip", "pip3", "npm", "npx", "yarn", "pnpm", "gem", "cargo", "go", "uvx", "pipx", "brew", "apt", "apt-get", "easy_install":
		return (*parser).packagesOf
	case "msfvenom", "msfconsole", "mimikatz", "hydra", "hashcat", "john", "responder", "bloodhound", "sharphound", "linpeas", "winpeas", "lazagne", "crackmapexec",
		"evil-winrm", "sqlmap", "rubeus", "psexec", "pspy", "nikto", "masscan":
		return (*parser).tool
	}
	return windowsHandlerOf(name)
}

func (p *parser) tool(k *call) Stream {
	l := Watch
	switch k.name {
	case "mimikatz":
		if all := join(k.args).text; strings.Contains(all, "sekurlsa") || strings.Contains(all, "lsadump") {
			l = Bad
		}
	case "msfvenom", "linpeas", "winpeas", "lazagne", "rubeus", "sharphound":
		l = Bad
	}
	p.report(Misuse, l, "it is a tool for breaking into machines", k.start, k.end)
	return Stream{}
}

// schedule is cron and at.
func (p *parser) schedule(k *call) Stream {
	if has(k.args, "-l", "-V", "--help", "-h") {
		return Stream{}
	}
	switch {
	case k.name != "crontab":
		if k.in.known {
			p.nested(k.in.text, Stream{}, k.start, k.end)
		}
		p.runs(k, k.in.flow)
		if k.fed || len(k.args) > 0 {
			p.report(Persistence, Watch, "it has something run later", k.start, k.end)
		}
	case has(k.args, "-r"):
		p.report(Destruction, Watch, "it deletes all that is scheduled", k.start, k.end)
	case has(k.args, "-e"):
		p.report(Persistence, Watch, "it changes what runs by the clock", k.start, k.end)
	case len(k.paths()) > 0 || k.fed:
		l := Bad
		if k.in.known && !p.dangerous(afterFields(k.in.text, 5)) && !strings.Contains(k.in.text, "/tmp/") && !strings.Contains(k.in.text, "/dev/shm") {
			l = Watch
		}
		if k.in.flow&(Net|Coded) != 0 {
			l = Worst
		}
		p.report(Persistence, l, "it changes what runs by the clock", k.start, k.end)
	}
	return Stream{flow: k.in.flow}
}

// afterFields drops the first n words of each line.
func afterFields(text string, n int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		rest := line
		for range n {
			rest = strings.TrimLeft(rest, " \t")
			if i := strings.IndexAny(rest, " \t"); i >= 0 {
				rest = rest[i:]
			}
		}
		b.WriteString(rest)
		b.WriteByte('\n')
	}
	return b.String()
}

// services is what starts and stops services.
func (p *parser) services(k *call) Stream {
	all := " " + strings.ToLower(join(k.args).text) + " "
	watcher := false
	for _, w := range [...]string{"auditd", "rsyslog", "syslog", "apparmor", "selinux", "ufw", "firewalld", "fail2ban", "clamav", "falcon", "crowdstrike", "wazuh", "ossec", "osquery",
		"falco", "sysmon", "windefend", "defender", "iptables", "nftables", "mcp-watchdog", "sentinel", "carbonblack"} {
		watcher = watcher || strings.Contains(all, " "+w)
	}
	stops := strings.Contains(all, " stop ") || strings.Contains(all, " disable ") || strings.Contains(all, " mask ") || strings.Contains(all, " unload ") || strings.Contains(all, " kill ") || strings.Contains(all, " remove ")
	starts := strings.Contains(all, " enable ") || strings.Contains(all, " load ") || strings.Contains(all, " bootstrap ") || strings.Contains(all, " defaults ") || strings.Contains(all, " link ") || k.name == "chkconfig" && strings.Contains(all, " on ") || k.name == "rc-update" && strings.Contains(all, " add ")
	switch {
	case watcher && stops:
		p.report(Evasion, Bad, "it stops a service that watches over this machine", k.start, k.end)
	case starts && (strings.Contains(all, " /tmp/") || strings.Contains(all, " /dev/shm/")):
		p.report(Persistence, Bad, "it has a service from a folder for temporary files started with the machine", k.start, k.end)
	case starts && !strings.Contains(all, "path/to") && knownService(all):
	case starts, strings.Contains(all, " daemon-reload "):
		p.report(Persistence, Watch, "it has a service started with the machine", k.start, k.end)
	}
	return Stream{}
}

// knownService reports whether a service is one that ships with systems.
func knownService(all string) bool {
	for _, w := range [...]string{"nginx", "apache", "httpd", "docker", "ssh", "postgres", "mysql", "mariadb", "redis", "cron", "ufw", "bluetooth", "NetworkManager", "cups", "mongod", "fail2ban",
		"rabbitmq", "elasticsearch", "grafana", "prometheus", "podman", "containerd", "kubelet", "tailscaled", "chronyd", "firewalld", "auditd", "avahi"} {
		if strings.Contains(all, " "+strings.ToLower(w)) {
			return true
		}
	}
	return false
}

// accountsOf is what makes and changes accounts.
func (p *parser) accountsOf(k *call) Stream {
	all := " " + join(k.args).text + " "
	admin := false
	for _, g := range [...]string{"sudo", "wheel", "admin", "root", "docker", "adm", "shadow", "disk", "lxd"} {
		admin = admin || strings.Contains(all, " "+g+" ") || strings.Contains(all, ","+g) || strings.Contains(all, g+",")
	}
	switch k.name {
	case "useradd", "adduser":
		if strings.Contains(all, " -o") && strings.Contains(all, " 0 ") || strings.Contains(all, "-u 0") || admin && flag(k.args, 'G', "--groups") {
			p.report(Misuse, Bad, "it makes an account with all rights", k.start, k.end)
		} else if k.name == "adduser" && admin && len(k.paths()) == 2 {
			p.report(Misuse, Watch, "it gives an account more rights", k.start, k.end)
		}
	case "usermod", "gpasswd":
		if admin {
			p.report(Misuse, map[bool]Level{true: Watch, false: Bad}[strings.Contains(all, " docker ")], "it gives an account more rights", k.start, k.end)
		}
	case "passwd", "chpasswd", "newusers":
		if has(k.args, "root") || strings.Contains(k.in.text, "root:") || has(k.args, "-d") {
			p.report(Misuse, Bad, "it changes the password of the machine's owner", k.start, k.end)
		} else if k.fed {
			p.report(Misuse, Watch, "it changes passwords", k.start, k.end)
		}
	case "setcap":
		if strings.Contains(all, "setuid") || strings.Contains(all, "cap_sys_admin") || strings.Contains(all, "dac_") {
			p.report(Misuse, Bad, "it gives a program rights that it should not have", k.start, k.end)
		}
	case "dscl", "sysadminctl":
		if strings.Contains(all, "admin") && (strings.Contains(all, "append") || strings.Contains(all, "-addUser")) {
			p.report(Misuse, Bad, "it makes an account with all rights", k.start, k.end)
		}
	case "userdel":
		if has(k.args, "root") {
			p.report(Destruction, Bad, "it deletes the machine's owner", k.start, k.end)
		}
	}
	return Stream{}
}

// becomeRoot is sudo and su without a command.
func (p *parser) becomeRoot(k *call) Stream {
	if k.fed { // its shell reads what comes in
		p.runs(k, k.in.flow)
		if k.in.known {
			p.nested(k.in.text, Stream{}, k.start, k.end)
		}
	}
	if k.name == "su" {
		if k.root || len(k.paths()) > 0 && k.paths()[0].text == "root" || has(k.args, "-", "-l") {
			p.report(Misuse, Watch, "it opens a session with all rights", k.start, k.end)
		}
		return Stream{}
	}
	if has(k.args, "-i", "-s", "-su") {
		p.report(Misuse, Watch, "it opens a session with all rights", k.start, k.end)
	}
	return Stream{}
}

// defences is what switches watching and barriers off.
func (p *parser) defences(k *call) Stream {
	all := " " + strings.ToLower(join(k.args).text) + " "
	off := false
	switch k.name {
	case "ufw":
		off = has(k.args, "disable", "reset")
	case "iptables", "ip6tables":
		off = (flag(k.args, 'F', "--flush") && len(k.args) == 1) || strings.Contains(all, "-p input accept")
	case "nft":
		off = strings.Contains(all, "flush ruleset")
	case "setenforce":
		off = has(k.args, "0", "Permissive", "permissive")
	case "auditctl":
		off = strings.Contains(all, "-e 0") || flag(k.args, 'D', "")
	case "aa-teardown", "aa-disable", "clear-eventlog", "remove-eventlog":
		off = true
	case "spctl":
		off = strings.Contains(all, "--master-disable") || strings.Contains(all, "--global-disable")
	case "csrutil":
		off = has(k.args, "disable")
	case "pfctl":
		off = has(k.args, "-d")
	case "journalctl":
		off = strings.Contains(all, "--vacuum-time=1s") || strings.Contains(all, "--vacuum-size=1") && !strings.Contains(all, "g ")
	case "wevtutil":
		off = has(k.args, "cl", "clear-log")
	case "clear-history":
		off = true
	case "sysctl":
		off = strings.Contains(all, "randomize_va_space=0") || strings.Contains(all, "core_pattern=|") || strings.Contains(all, "kptr_restrict=0")
	case "defaults":
		if strings.Contains(all, "loginhook") || strings.Contains(all, "logouthook") {
			p.report(Persistence, Bad, "it has a program started at every login", k.start, k.end)
		}
	case "xattr":
		if strings.Contains(all, "com.apple.quarantine") && (strings.Contains(all, "-d") || strings.Contains(all, "-rd") || strings.Contains(all, "-c")) {
			p.report(Evasion, Watch, "it takes a warning off a downloaded program", k.start, k.end)
		}
	}
	if off {
		p.report(Evasion, Bad, "it switches off what protects or watches this machine", k.start, k.end)
	}
	return Stream{}
}

// escape looks at what lets a program out of its container.
func (p *parser) escape(k *call) {
	all := " " + join(k.args).text + " "
	switch {
	case k.name == "unshare" || k.name == "chroot":
		if k.name == "chroot" && len(k.paths()) > 0 && (strings.HasPrefix(k.paths()[0].text, "/host") || k.paths()[0].text == "/mnt" || strings.HasPrefix(k.paths()[0].text, "/proc/1/root")) {
			p.report(Misuse, Bad, "it leaves its container for the machine below", k.start, k.end)
		}
		if k.name == "unshare" && strings.Contains(all, "-r") && strings.Contains(all, "C") {
			p.report(Misuse, Watch, "it makes itself root of its own namespace", k.start, k.end)
		}
	case !has(k.args, "run", "create", "exec", "debug"):
	case strings.Contains(all, " -v /:/") || strings.Contains(all, "source=/,") || strings.Contains(all, "--volume /:/") || strings.Contains(all, "--volume=/:/") || strings.Contains(all, "hostPath") && strings.Contains(all, "privileged") ||
		strings.Contains(all, "--privileged") && strings.Contains(all, "--pid=host"):
		p.report(Misuse, Bad, "it gives a container the whole machine", k.start, k.end)
	case strings.Contains(all, "hostPID") && strings.Contains(all, "privileged"):
		p.report(Misuse, Bad, "it gives a container the whole machine", k.start, k.end)
	case strings.Contains(all, " -v /etc:") || strings.Contains(all, " -v /root:") || strings.Contains(all, " -v /proc:"):
		p.report(Misuse, Watch, "it gives a container folders of the system", k.start, k.end)
	case strings.Contains(all, "--privileged"):
		p.report(Misuse, Watch, "it gives a container the rights of the machine", k.start, k.end)
	case strings.Contains(all, "docker.sock") && strings.Contains(all, " -v "):
		p.report(Misuse, Watch, "it gives a container the rights of the machine", k.start, k.end)
	}
}

// kernel is modules, namespaces and mounts.
func (p *parser) kernel(k *call) Stream {
	all := " " + join(k.args).text + " "
	switch {
	case k.name == "nsenter" && (strings.Contains(all, "-t 1 ") || strings.Contains(all, "--target 1 ") || strings.Contains(all, "--target=1 ") || strings.Contains(all, "-t1 ")):
		p.report(Misuse, Bad, "it leaves its container for the machine below", k.start, k.end)
	case k.name == "insmod" || k.name == "kexec" && len(k.args) > 0:
		l := Watch
		if strings.Contains(all, "/tmp/") || strings.Contains(all, "./") {
			l = Bad
		}
		p.report(Misuse, l, "it loads a program into the kernel", k.start, k.end)
	case k.name == "mount" && (strings.Contains(all, "cgroup") && strings.Contains(all, "rdma") || strings.Contains(all, "/dev/sda") && strings.Contains(all, "/mnt") && strings.Contains(all, "host")):
		p.report(Misuse, Bad, "it leaves its container for the machine below", k.start, k.end)
	case k.name == "debugfs" && strings.Contains(all, "/dev/"):
		p.report(Misuse, Watch, "it reads a disk past the file system", k.start, k.end)
	case k.name == "nsenter" || k.name == "unshare":
		if rest := skipOptions(k.args, "-t --target -S -G"); len(rest) > 0 {
			p.execute(&call{command: k.command, in: k.in, fed: k.fed, root: true}, rest)
		}
	}
	return Stream{}
}

// detached is what leaves programs running when everybody is gone.
func (p *parser) detached(k *call) Stream {
	for i, a := range k.args {
		if placeOf(a.text)&tempDir != 0 && (flag(k.args[:i], 'd', "") || strings.Contains(join(k.args).text, "-dm")) {
			p.report(Misuse, Watch, "it leaves a program from a folder for temporary files running on its own", k.start, k.end)
		}
		if strings.Contains(a.text, " ") && (k.name == "tmux" || k.name == "screen") {
			p.nested(a.text, Stream{}, k.start, k.end)
		}
	}
	if k.name == "disown" && strings.Contains(p.src[:min(len(p.src), max(0, k.start))], "/tmp/") {
		p.report(Misuse, Watch, "it leaves a program from a folder for temporary files running on its own", k.start, k.end)
	}
	if f := skipOptions(k.args, "-S -L -s -n -t -c"); len(f) > 0 && k.name == "screen" {
		p.execute(&call{command: k.command}, f)
	}
	return Stream{}
}

func (p *parser) packagesOf(k *call) Stream {
	p.packages(k)
	if k.name == "go" && len(k.args) > 1 && k.args[0].text == "run" {
		s := p.read(k.args[len(k.args)-1])
		p.runs(k, s.flow&^(Secret|Mild))
		if s.known {
			p.codeIn(k, s.text)
		}
	}
	return Stream{flow: k.in.flow}
}

// packages looks at where packages come from.
func (p *parser) packages(k *call) {
	for i, a := range k.args {
		t := strings.ToLower(a.text)
		plain := strings.HasPrefix(t, "http://") || strings.HasPrefix(t, "git+http://")
		if plain && !nearby(t) || (t == "--trusted-host" || t == "--allow-unauthenticated" || t == "--break-system-packages" && false) && i+1 < len(k.args) {
			p.report(DownloadRun, Watch, "it installs a package from a place that nobody vouches for", k.start, k.end)
			return
		}
	}
	if (k.name == "npx" || k.name == "uvx") && k.in.flow&Net != 0 {
		p.runs(k, k.in.flow)
	}
}
