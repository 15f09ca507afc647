// Package loan lets the proxies of one session ask each other for something that
// only one of them has in memory: over a socket in a folder of their user, from
// memory to memory, never through a file.
//
// Who asks must be a process of the same user (the kernel says so) and must know
// the key of the session, which is in a file for that user only; so must who
// answers. What a server in a sandbox can see is neither the key nor the socket.
// A program with all rights of the user can read the key: it could ask, and
// could as well read what the user can.
//
// Each question has a connection of its own:
//
//	owner  -> asker: 32 bytes of chance
//	asker  -> owner: 32 bytes of chance, length, question, HMAC over all of that
//	owner  -> asker: length, answer, HMAC over both chances and the answer
//
// An owner that does not answer shuts the connection.
package loan

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

const (
	// maxQuestion and maxAnswer bound what is said, in bytes.
	maxQuestion = 4 << 10
	maxAnswer   = 48 << 20
	// patience bounds one question, on both sides.
	patience = 2 * time.Second
	// maxAsking bounds the questions that are answered at once.
	maxAsking = 4
	// longestPath is what fits into the address of a socket everywhere.
	longestPath = 103

	chance = 32
)

// ErrSystem is returned where the kernel does not say who asks.
var ErrSystem = errors.New("this system does not say who is at the other end of a socket")

// Owner answers questions.
type Owner struct {
	listener *net.UnixListener
	key      []byte
	give     func(question []byte) (answer []byte, ok bool)
	places   chan struct{}
	asking   sync.WaitGroup
}

// Listen opens the socket at path and answers with give, which may be called by
// several goroutines at once. An answer is overwritten when it has been sent.
// What is left at path from a process that ended is removed: path must be for
// this process alone.
func Listen(path string, key []byte, give func(question []byte) (answer []byte, ok bool)) (*Owner, error) {
	if !knowsPeers {
		return nil, ErrSystem
	}
	if len(path) > longestPath {
		return nil, fmt.Errorf("%s is too long for a socket: its name may have %d bytes", path, longestPath)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	o := &Owner{listener: l, key: key, give: give, places: make(chan struct{}, maxAsking)}
	go o.run()
	return o, nil
}

// Close ends the answers, waits for those that are under way, and removes the
// socket.
func (o *Owner) Close() error {
	err := o.listener.Close()
	o.asking.Wait()
	return err
}

func (o *Owner) run() {
	for {
		c, err := o.listener.AcceptUnix()
		if err != nil {
			return
		}
		select {
		case o.places <- struct{}{}:
		default:
			c.Close() // it may ask again
			continue
		}
		o.asking.Add(1)
		go func() {
			defer func() { <-o.places; o.asking.Done() }()
			defer c.Close()
			_ = o.answer(c) // who gets no answer knows enough
		}()
	}
}

// answer answers the question of one connection.
func (o *Owner) answer(c *net.UnixConn) error {
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if err := sameUser(c); err != nil {
		return err
	}
	mine, theirs := make([]byte, chance), make([]byte, chance)
	rand.Read(mine) // never fails
	if _, err := c.Write(mine); err != nil {
		return err
	}
	if _, err := io.ReadFull(c, theirs); err != nil {
		return err
	}
	question, err := receive(c, maxQuestion, o.key, "ask", mine, theirs)
	if err != nil {
		return err
	}
	answer, ok := o.give(question)
	if !ok {
		return nil
	}
	defer clear(answer)
	return send(c, answer, o.key, "give", mine, theirs)
}

// Ask asks the owner of the socket at path. The error says that there was no
// answer, for whatever reason. Whoever gets one should overwrite it.
func Ask(path string, key, question []byte) ([]byte, error) {
	if !knowsPeers {
		return nil, ErrSystem
	}
	conn, err := net.DialTimeout("unix", path, patience)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	c := conn.(*net.UnixConn)
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	if err := sameUser(c); err != nil {
		return nil, err
	}
	mine, theirs := make([]byte, chance), make([]byte, chance)
	rand.Read(mine) // never fails
	if _, err := io.ReadFull(c, theirs); err != nil {
		return nil, err
	}
	if _, err := c.Write(mine); err != nil {
		return nil, err
	}
	if err := send(c, question, key, "ask", theirs, mine); err != nil {
		return nil, err
	}
	return receive(c, maxAnswer, key, "give", theirs, mine)
}

// sum is what shows that whoever says something knows the key, and says it in
// this conversation.
func sum(key []byte, what string, owner, asker, text []byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range [][]byte{[]byte(what), {0}, owner, asker, text} { // all but the last have a length that is known
		h.Write(part)
	}
	return h.Sum(nil)
}

func send(w io.Writer, text, key []byte, what string, owner, asker []byte) error {
	for _, part := range [][]byte{binary.BigEndian.AppendUint32(nil, uint32(len(text))), text, sum(key, what, owner, asker, text)} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func receive(r io.Reader, limit uint32, key []byte, what string, owner, asker []byte) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > limit {
		return nil, fmt.Errorf("%d bytes are more than the %d that may be said", n, limit)
	}
	text, mac := make([]byte, n), make([]byte, sha256.Size)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(r, mac); err != nil {
		return nil, err
	}
	if !hmac.Equal(mac, sum(key, what, owner, asker, text)) {
		clear(text)
		return nil, errors.New("the other end does not know the key")
	}
	return text, nil
}
