package oauth

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// claims are what of a JSON web token says whom it is for.
type claims struct {
	Audience list   `json:"aud"`
	Resource list   `json:"resource"`
	Issuer   string `json:"iss"`
}

// list is a text or several.
type list []string

func (l *list) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*l = list{one}
		return nil
	}
	var many []string
	err := json.Unmarshal(b, &many)
	*l = many
	return err
}

// maxJWT bounds a token that is looked into.
const maxJWT = 16 << 10

// read returns the claims of a JSON web token. Its signature is not checked:
// a forged one is refused by whoever it is for.
func read(token string) (c claims, ok bool) {
	parts := strings.Split(token[:min(len(token), maxJWT)], ".")
	if len(parts) != 3 || !strings.HasPrefix(token, "eyJ") {
		return c, false
	}
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	return c, err == nil && json.Unmarshal(b, &c) == nil
}

// Audience says whether a token was plainly made for another server than the
// one at the URL that gets it. ok is false when it was not, or when nobody can
// tell: audiences that are no addresses, tokens that say nothing. The text does
// not hold the token.
func Audience(token, server string) (level Level, why string, ok bool) {
	origin, _, known := canonical(server)
	if !known {
		return 0, "", false
	}
	host := hostOf(origin)
	if private(host) {
		return 0, "", false
	}
	c, jwt := read(token)
	if !jwt {
		service, hosts := issuerOf(token)
		if service == "" || within(host, hosts) {
			return 0, "", false
		}
		return Worth, "a token of " + service + " is given to another server", true
	}
	audience, other := append(c.Audience, c.Resource...), ""
	for _, a := range audience {
		at := a
		if !strings.Contains(a, "://") {
			at = "https://" + a
		}
		o, _, readable := canonical(at)
		h := hostOf(o)
		switch {
		case !readable, !strings.Contains(a, "://") && !hostLike(a):
			return 0, "", false // the name of an application, which may be this one
		case covers(at, server), sameSite(h, host):
			return 0, "", false
		}
		other = h
	}
	switch {
	case other == "":
		return 0, "", false
	case within(other, wellKnown):
		return Wrong, "the token was made for " + other + ", and another server gets it", true
	}
	return Worth, "the token was made for another server than the one that gets it", true
}

// wellKnown are services whose tokens open much, and which run no servers for
// others under these names.
var wellKnown = []string{"graph.microsoft.com", "management.azure.com", "vault.azure.net", "googleapis.com", "api.github.com", "api.openai.com", "slack.com", "salesforce.com",
	"atlassian.com", "api.stripe.com", "kubernetes.default.svc", "sts.amazonaws.com"}

// issuers are services by the beginnings of their tokens, and the hosts that
// these are for.
var issuers = []struct {
	name     string
	prefixes []string
	hosts    []string
}{
	{"GitHub", []string{"ghp_", "gho_", "ghu_", "ghs_", "github_pat_"}, []string{"github", "githubcopilot.com", "ghe.com"}},
	{"GitLab", []string{"glpat-", "gloas-"}, []string{"gitlab"}},
	{"Slack", []string{"xoxb-", "xoxp-", "xoxe.", "xapp-"}, []string{"slack.com"}},
	{"Anthropic", []string{"sk-ant-"}, []string{"anthropic.com", "claude.com", "claude.ai"}},
	{"OpenAI", []string{"sk-proj-", "sk-svcacct-"}, []string{"openai.com", "openai.azure.com"}},
	{"Google", []string{"ya29.", "AIza"}, []string{"googleapis.com", "google.com"}},
	{"Hugging Face", []string{"hf_"}, []string{"huggingface.co", "hf.co", "hf.space"}},
	{"Stripe", []string{"sk_live_", "rk_live_"}, []string{"stripe.com"}},
	{"npm", []string{"npm_"}, []string{"npmjs.org", "npmjs.com"}},
	{"Linear", []string{"lin_api_"}, []string{"linear.app"}},
	{"Notion", []string{"ntn_"}, []string{"notion.com", "notion.so"}},
	{"DigitalOcean", []string{"dop_v1_"}, []string{"digitalocean.com"}},
}

// minOpaque is the least length of a token without a form.
const minOpaque = 20

// issuerOf returns whose a token is; "" when nobody can tell. GitLab and GitHub
// are also run by others, under names of their own that say so.
func issuerOf(token string) (name string, hosts []string) {
	if len(token) < minOpaque || strings.ContainsAny(token, " ${}<>") {
		return "", nil
	}
	for _, i := range issuers {
		for _, p := range i.prefixes {
			if strings.HasPrefix(token, p) {
				return i.name, i.hosts
			}
		}
	}
	return "", nil
}

// within reports whether a host is one of the list, or below one, or has a label
// that is a word of the list.
func within(host string, hosts []string) bool {
	for _, h := range hosts {
		if host == h || strings.HasSuffix(host, "."+h) || !strings.Contains(h, ".") && strings.Contains("."+strings.ReplaceAll(host, "-", ".")+".", "."+h+".") {
			return true
		}
	}
	return false
}

func hostOf(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	return host
}

// hostLike reports whether an audience is the name of a host and not that of an
// application.
func hostLike(s string) bool {
	return strings.Count(s, ".") >= 1 && !strings.ContainsAny(s, " :@") && !strings.HasSuffix(s, ".apps.googleusercontent.com") && len(s) < 254
}

// private reports whether a host is this machine or has no name of the open net:
// who runs it there is nobody else.
func private(host string) bool {
	return host == "localhost" || strings.HasPrefix(host, "127.") || host == "[::1]" || host == "::1" || !strings.Contains(host, ".") ||
		strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal") || strings.HasSuffix(host, ".localhost")
}

// shared are domains whose names belong to many.
var shared = []string{"co.uk", "com.au", "co.jp", "com.br", "co.nz", "co.in", "com.cn", "github.io", "vercel.app", "workers.dev", "pages.dev", "netlify.app", "herokuapp.com", "fly.dev",
	"run.app", "azurewebsites.net", "cloudfront.net", "amazonaws.com", "web.app", "onrender.com", "ngrok.app", "ngrok-free.app", "hf.space", "auth0.com", "okta.com"}

// sameSite reports whether two hosts belong to one owner, as far as their names
// say.
func sameSite(a, b string) bool {
	if a == b {
		return true
	}
	n := 2
	for _, s := range shared {
		if strings.HasSuffix(a, "."+s) {
			n = strings.Count(s, ".") + 2
		}
	}
	x, y := lastLabels(a, n), lastLabels(b, n)
	return x == y && strings.Count(x, ".") == n-1
}

func lastLabels(host string, n int) string {
	labels := strings.Split(host, ".")
	return strings.Join(labels[max(0, len(labels)-n):], ".")
}
