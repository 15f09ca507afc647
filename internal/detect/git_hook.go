package detect

import (
	"bytes"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
)

// hooksThatCheck are hooks of git that say whether something goes on, which projects have for
// their linters and tests.
var hooksThatCheck = []string{"pre-commit", "commit-msg", "pre-push", "prepare-commit-msg"}

// reachesOut are pieces of scripts that speak to other machines, run what is not there to be
// seen or look at what is none of the project's.
var reachesOut = []string{
	"curl", "wget", "http", "ftp", "/dev/tcp", "/dev/udp", "nc ", "ncat", "socat", "ssh ", "ssh-", "sshpass", "telnet", "dig ", "nslookup", "sendmail", "| mail", ". ./", "sh ./", `\n./`, "; ./", "& ./", "&\\n", "base64", "xxd", "eval", "exec ", "python", "perl", "ruby", "php", "openssl", "~", "$home", "${home", "/etc", "/root", "/home",
	"/tmp", "crontab", "nohup", "disown", "\\u00", "env ", "printenv", "../", "sudo", "source ", "|sh", "| sh", "bash -c", "sh -c", "rm -", "git push", "git config", "git remote", "chmod", "node ", "deno", "powershell",
}

// checkingHook reports whether a path is that of a hook of git that checks something, and what the
// call writes there is a script that does nothing but that, as far as its words say.
func (a *Argument) checkingHook(p *address.Path) bool {
	n := len(p.Segments)
	if n < 3 || p.Segments[n-2] != "hooks" || p.Segments[n-3] != ".git" || !slices.Contains(hooksThatCheck, p.Segments[n-1]) {
		return false
	}
	return checksOnly(a.runner.requests.message.Raw)
}

// checksOnly reports whether a message writes a script of a shell that has nothing in it by which
// it would reach beyond its project.
func checksOnly(raw []byte) bool {
	raw = bytes.ToLower(raw)
	if !bytes.Contains(raw, []byte(`"#!`)) || len(raw) > longestHook {
		return false
	}
	at := bytes.Index(raw, []byte(`"#!`))
	first, _, _ := strings.Cut(string(raw[at:]), `\n`)
	raw = slices.Concat(raw[:at], raw[at+len(first):])
	if !strings.HasSuffix(strings.TrimRight(first, " "), "sh") && !strings.HasSuffix(first, "sh -e") {
		return false
	}
	return !slices.ContainsFunc(reachesOut, func(w string) bool { return bytes.Contains(raw, []byte(w)) })
}

// longestHook bounds the message that writes such a hook.
const longestHook = 4 << 10
