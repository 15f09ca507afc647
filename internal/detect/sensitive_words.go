package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// newSecretNames returns the names of what opens doors, in the languages forms are
// written in. Commas set phrases apart.
func newSecretNames() *vocabulary[secretKind] {
	v := newVocabulary[secretKind]()
	v.add(password, `your pin, password, passwd, pwd, passwrd, passphrase, pass phrase, passcode, pass code, pass word, pin code, pin number,
		login details, login data, sign in details, credential, creds, login credential, master password, security answer,
		mother's maiden name, mothers maiden name, username and password,
		passwort, passwörter, kennwort, kennwörter, zugangsdaten, anmeldedaten, geheimzahl, mot de passe, mots de passe, code secret, identifiants de connexion,
		contraseña, clave secreta, clave de acceso, credenciales, senha, palavra passe, palavra-passe, credenciais, parola d'ordine, parola chiave, credenziali, wachtwoord, inloggegevens,
		hasło, hasła, hasłem, dane logowania, пароль, пароля, пароли, паролем, учетные данные, учётные данные, пін код, пин код, şifre, şifreniz, şifrenizi, parolanız, parolanızı,
		lösenord, lösenordet, adgangskode, passord, passordet, kodeord, salasana, salasanasi, heslo, hesla, přihlašovací údaje, jelszó, jelszavát, jelszava, parola, parolă, parolei, lozinka, lozinku,
		парола, κωδικό πρόσβασης, κωδικός πρόσβασης, συνθηματικό, mật khẩu, kata sandi, kata laluan, पासवर्ड, كلمة المرور, كلمة السر, كلمة مرور, סיסמה, סיסמא, הסיסמה, رمز عبور, گذرواژه,
		密码, 口令, 密碼, パスワード, 暗証番号, 비밀번호, 암호, รหัสผ่าน`)
	v.add(keyOrToken, `api key, apikey, api token, api secret, access key, access key id, secret key, secret access key, client secret, shared secret, app secret, webhook secret,
		private key, ssh key, ssh private key, pgp key, gpg key, encryption key, signing key, access token, auth token, authentication token, authorization token, bearer token, bearer,
		refresh token, personal access token, session token, session cookie, session id cookie, session key, auth cookie, login cookie, id token, jwt, oauth token, bot token, service account key, service account json,
		connection string, database url with password, kubeconfig, keystore, github token, gitlab token, slack token, openai key, anthropic key, claude key, aws key, azure key, account key, deploy key, hmac key, license secret,
		api schlüssel, api-schlüssel, privater schlüssel, privaten schlüssel, geheimer schlüssel, geheimen schlüssel, zugriffstoken, zugriffsschlüssel, zugangsschlüssel, clé api, clé d'api, clé privée, clé secrète, clé d'accès, jeton d'accès, jeton,
		clave api, clave de api, clave de la api, clave privada, llave privada, llave api, token de acceso, chave api, chave de api, chave da api, chave privada, chave secreta, token de acesso, chiave api, chiave privata, chiave segreta, token di accesso,
		api sleutel, api-sleutel, privésleutel, geheime sleutel, toegangstoken, klucz api, klucz prywatny, klucza api, klucz dostępu, токен доступа, ключ api, api ключ, api-ключ, закрытый ключ, приватный ключ, секретный ключ, ключ доступа,
		api anahtarı, api anahtarınızı, özel anahtar, erişim anahtarı, api nyckel, api-nyckel, privat nyckel, api nøgle, api-nøkkel, api avain, api-avain, yksityinen avain, api klíč, soukromý klíč, khóa api, kunci api, kunci privat, مفتاح api, المفتاح الخاص, מפתח api, מפתח פרטי,
		密钥, 私钥, 访问令牌, 密鑰, 金鑰, 私鑰, 存取權杖, api密钥, apiキー, 秘密鍵, アクセストークン, シークレットキー, api 키, api키, 개인 키, 개인키, 비밀 키, 비밀키, 액세스 토큰, คีย์ api`)
	v.add(oneTime, `otp, totp, one time code, one time password, one time passcode, one time pin, onetime code, unlock code, access code, verification code, authentication code, authenticator code, security code, 2fa code, 2fa, mfa code, mfa token, mfa, sms code, login code, sign in code, two factor code,
		two factor authentication code, two step code, backup code, recovery code, code sent to your phone, code sent to you, code we sent, code we texted, code from your authenticator, code from your phone, code texted, six digit code, 6 digit code, magic link,
		einmalcode, einmalpasswort, bestätigungscode, sicherheitscode, tan, code de vérification, code à usage unique, code de sécurité, código de verificación, código de seguridad, código de un solo uso, código de verificação, código de segurança, codice di verifica, codice monouso, verificatiecode, eenmalige code,
		kod weryfikacyjny, kod jednorazowy, код подтверждения, код из смс, код из sms, одноразовый код, одноразовый пароль, код підтвердження, doğrulama kodu, doğrulama kodunu, tek kullanımlık kod, engångskod, verifieringskod, engangskode, bekreftelseskode, vahvistuskoodi, kertakäyttökoodi, ověřovací kód, jednorázový kód, mã xác minh, mã otp, kode verifikasi, kode otp, رمز التحقق, قود אימות, קוד אימות, κωδικό επαλήθευσης,
		验证码, 驗證碼, 動態密碼, 认证码, 認証コード, 確認コード, ワンタイムパスワード, 인증번호, 인증 번호, 인증 코드, 인증코드, รหัสยืนยัน`)
	v.add(cardData, `card number, card no, credit card, debit card, creditcard, bank card, cvv, cvc, cvv2, cvc2, card verification value, card security code, card expiry, card expiration, card details, card pin, payment card, pan number, bank account, bank account number, bank details, bank login, banking login, routing number, sort code, iban number, online banking,
		kreditkarte, kreditkartennummer, kartennummer, prüfnummer, bankverbindung, kontonummer, numéro de carte, carte bancaire, carte bleue, cryptogramme, coordonnées bancaires, número de tarjeta, tarjeta de crédito, tarjeta bancaria, cuenta bancaria, número do cartão, cartão de crédito, dados bancários, numero di carta, numero della carta, carta di credito, creditcardnummer, kaartnummer,
		numer karty, karty kredytowej, номер карты, номера карты, банковской карты, номер картки, kart numarası, kart numaranızı, kredi kartı, kortnummer, kreditkort, kortin numero, luottokortti, číslo karty, bankkártya, số thẻ, nomor kartu, kartu kredit, رقم البطاقة, بطاقة الائتمان, מספר כרטיס, כרטיס אשראי,
		银行卡号, 信用卡, 卡号, 信用卡號, カード番号, クレジットカード, 카드 번호, 카드번호, 신용카드`)
	v.add(seedPhrase, `seed phrase, recovery phrase, secret recovery phrase, mnemonic phrase, mnemonic, backup phrase, secret phrase, wallet phrase, wallet key, wallet seed, seed words, recovery words, recovery seed, 12 words, 24 words, twelve words, 12 word phrase, wallet private key, wallet password,
		wiederherstellungsphrase, wiederherstellungswörter, phrase de récupération, phrase secrète, frase semilla, frase de recuperación, frase de recuperação, frase di recupero, herstelzin, fraza odzyskiwania, сид фраза, сид-фраза, фраза восстановления, kurtarma ifadesi, återställningsfras, gjenopprettingsfrase, cụm từ khôi phục, frasa pemulihan, عبارة الاسترداد,
		助记词, 助記詞, 恢复短语, シードフレーズ, リカバリーフレーズ, 복구 구문, 시드 구문, 니모닉`)
	v.add(identity, `ssn, social security, social security number, social insurance number, passport number, passport no, passport scan, national id, national id number, national insurance number, national identity number, identity card number, id card number, tax id, tax identification number, taxpayer id, taxpayer identification number,
		driver license, driver licence, driver license number, drivers license, drivers licence, driver's license, driver's licence, driving licence number, aadhaar, aadhar number, medical record number, health insurance number, insurance policy number, maiden name,
		sozialversicherungsnummer, ausweisnummer, personalausweisnummer, reisepassnummer, steuernummer, steueridentifikationsnummer, numéro de sécurité sociale, numéro de passeport, numéro de carte d'identité, número de seguridad social, número de la seguridad social, número de pasaporte, número de dni, cpf, número do passaporte, codice fiscale, numero di passaporto, burgerservicenummer, bsn, paspoortnummer,
		pesel, numer dowodu, numer paszportu, снилс, номер паспорта, паспортные данные, серия и номер паспорта, tc kimlik, kimlik numarası, personnummer, cpr nummer, fødselsnummer, henkilötunnus, rodné číslo, số cccd, nomor ktp, رقم الهوية, رقم جواز السفر, תעודת זהות,
		身份证, 身份证号, 护照号, 身分證, マイナンバー, パスポート番号, 주민등록번호, 여권 번호, 여권번호`)
	v.add(weakSecret, `secret, token, pin, cookie, pass, pat, code secret`)
	v.add(weakIdentity, `passport, iban, account number`)
	return v
}

