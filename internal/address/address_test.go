package address

import (
	"strings"
	"testing"
)

func TestClassify(t *testing.T) {
	for host, want := range map[string]struct {
		place Place
		how   Spelling
	}{
		"example.org":               {Public, 0},
		"93.184.216.34":             {Public, 0},
		"127.0.0.1":                 {Loopback, 0},
		"0.0.0.0":                   {Loopback, 0},
		"127.1":                     {Loopback, Numeric},
		"0x7f000001":                {Loopback, Numeric},
		"2130706433":                {Loopback, Numeric},
		"017700000001":              {Loopback, Numeric},
		"0177.0.0.1":                {Loopback, Numeric},
		"0127.0.0.1":                {Loopback, Numeric}, // 87.0.0.1 for some, 127.0.0.1 for others
		"127.0.0.1.":                {Loopback, 0},
		"425.510.425.510":           {Metadata, Numeric},
		"10.1.2.3":                  {Private, 0},
		"172.32.0.1":                {Public, 0},
		"100.64.0.1":                {Private, 0},
		"169.254.1.1":               {LinkLocal, 0},
		"169.254.169.254":           {Metadata, 0},
		"239.1.1.1":                 {Multicast, 0},
		"[::1]":                     {Loopback, 0},
		"[0:0:0:0:0:0:0:1]":         {Loopback, 0},
		"[::]":                      {Loopback, 0},
		"[::ffff:169.254.169.254]":  {Metadata, Carried},
		"[::a9fe:a9fe]":             {Metadata, Carried},
		"[64:ff9b::7f00:1]":         {Loopback, Carried},
		"[2002:7f00:1::]":           {Loopback, Carried},
		"[fe80::1%25eth0]":          {LinkLocal, Carried},
		"[fd12::1]":                 {Private, 0},
		"[2606:4700::1]":            {Public, 0},
		"LocalHost":                 {Loopback, 0},
		"app.localhost":             {Loopback, 0},
		"printer.local":             {Private, 0},
		"metadata.google.internal.": {Metadata, 0},
		"127.0.0.1.nip.io":          {Loopback, Rebinding},
		"8.8.8.8.nip.io":            {Public, Rebinding},
		"7f000001.rbndr.us":         {Loopback, Rebinding},
		"make-10-0-0-1-x.example":   {Private, Rebinding},
		"v1-2-3.4.example.org":      {Public, 0},
		"①②⑦.⓪.⓪.①":                 {Loopback, Lookalike},
		"127。0。0。1":                 {Loopback, Lookalike},
		"%6c%6fcalhost":             {Loopback, Encoded},
		"%256c%256fcalhost":         {Loopback, Encoded},
		"münchen.example":           {Public, 0},
		"":                          {Public, 0},
		"...":                       {Public, 0},
		"[":                         {Public, 0},
	} {
		if place, how := Classify(host); place != want.place || how != want.how {
			t.Errorf("%s: %v %v, want %v %v", host, place, how, want.place, want.how)
		}
	}
}

func TestHosts(t *testing.T) {
	for text, want := range map[string][]string{
		"http://a.example:80/b@c":         {"a.example:80"},
		"https:\\\\a.example\\@b.example": {"a.example:", "b.example:"},
		"//a.example/b":                   {"a.example:"},
		"http:a.example":                  {"a.example:"},
		"http://u:p@[::1]:8080/":          {"u:p", "[::1]:8080"},
		"http://a.example#@b.example":     {"a.example:", "b.example:"},
		"\thttp:///a.example":             {"a.example:"},
	} {
		u, ok := Read(text)
		var got []string
		for rest := u.Authority; ok; {
			host, port, left, more := NextHost(rest)
			if !more {
				break
			}
			got, rest = append(got, host+":"+port), left
		}
		if len(got) != len(want) {
			t.Errorf("%q: %q, want %q", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %q, want %q", text, got, want)
			}
		}
	}
	for _, text := range []string{"", "a/b", "12:30", "plain text", "C"} {
		if u, ok := Read(text); ok && u.Slashes {
			t.Errorf("%q was read as %+v", text, u)
		}
	}
}

// FuzzRead: whatever the text, nothing panics and every part is a piece of it.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"http://u:p@[::1%25x]:80:90/a?b#c", "jar:http://a!/", "//0x7f.1\\@b", "[[[", "%25%32%35", "http://①.0x.0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, _ := Read(s)
		if len(u.Authority)+len(u.Path)+len(u.Rest) > len(s) {
			t.Fatalf("%q became longer: %+v", s, u)
		}
		for rest := u.Authority; ; {
			host, _, left, ok := NextHost(rest)
			if !ok {
				break
			}
			if len(left) >= len(rest) {
				t.Fatalf("%q: no end in sight", s)
			}
			Classify(host)
			rest = left
		}
		Classify(s)
	})
}

// TestMayDecode: what decoding changes is seen at a glance.
func TestMayDecode(t *testing.T) {
	found := 0
	for c := range 256 {
		for _, before := range []string{"", "a", "..", "/"} {
			for _, behind := range []string{"", "2e2f", "2f", "5c", "u002e", "x2e", "x5cx", "0x2e", "02e/", "\x80\xaf", "#46;", "#x2f", "sol;", "2e=2e"} {
				text := before + string([]byte{byte(c)}) + behind + "/a"
				var r PathReader
				r.buf = append(r.buf, text...)
				if decodes, _ := r.round(&r.path, 0); decodes {
					found++
					if !MayDecode(text) {
						t.Errorf("%q decodes to %q", text, r.next)
					}
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("%d texts were decoded", found)
	}
}

// TestReadIsTheSameBehindABlank: a text that is passed over at a glance is no
// address to the longer look that a blank in front asks for.
func TestReadIsTheSameBehindABlank(t *testing.T) {
	for _, text := range []string{
		"", "a", ":", "a:", "http://a", "HTTP:/a", "//a", `\\a`, "/a", "a/b", ".:a", "1:a", "a1+.-_:b", strings.Repeat("a", 31) + ":b", strings.Repeat("a", 32) + ":b",
		"\tjavascript:x", "'http://a", "(//a", "é://a", "a b://c", "%3a//", "a\x00:b", "mailto:a",
	} {
		u, ok := Read(text)
		if v, also := Read(" " + text); u != v || ok != also {
			t.Errorf("%q: %+v %v, behind a blank %+v %v", text, u, ok, v, also)
		}
	}
}
