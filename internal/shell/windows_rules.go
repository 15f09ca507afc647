package shell

import "strings"

// windowsHandlerOf returns who knows the programs of Windows that matter.
func windowsHandlerOf(name string) func(*parser, *call) Stream {
	switch name {
	case "certutil", "bitsadmin", "mshta", "regsvr32", "rundll32", "msiexec", "cmstp", "installutil", "wscript", "cscript", "odbcconf", "hh", "esentutl", "pcalua", "forfiles":
		return (*parser).bringsAndRuns
	case "reg", "new-itemproperty", "set-itemproperty", "schtasks", "register-scheduledtask", "new-scheduledtask", "sc", "new-service", "wmic":
		return (*parser).startsWithWindows
	case "net", "net1", "new-localuser", "add-localgroupmember", "takeown", "icacls", "cmdkey":
		return (*parser).windowsAccounts
	case "netsh", "vssadmin", "wbadmin", "bcdedit", "set-mppreference", "add-mppreference", "stop-service", "set-executionpolicy", "set-netfirewallprofile",
		"uninstall-windowsfeature", "disable-windowsoptionalfeature", "taskkill":
		return (*parser).windowsDefences
	case "procdump", "ntdsutil":
		return (*parser).windowsSecrets
	}
	return nil
}

// bringsAndRuns is the programs of Windows that fetch or run what is elsewhere.
func (p *parser) bringsAndRuns(k *call) Stream {
	all := strings.ToLower(join(k.args).text)
	away := strings.Contains(all, "http:") || strings.Contains(all, "https:") || strings.Contains(all, "ftp:") || strings.Contains(all, `\\`) && !strings.Contains(all, `\\localhost`)
	switch k.name {
	case "certutil":
		switch {
		case strings.Contains(all, "urlcache") || strings.Contains(all, "verifyctl") && away || strings.Contains(all, "-ping") && away:
			p.report(DownloadRun, Bad, "it fetches a program with a tool that is made for certificates", k.start, k.end)
		case strings.Contains(all, "decode") && (strings.Contains(all, ".exe") || strings.Contains(all, ".dll") || strings.Contains(all, ".bat") || strings.Contains(all, ".ps1")):
			p.report(Disguise, Bad, "it decodes a program", k.start, k.end)
		}
	case "bitsadmin":
		if strings.Contains(all, "/transfer") || strings.Contains(all, "/addfile") || strings.Contains(all, "/setnotifycmdline") {
			p.report(DownloadRun, Bad, "it fetches a program with a tool that is made for updates", k.start, k.end)
		}
	case "mshta", "regsvr32", "rundll32", "cmstp", "installutil", "wscript", "cscript", "odbcconf", "hh", "msiexec":
		script := strings.Contains(all, "javascript:") || strings.Contains(all, "vbscript:") || strings.Contains(all, "scrobj")
		switch {
		case k.name == "rundll32" && strings.Contains(all, "comsvcs") && strings.Contains(all, "minidump"):
			p.report(Theft, Worst, "it writes out the memory that holds passwords", k.start, k.end)
		case away && k.name == "msiexec" && !strings.Contains(all, "http:"):
			p.report(DownloadRun, Watch, "it installs a program straight from the network", k.start, k.end)
		case away, script:
			p.report(DownloadRun, Worst, "it runs a program that stands somewhere on the network", k.start, k.end)
		}
	case "esentutl":
		if strings.Contains(all, "ntds") || strings.Contains(all, `config\sam`) {
			p.report(Theft, Worst, "it copies the accounts of this machine", k.start, k.end)
		}
	}
	return Stream{}
}

