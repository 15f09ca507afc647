// Package opinion asks a large language model what it takes a suspicious passage
// for. It is asked only where the policy says so, and nothing here decides: an
// answer is one opinion beside those of the rules and of the built-in model.
//
// The passage is somebody else's text and may be written to steer whoever reads
// it. It is therefore quoted between marks that nobody can foretell, with a sign
// in place of every space (spotlighting by datamarking: Hines et al., "Defending
// Against Indirect Prompt Injection Attacks With Spotlighting", 2024), and the
// answer has to have a fixed form that repeats a word only the question has. An
// answer that does not is reported as [Steered]: either the model was talked
// round, or it is of no use.
//
// Secrets are taken out of a passage before it leaves the machine.
package opinion

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Says is what somebody takes a passage for.
type Says uint8

const (
	// Unsure: it cannot be told.
	Unsure Says = iota
	// Attack: it is written to make a model act against its user.
	Attack
	// Benign: it is what it seems to be.
	Benign
	// Steered: the answer was not one.
	Steered
)

var saysNames = [...]string{"unsure", "attack", "benign", "steered"}

// String returns the word for it.
func (s Says) String() string { return saysNames[min(int(s), len(saysNames)-1)] }

// Question is about one passage.
type Question struct {
	// Passage is the text, decoded; what is longer than MaxPassage is cut off.
	Passage string
	// Place is where it stands: "tool description", "result text".
	Place string
	// Suspicion is the title of the rule that found it.
	Suspicion string
}

// Answer is what a model made of it.
type Answer struct {
	Says Says
	// Why is the model's reason, in its own words: text by somebody else.
	Why string
}

// Settings say whom to ask.
type Settings struct {
	Provider Provider
	// Model is the provider's name of the model, Endpoint its address; "" for the
	// provider's own.
	Model, Endpoint string
	// Key is what authenticates; "" for none.
	Key string
	// Timeout bounds one question; zero means DefaultTimeout.
	Timeout time.Duration
	// PerHour is how many questions are asked in an hour at most; zero means
	// DefaultPerHour. What is known from before costs none.
	PerHour int
	// Now is the clock, Chance fills a slice with bytes that nobody can guess.
	Now    func() time.Time
	Chance func([]byte)
}

const (
	DefaultTimeout = 5 * time.Second
	DefaultPerHour = 60
	// MaxPassage is how much of a passage is sent, in bytes.
	MaxPassage = 4 << 10
)

// The reasons why nobody was asked, or no answer came. They are wrapped.
var (
	ErrBudget = errors.New("the questions of this hour are used up")
	ErrBroken = errors.New("the last questions failed, and nobody is asked for a while")
	ErrFailed = errors.New("no answer came")
)

// Asker asks one model. It may be used by several goroutines.
type Asker struct {
	settings Settings
	provider provider
	known    cache
	budget   budget
	breaker  breaker
}

// New returns an asker. The error is a sentence that says what is missing in the
// settings.
func New(s Settings) (*Asker, error) {
	if s.Timeout == 0 {
		s.Timeout = DefaultTimeout
	}
	if s.PerHour == 0 {
		s.PerHour = DefaultPerHour
	}
	p, err := s.provider()
	if err != nil {
		return nil, err
	}
	return &Asker{settings: s, provider: p, budget: budget{perHour: s.PerHour}}, nil
}

// Name is who is asked: "anthropic claude-haiku-4-5".
func (a *Asker) Name() string { return a.settings.Name() }

// Name is who is to be asked.
func (s *Settings) Name() string { return strings.TrimSpace(s.Provider.String() + " " + s.model()) }

// Host is where passages are sent to.
func (s *Settings) Host() string {
	u, err := CheckEndpoint(s.endpoint())
	if err != nil {
		return ""
	}
	return u.Host
}

// Ask returns what the model takes a passage for. The error is ErrBudget,
// ErrBroken, ErrFailed or the context's, wrapped in a sentence without content.
func (a *Asker) Ask(ctx context.Context, q Question) (Answer, error) {
	p := compose(q, a.settings.Chance)
	now := a.settings.Now()
	if answer, ok := a.known.get(p.key); ok {
		return answer, nil
	}
	if err := a.breaker.ready(now); err != nil {
		return Answer{}, err
	}
	if err := a.budget.take(now); err != nil {
		a.breaker.unused()
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, a.settings.Timeout)
	defer cancel()
	text, wait, err := a.provider.ask(ctx, p)
	if err != nil {
		a.breaker.failed(a.settings.Now(), wait)
		return Answer{}, err
	}
	a.breaker.worked()
	answer := p.read(text)
	a.known.put(p.key, answer)
	return answer, nil
}
