package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// argument_injection: a value that is put behind a program's name is an option
// of that program instead, one that runs a command or writes a file; or an
// address that makes git run one. Git servers have been taken over this way
// (CVE-2025-68144 in mcp-server-git, CVE-2018-17456 in git).

var argumentInjection = &finding.Rule{
	ID: "argument_injection", Class: "command_injection", Severity: finding.High,
	Title:     "an argument is an option that runs a command",
	Catches:   "Values of branches, paths, hosts, addresses and names that begin as options of git, ssh, tar, curl, find, rsync, browsers and others with which these run commands or write files (--upload-pack=, -oProxyCommand=, --checkpoint-action=, --output=); ext:: and fd:: addresses of git; packages with an option that says from where they come, or on a machine without a name.",
	Example:   `{"repo":"--upload-pack=touch /tmp/x"}`,
	Misses:    "Options of programs that nobody knows.",
	Exception: "Arguments of tools that run commands are judged as commands.",
}

func detectArgumentInjection(a *Argument) {
	if a.Key {
		return
	}
	text := strings.TrimLeft(a.Text(), " \t\r\n'\"")
	if !strings.HasPrefix(text, "-") && a.Has&Colon == 0 && !(a.Has&Dash != 0 && a.Has&Space != 0 && strings.Contains(text, " -exec")) {
		return
	}
	if a.under(packageNames) {
		a.packageOptions(text)
		return
	}
	switch use := a.Use(); {
	case use == searched && !a.under(sought), use == runCode, use == runShell && !a.besideName(), use == written && !a.optionOfSearch():
		return
	}
	why := ""
	switch {
	case strings.HasPrefix(text, "-"):
		if option(text) || a.optionOfSearch() && a.Has&Space == 0 && alwaysRun()[text] {
			why = "it is an option with which a program runs a command or writes a file"
		}
	case (strings.Contains(text, "{}") || strings.Contains(text, `' -exec`) || strings.Contains(text, `" -exec`)) && (strings.Contains(text, " -exec ") || strings.Contains(text, " -execdir ")):
		why = "it goes on with an option with which find runs a command"
	case hasPrefixFold(text, "ext::"), hasPrefixFold(text, "fd::"):
		why = "it is an address with which git runs a command"
	case strings.HasPrefix(text, "ssh://-"), strings.HasPrefix(text, "git@-"), strings.Contains(text, "://-oProxyCommand"):
		why = "the host in it is an option of ssh"
	}
	if why != "" {
		a.Report(finding.Finding{Rule: argumentInjection, Severity: finding.High, Why: why, Seen: finding.Mask(text)})
	}
}

// packageOptions reports a package that brings the place to fetch it from along: "requests
// --index-url http://...", or lies on a machine without a name.
func (a *Argument) packageOptions(text string) {
	why, severity := "", finding.High
	for word := range strings.FieldsSeq(text) {
		name, _, _ := strings.Cut(word, "=")
		switch {
		case packageSources()[name] && (word != text || name != word):
			why = "it brings an option along that says from where packages come or what they may run"
			if strings.Count(text, " --") == 1 && strings.Contains(text, "https://") { // torch --index-url https://download.pytorch.org/whl/cpu
				severity = finding.Medium
			}
		case strings.Contains(word, "://") && archive(word):
			if u, ok := address.Read(word); ok && bareHost(u.Authority) {
				why = "it is a package on a machine without a name"
			}
		}
	}
	if why != "" && !strings.HasPrefix(text, "#") {
		a.Report(finding.Finding{Rule: argumentInjection, Severity: severity, Why: why, Seen: finding.Mask(text)})
	}
}

// packageSources are options of package managers that say whom to trust.
var packageSources = lazy.Words("--index-url --extra-index-url --registry --trusted-host --unsafe-perm --strict-ssl --global-option --install-option --find-links --ignore-scripts=false --node-options --script-shell")

// bareHost reports whether an authority is a public IPv4 address.
func bareHost(authority string) bool {
	host, _, _ := strings.Cut(authority, ":")
	if place, _ := address.Classify(host); place != address.Public || host == "" {
		return false
	}
	return strings.Trim(host, "0123456789.") == ""
}

// archive reports whether an address ends as packages do.
func archive(url string) bool {
	for _, end := range [...]string{".tgz", ".tar.gz", ".whl", ".zip", ".gem", ".deb", ".rpm", ".crate", ".nupkg"} {
		if strings.HasSuffix(url, end) {
			return true
		}
	}
	return false
}

// option reports whether a value is an option that does harm.
func option(text string) bool {
	name, value, ok := strings.Cut(text, "=")
	if i := strings.IndexAny(name, " \t"); i >= 0 {
		name, value, ok = name[:i], name[i+1:]+value, true
	}
	name = strings.ToLower(name)
	if runOptions()[name] {
		return ok && value != "" || name == "--ext-diff" || name == "--no-sandbox"
	}
	for _, p := range [...]string{"-oproxycommand", "-olocalcommand", "-opermitlocalcommand", "-c core.", "-ccore.", "-oknownhostscommand"} {
		if hasPrefixFold(text, p) {
			return true
		}
	}
	return false
}

// runOptions run commands, load code or write files, in the programs that
// servers put names and paths behind.
var runOptions = lazy.Words(`--upload-pack --receive-pack --exec --ext-diff --open-files-in-pager --pager --config --config-env --output --output-document --output-directory
	-oproxycommand --checkpoint-action --to-command --use-compress-program --rsh --rsync-path --remote-option --info-script --new-volume-script --rmt-command
	--eval --require --import --loader --load-extension --renderer-cmd-prefix --gpu-launcher --browser-subprocess-path --utility-cmd-prefix --ppapi-plugin-launcher
	--no-sandbox --script --script-args --post-file --upload-file --body-file --netrc-file --sort-command --filter --pre --preprocessor --hostname-bin --template --plugin
	--interpreter --init-file --rcfile --command --shell --sh-exec --lua-exec --proxy-command --ssh-command --editor --log-file --trace-file --unix-socket
	--compress-program --hook --hooks-path --separate-git-dir --git-dir --work-tree`)

// alwaysRun are the same where the value follows in the next argument, and mean
// nothing else in any program.
var alwaysRun = lazy.Words("--pre --hostname-bin --upload-pack --receive-pack --checkpoint-action --to-command --use-compress-program --open-files-in-pager")

// besideName reports whether the argument is options of the program that a tool is
// named after, which runs no commands by its name.
func (a *Argument) besideName() bool {
	return a.handed() != "" && a.Role()&CommandRole == 0 && a.Call.Purpose()&Runs == 0
}

// optionOfSearch reports whether the argument stands among the options of a tool
// that searches, lists or shows, and so should run nothing.
func (a *Argument) optionOfSearch() bool {
	return a.Surface == message.Argument && a.is(optionsName) && a.Call.only(speaksOf)
}
