package audit

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// readHead returns the last sequence number and hash of the log at path while nobody
// writes, the zero Head where there is no log.
func readHead(path string) (Head, error) {
	f, err := openRead(path)
	if errors.Is(err, os.ErrNotExist) {
		t, err := rotatedTail(path)
		return t.Head, err
	}
	if err != nil {
		return Head{}, err
	}
	defer f.Close()
	size, err := settledSize(f)
	if err != nil {
		return Head{}, err
	}
	t, found, err := readTail(f, size)
	if err == nil && !found {
		t, err = rotatedTail(path)
	}
	return t.Head, err
}

// startChild runs the test binary as a writer.
func startChild(t testing.TB, path string, limit int64, name string, appends int) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd, out := exec.Command(exe), new(bytes.Buffer)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d|%s|%d", childEnv, path, limit, name, appends))
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

// TestProcesses lets 8 processes append at once, with a rotation every 100
// records or so.
func TestProcesses(t *testing.T) {
	const writers, appends = 8, 200
	path := tempLog(t)
	var cmds []*exec.Cmd
	var outs []*bytes.Buffer
	for i := range writers {
		cmd, out := startChild(t, path, 64<<10, fmt.Sprintf("p%d", i), appends)
		cmds, outs = append(cmds, cmd), append(outs, out)
	}
	for i, cmd := range cmds {
		if err := cmd.Wait(); err != nil {
			t.Errorf("writer %d: %v: %s", i, err, outs[i])
		}
	}
	perWriter := appends + (appends+2)/3
	rep := mustVerify(t, path, uint64(writers*perWriter))
	if rep.Torn != 0 || rep.Files < 5 {
		t.Errorf("%d files, %d torn lines", rep.Files, rep.Torn)
	}
	// Nothing is lost, in order per writer, and the records of one append are
	// neighbours.
	next, count, last := map[string]int64{}, map[string]int{}, Record{}
	err := Read(path, 0, func(r Record, _ []byte) error {
		count[r.Session]++
		switch {
		case r.Bytes == next[r.Session]+1:
			next[r.Session]++
		case r.Bytes != next[r.Session] || last.Session != r.Session || last.Bytes != r.Bytes:
			t.Errorf("record %d is %s/%d behind %s/%d", r.Seq, r.Session, r.Bytes, last.Session, last.Bytes)
		}
		last = r
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range writers {
		if n := count[fmt.Sprintf("p%d", i)]; n != perWriter {
			t.Errorf("writer %d: %d records, want %d", i, n, perWriter)
		}
	}
}

func TestGoroutines(t *testing.T) {
	path := tempLog(t)
	// Two Logs of one process exclude each other like two processes.
	logs := []*Log{Open(path, 32<<10), Open(path, 32<<10)}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 50 {
				if err := logs[i%2].Append(sample(j)); err != nil {
					t.Error(err)
				}
				if j == 25 {
					_ = logs[i%2].Close() // opens again by itself
				}
			}
		})
	}
	verified := make(chan struct{})
	go func() {
		defer close(verified)
		for range 20 { // a reader never takes a write that is going on for damage
			if rep, err := Verify(path); err != nil || rep.Break != nil || rep.Torn != 0 {
				t.Errorf("while writing: %v, %v, %v", rep.Break, rep.Warnings, err)
			}
		}
	}()
	wg.Wait()
	<-verified
	mustVerify(t, path, 400)
}

