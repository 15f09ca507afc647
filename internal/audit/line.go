package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

const (
	hashDigits = 2 * sha256.Size
	hashKey    = `,"hash":"`
	idKey      = `","id":"`
	lineEnd    = `"}`
	idLength   = len("ev-") + 8
	// sealLength is the length of what follows the hashed part of a line.
	sealLength = len(hashKey) + hashDigits + len(idKey) + idLength + len(lineEnd)
	// maxLine is more than a line can be long: sanitised bounds the members to
	// some 5,500 runes together, a rune is at most 4 bytes.
	maxLine = 28 << 10
)

// idDigits has no letters that look like digits, so that an id can be read out.
var idDigits = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Most runes of a member that is a name, a place, a sentence.
const (
	maxName  = 128
	maxPlace = 512
	maxWhy   = 512
	// maxOpinions bounds those of one finding.
	maxOpinions = 4
)

// sanitised returns r as it may be written: bounded, free of control and
// invisible characters, secrets masked wherever an outsider may have put text.
func (r Record) sanitised() Record {
	r.V, r.Torn, r.Prev, r.Hash, r.ID = Version, 0, "", "", ""
	r.Time = r.Time.UTC()
	for _, s := range []*string{&r.Event, &r.Action, &r.Severity, &r.Rule, &r.Class, &r.Session, &r.Side, &r.Surface, &r.Preset, &r.Decided, &r.Print, &r.Ref} {
		*s = finding.VisibleText(*s, maxName)
	}
	r.Server = finding.Redact(r.Server, maxName)
	r.Method = finding.Redact(r.Method, maxName)
	r.Tool = finding.Redact(r.Tool, maxName)
	r.Line = finding.VisibleText(r.Line, maxPlace) // a file of the user
	r.Pointer = finding.RedactPointer(r.Pointer, maxPlace)
	r.Why = finding.Redact(r.Why, maxWhy)
	r.Exe = finding.Redact(r.Exe, maxPlace)
	r.Path = finding.Redact(r.Path, maxPlace)
	r.Call = finding.VisibleText(r.Call, maxName)
	r.Opinions = slices.Clone(r.Opinions[:min(len(r.Opinions), maxOpinions)])
	for i := range r.Opinions {
		o := &r.Opinions[i]
		o.By, o.Says, o.Why = finding.VisibleText(o.By, maxName), finding.VisibleText(o.Says, maxName), finding.Redact(o.Why, maxName)
	}
	if !isHash(r.SHA256) {
		r.SHA256 = ""
	}
	return r
}

// seal appends the line of r, which is sanitised and has its Seq, Prev and
// Torn, to b, and sets r's Hash and ID.
func (r *Record) seal(b *bytes.Buffer) error {
	start := b.Len()
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		b.Truncate(start)
		return fmt.Errorf("an audit record cannot be written as JSON (%w); this is a defect of mcp-watchdog, please report it", err)
	}
	b.Truncate(b.Len() - len("}\n"))
	r.Hash = hashOf(b.Bytes()[start:])
	r.ID = idOf(r.Hash)
	b.WriteString(hashKey)
	b.WriteString(r.Hash)
	b.WriteString(idKey)
	b.WriteString(r.ID)
	b.WriteString(lineEnd)
	b.WriteByte('\n')
	return nil
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// idOf derives the event id from the hash, which is well-formed.
func idOf(hash string) string {
	var sum [5]byte
	if _, err := hex.Decode(sum[:], []byte(hash[:2*len(sum)])); err != nil {
		return ""
	}
	return "ev-" + idDigits.EncodeToString(sum[:])
}

// isHash is true for 64 lower-case hex digits.
func isHash(s string) bool {
	if len(s) != hashDigits {
		return false
	}
	for i := 0; i < len(s); i++ {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return true
}

// lineState is what a line, without its newline, turned out to be.
type lineState int

const (
	lineGood    lineState = iota
	lineChanged           // a whole line, but not as it was written
	lineTorn              // not a whole line
)

// parseLine reads a line. A changed line that is still a record is returned
// with its record; ok says that there is one.
func parseLine(line []byte) (r Record, state lineState, ok bool) {
	// Nothing but the end of a line ends like this: a quote that belongs to a
	// value's text is escaped, and the object is flat.
	whole := bytes.HasSuffix(line, []byte(lineEnd)) && !bytes.HasSuffix(line, []byte(`\`+lineEnd))
	if !whole {
		return r, lineTorn, false
	}
	body := len(line) - sealLength
	if body < 0 || len(line) > maxLine || json.Unmarshal(line, &r) != nil ||
		r.Seq == 0 || !isHash(r.Hash) || !isHash(r.Prev) ||
		string(line[body:]) != hashKey+r.Hash+idKey+r.ID+lineEnd {
		return Record{}, lineChanged, false
	}
	if hashOf(line[:body]) != r.Hash || idOf(r.Hash) != r.ID {
		return r, lineChanged, true
	}
	return r, lineGood, true
}
