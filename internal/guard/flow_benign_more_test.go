package guard_test

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

const (
	someLock   = "golang.org/x/text v0.14.0 h1:ScX5w1eTa3QqT8oi6+ziP7dTV1S2+ALU0bI+0zXKWiQ=\ngolang.org/x/text v0.14.0/go.mod h1:18ZOQIKpY8NJVqYksKHtTdi31H5itFRjB5/qKTNYzSU=\n"
	someNpm    = `"node_modules/pager": {"version": "2.4.1", "resolved": "https://registry.example.com/pager/-/pager-2.4.1.tgz", "integrity": "sha512-7pqXb4m0OEt0f7p0Hk2uS0m1P0b8c5wQ0q5vX1w2y3z4A5B6C7D8E9F0aAbBcCdDeEfFgGhHiIjJkKlLmMnNoO=="}`
	someMIT    = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files, to deal in the Software without restriction."
	someZones  = `[{"id":"Europe/London","offset":"+00:00"},{"id":"America/Argentina/Buenos_Aires","offset":"-03:00"},{"id":"Asia/Kolkata","offset":"+05:30"}]`
	someTree   = "/home/ada/work/harbour-boats/internal/pager/pager.go\n/home/ada/work/harbour-boats/internal/pager/pager_test.go\n/home/ada/work/harbour-boats/go.mod"
	someCommit = "commit 9fceb02d0ae598e95dc970b74767f19372d61af8\nAuthor: Ada Byron <ada@example.com>\nDate:   Tue Mar 3 10:00:00 2026 +0100\n\n    pager: the page behind the last is empty\n"
	someWish   = "please make the table of prices sortable by city and keep the header visible while scrolling"
	someSVG    = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none"><path d="M4 12h16"/></svg>`
	someDSN    = "host=db.internal.example port=5432 dbname=boats sslmode=require application_name=pager"
	someSchema = `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"name":{"type":"string"},"quantity":{"type":"integer"}}}`
)

