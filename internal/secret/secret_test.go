package secret

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// Made-up secrets, put together here so that no scanner takes this file for a
// leak.
var rng = rand.New(rand.NewPCG(7, 11))

func pick(a *alphabet, n int) string {
	var from []byte
	for c := range 128 {
		if a[c] {
			from = append(from, byte(c))
		}
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = from[rng.IntN(len(from))]
	}
	b[n-1] = 'A' // ends in a letter or digit, as tokens do
	if !a['A'] {
		b[n-1] = '7'
	}
	return string(b)
}

// TestTokens makes tokens of every format and finds them in what carries them.
func TestTokens(t *testing.T) {
	rng = rand.New(rand.NewPCG(7, 11)) // whatever the tests before have drawn
	missed, all := map[string]int{}, 0
	for i := range known().formats {
		f := &known().formats[i]
		if f.body == nil || f.find != nil {
			continue
		}
		n := f.least
		for range 20 {
			token := f.prefix + pick(f.body, n)
			for _, text := range []string{token, "use " + token + " now", `{"key":"` + token + `"}`, "A=" + token + "\nB=1", "see\\n" + token + "\\n"} {
				all++
				found := Find(text)
				if len(found) != 1 || text[found[0].Start:found[0].End] != token {
					missed[f.prefix]++
				}
				if at := strings.Index(text, token); !Maybe([]byte(text), at) {
					t.Fatalf("%s...: Maybe says no", f.prefix)
				}
			}
		}
	}
	for p, n := range missed {
		if n > 10 {
			t.Errorf("%s...: %d of 100 missed", p, n)
		}
	}
	if all < 10_000 {
		t.Errorf("only %d tokens were made", all)
	}
}

// TestLiterals keeps the promise that whatever At finds stands at a literal.
func TestLiterals(t *testing.T) {
	set := map[string]bool{}
	for _, l := range Literals() {
		if len(l) < minLiteral || l != lower(l) || set[l] {
			t.Errorf("%q is no literal", l)
		}
		set[l] = true
	}
	for i := range known().formats {
		f := &known().formats[i]
		p := lower(f.prefix)
		if f.body != nil && len(p) <= minLiteral {
			for c := byte('0'); ; c++ {
				if f.body[c] {
					p += lower(string(rune(c)))
					break
				}
			}
		}
		if !set[p] {
			t.Errorf("%s is no literal", p)
		}
	}
}

var pem4096 = "-----BEGIN RSA PRIVATE" + " KEY-----\n" + strings.Repeat(pick(alnum, 64)+"\n", 49) + "-----END RSA PRIVATE" + " KEY-----"

func jwtOf(payload string) string {
	enc := base64.RawURLEncoding
	return enc.EncodeToString([]byte(`{"alg":"HS256"}`)) + "." + enc.EncodeToString([]byte(payload)) + "." + pick(alnum, 43)
}

