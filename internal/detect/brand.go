package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// brands are names that people trust with passwords, and the domains that are
// theirs. They are what pages that catch passwords imitate.
var brands = lazy.Value(func() map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(`
		github github.com github.io githubusercontent.com github.dev ghe.com githubcopilot.com
		gitlab gitlab.com gitlab.io
		bitbucket bitbucket.org
		google google.com googleapis.com withgoogle.com goo.gle google.dev googleusercontent.com
		gmail gmail.com
		microsoft microsoft.com microsoftonline.com microsoftonline.us azure.com live.com office.com windows.net sharepoint.com
		office365 office365.com office.com microsoft.com
		outlook outlook.com office.com live.com
		onedrive onedrive.com live.com microsoft.com
		amazon amazon.com amazonaws.com amazon.de amazon.co.uk amazon.fr amazon.co.jp amazon.in amazoncognito.com
		icloud icloud.com apple.com
		apple apple.com icloud.com
		paypal paypal.com paypal.me paypalobjects.com
		anthropic anthropic.com
		claude claude.ai claude.com anthropic.com
		openai openai.com chatgpt.com oaistatic.com
		chatgpt chatgpt.com openai.com
		atlassian atlassian.com atlassian.net
		notion notion.so notion.com notion.site
		dropbox dropbox.com dropboxapi.com
		facebook facebook.com fb.com
		instagram instagram.com
		whatsapp whatsapp.com
		linkedin linkedin.com
		netflix netflix.com
		coinbase coinbase.com
		binance binance.com binance.us
		metamask metamask.io
		salesforce salesforce.com force.com
		cloudflare cloudflare.com workers.dev cloudflareaccess.com
		docusign docusign.com docusign.net
		stripe stripe.com
		shopify shopify.com myshopify.com
		slack slack.com
		discord discord.com discord.gg
		telegram telegram.org
		figma figma.com
		okta okta.com oktapreview.com
		vercel vercel.com vercel.app
		supabase supabase.com supabase.co
		wellsfargo wellsfargo.com
		citibank citibank.com citi.com
		barclays barclays.co.uk barclays.com
		revolut revolut.com
		mastercard mastercard.com
		adobe adobe.com
		twitter twitter.com x.com
		spotify spotify.com
		hubspot hubspot.com`) {
		if words := strings.Fields(line); len(words) > 0 {
			all[words[0]] = words[1:]
		}
	}
	return all
})

// hosted are brands whose programs companies run under their own names.
var hosted = wordSet("github gitlab bitbucket atlassian slack okta google microsoft supabase")

// luring are words that stand beside a brand in the names of pages that catch
// passwords.
var luring = wordSet(`login logon signin sign secure security verify verification auth authenticate authentication oauth sso account accounts support update
	id identity password recover recovery unlock confirm billing wallet service services alert help helpdesk session`)

// imitation is how a host plays somebody else.
type imitation struct {
	brand string
	why   string
}

// imitates reports whether host, without a port, passes itself off as one of
// the brands.
func imitates(host string) (imitation, bool) {
	host = strings.ToLower(strings.Trim(host, "."))
	labels := strings.Split(host, ".")
	for i, l := range labels {
		if strings.HasPrefix(l, "xn--") {
			labels[i] = unpuny(l[len("xn--"):])
		}
	}
	plain := strings.Join(labels, ".")
	for brand, domains := range brands() {
		if belongs(host, domains) {
			return imitation{}, false
		}
		for _, d := range domains {
			if strings.HasPrefix(plain, d+".") || strings.HasPrefix(plain, d+"-") || strings.Contains(plain, "."+d+"-") || strings.Contains(plain, "."+d+".") || strings.Contains(plain, "-"+d+".") || strings.HasPrefix(plain, strings.ReplaceAll(d, ".", "-")+".") && d[len(d)-1] != 'x' {
				return imitation{brand, "it carries the address of " + brand + " in the name of another host"}, true
			}
		}
	}
	for i, l := range labels[:max(0, len(labels)-1)] {
		if im, ok := labelImitates(l, i == len(labels)-2); ok {
			return im, true
		}
	}
	return imitation{}, false
}

