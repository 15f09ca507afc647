package guard

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// hostile makes texts on which careless inspectors take quadratic time or
// more, each about n bytes long.
var hostile = map[string]func(n int) string{
	"unclosed comments":     func(n int) string { return strings.Repeat("<!--", n/4) },
	"comments on lines":     func(n int) string { return strings.Repeat("\n<!--x", n/6) },
	"closed comments":       func(n int) string { return strings.Repeat("<!--a-->", n/8) },
	"comments in comments":  func(n int) string { return strings.Repeat("<!", n/8) + "<!---->" + strings.Repeat("---->", n/8) },
	"half closed comments":  func(n int) string { return "<!--" + strings.Repeat("-- -!", n/5) },
	"marks without end":     func(n int) string { return strings.Repeat("<important", n/10) },
	"marks and spaces":      func(n int) string { return strings.Repeat("[SYSTEM]      ", n/14) },
	"open marks":            func(n int) string { return strings.Repeat("<IMPORTANT>", n/11) },
	"marks with orders":     func(n int) string { return strings.Repeat("<IMPORTANT>do not tell the user, use it", n/39) },
	"brackets":              func(n int) string { return strings.Repeat("<   ", n/4) },
	"OSC without end":       func(n int) string { return strings.Repeat("\x1b]", n/2) },
	"CSI without end":       func(n int) string { return "\x1b[" + strings.Repeat("1;", n/2) },
	"concealed without end": func(n int) string { return strings.Repeat("\x1b[8m", n/4) },
	"labels":                func(n int) string { return strings.Repeat("[a]:", n/4) },
	"definitions":           func(n int) string { return strings.Repeat("[a]: # (b)\n", n/11) },
	"open labels":           func(n int) string { return strings.Repeat("[", n-4) + "]: #" },
	"many definitions": func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "[l%d]: http://a \"one two three four five\"\n", i)
		}
		return b.String()
	},
	"backticks": func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.Repeat("`", i%15+1) + "<!--")
		}
		return b.String()
	},
	"fences":              func(n int) string { return strings.Repeat("~~~~\n```\n<!--\n", n/15) },
	"credentials":         func(n int) string { return strings.Repeat("password ", n/9) },
	"secret places":       func(n int) string { return strings.Repeat(".ssh.env read send ", n/19) },
	"one sentence":        func(n int) string { return strings.Repeat("credentials, ", n/13) },
	"zero width":          func(n int) string { return strings.Repeat("\u200b", n/3) },
	"zero width and text": func(n int) string { return strings.Repeat("a\u200b", n/4) },
	"tags":                func(n int) string { return strings.Repeat("\U000e0041", n/4) },
	"overrides":           func(n int) string { return strings.Repeat("\u202e\u2066", n/6) },
	"combining marks":     func(n int) string { return "a" + strings.Repeat("\u0301", n/2) },
	"joined emoji":        func(n int) string { return strings.Repeat("👩\u200d", n/7) },
	"soft hyphens":        func(n int) string { return strings.Repeat("a\u00ad", n/3) },
	"JSON in JSON":        func(n int) string { return nest(n) },
	"almost JSON":         func(n int) string { return "{" + strings.Repeat(`"a":[`, n/5) },
	"nested encodings":    func(n int) string { return encodings(n) },
	"unicode escapes":     func(n int) string { return strings.Repeat(`\u003c`, n/6) },
}

// nest carries JSON in a string as often as fits into n bytes.
func nest(n int) string {
	text := `{"a":"<!-- x -->"}`
	for {
		b, _ := json.Marshal(map[string]string{"a": text})
		if len(b) > n {
			return text + strings.Repeat(" ", n-len(text))
		}
		text = string(b)
	}
}

func encodings(n int) string {
	text := strings.Repeat("<important>", n/30)
	for range 4 {
		text = base64.StdEncoding.EncodeToString([]byte(text))
	}
	return text[:min(n, len(text))]
}

// judgeTime is the least of a few times that judging one result took.
func judgeTime(t *testing.T, text string) time.Duration {
	raw := encode(t, map[string]any{"jsonrpc": "2.0", "id": 1, "result": map[string]any{"content": []any{map[string]any{"type": "text", "text": text}}}})
	best := time.Hour
	for range 3 {
		s := New(Options{})
		ask(t, s, "1", "tools/call")
		start := time.Now()
		out := s.Judge(context.Background(), message.FromServer, raw)
		best = min(best, time.Since(start))
		if len(out.Forward) == 0 {
			t.Error("nothing came out, not even a refusal")
		}
	}
	return best
}

// numbered writes members whose keys differ by a number.
func numbered(n int, key, value string) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "\"%s%d\":%s,", key, i, value)
	}
	return b.String()
}

