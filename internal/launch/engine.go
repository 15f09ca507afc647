package launch

import (
	"slices"
	"strings"
)

// alone are flags of `docker run` that take no value.
var alone = []string{"-i", "-t", "-d", "-P", "--rm", "--init", "--interactive", "--tty", "--detach", "--privileged", "--read-only",
	"--no-healthcheck", "--publish-all", "--quiet", "-q", "--sig-proxy", "--oom-kill-disable", "--disable-content-trust", "--help"}

// engine understands the arguments of docker and its kin.
func (s *Spec) engine(args []string) {
	s.Name = s.Runner
	run := slices.Index(args, "run")
	if run < 0 {
		s.Args = args
		return
	}
	for i := run + 1; i < len(args); i++ {
		a := args[i]
		switch {
		case !strings.HasPrefix(a, "-"):
			s.Source, s.Flags, s.Args = OCI, args[:i], args[i+1:]
			s.Name, s.Version = SplitImage(a)
			s.Packages = []string{a}
			return
		case slices.Contains(alone, a) || strings.Contains(a, "=") || bundle(a):
		default:
			i++
		}
	}
	s.Flags = args
}

// bundle reports whether a is several one-letter flags, none of which takes a
// value (-it), or one with its value attached (-v/a:/b).
func bundle(a string) bool {
	return len(a) > 2 && a[1] != '-'
}

// Mount is a folder or file of this machine that a container sees.
type Mount struct{ From, To string }

// Mounts lists what `docker run` binds into the container.
func Mounts(flags []string) []Mount {
	var all []Mount
	for i, a := range flags {
		value, key := "", ""
		switch key, value, _ = strings.Cut(a, "="); {
		case key == "-v" || key == "--volume" || key == "--mount":
			if value == "" && i+1 < len(flags) {
				value = flags[i+1]
			}
		case strings.HasPrefix(a, "-v") && len(a) > 2:
			key, value = "-v", a[2:]
		default:
			continue
		}
		if key == "--mount" {
			var m Mount
			for part := range strings.SplitSeq(value, ",") {
				switch k, v, _ := strings.Cut(part, "="); k {
				case "source", "src":
					m.From = v
				case "target", "dst", "destination":
					m.To = v
				}
			}
			all = append(all, m)
			continue
		}
		drive := 0
		if len(value) > 2 && value[0]|0x20 >= 'a' && value[0]|0x20 <= 'z' && value[1] == ':' && (value[2] == '\\' || value[2] == '/') {
			drive = 2
		}
		if from, to, ok := strings.Cut(value[drive:], ":"); ok {
			all = append(all, Mount{value[:drive] + from, to})
		}
	}
	return all
}

// FlagValue returns the value of the first of the flags named, as the next word
// or behind an equals sign.
func FlagValue(words []string, names ...string) (value string, ok bool) {
	for i, w := range words {
		key, v, inline := strings.Cut(w, "=")
		if !slices.Contains(names, key) {
			continue
		}
		if !inline && i+1 < len(words) {
			v = words[i+1]
		}
		return v, true
	}
	return "", false
}

// SplitImage takes tag and digest off the name of an image and adds what
// engines add: "mcp/time:1" is docker.io/mcp/time, 1.
func SplitImage(image string) (name, version string) {
	if i := strings.IndexByte(image, '@'); i > 0 {
		image, version = image[:i], image[i+1:]
	}
	if i := strings.LastIndexByte(image, ':'); i > strings.LastIndexByte(image, '/') {
		if version == "" {
			version = image[i+1:]
		}
		image = image[:i]
	}
	host, _, slash := strings.Cut(image, "/")
	switch {
	case !slash:
		return "docker.io/library/" + image, version
	case !strings.ContainsAny(host, ".:") && host != "localhost":
		return "docker.io/" + image, version
	}
	return image, version
}
