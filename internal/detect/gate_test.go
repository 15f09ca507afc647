package detect

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// What a cheap look rules out, the look behind it finds nothing in: these tests
// take both looks at the test data, at what the lists hold, and at changed forms
// of it.

// specimens are the lines and the words of the test data.
func specimens(t *testing.T) (all []string) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no test data")
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			all = append(all, line)
			all = append(all, strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \"{}[],\n", r) })...)
		}
	}
	return all
}

// changed are forms of a text that somebody who wants to slip under a gate would
// try: pieces of others put in, bytes taken out, other cases.
func changed(rng *rand.Rand, text string, pieces []string) string {
	for range 1 + rng.IntN(3) {
		i := rng.IntN(len(text) + 1)
		switch rng.IntN(5) {
		case 0:
			text = text[:i] + pieces[rng.IntN(len(pieces))] + text[i:]
		case 1:
			text = text[:i] + text[min(len(text), i+1+rng.IntN(3)):]
		case 2:
			text = strings.ToUpper(text[:i]) + text[i:]
		case 3:
			text = pieces[rng.IntN(len(pieces))] + text
		default:
			text += pieces[rng.IntN(len(pieces))]
		}
	}
	return text
}

// argumentOf is the text as an argument of a call.
func argumentOf(t *testing.T, r *Runner, text string, call *Call) *Argument {
	raw := append([]byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"path":"`), appendJSON(nil, strings.ToValidUTF8(text, "?"))...)
	m, err := message.NewParser().Parse(message.FromClient, append(raw, `"}}}`...))
	if err != nil {
		t.Fatal(err)
	}
	var a *Argument
	m.Visit("tools/call", func(f *message.Field) {
		if f.Surface == message.Argument && !f.Key {
			field := *f
			a = &Argument{Field: &field, Settings: &r.settings, Call: call, Has: bytesInField(&field), runner: r}
			a.Text()
		}
	}, nil)
	return a
}

// TestStraightPathsLeadNowhere: what straight says of a path is so for its reader,
// and no list has a file that mayOpenDoors passes over.
func TestStraightPathsLeadNowhere(t *testing.T) {
	r := NewRunner(Standard(), Settings{}, nil, nil)
	pieces := []string{"/", "..", ".", "../", "/.", "a", "0x2f", ".2f", "%2e", "~", "?", "&", "=", "#", "\\", ":", "home/", "root/", "etc/", ".ssh", "id_rsa", ".kdbx", "2", "\u2215", "/.env/", "${HOME}/"}
	all := specimens(t)
	for _, x := range []*files{sensitiveFiles(), runFiles()} {
		for _, list := range x.begin {
			for _, f := range list {
				path := strings.ReplaceAll(strings.Join(f.segments, "/"), "*", "x")
				all = append(all, path, "/"+path, "a/b/"+path, "home/ada/"+path, "/home/ada/"+path)
			}
		}
	}
	for _, home := range []string{"~", "$HOME", "${HOME}", "%USERPROFILE%", "/home/ada", "/Users/ada", "/root"} {
		all = append(all, home+"/.tool/credentials.json", home+"/.tool/key.pem", home+"/db.kdbx")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	straight, shut := 0, 0
	calls := [2]*Call{{nameSays: nameSays{known: true}}, {nameSays: nameSays{known: true, does: Writes, plain: Writes}}}
	for _, text := range all {
		for k := range 12 {
			if k > 0 {
				text = changed(rng, text, pieces)
			}
			if len(text) == 0 || len(text) > 2*longestStraight {
				continue
			}
			call := calls[k%2]
			a := argumentOf(t, r, text, call)
			if a.Has&Colon == 0 && (a.Text()[0] == '.' || letter(a.Text()[0])) {
				if _, ok := address.Read(a.Text()); ok || strings.Contains(a.Text(), "://") {
					t.Fatalf("%q is an address", a.Text())
				}
			}
			if !a.straight() {
				continue
			}
			straight++
			var reader address.PathReader
			p := reader.Read(a.Text())
			if p.Steps != 0 || p.Up != 0 || p.Disguise != "" || p.Null || p.Escaped || p.Share || p.Device {
				t.Fatalf("%q is not straight: %+v", a.Text(), p)
			}
			if a.mayOpenDoors() {
				continue
			}
			shut++
			_, reads := sensitive(p, sensitiveFiles)
			_, writes := sensitive(p, runFiles)
			if reads || keptAtHome(p) || writes && call.Purpose()&Writes != 0 {
				t.Fatalf("%q opens doors", a.Text())
			}
		}
	}
	if straight < 1000 || shut < 1000 {
		t.Errorf("%d texts were straight, %d opened no doors", straight, shut)
	}
}

// TestMarksOfSQLMissNothing: statements that no marked word is in have no effect
// and no shape.
func TestMarksOfSQLMissNothing(t *testing.T) {
	pieces := strings.Split(`';" ; ( ) ' " -- # , . * = < > ! | & + 1 'a' a.b @x /* */ /*! c 0x1 'x'='x' 1=1`, " ")
	var words []string
	for w := range sqlWords() {
		words = append(words, w)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	all := specimens(t)
	for range 20000 {
		var b strings.Builder
		for range 1 + rng.IntN(9) {
			if rng.IntN(3) > 0 {
				b.WriteString(words[rng.IntN(len(words))])
			} else {
				b.WriteString(pieces[rng.IntN(len(pieces))])
			}
			b.WriteString(" "[rng.IntN(2):])
		}
		all = append(all, b.String())
	}
	var r sqlReader
	found := 0
	for _, text := range all {
		r.whole = false
		r.read(text, 0)
		why, severity := r.effects()
		shape, grave := r.injected(wholeSQL)
		r.marks = effectMark | shapeMark
		for i := range r.tokens {
			r.tokens[i].mark = r.marks
		}
		if w, s := r.effects(); w != why || s != severity {
			t.Fatalf("%q: effects are %q, and %q without marks", text, why, w)
		}
		if w, s := r.injected(wholeSQL); w != shape || s != grave {
			t.Fatalf("%q: the shape is %q, and %q without marks", text, shape, w)
		}
		if why != "" || shape != "" {
			found++
		}
	}
	if found < 500 {
		t.Errorf("something was found in %d texts", found)
	}
}

// TestWordsOfSQLAreFound: the table knows the words of the list, in any case, and
// no others.
func TestWordsOfSQLAreFound(t *testing.T) {
	var r sqlReader
	all := specimens(t)
	for w := range sqlWords() {
		all = append(all, w, strings.ToUpper(w), w+"x", "x"+w, w[:len(w)-1])
	}
	for _, text := range all {
		r.whole = false
		r.read(text, 0)
		for i := range r.tokens {
			if tok := &r.tokens[i]; tok.kind == 'w' && text[tok.start] != '`' && !strings.Contains(text[tok.start:tok.end], "/*") {
				if want := sqlWords()[asciiLower(text[tok.start:tok.end])]; tok.word != want {
					t.Fatalf("%q in %q is %q, want %q", text[tok.start:tok.end], text, tok.word, want)
				}
			}
		}
	}
}

func asciiLower(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = lower(b[i])
	}
	return string(b)
}

// TestCommandWritesFindsEachFile compares with a reader that looks at each byte.
func TestCommandWritesFindsEachFile(t *testing.T) {
	plain := func(text string) (by readBy) {
		for at := 0; at < len(text); at++ {
			switch {
			case text[at] == '>':
			case text[at] == 't' && strings.HasPrefix(text[at:], "tee "):
				at += len("tee")
			default:
				continue
			}
			rest := strings.TrimLeft(text[at+1:], "> \t\"'")
			at = len(text) - len(rest)
			rest = strings.TrimPrefix(rest, "-a ")
			rest = rest[:min(len(rest), longestPlace)]
			if end := strings.IndexAny(rest, " \t\n\"';&|<>"); end > 0 {
				rest = rest[:end]
			}
			by = max(by, readerOf(rest))
			at--
		}
		return by
	}
	pieces := strings.Split(`> >> tee |tee -a tee>CLAUDE.md AGENTS.md README.md .github/workflows/x.yml docs/a.md a.txt ; | & "`, " ")
	rng := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 20000 {
		var b strings.Builder
		for range 1 + rng.IntN(8) {
			b.WriteString(pieces[rng.IntN(len(pieces))])
			b.WriteString(" "[rng.IntN(2):])
		}
		got := commandWrites(b.String())
		if want := plain(b.String()); got != want {
			t.Fatalf("%q: %d, want %d", b.String(), got, want)
		}
		if got != nobody {
			found++
		}
	}
	if found < 1000 {
		t.Errorf("a file was found %d times", found)
	}
}

// TestQuietFilesHoldNothing: what counts in a file that somebody reads is found by the
// rows that quiet asks, whatever else is in it.
func TestQuietFilesHoldNothing(t *testing.T) {
	set := *Standard()
	set.briefs = 0 // of files that a client writes brief ones are not read whole
	r, rng := NewRunner(&set, Settings{}, intent.Load, nil), rand.New(rand.NewPCG(2, 8))
	all, quiet, loud := specimens(t), 0, 0
	for i := range 3 * len(all) {
		text := all[rng.IntN(len(all))]
		switch i % 3 {
		case 1:
			text += "\n" + all[rng.IntN(len(all))]
		case 2:
			text = strings.ReplaceAll(text, " ", "\n")
		}
		a := argumentOf(t, r, text, &Call{Method: "tools/call"})
		raw := append([]byte(`{"jsonrpc":"2.0","id":1,"result":{"contents":[{"uri":"x:planted","text":"`), a.Raw()...)
		raw = append(raw, `"}]}}`...)
		counts := false
		m, err := message.NewParser().Parse(message.FromServer, raw)
		if err != nil || a.Traits&^(message.NonASCII|message.Escaped) != 0 {
			continue
		}
		found, err := r.Run(m, "resources/read")
		if err != nil {
			t.Fatal(err)
		}
		for k := range found {
			counts = counts || max(plantedSeverity(&found[k], agents), plantedSeverity(&found[k], documents)) > finding.Info
		}
		switch is := r.quiet(raw, a.Traits, !mayOpen(a.Raw()) && !mayBeColumn(a.Text())); {
		case is && counts:
			t.Errorf("passed over: %.300q", text)
		case is:
			quiet++
		case counts:
			loud++
		}
	}
	if quiet < 300 || loud < 300 {
		t.Errorf("%d were quiet, %d were not", quiet, loud)
	}
}
