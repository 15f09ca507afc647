package detect

import (
	"regexp"
	"strings"
)

// What a launch script must not do, in lower case. A command line is short and
// read once, so regular expressions are no burden here; they are compiled when
// there is a script, because starting the program must not wait for them.

type pattern string

func (p pattern) MatchString(s string) bool { return regexp.MustCompile(string(p)).MatchString(s) }

var (
	toNetwork = pattern(`/dev/(tcp|udp)/|\b(nc|ncat|netcat)\b[^|;&]*\s(-e|-c|--exec|--sh-exec)\b|mkfifo\b.*\b(nc|ncat|netcat|openssl)\b|socat\b.*\bexec:|pty\.spawn|os\.dup2\(|socket\b.*\bsubprocess\b.*\bsh\b|tcpsocket\.(open|new)\(.*exec`)
	fetcher   = `\b(curl|wget|iwr|irm|invoke-webrequest|invoke-restmethod|aria2c|lwp-download)\b`
	runner    = `(sudo\s+)?(env\s+)?(/\w+)*/?\b(sh|bash|zsh|dash|ksh|fish|python[0-9.]*|node|perl|ruby|php|deno|bun|iex|invoke-expression|pwsh|powershell|tclsh)\b`
	pipedIn   = pattern(fetcher + `[^;]*\|\s*` + runner)
	inline    = pattern(`(<\(|\$\(|` + "`" + `|\b(eval|exec|source|iex|invoke-expression)\b\s*[("' ]*(\$\()?)\s*` + fetcher)
	thenRun   = pattern(`\b(curl\b.*\s(-\w*o|--output|--remote-name)\b|wget\b).*(&&|;|\n)\s*(sudo\s+)?(chmod\s+\S*(\+\w*x|7[0-7]{2})|` + runner + `\s+\S*/?\S|\./)`)
	webString = pattern(`(downloadstring|downloadfile|downloaddata)\s*\(`)
	decoded   = pattern(`\b(base64\s+(-d|-di|--decode|-D)|openssl\s+(enc\s+)?(-d\s+)?-?base64\b.*-d|xxd\s+-r|gunzip|uudecode)\b[^;]*\|\s*` + runner + `|` +
		runner + `\s+<\(.*base64\s+(-d|--decode)|eval\s+.*base64\s+(-d|--decode)|` +
		`(exec|eval)\s*\(.*(b64decode|base64\.|decompress|fromhex|atob|buffer\.from)|` +
		`(powershell|pwsh)\S*\s.*-e(nc|ncodedcommand|c)?\s+[a-z0-9+/=]{16,}|^-e(nc|ncodedcommand|c)?\s+[a-z0-9+/=]{16,}|frombase64string`)
	loaders  = pattern(`\b(mshta|regsvr32|rundll32|certutil|bitsadmin|wmic|installutil|msbuild|cmstp)\b[^|;&]*(https?:|javascript:|vbscript:|scrobj|-urlcache|/transfer)`)
	privates = pattern(`(\.ssh/|id_(rsa|ed25519)|\.aws/credentials|\.env\b|\.npmrc|\.netrc|/etc/(passwd|shadow)|keychain|\.git-credentials|\.kube/config|\bprintenv\b|\benv\s*\|)`)
	sender   = pattern(`\b(curl|wget)\b.*\s(-d|--data\S*|-F|--form|-T|--upload-file|--post-data|--post-file)\b|\b(nc|ncat|netcat)\s+\S+\s+\d+|\b(scp|rsync|sftp)\b`)
)

func backDoor(s string) bool { return toNetwork.MatchString(s) }

func decodesAndRuns(s string) bool { return decoded.MatchString(s) }

func windowsLoader(s string) bool { return loaders.MatchString(s) }

// sendsSecrets looks at each command of a script, with what is piped into it,
// in its own case: -f of curl is not -F.
func sendsSecrets(s string) bool {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '&' || r == '\n' }) {
		if privates.MatchString(part) && sender.MatchString(part) {
			return true
		}
	}
	return false
}

// downloadsAndRuns needs a shell to make sense of: a plain argument that says
// curl is nobody's download.
func downloadsAndRuns(s string) bool {
	return pipedIn.MatchString(s) || inline.MatchString(s) || webString.MatchString(s) || thenRun.MatchString(s) && strings.Contains(s, "http")
}
