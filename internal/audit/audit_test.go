package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// childEnv makes the test binary a writer: "PATH|MAXBYTES|NAME|APPENDS".
const childEnv = "MCP_WATCHDOG_AUDIT_CHILD"

func TestMain(m *testing.M) {
	if job := os.Getenv(childEnv); job != "" {
		if err := child(job); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(job string) error {
	parts := strings.Split(job, "|")
	limit, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(parts[3])
	if err != nil {
		return err
	}
	l := Open(parts[0], limit)
	start := time.Now()
	for i := range n {
		rec := sample(i)
		rec.Session = parts[2]
		rec.Bytes = int64(i + 1)
		// Every third message has two records, which must stay together.
		recs := []Record{rec}
		if i%3 == 0 {
			recs = append(recs, rec)
		}
		if err := l.Append(recs...); err != nil {
			return err
		}
	}
	fmt.Println(time.Since(start).Nanoseconds())
	return l.Close()
}

func sample(i int) Record {
	return Record{
		Time: time.Date(2026, 11, 22, 10, 15, i%60, 123456789, time.UTC), Event: EventRemoval, Action: "clean",
		Severity: "high", Rule: "html_comment", Class: "hidden-text", Server: "mail", Session: "s1", Side: "server",
		Method: "tools/list", Surface: "tool description", Pointer: "/result/tools/0/description",
		SHA256: strings.Repeat("ab", 32), Bytes: 42, Excerpt: finding.Mask("<!-- ignore\n -->"), Why: "a hidden HTML comment was removed",
	}
}

func tempLog(t testing.TB) string {
	return filepath.Join(t.TempDir(), "state", "mcp-watchdog", FileName)
}

func mustAppend(t testing.TB, l *Log, recs ...Record) []Record {
	t.Helper()
	if err := l.Append(recs...); err != nil {
		t.Fatal(err)
	}
	return recs
}

func mustVerify(t testing.TB, path string, records uint64, noted ...Head) Report {
	t.Helper()
	rep, err := Verify(path, noted...)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Break != nil {
		t.Fatalf("does not verify: %s", rep.Break)
	}
	if rep.Records != records {
		t.Fatalf("%d records, want %d", rep.Records, records)
	}
	return rep
}

func TestAppend(t *testing.T) {
	path := tempLog(t)
	l := Open(path, 0)
	defer l.Close()
	if _, err := os.Stat(filepath.Dir(path)); err == nil {
		t.Fatal("Open created the folder")
	}
	if err := l.Append(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("an empty Append created the file")
	}
	recs := mustAppend(t, l, sample(0), sample(1), sample(2))
	recs = append(recs, mustAppend(t, l, sample(3))...)
	rep := mustVerify(t, path, 4)
	if rep.First != 1 || rep.Head != (Head{4, recs[3].Hash}) || rep.Files != 1 || rep.Torn != 0 {
		t.Errorf("report %+v", rep)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	prev := strings.Repeat("0", 64)
	for i, line := range lines {
		var back Record
		if err := json.Unmarshal([]byte(line), &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, recs[i]) {
			t.Errorf("line %d reads back as\n%+v, the caller was told\n%+v", i+1, back, recs[i])
		}
		// As the package comment tells third parties to do it.
		body, _, _ := strings.Cut(line, `,"hash":"`)
		if hashOf([]byte(body)) != back.Hash || back.Prev != prev || back.Seq != uint64(i+1) {
			t.Errorf("line %d does not follow the documented chain: %s", i+1, line)
		}
		prev = back.Hash
	}
	want := `{"v":1,"seq":1,"time":"2026-11-22T10:15:00.123456789Z","event":"removal","action":"clean","severity":"high",` +
		`"rule":"html_comment","class":"hidden-text","server":"mail","session":"s1","side":"server","method":"tools/list",` +
		`"surface":"tool description","pointer":"/result/tools/0/description","sha256":"` + strings.Repeat("ab", 32) +
		`","bytes":42,"excerpt":"<!-- ignore␊ -->","why":"a hidden HTML comment was removed","prev":"`
	if !strings.HasPrefix(lines[0], want) {
		t.Errorf("line 1 is\n%s, want\n%s", lines[0], want)
	}
	got, found, err := Find(path, recs[2].ID)
	if err != nil || !found || !reflect.DeepEqual(got, recs[2]) {
		t.Errorf("Find(%s) = %+v, %v, %v", recs[2].ID, got, found, err)
	}
	if _, found, _ := Find(path, "ev-00000000"); found {
		t.Error("found an event that does not exist")
	}
}

func TestPermissions(t *testing.T) {
	if os.PathSeparator == '\\' {
		t.Skip("Windows has no permission bits: run it on another system")
	}
	path := tempLog(t)
	l := Open(path, 0)
	defer l.Close()
	mustAppend(t, l, sample(0))
	check := func(name string, want os.FileMode) {
		t.Helper()
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v (%v), want %v", name, info.Mode(), err, want)
		}
	}
	check(path, 0o600)
	check(filepath.Dir(path), 0o700)
	check(filepath.Dir(filepath.Dir(path)), 0o700)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, Open(path, 0), sample(1))
	check(path, 0o600)
}

// TestSecrets passes secrets in every member and searches the file for them.
func TestSecrets(t *testing.T) {
	path := tempLog(t)
	secret := "ghp_" + "x9Kd02LmQ7vTz41BnR8sYc6WfH3jPa5uEg0i"
	rec := sample(0)
	rec.Excerpt = finding.Mask("token=" + secret)
	rec.Server = "npx server --token=" + secret
	rec.Method = secret
	rec.Pointer = "/params/env/" + secret
	rec.Why = "password: Zx7Zx7Qq1 and " + secret
	rec.SHA256 = secret
	mustAppend(t, Open(path, 0), rec)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); strings.Contains(s, "Kd02") || strings.Contains(s, "Zx7") || !strings.Contains(s, "github-token") {
		t.Errorf("the log holds a secret: %s", s)
	}
}

