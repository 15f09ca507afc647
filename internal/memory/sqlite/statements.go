package sqlite

import "database/sql"

// What is asked again and again is compiled once for each time that the file is
// opened: to compile it takes longer than to answer it.
const (
	versionQuery = `PRAGMA data_version`
	newsQuery    = `SELECT seq, time, what, server, label, item, name, print, why FROM facts WHERE seq > ? ORDER BY seq`
	textQuery    = `SELECT text FROM facts WHERE print = ? AND text <> '' LIMIT 1`
	insertion    = `INSERT INTO facts (time, what, server, label, item, name, print, text, why) VALUES (?,?,?,?,?,?,?,?,?)`
)

// statement returns one of them, compiled. It must not be called within a
// transaction: there is one connection.
func (l *Log) statement(text string) (*sql.Stmt, error) {
	if s := l.statements[text]; s != nil {
		return s, nil
	}
	s, err := l.db.Prepare(text)
	if err != nil {
		return nil, err
	}
	if l.statements == nil {
		l.statements = map[string]*sql.Stmt{}
	}
	l.statements[text] = s
	return s, nil
}

// number returns what a statement says that says a number.
func (l *Log) number(text string) (n int64, err error) {
	s, err := l.statement(text)
	if err != nil {
		return 0, err
	}
	err = s.QueryRow().Scan(&n)
	return n, err
}

// forgetStatements gives them back.
func (l *Log) forgetStatements() {
	for _, s := range l.statements {
		_ = s.Close() // the file is closed behind it
	}
	l.statements = nil
}