// labelImitates looks at one label. own is true for the one that is registered.
func labelImitates(label string, own bool) (imitation, bool) {
	parts := strings.FieldsFunc(label, func(r rune) bool { return r == '-' || r == '_' })
	lure := false
	for _, p := range parts {
		lure = lure || luring()[spelling.Skeleton(p)]
	}
	for brand := range brands() {
		for _, p := range parts {
			switch {
			case p == brand && (lure || own && !hosted()[spelling.Skeleton(brand)] && len(parts) > 1):
				return imitation{brand, "its host has the name of " + brand + " and is not theirs"}, true
			case p != brand && len(brand) >= 5 && spelling.Skeleton(p) == spelling.Skeleton(brand), p != brand && len(brand) >= 6 && closeTo(p, brand):
				return imitation{brand, "its host looks like " + brand + " and is spelled otherwise"}, true
			case len(brand) >= 6 && len(p) > len(brand) && lureJoined(p, brand):
				return imitation{brand, "its host has the name of " + brand + " and is not theirs"}, true
			}
		}
	}
	return imitation{}, false
}

// lureJoined reports whether p is the brand and a luring word in one.
func lureJoined(p, brand string) bool {
	rest, ok := strings.CutPrefix(p, brand)
	if !ok {
		rest, ok = strings.CutSuffix(p, brand)
	}
	return ok && luring()[spelling.Skeleton(rest)]
}

// belongs reports whether host is one of the domains or below one.
func belongs(host string, domains []string) bool {
	for _, d := range domains {
		if host == d || strings.HasSuffix(host, "."+d) {
			return true
		}
	}
	return false
}

// closeTo reports whether one letter was left out, added, changed or swapped
// with its neighbour. The first letter does not count, nor one added behind the
// last: those make other words.
func closeTo(s, brand string) bool {
	if len(s) < 6 || s[0] != brand[0] {
		return false
	}
	k := 0
	for k < len(s) && k < len(brand) && s[k] == brand[k] {
		k++
	}
	a, b := s[k:], brand[k:]
	switch len(s) - len(brand) {
	case 0:
		return len(a) > 0 && (a[1:] == b[1:] || len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:])
	case 1:
		return len(b) > 0 && a[1:] == b
	case -1:
		return len(a) > 0 && b[1:] == a
	}
	return false
}

// namedBrand returns a brand that the text names and that the host is not of;
// "" when there is none.
func namedBrand(text, host string) string {
	for _, t := range terms(text) {
		word := strings.ToLower(text[t.start:t.end])
		if domains, ok := brands()[word]; ok && !belongs(host, domains) {
			return word
		}
	}
	return ""
}

// hostOf returns the host of a URL without its port, in lower case.
func hostOf(u *address.URL) string {
	host, _, _, _ := address.NextHost(u.Authority)
	return strings.ToLower(host)
}

// unpuny decodes a label in Punycode (RFC 3492). A label that is none is
// returned as it is.
func unpuny(label string) string {
	const base, tmin, tmax, skew, damp = 36, 1, 26, 38, 700
	var out []rune
	rest := label
	if k := strings.LastIndexByte(label, '-'); k >= 0 {
		out, rest = []rune(label[:k]), label[k+1:]
	}
	n, i, bias := 128, 0, 72
	for len(rest) > 0 {
		old, w := i, 1
		for k := base; ; k += base {
			if len(rest) == 0 || i > 1<<24 || w > 1<<24 {
				return label
			}
			digit := punyDigit(rest[0])
			rest = rest[1:]
			if digit < 0 {
				return label
			}
			i += digit * w
			t := min(max(k-bias, tmin), tmax)
			if digit < t {
				break
			}
			w *= base - t
		}
		size := len(out) + 1
		delta := (i - old) / 2
		if old == 0 {
			delta = (i - old) / damp
		}
		delta += delta / size
		k := 0
		for ; delta > (base-tmin)*tmax/2; k += base {
			delta /= base - tmin
		}
		bias = k + (base-tmin+1)*delta/(delta+skew)
		n += i / size
		i %= size
		if n > 0x10ffff || len(out) > 63 {
			return label
		}
		out = append(out[:i], append([]rune{rune(n)}, out[i:]...)...)
		i++
	}
	return string(out)
}

func punyDigit(c byte) int {
	switch {
	case c >= 'a' && c <= 'z':
		return int(c - 'a')
	case c >= '0' && c <= '9':
		return int(c-'0') + 26
	}
	return -1
}
