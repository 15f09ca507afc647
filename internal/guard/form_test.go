package guard

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// writer is a server whose answers have a form that a test decides.
type writer struct {
	memory Recent
	hours  atomic.Int64 // since the beginning; what is learnt is read behind the messages
	s      *Session
	id     int
	seed   uint64 // says which answers are read for their form, else left to chance
	events []Event
}

func (w *writer) Record(e Event) error { w.events = append(w.events, e); return nil }

// begin begins a session; the one before it ends.
func (w *writer) begin() {
	if w.s != nil {
		w.s.Remember()
	}
	w.s = New(Options{Memory: &w.memory, Server: "notes", Identity: "npm:notes", Recorder: w, Now: func() time.Time { return time.Unix(w.hours.Load()*3600, 0) }})
	w.seed++
	w.s.places = w.seed * 0x9e3779b97f4a7c15
}

// answer plays a call, and returns what was found in its form, now or later.
func (w *writer) answer(text string) (why []string) {
	if w.id++; w.id%40 == 1 {
		w.begin()
	}
	w.events = w.events[:0]
	w.hours.Add(1)
	b, _ := json.Marshal(text)
	w.s.Judge(context.Background(), message.FromClient, []byte(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"list","arguments":{"page":%d}}}`, w.id, w.id)))
	w.s.Judge(context.Background(), message.FromServer, []byte(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"result":{"content":[{"type":"text","text":%s}]}}`, w.id, b)))
	w.s.Settle()
	for _, e := range w.events {
		for _, f := range e.Findings {
			if f.Rule.ID == "structural_stego" {
				why = append(why, f.Why)
			}
		}
	}
	return why
}

var streets = strings.Fields("Abbey Bridge Castle Dock Elm Forge Garden Harbour Inner King Lower Market North Orchard Park Queen River Station Tower Upper Valley West York")

// rows are records whose keys stand in the order that a hash table gives them.
func rows(r *rand.Rand, n int, mixed bool) string {
	var all []string
	for range n {
		m := []string{fmt.Sprintf(`"id":%d`, r.IntN(9000)), fmt.Sprintf(`"street":%q`, streets[r.IntN(len(streets))]), fmt.Sprintf(`"price":%d`, r.IntN(900000)), `"state":"open"`, fmt.Sprintf(`"rooms":%d`, 1+r.IntN(9))}
		if mixed {
			r.Shuffle(len(m), func(i, j int) { m[i], m[j] = m[j], m[i] })
		}
		all = append(all, "{"+strings.Join(m, ",")+"}")
	}
	return "[" + strings.Join(all, ",") + "]"
}

// lines are a list whose lines end in a space where bits say so.
func lines(r *rand.Rand, n, bits int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "- %d %s Street, %d rooms", 1+r.IntN(200), streets[r.IntN(len(streets))], 1+r.IntN(9))
		if i < bits && r.IntN(2) == 1 {
			b.WriteByte(' ')
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// A server that always wrote its keys in random order is told of at first, and not
// for ever, whatever session it is in.
func TestWhatAServerAlwaysDidIsNoAccusation(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var w writer
	early, late := 0, 0
	for i := range 200 {
		n := len(w.answer(rows(r, 40, true)))
		if i < 20 {
			early += n
		} else {
			late += n
		}
	}
	if early == 0 || late > 0 {
		t.Errorf("told of %d times in the first 20 answers, and %d times in 180 more", early, late)
	}
	for _, other := range []func() string{func() string { return lines(r, 200, 200) }} { // another channel is not excused by it
		said := 0
		for range 6 {
			said += len(w.answer(other()))
		}
		if said == 0 {
			t.Error("another channel is not told of")
		}
	}
}

// A tool that was always uniform is noticed at a fraction of the bits that are
// needed without a past. One answer in eight is read for its form, and chance says which
// until something is odd: here several sessions draw, each always the same.
func TestLessIsNoticedInWhatWasUniform(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(*rand.Rand) string
		after  func(*rand.Rand) string
	}{
		{"spaces at the ends of lines", func(r *rand.Rand) string { return lines(r, 60, 0) }, func(r *rand.Rand) string { return lines(r, 60, 48) }},
		{"the order of keys", func(r *rand.Rand) string { return rows(r, 14, false) }, func(r *rand.Rand) string { return rows(r, 14, true) }},
	} {
		r := rand.New(rand.NewPCG(2, 3))
		var fresh writer
		for range 5 {
			if said := fresh.answer(c.after(r)); len(said) > 0 {
				t.Errorf("%s: found without a past: %v", c.name, said)
			}
		}
		var when []int
		for session := range uint64(8) {
			w := writer{seed: 100 * session}
			for range 120 {
				if said := w.answer(c.before(r)); len(said) > 0 {
					t.Fatalf("%s: honest: %v", c.name, said)
				}
			}
			w.begin()
			at, why := 0, ""
			for i := range 16 {
				if said := w.answer(c.after(r)); len(said) > 0 {
					at, why = i+1, said[0]
					break
				}
			}
			when = append(when, at)
			if at == 0 || !strings.Contains(why, "before") || !strings.Contains(why, "bits") {
				t.Errorf("%s: session %d: not noticed, or not in words: %q", c.name, session, why)
			}
		}
		t.Logf("%s: at answers %v", c.name, when)
	}
}

var twins = [][2]string{{"start", "begin"}, {"large", "big"}, {"fast", "quick"}, {"show", "display"}, {"use", "utilize"}, {"need", "require"}, {"but", "however"}, {"also", "additionally"}, {"error", "mistake"},
	{"fix", "repair"}, {"keep", "retain"}, {"find", "locate"}, {"change", "modify"}, {"delete", "remove"}, {"easy", "simple"}, {"wrong", "incorrect"}, {"often", "frequently"}, {"because", "since"}, {"colour", "color"}, {"organise", "organize"}}

// story is a text with so many choices between words, made by habit or by a coin.
func story(r *rand.Rand, n int, coin bool) string {
	var b strings.Builder
	for range n {
		k := 0
		if coin {
			k = r.IntN(2)
		}
		fmt.Fprintf(&b, "In %s Street %d they %s the house at noon. ", streets[r.IntN(len(streets))], r.IntN(90), twins[r.IntN(len(twins))][k])
	}
	return b.String()
}

// The choice of words is compared with what writers do: no past is needed.
func TestWordsChosenByACoin(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var w writer
	for range 40 {
		if said := w.answer(story(r, 128, false)); len(said) > 0 {
			t.Fatalf("honest: %v", said)
		}
	}
	said := w.answer(story(r, 128, true))
	if len(said) == 0 || !strings.Contains(said[0], "words that say the same") {
		t.Errorf("not noticed: %v", said)
	}
}
