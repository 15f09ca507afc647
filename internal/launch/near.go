package launch

import (
	"slices"
	"strings"
)

// Likeness says how a name imitates a well-known one.
type Likeness struct {
	// Known is the well-known name, and From where it is to be had.
	Known string
	From  Source
	// How says what was done to it, in words.
	How string
	// Clear is true when nobody names a package like that by chance.
	Clear bool
}

// Imitates returns which well-known name a package or image imitates. ok is
// false for well-known names themselves, for names with a scope of their own,
// and for everything that is merely similar.
func Imitates(from Source, name string) (like Likeness, ok bool) {
	if len(name) > maxName || name == "" {
		return like, false
	}
	name = canonical(from, name)
	list := known(from)
	if slices.Contains(list, name) {
		return like, false
	}
	switch {
	case from == OCI:
		return imitatesImage(name)
	case from == NPM && name[0] == '@':
		return imitatesScope(name)
	}
	for _, k := range list {
		if like, ok := imitatesPlain(from, name, k); ok {
			return like, true
		}
	}
	if from == NPM {
		return fromElsewhere(name)
	}
	return like, false
}

// reference is the scope of the reference servers, the one imitated most.
const reference = "modelcontextprotocol"

// maxName is longer than any registry allows.
const maxName = 256

// canonical writes a name as its registry compares it.
func canonical(from Source, name string) string {
	if from == PyPI { // PEP 503
		return strings.Join(strings.FieldsFunc(strings.ToLower(name), separator), "-")
	}
	return name
}

func separator(r rune) bool { return strings.ContainsRune("-_./@", r) }

// imitatesScope judges @scope/name: a scope is registered by one owner, so only
// scopes that look like a well-known one are in question.
func imitatesScope(name string) (like Likeness, ok bool) {
	scope, rest, _ := strings.Cut(name, "/")
	var best string
	for _, k := range knownNPM {
		ks, kr, scoped := strings.Cut(k, "/")
		switch {
		case !scoped:
		case ks == scope:
			return like, false // the owner's own
		case kr == rest && best == "":
			best = k
		}
	}
	for _, k := range knownNPM {
		ks, kr, scoped := strings.Cut(k, "/")
		if !scoped || len(ks) < 6 {
			continue
		}
		how, near := nearWord(ks[1:], scope[1:])
		same := kr == rest
		if !near && same { // with the same package behind it, less will do
			how, near = nearLoose(ks[1:], scope[1:])
		}
		if near {
			if !same && best != "" {
				k = best
			}
			return Likeness{k, NPM, how + " in the scope", true}, true
		}
	}
	return like, false
}

// imitatesPlain judges a name without scope against one well-known name.
func imitatesPlain(from Source, name, k string) (like Likeness, ok bool) {
	like = Likeness{Known: k, From: from, Clear: true}
	if scope, rest, scoped := strings.Cut(k, "/"); scoped {
		return imitatesScoped(name, scope[1:], rest, like)
	}
	if how, near := nearName(k, name); near {
		like.How = how
		return like, true
	}
	if len(k) >= 7 && strings.Contains(k, "-") {
		for _, claim := range claims {
			if name == k+"-"+claim || name == claim+"-"+k {
				like.How = `the well-known name with "` + claim + `" added`
				return like, true
			}
		}
	}
	return like, false
}

// claims are additions by which an imitation poses as the real thing.
var claims = strings.Fields("official original genuine real verified trusted secure safe fixed fix patched patch update updated")

// imitatesScoped judges a name without scope against a package with one.
func imitatesScoped(name, scope, rest string, like Likeness) (Likeness, bool) {
	telling := strings.Count(rest, "-") > 0 && len(rest) >= 8
	squashed := squash(name)
	switch {
	case name == rest && telling && strings.HasPrefix(rest, "server-"):
		like.How = "the well-known name without its scope"
		return like, true
	case squashed == squash(scope+rest) && telling:
		like.How = "the scope written as part of the name"
		return like, true
	case telling && strings.HasPrefix(rest, "server-") && len(name) >= 10:
		if how, near := nearName(rest, name); near {
			like.How = how + ", without its scope"
			return like, true
		}
	}
	return like, false
}

// fromElsewhere: names that anybody can take on npm and that point elsewhere:
// to the scope of the reference servers, or to a Python package.
func fromElsewhere(name string) (like Likeness, ok bool) {
	if strings.HasPrefix(squash(name), reference) && squash(name) != reference {
		return Likeness{"@" + reference + "/...", NPM, "the well-known scope as part of a name that anybody can take", true}, true
	}
	if scope, rest, ok := strings.Cut(name, "-server-"); ok {
		if how, near := nearWord(reference, squash(scope)); near {
			return Likeness{"@" + reference + "/server-" + rest, NPM, how + " in the scope, which became part of the name", true}, true
		}
	}
	for _, k := range knownPyPI {
		if k == name && strings.HasPrefix(k, "mcp-server-") {
			return Likeness{k, PyPI, "the name of a Python package, asked for from npm", false}, true
		}
	}
	return like, false
}

// imitatesImage judges the parts of an image's name.
func imitatesImage(name string) (like Likeness, ok bool) {
	host, path, _ := strings.Cut(name, "/")
	for _, h := range hosts {
		if host == h {
			break
		}
		if how, near := nearWord(strings.ReplaceAll(h, ".", ""), strings.ReplaceAll(host, ".", "")); near && len(h) >= 6 {
			return Likeness{h + "/" + path, OCI, how + " in the registry", true}, true
		}
	}
	owner, image, _ := strings.Cut(path, "/")
	if slices.ContainsFunc(knownOCI, func(k string) bool { return strings.HasPrefix(k, host+"/"+owner+"/") }) {
		return like, false // the owner's own
	}
	for _, k := range knownOCI {
		_, kpath, _ := strings.Cut(k, "/")
		kowner, kimage, _ := strings.Cut(kpath, "/")
		if kimage != image {
			continue
		}
		if how, near := nearLoose(kowner, owner); near {
			return Likeness{k, OCI, how + " in the owner", true}, true
		}
	}
	return like, false
}

// nearName compares names of several words: all but one or two must be the
// same, and those must be near.
func nearName(k, name string) (how string, near bool) {
	if k == name {
		return "", false
	}
	a, b := strings.FieldsFunc(k, separator), strings.FieldsFunc(name, separator)
	if squash(k) == squash(name) {
		return "other separators", len(squash(k)) >= 8
	}
	if len(a) != len(b) {
		ka, kb := squash(k), squash(name)
		if len(ka) >= 12 && !distinctTail(a, b) {
			return nearWord(ka, kb)
		}
		return "", false
	}
	changed := 0
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		var ok bool
		if how, ok = nearWord(a[i], b[i]); !ok {
			return "", false
		}
		changed++
	}
	if len(a) == 1 && len(k) < 8 {
		return "", false
	}
	return how, changed > 0 && changed <= 2
}

// distinctTail reports whether the names differ by whole words.
func distinctTail(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	rest := slices.Clone(b)
	for _, w := range a {
		if i := slices.Index(rest, w); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		}
	}
	return len(rest) == len(b)-len(a)
}
