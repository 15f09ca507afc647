package detect

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/manifest"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/shell"
)

// container_manifest: a tool for clusters or containers is told to start one
// that is no wall: all rights, the machine's files, processes or engine. Whoever
// may create pods owns the nodes this way (the "bad pods" of Bishop Fox); the
// manifest comes as an object, as YAML, as JSON in a string or as the body of an
// API. What containers run is judged as commands are.

var containerManifest = &finding.Rule{
	ID: "container_manifest", Class: "command_injection", Severity: finding.High,
	Title:     "a container is given its machine",
	Catches:   "Pods, Compose services, task definitions, bodies of Docker's API and steps of a JSON Patch that ask for all rights (privileged), the machine's files (hostPath, binds), processes, network, disks or engine, for capabilities that lead out of a container, and bindings that give a cluster to everybody: as objects, YAML, or JSON in strings. A shell or an idle container with such rights is high; programs with one of them are reported as medium. What containers run is judged by the rules for commands.",
	Example:   `{"manifest":"kind: Pod\nspec:\n  hostPID: true\n  containers: [{image: alpine, securityContext: {privileged: true}}]"}`,
	Misses:    "What an image does by itself, and charts whose values are filled in elsewhere. Manifests that are written to a file are read by planted_file.",
	Exception: "Agents that watch machines, engines in containers, read-only mounts and what sets a kernel's number before a database starts stay silent. A manifest that you want: mcp-watchdog allow EVENT.",
}

// inventory is what was read of the manifests of one message.
type inventory struct {
	object bool // the arguments themselves
	texts  int  // texts that carry one
	at     message.Span
}

// maxManifests bounds the texts of one message that are read as manifests, and
// maxManifest each.
const maxManifests, maxManifest = 16, 512 << 10

// describing are the names of fields that only descriptions of containers have.
var describing = lazy.Words(`privileged hostPID hostNetwork hostIPC hostPath capabilities cap_add capAdd CapAdd Privileged HostConfig Binds binds containers initContainers ephemeralContainers
	containerDefinitions services network_mode pid_mode ipc_mode pid ipc userns_mode NetworkMode PidMode securityContext security_opt SecurityOpt volumes mounts devices roleRef networkMode pidMode hostConfig`)

// onlyDescribed reports whether a key is one of them.
func onlyDescribed(key string) bool {
	return describingEnds().may(key) && describing()[key]
}

var describingEnds = lazy.Value(func() *outlines {
	var all outlines
	for name := range describing() {
		all.add(name)
	}
	return &all
})

// outlines tells most words from those of a set by their ends and lengths.
type outlines [1 << 10 / 64]uint64

func (o *outlines) add(word string) { h := outline(word); o[h>>6] |= 1 << (h & 63) }

// may reports whether word may be one of the set; false is certain.
func (o *outlines) may(word string) bool { h := outline(word); return o[h>>6]>>(h&63)&1 != 0 }

func outline(word string) uint32 {
	if word == "" {
		return 0
	}
	return (uint32(word[0]) | uint32(word[len(word)-1])<<8 | uint32(word[len(word)/2])<<16 | uint32(len(word))<<24) * 0x9e3779b1 >> (32 - 10)
}

func detectContainerManifest(a *Argument) {
	if a.Surface != message.Argument || a.Call.Method != "tools/call" {
		return
	}
	inv := &a.runner.requests.inventory
	if a.Key {
		carrier := a.Carrier()
		if carrier == nil && inv.object || a.End-a.Start > len("containerDefinitions") || !onlyDescribed(a.Text()) || a.aboutText() {
			return
		}
		if carrier == nil {
			inv.object = true
			root, _ := message.Tree(a.runner.requests.message.Raw)
			if args := root.Get("params").Get("arguments"); args != nil {
				first := len(a.runner.found)
				a.manifests([]*manifest.Node{nodeOf(args, 0)})
				for i := first; i < len(a.runner.found); i++ { // it is about all of them, and so is what lets it through
					f := &a.runner.found[i]
					f.Pointer, f.Value = args.Pointer(), message.Span{Start: args.Start, End: args.End}
				}
			}
			return
		}
		if place := carrier.Outermost(); place != inv.at && inv.texts < maxManifests && len(carrier.Text()) <= maxManifest {
			inv.at = place
			inv.texts++
			root, _ := message.Tree([]byte(carrier.Text()))
			a.manifests([]*manifest.Node{nodeOf(root, 0)})
		}
		return
	}
	if a.Has&Colon == 0 || a.Has&(Break|Curly|Square) == 0 || a.End-a.Start < minManifest || a.End-a.Start > maxManifest || inv.texts >= maxManifests {
		return
	}
	if text := a.Text(); hasKey(text) && !a.aboutText() && looksLikeManifest(text) { // what costs least first
		inv.texts++
		a.manifests(manifest.YAML(text))
	}
}

// minManifest is the length from which a text can describe a container.
const minManifest = 16

