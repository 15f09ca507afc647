package detect

import (
	"iter"
	"maps"
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Which files are read or run by somebody who was not asked to.

// agentFiles are read by models as their orders; a slash at the end stands for
// all in a folder.
var agentFiles = lazy.Value(func() map[string]readBy {
	all := map[string]readBy{}
	for by, list := range map[readBy]string{
		agents: `claude.md claude.local.md agents.md agents.override.md agent.md gemini.md qwen.md codex.md crush.md warp.md .cursorrules .windsurfrules .clinerules .roorules .goosehints
			.rules .aider.conf.yml conventions.md copilot-instructions.md .augment-guidelines skill.md memory.md airules.md guidelines.md replit.md .cursor/rules/
			.windsurf/rules/ .clinerules/ .roo/ .continue/rules/ .continue/prompts/ .kiro/steering/ .junie/ .trae/rules/ .claude/commands/ .claude/agents/ .claude/skills/
			.claude/rules/ .claude/output-styles/ .codex/prompts/ .gemini/commands/ .github/instructions/ .github/prompts/ .github/chatmodes/ .github/agents/ .amazonq/rules/
			.openhands/ .augment/rules/ .ai/ .agents/ .agent/ .opencode/ .factory/ memory-bank/ .zed/rules .idx/ llms.txt llms-full.txt`,
		documents: `readme contributing changelog security code_of_conduct support history install authors todo notes pull_request_template .github/issue_template/ docs/ doc/ wiki/`,
	} {
		for _, name := range strings.Fields(list) {
			all[name] = by
		}
	}
	for folder := range runFolders() {
		if all[folder] == nobody {
			all[folder] = machines
		}
	}
	return all
})

// ReadUnasked reports whether somebody reads or runs a file of that path without being
// asked to: models, people, programs. It takes time in the length of the path, and
// hardly any for most.
func ReadUnasked(path string) bool { return readerOf(path) != nobody }

// readerOf returns who reads a file without being asked to.
func readerOf(name string) readBy {
	if name == "" || !mayBeRead(name) || hasAny(name, &noFileName) {
		return nobody
	}
	name = strings.ToLower(strings.ReplaceAll(strings.TrimRight(name, "/\\. "), `\`, "/"))
	names := agentFiles()
	base := name[strings.LastIndexByte(name, '/')+1:]
	by := names[base]
	if by == documents { // of a name without an extension
		by = nobody
	}
	if strings.HasSuffix(base, ".instructions.md") || strings.HasSuffix(base, ".mdc") || strings.HasSuffix(base, ".prompt.md") || strings.HasSuffix(base, ".chatmode.md") {
		return agents
	}
	stem, ext, dotted := strings.Cut(base, ".")
	text := !dotted || ext == "md" || ext == "mdx" || ext == "rst" || ext == "txt" || ext == "adoc" || ext == "markdown" || ext == "html"
	if names[stem] == documents && text {
		by = max(by, documents)
	}
	for at := 0; ; {
		i := strings.IndexByte(name[at:], '/')
		if i < 0 {
			break
		}
		folder := name[at : at+i+1]
		found := names[folder]
		if up := strings.LastIndexByte(strings.TrimSuffix(name[:at], "/"), '/'); found == nobody && at > 0 {
			found = names[name[up+1:at+i+1]]
		}
		if found == documents && (!text || !dotted) || found == machines && text && dotted {
			found = nobody
		}
		if found > by {
			by = found
		}
		at += i + 1
	}
	if run := runBy(name, base); run > by || by == documents && run == settingFile {
		by = run
	}
	if (by == machines || by == scripts) && atStart(name, base) {
		return starts
	}
	if by == nobody && dotted && (ext == "md" || ext == "mdx") && !strings.Contains(name, "node_modules/") {
		return documents
	}
	return by
}

// mayBeRead is a first look at a name: true where readerOf could name somebody. It
// asks how the parts of a path begin, and how the name ends.
func mayBeRead(name string) bool {
	known, at := agentBegins(), 0 // the part at hand begins there
	for i := range len(name) {
		switch c := name[i]; {
		case c >= utf8.RuneSelf: // may be another character in lower case
			return true
		case c == '/' || c == '\\':
			at = i + 1
		case i == at+1:
			if h := pairHash(name[at], c); known[h>>6]>>(h&63)&1 != 0 {
				return true
			}
		}
	}
	end := len(name)
	for end > 0 && strings.IndexByte(`/\. `, name[end-1]) >= 0 {
		end--
	}
	if end < 3 {
		return false
	}
	last := name[end-1] | 0x20
	if last == 'x' || last == 'c' { // mdx, mdc
		last = name[end-2] | 0x20
	}
	return last == 'd' || mayRun(name[:end])
}

// agentBegins has a bit for how each of agentFiles begins.
var agentBegins = lazy.Value(func() *[1 << 10 / 64]uint64 {
	begins := new([1 << 10 / 64]uint64)
	for _, set := range [...]iter.Seq[string]{maps.Keys(agentFiles()), maps.Keys(runStems()), maps.Keys(clientStems()), maps.Keys(programStems()), maps.Keys(builderStems())} {
		for name := range set {
			h := pairHash(name[0], name[1])
			begins[h>>6] |= 1 << (h & 63)
		}
	}
	return begins
})

// pairHash takes upper and lower case for one, and some other characters, too.
func pairHash(a, b byte) uint32 { return uint32(a|0x20)&0x1f<<5 | uint32(b|0x20)&0x1f }

// patch takes a patch with the names of its files in it.
func (p *planting) patch(a *Argument) bool {
	text := a.Text()
	if (a.Has&Star == 0 || !strings.Contains(text, "*** ")) && (a.Has&Other == 0 || !strings.Contains(text, "+++ ")) {
		return false
	}
	by, is := nobody, false
	var added strings.Builder
	flush := func() {
		if by != nobody && added.Len() >= shortestCommand {
			a.planted(added.String(), by)
		}
		added.Reset()
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if name, ok := patchedFile(line); ok {
			flush()
			by, is = readerOf(name), true
			continue
		}
		if rest, ok := strings.CutPrefix(line, "+"); ok && by != nobody && added.Len() < maxPlanted {
			added.WriteString(rest)
			added.WriteByte('\n')
		}
	}
	flush()
	return is
}

// patchedFile returns the file that a line of a patch names.
func patchedFile(line string) (string, bool) {
	for _, head := range [...]string{"*** Update File: ", "*** Add File: ", "*** Move to: ", "+++ b/", "+++ "} {
		if name, ok := strings.CutPrefix(line, head); ok {
			name, _, _ = strings.Cut(name, "\t")
			return name, name != "/dev/null"
		}
	}
	return "", false
}

// commandWrites returns who reads a file that a command writes to with > or tee.
func commandWrites(text string) (by readBy) {
	arrow, tee, before := nextIn(text, 0, ">"), nextIn(text, 0, "tee "), ""
	for {
		at, long := arrow, 1
		if tee < arrow {
			at, long = tee, len("tee ")
		}
		if at == len(text) {
			return by
		}
		rest := strings.TrimLeft(text[at+long:], "> \t\"'")
		at = len(text) - len(rest)
		rest = strings.TrimPrefix(rest, "-a ")
		rest = rest[:min(len(rest), longestPlace)]
		for i := range len(rest) {
			if endsFileName[rest[i]] {
				if i > 0 {
					rest = rest[:i]
				}
				break
			}
		}
		if rest != before { // most write to one file, or to none (/dev/null), again and again
			by, before = max(by, readerOf(rest)), rest
		}
		if arrow < at {
			arrow = nextIn(text, at, ">")
		}
		if tee < at {
			tee = nextIn(text, at, "tee ")
		}
	}
}

// nextIn returns where word stands in text at or behind from, or the length of text.
func nextIn(text string, from int, word string) int {
	if i := strings.Index(text[from:], word); i >= 0 {
		return from + i
	}
	return len(text)
}

// characters is a set of bytes.
type characters [256]bool

func charactersOf(text string) (set characters) {
	for _, c := range []byte(text) {
		set[c] = true
	}
	return set
}

func hasAny(text string, of *characters) bool {
	for i := range len(text) {
		if of[text[i]] {
			return true
		}
	}
	return false
}

// noFileName is what no name of a file has, and endsFileName what ends one in a
// command.
var noFileName, endsFileName = charactersOf("\n\r<>|\"*"), charactersOf(" \t\n\"';&|<>")
