package guard

import (
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// suspicious are ordinary texts full of words that make the rows look twice.
// Each call of a part writes another piece of the text, so that no piece comes
// twice in the same words.
var suspicious = map[string]func(tb testing.TB, n int) string{
	"licence": licences,
	"base64":  base64Lines,
	"mail":    mail,
	"security-doc": func(tb testing.TB, n int) string {
		return repeatTo(string(read(tb, "../../SECURITY.md")), n)
	},
	"prompt":         ofParts(promptParts),
	"issue-template": ofParts(issueParts),
	"log":            ofParts(logParts),
	"notebook":       notebook,
	"manual":         ofParts(manualParts),
}

func read(tb testing.TB, name string) []byte {
	b, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// licences are the notices of many packages.
func licences(tb testing.TB, n int) string {
	text, names := string(read(tb, "../../LICENSE")), newNames()
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(text, "The mcp-watchdog authors", names.one()+" and "+names.one()), "2026", fmt.Sprint(1998+names.IntN(28))))
		fmt.Fprintf(&b, "\n--- %s %d.%d ---\n\n", strings.ToLower(names.one()), names.IntN(9), names.IntN(30))
	}
	return b.String()[:n]
}

// base64Lines are files as they stand in mail and in certificates.
func base64Lines(_ testing.TB, n int) string {
	var b strings.Builder
	rng := rand.New(rand.NewPCG(1, 2))
	for b.Len() < n {
		raw := make([]byte, 900)
		for i := range raw {
			raw[i] = byte(rng.Uint32())
		}
		b.WriteString("-----BEGIN CERTIFICATE-----\n")
		for enc := base64.StdEncoding.EncodeToString(raw); enc != ""; {
			k := min(64, len(enc))
			b.WriteString(enc[:k] + "\n")
			enc = enc[k:]
		}
		b.WriteString("-----END CERTIFICATE-----\n")
	}
	return b.String()[:n]
}

// mail is text in base64, as attachments are.
func mail(tb testing.TB, n int) string {
	text := ofParts(promptParts)(tb, n)
	var b strings.Builder
	b.WriteString("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n")
	for enc := base64.StdEncoding.EncodeToString([]byte(text)); enc != ""; {
		k := min(76, len(enc))
		b.WriteString(enc[:k] + "\n")
		enc = enc[k:]
	}
	return b.String()[:n]
}

// names invents names.
type names struct{ *rand.Rand }

func newNames() names { return names{rand.New(rand.NewPCG(3, 4))} }

func (r names) one() string {
	syllables := strings.Fields("ba ke lo mi nu ra se ti vo wa den kar lin mos pel")
	s := syllables[r.IntN(len(syllables))] + syllables[r.IntN(len(syllables))] + syllables[r.IntN(len(syllables))]
	return strings.ToUpper(s[:1]) + s[1:]
}

// ofParts makes a text of parts, in which %N is another name and %D another
// number each time.
func ofParts(parts []string) func(testing.TB, int) string {
	return func(_ testing.TB, n int) string {
		var b strings.Builder
		names := newNames()
		for i := 0; b.Len() < n; i++ {
			part := parts[i%len(parts)]
			for k := strings.IndexByte(part, '%'); k >= 0; k = strings.IndexByte(part, '%') {
				b.WriteString(part[:k])
				if part[k+1] == 'N' {
					b.WriteString(names.one())
				} else {
					fmt.Fprint(&b, names.IntN(9000))
				}
				part = part[k+2:]
			}
			b.WriteString(part)
		}
		return strings.ToValidUTF8(b.String()[:n], "")
	}
}

// promptParts are what teams write down about the prompts of their bots.
var promptParts = []string{
	"## The prompt of the %N bot, version %D\n\nThe system prompt is kept in `prompts/%N.md` and reviewed like code. The assistant answers questions about %N and its invoices. ",
	"It says who the assistant is, which tools it may call and what it must not do. If a customer asks for a refund, the assistant opens ticket %D and says who will answer. ",
	"We decided that the bot does not tell the user how a score of %D was computed, because the users of %N took it for a promise.\n\n",
	"- The bot should never mention internal ticket numbers such as %D.\n- Messages about %N are answered in the language of the user.\n- When a tool fails, the assistant tries once more and then reports the error to the user.\n\n",
	"Earlier instructions of the %N team were too long: the model followed the first %D words and forgot the rest. The new instructions are shorter, and every rule has an example. ",
	"Passwords and tokens never belong in a conversation; the assistant asks the user to reset the password of %N in the settings instead of sending it. ",
	"The memory of the assistant is cleared after %D days. Users can ask what it remembers about them and have it removed.\n\n",
	"### How we test\n\nEach change is run against %D recorded conversations. A run fails when the answer reveals the prompt, ignores the language of the user or calls a tool that was not asked for. Ask %N before you change the rules.\n\n",
}

