package message

import (
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// row is one place of the inventory at which text of one end reaches the
// other, in some protocol version: testdata/surface.csv has all of them.
type row struct {
	method, kind, path, typ, reaches string
	from                             Side
}

func inventory(t *testing.T) []row {
	f, err := os.Open("testdata/surface.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for _, l := range lines[1:] {
		r := row{method: l[0], kind: l[2], path: l[3], typ: l[4], reaches: l[5], from: FromServer}
		if l[1] == "c>s" {
			r.from = FromClient
		}
		rows = append(rows, r)
	}
	return rows
}

const marker = "MARKER here"

var step = regexp.MustCompile(`^(?:\.?(\[""[^"]*""\]|\["[^"]*"\]|<key>|<unknown member>|\*\*|[A-Za-z_$][A-Za-z0-9_$-]*))?((?:\[\]|\{[^}]*\})*)`)

// plant writes the JSON of a value that has the marker at path.
func plant(t *testing.T, path string) string {
	if path == "" {
		return strconv.Quote(marker)
	}
	m := step.FindStringSubmatch(path)
	if m == nil || m[0] == "" {
		t.Fatalf("cannot read the path at %q", path)
	}
	inner := plant(t, path[len(m[0]):])
	for _, s := range regexp.MustCompile(`\[\]|\{[^}]*\}`).FindAllString(m[2], -1) {
		if k, v, ok := strings.Cut(strings.Trim(s, "{}"), "="); ok && s != "[]" && strings.HasPrefix(inner, "{") && !strings.Contains(inner, `"`+k+`":"MARKER`) {
			inner = fmt.Sprintf(`{%q:%q,%s`, k, v, inner[1:])
		}
	}
	if strings.Contains(m[2], "[]") {
		inner = "[" + inner + "]"
	}
	switch key := strings.Trim(m[1], `[]"`); key {
	case "":
		return inner
	case "<key>", "<unknown member>", "**":
		return fmt.Sprintf(`{"MARKER here as key":%s}`, inner)
	default:
		return fmt.Sprintf(`{%q:%s}`, key, inner)
	}
}

// message completes a planted value to a message, and says what it answers.
func (r row) message(t *testing.T) (raw, asked string) {
	path, _, _ := strings.Cut(r.path, " (") // some carry a remark
	body := plant(t, strings.TrimPrefix(path, "$"))
	asked, _, _ = strings.Cut(r.method, " ")
	if strings.HasPrefix(r.method, "(") {
		asked = "tools/call"
	}
	more := `"jsonrpc":"2.0","id":1,`
	switch {
	case strings.HasPrefix(r.path, "$.id"):
		more = `"jsonrpc":"2.0","method":"x",`
	case strings.HasPrefix(r.path, "$.method"):
	case strings.HasPrefix(r.path, "$.<"):
		more += `"method":"x",`
	case r.kind == "request" || r.kind == "notification":
		method := asked
		if strings.HasPrefix(r.method, "(") {
			method = "vendor/new"
		}
		more += fmt.Sprintf(`"method":%q,`, method)
	}
	return "{" + more + body[1:], asked
}

func TestEveryPathOfTheInventoryIsSeen(t *testing.T) {
	rows := inventory(t)
	if len(rows) != 2472 {
		t.Fatalf("the inventory has %d rows, want 2472", len(rows))
	}
	for _, r := range rows {
		raw, asked := r.message(t)
		m, err := NewParser().Parse(r.from, []byte(raw))
		if err != nil {
			t.Errorf("%s %s: %v in %s", r.method, r.path, err, raw)
			continue
		}
		keys, values := 0, 0
		m.Visit(asked, func(f *Field) {
			if !strings.Contains(f.Text(), "MARKER") {
				return
			}
			if f.Key {
				keys++
			} else {
				values++
			}
			if f.Surface == 0 {
				t.Errorf("%s %s: seen on no surface", r.method, r.path)
			}
			if !r.fits(f) {
				t.Errorf("%s %s %s: reaches %s, but its surface is %s (%s)", r.method, r.kind, r.path, r.reaches, f.Surface, f.Pointer())
			}
		})
		if values == 0 || strings.Contains(r.path, "<") && keys == 0 {
			t.Errorf("%s %s: the marker in %s was seen as %d values and %d keys", r.method, r.path, raw, values, keys)
		}
	}
}

// fits reports whether the surface does justice to whom the text reaches.
func (r row) fits(f *Field) bool {
	if r.from == FromClient {
		return true
	}
	if f.Surface&ServerText == 0 {
		return false
	}
	prose := strings.HasPrefix(r.typ, "string") || strings.Contains(r.typ, "any")
	if strings.HasSuffix(r.path, ".toolUseId") || strings.HasSuffix(r.path, "{type=tool_use}.id") {
		prose = false // ids that a model sees
	}
	if r.path == "$.method" {
		prose = false // a name, but still among what text detectors read
	}
	reaches := strings.Contains(strings.ToLower(r.reaches), "m")
	return !prose || !reaches || f.Surface&(Opaque|Protocol) == 0
}

func TestSurfacesOfWhatMattersMost(t *testing.T) {
	for _, c := range []struct {
		asked, raw, pointer string
		want                Surface
	}{
		{"tools/list", `{"id":1,"result":{"tools":[{"description":"d"}]}}`, "/result/tools/0/description", ToolDescription},
		{"tools/list", `{"id":1,"result":{"Tools":[{"De` + "ſ" + `cription":"d"}]}}`, "/result/Tools/0/De" + "ſ" + "cription", ToolDescription},
		{"tools/list", `{"id":1,"result":{"tools":[{"inputSchema":{"properties":{"a":{"properties":{"b":{"description":"d"}}}}}}]}}`, "/result/tools/0/inputSchema/properties/a/properties/b/description", ToolSchema},
		{"tools/list", `{"id":1,"result":{"tools":[{"inputSchema":{"properties":{"a":{"enum":["e"]}}}}]}}`, "/result/tools/0/inputSchema/properties/a/enum/0", ToolSchemaIdentity},
		{"tools/list", `{"id":1,"result":{"tools":[{"description":{"x":"d"}}]}}`, "/result/tools/0/description/x", ToolDescription},
		{"tools/call", `{"id":1,"result":{"content":[{"type":"text","text":"t"}]}}`, "/result/content/0/text", ResultText},
		{"tools/call", `{"id":1,"result":{"content":{"type":"text","text":"t"}}}`, "/result/content/text", ResultText},
		{"tools/call", `{"id":1,"result":{"structuredContent":{"tools":[{"description":"t"}]}}}`, "/result/structuredContent/tools/0/description", ResultStructured},
		{"resources/read", `{"id":1,"result":{"contents":[{"text":"t"}]}}`, "/result/contents/0/text", ResourceText},
		{"", `{"id":1,"result":{"tools":[{"description":"d"}]}}`, "/result/tools/0/description", Unknown},
		{"", `{"method":"notifications/message","params":{"data":["x"]}}`, "/params/data/0", LogText},
		{"", `{"id":1,"method":"elicitation/create","params":{"message":"x"}}`, "/params/message", ElicitationText},
		{"tools/call", `{"id":1,"result":{"inputRequests":{"k":{"method":"sampling/createMessage","params":{"messages":[{"content":{"text":"x"}}]}}}}}`, "/result/inputRequests/k/params/messages/0/content/text", SamplingText},
	} {
		m, err := NewParser().Parse(FromServer, []byte(c.raw))
		if err != nil {
			t.Fatal(err)
		}
		seen := false
		m.Visit(c.asked, func(f *Field) {
			if !f.Key && f.Pointer() == c.pointer {
				seen = true
				if f.Surface != c.want {
					t.Errorf("%s of %q: %s, want %s", c.pointer, c.asked, f.Surface, c.want)
				}
			}
		})
		if !seen {
			t.Errorf("%s not seen in %s", c.pointer, c.raw)
		}
	}
}