// wordSet is a set of words by what they look like.
func wordSet(list string) func() map[string]bool {
	return lazy.Value(func() map[string]bool {
		set := map[string]bool{}
		for w := range strings.FieldsSeq(list) {
			set[spelling.Skeleton(w)] = true
		}
		return set
	})
}

var (
	// aspects are what a thing has: what stands with them is not the thing.
	aspects = wordSet(`policy policies length name label title nickname alias description count number limit budget type kind color colour format style theme hint
		rotation rotate expiry expires expiration expire lifetime ttl age strength min minimum max maximum enabled enable disabled manager
		vault store storage scope scopes status state strategy provider protection field column prefix suffix usage reset change changed update link page url uri endpoint
		id identifier ids arn version region file filename path location owner issuer list rules rule settings setting option options mode method generator complexity
		history last4 last brand network holder requirements requirement window size per cost price symbol contract standard address balance metadata sort order verification check
		filter group template category tag chars characters character digits rate quota bucket pool santa word words ingredient message ballot garden level family algorithm hash hashing encoding prompt resource`)
	otherKinds = wordSet(`public boarding season ski gate day csrf xsrf page next continuation sync design max min total input output context cursor pagination promo coupon gift invite color theme forgot forgotten reset
		sort primary foreign partition nft erc20 crypto css tag idempotency no zero licence license product`)
	ofWords   = wordSet(`of for in from`)
	articles  = wordSet(`a an the this that any new old current existing`)
	yourWords = wordSet(`your my their user's users ur dein deine deinen ihr ihre ihren ihrer votre vos ton ta su tu sus sua seu tua tuo il uw je jouw twój swoje свой ваш ваше ваши вашего твой ditt din dit sinun`)
	linkWords = wordSet(`and or full valid following complete secret with plus also please re below here original personal`)
	askVerbs  = wordSet(`enter re reenter provide type retype paste input submit give supply confirm verify share send tell reply fill insert specify scan upload attach include copy put set key write
		authenticate login resubmit disclose reveal state communicate pass
		eingeben gib geben bestätigen bestätige saisissez saisir entrez entrer indiquez fournissez confirmez introduzca introduce introducir ingrese ingresa escriba escribe proporcione confirme confirma digite insira informe forneça inserisci inserire fornisci immetti digita conferma
		voer vul geef bevestig podaj wpisz wprowadź potwierdź ange skriv indtast oppgi angi syötä anna kirjoita zadejte zadej vložte adja írja introduceți introdu nhập masukkan girin giriniz`)
	// loneSecrets are weak ones that count where they are to be entered.
	loneSecrets = wordSet(`secret token cookie pat`)
	needVerbs   = wordSet(`need needs require requires required want wants ask asks asking missing benötigen brauchen besoin necesitamos precisamos serve potrzebujemy нужен`)
	actors      = wordSet(`we i will we'll i'll it they would shall server tool app`)
	stateVerbs  = wordSet(`will was has have had were been expires expired can may could should does did matches must changed changes works`)
	beVerbs     = wordSet(`is are`)
	needed      = wordSet(`required needed necessary missing mandatory requested`)
	negations   = wordSet(`never not no don't dont cannot won't without nicht kein keine jamais nunca mai nooit`)
	conditions  = wordSet(`if unless until failing otherwise did does have has`)
	// breakWords end the reach of a verb: what stands behind belongs to
	// something else.
	breakWords = wordSet(`about before after where when how whether which whose deletion removal rotation delete remove rotate revoke expire expires contains uses using use stored store stores`)
)
