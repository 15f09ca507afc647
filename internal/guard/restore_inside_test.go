package guard

import (
	"context"
	"encoding/base64"
	"encoding/json"
	mrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// inLines is text in base64 as programs for mail write it.
func inLines(text string) string {
	letters, out := base64.StdEncoding.EncodeToString([]byte(text)), ""
	for ; len(letters) > 76; letters = letters[76:] {
		out += letters[:76] + "\n"
	}
	return out + letters + "\n"
}

const encodedEnv = "# settings of the shop\nHOST=db.example.org\nGITHUB_TOKEN=" + testToken + "\nSTRIPE_KEY=" + "sk_" + "live_9aQ4vZk2Tx7Lw5RbN8cYh3Jd" + "\nMODE=live and well, with a line behind it\n"

// deliveries are ways in which servers hand out a file in base64, and how the text is got
// back out of what the model is given.
var deliveries = map[string]struct{ wrap, encode func(string) string }{
	"text":  {func(b string) string { return `{"content":[{"type":"text","text":` + quote(b) + `}]}` }, plain64},
	"lines": {func(b string) string { return `{"content":[{"type":"text","text":` + quote(b) + `}]}` }, inLines},
	"in JSON": {func(b string) string {
		return `{"content":[{"type":"text","text":` + quote(`{"encoding":"base64","content":`+quote(b)+`}`) + `}]}`
	}, inLines},
	"structured": {func(b string) string { return `{"content":[],"structuredContent":{"content":` + quote(b) + `}}` }, plain64},
	"blob": {func(b string) string {
		return `{"content":[{"type":"resource","resource":{"uri":"file:///w/.env","blob":` + quote(b) + `}}]}`
	}, plain64},
	"address": {func(b string) string { return `{"content":[{"type":"text","text":` + quote(b) + `}]}` }, func(text string) string { return base64.URLEncoding.EncodeToString([]byte(text)) }},
}

func plain64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// longest returns the longest base64 in a message, decoded.
func longest(t *testing.T, message string) (said string) {
	t.Helper()
	message = strings.NewReplacer(`\\n`, "", `\n`, "", "-", "+", "_", "/").Replace(message)
	for _, run := range strings.FieldsFunc(message, func(r rune) bool { return r >= 128 || !inBase64[byte(r)] }) {
		if data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(run, "=")); err == nil && len(data) > len(said) {
			said = string(data)
		}
	}
	return said
}

// TestSecretsInBase64: of a file in base64 only the secrets are taken out, and a model can
// write it back, as it is or in base64.
func TestSecretsInBase64(t *testing.T) {
	for name, d := range deliveries {
		s := boxed(t)
		got := reads(t, s, `{"path":"/w/.env"}`, d.wrap(d.encode(encodedEnv)))
		said := longest(t, got)
		handles := aHandle.FindAllString(said, -1)
		if len(handles) != 2 || strings.Contains(said, testToken) || strings.Contains(said, "live_9a") || !strings.Contains(said, "MODE=live and well") {
			t.Errorf("%s: the model is given %q in %s", name, said, got)
			continue
		}
		if back := strings.NewReplacer(handles[0], testToken, handles[1], "sk_"+"live_9aQ4vZk2Tx7Lw5RbN8cYh3Jd").Replace(said); back != encodedEnv {
			t.Errorf("%s: the file has become %q", name, back)
		}
		changed := strings.Replace(said, "HOST=db", "HOST=db2", 1)
		for how, write := range map[string]func(string) string{"plain": func(s string) string { return s }, "base64": plain64, "lines": inLines} {
			out := asks(s, "write_file", `{"path":"/w/.env","content":`+quote(write(changed))+`}`)
			var call struct {
				Params struct{ Arguments struct{ Content string } }
			}
			if json.Unmarshal(out.Forward, &call) != nil || call.Params.Arguments.Content != write(strings.Replace(encodedEnv, "HOST=db", "HOST=db2", 1)) {
				t.Errorf("%s, written %s: %s %s", name, how, out.Forward, out.Reply)
			}
		}
		out := asks(s, "create_issue", `{"title":"t","body":`+quote(plain64(said))+`}`)
		if out.Forward != nil || !strings.Contains(string(out.Reply), "public_restore") {
			t.Errorf("%s: posted: %s", name, out.Forward)
		}
	}
}

// TestManySecretsInBase64: a file that is nearly nothing but secrets is read, too.
func TestManySecretsInBase64(t *testing.T) {
	lines := []string{"GITHUB_TOKEN=" + testToken, "GITLAB=glpat-" + "x4Kd9sQz7LmN2vRt8WpY", "NPM=npm_" + "k3Jd8sLq0ZxC7vBn5mTy2Wp9Rf4Gh6Ua1EoI", "DATABASE_URL=postgres://app:hQ7rT2kLm9Zx@db.internal:5432/app",
		"HF=hf_" + "QmWnErTyUiOpAsDfGhJkLzXcVbNmQwErTy", "JWT_SECRET=vX2mK9pQ4rT7wZ1nB6cD3fG8hJ5kL0sA", "SLACK=xoxb-" + "123456789012-123456789012-AbCdEfGhIjKlMnOpQrStUvWx"}
	env := strings.Join(lines, "\n") + "\nEND=of file\n"
	for name, d := range deliveries {
		got := reads(t, boxed(t), `{"path":"/w/.env"}`, d.wrap(d.encode(env)))
		said := longest(t, got)
		if n := len(aHandle.FindAllString(said, -1)); n != len(lines) || !strings.HasSuffix(said, "END=of file\n") {
			t.Errorf("%s: %d of %d secrets are kept back: %q in %s", name, n, len(lines), said, got)
		}
	}
}

// TestDataInBase64Stays: what is no text goes on as it came, and so does text without a
// secret.
func TestDataInBase64Stays(t *testing.T) {
	for _, file := range []string{"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + encodedEnv[60:90], strings.Repeat("A line of a document.\n", 20)} {
		for name, d := range deliveries {
			s := boxed(t)
			want := d.wrap(d.encode(file))
			if got := reads(t, s, `{"path":"/w/x"}`, want); !strings.Contains(got, `"result":`+want) {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
}

// TestRandomDataAreNoWords: in a megabyte of base64 chance sets letters apart that make
// words.
func TestRandomDataAreNoWords(t *testing.T) {
	for _, seed := range []uint64{21, 32, 34} {
		r, data := mrand.New(mrand.NewPCG(seed, 11)), make([]byte, 1_000_000)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		s := boxed(t)
		asks(s, "screenshot", `{}`)
		out := s.Judge(context.Background(), message.FromServer, []byte(`{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"`+base64.StdEncoding.EncodeToString(data)+`"}]}}`))
		for _, f := range out.Findings {
			t.Errorf("%s: %s", f.Rule.ID, f.Why)
		}
	}
}
