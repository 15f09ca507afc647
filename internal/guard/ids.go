package guard

import (
	"bytes"
	"encoding/json"
	"strings"
)

// maxIDs bounds how many ids are looked for in a text that was refused.
const maxIDs = 8

// idsIn returns the raw ids of the messages in a text that is no message: one
// with duplicate keys, two on a line, a batch with a broken element. It reads
// as far as it can. Whoever waits for one of them is told.
func idsIn(raw []byte) [][]byte {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var ids [][]byte
	var objects []bool // open containers: true for an object
	key := false       // the next string is a key
	isID := false      // the next value is an id
	for len(ids) < maxIDs {
		t, err := d.Token()
		if err != nil {
			return ids
		}
		inObject := len(objects) > 0 && objects[len(objects)-1]
		switch v := t.(type) {
		case json.Delim:
			if v == '{' || v == '[' {
				objects = append(objects, v == '{')
			} else {
				objects = objects[:len(objects)-1]
			}
			inObject = len(objects) > 0 && objects[len(objects)-1]
			key, isID = inObject, false
			continue
		case string:
			if inObject && key {
				key, isID = false, strings.EqualFold(v, "id") && envelope(objects)
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

// envelope reports whether the innermost open object can be a message: it
// stands alone or in arrays only.
func envelope(objects []bool) bool {
	for _, o := range objects[:len(objects)-1] {
		if o {
			return false
		}
	}
	return true
}
