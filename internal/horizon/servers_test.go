package horizon_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// reply is what a server answers: texts, or an error.
type reply struct {
	text   string
	failed bool
	millis int
}

// call is what a client asks.
type call struct {
	tool string
	args map[string]any
}

// A kind of server: how often it is called on a working day, and what it answers.
type kind struct {
	name   string
	perDay int
	next   func(s *state) (call, reply)
}

// state is what a server has and knows; it grows.
type state struct {
	*world
	n       int // calls so far
	kept    []string
	numbers int
	tables  map[string][]string
	outage  bool
}

func js(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (s *state) chance(p float64) bool { return s.r.Float64() < p }

// heavy is a length of which few are very large.
func (s *state) heavy(mean float64) int {
	return 1 + int(mean*math.Exp(s.r.NormFloat64()*0.9)/1.5)
}

var kinds = []kind{
	{"files", 80, files}, {"issues", 35, issues}, {"mail", 40, mail}, {"calendar", 20, calendar},
	{"search", 30, search}, {"database", 45, database}, {"browser", 35, browser}, {"chat", 60, chat},
}

func files(s *state) (call, reply) {
	path := func() string {
		return fmt.Sprintf("/home/ada/%s/%s/%s.%s", pick(s.r, s.project), s.noun(), s.noun(), pick(s.r, words("go go go md py json yaml txt log")))
	}
	if len(s.kept) < 40 || s.chance(0.1) {
		s.kept = append(s.kept, path())
	}
	switch x := s.r.Float64(); {
	case x < 0.25:
		var b strings.Builder
		for range s.heavy(14) {
			fmt.Fprintf(&b, "[%s] %s.%s\n", pick(s.r, words("FILE FILE FILE DIR")), s.noun(), pick(s.r, words("go md py json")))
		}
		return call{"list_directory", map[string]any{"path": "/home/ada/" + pick(s.r, s.project) + "/" + s.noun()}}, reply{text: b.String(), millis: 3}
	case x < 0.32:
		text := strings.Join(sample(s.r, s.kept, s.r.IntN(8)), "\n")
		if text == "" {
			text = "No matches found"
		}
		return call{"search_files", map[string]any{"path": "/home/ada", "pattern": s.noun()}}, reply{text: text, millis: 40}
	}
	p := pick(s.r, s.kept)
	c := call{"read_file", map[string]any{"path": p}}
	switch {
	case s.chance(0.03):
		return c, reply{text: "Error: ENOENT: no such file or directory, open '" + p + "'", failed: true, millis: 2}
	case strings.HasSuffix(p, ".md"):
		return c, reply{text: "# " + title(s.noun()) + "\n\n" + s.prose(s.heavy(8), 0.2, 0.06) + "\n\n## " + title(s.noun()) + "\n\n" + s.prose(s.heavy(6), 0.1, 0.1), millis: 3}
	case strings.HasSuffix(p, ".json"):
		return c, reply{text: js(map[string]any{s.noun(): s.r.IntN(99), s.noun(): map[string]any{s.noun(): s.noun(), s.noun(): true}, "name": pick(s.r, s.project)}), millis: 3}
	case strings.HasSuffix(p, ".log"):
		var b strings.Builder
		for range s.heavy(25) {
			fmt.Fprintf(&b, "2026-%02d-%02d %s %s %s=%d\n", s.r.IntN(12)+1, s.r.IntN(28)+1, pick(s.r, words("INFO WARN ERROR")), s.noun(), s.noun(), s.r.IntN(1e6))
		}
		return c, reply{text: b.String(), millis: 5}
	}
	return c, reply{text: s.code(s.heavy(20)), millis: 3}
}

func issues(s *state) (call, reply) {
	repo := "ada/" + pick(s.r, s.project)
	if s.chance(0.4) {
		page := 1 + s.r.IntN(3)
		var all []any
		for range min(10+s.day/5, 30) * boolInt(!s.chance(0.06)) {
			s.numbers++
			all = append(all, map[string]any{"number": s.numbers % 400, "title": title(s.noun()) + " " + pick(s.r, verbs) + " the " + s.noun(), "state": pick(s.r, words("open closed")), "user": s.person(), "labels": sample(s.r, words("bug feature docs question"), s.r.IntN(3)), "comments": s.r.IntN(20)})
		}
		if all == nil {
			all = []any{}
		}
		return call{"list_issues", map[string]any{"repo": repo, "page": page, "state": "open"}}, reply{text: js(all), millis: 220}
	}
	var comments []any
	for range s.r.IntN(6) {
		comments = append(comments, map[string]any{"user": s.person(), "body": s.prose(s.heavy(3), 0.25, 0.01), "created_at": s.now.Format("2006-01-02T15:04:05Z")})
	}
	n := s.r.IntN(400)
	v := map[string]any{"number": n, "title": title(s.noun()) + " is " + pick(s.r, adjs), "body": s.prose(s.heavy(5), 0.15, 0.015), "html_url": fmt.Sprintf("https://github.com/%s/issues/%d", repo, n), "comments": comments, "user": s.person()}
	if s.chance(0.3) {
		v["milestone"] = s.noun()
	}
	return call{"get_issue", map[string]any{"repo": repo, "number": n}}, reply{text: js(v), millis: 180}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *state) letter() string {
	from := s.person()
	body := "Hi " + strings.Fields(s.person())[0] + ",\n\n" + s.prose(s.heavy(4), 0.35, 0.01) + "\n\n"
	if s.chance(0.25) {
		body = "Dear customer,\n\n" + s.prose(s.heavy(5), 0.2, 0.01) + "\nRead more at " + s.url() + "\nUnsubscribe: " + s.url() + "\n"
	}
	if len(s.kept) > 0 && s.chance(0.3) {
		body += "> " + strings.ReplaceAll(pick(s.r, s.kept[max(0, len(s.kept)-12):]), "\n", "\n> ") + "\n"
	}
	body += "Best,\n" + from + "\n" + s.mailbox(from) + "\n"
	s.kept = append(s.kept, body[:min(len(body), 500)])
	return "From: " + from + " <" + s.mailbox(from) + ">\nSubject: " + title(s.noun()) + " " + s.noun() + "\nDate: " + s.now.Format("Mon, 02 Jan 2006 15:04") + "\n\n" + body
}

func mail(s *state) (call, reply) {
	if s.chance(0.35) {
		var all []any
		for range 10 + s.r.IntN(10) {
			p := s.person()
			all = append(all, map[string]any{"id": fmt.Sprint(s.r.IntN(5000)), "from": p + " <" + s.mailbox(p) + ">", "subject": title(s.noun()) + " " + s.noun(), "snippet": s.prose(1, 0.3, 0.005)})
		}
		return call{"list_messages", map[string]any{"folder": pick(s.r, words("inbox inbox inbox archive")), "page": 1 + s.r.IntN(2)}}, reply{text: js(all), millis: 300}
	}
	return call{"read_message", map[string]any{"id": fmt.Sprint(s.r.IntN(5000))}}, reply{text: s.letter(), millis: 250}
}

func calendar(s *state) (call, reply) {
	day := s.now.AddDate(0, 0, s.r.IntN(14)).Format("2006-01-02")
	var all []any
	for range s.r.IntN(7) {
		e := map[string]any{"id": fmt.Sprint("ev", s.r.IntN(900)), "summary": title(s.noun()) + " " + pick(s.r, words("review meeting call planning sync")), "start": day + "T10:00:00Z", "end": day + "T11:00:00Z", "attendees": []string{s.mailbox(s.person()), s.mailbox(s.person())}}
		if s.chance(0.25) {
			e["location"] = "Room " + fmt.Sprint(s.r.IntN(30))
		}
		if s.chance(0.3) {
			e["hangoutLink"] = "https://meet.example.com/" + s.coin()
		}
		if s.chance(0.12) {
			e["description"] = s.prose(s.heavy(2), 0.2, 0)
		}
		all = append(all, e)
	}
	if all == nil {
		all = []any{}
	}
	return call{"list_events", map[string]any{"from": day, "to": day, "calendar": "primary"}}, reply{text: js(map[string]any{"events": all}), millis: 150}
}

func search(s *state) (call, reply) {
	var b strings.Builder
	for i := range 5 + s.r.IntN(5) {
		host := s.coin() + "." + pick(s.r, zones)
		fmt.Fprintf(&b, "%d. %s %s\nhttps://%s/%s\n%s\n\n", i+1, title(s.noun()), s.noun(), host, s.noun(), s.prose(2, 0.15, 0.03))
	}
	if s.chance(0.04) {
		b.Reset()
		b.WriteString("No results.")
	}
	return call{"web_search", map[string]any{"query": s.noun() + " " + s.noun(), "count": 10}}, reply{text: b.String(), millis: 600}
}

func database(s *state) (call, reply) {
	if s.tables == nil {
		s.tables = map[string][]string{}
	}
	if len(s.tables) < 6 || s.chance(0.01) {
		cols := append([]string{"id"}, sample(s.r, nouns, 4)...)
		if s.chance(0.3) {
			cols = append(cols, "note")
		}
		s.tables[s.coin()] = cols
	}
	var names []string
	for n := range s.tables {
		names = append(names, n)
	}
	sortStrings(names)
	table := pick(s.r, names)
	cols := s.tables[table]
	if s.chance(0.1) {
		var d []any
		for _, c := range cols {
			d = append(d, map[string]any{"column": c, "type": pick(s.r, words("text integer timestamp")), "nullable": s.chance(0.5)})
		}
		return call{"describe_table", map[string]any{"table": table}}, reply{text: js(d), millis: 4}
	}
	if s.chance(0.04) {
		return call{"query", map[string]any{"sql": "SELECT " + s.noun() + " FROM " + table}}, reply{text: "ERROR: column \"" + s.noun() + "\" does not exist", failed: true, millis: 3}
	}
	var rows []any
	limit := pick(s.r, []int{1, 5, 10, 50, 100, 100})
	for range min(limit, s.r.IntN(20+s.day*4)) {
		row := map[string]any{}
		for _, c := range cols {
			switch {
			case c == "id":
				row[c] = s.r.IntN(1e6)
			case c == "note":
				row[c] = s.prose(1, 0.05, 0)
			case len(c)%2 == 0:
				row[c] = s.person()
			default:
				row[c] = s.noun()
			}
		}
		rows = append(rows, row)
	}
	if rows == nil {
		rows = []any{}
	}
	return call{"query", map[string]any{"sql": fmt.Sprintf("SELECT %s FROM %s WHERE %s = '%s' LIMIT %d", strings.Join(cols, ", "), table, cols[1], s.noun(), limit)}}, reply{text: js(rows), millis: 5 + s.heavy(10)}
}

func sortStrings(a []string) {
	for i := range a {
		for k := i; k > 0 && a[k] < a[k-1]; k-- {
			a[k], a[k-1] = a[k-1], a[k]
		}
	}
}

func browser(s *state) (call, reply) {
	var b strings.Builder
	host := pick(s.r, s.domains)
	if s.chance(0.4) {
		host = s.coin() + "." + pick(s.r, zones)
	}
	fmt.Fprintf(&b, "# %s %s\n\n", title(s.noun()), s.noun())
	for range 2 + s.r.IntN(6) {
		fmt.Fprintf(&b, "%s\n\n", s.prose(s.heavy(4), 0.2, 0.02))
		if s.chance(0.5) {
			fmt.Fprintf(&b, "[%s](%s)\n\n", s.noun(), s.url())
		}
	}
	b.WriteString("Accept all cookies to continue. Sign in or create an account.\n")
	return call{"open_page", map[string]any{"url": "https://" + host + "/" + s.noun()}}, reply{text: b.String(), millis: 900}
}

func chat(s *state) (call, reply) {
	var b strings.Builder
	for range pick(s.r, []int{5, 10, 20, 20}) {
		fmt.Fprintf(&b, "[%s] %s: %s\n", s.now.Format("15:04"), strings.Fields(s.person())[0], strings.TrimSuffix(s.prose(1, 0.35, 0.01), "."))
	}
	if s.chance(0.2) {
		return call{"search_messages", map[string]any{"query": s.noun()}}, reply{text: b.String(), millis: 200}
	}
	return call{"read_channel", map[string]any{"channel": pick(s.r, words("general builds random support design")), "limit": 20}}, reply{text: b.String(), millis: 120}
}
