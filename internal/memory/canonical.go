package memory

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Canonical returns a JSON value in a form that does not depend on the order of
// members, on white space, or on how characters are escaped. Lists that are
// sets in JSON Schema (required, enum, type) are sorted. Numbers stay the text
// they are.
func Canonical(raw []byte) (string, error) {
	v, err := decode(raw)
	if err != nil {
		return "", fmt.Errorf("the definition cannot be read: %w", err)
	}
	return encode(v), nil
}

func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	sortSets(v)
	return v, err
}

// encode writes a decoded value; members come out sorted.
func encode(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil { // what was decoded can be encoded
		return ""
	}
	return strings.TrimRight(b.String(), "\n")
}

// sortSets sorts the lists of a schema whose order means nothing.
func sortSets(v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, m := range v {
			if list, ok := m.([]any); ok && (key == "required" || key == "enum" || key == "type") && plain(list) {
				slices.SortFunc(list, func(a, b any) int { return strings.Compare(encode(a), encode(b)) })
			}
			sortSets(m)
		}
	case []any:
		for _, m := range v {
			sortSets(m)
		}
	}
}

func plain(list []any) bool {
	return !slices.ContainsFunc(list, func(v any) bool {
		switch v.(type) {
		case map[string]any, []any:
			return true
		}
		return false
	})
}
