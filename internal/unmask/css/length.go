package css

import (
	"strconv"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// calls calls fn for each function in a value, with its arguments.
func calls(val string, fn func(name string, args []string)) {
	for range 8 {
		open := strings.IndexByte(val, '(')
		if open < 0 {
			return
		}
		shut := strings.IndexByte(val[open:], ')')
		if shut < 0 {
			return
		}
		args := strings.Split(val[open+1:open+shut], ",")
		for i := range args {
			args[i] = strings.TrimSpace(args[i])
		}
		fn(strings.TrimSpace(val[:open]), args)
		val = val[open+shut+1:]
	}
}

// eachWord calls fn for the words of a value, functions whole, until it returns
// true.
func eachWord(val string, fn func(string) bool) {
	for i := 0; i < len(val); {
		if unmask.IsBlank(val[i]) || val[i] == ',' {
			i++
			continue
		}
		end := until(val, i, " \t\r\n,")
		if fn(val[i:end]) {
			return
		}
		i = end
	}
}

// Number reads a number and returns what stands behind it.
func Number(s string) (n float32, rest string, ok bool) {
	i := 0
	for i < len(s) && (unmask.IsDigit(s[i]) || s[i] == '.' || i == 0 && (s[i] == '-' || s[i] == '+')) {
		i++
	}
	if i+1 < len(s) && s[i] == 'e' && (unmask.IsDigit(s[i+1]) || s[i+1] == '-') {
		for i++; i < len(s) && (unmask.IsDigit(s[i]) || s[i] == '-'); {
			i++
		}
	}
	if i == 0 || i > 24 {
		return 0, s, false
	}
	f, err := strconv.ParseFloat(s[:i], 32)
	return float32(f), s[i:], err == nil
}

// units are the pixels in a unit of length.
var units = map[string]float32{
	"": 1, "px": 1, "pt": 4.0 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16,
	"vw": viewport / 100, "vh": 7.2, "vmin": 7.2, "vmax": viewport / 100, "dvh": 7.2, "svh": 7.2, "lvh": 7.2, "dvw": viewport / 100,
}

// length reads a length or percentage.
func length(s string) (Value, bool) {
	if inner, ok := strings.CutPrefix(s, "calc("); ok {
		return sum(strings.TrimSuffix(inner, ")"))
	}
	n, unit, ok := Number(s)
	switch {
	case !ok:
		return Value{}, false
	case unit == "%":
		return Value{Kind: Percent, N: n}, true
	case unit == "em":
		return Value{Kind: Ems, N: n}, true
	case unit == "ch" || unit == "ex":
		return Value{Kind: Ems, N: n / 2}, true
	}
	f, ok := units[unit]
	return Value{Kind: Pixels, N: n * f}, ok
}

// sum evaluates what stands in calc() if it is plain: lengths with signs and
// factors between them, percentages and ems of an ordinary size.
func sum(s string) (Value, bool) {
	if len(s) > 128 || strings.IndexByte(s, '(') >= 0 {
		return Value{}, false
	}
	var sum, last float32
	op := byte('+')
	for i, w := range strings.Fields(strings.NewReplacer("*", " * ", "/", " / ").Replace(s)) {
		if i%2 == 1 {
			op = w[0]
			continue
		}
		v, ok := length(w)
		if !ok {
			return Value{}, false
		}
		switch x := v.Px(16); op {
		case '+':
			sum, last = sum+last, x
		case '-':
			sum, last = sum+last, -x
		case '*':
			last *= x
		case '/':
			if x != 0 {
				last /= x
			}
		}
	}
	return Value{Kind: Pixels, N: sum + last}, true
}
