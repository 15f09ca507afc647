// Package audit writes down what happened, in a file that shows when somebody
// changed it afterwards.
//
// The log is JSON lines: one flat object per line, UTF-8, "\n" at the end, in
// audit.jsonl in the state folder ([StateDir]); several processes append to the
// same file. A file that has grown past its limit is renamed to
// audit-<sequence number of its first line>.jsonl and the next one carries on.
//
// # The chain
//
// Every line carries "seq" (1, 2, 3, ...), "prev" (the hash of the line before;
// 64 zeros in line 1) and, as its last two members, "hash" and "id":
//
//	{"v":1,"seq":2,...,"prev":"9f…","hash":"<64 hex digits>","id":"ev-7k3f9a2m"}
//
// hash is the lower-case hexadecimal SHA-256 of the bytes of the line from its
// first byte up to, and without, the comma in front of "hash". That text cannot
// occur earlier in a line, since a quote inside a JSON string is escaped, so any
// tool can check a line:
//
//	printf %s "${line%%,\"hash\":\"*}" | sha256sum
//
// and the chain by comparing prev with the hash before. id is "ev-" and the
// first 40 bits of the hash in base 32 (digits and letters without i, l, o, u).
// A file continues the chain of the one before it.
//
// # What the chain shows, and what not
//
// [Verify] finds a changed line, and lines removed, inserted or put in another
// order, up to the last one. The end is another matter: a log whose last lines
// were cut off is a shorter log that is sound, and who can write the file can
// compute a whole new chain. Both show only against a [Head] (sequence number
// and hash) that was noted elsewhere; Verify takes such heads. A process that
// is running when its log is cut or replaced carries on from what it remembers,
// so that the cut shows.
//
// A line that a crash or a power failure left unfinished is torn, not tampered
// with: the next writer ends it and notes in "torn" how many bytes lie between
// the last good line and its own. Lines go to the operating system in one write
// before [Log.Append] returns; they are not forced to the disk.
//
// The log never holds the content of a secret: free text is masked
// ([finding.Redact]), evidence is a [finding.Excerpt].
package audit

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// Version is the version of the line format, member "v".
const Version = 1

// FileName is the name of the log within the state folder.
const FileName = "audit.jsonl"

// What a record is about (member "event").
const (
	// EventStart and EventStop frame a session with one server; the stop
	// record carries the counts.
	EventStart = "start"
	EventStop  = "stop"
	// EventFinding is something a detector saw that stayed in the message.
	EventFinding = "finding"
	// EventRemoval is something that was taken out of a message that went on:
	// SHA256 and Bytes say what.
	EventRemoval = "removal"
	// EventRefusal is a message that did not go on: held or blocked.
	EventRefusal = "refusal"
	// EventDropped is something that is no message of the session: junk on the
	// server's standard output, an answer that nobody asked for.
	EventDropped = "dropped"
	// EventPolicy is a change of the policy: loaded anew, stopped, resumed, an
	// exception made.
	EventPolicy = "policy"
	// EventPin is what a person decided about something a server offers: Why
	// says what, Rule what it was held for, Print is the fingerprint of its
	// definition, Action pass when it is trusted from then on and hold when not.
	EventPin = "pin"
	// EventFailure is an error, a timeout or a limit that the policy decided.
	EventFailure = "failure"
)

