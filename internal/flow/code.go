package flow

import "strings"

// codeWords announce a code that opens an account once, in lower case, in the
// languages of many such messages. "Code" alone is that of an error or a place.
var codeWords = []string{
	"otp", "one-time", "one time pass", "onetime", "passcode", "verification code", "login code", "log-in code", "sign-in code", "sign in code",
	"security code", "authentication code", "authorization code", "access code", "2fa", "your pin", "verifizierungscode", "sicherheitscode", "bestätigungscode",
	"anmeldecode", "einmalcode", "einmalpasswort", "código de verificación", "codigo de verificacion", "código de seguridad", "código de acceso",
	"código de verificação", "código de segurança", "code de vérification", "code de sécurité", "code de connexion", "codice di verifica",
	"codice di sicurezza", "verificatiecode", "kod weryfikacyjny", "doğrulama kodu", "kode verifikasi", "код подтверждения", "код для входа", "одноразовый",
	"ваш код", "验证码", "驗證碼", "认证码", "動態密碼", "認証コード", "確認コード", "인증번호", "인증 코드", "ओटीपी", "رمز التحقق", "mã xác",
}

// maxNear is how far from such a word the code stands, in bytes.
const maxNear = 48

// Codes calls fn with the codes in text that a word near them announces: four to
// eight digits that are no part of anything longer.
func Codes(text string, fn func(code string)) {
	low, known := "", false
	Numbers(text, func(start, end int) {
		if !known {
			low, known = strings.ToLower(text), true
			if len(low) != len(text) {
				low = text
			}
		}
		around := low[max(0, start-maxNear):min(len(low), end+maxNear)]
		for _, w := range codeWords {
			if strings.Contains(around, w) {
				fn(text[start:end])
				return
			}
		}
	})
}

// Numbers calls fn for every run of four to eight digits that stands alone. No
// dates, no prices.
func Numbers(text string, fn func(start, end int)) {
	for i := 0; i < len(text); {
		if text[i] < '0' || text[i] > '9' {
			i++
			continue
		}
		start := i
		for i < len(text) && text[i] >= '0' && text[i] <= '9' {
			i++
		}
		if n := i - start; n < 4 || n > 8 || start > 0 && glued(text[start-1]) || i < len(text) && glued(text[i]) && !(text[i] == '.' && (i+1 == len(text) || text[i+1] <= ' ')) {
			continue
		}
		if n := i - start; n == 4 && (text[start] == '1' && text[start+1] == '9' || text[start] == '2' && text[start+1] == '0') {
			continue // a year
		}
		fn(start, i)
	}
}

func glued(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-_./:+$#@%=&", c) >= 0
}
