package scope

import (
	"fmt"
	"slices"
	"testing"
)

func TestLearn(t *testing.T) {
	write := func(paths ...string) (all []Access) {
		for _, p := range paths {
			all = append(all, Access{Write, p, Outside})
		}
		return all
	}
	m := ada()
	for _, c := range []struct {
		what string
		seen []Access
		want []string
	}{
		{"a folder stands for its files", write("/home/ada/proj/data/a", "/home/ada/proj/data/b"), []string{"/home/ada/proj/data"}},
		{"three folders are their parent", write("/home/ada/proj/a/1", "/home/ada/proj/b/2", "/home/ada/proj/c/3"), []string{"/home/ada/proj"}},
		{"a file in the home folder stays one", write("/home/ada/memory.json", "/home/ada/x.log", "/home/ada/y.log", "/home/ada/z.log"), []string{"/home/ada/memory.json", "/home/ada/x.log", "/home/ada/y.log", "/home/ada/z.log"}},
		{"folders of the home folder do not become it", write("/home/ada/a/1", "/home/ada/b/1", "/home/ada/c/1", "/home/ada/d/1"), []string{"/home/ada/a", "/home/ada/b", "/home/ada/c", "/home/ada/d"}},
		{"caches are there anyway", []Access{{Write, "/home/ada/.npm/x", Cache}, {Write, "/tmp/x", Temporary}, {Write, "/dev/null", Device}, {Write, "/srv/x/__pycache__/a.pyc", Outside}}, nil},
		{"what is closed is not opened", []Access{{Read, "/home/ada/.ssh/id", Credential}, {Write, "/home/ada/.bashrc", Startup}}, nil},
	} {
		l := Learn(c.seen, m)
		if !slices.Equal(l.Write, c.want) {
			t.Errorf("%s: %q, want %q", c.what, l.Write, c.want)
		}
		// What was learnt is enough.
		p := Default(Machine{System: Linux, Home: m.Home, Temp: m.Temp})
		p.Declare("learnt", l.Write, nil, nil)
		s := p.Compile()
		for _, a := range c.seen {
			if d := s.Decide(a.Op, a.Path); !d.Allowed && !d.Minor && !slices.Contains(l.Asked, a) {
				t.Errorf("%s: %s %s is refused and was not asked about", c.what, a.Op, a.Path)
			}
		}
	}
	l := Learn([]Access{{Read, "/usr/lib/x.js", Unknown}, {Read, "/home/ada/proj/a/1", Declared}, {Read, "/home/ada/proj/a/2", Unknown}, {Write, "/home/ada/out/x", Outside}, {Read, "/home/ada/out/y", Unknown},
		{Read, "/home/ada/.nvm/v/bin/node", Unknown}, {Read, "/home/ada/.npm/_cacache/x", Cache}, {Read, "/home/ada/.ssh/id", Declared}, {Read, "/srv/data/q", Unknown}}, m)
	if want := []string{"/home/ada/proj/a", "/srv/data", "/home/ada/.ssh/id"}; !slices.Equal(l.Read, want) || l.AllRead {
		t.Errorf("reads %q, want %q", l.Read, want)
	}
	var many []Access
	for i := range maxLesson + 1 {
		many = append(many, Access{Read, fmt.Sprintf("/home/ada/d%d/x", i), Unknown})
	}
	if l = Learn(many, m); l.Read != nil || !l.AllRead {
		t.Errorf("%d folders are listed", len(l.Read))
	}
	l = Learn([]Access{{Read, "/home/ada/.ssh/id", Credential}, {Read, "/home/ada/.ssh/id", Credential}, {Write, "/home/ada/.bashrc", Startup}}, m)
	if len(l.Asked) != 2 || l.Asked[0].Path != "/home/ada/.bashrc" {
		t.Errorf("%v", l.Asked)
	}
}
