package sqlite

import "github.com/mcp-watchdog/mcp-watchdog/internal/memory"

// Facts returns the whole log with its texts.
func (l *Log) Facts() ([]memory.Fact, error) {
	if err := l.With(func(memory.View) error { return nil }); err != nil {
		return nil, err
	}
	facts, err := l.salvage()
	if err != nil {
		return nil, l.trouble(err)
	}
	return facts, nil
}
