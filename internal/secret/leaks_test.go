package secret

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// draws is how often each row is written with other random values.
const draws = 20

var mark = regexp.MustCompile(`\{([A-Za-z0-9]*)(?::([^{}]*))?\}`)

// alphabets are what marks of the rows stand for.
var alphabets = map[string]*alphabet{
	"A": alnum, "a": chars("a-z0-9"), "U": uppers, "h": chars("0-9a-f"), "H": chars("0-9A-F"), "b": chars("A-Za-z0-9+/"), "u": wordish, "d": digits,
	"B": chars("A-Z2-7"), "T": chars("A-Z2-7"), "L": chars("A-Za-z"), "z": base58, "n": chars("0-9a-df-np-sv-z"),
}

// passwords that people and their machines make.
var passwords = []func() string{
	func() string { return pick(alnum, 3) + "7" + pick(chars("a-z"), 2) + "R2" + pick(alnum, 4) },
	func() string { return pick(chars("A-Z"), 2)[:1] + pick(chars("a-z"), 3) + "9#" + pick(alnum, 5) },
	func() string { return "Kelp" + strconv.Itoa(10+rng.IntN(89)) + "!" + pick(alnum, 3) + "Orbit" },
	func() string { return pick(alnum, 4) + "4-" + pick(alnum, 6) + "-8" + pick(alnum, 4) },
	func() string { return pick(alnum, 18) + "3" },
}

// written writes one mark.
func written(m string) string {
	parts := mark.FindStringSubmatch(m)
	enc := base64.StdEncoding
	random := func() string { return passwords[rng.IntN(len(passwords))]() }
	block := func(label string, lines int) string {
		b := "-----BEGIN " + label + "-----\n"
		for range lines {
			b += pick(chars("A-Za-z0-9+/"), 64) + "\n"
		}
		return b + "-----END " + label + "-----"
	}
	switch parts[1] {
	case "":
		return ""
	case "pw":
		return random()
	case "pw64":
		return enc.EncodeToString([]byte(random()))
	case "basic":
		return enc.EncodeToString([]byte("ada:" + random()))
	case "sasl":
		return enc.EncodeToString([]byte("\x00ada\x00" + random()))
	case "uuid":
		h := pick(chars("0-9a-f"), 32)
		return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
	case "jwt":
		return jwtOf(`{"sub":"ada","exp":1790000000}`)
	case "jwe":
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RSA-OAEP","enc":"A256GCM"}`)) + "." + pick(wordish, 100) + "." + pick(wordish, 16) + "." + pick(wordish, 60) + "." + pick(wordish, 22)
	case "pem":
		return block("RSA PRIVATE"+" KEY", 12)
	case "pemesc":
		return strings.ReplaceAll(block("PRIVATE"+" KEY", 12), "\n", `\n`)
	case "pem64":
		return enc.EncodeToString([]byte(block("EC PRIVATE"+" KEY", 4)))
	case "sshpem":
		return block("OPENSSH PRIVATE"+" KEY", 6)
	case "pgp":
		return strings.Replace(block("PGP PRIVATE"+" KEY BLOCK", 8), "-----\n", "-----\n\n", 1)
	case "age":
		const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
		data := strings.ToLower(pick(chars(strings.ToUpper(letters)), 52)[:51]) + "q"
		sum := polymod("age-secret-key-", data+"qqqqqq") ^ 1
		for k := range 6 {
			data += letters[sum>>(25-5*k)&31:][:1]
		}
		return strings.ToUpper(data)
	case "b64": // what is before the secret is not it
		e := enc.EncodeToString([]byte(parts[2] + pick(alnum, 36)))
		return e[:len(parts[2])*4/3] + "[[" + e[len(parts[2])*4/3:] + "]]"
	case "disc": // a bot: its number, a time, a signature
		return enc.WithPadding(base64.NoPadding).EncodeToString([]byte("1"+strconv.Itoa(rng.IntN(5))+pick(digits, 17))) + "." + pick(chars("A-Z"), 1)[:1] + pick(alnum, 5) + "." + pick(wordish, 38)
	case "spaced":
		return strings.Join(strings.Split(pick(alnum, 36), ""), " ")
	}
	n, err := strconv.Atoi(parts[2])
	if a := alphabets[parts[1]]; a != nil && err == nil {
		return pick(a, n)
	}
	return m // not a mark: braces of a text
}

