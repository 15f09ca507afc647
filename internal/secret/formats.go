package secret

import "strings"

// The formats that issuers publish for their tokens (so that scanners find
// them), each written from their documentation.

// k makes a kind.
func k(name string) *Kind { return &Kind{Name: name} }

var (
	privateKey  = &Kind{Name: "private key", Master: true}
	walletSeed  = &Kind{Name: "wallet seed", Master: true}
	walletKey   = &Kind{Name: "wallet key", Master: true}
	password    = k("password")
	apiKey      = k("API key")
	accessToken = k("access token")
	credential  = k("credential")
	jwt         = k("JWT")
	awsKey      = k("AWS key")
	github      = k("GitHub token")
	gitlab      = k("GitLab token")
	slack       = k("Slack token")
	stripe      = k("Stripe key")
	openai      = k("OpenAI key")
	anthropic   = k("Anthropic key")
	google      = k("Google key")

	oddAnthropic = &Kind{Name: "Anthropic key", Odd: true}
	oddGoogle    = &Kind{Name: "Google key", Odd: true}

	azure       = k("Azure key")
	webhook     = k("webhook address")
	vault       = k("Vault token")
	shopify     = k("Shopify token")
	grafana     = k("Grafana token")
	planetscale = k("PlanetScale token")
	digitalo    = k("DigitalOcean token")
	newrelic    = k("New Relic key")
	atlassian   = k("Atlassian token")
	sonar       = k("Sonar token")
	fly         = k("Fly.io token")
	doppler     = k("Doppler token")
	discord     = k("Discord token")
	plaid       = k("Plaid token")

	sessionCookie = k("cookie")
)

// t is a token of a prefix and a body.
func t(kind *Kind, prefix string, body *alphabet, least, most int) format {
	return format{kind: kind, prefix: prefix, body: body, least: least, most: most}
}

// mixedCase is t whose body must not look like words.
func mixedCase(kind *Kind, prefix string, body *alphabet, least, most int) format {
	f := t(kind, prefix, body, least, most)
	f.mixed = true
	return f
}

// notWords makes f refuse a body of words, unless it is one letter repeated.
func notWords(f format) format {
	f.notWords = true
	return f
}

// slackToken is a prefix, that many numbers, and the secret part.
func slackToken(prefix string, numbers int) format {
	find := func(text string, at int) (Found, bool) {
		start := at - len(prefix)
		end := at
		for end < len(text) && end-at < 250 && wordish[text[end]] {
			end++
		}
		parts := strings.Split(text[at:end], "-")
		last := parts[len(parts)-1]
		if len(parts) <= numbers || !starts(text, start) || len(last) < 16 || dummy(last) {
			return Found{}, false
		}
		for _, p := range parts[:numbers] {
			if len(p) < 8 && p != "1" && p != "2" || strings.Trim(p, "0123456789") != "" {
				return Found{}, false
			}
		}
		return Found{Start: start, End: end}, true
	}
	return format{kind: slack, prefix: prefix, find: find, maybe: func(content []byte, _, at int) bool { return at < len(content) && digits[content[at]] }}
}

// loose is t in any case.
func loose(kind *Kind, prefix string, body *alphabet, least, most int) format {
	f := t(kind, prefix, body, least, most)
	f.anyCase = true
	return f
}

func allFormats() []format {
	all := []format{{kind: awsKey, prefix: "AKIA", find: awsPair, maybe: runOf(uppers, 16)}}
	all = append(append(all, tokenFormats()...), moreFormats()...)
	all = append(append(all, fewerFormats()...), azureFormats()...)
	all = append(all, otherFormats()...)
	all = append(all, spelledFormats()...)
	all = append(append(all, encodedFormats()...), settingFormats()...)
	all = append(append(append(all, newFormats()...), lineFormats()...), append(append(proseFormats(), principalFormats()...), append(append(signedFormats(), placeFormats()...), memberFormats()...)...)...)
	return append(append(append(all, nameFormats()...), keyProseFormats()...), append(append(append(append(mailFormats(), namelessFormats()...), discordFormats()...), kubernetesFormats()...), ruleFormats()...)...)
}

