package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestTable compares the table of the program with what the library says.
func TestTable(t *testing.T) {
	want, err := table()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../internal/secret/gitleaks_rules.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the table is not what the library says: run go run ./tools/gitleaks internal/secret/gitleaks_rules.go")
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), library) {
		t.Errorf("the table says %s, which go.mod does not", library)
	}
}

// TestLeftOut keeps the list of what is left out from growing stale.
func TestLeftOut(t *testing.T) {
	all, err := rules()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range all {
		known[r.RuleID] = true
	}
	for _, names := range []map[string]string{leftOut, apart} {
		for id := range names {
			if !known[id] {
				t.Errorf("the library has no rule %s", id)
			}
		}
	}
	for id := range whole {
		if !known[id] {
			t.Errorf("the library has no rule %s", id)
		}
	}
}
