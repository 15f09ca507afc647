package main

import (
	"fmt"
	"math/rand/v2"
	"path"
	"strconv"
	"strings"
)

// host is what the one who calls has seen lately: it passes things on, as models do.
type host struct{ seen []string }

// maxSeen bounds the passages that are remembered.
const maxSeen = 40

// note takes a passage out of an answer.
func (h *host) note(r *rand.Rand, text string) {
	lines := strings.Split(text, "\n")
	at := r.IntN(len(lines))
	one := strings.TrimSpace(strings.Join(lines[at:min(at+3, len(lines))], "\n"))
	if len(one) < 20 || len(one) > 400 {
		return
	}
	if h.seen = append(h.seen, one); len(h.seen) > maxSeen {
		h.seen = h.seen[1:]
	}
}

// some picks one, those in front more often: people return to what they work on.
func some(r *rand.Rand, all []string) string {
	if len(all) == 0 {
		return ""
	}
	n := len(all)
	if r.IntN(3) == 0 {
		n = min(n, 40)
	}
	return all[r.IntN(n)]
}

func askFile(x *index, r *rand.Rand, _ *host) map[string]string {
	return map[string]string{"path": some(r, x.Files)}
}

func askFolder(x *index, r *rand.Rand, _ *host) map[string]string {
	return map[string]string{"path": path.Dir(some(r, x.Files))}
}

// wordOf takes a word out of a file.
func wordOf(x *index, r *rand.Rand) string {
	words := strings.FieldsFunc(x.read(some(r, x.Files)), func(c rune) bool { return (c|0x20 < 'a' || c|0x20 > 'z') })
	for range 20 {
		if len(words) == 0 {
			break
		}
		if w := words[r.IntN(len(words))]; len(w) > 4 && len(w) < 20 {
			return w
		}
	}
	return "return"
}

func askWord(x *index, r *rand.Rand, _ *host) map[string]string {
	return map[string]string{"word": wordOf(x, r)}
}

func askWords(x *index, r *rand.Rand, _ *host) map[string]string {
	return map[string]string{"query": wordOf(x, r) + " " + wordOf(x, r)}
}

func askSkip(x *index, r *rand.Rand, _ *host) map[string]string {
	n := strconv.Itoa(10 * r.IntN(max(1, len(x.Log)/10)))
	return map[string]string{"skip": n, "page": n}
}

func askCommit(x *index, r *rand.Rand, _ *host) map[string]string {
	return map[string]string{"commit": some(r, x.Log)}
}

func askRange(x *index, r *rand.Rand, _ *host) map[string]string {
	at := r.IntN(len(x.Log))
	return map[string]string{"from": x.Log[min(len(x.Log)-1, at+1+r.IntN(3))], "to": x.Log[at]}
}

func askTracked(x *index, r *rand.Rand, _ *host) map[string]string {
	files, _ := git(x.Repo, "ls-tree", "-r", "--name-only", "HEAD", ".")
	return map[string]string{"path": some(r, thin(strings.Split(strings.TrimSpace(files), "\n"), 200))}
}

func askDoc(x *index, r *rand.Rand, _ *host) map[string]string {
	if len(x.Docs) == 0 || len(x.Mans) > 0 && r.IntN(2) == 0 {
		return map[string]string{"name": some(r, x.Mans)}
	}
	return map[string]string{"name": some(r, x.Docs)}
}

func askSection(x *index, r *rand.Rand, h *host) map[string]string {
	args := askDoc(x, r, h)
	args["number"] = strconv.Itoa(r.IntN(6))
	return args
}

func askQuery(x *index, r *rand.Rand, _ *host) map[string]string {
	return map[string]string{"folder": path.Dir(some(r, x.Files)), "order": []string{"size", "name", "lines"}[r.IntN(3)], "limit": []string{"5", "20", "100"}[r.IntN(3)]}
}

func askData(x *index, r *rand.Rand, _ *host) map[string]string {
	if len(x.Data) == 0 {
		return map[string]string{"table": some(r, x.Files)}
	}
	return map[string]string{"table": some(r, x.Data)}
}

func askRows(x *index, r *rand.Rand, h *host) map[string]string {
	args := askData(x, r, h)
	args["from"] = strconv.Itoa(20 * r.IntN(5))
	return args
}

func askPage(x *index, r *rand.Rand, _ *host) map[string]string {
	from := x.Docs
	if len(from) == 0 || len(x.Pages) > 0 && r.IntN(2) == 0 {
		from = x.Pages
	}
	if len(from) == 0 {
		from = x.Files
	}
	return map[string]string{"url": site + some(r, from)}
}

func askIssue(x *index, r *rand.Rand, _ *host) map[string]string {
	return map[string]string{"number": strconv.Itoa(1 + r.IntN(len(x.Log)))}
}

func askComment(x *index, r *rand.Rand, h *host) map[string]string {
	args := askIssue(x, r, h)
	args["body"] = fmt.Sprintf("I have looked at %s: %d uses of it are left.", wordOf(x, r), r.IntN(30))
	if len(h.seen) > 0 && r.IntN(2) == 0 {
		args["body"] = "This is from the sources:\n\n" + h.seen[r.IntN(len(h.seen))]
	}
	return args
}

func askCommand(x *index, r *rand.Rand, _ *host) map[string]string {
	return map[string]string{"command": commands[r.IntN(len(commands))], "path": some(r, x.Files)}
}