// moreSessions are those that share more than they should need: the same things
// through two servers, ids and paths everywhere, what the user said quoted again.
var moreSessions = map[string][]step{
	"one repository through two": {
		{"git", "git_log", args{"max": 1}, someCommit}, {"github", "list_commits", args{"repo": "pager"}, someCommit},
		{"git", "git_show", args{"revision": someHash}, someCommit + someCode}, {"github", "create_pull_request", args{"title": "pager: the page behind the last is empty", "body": someCommit}, "#9"}},
	"notes in files and memory": {
		{"filesystem", "read_file", args{"path": "notes.md"}, someNotes}, {"memory", "create_entities", args{"entities": []any{args{"name": "roof", "observations": []any{someNotes}}}}, "ok"},
		{"memory", "read_graph", nil, someNotes}, {"filesystem", "write_file", args{"path": "notes.md", "content": someNotes + "\nDone."}, "ok"}},
	"browser and search": {
		{"brave", "brave_web_search", args{"query": "boat show"}, "Boat show 2026, the old harbour: https://example.com/show/2026/programme?day=saturday&hall=2"},
		{"browser", "browser_navigate", args{"url": "https://example.com/show/2026/programme?day=saturday&hall=2"}, "Boat show 2026, the old harbour. Programme of Saturday in hall 2."},
		{"brave", "brave_web_search", args{"query": "Programme of Saturday in hall 2 boat show old harbour"}, "ok"}},
	"an id in four places": {
		{"linear", "get_issue", args{"id": someUUID}, "id " + someUUID}, {"db", "query", args{"sql": "select * from jobs where id = '" + someUUID + "'"}, "1 row"},
		{"sentry", "get_event", args{"event": someUUID}, "event " + someUUID}, {"slack", "send_message", args{"channel": "ops", "text": "It is job " + someUUID}, "ok"}},
	"time zones": {
		{"time", "list_timezones", nil, someZones}, {"calendar", "create_event", args{"title": "Call", "timeZone": "America/Argentina/Buenos_Aires", "start": "2026-03-09T10:00:00-03:00"}, "ok"}},
	"what the user typed, quoted": {
		{"linear", "create_issue", args{"title": "Prices", "description": "The user asks: " + someWish}, "LIN-7: The user asks: " + someWish},
		{"github", "create_issue", args{"title": "Prices", "body": "> " + someWish}, "#10"}, {"slack", "send_message", args{"channel": "web", "text": "New: " + someWish}, "ok"}},
	"paths in three servers": {
		{"filesystem", "search_files", args{"pattern": "pager"}, someTree}, {"git", "git_add", args{"files": []any{"/home/ada/work/harbour-boats/internal/pager/pager.go"}}, "ok"},
		{"lsp", "definition", args{"file": "/home/ada/work/harbour-boats/internal/pager/pager_test.go", "line": 7}, "ok"},
		{"shell", "run_command", args{"command": "go test /home/ada/work/harbour-boats/internal/pager/pager_test.go"}, "ok"}},
	"lockfile":                  {{"filesystem", "read_file", args{"path": "go.sum"}, someLock}, {"github", "create_or_update_file", args{"path": "go.sum", "content": someLock, "message": "sums", "branch": "x"}, "ok"}},
	"integrity of a package":    {{"npm", "view", args{"name": "pager"}, someNpm}, {"filesystem", "edit_file", args{"path": "package-lock.json", "edits": []any{args{"oldText": "{}", "newText": someNpm}}}, "ok"}},
	"a licence":                 {{"github", "get_license", nil, someMIT}, {"filesystem", "write_file", args{"path": "LICENSE", "content": someMIT}, "ok"}, {"github-work", "push_files", args{"files": []any{args{"path": "LICENSE", "content": someMIT}}}, "ok"}},
	"a licence in a gist":       {{"filesystem", "read_file", args{"path": "LICENSE"}, someMIT}, {"github", "create_gist", args{"public": true, "files": args{"LICENSE": args{"content": someMIT}}}, "ok"}},
	"a picture of letters":      {{"figma", "export", nil, someSVG}, {"filesystem", "write_file", args{"path": "a.svg", "content": someSVG}, "ok"}},
	"a picture in a page":       {{"figma", "export", nil, someSVG}, {"filesystem", "write_file", args{"path": "a.css", "content": "a{background:url(data:image/svg+xml;base64," + b64(someSVG) + ")}"}, "ok"}},
	"a picture, percent":        {{"figma", "export", nil, someSVG}, {"filesystem", "write_file", args{"path": "a.css", "content": "a{background:url(\"data:image/svg+xml," + url.PathEscape(someSVG) + "\")}"}, "ok"}},
	"settings of a database":    {{"files", "read_file", args{"path": "db.conf"}, someDSN}, {"postgres", "connect", args{"dsn": someDSN}, "ok"}},
	"a schema":                  {{"docs", "get_schema", nil, someSchema}, {"validator", "validate", args{"schema": someSchema, "document": "{}"}, "ok"}, {"filesystem", "write_file", args{"path": "s.json", "content": someSchema}, "ok"}},
	"a digest and its file":     {{"shell", "run_command", args{"command": "sha256sum a"}, hex.EncodeToString([]byte(someMIT[:32])) + "  a"}, {"github", "create_release", args{"tag": "v1", "body": "sha256: " + hex.EncodeToString([]byte(someMIT[:32]))}, "ok"}},
	"an address with a form":    {{"crm", "get_customer", args{"id": 7}, "Harbour Boats Ltd, 12 Mill Street, London SE1 7AB"}, {"maps", "geocode", args{"address": "12 Mill Street, London SE1 7AB"}, "51.5,-0.1"}},
	"directions":                {{"calendar", "list_events", nil, "Board meeting, Town Hall, 12 Mill Street, London SE1 7AB"}, {"browser", "navigate", args{"url": "https://www.google.com/maps/search/?api=1&query=Town+Hall%2C+12+Mill+Street%2C+London+SE1+7AB"}, "ok"}},
	"a query in a link":         {{"jira", "get_issue", args{"key": "BOAT-7"}, "BOAT-7 The pager asks for the page behind the last"}, {"browser", "navigate", args{"url": "https://stackoverflow.com/search?q=pager+asks+for+the+page+behind+the+last"}, "ok"}},
	"a link with a long query":  {{"slack", "get_thread", nil, "See https://grafana.example.com/d/abc?from=now-6h&to=now&var-service=harbour-boats-pager&var-cluster=eu%2Dwest"}, {"fetch", "fetch", args{"url": "https://grafana.example.com/d/abc?from=now-6h&to=now&var-service=harbour-boats-pager&var-cluster=eu%2Dwest"}, "ok"}},
	"a path, escaped in a link": {{"drive", "list_files", nil, "Offer for the old mill (final version 3).pdf"}, {"drive-web", "open", args{"url": "https://drive.example.com/Offer%20for%20the%20old%20mill%20%28final%20version%203%29.pdf"}, "ok"}},
	"a page token":              {{"github", "list_issues", nil, `{"cursor":"Y3Vyc29yOnYyOpK5MjAyNi0wMy0wOVQxMDowMDowMCswMTowMM5Ev8Qk"}`}, {"github-work", "list_issues", args{"after": "Y3Vyc29yOnYyOpK5MjAyNi0wMy0wOVQxMDowMDowMCswMTowMM5Ev8Qk"}, "ok"}},
	"a node id":                 {{"github", "get_issue", nil, `{"node_id":"` + base64.StdEncoding.EncodeToString([]byte("011:PullRequestReviewThread1234567890")) + `"}`}, {"graphql", "query", args{"query": "query($id: ID!){node(id:$id){id}}", "variables": args{"id": base64.StdEncoding.EncodeToString([]byte("011:PullRequestReviewThread1234567890"))}}, "ok"}},
	"a manifest":                {{"k8s", "get_deployment", nil, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: pager\n  namespace: harbour-boats\n"}, {"filesystem", "write_file", args{"path": "d.yaml", "content": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: pager\n  namespace: harbour-boats\n"}, "ok"}},
	"boilerplate of mails":      {{"gmail", "read_email", args{"id": "1"}, someMail + "\n\nThis message is confidential and is meant for its addressee only. If it is not for you, please delete it."}, {"outlook", "send_email", args{"to": "bob@example.com", "body": "See you.\n\nThis message is confidential and is meant for its addressee only. If it is not for you, please delete it."}, "sent"}},
	"one answer to two":         {{"gmail", "read_email", args{"id": "1"}, someMail}, {"gmail", "send_email", args{"to": "grace@example.com", "body": "Yes, keep them. > Dear Ada, we have two tickets left for the boat show on Saturday."}, "sent"}, {"calendar", "create_event", args{"title": "Boat show on Saturday", "description": "Shall I keep them for you? Grace"}, "ok"}},
	"a traceback in a ticket":   {{"sentry", "get_issue", args{"id": 7}, someTrace}, {"filesystem", "read_file", args{"path": "main.go"}, someCode}, {"linear", "create_issue", args{"title": "Crash", "description": "```\n" + someTrace + "\n```\n" + someCode}, "ok"}},
	"the same code all over":    {{"filesystem", "read_file", args{"path": "a.go"}, someCode}, {"sequential-thinking", "think", args{"thought": "The functions are:\n" + someCode}, "ok"}, {"context7", "search", args{"query": "func Area(w, h float64) float64"}, someCode}, {"e2b", "run_code", args{"code": someCode}, "ok"}},
	"rows, again":               {{"postgres", "query", args{"sql": "select * from c"}, someRows}, {"python", "run_code", args{"code": "rows = '''" + someRows + "'''\nprint(len(rows))"}, "4"}},
	"a script to run":           {{"filesystem", "read_file", args{"path": "build.sh"}, "set -e; go build ./... && go test ./... | tee build.log"}, {"shell", "run_command", args{"command": "set -e; go build ./... && go test ./... | tee build.log"}, "ok"}},
	"a translation of a page":   {{"fetch", "fetch", args{"url": "https://example.com"}, strings.Repeat(someIssue+" ", 4)}, {"deepl", "translate", args{"text": strings.Repeat(someIssue+" ", 4)}, "ok"}},
}
