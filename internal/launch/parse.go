package launch

import (
	"path"
	"slices"
	"strings"
)

// Source is the kind of place that what runs comes from.
type Source uint8

const (
	Program Source = iota // a file of this machine
	NPM                   // a package of an npm registry
	PyPI                  // a package of a Python index
	OCI                   // an image of a container registry
	Address               // a URL, a repository or an archive, by its address
)

var sourceNames = [...]string{"program", "npm", "pypi", "oci", "address"}

// String names the source.
func (s Source) String() string { return sourceNames[s] }

// Spec is a command understood.
type Spec struct {
	Source Source
	// Runner is the program that fetches or interprets: npx, uvx, docker, node.
	Runner string
	// Name is the package without version, the image without tag, the address,
	// or the file. For interpreters it is the script.
	Name string
	// Version is what the command demands: a version, range, tag or digest.
	Version string
	// Packages are all packages the command installs, Name included.
	Packages []string
	// Args are the words behind Name.
	Args []string
	// Flags are the words between the runner and Name.
	Flags []string
	// Prefix are the words in front of the runner: env, sudo, cmd /c.
	Prefix []string
	// Assigned are NAME=value of the command itself.
	Assigned []string
	// Script is what a shell or interpreter is told to run as text.
	Script string
	// Shell is the name of the program that Script is for.
	Shell string
}

// Identity names what the command runs, the same for every way to write it:
// "npm:@scope/name", "oci:docker.io/mcp/time", "program:/usr/bin/server".
func (s *Spec) Identity() string { return s.Source.String() + ":" + s.Name }

// maxWraps bounds commands inside commands.
const maxWraps = 8

// Understand takes a command apart. It always comes to something: what it does
// not know is a program.
func Understand(command []string) Spec {
	var s Spec
	words := command
	for range maxWraps {
		rest, script, shell, ok := s.unwrap(words)
		if !ok {
			break
		}
		if s.Prefix = append(s.Prefix, words[:len(words)-len(rest)]...); script != "" {
			s.Script, s.Shell, s.Runner, s.Name = script, shell, shell, shell
			inner := simpleScript(script)
			if inner == nil {
				return s
			}
			rest = inner
		}
		words = rest
	}
	s.runner(words)
	return s
}

