package shell

import "strings"

// destroyerOf returns who knows the commands that can destroy things.
func destroyerOf(name string) func(*parser, *call) Stream {
	switch name {
	case "rm", "rmdir", "unlink", "srm", "trash":
		return (*parser).remove
	case "shred", "wipe", "wipefs", "blkdiscard", "sfdisk", "sgdisk", "parted", "hdparm", "badblocks", "mkswap", "cryptsetup", "nwipe", "sdelete", "fsutil":
		return (*parser).wipe
	case "truncate":
		return (*parser).truncate
	case "diskutil", "tmutil":
		return (*parser).disksOfMac
	case "alias":
		return (*parser).alias
	case "chmod", "chown", "chgrp", "chattr", "setfacl":
		return (*parser).permissions
	case "git", "hg":
		return (*parser).git
	case "kill", "killall", "pkill":
		return (*parser).kill
	case "shutdown", "reboot", "poweroff", "halt", "init", "telinit":
		return (*parser).shutdown
	case "del", "erase", "rd", "remove-item", "ri":
		return (*parser).deleteWindows
	case "format", "format-volume", "clear-disk", "diskpart", "cipher", "initialize-disk", "remove-partition":
		return (*parser).formatWindows
	case "terraform", "tofu", "pulumi", "helm", "mysql", "psql", "sqlite3", "mongosh", "mongo", "redis-cli", "dropdb", "zfs", "zpool", "lvremove", "vgremove", "btrfs":
		return (*parser).service
	}
	if strings.HasPrefix(name, "mkfs") || name == "mke2fs" || name == "newfs" || name == "mkntfs" {
		return (*parser).wipe
	}
	return nil
}

// disksOfMac is what erases disks and what backups are made from on a Mac.
func (p *parser) disksOfMac(k *call) Stream {
	for _, a := range k.args {
		switch strings.ToLower(a.text) {
		case "erasedisk", "erasevolume", "partitiondisk", "zerodisk", "randomdisk", "secureerase", "deletecontainer":
			p.report(Destruction, Worst, "it writes over a disk", k.start, k.end)
		case "deletelocalsnapshots", "disable", "delete", "removedestination":
			if k.name == "tmutil" {
				p.report(Destruction, Bad, "it takes away backups", k.start, k.end)
			}
		}
	}
	return Stream{}
}

// alias judges what names stand for from now on.
func (p *parser) alias(k *call) Stream {
	for _, a := range k.args {
		if _, v, ok := strings.Cut(a.text, "="); ok {
			p.nested(v, Stream{}, k.start, k.end)
		}
	}
	return Stream{}
}

// service is the tools of databases and clouds that drop things whole.
func (p *parser) service(k *call) Stream {
	all := strings.ToLower(join(k.args).text)
	p.shows(k)
	switch {
	case (k.name == "terraform" || k.name == "tofu") && has(k.args, "destroy") && strings.Contains(all, "-auto-approve"),
		k.name == "pulumi" && has(k.args, "destroy") && has(k.args, "--yes", "-y"),
		k.name == "redis-cli" && (strings.Contains(all, "flushall") || strings.Contains(all, "flushdb")),
		strings.Contains(all, "drop database"), strings.Contains(all, "dropdatabase("), k.name == "zpool" && has(k.args, "destroy"),
		k.name == "zfs" && has(k.args, "destroy") && flag(k.args, 'r', ""):
		p.report(Destruction, Watch, "it destroys a database, a volume or an environment as a whole", k.start, k.end)
	}
	return Stream{}
}

