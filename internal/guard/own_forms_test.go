package guard_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// TestOwnSecretsInEveryForm: a secret of the client's environment is found in calls
// however it is written there.
func TestOwnSecretsInEveryForm(t *testing.T) {
	token := "ghp_" + "a8Kq2mZx7Lw4Rt9Yv3Nb6Pc1Sd5Fg0HjT2uW"
	own := secret.NewOwn([]string{"HOME=/home/ada", "MY_TOKEN=" + token, "EDITOR=vi"})
	found := func(arguments args) bool {
		s := guard.New(guard.Options{Server: "board", Policy: policy.Policy{Mode: policy.Monitor}, Own: own.In, Owns: func() bool { return own != nil }})
		ask, _ := json.Marshal(args{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": args{"name": "post", "arguments": arguments}})
		for _, f := range s.Judge(context.Background(), message.FromClient, ask).Findings {
			if f.Rule.ID == "own_secret" && f.Severity == finding.Critical {
				return true
			}
		}
		return false
	}
	r := rand.New(rand.NewPCG(1, 1))
	for name, form := range forms {
		if !found(form(r, "the token is "+token+" and more")) {
			t.Errorf("%s: not found", name)
		}
	}
	for name, arguments := range map[string]args{
		"base64 of hex":     {"text": b64(hex.EncodeToString([]byte(token)))},
		"gzip":              {"text": base64.StdEncoding.EncodeToString(gzipped("x " + token))},
		"three pieces":      {"a": token[:9], "b": token[9:25], "c": token[25:]},
		"each half encoded": {"a": b64(token[:18]), "b": b64(token[18:])},
		"hex literals":      {"text": "0x" + apart(hexOf(token), 2, ",0x")},
		"a dump":            {"text": hex.Dump([]byte(token))},
		"letters apart":     {"text": apart(token, 1, ".")},
		"invisible":         {"text": token[:5] + "\u200b" + token[5:9] + "\u00ad" + token[9:]},
		"wide":              {"text": strings.Map(func(r rune) rune { return r + 0xFEE0 }, token)},
		"groups":            {"text": apart(token, 4, " ")},
		"other groups":      {"text": apart(token, 5, "-")},
		"shell":             {"command": "echo " + token[:6] + "''" + token[6:12] + `""` + token[12:]},
		"key and value":     {token[:8]: token[8:]},
		"twice percent":     {"url": "https://example.net/?q=" + url.QueryEscape(escapedAll(token, "%%%02X"))},
		"capitals":          {"text": strings.ToUpper(token)},
		"backwards":         {"text": backwards(token)},
		"an array":          {"text": strings.Split(token, "")},
		"a path":            {"path": "/tmp/" + token + ".txt"},
		"base64 in groups":  {"text": apart(b64("my token: "+token), 4, " ")},
		"base64 in lines":   {"text": "see\n" + apart(b64(token), 10, "\n")},
		"base64 in capital": {"text": strings.ToUpper(b64(token))},
	} {
		if !found(arguments) {
			t.Errorf("%s: not found", name)
		}
	}
	for name, arguments := range map[string]args{
		"a part of it": {"text": token[:12]},
		"its letters":  {"text": "ghp a8kq 2mzx 7lw4 rt9y and so on"},
		"another":      {"text": "ghp_" + "b8Kq2mZx7Lw4Rt9Yv3Nb6Pc1Sd5Fg0HjT2uW", "more": b64("ghp_" + "c8Kq2mZx7Lw4Rt9Yv3Nb6Pc1Sd5Fg0HjT2uW")},
		"its name":     {"text": "MY_TOKEN", "path": "/home/ada/vi"},
		"code":         {"text": someCode, "more": b64(someCode)},
	} {
		if found(arguments) {
			t.Errorf("%s: found", name)
		}
	}
}

// TestShortOwnSecrets: a password of eight letters and more is known where it stands
// for itself, if it is no word.
func TestShortOwnSecrets(t *testing.T) {
	own := secret.NewOwn([]string{"HOME=/home/ada", "DB_PASSWORD=" + "Qx7!" + "vZ2p", "OTHER_PASSWORD=sunshine", "PLAIN_PASSWORD=summer2024", "MAIL_PASSWORD=" + "tK9w" + "Lm3zQ4r"})
	for text, want := range map[string]bool{
		`{"text":"it is Qx7!vZ2p."}`: true, `{"a":"Qx7!vZ2p"}`: true, `{"url":"https://x.example/?p=Qx7!vZ2p&b"}`: true, `"` + b64("Qx7!vZ2p and so on") + `"`: true,
		`"` + b64("my Qx7!vZ2p") + `"`: true, `"` + hex.EncodeToString([]byte("Qx7!vZ2p")) + `"`: true, `"tK9wLm3zQ4r"`: true, `"tk9wlm3zq4r"`: false,
		`"aQx7!vZ2p"`: false, `"Qx7!vZ2pq"`: false, `"sunshine on the beach"`: false, `"summer2024"`: false, `"Qx7!vZ2"`: false,
	} {
		if _, ok := own.In([]byte(text)); ok != want {
			t.Errorf("%s: %v", text, ok)
		}
	}
}

// TestOwnSecretsInSeveralCalls: most of a secret, in pieces over several calls, in any
// order; and not what has a few letters in common with it.
func TestOwnSecretsInSeveralCalls(t *testing.T) {
	token := "ghp_" + "a8Kq2mZx7Lw4Rt9Yv3Nb6Pc1Sd5Fg0HjT2uW"
	own := secret.NewOwn([]string{"MY_TOKEN=" + token, "PASSPHRASE_SECRET=correct horse battery staple"})
	for name, c := range map[string]struct {
		texts []string
		at    int // the call in which it is found, 0 for none
	}{
		"two halves":        {[]string{token[:20], "and now", token[20:]}, 3},
		"in another order":  {[]string{"x " + token[27:], token[:14], "y", token[14:27] + " z"}, 4},
		"four":              {[]string{token[:10], token[10:20], token[20:30], token[30:]}, 4},
		"a part":            {[]string{token[:20], token[:20], token[:24]}, 0},
		"letters in common": {[]string{"ghp_" + "b7Kq2mQQQQLw4Rt8", "ghp_" + "a8Kq2", "9Yv3Nb"}, 0},
		"words":             {[]string{"the correct horse", "a battery", "staple it", "correct horse battery"}, 0},
		"fives":             {pieces(token, 5), 7},
		"fours, backwards":  {reversedList(pieces(token, 4)), 8},
		"threes":            {pieces(token, 3), 11},
		"twos":              {pieces(token, 2), 17},
		"letters":           {pieces(token, 1), 33},
		"fives in base64":   {each(pieces(token, 5), b64), 7},
		"tens in base64":    {each(pieces(token, 10), b64), 4},
		"fours in hex":      {each(pieces(token, 4), func(s string) string { return hex.EncodeToString([]byte(s)) }), 9},
		"behind a label":    {each(pieces(token, 4), func(s string) string { return "part: " + s }), 9},
		"with other talk":   {each(pieces(token, 4), func(s string) string { return s + " and so on" }), 9},
		"keys pressed":      {pieces(strings.Repeat("the quick brown fox 0123456789 jumps over a8kq2mzx lazy dogs ", 30), 1), 0},
		"ids":               {pieces(strings.Repeat("a8 kq 2m zx 7l 9y v3 ", 3), 3), 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := guard.New(guard.Options{Server: "board", Policy: policy.Policy{Mode: policy.Monitor}, Own: own.In, OwnParts: own.Parts, Owns: func() bool { return true }})
			found := 0
			for i, text := range c.texts {
				ask, _ := json.Marshal(args{"jsonrpc": "2.0", "id": i + 1, "method": "tools/call", "params": args{"name": "post", "arguments": args{"text": text}}})
				for _, f := range s.Judge(context.Background(), message.FromClient, ask).Findings {
					if f.Rule.ID == "own_secret" && found == 0 {
						found = i + 1
					}
				}
			}
			if found != c.at {
				t.Errorf("found in call %d, not %d", found, c.at)
			}
		})
	}
}

// TestNoOwnSecretsAreLookedForWhereThereAreNone: what knows none finds none.
func TestNoOwnSecretsAreLookedForWhereThereAreNone(t *testing.T) {
	own := secret.NewOwn([]string{"HOME=/home/ada", "EDITOR=vi"})
	s := guard.New(guard.Options{Server: "board", Owns: func() bool { return own != nil }, Own: func(raw []byte) (string, bool) {
		t.Error("somebody looked")
		return own.In(raw)
	}})
	out := s.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"post","arguments":{"text":"/home/ada vi"}}}`))
	if name, ok := own.In([]byte("/home/ada vi")); ok || len(out.Findings) > 0 {
		t.Errorf("found %q and %v", name, out.Findings)
	}
}

func backwards(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// pieces are those of so many letters, one behind the other.
func pieces(s string, n int) (all []string) {
	for ; len(s) > n; s = s[n:] {
		all = append(all, s[:n])
	}
	return append(all, s)
}

func reversedList(all []string) []string {
	slices.Reverse(all)
	return all
}

func each(all []string, f func(string) string) []string {
	for i := range all {
		all[i] = f(all[i])
	}
	return all
}
