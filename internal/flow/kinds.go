package flow

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Sink is what becomes of what goes to a tool, as its name and its arguments
// say. Kinds form a bit set.
type Sink uint8

const (
	Publishes Sink = 1 << iota // for everybody to see
	Tells                      // to people: mail, messages, comments
	Network                    // to an address
	Runs                       // it is run
	Stores                     // files, records
	Finds                      // it is looked for
	Discusses                  // where whoever sees a project reads: issues, comments
)

// Takes is what an argument takes, as its name says.
type Takes uint8

const (
	Prose   Takes = 1 << iota // what people read
	Address                   // a URL
	Command                   // what is run
	Encoded                   // content that may be binary
	Content                   // of a file or a message
)

type meaning struct {
	kind  Kind
	sink  Sink
	takes Takes
}

// meanings of words in the names of servers, tools and arguments.
var meanings = lazy.Value(func() map[string]meaning {
	all := map[string]meaning{}
	add := func(m meaning, words string) {
		for _, w := range strings.Fields(words) {
			old := all[w]
			all[w] = meaning{old.kind | m.kind, old.sink | m.sink, old.takes | m.takes}
		}
	}
	add(meaning{kind: Private | Personal}, `mail mails email emails gmail outlook imap inbox mailbox message messages chat chats dm dms slack teams
		whatsapp telegram signal sms imessage calendar event events contact contacts db database sql query postgres postgresql mysql sqlite mongodb
		snowflake bigquery customer customers client clients crm salesforce hubspot hr payroll salary employee employees invoice invoices bank banking
		account accounts transaction transactions payment payments health patient patients medical record records keychain vault secret secrets
		credential credentials private transcript transcripts meeting meetings clipboard bookmarks history`)
	add(meaning{kind: Private}, `note notes notion obsidian memory memories file files filesystem fs document documents doc drive gdrive dropbox onedrive
		sharepoint redis screenshot internal log logs table rows`)
	add(meaning{kind: Untrusted}, `web search fetch browse browser crawl scrape page pages url http https website site news rss feed issue issues comment
		comments pull pr ticket tickets review reviews discussion discussions forum reddit tweet tweets twitter mail mails email emails gmail outlook inbox
		slack discord telegram sms youtube wiki wikipedia jira linear zendesk`)
	add(meaning{sink: Publishes}, `forum forums gist gists tweet tweets twitter publish paste pastebin blog toot mastodon linkedin reddit facebook instagram wordpress medium public`)
	add(meaning{sink: Tells}, `send mail email message messages slack discord telegram sms whatsapp teams reply forward notify share post dm chat comment
		comments issue issues pull pr review discussion board webhook invite announce say broadcast`)
	add(meaning{sink: Discusses}, `issue issues pull pr review reviews discussion discussions comment comments`)
	add(meaning{sink: Network}, `http https fetch request requests webhook curl wget url navigate goto open browse browser api download crawl scrape
		upload visit`)
	add(meaning{sink: Runs}, `run exec execute shell bash sh zsh cmd command terminal powershell eval python script ssh process spawn system console repl`)
	add(meaning{sink: Stores}, `write save store create append edit update put insert add set commit push upload copy replace patch overwrite file files
		page record row rows document draft attach attachment attachments import apply deploy configmap secret manifest convert converter`)
	add(meaning{sink: Finds}, `search find query lookup grep ask`)
	add(meaning{takes: Prose}, `text message messages comment comments note notes title subject description summary caption reply tweet status prompt
		question answer name label query q reason msg headline topic bio`)
	add(meaning{takes: Address}, `url urls uri link href endpoint webhook callback redirect src website address`)
	add(meaning{takes: Command}, `command commands cmd script shell bash program argv code`)
	add(meaning{takes: Encoded}, `base64 b64 base attachment attachments blob blobs raw bytes binary encoded image images img photo picture audio video media
		mime hex zip archive pdf certificate cert signature key token cursor state thumbnail screenshot avatar icon logo`)
	add(meaning{takes: Content}, `content contents body data payload file files document input buffer value upload chunk part`)
	return all
})

// words calls fn with each word of an identifier, in lower case.
func words(name string, fn func(word string)) {
	var buf [32]byte
	n := 0
	flush := func() {
		if n > 0 && n <= len(buf) {
			fn(string(buf[:n]))
		}
		n = 0
	}
	for i := range len(name) {
		c := name[i]
		upper := c >= 'A' && c <= 'Z'
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9' && n > 0:
			if upper && i > 0 && (name[i-1] < 'A' || name[i-1] > 'Z') {
				flush()
			}
			if n < len(buf) {
				buf[n] = c
				if upper {
					buf[n] |= 0x20
				}
			}
			n++
		default:
			flush()
		}
	}
	flush()
}

// SourceOf returns what a tool of a server delivers.
func SourceOf(server, tool string) (k Kind) {
	see := func(w string) { k |= meanings()[w].kind }
	words(tool, see)
	switch k {
	case 0:
		words(server, see)
	case Untrusted: // a page of somebody's notes
		words(server, see)
		k = k&Private | Untrusted
	}
	return k
}

// SinkOf returns what becomes of what goes to a tool of a server.
func SinkOf(server, tool string) (s Sink) {
	see := func(w string) { s |= meanings()[w].sink }
	words(tool, see)
	if s&^(Stores|Finds) == 0 {
		of := Sink(0)
		words(server, func(w string) { of |= meanings()[w].sink })
		s |= of & (Publishes | Tells | Network | Runs | Discusses)
	}
	return s
}

// TakesOf returns what an argument takes.
func TakesOf(argument string) (t Takes) {
	words(argument, func(w string) { t |= meanings()[w].takes })
	return t
}

// Instructs reports whether a model takes an argument for the words of those whom it obeys:
// its name says so, or is instructions, of a tool that is about models.
func Instructs(server, tool, argument string) (yes bool) {
	system, custom, says, how := false, false, false, false
	words(argument, func(w string) {
		switch w {
		case "system", "developer":
			system = true
		case "custom":
			custom = true
		case "prompt", "message":
			says = true
		case "instruction", "instructions":
			how = true
		case "systemprompt":
			system, says = true, true
		}
	})
	switch {
	case system && says, how && (system || custom):
		return true
	case !how:
		return false
	}
	about := func(w string) {
		switch w {
		case "agent", "agents", "subagent", "assistant", "assistants", "llm", "model", "bot", "chatbot", "gpt", "persona":
			yes = true
		}
	}
	words(tool, about)
	words(server, about)
	return yes
}
