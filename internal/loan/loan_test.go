package loan

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var key = bytes.Repeat([]byte{7}, 32)

// open starts an owner that answers every question but "no" with text.
func open(t *testing.T, text string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "loan") // short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "0.s")
	o, err := Listen(path, key, func(q []byte) ([]byte, bool) { return []byte(text + " " + string(q)), string(q) != "no" })
	if errors.Is(err, ErrSystem) && !knowsPeers {
		t.Skip(err.Error() + ": run it on Linux or macOS")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the socket stays: %v", err)
		}
	})
	return path
}

func TestAsk(t *testing.T) {
	path := open(t, "this is")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket is %v %v", info, err)
	}
	for range 20 {
		got, err := Ask(path, key, []byte("mine"))
		if err != nil || string(got) != "this is mine" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if _, err := Ask(path, key, []byte("no")); err == nil {
		t.Error("a refusal is an answer")
	}
	if _, err := Ask(path, bytes.Repeat([]byte{8}, 32), []byte("mine")); err == nil {
		t.Error("who does not know the key gets an answer")
	}
	if _, err := Ask(path, key, make([]byte, maxQuestion+1)); err == nil {
		t.Error("a question that is too long gets an answer")
	}
	if _, err := Ask(path+"x", key, []byte("mine")); err == nil {
		t.Error("nobody answers")
	}
	if _, err := Listen(strings.Repeat("x", longestPath+1), key, nil); err == nil {
		t.Error("a path that is too long is taken")
	}
}

// TestLongAnswers go over the size of the buffers of sockets.
func TestLongAnswers(t *testing.T) {
	long := strings.Repeat("k", 4<<20)
	got, err := Ask(open(t, long), key, []byte("mine"))
	if err != nil || string(got) != long+" mine" {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
}

// TestWhatWasSaidIsNotTakenTwice replays a question to the owner.
func TestWhatWasSaidIsNotTakenTwice(t *testing.T) {
	path := open(t, "this is")
	said := make(chan []byte, 1)
	middle := path[:len(path)-3] + "1.s"
	l, err := net.Listen("unix", middle)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() { // one who listens in between, and knows no key
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		owner, err := net.Dial("unix", path)
		if err != nil {
			return
		}
		defer owner.Close()
		first := make([]byte, chance)
		io.ReadFull(owner, first)
		c.Write(first)
		all := make([]byte, chance+4+4+32)
		io.ReadFull(c, all)
		said <- all
	}()
	if _, err := Ask(middle, key, []byte("mine")); err == nil {
		t.Error("an answer from nobody is taken")
	}
	c, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	io.ReadFull(c, make([]byte, chance))
	c.Write(<-said)
	if rest, _ := io.ReadAll(c); len(rest) > 0 {
		t.Errorf("what was said before gets an answer of %d bytes", len(rest))
	}
}

// TestManyAsk at once; who finds no place is sent away, and nobody waits for
// one who says nothing.
func TestManyAsk(t *testing.T) {
	path := open(t, "this is")
	for range maxAsking {
		c, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close() // and say nothing
	}
	end := time.Now().Add(20 * time.Second)
	for {
		if got, err := Ask(path, key, []byte("mine")); err == nil && string(got) == "this is mine" {
			return
		}
		if time.Now().After(end) {
			t.Fatal("those who say nothing keep others from asking")
		}
		time.Sleep(50 * time.Millisecond)
	}
}
