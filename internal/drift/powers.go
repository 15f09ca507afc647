package drift

// Power is something that a server asks of its client, beside answering calls.
type Power uint8

const (
	// Samples has the client's model write something.
	Samples Power = iota
	// Questions has the user enter something.
	Questions
	// Opens has the user open an address.
	Opens
	// Folders asks which folders the client works in.
	Folders
	// Confirms has the user choose or confirm something; that is never told.
	Confirms

	powers
)

var powerWords = [powers]string{
	Samples: "has the client's model write for it", Questions: "has the user enter something", Opens: "has the user open an address",
	Folders: "asks for the folders of the client", Confirms: "has the user confirm something",
}

// String says what a server with the power does.
func (p Power) String() string {
	if p < powers {
		return powerWords[p]
	}
	return "power"
}

// Creep is a power that a server uses for the first time, long after it was known.
type Creep struct {
	Power Power
	// Answers and Sessions in which it did without.
	Answers, Sessions uint64
	// Updated is true when the server was updated lately.
	Updated bool
}

const (
	// settled is after how many answers and sessions a server is known not to have a
	// power.
	settledAnswers, settledSessions = 60, 3
)

// Uses notes that the server uses a power, and returns what is to be said of it:
// nil when it did before, or is not known for long. What is told and could be an
// update, or is harmless, is known from then on.
func (s *Server) Uses(p Power) *Creep {
	if p >= powers {
		return nil
	}
	known := s.Used&(1<<p) != 0 || s.Answers < settledAnswers || s.Sessions < settledSessions || p == Confirms
	c := &Creep{Power: p, Answers: s.Answers, Sessions: s.Sessions, Updated: s.Changed > 0 && s.Answers-s.Changed < settling}
	if known || c.Updated || p == Folders {
		s.Used |= 1 << p
	}
	if known {
		return nil
	}
	return c
}
