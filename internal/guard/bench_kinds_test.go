package guard

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// The texts of BenchmarkSuspicious that are made, and the words of those that
// consist of parts.

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

// lockfile is one of npm: names, versions, hashes.
func lockfile(_ testing.TB, n int) string {
	var b strings.Builder
	names := newNames()
	b.WriteString("{\n  \"name\": \"shop\",\n  \"lockfileVersion\": 3,\n  \"packages\": {\n")
	for b.Len() < n {
		sum := make([]byte, 64)
		for i := range sum {
			sum[i] = byte(names.Uint32())
		}
		name := strings.ToLower(names.one())
		fmt.Fprintf(&b, "    \"node_modules/%s-token\": {\n      \"version\": \"%d.%d.%d\",\n      \"resolved\": \"https://registry.npmjs.org/%s-token/-/%s-token-%d.tgz\",\n      \"integrity\": \"sha512-%s\",\n      \"license\": \"MIT\",\n      \"engines\": {\"node\": \">=%d\"}\n    },\n",
			name, names.IntN(9), names.IntN(30), names.IntN(9), name, name, names.IntN(900), base64.StdEncoding.EncodeToString(sum), 12+names.IntN(9))
	}
	return b.String()[:n]
}

// supportMail is a conversation with all that was said before quoted in every
// mail, and files attached in base64.
func supportMail(tb testing.TB, n int) string {
	var b, thread strings.Builder
	names := newNames()
	next := ofParts(mailParts)
	for i := 0; b.Len() < n; i++ {
		if i%6 == 0 {
			thread.Reset()
		}
		said := strings.NewReplacer("Anna", names.one(), "4711", fmt.Sprint(names.IntN(9000))).Replace(next(tb, 500))
		said = said[:strings.LastIndexByte(said, '.')+1]
		fmt.Fprintf(&b, "From: %s <%s@example.com>\nSubject: Re: [Ticket %d] cannot log in\n\n%s\n\nOn Tuesday %s wrote:\n", names.one(), strings.ToLower(names.one()), names.IntN(9000), said, names.one())
		quoted := "> " + strings.ReplaceAll(strings.TrimSpace(said+"\n"+thread.String()), "\n", "\n> ")
		thread.Reset()
		thread.WriteString(quoted)
		b.WriteString(quoted + "\n\n")
		if i%2 == 0 {
			continue
		}
		b.WriteString("Content-Type: image/png; name=\"screen.png\"\nContent-Transfer-Encoding: base64\n\n")
		for k := range 12 {
			raw := make([]byte, 57)
			for i := range raw {
				raw[i] = byte(names.Uint32())
			}
			if k == 0 {
				copy(raw, "\x89PNG\r\n\x1a\n")
			}
			b.WriteString(base64.StdEncoding.EncodeToString(raw) + "\n")
		}
		b.WriteString("\n--next--\n")
	}
	return b.String()[:n]
}
