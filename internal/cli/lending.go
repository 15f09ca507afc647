package cli

import (
	"encoding/binary"
	"errors"
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/loan"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/vault"
)

// lending is how the proxies of a session lend each other what handles stand
// for. Nobody listens before the policy names a server that may have it.
type lending struct {
	kept  *keptSession
	warn  func(error)
	mu    sync.Mutex
	owner *loan.Owner
	tried bool
	over  bool
}

// purpose is what the key of the session is used for here.
const purpose = "loan 1"

// options are what a session needs to lend and to borrow.
func (l *lending) options(o *guard.Options) {
	o.Elsewhere = l.borrow
	o.Keeps = func() { l.open(o.Live.Load()) }
}

// open opens the socket, once, when the policy names a sink.
func (l *lending) open(p *policy.Policy) {
	if p == nil || !p.NamesAny(guard.SharedRestore) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	flows := l.kept.shared.session.Load()
	if l.tried || l.over || flows == nil {
		return
	}
	l.tried = true
	owner, err := loan.Listen(flows.Socket(), flows.Secret(purpose), l.lend)
	if err != nil {
		l.warn(errors.New("secrets of this server cannot go to others that the policy names: " + err.Error()))
		return
	}
	l.owner = owner
}

// close ends it.
func (l *lending) close() {
	l.mu.Lock()
	owner := l.owner
	l.owner, l.over = nil, true
	l.mu.Unlock()
	if owner != nil {
		_ = owner.Close() // the process ends
	}
}

// lend answers another proxy.
func (l *lending) lend(question []byte) ([]byte, bool) {
	session := l.kept.session.Load()
	fields, ok := fieldsOf(question, 3)
	if session == nil || !ok {
		return nil, false
	}
	lent, ok := session.Lend(guard.Borrow{Handle: string(fields[0]), Server: string(fields[1]), Tool: string(fields[2])})
	if !ok {
		return nil, false
	}
	defer lent.Wipe()
	how := []byte{0, 0}
	if lent.Seen {
		how[0] = 1
	}
	if lent.InJSON != nil {
		how[1] = 1
	}
	return withFields([]byte(lent.Handle), []byte(lent.Kind), how, lent.Plain, lent.InJSON), true
}

// borrow asks the other proxies of the session, one after the other.
func (l *lending) borrow(b guard.Borrow) (vault.Loan, bool) {
	flows := l.kept.shared.session.Load()
	if flows == nil {
		return vault.Loan{}, false
	}
	key, question := flows.Secret(purpose), withFields([]byte(b.Handle), []byte(b.Server), []byte(b.Tool))
	for _, path := range flows.Sockets() {
		answer, err := loan.Ask(path, key, question)
		if err != nil {
			continue // it does not have it, may not lend it, or is gone
		}
		fields, ok := fieldsOf(answer, 5)
		if !ok || len(fields[2]) != 2 {
			continue
		}
		lent := vault.Loan{Handle: string(fields[0]), Kind: string(fields[1]), Seen: fields[2][0] == 1, Plain: fields[3]}
		if fields[2][1] == 1 {
			lent.InJSON = fields[4]
		}
		return lent, true // its bytes are those of the answer, and wiped with it
	}
	return vault.Loan{}, false
}

// withFields writes texts one after the other, each behind its length, without a
// copy that stays.
func withFields(fields ...[]byte) []byte {
	n := 0
	for _, f := range fields {
		n += 4 + len(f)
	}
	b := make([]byte, 0, n)
	for _, f := range fields {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(f))), f...)
	}
	return b
}

// fieldsOf reads so many texts.
func fieldsOf(b []byte, n int) ([][]byte, bool) {
	fields := make([][]byte, 0, n)
	for range n {
		if len(b) < 4 {
			return nil, false
		}
		size := binary.BigEndian.Uint32(b)
		if b = b[4:]; uint64(size) > uint64(len(b)) {
			return nil, false
		}
		fields, b = append(fields, b[:size:size]), b[size:]
	}
	return fields, len(b) == 0
}
