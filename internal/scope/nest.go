package scope

import (
	"slices"
	"strings"
	"unicode"
)

// A nest is a folder that a program keeps for itself in a home folder: one whose
// name begins with a dot, or one in a folder that systems have for the purpose.
// Many servers keep their log, their state or a database there and end when they
// cannot. A new nest belongs to the server that made it, and one that was there
// before to the server whose name it bears; all others stay closed.

// nestParents hold nests in a home folder.
const nestParents = `.config .local/share .local/state Library/Application%20Support AppData/Roaming AppData/Local AppData/LocalLow`

// Nest returns the nest that a path is, or lies in, written as in the path; ""
// for none, and when the path or the nest is closed for another reason than
// that nobody declared it.
func (s *Scope) Nest(name string) string {
	n := s.nestLength(name)
	if n == 0 || !s.onlyUndeclared(name) || !s.onlyUndeclared(name[:n]) {
		return ""
	}
	return name[:n]
}

// MakesNest reports whether making a folder that does not exist yet is making a
// nest, or a folder that holds nests.
func (s *Scope) MakesNest(name string) bool {
	if s.Nest(name) == name {
		return true
	}
	key, ok := s.profile.System.fold(name)
	for _, home := range s.profile.homes {
		rest, in := strings.CutPrefix(key, home+"/")
		for _, parent := range eachName(nestParents) {
			parent = foldNames(s.profile.System, parent)
			if ok && in && (rest == parent || strings.HasPrefix(parent, rest+"/")) && s.onlyUndeclared(name) {
				return true
			}
		}
	}
	return false
}

// ownLog reports whether a path is a log in the home folder itself that bears the
// server's name, or one that was put aside: weather-mcp.log, weather-mcp.log.1.
func (s *Scope) ownLog(key string) bool {
	for _, home := range s.profile.homes {
		name, in := strings.CutPrefix(key, home+"/")
		if !in || strings.Contains(name, "/") {
			continue
		}
		base, rest, log := strings.Cut(strings.TrimPrefix(name, "."), ".log")
		return log && strings.Trim(rest, ".0123456789") == "" && Bears(base, s.profile.names)
	}
	return false
}

// onlyUndeclared reports whether a folder cannot be made for want of a
// declaration only.
func (s *Scope) onlyUndeclared(name string) bool {
	d := s.Decide(Make, name)
	return !d.Allowed && d.Kind == Outside && d.Source == ""
}

// nestLength is the length of the nest at the head of a path, 0 for none.
func (s *Scope) nestLength(name string) int {
	key, ok := s.profile.System.fold(name)
	if !ok || len(key) != len(name) {
		return 0 // what is spelt so that it changes when folded is no name for a program
	}
	for _, home := range s.profile.homes {
		rest, in := strings.CutPrefix(key, home+"/")
		if !in {
			continue
		}
		for _, parent := range eachName(nestParents) {
			parent = foldNames(s.profile.System, parent)
			if rest == parent || strings.HasPrefix(parent, rest+"/") {
				return 0
			}
			if below, in := strings.CutPrefix(rest, parent+"/"); in {
				return len(home) + 1 + len(parent) + 1 + len(segment(below))
			}
		}
		if first := segment(rest); len(first) > 1 && first[0] == '.' && first != ".local" && first != ".config" {
			return len(home) + 1 + len(first)
		}
	}
	return 0
}

// NestParents are the folders of a home folder in which nests are: itself and those
// for the purpose.
func NestParents(home string) []string {
	all := []string{home}
	for _, parent := range eachName(nestParents) {
		all = append(all, strings.TrimSuffix(home, "/")+"/"+parent)
	}
	return all
}

// Bears reports whether a folder's name says that it is a server's: all its words,
// those apart that every such folder has, are among those of the server's names.
func Bears(folder string, names []string) bool {
	own := map[string]bool{}
	for _, name := range names {
		for _, w := range nameWords(name) {
			own[w] = true
		}
	}
	some := false
	for _, w := range nameWords(folder) {
		if slices.Contains(anybodys, w) {
			continue
		}
		if some = true; !own[w] {
			return false
		}
	}
	return some
}

// anybodys are words that tell no program from another.
var anybodys = strings.Fields(`mcp server servers client the ai app tool tools cli js ts node nodejs py python npm npx uvx docker index main dist build src bin data config cache state logs log
	local share home user default official claude cursor code vscode studio desktop google microsoft apple aws azure github ssh git open free my new`)

func nameWords(name string) []string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(words, func(w string) bool { return len(w) < 3 })
}
