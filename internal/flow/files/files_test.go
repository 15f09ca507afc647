package files

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

func open(t testing.TB, dir, server string) *Session {
	t.Helper()
	s, err := Open(dir, server, server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// deliver enters hashes as a process does.
func deliver(s *Session, hashes ...uint64) {
	s.Promise()
	now := time.Now().Unix()
	s.Own(func(t *flow.Table) {
		n := t.Begin(flow.Delivery{Time: now, Tool: "read"})
		for _, h := range hashes {
			t.Add(h, n, now)
		}
	})
	s.Keep(1)
}

// from returns which of the others delivered a hash.
func from(t *testing.T, s *Session, hash uint64) (servers []string) {
	t.Helper()
	err := s.Others(true, func(server string, same bool, table *flow.Table) {
		if _, _, ok := table.Find(hash, time.Now().Unix()); ok {
			if same {
				server = "itself"
			}
			servers = append(servers, server)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return servers
}

const some = 0x1234_5678_9abc_def0

func TestOthersSeeWhatWasDelivered(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "session")
	a, b, c := open(t, dir, "a"), open(t, dir, "b"), open(t, dir, "c")
	if a.Key() != b.Key() {
		t.Error("the keys differ")
	}
	if !b.Alone() {
		t.Error("nobody has delivered anything")
	}
	deliver(a, some)
	if b.Alone() || !a.Alone() {
		t.Error("who is alone?")
	}
	if got := from(t, b, some); !slices.Equal(got, []string{"a"}) {
		t.Error(got)
	}
	deliver(b, some)
	if got := from(t, c, some); !slices.Equal(got, []string{"a", "b"}) {
		t.Error(got)
	}
	again := open(t, dir, "a") // the same server, started once more
	if got := from(t, again, some); !slices.Equal(got, []string{"itself", "b"}) {
		t.Error(got)
	}
	elsewhere := open(t, filepath.Join(t.TempDir(), "session"), "d")
	if got := from(t, elsewhere, some); got != nil {
		t.Error(got)
	}
	a.Close()
	if got := from(t, c, some); !slices.Equal(got, []string{"a", "b"}) {
		t.Error("what a process delivered is gone with it:", got)
	}
	for _, name := range []string{indexName, "0.log", "0.1"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Error(name, info, err)
		}
	}
}

func TestTablesGrow(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, dir, "a"), open(t, dir, "b")
	deliver(a, some)
	if from(t, b, some) == nil {
		t.Fatal("it is not there")
	}
	for i := range uint64(3 * firstSlots) {
		deliver(a, (i+1)<<20*0x9E3779B97F4A7C15)
		var crowded bool
		if a.Own(func(t *flow.Table) { crowded = t.Crowded() }); crowded {
			a.Grow()
		}
	}
	if got := from(t, b, some); !slices.Equal(got, []string{"a"}) {
		t.Error("a larger table has lost it:", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "0.1")); err == nil && runtime.GOOS != "windows" {
		t.Error("the smaller table is still there")
	}
}

// TestCallsWaitForPromises: nothing overtakes what another process has let go on
// and not yet learnt.
func TestCallsWaitForPromises(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, dir, "a"), open(t, dir, "b")
	a.Promise()
	go func() {
		time.Sleep(50 * time.Millisecond)
		now := time.Now().Unix()
		a.Own(func(t *flow.Table) { t.Add(some, t.Begin(flow.Delivery{Time: now}), now) })
		a.Keep(1)
	}()
	if got := from(t, b, some); !slices.Equal(got, []string{"a"}) {
		t.Error("it was overtaken:", got)
	}
	a.Promise() // and it never comes
	if err := b.Others(true, func(string, bool, *flow.Table) {}); err == nil {
		t.Error("a broken promise is no error")
	}
	a.lock.Close() // as when its process is killed
	if err := b.Others(true, func(string, bool, *flow.Table) {}); err != nil {
		t.Error(err)
	}
}

func TestBrokenFilesAreErrors(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, indexName), []byte("no"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, "a", "a"); err == nil {
		t.Error("a broken index was taken")
	}
	dir = t.TempDir()
	a, b := open(t, dir, "a"), open(t, dir, "b")
	deliver(a, some)
	if err := os.WriteFile(filepath.Join(dir, "0.1"), []byte("cut off"), 0o600); err != nil {
		if runtime.GOOS == "windows" {
			t.Skip("Windows cuts off no file that is mapped: run it on another system")
		}
		t.Fatal(err)
	}
	if err := b.Others(true, func(string, bool, *flow.Table) {}); err == nil {
		t.Error("a broken table was taken")
	}
	if err := os.Rename(filepath.Join(dir, "1.1"), filepath.Join(dir, "0.1")); err != nil {
		t.Fatal(err)
	}
}

