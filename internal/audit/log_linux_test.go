package audit

import (
	"fmt"
	"os"
	"os/signal"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestDiskFull lets a write of two lines fail in the middle: neither counts,
// and the file is as it was.
func TestDiskFull(t *testing.T) {
	path := tempLog(t)
	l := Open(path, 0)
	defer l.Close()
	mustAppend(t, l, sample(0))
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	// The nearest thing to a full disk that needs no privilege: a limit on the
	// size of files, in the middle of the second line of the write.
	signal.Ignore(unix.SIGXFSZ)
	defer signal.Reset(unix.SIGXFSZ)
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	small := unix.Rlimit{Cur: uint64(before.Size() * 5 / 2), Max: old.Max}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &small); err != nil {
		t.Fatal("the size of files cannot be limited: ", err)
	}
	recs := []Record{sample(1), sample(2)}
	failed := l.Append(recs...)
	again := l.Append(sample(1), sample(2))
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	if failed == nil || again == nil || recs[0].Seq != 0 {
		t.Fatalf("no error: %v, %v, %+v", failed, again, recs[0])
	}
	if after, err := os.Stat(path); err != nil || after.Size() != before.Size() {
		t.Errorf("the file has %d bytes, had %d (%v)", after.Size(), before.Size(), err)
	}
	if recs := mustAppend(t, l, sample(3)); recs[0].Seq != 2 || recs[0].Torn != 0 {
		t.Errorf("afterwards: %+v", recs[0])
	}
	mustVerify(t, path, 2)
}

func TestFullDiskAdvice(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{unix.ENOSPC, "free some space"}, {unix.EDQUOT, "free some space"},
		{unix.EROFS, "writable"}, {unix.EACCES, "writable"}, {errBusy, "end it"}, {unix.EIO, "yours"},
	} {
		if got := explain("/x", &os.PathError{Op: "write", Path: "/x", Err: c.err}).Error(); !strings.Contains(got, c.want) {
			t.Errorf("%v: %s", c.err, got)
		}
	}
}

// TestKilled ends writers in the middle of their work: what is left verifies,
// and the next writer carries on.
func TestKilled(t *testing.T) {
	path := tempLog(t)
	var head Head
	for i := range 8 {
		one, _ := startChild(t, path, 64<<10, fmt.Sprintf("a%d", i), 1_000_000)
		two, _ := startChild(t, path, 64<<10, fmt.Sprintf("b%d", i), 1_000_000)
		was := head
		for deadline := time.Now().Add(time.Minute); head.Seq < was.Seq+10; {
			var err error
			if head, err = readHead(path); err != nil || time.Now().After(deadline) {
				t.Fatalf("the writers do not write: %v, %v", head, err)
			}
			time.Sleep(time.Duration(1+i) * time.Millisecond)
		}
		_ = one.Process.Kill()
		_ = two.Process.Kill()
		_, _ = one.Wait(), two.Wait()
		if rep, err := Verify(path); err != nil || rep.Break != nil {
			t.Fatalf("after kill %d: %v, %v", i, rep.Break, err)
		}
	}
	rep, err := Verify(path)
	if err != nil || rep.Break != nil {
		t.Fatal(rep.Break, err)
	}
	t.Logf("%d records in %d files, %d torn lines", rep.Records, rep.Files, rep.Torn)
	if rec := mustAppend(t, Open(path, 0), sample(1))[0]; rec.Seq != rep.Head.Seq+1 {
		t.Errorf("carries on with %d behind %d", rec.Seq, rep.Head.Seq)
	}
}
