package sqlite_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory/sqlite"
)

// TestMain lets the test binary be a process that pins until it is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("MEMORY_TEST_LOG"); path != "" {
		pin(path, os.Getenv("MEMORY_TEST_SERVER"), os.Getenv("MEMORY_TEST_COUNT"))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func pin(path, server, count string) {
	log := sqlite.Open(path)
	for i := 0; fmt.Sprint(i) != count; i++ {
		name := fmt.Sprint("tool", i)
		if err := learn(log, server, name, "text of "+name); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println(name)
	}
}

func learn(log *sqlite.Log, server, name, text string) error {
	return log.Learn(func(past memory.View) []memory.Fact {
		return memory.Lessons(past, memory.Taught{Time: 1, Server: server, Offers: []memory.Offer{
			{Item: memory.Tool, Name: name, Text: text, Print: memory.Print(text), Fate: memory.Delivered},
		}})
	})
}

func child(t *testing.T, path, server, count string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "MEMORY_TEST_LOG="+path, "MEMORY_TEST_SERVER="+server, "MEMORY_TEST_COUNT="+count)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

func pinned(t *testing.T, log *sqlite.Log, server, name string) bool {
	t.Helper()
	known := false
	err := log.With(func(past memory.View) error {
		e, _ := past.Entry(server, memory.Tool, name)
		known = e.Trusts(memory.Print("text of "+name)) && past.Text(e.Pin) == "text of "+name
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func TestKilledAtAnyMomentNoPinIsLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", sqlite.FileName)
	total := 0
	for round := range 12 {
		server := fmt.Sprint("server", round)
		cmd, out := child(t, path, server, "-1")
		var said []string
		for len(said) < 1+round*7 && out.Scan() {
			said = append(said, out.Text())
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for out.Scan() {
			said = append(said, out.Text())
		}
		cmd.Wait() // it was killed
		log := sqlite.Open(path)
		for i, name := range said {
			if i == len(said)-1 && name != fmt.Sprint("tool", i) {
				break // half a line
			}
			if total++; !pinned(t, log, server, name) {
				t.Fatalf("round %d: %s was said to be pinned and is not", round, name)
			}
		}
		if err := errors.Join(log.Check(), log.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if total < 100 {
		t.Errorf("only %d pins were looked at", total)
	}
}

func TestFiveProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), sqlite.FileName)
	mine := sqlite.Open(path)
	defer mine.Close()
	mine.Warm()
	var cmds []*exec.Cmd
	var outs []*bufio.Scanner
	for i := range 5 {
		cmd, out := child(t, path, fmt.Sprint("server", i), "60")
		cmds, outs = append(cmds, cmd), append(outs, out)
	}
	for i, out := range outs {
		for out.Scan() {
			if strings.HasPrefix(out.Text(), "error") {
				t.Error(out.Text())
			}
			if !pinned(t, mine, fmt.Sprint("server", i), out.Text()) { // at once, in another process
				t.Errorf("server%d: %s is not seen", i, out.Text())
			}
		}
		if err := cmds[i].Wait(); err != nil {
			t.Error(err)
		}
	}
}

func TestFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other permissions: run it on another system")
	}
	dir := filepath.Join(t.TempDir(), "state")
	log := sqlite.Open(filepath.Join(dir, sqlite.FileName))
	if err := learn(log, "s", "x", "text of x"); err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	files, _ := os.ReadDir(dir)
	if len(files) < 2 {
		t.Errorf("only %d files", len(files))
	}
	for _, f := range files {
		if info, _ := f.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v", f.Name(), info.Mode())
		}
	}
}

func TestTroubleIsSaidAndRepaired(t *testing.T) {
	path := filepath.Join(t.TempDir(), sqlite.FileName)
	log := sqlite.Open(path)
	for i := range 300 {
		name := fmt.Sprint("tool", i)
		if err := learn(log, "s", name, "text of "+name); err != nil {
			t.Fatal(err)
		}
	}
	log.Close()
	data, _ := os.ReadFile(path)
	for i := len(data) / 2; i < len(data)/2+20000; i++ {
		data[i] = 0xa5
	}
	os.WriteFile(path, data, 0o600)
	log = sqlite.Open(path)
	err := errors.Join(learn(log, "s", "new", "text of new"), log.Check())
	log.Close()
	var trouble *sqlite.Error
	if !errors.As(err, &trouble) || !trouble.Damaged || !strings.Contains(err.Error(), "mcp-watchdog doctor") {
		t.Fatalf("damage comes as %v", err)
	}
	aside, saved, lost, err := sqlite.Repair(path, time.Unix(0, 0))
	if _, stat := os.Stat(aside); err != nil || stat != nil || lost == nil {
		t.Errorf("repair: %v %v, lost %v", err, stat, lost)
	}
	log = sqlite.Open(path)
	defer log.Close()
	if err := log.Check(); err != nil {
		t.Error(err)
	}
	if saved < 10 || !pinned(t, log, "s", "tool0") {
		t.Errorf("%d facts were saved", saved)
	}
}

func TestForeignFilesAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), sqlite.FileName)
	os.WriteFile(path, []byte(strings.Repeat("this is no database. ", 200)), 0o600)
	if err := learn(sqlite.Open(path), "s", "x", "y"); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a text file: %v", err)
	}
	os.Remove(path)
	db, _ := sql.Open("sqlite", path)
	db.Exec("PRAGMA application_id=7; CREATE TABLE t (x)")
	db.Close()
	if err := learn(sqlite.Open(path), "s", "x", "y"); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("another program's file: %v", err)
	}
}

func TestALockedFileIsAnError(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for a lock that nobody gives back: run it without -short")
	}
	path := filepath.Join(t.TempDir(), sqlite.FileName)
	log := sqlite.Open(path)
	defer log.Close()
	log.Warm()
	db, _ := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := learn(log, "s", "x", "y"); err == nil || !strings.Contains(err.Error(), "another process holds it") {
		t.Errorf("a locked file: %v", err)
	}
	tx.Rollback()
	if err := learn(log, "s", "x", "text of x"); err != nil || !pinned(t, log, "s", "x") {
		t.Errorf("afterwards: %v", err)
	}
}

func TestPrune(t *testing.T) {
	log := sqlite.Open(filepath.Join(t.TempDir(), sqlite.FileName))
	defer log.Close()
	old := func(what memory.What, name, print string) memory.Fact {
		return memory.Fact{Time: 1, What: what, Server: "s", Item: memory.Tool, Name: name, Print: print, Text: "text " + print}
	}
	facts := []memory.Fact{old(memory.Pinned, "x", "1"), old(memory.Noted, "x", "2"), old(memory.Held, "x", "3"), old(memory.Held, "x", "4")}
	if err := log.Learn(func(memory.View) []memory.Fact { return facts }); err != nil {
		t.Fatal(err)
	}
	if err := log.Prune(time.Now()); err != nil {
		t.Fatal(err)
	}
	left, err := log.Facts()
	if err != nil || len(left) != 2 || left[0].What != memory.Pinned || left[1].Print != "4" {
		t.Errorf("left %+v, %v", left, err)
	}
}

// What is kept depends on what it is and how old it is, whatever the clock of
// this machine says.
func TestEachKindIsKeptForItsTime(t *testing.T) {
	const day = 24 * 60 * 60
	begin := time.Unix(1_000*day, 0)
	log := sqlite.Open(filepath.Join(t.TempDir(), sqlite.FileName))
	defer log.Close()
	var facts []memory.Fact
	for _, what := range []memory.What{memory.Pinned, memory.Approved, memory.Revoked, memory.Complete, memory.Noted, memory.Held, memory.Released, memory.Held} {
		facts = append(facts, memory.Fact{Time: begin.Unix(), What: what, Server: "s", Item: memory.Tool, Name: "x", Print: fmt.Sprint(len(facts)), Text: "text"})
	}
	if err := log.Learn(func(memory.View) []memory.Fact { return facts }); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ days, left int }{{1, 8}, {89, 8}, {91, 6}, {179, 6}, {181, 5}, {36500, 5}} {
		if err := log.Prune(begin.Add(time.Duration(step.days) * day * time.Second)); err != nil {
			t.Fatal(err)
		}
		left, err := log.Facts()
		if err != nil || len(left) != step.left {
			t.Errorf("after %d days %d facts are left, want %d (%v)", step.days, len(left), step.left, err)
		}
	}
	if left, _ := log.Facts(); left[len(left)-1].What != memory.Held || left[len(left)-1].Print != "7" {
		t.Errorf("the last word about it is gone: %+v", left)
	}
}
