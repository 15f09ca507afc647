package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestMain lets the test binary play the benchmark's own programs.
func TestMain(m *testing.M) {
	if playsRole, err := role(os.Args[1:]); playsRole {
		exit(err)
	}
	os.Exit(m.Run())
}

func TestLinesAreValidAndOfTheirSize(t *testing.T) {
	for _, kind := range kinds {
		for _, size := range []int{512, 1 << 10, 16<<10 + 1, 256 << 10} {
			answer, request := answerLine(kind, size), requestLine(kind, size, 1)
			large := answer
			if kind == "argument" {
				large = request
			}
			if len(large) != size {
				t.Errorf("%s of %d bytes has %d", kind, size, len(large))
			}
			for _, line := range [][]byte{answer, request} {
				body, ok := bytes.CutSuffix(line, []byte("\n"))
				if !ok || bytes.Contains(body, []byte("\n")) || bytes.HasPrefix(body, []byte(" ")) {
					t.Errorf("%s of %d bytes is not one line", kind, size)
				}
			}
			if stamp(request, 1234567890); !json.Valid(request) || !bytes.Contains(request, []byte(`"id":1234567890,`)) {
				t.Errorf("the request for %s of %d bytes is not valid: %.200s", kind, size, request)
			}
			if stamp(answer, 1234567890); !json.Valid(answer) || !bytes.Contains(answer, []byte(`"id":1234567890,`)) {
				t.Errorf("the answer of %s of %d bytes is not valid: %.200s", kind, size, answer)
			}
			if !bytes.Equal(answerLine(kind, size)[len(answerHead)+idDigits:], answer[len(answerHead)+idDigits:]) {
				t.Errorf("%s of %d bytes differs from call to call", kind, size)
			}
		}
	}
}

func TestJSONKindCarriesADocument(t *testing.T) {
	var answer struct {
		Result struct {
			Content []struct{ Text string }
		}
	}
	line := answerLine("json", 16<<10)
	stamp(line, 1e9)
	if err := json.Unmarshal(line, &answer); err != nil {
		t.Fatal(err)
	}
	var records []map[string]any
	if err := json.Unmarshal([]byte(answer.Result.Content[0].Text), &records); err != nil || len(records) < 50 {
		t.Errorf("%d records, %v; want a JSON array of many", len(records), err)
	}
}

func TestQuantile(t *testing.T) {
	list := []float64{5, 1, 4, 2, 3}
	if got := median(list); got != 3 {
		t.Errorf("median %v, want 3", got)
	}
	if got := quantile(list, 0.99); got != 5 {
		t.Errorf("p99 %v, want 5", got)
	}
	if !slices.Equal(list, []float64{5, 1, 4, 2, 3}) {
		t.Errorf("the list was changed: %v", list)
	}
}

func TestJudgeFindsWhatIsMissed(t *testing.T) {
	r := Report{
		Cells: []Cell{
			{Kind: "code", Bytes: 1 << 10, Ratio: 1.51}, {Kind: "json", Bytes: 1 << 10, Ratio: 1.49},
			{Kind: "code", Bytes: 16 << 10, Ratio: 99}, // no promise
			{Kind: "code", Bytes: 4 << 20, Ratio: 3.01}, {Kind: "json", Bytes: 4 << 20, Ratio: 2.99},
		},
		Start:  Start{AddedMs: 15.1},
		Memory: Memory{IdleMB: 25.1},
	}
	r.judge()
	want := "p50 over the relay, code of 1 KB (1.51, at most 1.50); p50 over the relay, code of 4 MB (3.01, at most 3.00); " +
		"start to first answer over bare, ms (15.10, at most 15.00); idle memory, MB (25.10, at most 25.00)"
	if got := list(r.missed()); got != want {
		t.Errorf("missed:\n%s\nwant:\n%s", got, want)
	}
	r.Memory.IdleMB = 0
	r.judge()
	if got := list(r.missed()); strings.Contains(got, "memory") {
		t.Errorf("memory that is not known counts as missed: %s", got)
	}
}

