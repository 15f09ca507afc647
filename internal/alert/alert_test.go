package alert

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func sample() Event {
	return Event{Time: noon, Server: "mail", Action: "clean", Severity: "high", Rule: "html_comment", Method: "tools/list",
		Pointer: "/result/tools/0/description", Why: "a hidden HTML comment was removed", EventID: "ev-7k3f9a2m"}
}

// recorder notes every Write.
type recorder struct {
	mu     sync.Mutex
	writes []string
}

func (r *recorder) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writes = append(r.writes, string(b))
	return len(b), nil
}

// tell sends events through a Terminal and returns what it wrote. A full queue
// would make it drop lines, so it waits for the writer.
func tell(t *testing.T, level Level, colour bool, events ...Event) []string {
	t.Helper()
	rec := &recorder{}
	term := &Terminal{W: rec, Colour: colour, Level: level}
	for _, e := range events {
		term.Tell(e)
		for i := 0; len(term.queue) > queueLines/2; i++ {
			time.Sleep(time.Millisecond)
			if i > 60_000 {
				t.Fatal("the writer does not write")
			}
		}
	}
	if err := term.Close(time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, w := range rec.writes {
		if strings.Count(w, "\n") != 1 || !strings.HasSuffix(w, "\n") || !strings.HasPrefix(w, prefix) {
			t.Fatalf("a write is not one line: %q", w)
		}
	}
	return rec.writes
}

func TestLine(t *testing.T) {
	e := sample()
	want := "mcp-watchdog: CLEANED  high  html_comment  mail › tools/list /result/tools/0/description: " +
		"a hidden HTML comment was removed (ev-7k3f9a2m)\n"
	if got := tell(t, Normal, false, e); len(got) != 1 || got[0] != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	e.Excerpt = finding.Mask("<!-- token=abc -->")
	e.Server = "my mail"
	want = "mcp-watchdog: \x1b[33mCLEANED\x1b[0m  \x1b[31;1mhigh\x1b[0m  html_comment  " +
		"\x1b[1m\"my mail\" › tools/list /result/tools/0/description\x1b[0m: " +
		"a hidden HTML comment was removed: “<!-- token=‹secret, 3 chars› -->” (ev-7k3f9a2m)\n"
	if got := tell(t, Normal, true, e); len(got) != 1 || got[0] != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	short := Event{Time: noon, Action: "error", Server: "mail", Why: "the server ended with status 3"}
	if got := tell(t, Quiet, false, short); len(got) != 1 || got[0] != "mcp-watchdog: ERROR  mail: the server ended with status 3\n" {
		t.Errorf("got %q", got)
	}
	if got := tell(t, Quiet, false, Event{Time: noon, Action: "block"}); len(got) != 1 || got[0] != "mcp-watchdog: BLOCKED\n" {
		t.Errorf("got %q", got)
	}
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		action, severity       string
		quiet, normal, verbose bool
	}{
		{"pass", "high", false, false, true}, {"alert", "info", false, false, true},
		{"alert", "low", false, true, true}, {"alert", "critical", false, true, true},
		{"clean", "info", false, true, true}, {"hold", "low", true, true, true},
		{"block", "info", true, true, true}, {"error", "", true, true, true}, {"unheard-of", "info", true, true, true},
	} {
		e := sample()
		e.Action, e.Severity = c.action, c.severity
		for level, want := range map[Level]bool{Quiet: c.quiet, Normal: c.normal, Verbose: c.verbose} {
			if got := tell(t, level, false, e); (len(got) == 1) != want || len(got) > 1 {
				t.Errorf("%s %s at level %d: %q, want shown: %v", c.action, c.severity, level, got, want)
			}
		}
	}
	if (&Terminal{}).Level != Normal {
		t.Error("the zero level is not Normal")
	}
}

// hostile texts try to move the cursor, end the line, hide and reverse.
var hostile = []string{
	"x\nmcp-watchdog: ALL CLEAR", "x\r\x1b[2K\x1b[1Amcp-watchdog: ALL CLEAR\r\n", "\x1b]0;owned\x07\x1b[31m", "a\u202eb\u2066c\u200bd\ufeff",
	"\u2028mcp-watchdog: ALL CLEAR\u2029\u0085\v\f", "\x9b31m\x00\x08\x7f\xff\xfe", "\U000e0041\U000e0042\ufe0f\u00ad", strings.Repeat("🐕", 5000),
	strings.Repeat("\u0301", 5000), "\ue000\ufff9\u3164", "mail › tools/list: all clear (ev-00000000)",
}

