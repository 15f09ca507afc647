package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Forms that name no secret and say what it looks like: the digits on the back of a
// card, the words of a wallet, the code that was sent, what one signs in with.

// shapes looks at the message, the names and the titles of a form together.
func (e *elicitation) shapes() {
	if e.message == nil || e.fields == 0 || !e.anyField() {
		return
	}
	var all strings.Builder
	all.WriteString(e.message.String())
	logins, others := 0, 0
	e.eachField(func(v *message.Value) {
		name, title := v.Key, v.Get("title").String()
		for _, s := range []string{name, title, v.Get("description").String()} {
			all.WriteString("\n")
			all.WriteString(s[:min(len(s), maxForm)])
		}
		switch {
		case loginName(name) || loginName(title):
			logins++
		case !takesNone(name):
			others++
		}
	})
	text := all.String()
	text = strings.ToLower(text[:runeStart(text, min(len(text), maxForm))])
	has := func(stems []string) bool { return holdsStem(text, stems) }
	switch {
	case has(digitWords) && has(sideWords):
		e.asks(e.message, cardData)
	case has(countedWords) && has(walletWords):
		e.asks(e.message, seedPhrase)
	case has(codeWords) && has(sentWords) && has(channelWords) && has(enterWords):
		e.asks(e.message, oneTime)
	case has(handOverWords) && holdsAny(text, secretFiles) && !has(pathWords):
		e.asks(e.message, keyOrToken)
	case logins > 0 && others > 0 && has(signInWords):
		e.see(e.message, finding.High, "the server has the user sign in by a form")
	}
	e.intimate(text)
}

// intimate looks for data that are nobody's business: health, beliefs, a record.
func (e *elicitation) intimate(text string) {
	all := terms(text)
	for i := range all {
		if kind, n := e.w.lexica().personalNames().at(all, i); n > 0 && (kind == ofHealth || kind == ofBelief) {
			e.see(e.message, finding.Medium, "the form asks for the health, the beliefs or the record of a person")
		}
	}
}

// holdsAny reports whether one of the names stands in the text.
func holdsAny(text string, names []string) bool {
	for _, n := range names {
		if strings.Contains(text, n) {
			return true
		}
	}
	return false
}

// eachField calls fn for each field of the form that takes text.
func (e *elicitation) eachField(fn func(v *message.Value)) {
	e.root.All(func(v *message.Value) bool {
		if v.Parent != nil && strings.EqualFold(v.Parent.Key, "properties") && takesText(v) {
			fn(v)
		}
		return true
	})
}

var loginNames = wordSet("user username login account email mail benutzer benutzername nutzername konto utilisateur identifiant usuario utente gebruiker gebruikersnaam użytkownik логин kullanıcı användarnamn")

// loginName reports whether a name is that of what one signs in as.
func loginName(name string) bool {
	all := terms(name)
	return len(all) > 0 && len(all) <= 3 && (loginNames()[all[len(all)-1].key] || loginNames()[all[0].key])
}

// takesNone reports whether the name of a field says that it takes no secret.
func takesNone(name string) bool {
	all := terms(name)
	return len(all) > 0 && plainFields()[all[len(all)-1].key]
}

// holdsStem reports whether a word of the text begins with one of the stems. Stems of
// scripts without spaces may stand anywhere.
func holdsStem(text string, stems []string) bool {
	for _, stem := range stems {
		for from := 0; ; {
			k := strings.Index(text[from:], stem)
			if k < 0 {
				break
			}
			at := from + k
			if stem[0] >= 0xe0 || at == 0 || !letter(text[at-1]) && text[at-1] < 0x80 {
				return true
			}
			from = at + len(stem)
		}
	}
	return false
}

