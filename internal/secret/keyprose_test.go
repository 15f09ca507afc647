package secret

import (
	"strings"
	"testing"
)

// TestKeysInProse: keys that sentences announce in other languages than English, and
// those on a line of their own, are found as a whole; what is no key is not.
func TestKeysInProse(t *testing.T) {
	key, hex := "q7Zt3XvB"+"9nR2kLw8YdF5"+"sHc1MjPg", "9f3c1e7ab2"+"48d05c6e1f"+"7730ba94d2c8"
	for _, text := range []string{
		"Der API-Schlüssel lautet %s, bitte eintragen.", "Zugriffstoken: %s", "El token es %s", "La clave de API es `%s`.", "Le jeton d'accès est %s", "Clé API : %s",
		"A chave de API é %s", "La chiave API è %s", "Klucz API: %s", "API-ключ: %s", "Токен: %s", "API密钥：%s", "访问令牌是 %s", "APIキーは %s です", "API 키: %s",
		"Our access token:\n\n```\n%s\n```\nKeep it.", "**API key**\n```text\n%s\n```", "This is the new deploy token for staging:\n%s\n", "client secret:\n  %s",
	} {
		for _, v := range []string{key, hex} {
			found := Find(strings.ReplaceAll(text, "%s", v))
			if len(found) != 1 || found[0].End-found[0].Start != len(v) {
				t.Errorf("%q: %d found", text, len(found))
			}
		}
	}
	for _, text := range []string{"Passwort lautet %s", "le mot de passe est %s", "パスワードは %s です"} {
		if found := Find(strings.ReplaceAll(text, "%s", hex)); len(found) != 1 {
			t.Errorf("%q: %d found", text, len(found))
		}
	}
	for _, text := range []string{
		"Der API-Schlüssel lautet IHR_API_SCHLUESSEL_2024", "Der API-Schlüssel für Abfragen steht in " + hex, "El token es obligatorio desde la version-2024-11-05", "Le jeton est un 0123456789abcdef0123456789abcdef",
		"API密钥：请在设置中创建-2024", "API密钥：<your-api-key-1234567890>", "Токен: ${API_TOKEN_2024_PROD}", "Пустой токен: null", "Bitte den API-Schlüssel in config/app-2024.production.yaml eintragen", "Klucz API: XXXXXXXXXXXXXXXXXXXX1234",
		"Set the access token.\n\n" + hex + "  README.md\n", "Rotate the API key when it expires\n" + key + "\n", "The access token <TOKEN>:\n```\n" + key + "\n```", "access token:\n```\ncurl -X POST https://example.com/v1/items/1234567890\n```",
		"API key:\n```\nservice-account-name-for-staging-2\n```", "access key\n```json\n{\"id\": 7}\n```", "API key for the build:\n" + hex + "  dist/app.tar.gz\n", "Das Passwort wurde mit Commit " + hex + " geändert", "le mot de passe est oublié 12345678",
		"Zugriffstoken: 2024-11-05T10:22:33.000-07:00", "API-ключ: подробнее в разделе 12345678901234567890",
	} {
		if found := Find(text); len(found) != 0 {
			t.Errorf("%q: found %s", text, found[0].Kind.Name)
		}
	}
}
