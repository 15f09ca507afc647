package scope

import (
	"slices"
	"strings"
	"testing"
)

func names(env []string) string {
	var all []string
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		all = append(all, name)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestEnvironment(t *testing.T) {
	key := "sk-ant-" + strings.Repeat("x7Yq", 6)
	parent := []string{
		"PATH=/bin", "HOME=/home/ada", "OPENAI_API_KEY=" + key, "GITHUB_TOKEN=ghp_" + strings.Repeat("a1B2", 9), "SSH_AUTH_SOCK=/tmp/ssh-1/agent",
		"HTTPS_PROXY=http://ada:hunter22hunter@proxy:3128", "EDITOR=vi", "STRIPE_KEY=rk_live_" + strings.Repeat("a1B2c3", 6), "NPM_TOKEN=npm_" + strings.Repeat("a1B2c3", 6),
		"DB_PASSWORD=correct-horse-battery", "DATABASE_URL=postgres://ada:correct-horse@db/x", "MONKEY=banana", "TOKENIZERS_PARALLELISM=false",
	}
	own := append(slices.Clone(parent), "NOTES_API_KEY=given-to-this-server-1234", "OPENAI_API_KEY_2=x")
	for _, c := range []struct {
		what       string
		e          Environment
		held, kept string
	}{
		{"others' credentials stay", Environment{Own: own, Parent: parent, Words: []string{"notes", "npx", "-y", "mcp-notes"}, Runner: "npx"},
			"DATABASE_URL DB_PASSWORD GITHUB_TOKEN OPENAI_API_KEY SSH_AUTH_SOCK STRIPE_KEY", "EDITOR HOME HTTPS_PROXY MONKEY NOTES_API_KEY NPM_TOKEN PATH TOKENIZERS_PARALLELISM"},
		{"its own go with it", Environment{Own: own, Parent: parent, Words: []string{"server-github", "mcp-notes"}, Runner: "docker", Keep: []string{"OPENAI_*"}},
			"DATABASE_URL DB_PASSWORD NPM_TOKEN SSH_AUTH_SOCK STRIPE_KEY", "GITHUB_TOKEN OPENAI_API_KEY"},
		{"nothing is known", Environment{Own: own}, "", "GITHUB_TOKEN SSH_AUTH_SOCK"},
		{"strict", Environment{Own: own, Parent: parent, Strict: true, Keep: []string{"*_KEY"}}, "DATABASE_URL DB_PASSWORD GITHUB_TOKEN NPM_TOKEN SSH_AUTH_SOCK", "HOME HTTPS_PROXY NOTES_API_KEY OPENAI_API_KEY PATH STRIPE_KEY"},
		{"strict, nothing known", Environment{Own: own, Strict: true}, "DATABASE_URL DB_PASSWORD GITHUB_TOKEN NOTES_API_KEY NPM_TOKEN OPENAI_API_KEY SSH_AUTH_SOCK STRIPE_KEY", "HOME PATH"},
	} {
		env, held := c.e.For()
		if got := names(held); got != c.held {
			t.Errorf("%s: held %s, want %s", c.what, got, c.held)
		}
		for _, name := range strings.Fields(c.kept) {
			if !slices.Contains(strings.Fields(names(env)), name) {
				t.Errorf("%s: %s did not go on", c.what, name)
			}
		}
		for _, name := range held {
			if slices.Contains(strings.Fields(names(env)), name) {
				t.Errorf("%s: %s went on", c.what, name)
			}
		}
	}
}

func BenchmarkEnvironment(b *testing.B) {
	own := []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/home/ada", "LS_COLORS=" + strings.Repeat("*.tar=01;31:", 100)}
	for b.Loop() {
		e := Environment{Own: own, Parent: own}
		e.For()
	}
}

// TestFiles: what a server keeps is where a variable of its own says.
func TestFiles(t *testing.T) {
	e := Environment{
		Own: []string{"MEMORY_FILE_PATH=/data/memory.json", "NOTES_DB=/data/notes.db", "OTHER_FILE_PATH=/data/o", "HOME=/home/u", "PATH=/bin",
			"MEMORY_PATH=/home/u", "MEMORY_LIMIT=3", "FILE_PATH=/data/f", "memory_storage_dir=/data/m", "broken"},
		Words: []string{"notes", "@modelcontextprotocol/server-memory"},
	}
	want := []string{"MEMORY_FILE_PATH=/data/memory.json", "NOTES_DB=/data/notes.db", "memory_storage_dir=/data/m"}
	if got := e.Files(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
