package manifest

import (
	"path"
	"strings"
)

// unit is what shares rights: a pod, a service, one container.
type unit struct {
	scene
	privileged, hostNet, hostPID, hostIPC bool
	unconfined                            bool
	bare                                  bool // a shell or nothing runs in it
	images                                string
	caps, devices                         []string
	mounts                                []mount
}

// mount is a folder of the machine that a container sees.
type mount struct {
	from     string
	readOnly bool
}

// containers are the names under which lists of containers stand.
var containers = []string{"containers", "initcontainers", "ephemeralcontainers", "containerdefinitions"}

// pod judges a map that holds lists of containers, or shares what is a pod's to
// share.
func (j *judge) pod(n *Node, at scene) bool {
	u, found := unit{scene: at}, false
	for _, name := range containers {
		l := n.get(name)
		if l == nil || l.Kind != List {
			continue
		}
		for _, c := range l.Members {
			if c.Kind == Map {
				found = true
				j.container(c, &u)
			}
		}
	}
	own := n.get("hostpid").is() || n.get("hostnetwork").is() || n.get("hostipc").is()
	if !found && !own {
		return false
	}
	u.rights(n)
	u.folders(n, n)
	j.weigh(&u)
	return true
}

// single judges a map that describes one container.
func (j *judge) single(n *Node, at scene) bool {
	host := n.get("hostconfig")
	image := n.get("image").text()
	if image == "" {
		image = n.get("imagename").text()
	}
	build := at.compose && n.get("build") != nil
	if host == nil && !build && !isImage(image) && !wholeMachine(n) {
		return false
	}
	if host == nil && !build && !at.compose && !wholeMachine(n) && !describes(n, image) {
		return false
	}
	u := unit{scene: at}
	j.container(n, &u)
	if host != nil {
		u.rights(host)
		u.folders(host, host)
	}
	u.folders(n, n)
	j.weigh(&u)
	return true
}

// describes reports whether a map with an image says anything about a container.
// A profile of a person may have a picture and privileges, too.
func describes(n *Node, image string) bool {
	sure := strings.ContainsAny(image, ":/@") || strings.Contains(bases, " "+strings.ToLower(image)+" ")
	for _, m := range n.Members {
		switch folded(m.Key) {
		case "capadd", "binds", "pidmode", "ipcmode", "usernsmode", "securityopt", "entrypoint", "securitycontext", "hostnetwork":
			return true
		case "privileged", "capabilities", "volumes", "mounts", "volume", "networkmode", "network", "net", "pid", "ipc", "devices", "command", "cmd", "args":
			if sure {
				return true
			}
		}
	}
	return false
}

// wholeMachine reports whether a map without an image mounts the root of its
// machine.
func wholeMachine(n *Node) bool {
	for _, name := range []string{"volumes", "binds", "mounts", "volume"} {
		for _, b := range n.get(name).list() {
			if strings.HasPrefix(b, "/:/") {
				return true
			}
		}
	}
	return false
}

// container adds what one container has.
func (j *judge) container(n *Node, u *unit) {
	u.rights(n)
	u.rights(n.get("securitycontext"))
	image := strings.ToLower(n.get("image").text())
	if image == "" {
		image = strings.ToLower(n.get("imagename").text())
	}
	u.images += " " + image
	words := append(command(n.get("entrypoint")), command(n.get("command"))...)
	words = append(append(words, command(n.get("cmd"))...), command(n.get("args"))...)
	if len(words) > 0 && len(j.out.Commands) < maxCommands {
		j.out.Commands = append(j.out.Commands, words)
	}
	u.bare = u.bare || idles(words, image)
	for _, hook := range [][]string{{"lifecycle", "poststart", "exec"}, {"lifecycle", "prestop", "exec"}, {"livenessprobe", "exec"}, {"readinessprobe", "exec"}, {"startupprobe", "exec"}, {"healthcheck"}} {
		h := n.in(hook...)
		words := command(h.get("command"))
		if words == nil {
			words = command(h.get("test"))
		}
		if len(words) > 1 && (words[0] == "CMD" || words[0] == "CMD-SHELL") {
			words = words[1:]
		}
		if len(words) > 0 && len(j.out.Commands) < maxCommands {
			j.out.Commands = append(j.out.Commands, words)
		}
	}
	j.variables(n.get("env"))
	j.variables(n.get("environment"))
}

// command returns the words of a command: of a list its elements, of a text one
// that a shell reads.
func command(n *Node) []string {
	switch {
	case n == nil:
	case n.Kind == List:
		return n.list()
	case n.Text != "":
		return []string{"sh", "-c", n.Text}
	}
	return nil
}

// variables notes what programs find in their environment.
func (j *judge) variables(n *Node) {
	if n == nil || n.Kind == Scalar {
		return
	}
	for _, m := range n.Members {
		name, value := m.Key, m.text()
		switch {
		case m.Kind == Map:
			name, value = m.get("name").text(), m.get("value").text()
		case n.Kind == List:
			name, value, _ = strings.Cut(m.text(), "=")
		}
		if name != "" && value != "" && len(j.out.Variables) < maxCommands {
			j.out.Variables = append(j.out.Variables, [2]string{name, value})
		}
	}
}