// Base is the name of a program without folder and extension, lower case.
func Base(program string) string {
	name := strings.ToLower(path.Base(strings.ReplaceAll(program, `\`, "/")))
	for _, ext := range []string{".exe", ".cmd", ".bat", ".ps1"} {
		name = strings.TrimSuffix(name, ext)
	}
	return name
}

// unwrap takes one command off that runs another.
func (s *Spec) unwrap(words []string) (rest []string, script, shell string, ok bool) {
	if len(words) == 0 {
		return nil, "", "", false
	}
	base := Base(words[0])
	switch base {
	case "env":
		i := 1
		for ; i < len(words); i++ {
			if w := words[i]; w == "-u" || w == "-C" {
				i++
			} else if assigns(w) {
				s.Assigned = append(s.Assigned, w)
			} else if !strings.HasPrefix(w, "-") || w == "-" {
				break
			}
		}
		return words[i:], "", "", i < len(words)
	case "sudo", "doas", "nice", "nohup", "time", "exec", "command", "setsid", "stdbuf", "start", "dotenvx", "mise", "direnv":
		for i := 1; i < len(words); i++ {
			switch w := words[i]; {
			case w == "-u" || w == "-n" || w == "-g":
				i++
			case strings.HasPrefix(w, "-") || w == "run" || w == "exec" || strings.HasPrefix(w, "/") && len(w) == 2:
			default:
				return words[i:], "", "", true
			}
		}
	case "cmd":
		for i := 1; i < len(words); i++ {
			if w := strings.ToLower(words[i]); w == "/c" || w == "/k" || w == "/s" || w == "/d" || w == "/q" {
				continue
			}
			if i == len(words)-1 && strings.ContainsAny(words[i], " &|<>") {
				return words[len(words):], words[i], base, true
			}
			return words[i:], "", "", true
		}
	case "sh", "bash", "zsh", "dash", "fish", "ksh", "ash", "powershell", "pwsh":
		return shellScript(words, base)
	}
	return nil, "", "", false
}

// shellScript finds what a shell is told to run.
func shellScript(words []string, base string) (rest []string, script, shell string, ok bool) {
	power := base == "powershell" || base == "pwsh"
	for i := 1; i < len(words); i++ {
		w := strings.ToLower(words[i])
		command := !power && strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.HasSuffix(w, "c") ||
			power && len(w) > 1 && (strings.HasPrefix("-command", w) || w == "/c")
		if command && i+1 < len(words) {
			return words[len(words):], strings.Join(words[i+1:], " "), base, true
		}
		if power && len(w) > 1 && strings.HasPrefix("-encodedcommand", w) && w != "-" {
			return words[len(words):], strings.Join(words[i:], " "), base, true
		}
	}
	return nil, "", "", false
}

// simpleScript returns the words of a script that is one plain command, so that
// `sh -c "npx -y x"` is understood like `npx -y x`; nil for anything else.
func simpleScript(script string) []string {
	script = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(script), "exec "))
	if script == "" || strings.ContainsAny(script, "|;&<>`$(){}*?\\\"'\n") {
		return nil
	}
	return strings.Fields(script)
}

func assigns(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	if !ok || name == "" {
		return false
	}
	for i, c := range []byte(name) {
		if c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// runner understands the program itself.
func (s *Spec) runner(words []string) {
	for len(words) > 0 && assigns(words[0]) {
		s.Assigned, words = append(s.Assigned, words[0]), words[1:]
	}
	if len(words) == 0 {
		return
	}
	s.Runner = Base(words[0])
	args := words[1:]
	switch s.Runner {
	case "npx", "bunx", "pnpx", "pnx":
		s.packages(NPM, args)
	case "npm", "pnpm", "yarn", "bun":
		if i := slices.IndexFunc(args, func(a string) bool { return a == "exec" || a == "x" || a == "dlx" }); i >= 0 {
			s.packages(NPM, args[i+1:])
			s.Flags = append(slices.Clone(args[:i]), s.Flags...)
			return
		}
		s.file(words)
	case "uvx":
		s.packages(PyPI, args)
	case "uv", "pipx":
		if i := slices.Index(args, "run"); i >= 0 && (s.Runner == "pipx" || i > 0 && args[i-1] == "tool") {
			s.packages(PyPI, args[i+1:])
			s.Flags = append(slices.Clone(args[:i]), s.Flags...)
			return
		}
		s.file(words)
		s.Flags = args
	case "docker", "podman", "nerdctl", "finch":
		s.engine(args)
	default:
		s.interpreter(words)
	}
}

// file is a command of which nothing more is known.
func (s *Spec) file(words []string) { s.Name, s.Args = words[0], words[1:] }

// interpreters run a script; their value flags take the next word, and their
// text flags take a program as text.
var interpreters = map[string]struct{ values, text []string }{
	"node":    {[]string{"-r", "--require", "--import", "--loader", "--experimental-loader", "--env-file", "-C"}, []string{"-e", "--eval", "-p", "--print"}},
	"python":  {[]string{"-W", "-X"}, []string{"-c"}},
	"python3": {[]string{"-W", "-X"}, []string{"-c"}},
	"py":      {[]string{"-W", "-X"}, []string{"-c"}},
	"deno":    {nil, []string{"eval"}},
	"bun":     {[]string{"-r", "--preload"}, []string{"-e", "--eval"}},
	"ruby":    {[]string{"-I", "-r"}, []string{"-e"}},
	"perl":    {[]string{"-I"}, []string{"-e", "-E"}},
	"php":     {[]string{"-d"}, []string{"-r"}},
	"tsx":     {nil, []string{"-e"}},
	"ts-node": {nil, []string{"-e"}},
}

func (s *Spec) interpreter(words []string) {
	s.file(words)
	in, ok := interpreters[strings.TrimRight(s.Runner, "0123456789.")]
	if !ok {
		in, ok = interpreters[s.Runner]
	}
	if !ok {
		return
	}
	for i, args := 0, words[1:]; i < len(args); i++ {
		switch a := args[i]; {
		case slices.Contains(in.text, a) && i+1 < len(args):
			s.Flags, s.Script, s.Shell, s.Args = args[:i], args[i+1], s.Runner, args[i+2:]
			return
		case slices.Contains(in.values, a):
			i++
		case a == "-m" && i+1 < len(args):
			s.Flags, s.Name, s.Args = args[:i], args[i+1], args[i+2:]
			return
		case s.Runner == "deno" && a == "run":
		case strings.HasPrefix(a, "-"):
		default:
			s.Flags, s.Name, s.Args = args[:i], a, args[i+1:]
			return
		}
	}
	s.Flags, s.Args = words[1:], nil
}

// values are flags of package runners that take the next word.
var values = []string{"--python", "--index-url", "--registry", "-w", "--workspace", "--cache", "--userconfig", "--index", "--default-index",
	"--extra-index-url", "--index-strategy", "--with-requirements", "--with-editable", "--find-links", "-f", "-i", "--cache-dir", "--directory",
	"--project", "--prefix", "--pip-args", "--constraints", "--overrides", "--env-file", "--refresh-package", "--upgrade-package"}

// packages understands the arguments of npx, uvx and the like.
func (s *Spec) packages(from Source, args []string) {
	s.Source = from
	named := ""
	i := 0
loop:
	for ; i < len(args); i++ {
		a := args[i]
		key, value, inline := strings.Cut(a, "=")
		if !inline && i+1 < len(args) {
			value = args[i+1]
		}
		switch {
		case key == "-p" && (from == NPM || s.Runner == "pipx") || key == "--package" || key == "--from" || key == "--spec" || key == "--with":
			if key != "--with" && named == "" {
				named = value
			}
			for p := range strings.SplitSeq(value, ",") {
				s.Packages = append(s.Packages, p)
			}
		case key == "-c" || key == "--call":
			s.Script, s.Shell = value, "sh"
		case slices.Contains(values, key) || from == PyPI && key == "-p":
		case a == "--":
			continue
		case strings.HasPrefix(a, "-"):
			continue
		default:
			break loop
		}
		if !inline {
			i++
		}
	}
	i = min(i, len(args))
	s.Flags, s.Args = args[:i], args[i:]
	if named == "" && i < len(args) {
		named, s.Args = args[i], args[i+1:]
		s.Packages = append([]string{named}, s.Packages...)
	}
	s.Name, s.Version = named, ""
	if isAddress(named) {
		s.Source = Address
		return
	}
	s.Name, s.Version = SplitPackage(from, named)
}

// SplitPackage takes the version, extras and markers off the name of a package.
func SplitPackage(from Source, spec string) (name, version string) {
	if i := strings.LastIndexByte(spec, '@'); i > 0 {
		spec, version = spec[:i], spec[i+1:]
	}
	if from == PyPI {
		if i := strings.IndexAny(spec, "=<>~!;[ "); i > 0 {
			if j := strings.Index(spec, "=="); j > 0 {
				version = spec[j+2:]
			}
			spec = spec[:i]
		}
	}
	return spec, version
}

// isAddress reports whether a package is named by where it is.
func isAddress(spec string) bool {
	lower := strings.ToLower(spec)
	for _, p := range []string{"http:", "https:", "git+", "git:", "git@", "ssh:", "file:", "github:", "gitlab:", "bitbucket:", "gist:", "./", "../", "/", "~"} {
		if strings.HasPrefix(lower, p) {
			return true
		}
	}
	if strings.HasSuffix(lower, ".tgz") || strings.HasSuffix(lower, ".tar.gz") || strings.HasSuffix(lower, ".whl") || strings.HasSuffix(lower, ".zip") {
		return true
	}
	return strings.Contains(lower, " @ ") || strings.Count(lower, "/") == 1 && lower[0] != '@' // user/repo is GitHub's
}
