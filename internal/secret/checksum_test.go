package secret

import (
	"strings"
	"testing"
)

// A key with the checksum of BIP 173 is one, and with another letter none.
func TestAgeKeysHaveAChecksum(t *testing.T) {
	data := make([]byte, 52)
	for i := range data {
		data[i] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"[(i*7+3)%32]
	}
	sum := polymod("age-secret-key-", string(data)+"qqqqqq") ^ 1
	for i := range 6 {
		data = append(data, "qpzry9x8gf2tvdw0s3jn54khce6mua7l"[sum>>(5*(5-i))&31])
	}
	key := "AGE-SECRET-KEY-1" + strings.ToUpper(string(data))
	if got := Find("key: " + key + "\n"); len(got) != 1 || got[0].Start != 5 || got[0].Kind.Name != "age key" {
		t.Errorf("the key is not found: %v", got)
	}
	if got := Find("key: " + key[:40] + "Q" + key[41:] + "\n"); key[40] != 'Q' && len(got) != 0 {
		t.Errorf("a wrong checksum is found: %v", got)
	}
}

func TestKeysOfNamedServices(t *testing.T) {
	for _, text := range []string{"HEROKU_KEY=0f3a9c1d-7b2e-4d85-9a6c-5e1b0d7f2a48\n", `datadog_key: "3f9a1c7be2d04856a9e1b7c3d5f80a26"`, "ALGOLIA_KEY='9c1d7b2e4d859a6c5e1b0d7f2a48f3a0'"} {
		if got := Find(text); len(got) != 1 {
			t.Errorf("%q: %v", text, got)
		}
	}
	for _, text := range []string{"https://api.heroku.com/apps/0f3a9c1d-7b2e-4d85-9a6c-5e1b0d7f2a48", "datadog: datadog/agent:7.52.0", "HEROKU_APP_NAME=quiet-river-20417", "algolia_index = products_en_2024", "mapbox: pk-style-v11-streets"} {
		if got := Find(text); len(got) != 0 {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestDisguisedWordsAreNoPasswords(t *testing.T) {
	for _, word := range []string{"P@ssw0rd!", "S3cr3t99", "Ch4ngeM3!", "D3m0user1"} {
		if got := Find("password: " + word + "\n"); len(got) != 0 {
			t.Errorf("%q: %v", word, got)
		}
	}
	if got := Find("password: Tr4vel!ngX9\n"); len(got) != 1 {
		t.Errorf("a password is not found: %v", got)
	}
}

func TestSecretsOfOtherShapes(t *testing.T) {
	uuid := "0f3a9c1d-7b2e-4d85-9a6c-" + pick(hexs, 12)
	for text, kind := range map[string]string{
		"<v>" + "xY38Q~" + pick(alnum, 33) + "</v>": "Azure key",
		"https://acme.webhook.office.com/webhookb2/" + uuid + "@" + uuid + "/IncomingWebhook/" + pick(hexs, 32) + "/" + uuid: "webhook address",
	} {
		if got := Find(text); len(got) != 1 || got[0].Kind.Name != kind {
			t.Errorf("%q: %v", text, got)
		}
	}
	for _, text := range []string{"see 8Q~ and more", "https://acme.webhook.office.com/webhookb2/ID@TENANT/IncomingWebhook/KEY/GROUP"} {
		if got := Find(text); len(got) != 0 {
			t.Errorf("%q: %v", text, got)
		}
	}
}
