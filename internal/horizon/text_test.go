package horizon_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// A world has things that servers speak of: people, projects, files, and words of
// which new ones turn up every day.
type world struct {
	r       *rand.Rand
	day     int
	now     time.Time
	people  []string
	domains []string
	project []string
	coined  []string
	topics  []string
	// How often people write in another language, and how much more they ask for.
	abroad, busy float64
}

func newWorld(r *rand.Rand) *world {
	w := &world{r: r}
	for range 14 {
		w.people = append(w.people, pick(r, given)+" "+pick(r, family))
	}
	for range 6 {
		w.domains = append(w.domains, w.coin()+"."+pick(r, zones))
	}
	for range 4 {
		w.project = append(w.project, w.coin())
	}
	w.topics = append(w.topics, sample(r, nouns, 60)...)
	return w
}

// turn is the beginning of another day: somebody joins, something is coined, and now and
// then the work turns to something else.
func (w *world) turn() {
	w.day++
	if w.r.Float64() < 0.3 {
		w.people = append(w.people, pick(w.r, given)+" "+pick(w.r, family))
	}
	if w.r.Float64() < 0.5 {
		w.domains = append(w.domains, w.coin()+"."+pick(w.r, zones))
	}
	if w.r.Float64() < 0.15 {
		w.project[w.r.IntN(len(w.project))] = w.coin()
		copy(w.topics, sample(w.r, nouns, 25))
	}
	for range 3 {
		w.coin()
	}
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

func sample(r *rand.Rand, all []string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = pick(r, all)
	}
	return out
}

func words(list string) []string { return strings.Fields(list) }

var (
	given   = words("Ada Bela Chen Dana Emil Fatou Goran Hana Ivo Jun Kofi Lena Milan Nour Omar Petra Quim Rosa Sven Tala Uma Viktor Wanda Xenia Yara Zeno")
	family  = words("Abara Brandt Costa Duarte Eriksen Fuchs Garnier Haddad Ito Jansen Kovacs Lindqvist Moreau Novak Okafor Petrov Quist Rossi Schmid Tanaka Ueda Varga Weber Xu Yilmaz Zeman")
	zones   = words("com org net io dev co.uk de fr")
	parts   = words("ra lo mi ten var sol ket bri dan ux or fel mon ta gri pos lum cer vel nar hex tor qui zan pil dor")
	nouns   = words("index cache parser queue record release invoice budget meeting schedule report sensor station sample window token session server client buffer field table column schema migration backup restore report chart colour font layout margin button dialog menu search filter result page link image upload download archive folder file version branch commit review test failure timeout retry limit quota user account group role permission audit log metric alert dashboard region zone cluster node disk memory network socket port packet header body message mail thread reply draft signature calendar event room agenda minutes note task project milestone deadline customer contract order shipment price discount tax payment refund stock warehouse supplier product catalogue review rating comment article chapter figure abstract method experiment dataset model training accuracy loss gradient weather rain wind temperature humidity pressure forecast river bridge road train ticket hotel flight airport visa passport museum garden kitchen recipe oven bread salt pepper sugar butter flour")
	verbs   = words("adds removes changes moves renames copies checks reads writes parses prints opens closes starts stops restarts updates replaces keeps drops merges splits sorts filters counts measures compares reports shows hides loads saves exports imports builds runs tests reviews approves rejects assigns schedules cancels postpones delays explains describes documents improves breaks fixes reverts blocks unblocks limits extends shortens")
	actsNow = words("add remove change move rename copy check read write parse print open close start stop restart update replace keep drop merge split sort filter count measure compare report show load save export import build run test review approve assign schedule cancel explain describe document improve fix revert limit extend")
	adjs    = words("new old small large slow fast empty full open closed stale fresh broken missing wrong right early late short long local remote shared private public internal final first last next quiet noisy cheap expensive simple odd rare common stable flaky weekly daily monthly")
	extras  = words("again today yesterday tomorrow soon later often rarely never twice once everywhere here there")
)

// coin makes a word that nobody has used.
func (w *world) coin() string {
	s := pick(w.r, parts) + pick(w.r, parts)
	if w.r.IntN(2) == 0 {
		s += pick(w.r, parts)
	}
	w.coined = append(w.coined, s)
	return s
}

func (w *world) noun() string {
	if len(w.coined) > 0 && w.r.Float64() < 0.08 {
		return pick(w.r, w.coined)
	}
	if w.r.Float64() < 0.6 {
		return pick(w.r, w.topics)
	}
	return pick(w.r, nouns)
}

func (w *world) person() string { return pick(w.r, w.people) }

func (w *world) mailbox(person string) string {
	name := strings.ToLower(strings.ReplaceAll(person, " ", "."))
	return name + "@" + w.domains[len(person)%len(w.domains)]
}

func (w *world) url() string {
	return fmt.Sprintf("https://%s/%s/%s", pick(w.r, w.domains), w.noun(), w.noun())
}

