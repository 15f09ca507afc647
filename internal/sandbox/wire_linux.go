//go:build amd64 || arm64

package sandbox

import (
	"encoding/binary"
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// order is what the launcher is told: what to become, and how.
type order struct {
	Path   string
	Argv   []string
	Env    []string
	Dir    string
	Filter []unix.SockFilter
	Notify bool
	Fenced bool // a ruleset comes along
}

// maxOrder bounds an order: the kernel takes no more arguments than 6 MB (_STK_LIM / 4 * 3).
const maxOrder = 8 << 20

// encode writes an order as numbers and strings with their length.
func (o *order) encode() []byte {
	var b []byte
	str := func(s string) {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	list := func(l []string) {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(l)))
		for _, s := range l {
			str(s)
		}
	}
	flag := func(on bool) {
		if on {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	str(o.Path)
	list(o.Argv)
	list(o.Env)
	str(o.Dir)
	flag(o.Notify)
	flag(o.Fenced)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(o.Filter)))
	for _, f := range o.Filter {
		b = binary.LittleEndian.AppendUint16(b, f.Code)
		b = append(b, f.Jt, f.Jf)
		b = binary.LittleEndian.AppendUint32(b, f.K)
	}
	return b
}

var errOrder = errors.New("the launcher was told something it cannot read")

func decodeOrder(b []byte) (o *order, err error) {
	number := func() int {
		if len(b) < 4 {
			err = errOrder
			return 0
		}
		n := binary.LittleEndian.Uint32(b)
		b = b[4:]
		if n > maxOrder {
			err = errOrder
			return 0
		}
		return int(n)
	}
	str := func() string {
		n := number()
		if n > len(b) {
			err = errOrder
			return ""
		}
		s := string(b[:n])
		b = b[n:]
		return s
	}
	list := func() []string {
		n := number()
		if n > len(b) {
			err = errOrder
			return nil
		}
		l := make([]string, n)
		for i := range l {
			l[i] = str()
		}
		return l
	}
	o = &order{Path: str(), Argv: list(), Env: list(), Dir: str()}
	if len(b) < 2 {
		return nil, errOrder
	}
	o.Notify, o.Fenced = b[0] == 1, b[1] == 1
	b = b[2:]
	if n := number(); err != nil || n*8 != len(b) {
		return nil, errOrder
	}
	for ; len(b) >= 8; b = b[8:] {
		o.Filter = append(o.Filter, unix.SockFilter{Code: binary.LittleEndian.Uint16(b), Jt: b[2], Jf: b[3], K: binary.LittleEndian.Uint32(b[4:])})
	}
	return o, nil
}

// send writes an order and hands files over.
func send(socket int, o *order, files []int) error {
	body := o.encode()
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(body)))
	if err := unix.Sendmsg(socket, head, unix.UnixRights(files...), nil, unix.MSG_NOSIGNAL); err != nil {
		return err
	}
	for len(body) > 0 {
		n, err := unix.SendmsgN(socket, body, nil, nil, unix.MSG_NOSIGNAL)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return err
		}
		body = body[n:]
	}
	return nil
}

// receive reads an order and the files that come with it.
func receiveOrder(socket *os.File) (*order, []int, error) {
	head := make([]byte, 4)
	files, n, err := receiveFiles(int(socket.Fd()), head)
	if err != nil {
		return nil, nil, err
	}
	if n == 0 {
		return nil, nil, io.EOF // the proxy does not need the launcher, or is gone
	}
	size := binary.LittleEndian.Uint32(head)
	if n != len(head) || size > maxOrder {
		return nil, nil, errOrder
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(socket, body); err != nil {
		return nil, nil, err
	}
	o, err := decodeOrder(body)
	return o, files, err
}

// maxFiles are the three standard files and a ruleset.
const maxFiles = 4

// receiveFiles reads a message with files, which are closed on exec.
func receiveFiles(socket int, buf []byte) (files []int, n int, err error) {
	oob := make([]byte, unix.CmsgSpace(4*maxFiles))
	var oobn int
	for {
		n, oobn, _, _, err = unix.Recvmsg(socket, buf, oob, unix.MSG_CMSG_CLOEXEC)
		if err != unix.EINTR {
			break
		}
	}
	if err != nil {
		return nil, 0, err
	}
	messages, err := unix.ParseSocketControlMessage(oob[:oobn])
	if err != nil {
		return nil, n, err
	}
	for i := range messages {
		got, err := unix.ParseUnixRights(&messages[i])
		if err != nil {
			return nil, n, err
		}
		files = append(files, got...)
	}
	return files, n, nil
}

// The launcher's words. The listener comes with the first.
const (
	saysConfined = 'c' // the filter is in place; the program follows
	saysTrouble  = 't' // then the number of the error and the step
)
