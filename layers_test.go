package watchdog_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mcp-watchdog/mcp-watchdog/internal/"

// layers says which packages of this module each package may import. Data
// flows one way; see ARCHITECTURE.md.
var layers = map[string][]string{
	"message":       {"lazy"},
	"unmask":        {},
	"finding":       {"message", "secret"},
	"intent":        {"lazy"},
	"intent/sole":   {"intent", "lazy"},
	"intent/abroad": {"intent", "lazy"},
	"memory":        {"unmask/spelling"},
	"address":       {"lazy"},
	"manifest":      {},
	"shell":         {"lazy", "manifest"},
	"launch":        {"edits", "lazy"},
	"secret":        {"lazy"},
	"schema":        {"message"},
	"oauth":         {"lazy"},
	"vault":         {},
	"flow":          {"lazy"},
	"urge":          {"lazy"},
	"stego":         {"lazy"},
	"semantic":      {"intent"},
	"drift":         {"stego"},
	"detect":        {"base64text", "message", "drift", "memory", "unmask", "unmask/invisible", "unmask/markup", "unmask/spelling", "unmask/decode", "unmask/codes", "address", "shell", "manifest", "stego", "finding", "intent", "intent/sole", "intent/abroad", "semantic", "launch", "secret", "urge", "scope", "oauth", "lazy"},
	"scope":         {"secret"},
	"sandbox":       {"finding", "origin", "scope"},
	"origin":        {},
	"prefault":      {},
	"loan":          {},
	"cel":           {},
	"lazy":          {},
	"policy":        {"message", "finding", "address", "scope", "lazy"},
	"guard":         {"base64text", "message", "drift", "stego", "memory", "finding", "intent", "detect", "policy", "secret", "vault", "schema", "flow", "tracking"},
	"tracking":      {"message", "unmask", "unmask/decode", "secret", "finding", "flow"},
	"opinion":       {"secret", "unmask", "unmask/decode"},
	"lock":          {"launch"},
	"audit":         {"finding"},
	"alert":         {"finding"},
	"relay":         {"message"},
	"relay/stdio":   {"message", "relay"},
	"egress":        {"scope", "address", "finding"},
	"config":        {"edits", "message", "finding", "guard", "opinion", "policy", "policy/condition", "relay", "scope"},
	"sessiontest":   {},
	"codetest":      {},
	"edgetest":      {},
	"edits":         {},
	"base64text":    {},

	"unmask/css":       {"unmask", "lazy"},
	"unmask/invisible": {"unmask", "lazy"},
	"unmask/markup":    {"unmask", "unmask/css", "lazy"},
	"unmask/spelling":  {"unmask", "unmask/invisible", "lazy"},
	"unmask/decode":    {"unmask", "unmask/invisible", "unmask/spelling", "lazy"},
	"unmask/codes":     {"unmask", "lazy"},
	"flow/files":       {"flow"},
	"memory/sqlite":    {"memory"},
	"policy/condition": {"cel", "message", "finding", "policy"},
}

// pure packages may not touch the world: no files, network, processes, logs,
// locks or clock.
var (
	pure      = []string{"message", "unmask", "unmask/css", "unmask/invisible", "unmask/markup", "unmask/spelling", "unmask/decode", "unmask/codes", "finding", "intent", "intent/sole", "intent/abroad", "semantic", "address", "shell", "manifest", "launch", "edits", "secret", "vault", "flow", "urge", "stego", "drift", "detect", "memory", "scope", "schema", "oauth", "policy"}
	worldly   = []string{"os", "net", "os/exec", "log", "log/slog", "sync", "sync/atomic", "time", "syscall", "io/ioutil", "context", "math/rand", "math/rand/v2"}
	forbidden = []string{"util", "utils", "common", "helpers", "misc", "shared"}
)

// sources calls fn for every Go file of the module that is not test data.
func sources(t *testing.T, fn func(path string)) {
	t.Helper()
	count := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(path, ".go"):
			count++
			fn(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count < 20 {
		t.Fatalf("only %d source files were looked at", count)
	}
}

func TestLayers(t *testing.T) {
	fset := token.NewFileSet()
	sources(t, func(path string) {
		dir := filepath.ToSlash(filepath.Dir(path))
		pkg, internal := strings.CutPrefix(dir, "internal/")
		if slices.Contains(forbidden, filepath.Base(dir)) {
			t.Errorf("%s: the package name says nothing", dir)
		}
		if !internal || strings.HasSuffix(path, "_test.go") {
			return
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		allowed, listed := layers[pkg]
		top := pkg == "cli" || pkg == "demo" || strings.HasPrefix(pkg, "cli/")
		if !listed && !top {
			t.Errorf("%s: the package is not in the table of layers", dir)
		}
		for _, im := range f.Imports {
			name, _ := strconv.Unquote(im.Path.Value)
			if own, ok := strings.CutPrefix(name, module); ok && listed && !slices.Contains(allowed, own) {
				t.Errorf("%s imports %s, which its layer may not", path, own)
			}
			if slices.Contains(pure, pkg) && slices.Contains(worldly, name) {
				t.Errorf("%s is in a pure package and imports %s", path, name)
			}
			if name == "C" {
				t.Errorf("%s uses cgo", path)
			}
		}
	})
}

// maxFileLines and maxFuncLines keep the house readable.
const (
	maxFileLines = 500
	maxFuncLines = 60
)

func TestSizes(t *testing.T) {
	fset := token.NewFileSet()
	sources(t, func(path string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if n := fset.Position(f.FileEnd).Line; n > maxFileLines {
			t.Errorf("%s has %d lines, more than %d", path, n, maxFileLines)
		}
		for _, fn := range functions(f) {
			if n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1; n > maxFuncLines {
				t.Errorf("%s: %s has %d lines, more than %d", path, fn.Name.Name, n, maxFuncLines)
			}
			if fn.Name.Name == "init" && fn.Recv == nil {
				t.Errorf("%s has an init function", path)
			}
		}
	})
}

func functions(f *ast.File) []*ast.FuncDecl {
	var all []*ast.FuncDecl
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			all = append(all, fn)
		}
	}
	return all
}