// remove is rm.
func (p *parser) remove(k *call) Stream {
	recursive := flag(k.args, 'r', "--recursive") || flag(k.args, 'R', "")
	force := flag(k.args, 'f', "--force")
	if has(k.args, "--no-preserve-root") {
		p.report(Destruction, Worst, "it deletes everything there is", k.start, k.end)
	}
	for _, a := range k.paths() {
		pl := placeOf(a.text)
		if t := strings.TrimPrefix(a.text, "./"); t == "*" || t == "." || t == "" {
			pl = placeOf(p.vars[" cwd"].text)
		}
		switch {
		case (recursive || strings.HasSuffix(a.text, "*")) && pl&rootOf != 0 && a.text != "/home/user":
			p.report(Destruction, Worst, "it deletes everything below a root, home or system folder", k.start, k.end)
		case recursive && personal(a.text):
			p.report(Destruction, Watch, "it deletes a folder of somebody's own things", k.start, k.end)
		case pl&logFile != 0 || isAudit(a.text):
			p.report(Evasion, map[bool]Level{true: Bad, false: Watch}[recentLog(a.text)], "it deletes a log", k.start, k.end)
		case recursive && pl&(keysFile|startup|accounts) != 0 || recursive && placeOf(a.text)&privateKey != 0:
			p.report(Destruction, Bad, "it deletes what the system or its owner logs in or starts with", k.start, k.end)
		case recursive && force && pl&system != 0 && strings.Count(strings.Trim(a.text, "/"), "/") == 1 && !strings.HasPrefix(a.text, "/var/") && !strings.HasPrefix(a.text, "/opt/") && !strings.HasPrefix(a.text, "/etc/"):
			p.report(Destruction, Bad, "it deletes a system folder", k.start, k.end)
		case pl&accounts != 0:
			p.report(Destruction, Bad, "it deletes the accounts of this machine", k.start, k.end)
		}
	}
	return Stream{}
}

// personal reports whether a path is one of the folders that people keep their
// things in, as a whole.
func personal(path string) bool {
	rest, home := fromHome(path)
	switch strings.ToLower(strings.Trim(strings.TrimSuffix(rest, "*"), "/")) {
	case "documents", "desktop", "pictures", "downloads", "music", "movies", "videos", "projects", "work", "dropbox", "onedrive":
		return home
	}
	return path == "/srv" || path == "/var/www" || path == "/var/www/html" || path == "/var/lib/mysql" || path == "/var/lib/postgresql" || path == "/backup" || path == "/backups"
}

// recentLog reports whether a log is one that tells who did what.
func recentLog(path string) bool {
	for _, w := range [...]string{"auth", "secure", "audit", "syslog", "messages", "wtmp", "btmp", "lastlog", "utmp", "kern", "journal", "agent", "security", "_history"} {
		if strings.Contains(strings.ToLower(path), w) {
			return true
		}
	}
	return path == "/var/log" || path == "/var/log/" || path == "/var/log/*"
}

// wipe is what writes over disks and files.
func (p *parser) wipe(k *call) Stream {
	if has(k.args, "-l", "--list", "-p", "--print", "print", "--help", "--version", "-V", "-h", "--no-act") || has(k.args, "-n") && (k.name == "sfdisk" || k.name == "wipefs") || k.name == "fsutil" && !has(k.args, "deletejournal", "setzerodata") {
		return Stream{}
	}
	if k.name == "hdparm" && !strings.Contains(join(k.args).text, "erase") || k.name == "cryptsetup" && !has(k.args, "luksFormat", "erase", "luksErase") ||
		k.name == "parted" && !has(k.args, "mklabel", "rm", "mktable") || k.name == "badblocks" && !flag(k.args, 'w', "") || k.name == "mkswap" || k.name == "sgdisk" && !has(k.args, "-Z", "--zap-all", "-o") {
		return Stream{}
	}
	for _, a := range k.paths() {
		switch pl := placeOf(a.text); {
		case strings.Contains(a.text, "/dev/sdX") || strings.Contains(a.text, "/dev/sdY") || strings.Contains(a.text, "/dev/nvmeX") || strings.Contains(a.text, "path/to"):
			p.report(Destruction, Watch, "it wipes a disk", k.start, k.end)
		case pl&device != 0 && strings.HasPrefix(k.name, "mk"):
			p.report(Destruction, Worst, "it makes a new file system over what is there", k.start, k.end)
		case pl&device != 0:
			p.report(Destruction, Worst, "it wipes a disk", k.start, k.end)
		case pl&logFile != 0 || recentLog(a.text):
			p.report(Evasion, Bad, "it wipes a log", k.start, k.end)
		case pl&tempDir != 0 && pl&rootOf == 0:
			// what was meant to go
		case pl&(system|rootOf) != 0 || pl&privateKey != 0:
			p.report(Destruction, Bad, "it wipes files of the system or its owner", k.start, k.end)
		case k.name == "shred" || k.name == "srm" || k.name == "wipe" || k.name == "sdelete":
			p.report(Destruction, Watch, "it wipes files so that nobody can restore them", k.start, k.end)
		}
	}
	return Stream{}
}