// startsWithWindows is the registry, tasks and services.
func (p *parser) startsWithWindows(k *call) Stream {
	all := strings.ToLower(join(k.args).text)
	switch k.name {
	case "reg":
		switch {
		case strings.HasPrefix(all, "save") && (strings.Contains(all, "sam") || strings.Contains(all, "security") || strings.Contains(all, "system")):
			p.report(Theft, Worst, "it copies the accounts of this machine", k.start, k.end)
		case strings.HasPrefix(all, "add") && (strings.Contains(all, `\run`) || strings.Contains(all, "winlogon") || strings.Contains(all, "image file execution")):
			p.report(Persistence, Bad, "it has a program started at every login", k.start, k.end)
		case strings.HasPrefix(all, "add") && (strings.Contains(all, "windows defender") || strings.Contains(all, "disableantispyware") || strings.Contains(all, "fdenytsconnections") || strings.Contains(all, "enablelua") || strings.Contains(all, "uselogoncredential")):
			p.report(Evasion, Bad, "it switches off what protects this machine", k.start, k.end)
		}
	case "new-itemproperty", "set-itemproperty":
		if strings.Contains(all, `\run`) {
			p.report(Persistence, Bad, "it has a program started at every login", k.start, k.end)
		}
	case "schtasks":
		if strings.Contains(all, "/create") || strings.Contains(all, "-create") {
			l := Watch
			if strings.Contains(all, "onlogon") || strings.Contains(all, "onstart") || strings.Contains(all, "system") || strings.Contains(all, "powershell") || strings.Contains(all, "temp") {
				l = Bad
			}
			p.report(Persistence, l, "it has a program started by the clock", k.start, k.end)
		}
	case "register-scheduledtask", "new-scheduledtask":
		p.report(Persistence, Watch, "it has a program started by the clock", k.start, k.end)
	case "sc", "new-service":
		switch {
		case k.name == "new-service" || strings.HasPrefix(all, "create"):
			p.report(Persistence, Bad, "it has a service started with the machine", k.start, k.end)
		case (strings.Contains(all, "stop") || strings.Contains(all, "delete") || strings.Contains(all, "disabled")) && (strings.Contains(all, "windefend") || strings.Contains(all, "sense") || strings.Contains(all, "eventlog") || strings.Contains(all, "mpssvc")):
			p.report(Evasion, Bad, "it stops a service that watches over this machine", k.start, k.end)
		}
	case "wmic":
		switch {
		case strings.Contains(all, "process call create"):
			p.report(Misuse, Bad, "it starts a program by a way that hides who did", k.start, k.end)
		case strings.Contains(all, "/format:") && strings.Contains(all, "http"):
			p.report(DownloadRun, Worst, "it runs a program that stands somewhere on the network", k.start, k.end)
		case strings.Contains(all, "shadowcopy delete"):
			p.report(Destruction, Worst, "it deletes what backups are made from", k.start, k.end)
		}
	}
	return Stream{}
}

func (p *parser) windowsAccounts(k *call) Stream {
	all := strings.ToLower(join(k.args).text)
	switch k.name {
	case "net", "net1":
		switch {
		case strings.HasPrefix(all, "user ") && strings.Contains(all, "/add"):
			p.report(Misuse, Bad, "it makes an account", k.start, k.end)
		case strings.HasPrefix(all, "localgroup") && strings.Contains(all, "/add"), strings.HasPrefix(all, "group") && strings.Contains(all, "/add"):
			p.report(Misuse, Bad, "it gives an account more rights", k.start, k.end)
		case strings.HasPrefix(all, "stop") && (strings.Contains(all, "defend") || strings.Contains(all, "eventlog") || strings.Contains(all, "mpssvc")):
			p.report(Evasion, Bad, "it stops a service that watches over this machine", k.start, k.end)
		}
	case "new-localuser":
		p.report(Misuse, Watch, "it makes an account", k.start, k.end)
	case "add-localgroupmember":
		p.report(Misuse, Bad, "it gives an account more rights", k.start, k.end)
	case "icacls":
		if strings.Contains(all, "everyone:") && strings.Contains(all, "f") && (strings.Contains(all, `c:\windows`) || strings.Contains(all, `c:\ `) || strings.HasPrefix(all, `c:\ `)) {
			p.report(Misuse, Bad, "it lets everybody change a system folder", k.start, k.end)
		}
	}
	return Stream{}
}

func (p *parser) windowsDefences(k *call) Stream {
	all := strings.ToLower(join(k.args).text)
	switch k.name {
	case "netsh":
		if strings.Contains(all, "state off") || strings.Contains(all, "opmode disable") || strings.Contains(all, "opmode=disable") {
			p.report(Evasion, Bad, "it switches the firewall off", k.start, k.end)
		}
	case "set-netfirewallprofile":
		if strings.Contains(all, "false") {
			p.report(Evasion, Bad, "it switches the firewall off", k.start, k.end)
		}
	case "vssadmin", "wbadmin":
		if strings.Contains(all, "delete") || strings.Contains(all, "resize") {
			p.report(Destruction, Worst, "it deletes what backups are made from", k.start, k.end)
		}
	case "bcdedit":
		if strings.Contains(all, "recoveryenabled") || strings.Contains(all, "ignoreallfailures") {
			p.report(Destruction, Bad, "it keeps the machine from repairing itself", k.start, k.end)
		}
	case "set-mppreference", "add-mppreference":
		if strings.Contains(all, "disable") || strings.Contains(all, "exclusion") || strings.Contains(all, "submitsamplesconsent") || strings.Contains(all, "mapsreporting") {
			p.report(Evasion, Bad, "it switches off what protects this machine", k.start, k.end)
		}
	case "stop-service", "taskkill", "uninstall-windowsfeature", "disable-windowsoptionalfeature":
		for _, w := range [...]string{"windefend", "eventlog", "mpssvc", "msmpeng", "windows-defender", "securityhealth", "mssense"} {
			if strings.Contains(all, w) {
				p.report(Evasion, Bad, "it stops a service that watches over this machine", k.start, k.end)
			}
		}
	}
	return Stream{}
}

func (p *parser) windowsSecrets(k *call) Stream {
	all := strings.ToLower(join(k.args).text)
	if strings.Contains(all, "lsass") || k.name == "ntdsutil" && strings.Contains(all, "ifm") {
		p.report(Theft, Worst, "it writes out the memory that holds passwords", k.start, k.end)
	}
	return Stream{}
}