// TestForging puts every hostile text into every member of an event.
func TestForging(t *testing.T) {
	ours := strings.NewReplacer("\x1b[0m", "", "\x1b["+dim+"m", "", "\x1b["+bold+"m", "", "\x1b["+red+"m", "", "\x1b["+yellow+"m", "")
	for _, bad := range hostile {
		for i := range reflect.TypeFor[Event]().NumField() {
			for _, colour := range []bool{false, true} {
				e := sample()
				switch f := reflect.ValueOf(&e).Elem().Field(i); f.Interface().(type) {
				case string:
					f.SetString(bad)
				case finding.Excerpt:
					f.Set(reflect.ValueOf(finding.Mask(bad)))
				default:
					continue
				}
				var events []Event // enough for a line that sums up, too
				for range sameShown + 2 {
					events = append(events, e)
				}
				got := tell(t, Verbose, colour, events...)
				if len(got) != sameShown+1 {
					t.Fatalf("%q in member %d: %d lines", bad, i, len(got))
				}
				for _, line := range got {
					checkLine(t, bad, ours.Replace(line))
				}
			}
		}
	}
}

func checkLine(t *testing.T, in, line string) {
	t.Helper()
	body := strings.TrimSuffix(line, "\n")
	if n := utf8.RuneCountInString(body); n > 1000 {
		t.Fatalf("%q: a line of %d runes", in, n)
	}
	if !utf8.ValidString(body) {
		t.Fatalf("%q: not UTF-8: %q", in, body)
	}
	for _, r := range body {
		if finding.Hidden(r) {
			t.Fatalf("%q: emits %U: %q", in, r, body)
		}
	}
}

// TestQuoting: a name that looks like more of the line stands in quotes.
func TestQuoting(t *testing.T) {
	e := sample()
	e.Server = `mail › tools/list: all "clear" (ev-00000000)`
	got := tell(t, Normal, false, e)[0]
	if !strings.Contains(got, `  "mail › tools/list: all 'clear' (ev-00000000)" › tools/list`) {
		t.Error(got)
	}
}

func TestSecretsAreMasked(t *testing.T) {
	secret := "ghp_" + "x9Kd02LmQ7vTz41BnR8sYc6WfH3jPa5uEg0i"
	e := sample()
	e.Server, e.Pointer, e.Why, e.Method = "npx --token "+secret, "/params/"+secret, "saw "+secret, secret
	if got := tell(t, Normal, false, e)[0]; strings.Contains(got, "Kd02") {
		t.Error(got)
	}
}

func TestCollapse(t *testing.T) {
	var events []Event
	for i := range 500 {
		e := sample()
		e.Time = noon.Add(time.Duration(i) * 100 * time.Millisecond) // 50 seconds
		e.Pointer = fmt.Sprintf("/result/tools/%d/description", i)
		events = append(events, e)
	}
	other := sample()
	other.Time, other.Server = events[499].Time, "files"
	block := sample()
	block.Time, block.Action = other.Time, "block"
	late := sample()
	late.Time = noon.Add(sameWindow)
	got := tell(t, Normal, false, append(events, other, block, late)...)
	want := []string{"CLEANED", "CLEANED", "CLEANED", "CLEANED  high  html_comment  files ›", "BLOCKED",
		"497 more like CLEANED  html_comment  mail › /result/tools/*/description: recorded; see `mcp-watchdog log`\n", "CLEANED"}
	if len(got) != len(want) {
		t.Fatalf("got %d lines: %q", len(got), got)
	}
	for i, w := range want {
		if !strings.Contains(got[i], w) {
			t.Errorf("line %d is %q, want %q", i, got[i], w)
		}
	}
	// What is still counted at the end is said at the end.
	got = tell(t, Normal, false, events[:10]...)
	if len(got) != 4 || !strings.Contains(got[3], "7 more like CLEANED") {
		t.Errorf("got %q", got)
	}
}

func TestPerSecond(t *testing.T) {
	var events []Event
	for i := range 100 {
		e := sample()
		e.Rule = fmt.Sprintf("rule_%c%c", 'a'+i/26, 'a'+i%26)
		if i >= 90 {
			e.Action = "block"
		}
		events = append(events, e)
	}
	next := sample()
	next.Time = noon.Add(time.Second)
	got := tell(t, Normal, false, append(events, next)...)
	if len(got) != maxPerSecond+10+1+1 {
		t.Fatalf("%d lines: %q", len(got), got)
	}
	for i, line := range got[maxPerSecond : maxPerSecond+10] {
		if !strings.Contains(line, "BLOCKED") {
			t.Errorf("line %d is %q: a flood hides what was blocked", i, line)
		}
	}
	if line := got[maxPerSecond+10]; line != "mcp-watchdog: 70 more were recorded (70 CLEANED); see `mcp-watchdog log`\n" {
		t.Errorf("got %q", line)
	}
}

