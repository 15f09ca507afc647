package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// xml_entity: an XML document declares an entity that a parser fetches from a
// file or another machine, or entities that grow without end. Tools that read
// documents, feeds and pictures parse what they are given.

var xmlEntity = &finding.Rule{
	ID: "xml_entity", Class: "command_injection", Severity: finding.High,
	Title:     "an XML document has its reader fetch files",
	Catches:   "Entities and document types that lead to files, other machines or wrappers, XInclude of files, and entities made of entities that grow without end, in arguments that are XML.",
	Example:   `{"xml":"<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/hosts'>]><a>&f;</a>"}`,
	Misses:    "Documents in encodings other than UTF-8.",
	Exception: "The document types of HTML, SVG and DocBook, and entities in files of one's own beside the document.",
}

func detectXMLEntity(a *Argument) {
	if a.Key {
		return
	}
	text := a.Text()
	if t := strings.TrimLeft(text, " \t\r\n\ufeff"); !strings.HasPrefix(t, "<") && a.Use() != plain {
		return // text that speaks of XML
	}
	why, severity := externalEntity(text), finding.High
	if why == publicDoctype {
		severity = finding.Medium
	}
	if why == "" && styleReaches(text) {
		why = "a style sheet in it reads files or runs code"
	}
	if why == "" && growingEntities(text) {
		why = "it declares entities made of entities, which grow without end"
	}
	if why != "" {
		a.Report(finding.Finding{Rule: xmlEntity, Severity: severity, Why: why, Seen: finding.Mask(text)})
	}
}

// publicDoctype is said of what most vocabularies have: a public name and where
// its owner keeps the document type. A reader that fetches it can be led
// astray, but it is not led into this machine.
const publicDoctype = "its document type is kept on another machine"

// maxDeclarations bounds how many declarations of one text are looked at.
const maxDeclarations = 256

// externalEntity says where the first declaration leads that leads away.
func externalEntity(text string) string {
	for at, n := 0, 0; n < maxDeclarations; n++ {
		i := strings.IndexByte(text[at:], '<')
		if i < 0 {
			return ""
		}
		at += i + 1
		rest := text[at:min(len(text), at+maxExpression)]
		switch {
		case hasPrefixFold(rest, "!entity"):
			if leadsAway(declaration(rest)) {
				return "it declares an entity that its reader fetches from a file or another machine"
			}
		case hasPrefixFold(rest, "!doctype"):
			d := declaration(rest)
			if j := strings.IndexByte(d, '['); j >= 0 {
				d = d[:j]
			}
			if leadsAway(d) && !knownDoctype(d) {
				if low := strings.ToLower(d); strings.Contains(low, `public "-//`) && strings.Contains(low, `.dtd"`) && !strings.Contains(low, "file:") {
					return publicDoctype
				}
				return "its document type leads to a file or another machine"
			}
		case hasPrefixFold(rest, "xi:include"):
			if strings.Contains(declaration(rest), "file:") || strings.Contains(rest, `="/`) {
				return "it includes a file of the machine that reads it"
			}
		default:
			n--
		}
	}
	return ""
}

// styleReaches reports whether a style sheet (XSLT) reads a file or another
// address, or reaches for the language that its processor is written in.
func styleReaches(text string) bool {
	if !strings.Contains(text, "xsl:") {
		return false
	}
	for _, f := range [...]string{"document(", "unparsed-text(", "doc(", "collection("} {
		for rest := text; ; {
			_, after, ok := strings.Cut(rest, f)
			if !ok {
				break
			}
			rest = after
			arg := strings.TrimLeft(after, " '\"&;apostqu")
			if hasPrefixFold(arg, "file:") || hasPrefixFold(arg, "http:") || hasPrefixFold(arg, "ftp:") || hasPrefixFold(arg, "/etc/") || hasPrefixFold(arg, "jar:") || hasPrefixFold(arg, "php:") {
				return true
			}
		}
	}
	return strings.Contains(text, "java.lang.Runtime") || strings.Contains(text, "xalan/java/java.") || strings.Contains(text, "msxsl:script") || strings.Contains(text, "php:function(") || strings.Contains(text, "exsl:document") || strings.Contains(text, "ProcessBuilder")
}

// declaration returns s up to where the declaration ends.
func declaration(s string) string {
	if i := strings.IndexByte(s, '>'); i >= 0 {
		return s[:i]
	}
	return s
}

// leadsAway reports whether a declaration has an address outside.
func leadsAway(d string) bool {
	low := strings.ToLower(d)
	i := strings.Index(low, "system")
	if i < 0 {
		if i = strings.Index(low, "public"); i < 0 {
			return false
		}
	}
	for _, s := range [...]string{"file:", "http:", "https:", "ftp:", "php:", "expect:", "gopher:", "jar:", "data:", "netdoc:", "ldap:", `"/`, `'/`, `"c:\`, `'c:\`, `"\\`} {
		if strings.Contains(low[i:], s) {
			return true
		}
	}
	return false
}

// knownDoctype reports whether a document type is one of the public ones.
func knownDoctype(d string) bool {
	low := strings.ToLower(d)
	for _, s := range [...]string{"://www.w3.org/", "://www.oasis-open.org/", "://docbook.org/", "://www.apple.com/dtds/", "://java.sun.com/", "://xmlns.jcp.org/", "://www.hibernate.org/", "://hibernate.sourceforge.net/",
		"://mybatis.org/", "://struts.apache.org/", "://www.springframework.org/", "://checkstyle.", "-//w3c//", "://www.eclipse.org/", "://tomcat.apache.org/", "://logging.apache.org/"} {
		if strings.Contains(low, s) {
			return true
		}
	}
	return false
}

// growingEntities reports whether a text declares entities of entities of
// entities.
func growingEntities(text string) bool {
	if !strings.Contains(text, "<!ENTITY") {
		return false
	}
	nested := 0
	for at, n := 0, 0; n < maxDeclarations; n++ {
		i := strings.Index(text[at:], "<!ENTITY")
		if i < 0 {
			break
		}
		at += i + 8
		if strings.Count(declaration(text[at:min(len(text), at+maxExpression)]), "&") >= 3 {
			nested++
		}
	}
	return nested >= 3
}

func hasPrefixFold(s, lower string) bool {
	return len(s) >= len(lower) && strings.EqualFold(s[:len(lower)], lower)
}
