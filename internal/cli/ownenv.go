package cli

import (
	"os"
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// ownSecrets finds secrets of this program's environment in what a client
// sends. What the client's configuration gave to this very server, and the
// client itself does not have, may go to it. Nothing of the environment
// leaves this function but the name of a variable.
//
// any reports whether there are any: most environments have none.
func ownSecrets() (find func(raw []byte) (name string, ok bool), parts func(bare []byte, said *secret.Trail) (name string, ok bool), any func() bool) {
	own := sync.OnceValue(func() *secret.Own { return secret.NewOwn(inherited(os.Environ(), parentEnvironment())) })
	go own() // before it is needed
	return func(raw []byte) (string, bool) { return own().In(raw) },
		func(bare []byte, said *secret.Trail) (string, bool) { return own().Parts(bare, said) },
		func() bool { return own() != nil }
}

// inherited are the variables that the parent process has with the same value.
func inherited(own, parent []string) []string {
	has := make(map[string]bool, len(parent))
	for _, v := range parent {
		has[v] = true
	}
	var all []string
	for _, v := range own {
		if has[v] {
			all = append(all, v)
		}
	}
	return all
}
