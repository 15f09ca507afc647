package guard

import (
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
)

// What a message asks of the client, in all forms that the protocol has.
func TestPowersInMessages(t *testing.T) {
	for raw, want := range map[string]drift.Power{
		`{"params":{"message":"m","requestedSchema":{"properties":{"a":{"type":"string"}}}}}`:                                                     drift.Questions,
		`{"params":{"message":"m","requestedSchema":{"properties":{"a":{"type":"boolean"},"b":{"type":"string","enum":["x"]}}}}}`:                 drift.Confirms,
		`{"params":{"mode":"url","url":"https://quayside.example/a"}}`:                                                                            drift.Opens,
		`{"result":{"inputRequests":{"q":{"method":"elicitation/create","params":{"requestedSchema":{"properties":{"a":{"type":"boolean"}}}}}}}}`: drift.Confirms,
		`{"result":{"inputRequests":{"q":{"method":"elicitation/create","params":{"requestedSchema":{"properties":{"a":{"type":"number"}}}}}}}}`:  drift.Questions,
		`{"params":7}`: drift.Questions,
	} {
		if p := questioned([]byte(raw)); p != want {
			t.Errorf("%s: %v, not %v", raw, p, want)
		}
	}
}