func tokenFormats() []format {
	return []format{
		t(github, "ghp_", alnum, 36, 255), t(github, "gho_", alnum, 36, 255), t(github, "ghu_", alnum, 36, 255),
		t(github, "ghs_", dotted, 36, 600), t(github, "ghr_", alnum, 36, 255), t(github, "github_pat_", wordish, 50, 255),
		t(gitlab, "glpat-", dotted, 20, 300), t(gitlab, "gldt-", wordish, 20, 64), t(gitlab, "glrt-", dotted, 20, 300),
		t(gitlab, "glcbt-", wordish, 20, 100), t(gitlab, "glptt-", wordish, 40, 64), t(gitlab, "glft-", wordish, 20, 64),
		t(gitlab, "glimt-", wordish, 25, 64), t(gitlab, "glagent-", wordish, 50, 64), t(gitlab, "gloas-", wordish, 64, 64),
		t(gitlab, "glsoat-", wordish, 20, 64), t(gitlab, "glffct-", wordish, 20, 64), t(gitlab, "GR1348941", wordish, 20, 20),
		t(awsKey, "AKIA", uppers, 16, 16), t(awsKey, "ASIA", uppers, 16, 16), t(awsKey, "ABIA", uppers, 16, 16), t(awsKey, "ACCA", uppers, 16, 16),
		t(k("AWS Bedrock key"), "ABSKQmVkcm9ja0FQSUtle", base64s, 80, 140),
		notWords(t(google, "AIzaSy", wordish, 33, 33)), notWords(t(oddGoogle, "AIza", wordish, 35, 35)), t(google, "GOCSPX-", wordish, 28, 28), t(k("Google access token"), "ya29.", wordish, 20, 2048),
		slackToken("xoxb-", 1), slackToken("xoxp-", 3), slackToken("xoxa-", 2), slackToken("xoxr-", 2), slackToken("xoxs-", 2), slackToken("xoxo-", 2), slackToken("xoxe-", 1), t(slack, "xoxe.xox", wordish, 100, 250), t(slack, "xapp-", wordish, 20, 250), t(slack, "xoxc-", wordish, 40, 250), t(slack, "xoxd-", chars("A-Za-z0-9%+/=_-"), 60, 300),
		t(stripe, "sk_live_", alnum, 16, 247), t(stripe, "sk_test_", alnum, 16, 247), t(stripe, "rk_live_", alnum, 16, 247), t(stripe, "rk_test_", alnum, 16, 247),
		t(stripe, "sk_prod_", alnum, 16, 247), t(k("webhook secret"), "whsec_", base64s, 24, 100), mixedCase(stripe, "sk-test-", alnum, 16, 100), mixedCase(stripe, "sk-live-", alnum, 16, 100),
		t(openai, "sk-proj-", wordish, 40, 220), t(openai, "sk-svcacct-", wordish, 40, 220), t(openai, "sk-admin-", wordish, 40, 220), t(openai, "sk-None-", wordish, 40, 220),
		loose(oddAnthropic, "sk-ant-", alnum, 20, 150), {kind: anthropic, prefix: "sk-ant-api", find: anthropicKey, maybe: always}, {kind: anthropic, prefix: "sk-ant-admin", find: anthropicKey, maybe: always}, t(anthropic, "sk-ant-oat01-", wordish, 60, 150), t(anthropic, "sk-ant-sid01-", wordish, 60, 150), t(k("OpenRouter key"), "sk-or-v1-", hexs, 60, 80), t(k("Langfuse key"), "sk-lf-", wordish, 30, 50),
		t(k("npm token"), "npm_", alnum, 36, 36), t(k("npm token"), "npm_", alnum, 40, 40), mixedCase(k("PyPI token"), "pypi-", wordish, 16, 400),
		t(k("SendGrid key"), "SG.", dotted, 60, 75),
		t(vault, "hvs.", wordish, 24, 300), t(vault, "hvb.", wordish, 24, 300), t(vault, "hvr.", wordish, 24, 300),
		t(k("Databricks token"), "dapi", chars("0-9a-f-"), 32, 40),
		t(digitalo, "dop_v1_", hexs, 64, 64), t(digitalo, "doo_v1_", hexs, 64, 64), t(digitalo, "dor_v1_", hexs, 64, 64),
		notWords(t(k("Hugging Face token"), "hf_", alnum, 25, 40)), mixedCase(k("Hugging Face token"), "api_org_", alnum, 34, 34),
		t(shopify, "shpat_", hexs, 32, 32), t(shopify, "shpca_", hexs, 32, 32), t(shopify, "shppa_", hexs, 32, 32), t(shopify, "shpss_", hexs, 32, 32),
	}
}