// issueParts are issues and their templates.
var issueParts = []string{
	"### Bug report %D: %N cannot read its configuration\n\n- [ ] I have searched the existing issues before opening this one\n- [ ] I have removed passwords and tokens from the log below\n\n",
	"**What happened?** After the update to 3.%D the tool ignores the setting `%N` and asks for the password again. Before you answer: I have read the instructions in the README and followed all previous steps.\n\n",
	"**What should happen?** The client should send the request with the token from the environment, as it always did before.\n\n**Steps**\n\n1. Run `%N login` and copy the code.\n2. Open the settings and delete the old key.\n3. Run it again. It must not ask for the key.\n\n",
	"Please do not share private data here. Maintainers never ask for your credentials. If you need to send a log with secrets, upload it to the address that %N gives you in private.\n\n",
	"> %N wrote: I can confirm this on build %D. You can override the default with `--force`, but you will have to approve every call of the tool by hand.\n\n",
}

// logParts are lines of a log.
var logParts = []string{
	"2026-03-%D INFO  auth: user %N logged in with access token ****%D, session expires in %D s\n",
	"2026-03-%D WARN  auth: password of user %N has expired, reset mail sent to the administrator\n",
	"2026-03-%D DEBUG agent: assistant called tool send_report with 3 arguments, call %D\n",
	"2026-03-%D INFO  agent: system: context window at %D tokens, dropping previous messages\n",
	"2026-03-%D ERROR upload: request %D failed, 403 Forbidden: the API key must be sent in the header\n",
	"2026-03-%D INFO  cron: delete old records of %N: %D removed, all files kept\n",
	"2026-03-%D DEBUG http: POST https://%N.example.org/v1/upload 200 in %D ms, ignored header x-override\n",
}

// manualParts are the kind of manual that tells its readers what to do.
var manualParts = []string{
	"You must store the access key of %N in the vault and never send it by mail. Before you continue, read the instructions on page %D. ",
	"Note: all previous rules for %N no longer apply from version %D on; the new policy is described below. Administrators have to approve every request.\n\n",
	"To recover an account, open the settings, choose %N and enter the code that was sent to you. Do not share this code with anyone. ",
	"If the user does not confirm within %D minutes, the request is deleted and nothing is sent. The system will not tell the user why. ",
	"Important: you should copy your recovery key and keep it in a safe place, since %N support can not read it. Execute the following command to export all files of %N:\n\n    %N export --all --to backup-%D.tar\n\n",
	"The assistant in the side bar searches the documents of %N. It keeps the last %D questions of a session and skips what you may not see.\n\n",
}

// notebook is one with its outputs, some of them images.
func notebook(_ testing.TB, n int) string {
	var b strings.Builder
	names := newNames()
	b.WriteString(`{"cells": [`)
	for b.Len() < n {
		raw := make([]byte, 600)
		for i := range raw {
			raw[i] = byte(names.Uint32())
		}
		fmt.Fprintf(&b, `{"cell_type": "markdown", "source": ["## %s\n", "The model is asked to answer with one word. Ignore the warning below; it is about an old version of the tokenizer."]},
{"cell_type": "code", "execution_count": %d, "source": ["prompt = \"You are a helpful assistant. Answer the question about %s.\"\n", "client.send(prompt, system=system_prompt, tools=tools)"],
 "outputs": [{"data": {"image/png": "iVBORw0KGgo%s", "text/plain": ["<Figure size %d>"]}, "output_type": "display_data"}]},
`, names.one(), names.IntN(99), names.one(), base64.StdEncoding.EncodeToString(raw), names.IntN(900))
	}
	return b.String()[:n]
}

// BenchmarkSuspicious judges a request and an answer that is harmless and does
// not look so. Nothing is to be cut out of it.
func BenchmarkSuspicious(b *testing.B) {
	for _, kind := range []string{"licence", "base64", "mail", "security-doc", "prompt", "issue-template", "log", "notebook", "manual"} {
		for _, size := range []int{1 << 10, 16 << 10, 256 << 10} {
			b.Run(fmt.Sprintf("%s/%dK", kind, size>>10), func(b *testing.B) {
				text := suspicious[kind](b, size)
				answer := encode(b, map[string]any{"jsonrpc": "2.0", "id": 7, "result": map[string]any{
					"content": []any{map[string]any{"type": "text", "text": text}}}})
				request := []byte(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":{"path":"a"}}}`)
				s := New(Options{})
				ctx := context.Background()
				b.ReportAllocs()
				for b.Loop() {
					s.Screen(ctx, message.FromClient, request)
					if f, _ := s.Screen(ctx, message.FromServer, answer); !same(f, answer) {
						b.Fatal("the answer was changed")
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(answer))*1024, "us/KB")
			})
		}
	}
}
