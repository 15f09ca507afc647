package guard_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const (
	freshTicket = `{"key":"BOAT-112","summary":"Export of invoices breaks when a customer has no VAT number","reporter":{"displayName":"Grace Hopper","emailAddress":"grace@example.com"},"description":"Steps: 1. open Invoices, 2. choose Export as CSV, 3. pick March. Expected: a file. Seen: HTTP 500, in the log 'NoneType object has no attribute strip' in export.py line 88."}`
	freshPython = "def export(invoices, out):\n    for inv in invoices:\n        vat = inv.customer.vat_number.strip()\n        out.writerow([inv.number, inv.customer.name, vat, f\"{inv.total:.2f}\"])\n    return out\n"
	freshFixed  = "def export(invoices, out):\n    for inv in invoices:\n        vat = (inv.customer.vat_number or \"\").strip()\n        out.writerow([inv.number, inv.customer.name, vat, f\"{inv.total:.2f}\"])\n    return out\n"
	freshDocs   = "## Retries\n\n`client.get(url, retries=3, backoff=0.5)` tries again on 502, 503 and 504.\n\n```python\nclient = Client(base_url=\"https://api.example.com\", timeout=10)\nfor page in client.pages(\"/v1/boats\", size=100):\n    for boat in page:\n        print(boat[\"name\"], boat[\"length_m\"])\n```\n"
	freshMail   = "From: Harbour Office <office@harbour.example>\nTo: ada@example.com\nSubject: Inspection of berth 14\n\nDear Ms Byron,\n\nthe inspection of berth 14 is on Thursday, 12 March 2026, from 09:30 to 10:15. Please have the papers of the boat and the insurance at hand. The inspector is Mr Olsen, +47 555 01 22.\n\nKind regards\nHarbour Office"
	freshRows   = "month,berths,revenue_eur\n2026-01,41,18240.50\n2026-02,44,19577.25\n2026-03,52,24110.00\n2026-04,63,29871.75\n"
	freshPage   = "Tides explained. The moon pulls the water towards it, and on the far side inertia leaves a second bulge. A place passes both within 24 hours and 50 minutes. Spring tides come with full and new moon, neap tides with the quarters."
	freshStack  = "Traceback (most recent call last):\n  File \"/srv/app/export.py\", line 88, in export\n    vat = inv.customer.vat_number.strip()\nAttributeError: 'NoneType' object has no attribute 'strip'\n"
	freshDraft  = "Release 4.2\n\n* Invoices of customers without a VAT number can be exported.\n* Berths are sorted by number, not by name.\n* The map loads twice as fast on slow lines.\n"
	freshFigma  = `{"name":"Berth card","fills":[{"color":{"r":0.11,"g":0.36,"b":0.58}}],"children":[{"type":"TEXT","characters":"Berth 14 is free until Thursday"},{"type":"RECTANGLE","cornerRadius":8}]}`
	freshOpen   = "openapi: 3.1.0\npaths:\n  /v1/berths/{number}:\n    get:\n      operationId: getBerth\n      parameters:\n        - name: number\n          in: path\n          required: true\n          schema: {type: integer, minimum: 1}\n"
)