func moreFormats() []format {
	return []format{
		t(k("Linear key"), "lin_api_", alnum, 32, 60), t(k("Notion token"), "ntn_", alnum, 40, 60), mixedCase(k("Notion token"), "secret_", alnum, 43, 43),
		t(newrelic, "NRAK-", uppers, 27, 45), t(newrelic, "NRJS-", hexs, 19, 19), t(newrelic, "NRII-", wordish, 32, 32),
		t(k("Postman key"), "PMAK-", chars("0-9a-f-"), 59, 59), t(k("Pulumi token"), "pul-", hexs, 40, 40), t(k("Prefect key"), "pnu_", alnum, 36, 36),
		t(k("RubyGems key"), "rubygems_", hexs, 48, 48), t(k("Sentry token"), "sntrys_", base64s, 40, 400), t(k("Sentry token"), "sntryu_", hexs, 64, 64),
		t(k("Square token"), "sq0atp-", wordish, 22, 60), t(k("Square secret"), "sq0csp-", wordish, 43, 60), t(k("Tailscale key"), "tskey-", wordish, 20, 100),
		t(grafana, "glc_eyJ", base64s, 40, 400), t(grafana, "eyJrIjoi", base64s, 60, 400), t(grafana, "glsa_", wordish, 41, 41),
		t(k("Groq key"), "gsk_", alnum, 40, 60), t(k("xAI key"), "xai-", alnum, 60, 100), t(k("Perplexity key"), "pplx-", alnum, 40, 64), t(k("Replicate token"), "r8_", alnum, 25, 50),
		t(k("Pinecone key"), "pcsk_", wordish, 36, 100), t(k("Vercel token"), "vcp_", alnum, 24, 80), t(k("Together AI key"), "tok_", alnum, 40, 60),
		mixedCase(k("Fireworks key"), "fw_", alnum, 22, 30), t(k("Supabase key"), "sb_secret_", wordish, 20, 80), t(k("Supabase token"), "sbp_", hexs, 40, 40), {kind: k("Sourcegraph token"), prefix: "sgp_", find: sourcegraphToken, maybe: always},
		t(k("1Password token"), "ops_eyJ", base64s, 100, 2000),
		t(atlassian, "ATATT3", base64s, 60, 250), t(atlassian, "ATBB", alnum, 28, 40), t(atlassian, "ATCTT3", base64s, 60, 250), t(k("Trello token"), "ATTA", hexs, 64, 80),
		t(k("Adobe secret"), "p8e-", alnum, 32, 32), t(k("Alibaba key"), "LTAI", alnum, 16, 24), t(k("Clojars token"), "CLOJARS_", alnum, 60, 60),
		t(k("CircleCI token"), "CCIPAT_", wordish, 40, 90), t(k("Contentful token"), "CFPAT-", wordish, 43, 43), t(k("Dynatrace token"), "dt0c01.", dotted, 80, 100),
		t(k("Duffel token"), "duffel_live_", wordish, 40, 50), t(k("EasyPost key"), "EZAK", alnum, 54, 54), t(k("EasyPost key"), "EZTK", alnum, 54, 54),
		mixedCase(fly, "fo1_", wordish, 43, 43), mixedCase(fly, "fm1_", base64s, 100, 2000), mixedCase(fly, "fm2_", base64s, 100, 2000),
		t(k("Frame.io token"), "fio-u-", wordish, 64, 64), t(k("HubSpot token"), "pat-na1-", chars("0-9a-f-"), 36, 36), t(k("HubSpot token"), "pat-eu1-", chars("0-9a-f-"), 36, 36),
		mixedCase(k("Infracost key"), "ico-", alnum, 32, 32), t(k("Intra42 secret"), "s-s4t2ud-", hexs, 64, 64), t(k("Intra42 secret"), "s-s4t2af-", hexs, 64, 64),
		t(k("Netlify token"), "nfp_", alnum, 36, 40), t(k("OpenShift token"), "sha256~", wordish, 43, 43), t(k("Octopus Deploy key"), "API-", uppers, 26, 26),
		t(planetscale, "pscale_tkn_", dotted, 32, 64), t(planetscale, "pscale_pw_", dotted, 32, 64), t(planetscale, "pscale_oauth_", dotted, 32, 64),
		t(k("ReadMe key"), "rdme_", alnum, 70, 70), t(k("Scalingo token"), "tk-us-", wordish, 48, 48), t(k("Brevo key"), "xkeysib-", wordish, 60, 100),
		t(k("Shippo token"), "shippo_live_", hexs, 40, 40), t(k("Shippo token"), "shippo_test_", hexs, 40, 40),
		t(sonar, "sqp_", hexs, 40, 40), t(sonar, "squ_", hexs, 40, 40), t(sonar, "sqa_", hexs, 40, 40), t(k("Typeform token"), "tfp_", wordish, 44, 60),
		t(k("Yandex key"), "AQVN", wordish, 35, 40), t(k("Artifactory key"), "AKCp", alnum, 69, 69), mixedCase(k("Artifactory token"), "cmVmd", alnum, 59, 59),
		t(k("Figma token"), "figd_", wordish, 38, 60), t(k("LangSmith key"), "lsv2_pt_", wordish, 40, 60), t(k("LangSmith key"), "lsv2_sk_", wordish, 40, 60),
		t(k("E2B key"), "e2b_", hexs, 40, 40), t(k("Tavily key"), "tvly-", wordish, 30, 60), t(k("Buildkite token"), "bkua_", hexs, 40, 40),
		t(k("Deno token"), "ddp_", alnum, 36, 40), t(k("Facebook token"), "EAA", alnum, 80, 500),
		t(doppler, "dp.pt.", alnum, 40, 48), t(doppler, "dp.st.", dotted, 40, 60), t(k("Heroku key"), "HRKU-", wordish, 36, 64), t(k("Terraform token"), ".atlasv1.", base64s, 60, 80),
		t(k("PayPal token"), "access_token$production$", alnum, 40, 60), {kind: k("age key"), prefix: "AGE-SECRET-KEY-1", find: ageKey, maybe: always},
		t(walletKey, "xprv", base58, 100, 112), t(walletKey, "yprv", base58, 100, 112), t(walletKey, "zprv", base58, 100, 112), t(walletKey, "tprv", base58, 100, 112),
		t(k("Cloudflare key"), "v1.0-", chars("0-9a-f-"), 160, 180), t(k("Mapbox token"), "sk.eyJ", dotted, 60, 120), t(k("Buildkite token"), "bkct_", alnum, 36, 50),
	}
}

