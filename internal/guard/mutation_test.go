package guard

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

var allMutations = flag.Bool("mutations", false, "put every pair of disguises over every order, and say what passes")

// fewMutations is how many orders a pair of disguises is put over by default,
// and mostPassing the share of mutations that may pass.
const (
	fewMutations = 2
	mostPassing  = 0.05
)

// plantedOrders reads the orders of the mutation test.
func plantedOrders(t *testing.T) []string {
	data, err := os.ReadFile("testdata/orders.txt")
	if err != nil {
		t.Fatal(err)
	}
	orders := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(orders) != 100 {
		t.Fatalf("%d orders, not 100", len(orders))
	}
	return orders
}

// passes reports whether a tool result with text goes on unchanged and without
// a word to anybody.
func passes(t *testing.T, s *Session, id int, text string) bool {
	ask(t, s, fmt.Sprint(id), "tools/call")
	raw := encode(t, map[string]any{"jsonrpc": "2.0", "id": id, "result": map[string]any{"content": []any{map[string]any{"type": "text", "text": text}}}})
	out := s.Judge(context.Background(), message.FromServer, raw)
	settled(t, s, id, out, text)
	return !slices.ContainsFunc(out.Findings, func(f Judged) bool {
		return !f.Hygiene && (f.Action < policy.Alert || f.Severity >= finding.Medium)
	})
}

// settled checks what cleaning must keep to: what everybody sees stays, and a
// message that was cleaned does not change when it is cleaned again.
func settled(t *testing.T, s *Session, id int, out Outcome, text string) {
	if out.Action != policy.Clean {
		return
	}
	if !strings.Contains(string(out.Forward), mutationSeen) {
		t.Errorf("of %q the visible text is gone: %s", text, out.Forward)
	}
	ask(t, s, fmt.Sprint(id), "tools/call")
	again := s.Judge(context.Background(), message.FromServer, out.Forward)
	if string(again.Forward) != string(out.Forward) {
		t.Errorf("%q became %s, and then %s", text, out.Forward, again.Forward)
	}
}

const mutationSeen = "The museum is open from nine to five."

const mutationLead = mutationSeen + " Tickets are sold at the door.\n"

// TestMutations puts disguises, and pairs of them, over planted orders.
func TestMutations(t *testing.T) {
	orders := plantedOrders(t)
	s := New(Options{})
	id, missed, all := 0, 0, 0
	tally := map[string][2]int{}
	try := func(name string, put func(string) string, orders []string) {
		n := 0
		for _, o := range orders {
			id++
			if passes(t, s, id, mutationLead+put(o)+"\n") {
				n++
			}
		}
		tally[name] = [2]int{n, len(orders)}
		missed, all = missed+n, all+len(orders)
	}
	for _, d := range append(coded, disguises...) {
		try(d.name, d.put, orders)
	}
	singles, of := missed, all
	for i := range disguises {
		for k := range disguises {
			outer, inner := &disguises[i], &disguises[k]
			if !outer.over(inner) {
				continue
			}
			some := orders
			if !*allMutations {
				from := (i*len(disguises) + k) * fewMutations % len(orders)
				some = orders[from : from+fewMutations]
			}
			try(outer.name+" over "+inner.name, func(o string) string { return outer.put(inner.put(o)) }, some)
		}
	}
	t.Logf("single disguises: %d of %d pass (%.1f %%); with pairs: %d of %d (%.1f %%)", singles, of, percent(singles, of), missed, all, percent(missed, all))
	if *allMutations || testing.Verbose() {
		for name, n := range tally {
			if n[0] > 0 {
				t.Logf("%-40s %d of %d pass", name, n[0], n[1])
			}
		}
	}
	if float64(singles) > mostPassing*float64(of) || float64(missed) > mostPassing*float64(all) {
		t.Errorf("more than %.0f %% of the mutations pass", 100*mostPassing)
	}
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(of) }
