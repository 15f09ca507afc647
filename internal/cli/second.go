package cli

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/opinion"
)

// second asks the model that the configuration names.
type second struct {
	*opinion.Asker
	own func(raw []byte) (name string, ok bool) // secrets of the user's own
}

// newSecond returns nil when nobody is to be asked. The error says what is
// missing.
func newSecond(c *config.Config) (*second, error) {
	o := &c.Opinions
	if o.Provider == opinion.None {
		if len(c.Policy.Asks) > 0 {
			return nil, fail(ExitUsage, "opinions.ask says about what a model is asked, and opinions.provider does not say which: anthropic, openai or ollama")
		}
		return nil, nil
	}
	if len(c.Policy.Asks) == 0 {
		return nil, fail(ExitUsage, "opinions.provider names a model, and opinions.ask does not say about what it is asked. For all that is worth a look, write: ask: [{severity: [medium, high]}]")
	}
	name := o.KeyVariable
	if name == "" {
		name = o.Provider.KeyVariable()
	}
	key := ""
	if name != "" {
		key = strings.TrimSpace(os.Getenv(name))
	}
	if key == "" && o.KeyVariable != "" {
		return nil, fail(ExitUsage, "the environment variable %s, which opinions.key_env names, is empty. Set it in the client's entry of this server, or where the client is started", o.KeyVariable)
	}
	asker, err := opinion.New(opinion.Settings{
		Provider: o.Provider, Model: o.Model, Endpoint: o.Endpoint, Key: key, Timeout: o.Timeout, PerHour: int(o.PerHour),
		Now: time.Now, Chance: func(b []byte) { rand.Read(b) }, // never fails
	})
	if err != nil {
		return nil, fail(ExitUsage, "%w", err)
	}
	own, _, _ := ownSecrets()
	return &second{asker, own}, nil
}

// loadAndAsk loads the configuration, and finds whoever is asked for second
// opinions.
func (s *settings) loadAndAsk(cmd *cobra.Command, load func(*cobra.Command) (config.Config, error)) (config.Config, *second, error) {
	c, err := load(cmd)
	if err != nil {
		return c, nil, err
	}
	asks, err := newSecond(&c)
	return c, asks, err
}

// join makes a session ask.
func (s *second) join(o guard.Options) guard.Options {
	if s != nil {
		o.Second = s
	}
	return o
}

// Ask implements guard.Second.
func (s *second) Ask(passage, place, suspicion string) (says, why string) {
	if name, ok := s.own([]byte(passage)); ok {
		return guard.NoAnswer, "the value of the environment variable " + name + " is in it, and does not leave this machine"
	}
	a, err := s.Asker.Ask(context.Background(), opinion.Question{Passage: passage, Place: place, Suspicion: suspicion})
	if err != nil {
		return guard.NoAnswer, err.Error()
	}
	return a.Says.String(), a.Why
}

// sent says in a sentence what goes where for second opinions; "" when nobody is
// asked.
func sent(o *config.Opinions) string {
	if o.Provider == opinion.None {
		return ""
	}
	s := opinion.Settings{Provider: o.Provider, Model: o.Model, Endpoint: o.Endpoint}
	return fmt.Sprintf("second opinions: passages of up to %d KB around what opinions.ask names go to %s (%s), without the secrets in them", opinion.MaxPassage>>10, s.Host(), s.Name())
}