type leakRow struct{ name, text string }

func leakRows(t *testing.T, file string) []leakRow {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var all []leakRow
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		name, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " | ")
		if !ok {
			t.Fatalf("%s: no bar in %.40q", file, line)
		}
		all = append(all, leakRow{name, strings.NewReplacer(`\\n`, `\\n`, `\n`, "\n", `\t`, "\t", `\|`, "|").Replace(text)})
	}
	return all
}

// TestLeaks measures recall on secrets in what carries them in real life, and
// false alarms on what looks like it.
func TestLeaks(t *testing.T) {
	rows := leakRows(t, "leaks.txt")
	missed := 0
	for _, r := range rows {
		lost := 0
		for range draws {
			text := mark.ReplaceAllStringFunc(r.text, written)
			start := strings.Index(text, "[[")
			text = strings.Replace(text, "[[", "", 1)
			end := strings.Index(text, "]]")
			text = strings.Replace(text, "]]", "", 1)
			if start < 0 || end < start {
				t.Fatalf("%s: no secret is marked", r.name)
			}
			covered := false
			for i := range text { // as the scan of a message goes about it
				if Maybe([]byte(text), i) {
					f, ok := At(text, i)
					covered = covered || ok && f.Start <= start && f.End >= end
				}
			}
			var object any
			if !covered && json.Unmarshal([]byte(text), &object) == nil && underName("", object, text[start:end]) {
				continue // each member is looked at with its name
			}
			if !covered {
				lost++
				continue
			}
			raw, err := json.Marshal(text)
			if err != nil || !maybeSomewhere(raw) {
				t.Errorf("%s: Maybe says no to its JSON (%v)", r.name, err)
			}
		}
		if missed += lost; lost > draws/10 {
			t.Logf("missed %d of %d: %s", lost, draws, r.name)
		}
	}
	all := len(rows) * draws
	t.Logf("%d leaks in %d texts, %d missed: recall %.2f %%", len(rows), all, missed, 100-100*float64(missed)/float64(all))
	if len(rows) < 150 || missed*20 > all {
		t.Errorf("%d of %d missed in %d rows: 5 %% are the limit", missed, all, len(rows))
	}
}

// underName reports whether a value is found by the name it stands under.
func underName(name string, v any, want string) bool {
	switch v := v.(type) {
	case string:
		f, ok := Named(name, v)
		return ok && v[f.Start:f.End] == want
	case []any:
		for _, e := range v {
			if underName(name, e, want) {
				return true
			}
		}
	case map[string]any:
		for key, e := range v {
			if Member([]byte(key)) && underName(key, e, want) {
				return true
			}
			if _, leaf := e.(string); !leaf && underName(key, e, want) {
				return true
			}
		}
	}
	return false
}

func TestLookalikes(t *testing.T) {
	rows := leakRows(t, "nearmisses.txt")
	accused := 0
	for _, r := range rows {
		wrong, kind := 0, ""
		for range draws {
			for _, f := range Find(mark.ReplaceAllStringFunc(r.text, written)) {
				if f.Kind.Odd {
					continue
				}
				wrong, kind = wrong+1, f.Kind.Name
				break
			}
		}
		if accused += wrong; wrong > 0 {
			t.Logf("accused %d of %d: %s (%s)", wrong, draws, r.name, kind)
		}
	}
	all := len(rows) * draws
	t.Logf("%d near misses in %d texts, %d accused: %.2f %%", len(rows), all, accused, 100*float64(accused)/float64(all))
	if len(rows) < 150 || accused*100 > all {
		t.Errorf("%d of %d accused in %d rows: 1 %% is the limit", accused, all, len(rows))
	}
}
