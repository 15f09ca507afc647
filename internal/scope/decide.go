package scope

import (
	"strings"
)

// Scope is a Profile made ready for decisions. It is not changed any more and
// may be shared.
type Scope struct {
	profile Profile
	at      map[string]int   // folded path: index into places
	above   map[string]int   // folders above a place that is closed for writing
	names   map[string][]int // first name of a place in any folder
	places  []folded

	hasBeside bool
}

type folded struct {
	Place
	key      string   // folded path
	segments []string // of a place in any folder
}

// Decision is what comes of an access.
type Decision struct {
	Allowed bool
	// Kind is that of the place that decided, Outside where none did and that is
	// not enough.
	Kind Kind
	// Minor is true for a refusal that tells nobody anything: compiled code that an
	// interpreter would have kept beside a script.
	Minor bool
	// Place is its path, Source where it was declared; "" for none.
	Place, Source string
}

// Compile makes the profile ready.
func (p *Profile) Compile() *Scope {
	s := &Scope{profile: *p, at: make(map[string]int, len(p.Places)), above: map[string]int{}, names: map[string][]int{}}
	places := p.Places
	if p.Net.Limited {
		places = append(unresolved(), places...)
	}
	s.places = make([]folded, 0, len(places))
	for _, pl := range places {
		i := len(s.places)
		if rest, ok := strings.CutPrefix(pl.Path, "**/"); ok {
			segments := strings.Split(foldNames(p.System, rest), "/")
			segments[0] = spelt(segments[0])
			s.places = append(s.places, folded{pl, "", segments})
			s.names[segments[0]] = append(s.names[segments[0]], i)
			continue
		}
		key, ok := p.System.fold(pl.Path)
		if !ok {
			continue
		}
		s.places = append(s.places, folded{pl, key, nil})
		s.hasBeside = s.hasBeside || pl.Beside
		if old, taken := s.at[key]; taken {
			i = s.join(old, i)
		}
		s.at[key] = i
		if s.places[i].Write == Deny {
			for up := parent(key); up != ""; up = parent(up) {
				s.above[up] = i
			}
		}
	}
	return s
}

func foldNames(s System, names string) string {
	if s == Linux {
		return names
	}
	return foldCase(names)
}

// join makes one place of two for one path and returns its index.
func (s *Scope) join(old, new int) int {
	a, b := s.places[old].Place, s.places[new].Place
	if weight(a) > weight(b) {
		a, b = b, a
	}
	if a.Write == Deny && weight(a) == weight(b) { // of equals that which denies gives its name
		a, b = b, a
	}
	b.Read, b.Write = stronger(a, b, a.Read, b.Read), stronger(a, b, a.Write, b.Write)
	b.Beside = b.Beside || a.Beside
	b.Closed = b.Closed || a.Closed && weight(a) == weight(b)
	s.places[new].Place = b
	return new
}

// weight orders what is said about one path: built in, by the user, locked.
func weight(p Place) int {
	switch {
	case p.Locked:
		return 2
	case p.Source != "":
		return 1
	}
	return 0
}

// stronger returns what holds of a and b, which is not the lighter one.
func stronger(a, b Place, of, by Grant) Grant {
	switch {
	case by == Unsaid:
		return of
	case weight(a) == weight(b) && of == Deny:
		return Deny
	}
	return by
}

// parent is the folder of a clean path; "" for a root.
func parent(p string) string {
	switch i := strings.LastIndexByte(p, '/'); {
	case i > 0:
		return p[:i]
	case i == 0 && p != "/":
		return "/"
	}
	return ""
}

