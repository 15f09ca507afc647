package sqlite

import (
	"database/sql"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

// baselines is the table of what was learnt. Older versions of this program do
// not look at it.
const baselines = `CREATE TABLE IF NOT EXISTS baselines (server TEXT NOT NULL, name TEXT NOT NULL, label TEXT NOT NULL,
	epoch INTEGER NOT NULL, time INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (server, name)) WITHOUT ROWID;`

// Baselines returns what was learnt of a server since it was last reset; of all
// servers for "".
func (l *Log) Baselines(server string) (all []memory.Baseline, err error) {
	err = l.With(func(v memory.View) error {
		if _, err := l.db.Exec(baselines); err != nil {
			return err
		}
		all, err = l.readBaselines(l.db, v, server)
		return err
	})
	return all, err
}

// reader is a database, or a transaction in it.
type reader interface {
	Query(query string, args ...any) (*sql.Rows, error)
}

func (l *Log) readBaselines(from reader, v memory.View, server string) (all []memory.Baseline, err error) {
	rows, err := from.Query(`SELECT server, name, label, epoch, state FROM baselines WHERE server = ? OR ? = '' ORDER BY server, name`, server, server)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var b memory.Baseline
		if err := rows.Scan(&b.Server, &b.Name, &b.Label, &b.Epoch, &b.State); err != nil {
			return nil, err
		}
		if b.Epoch == v.Learning(b.Server).Epoch {
			all = append(all, b)
		}
	}
	return all, rows.Err()
}

// Keep replaces what was learnt of a server by what merge makes of it, while no
// other process can. What merge makes for another epoch than the present is
// dropped.
func (l *Log) Keep(server string, merge func(stored []memory.Baseline) ([]memory.Baseline, error)) error {
	return l.With(func(v memory.View) error {
		if _, err := l.db.Exec(baselines); err != nil {
			return err
		}
		tx, err := l.db.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback() // nothing after a commit
		stored, err := l.readBaselines(tx, v, server)
		if err != nil {
			return err
		}
		all, err := merge(stored)
		if err != nil {
			return err
		}
		now := v.Learning(server).Epoch
		for _, b := range all {
			if b.Epoch != now {
				continue
			}
			if _, err := tx.Exec(`INSERT OR REPLACE INTO baselines (server, name, label, epoch, time, state) VALUES (?,?,?,?,?,?)`,
				server, b.Name, b.Label, b.Epoch, time.Now().Unix(), b.State); err != nil {
				return err
			}
		}
		return tx.Commit()
	})
}
