package spelling

// Character classes of ASCII for the scanners of disguises.
const (
	letterChar = 1 << iota
	digitChar
	leetSign   // stands for a letter between letters
	splitChar  // may stand between the pieces of a word
	markupChar // the same, as markup
)

var CharClass = [256]uint8{
	'0': digitChar, '1': digitChar, '2': digitChar, '3': digitChar, '4': digitChar, '5': digitChar, '6': digitChar, '7': digitChar,
	'8': digitChar, '9': digitChar,
	'$': leetSign, '@': leetSign, '!': leetSign, '+': leetSign,
	'<': splitChar | markupChar, '*': splitChar | markupChar, '`': splitChar | markupChar, '~': splitChar | markupChar, '-': splitChar, '\n': splitChar, '\r': splitChar, '\\': splitChar,
	'_': splitChar | markupChar,
	'A': letterChar, 'B': letterChar, 'C': letterChar, 'D': letterChar, 'E': letterChar, 'F': letterChar, 'G': letterChar,
	'H': letterChar, 'I': letterChar, 'J': letterChar, 'K': letterChar, 'L': letterChar, 'M': letterChar, 'N': letterChar,
	'O': letterChar, 'P': letterChar, 'Q': letterChar, 'R': letterChar, 'S': letterChar, 'T': letterChar, 'U': letterChar,
	'V': letterChar, 'W': letterChar, 'X': letterChar, 'Y': letterChar, 'Z': letterChar,
	'a': letterChar, 'b': letterChar, 'c': letterChar, 'd': letterChar, 'e': letterChar, 'f': letterChar, 'g': letterChar,
	'h': letterChar, 'i': letterChar, 'j': letterChar, 'k': letterChar, 'l': letterChar, 'm': letterChar, 'n': letterChar,
	'o': letterChar, 'p': letterChar, 'q': letterChar, 'r': letterChar, 's': letterChar, 't': letterChar, 'u': letterChar,
	'v': letterChar, 'w': letterChar, 'x': letterChar, 'y': letterChar, 'z': letterChar,
}

const LeetChars = letterChar | digitChar | leetSign
