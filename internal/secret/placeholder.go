package secret

import "strings"

// dummy reports whether s stands for a secret and is none: filled with one
// sign, counted up, or with words that say so.
func dummy(s string) bool {
	if len(s) == 0 {
		return true
	}
	filler, run, best := 0, 1, 1
	for i := range len(s) {
		switch c := s[i]; {
		case c == 'x' || c == 'X' || c == '*' || c == '.' || c == '-' || c == '_' || c == '0' || c == '#':
			filler++
		}
		if i > 0 && s[i] == s[i-1] {
			run++
			if s[i] == 'x' || s[i] == 'X' || s[i] == '*' || s[i] == '0' || s[i] == '.' {
				best = max(best, run)
			}
		} else {
			run = 1
		}
	}
	if filler*10 >= len(s)*7 || best >= 8 {
		return true
	}
	low := lower(s)
	for _, w := range exampleWords {
		if strings.Contains(low, w) {
			return true
		}
	}
	return ascending(s, 87) || stepping(s) || periodic(s)
}

// exampleWords in a secret say that it is an example.
var exampleWords = strings.Fields(`example placeholder your_ your- yourtoken yourkey yoursecret yourapi redacted changeme change_me
	replace_ replace- replaceme dummy insert_ insert- _here -here todo notreal not-a-real not_a_real fakekey faketoken xxxxxx put_your put-your
	my_api_key my-api-key my_token my-token watchdog-kept-`)

// ascending reports whether s counts up for so many percent of its length:
// abcdef..., 123456...
func ascending(s string, percent int) bool {
	up := 0
	for i := 1; i < len(s); i++ {
		if s[i] == s[i-1]+1 {
			up++
		}
	}
	return len(s) >= 8 && up*100 >= len(s)*percent
}

// stepping reports whether every second sign of s counts up: A1B2C3D4...
func stepping(s string) bool {
	up := 0
	for i := 2; i < len(s); i++ {
		if s[i] == s[i-2]+1 {
			up++
		}
	}
	return len(s) >= 12 && up*100 >= (len(s)-2)*87
}

// periodic reports whether s is digits that repeat.
func periodic(s string) bool {
	for period := 1; period <= 4 && period*3 <= len(s); period++ {
		same := true
		for i := range len(s) {
			same = same && digits[s[i]] && (i < period || s[i] == s[i-period])
		}
		if same {
			return true
		}
	}
	return false
}

// uniform reports whether s is long and made of one or two letters or digits. What
// has a form of its own is a secret all the same: nobody writes that by chance.
func uniform(s string) bool {
	var first, second byte
	for i := range len(s) {
		switch c := s[i]; {
		case !alnum[c] || c == first || c == second:
		case first == 0:
			first = c
		case second == 0:
			second = c
		default:
			return false
		}
	}
	return len(s) >= 12
}

// counted reports whether s is bytes in hexadecimal that count up: 0a0b0c0d0e0f1011.
func counted(s string) bool {
	if len(s) < 16 || len(s)%2 != 0 {
		return false
	}
	before, up := 0, 0
	for i := 0; i < len(s); i += 2 {
		if !hexs[s[i]] || !hexs[s[i+1]] {
			return false
		}
		v := nibble(s[i])<<4 | nibble(s[i+1])
		if i > 0 && v == before+1 {
			up++
		}
		before = v
	}
	return up*10 >= (len(s)/2-1)*9
}

func nibble(c byte) int {
	if c <= '9' {
		return int(c - '0')
	}
	return int(c|0x20-'a') + 10
}
