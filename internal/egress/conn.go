package egress

import (
	"errors"
	"io"
	"net"
)

// buffered is a connection of which the beginning can be read twice.
type buffered struct {
	net.Conn
	head []byte
}

func (b *buffered) Read(to []byte) (int, error) {
	if len(b.head) > 0 {
		n := copy(to, b.head)
		b.head = b.head[n:]
		return n, nil
	}
	return b.Conn.Read(to)
}

// fill reads until there are n bytes.
func (b *buffered) fill(n int) error {
	for len(b.head) < n {
		if err := b.more(); err != nil {
			return err
		}
	}
	return nil
}

// more reads some bytes.
func (b *buffered) more() error {
	var buf [4096]byte
	n, err := b.Conn.Read(buf[:])
	b.head = append(b.head, buf[:n]...)
	if n > 0 {
		return nil
	}
	return err
}

func (b *buffered) peek() (byte, error) {
	if err := b.fill(1); err != nil {
		return 0, err
	}
	return b.head[0], nil
}

// take returns the next n bytes.
func (b *buffered) take(n int) ([]byte, error) {
	if err := b.fill(n); err != nil {
		return nil, err
	}
	out := b.head[:n:n]
	b.head = b.head[n:]
	return out, nil
}

var errLong = errors.New("the header is too long")

// carry copies until the end, which it passes on.
func carry(to, from net.Conn) {
	_, err := io.Copy(to, from)
	if err != nil {
		to.Close()
		from.Close()
		return
	}
	if half, ok := to.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
		return
	}
	to.Close()
}
