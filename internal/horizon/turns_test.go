package horizon_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// german is a paragraph of a letter from abroad, of n sentences. People ask each
// other for things in every language, and now and then send each other to places.
func german(r *rand.Rand, n int) string {
	things := strings.Fields("Rechnung Lieferung Vertrag Bericht Angebot Termin Tabelle Bestellung Muster Anlage Liste Zeichnung")
	thing := func() string { return pick(r, things) }
	var all []string
	for range n {
		at := r.IntN(8)
		if (at == 3 || at == 5) && r.IntN(5) > 0 {
			at = 2
		}
		switch at {
		case 0:
			all = append(all, fmt.Sprintf("Bitte senden Sie die %s bis %s zurück.", thing(), one(r, "Montag|Freitag|Ende der Woche")))
		case 1:
			all = append(all, fmt.Sprintf("Können Sie mir die %s noch einmal schicken?", thing()))
		case 2:
			all = append(all, fmt.Sprintf("Die %s ist gestern angekommen, die %s fehlt noch.", thing(), thing()))
		case 3:
			all = append(all, fmt.Sprintf("Prüfen Sie die %s und melden Sie sich bei %s@werk-nord.example.", thing(), strings.ToLower(pick(r, given))))
		case 4:
			all = append(all, fmt.Sprintf("Wir haben %d Stück bestellt und %d davon erhalten.", r.IntN(90)+10, r.IntN(10)))
		case 5:
			all = append(all, fmt.Sprintf("Öffnen Sie https://portal.werk-nord.example/%s und laden Sie die %s herunter.", strings.ToLower(thing()), thing()))
		case 6:
			all = append(all, fmt.Sprintf("Vielen Dank für die %s, sie war vollständig.", thing()))
		default:
			all = append(all, fmt.Sprintf("Beim nächsten Mal brauchen wir auch die %s des Kunden.", thing()))
		}
	}
	return strings.Join(all, " ")
}

// A turn is something that changes for good one day, and is honest: how people write,
// or what the server says beside.
type turn struct {
	name  string
	kinds string // in which it happens
	begin func(w *world)
	spoil func(p *play, r *reply)
}

var turns = []turn{
	{name: "letters from abroad", kinds: "mail issues chat browser search", begin: func(w *world) { w.abroad = 0.2 }},
	{name: "a busy month", kinds: "mail issues chat browser files", begin: func(w *world) { w.busy = 1 }},
	{name: "tips", kinds: "files calendar search database browser", spoil: func(p *play, r *reply) {
		if p.state.chance(0.5) {
			r.text += "\n\n" + one(p.state.r, "Tip: a shorter range is faster.|Tip: narrow the search for fewer results.|Tip: sort by date to see new entries first.|See the manual for more examples.|Note: results are cached for an hour.|Tip: use a smaller page when the answer is too long.")
		}
	}},
	{name: "five times as much", kinds: "issues calendar search database chat", spoil: func(p *play, r *reply) {
		r.text += strings.Repeat("\n"+r.text, 4)
	}},
}

// TestHonestTurnsAreSeldomCritical: what changes honestly in the middle of a month may
// be told, but hardly ever costs an answer.
func TestHonestTurnsAreSeldomCritical(t *testing.T) {
	seeds := months(t)
	for _, turn := range turns {
		t.Run(strings.ReplaceAll(turn.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			months, alarms, critical, hit := 0, 0, 0, map[string]int{}
			for _, k := range kinds {
				if !strings.Contains(turn.kinds, k.name) {
					continue
				}
				for seed := range seeds {
					p := newPlay(t, k, uint64(seed)+5000)
					p.spoil = func(_ call, r *reply) bool {
						if p.state.day >= strikeDay && !r.failed && turn.spoil != nil {
							turn.spoil(p, r)
						}
						return false
					}
					before := critical
					for range month {
						if p.state.day == strikeDay && turn.begin != nil {
							turn.begin(p.state.world)
						}
						p.today(func(raised []judged, _ bool) bool {
							for _, j := range ours(raised) {
								alarms++
								if j.Severity >= finding.High {
									critical++
									t.Logf("%s, seed %d, day %d: %s %s: %s", k.name, seed, p.state.day, j.Severity, j.Rule.ID, j.Why)
								}
							}
							return true
						})
					}
					months++
					if critical > before {
						hit[k.name]++
					}
				}
			}
			t.Logf("%s: %d alarms, %d of them high or critical, in %d server-months; months that had such %v", turn.name, alarms, critical, months, hit)
			cost := 0
			for _, n := range hit {
				cost += n
			}
			if 20*cost > months {
				t.Errorf("alarms in %d of %d months are high or critical", cost, months)
			}
		})
	}
}
