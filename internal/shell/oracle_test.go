package shell

import (
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

// TestCommandsOfARealParserAreSeen compares with a full parser of shells:
// every command that it finds in a well-formed script is found here, too.
func TestCommandsOfARealParserAreSeen(t *testing.T) {
	scripts := lines(t, "ordinary.txt")
	for _, l := range lines(t, "attacks.txt") {
		_, command, _ := strings.Cut(l, "\t")
		scripts = append(scripts, command)
	}
	scripts = append(scripts,
		"if a; then b; elif c; then d; else e; fi; f", "while a; do b; done | c", "for x in 1 2; do a; done; until b; do c; done", "case $x in a) b;; c|d) e;; *) f;; esac; g",
		"a() { b; }; c", "function a { b; }; c", "( a; b ) > c; d", "{ a; b; } 2>&1 | d", "a && b || ! c; d & e", "a <<E | b\nx $(c)\nE\nd", "a <<'E'\n$(no)\nE\nb", "a $(b $(c) `d`) \"$(e)\" <(f) >(g)",
		"a=1 b=2 c; d=$(e) f", "a \\\n b; c # d\ne", "[[ $(a) == b && -f c ]] && d", "(( x = 1 + 2 )) && a; b $((1+2)) c", "a=(b $(c) d); e", "time a | b", "a ${x:-$(b)} ${y%%c}; d", "a 2>/dev/null >&2 <b; c", "select x in a b; do c; done",
		"a 'b;c' \"d|e\" f\\;g; h", "a <<-E; b\n\tx\n\tE\nc", "a | while read x; do b $x; done", "! a; coproc b; c")
	compared := 0
	for _, script := range scripts {
		file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(script), "")
		if err != nil || strings.ContainsAny(script, "\\^") && strings.Contains(script, ":") {
			continue // of another shell
		}
		var seen []string
		e := newEval(script)
		e.heard = func(name string) { seen = append(seen, name) }
		e.script(script, Stream{})
		syntax.Walk(file, func(n syntax.Node) bool {
			if c, ok := n.(*syntax.CallExpr); ok && len(c.Args) > 0 {
				if name := c.Args[0].Lit(); name != "" && !strings.ContainsAny(name, "\\*?[{") && name != "[" {
					compared++
					if !slices.Contains(seen, baseName(name)) {
						t.Errorf("%s: %s is not seen, only %q", script, name, seen)
					}
				}
			}
			return true
		})
	}
	if compared < 400 {
		t.Errorf("only %d commands were compared", compared)
	}
}
