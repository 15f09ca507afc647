// Package scope says what a server may touch: places of the file system that it
// may read or write, those that are closed to every server, and the hosts that it
// may reach. It is pure: names are compared as they are written, symbolic links
// are followed by whoever asks.
package scope

import (
	"path"
	"strings"
)

// Within reports whether name, a path as a server would read it, lies in one of
// the folders or is one of them. Relative names start at dir. Folders and dir
// are absolute; on Windows drive letters and names are compared without case.
//
// A name that programs could read in several ways is nowhere: one with a NUL,
// with percent escapes of dots, slashes or back slashes, or that starts with ~.
func Within(name, dir string, folders []string, windows bool) bool {
	if name == "" || strings.ContainsRune(name, 0) || strings.HasPrefix(name, "~") || escaped(name) {
		return false
	}
	if rest, ok := strings.CutPrefix(name, "file://"); ok {
		if rest, ok = strings.CutPrefix(strings.TrimPrefix(rest, "localhost"), "/"); !ok || strings.Contains(rest, "%") {
			return false
		}
		if name = "/" + rest; windows {
			name = rest
		}
	}
	clean, ok := resolve(name, dir, windows)
	if !ok {
		return false
	}
	for _, f := range folders {
		folder, ok := resolve(f, dir, windows)
		if !ok {
			continue
		}
		if clean == folder || strings.HasPrefix(clean, strings.TrimSuffix(folder, "/")+"/") {
			return true
		}
	}
	return false
}

// escaped reports whether some reader could take an escape in name for a step.
func escaped(name string) bool {
	for i := strings.IndexByte(name, '%'); i >= 0 && i+2 < len(name); {
		rest := strings.ToLower(strings.TrimLeft(name[i+1:], "%"))
		for strings.HasPrefix(rest, "25") { // escaped twice
			rest = rest[2:]
		}
		if strings.HasPrefix(rest, "2e") || strings.HasPrefix(rest, "2f") || strings.HasPrefix(rest, "5c") || strings.HasPrefix(rest, "00") ||
			strings.HasPrefix(rest, "c0") || strings.HasPrefix(rest, "u002") {
			return true
		}
		next := strings.IndexByte(name[i+1:], '%')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// resolve makes name absolute and takes its dots out.
func resolve(name, dir string, windows bool) (string, bool) {
	if windows {
		name, dir = slashes(name), slashes(dir)
		switch {
		case strings.HasPrefix(name, "//"): // another machine, or a device
			return "", false
		case len(name) > 2 && name[1] == ':' && name[2] == '/':
		case strings.Contains(name, ":"): // a drive's own folder, a stream
			return "", false
		case strings.HasPrefix(name, "/"):
			name = dir[:min(2, len(dir))] + name
		default:
			name = dir + "/" + name
		}
		return strings.ToLower(path.Clean("/" + name)), true
	}
	if strings.ContainsRune(name, '\\') && strings.Contains(name, "..") {
		return "", false
	}
	if !strings.HasPrefix(name, "/") {
		name = dir + "/" + name
	}
	return path.Clean(name), true
}

func slashes(s string) string { return strings.ReplaceAll(s, `\`, "/") }
