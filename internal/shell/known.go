package shell

import (
	"path"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

var (
	// shells read commands.
	shells = lazy.Words("sh bash zsh dash ksh mksh ash fish csh tcsh rbash pwsh powershell cmd busybox")
	// interpreters run what they are given.
	interpreters = lazy.Words(`python python2 python3 pypy pypy3 perl ruby node nodejs deno bun php lua luajit osascript tclsh rscript groovy
		jshell julia scala ghci swift irb ts-node`)
	// oddNames are commands whose names are no words of a language: where one
	// stands behind an operator, it is a command.
	oddNames = lazy.Words(`sh bash zsh dash ksh csh tcsh curl wget nc ncat netcat socat whoami uname ifconfig ipconfig netstat nslookup chmod chown chgrp
		mkdir rmdir mkfs mkfifo mknod rm cp mv ls ps dd df du sudo su ssh scp sftp rsync ftp tftp telnet python python2 python3 perl ruby node
		php lua awk gawk sed grep egrep tar gzip gunzip unzip base64 xxd openssl printenv env printf iptables ufw crontab systemctl
		journalctl useradd usermod adduser passwd chpasswd killall pkill nohup setsid lsof tcpdump nmap busybox docker kubectl npm npx pip
		pip3 apt apt-get yum apk gcc msfvenom tasklist taskkill reg netsh schtasks certutil bitsadmin mshta rundll32 regsvr32
		wmic powershell pwsh cmd wscript cscript vssadmin wevtutil icacls attrib systeminfo calc notepad mspaint xdg-open hostname arp pwd xargs eval exec echo
		phpinfo dig traceroute tracert ping getent lsb_release chroot mount umount shutdown reboot poweroff sysinfo iwr iex gci
		invoke-webrequest invoke-expression start-process get-childitem get-content awk jq xterm gdb strace vim nano ln rev tac cksum
		md5sum sha256sum nproc dmesg lscpu lsblk ip ss id net dir`)
	// wordNames are commands that are words as well.
	wordNames = lazy.Words(`open cat find make time date who last sort more less head tail at test kill watch host link install cut join split paste
		touch sleep type del copy move start set export source read wait which whereis locate file service screen top git go w
		unset alias history yes tee man users groups expand nice look write format fold column timeout command env true false view print
		mail query control script login halt strings finger apply dump batch sync wall`)
)

// isName reports whether a word is the name of a command that people know.
func isName(s string) bool {
	return oddNames()[s] || wordNames()[s] || shells()[s] || interpreters()[s]
}

// binDirs are where commands live.
var binDirs = [...]string{"/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/", "/opt/homebrew/bin/"}

// inBinDir reports whether a path names a command in a system directory.
func inBinDir(s string) bool {
	for _, d := range binDirs {
		if n, ok := strings.CutPrefix(s, d); ok {
			return n != "" && !strings.Contains(n, "/")
		}
	}
	return false
}

// baseName returns the name of a command without its folder and extension.
func baseName(s string) string {
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.ToLower(s)
	for _, ext := range [...]string{".exe", ".cmd", ".bat", ".com"} {
		s = strings.TrimSuffix(s, ext)
	}
	return s
}

// unglobbed returns the command that a pattern such as /b?n/c?t names.
func unglobbed(pattern string) string {
	dir, base := path.Split(pattern)
	if base == "" || strings.Trim(base, "?*[]") == "" && dir == "" || len(pattern) > 64 {
		return ""
	}
	if dir != "" {
		ok := false
		for _, d := range binDirs {
			m, err := path.Match(strings.TrimSuffix(dir, "/"), strings.TrimSuffix(d, "/"))
			ok = ok || m && err == nil
		}
		if !ok {
			return ""
		}
	}
	for _, n := range globTargets {
		if m, err := path.Match(base, n); m && err == nil {
			return n
		}
	}
	return ""
}

// globTargets are commands worth hiding behind a pattern, the likelier first.
var globTargets = strings.Fields(`cat nc sh bash curl wget python3 python perl ncat base64 rm dd chmod chown cp mv ls id whoami tac less more head tail
	tar ssh scp php ruby node socat telnet busybox sudo env printenv awk sed xxd`)

// unglobbedPath returns the sensitive file that a pattern names.
func unglobbedPath(pattern string) string {
	if len(pattern) > 64 || !strings.HasPrefix(pattern, "/") && !strings.HasPrefix(pattern, "~") {
		return pattern
	}
	for _, f := range [...]string{"/etc/passwd", "/etc/shadow", "~/.ssh/id_rsa", "~/.aws/credentials", "/root/.ssh/id_rsa", "/home/user/.ssh/id_rsa"} {
		if m, err := path.Match(pattern, f); m && err == nil && letters(pattern) < letters(f) {
			return f
		}
	}
	return pattern
}

func letters(s string) int {
	n := 0
	for i := range len(s) {
		if letter(s[i]) {
			n++
		}
	}
	return n
}
