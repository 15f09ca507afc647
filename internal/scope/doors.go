package scope

import (
	"slices"
	"strings"
)

// Sockets of agents are also where nobody knows beforehand: each login has folders
// with random names in those for temporary files. They are known by their own names.

// doorNames begin the names of sockets, or those of folders with sockets, behind which
// somebody acts with all rights of the user: FOLDER/NAME, or NAME in any folder.
var doorNames = []string{
	"ssh-/agent.", "S.gpg-agent", "S.scdaemon", "vscode-ipc-", "vscode-git-", "cursor-ipc-", "cursor-git-", "tmux-/", "zellij-/", "emacs/server",
	"nvim.", "dbus-", "keyring-/", "gpg-/S.", "com.apple.launchd./Listeners", "ssh-agent.sock", "wezterm-/", "yubikey-agent.sock",
}

// engineDoors are those of engines of containers.
var engineDoors = []string{"docker.sock", "podman.sock", "podman-machine-default-api.sock", "containerd.sock", "crio.sock", "buildkitd.sock"}

// isDoor reports whether a folded path has the name of such a socket.
func (s *Scope) isDoor(key string) bool {
	cut := strings.LastIndexByte(key, '/')
	name, folder := key[cut+1:], key[:max(cut, 0)]
	folder = folder[strings.LastIndexByte(folder, '/')+1:]
	for _, d := range doorNames {
		in, begin, both := strings.Cut(foldNames(s.profile.System, d), "/")
		if !both {
			in, begin = "", in
		}
		if strings.HasPrefix(folder, in) && strings.HasPrefix(name, begin) {
			return true
		}
	}
	return !s.profile.engine && slices.Contains(engineDoors, name)
}

// resolvers are sockets of programs that ask other machines for names: what is asked
// for can carry data out of a limited network.
const resolvers = `/run/systemd/resolve /run/nscd /var/run/nscd /var/db/nscd /run/avahi-daemon /var/run/avahi-daemon /var/run/mDNSResponder`

// unresolved closes them.
func unresolved() []Place {
	all := in("", resolvers, Outside, Unsaid, Deny)
	for i := range all {
		all[i].Closed = true
	}
	return all
}
