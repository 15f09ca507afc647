package policy

import (
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// Preset returns the lines of a preset. docs/policy.md shows them in YAML, and a
// test compares both.
func Preset(m Mode) []Line {
	if int(m) < len(presets) {
		return presets[m]
	}
	return presets[Strict]
}

func presetName(file string) bool { return slices.Contains(modeNames[:], file) }

var (
	serious = Of(finding.High, finding.Critical)
	medium  = Of(finding.Medium)
	worth   = Of(finding.Medium, finding.High, finding.Critical)
	nothing = Of(finding.Info)
	// trust are rules about what is not what was trusted: a person decides.
	trust = []string{"rug_pull", "scope_creep", "tool_added", "first_sight", "name_squatting"}
	// asked are rules about what only the user can know to be meant.
	asked = []string{"public_restore"}
)

var presets = [...][]Line{
	Monitor: numbered(Monitor, []Line{
		{Action: Alert},
		{Action: Pass, Hygiene: Yes},
		{Action: Block, Classes: []string{ProtocolClass}},
		{Action: Alert, Classes: []string{ProtocolClass}, Severities: worth},
	}),
	Balanced: numbered(Balanced, []Line{
		{Action: Alert},
		{Action: Clean, Removable: Yes},
		{Action: Block, Severities: serious, Removable: No},
		{Action: Pass, Severities: nothing},
		{Action: Pass, Hygiene: Yes, Removable: No},
		{Action: Block, Classes: []string{ProtocolClass}},
		{Action: Hold, Rules: trust, Removable: Yes},
		{Action: Hold, Rules: asked, Removable: No},
	}),
	Strict: numbered(Strict, []Line{
		{Action: Alert},
		{Action: Clean, Removable: Yes},
		{Action: Block, Severities: serious},
		{Action: Block, Severities: medium, Removable: No},
		{Action: Pass, Severities: nothing},
		{Action: Pass, Hygiene: Yes, Removable: No},
		{Action: Block, Classes: []string{ProtocolClass}},
		{Action: Hold, Rules: trust, Removable: Yes},
		{Action: Hold, Rules: asked, Removable: No},
	}),
}

// numbered gives the lines of a preset their places.
func numbered(m Mode, lines []Line) []Line {
	for i := range lines {
		lines[i].Source = Source{modeNames[m], i + 1}
	}
	return lines
}
