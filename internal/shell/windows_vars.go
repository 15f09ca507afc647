package shell

import (
	"strconv"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// cmd.exe puts the values of variables in their places before it looks at a line
// (%NAME%), or when it comes to a command (!NAME!), whole, cut (%NAME:~3,2%) or
// with something replaced (%NAME:a=b%).

// maxSets bounds the variables that one text sets.
const maxSets = 32

// windowsVariables are the same on nearly every machine, for the tricks that cut
// letters out of them.
var windowsVariables = lazy.Value(func() map[string]string {
	return map[string]string{
		"comspec": `C:\Windows\system32\cmd.exe`, "windir": `C:\Windows`, "systemroot": `C:\Windows`, "systemdrive": "C:", "programdata": `C:\ProgramData`,
		"allusersprofile": `C:\ProgramData`, "programfiles": `C:\Program Files`, "public": `C:\Users\Public`, "userprofile": `C:\Users\user`, "homedrive": "C:",
		"homepath": `\Users\user`, "temp": `C:\Users\user\AppData\Local\Temp`, "tmp": `C:\Users\user\AppData\Local\Temp`, "appdata": `C:\Users\user\AppData\Roaming`,
		"localappdata": `C:\Users\user\AppData\Local`, "os": "Windows_NT", "processor_architecture": "AMD64", "commonprogramfiles": `C:\Program Files\Common Files`,
		"pathext": ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC", "path": `C:\Windows\system32;C:\Windows;C:\Windows\System32\Wbem`,
		"psmodulepath": `C:\Program Files\WindowsPowerShell\Modules`, "driverdata": `C:\Windows\System32\Drivers\DriverData`,
	}
})

// setVariables writes the values of variables in their places, as cmd.exe does:
// set a=who&call %a%ami. cut says that a command begins with a piece of one.
func setVariables(text string) (out string, cut bool) {
	if strings.IndexByte(text, '%') < 0 && strings.IndexByte(text, '!') < 0 {
		return text, false
	}
	v := cmdReader{own: map[string]string{}}
	var b strings.Builder
	for rest := text; rest != "" && b.Len() < maxText; {
		n := strings.IndexAny(rest, "&|\n")
		if n < 0 {
			n = len(rest) - 1
		}
		v.begins = true
		piece := v.expanded(rest[:n+1])
		b.WriteString(piece)
		v.sets(piece)
		rest = rest[n+1:]
	}
	return b.String(), v.cut
}

// cmdReader knows the variables of a text so far.
type cmdReader struct {
	own    map[string]string
	begins bool // nothing has been read of the command at hand
	cut    bool
}

func (v *cmdReader) sets(piece string) {
	i := indexFold(piece, "set ")
	if i < 0 || i > 0 && letter(piece[i-1]) || len(v.own) >= maxSets {
		return
	}
	line := strings.TrimLeft(piece[i+len("set "):], " \"")
	if end := strings.IndexAny(line, "&|\n\""); end >= 0 {
		line = line[:end]
	}
	name, value, ok := strings.Cut(line, "=")
	if ok && name != "" && !strings.ContainsAny(name, " %/$!") && len(value) <= 256 {
		v.own[strings.ToLower(name)] = value
	}
}

func (v *cmdReader) expanded(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '%' && c != '!' {
			b.WriteByte(c)
			v.begins = v.begins && strings.IndexByte(" \t&|(@\"\n", c) >= 0
			continue
		}
		n := strings.IndexByte(s[i+1:min(len(s), i+80)], c)
		value, cut, ok := "", false, false
		if n > 0 {
			value, cut, ok = v.value(s[i+1 : i+1+n])
		}
		if !ok || b.Len()+len(value) > maxText {
			b.WriteByte(c)
			v.begins = false
			continue
		}
		v.cut = v.cut || cut && v.begins
		b.WriteString(value)
		i += n + 1
	}
	return b.String()
}

// value is what stands for a variable, and whether it is a piece of one.
func (v *cmdReader) value(name string) (value string, cut, ok bool) {
	name, edit, edited := strings.Cut(name, ":")
	low := strings.ToLower(name)
	if value, ok = v.own[low]; !ok {
		if value, ok = windowsVariables()[low]; !ok {
			return "", false, false
		}
	}
	if !edited {
		return value, false, true
	}
	if from, to, found := strings.Cut(edit, "="); found && from != "" {
		return replaceFold(value, strings.TrimPrefix(from, "*"), to), true, true
	}
	if edit == "" || edit[0] != '~' {
		return "", false, false
	}
	a, n, long := strings.Cut(edit[1:], ",")
	start, err := strconv.Atoi(strings.TrimSpace(a))
	if err != nil {
		return "", false, false
	}
	if start < 0 {
		start += len(value)
	}
	start = max(0, min(start, len(value)))
	end := len(value)
	if long {
		l, err := strconv.Atoi(strings.TrimSpace(n))
		if err != nil {
			return "", false, false
		}
		if end = start + l; l < 0 {
			end = len(value) + l
		}
	}
	return value[start:max(start, min(end, len(value)))], true, true
}

// replaceFold replaces one text by another wherever it stands in any case.
func replaceFold(s, from, to string) string {
	if from == "" {
		return s
	}
	var b strings.Builder
	for {
		i := indexFold(s, from)
		if i < 0 || b.Len() > maxWord {
			return b.String() + s
		}
		b.WriteString(s[:i] + to)
		s = s[i+len(from):]
	}
}

// forWords runs what a loop of cmd.exe runs for its words, and for what echo puts
// out: for %i in (a b) do %i.
func (p *parser) forWords(text string, k *call) {
	i := indexFold(text, "for ")
	if i < 0 {
		return
	}
	in := indexFold(text[i:], " in (")
	if in < 0 {
		return
	}
	head, rest := text[i:i+in], text[i+in+len(" in ("):]
	mark := strings.IndexByte(head, '%')
	list, do, ok := strings.Cut(rest, ")")
	n := indexFold(do, "do ")
	if !ok || mark < 0 || n < 0 {
		return
	}
	name := strings.TrimSpace(strings.ReplaceAll(head[mark:], "%%", "%"))
	do = strings.ReplaceAll(do[n+len("do "):], "%%", "%")
	if len(name) != 2 || !strings.Contains(do, name) {
		return
	}
	words := strings.Fields(list)
	if head = strings.ToLower(head); strings.Contains(head, "/f") {
		list = strings.Trim(list, "'`\" ")
		if indexFold(list, "echo ") != 0 {
			return
		}
		words = []string{strings.TrimSpace(list[len("echo "):])}
	}
	for j, w := range words {
		if j < 8 && p.spend(len(do)+len(w)) {
			t := strings.ReplaceAll(do, name, w)
			p.windowsText(t, k)
			p.nested(t, Stream{}, k.start, k.end)
		}
	}
}
