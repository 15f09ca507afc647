package detect

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// TestCalmChangesNothing: who has read many texts, and a text before, finds in it what
// who reads it for the first time finds.
func TestCalmChangesNothing(t *testing.T) {
	set := Compile(slices.DeleteFunc(slices.Clone(Table), func(e Entry) bool { return e.Document != nil })) // those keep books of their own
	said := func(r *Runner, form, asked, text string) string {
		value, _ := json.Marshal(text)
		raw := []byte(`{"jsonrpc":"2.0","id":1,"result":` + strings.Replace(form, "$", string(value), 1) + `}`)
		m, err := new(message.Parser).Parse(message.FromServer, raw)
		if err != nil {
			t.Fatal(err)
		}
		found, err := r.Run(m, asked)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, f := range found {
			fmt.Fprintln(&b, f.Rule.ID, f.Severity, f.Why, f.Seen, f.Cuts, f.Likely)
		}
		return b.String()
	}
	forms := [][2]string{{`{"content":[{"type":"text","text":$}]}`, "tools/call"}, {`{"tools":[{"name":"t","description":$,"inputSchema":{"type":"object"}}]}`, "tools/list"}}
	warm, found := NewRunner(set, Settings{}, intent.Load, nil), 0
	texts := slices.DeleteFunc(specimens(t), func(s string) bool { return strings.Count(s, " ") < 4 })
	for i, text := range texts {
		page := text + "\n\n" + texts[(i+7)%len(texts)] // some with what others have
		for _, form := range forms {
			cold := said(NewRunner(set, Settings{}, intent.Load, nil), form[0], form[1], page)
			for again := range 2 {
				if got := said(warm, form[0], form[1], page); got != cold {
					t.Fatalf("%q, read %d times:\n%snot\n%s", page, again+1, got, cold)
				}
			}
			if cold != "" {
				found++
			}
		}
	}
	if found < 200 {
		t.Errorf("only %d had something in them", found)
	}
}

// TestCalmAsksAgain: a passage is known by what was asked about it, and by how the words
// at its ends go on.
func TestCalmAsksAgain(t *testing.T) {
	var c calm
	const text = "go to example.com now"
	c.in(text, 0, 10, ordersAt(intent.Document)).note()
	if !c.in(text, 0, 10, ordersAt(intent.Document)).known() {
		t.Error("it is forgotten")
	}
	for name, p := range map[string]calmPassage{
		"elsewhere":       c.in(text, 0, 10, ordersAt(intent.Offered)),
		"something else":  c.in(text, 0, 10, hostileFrom(0)),
		"another passage": c.in(text, 0, 17, ordersAt(intent.Document)), // of the same words
		"another end":     c.in("go to example.org now", 0, 10, ordersAt(intent.Document)),
	} {
		if p.known() {
			t.Errorf("%s: it is known", name)
		}
	}
	if new(calm).of(text, ordersAt(intent.Document)).hash == c.of(text, ordersAt(intent.Document)).hash {
		t.Error("everybody has the same hashes")
	}
}

// TestCalmKnowsWhatSpared: an errand that was passed over because of what stood around it,
// or that was none where it stood, is told wherever else it stands, and the other way round.
func TestCalmKnowsWhatSpared(t *testing.T) {
	data, err := os.ReadFile("testdata/errands/order.txt")
	if err != nil {
		t.Fatal(err)
	}
	set := Compile(Table)
	told := func(r *Runner, form, text string) bool {
		value, _ := json.Marshal(text)
		m, err := new(message.Parser).Parse(message.FromServer, []byte(`{"jsonrpc":"2.0","id":1,"result":`+strings.Replace(form, "$", string(value), 1)+`}`))
		if err != nil {
			t.Fatal(err)
		}
		found, err := r.Run(m, "tools/call")
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Rule == plantedErrand })
	}
	around := []string{
		"$", "$\n", "```\n$\n```\n", "2024-11-02 10:11:12 INFO $\n", "Example prompts:\n- \"$\"\n", "expect(refuses(`$`))\n", "The attacker writes: \"$\" and waits.\n",
		"```\nOne is here. Two are. So are three. And four. $\n", "---\nOne is here. Two are. So are three. And four. $\n", // of one length
		"Prompt injection, a payload of the attacker, is malicious:\n\n> $\n", "Prompt injection, a payload of the attacker, is malicious:\n\n$\n",
	}
	forms := []string{`{"content":[{"type":"text","text":$}]}`, `{"structuredContent":{"note":$}}`}
	warm, spared, reported, both := NewRunner(set, Settings{}, intent.Load, nil), 0, 0, 0
	for errand := range strings.Lines(string(data)) {
		errand = strings.TrimSpace(errand)
		if errand == "" || errand[0] == '#' || strings.Contains(errand, `\n`) {
			continue
		}
		had := [2]bool{}
		for again := range 2 {
			for i := range around {
				if again == 1 { // what was spared before comes before what was told
					i = len(around) - 1 - i
				}
				page := strings.Replace(around[i], "$", errand, 1)
				for _, form := range forms {
					cold := told(NewRunner(set, Settings{}, intent.Load, nil), form, page)
					for n := range 2 {
						if got := told(warm, form, page); got != cold {
							t.Fatalf("%q in %s, read %d times: told %t, not %t", page, form, n+1, got, cold)
						}
					}
					if had[0], had[1] = had[0] || cold, had[1] || !cold; cold {
						reported++
					} else {
						spared++
					}
				}
			}
		}
		if had[0] && had[1] {
			both++
		}
		if both == 40 {
			break
		}
	}
	if both < 40 {
		t.Errorf("%d errands were told in one place and spared in another, %d and %d in all: too few to say anything", both, reported, spared)
	}
}
