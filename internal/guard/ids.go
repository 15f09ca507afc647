package guard

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// otherSpelling returns the string "1" for the number 1 and the other way
// round, or nil. JSON-RPC has them apart, but some servers answer with strings
// and the clients of the TypeScript SDK take them for the numbers they sent.
func otherSpelling(id []byte) []byte {
	if len(id) == 0 || len(id) > 22 {
		return nil
	}
	inner := bytes.Trim(id, `"`)
	if digits := bytes.TrimPrefix(inner, []byte("-")); len(digits) == 0 || len(bytes.Trim(digits, "0123456789")) > 0 {
		return nil
	}
	if id[0] == '"' {
		return inner
	}
	return append(append([]byte{'"'}, id...), '"')
}

// Bounds on the search for ids in a text that was refused.
const (
	maxIDs     = 8
	maxIDBytes = 4 << 20
)

// idsIn returns the raw ids of the messages in a text that is no message: one
// with duplicate keys, two on a line, a batch with a broken element. It reads
// as far as it can. Whoever waits for one of them is told.
func idsIn(raw []byte) [][]byte {
	d := json.NewDecoder(bytes.NewReader(raw[:min(len(raw), maxIDBytes)]))
	d.UseNumber()
	var ids [][]byte
	var objects []bool // open containers: true for an object
	inside := 0        // how many of them are objects
	key := false       // the next string is a key
	isID := false      // the next value is an id
	for len(ids) < maxIDs && len(objects) <= message.MaxDepth {
		t, err := d.Token()
		if err != nil {
			return ids
		}
		inObject := len(objects) > 0 && objects[len(objects)-1]
		switch v := t.(type) {
		case json.Delim:
			switch {
			case v == '{' || v == '[':
				objects = append(objects, v == '{')
			default:
				objects = objects[:len(objects)-1]
			}
			inside += map[json.Delim]int{'{': 1, '}': -1}[v]
			inObject = len(objects) > 0 && objects[len(objects)-1]
			key, isID = inObject, false
			continue
		case string:
			if inObject && key {
				key, isID = false, strings.EqualFold(v, "id") && inside == 1
				continue
			}
			if isID {
				b, _ := json.Marshal(v)
				ids = append(ids, b)
			}
		case json.Number:
			if isID {
				ids = append(ids, []byte(v))
			}
		}
		key, isID = inObject, false
	}
	return ids
}
