package stego

import (
	"math"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// The choice between two words that say the same, or between two spellings of one.
// Who writes has habits: of most pairs one is hardly ever used, and the same one all
// through a text. Bits make him use both, of many pairs, about equally often. What
// is compared is how likely the choices are to a writer with the habits that writers
// have (Beta-binomial, by pair) and to a coin.

// synonyms are pairs, and in how many of a hundred choices, by text, the first one is
// taken: counted in some ten thousand manuals, pages and source files.
const synonyms = `
begin/start/11 begins/starts/21 began/started/4 beginning/starting/23 big/large/35 bigger/larger/16 biggest/largest/26 small/little/81
smaller/lesser/76 quick/fast/37 quickly/rapidly/87 finish/complete/13 finished/completed/30 end/stop/79 help/assist/97 helps/assists/94
show/display/51 shows/displays/55 shown/displayed/61 use/utilize/98 using/utilizing/98 used/utilized/98 uses/utilizes/98 get/obtain/95 gets/obtains/98
getting/obtaining/86 make/create/51 makes/creates/53 making/creating/33 made/created/41 need/require/51 needs/requires/45 needed/required/32
but/however/86 also/additionally/97 maybe/perhaps/68 happy/glad/96 important/significant/84 error/mistake/98 errors/mistakes/96 fix/repair/98
fixed/repaired/98 choose/select/46 chooses/selects/20 chosen/selected/40 try/attempt/83 tries/attempts/53 tried/attempted/53 ask/request/21
asked/requested/34 answer/reply/73 answers/replies/79 keep/retain/89 keeps/retains/91 kept/retained/86 find/locate/93 finds/locates/97
found/located/93 give/provide/27 gives/provides/17 given/provided/53 let/allow/45 lets/allows/8 change/modify/77 changes/modifies/96
changed/modified/55 delete/remove/38 deletes/removes/27 deleted/removed/26 run/execute/87 runs/executes/77 running/executing/89 test/check/56
tests/checks/61 tested/checked/42 whole/entire/57 enough/sufficient/78 easy/simple/29 easily/simply/32 hard/difficult/73 wrong/incorrect/67
right/correct/79 often/frequently/75 about/approximately/98 near/close/10 buy/purchase/27 new/recent/94 old/ancient/96 main/primary/87
mostly/mainly/71 many/numerous/96 usually/generally/69 fully/completely/64 build/construct/93 built/constructed/90 send/transmit/96
sent/transmitted/95 put/place/49 think/believe/73 see/view/91 say/state/18 says/states/40 tell/inform/84 call/invoke/84 called/invoked/85
calls/invokes/93 happen/occur/64 happens/occurs/68 happened/occurred/42 add/append/78 adds/appends/90 join/connect/62 split/divide/94 part/portion/96
parts/portions/86 kind/type/7 kinds/types/7 way/manner/90 goal/aim/79 job/task/28 jobs/tasks/15 idea/concept/66 only/solely/98 because/since/38
while/whereas/95 although/though/42 until/till/88 toward/towards/25 among/amongst/96 within/inside/70 above/over/44 below/under/36 before/prior/90
after/following/56 each/every/77 several/various/53 like/similar/77 same/identical/95 different/distinct/94 empty/blank/87 safe/secure/49
clear/obvious/88 clearly/obviously/49 quiet/silent/65 rich/wealthy/98 house/home/2 road/street/39 child/kid/96 children/kids/96 car/vehicle/96
shop/store/2 shops/stores/2 picture/image/3 pictures/images/2 movie/film/60 doctor/physician/92 trip/journey/68 gift/present/2 garbage/trash/90
rock/stone/43 forest/woods/92 ocean/sea/16 sick/ill/9 angry/mad/52 smart/clever/92 pretty/beautiful/93 scared/afraid/17 strange/odd/24
famous/renowned/72 rapid/swift/60 broad/wide/17 enormous/huge/6 tiny/minute/36 brave/courageous/60 lucky/fortunate/94 speak/talk/68 speaks/talks/48
spoke/talked/29 look/glance/98 watch/observe/76 receive/accept/39 received/accepted/60 reach/achieve/56 explain/clarify/78 explains/clarifies/98
describe/depict/98 improve/enhance/91 improves/enhances/67 improved/enhanced/63 reduce/decrease/92 reduces/decreases/93 raise/increase/71
raised/increased/65 limit/restrict/77 limited/restricted/68 search/seek/91 hide/conceal/98 hidden/concealed/98 saved/stored/16 load/fetch/55
print/output/43 handle/process/34 handles/processes/50 verify/validate/59 verifies/validates/37 avoid/prevent/66 avoids/prevents/40
ensure/guarantee/84 ensures/guarantees/76 return/yield/97 returns/yields/97 contain/include/33 contains/includes/62 consider/regard/89
suppose/assume/13 colour/color/3 colours/colors/10 behaviour/behavior/12 favourite/favorite/4 centre/center/2 licence/license/2 organise/organize/7
organised/organized/2 organisation/organization/10 recognise/recognize/7 recognised/recognized/5 optimise/optimize/3 optimised/optimized/5
initialise/initialize/3 initialised/initialized/2 normalise/normalize/3 serialise/serialize/2 customise/customize/3 analyse/analyze/26
catalogue/catalog/2 dialogue/dialog/10 grey/gray/17 cancelled/canceled/59 labelled/labeled/9 modelling/modeling/3 travelling/traveling/11
honour/honor/14 neighbour/neighbor/6 metre/meter/42 theatre/theater/33 programme/program/7 defence/defense/6`

// choiceOf finds the pair of a word by its hash: the number of the pair, counted from
// 1, and which of the two it is.
type choiceOf struct {
	pair  uint16
	first bool
}

type choiceTable struct {
	words map[uint32]choiceOf
	mean  []float64 // share of the first, by pair
}

var choices = lazy.Value(func() *choiceTable {
	t := &choiceTable{words: map[uint32]choiceOf{}}
	for p := range strings.FieldsSeq(synonyms) {
		w := strings.Split(p, "/")
		t.mean = append(t.mean, share(w[2]))
		t.words[hashWord(w[0])] = choiceOf{uint16(len(t.mean)), true}
		t.words[hashWord(w[1])] = choiceOf{uint16(len(t.mean)), false}
	}
	return t
})

// hashWord is the hash that a word of small letters gets while it is read.
func hashWord(w string) (h uint32) {
	for i := range len(w) {
		h = h*31 + uint32(w[i])
	}
	return h
}

// choose notes a word that another one could stand for.
func (m *Meter) choose(h uint32) {
	if c, ok := choices().words[h]; ok {
		m.add(WordChoice, c.first, 0, uint32(c.pair))
	}
}

const (
	// constancy is how much the habits of a writer weigh, as a number of choices made
	// before the text begins.
	constancy = 0.8
	// fewestChoices and fewestPairs are what a text must have, likelier how many times,
	// as a power of two, a coin must explain it better than habits.
	fewestChoices, fewestPairs, likelier = 48, 12, 14
)

// chance is by how many bits it is likelier that a coin made the choices of some
// pairs, each of them or not, than that habits made all; how many pairs there are,
// and how many choices a coin explains better.
func chance(s []slot, mean []float64) (bits float64, pairs, carried int) {
	type pair struct {
		counts
		coin float64
	}
	count := map[uint]*pair{}
	var order []*pair // so that sums are the same each time
	for _, x := range s {
		c := count[x.content()]
		if c == nil {
			c = &pair{}
			count[x.content()] = c
			order = append(order, c)
		}
		m := constancy * mean[x.content()-1]
		if x.bit() == 0 {
			m = constancy - m
		}
		c.coin += -1 - math.Log2((float64(c.counts[x.bit()])+m)/(float64(c.counts[0])+float64(c.counts[1])+constancy))
		c.counts[x.bit()]++
	}
	for _, c := range order {
		bits += math.Log2(1+math.Exp2(min(c.coin, 500))) - 1
		if c.coin > 0 {
			carried += int(c.counts[0] + c.counts[1])
		}
	}
	return bits, len(order), carried
}

// windowOfChoices is how many choices are judged at a time: what stands around a
// stretch that carries something carries nothing.
const windowOfChoices = 160

// judgeWords judges the choice of words in a channel.
func (m *Meter) judgeWords(c Channel) (Found, bool) {
	f := Found{Channel: c}
	table, fewest, least, enough := choices, fewestChoices, fewestPairs, float64(likelier)
	if c == Contraction {
		table, fewest, least, enough = shortForms, fewestContractions, fewestShort, likelierShort
	}
	for all := m.slots[c]; len(all) >= fewest; {
		s := all[:min(len(all), windowOfChoices)]
		if bits, pairs, carried := chance(s, table().mean); bits >= enough && pairs >= least {
			f.Bits += carried
		}
		f.Slots += len(s)
		all = all[len(s):]
	}
	return f, f.Bits > 0
}
