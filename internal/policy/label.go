package policy

// Holds is what kind of content a server delivers.
type Holds uint8

// Shows is to whom a server shows what it is given.
type Shows uint8

const (
	HoldsUnsaid    Holds = iota // as the names of its tools say
	HoldsPublic                 // what everybody may see
	HoldsPrivate                // what not everybody may see: files, notes
	HoldsPersonal               // what is about people or between them: mails, customers
	HoldsUntrusted              // what anybody can write: pages, issues
)

const (
	ShowsUnsaid    Shows = iota // as the names of its tools say
	ShowsNobody                 // it keeps it
	ShowsPeople                 // those it is sent to
	ShowsEverybody              // it is published
)

// Label is what the user says about the servers that match a pattern.
type Label struct {
	Server string
	Holds  Holds
	Shows  Shows
}

// LabelOf returns what is said about a server, each by the narrowest pattern that
// says something.
func (p *Policy) LabelOf(server string) (l Label) {
	holds, shows := -1, -1
	for _, x := range p.Labels {
		if !Match(x.Server, server) {
			continue
		}
		n := narrowness(x.Server)
		if x.Holds != HoldsUnsaid && n > holds {
			l.Holds, holds = x.Holds, n
		}
		if x.Shows != ShowsUnsaid && n > shows {
			l.Shows, shows = x.Shows, n
		}
	}
	return l
}