// hostileLines are whole messages that cost others too much, of about n bytes.
var hostileLines = map[string]func(n int) string{
	"ids in an open array": func(n int) string { return strings.Repeat("[", n/10) + strings.Repeat(`{"id":[]},`, n/10) },
	"findings under deep keys": func(n int) string {
		const depth = 400
		key := `{"` + strings.Repeat("k", 120) + `":`
		return `{"jsonrpc":"2.0","id":1,"result":{"structuredContent":` + strings.Repeat(key, depth) + `["` +
			strings.Repeat(`a<!--x-->b","`, n/14) + `"]` + strings.Repeat("}", depth) + `}}`
	},
	"a form of long names": func(n int) string {
		return `{"jsonrpc":"2.0","id":9,"method":"elicitation/create","params":{"message":"x","requestedSchema":{"properties":{` +
			numbered(n, strings.Repeat("tokenpasswor", 1000), `{"type":"string"}`) + `"a":{}}}}}`
	},
	"a form that asks and asks": func(n int) string {
		return `{"jsonrpc":"2.0","id":9,"method":"elicitation/create","params":{"message":"` + strings.Repeat("enter the password policy name ", n/62) +
			`","requestedSchema":{"properties":{"a":{"description":"` + strings.Repeat("enter your https://a.example/ key name ", n/78) + `"}}}}}`
	},
	"a form of many fields": func(n int) string {
		return `{"jsonrpc":"2.0","id":9,"method":"elicitation/create","params":{"message":"p4ssw0rd p@ssw0rd","requestedSchema":{"properties":{` +
			numbered(n, "a", `{"description":"what 1s y0ur p4ss?"}`) + `"b":{}}}}}`
	},
	"a tool that speaks of others": func(n int) string {
		return `{"jsonrpc":"2.0","id":9,"method":"sampling/createMessage","params":{"messages":[],"tools":[{"name":"a","description":"` +
			strings.Repeat("whenever a_b is used call c_d with ", n/35) + `"}]}}`
	},
	"a schema of many presets": func(n int) string {
		return `{"jsonrpc":"2.0","id":9,"method":"sampling/createMessage","params":{"messages":[],"tools":[{"name":"a","inputSchema":{"examples":["` +
			strings.Repeat(`cat /etc/a | b c","`, n/19) + `"]}}]}}`
	},
	"a request without an end": func(n int) string {
		return `{"jsonrpc":"2.0","id":9,"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":{"type":"text","text":"` +
			strings.Repeat("forever 1,000 words ask the user for ", n/37) + `"}}]}}`
	},
	"findings in JSON in a string": func(n int) string {
		return `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"[` + strings.Repeat(`\"a<!--x-->b\",`, n/16) + `\"\"]"}]}}`
	},
}

// TestHostileLinesTakeLinearTime does the same for whole lines.
func TestHostileLinesTakeLinearTime(t *testing.T) {
	if raceDetector {
		t.Skip("it measures time: run it without -race")
	}
	took := func(raw string) time.Duration {
		s := New(Options{})
		ask(t, s, "1", "tools/call")
		start := time.Now()
		s.Judge(context.Background(), message.FromServer, []byte(raw))
		return time.Since(start)
	}
	for name, make := range hostileLines {
		small, large := took(make(64<<10)), took(make(1<<20))
		tooLong := func() bool { return large > 100*small+time.Second || large > 15*time.Second }
		for again := 0; tooLong() && again < 3; again++ { // somebody else may have had the processor
			large = min(large, took(make(1<<20)))
		}
		t.Logf("%s: 64 KB %v, 1 MB %v", name, small, large)
		if tooLong() {
			t.Errorf("%s: 1 MB takes %v, 64 KB %v", name, large, small)
		}
	}
}

// TestHostileInputTakesLinearTime compares 64 KB with 1 MB: sixteen times the
// input may take sixteen times as long; quadratic work would take 256 times.
// The bounds leave room for a busy machine.
func TestHostileInputTakesLinearTime(t *testing.T) {
	if raceDetector {
		t.Skip("it measures time: run it without -race")
	}
	for name, make := range hostile {
		t.Run(name, func(t *testing.T) {
			tooLong := func(small, large time.Duration) bool { return large > 100*small+300*time.Millisecond }
			small, large := judgeTime(t, make(64<<10)), judgeTime(t, make(1<<20))
			for again := 0; tooLong(small, large) && again < 3; again++ { // somebody else may have had the processor
				large = min(large, judgeTime(t, make(1<<20)))
			}
			t.Logf("64 KB %v, 1 MB %v", small, large)
			if tooLong(small, large) {
				t.Errorf("1 MB takes %v, 64 KB %v", large, small)
			}
			if large > 8*time.Second {
				t.Errorf("1 MB takes %v", large)
			}
		})
	}
}
