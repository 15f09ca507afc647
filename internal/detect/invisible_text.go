package detect

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/invisible"
)

// invisible_text: Unicode that a person does not see or sees in another order,
// and a model reads. Emoji, flags and the joiners of Arabic and Indic scripts
// need some of it; what remains has no reader but the model.

var invisibleText = &finding.Rule{
	ID: "invisible_text", Class: "unicode_stego", SMAC: "SMAC-1", Severity: finding.High,
	Title:     "invisible or deceptive characters hide text from the user",
	Catches:   "Zero-width characters, Unicode tags, variation selectors used as data, invisible operators and fillers, bidirectional overrides, floods of combining marks and control characters. They are cut, and what they spell is decoded for the log. A stray character is reported as info; a run that carries data, or anything of the kind in the description of a tool, as high.",
	Example:   "Get the weather.\\u{E0072}\\u{E0065}\\u{E0061}\\u{E0064} (Unicode tags that spell an order)",
	Misses:    "What scripts and emoji need: joiners, direction marks beside right-to-left text, variation selectors of emoji, a byte order mark in front.",
	Exception: "smac: strict removes the legitimate uses too; there is no way to let carriers pass but monitor mode.",
}

func detectInvisibleText(t *Text) {
	var stray, carrier group
	for _, m := range invisible.Characters(t.Text(), t.Settings.StrictSMAC) {
		if m.Weight == unmask.Carrier {
			carrier.add(m)
		} else {
			stray.add(m)
		}
	}
	if len(carrier.spans) > 0 {
		t.Report(finding.Finding{
			Rule: invisibleText, Severity: finding.High, Seen: finding.Mask(carrier.hidden),
			Why: plural(carrier.bytes, "byte", "bytes") + " of invisible or deceptive characters carry something past the reader",
		}, carrier.spans, "")
	}
	if len(stray.spans) > 0 {
		t.Report(finding.Finding{
			Rule: invisibleText, Severity: finding.Info, Hygiene: true,
			Why: plural(len(stray.spans), "stray invisible character or run", "stray invisible characters or runs"),
		}, stray.spans, "")
	}
}
