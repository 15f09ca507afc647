package secret

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
)

func TestOwnSecretsAreFoundInEveryForm(t *testing.T) {
	token, word := "ghp_"+pick(alnum, 36), `h4rd"to\guess!Xq9`
	o := NewOwn([]string{"HOME=/home/ada", "GITHUB_TOKEN=" + token, "DB_PASSWORD=" + word, "=C:=C:\\x", "EDITOR=vi", "NAME", "API_KEY=short", "TOKEN_FILE=/run/secrets/token-of-the-day", "PASSWORD=changeme-changeme"})
	quoted, _ := json.Marshal(word)
	for _, text := range []string{
		token, "x" + token + "y", string(quoted), hex.EncodeToString([]byte("a" + token)),
		base64.StdEncoding.EncodeToString([]byte("t=" + token + "&")), base64.RawURLEncoding.EncodeToString([]byte("k:" + word + "\n")), base64.StdEncoding.EncodeToString([]byte(word)),
	} {
		if _, ok := o.In([]byte(`{"a":"` + text + `"}`)); !ok {
			t.Errorf("%d characters are not found", len(text))
		}
	}
	for _, text := range []string{"/home/ada and vi", "short", token[:30], "/run/secrets/token-of-the-day", "changeme-changeme", "", "g"} {
		if name, ok := o.In([]byte(text)); ok {
			t.Errorf("%q is taken for %s", text, name)
		}
	}
	if NewOwn([]string{"HOME=/home/ada", "PATH=/bin"}) != nil {
		t.Error("an environment without secrets has some")
	}
}

// Wherever a value stands, it is met.
func TestOwnSecretsAreFoundAtEveryPlace(t *testing.T) {
	word := "k" + pick(alnum, shortestOwn-1)
	o := &Own{}
	for _, s := range []string{word, word + pick(alnum, 20)} {
		o = NewOwn([]string{"MY_TOKEN=" + s})
		if o == nil {
			continue // a word that chance made too plain
		}
		for before := range 40 {
			for after := range 3 {
				text := strings.Repeat(" ", before) + s + strings.Repeat(" ", after)
				if _, ok := o.In([]byte(text)); !ok {
					t.Errorf("not found behind %d and before %d bytes", before, after)
				}
			}
		}
	}
	if o == nil {
		t.Error("nothing was looked for")
	}
}
