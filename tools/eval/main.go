// Command eval measures detection on a corpus of attacks and ordinary traffic:
//
//	go run ./tools/eval -corpus DIR
//
// DIR holds JSON lines files; each row has id, source, kind (attack or
// benign), class, surface, and a text or a message. It prints, per class and
// per source, how many attacks had a consequence and how many benign rows were
// acted on or raised high, with the rules that did it. With -by-source CLASS it
// adds what became of one class per source and subclass.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/tools/corpus"
)

func main() {
	folder := flag.String("corpus", os.Getenv("MCP_WATCHDOG_CORPUS"), "directory of JSON lines files")
	mode := flag.String("mode", "balanced", "preset to judge with")
	show := flag.String("show", "", "list missed attacks or accused benign rows of this class (or kind), with masked evidence")
	without := flag.String("without", "", "do not count what these rules find (comma-separated)")
	bySource := flag.String("by-source", "", "print one table more: this class, per source and subclass, each of which is what a rule tuned on the others has not seen")
	caught := flag.String("caught", "", "write the ids of attacks that were caught to this file, one a line")
	noise := flag.Bool("noise", false, "count rows that are marked as doubtful, too")
	flag.Parse()
	m, err := policy.ParseMode(*mode)
	if err == nil && *folder == "" {
		err = fmt.Errorf("no corpus: give one with -corpus DIR or set MCP_WATCHDOG_CORPUS")
	}
	var rows []row
	if err == nil {
		rows, err = read(*folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(2)
	}
	results := judgeAll(rows, m, strings.Split(*without, ","))
	report(os.Stdout, results, *noise, *show)
	if *caught != "" {
		var ids strings.Builder
		for _, r := range results {
			if r.Attack() && r.caught() {
				fmt.Fprintln(&ids, r.ID)
			}
		}
		if err := os.WriteFile(*caught, []byte(ids.String()), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "eval:", err)
			os.Exit(2)
		}
	}
	if *bySource != "" {
		reportSources(os.Stdout, results, *noise, *bySource)
	}
}

// read returns the rows of a corpus.
func read(folders string) ([]row, error) {
	all, err := corpus.Read(folders)
	rows := make([]row, len(all))
	for i := range all {
		rows[i] = row{all[i]}
	}
	return rows, err
}

// judgeAll judges every row in a session of its own. What the rules in without
// find does not count.
func judgeAll(rows []row, mode policy.Mode, without []string) []result {
	results := make([]result, len(rows))
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				results[i] = judge(rows[i], mode, without)
			}
		})
	}
	for i := range rows {
		next <- i
	}
	close(next)
	wait.Wait()
	return results
}
