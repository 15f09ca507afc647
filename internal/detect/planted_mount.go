package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/manifest"
	"github.com/mcp-watchdog/mcp-watchdog/internal/shell"
)

// What containers get to see of a machine, in files that somebody starts them by
// later: Compose, development containers, manifests, scripts and makefiles all write
// it as from:to, or as a source with a target.

// homes are the ways in which files write the folder of whoever starts them.
var homes = lazy.Value(func() *strings.Replacer {
	return strings.NewReplacer("${localEnv:HOME}${localEnv:USERPROFILE}", "~", "${localEnv:HOME}", "~", "${localEnv:USERPROFILE}", "~", "${env:HOME}", "~", "$(HOME)", "~", "$${HOME}", "~", "$$HOME", "~",
		"${HOME}", "~", "$HOME", "~", "%USERPROFILE%", "~", "${USERPROFILE}", "~", `\`, "/")
})

// maxMountWords bounds the words of a file that are looked at.
const maxMountWords = 20000

// mounted returns what a container is given of the machine by a file, and how bad that
// is; info for nothing.
func mounted(text string) (severity finding.Severity, why, seen string) {
	text = homes().Replace(text)
	var last [3]string
	n := 0
	for w := range strings.FieldsFuncSeq(text, betweenMounts) {
		if n++; n > maxMountWords {
			break
		}
		from, options := "", ""
		switch key := strings.Trim(strings.ToLower(last[2]), ":-"); {
		case key == "source" || key == "src" || key == "device":
			if from = w; keptAtTheirs(text, w) {
				from = ""
			}
		case key == "path" && (strings.EqualFold(strings.Trim(last[1], ":"), "hostpath") || strings.EqualFold(strings.Trim(last[0], ":"), "hostpath")):
			from = w
		default:
			from, options, _ = strings.Cut(w, ":")
			if !strings.HasPrefix(options, "/") {
				from = ""
			}
		}
		if s, y := mountOf(from, strings.HasSuffix(options, ":ro"), text); s > severity {
			severity, why, seen = s, y, w
		}
		last[0], last[1], last[2] = last[1], last[2], w
	}
	return severity, why, seen
}

// keptAtTheirs reports whether keys are mounted where they are at home and cannot be written
// to: a development container in which git is used.
func keptAtTheirs(text, from string) bool {
	_, line, _ := strings.Cut(text, from)
	line, _, _ = strings.Cut(line, "\n")
	return strings.HasSuffix(from, "/.ssh") && strings.Contains(line, "readonly") && strings.Contains(line, "/.ssh,")
}

// mayMount is a first look.
func mayMount(text string) bool {
	for _, w := range [...]string{"volumes", "volumeMounts", "hostPath", "mounts", "Mount", "--mount", "--volume", " -v ", `"-v"`, "driver_opts", "device:", "type=bind", "- ~/.", "- /:/", "- ${HOME}/.", "- $HOME/."} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

func betweenMounts(r rune) bool { return r <= ' ' || strings.ContainsRune("\"',[]{}=;()`", r) }

// secretHomes are folders and files below that of a user that hold keys.
var secretHomes = lazy.Words(`.ssh .aws .gnupg .kube .azure .docker .config/gcloud .netrc .git-credentials .password-store .config/claude .claude .config/gh .npmrc .pypirc .config/op .mozilla .config/google-chrome
	.docker/config.json .kube/config .aws/credentials .claude.json .ssh/id_rsa .ssh/id_ed25519`)

// mountOf says what it is to be given a place.
func mountOf(from string, readOnly bool, text string) (finding.Severity, string) {
	if from == "" || from[0] != '/' && from[0] != '~' {
		return finding.Info, ""
	}
	p := strings.ToLower(from)
	if len(p) > 1 {
		p = strings.TrimRight(p, "/")
	}
	rest, home := strings.CutPrefix(p, "~/")
	for _, at := range [...]string{"/root/", "/home/", "/users/"} {
		if below, ok := strings.CutPrefix(p, at); ok && !home {
			if rest, home = below, true; at != "/root/" {
				_, rest, home = strings.Cut(below, "/")
			}
		}
	}
	base := p[strings.LastIndexByte(p, '/')+1:]
	switch {
	case p == "/" || p == "":
		return finding.High, "a container may write to every file of its machine"
	case home && secretHomes()[rest]:
		return finding.Medium, "a container sees keys and passwords of whoever starts it"
	case p == "~" || p == "/root" || p == "/home" || p == "/users":
		return finding.Medium, "a container sees all that users have"
	case base == "docker.sock" || base == "podman.sock" || base == "containerd.sock" || base == "crio.sock":
		if manifest.WaitsOnEngine(strings.ToLower(text)) {
			return finding.Info, ""
		}
		return finding.Medium, "a container gets the engine's socket, which commands its machine"
	case !readOnly && (p == "/etc" || p == "/proc" || p == "/var/run" || p == "/run" || p == "/boot" || p == "/usr" || p == "/var" || strings.HasPrefix(p, "/etc/cron") || p == "/etc/systemd" || p == "/etc/sudoers.d"):
		return finding.Medium, "a container may write to folders of the system"
	}
	return finding.Info, ""
}

// plantedMount reports what containers would be given by a file.
func (a *Argument) plantedMount(text string, by readBy) {
	if by == directives || by == sourceFile || by == clients {
		return
	}
	named := a.Carrier() != nil && a.under(mountNames)
	if !named && !mayMount(text) {
		return
	}
	severity, why, seen := mounted(text)
	if named && severity == finding.Info && a.under(sourceNames) {
		seen = homes().Replace(text)
		severity, why = mountOf(seen, false, text)
	}
	if severity < finding.Medium {
		return
	}
	a.runner.requests.planting.told = true
	a.Report(finding.Finding{Rule: plantedFile, Severity: severity, Why: "it is written to a file by which containers are started: " + why, Seen: finding.Mask(clip(seen, maxSeen))})
}

// plantedSpans judges the commands that a file for models shows as code, or has in its
// text: what it says to run is run.
func (a *Argument) plantedSpans(text string) (told bool) {
	if a.Has&Backtick != 0 {
		for i, span := range strings.Split(text, "`") {
			if i%2 == 1 && a.plantedSpan(span, text) {
				return true
			}
		}
	}
	for _, word := range [...]string{"curl ", "wget "} {
		for rest := text; ; {
			k := strings.Index(rest, word)
			if k < 0 {
				break
			}
			line := rest[k:min(len(rest), k+maxUnnamed)]
			if end := strings.IndexByte(line, '\n'); end >= 0 {
				line = line[:end]
			}
			if rest = rest[k+len(line):]; a.plantedSpan(strings.TrimRight(line, "`"), text) {
				return true
			}
		}
	}
	return false
}

// plantedSpan judges one that stands in text.
func (a *Argument) plantedSpan(span, text string) bool {
	if len(span) < shortestCommand || len(span) > maxUnnamed || shell.Calm(span) {
		return false
	}
	for _, act := range shell.Judge(span) {
		sends := act.Kind == shell.Theft && act.Level >= shell.Worst && strings.Contains(span, "curl ") // no deployment
		if (plantedAct(&act, machines) || sends || act.Kind == shell.DownloadRun && act.Level >= shell.Worst && a.hushed(text)) && act.Kind != shell.Disguise {
			a.runner.requests.planting.told = true
			a.Report(finding.Finding{Rule: plantedFile, Severity: max(severityOf(act.Level), finding.High), Why: "it is written to a file that models take for orders, as a command: " + act.Why, Seen: finding.Mask(around(span, act.Start, act.End))})
			return true
		}
	}
	return false
}

// hushed reports whether a text wants something kept quiet.
func (a *Argument) hushed(text string) bool {
	low := strings.ToLower(text)
	for _, w := range [...]string{"not explain", "not mention", "not show", "not discuss", "never explain", "never mention", "don't explain", "don't mention", "don't show"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	for _, o := range a.runner.orders(text[:runeStart(text, min(len(text), maxHostile))], intent.Hidden) {
		if o.Kind == intent.Concealing {
			return true
		}
	}
	return false
}
