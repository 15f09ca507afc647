package config

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// home gives the test a home of its own, so that no file of whoever runs it is
// read.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	t.Setenv("APPDATA", dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	return dir
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEveryKey(t *testing.T) {
	dir := home(t)
	got, err := Load(write(t, `
# a comment
mode: strict
on_error: alert
smac: strict
first_sight: hold
held_calls: refuse
limits:
  max_message_bytes: 1048576
  inspect_timeout: 5s
  ask_timeout: 45s
  grace: 1m30s
audit:
  path: "~/log/audit.jsonl"
  max_file_bytes: 10000000
launch:
  allow: ["@acme/*", server-filesystem]
log: verbose
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if by := got.Policy.OnErrorBy; !strings.HasSuffix(by.String(), "c.yaml:4") {
		t.Errorf("on_error is said by %s", by)
	}
	got.Policy.OnErrorBy = policy.Source{}
	want := Config{
		Policy: policy.Policy{Mode: policy.Strict, OnError: policy.Alert}, StrictSMAC: true, FirstSight: guard.HoldFirst, HeldCalls: guard.RefuseHeld,
		Limits: Limits{MaxMessageBytes: 1 << 20, InspectTimeout: 5 * time.Second, AskTimeout: 45 * time.Second, Grace: 90 * time.Second},
		Audit:  Audit{Path: filepath.Join(dir, "log", "audit.jsonl"), MaxFileBytes: 10000000},
		Log:    Verbose, LaunchAllow: []string{"@acme/*", "server-filesystem"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if reflect.DeepEqual(got, Default()) {
		t.Error("the file must differ from the defaults, or the test proves nothing")
	}
}

func TestEveryWord(t *testing.T) {
	for text, is := range map[string]func(Config) bool{
		"mode: monitor":            func(c Config) bool { return c.Policy.Mode == policy.Monitor },
		"mode: balanced":           func(c Config) bool { return c.Policy.Mode == policy.Balanced },
		"on_error: block":          func(c Config) bool { return c.Policy.OnError == policy.Block },
		"on_error: pass":           func(c Config) bool { return c.Policy.OnError == policy.Pass },
		"smac: standard":           func(c Config) bool { return !c.StrictSMAC },
		"log: quiet":               func(c Config) bool { return c.Log == Quiet },
		"log: normal":              func(c Config) bool { return c.Log == Normal },
		"":                         func(c Config) bool { return reflect.DeepEqual(c, Default()) },
		"# only a comment":         func(c Config) bool { return reflect.DeepEqual(c, Default()) },
		"limits:\n":                func(c Config) bool { return reflect.DeepEqual(c, Default()) },
		"---\nmode: strict\n---\n": func(c Config) bool { return c.Policy.Mode == policy.Strict },
	} {
		c, err := Load(write(t, text), nil)
		if err != nil || !is(c) {
			t.Errorf("%q: %+v, %v", text, c, err)
		}
	}
}

func TestMistakesStopTheStart(t *testing.T) {
	home(t)
	for _, c := range []struct{ text, at, says string }{
		{"moed: strict", "1:1", "did you mean mode?"},
		{"mode: balanced\nlimits:\n  grase: 5s", "3:3", "did you mean limits.grace?"},
		{"grace: 5s", "1:1", "did you mean limits.grace?"},
		{"zzzzzzzzzzzz: 5s", "1:1", "the settings are mode, on_error, smac, first_sight, held_calls, limits.max_message_bytes"},
		{"mode: lenient", "1:7", "it must be monitor, balanced or strict"},
		{"mode: strickt", "1:7", "did you mean strict?"},
		{"mode: [strict]", "1:7", "it must be monitor, balanced or strict"},
		{"mode: 1", "1:7", "it must be"},
		{"on_error: hold", "1:11", "it must be block, alert or pass"},
		{"limits: 7", "1:9", "limits must hold settings"},
		{"limits:\n  max_message_bytes: big", "2:22", "a whole number from 1024 to 17179869184"},
		{"limits:\n  max_message_bytes: 12", "2:22", "a whole number from 1024"},
		{"limits:\n  max_message_bytes: -5000", "2:22", "a whole number from 1024"},
		{"limits:\n  max_message_bytes: 99999999999999999999999", "2:22", "a whole number from 1024"},
		{"limits:\n  max_message_bytes: 5000.5", "2:22", "a whole number from 1024"},
		{"limits:\n  grace: 5", "2:10", "with its unit"},
		{"limits:\n  grace: 9h", "2:10", "a time from 10ms to 10m0s"},
		{"limits:\n  inspect_timeout: -1s", "2:20", "a time from"},
		{"audit:\n  path: audit.jsonl", "2:9", "starts with ~/"},
		{"audit:\n  path: 5", "2:9", "starts with ~/"},
		{"mode: strict\nmode: monitor", "2:1", "already defined"},
		{"mode: &a strict\nsmac: *a", "1:7", "it must be"},
		{"<<: {mode: strict}", "1:1", "there is no setting"},
		{"mode: strict\n---\nmode: monitor", "3:5", "second YAML document"},
		{"mode: strict\n\tlog: quiet", "2:", "not YAML"},
		{"mode: \"strict", "1:", "not YAML"},
		{"- mode: strict", "1:1", "the file must hold settings"},
		{"just words", "1:1", "the file must hold settings"},
		{"\x1b[31mmode: strict", "1:", ""},
	} {
		path := write(t, c.text)
		got, err := Load(path, nil)
		if err == nil {
			t.Errorf("%q: accepted as %+v", c.text, got)
			continue
		}
		if !reflect.DeepEqual(got, Default()) {
			t.Errorf("%q: settings came back with the error: %+v", c.text, got)
		}
		if !strings.HasPrefix(err.Error(), path+":"+c.at) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q:\n got %v\nwant %s and %q", c.text, err, c.at, c.says)
		}
		if strings.ContainsRune(err.Error(), '\x1b') {
			t.Errorf("%q: the error carries an escape", c.text)
		}
	}
}

func TestWhereTheFileIs(t *testing.T) {
	dir := home(t)
	if c, err := Load("", nil); err != nil || !reflect.DeepEqual(c, Default()) {
		t.Fatalf("without a file: %+v, %v", c, err)
	}
	path, err := DefaultPath()
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "config", "mcp-watchdog", "config.yaml"); path != want {
		t.Errorf("default path %s, want %s", path, want)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("mode: monitor"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := Load("", nil); err != nil || c.Policy.Mode != policy.Monitor {
		t.Errorf("the default file was not read: %+v, %v", c, err)
	}
	if c, err := Load(write(t, "mode: strict"), nil); err != nil || c.Policy.Mode != policy.Strict {
		t.Errorf("the named file did not win: %+v, %v", c, err)
	}
	if _, err := Load(filepath.Join(dir, "none.yaml"), nil); err == nil {
		t.Error("a named file that does not exist was accepted")
	}
	if _, err := Load(write(t, strings.Repeat("#\n", maxFileBytes)), nil); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("a huge file: %v", err)
	}
	t.Setenv("XDG_CONFIG_HOME", "relative")
	if path, err := DefaultPath(); err != nil || !filepath.IsAbs(path) || strings.Contains(path, "relative") {
		t.Errorf("a relative XDG_CONFIG_HOME was used: %s, %v", path, err)
	}
}

// The example shows every setting there is, and is accepted.
func TestExampleFile(t *testing.T) {
	home(t)
	const example = "../../configs/config.yaml"
	got, err := Load(example, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Policy.Mode != Default().Policy.Mode || got.Policy.OnError != Default().Policy.OnError || got.Limits.MaxMessageBytes != Default().Limits.MaxMessageBytes {
		t.Errorf("the example says that it shows the defaults, and holds %+v", got)
	}
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		name := k.name[strings.LastIndexByte(k.name, '.')+1:]
		if !strings.Contains(string(text), name+":") {
			t.Errorf("the example does not show %s", k.name)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"mode", "on_error", "limits.grace", "smac"}
	for name, want := range map[string][]string{
		"mdoe":                   {"mode"},
		"mod":                    {"mode"},
		"onerror":                {"on_error"},
		"limits.grce":            {"limits.grace"},
		"smak":                   {"smac"},
		"entirely":               nil,
		"":                       nil,
		strings.Repeat("m", 100): nil,
	} {
		if got := Nearest(name, words); !slices.Equal(got, want) {
			t.Errorf("Nearest(%q) = %v, want %v", name, got, want)
		}
	}
	if got := Nearest("abc", []string{"abx", "abd", "abe", "abf"}); len(got) != 3 {
		t.Errorf("more than three suggestions: %v", got)
	}
}