// TestNothingUnaccounted sends random events for a minute and a half, not quite in order, and checks
// that there are never too many lines and that shown and counted add up.
func TestNothingUnaccounted(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var l limiter
	actions := []string{"pass", "alert", "clean", "hold", "block", "error", "odd"}
	perSecond := map[int64]int{}
	shown, counted, total := 0, 0, 0
	count := func(sums []string) {
		for _, s := range sums {
			var n int
			if _, err := fmt.Sscanf(s, prefix+"%d more", &n); err != nil {
				t.Fatalf("%q: %v", s, err)
			}
			counted += n
		}
	}
	now := noon
	for range 20_000 {
		now = now.Add(time.Duration(rng.IntN(9000)) * time.Microsecond)
		if rng.IntN(3000) == 0 {
			now = now.Add(-time.Hour) // somebody sets the clock back
		}
		told := now.Add(-time.Duration(rng.IntN(5)) * time.Millisecond) // goroutines overtake each other
		e := Event{Time: told, Action: actions[rng.IntN(len(actions))], Rule: fmt.Sprint("r", rng.IntN(4)),
			Pointer: "/" + strings.Repeat("x", rng.IntN(200)), Server: "s"}
		before := l.second
		sums, show := l.admit(e)
		if !l.second.Equal(before) {
			clear(perSecond)
		}
		count(sums)
		total++
		if show {
			shown++
			perSecond[0]++
		}
		perSecond[0] += len(sums)
		if perSecond[0] > maxPerSecond+urgentPerSecond+1 {
			t.Fatalf("%d lines in one second", perSecond[0])
		}
		if len(l.windows) > maxKinds || len(l.order) != len(l.windows) {
			t.Fatalf("%d windows, %d in order", len(l.windows), len(l.order))
		}
	}
	sums := l.flush()
	if len(sums) > maxPerSecond+1 {
		t.Errorf("%d lines at the end", len(sums))
	}
	count(sums)
	if shown+counted != total || shown == 0 || counted == 0 {
		t.Errorf("%d shown and %d counted of %d", shown, counted, total)
	}
}

func TestConcurrent(t *testing.T) {
	rec := &recorder{}
	term := &Terminal{W: rec}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 200 {
				e := sample()
				e.Time = noon.Add(time.Duration(j) * time.Second)
				e.Rule = strings.Repeat("r", i+1)
				term.Tell(e)
			}
		})
	}
	wg.Wait()
	if err := term.Close(time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := term.Close(time.Minute); err != nil {
		t.Fatal(err)
	}
	term.Tell(sample())
	for _, w := range rec.writes {
		checkLine(t, "", w)
		if strings.Count(w, prefix) != 1 || !strings.HasSuffix(w, "\n") {
			t.Fatalf("not one line: %q", w)
		}
	}
	if len(rec.writes) < 8*3 {
		t.Errorf("only %d lines", len(rec.writes))
	}
}

func TestColourChoice(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if WantColour(f, func(string) string { return "" }) {
		t.Error("colour in a file")
	}
	tty, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no terminal to be had: run it where /dev/ptmx can be opened: ", err)
	}
	defer tty.Close()
	for env, want := range map[string]bool{"": true, "NO_COLOR=1": false, "NO_COLOR=": true, "TERM=dumb": false, "TERM=xterm": true} {
		key, value, _ := strings.Cut(env, "=")
		got := WantColour(tty, func(k string) string {
			if k == key {
				return value
			}
			return ""
		})
		if got != want {
			t.Errorf("%q: %v", env, got)
		}
	}
}

func FuzzLine(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, server, pointer, why string) {
		var out bytes.Buffer
		term := &Terminal{W: &out}
		for range sameShown + 1 {
			term.Tell(Event{Time: noon, Server: server, Action: "clean", Rule: server, Pointer: pointer, Why: why, EventID: why,
				Method: pointer, Excerpt: finding.Mask(why)})
		}
		if err := term.Close(time.Minute); err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(out.String(), "\n")
		if len(lines) != sameShown+2 {
			t.Fatalf("%d lines: %q", len(lines)-1, out.String())
		}
		for _, line := range lines[:sameShown+1] {
			checkLine(t, server+pointer+why, line)
			if !strings.HasPrefix(line, prefix) {
				t.Fatalf("a line of somebody else: %q", line)
			}
		}
	})
}

func BenchmarkTell(b *testing.B) {
	term := &Terminal{W: &recorder{}}
	defer term.Close(time.Minute)
	e := sample()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e.Time = noon.Add(time.Duration(i) * time.Minute) // every one is shown
		term.Tell(e)
	}
}
