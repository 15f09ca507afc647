package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mcp-watchdog": main,
		"fake-server":  fakeServer,
		"layered":      layered,
	})
}

// secret looks like a token of a well-known kind. Scripts use it as $SECRET, so
// that no file of the repository holds anything that looks like one.
var secret = "ghp_" + strings.Repeat("a1B2", 9)

// condition is sandbox where the kernel can keep a server in its scope.
func condition(name string) (bool, error) {
	if name != "sandbox" {
		return false, fmt.Errorf("there is no condition %q", name)
	}
	f := sandbox.Probe()
	return f.Level() == sandbox.Full, nil
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Condition:           condition,
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			for _, dir := range []string{"HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"} {
				env.Setenv(dir, home)
			}
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
			env.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
			env.Setenv("LOG", filepath.Join(home, "state", "mcp-watchdog", "audit.jsonl"))
			env.Setenv("SECRET", secret)
			// The race detector makes every program wait a second at its end.
			env.Setenv("GORACE", "atexit_sleep_ms=10")
			env.Values[watchedKey{}] = &watchedBox{}
			env.Values[sessionKey{}] = &sessionBox{}
			return os.MkdirAll(home, 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"expand":  expand,
			"replace": replace,
			"lines":   lines,
			"hides":   hides,
			"status":  status,
			"nowhy":   noWhy,

			"readhead": func(ts *testscript.TestScript, _ bool, args []string) { read(ts, "HEAD", headIn, args) },
			"readid":   func(ts *testscript.TestScript, _ bool, args []string) { read(ts, "ID", idIn, args) },
			"watch":    watch,
			"seen":     seen,
			"unwatch":  unwatch,

			"session":   openSession,
			"sayuntil":  sayUntil,
			"complains": complains,

			"serveweb":   serveWeb,
			"servejudge": serveJudge,
			"doubt":      doubt,
		},
	})
}

// fakeServer is an MCP server made of a file: fake-server [-exit N] FILE. A
// line of the file is a method and what to write when it is asked for, with
// $ID in place of the id; "!stderr TEXT" writes to standard error and
// "!exit N" ends it. When its input ends it ends with -exit.
func fakeServer() {
	code := flag.Int("exit", 0, "exit status at the end of input")
	args := flag.Bool("args", false, "print the arguments to standard error and end")
	flag.Func("get", "fetch a URL through the proxy of the environment and end", fetch)
	flag.Func("bind", "leave a Unix socket and end", bindSocket)
	flag.Func("connect", "connect to a Unix socket and end", connectSocket)
	names := flag.Bool("env", false, "print the names of its variables to standard error and end")
	heard := flag.String("heard", "", "append what is asked to this file")
	flag.Parse()
	if *names {
		for _, v := range os.Environ() {
			name, _, _ := strings.Cut(v, "=")
			fmt.Fprintln(os.Stderr, "has", name)
		}
		os.Exit(*code)
	}
	if *args {
		fmt.Fprintf(os.Stderr, "%q\n", flag.Args())
		os.Exit(*code)
	}
	if flag.NArg() == 0 && flag.NFlag() > 0 {
		os.Exit(*code)
	}
	script, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(99)
	}
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			os.Exit(*code)
		}
		if *heard != "" {
			note(*heard, line)
		}
		var request struct {
			ID     json.RawMessage
			Method string
		}
		if json.Unmarshal(line, &request) == nil {
			answer(string(script), request.Method, request.ID)
		}
	}
}

// bindSocket leaves a socket on which nobody listens any more.
func bindSocket(path string) error {
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return err
	}
	l.SetUnlinkOnClose(false)
	return l.Close()
}

// connectSocket says on standard error what came of connecting.
func connectSocket(path string) error {
	_, err := net.Dial("unix", path)
	fmt.Fprintln(os.Stderr, err)
	return nil
}

// note appends a line to a file.
func note(path string, line []byte) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err == nil {
		_, err = f.Write(line)
		f.Close()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(99)
	}
}

// fetch says on standard error what came of fetching a URL.
func fetch(target string) error {
	proxy, err := url.Parse(os.Getenv("HTTP_PROXY"))
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}, Timeout: 10 * time.Second}
	resp, err := client.Get(target)
	if err != nil {
		fmt.Fprintln(os.Stderr, "got", target, "no answer")
		return nil
	}
	resp.Body.Close()
	fmt.Fprintln(os.Stderr, "got", target, resp.StatusCode)
	return nil
}

func answer(script, method string, id []byte) {
	for _, line := range strings.Split(script, "\n") {
		text, ok := strings.CutPrefix(line, method+" ")
		if !ok {
			continue
		}
		text = strings.ReplaceAll(text, "$ID", string(bytes.TrimSpace(id)))
		if rest, ok := strings.CutPrefix(text, "!exit "); ok {
			n, _ := strconv.Atoi(rest)
			os.Exit(n)
		}
		if rest, ok := strings.CutPrefix(text, "!stderr "); ok {
			fmt.Fprintln(os.Stderr, rest)
			continue
		}
		fmt.Println(text)
	}
}
