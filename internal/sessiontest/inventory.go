package sessiontest

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Place is one place at which text of one end of a connection reaches the
// other, in some protocol version.
type Place struct {
	Method, Kind, Path, Type string
	// Reaches holds M or m for a model, U for a user, F for something that is
	// fetched or rendered, H for the host's own logic.
	Reaches    string
	FromServer bool
}

// Inventory reads the table of places (message/testdata/surface.csv).
func Inventory(r io.Reader) ([]Place, error) {
	lines, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	var places []Place
	for _, l := range lines[1:] {
		places = append(places, Place{Method: l[0], Kind: l[2], Path: l[3], Type: l[4], Reaches: l[5], FromServer: l[1] == "s>c"})
	}
	return places, nil
}

var (
	step  = regexp.MustCompile(`^(?:\.?(\[""[^"]*""\]|\["[^"]*"\]|<key>|<unknown member>|\*\*|[A-Za-z_$][A-Za-z0-9_$-]*))?((?:\[\]|\{[^}]*\})*)`)
	shape = regexp.MustCompile(`\[\]|\{[^}]*\}`)
)

// plant writes the JSON of a value that has text at path, and as the key where
// the path lets the sender choose one.
func plant(path, text, key string) (string, error) {
	if path == "" {
		return strconv.Quote(text), nil
	}
	m := step.FindStringSubmatch(path)
	if m == nil || m[0] == "" {
		return "", fmt.Errorf("cannot read the path at %q", path)
	}
	inner, err := plant(path[len(m[0]):], text, key)
	if err != nil {
		return "", err
	}
	for _, s := range shape.FindAllString(m[2], -1) {
		k, v, ok := strings.Cut(strings.Trim(s, "{}"), "=")
		if ok && strings.HasPrefix(inner, "{") && !strings.HasPrefix(inner, fmt.Sprintf("{%q:", k)) {
			inner = fmt.Sprintf(`{%q:%q,%s`, k, v, inner[1:])
		}
	}
	if strings.Contains(m[2], "[]") {
		inner = "[" + inner + "]"
	}
	switch name := strings.Trim(m[1], `[]"`); name {
	case "":
		return inner, nil
	case "<key>", "<unknown member>", "**":
		return fmt.Sprintf(`{%q:%s}`, key, inner), nil
	default:
		return fmt.Sprintf(`{%q:%s}`, name, inner), nil
	}
}

// Message writes a message that has text at the place, and key as the name of
// every member the sender may choose. asked is the method it answers, if it is
// an answer; its id is 1.
func (p Place) Message(text, key string) (raw, asked string, err error) {
	path, _, _ := strings.Cut(p.Path, " (") // some carry a remark
	body, err := plant(strings.TrimPrefix(path, "$"), text, key)
	if err != nil {
		return "", "", err
	}
	asked, _, _ = strings.Cut(p.Method, " ")
	if strings.HasPrefix(p.Method, "(") {
		asked = "tools/call"
	}
	more := `"jsonrpc":"2.0","id":1,`
	switch {
	case strings.HasPrefix(p.Path, "$.id"):
		more = `"jsonrpc":"2.0","method":"x",`
	case strings.HasPrefix(p.Path, "$.method"):
	case strings.HasPrefix(p.Path, "$.<"):
		more += `"method":"x",`
	case p.Kind == "request" || p.Kind == "notification":
		method := asked
		if strings.HasPrefix(p.Method, "(") {
			method = "vendor/new"
		}
		more += fmt.Sprintf(`"method":%q,`, method)
	}
	return "{" + more + body[1:], asked, nil
}