// Record is one line of the log. The caller fills the members from Time to
// Blocked; [Log.Append] fills the rest. What is longer than a line should hold
// is shortened, see sanitised.
type Record struct {
	// V is the format version, Seq the number of the line, counted from 1.
	V   int    `json:"v"`
	Seq uint64 `json:"seq"`
	// Time is when it happened; RFC 3339 with nanoseconds, UTC.
	Time time.Time `json:"time"`
	// Event is one of the Event constants.
	Event string `json:"event"`
	// Action is what the policy decided: pass, alert, clean, hold, block.
	Action string `json:"action,omitempty"`
	// Severity is info, low, medium, high or critical.
	Severity string `json:"severity,omitempty"`
	// Rule and Class name the detector's rule and its attack class.
	Rule  string `json:"rule,omitempty"`
	Class string `json:"class,omitempty"`
	// Server is the name of the server, Session the proxy's own short id of
	// this run (never a protocol session id, which opens a session).
	Server  string `json:"server,omitempty"`
	Session string `json:"session,omitempty"`
	// Side is who wrote the message: server or client.
	Side string `json:"side,omitempty"`
	// Method, Surface and Pointer say where in which message.
	Method  string `json:"method,omitempty"`
	Surface string `json:"surface,omitempty"`
	Pointer string `json:"pointer,omitempty"`
	// SHA256 (64 hex digits) and Bytes are of what was removed, as it stood on
	// the wire. Of a secret it is an HMAC with the key of fingerprints.
	SHA256 string `json:"sha256,omitempty"`
	Bytes  int64  `json:"bytes,omitempty"`
	// Ref is what the notes in the message call the event, when something was
	// cut out of it. The same words have the same reference each time.
	Ref string `json:"ref,omitempty"`
	// Excerpt is masked evidence, Why a sentence for people.
	Excerpt finding.Excerpt `json:"excerpt,omitzero"`
	Why     string          `json:"why,omitempty"`
	// Tool is the tool it is about.
	Tool string `json:"tool,omitempty"`
	// Line is the line of the policy that decided (FILE:LINE), Preset what the
	// preset alone would have done, where that is something else. Decided is
	// what was decided about this finding, where the message met another fate
	// because of another one.
	Line    string `json:"line,omitempty"`
	Preset  string `json:"preset,omitempty"`
	Decided string `json:"decided,omitempty"`
	// Print is the keyed fingerprint of what was found. Removable findings can
	// be taken out, Hygiene accuses nobody.
	Print     string `json:"print,omitempty"`
	Removable bool   `json:"removable,omitempty"`
	Hygiene   bool   `json:"hygiene,omitempty"`
	// Excepted is true when an exception decided.
	Excepted bool `json:"excepted,omitempty"`
	// Opinions are what rules and models took it for, when they were asked.
	Opinions []finding.Opinion `json:"opinions,omitempty"`
	// Passed to Blocked count the session's messages by verdict (stop records).
	Passed  uint64 `json:"passed,omitempty"`
	Alerted uint64 `json:"alerted,omitempty"`
	Cleaned uint64 `json:"cleaned,omitempty"`
	Held    uint64 `json:"held,omitempty"`
	Blocked uint64 `json:"blocked,omitempty"`
	// PID and Exe are the process that did it and its program, Call the system
	// call, Path what it was for: of what a server did, not said.
	PID  int    `json:"pid,omitempty"`
	Exe  string `json:"exe,omitempty"`
	Call string `json:"call,omitempty"`
	Path string `json:"path,omitempty"`
	// Torn is how many bytes of unfinished lines lie before this one.
	Torn int64 `json:"torn,omitempty"`
	// Prev and Hash are the chain, see the package comment. ID is the short
	// name of the event, as printed in alerts.
	Prev string `json:"prev"`
	Hash string `json:"hash,omitempty"`
	ID   string `json:"id,omitempty"`
}

// Head is the end of a chain at some moment. Noted elsewhere, it proves later
// that the log still holds everything up to it ([Verify]). The zero value is
// the head of an empty log.
type Head struct {
	Seq  uint64
	Hash string // 64 hex digits
}

// genesis is the prev of line 1.
var genesis = strings.Repeat("0", hashDigits)

// String returns "SEQ:HASH", the form [ParseHead] reads.
func (h Head) String() string { return strconv.FormatUint(h.Seq, 10) + ":" + h.hash() }

func (h Head) hash() string {
	if h.Hash == "" {
		return genesis
	}
	return h.Hash
}

// ParseHead reads what [Head.String] wrote.
func ParseHead(s string) (Head, error) {
	num, hash, ok := strings.Cut(strings.TrimSpace(s), ":")
	seq, err := strconv.ParseUint(num, 10, 64)
	hash = strings.ToLower(hash)
	if !ok || err != nil || !isHash(hash) {
		return Head{}, fmt.Errorf("%q is not the head of an audit log; give it as printed, NUMBER:HASH with 64 hexadecimal digits", finding.VisibleText(s, 80))
	}
	if hash == genesis {
		hash = ""
	}
	return Head{seq, hash}, nil
}
