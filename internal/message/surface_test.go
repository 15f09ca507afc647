package message

import (
	"os"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/sessiontest"
)

func TestEveryPathOfTheInventoryIsSeen(t *testing.T) {
	f, err := os.Open("testdata/surface.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	places, err := sessiontest.Inventory(f)
	if err != nil || len(places) != 2472 {
		t.Fatalf("the inventory has %d places, want 2472: %v", len(places), err)
	}
	for _, p := range places {
		raw, asked, err := p.Message("MARKER", "MARKER as key")
		if err != nil {
			t.Fatal(err)
		}
		side := FromClient
		if p.FromServer {
			side = FromServer
		}
		m, err := NewParser().Parse(side, []byte(raw))
		if err != nil {
			t.Errorf("%s %s: %v in %s", p.Method, p.Path, err, raw)
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
			if f.Surface == 0 || !fits(p, f) {
				t.Errorf("%s %s %s: reaches %s, but its surface is %s (%s)", p.Method, p.Kind, p.Path, p.Reaches, f.Surface, f.Pointer())
			}
		}, nil)
		if values == 0 || strings.Contains(p.Path, "<") && keys == 0 {
			t.Errorf("%s %s: the marker in %s was seen as %d values and %d keys", p.Method, p.Path, raw, values, keys)
		}
	}
}

// fits reports whether the surface does justice to whom the text reaches.
func fits(p sessiontest.Place, f *Field) bool {
	if !p.FromServer {
		return f.Surface&(Argument|Target|SamplingOutput|UserInput|ClientInfo|Root|Meta|Opaque|Protocol|Unknown|ErrorText|MIME|Media|
			ResourceText|ResourceURI|ResultLink|Icon|StatusText|SamplingText) != 0
	}
	if f.Surface&ServerText == 0 {
		return false
	}
	prose := strings.HasPrefix(p.Type, "string") || strings.Contains(p.Type, "any")
	if strings.HasSuffix(p.Path, ".toolUseId") || strings.HasSuffix(p.Path, "{type=tool_use}.id") {
		prose = false // ids that a model sees
	}
	if p.Path == "$.method" {
		prose = false // a name, but still among what text detectors read
	}
	reaches := strings.Contains(strings.ToLower(p.Reaches), "m")
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
		}, nil)
		if !seen {
			t.Errorf("%s not seen in %s", c.pointer, c.raw)
		}
	}
}
