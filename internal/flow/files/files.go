// Package files lets the processes of one session, each of which guards one
// server, know of each other what their servers delivered. Each has a table of
// keyed hashes (flow.Table) in a file that the others map into memory and read
// in place: what one has learnt is there for all at once, and a copy of it is
// nowhere. No file holds content. What a process has delivered and not yet learnt
// it has promised before, in the index, so that the others can wait for it.
//
// Files are for their owner only (0600). Who can read them can guess at what was
// delivered, and who can write them can make it forgotten.
package files

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

const (
	// ring is how many deliveries a table can tell apart.
	ring = 1 << 10
	// firstSlots is the size of the first table, and growth how much larger the
	// next one is.
	firstSlots = 1 << 12
	growth     = 2
	// patience is how long a call waits for what others have delivered to be
	// learnt. Their queues are bounded, so that milliseconds are the rule.
	patience = 3 * time.Second
)

// Session is one process in a session. It may be used by several goroutines at
// once, except that one at a time writes its table.
type Session struct {
	dir   string
	index words
	own   words // of this process
	at    int   // its number
	lock  *os.File
	key   flow.Key

	mu    sync.Mutex // for table
	table mapped

	reading sync.Mutex // for others
	others  [maxMembers]mapped

	noting sync.Mutex // for noted
	noted  int
}

// mapped is the table of one process.
type mapped struct {
	number uint64
	bytes  []byte
	table  *flow.Table
	server string
	same   uint64
}

// Open enters the session whose folder is dir with a server. What the server is
// stands in same: two processes with one server do not count as two.
func Open(dir, server, same string) (*Session, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	index, err := openIndex(dir)
	if err != nil {
		return nil, err
	}
	s := &Session{dir: dir, index: index, key: index.key()}
	now := uint64(time.Now().Unix())
	for i := range maxMembers {
		if s.claim(i, now) {
			s.own, s.at = index.member(i), i
			break
		}
	}
	if s.own == nil {
		return nil, fmt.Errorf("the session has %d servers at once; more are not compared", maxMembers)
	}
	if err := s.grow(firstSlots); err != nil {
		s.lock.Close()
		s.own.store(wordState, stateFree)
		return nil, err
	}
	s.own.store(wordPID, uint64(os.Getpid()))
	s.own.store(wordSeen, now)
	s.own.store(wordSame, s.key.Token(same))
	s.own.setName(server)
	s.own.store(wordPromised, 0)
	s.own.store(wordKept, 0)
	s.own.store(wordState, stateReady)
	return s, nil
}