// sentence is a plain statement.
func (w *world) sentence() string {
	switch w.r.IntN(7) {
	case 0:
		return fmt.Sprintf("The %s %s the %s %s.", w.noun(), pick(w.r, verbs), w.noun(), pick(w.r, extras))
	case 1:
		return fmt.Sprintf("%s %s a %s %s for the %s.", strings.Fields(w.person())[0], pick(w.r, verbs), pick(w.r, adjs), w.noun(), w.noun())
	case 2:
		return fmt.Sprintf("There are %d %s %ss in the %s, and %d of them are %s.", w.r.IntN(90)+2, pick(w.r, adjs), w.noun(), w.noun(), w.r.IntN(20), pick(w.r, adjs))
	case 3:
		return fmt.Sprintf("When the %s is %s, the %s %s it.", w.noun(), pick(w.r, adjs), w.noun(), pick(w.r, verbs))
	case 4:
		return fmt.Sprintf("We had a %s %s in %s, so the %s was %s.", pick(w.r, adjs), w.noun(), pick(w.r, w.project), w.noun(), pick(w.r, adjs))
	case 5:
		return fmt.Sprintf("Nothing about the %s %s has changed since the %s.", pick(w.r, adjs), w.noun(), w.noun())
	}
	return fmt.Sprintf("I think the %s of %s is %s, but the %s is not.", w.noun(), pick(w.r, w.project), pick(w.r, adjs), w.noun())
}

// request is what people ask each other for in documents and letters.
func (w *world) request() string {
	switch w.r.IntN(9) {
	case 0:
		return fmt.Sprintf("Please %s the %s before the %s.", pick(w.r, actsNow), w.noun(), w.noun())
	case 1:
		return fmt.Sprintf("Could you %s the %s %s?", pick(w.r, actsNow), pick(w.r, adjs), w.noun())
	case 2:
		return fmt.Sprintf("Can you send me the %s of %s?", w.noun(), pick(w.r, w.project))
	case 3:
		return fmt.Sprintf("You must %s the %s first.", pick(w.r, actsNow), w.noun())
	case 4:
		return fmt.Sprintf("Please send the %s to %s.", w.noun(), w.mailbox(w.person()))
	case 5:
		return fmt.Sprintf("See %s for the %s.", w.url(), w.noun())
	case 6:
		return fmt.Sprintf("Let me know when the %s is %s.", w.noun(), pick(w.r, adjs))
	case 7:
		return fmt.Sprintf("Open %s and %s the %s.", w.url(), pick(w.r, actsNow), w.noun())
	}
	return fmt.Sprintf("%s the %s, then %s it.", title(pick(w.r, actsNow)), w.noun(), pick(w.r, actsNow))
}

// setup is what manuals say about keys and commands.
func (w *world) setup() string {
	switch w.r.IntN(7) {
	case 0:
		return fmt.Sprintf("Set %s_API_KEY to your API key in the environment.", strings.ToUpper(w.coin()))
	case 1:
		return fmt.Sprintf("Enter your password when the %s asks for it.", w.noun())
	case 2:
		return fmt.Sprintf("Run `pip install %s` and restart the %s.", w.coin(), w.noun())
	case 3:
		return fmt.Sprintf("Never share your token with anybody, and do not commit it to the %s.", w.noun())
	case 4:
		return fmt.Sprintf("Download the archive from %s and run the installer.", w.url())
	case 5:
		return fmt.Sprintf("Create a token under %s and pass it as --token to the %s.", w.url(), w.noun())
	}
	return fmt.Sprintf("Copy the key to ~/.%s/credentials and %s the %s.", w.coin(), pick(w.r, actsNow), w.noun())
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// prose is a paragraph; asking is how often a sentence asks for something, and manual how
// often it is about keys and commands.
func (w *world) prose(n int, asking, manual float64) string {
	if w.abroad > 0 && w.r.Float64() < w.abroad {
		return german(w.r, n)
	}
	var all []string
	asking *= 1 + w.busy
	for range n {
		switch x := w.r.Float64(); {
		case x < manual:
			all = append(all, w.setup())
		case x < manual+asking:
			all = append(all, w.request())
		default:
			all = append(all, w.sentence())
		}
	}
	return strings.Join(all, " ")
}

// code is a piece of a program.
func (w *world) code(n int) string {
	var b strings.Builder
	for range n {
		switch w.r.IntN(6) {
		case 0:
			fmt.Fprintf(&b, "// %s %s the %s of a %s.\n", w.noun(), pick(w.r, verbs), w.noun(), w.noun())
		case 1:
			fmt.Fprintf(&b, "func (%s *%s) %s(%s int) error {\n\treturn nil\n}\n\n", w.noun()[:1], title(w.noun()), title(pick(w.r, actsNow)), w.noun())
		case 2:
			fmt.Fprintf(&b, "\tif %s.%s() > %d {\n\t\treturn fmt.Errorf(\"the %s is %s: %%w\", err)\n\t}\n", w.noun(), title(w.noun()), w.r.IntN(500), w.noun(), pick(w.r, adjs))
		case 3:
			fmt.Fprintf(&b, "const %s%s = %d\n", w.noun(), title(w.noun()), w.r.IntN(1<<20))
		case 4:
			fmt.Fprintf(&b, "\t%s := %s.%s(%s)\n", w.noun(), w.noun(), title(pick(w.r, actsNow)), w.noun())
		default:
			fmt.Fprintf(&b, "import \"%s/%s\"\n", w.noun(), w.noun())
		}
	}
	return b.String()
}
