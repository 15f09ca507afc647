package cli

import (
	"os"
	"strings"
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// ownSecrets finds secrets of the client's environment in what it sends, those too that
// it does not hand on to its servers. What its configuration gave to this very server may
// go to it. Nothing of the environment
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

// inherited are the variables of the parent process, whether it hands them on or not, but
// for those whose value the entry of the server gave it: what this process has and the
// parent does not, and, where the parent hands on so little that it chooses what, all
// that it handed on.
func inherited(own, parent []string) []string {
	has := make(map[string]bool, len(parent))
	for _, v := range parent {
		has[v] = true
	}
	given, shared := map[string]bool{}, make([]string, 0, len(own))
	for _, v := range own {
		if has[v] {
			shared = append(shared, v)
		} else if _, value, _ := strings.Cut(v, "="); value != "" {
			given[value] = true
		}
	}
	if 2*len(shared) < len(parent) {
		for _, v := range shared {
			_, value, _ := strings.Cut(v, "=")
			given[value] = true
		}
	}
	var all []string
	for _, v := range parent {
		if _, value, _ := strings.Cut(v, "="); !given[value] {
			all = append(all, v)
		}
	}
	return all
}
