package secret

import (
	"encoding/base64"
	"strings"
)

// Tokens of bots of Discord: the number of the bot in base64, a time and a
// signature, with dots between them. They begin with nothing that could be looked
// for, so that the words are that stand before them.

func discordFormats() []format {
	var all []format
	for _, w := range []string{"discord", "client.run(", "client.login(", "client.start(", "bot.run(", "bot.login(", "bot.start(", "authorization: bot ", "bot token", "bot: "} {
		all = append(all, format{kind: discord, prefix: w, anyCase: true, class: isRule, find: discordToken, maybe: maybeDiscord})
	}
	return all
}

// maxDiscord is how far behind such a word a token may begin.
const maxDiscord = 200

// discordToken is the first token behind a word.
func discordToken(text string, at int) (Found, bool) {
	limit := min(len(text), at+maxDiscord)
	for i := at; i < limit; i++ {
		if c := text[i]; c != 'M' && c != 'N' && c != 'O' || i > 0 && wordish[text[i-1]] {
			continue
		}
		end := i
		for end < len(text) && end-i < 80 && dotted[text[end]] {
			end++
		}
		end = i + len(strings.TrimRight(text[i:end], "."))
		parts := strings.Split(text[i:end], ".")
		if len(parts) == 3 && len(parts[0]) >= 22 && len(parts[1]) >= 5 && len(parts[1]) <= 8 && len(parts[2]) >= 27 && !dummy(parts[2]) && random(parts[2]) {
			number, err := base64.RawStdEncoding.DecodeString(parts[0])
			if err == nil && strings.Trim(string(number), "0123456789") == "" {
				return Found{Start: i, End: end}, true
			}
		}
		i = end
	}
	return Found{}, false
}

// maybeDiscord looks for a run as long as the first part of a token, and a dot.
func maybeDiscord(content []byte, _, at int) bool {
	run := 0
	for _, c := range content[at:min(len(content), at+maxDiscord+30)] {
		if c == '.' && run >= 22 {
			return true
		}
		if run++; !alnum[c] {
			run = 0
		}
	}
	return false
}
