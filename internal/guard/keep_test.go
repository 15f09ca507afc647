package guard

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

func boxed(t *testing.T) *Session {
	t.Helper()
	return New(Options{Server: "files", Chance: func(b []byte) { rand.Read(b) }})
}

// asks sends a request and returns what the server gets of it.
func asks(s *Session, tool, arguments string) Outcome {
	return s.Judge(context.Background(), message.FromClient, fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, tool, arguments))
}

// reads lets the server answer a call with a text, and returns what the client
// gets.
func reads(t *testing.T, s *Session, arguments, result string) string {
	t.Helper()
	if out := asks(s, "read_text_file", arguments); out.Forward == nil {
		t.Fatalf("the call was refused: %s", out.Reply)
	}
	out := s.Judge(context.Background(), message.FromServer, []byte(`{"jsonrpc":"2.0","id":1,"result":`+result+`}`))
	return string(out.Forward)
}

func quote(text string) string { b, _ := json.Marshal(text); return string(b) }

var aHandle = regexp.MustCompile(`watchdog-kept-[0-9a-z]{12}-[a-z0-9-]*[a-z]`)

const testToken = "ghp_Zk4vQ9mTx2Lw7RbN5cYh8JdS3fGa6EuP1oKi"

func TestSecretsComeBackToTheirFile(t *testing.T) {
	s := boxed(t)
	env := "# mine\nGITHUB_TOKEN=" + testToken + "\nPORT=80\n"
	got := reads(t, s, `{"path":"/w/.env"}`, `{"content":[{"type":"text","text":`+quote(env)+`}],"structuredContent":{"content":`+quote(env)+`}}`)
	handles := aHandle.FindAllString(got, -1)
	if len(handles) != 2 || handles[0] != handles[1] || strings.Contains(got, testToken) {
		t.Fatalf("twins have %d handles in %s", len(handles), got)
	}
	for name, spelled := range map[string]string{"as it was": handles[0], "upper case": strings.ToUpper(handles[0])} {
		args := `{"path":"/w/.env","edits":[{"oldText":"TOKEN=` + spelled + `\nPORT=80","newText":"TOKEN=` + spelled + `\nPORT=81"}],  "dryRun":false}`
		out := asks(s, "edit_file", args)
		want := strings.ReplaceAll(args, spelled, testToken)
		if !strings.HasSuffix(string(out.Forward), `"arguments":`+want+`}}`) {
			t.Errorf("%s: the server gets %s", name, out.Forward)
		}
	}
	again := reads(t, s, `{"path":"/w/.env"}`, `{"content":[{"type":"text","text":`+quote(env)+`}]}`)
	if aHandle.FindString(again) != handles[0] {
		t.Error("the same secret has another handle")
	}
}

func TestSecretsStayAwayFromOthers(t *testing.T) {
	s := boxed(t)
	got := reads(t, s, `{"path":"/w/.env"}`, `{"content":[{"type":"text","text":"GITHUB_TOKEN=`+testToken+`"}]}`)
	handle := aHandle.FindString(got)
	for _, c := range []struct{ tool, args, rule string }{
		{"create_issue", `{"title":"t","body":"use ` + handle + `"}`, "public_restore"},
		{"create_gist", `{"content":"` + handle + `"}`, "public_restore"},
		{"fetch", `{"url":"https://example.net/?q=` + handle + `"}`, "public_restore"},
		{"run_command", `{"command":"echo ` + handle + `"}`, "public_restore"},
		{"create_or_update_file", `{"owner":"o","repo":"r","path":"/w/.env","content":"` + handle + `"}`, "public_restore"},
		{"write_file", `{"path":"/w/x","content":"watchdog-kept-4f7k2m9x8qrt-github-token"}`, "foreign_handle"},
		{"write_file", `{"path":"/w/x","content":"A=` + handle[:26] + `"}`, "foreign_handle"},
		{"write_file", `{"path":"/w/x","content":"A=` + handle[:20] + `"}`, "foreign_handle"},
		{"write_file", `{"path":"/w/` + handle + `","content":"x"}`, "public_restore"},
		{"write_file", `{"path":"/w/x","content":{"` + handle + `":1}}`, "foreign_handle"},
	} {
		out := asks(s, c.tool, c.args)
		if out.Forward != nil || strings.Contains(string(out.Reply), testToken) || !strings.Contains(string(out.Reply), c.rule) {
			t.Errorf("%s %s: %s", c.tool, c.args, out.Reply)
		}
		if out.Action == policy.Pass {
			t.Errorf("%s: passed", c.tool)
		}
	}
	other := boxed(t)
	if out := asks(other, "write_file", `{"path":"/w/.env","content":"`+handle+`"}`); out.Forward != nil {
		t.Error("another session let the handle through")
	}
}