func TestNotes(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir, "a")
	want := flow.Passage{Time: 7, From: "mail", FromTool: "read", To: "a", Tool: "post", How: "base64", What: "text", Severity: "high", Bytes: 40}
	a.Note(want)
	var got []flow.Passage
	if err := Passages(dir, func(p flow.Passage) { got = append(got, p) }); err != nil || !slices.Equal(got, []flow.Passage{want}) {
		t.Error(got, err)
	}
}

func TestTidy(t *testing.T) {
	folder := t.TempDir()
	live, over := filepath.Join(folder, "live"), filepath.Join(folder, "over")
	open(t, live, "a")
	s, err := Open(over, "b", "b")
	if err != nil {
		t.Fatal(err)
	}
	s.Note(flow.Passage{To: "b"})
	s.Close()
	Tidy(folder, time.Now())
	if _, err := os.Stat(filepath.Join(over, "0.1")); err != nil {
		t.Error("what it delivered still counts:", err)
	}
	Tidy(folder, time.Now().Add(2*time.Hour))
	if _, err := os.Stat(filepath.Join(over, "0.1")); err == nil {
		t.Error("a table that counts for nothing is still there")
	}
	if _, err := os.Stat(filepath.Join(over, "0.log")); err != nil {
		t.Error("its notes are gone:", err)
	}
	Tidy(folder, time.Now().Add(8*24*time.Hour))
	if _, err := os.Stat(over); err == nil {
		t.Error("it is there after a week")
	}
	if _, err := os.Stat(filepath.Join(live, "0.1")); err != nil {
		t.Error("the table of a session that lives is gone:", err)
	}
}

// TestManyProcesses: what a session was started with stays bounded.
func TestManyProcesses(t *testing.T) {
	dir := t.TempDir()
	for i := range maxMembers {
		open(t, dir, strconv.Itoa(i))
	}
	if _, err := Open(dir, "more", "more"); err == nil {
		t.Error("there is no bound")
	}
}

// TestAMillion: a million hashes of one server and of four take less than 64 MB
// together, are found again, and cost a look-up next to nothing.
func TestAMillion(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes a million hashes: run it without -short")
	}
	dir := t.TempDir()
	reader := open(t, dir, "reader")
	const each = 250_000
	hash := func(i int) uint64 { x := uint64(i+1) * 0x9E3779B97F4A7C15; return x ^ x>>29 }
	for server := range 4 {
		s := open(t, dir, strconv.Itoa(server))
		s.Promise()
		now := time.Now().Unix()
		for i := range each {
			crowded := false
			s.Own(func(table *flow.Table) {
				table.Add(hash(server*each+i), table.Begin(flow.Delivery{Time: now, Tool: "read"}), now)
				crowded = i%64 == 0 && table.Crowded()
			})
			if crowded {
				s.Grow()
			}
		}
		s.Keep(1)
	}
	size := int64(0)
	tables, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, name := range tables {
		if info, err := os.Stat(name); err == nil {
			size += info.Size()
		}
	}
	if size > 64<<20 {
		t.Errorf("the files take %d MB", size>>20)
	}
	missing, now := 0, time.Now().Unix()
	from := time.Now()
	err := reader.Others(true, func(server string, _ bool, table *flow.Table) {
		n, _ := strconv.Atoi(server)
		for i := range each {
			if _, _, ok := table.Find(hash(n*each+i), now); !ok {
				missing++
			}
		}
	})
	took := time.Since(from)
	if err != nil || missing > 0 {
		t.Errorf("%d of a million are missing, %v", missing, err)
	}
	t.Logf("%d MB of files, %v for a look-up in one table", size>>20, took/(4*each))
}
