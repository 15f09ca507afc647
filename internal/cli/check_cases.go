package cli

import (
	"container/list"
	"context"
	"crypto/rand"
	"fmt"
	"io"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/tracking"
)

const (
	// maxSessions bounds the sessions of all live cases together. One takes
	// some 60 KB.
	maxSessions = 4000
	// maxServers bounds the servers of one case.
	maxServers = 256
)

// conversation is what check remembers of one server in one case.
type conversation struct {
	session *guard.Session
	events  *lastEvent
	past    *guard.Recent
	sent    [2]bool // which sides have written a line
	open    [2]openIDs
}

// checkCase is one live case.
type checkCase struct {
	key     string
	servers map[string]*conversation
	past    *guard.Recent   // what its servers offered
	flows   *tracking.Local // what they delivered; nil for lines without a case
}

// checker judges lines. It belongs to one goroutine.
type checker struct {
	options func(server string) guard.Options
	allow   []string // packages that may be started
	parser  *message.Parser
	element *message.Parser // for the messages of a batch
	cases   map[string]*list.Element
	age     *list.List // of *checkCase, least recently used first
	live    int        // sessions of all cases
	most    int        // maxSessions, less in tests
	dropped int
	notes   io.Writer
}

func newChecker(options func(server string) guard.Options, notes io.Writer) *checker {
	return &checker{
		options: options, parser: message.NewParser(), element: message.NewParser(),
		cases: map[string]*list.Element{}, age: list.New(), most: maxSessions, notes: notes,
	}
}

// conversation finds or begins the session of a line.
func (c *checker) conversation(l *checkLine) (*conversation, error) {
	e, ok := c.cases[string(l.id)]
	if !ok {
		one := &checkCase{key: string(l.id), servers: map[string]*conversation{}, past: &guard.Recent{}}
		if !l.loose() {
			one.flows = tracking.NewLocal(func(b []byte) { rand.Read(b) })
		}
		e = c.age.PushBack(one)
		c.cases[string(l.id)] = e
	}
	c.age.MoveToBack(e)
	one := e.Value.(*checkCase)
	if conv := one.servers[l.server]; conv != nil {
		return conv, nil
	}
	if len(one.servers) >= maxServers {
		return nil, fmt.Errorf("the case has more than %d servers; split it", maxServers)
	}
	for c.live >= c.most && c.age.Front() != e {
		c.drop(c.age.Front())
	}
	o := c.options(l.server)
	o.Settings.Thorough = true // nobody waits, and there is no earlier answer to compare with
	events := &lastEvent{next: o.Recorder}
	o.Recorder, o.Memory, o.Identity = events, one.past, l.server
	if one.flows != nil {
		o.Flows = one.flows.Server(l.server)
	}
	conv := &conversation{session: guard.New(o), events: events, open: [2]openIDs{{}, {}}, past: one.past}
	one.servers[l.server] = conv
	c.live++
	return conv, nil
}

// drop forgets a case.
func (c *checker) drop(e *list.Element) {
	old := e.Value.(*checkCase)
	c.live -= len(old.servers)
	c.age.Remove(e)
	delete(c.cases, old.key)
	if c.dropped++; c.dropped == 1 {
		fmt.Fprintf(c.notes, "mcp-watchdog: check keeps %d sessions; the case unused for longest (%s) was dropped and would start afresh. Keep the lines of a case together.\n",
			c.most, finding.VisibleText(old.key, 60))
	}
}

// judgeAhead judges what comes before a session: a command, or a login.
func (c *checker) judgeAhead(ctx context.Context, l *checkLine) (out guard.Outcome, err error) {
	if l.launch != nil {
		l.launch.Allow = c.allow
		out = judgeLaunch(ctx, l.launch, c.options(l.server))
	} else {
		out, err = judgeLogin(ctx, l.login, c.options(l.server))
	}
	if out.Forward != nil {
		out.Forward = l.message
	}
	return out, err
}

// judge judges one line that was read whole.
func (c *checker) judge(ctx context.Context, l *checkLine, limit int64) (guard.Outcome, error) {
	if l.launch != nil || l.login != nil {
		return c.judgeAhead(ctx, l)
	}
	if l.server == "" && !l.loose() {
		c.serverIn(l)
	}
	conv, err := c.conversation(l)
	if err != nil {
		return guard.Outcome{}, err
	}
	if size := int64(len(l.message)); size > limit {
		var skim message.Skimmer
		skim.Write(l.message)
		return conv.oversize(ctx, l.from, skim.Envelope(), size, limit), nil
	}
	m, err := c.parser.Parse(l.from, l.message)
	if err != nil { // the guard says why
		conv.sent[l.from] = true
		return conv.session.Judge(ctx, l.from, l.message), nil
	}
	if !l.known {
		l.from = c.sideOf(conv, m)
	}
	c.assume(ctx, conv, l, m)
	// The guard needs the bytes, not this parse; ids must outlive both.
	var asked, answered []string
	c.messagesOf(m, func(m *message.Message) {
		key := string(message.AppendIDKey(nil, m.ID))
		switch {
		case m.ID == nil:
		case m.Kind == message.Request:
			asked = append(asked, key)
		case m.Kind == message.Answer:
			answered = append(answered, key)
		}
	})
	out := conv.session.Judge(ctx, l.from, l.message)
	conv.sent[l.from] = true
	if out.Forward != nil {
		for _, key := range asked {
			conv.open[l.from].add(key)
		}
	}
	for _, key := range answered {
		conv.open[l.from.Other()].take(key)
	}
	return out, nil
}

// sideOf infers who wrote m; the first message of a batch decides for all.
func (c *checker) sideOf(conv *conversation, m *message.Message) message.Side {
	side, done := message.FromServer, false
	c.messagesOf(m, func(m *message.Message) {
		if !done {
			side, done = conv.writer(m), true
		}
	})
	return side
}

// assume asks what an answer answers, when nobody can have asked: a line
// without a case, or a case in which the other side has written nothing yet.
func (c *checker) assume(ctx context.Context, conv *conversation, l *checkLine, m *message.Message) {
	asker := l.from.Other()
	if !l.loose() && conv.sent[asker] {
		return
	}
	c.messagesOf(m, func(m *message.Message) {
		if m.Kind != message.Answer || m.ID == nil || conv.open[asker].has(string(message.AppendIDKey(nil, m.ID))) {
			return
		}
		if l.loose() {
			conv.past.Forget() // a line by itself, of whatever server
		}
		conv.session.Judge(ctx, asker, assumedRequest(l.from, m))
	})
}

// oversize judges a message that is longer than the limit.
func (c *conversation) oversize(ctx context.Context, from message.Side, env message.Envelope, size, limit int64) guard.Outcome {
	c.events.event = guard.Event{}
	forward, reply := c.session.Oversize(ctx, from, env, size, limit)
	c.sent[from] = true
	return guard.Outcome{Action: c.events.event.Action, Findings: c.events.event.Findings, Forward: forward, Reply: reply}
}

// lastEvent keeps the last event of a session on its way to the next recorder,
// if there is one.
type lastEvent struct {
	event guard.Event
	next  guard.Recorder
}

func (r *lastEvent) Record(e guard.Event) error {
	r.event = e
	if r.next == nil {
		return nil
	}
	return r.next.Record(e)
}
