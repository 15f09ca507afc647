package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

var handle = regexp.MustCompile(`watchdog-kept-[0-9a-z]{12}-[a-z0-9-]*[a-z]`)

// A model edits files full of secrets and comments that it never sees, through
// the published filesystem server; outside of the edit, the files stay what
// they were, byte for byte.
func TestFilesystemThroughHandles(t *testing.T) {
	t.Parallel()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	server := nodePeer(t, "@modelcontextprotocol/server-filesystem/dist/index.js", root)
	token, word := "ghp_Zk4vQ9mTx2Lw7RbN5cYh8JdS3fGa6EuP1oKi", "q7#Lm!2vX9z"
	key := "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\n-----END PRIVATE KEY-----"
	inJSON, _ := json.MarshalIndent(map[string]any{"private_key": key, "port": 80}, "", "  ")
	files := map[string]string{
		".env":        "PORT=80\r\nGITHUB_TOKEN=" + token + "\r\n\tDB_PASSWORD='" + word + "'\r\n",
		"README.md":   "# Title\n\n<!-- a \"note\" \\ to\nmyself é -->\n\n| a | b |\n<!-- prettier-ignore -->\nText\n",
		"key.json":    string(inJSON) + "\n",
		"notes/a.txt": "first\npassword: Tr4vel!ngX9\nlast\n",
	}
	files["unix.env"] = strings.ReplaceAll(files[".env"], "\r\n", "\n") // edit_file itself makes one of the other
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := isolatedEnv(t)
	c := start(t, env, append(watchdog(t), server...)...)
	hello(c, "2025-11-25")
	m := &model{t: t, c: c, root: root}

	m.write(".env", strings.Replace(m.read(".env"), "PORT=80", "PORT=81", 1))
	m.is(".env", strings.Replace(files[".env"], "PORT=80", "PORT=81", 1))
	unix := m.read("unix.env")
	m.edit("unix.env", unix, strings.Replace(unix, "PORT=80", "PORT=82", 1))
	m.is("unix.env", strings.Replace(files["unix.env"], "PORT=80", "PORT=82", 1))

	m.write("README.md", strings.Replace(m.read("README.md"), "# Title", "# Better", 1))
	m.is("README.md", strings.Replace(files["README.md"], "# Title", "# Better", 1))

	doc := m.read("key.json")
	m.edit("key.json", `"private_key": "`+handle.FindString(doc)+`"`, `"private_key": "`+handle.FindString(doc)+`", "x": 1`)
	m.is("key.json", strings.Replace(files["key.json"], `-----END PRIVATE KEY-----"`, `-----END PRIVATE KEY-----", "x": 1`, 1))
	m.write("key.json", strings.Replace(doc, "80", "81", 1))
	m.is("key.json", strings.Replace(files["key.json"], "80", "81", 1))

	note := m.read("notes/a.txt")
	m.edit("notes/a.txt", "first\n"+strings.Split(note, "\n")[1], "1st\n"+strings.Split(note, "\n")[1])
	m.is("notes/a.txt", strings.Replace(files["notes/a.txt"], "first", "1st", 1))

	if got := m.call("write_file", map[string]any{"path": filepath.Join(root, "x"), "content": "watchdog-kept-4f7k2m9x8qrt-github-token"}); !strings.Contains(got, "foreign_handle") {
		t.Errorf("a made-up handle: %s", got)
	}
	c.finish(10 * time.Second)
	for what, seen := range map[string]string{"the client": c.received.String(), "standard error": c.stderrText()} {
		for _, secret := range []string{token, "Tr4vel!ngX9", "MzEfYyji", "Lm!2v", "myself"} {
			if strings.Contains(seen, secret) {
				t.Errorf("%s saw a secret (%d characters)", what, len(secret))
			}
		}
	}
	written(t, env, []string{token, "Tr4vel!ngX9", "MzEfYyji"})
}

// written fails for every file under the home of env that holds a secret.
func written(t *testing.T, env []string, secrets []string) {
	t.Helper()
	home, count := "", 0
	for _, e := range env {
		if v, ok := strings.CutPrefix(e, "HOME="); ok {
			home = v
		}
	}
	err := filepath.WalkDir(home, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		count++
		for _, s := range secrets {
			if bytes.Contains(data, []byte(s)) {
				t.Errorf("%s holds a secret", filepath.Base(path))
			}
		}
		return err
	})
	if err != nil || count == 0 {
		t.Errorf("%d files were looked at (%v)", count, err)
	}
}

// model is what a model does with a server of files.
type model struct {
	t    *testing.T
	c    *client
	root string
	id   int
}

func (m *model) call(tool string, arguments map[string]any) string {
	m.t.Helper()
	m.id++
	args, err := json.Marshal(arguments)
	if err != nil {
		m.t.Fatal(err)
	}
	answer := m.c.call(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, 1000+m.id, tool, args))
	var result struct {
		Content []struct{ Text string }
	}
	if err := json.Unmarshal(answer.Result, &result); err != nil || len(result.Content) == 0 {
		m.t.Fatalf("%s: %s %s", tool, answer.Result, answer.Error)
	}
	return result.Content[0].Text
}

func (m *model) read(name string) string {
	return m.call("read_text_file", map[string]any{"path": filepath.Join(m.root, name)})
}

func (m *model) write(name, content string) {
	m.call("write_file", map[string]any{"path": filepath.Join(m.root, name), "content": content})
}

func (m *model) edit(name, before, after string) {
	m.call("edit_file", map[string]any{"path": filepath.Join(m.root, name), "edits": []any{map[string]any{"oldText": before, "newText": after}}})
}

// is compares a file with what it should hold.
func (m *model) is(name, want string) {
	m.t.Helper()
	got, err := os.ReadFile(filepath.Join(m.root, name))
	if err != nil {
		m.t.Fatal(err)
	}
	if d := difference(name, []byte(want), got); d != "" {
		m.t.Error(d)
	}
}

// Whatever ends the proxy, nothing that it keeps is written anywhere.
func TestACrashShowsNoSecret(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such signals: run it on another system")
	}
	const token = "ghp_Zk4vQ9mTx2Lw7RbN5cYh8JdS3fGa6EuP1oKi"
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, ".env"), []byte("GITHUB_TOKEN="+token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server := nodePeer(t, "@modelcontextprotocol/server-filesystem/dist/index.js", root)
	for _, signal := range []syscall.Signal{syscall.SIGABRT, syscall.SIGKILL} {
		env := isolatedEnv(t, "GOTRACEBACK=crash") // the runtime asks for a core dump, too
		command := append(watchdog(t), server...)
		c := start(t, env, append([]string{"sh", "-c", `ulimit -c unlimited 2>/dev/null; exec "$0" "$@"`}, command...)...)
		hello(c, "2025-11-25")
		m := &model{t: t, c: c, root: root}
		got := m.read(".env")
		m.write(".env", got)
		if handle.FindString(got) == "" {
			t.Fatalf("nothing was kept: %q", got)
		}
		if err := c.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		<-c.done
		if ended, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus); runtime.GOOS == "linux" && (!ok || ended.CoreDump()) {
			t.Errorf("%v: there is a core dump", signal)
		}
		traced := c.stderrText()
		if signal == syscall.SIGABRT && !strings.Contains(traced, "goroutine ") {
			t.Errorf("%v: the runtime wrote no trace, so this test tests nothing: %q", signal, traced)
		}
		if strings.Contains(traced, token) || strings.Contains(traced, token[8:24]) {
			t.Errorf("%v: the trace shows the secret", signal)
		}
		written(t, env, []string{token})
	}
}