func (p *parser) truncate(k *call) Stream {
	for _, a := range k.paths() {
		if pl := placeOf(a.text); pl&logFile != 0 || isAudit(a.text) {
			p.report(Evasion, map[bool]Level{true: Bad, false: Watch}[recentLog(a.text)], "it empties a log", k.start, k.end)
		} else if pl&device != 0 {
			p.report(Destruction, Worst, "it writes over a disk", k.start, k.end)
		} else if pl&(system|accounts|rootOf) != 0 || pl&privateKey != 0 {
			p.report(Destruction, Bad, "it empties a file of the system or its owner", k.start, k.end)
		}
	}
	return Stream{}
}

// permissions is chmod and its kind.
func (p *parser) permissions(k *call) Stream {
	paths := k.paths()
	if len(paths) == 0 {
		return Stream{}
	}
	recursive := flag(k.args, 'R', "--recursive") || flag(k.args, 'r', "")
	mode := paths[0].text
	open := k.name == "chmod" && (strings.HasSuffix(mode, "777") || mode == "a+rwx" || mode == "ugo+rwx" || mode == "o+w" || mode == "a+w" || strings.HasSuffix(mode, "666"))
	for _, a := range paths[1:] {
		pl := placeOf(a.text)
		switch {
		case k.name == "chattr":
		case recursive && pl&rootOf != 0 && (open || k.name != "chmod" || mode == "000" || mode == "0"):
			p.report(Destruction, Worst, "it changes who may touch everything below a root, home or system folder", k.start, k.end)
		case open && (pl&(accounts|keysFile|startup) != 0 || pl&privateKey != 0):
			p.report(Misuse, Bad, "it lets everybody change what decides about logins or start-up", k.start, k.end)
		case open && recursive && pl&system != 0:
			p.report(Misuse, Bad, "it lets everybody change a system folder", k.start, k.end)
		case open && recursive:
			p.report(Misuse, Watch, "it lets everybody change a whole folder", k.start, k.end)
		case k.name == "chmod" && setuid(mode) && (inBinDir(a.text) || pl&tempDir != 0 || shells()[baseName(a.text)]):
			p.report(Misuse, Bad, "it makes a program run with its owner's rights", k.start, k.end)
		case k.name != "chmod" && k.name != "chattr" && pl&accounts != 0:
			p.report(Misuse, Bad, "it changes who owns the accounts of this machine", k.start, k.end)
		}
	}
	return Stream{}
}

// setuid reports whether a mode has the bit that runs a program as its owner.
func setuid(mode string) bool {
	return strings.Contains(mode, "+s") || len(mode) == 4 && (mode[0] == '4' || mode[0] == '6') && strings.Trim(mode, "01234567") == ""
}

// git is what git and hg can take away or bring along.
func (p *parser) git(k *call) Stream {
	for i, a := range k.args {
		if strings.HasPrefix(a.text, "ext::") {
			cmd := strings.TrimPrefix(a.text, "ext::")
			p.nested(cmd, Stream{}, k.start, k.end)
			p.report(Misuse, Bad, "it gives git an address that runs a command", k.start, k.end)
		}
		if has(k.args, "config") && p.gitRuns(k, i) {
			p.report(Persistence, Watch, "it has git run a program", k.start, k.end)
		}
	}
	if has(k.args, "push") && (has(k.args, "--force", "--mirror") || flag(k.args, 'f', "")) && (has(k.args, "main", "master", "--all", "--mirror", "production", "release") || len(k.paths()) <= 1) ||
		has(k.args, "filter-branch") && has(k.args, "--all") || has(k.args, "push") && (has(k.args, "--delete", "-d", ":main", ":master") && has(k.args, "main", "master", ":main", ":master")) {
		p.report(Destruction, Watch, "it writes over a shared history", k.start, k.end)
	}
	return Stream{}
}

