package main

// instead are letters that are read otherwise than UTS #39 and their names say:
// as attackers and upside-down writing use them.
var instead = map[rune]string{'ӏ': "l", 'ƃ': "g", 'ɟ': "f"}

// extra are letters that stand in for Latin ones in words whose other letters
// are Latin, beyond what UTS #39 and the names of the letters say: forms alike
// to a lively eye, and the habits of those who write so. Capitals may stand for
// small letters and the other way round. Own list.
var extra = map[rune]string{
	// Greek
	'ε': "e", 'έ': "e", 'ϵ': "e", 'η': "n", 'ή': "n", 'κ': "k", 'τ': "t", 'ω': "w", 'ώ': "w", 'μ': "u", 'µ': "u", 'θ': "o",
	'Θ': "O", 'χ': "x", 'β': "b", 'δ': "d", 'ζ': "z", 'ξ': "e", 'π': "n", 'ς': "s", 'φ': "o", 'λ': "l", 'Λ': "A",
	'Δ': "A", 'Σ': "E", 'Ξ': "E", 'Π': "N", 'Ω': "O", 'Γ': "r", 'Φ': "O", 'ψ': "y", 'Ψ': "Y",
	// Cyrillic
	'в': "b", 'к': "k", 'м': "m", 'н': "h", 'т': "t", 'п': "n", 'г': "r", 'я': "r", 'Я': "R", 'и': "n", 'И': "N", 'й': "n",
	'Й': "N", 'ц': "u", 'Ц': "U", 'ш': "w", 'Ш': "W", 'щ': "w", 'Щ': "W", 'д': "a", 'Д': "A", 'з': "e", 'З': "E", 'э': "e",
	'Э': "E", 'є': "e", 'Є': "E", 'ё': "e", 'Ё': "E", 'б': "b", 'Б': "b", 'ь': "b", 'ъ': "b", 'ч': "y", 'л': "n", 'Л': "A", 'П': "N",
	'Г': "r", 'ћ': "h", 'Ћ': "h", 'ђ': "h", 'ѓ': "r", 'Ѓ': "r", 'ќ': "k", 'Ќ': "K", 'ү': "y", 'Ү': "Y", 'ө': "o", 'Ө': "O",
	'җ': "x", 'ж': "x", 'қ': "k", 'ң': "h", 'ѡ': "w", 'Ѡ': "W", 'ґ': "r", 'Ґ': "r",
	// Armenian
	'ա': "w", 'ե': "t", 'է': "t", 'ի': "h", 'կ': "u", 'հ': "h", 'մ': "u", 'ն': "u", 'ո': "n", 'ռ': "n", 'ս': "u", 'տ': "un",
	'ր': "r", 'ց': "g", 'ւ': "i", 'փ': "p", 'ք': "p", 'օ': "o", 'զ': "q", 'գ': "q", 'վ': "y", 'յ': "j", 'լ': "l", 'ղ': "n",
	// Latin and phonetic letters whose names say otherwise
	'ɑ': "a", 'ɐ': "a", 'ɒ': "a", 'ə': "e", 'ɛ': "e", 'ɜ': "e", 'ɘ': "e", 'ǝ': "e", 'ɔ': "o", 'ɩ': "i", 'ı': "i", 'ʊ': "u",
	'ʃ': "s", 'ʒ': "z", 'ŋ': "n", 'ɣ': "y", 'ɸ': "o", 'ʋ': "v", 'ʌ': "v", 'ɯ': "m", 'ʍ': "w", 'ð': "d", 'þ': "p",
	'ƨ': "s", 'ƅ': "b", 'ꞓ': "e", 'ſ': "f", 'ĸ': "k", 'ß': "B", 'æ': "ae", 'Æ': "AE", 'œ': "oe", 'Œ': "OE", 'Ʌ': "A", 'Ʃ': "E",
	'ᴎ': "n", 'ᴙ': "r",
	// Cherokee
	'Ꭼ': "E", 'Ꭺ': "A", 'Ꮃ': "W", 'Ꮪ': "S", 'Ꮖ': "I", 'Ꭰ': "D", 'Ꭱ': "R", 'Ꭲ': "T", 'Ꭹ': "Y", 'Ꮇ': "M", 'Ꮋ': "H", 'Ꮐ': "G", 'Ꮓ': "Z",
	'Ꮮ': "L", 'Ꮯ': "C", 'Ꮲ': "P", 'Ꮶ': "K", 'Ᏼ': "B", 'Ꭻ': "J", 'Ꮩ': "V", 'Ꮎ': "O", 'Ꮷ': "d", 'Ᏸ': "B", 'Ꮟ': "b", 'Ꮤ': "W",
	// Signs
	'×': "x", '¢': "c", '€': "e", '£': "l", '¥': "y", '§': "s", '∂': "d", '∑': "E", '∏': "N", '√': "v", '∞': "oo",
}