// freshSessions are days of work in which things are carried one by one, in small
// pieces and in the forms that tools ask for.
func freshSessions() map[string][]step {
	all := map[string][]step{
		"ticket to fix to pull request": {
			{"jira", "get_issue", args{"key": "BOAT-112"}, freshTicket}, {"filesystem", "read_text_file", args{"path": "/srv/app/export.py"}, freshPython},
			{"filesystem", "edit_file", args{"path": "/srv/app/export.py", "edits": []any{args{"oldText": "vat = inv.customer.vat_number.strip()", "newText": "vat = (inv.customer.vat_number or \"\").strip()"}}}, "ok"},
			{"git", "git_diff", args{"target": "HEAD"}, "-        vat = inv.customer.vat_number.strip()\n+        vat = (inv.customer.vat_number or \"\").strip()\n"},
			{"git", "git_commit", args{"message": "BOAT-112: export of invoices of customers without a VAT number"}, "[fix 1b2c3d4]"},
			{"github", "create_pull_request", args{"title": "BOAT-112: Export of invoices breaks when a customer has no VAT number", "body": "Expected: a file. Seen: HTTP 500, in the log 'NoneType object has no attribute strip' in export.py line 88.", "head": "fix", "base": "main"}, "#77"},
			{"jira", "add_comment", args{"key": "BOAT-112", "body": "Fixed in #77: https://github.com/example/boats/pull/77"}, "ok"}},
		"docs to code to test": {
			{"context7", "get_library_docs", args{"id": "/example/client"}, freshDocs}, {"filesystem", "write_file", args{"path": "boats.py", "content": "from client import Client\n\n" + freshDocs[strings.Index(freshDocs, "client = "):strings.LastIndex(freshDocs, "```")]}, "ok"},
			{"shell", "run_command", args{"command": "python boats.py"}, "Maria 12.4\nNordic 9.8"}},
		"search to page to note": {
			{"brave", "brave_web_search", args{"query": "why are there two tides a day"}, "Tides explained https://example.com/science/tides-explained The moon pulls the water towards it"},
			{"fetch", "fetch", args{"url": "https://example.com/science/tides-explained"}, freshPage}, {"obsidian", "append_content", args{"filepath": "Tides.md", "content": "> " + freshPage + "\n\nSource: https://example.com/science/tides-explained"}, "ok"}},
		"mail to calendar to answer": {
			{"gmail", "read_email", args{"id": "18c"}, freshMail}, {"calendar", "create_event", args{"title": "Inspection of berth 14", "start": "2026-03-12T09:30:00+01:00", "end": "2026-03-12T10:15:00+01:00", "description": "Please have the papers of the boat and the insurance at hand. The inspector is Mr Olsen, +47 555 01 22."}, "ok"},
			{"gmail", "send_email", args{"to": "office@harbour.example", "subject": "Re: Inspection of berth 14", "body": "Thursday, 12 March 2026, from 09:30 to 10:15 is fine."}, "sent"}, {"todoist", "add_task", args{"content": "Papers of the boat and the insurance for Mr Olsen", "due": "2026-03-11"}, "ok"}},
		"rows to report to file": {
			{"postgres", "query", args{"sql": "select month, count(*), sum(eur) from berths group by 1"}, freshRows}, {"charts", "bar", args{"csv": freshRows, "title": "Revenue"}, "https://charts.example/c/81"},
			{"filesystem", "write_file", args{"path": "report.md", "content": "| month | berths | revenue |\n|---|---|---|\n| 2026-01 | 41 | 18240.50 |\n| 2026-02 | 44 | 19577.25 |\n"}, "ok"}, {"slack", "post_message", args{"channel": "office", "text": "Revenue in March: 24110.00 EUR from 52 berths"}, "ok"}},
		"error to search to answer": {
			{"shell", "run_command", args{"command": "python export.py"}, freshStack}, {"brave", "brave_web_search", args{"query": "AttributeError: 'NoneType' object has no attribute 'strip'"}, "Use (x or '')"},
			{"filesystem", "write_file", args{"path": "export.py", "content": freshFixed}, "ok"}},
		"notes to release": {
			{"filesystem", "read_text_file", args{"path": "CHANGES.md"}, freshDraft}, {"github", "create_release", args{"tag": "v4.2", "name": "Release 4.2", "body": freshDraft}, "ok"}, {"slack", "post_message", args{"channel": "all", "text": freshDraft}, "ok"}},
		"design to code": {
			{"figma", "get_node", args{"id": "1:2"}, freshFigma}, {"filesystem", "write_file", args{"path": "card.tsx", "content": "export const Card = () => <p style={{borderRadius: 8}}>Berth 14 is free until Thursday</p>;"}, "ok"}},
		"description of an API to code and mock": {
			{"filesystem", "read_text_file", args{"path": "openapi.yaml"}, freshOpen}, {"mock", "create_api", args{"spec": freshOpen}, "https://mock.example/a1"}, {"postman", "import_api", args{"body": freshOpen, "type": "openapi3"}, "ok"}},
		"file uploaded in base64": {
			{"filesystem", "read_text_file", args{"path": "report.csv"}, freshRows}, {"gdrive", "create_file", args{"name": "report.csv", "mimeType": "text/csv", "content": b64(freshRows)}, "ok"},
			{"confluence", "upload_attachment", args{"page": 7, "filename": "report.csv", "data": b64(freshRows)}, "ok"}},
		"a script written through the shell": {
			{"filesystem", "read_text_file", args{"path": "export.py"}, freshPython}, {"shell", "run_command", args{"command": "cat > /tmp/e.py <<'EOF'\n" + freshFixed + "EOF\npython -m py_compile /tmp/e.py"}, "ok"}},
		"a picture": {
			{"browser", "screenshot", args{"full": true}, "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x89PNG\r\n\x1a\n\x00\x01\x02", 30)))},
			{"slack", "upload_file", args{"filename": "page.png", "content": base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x89PNG\r\n\x1a\n\x00\x01\x02", 30)))}, "ok"}},
		"copied settings": {
			{"filesystem", "read_text_file", args{"path": "nginx.conf"}, "server {\n  listen 443 ssl;\n  server_name boats.example.com;\n  location / { proxy_pass http://127.0.0.1:8080; }\n}\n"},
			{"ssh", "exec", args{"command": "grep -n 'location / { proxy_pass http://127.0.0.1:8080; }' /etc/nginx/sites-enabled/boats"}, "4:"}},
		"tracing a request": {
			{"sentry", "get_issue", args{"id": "77"}, "trace_id 4bf92f3577b34da6a3ce929d0e0e4736 " + freshStack}, {"grafana", "query_loki", args{"expr": `{app="boats"} |= "4bf92f3577b34da6a3ce929d0e0e4736"`}, "2 lines"}, {"tempo", "get_trace", args{"id": "4bf92f3577b34da6a3ce929d0e0e4736"}, "ok"}},
	}
	one := func(name string, first step, server, tool, argument string, values []string) {
		steps := []step{first}
		for _, v := range values {
			steps = append(steps, step{server, tool, args{argument: v}, "ok"})
		}
		all[name] = steps
	}
	words := strings.Fields(freshPage)
	var cells, lines, ids, urls, cursors []string
	for i := range 24 {
		cells = append(cells, fmt.Sprintf("%d.%02d", 18240+i*977, i*7%100))
		ids = append(ids, fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", i*7919771, i*31, i*17, i*13, i*99991234567))
		urls = append(urls, fmt.Sprintf("https://example.com/boats/%d/photos", 4100+i))
		cursors = append(cursors, b64(fmt.Sprintf(`{"offset":%d,"table":"boats"}`, i*100)))
	}
	lines = strings.Split(freshMail, "\n")
	sentences := strings.SplitAfter(freshPage, ". ")
	one("a form filled word by word", step{"fetch", "fetch", args{"url": "https://example.com/t"}, freshPage}, "browser", "browser_type", "text", words)
	one("cells one by one", step{"postgres", "query", nil, strings.Join(cells, "\n")}, "sheets", "update_cell", "value", cells)
	one("ids one by one", step{"postgres", "query", nil, strings.Join(ids, "\n")}, "crm", "get_record", "id", ids)
	one("pages one by one", step{"brave", "brave_web_search", args{"query": "boats"}, strings.Join(urls, "\n")}, "fetch", "fetch", "url", urls)
	one("lines one by one", step{"gmail", "read_email", args{"id": "1"}, freshMail}, "editor", "insert_line", "text", lines)
	one("sentences to a translator", step{"fetch", "fetch", args{"url": "https://example.com/t"}, freshPage}, "deepl", "translate", "text", sentences)
	one("cursors", step{"search", "search", args{"q": "boats"}, strings.Join(cursors, "\n")}, "index", "next", "cursor", cursors)
	one("messages one by one", step{"slack", "get_thread", args{"ts": "1"}, strings.Join(sentences, "\n")}, "discord", "send_message", "content", sentences)
	one("tasks one by one", step{"gmail", "read_email", args{"id": "1"}, freshMail}, "todoist", "add_task", "content", lines)
	one("names of a list", step{"contacts", "list", nil, "Ada Byron ada@example.com\nGrace Hopper grace@example.com\nJean Bartik jean@example.com"}, "mail", "send_email", "to", []string{"ada@example.com", "grace@example.com", "jean@example.com"})
	return all
}

func TestFreshSessionsAreQuiet(t *testing.T) {
	for _, mode := range []policy.Mode{policy.Strict, policy.Balanced} {
		for name, steps := range freshSessions() {
			v := newServers(t, mode)
			for i, s := range steps {
				if f, on := v.call(s.server, s.tool, s.arguments, s.answer); f != nil && f.Severity > finding.Info || !on {
					t.Errorf("%s, step %d (%s %s) went on: %v, %+v", name, i, s.server, s.tool, on, f)
				}
			}
		}
	}
}
