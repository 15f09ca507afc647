package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"
)

// blockFolder puts a file where a folder would have to be.
func blockFolder(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSinceTime(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Time{
		"90m":                  now.Add(-90 * time.Minute),
		"24h":                  now.Add(-24 * time.Hour),
		"7d":                   now.AddDate(0, 0, -7),
		"0s":                   now,
		"2026-01-31":           time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC),
		"2026-01-31T10:30":     time.Date(2026, 1, 31, 10, 30, 0, 0, time.UTC),
		"2026-01-31T10:30:00Z": time.Date(2026, 1, 31, 10, 30, 0, 0, time.UTC),
		"2026-01-31 10:30:00":  time.Date(2026, 1, 31, 10, 30, 0, 0, time.UTC),
	} {
		if got, err := sinceTime(s, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"yesterday", "-5m", "-5d", "5", "d", "1e9d", "2026-13-01"} {
		if got, err := sinceTime(s, now); err == nil {
			t.Errorf("%s: %v", s, got)
		}
	}
}

func TestTail(t *testing.T) {
	for _, c := range []struct {
		limit, lines int
		want         string
	}{{0, 3, "0\n1\n2\n"}, {2, 5, "3\n4\n"}, {2, 2, "0\n1\n"}, {5, 2, "0\n1\n"}, {3, 4, "1\n2\n3\n"}, {2, 0, ""}} {
		var b bytes.Buffer
		w := bufio.NewWriter(&b)
		tail := newTail(c.limit, w)
		for i := range c.lines {
			if err := tail.add(fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		tail.end()
		w.Flush()
		if b.String() != c.want || tail.count != c.lines {
			t.Errorf("the last %d of %d lines: %q, want %q", c.limit, c.lines, b.String(), c.want)
		}
	}
}
