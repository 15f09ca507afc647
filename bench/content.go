package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// kinds are the shapes of traffic that are measured. For all but "argument"
// a small request has a large answer; "argument" is the other way round.
var kinds = []string{"code", "readme", "json", "items", "argument"}

// Every answer starts with answerHead, an id of idDigits digits and
// answerRest, so that the server can put the id into a prepared line.
const (
	idDigits   = 10
	answerHead = `{"jsonrpc":"2.0","id":`
	answerRest = `,"result":`
)

// answerLine returns the line, newline included, that answers a call of the
// given kind with size bytes in all. The id is zeros. The same arguments give
// the same bytes in every process. Sizes below 512 are raised to 512.
func answerLine(kind string, size int) []byte {
	head := answerHead + strings.Repeat("0", idDigits) + answerRest
	switch kind {
	case "items":
		return fill(head+`{"content":[{"type":"text","text":"The items are in structuredContent."}],"structuredContent":{"items":[`,
			itemChunk, `{"note":"`, `"}]}}}`+"\n", size)
	case "json": // the text is a whole JSON document, not the beginning of one
		return fill(head+`{"content":[{"type":"text","text":"`, textChunk(kind), `,\n  {\"note\": \"`, `\"}\n]"}]}}`+"\n", size)
	case "argument":
		return fill(head+`{"content":[{"type":"text","text":"Written. `, nil, "", `"}]}}`+"\n", 0)
	}
	return fill(head+`{"content":[{"type":"text","text":"`, textChunk(kind), "", `"}]}}`+"\n", size)
}

// requestLine returns the line, newline included, of a call that is answered
// with answerLine. For kind "argument" it is size bytes long itself.
func requestLine(kind string, size int, id int64) []byte {
	head := fmt.Sprintf(`{"jsonrpc":"2.0","id":%0*d,"method":"tools/call","params":{"name":"emit","arguments":{"kind":"%s","size":%d`,
		idDigits, id, kind, size)
	if kind != "argument" {
		return []byte(head + "}}}\n")
	}
	return fill(head+`,"content":"`, textChunk("code"), "", `"}}}`+"\n", size)
}

// prepareLine returns the line of a call that makes the server generate what
// it will answer to requestLine of the same kind and size. Its own answer is
// the result prepared.
func prepareLine(kind string, size int, id int64) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%0*d,"method":"tools/call","params":{"name":"prepare","arguments":{"kind":"%s","size":%d}}}`+"\n",
		idDigits, id, kind, size)
}

const prepared = `{"content":[{"type":"text","text":"Prepared."}]}`

// chunk writes the next piece of content, already in JSON's spelling.
type chunk func(r *rand.Rand, n int) string

// textChunk is the content of one of the kinds that carry a text.
func textChunk(kind string) chunk {
	write := map[string]chunk{"code": codeChunk, "readme": readmeChunk, "json": jsonChunk}[kind]
	return func(r *rand.Rand, n int) string {
		quoted := strconv.Quote(write(r, n)) // plain text: Go's and JSON's spelling agree
		return quoted[1 : len(quoted)-1]
	}
}

// fill joins head, as many chunks as fit, between, padding and tail into a
// line of exactly size bytes (or 512, if size is less).
func fill(head string, next chunk, between, tail string, size int) []byte {
	size = max(size, 512)
	room := size - len(head) - len(between) - len(tail)
	out := make([]byte, 0, size)
	out = append(out, head...)
	r := rand.New(rand.NewPCG(1, 2))
	for n := 0; next != nil; n++ {
		piece := next(r, n)
		if len(piece) > room {
			break
		}
		out = append(out, piece...)
		room -= len(piece)
	}
	out = append(out, between...)
	for ; room > 0; room-- {
		out = append(out, "the end is filled up with words to the last byte "[(size-room)%49])
	}
	return append(out, tail...)
}

// The vocabulary is that of ordinary programs and documents. It includes the
// words that make a detector look twice (token, key, system, ignore), because
// ordinary text does.
var (
	verbs = []string{"load", "parse", "merge", "render", "sort", "send", "cache", "ignore", "count", "open"}
	nouns = []string{"token", "key", "order", "path", "user", "page", "index", "report", "system", "buffer", "row", "invoice"}
)

func word(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// codeChunk is a small Go function.
func codeChunk(r *rand.Rand, n int) string {
	verb, noun, other := word(r, verbs), word(r, nouns), word(r, nouns)
	name := fmt.Sprintf("%s%s%d", verb, title(noun), n)
	return fmt.Sprintf(`// %s will %s each %s of the %s that is at least %d long, and
// returns how many there were. An empty %s is not an error.
func %s(list []%s, limit int) (int, error) {
	count := 0
	for i, item := range list {
		if item.Len() < %d || i >= limit {
			continue
		}
		if err := item.%s(limit<<%d, "%s/%d", 0x%04x); err != nil {
			return count, fmt.Errorf("%s %%q: %%w", item.Name, err)
		}
		count++
	}
	return count, nil
}

`, name, verb, noun, other, r.IntN(90), other, name, title(noun), r.IntN(90), title(verb), r.IntN(6), other, r.IntN(1000), r.IntN(1<<16), verb)
}

// readmeChunk is a section of a README.
func readmeChunk(r *rand.Rand, n int) string {
	verb, noun, other := word(r, verbs), word(r, nouns), word(r, nouns)
	return fmt.Sprintf("## %d. How to %s the %s\n\nThe %s is read once at start. Set `%s_%s` to %d to %s it more often; see\n"+
		"[the %s guide](https://docs.example.com/%s/%s-%d.html) for details.\n\n"+
		"- **%s**: how many of them are kept (default: %d)\n- *%s*: where the %s is written to\n\n"+
		"```sh\n./tool %s --%s=%d --output %s.txt\n```\n\n| %s | %s |\n| --- | --- |\n| %d | %d ms |\n\n",
		n+1, verb, noun, noun, strings.ToUpper(verb), strings.ToUpper(noun), r.IntN(600), verb,
		other, noun, verb, n, noun, r.IntN(100), other, noun, verb, noun, r.IntN(64), other, noun, other, r.IntN(1000), r.IntN(100))
}

// jsonChunk is a record of a JSON array that is carried in a text.
func jsonChunk(r *rand.Rand, n int) string {
	open := ","
	if n == 0 {
		open = "["
	}
	return fmt.Sprintf(`%s
  {
    "id": %d,
    "%s": "%s-%d",
    "ratio": %d.%02d,
    "tags": ["%s", "%s"],
    "active": %t,
    "parent": null
  }`, open, n, word(r, nouns), word(r, verbs), r.IntN(1000), r.IntN(10), r.IntN(100), word(r, nouns), word(r, verbs), n%3 == 0)
}

// itemChunk is an element of a structured result.
func itemChunk(r *rand.Rand, n int) string {
	return fmt.Sprintf(`{"id":%d,"name":"%s %s","url":"https://example.com/%s/%d","size":%d,"updated":"2026-%02d-%02dT10:%02d:00Z","labels":["%s","%s"],"open":%t},`,
		n, word(r, verbs), word(r, nouns), word(r, nouns), r.IntN(1e6), r.IntN(1e6), 1+r.IntN(12), 1+r.IntN(28), r.IntN(60), word(r, nouns), word(r, verbs), n%2 == 0)
}