func TestRotation(t *testing.T) {
	path := tempLog(t)
	a, b := Open(path, 4<<10), Open(path, 4<<10)
	for i := range 30 {
		mustAppend(t, a, sample(i))
		mustAppend(t, b, sample(i)) // b notices what a renamed, and the reverse
	}
	rep := mustVerify(t, path, 60)
	names, err := rotatedFiles(path)
	if err != nil || len(names)+1 != rep.Files || rep.Files < 5 {
		t.Fatalf("%d rotated files, %d files, %v", len(names), rep.Files, err)
	}
	if got := filepath.Base(names[0]); got != "audit-000000000001.jsonl" {
		t.Errorf("the first rotated file is %s", got)
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if seq, err := firstSeq(f); err != nil || seq != seqOfFile(name) {
			t.Errorf("%s starts with record %d, %v", name, seq, err)
		}
		f.Close()
	}
	// A writer that comes later finds the chain in the rotated files.
	if err := os.Rename(path, filepath.Join(filepath.Dir(path), fmt.Sprintf("audit-%012d.jsonl", rep.Head.Seq))); err != nil {
		t.Fatal(err)
	}
	if h, err := readHead(path); err != nil || h != rep.Head {
		t.Errorf("head %v, %v, want %v", h, err, rep.Head)
	}
	mustAppend(t, Open(path, 0), sample(1))
	mustVerify(t, path, 61, rep.Head)
	var after []uint64
	if err := Read(path, 58, func(r Record, _ []byte) error { after = append(after, r.Seq); return nil }); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(after) != "[59 60 61]" {
		t.Errorf("Read after 58 gave %v", after)
	}
	// A whole file that is missing is a gap.
	if err := os.Remove(names[1]); err != nil {
		t.Fatal(err)
	}
	if rep, err := Verify(path); err != nil || rep.Break == nil || rep.Break.File != names[2] || rep.Break.Line != 1 {
		t.Errorf("missing file: %v, %v", rep.Break, err)
	}
}

// TestNoRotation takes the name a rotated file would get: the log grows on.
func TestNoRotation(t *testing.T) {
	path := tempLog(t)
	l := Open(path, 1000)
	mustAppend(t, l, sample(0))
	taken := filepath.Join(filepath.Dir(path), "audit-000000000001.jsonl")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		mustAppend(t, l, sample(i))
	}
	mustVerify(t, path, 6)
	if info, err := os.Stat(taken); err != nil || info.Size() != 0 {
		t.Error("the file in the way was touched")
	}
}

// TestTorn cuts the last line at every length: the next writer carries on.
func TestTorn(t *testing.T) {
	path := tempLog(t)
	lines := writeLog(t, path, 3)
	whole := len(lines[2]) - 1
	for cut := 1; cut <= whole; cut++ {
		overwrite(t, path, lines[0], lines[1], lines[2][:cut])
		if h, err := readHead(path); err != nil || h.Seq != 2 && cut < whole {
			t.Fatalf("cut at %d: head %v, %v", cut, h, err)
		}
		recs := mustAppend(t, Open(path, 0), sample(7), sample(8))
		if cut == whole { // only the newline is missing: nothing is lost
			if rep := mustVerify(t, path, 5); rep.Torn != 0 || recs[0].Torn != 0 {
				t.Fatalf("whole line: %+v, %+v", rep, recs[0])
			}
			continue
		}
		rep := mustVerify(t, path, 4)
		if rep.Torn != 1 || len(rep.Warnings) != 1 || recs[0].Torn != int64(cut+1) || recs[1].Torn != 0 || recs[0].Seq != 3 {
			t.Fatalf("cut at %d: %+v, %+v", cut, rep, recs[0])
		}
	}
}

// TestTornTwice lets the line that should close a torn one be torn itself, and
// puts other remains at the end.
func TestTornTwice(t *testing.T) {
	path := tempLog(t)
	lines := writeLog(t, path, 2)
	for name, junk := range map[string]string{
		"two torn lines": string(lines[1][:50]) + "\n" + string(lines[1][:70]), "closed line": `{"v":1,"se` + "\n",
		"zeros": strings.Repeat("\x00", 5000), "many zeros": strings.Repeat("\x00", 1<<20), "empty lines": "\n\n\n",
	} {
		overwrite(t, path, lines[0], []byte(junk))
		if rep := mustVerify(t, path, 1); rep.Torn != 1 {
			t.Errorf("%s: %+v", name, rep)
		}
		rec := mustAppend(t, Open(path, 0), sample(3))[0]
		if rep := mustVerify(t, path, 2); rep.Torn != 1 || rec.Seq != 2 {
			t.Errorf("%s: %+v, %+v", name, rep, rec)
		}
	}
	overwrite(t, path, []byte("no log at all\nreally not"))
	if rec := mustAppend(t, Open(path, 0), sample(3))[0]; rec.Seq != 1 || rec.Torn != 25 {
		t.Errorf("foreign file: %+v", rec)
	}
	mustVerify(t, path, 1)
}