func TestOrdinaryWordsAreNoHandles(t *testing.T) {
	s := boxed(t)
	for _, text := range []string{
		"the watchdog-kept-alive flag", "watchdog-kept-a", "well-kept-gardens", "watchdog-kept-", "Watchdog-Kept-Secrets and more-words here",
		"watchdog-kept-abcdefghijkm-github-token", "watchdog-kept-4f7k2m9x8q-github-token",
	} {
		if out := asks(s, "write_file", `{"path":"/w/x","content":`+quote(text)+`}`); out.Action != policy.Pass {
			t.Errorf("%q: %v", text, out.Action)
		}
	}
}

func TestCommentsComeBack(t *testing.T) {
	s := boxed(t)
	doc := "# Title\n\n<!-- keep: \"quoted\" \\ and\nlines -->\nText\n"
	got := reads(t, s, `{"path":"/w/README.md"}`, `{"content":[{"type":"text","text":`+quote(doc)+`}]}`)
	handle := aHandle.FindString(got)
	if !strings.HasSuffix(handle, "-comment") || strings.Contains(got, "quoted") {
		t.Fatalf("the comment went on: %s", got)
	}
	out := asks(s, "write_file", `{"path":"/w/README.md","content":`+quote("# New title\n\n"+handle+"\nText\n")+`}`)
	var call struct {
		Params struct{ Arguments struct{ Content string } }
	}
	if err := json.Unmarshal(out.Forward, &call); err != nil || call.Params.Arguments.Content != strings.Replace(doc, "Title", "New title", 1) {
		t.Errorf("the server gets %s (%v)", out.Forward, err)
	}
	if out := asks(s, "create_issue", `{"body":`+quote(handle)+`}`); !strings.Contains(string(out.Forward), handle) {
		t.Errorf("a comment was shown to others, or an alarm raised: %s %s", out.Forward, out.Reply)
	}
}

// A key in a JSON file is written with escapes there, and without them in an
// .env file; each gets the form it needs.
func TestNestedSpellings(t *testing.T) {
	s := boxed(t)
	key := "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\n-----END PRIVATE KEY-----"
	inner, _ := json.Marshal(map[string]string{"private_key": key, "name": "x"})
	got := reads(t, s, `{"path":"/w/k.json"}`, `{"content":[{"type":"text","text":`+quote(string(inner))+`}]}`)
	handle := aHandle.FindString(got)
	if handle == "" {
		t.Fatalf("no handle in %s", got)
	}
	whole := asks(s, "write_file", `{"path":"/w/k.json","content":`+quote(`{"name":"y","private_key":"`+handle+`"}`)+`}`)
	part := asks(s, "edit_file", `{"path":"/w/k.json","edits":[{"oldText":`+quote(`"private_key":"`+handle+`"`)+`,"newText":"x"}]}`)
	want := quote(quote(key))
	for _, out := range []Outcome{whole, part} {
		if !strings.Contains(string(out.Forward), want[3:len(want)-3]) {
			t.Errorf("the server gets %s", out.Forward)
		}
	}
	// Seen plain, too, it has the same handle, and its plain form in plain text.
	env := reads(t, s, `{"path":"/w/k.pem"}`, `{"content":[{"type":"text","text":`+quote(key+"\n")+`}]}`)
	if aHandle.FindString(env) != handle {
		t.Errorf("the same key has another handle: %s", env)
	}
	if out := asks(s, "write_file", `{"path":"/w/k.pem","content":"`+handle+`\n"}`); !strings.Contains(string(out.Forward), quote(key+"\n")) {
		t.Errorf("the server gets %s", out.Forward)
	}
}

func TestPeopleAreAskedBeforeSecretsArePosted(t *testing.T) {
	var said [][]byte
	s := New(Options{Chance: func(b []byte) { rand.Read(b) }, Say: func(line []byte) { said = append(said, line) }})
	s.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{"elicitation":{}},"clientInfo":{"name":"c","version":"1"}}}`))
	handle := aHandle.FindString(reads(t, s, `{"path":"/w/.env"}`, `{"content":[{"type":"text","text":"GITHUB_TOKEN=`+testToken+`"}]}`))
	call := func() Outcome { return asks(s, "create_issue", `{"body":"`+handle+`"}`) }
	if out := call(); out.Action != policy.Hold || len(said) != 1 || strings.Contains(string(said[0]), testToken) {
		t.Fatalf("%v, asked %q", out.Action, said)
	}
	var q struct{ ID string }
	json.Unmarshal(said[0], &q)
	s.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":"`+q.ID+`","result":{"action":"accept","content":{"decision":"approve"}}}`))
	if out := call(); !strings.Contains(string(out.Forward), testToken) || len(said) != 1 {
		t.Errorf("after a yes: %s, asked %d times", out.Reply, len(said))
	}
	if out := asks(s, "create_gist", `{"content":"`+handle+`"}`); out.Action != policy.Hold {
		t.Errorf("the yes counts for another tool: %v", out.Action)
	}
}