func fewerFormats() []format {
	return []format{
		t(k("AWS Bedrock key"), "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t", base64s, 20, 4000),
		t(k("Flutterwave key"), "FLWSECK_TEST-", wordish, 12, 40), t(k("Flutterwave key"), "FLWSECK-", wordish, 32, 60),
		t(plaid, "access-sandbox-", uuids, 36, 36), t(plaid, "access-development-", uuids, 36, 36), t(plaid, "access-production-", uuids, 36, 36),
		t(k("1Password secret key"), "A3-", chars("A-Z0-9-"), 36, 37),
		t(k("SettleMint token"), "sm_sat_", alnum, 16, 16), t(k("SettleMint token"), "sm_aat_", alnum, 16, 16), t(k("SettleMint token"), "sm_pat_", alnum, 16, 16),
		t(k("Defined Networking token"), "dnkey-", wordish, 79, 79), t(k("Duffel token"), "duffel_test_", wordish, 40, 50),
		mixedCase(k("Harness key"), "pat.", dotted, 68, 68), mixedCase(k("Harness key"), "sat.", dotted, 68, 68),
		mixedCase(k("ClickHouse key"), "4b1d", alnum, 38, 38), t(k("Lob key"), "live_", hexs, 35, 35), mixedCase(k("GoCardless token"), "live_", wordish, 40, 40),
		mixedCase(k("Dropbox token"), "sl.", chars("A-Za-z0-9_=-"), 130, 300), t(k("Yandex token"), "t1.9euel", dotted, 90, 400), mixedCase(k("Adafruit key"), "aio_", alnum, 28, 28),
		{kind: webhook, prefix: ".webhook.office.com/webhookb2/", find: teamsHook, maybe: always},
	}
}

// uuids are the characters of a UUID.
var uuids = chars("0-9a-f-")
