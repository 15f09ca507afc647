package detect

import (
	"encoding/base32"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Data in the labels of a host name: every name server on the way reads it, and
// no request to the host has to succeed.

// platforms give their customers hosts with random labels.
var platforms = []string{
	"cloudfront.net", "amazonaws.com", "vercel.app", "netlify.app", "ngrok.io", "ngrok-free.app", "ngrok.app", "trycloudflare.com", "azurecontainerapps.io",
	"azurewebsites.net", "azurestaticapps.net", "windows.net", "azureedge.net", "azurefd.net", "run.app", "web.app", "firebaseapp.com", "appspot.com", "herokuapp.com",
	"fly.dev", "pages.dev", "workers.dev", "supabase.co", "on.aws", "elb.amazonaws.com", "googleusercontent.com", "gitpod.io", "github.dev", "githubpreview.dev",
	"app.github.dev", "replit.dev", "repl.co", "stackblitz.io", "webcontainer.io", "codesandbox.io", "csb.app", "snowflakecomputing.com", "databricks.com",
	"mongodb.net", "redislabs.com", "redis-cloud.com", "neon.tech", "planetscale.com", "cockroachlabs.cloud", "elastic-cloud.com", "es.io", "algolia.net", "sentry.io",
	"onion", "i2p", "ipfs.dweb.link", "r2.dev", "r2.cloudflarestorage.com", "b-cdn.net", "fastly.net", "akamaihd.net", "akamaized.net", "execute-api.us-east-1.amazonaws.com",
	"openai.azure.com", "modal.run", "hf.space", "gradio.live", "railway.app", "onrender.com", "deno.dev", "lambda-url.us-east-1.on.aws", "sharepoint.com", "force.com",
}

// collectors are hosts that are made to show whoever calls them: where data
// goes that should go nowhere. Developers use some of them, too.
var collectors = []string{
	"oastify.com", "burpcollaborator.net", "interact.sh", "oast.pro", "oast.live", "oast.site", "oast.online", "oast.fun", "oast.me", "dnslog.cn", "ceye.io",
	"webhook.site", "requestbin.com", "requestbin.net", "m.pipedream.net", "requestcatcher.com", "beeceptor.com", "hookbin.com", "canarytokens.com",
	"eyes.sh", "xss.ht", "bxss.me", "pingb.in", "requestrepo.com",
}

var collecting = lazy.Value(func() *address.Endings { return address.EndingsOf(collectors...) })

// collects reports whether a host is one of them.
func collects(host string) bool {
	if !collecting().May(host) {
		return false
	}
	for _, c := range collectors {
		if strings.HasSuffix(host, c) && (len(host) == len(c) || host[len(host)-len(c)-1] == '.') {
			return true
		}
	}
	return false
}

// labels looks at the labels of a host.
func labels(host string) (why string, severity finding.Severity) {
	if len(host) < 12 || host[0] == '[' || strings.IndexByte(host, '.') < 0 {
		return "", 0
	}
	marked := strings.IndexByte(host, '-') >= 0 || strings.IndexByte(host, '_') >= 0 // as all of these are
	for _, p := range [...]string{"sk-ant-", "sk-proj-", "sk_live_", "ghp_", "github_pat_", "glpat-", "xoxb-", "xoxp-"} {
		if !marked {
			break
		}
		if strings.HasPrefix(host, p) || strings.Contains(host, "."+p) {
			return "its host name carries a key or token of a known kind", finding.High
		}
	}
	if capitals(host) >= 4 && collapsed(strings.ReplaceAll(host, ".", "")) { // hosts are written in small letters
		return "its host name carries a key or token of a known kind", finding.High
	}
	end := strings.LastIndexByte(host, '.')
	if end = strings.LastIndexByte(host[:max(end, 0)], '.'); end < 0 {
		return "", 0 // the name itself and its top level
	}
	carried := 0
	for rest := host[:end]; rest != ""; {
		label, tail, _ := strings.Cut(rest, ".")
		rest = tail
		if decodes(label) && !platform(host) {
			return "its host name carries text in an encoding", finding.High
		}
		if random(label) {
			carried += len(label)
		}
	}
	switch {
	case carried < 20 || platform(host):
		return "", 0
	case carried >= 48:
		return "its host name carries data in its labels", finding.High
	}
	return "its host name has a label that looks like data", finding.Medium
}

// platform reports whether a host is one that a platform made a name for.
func platform(host string) bool {
	for _, p := range platforms {
		if strings.HasSuffix(host, p) {
			return true
		}
	}
	return false
}

func capitals(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			n++
		}
	}
	return n
}

// collapsed reports whether an access key shows once the dots are out.
func collapsed(token string) bool {
	for _, p := range [...]string{"AKIA", "ASIA"} {
		i := strings.Index(token, p)
		if i < 0 || len(token) < i+20 {
			continue
		}
		n := 0
		for _, c := range []byte(token[i+4 : i+20]) {
			if c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
				n++
			}
		}
		if n == 16 {
			return true
		}
	}
	return false
}

// decodes reports whether a label is hexadecimal or base32 of text.
func decodes(label string) bool {
	if len(label) < 16 {
		return false
	}
	if hexText(label) && (len(label) >= 24 || strings.ContainsAny(label, "abcdefABCDEF")) {
		return true
	}
	if base64Text(label) {
		if b, err := decode64(label); err == nil && printable(b) {
			return true
		}
	}
	if strings.IndexByte(label, '-') >= 0 || !strings.ContainsAny(label, "234567") {
		return false
	}
	s := strings.TrimRight(strings.ToUpper(label), "=")
	if b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s); err == nil && printable(b) {
		return true
	}
	return false
}

// random reports whether a label looks like data and not like words: long, of
// letters and digits in turn, or of letters that no language puts together.
func random(label string) bool {
	if len(label) < 18 || strings.IndexByte(label, '-') >= 0 {
		return false
	}
	turns, run, longest, vowels, letters := 0, 0, 0, 0, 0
	for i := range len(label) {
		c := lower(label[i])
		if i > 0 && letter(c) != letter(label[i-1]) {
			turns++
		}
		switch {
		case !letter(c):
			run = 0
		case strings.IndexByte("aeiouy", c) >= 0:
			letters, vowels, run = letters+1, vowels+1, 0
		default:
			letters++
			run++
			longest = max(longest, run)
		}
	}
	return turns >= 5 || longest >= 8 || letters >= 18 && vowels*5 < letters
}