// TestHostileMembers asserts that a line stays one short line of visible text.
func TestHostileMembers(t *testing.T) {
	path := tempLog(t)
	nasty := "x\"},\n{\"v\":1,\"hash\":\"\x00\x1b[2J\u202e\u200b\xff\u2028" + strings.Repeat("🐕", 10_000)
	rec := Record{Event: nasty, Action: nasty, Severity: nasty, Rule: nasty, Class: nasty, Server: nasty, Session: nasty,
		Side: nasty, Method: nasty, Surface: nasty, Pointer: nasty, SHA256: nasty, Excerpt: finding.Mask(nasty), Why: nasty}
	recs := mustAppend(t, Open(path, 0), rec, sample(1))
	mustVerify(t, path, 2)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(text, []byte("\n")); n != 2 {
		t.Errorf("%d lines, want 2", n)
	}
	for _, r := range string(text) {
		if r != '\n' && finding.Hidden(r) {
			t.Fatalf("the file holds %U", r)
		}
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if len(line) > maxLine || len(line) < 4096 {
		t.Errorf("the longest line has %d bytes, the limit is %d", len(line), maxLine)
	}
	for _, colour := range []bool{false, true} {
		got, _, _ := parseLine(line)
		shown := Format(got, colour)
		for _, sgr := range []string{dim, bold, red, yellow, green, "0"} {
			shown = strings.ReplaceAll(shown, "\x1b["+sgr+"m", "")
		}
		for _, r := range shown {
			if finding.Hidden(r) {
				t.Fatalf("Format emits %U: %q", r, shown)
			}
		}
	}
	if recs[1].Seq != 2 {
		t.Errorf("second record has number %d", recs[1].Seq)
	}
}

func TestHead(t *testing.T) {
	path := tempLog(t)
	if h, err := readHead(path); err != nil || h != (Head{}) {
		t.Errorf("head of no log: %v, %v", h, err)
	}
	recs := mustAppend(t, Open(path, 0), sample(0), sample(1))
	h, err := readHead(path)
	if err != nil || h != (Head{2, recs[1].Hash}) {
		t.Errorf("head %v, %v", h, err)
	}
	for _, h := range []Head{{}, h} {
		if back, err := ParseHead(h.String() + "\n"); err != nil || back != h {
			t.Errorf("ParseHead(%s) = %v, %v", h, back, err)
		}
	}
	for _, s := range []string{"", "2", "x:" + recs[0].Hash, "2:" + recs[0].Hash[1:], "2:" + recs[0].Hash[1:] + "g"} {
		if _, err := ParseHead(s); err == nil {
			t.Errorf("ParseHead(%q) gave no error", s)
		}
	}
}

func TestStateDir(t *testing.T) {
	for _, c := range []struct{ goos, env, want string }{
		{"linux", "HOME=/home/ann", "/home/ann/.local/state/mcp-watchdog"},
		{"linux", "HOME=/home/ann XDG_STATE_HOME=/var/ann", "/var/ann/mcp-watchdog"},
		{"linux", "HOME=/home/ann XDG_STATE_HOME=state", "/home/ann/.local/state/mcp-watchdog"},
		{"darwin", "HOME=/Users/ann", "/Users/ann/Library/Application Support/mcp-watchdog"},
		{"darwin", "HOME=/Users/ann XDG_STATE_HOME=/x", "/x/mcp-watchdog"},
		{"windows", `LOCALAPPDATA=C:\Users\ann\AppData\Local\`, `C:\Users\ann\AppData\Local\mcp-watchdog`},
		{"windows", `USERPROFILE=C:\Users\ann`, `C:\Users\ann\AppData\Local\mcp-watchdog`},
		{"windows", "HOME=/x", ""}, {"linux", "", ""}, {"linux", "HOME=relative", ""},
	} {
		env := map[string]string{}
		for _, kv := range strings.Fields(c.env) {
			k, v, _ := strings.Cut(kv, "=")
			env[k] = v
		}
		got, err := StateDir(c.goos, func(k string) string { return env[k] })
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("StateDir(%s, %s) = %q, %v, want %q", c.goos, c.env, got, err, c.want)
		}
	}
}

func TestFormat(t *testing.T) {
	rec := sample(7)
	rec.ID = "ev-7k3f9a2m"
	want := "2026-11-22 10:15:07Z  ev-7k3f9a2m  clean     high      html_comment  " +
		"mail › tools/list /result/tools/0/description: a hidden HTML comment was removed: “<!-- ignore␊ -->” (42 bytes)"
	if got := Format(rec, false); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	stop := Record{Time: rec.Time, Event: EventStop, Server: "mail", ID: "ev-00000000", Passed: 7, Blocked: 1, Why: "the client left"}
	want = "2026-11-22 10:15:07Z  ev-00000000  stop      mail: the client left: 7 passed, 0 alerted, 0 cleaned, 0 held, 1 blocked"
	if got := Format(stop, false); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := Format(rec, true); !strings.Contains(got, "\x1b[33mclean   \x1b[0m") || strings.Count(got, "\n") != 0 {
		t.Errorf("coloured: %q", got)
	}
}
