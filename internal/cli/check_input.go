package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/oauth"
)

// checkLine is one input line of check, taken apart.
type checkLine struct {
	// id is the raw JSON of "case", nil when the line has none; it is echoed.
	id json.RawMessage
	// server is the name in "server", "" when the line has none.
	server string
	// from is the side in "from"; known is false when it must be inferred.
	from  message.Side
	known bool
	// message is the JSON-RPC message, byte for byte.
	message []byte
	// launch is a command to judge in place of a message.
	launch *launch.Launch
	// login is a login to judge in place of a message.
	login *oauth.Login
}

// loose reports whether the line belongs to no case.
func (l *checkLine) loose() bool { return l.id == nil }

// envelopeMembers are the members of an envelope.
var envelopeMembers = []string{"case", "server", "from", "message", "launch", "login"}

// parseCheckLine takes line apart. A line that is no envelope is a bare
// message, whatever it is: judging what is broken is the guard's task. What
// was understood before an error comes back with it.
func parseCheckLine(line []byte) (checkLine, error) {
	l := checkLine{message: line}
	if !bytes.Contains(line, []byte(`"message"`)) && !bytes.Contains(line, []byte(`"case"`)) && !bytes.Contains(line, []byte(`"launch"`)) && !bytes.Contains(line, []byte(`"login"`)) {
		return l, nil
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return l, nil
	}
	var seen envelopeSeen
	for dec.More() {
		t, err := dec.Token()
		name, _ := t.(string)
		if name == "jsonrpc" {
			return checkLine{message: line}, nil
		}
		var raw json.RawMessage
		if err == nil {
			err = dec.Decode(&raw)
		}
		if err == nil {
			err = seen.member(&l, name, raw)
		}
		if err != nil {
			return seen.broken(l, line, err)
		}
	}
	if !seen.envelope() {
		return checkLine{message: line}, nil
	}
	if _, err := dec.Token(); err != nil {
		return seen.broken(l, line, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return l, errors.New("something stands behind the envelope; write one per line")
	}
	switch seen.judged() {
	case 0:
		return l, errors.New(`the envelope has no "message"; put the JSON-RPC message there`)
	case 1:
		return l, nil
	}
	return l, errors.New(`the envelope has more than one of "message", "launch" and "login"; judge one at a time`)
}

// envelopeSeen is the members that a line has had so far.
type envelopeSeen map[string]bool

// envelope reports whether what was seen makes the line one.
func (s envelopeSeen) envelope() bool { return s["case"] || s.judged() > 0 }

// judged is how many things there are to be judged.
func (s envelopeSeen) judged() (n int) {
	for _, name := range []string{"message", "launch", "login"} {
		if s[name] {
			n++
		}
	}
	return n
}

// member reads one member of what may be an envelope.
func (s *envelopeSeen) member(l *checkLine, name string, raw json.RawMessage) error {
	if *s == nil {
		*s = envelopeSeen{}
	}
	if (*s)[name] {
		return fmt.Errorf("the envelope has %q twice", finding.VisibleText(name, 40))
	}
	(*s)[name] = true
	null := string(raw) == "null"
	switch name {
	case "case":
		if raw[0] == '{' || raw[0] == '[' || len(raw) > maxCaseBytes {
			return fmt.Errorf(`"case" must be a string or a number of at most %d bytes`, maxCaseBytes)
		}
		if !null {
			l.id = raw
		}
	case "server":
		if !null && json.Unmarshal(raw, &l.server) != nil {
			return errors.New(`"server" must be a string`)
		}
	case "from":
		switch string(raw) {
		case `"client"`:
			l.from, l.known = message.FromClient, true
		case `"server"`:
			l.from, l.known = message.FromServer, true
		default:
			if !null {
				return errors.New(`"from" must be "client" or "server"`)
			}
		}
	case "message":
		l.message = raw
	case "launch":
		return l.readLaunch(raw)
	case "login":
		return l.readLogin(raw)
	default:
		// Other members are somebody's notes, unless they look like a slip.
		if near := config.Nearest(strings.ToLower(name), envelopeMembers); len(near) > 0 {
			return fmt.Errorf("the envelope has a member %q; did you mean %q?", finding.VisibleText(name, 40), near[0])
		}
	}
	return nil
}

// readLaunch reads a command as the configurations of clients have it.
func (l *checkLine) readLaunch(raw json.RawMessage) error {
	var entry struct {
		Command string            `json:"command"`
		Args    []string          `json:"args"`
		Env     map[string]string `json:"env"`
	}
	if err := json.Unmarshal(raw, &entry); err != nil || entry.Command == "" {
		return errors.New(`"launch" must hold "command" (a string), and may hold "args" (strings) and "env" (strings by name)`)
	}
	l.launch = &launch.Launch{Command: append([]string{entry.Command}, entry.Args...)}
	for _, name := range slices.Sorted(maps.Keys(entry.Env)) {
		l.launch.Env = append(l.launch.Env, name+"="+entry.Env[name])
	}
	l.message = raw
	return nil
}

// readLogin reads what is known of a login.
func (l *checkLine) readLogin(raw json.RawMessage) error {
	login := &oauth.Login{}
	if err := json.Unmarshal(raw, login); err != nil || login.Server == "" {
		return errors.New(`"login" must hold "server" (its URL), and may hold "resource_metadata" and "metadata" (as they were fetched), "issuer", "authorize", "challenge" and "token" (strings)`)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !slices.Contains(loginMembers, name) {
			words := ""
			if near := config.Nearest(name, loginMembers); len(near) > 0 {
				words = "; did you mean " + near[0] + "?"
			}
			return fmt.Errorf(`"login" has no member %q%s`, finding.Redact(name, 40), words)
		}
	}
	l.login, l.message = login, raw
	return nil
}

// loginMembers are those of a login: what is not known would not be judged.
var loginMembers = []string{"server", "resource_metadata", "metadata", "issuer", "authorize", "challenge", "token"}

// broken decides about a line that stopped making sense: an envelope in which
// something is wrong, or a bare message for the guard to refuse.
func (s envelopeSeen) broken(l checkLine, line []byte, err error) (checkLine, error) {
	if !s.envelope() {
		return checkLine{message: line}, nil
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = fmt.Errorf("the envelope is not JSON: %w", err)
	}
	return l, err
}

// maxCaseBytes bounds the name of a case, which is kept while the case lives.
const maxCaseBytes = 1024

// lineReader reads lines of any length and keeps at most limit bytes of each.
type lineReader struct {
	in    *bufio.Reader
	limit int64
	buf   []byte
	skim  message.Skimmer // has seen every byte of a line that was too long
}

// inputLine is one line as read, valid until the next.
type inputLine struct {
	text []byte // without its line end; the first limit bytes of a long one
	size int64  // of the whole line
}

func (r *lineReader) next() (inputLine, error) {
	r.buf = r.buf[:0]
	var size int64
	for {
		part, err := r.in.ReadSlice('\n')
		ended := err == nil
		if ended {
			part = part[:len(part)-1]
		}
		before := size
		size += int64(len(part))
		room := max(0, r.limit-before)
		if kept := part[:min(int64(len(part)), room)]; len(kept) > 0 {
			r.buf = append(r.buf, kept...)
		}
		if size > r.limit {
			if before <= r.limit {
				r.skim.Reset()
				r.skim.Write(r.buf)
			}
			r.skim.Write(part[min(int64(len(part)), room):])
		}
		switch {
		case ended, errors.Is(err, io.EOF) && size > 0:
			return inputLine{r.buf, size}, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return inputLine{}, err
		}
	}
}

// waiting reports whether no whole line is there to be read yet.
func (r *lineReader) waiting() bool {
	ready, _ := r.in.Peek(r.in.Buffered())
	return bytes.IndexByte(ready, '\n') < 0
}