// gitRuns reports whether the setting of git at i names a program that is not a
// project's own. Hooks within a project, and ssh with options, are ordinary.
func (p *parser) gitRuns(k *call, i int) bool {
	value := ""
	if i+1 < len(k.args) {
		value = k.args[i+1].text
	}
	switch strings.ToLower(k.args[i].text) {
	case "core.sshcommand":
		return value != "" && value != "ssh" && !strings.HasPrefix(value, "ssh ")
	case "core.fsmonitor":
		return value != "" && value != "true" && value != "false"
	case "core.hookspath":
		return value != "" && value != "/dev/null" && (has(k.args, "--global", "--system") || placeOf(value)&tempDir != 0 || strings.HasPrefix(value, "/"))
	}
	return false
}

func (p *parser) kill(k *call) Stream {
	if k.name == "kill" && has(k.args, "-1") && (has(k.args, "-9", "-KILL", "-SIGKILL") || len(k.args) == 1) {
		p.report(Destruction, Bad, "it ends every process", k.start, k.end)
	}
	for _, a := range k.paths() {
		switch strings.ToLower(a.text) {
		case "auditd", "rsyslogd", "syslogd", "clamd", "falcon-sensor", "ossec", "wazuh-agentd", "sysmon", "falco", "osqueryd", "crowdsec", "fail2ban", "mcp-watchdog":
			p.report(Evasion, Bad, "it ends a program that watches over this machine", k.start, k.end)
		}
	}
	return Stream{}
}

func (p *parser) shutdown(k *call) Stream {
	if (k.name == "init" || k.name == "telinit") && !has(k.args, "0", "6") || has(k.args, "-c", "--help", "/a") {
		return Stream{}
	}
	p.report(Destruction, Watch, "it switches the machine off", k.start, k.end)
	return Stream{}
}

// deleteWindows is del, rd and Remove-Item.
func (p *parser) deleteWindows(k *call) Stream {
	all := strings.ToLower(join(k.args).text)
	deep := strings.Contains(all, "/s") || strings.Contains(all, "-recurse") || strings.Contains(all, "-r ") || strings.HasPrefix(all, "-r") || strings.Contains(all, " -fo")
	for _, a := range k.args {
		if strings.HasPrefix(a.text, "/") && len(a.text) < 4 {
			continue
		}
		path := strings.ReplaceAll(a.text, `\`, "/")
		if rest, ok := cutAny(path, "//?/", "//./"); ok { // the same place, said to the system itself
			path = rest
		}
		pl := placeOf(strings.TrimSuffix(path, "/*.*"))
		switch {
		case deep && pl&rootOf != 0:
			p.report(Destruction, Worst, "it deletes everything below a root, home or system folder", k.start, k.end)
		case deep && pl&system != 0:
			p.report(Destruction, Bad, "it deletes a system folder", k.start, k.end)
		case pl&logFile != 0 || strings.HasSuffix(strings.ToLower(a.text), ".evtx") || strings.Contains(strings.ToLower(a.text), "consolehost_history"):
			p.report(Evasion, Bad, "it deletes a log", k.start, k.end)
		}
	}
	return Stream{}
}

func (p *parser) formatWindows(k *call) Stream {
	all := strings.ToLower(join(k.args).text)
	switch {
	case k.name == "format" && len(all) > 1 && letter(all[0]) && all[1] == ':', k.name == "format-volume", k.name == "clear-disk", k.name == "initialize-disk", k.name == "remove-partition":
		p.report(Destruction, Worst, "it wipes a disk", k.start, k.end)
	case k.name == "cipher" && strings.Contains(all, "/w:"):
		p.report(Destruction, Bad, "it wipes what was deleted so that nobody can restore it", k.start, k.end)
	case k.name == "diskpart" && (strings.Contains(k.in.text, "clean") || strings.Contains(all, "/s")):
		p.report(Destruction, Bad, "it wipes a disk", k.start, k.end)
	}
	return Stream{}
}
