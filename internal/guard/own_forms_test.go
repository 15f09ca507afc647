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
