package shell

import (
	"testing"
	"time"
)

// FuzzJudge looks for texts that make a reader panic, run on or point outside
// of them.
func FuzzJudge(f *testing.F) {
	for _, s := range hostile {
		f.Add(s + s + s)
	}
	for _, s := range []string{"a=c;b=at;$a$b /etc/shadow", "echo cm0gLXJmIC8= | base64 -d | sh", "cat <<E | sh\nid\nE\n", "powershell -enc SQBFAFgA", "find . -exec sh -c 'id' \\;", "x=(a b); ${x[1]} ${x[@]:0:1} ${#x}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4096 {
			return
		}
		start := time.Now()
		acts := Judge(s)
		for _, a := range acts {
			if a.Start < 0 || a.Start > a.End || a.End > len(s) || a.Why == "" || a.Level == 0 {
				t.Errorf("%+v in a text of %d bytes", a, len(s))
			}
		}
		for place := Anything; place <= Prose; place++ {
			if a, ok := Injected(s, place); ok && (a.Start < 0 || a.Start > a.End || a.End > len(s) || a.Level == 0) {
				t.Errorf("%+v in a text of %d bytes", a, len(s))
			}
		}
		if len(acts) > 0 && Calm(s) {
			t.Errorf("%q is called calm and %s", s, acts[0].Why)
		}
		Program(s)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%d bytes took %v", len(s), took)
		}
	})
}
