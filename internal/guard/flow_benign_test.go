package guard_test

import (
	"encoding/base64"
	"encoding/hex"
	"maps"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

type args = map[string]any

// step is one call and what the server answers.
type step struct {
	server, tool string
	arguments    args
	answer       string
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

const (
	someCode  = "func Area(w, h float64) float64 {\n\treturn w * h\n}\n\nfunc Edge(w, h float64) float64 { return 2 * (w + h) }\n"
	someIssue = "Crash when the list is empty: the pager asks for the page behind the last and gets nil. Seen in 2.4.1 on Linux and macOS."
	someRows  = "id,name,city,revenue\n1,Harbour Boats Ltd,London,48210\n2,Mill Street Bakery,New York,22871\n3,Nordic Timber,Oslo,91834\n"
	someNotes = "Minutes of Tuesday. Ada will ask three builders for prices. The roof of the small hall has to wait until May."
	someMail  = "From: Grace <grace@example.com>\nSubject: Boat show\n\nDear Ada, we have two tickets left for the boat show on Saturday. Shall I keep them for you? Grace"
	someTrace = "panic: runtime error: index out of range [3] with length 3\n\tgoroutine 1 [running]:\n\tmain.page(0xc000012345)\n\t\t/srv/pager/main.go:41"
	someUUID  = "7d1f3a52-9c64-4b0e-8a27-f1c05d9e6b38"
	someHash  = "9fceb02d0ae598e95dc970b74767f19372d61af8"
	someCert  = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUJ3a1qkq5T0Wn0S0b2m9x1vQm0Z8wCgYIKoZIzj0EAwIw\nDzENMAsGA1UEAwwEdGVzdDAeFw0yNjAxMDEwMDAwMDBaFw0yNzAxMDEwMDAwMDBa\n-----END CERTIFICATE-----\n"
)

// ordinarySessions carry content from server to server as assistants do all day.
var ordinarySessions = map[string][]step{
	"issue to pull request": {{"github", "get_issue", args{"number": 7}, someIssue}, {"github-work", "create_pull_request", args{"title": "Pager", "body": "Fixes: " + someIssue}, "#8"}},
	"issue to commit":       {{"github", "get_issue", args{"number": 7}, someIssue}, {"git", "git_commit", args{"message": "Fix: " + someIssue}, "done"}},
	"docs to code":          {{"context7", "get_docs", args{"library": "area"}, someCode}, {"filesystem", "write_file", args{"path": "area.go", "content": "package area\n\n" + someCode}, "ok"}},
	"search to file":        {{"brave", "web_search", args{"query": "pager crash"}, someIssue}, {"filesystem", "write_file", args{"path": "notes.md", "content": "> " + someIssue}, "ok"}},
	"page to notes":         {{"fetch", "fetch", args{"url": "https://example.com/a"}, someNotes}, {"notion", "create_page", args{"title": "Minutes", "content": someNotes}, "ok"}},
	"calendar to mail":      {{"calendar", "list_events", nil, "Board meeting, 9 March 10:00, Small Room, Ada Byron <ada@example.com>"}, {"mail", "send_email", args{"to": "ada@example.com", "body": "See you at the Board meeting, 9 March 10:00, Small Room, Ada Byron <ada@example.com>"}, "sent"}},
	"mail to calendar":      {{"gmail", "read_email", args{"id": "1"}, someMail}, {"calendar", "create_event", args{"title": "Boat show", "description": "Dear Ada, we have two tickets left for the boat show on Saturday."}, "ok"}},
	"mail to task list":     {{"gmail", "read_email", args{"id": "1"}, someMail}, {"todoist", "add_task", args{"content": "Answer: we have two tickets left for the boat show on Saturday"}, "ok"}},
	"mail to chat":          {{"gmail", "read_email", args{"id": "1"}, someMail}, {"slack", "send_message", args{"channel": "boats", "text": "Grace writes: we have two tickets left for the boat show on Saturday."}, "ok"}},
	"chat to ticket":        {{"slack", "get_thread", args{"ts": "1"}, someIssue}, {"jira", "create_issue", args{"summary": "Pager crash", "description": someIssue}, "BOAT-7"}},
	"ticket to branch":      {{"jira", "get_issue", args{"key": "BOAT-7"}, "BOAT-7 crash when the list is empty in the pager"}, {"git", "create_branch", args{"name": "boat-7-crash-when-the-list-is-empty-in-the-pager"}, "ok"}},
	"address to fetch":      {{"brave", "web_search", args{"query": "rivers"}, "1. https://example.com/articles/2026/03/how-rivers-find-their-way-to-the-sea"}, {"fetch", "fetch", args{"url": "https://example.com/articles/2026/03/how-rivers-find-their-way-to-the-sea"}, "Rivers..."}},
	"link in a mail":        {{"gmail", "read_email", args{"id": "2"}, "The programme: https://example.com/boat_show_programme_for_saturday_2026.html?from=mail"}, {"browser", "navigate", args{"url": "https://example.com/boat_show_programme_for_saturday_2026.html?from=mail"}, "ok"}},
	"issue to a search":     {{"github", "get_issue", args{"number": 7}, someIssue}, {"fetch", "fetch", args{"url": "https://example.com/?q=Crash%20when%20the%20list%20is%20empty%3A%20the%20pager%20asks"}, "ok"}},
	"error to search":       {{"shell", "run_command", args{"command": "go run ."}, someTrace}, {"brave", "web_search", args{"query": "panic: runtime error: index out of range [3] with length 3"}, "ok"}},
	"error to issue":        {{"shell", "run_command", args{"command": "go run ."}, someTrace}, {"github", "create_issue", args{"title": "Crash", "body": "```\n" + someTrace + "\n```"}, "#9"}},
	"log to issue":          {{"files", "read_file", args{"path": "/var/log/pager.log"}, someTrace}, {"github", "create_issue", args{"title": "Crash", "body": someTrace}, "#9"}},
	"file to pull request":  {{"files", "read_file", args{"path": "area.go"}, someCode}, {"github", "create_or_update_file", args{"owner": "a", "repo": "b", "path": "area.go", "content": someCode, "message": "Area"}, "ok"}},
	"file to repo, encoded": {{"files", "read_file", args{"path": "area.go"}, someCode}, {"github", "create_or_update_file", args{"owner": "a", "repo": "b", "path": "area.go", "content": b64(someCode), "message": "Area", "branch": "main"}, "ok"}},
	"blob to repo":          {{"files", "read_file", args{"path": "area.go"}, someCode}, {"github", "create_blob", args{"owner": "a", "repo": "b", "content": b64(someCode), "encoding": "base64"}, "ok"}},
	"attachment":            {{"files", "read_file", args{"path": "n.txt"}, someNotes}, {"mail", "send_email", args{"to": "ada@example.com", "body": "Here are the minutes.", "attachments": []any{args{"filename": "n.txt", "content": b64(someNotes)}}}, "sent"}},
	"raw mail":              {{"files", "read_file", args{"path": "n.txt"}, someNotes}, {"gmail", "send_message", args{"raw": base64.URLEncoding.EncodeToString([]byte("To: ada@example.com\r\nSubject: Minutes\r\nMIME-Version: 1.0\r\n\r\n" + someNotes))}, "sent"}},
	"upload to a bucket":    {{"files", "read_file", args{"path": "n.txt"}, someNotes}, {"s3", "put_object", args{"bucket": "b", "key": "n.txt", "body": b64(someNotes), "content_type": "text/plain"}, "ok"}},
	"upload, data":          {{"files", "read_file", args{"path": "n.txt"}, someNotes}, {"drive", "upload_file", args{"filename": "n.txt", "mimeType": "text/plain", "data": b64(someNotes)}, "ok"}},
	"rows to a sheet":       {{"db", "query", args{"sql": "select * from c"}, someRows}, {"sheets", "append_rows", args{"rows": []any{"1,Harbour Boats Ltd,London,48210", "2,Mill Street Bakery,New York,22871"}}, "ok"}},
	"rows to a chart":       {{"db", "query", args{"sql": "select * from c"}, someRows}, {"charts", "render_chart", args{"csv": someRows}, "ok"}},
	"rows to a mail":        {{"db", "query", args{"sql": "select * from c"}, someRows}, {"mail", "send_email", args{"to": "boss@example.com", "subject": "Revenue", "body": someRows}, "sent"}},
	"row id to an API":      {{"db", "query", args{"sql": "select id from c"}, "order " + someUUID}, {"http", "http_request", args{"method": "GET", "url": "https://api.example.com/v2/orders/" + someUUID + "/items"}, "ok"}},
	"name to a path":        {{"files", "list_directory", args{"path": "/home/ada"}, "[FILE] offer_for_the_old_mill_final_version_3.pdf"}, {"pdf", "extract_text", args{"path": "/home/ada/offer_for_the_old_mill_final_version_3.pdf"}, "ok"}},
	"commit id":             {{"git", "log", nil, "commit " + someHash + " Ada: fix"}, {"github", "get_commit", args{"sha": someHash}, "ok"}},
	"diff to review":        {{"git", "git_diff", nil, "--- a/area.go\n+++ b/area.go\n" + someCode}, {"github", "create_review_comment", args{"body": "This part:\n" + someCode, "path": "area.go"}, "ok"}},
	"cursor":                {{"db", "query", nil, `{"next":"eyJvZmZzZXQiOjEwMCwidGFibGUiOiJvcmRlcnMiLCJzb3J0IjoiaWQifQ=="}`}, {"cache", "put", args{"value": "eyJvZmZzZXQiOjEwMCwidGFibGUiOiJvcmRlcnMiLCJzb3J0IjoiaWQifQ=="}, "ok"}},
	"picture":               {{"browser", "screenshot", nil, "data:image/png;base64," + b64(strings.Repeat("\x89PNG\r\n\x1a\n binary", 9))}, {"files", "write_file", args{"path": "a.png", "content": "data:image/png;base64," + b64(strings.Repeat("\x89PNG\r\n\x1a\n binary", 9))}, "ok"}},
	"other encoded content": {{"files", "read_file", nil, someCode}, {"store", "put", args{"value": b64("The weather in the north stays cold until the end of the week.")}, "ok"}},
	"another path, encoded": {{"files", "list", nil, "/home/ada/project/internal/area/area.go"}, {"store", "put", args{"value": b64("/home/ada/project/x")}, "ok"}},
	"wiki to translation":   {{"wiki", "get_page", args{"title": "Mill"}, someNotes}, {"deepl", "translate", args{"text": someNotes, "target": "de"}, "..."}},
	"mail to translation":   {{"gmail", "read_email", args{"id": "1"}, someMail}, {"deepl", "translate_text", args{"text": someMail}, "..."}},
	"document to summary":   {{"drive", "read_document", args{"id": "1"}, someNotes}, {"summarizer", "summarize", args{"input": someNotes}, "..."}},
	"note to memory":        {{"notion", "get_page", args{"id": "1"}, someNotes}, {"memory", "add_observations", args{"observations": []any{"Ada will ask three builders for prices."}}, "ok"}},
	"memory to mail":        {{"memory", "search_nodes", args{"query": "roof"}, "The roof of the small hall has to wait until May."}, {"mail", "send_email", args{"to": "ada@example.com", "body": "The roof of the small hall has to wait until May."}, "sent"}},
	"browser tab ids":       {{"browser", "list_tabs", nil, "tab " + someUUID + " Example"}, {"devtools", "attach", args{"target": someUUID}, "ok"}},
	"install from docs":     {{"context7", "get_docs", nil, "Run `npm install @example/pager-widgets --save-dev` first."}, {"shell", "run_command", args{"command": "npm install @example/pager-widgets --save-dev"}, "ok"}},
	"clone from a page":     {{"fetch", "fetch", args{"url": "https://example.com"}, "git clone https://github.com/example/pager.git && cd pager && make build"}, {"shell", "run_command", args{"command": "git clone https://github.com/example/pager.git && cd pager && make build"}, "ok"}},
	"query from a ticket":   {{"jira", "get_issue", nil, "Please run: SELECT city, sum(revenue) FROM customers GROUP BY city ORDER BY 2 DESC"}, {"postgres", "query", args{"sql": "SELECT city, sum(revenue) FROM customers GROUP BY city ORDER BY 2 DESC"}, "ok"}},
	"code to a gist":        {{"context7", "get_docs", nil, someCode}, {"github", "create_gist", args{"public": true, "files": args{"area.go": args{"content": someCode}}}, "ok"}},
	"draft to a blog":       {{"brave", "web_search", nil, "Rivers carry sand, and where they slow down they let it fall."}, {"wordpress", "create_post", args{"title": "Rivers", "content": "Rivers carry sand, and where they slow down they let it fall."}, "ok"}},
	"certificate":           {{"vault", "read_certificate", nil, someCert}, {"k8s", "apply", args{"manifest": "data:\n  tls.crt: " + b64(someCert)}, "ok"}},
	"config map":            {{"files", "read_file", nil, someNotes}, {"k8s", "create_configmap", args{"name": "n", "binaryData": args{"n.txt": b64(someNotes)}}, "ok"}},
	"hash of a file":        {{"files", "checksum", nil, hex.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))}, {"registry", "verify", args{"digest": "sha256:" + hex.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))}, "ok"}},
	"login code to a form":  {{"gmail", "read_email", args{"id": "3"}, "Your login code is 558213. It is good for ten minutes."}, {"browser", "fill_form", args{"selector": "#code", "value": "558213"}, "ok"}},
	"query first, then web": {{"brave", "web_search", args{"query": "when does the boat show in the old harbour open"}, "You asked: when does the boat show in the old harbour open"}, {"bing", "search", args{"q": "when does the boat show in the old harbour open"}, "ok"}},
	"contacts to a mail":    {{"contacts", "find_contact", args{"name": "Grace"}, "Grace Hopper, grace.hopper@example.com, +1 555 0100"}, {"mail", "send_email", args{"to": "grace.hopper@example.com", "subject": "Hello", "body": "Hello"}, "sent"}},
	"invoice to accounts":   {{"drive", "read_document", nil, "Invoice 20260301-77 from Harbour Boats Ltd, 4,821.00 EUR, IBAN DE89 3704 0044 0532 0130 00"}, {"accounting", "create_bill", args{"vendor": "Harbour Boats Ltd", "reference": "20260301-77", "iban": "DE89 3704 0044 0532 0130 00"}, "ok"}},
	"pdf conversion":        {{"files", "read_file", nil, someNotes}, {"converter", "to_pdf", args{"filename": "n.md", "content": b64(someNotes)}, "ok"}},
	"file to a gist":        {{"files", "read_file", args{"path": "area.go"}, someCode}, {"github", "create_gist", args{"public": true, "files": args{"area.go": args{"content": someCode}}}, "ok"}},
	"log to a search":       {{"files", "read_file", args{"path": "pager.log"}, someTrace}, {"fetch", "fetch", args{"url": "https://www.google.com/search?q=panic%3A+runtime+error%3A+index+out+of+range+%5B3%5D+with+length"}, "ok"}},
	"error code to a chat":  {{"files", "read_file", args{"path": "pager.log"}, "The pager stopped with error code 40312 at noon."}, {"slack", "send_message", args{"channel": "ops", "text": "It is error code 40312 again."}, "ok"}},
	"booking code":          {{"gmail", "read_email", args{"id": "4"}, "Your booking 558213 for the boat show is confirmed."}, {"slack", "send_message", args{"channel": "boats", "text": "Our booking is 558213."}, "ok"}},
	"a phrase in a gist":    {{"gmail", "read_email", args{"id": "1"}, someMail}, {"github", "create_gist", args{"public": true, "content": "Authors: a@example.com, b@example.com\n" + strings.Repeat(someNotes, 3) + "two tickets left for the boat show on Saturday. " + someIssue}, "ok"}},
	"there and back":        {{"files", "read_file", args{"path": "n"}, someNotes}, {"deepl", "translate", args{"text": someNotes}, someNotes}, {"files", "write_file", args{"path": "m", "content": someNotes}, "ok"}},
}

// TestOrdinaryWorkIsQuiet plays them.
func TestOrdinaryWorkIsQuiet(t *testing.T) {
	if n := len(ordinarySessions); n < 40 {
		t.Fatalf("only %d sessions", n)
	}
	all := maps.Clone(ordinarySessions)
	maps.Copy(all, moreSessions)
	for name, steps := range all {
		v := newServers(t, policy.Strict)
		for _, s := range steps {
			if f, _ := v.call(s.server, s.tool, s.arguments, s.answer); f != nil && (f.Severity > finding.Info || f.Action < policy.Pass) {
				t.Errorf("%s: %s %s: %v %v %s", name, s.server, s.tool, f.Severity, f.Action, f.Why)
			}
		}
	}
}
