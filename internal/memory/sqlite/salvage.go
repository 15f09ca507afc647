package sqlite

import (
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

// salvage reads facts until the file ends or cannot be read any further.
func (l *Log) salvage() (facts []memory.Fact, lost error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.db == nil {
		if err := l.open(); err != nil {
			return nil, err
		}
	}
	rows, err := l.db.Query(`SELECT seq, time, what, server, label, item, name, print, text, why FROM facts ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f memory.Fact
		if err := rows.Scan(&f.Seq, &f.Time, &f.What, &f.Server, &f.Label, &f.Item, &f.Name, &f.Print, &f.Text, &f.Why); err != nil {
			return facts, err
		}
		facts = append(facts, f)
	}
	return facts, rows.Err()
}

// Retention: pins and approvals stay for ever, and so does the last word about
// anything. What was only told or held goes after these times.
const (
	keepNoted = 180 * 24 * time.Hour
	keepHeld  = 90 * 24 * time.Hour
)

// Prune takes out what nobody needs any more.
func (l *Log) Prune(now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.fresh(); err != nil {
		return err
	}
	_, err := l.db.Exec(`DELETE FROM facts WHERE what = ? AND time < ?
		OR what IN (?, ?) AND time < ? AND seq NOT IN (SELECT max(seq) FROM facts WHERE what IN (?, ?) GROUP BY server, item, name)`,
		string(memory.Noted), now.Add(-keepNoted).Unix(),
		string(memory.Held), string(memory.Released), now.Add(-keepHeld).Unix(), string(memory.Held), string(memory.Released))
	if err != nil {
		return l.trouble(err)
	}
	return nil
}
