package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// writeLog makes a log of n records and returns its lines, each with its
// newline.
func writeLog(t testing.TB, path string, n int) [][]byte {
	t.Helper()
	l := Open(path, 0)
	defer l.Close()
	for i := range n {
		mustAppend(t, l, sample(i))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.SplitAfter(bytes.TrimSuffix(text, nil), []byte("\n"))[:n]
}

func overwrite(t testing.TB, path string, lines ...[]byte) {
	t.Helper()
	if err := os.WriteFile(path, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestEveryByte changes every byte of a log, one after the other.
func TestEveryByte(t *testing.T) {
	path := tempLog(t)
	lines := writeLog(t, path, 3)
	text := bytes.Join(lines, nil)
	lastEnd := len(text) - len(lineEnd) - 1 // what is behind looks torn when it is changed
	for i := range text {
		changed := slices.Clone(text)
		changed[i] ^= 1
		overwrite(t, path, changed)
		rep, err := Verify(path)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case rep.Break == nil && i < lastEnd:
			t.Fatalf("byte %d, %q to %q: verifies", i, text[i], changed[i])
		case rep.Break == nil && (rep.Torn != 1 || rep.Records != 2):
			t.Fatalf("byte %d, %q to %q: no break and no torn line", i, text[i], changed[i])
		case rep.Break == nil:
		case rep.Break.File != path || rep.Break.Line < 1 || rep.Break.Line > 3:
			t.Fatalf("byte %d: break at %s", i, rep.Break)
		case text[i] != '\n' && rep.Break.Line != 1+bytes.Count(text[:i], []byte("\n")):
			t.Fatalf("byte %d, %q to %q: found at %s", i, text[i], changed[i], rep.Break)
		}
	}
}

// TestEveryMember gives every member another value, as an editor would.
func TestEveryMember(t *testing.T) {
	path := tempLog(t)
	lines := writeLog(t, path, 3)
	var members map[string]json.RawMessage
	if err := json.Unmarshal(lines[1], &members); err != nil {
		t.Fatal(err)
	}
	if len(members) < 20 {
		t.Fatalf("only %d members", len(members))
	}
	for name, value := range members {
		other := []byte("7")
		if value[0] == '"' {
			other = []byte(`"` + strings.Repeat("0", len(value)-2) + `"`)
		}
		was, is := fmt.Appendf(nil, `"%s":%s`, name, value), fmt.Appendf(nil, `"%s":%s`, name, other)
		edited := bytes.Replace(lines[1], was, is, 1)
		if bytes.Equal(edited, lines[1]) {
			t.Fatalf("%s is not in the line", name)
		}
		overwrite(t, path, lines[0], edited, lines[2])
		rep, err := Verify(path)
		if err != nil || rep.Break == nil || rep.Break.Line != 2 || !strings.Contains(rep.Break.Problem, "changed") {
			t.Errorf("%s: %v, %v", name, rep.Break, err)
		}
	}
}

func TestTampering(t *testing.T) {
	path := tempLog(t)
	l := writeLog(t, path, 6)
	forged := func(line []byte, was, is string) []byte {
		t.Helper()
		var r Record
		if err := json.Unmarshal(bytes.Replace(line, []byte(was), []byte(is), 1), &r); err != nil {
			t.Fatal(err)
		}
		r.Hash, r.ID = "", ""
		var b bytes.Buffer
		if err := r.seal(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for _, c := range []struct {
		name  string
		lines [][]byte
		line  int
		want  string
	}{
		{"line removed", [][]byte{l[0], l[1], l[3], l[4]}, 3, "record 3 is missing"},
		{"two lines removed", [][]byte{l[0], l[1], l[4]}, 3, "records 3 to 4 are missing"},
		{"head removed", l[2:], 1, "the log starts with record 3"},
		{"reordered", [][]byte{l[0], l[2], l[1], l[3]}, 2, "record 2 is missing"},
		{"repeated", [][]byte{l[0], l[1], l[1], l[2]}, 3, "inserted, repeated"},
		{"line forged with its hash", [][]byte{l[0], forged(l[1], "mail", "post"), l[2]}, 3, "lines were replaced"},
		{"first line forged with its hash", [][]byte{forged(l[0], "mail", "post"), l[1]}, 2, "lines were replaced"},
		{"renumbered", [][]byte{l[0], forged(l[1], `"seq":2`, `"seq":5`)}, 2, "numbering"},
		{"another chain's head", [][]byte{forged(l[1], `"seq":2`, `"seq":1`)}, 1, "follows another one"},
		{"junk inserted", [][]byte{l[0], []byte("# note\n"), l[1]}, 2, "7 bytes here are no record"},
		{"empty line inserted", [][]byte{l[0], []byte("\n"), l[1]}, 2, "1 bytes here are no record"},
		{"torn noted, nothing there", [][]byte{l[0], forged(l[1], `"bytes":42`, `"torn":9`)}, 2, "there are none"},
		{"another version", [][]byte{forged(l[0], `"v":1`, `"v":2`)}, 1, "format version 2"},
		{"white space added", [][]byte{l[0], append([]byte(" "), l[1]...), l[2]}, 2, "was changed"},
	} {
		overwrite(t, path, c.lines...)
		rep, err := Verify(path)
		if err != nil || rep.Break == nil || rep.Break.Line != c.line || rep.Break.File != path ||
			!strings.Contains(rep.Break.Problem, c.want) {
			t.Errorf("%s: %v, %v; want line %d, %q", c.name, rep.Break, err, c.line, c.want)
		}
	}
	overwrite(t, path, l...)
	mustVerify(t, path, 6)
}

// TestNoted shows what a chain cannot show by itself, and what a noted head
// makes of it.
func TestNoted(t *testing.T) {
	path := tempLog(t)
	l := writeLog(t, path, 6)
	head := func(i int) Head {
		r, _, _ := parseLine(bytes.TrimSuffix(l[i], []byte("\n")))
		return Head{r.Seq, r.Hash}
	}
	mustVerify(t, path, 6, head(5), head(2), Head{})
	overwrite(t, path, l[:4]...)
	mustVerify(t, path, 4) // a log cut at its end is a sound, shorter log
	if rep, _ := Verify(path, head(5)); rep.Break == nil || !strings.Contains(rep.Break.String(), "its end was cut off") {
		t.Errorf("cut end: %v", rep.Break)
	}
	overwrite(t, path, l[3:]...)
	mustVerify(t, path, 3, head(2)) // older files were moved away, their head was noted
	if rep, _ := Verify(path, head(1)); rep.Break == nil {
		t.Error("a head that does not fit was accepted")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if rep, _ := Verify(path, head(5)); rep.Break == nil {
		t.Error("a removed log verifies against a noted head")
	}
	writeLog(t, path, 6) // the same number of records, a new chain
	if rep, _ := Verify(path, Head{2, genesis[1:] + "1"}); rep.Break == nil || !strings.Contains(rep.Break.Problem, "written anew") {
		t.Errorf("rewritten log: %v", rep.Break)
	}
}

// TestThirdParty checks a line the way the package comment tells a shell to.
func TestThirdParty(t *testing.T) {
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("sha256sum is not installed: install it (coreutils) to run this")
	}
	path := tempLog(t)
	line := bytes.TrimSuffix(writeLog(t, path, 2)[1], []byte("\n"))
	cmd := exec.Command("sh", "-c", `printf %s "${line%%,\"hash\":\"*}" | sha256sum`)
	cmd.Env = append(os.Environ(), "line="+string(line))
	out, err := cmd.Output()
	if err != nil {
		if runtime.GOOS != "windows" {
			t.Fatal(err)
		}
		t.Skip("sh is not what it is elsewhere: run it on another system: ", err)
	}
	r, _, _ := parseLine(line)
	if !strings.HasPrefix(string(out), r.Hash) {
		t.Errorf("sha256sum says %s, the line says %s", out, r.Hash)
	}
}

// TestRemembers cuts the log under a running writer.
func TestRemembers(t *testing.T) {
	for name, cut := range map[string]func(path string, lines [][]byte) error{
		"end cut off": func(path string, lines [][]byte) error { return os.Truncate(path, int64(len(lines[0]))) },
		"emptied":     func(path string, _ [][]byte) error { return os.Truncate(path, 0) },
		"removed":     func(path string, _ [][]byte) error { return os.Remove(path) },
		"folder gone": func(path string, _ [][]byte) error { return os.RemoveAll(filepath.Dir(path)) },
	} {
		path := tempLog(t)
		l := Open(path, 0)
		mustAppend(t, l, sample(0), sample(1), sample(2))
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := cut(path, bytes.SplitAfter(text, []byte("\n"))); err != nil {
			t.Fatal(err)
		}
		if recs := mustAppend(t, l, sample(3)); recs[0].Seq != 4 {
			t.Errorf("%s: carries on with record %d, want 4", name, recs[0].Seq)
		}
		l.Close()
		if rep, err := Verify(path); err != nil || rep.Break == nil || !strings.Contains(rep.Break.Problem, "missing") {
			t.Errorf("%s: %v, %v", name, rep.Break, err)
		}
	}
}

func TestFollow(t *testing.T) {
	path := tempLog(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	const total = 120
	seen := make(chan uint64, total)
	done := make(chan error, 1)
	go func() {
		done <- Follow(ctx, path, 1, func(r Record, line []byte) error {
			if again, _, _ := parseLine(line); !reflect.DeepEqual(again, r) {
				return errors.New("the line is not the record's")
			}
			seen <- r.Seq
			if r.Seq == total {
				return errStop
			}
			return nil
		})
	}()
	writer := make(chan error, 1)
	go func() {
		l := Open(path, 10_000) // some 15 records to a file
		defer l.Close()
		for i := range total {
			if err := l.Append(sample(i)); err != nil {
				writer <- err
				return
			}
			if i%40 == 39 {
				time.Sleep(2 * followPause) // lets the reader in between
			}
		}
		writer <- nil
	}()
	if err := <-writer; err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, errStop) {
		t.Fatalf("Follow ended with %v", err)
	}
	close(seen)
	want := uint64(2)
	for seq := range seen {
		if seq != want {
			t.Fatalf("record %d came, want %d", seq, want)
		}
		want++
	}
	if want != total+1 {
		t.Errorf("the last record was %d", want-1)
	}
	gone, end := context.WithCancel(ctx)
	end()
	if err := Follow(gone, path, total, func(Record, []byte) error { return errors.New("nothing is new") }); err != nil {
		t.Error(err)
	}
}
