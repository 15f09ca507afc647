package detect

import (
	"path"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
)

// container judges the flags of `docker run` and its kin: those that make a
// container no wall.
func (j *launchJudge) container() {
	if j.spec.Source != launch.OCI {
		return
	}
	flags := j.spec.Flags
	for i, f := range flags {
		key, value, inline := strings.Cut(f, "=")
		if !inline && i+1 < len(flags) {
			value = flags[i+1]
		}
		value = strings.ToLower(value)
		switch key {
		case "--privileged":
			if !inline || value != "false" {
				j.say(finding.Medium, "the container has all rights of this machine (--privileged)", f)
			}
		case "--net", "--network", "--pid", "--ipc", "--userns", "--uts", "--cgroupns":
			if value == "host" {
				j.say(finding.Medium, "the container shares the host's "+hostSpaces[key], key+"="+value)
			}
		case "--cap-add":
			if cap := strings.TrimPrefix(value, "cap_"); strongCaps[cap] {
				j.say(finding.Medium, "the container is given rights that lead out of it ("+strings.ToUpper(cap)+")", f)
			}
		case "--security-opt":
			if strings.Contains(value, "unconfined") || strings.Contains(value, "disable") {
				j.say(finding.Medium, "a protection of the container is switched off", value)
			}
		case "--device":
			if strings.HasPrefix(value, "/dev/sd") || strings.HasPrefix(value, "/dev/nvme") || strings.HasPrefix(value, "/dev/mem") || strings.HasPrefix(value, "/dev/kvm") || strings.HasPrefix(value, "/dev/vd") {
				j.say(finding.Medium, "the container reaches a device of this machine", value)
			}
		}
	}
	for _, m := range launch.Mounts(flags) {
		if why := wideMount(m.From); why != "" {
			j.say(finding.Medium, "the container sees "+why, m.From)
		}
	}
}

var hostSpaces = map[string]string{"--net": "network", "--network": "network", "--pid": "processes", "--ipc": "shared memory",
	"--userns": "users", "--uts": "name", "--cgroupns": "control groups"}

var strongCaps = map[string]bool{"all": true, "sys_admin": true, "sys_ptrace": true, "sys_module": true, "sys_rawio": true,
	"dac_read_search": true, "dac_override": true, "net_admin": true, "bpf": true, "sys_boot": true}

