package shell

import "strings"

// forOutput looks at loops of cmd.exe that run each line that a command puts
// out: for /f %i in ('curl example.net') do %i. low is in lower case.
func (p *parser) forOutput(low string, start, end int) {
	_, rest, _ := strings.Cut(low, "for /f")
	source, rest, ok := strings.Cut(rest, ")")
	_, do, found := strings.Cut(rest, "do ")
	if !ok || !found {
		return
	}
	do = strings.TrimLeft(do, " (@")
	for _, w := range [...]string{"call ", "start ", "cmd /c ", "cmd.exe /c ", "powershell "} {
		do = strings.TrimPrefix(do, w)
	}
	if !strings.HasPrefix(do, "%") {
		return
	}
	for _, w := range [...]string{"curl", "wget", "powershell", "nslookup", "certutil", "http://", "https://"} {
		if strings.Contains(source, w) {
			p.report(DownloadRun, Worst, "it runs what it has just fetched from the network", start, end)
			return
		}
	}
}

// indexFold is strings.Index for an ASCII word in lower case, in any case.
func indexFold(s, lower string) int {
	for i := 0; i+len(lower) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(lower)], lower) {
			return i
		}
	}
	return -1
}

// windowsTheft looks for keys, the environment and the memory of logins that a
// line of PowerShell or cmd.exe puts out or sends away. low is in lower case.
func (p *parser) windowsTheft(low string, any func(...string) bool, start, end int) {
	sends := any("-infile", "-body", "-method post", "-method put", "uploadfile", "uploadstring", "uploaddata", "curl.exe -t", "curl.exe -f", "curl -t", "curl -f")
	switch {
	case sends && any("get-childitem env:", "gci env:", "dir env:", "ls env:"):
		p.report(Theft, Worst, "it sends the environment, and the secrets in it, to another machine", start, end)
	case any("lsass") && any("minidump", "procdump", "comsvcs"):
		p.report(Theft, Worst, "it writes out the memory that holds passwords", start, end)
	case any("windows defender", "disableantispyware") && any("new-itemproperty", "set-itemproperty") && any("disable"):
		p.report(Evasion, Bad, "it switches off what protects this machine", start, end)
	}
	key := any(`\.ssh\id_`, `\.aws\credentials`, `\.kube\config`, `\login data`, `\.git-credentials`, `\.azure\`) && !any(".pub")
	folder := any(`\.ssh `, `\.ssh"`, `\.ssh'`, `\.aws `, `\.aws"`)
	switch {
	case (key || folder || any(`\login data`, `\"login data`)) && any("copy ", "robocopy ", "move ", "copy-item ") && strings.Contains(low, ` \\`):
		p.report(Theft, Worst, "it sends keys or credentials to another machine", start, end)
	case sends && (key || folder):
		p.report(Theft, Worst, "it sends keys or credentials to another machine", start, end)
	case key && (strings.HasPrefix(low, "type ") || any("& type ", "&type ", "get-content ", "gc ", "| clip", "readalltext")):
		p.report(Theft, Bad, "it reads a key, a password store or a token", start, end)
	}
}
