package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// maxAddresses bounds the addresses in one message that are looked at.
const maxAddresses = 16

// address looks at the address that the user shall open, and at those in the
// message.
func (e *elicitation) address() {
	if e.url != nil {
		e.opens(e.url, e.url.Text, true)
	}
	text := e.message.String()
	text = text[:min(len(text), maxForm)]
	for range maxAddresses {
		k := strings.Index(text, "://")
		if k < 0 {
			return
		}
		start := k
		for start > 0 && (text[start-1]|0x20 >= 'a' && text[start-1]|0x20 <= 'z') {
			start--
		}
		end := k
		for end < len(text) && text[end] > ' ' && !strings.ContainsRune("<>\"')", rune(text[end])) {
			end++
		}
		e.opens(e.message, strings.TrimRight(text[start:end], ".,;:!?"), false)
		text = text[end:]
	}
}

// opens looks at one address. whole is true when it is the one that the client
// opens.
func (e *elicitation) opens(at *message.Value, text string, whole bool) {
	u, ok := address.Read(text)
	switch {
	case !ok && whole && strings.TrimSpace(text) != "":
		u = address.ReadBare(text)
	case !ok:
		return
	case u.HasScheme("javascript", "data", "vbscript", "blob", "file", "about", "view-source", "ms-msdt", "search-ms", "chrome", "shell", "intent"):
		e.see(at, finding.Critical, "opening the address runs a program or shows a page of the server's own making")
		return
	case whole && holdsCommand(text):
		e.see(at, finding.Critical, "the address holds a command for a shell that opens it")
		return
	case whole && u.Scheme != "" && !u.HasScheme("http", "https"):
		e.see(at, finding.High, "the address the user shall open is none of the web")
		return
	}
	host := hostOf(&u)
	place, how := address.Classify(host)
	switch {
	case u.Confusing() || how&address.Encoded != 0:
		e.see(at, finding.High, "readers disagree about the host of the address")
	case strings.Contains(u.Authority, "@"):
		e.see(at, finding.High, "the address has a user name in front of its host, which people take for the host")
	case how&^address.Rebinding != 0:
		e.see(at, finding.High, "the host of the address is written so that people do not see where it leads")
	case place == address.Metadata, how != 0, place == address.LinkLocal:
		e.see(at, finding.High, "the address leads to "+place.String())
	}
	e.host(at, &u, host, place, whole)
}

// host looks at who the host claims to be.
func (e *elicitation) host(at *message.Value, u *address.URL, host string, place address.Place, whole bool) {
	if im, ok := imitates(host); ok {
		e.see(at, finding.High, "the address is deceptive: "+im.why)
	}
	if mixes(host) {
		e.see(at, finding.High, "the host of the address mixes alphabets so that it looks like another")
	}
	if whole && u.Scheme == "" {
		e.see(at, finding.Medium, "the address the user shall open has no scheme")
	}
	if whole && strings.Contains(u.Path, ":/") {
		e.see(at, finding.Medium, "the address carries another one in its path, which people take for where it leads")
	}
	numeric := host != "" && strings.Trim(host, "0123456789.") == "" || strings.HasPrefix(host, "[")
	switch {
	case numeric && place < address.Private:
		e.see(at, finding.High, "the address has a number in place of a name")
	case whole && u.HasScheme("http") && place != address.Loopback:
		e.see(at, finding.Medium, "the address is not encrypted")
	}
	if baits(host) {
		e.see(at, finding.Medium, "the host is named as pages that catch passwords are")
	}
	if shorteners[host] {
		e.see(at, finding.Medium, "a short address hides where it leads")
	}
	said := e.message.String()
	if brand := namedBrand(said, host); brand != "" && whole && host != "" {
		if kind, _ := e.w.lexica().askedFor(said); kind == password || kind == oneTime {
			e.see(at, finding.High, "the message speaks of a password of "+brand+" and the address is not theirs")
		}
	}
	if kind, _ := e.w.lexica().askedFor(said); kind == seedPhrase && whole {
		e.see(at, finding.Critical, "the server asks the user for "+kind.String())
	}
}

// baits reports whether the registered name of a host is put together with a
// word that is to lull: bank-verification.example.
func baits(host string) bool {
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return false
	}
	parts := strings.Split(labels[len(labels)-2], "-")
	for _, p := range parts {
		if len(parts) > 1 && baitWords()[p] {
			return true
		}
	}
	return false
}

var baitWords = lazy.Words(`verify verification secure login signin logon security unlock recover recovery confirm billing wallet update support`)

// mixes reports whether a label of the host has letters of other alphabets that
// look like Latin ones only.
func mixes(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if strings.HasPrefix(label, "xn--") {
			label = unpuny(label[len("xn--"):])
		}
		if looks := spelling.Skeleton(label); looks != label && strings.ContainsFunc(label, foreignLetter) && !strings.ContainsFunc(looks, foreignLetter) {
			return true
		}
	}
	return false
}

// foreignLetter reports whether r is a letter of another alphabet than Latin.
func foreignLetter(r rune) bool { return r >= 0x370 && r < 0x1e00 || r > 0x1fff }

var shorteners = map[string]bool{
	"bit.ly": true, "tinyurl.com": true, "t.co": true, "goo.gl": true, "is.gd": true, "ow.ly": true, "cutt.ly": true, "rb.gy": true,
	"shorturl.at": true, "tiny.cc": true, "rebrand.ly": true, "t.ly": true, "buff.ly": true, "s.id": true, "v.gd": true, "bl.ink": true,
}
