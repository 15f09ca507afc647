package decode

import "github.com/mcp-watchdog/mcp-watchdog/internal/lazy"

// entityNames holds the character references of HTML that stand for ASCII, Latin
// letters and signs, spaces and invisible characters (WHATWG HTML, section 13.5).
var entityNames = lazy.Value(func() map[string]rune {
	return map[string]rune{
		"AElig": 'Æ', "Aacute": 'Á', "Abreve": 'Ă', "Acirc": 'Â', "Agrave": 'À', "Amacr": 'Ā', "Aogon": 'Ą',
		"ApplyFunction": 0x2061, "Aring": 'Å', "Atilde": 'Ã', "Auml": 'Ä', "COPY": '©', "Cacute": 'Ć', "Ccaron": 'Č', "Ccedil": 'Ç',
		"Ccirc": 'Ĉ', "Cdot": 'Ċ', "Cedilla": '¸', "CenterDot": '·', "CloseCurlyDoubleQuote": '”', "CloseCurlyQuote": '’',
		"Dcaron": 'Ď', "DiacriticalAcute": '´', "DiacriticalGrave": '`', "Dot": '¨', "DoubleDot": '¨', "Dstrok": 'Đ', "ENG": 'Ŋ',
		"ETH": 'Ð', "Eacute": 'É', "Ecaron": 'Ě', "Ecirc": 'Ê', "Edot": 'Ė', "Egrave": 'È', "Emacr": 'Ē', "Eogon": 'Ę', "Euml": 'Ë',
		"Gbreve": 'Ğ', "Gcedil": 'Ģ', "Gcirc": 'Ĝ', "Gdot": 'Ġ', "Hat": '^', "Hcirc": 'Ĥ', "Hstrok": 'Ħ', "IJlig": 'Ĳ',
		"Iacute": 'Í', "Icirc": 'Î', "Idot": 'İ', "Igrave": 'Ì', "Imacr": 'Ī', "InvisibleComma": 0x2063, "InvisibleTimes": 0x2062,
		"Iogon": 'Į', "Itilde": 'Ĩ', "Iuml": 'Ï', "Jcirc": 'Ĵ', "Kcedil": 'Ķ', "Lacute": 'Ĺ', "Lcaron": 'Ľ', "Lcedil": 'Ļ',
		"Lmidot": 'Ŀ', "Lstrok": 'Ł', "MediumSpace": ' ', "Nacute": 'Ń', "Ncaron": 'Ň', "Ncedil": 'Ņ',
		"NegativeMediumSpace": 0x200b, "NegativeThickSpace": 0x200b, "NegativeThinSpace": 0x200b, "NegativeVeryThinSpace": 0x200b,
		"NewLine": '\n', "NoBreak": 0x2060, "NonBreakingSpace": ' ', "Ntilde": 'Ñ', "OElig": 'Œ', "Oacute": 'Ó', "Ocirc": 'Ô',
		"Odblac": 'Ő', "Ograve": 'Ò', "Omacr": 'Ō', "OpenCurlyDoubleQuote": '“', "OpenCurlyQuote": '‘', "Oslash": 'Ø',
		"Otilde": 'Õ', "Ouml": 'Ö', "PlusMinus": '±', "REG": '®', "Racute": 'Ŕ', "Rcaron": 'Ř', "Rcedil": 'Ŗ', "Sacute": 'Ś',
		"Scaron": 'Š', "Scedil": 'Ş', "Scirc": 'Ŝ', "THORN": 'Þ', "Tab": '\t', "Tcaron": 'Ť', "Tcedil": 'Ţ', "ThinSpace": ' ',
		"Tstrok": 'Ŧ', "Uacute": 'Ú', "Ubreve": 'Ŭ', "Ucirc": 'Û', "Udblac": 'Ű', "Ugrave": 'Ù', "Umacr": 'Ū', "UnderBar": '_',
		"Uogon": 'Ų', "Uring": 'Ů', "Utilde": 'Ũ', "Uuml": 'Ü', "VerticalLine": '|', "VeryThinSpace": ' ', "Wcirc": 'Ŵ',
		"Yacute": 'Ý', "Ycirc": 'Ŷ', "Yuml": 'Ÿ', "Zacute": 'Ź', "Zcaron": 'Ž', "Zdot": 'Ż', "ZeroWidthSpace": 0x200b,
		"aacute": 'á', "abreve": 'ă', "acirc": 'â', "acute": '´', "aelig": 'æ', "af": 0x2061, "agrave": 'à', "amacr": 'ā',
		"angst": 'Å', "aogon": 'ą', "aring": 'å', "ast": '*', "atilde": 'ã', "auml": 'ä', "bdquo": '„', "brvbar": '¦', "bsol": '\\',
		"bull": '•', "bullet": '•', "cacute": 'ć', "ccaron": 'č', "ccedil": 'ç', "ccirc": 'ĉ', "cdot": 'ċ', "cedil": '¸',
		"cent": '¢', "centerdot": '·', "circledR": '®', "colon": ':', "comma": ',', "commat": '@', "copy": '©', "curren": '¤',
		"dash": 0x2010, "dcaron": 'ď', "dd": 0x2146, "deg": '°', "die": '¨', "div": '÷', "divide": '÷', "dollar": '$',
		"dstrok": 'đ', "eacute": 'é', "ecaron": 'ě', "ecirc": 'ê', "edot": 'ė', "ee": 0x2147, "egrave": 'è', "emacr": 'ē',
		"emsp": ' ', "emsp13": ' ', "emsp14": ' ', "eng": 'ŋ', "ensp": ' ', "eogon": 'ę', "equals": '=', "eth": 'ð', "euml": 'ë',
		"excl": '!', "frac12": '½', "frac14": '¼', "frac34": '¾', "gbreve": 'ğ', "gcirc": 'ĝ', "gdot": 'ġ', "grave": '`',
		"hairsp": ' ', "half": '½', "hcirc": 'ĥ', "hellip": '…', "horbar": 0x2015, "hstrok": 'ħ', "hyphen": 0x2010, "iacute": 'í',
		"ic": 0x2063, "icirc": 'î', "iexcl": '¡', "igrave": 'ì', "ii": 0x2148, "ijlig": 'ĳ', "imacr": 'ī', "imath": 'ı',
		"inodot": 'ı', "iogon": 'į', "iquest": '¿', "it": 0x2062, "itilde": 'ĩ', "iuml": 'ï', "jcirc": 'ĵ', "kcedil": 'ķ',
		"kgreen": 'ĸ', "lacute": 'ĺ', "laquo": '«', "lbrace": '{', "lbrack": '[', "lcaron": 'ľ', "lcedil": 'ļ', "lcub": '{',
		"ldquo": '“', "ldquor": '„', "lmidot": 'ŀ', "lowbar": '_', "lpar": '(', "lrm": 0x200e, "lsqb": '[', "lsquo": '‘',
		"lsquor": '‚', "lstrok": 'ł', "macr": '¯', "mdash": '—', "micro": 'µ', "midast": '*', "middot": '·', "mldr": '…',
		"nacute": 'ń', "napos": 'ŉ', "ncaron": 'ň', "ncedil": 'ņ', "ndash": '–', "not": '¬', "ntilde": 'ñ', "num": '#',
		"numsp": ' ', "oacute": 'ó', "ocirc": 'ô', "odblac": 'ő', "oelig": 'œ', "ograve": 'ò', "omacr": 'ō', "ordf": 'ª',
		"ordm": 'º', "oslash": 'ø', "otilde": 'õ', "ouml": 'ö', "para": '¶', "percnt": '%', "period": '.', "plus": '+',
		"plusmn": '±', "pm": '±', "pound": '£', "puncsp": ' ', "quest": '?', "racute": 'ŕ', "raquo": '»', "rbrace": '}',
		"rbrack": ']', "rcaron": 'ř', "rcedil": 'ŗ', "rcub": '}', "rdquo": '”', "rdquor": '”', "reg": '®', "rlm": 0x200f,
		"rpar": ')', "rsqb": ']', "rsquo": '’', "rsquor": '’', "sacute": 'ś', "sbquo": '‚', "scaron": 'š', "scedil": 'ş',
		"scirc": 'ŝ', "sect": '§', "semi": ';', "shy": 0xad, "sol": '/', "strns": '¯', "sup1": '¹', "sup2": '²', "sup3": '³',
		"szlig": 'ß', "tcaron": 'ť', "tcedil": 'ţ', "thinsp": ' ', "thorn": 'þ', "times": '×', "tstrok": 'ŧ', "uacute": 'ú',
		"ubreve": 'ŭ', "ucirc": 'û', "udblac": 'ű', "ugrave": 'ù', "umacr": 'ū', "uml": '¨', "uogon": 'ų', "uring": 'ů',
		"utilde": 'ũ', "uuml": 'ü', "verbar": '|', "vert": '|', "wcirc": 'ŵ', "yacute": 'ý', "ycirc": 'ŷ', "yen": '¥', "yuml": 'ÿ',
		"zacute": 'ź', "zcaron": 'ž', "zdot": 'ż', "zwj": 0x200d, "zwnj": 0x200c,
	}
})
