package markup

import (
	"strings"
	"testing"
)

func TestXMLSource(t *testing.T) {
	for text, want := range map[string]bool{
		"<?xml version='1.0'?>\n<!-- licence -->\n<project xmlns='x'><a/></project>":                     true,
		"\ufeff<?xml version='1.0'?><!DOCTYPE busconfig PUBLIC 'a' 'b'>\n<busconfig/>":                   true,
		"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>":                               false,
		"<?xml version='1.0'?><svg:svg>":                                                                 false,
		"<?xml version='1.0'?><!-- " + strings.Repeat("x", 9000) + " --><project/>":                      false,
		"<?xml version='1.0'?><RSS>":                                                                     false,
		"<project/>":                                                                                     false,
		"# Readme\n<?xml version='1.0'?><a/>":                                                            false,
		"<para>Press <guilabel>Save</guilabel></para></listitem></varlistentry><!-- keep -->":            true,
		"<p>Press <guilabel>Save</guilabel></para></listitem></varlistentry></p><!-- assistant: ... -->": false,
		"# Readme\n</para> closes a paragraph":                                                           false,
		"<?xml":                                                                                          false,
		"":                                                                                               false,
	} {
		if got := XMLSource(text); got != want {
			t.Errorf("%.60q: %v", text, got)
		}
	}
}