// rights adds what a map says about rights.
func (u *unit) rights(n *Node) {
	if n == nil || n.Kind != Map {
		return
	}
	for _, m := range n.Members {
		v := strings.ToLower(m.text())
		switch folded(m.Key) {
		case "privileged":
			u.privileged = u.privileged || m.is()
		case "hostnetwork":
			u.hostNet = u.hostNet || m.is()
		case "hostpid":
			u.hostPID = u.hostPID || m.is()
		case "hostipc":
			u.hostIPC = u.hostIPC || m.is()
		case "network", "networkmode", "net":
			u.hostNet = u.hostNet || v == "host"
		case "pid", "pidmode":
			u.hostPID = u.hostPID || v == "host"
		case "ipc", "ipcmode":
			u.hostIPC = u.hostIPC || v == "host"
		case "capadd":
			u.capabilities(m)
		case "capabilities":
			u.capabilities(m.get("add"))
		case "linuxparameters":
			u.capabilities(m.in("capabilities", "add"))
		case "securityopt":
			for _, o := range m.list() {
				o = strings.ToLower(o)
				u.unconfined = u.unconfined || strings.HasSuffix(o, "unconfined") || strings.HasSuffix(o, "disable")
			}
		case "seccompprofile", "apparmorprofile":
			u.unconfined = u.unconfined || strings.EqualFold(m.get("type").text(), "unconfined")
		case "devices":
			u.addDevices(m)
		}
	}
}

func (u *unit) capabilities(n *Node) {
	for _, c := range n.list() {
		u.caps = append(u.caps, strings.TrimPrefix(strings.ToLower(strings.TrimSpace(c)), "cap_"))
	}
}

func (u *unit) addDevices(n *Node) {
	for _, d := range n.list() {
		u.devices = append(u.devices, strings.ToLower(d))
	}
	if n.Kind == List {
		for _, m := range n.Members {
			if d := m.get("pathonhost").text(); d != "" {
				u.devices = append(u.devices, strings.ToLower(d))
			}
		}
	}
}

// folders adds the folders of the machine that are mounted. pod is where lists
// of containers stand, which say who may write.
func (u *unit) folders(n, pod *Node) {
	for _, name := range []string{"volumes", "binds", "mounts", "volume", "bind", "mount"} {
		v := n.get(name)
		if v == nil {
			continue
		}
		if v.Kind == Scalar {
			u.bind(v.Text)
			continue
		}
		for _, m := range v.Members {
			switch {
			case m.Kind == Scalar && v.Kind == List:
				u.bind(m.Text)
			case m.Kind == Scalar: // {"/": "/host"}
				u.add(m.Key, strings.HasSuffix(m.Text, ":ro"))
			case v.Kind == Map && m.get("bind") != nil: // {"/": {"bind": "/host", "mode": "rw"}}
				u.add(m.Key, m.get("mode").text() == "ro")
			default:
				u.described(m, pod)
			}
		}
	}
}

// described adds a mount that is described by a map.
func (u *unit) described(m, pod *Node) {
	for _, host := range []*Node{m.in("hostpath"), m.in("host")} {
		for _, p := range []string{host.get("path").text(), host.get("sourcepath").text(), host.text()} {
			if p != "" {
				u.add(p, readOnly(pod, m.get("name").text()))
				return
			}
		}
	}
	from := m.get("source").text()
	for _, other := range []string{"src", "hostpath", "hostdir", "from"} {
		if from == "" {
			from = m.get(other).text()
		}
	}
	if from != "" && (m.get("type").text() == "" || strings.EqualFold(m.get("type").text(), "bind")) {
		u.add(from, m.get("readonly").is() || m.get("ro").is() || m.get("mode").text() == "ro")
	}
}

// readOnly reports whether no container may write to a volume.
func readOnly(pod *Node, volume string) bool {
	mounted := false
	for _, name := range containers {
		l := pod.get(name)
		if l == nil {
			continue
		}
		for _, c := range l.Members {
			mounts := c.get("volumemounts")
			if mounts == nil {
				mounts = c.get("mountpoints")
			}
			if mounts == nil || mounts.Kind != List {
				continue
			}
			for _, m := range mounts.Members {
				if m.get("name").text() != volume && m.get("sourcevolume").text() != volume {
					continue
				}
				if mounted = true; !m.get("readonly").is() {
					return false
				}
			}
		}
	}
	return mounted
}

// bind adds a mount in the words of Docker: from:to:options.
func (u *unit) bind(text string) {
	text = strings.TrimSpace(text)
	for _, prefix := range []string{"type=bind,", "bind:"} {
		text = strings.TrimPrefix(text, prefix)
	}
	if i := strings.Index(text, "source="); i >= 0 {
		from, _, _ := strings.Cut(text[i+len("source="):], ",")
		u.add(from, strings.Contains(text, "readonly") || strings.Contains(text, ",ro"))
		return
	}
	from, rest, ok := strings.Cut(text, ":")
	if len(from) == 1 && ok && from != "/" && from != "~" && from != "." { // C:\
		drive := from
		from, rest, ok = strings.Cut(rest, ":")
		from = drive + ":" + from
	}
	if ok {
		u.add(from, strings.HasSuffix(rest, ":ro") || strings.Contains(rest, ":ro,") || strings.Contains(rest, ",ro"))
	}
}

func (u *unit) add(from string, readOnly bool) {
	if from == "" || len(u.mounts) > 256 {
		return
	}
	f := strings.ReplaceAll(strings.ToLower(from), `\`, "/")
	if f[0] == '/' || len(f) > 1 && f[1] == ':' {
		f = path.Clean(f)
	}
	u.mounts = append(u.mounts, mount{f, readOnly})
}
