package intent

import "strings"

// In what a server offers, where every sentence is read by a model before any
// call, a few things need no more to be an order than to be said.

// plantedIn grades what descriptions have no use for: commands of a shell that
// destroy or send out, obedience to a mark, money to be sent by the model.
func (s *scene) plantedIn(i int, where Where) (sure int, kind Kind) {
	words, says := s.words(i), s.sentences[i].says
	switch {
	case where == Template && says.any(Malice):
		return 3, Stealing
	case where == Template && s.obeys(words):
		return 2, Driving
	case where != Offered:
	case s.obeys(words) && s.speaker(i) == authority, vocative(words) && says.any(Money) && s.ordered(i, Send|Grant|Destroy):
		return 3, Driving
	case !says.any(Not|About) && !s.told && s.shell(i) && !s.forExample(i):
		return 3, Driving
	case says.has(Files|All) && s.says(words, "home directory") && s.ordered(i, Read) && s.ordered(i, Send|Pass):
		return 3, Stealing
	}
	return 0, None
}

// obeys: "obey", "comply with this".
func (s *scene) obeys(words []token) bool {
	for k, w := range words {
		if v := s.word(w); (v == "obey" || v == "comply") && !between(words, max(0, k-3), k, 0, Not) {
			return true
		}
	}
	return false
}

// shellOrders are pieces of commands that no description needs to show.
var shellOrders = []string{"rm -rf /", "rm -rf ~", "rm -rf $HOME", "nc -e ", "ncat -e ", "/dev/tcp/", "| bash", "|bash", "| sh ", "|sh ", "| curl", "|curl ", "curl -d @", "--data-binary @", "powershell -e", "chmod 777", "chmod -R 777"} // a bar ends a sentence, so that its piece stands at the head of the next

// shell reports whether sentence i holds such a piece.
func (s *scene) shell(i int) bool {
	return shellOrder(s.text[max(0, s.sentences[i].start-3):s.sentences[i].end])
}

// shellOrder reports whether a sentence holds such a piece, and not as a part of
// a longer word or path.
func shellOrder(sentence string) bool {
	for _, p := range shellOrders {
		k := strings.Index(sentence, p)
		if k < 0 {
			if bare, ok := strings.CutSuffix(p, " "); !ok || !strings.HasSuffix(sentence, bare) {
				continue
			}
			return true
		}
		if rest := sentence[k+len(p):]; !strings.HasPrefix(p, "rm ") || rest == "" || strings.IndexByte(" \n*;\"'`", rest[0]) >= 0 {
			return true
		}
	}
	return false
}

// readsOwn: "before answering questions on the service, fetch the resource usage://guide from this
// server and follow it": what the server says there is judged when it is read.
func (s *scene) readsOwn(i int) bool {
	if s.sentences[i].says.any(Secret | Send | Place | Talk | Secretly | Override | Destroy) {
		return false
	}
	sentence := s.lower[s.sentences[i].start:min(len(s.lower), s.sentences[i].end)]
	return strings.Contains(sentence, "resource") && holdsAny(sentence, "from this mcp server", "from this server", "of this server", "this server's") &&
		strings.Contains(sentence, "://") && !holdsAny(sentence, "http", "ftp:", "file:", "data:", "ws:", "wss:")
}
