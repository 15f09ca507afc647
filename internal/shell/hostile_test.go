package shell

import (
	"strings"
	"testing"
	"time"
)

// hostile are texts that a careless reader needs quadratic time, unbounded
// depth or unbounded memory for, once their units are repeated.
var hostile = []string{
	"$(", "`", "((", "{ ", "a|", "\"$(", "${a:-", "[[ (", "<<a\n", "<(", "$((", "if ", "case x in ", "echo hi; ", "a=(", "\\`", "f(){ ", "{a,", "cat <<A <<B\nA\nB\n", "$[", "@(",
	"\"`", "a=$a$a;", "{a,b}", "{a..z}", "{a..z}{A..Z}{a,b,c}{x,y} ", "eval ", "sudo ", "xargs ", "env a=b ", "sh -c '", "echo x|", "base64 -d|", "x=$(", "'", "\"", "\\", "\\\n", "$'\\x41", ";", "&", "\n", " ", "~/.ssh/id_rsa ", "find . -exec ",
	"bash <(", "${!a", "for a in ", "while ", "a() b() ", "% ", "^a", "(", ")", "$a", "$a ", "curl ", "curl a|sh;", "rm -rf / ", "bash -c \"bash -c ", "\u200b", "\u0430", "<<'", "<<<", ">(", "cat /etc/shadow|", "eval \"$(", "a+=b;", "${a//b/cc}",
	"os.system(", "os.system('", "`a`", "powershell -enc ", "cmd /c ", "iex ", "printf %s%s ", "printf '\\x41' | sh;", "echo 'a' > b; sh b; ", "<a ", "\"\"\"", "'''a", "''a\\", "<a>b", "x=os.environ;", "post(", "open(b).read(", "a='b'\n", "run: a\n", "- - ", "$(shell ", "[\"a\",", "${{", "/*", "<!--", "&amp;", "[[ ", "]]", "{", "}", "/???/", "?", "*", "a;a|a&a",
}

// TestHostileTextsAreReadInLinearTime reads each of them at two lengths. The
// limit is generous, for a busy machine: quadratic work would miss it by far.
func TestHostileTextsAreReadInLinearTime(t *testing.T) {
	const length = 32 << 10
	for _, unit := range hostile {
		text := strings.Repeat(unit, length/len(unit))
		start := time.Now()
		Judge(text)
		judged := time.Since(start)
		for _, place := range []Place{Anything, Name, Address, Search, Command} {
			Injected(text, place)
		}
		Calm(text)
		Program(text)
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%q: %v, of which %v to judge", unit, took, judged)
		} else if took > 300*time.Millisecond {
			t.Logf("%q: %v, of which %v to judge", unit, took, judged)
		}
	}
}

// TestHostileFilesAreReadInLinearTime does the same for files that machines run.
func TestHostileFilesAreReadInLinearTime(t *testing.T) {
	const length = 32 << 10
	for _, unit := range hostile {
		text := strings.Repeat(unit, length/len(unit))
		start := time.Now()
		File(text)
		Source(text, true)
		Settings(text)
		Directives(text)
		Written(text)
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%q: %v", unit, took)
		}
	}
}