func TestOthers(t *testing.T) {
	pw := "q7Rt" + "vLw29z"
	for _, c := range []struct{ text, want, kind string }{
		{"PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 1\n" + pick(alnum, 60) + "\nPrivate-Lines: 1\n" + pick(alnum, 44) + "\nPrivate-MAC: " + pick(hexs, 64), "", "private key"},
		{"key:\n" + pem4096 + "\nend", pem4096, "private key"},
		{strings.ReplaceAll(pem4096, "\n", "\\n"), strings.ReplaceAll(pem4096, "\n", "\\n"), "private key"},
		{"token " + jwtOf(`{"sub":"ada"}`) + ".", "", "JWT"},
		{"postgres://app:" + pw + "@db.example.net:5432/main", pw, "password"},
		{"redis://:" + pw + "@cache:6379", pw, "password"},
		{"git clone https://ada:" + pw + "@git.example.net/x.git", pw, "password"},
		{"postgres://app:p@" + pw + "@db/main", "p@" + pw, "password"},
		{"DB_PASSWORD=" + pw, pw, "password"},
		{"password: \"" + pw + "\"", pw, "password"},
		{`{"clientSecret": "` + pick(alnum, 32) + `"}`, "", "secret"},
		{`{\"api_key\": \"` + pick(alnum, 32) + `\"}`, "", "API key"},
		{"export SERVICE_API_KEY='" + pick(hexs, 40) + "'", "", "API key"},
		{"aws_secret_access_key = " + pick(alnum, 40), "", ""},
		{"- name: X_TOKEN\n  value: \"" + pick(alnum, 40) + "\"", "", "access token"},
		{"curl -u ada:" + pw + " https://example.net", pw, "password"},
		{"curl --user 'ada:" + pw + "' https://example.net", pw, "password"},
		{"curl -H 'Authorization: Bearer " + pick(alnum, 40) + "' https://x", "", "access token"},
		{"Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("ada:"+pw)), "", "password"},
		{"machine example.net login ada password " + pw, pw, "password"},
		{"machine git.example.net login ada password meadowlark", "meadowlark", "password"},
		{"https://hooks.slack.com/services/T0AB12CD3/B0AB12CD3/" + pick(alnum, 24), "", "webhook address"},
		{"https://discord.com/api/webhooks/123456789012345678/" + pick(alnum, 68), "", "Discord token"},
		{"client-key-data: " + base64.StdEncoding.EncodeToString([]byte(pem4096)), "", "private key"},
		{"xoxb-" + "123456789012-123456789012-" + pick(alnum, 24), "", "Slack token"},
		{"sk-ant-" + "api03-" + pick(wordish, 93) + "AA", "", "Anthropic key"},
		{"AccountKey=" + pick(alnum, 86) + "==;EndpointSuffix=x", "", "Azure key"},
		{"sk-" + pick(alnum, 20) + "T3BlbkFJ" + pick(alnum, 20), "", "OpenAI key"},
		{`t = "gh` + `p_x9Kd02LmQ7vT" + "z41BnR8sYc6WfH3jPa5uEg0i"`, "ghp_x9Kd02LmQ7vT\" + \"z41BnR8sYc6WfH3jPa5uEg0i", "GitHub token"},
		{"key: " + strings.Join(strings.Split("AKI"+"AQ3EXZ7PLMK2WNB5T", ""), " ") + " end", "", "AWS key"},
		{"data " + base64.StdEncoding.EncodeToString([]byte("gh"+"p_x9Kd02LmQ7vTz41BnR8sYc6WfH3jPa5uEg0i")) + " end", "", "GitHub token"},
		{"data " + base64.StdEncoding.EncodeToString([]byte("A=1\nX_TO"+"KEN=x9Kd02LmQ7vTz41BnR8sYc6WfH3jPa5uEg0i\nB=2")), "", "access token"},
		{"data " + base64.StdEncoding.EncodeToString([]byte("a "+pem4096)), "", "private key"},
		{"data " + hex.EncodeToString([]byte("gh"+"p_x9Kd02LmQ7vTz41BnR8sYc6WfH3jPa5uEg0i")), "", "GitHub token"},
		{"bot 7212345678:AA" + "H" + pick(alnum, 32) + " is up", "", "Telegram token"},
		{"Set-Cookie: session=" + pick(alnum, 40) + "; HttpOnly", "", "cookie"},
		{"https://acme.blob.core.windows.net/c/b?sv=2022-11-02&sig=" + pick(alnum, 43) + "%3D", "", "signed address"},
		{"secret_key_base: " + pick(chars("0-9a-f"), 128), "", "secret"},
		// The seeds are of the BIP-39 test vectors and of nobody.
		{"Your recovery phrase: legal winner thank year wave sausage worth useful legal winner thank yellow. Keep it.", "legal winner thank year wave sausage worth useful legal winner thank yellow", "wallet seed"},
		{`"mnemonic": "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"`, "letter advice cage absurd amount doctor acoustic avoid letter advice cage above", "wallet seed"},
		{"the private key of the wallet is 0x" + pick(chars("0-9a-f"), 64), "", "wallet key"},
	} {
		found := Find(c.text)
		if len(found) != 1 || c.kind != "" && found[0].Kind.Name != c.kind || c.want != "" && c.text[found[0].Start:found[0].End] != c.want {
			t.Errorf("%.90q: %v", c.text, shown(found, c.text))
		}
		raw, err := json.Marshal(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if !maybeSomewhere(raw) {
			t.Errorf("%.90q: Maybe says no to its JSON", c.text)
		}
	}
}

func maybeSomewhere(raw []byte) bool {
	for i := range raw {
		if Maybe(raw, i) {
			return true
		}
	}
	return false
}

func shown(found []Found, text string) []string {
	var all []string
	for _, f := range found {
		all = append(all, fmt.Sprintf("%s at %d to %d of %d", f.Kind.Name, f.Start, f.End, len(text)))
	}
	return all
}

// TestNearMisses lists what looks like a secret and is none.
func TestNearMisses(t *testing.T) {
	for _, text := range []string{
		"AKIA" + "IOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "ghp_" + strings.Repeat("x", 36), "glpat-" + strings.Repeat("x", 20),
		"xoxb-your-token-here", "sk-proj-<your key>", "ASIAN_MARKETS_OPEN_2024", "npm_config_registry=https://registry.npmjs.org/", "npm_package_version",
		"pypi-attestations and pypi-simple-index-server", "hf_hub_download(repo_id)", "eyJhbGciOiJIUzI1NiJ9", "eyJhbGci.eyJzdWI.abc",
		"-----BEGIN PUBLIC KEY-----\n" + strings.Repeat(pick(alnum, 64)+"\n", 6) + "-----END PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----\nMIIB" + pick(alnum, 60),
		"-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----", "ssh-rsa AAAA" + pick(alnum, 300) + " ada@example.net",
		"postgres://user:password@localhost/db", "postgres://USER:PASSWORD@HOST:5432/DB", "mysql://root:root@db", "redis://:${REDIS_PASSWORD}@cache:6379", "https://user:pass@example.com/",
		"http://localhost:8080/a@b", "https://medium.com/@ada/post-3f2a9c81d2b4", "git@github.com:ada/x.git", "https://example.net:8443/users/ada@example.net",
		"password: string", "password = os.environ['DB_PASSWORD']", `"password": {"type": "string"}`, "password: changeme123", "PASSWORD=${PASSWORD:-postgres}",
		"The password must have 12 characters, 1 digit and 1 sign.", "password=<your-password>", "DB_PASSWORD=example-password-1",
		"machine example\\&.org\nlogin ada\npassword meadow\n", "machine https://example.org/lamps/ login ada password meadow\n", "access_key: A1B2C3D4E5" + "F6G7H8I9J0", "declare function derive(password: Uint8Array, salt: Uint8Array): void", "max_tokens: 4096", "tokens=128000", "token_type: bearer", `"next_page_token": "` + pick(alnum, 40) + `"`, `"nextCursor": "` + pick(alnum, 40) + `"`, "token = tokenizer.next_token()",
		"secretName: my-service-secret-2", "secretKeyRef:\n  name: app-secrets-v2\n  key: token", "secret: projects/p/secrets/s/versions/1",
		"api_key: YOUR_API_KEY_HERE_1234567890", "api_key=process.env.API_KEY", "apiKey: getApiKey(config, 12345678901234567890)", "api_key = 1234567890abcdef",
		"integrity sha512-" + pick(alnum, 86) + "==", "sha256:" + pick(hexs, 64), "commit " + pick(chars("0-9a-f"), 40), "id: 550e8400-e29b-41d4-a716-446655440000",
		"checksum_token: " + pick(hexs, 40), "publicKey: " + pick(alnum, 44), "csrf_token: " + pick(alnum, 40),
		"curl -u user:password https://example.com", "curl -u $USER:$TOKEN https://x", "curl -X POST --user-agent a:b1c2d3e4 https://x", "Authorization: Bearer <token>", "Authorization: Bearer ${TOKEN}", "Authorization: Basic ...",
		"Write down the mnemonic: it is a list of twelve words that you must keep", "recovery phrase: abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon ability",
		"transaction of the wallet 0x" + pick(chars("0-9a-f"), 64), "the key is in the drawer", "wallet address 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
		"PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 1\n" + pick(alnum, 60) + "\nPrivate-Lines: 1\nwatchdog-kept-4f7k2m9x8qrt-private-key\nPrivate-MAC: " + pick(hexs, 64),
		"", "a", "-----", "token", "password", "https://", "=",
	} {
		if found := Find(text); len(found) > 0 {
			t.Errorf("%.90q: %v", text, shown(found, text))
		}
	}
}

// TestHostile feeds what is dear to look at; the limit is far above what it
// takes.
func TestHostile(t *testing.T) {
	const size = 16 << 10
	var pieces []string
	for i := range known().formats {
		pieces = append(pieces, known().formats[i].prefix, known().formats[i].prefix+"-", known().formats[i].prefix+"=")
	}
	pieces = append(pieces, "seed phrase abandon ability ", "-----BEGIN RSA PRIVATE KEY-----", "eyJhbGxxxxxxxxxxxxxxx.eyxxxxxxxx.", "token=token:", "curl -u a:", "-glpat-", "https://a:b@", "password=\"a1", "mnemonic legal winner thank year wave sausage worth useful legal winner thank year ")
	slowest, which := time.Duration(0), ""
	for _, p := range pieces {
		text := strings.Repeat(p, size/len(p))
		start := time.Now()
		Find(text)
		if d := time.Since(start); d > slowest {
			slowest, which = d, p
		}
	}
	t.Logf("%d texts of %d KB, the slowest is of %q: %s", len(pieces), size>>10, which, slowest)
	if slowest > 30*time.Second {
		t.Errorf("%q repeated: %s for %d KB", which, slowest, size>>10)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"ghp_", "a://b:c@d", "password=\"x\\", "-----BEGIN PRIVATE KEY-----", "mnemonic ", "curl -u ", "Authorization: Basic ="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range Find(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) || s.Kind == nil {
				t.Fatalf("%+v in %q", s, text)
			}
			end = s.End
		}
		for i := range len(text) {
			Maybe([]byte(text), i)
		}
	})
}
