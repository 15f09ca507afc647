package main

// leftOut says which rules are not in the table, and why.
var leftOut = map[string]string{
	// What is public: an identifier or the half of a key that may be known.
	"adobe-client-id": public, "asana-client-id": public, "bitbucket-client-id": public, "discord-client-id": public, "linkedin-client-id": public, "looker-client-id": public, "messagebird-client-id": public,
	"plaid-client-id": public, "sendbird-access-id": public, "sumologic-access-id": public, "new-relic-user-api-id": public, "new-relic-browser-api-token": public, "flutterwave-public-key": public, "lob-pub-api-key": public,
	"mailgun-pub-key": public, "mapbox-api-token": public,

	// What package secret reads in a way of its own, with less noise.
	"generic-api-key": own, "private-key": own, "jwt": own, "curl-auth-header": own, "curl-auth-user": own, "hashicorp-tf-password": own, "kubernetes-secret-yaml": own, "nuget-config-password": own, "sidekiq-sensitive-url": own, "freemius-secret-key": own, "age-secret-key": "package secret checks the checksum",
	"sourcegraph-access-token": "its third form is any forty hexadecimal digits, which are those of commits", "azure-ad-client-secret": "its keyword is two characters; package secret has a format of its own", "twilio-api-key": "its keyword is two characters; package secret has the name",
	"lob-api-key": "its keywords are test_ and live_; package secret has a format of its own",

	// What cannot be seen in a text.
	"pkcs12-file":                            "it is about names of files",
	"aws-amazon-bedrock-api-key-short-lived": "it is the beginning of the key alone; package secret takes the key",
}

const (
	public = "it is no secret"
	own    = "package secret has a reader of its own"
)

// weak are keywords that stand everywhere; the rules have others, too.
var weak = map[string]bool{"s.": true, "intra": true, "live_": true, "incomingwebhook": true, "webhookb2": true}

// apart are keywords that stand near a secret and not in what the rule matches.
var apart = map[string]string{"airtable-personnal-access-token": "airtable", "facebook-access-token": "facebook", "cloudflare-origin-ca-key": "cloudflare"}

// whole are rules whose groups are parts of the secret.
var whole = map[string]bool{"jwt-base64": true, "microsoft-teams-webhook": true}

// inside are keywords that secrets have in them and do not begin with.
var inside = map[string]bool{"_mmk": true, "atlasv1": true, "t3blbkfj": true, "webhook.office.com": true}
