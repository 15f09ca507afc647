package shell

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// lines returns the lines of a file of test data that are no comments.
func lines(t *testing.T, name string) []string {
	t.Helper()
	return linesOf(t, name, 100)
}

// linesOf is lines for a file that has at least so many.
func linesOf(t *testing.T, name string, fewest int) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && line[0] != '#' {
			all = append(all, line)
		}
	}
	if len(all) < fewest {
		t.Fatalf("%s has only %d lines", name, len(all))
	}
	return all
}

var kindNames = map[string]Kind{
	"reverse_shell": ReverseShell, "download_run": DownloadRun, "destruction": Destruction, "theft": Theft, "persistence": Persistence,
	"evasion": Evasion, "disguise": Disguise, "misuse": Misuse,
}

func TestAttacksAreSeen(t *testing.T) {
	for _, line := range append(lines(t, "attacks.txt"), linesOf(t, "windows.txt", 10)...) {
		head, command, _ := strings.Cut(line, "\t")
		name, level, _ := strings.Cut(head, " ")
		kind, ok := kindNames[name]
		want, err := strconv.Atoi(level)
		if !ok || err != nil {
			t.Fatalf("%q is no kind and level", head)
		}
		got := Level(0)
		for _, a := range Judge(command) {
			if a.Start < 0 || a.End > len(command) || a.Start > a.End || a.Why == "" {
				t.Errorf("%s: the act stands at %d to %d of %d", command, a.Start, a.End, len(command))
			}
			if a.Kind == kind {
				got = max(got, a.Level)
			}
		}
		if got < Level(want) {
			t.Errorf("%s: %s is called %d, want %d", command, name, got, want)
		}
		if Calm(command) {
			t.Errorf("%s: taken for calm", command)
		}
	}
}

func TestOrdinaryCommandsStaySilent(t *testing.T) {
	for _, command := range lines(t, "ordinary.txt") {
		for _, a := range Judge(command) {
			t.Errorf("%s: %s", command, a.Why)
		}
	}
}

// TestWrappersHideNothing puts every attack into the wrappers that leave it the
// same attack.
func TestWrappersHideNothing(t *testing.T) {
	for _, line := range lines(t, "attacks.txt") {
		_, command, _ := strings.Cut(line, "\t")
		if strings.Contains(command, `C:\`) || strings.ContainsAny(command, "^") || strings.Contains(command, "Remove-Item") || strings.Contains(command, "(iwr") || strings.HasPrefix(command, "iwr") {
			continue // of another shell
		}
		plain := highest(Judge(command))
		for _, wrapped := range []string{
			"true; " + command, "cd /srv && " + command, "( " + command + "\n)", "{ " + command + "\n}", "if true; then " + command + "\nfi", "echo start\n" + command + "\necho done",
			"for i in 1 2; do " + command + "\ndone", "x=$( " + command + "\n)", "bash <<'EOF'\n" + command + "\nEOF\n", "bash -c " + quote(command), "eval " + quote(command),
			"echo " + quote(command) + " | sh", "sh <<< " + quote(command), "env A=b nice -n 5 timeout 9 sh -c " + quote(command), "echo " + quote(command) + " > /srv/a.sh; sh /srv/a.sh",
		} {
			if got := highest(Judge(wrapped)); got < plain {
				t.Errorf("%s: called %d, and %d without the wrapper", wrapped, got, plain)
			}
		}
	}
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func TestCalmAllocatesNothing(t *testing.T) {
	text := strings.Repeat("git status && npm run build -- --watch=false | tee out/build.txt; ", 16)
	if !Calm(text) {
		t.Fatal("not calm")
	}
	if n := testing.AllocsPerRun(100, func() { Calm(text) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
	value := strings.Repeat("a=1&b=2; c|d & e;f ", 50)
	if n := testing.AllocsPerRun(100, func() { Injected(value, Name) }); n > 0 {
		t.Errorf("%v allocations for a text without commands", n)
	}
}