// A document that speaks of handles can be edited like any other.
func TestHandlesOfTheServersOwn(t *testing.T) {
	s := boxed(t)
	const example = "see watchdog-kept-4f7k2m9x8qrt-github-token"
	if got := reads(t, s, `{"path":"/w/manual.md"}`, `{"content":[{"type":"text","text":"`+example+`"}]}`); !strings.Contains(got, example) {
		t.Fatalf("the manual was changed: %s", got)
	}
	if out := asks(s, "write_file", `{"path":"/w/manual.md","content":"`+example+`!"}`); out.Action != policy.Pass {
		t.Errorf("%v %s", out.Action, out.Reply)
	}
	if out := asks(boxed(t), "write_file", `{"path":"/w/manual.md","content":"`+example+`!"}`); out.Forward != nil {
		t.Error("another server gets it")
	}
}

// Short handles for long texts do not make a message of any length.
func TestWhatIsPutBackIsBounded(t *testing.T) {
	s := boxed(t)
	got := reads(t, s, `{"path":"/w/README.md"}`, `{"content":[{"type":"text","text":"a <!-- `+strings.Repeat("word ", 200000)+` --> b"}]}`)
	handle := aHandle.FindString(got)
	if handle == "" {
		t.Fatal("nothing was kept")
	}
	if out := asks(s, "write_file", `{"path":"/w/README.md","content":"`+strings.Repeat(handle+" ", 200)+`"}`); len(out.Forward) > maxRestored {
		t.Errorf("%d bytes go on", len(out.Forward))
	}
}

// In a place that others share, a secret goes back to the file it is from and to
// no other.
func TestSecretsOfRepositories(t *testing.T) {
	s := boxed(t)
	got := reads(t, s, `{"owner":"ada","repo":"notes","path":"ci/.env"}`, `{"content":[{"type":"text","text":"GITHUB_TOKEN=`+testToken+`"}]}`)
	handle := aHandle.FindString(got)
	for args, back := range map[string]bool{
		`{"owner":"ada","repo":"notes","path":"ci/.env","branch":"main","message":"m","content":"` + handle + `"}`: true,
		`{"owner":"ada","repo":"pages","path":"ci/.env","message":"m","content":"` + handle + `"}`:                 false,
		`{"owner":"ada","repo":"notes","path":"README.md","message":"m","content":"` + handle + `"}`:               false,
		`{"owner":"ada","repo":"notes","path":"ci/.env","message":"` + handle + `","content":"x"}`:                 false,
	} {
		if out := asks(s, "create_or_update_file", args); strings.Contains(string(out.Forward), testToken) != back {
			t.Errorf("%s: put back is not %v: %s", args, back, out.Reply)
		}
	}
}

// What was taken out first may stand in what is taken out next.
func TestHandlesInHandles(t *testing.T) {
	s := boxed(t)
	d := &s.dirs[message.FromServer]
	cut := func(raw []byte, text, kind string) []byte {
		i := strings.Index(string(raw), text)
		cuts := []message.Cut{{Start: i, End: i + len(text)}}
		return message.Apply(raw, s.withHandles(d, raw, cuts, []keeping{{at: i, kind: kind, value: message.Span{Start: 1, End: len(raw) - 1}}}))
	}
	first := cut([]byte(`"a <!-- key `+testToken+` \n --> b"`), testToken, "GitHub token")
	second := cut(first, string(first[3:len(first)-3]), "comment")
	handle := aHandle.FindString(string(second))
	if !strings.HasSuffix(handle, "-comment") || strings.Contains(string(second), "key") {
		t.Fatalf("%s", second)
	}
	out := asks(s, "write_file", `{"path":"/w/README.md","content":"a `+handle+` b"}`)
	if !strings.Contains(string(out.Forward), `"a <!-- key `+testToken+` \n --> b"`) {
		t.Errorf("the server gets %s", out.Forward)
	}
}

// The log of a removal does not let anybody try passwords.
func TestHashesOfSecretsAreKeyed(t *testing.T) {
	hashes := map[[32]byte]bool{}
	for _, key := range []string{"one", "two"} {
		s := New(Options{Key: func() []byte { return []byte(key) }})
		asks(s, "read_text_file", `{"path":"/w/.env"}`)
		out := s.Judge(context.Background(), message.FromServer, []byte(`{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"DB_PASSWORD=Tr4vel!ngX9"}]}}`))
		if len(out.Findings) != 1 || out.Findings[0].SHA256 == sha256.Sum256([]byte("Tr4vel!ngX9")) {
			t.Fatalf("%d findings, or a plain hash", len(out.Findings))
		}
		hashes[out.Findings[0].SHA256] = true
	}
	if len(hashes) != 2 {
		t.Error("the key does not matter")
	}
}

func TestClosingForgets(t *testing.T) {
	s := boxed(t)
	handle := aHandle.FindString(reads(t, s, `{"path":"/w/.env"}`, `{"content":[{"type":"text","text":"GITHUB_TOKEN=`+testToken+`"}]}`))
	s.Close()
	if out := asks(s, "write_file", `{"path":"/w/.env","content":"`+handle+`"}`); out.Forward != nil {
		t.Errorf("put back after the end: %s", out.Forward)
	}
}
