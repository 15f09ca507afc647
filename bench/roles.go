package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
)

// The benchmark starts itself under these names.
const (
	roleServer = "echo-server" // the MCP server that is measured
	roleRelay  = "relay"       // CMD ARGS...: the plain relay
)

// serve is an MCP server on stdio whose answers cost as little as possible:
// they are prepared once per kind and size, and only the id is put in. It
// understands the lines that requestLine writes, initialize, and nothing else.
func serve() error {
	in := bufio.NewReaderSize(os.Stdin, 256<<10)
	answers := map[string][]byte{}
	var line []byte
	for {
		var err error
		if line, err = readLine(in, line[:0]); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		id, ok := between(line, `"id":`, ",")
		if !ok {
			continue // a notification
		}
		answer, err := answerTo(line, id, answers)
		if err != nil {
			return err
		}
		if _, err := os.Stdout.Write(answer); err != nil {
			return err
		}
	}
}

// answerTo returns the answer to a request. answers keeps those that were
// generated.
func answerTo(line, id []byte, answers map[string][]byte) ([]byte, error) {
	if count, ok := between(line, `"count":`, "}"); ok {
		return []byte(answerHead + string(id) + answerRest + tools(string(count)) + "}\n"), nil
	}
	digits, isCall := between(line, `"size":`, ",}")
	if !isCall {
		return []byte(answerHead + string(id) + answerRest + greeting + "}\n"), nil
	}
	size, err := strconv.Atoi(string(digits))
	if err != nil || len(id) != idDigits {
		return nil, fmt.Errorf("not a call of this benchmark: %.100s", line)
	}
	kind, _ := between(line, `"kind":"`, `"`)
	key := string(kind) + string(digits)
	answer, ok := answers[key]
	if !ok {
		answer = answerLine(string(kind), size)
		answers[key] = answer
	}
	if name, _ := between(line, `"name":"`, `"`); string(name) == "prepare" {
		return []byte(answerHead + string(id) + answerRest + prepared + "}\n"), nil
	}
	copy(answer[len(answerHead):], id)
	return answer, nil
}

const greeting = `{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"bench","version":"1"},` +
	`"tools":[{"name":"emit","description":"Returns a text of a given kind and size.","inputSchema":{"type":"object"}}]}`

// between returns what stands after the first start, up to any byte of ends.
// It looks at the beginning of the line only, where our requests have it all.
func between(line []byte, start, ends string) ([]byte, bool) {
	_, rest, ok := bytes.Cut(line[:min(len(line), 256)], []byte(start))
	if !ok {
		return nil, false
	}
	end := bytes.IndexAny(rest, ends)
	if end < 0 {
		return nil, false
	}
	return rest[:end], true
}

// readLine appends one line, newline included, to buf.
func readLine(r *bufio.Reader, buf []byte) ([]byte, error) {
	for {
		piece, err := r.ReadSlice('\n')
		buf = append(buf, piece...)
		if err != bufio.ErrBufferFull {
			return buf, err
		}
	}
}

// relay runs a command and copies both directions with io.Copy: the least
// that any stdio proxy written in Go does.
func relay(command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		io.Copy(in, os.Stdin) // ends with the client or the server; either way nothing is left to do
		in.Close()
	}()
	if _, err := io.Copy(os.Stdout, out); err != nil {
		return err
	}
	return cmd.Wait()
}
