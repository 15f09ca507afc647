// Package intent recognises orders to a model in running text: who is
// addressed, which act is asked for, on which object. It reads words by their
// meaning, in the languages of its lexicons, and judges what stands together
// in a few sentences; no phrase by itself is an order. It is pure.
package intent

// Concept is a set of meanings of a word.
type Concept uint64

// The concepts, as the lexicon files name them.
const (
	Override  Concept = 1 << iota // ignore, forget, bypass
	Rules                         // instructions, prompt, guidelines
	WeakRules                     // rules, settings, context: also said of other things
	Before                        // previous, above
	All                           // all, any
	Your                          // your, system's
	You                           // you
	AI                            // assistant, model
	Must                          // must, always, required
	First                         // before, first
	Not                           // not, never, without
	Tell                          // tell, mention, notify
	User                          // user, human, anyone
	Secretly                      // secretly, without the user's knowledge
	Read                          // read, open, fetch
	Send                          // send, forward, upload
	Pass                          // include, append, insert
	Run                           // run, call, use, visit
	Destroy                       // delete, disable
	Grant                         // approve, grant, buy
	Reveal                        // reveal, repeat, print
	Prompt                        // system prompt, hidden instructions
	Secret                        // password, key, token
	Files                         // files, documents, mailbox
	Talk                          // conversation, history
	Tool                          // tool, parameter
	Remember                      // remember, store
	Forever                       // from now on, in all future sessions
	Persona                       // you are now, act as, pretend
	Mode                          // unrestricted, developer mode
	Fresh                         // new, next, actual
	Task                          // task, command
	Done                          // task complete
	Instead                       // instead
	Important                     // important, urgent
	Threat                        // otherwise, will be terminated
	Admin                         // administrator, developer
	AboutAI                       // note to the assistant
	Best                          // the best tool, the only tool
	About                         // attack, example: text about attacks
	Void                          // obsolete, cancelled, aside
	Malice                        // steal, harvest
	Power                         // privileges, access
	Guard                         // approval, logging, firewall
	Claim                         // has authorised, has agreed
	Do                            // create, change, recommend
	Hail                          // dear, attention, note for
	Perceive                      // reading, processing
	Reply                         // answering, continuing
	Proceed                       // to continue, to fix this
	Hostile                       // hateful, racist
	Given                         // what you were told

	// found by shape, not by lexicon
	Address // a URL or mail address
	Place   // a file or store where secrets lie
	Money   // an account number or an amount

	// Safeguard is consent, a check, a filter, in languages but English. It is not
	// shown to who counts meanings.
	Safeguard
)

// names are the names of the concepts in the lexicon files, lowest bit first.
var names = []string{
	"override", "rules", "weakrules", "before", "all", "your", "you", "ai", "must", "first", "not", "tell", "user", "secretly",
	"read", "send", "pass", "run", "destroy", "grant", "reveal", "prompt", "secret", "files", "talk", "tool", "remember", "forever",
	"persona", "mode", "new", "task", "done", "instead", "important", "threat", "admin", "aboutai", "best", "about", "void", "malice",
	"power", "guard", "claim", "do", "hail", "perceive", "reply", "proceed", "hostile", "given",
}

// Acts are the things an order can ask for.
const Acts = Read | Send | Pass | Run | Destroy | Grant | Reveal | Remember

func (c Concept) has(all Concept) bool { return c&all == all }
func (c Concept) any(of Concept) bool  { return c&of != 0 }
