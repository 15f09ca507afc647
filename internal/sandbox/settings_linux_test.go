//go:build amd64 || arm64

package sandbox

import (
	"os"
	"strings"
	"testing"
)

// TestOnlyBranches: which settings of Git may change.
func TestOnlyBranches(t *testing.T) {
	const core = "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = https://git.example/x\n"
	const feat = "[branch \"feat\"]\n\tremote = origin\n\tmerge = refs/heads/feat\n"
	for _, c := range []struct {
		what     string
		old, now string
		want     bool
	}{
		{"nothing", core, core, true},
		{"a branch follows another", core, core + feat, true},
		{"it is deleted", core + feat, core, true},
		{"it is renamed", core + feat, core + strings.ReplaceAll(feat, "feat", "fix/issue-12"), true},
		{"in the midst", feat + core, core, true},
		{"an editor's note", core, core + "[branch \"a\"]\n\tvscode-merge-base = origin/main\n\trebase = true\n", true},
		{"a comment stays", core + "# mine\n", core + "# mine\n" + feat, true},
		{"hooks", core, core + "[core]\n\thooksPath = evil\n", false},
		{"in one line", core, core + "[core] fsmonitor = evil\n", false},
		{"behind the head of a branch", core, core + "[branch \"a\"] fsmonitor = evil\n", false},
		{"another key of a branch", core, core + "[branch \"a\"]\n\tmergeoptions = -s evil\n", false},
		{"a section that loses its head", core + "[branch \"a\"]\n\tremote = origin\n", core + "\tremote = origin\n", false},
		{"a line goes to another section", core + "[branch \"a\"]\n\tfsmonitor = evil\n", core + "\tfsmonitor = evil\n", false},
		{"a continued line", core, core + "[branch \"a\"]\n\tremote = b\\\n[core]\n\tfsmonitor = evil\n", false},
		{"an address for a remote", core, core + "[branch \"a\"]\n\tremote = ext::sh -c evil\n", false},
		{"a folder for a remote", core, core + "[branch \"a\"]\n\tpushRemote = evil\n", false},
		{"a path for a remote", core, core + "[branch \"a\"]\n\tremote = ../evil.git\n", false},
		{"a remote that comes along", core, core + "[remote \"evil\"]\n[branch \"a\"]\n\tremote = evil\n", false},
		{"the repository itself", core, core + "[branch \"a\"]\n\tremote = .\n\tmerge = refs/heads/main\n", true},
		{"an option for a remote", core, core + "[branch \"a\"]\n\tremote = --upload-pack=evil\n", false},
		{"another address", core, strings.ReplaceAll(core, "git.example", "evil.example"), false},
		{"an include", core, "[include]\n\tpath = evil\n" + core, false},
		{"fewer settings", core, "[core]\n", false},
		{"a byte that ends texts", core, core + "\x00", false},
		{"a line of another system", core, core + "[branch \"a\"]\n\tremote = b\r[core]\n", false},
		{"a head with more in it", core, core + "[branch \"a\"]\n[branch \"b\\\"]\n\tremote = c\n", false},
	} {
		if onlyBranches([]byte(c.old), []byte(c.now)) != c.want {
			t.Errorf("%s: not %v", c.what, c.want)
		}
	}
}

// branching does what Git does with its settings, and what a server might make of that.
const branching = `cd "$W/proj/.git"
cp config config.lock && printf '[branch "x"]\n\tremote = .\n' >> config.lock
exec 9>> config.lock
mv config.lock config && echo moved
echo '[core] hooksPath = EVIL' >&9
[ -e config.lock ] && echo left
cp config config.lock && echo '[core] fsmonitor = EVIL' >> config.lock && mv config.lock config 2>/dev/null
rm -f config.lock; ln config config.lock 2>/dev/null && mv config.lock config
rm -f config.lock; ln -s ../evil config.lock && mv config.lock config 2>/dev/null
echo '[core] editor = EVIL' > other.lock; mv other.lock config 2>/dev/null
exit 0`

// TestBranches: a note about a branch goes through, alone and as it was read.
func TestBranches(t *testing.T) {
	full(t)
	programs(t)
	for _, uid := range users() {
		w := newWorld(t, uid)
		out, _, err := w.run(t, uid, "on", "sh", "-c", branching)
		events, _ := os.ReadFile(w.dir + "/events")
		text, _ := os.ReadFile(w.dir + "/proj/.git/config")
		if string(text) != "[core]\n[branch \"x\"]\n\tremote = .\n" || !strings.Contains(out, "moved\n") || strings.Contains(out, "left\n") || err != nil {
			t.Errorf("as %d: %q\n%s%v\n%s", uid, text, out, err, events)
		}
		if !strings.Contains(string(events), `"`+writeRule.ID+`"`) {
			t.Errorf("as %d: nothing was told of what was refused: %s", uid, events)
		}
	}
}