// hasKey reports whether a text has a colon that could stand behind a key: not one
// of a URL, an assignment or a path of names.
func hasKey(text string) bool {
	for i := strings.IndexByte(text, ':'); i >= 0; {
		if i+1 == len(text) || text[i+1] != '/' && text[i+1] != ':' && text[i+1] != '=' {
			return true
		}
		if before := strings.TrimRight(text[:i], " \t\r\n"); strings.HasSuffix(before, `"`) || strings.HasSuffix(before, "'") {
			return true
		}
		next := strings.IndexByte(text[i+1:], ':')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// looksLikeManifest takes a first look at a text. Keys may be written in escapes.
func looksLikeManifest(text string) bool {
	head := text[:min(len(text), maxCounted)]
	if strings.IndexByte(head, '\\') >= 0 && (strings.Contains(head, `\u00`) || strings.Contains(head, `\x`)) {
		return true
	}
	i := 0 // each word has two pairs of letters, one behind the other
	for ; i+8 <= len(head); i += 8 {
		v := binary.LittleEndian.Uint64(stringBytes(head[i : i+8]))
		a, b, c, d := manifestPairs[pairOf(v)], manifestPairs[pairOf(v>>16)], manifestPairs[pairOf(v>>32)], manifestPairs[pairOf(v>>48)]
		if a|b|c|d != 0 && (manifestWordAt(head, i, a) || manifestWordAt(head, i+2, b) || manifestWordAt(head, i+4, c) || manifestWordAt(head, i+6, d)) {
			return true
		}
	}
	for ; i+1 < len(head); i += 2 {
		if some := manifestPairs[pairOf(uint64(head[i])|uint64(head[i+1])<<8)]; some != 0 && manifestWordAt(head, i, some) {
			return true
		}
	}
	return false
}

// manifestWords are words one of which every manifest has, and where in each stand three
// letters that few other words have.
var manifestWords = [...]struct {
	word string
	rare int
}{
	{"privileged", 2}, {"host", 0}, {"apiVersion", 2}, {"cap_add", 2}, {"apabilities", 1}, {"network", 2}, {"image", 1}, {"ontainers", 1},
	{"services", 3}, {"roleRef", 3}, {"pid", 0}, {"Binds", 0}, {"olumes", 0},
}

// manifestPairs are the words, as bits, by the pairs of letters in these three.
var manifestPairs = func() (t [1 << 10]uint16) {
	for k, w := range manifestWords {
		for i := w.rare; i < w.rare+2; i++ {
			t[pairOf(uint64(w.word[i])|uint64(w.word[i+1])<<8)] |= 1 << k
		}
	}
	return t
}()

// pairOf is where the pair in the lowest bytes of v stands among manifestPairs.
func pairOf(v uint64) uint64 { return (v<<5 ^ v>>8&0xff) & (1<<10 - 1) }

// manifestWordAt reports whether one of some words stands where its rare letters would
// begin at i, or one before.
func manifestWordAt(text string, i int, some uint16) bool {
	for ; some != 0; some &= some - 1 {
		w := &manifestWords[bits.TrailingZeros16(some)]
		for at := i - w.rare - 1; at <= i-w.rare; at++ {
			if at >= 0 && strings.HasPrefix(text[at:], w.word) {
				return true
			}
		}
	}
	return false
}

// aboutText reports whether the tool keeps, shows or looks for text, so that a
// manifest in it starts nothing.
func (a *Argument) aboutText() bool { return a.Call.says(keepers) && !a.Call.says(starters) }

// manifests judges what was read.
func (a *Argument) manifests(docs []*manifest.Node) {
	r := manifest.Judge(docs)
	for _, act := range r.Acts {
		severity := finding.Medium
		if act.Level == manifest.Bad {
			severity = finding.High
		}
		a.Report(finding.Finding{Rule: containerManifest, Severity: severity, Why: act.Why, Seen: finding.Mask(clip(act.Seen, maxSeen))})
	}
	for _, words := range r.Commands {
		line := clip(strings.TrimRight(wordsLine(words), " "), maxScript)
		if !shell.Calm(line) {
			acts := shell.Judge(line)
			for i := range acts {
				if act := &acts[i]; act.Kind == shell.DownloadRun && len(line) > longScript && !strings.Contains(line, "http://") {
					act.Level = shell.Watch // a job that installs what it works with
				}
			}
			a.new(line, acts)
		}
	}
	for _, v := range r.Variables {
		if loaders()[v[0]] && !strings.ContainsAny(v[1], "'\n") {
			a.new(v[1], shell.Judge(v[0]+"='"+v[1]+"' true"))
		}
	}
}

// longScript is the length from which a command is a program of several steps.
const longScript = 400

// maxSeen bounds what is quoted of a manifest.
const maxSeen = 200

// wordsLine writes words so that a shell reads them as they are.
func wordsLine(words []string) string {
	var line []byte
	for _, w := range words {
		line = append(appendWord(line, w), ' ')
	}
	return string(line)
}

// new reports acts under rules that nothing was reported under.
func (a *Argument) new(text string, acts []shell.Act) {
	fresh := acts[:0]
	for _, act := range acts {
		known := false
		for i := range a.runner.found {
			known = known || a.runner.found[i].Rule == ruleOf[act.Kind]
		}
		if !known {
			fresh = append(fresh, act)
		}
	}
	a.acts(text, fresh)
}

// nodeOf is a value of a message as one of a manifest.
func nodeOf(v *message.Value, depth int) *manifest.Node {
	if v == nil || depth > maxNested {
		return nil
	}
	n := &manifest.Node{Key: v.Key, Text: v.Text}
	switch v.Kind {
	case message.ObjectValue:
		n.Kind = manifest.Map
	case message.ArrayValue:
		n.Kind = manifest.List
	case message.StringValue:
		n.Quoted = true
	}
	for _, m := range v.Members {
		if inner := nodeOf(m, depth+1); inner != nil {
			n.Members = append(n.Members, inner)
		}
	}
	return n
}

// maxNested bounds how deep a manifest is read.
const maxNested = 64
