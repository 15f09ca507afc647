package detect

import "github.com/mcp-watchdog/mcp-watchdog/internal/message"

// When rows over arguments find nothing, whatever the text is. Each says what its
// row would return for at once.

func idleMemory(a *Argument) bool { return a.Call.Purpose()&Remembers == 0 }

func idlePrompt(a *Argument) bool {
	role := a.Role()
	return a.Key || role&(NameRole|HostRole|PathRole|URLRole) == 0 || role&(ProseRole|CodeRole|QueryRole|SQLRole|CommandRole) != 0 || a.Call.Purpose()&Remembers != 0
}

func idlePlanting(a *Argument) bool {
	return a.Key || a.Call.Method != "tools/call" || a.Call.only(speaksOf) || a.Role()&CommandRole == 0 && a.Use() != runShell && !a.Call.writesFiles() && !a.posts()
}

func idleScope(a *Argument) bool { return a.Key || a.Settings.Scope.Rules == nil }

func idleAddress(a *Argument) bool {
	role := a.Role()
	return a.Key || role&(CodeRole|ProseRole) != 0 && role&URLRole == 0 && a.Call.Purpose()&Renders == 0
}

func idleCommand(a *Argument) bool {
	use := a.Use()
	return a.Key || use != runShell && use != runCode && (use != told || a.Has&Letter == 0 && a.Has&(Round|Curly|Pipe) != Round|Curly|Pipe && a.Has&(Slash|High|Backslash) == 0)
}

func idleManifest(a *Argument) bool {
	return a.Surface != message.Argument || a.Call.Method != "tools/call" || !a.Key && (a.Has&Colon == 0 || a.Has&(Break|Curly|Square) == 0)
}

func idleInjection(a *Argument) bool {
	return a.Key || a.Use() == written && (a.Role()&ProseRole == 0 || a.Role()&(CodeRole|SQLRole) != 0)
}

func idleDestruction(a *Argument) bool {
	return a.Key || a.Role()&SQLRole == 0 && a.Call.Purpose()&Queries == 0
}

func idleSQL(a *Argument) bool {
	role := a.Role()
	switch {
	case role&SQLRole != 0 || a.Call.Purpose()&Queries != 0:
		return false
	case a.Key:
		return a.Has&Dollar == 0
	case role&(URLRole|PathRole) != 0 && a.Has&(Quote|Percent|Semicolon) == 0, role&CommandRole != 0:
		return true
	}
	return a.Has&(Quote|Semicolon|Round|Hash|Equals|Pipe|Percent|Backtick|Dollar|Star) == 0 && !a.spells()
}

func idleOption(a *Argument) bool {
	switch a.Use() {
	case written:
		return a.Key || !a.optionOfSearch()
	case runShell:
		return a.Key || !a.besideName()
	case runCode:
		return true
	case searched:
		return a.Key || a.Role()&QueryRole != 0
	}
	return a.Key
}

func idleTemplate(a *Argument) bool {
	use := a.Use()
	return a.Key || (use == runCode || use == written && (a.Role()&ProseRole == 0 || a.Role()&(CodeRole|SQLRole) != 0)) && !a.rendered()
}

func idleFilter(a *Argument) bool {
	switch a.Use() {
	case written, runShell, runCode:
		return true
	}
	return a.Key
}