// Decide says whether a path may be used so. The path is absolute, and links in
// it have been followed by whoever can. It takes time in the length of the path.
func (s *Scope) Decide(op Op, name string) Decision {
	key, ok := s.profile.System.fold(name)
	if !ok || strings.IndexByte(key, 0) >= 0 {
		return Decision{Kind: Outside}
	}
	best, length := s.locate(op, key)
	passing := s.passing(best)
	if i, n := s.anywhere(op, key); i >= 0 && !(passing && s.places[i].Source == "") && (best < 0 || n > length || n == length && s.counts(op, i, best)) {
		best = i
	}
	if (op == Write || op == Replace) && !passing {
		if i := s.below(key); i >= 0 && (best < 0 || s.decides(op, best) != Deny) {
			return s.decision(i, false)
		}
	}
	if best < 0 || s.decides(op, best) == Deny && s.places[best].Kind <= Outside {
		if i := s.beside(op, key); i >= 0 {
			return s.decision(i, true)
		}
		if (best < 0 || s.places[best].Source == "") && op != Make && op != Socket && s.ownLog(key) {
			return Decision{Allowed: true, Kind: Cache}
		}
	}
	if op == Socket && s.isDoor(key) && (best < 0 || s.places[best].Source == "" || s.places[best].Source == workingFolder) {
		return Decision{Kind: Engine}
	}
	if best < 0 {
		return Decision{Allowed: op == Read || op == Socket, Kind: outside(op), Minor: minor(op, key)}
	}
	d := s.decision(best, s.decides(op, best) == Allow)
	d.Minor = !d.Allowed && (d.Kind == Outside || d.Kind == Startup) && minor(op, key)
	return d
}

// passing reports whether a place is one of caches or temporary files. A repository in
// there is nobody's project: package runners clone into theirs.
func (s *Scope) passing(i int) bool {
	return i >= 0 && (s.places[i].Kind == Cache || s.places[i].Kind == Temporary)
}

// Passing reports whether a path lies in caches or temporary files, where names are
// open that are closed in a project (.git/hooks): a folder that comes from there to
// another place, or goes there and back, would bring them along.
func (s *Scope) Passing(name string) bool {
	key, ok := s.profile.System.fold(name)
	if !ok {
		return false
	}
	best, _ := s.locate(Write, key)
	return s.passing(best)
}

// counts reports whether of two places for one path the one in any folder counts:
// where both say the same, the other names it more exactly.
func (s *Scope) counts(op Op, anywhere, exact int) bool {
	a, e := weight(s.places[anywhere].Place), weight(s.places[exact].Place)
	return a > e || a == e && s.decides(op, anywhere) != s.decides(op, exact)
}

// beside finds a file that the path is written beside: file.json.1a2b.tmp,
// .file.json.swp, file.db-journal.
func (s *Scope) beside(op Op, key string) int {
	if !s.hasBeside || op == Read || op == Socket || op == Make {
		return -1
	}
	cut := strings.LastIndexByte(key, '/') + 1
	for i := cut + 1; i < len(key); i++ {
		if c := key[i]; c != '.' && c != '-' && c != '~' && c != '_' && c != '#' {
			continue
		}
		name := strings.TrimLeft(key[cut:i], ".#")
		for at := range s.places {
			p := &s.places[at]
			if p.Beside && p.Write == Allow && p.segments == nil && len(p.key) == cut+len(name) && p.key[:cut] == key[:cut] && p.key[cut:] == name {
				return at
			}
		}
	}
	return -1
}

// minor reports whether it is what interpreters and compilers try to keep for
// the next time, and do without.
func minor(op Op, key string) bool {
	return op != Read && op != Socket && (strings.Contains(key, "/__pycache__/") || strings.HasSuffix(key, "/__pycache__") || strings.Contains(key, "/node_modules/.cache"))
}

func outside(op Op) Kind {
	if op == Read || op == Socket {
		return Unknown
	}
	return Outside
}

func (s *Scope) decision(i int, allowed bool) Decision {
	p := &s.places[i].Place
	d := Decision{Allowed: allowed, Kind: p.Kind, Place: p.Path, Source: p.Source}
	switch {
	case !allowed && p.Kind <= Device:
		d.Kind = Outside
	case allowed && p.Kind > Device: // a closed place that may be read
		d.Kind = Declared
	}
	return d
}

// decides is what a place says about an operation.
func (s *Scope) decides(op Op, i int) Grant {
	p := &s.places[i].Place
	switch op {
	case Read:
		return p.Read
	case Socket:
		if p.Closed {
			return Deny
		}
		if p.Write == Allow {
			return Allow
		}
		return Unsaid
	}
	return p.Write
}