// wideMount says what a mount opens beyond what a server needs, or nothing.
func wideMount(from string) string {
	p := strings.ReplaceAll(strings.ToLower(from), `\`, "/")
	for _, home := range []string{"$home", "${home}", "~", "%userprofile%", "$env:userprofile", "${env:home}", "${userhome}"} {
		if rest, ok := strings.CutPrefix(p, home); ok && (rest == "" || rest[0] == '/') {
			p = "/home/user" + rest
			break
		}
	}
	p = path.Clean(p)
	parts := strings.Split(strings.Trim(p, "/"), "/")
	last := parts[len(parts)-1]
	switch {
	case last == "docker.sock" || last == "podman.sock" || last == "containerd.sock" || last == "docker_engine":
		return "the engine's socket, which commands this machine"
	case p == "/" || len(p) <= 3 && strings.HasSuffix(p, ":") || len(p) == 3 && p[1:] == ":/":
		return "every file of this machine"
	case p == "/etc" || p == "/root" || p == "/var" || p == "/usr" || p == "/proc" || p == "/sys" || p == "/dev" || p == "/boot" || p == "/var/run" || p == "/run":
		return "the system's own files"
	case p == "/home" || p == "/users" || p == "c:/users" || len(parts) == 2 && (parts[0] == "home" || parts[0] == "users") || len(parts) == 3 && parts[0] == "c:" && parts[1] == "users":
		return "a whole home folder"
	case last == ".ssh" || last == ".aws" || last == ".gnupg" || last == ".kube" || last == ".azure" || strings.HasSuffix(p, "/.config/gcloud") || last == ".docker" || last == ".password-store":
		return "a folder of keys and passwords"
	}
	return ""
}

// environment judges variables that make programs run foreign code.
func (j *launchJudge) environment() {
	for _, e := range j.l.Env {
		j.variable(e, false)
	}
	for _, e := range j.spec.Assigned {
		j.variable(e, false)
	}
	for _, e := range j.l.Inherited {
		j.variable(e, true)
	}
	for i, f := range j.spec.Flags { // node --require /tmp/x.js
		if (f == "-r" || f == "--require" || f == "--import" || f == "--loader") && j.spec.Runner == "node" && i+1 < len(j.spec.Flags) && sharedPlace(j.spec.Flags[i+1]) {
			j.say(finding.Medium, "the command loads code from a folder that every user can write to", j.spec.Flags[i+1])
		}
	}
}

// loading are variables whose value is code to load, or where to find it.
var loading = map[string]bool{"LD_PRELOAD": true, "LD_AUDIT": true, "LD_LIBRARY_PATH": true, "DYLD_INSERT_LIBRARIES": true, "DYLD_LIBRARY_PATH": true,
	"DYLD_FRAMEWORK_PATH": true, "PYTHONSTARTUP": true, "PYTHONPATH": true, "PYTHONHOME": true, "BASH_ENV": true, "ENV": true, "PROMPT_COMMAND": true,
	"PERL5OPT": true, "PERL5LIB": true, "RUBYOPT": true, "RUBYLIB": true, "JAVA_TOOL_OPTIONS": true, "_JAVA_OPTIONS": true, "JDK_JAVA_OPTIONS": true, "NODE_OPTIONS": true, "NODE_PATH": true,
	"GIT_SSH_COMMAND": true, "GIT_EXTERNAL_DIFF": true, "BROWSER": true, "PAGER": true}

// folders are those of them that only say where to look; that is ordinary
// unless everybody can put something there.
var folders = map[string]bool{"LD_LIBRARY_PATH": true, "DYLD_LIBRARY_PATH": true, "PYTHONPATH": true, "PYTHONHOME": true, "NODE_PATH": true, "PERL5LIB": true, "RUBYLIB": true, "BROWSER": true, "PAGER": true, "ENV": true}

// variable judges one variable. One of the surrounding environment is the
// user's own business, unless everybody can write what it loads.
func (j *launchJudge) variable(entry string, inherited bool) {
	name, value, _ := strings.Cut(entry, "=")
	upper := strings.ToUpper(name)
	switch upper {
	case "NPM_CONFIG_REGISTRY", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL":
		if !inherited {
			j.otherRegistry(value)
		}
		return
	case "NODE_TLS_REJECT_UNAUTHORIZED":
		if value == "0" && !inherited {
			j.say(finding.Low, "the server does not check whom it talks to (NODE_TLS_REJECT_UNAUTHORIZED=0)", entry)
		}
		return
	}
	if !loading[upper] || value == "" {
		return
	}
	if upper == "NODE_OPTIONS" && !loadsCode(value) {
		return
	}
	if strings.Contains(upper, "JAVA") && !strings.Contains(value, "-javaagent") && !strings.Contains(value, "-agent") {
		return
	}
	if (inherited || folders[upper]) && !sharedPlace(value) {
		return
	}
	j.say(finding.Medium, "the variable "+upper+" makes the server run other code than its own", entry)
}

// loadsCode reports whether NODE_OPTIONS do more than set limits.
func loadsCode(options string) bool {
	for w := range strings.FieldsSeq(options) {
		flag, _, _ := strings.Cut(w, "=")
		switch flag {
		case "-r", "--require", "--import", "--loader", "--experimental-loader", "--inspect", "--inspect-brk":
			return true
		}
	}
	return false
}

// sharedPlace reports whether a value names a file where every user can write.
func sharedPlace(value string) bool {
	low := strings.ReplaceAll(strings.ToLower(value), `\`, "/")
	for _, place := range []string{"/tmp/", "/var/tmp/", "/dev/shm/", "/private/tmp/", "c:/users/public/", "c:/windows/temp/", "/run/shm/"} {
		if i := strings.Index(low, place); i == 0 || i > 0 && strings.IndexByte("=: ;,\"'", low[i-1]) >= 0 {
			return true
		}
	}
	return false
}

// files judges where the program itself is.
func (j *launchJudge) files() {
	for _, w := range j.l.Writable {
		j.say(finding.Medium, "every user of this machine can replace what the command runs", w)
	}
	if j.l.Looked {
		return
	}
	for _, w := range []string{j.l.Command[0], j.spec.Name} {
		if j.spec.Source == launch.Program && sharedPlace(w) {
			j.say(finding.Medium, "the program is in a folder that every user can write to", w)
			return
		}
	}
}