// TestMeasure runs the whole benchmark, small, with the plain relay in the
// proxy's place.
func TestMeasure(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ways := targets(self, self, t.TempDir())
	ways[2].command = slices.Clone(ways[1].command)
	r, err := measure(ways, plan{sizes: []int{1 << 10, 256 << 10}, starts: 1, large: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Cells) != len(kinds)*2 {
		t.Errorf("%d cells, want one per kind and size", len(r.Cells))
	}
	for _, c := range r.Cells {
		for name, f := range map[string]Figures{"bare": c.Bare, "relay": c.Relay, "watchdog": c.Watchdog} {
			if f.Trips < minRounds || f.P50Micros <= 0 || f.P99Micros < f.P50Micros || f.MBPerSec <= 0 {
				t.Errorf("%s %d, %s: %+v", c.Kind, c.Bytes, name, f)
			}
		}
		if c.Ratio <= 0 {
			t.Errorf("%s %d: ratio %v", c.Kind, c.Bytes, c.Ratio)
		}
	}
	if r.Start.BareMs <= 0 || r.Start.WatchdogMs <= 0 {
		t.Errorf("start: %+v", r.Start)
	}
	var table, data bytes.Buffer
	if err := r.write(&table); err != nil || !strings.Contains(table.String(), "p50 ratio") {
		t.Errorf("the table: %v\n%s", err, table.String())
	}
	if err := json.NewEncoder(&data).Encode(r); err != nil {
		t.Errorf("the report is not JSON: %v", err)
	}
}

// TestScope runs what measures the sandbox, small, where npm and the peers are not.
func TestScope(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b := &scopeBench{self: self, dir: t.TempDir(), scopePlan: scopePlan{rounds: 2}}
	c, err := dial(target{"work", []string{self, roleWork, b.dir + "/f", self, "-test.list=none"}, os.Environ()})
	if err != nil {
		t.Fatal(err)
	}
	var s Scope
	for _, what := range []string{"open", "run"} {
		err := b.twice(&s, []string{what}, "us", 1e9, func(func(bool, ...string) target, bool) ([]float64, error) {
			took, err := c.does(what, 1)
			return []float64{took}, err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if err := c.close(); err != nil {
		t.Error(err)
	}
	for _, p := range s.Pairs {
		if p.Count != 2 || p.Off <= 0 || p.On <= 0 || p.Low > p.High {
			t.Errorf("%+v", p)
		}
	}
	if p := paired("x", "%", 5, []float64{100, 200, 100}, []float64{104, 210, 103}); p.More != 4 || p.Low != 3 || p.High != 5 {
		t.Errorf("%+v", p)
	}
}

// TestFloor: a program works behind the supervisor in C, and ends with its own status.
func TestFloor(t *testing.T) {
	if _, err := exec.LookPath("cc"); err != nil || runtime.GOOS != "linux" {
		t.Skip("it is for Linux and needs a C compiler: install cc there to run it")
	}
	b := &scopeBench{dir: t.TempDir()}
	if b.floor = buildFloor(b.dir); b.floor == "" {
		t.Fatal("there is a C compiler, and it was not built: see above")
	}
	c := exec.Command(b.floor, "sh", "-c", "echo one > f; echo two > f; cat f; exit 3")
	c.Dir = b.dir
	out, err := c.Output()
	if c.ProcessState.ExitCode() == 125 {
		t.Skip("this kernel does not let it supervise: run it outside of containers that forbid it")
	}
	if string(out) != "two\n" || c.ProcessState.ExitCode() != 3 {
		t.Errorf("%q, %v", out, err)
	}
}

// TestAlteredAnswerIsAnError proves that a proxy that changes a byte does not
// get figures.
func TestAlteredAnswerIsAnError(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c, err := dial(targets(self, self, t.TempDir())[0])
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	l := newLoad("code", 1<<10)
	if _, err := c.roundTrip(l); err != nil {
		t.Fatal(err)
	}
	l.answer[len(l.answer)/2] ^= 1
	if _, err := c.roundTrip(l); err == nil || !strings.Contains(err.Error(), "not what the server sent") {
		t.Errorf("error %v, want one that says the answer was altered", err)
	}
	if _, err := c.burst(l, 3); err == nil {
		t.Error("a burst does not notice the altered answer")
	}
}
