package stdio

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The servers of these tests are this test binary, started again with the name
// of a part to play in its environment.
const partVar = "STDIO_TEST_PART"

// hurryVar makes the part "proxy" use the grace that is called short here.
const (
	hurryVar = "STDIO_TEST_HURRY"
	short    = 300 * time.Millisecond
)

func TestMain(m *testing.M) {
	part, ok := parts[os.Getenv(partVar)]
	if !ok {
		os.Exit(m.Run())
	}
	os.Exit(part(os.Args[1:]))
}

var parts map[string]func(args []string) int

// Tests add the parts of one platform to the map before TestMain reads it.
var _ = addParts(map[string]func(args []string) int{
	"echo":       playEcho,
	"exit":       playExit,
	"late":       playLate,
	"big":        playBig,
	"bytes":      playBytes,
	"stderr":     playStderr,
	"deaf":       playDeaf,
	"mute":       playMute,
	"closes-in":  playClosesIn,
	"closes-out": playClosesOut,
	"talk":       playTalk,
	"parent":     playParent,
	"proxy":      playProxy,
	"plain":      playPlain,
})

func addParts(more map[string]func(args []string) int) bool {
	if parts == nil {
		parts = map[string]func(args []string) int{}
	}
	for name, part := range more {
		parts[name] = part
	}
	return true
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func unquote(s string) string {
	text, err := strconv.Unquote(s)
	if err != nil {
		panic(err)
	}
	return text
}

// playEcho returns every byte.
func playEcho([]string) int {
	buf := make([]byte, 1<<20)
	for {
		n, err := os.Stdin.Read(buf)
		if _, werr := os.Stdout.Write(buf[:n]); err != nil || werr != nil {
			return 0
		}
	}
}

// playExit reads args[1] lines and exits with status args[0].
func playExit(args []string) int {
	in := bufio.NewReader(os.Stdin)
	for range number(args[1]) {
		if _, err := in.ReadString('\n'); err != nil {
			return 99
		}
	}
	return number(args[0])
}

// playLate answers only once its input has ended, and slowly: args[0] answers,
// with args[1] milliseconds in front of each.
func playLate(args []string) int {
	_, _ = io.Copy(io.Discard, os.Stdin)
	for i := range number(args[0]) {
		time.Sleep(time.Duration(number(args[1])) * time.Millisecond)
		fmt.Printf("{\"id\":%d,\"result\":{}}\n", i)
	}
	return 0
}

// playBig sends one line of args[0] bytes for each line it reads.
func playBig(args []string) int {
	in := bufio.NewReader(os.Stdin)
	block := bytes.Repeat([]byte("x"), 1<<20)
	for {
		if _, err := in.ReadString('\n'); err != nil {
			return 0
		}
		for left := number(args[0]); left > 0; left -= len(block) {
			os.Stdout.Write(block[:min(left, len(block))])
		}
		os.Stdout.Write([]byte{'\n'})
	}
}

// playBytes writes args[0] args[1] times and then args[2], both quoted Go
// strings, and exits.
func playBytes(args []string) int {
	os.Stdout.WriteString(strings.Repeat(unquote(args[0]), number(args[1])) + unquote(args[2]))
	return 0
}

// playStderr writes args[0], a quoted Go string, to its standard error, args[1]
// times.
func playStderr(args []string) int {
	os.Stderr.WriteString(strings.Repeat(unquote(args[0]), number(args[1])))
	return 0
}

// playDeaf ignores the end of its input and every signal that can be ignored.
func playDeaf([]string) int {
	signal.Ignore(os.Interrupt, syscall.SIGTERM)
	fmt.Println("ready")
	for {
		time.Sleep(time.Hour)
	}
}

// playMute writes lines and reads nothing until it has been told to by its
// environment; it ends with its input.
func playMute([]string) int {
	for i := range 200 {
		fmt.Printf("{\"n\":%d}\n", i)
	}
	for {
		if _, err := os.Stat(os.Getenv("STDIO_TEST_GATE")); err == nil {
			_, _ = io.Copy(io.Discard, os.Stdin)
			return 0
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// playClosesIn closes its input, goes on talking and exits with status 5.
func playClosesIn([]string) int {
	os.Stdin.Close()
	for i := range 20 {
		fmt.Printf("{\"n\":%d}\n", i)
		time.Sleep(10 * time.Millisecond)
	}
	return 5
}

// playClosesOut closes its output, with or without a word, and then goes on for
// ever.
func playClosesOut(args []string) int {
	if len(args) == 0 {
		fmt.Println("bye")
	}
	os.Stdout.Close()
	return playDeaf(nil)
}

// playTalk repeats on standard error every line it reads. At "big N" it also
// sends a line of N bytes, at "flood" it begins to send without end, and goes
// on when its input has ended; at "ready?" it answers.
func playTalk([]string) int {
	in := bufio.NewReader(os.Stdin)
	flooding := false
	for {
		l, err := in.ReadString('\n')
		fmt.Fprint(os.Stderr, l)
		switch word, n, _ := strings.Cut(strings.TrimSpace(l), " "); {
		case err != nil && flooding:
			select {}
		case err != nil:
			return 0
		case word == "big":
			os.Stdout.WriteString(strings.Repeat("x", number(n)) + "\n")
		case word == "flood":
			flooding = true
			go func() {
				for {
					os.Stdout.WriteString(strings.Repeat("f", 999) + "\n")
				}
			}()
		case word == "ready?":
			os.Stdout.WriteString("ready\n")
		}
	}
}

// playParent starts the part args[1] as a child that shares its output, says
// its own process id and the child's, and then does as args[0] says.
func playParent(args []string) int {
	child := exec.Command(os.Args[0], args[2:]...)
	child.Env = append(os.Environ(), partVar+"="+args[1])
	child.Stdout = os.Stdout
	if err := child.Start(); err != nil {
		panic(err)
	}
	fmt.Printf("%d %d\n", os.Getpid(), child.Process.Pid)
	switch args[0] {
	case "leave":
		return 0
	case "stay":
		return playDeaf(nil)
	}
	panic(args[0])
}

// playProxy is a whole proxy with a Screen that passes everything. What it
// runs is in its arguments: the part to play and that part's arguments.
func playProxy(args []string) int {
	os.Setenv(partVar, args[0])
	grace := patient
	if os.Getenv(hurryVar) != "" {
		grace = short
	}
	code, err := Run(context.Background(), &fake{}, Options{
		Command: append([]string{os.Args[0]}, args[1:]...),
		Grace:   grace,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return code
}

// playPlain is what playProxy is measured against: a relay that copies bytes.
func playPlain(args []string) int {
	child := exec.Command(os.Args[0], args[1:]...)
	child.Env = append(os.Environ(), partVar+"="+args[0])
	in, _ := child.StdinPipe()
	out, _ := child.StdoutPipe()
	if err := child.Start(); err != nil {
		panic(err)
	}
	copyAll := func(w io.Writer, r io.Reader) {
		_, _ = io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, 64<<10))
	}
	go func() {
		copyAll(in, os.Stdin)
		in.Close()
	}()
	copyAll(os.Stdout, out)
	_ = child.Wait()
	return 0
}
