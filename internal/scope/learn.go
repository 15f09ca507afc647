package scope

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Access is something that a server did, or wanted to.
type Access struct {
	Op   Op
	Path string
	Kind Kind
}

// Lesson is the smallest scope in which a server could have done what it did.
type Lesson struct {
	// Write are files and folders that it wrote, caches and temporary files apart.
	Write []string
	// Read are those in people's folders that it read; AllRead is true when they are
	// too many to be listed.
	Read    []string
	AllRead bool
	// Asked are closed places that it wanted, which only a person opens.
	Asked []Access
}

const (
	// fewFiles is from how many of a folder's members on the folder is meant.
	fewFiles = 3
	// maxLesson bounds the lines of a lesson.
	maxLesson = 64
)

// Learn makes a lesson of what was seen on a machine. Folders stand for their
// files, unless that would be the home folder or one above it.
func Learn(seen []Access, m Machine) Lesson {
	var l Lesson
	files, reads, exactly := map[string]bool{}, map[string]bool{}, map[string]bool{}
	p := Default(m)
	asked := map[Access]bool{}
	for _, a := range seen {
		switch {
		case a.Kind == Cache || a.Kind == Temporary || a.Kind == Device:
		case a.Kind > Outside, a.Op == Read && a.Kind == Outside:
			asked[a] = true
		case a.Op != Read && a.Op != Socket && !minor(a.Op, a.Path):
			files[a.Path] = true
		case a.Op == Read && m.belongs(a.Path) && p.closes(a.Path, m.homes()):
			exactly[a.Path] = true // a key that it was given: not its neighbours
		case a.Op == Read && m.belongs(a.Path):
			reads[a.Path] = true
		}
	}
	l.Write = folders(files, &m)
	l.Write = l.Write[:min(len(l.Write), maxLesson)]
	maps.DeleteFunc(reads, func(path string, _ bool) bool {
		return slices.ContainsFunc(l.Write, func(folder string) bool { return within(path, folder) })
	})
	l.Read = append(folders(reads, &m), slices.Sorted(maps.Keys(exactly))...)
	if l.AllRead = len(l.Read) > maxLesson; l.AllRead {
		l.Read = nil
	}
	l.Asked = slices.SortedFunc(maps.Keys(asked), func(a, b Access) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Op, b.Op))
	})
	l.Asked = l.Asked[:min(len(l.Asked), maxLesson)]
	return l
}

// folders puts folders in the place of files, until there are few.
func folders(files map[string]bool, m *Machine) []string {
	for _, f := range slices.Sorted(maps.Keys(files)) { // a file goes to the folder it is in
		if dir := parent(f); m.narrow(dir) {
			delete(files, f)
			files[dir] = true
		}
	}
	for {
		count := map[string]int{}
		for f := range files {
			if dir := parent(f); m.narrow(dir) && !m.top(dir) {
				count[dir]++
			}
		}
		best := ""
		for dir, n := range count {
			if n >= fewFiles && (best == "" || n > count[best] || n == count[best] && dir < best) {
				best = dir
			}
		}
		if best == "" {
			break
		}
		for f := range files {
			if within(f, best) {
				delete(files, f)
			}
		}
		files[best] = true
	}
	all := slices.Sorted(maps.Keys(files))
	all = slices.DeleteFunc(all, func(f string) bool {
		for up := parent(f); up != ""; up = parent(up) {
			if files[up] {
				return true
			}
		}
		return false
	})
	return all
}

// belongs reports whether a path lies where a scope that limits reading closes all but
// what is declared and what programs run from.
func (m *Machine) belongs(path string) bool {
	in := func(folders []string, below string) bool {
		return slices.ContainsFunc(folders, func(f string) bool { return within(path, below+f) })
	}
	if !in(m.homes(), "") && (m.System == Windows || !in(eachName(personal), "")) {
		return false
	}
	return !slices.ContainsFunc(m.homes(), func(home string) bool { return in(eachName(needed), strings.TrimSuffix(home, "/")+"/") })
}

// top reports whether a folder lies in a home folder itself, or beside one: what
// is in it are different things.
func (m *Machine) top(dir string) bool {
	up := parent(dir)
	return up == "" || up == "/" || slices.Contains(m.homes(), up) && dir != m.Dir
}

func within(path, folder string) bool {
	folder = strings.TrimSuffix(folder, "/")
	return strings.HasPrefix(path, folder) && (len(path) == len(folder) || path[len(folder)] == '/')
}

// ParseAccess reads an access as it was written down with String of its parts.
func ParseAccess(op, kind, path string) (a Access, ok bool) {
	i, k := slices.Index(opNames[:], op), slices.Index(kindNames[:], kind)
	return Access{Op(max(i, 0)), path, Kind(max(k, 0))}, i >= 0 && k >= 0
}