// locate finds the longest place that says something about it.
func (s *Scope) locate(op Op, key string) (best, length int) {
	best = -1
	for at := key; at != ""; at = parent(at) {
		i, ok := s.at[at]
		if !ok || s.decides(op, i) == Unsaid {
			continue
		}
		if s.places[i].Locked {
			return i, len(key) + 1
		}
		if best < 0 {
			best, length = i, len(at)
		}
	}
	return best, length
}

// anywhere finds the longest place of those that may be in any folder.
func (s *Scope) anywhere(op Op, key string) (best, length int) {
	best = -1
	if len(s.names) == 0 {
		return best, 0
	}
	for start := 1; start <= len(key); {
		end := start + len(segment(key[start:]))
		for _, i := range s.names[spelt(key[start:end])] {
			n, whole := matches(key[start:], s.places[i].segments)
			if n == 0 || s.decides(op, i) == Unsaid || n+start < length {
				continue
			}
			if s.places[i].File && (!whole || op == Make || op == Remove || op == Read) {
				continue
			}
			if best < 0 || n+start > length || weight(s.places[i].Place) > weight(s.places[best].Place) {
				best, length = i, n+start
			}
		}
		start = end + 1
	}
	return best, length
}

// segment is the first name of a path.
func segment(rest string) string {
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[:i]
	}
	return rest
}

// spelt is a hidden name in small letters: some file systems of Linux take .GIT for
// .git (folders of Windows, ext4 on request), and nobody means another name by it.
func spelt(name string) string {
	if len(name) > 1 && name[0] == '.' {
		return strings.ToLower(name) // the same string where nothing changes
	}
	return name
}

// matches returns how much of rest the segments take; whole is true when that
// is all of it. A star is any one name, two stars are one or more.
func matches(rest string, segments []string) (n int, whole bool) {
	return match(rest, segments, segments[0][0] == '.')
}

// match is matches; anyCase for hidden names, see [spelt].
func match(rest string, segments []string, anyCase bool) (n int, whole bool) {
	for k, want := range segments {
		name := segment(rest[min(n, len(rest)):])
		switch {
		case want == "**" && name != "":
			return several(rest, n, segments[k+1:], anyCase)
		case name != want && (want != "*" || name == "") && !(anyCase && strings.EqualFold(name, want)):
			return 0, false
		}
		if n += len(name); k < len(segments)-1 {
			n++
		}
	}
	return n, n >= len(rest)
}

// several is match for what follows one or more names that begin at n.
func several(rest string, n int, segments []string, anyCase bool) (int, bool) {
	if len(segments) == 0 {
		return len(rest), true
	}
	for n < len(rest) {
		n += len(segment(rest[n:])) + 1
		if m, whole := match(rest[min(n, len(rest)):], segments, anyCase); m > 0 {
			return n + m, whole
		}
	}
	return 0, false
}

// below finds a place that is closed and lies in the path, or would when a tree
// comes to be there.
func (s *Scope) below(key string) int {
	if i, ok := s.above[key]; ok {
		return i
	}
	last := key
	for n := 0; n < MaxNames && last != ""; n++ { // the last names may begin those of a place
		cut := strings.LastIndexByte(last, '/')
		tail := key[cut+1:]
		for _, i := range s.names[spelt(segment(tail))] {
			p := &s.places[i]
			if p.Write == Deny && begins(tail, p.segments) {
				return i
			}
		}
		if cut <= 0 {
			break
		}
		last = last[:cut]
	}
	return -1
}

// MaxNames bounds the names of a place in any folder.
const MaxNames = 6

// begins reports whether the names of tail are the first of segments, and not all.
func begins(tail string, segments []string) bool {
	n := strings.Count(tail, "/") + 1
	if n >= len(segments) {
		return false
	}
	_, whole := matches(tail, segments[:n])
	return whole
}

// Places are those of the profile, as they were declared.
func (s *Scope) Places() []Place { return s.profile.Places }

// Declared reports whether somebody declared something about paths.
func (s *Scope) Declared() bool { return s.profile.Declared }

// Net is what may be reached.
func (s *Scope) Net() Net { return s.profile.Net }

// System is whose names these are.
func (s *Scope) System() System { return s.profile.System }
