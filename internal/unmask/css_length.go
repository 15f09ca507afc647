package unmask

import (
	"strconv"
	"strings"
)

// cssCalls calls fn for each function in a value, with its arguments.
func cssCalls(val string, fn func(name string, args []string)) {
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

// cssWords calls fn for the words of a value, functions whole, until it returns
// true.
func cssWords(val string, fn func(string) bool) {
	for i := 0; i < len(val); {
		if isBlank(val[i]) || val[i] == ',' {
			i++
			continue
		}
		end := cssUntil(val, i, " \t\r\n,")
		if fn(val[i:end]) {
			return
		}
		i = end
	}
}

// cssNumber reads a number and returns what stands behind it.
func cssNumber(s string) (n float32, rest string, ok bool) {
	i := 0
	for i < len(s) && (isDigit(s[i]) || s[i] == '.' || i == 0 && (s[i] == '-' || s[i] == '+')) {
		i++
	}
	if i+1 < len(s) && s[i] == 'e' && (isDigit(s[i+1]) || s[i+1] == '-') {
		for i++; i < len(s) && (isDigit(s[i]) || s[i] == '-'); {
			i++
		}
	}
	if i == 0 || i > 24 {
		return 0, s, false
	}
	f, err := strconv.ParseFloat(s[:i], 32)
	return float32(f), s[i:], err == nil
}

// cssUnits are the pixels in a unit of length.
var cssUnits = map[string]float32{
	"": 1, "px": 1, "pt": 4.0 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16,
	"vw": viewport / 100, "vh": 7.2, "vmin": 7.2, "vmax": viewport / 100, "dvh": 7.2, "svh": 7.2, "lvh": 7.2, "dvw": viewport / 100,
}

// cssLength reads a length or percentage.
func cssLength(s string) (cssValue, bool) {
	if inner, ok := strings.CutPrefix(s, "calc("); ok {
		return cssSum(strings.TrimSuffix(inner, ")"))
	}
	n, unit, ok := cssNumber(s)
	switch {
	case !ok:
		return cssValue{}, false
	case unit == "%":
		return cssValue{kind: cssPercent, n: n}, true
	case unit == "em":
		return cssValue{kind: cssEms, n: n}, true
	case unit == "ch" || unit == "ex":
		return cssValue{kind: cssEms, n: n / 2}, true
	}
	f, ok := cssUnits[unit]
	return cssValue{kind: cssPixels, n: n * f}, ok
}

// cssSum evaluates what stands in calc() if it is plain: lengths with signs and
// factors between them, percentages and ems of an ordinary size.
func cssSum(s string) (cssValue, bool) {
	if len(s) > 128 || strings.IndexByte(s, '(') >= 0 {
		return cssValue{}, false
	}
	var sum, last float32
	op := byte('+')
	for i, w := range strings.Fields(strings.NewReplacer("*", " * ", "/", " / ").Replace(s)) {
		if i%2 == 1 {
			op = w[0]
			continue
		}
		v, ok := cssLength(w)
		if !ok {
			return cssValue{}, false
		}
		switch x := v.px(16); op {
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
	return cssValue{kind: cssPixels, n: sum + last}, true
}