// claim takes a record that nobody has, or whose process is long over.
func (s *Session) claim(i int, now uint64) bool {
	m := s.index.member(i)
	state := m.load(wordState)
	if state != stateFree && now-m.load(wordSeen) <= flow.Lifetime {
		return false
	}
	f, err := os.OpenFile(s.path(i, "log"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return false
	}
	if !tryLock(f) || m.load(wordState) != state { // its process lives, or another one was faster
		f.Close()
		return false
	}
	m.store(wordState, stateClaimed)
	if state != stateFree {
		os.Remove(s.path(i, strconv.FormatUint(m.load(wordTable), 10)))
	}
	s.lock = f
	return true
}

func (s *Session) path(i int, what string) string {
	return filepath.Join(s.dir, strconv.Itoa(i)+"."+what)
}

// grow makes a table with that many slots, which has all that the one before
// had.
func (s *Session) grow(slots int) error {
	number := s.own.load(wordTable) + 1
	path := s.path(s.at, strconv.FormatUint(number, 10))
	os.Remove(path) // of a process that died in the middle
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	size := 8 * flow.Words(ring, slots)
	// Written, not made sparse: a disk that is full shows here.
	for zero, left := make([]byte, min(size, 1<<20)), size; left > 0; left -= min(left, len(zero)) {
		if _, err := f.Write(zero[:min(left, len(zero))]); err != nil {
			return errors.Join(err, os.Remove(path))
		}
	}
	b, err := mapFile(f, size, true)
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	table := flow.NewTable(asWords(b), ring, slots)
	before := s.table
	if before.table != nil {
		before.table.MoveTo(table, time.Now().Unix())
	}
	s.table = mapped{number: number, bytes: b, table: table}
	s.own.store(wordTable, number)
	if before.table != nil {
		unmap(before.bytes)
		os.Remove(s.path(s.at, strconv.FormatUint(before.number, 10)))
	}
	return nil
}

// Key is the key of the session.
func (s *Session) Key() flow.Key { return s.key }

// Own calls fn with this server's table, and nobody else meanwhile.
func (s *Session) Own(fn func(t *flow.Table)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn(s.table.table)
}

// Grow makes the own table larger, where that is possible.
func (s *Session) Grow() {
	slots := 0
	s.Own(func(t *flow.Table) { slots = t.Slots() })
	if slots < flow.MaxSlots {
		_ = s.grow(growth * slots) // without room on the disk the oldest is forgotten earlier
	}
}

// Promise says that something is about to be delivered that will be in the own
// table.
func (s *Session) Promise() {
	s.own.add(wordPromised, 1)
	s.own.store(wordSeen, uint64(time.Now().Unix()))
}

// Keep says that so many promises were kept.
func (s *Session) Keep(promises int) { s.own.add(wordKept, uint64(promises)) }

// Alone reports whether no other server has ever delivered anything.
func (s *Session) Alone() bool {
	for i := range maxMembers {
		m := s.index.member(i)
		if i != s.at && m.load(wordState) >= stateReady && m.load(wordPromised) > 0 && m.load(wordSame) != s.own.load(wordSame) {
			return false
		}
		if m.load(wordState) == stateFree {
			break
		}
	}
	return true
}

// Company reports whether another server is in the session now.
func (s *Session) Company() bool {
	for i := range maxMembers {
		m := s.index.member(i)
		switch state := m.load(wordState); {
		case state == stateFree:
			return false
		case i != s.at && state == stateReady && m.load(wordSame) != s.own.load(wordSame):
			return true
		}
	}
	return false
}

// Others calls fn with what other servers delivered, with wait all that they
// promised until now. An error means that one did not keep its promise.
func (s *Session) Others(wait bool, fn func(server string, same bool, t *flow.Table)) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	// A file that somebody cuts off is a fault, which must not end the program.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	now, deadline := uint64(time.Now().Unix()), time.Time{}
	for i := range maxMembers {
		m := s.index.member(i)
		state := m.load(wordState)
		if state == stateFree {
			break
		}
		promised := m.load(wordPromised)
		if i == s.at || state < stateReady || promised == 0 || now-m.load(wordSeen) > flow.Lifetime+60 {
			continue
		}
		if deadline.IsZero() {
			deadline = time.Now().Add(patience)
		}
		if wait && !s.kept(i, m, promised, deadline) {
			return errors.New("what another server of the session delivered could not be compared in time")
		}
		o := &s.others[i]
		if err := s.look(i, m, o); err != nil {
			return err
		}
		if o.table != nil {
			fn(o.server, o.same == s.own.load(wordSame), o.table)
		}
	}
	return nil
}

// kept waits until a process has kept its promises. One that is gone never
// will.
func (s *Session) kept(i int, m words, promised uint64, deadline time.Time) bool {
	for begun := time.Now(); m.load(wordKept) < promised; {
		if m.load(wordState) != stateReady || m.load(wordPromised) < promised {
			return true
		}
		now := time.Now()
		if now.After(deadline) {
			return s.dead(i)
		}
		// Who has waited for long looks less often, and is never much later than it need be.
		time.Sleep(min(max(now.Sub(begun)/4, 20*time.Microsecond), 2*time.Millisecond))
	}
	return true
}

// dead reports whether a process is gone: its lock is free.
func (s *Session) dead(i int) bool {
	f, err := os.OpenFile(s.path(i, "log"), os.O_RDWR, 0)
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	defer f.Close() // and the lock is free again
	return tryLock(f)
}

// look maps the table that a process has now.
func (s *Session) look(i int, m words, o *mapped) error {
	for range 100 {
		number := m.load(wordTable)
		if o.bytes != nil && o.number == number && o.same == m.load(wordSame) {
			return nil
		}
		if o.bytes != nil {
			unmap(o.bytes)
			*o = mapped{}
		}
		b, err := mapRead(s.path(i, strconv.FormatUint(number, 10)))
		if errors.Is(err, os.ErrNotExist) { // it has grown just now, or is gone
			if m.load(wordTable) == number {
				return nil
			}
			continue
		}
		if err != nil {
			return err
		}
		*o = mapped{number: number, bytes: b, table: flow.OpenTable(asWords(b)), server: m.name(), same: m.load(wordSame)}
		return nil
	}
	return nil
}

func mapRead(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < 8*int64(flow.Words(1, 8)) || info.Size() > 8*int64(flow.Words(1<<15, flow.MaxSlots)) {
		return nil, fmt.Errorf("%s is not what it should be", path)
	}
	return mapFile(f, int(info.Size()), false)
}

// Close leaves the session. What was delivered stays known for its time.
func (s *Session) Close() {
	s.own.store(wordKept, s.own.load(wordPromised))
	s.own.store(wordState, stateOver)
	s.lock.Close()
}