// TestChangedTail shows that a change in the last line is not taken for a torn
// line by the next writer, which would excuse it.
func TestChangedTail(t *testing.T) {
	path := tempLog(t)
	lines := writeLog(t, path, 3)
	for _, c := range []struct{ was, is string }{{"mail", "post"}, {`"seq":3`, `"seq":x`}, {`"id":"ev-`, `"id":"ev+`}} {
		overwrite(t, path, lines[0], lines[1], bytes.Replace(lines[2], []byte(c.was), []byte(c.is), 1))
		mustAppend(t, Open(path, 0), sample(4))
		if rep, err := Verify(path); err != nil || rep.Break == nil || rep.Break.Line != 3 {
			t.Errorf("%s to %s: %v, %v", c.was, c.is, rep.Break, err)
		}
	}
}

func TestBusy(t *testing.T) {
	path := tempLog(t)
	writeLog(t, path, 1)
	holder, err := openAppend(path)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	if err := lock(holder, true, time.Minute); err != nil {
		t.Fatal(err)
	}
	l := Open(path, 0)
	defer l.Close()
	l.patience = 20 * time.Millisecond
	if err := l.Append(sample(1)); err == nil || !strings.Contains(err.Error(), "look for a mcp-watchdog process") {
		t.Fatalf("Append behind a lock: %v", err)
	}
	if err := unlock(holder); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, l, sample(1))
	mustVerify(t, path, 2)
}

func TestUnwritable(t *testing.T) {
	dir := t.TempDir()
	inTheWay := filepath.Join(dir, "file")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	paths := []string{filepath.Join(inTheWay, FileName), dir}
	if os.Getuid() > 0 { // root may write anywhere
		locked := filepath.Join(dir, "locked")
		if err := os.Mkdir(locked, 0o500); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, filepath.Join(locked, FileName), filepath.Join(locked, "x", FileName))
	}
	for _, path := range paths {
		recs := []Record{sample(0)}
		err := Open(path, 0).Append(recs...)
		if err == nil || !strings.Contains(err.Error(), "; ") || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
		if recs[0].Seq != 0 || recs[0].ID != "" {
			t.Errorf("%s: a record that was not written has number %d", path, recs[0].Seq)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	l := Open(tempLog(b), 0)
	defer l.Close()
	rec := sample(0)
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Append(rec); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstAppend is what the first record of a process costs: folder and
// file opened, tail found.
func BenchmarkFirstAppend(b *testing.B) {
	path := tempLog(b)
	writeLog(b, path, 100)
	for b.Loop() {
		l := Open(path, 0)
		if err := l.Append(sample(0)); err != nil {
			b.Fatal(err)
		}
		l.Close()
	}
}

// BenchmarkProcesses reports the time of one Append call while 1 and 4
// processes append as fast as they can.
func BenchmarkProcesses(b *testing.B) {
	for _, n := range []int{1, 4} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			const appends = 3000
			var total float64
			runs := 0
			for b.Loop() {
				path := tempLog(b)
				var cmds []*exec.Cmd
				var outs []*bytes.Buffer
				for i := range n {
					cmd, out := startChild(b, path, 0, fmt.Sprint("p", i), appends)
					cmds, outs = append(cmds, cmd), append(outs, out)
				}
				for i, cmd := range cmds {
					if err := cmd.Wait(); err != nil {
						b.Fatal(err, outs[i])
					}
					var ns float64
					if _, err := fmt.Sscan(outs[i].String(), &ns); err != nil {
						b.Fatal(err)
					}
					total += ns
					runs += appends
				}
			}
			b.ReportMetric(total/float64(runs)/1e3, "us/append")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// FuzzForeignFile puts anything in the place of the log: appending never
// fails, and what was appended is the end of the log.
func FuzzForeignFile(f *testing.F) {
	var b bytes.Buffer
	rec := sample(0).sanitised()
	rec.Seq, rec.Prev = 1, genesis
	if err := rec.seal(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:100])
	f.Add(append([]byte("x\n\n"), b.Bytes()...))
	f.Add([]byte(`{"v":1,"seq":18446744073709551615,"hash":""}`))
	f.Add([]byte("\x00\n\"}\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), FileName)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		l := Open(path, 0)
		defer l.Close()
		rec := mustAppend(t, l, sample(1), sample(2))[1]
		if h, err := readHead(path); err != nil || h != (Head{rec.Seq, rec.Hash}) {
			t.Fatalf("head %v, %v behind record %d", h, err, rec.Seq)
		}
		rep, err := Verify(path)
		if err != nil || rep.Break == nil && rep.Head.Seq != rec.Seq {
			t.Fatalf("%+v, %v", rep, err)
		}
	})
}