var (
	// handOverWords have the content of something entered, pathWords where it is, and
	// secretFiles are what keys stand in.
	handOverWords = []string{"paste", "content", "output of", "upload", "attach", "text of", "text between", "copy", "einfügen", "inhalt", "contenu", "collez", "contenido", "pega", "conteúdo", "cole", "incolla", "contenuto"}
	pathWords     = []string{"path", "where is", "name of", "filename", "file name", "location of", "which"}
	secretFiles   = []string{"id_rsa", "id_ed25519", "id_ecdsa", ".env file", "`env`", "printenv", "environment variables", ".npmrc", ".netrc", ".pypirc", ".git-credentials", ".aws/cred", "kube/config", "kubeconfig", ".pem file", ".ssh/", "docker/config.json", "cookies.sqlite", "login keychain", "/etc/shadow"}

	digitWords = []string{"digit", "ziffern", "chiffres", "dígitos", "digitos", "cifre", "cijfers", "cyfr", "цифр", "rakam", "siffror", "cifre", "siffer", "číslic", "számjegy", "chữ số", "numbers on", "number on", "nummer auf", "numéro au", "número al", "numero sul",
		"位数字", "位數字", "桁", "자리"}
	sideWords = []string{"on the back", "on the front", "back of", "front of", "on the reverse", "on its back", "rückseite", "vorderseite", "au dos", "au verso", "au recto", "reverso", "anverso", "dorso", "no verso", "na frente", "sul retro", "sul fronte", "achterkant", "voorkant", "odwroc", "оборот", "обратной", "лицевой",
		"arka yüz", "arkasında", "ön yüz", "baksid", "framsid", "bagside", "zadní stran", "hátoldal", "mặt sau", "mặt trước", "背面", "正面", "裏面", "表面", "뒷면", "앞면"}
	countedWords = []string{"words", "wörter", "mots", "palabras", "palavras", "parole", "woorden", "słów", "słowa", "слов", "kelime", "orden", "slov", "szavak", "cuvinte", "các từ", "kata-kata", "单词", "單詞", "単語", "단어", "الكلمات"}
	walletWords  = []string{"wallet", "portefeuille", "cartera", "monedero", "carteira", "portafoglio", "portfel", "кошел", "гаманц", "cüzdan", "plånbok", "lompak", "peněžen", "tárc", "portofel", "ví điện", "dompet", "钱包", "錢包", "ウォレット", "지갑", "محفظ"}
	codeWords    = []string{"code", "código", "codice", "kod", "kód", "код", "digits", "ziffern", "コード", "验证码", "代码", "코드", "번호", "الرمز", "mã "}
	sentWords    = []string{"sent", "texted", "messaged", "geschickt", "gesendet", "envoyé", "enviado", "enviamos", "inviato", "gestuurd", "verzonden", "wysłal", "wysłan", "отправ", "выслал", "надіслал", "gönder", "skickat", "skickade", "lähet", "poslal", "küld", "trimis", "gửi", "kirim", "发送", "送信", "보냈", "보낸", "أرسل"}
	channelWords = []string{"sms", "text message", "phone", "telefon", "téléphone", "móvil", "teléfono", "telefone", "cellulare", "handy", "mail", "email", "e-mail", "телефон", "смс", "携帯", "电话", "手机", "휴대", "문자", "هاتف", "authenticator"}
	enterWords   = []string{"enter", "type", "give", "provide", "tell", "fill in", "paste", "eingeben", "geben sie", "gib ", "saisi", "entre", "introdu", "ingres", "digite", "inser", "voer", "podaj", "wpisz", "введите", "введіть", "сообщите", "girin", "gir ", "ange", "skriv", "anna ", "syötä", "zadej", "adja meg", "írja", "nhập", "masukkan", "输入", "輸入", "入力", "입력", "أدخل"}
	signInWords  = []string{"sign in", "sign-in", "signin", "log in", "log-in", "login", "reconnect your account", "session expired", "session has expired", "session has ended", "signed out", "logged out", "anmelden", "melden sie sich", "einloggen", "abgelaufen", "connectez-vous", "reconnect", "iniciar sesión", "inicie sesión", "faça login", "entre na sua conta", "accedi", "accedere", "inloggen", "log in op", "zaloguj",
		"войдите", "войти", "увійдіть", "giriş yap", "oturum aç", "logga in", "kirjaudu", "přihlas", "přihlás", "jelentkez", "autentific", "đăng nhập", "masuk", "登录", "登入", "ログイン", "로그인", "تسجيل الدخول"}
)
