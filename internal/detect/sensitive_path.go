package detect

import (
	"math/bits"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// sensitive_path: a file tool is asked for the files that open doors (private
// keys, password hashes, tokens of cloud tools), or to write where something
// will be run at the next login. A path inside a project is not its business.

var sensitivePath = &finding.Rule{
	ID: "sensitive_path", Class: "path_traversal", Severity: finding.High,
	Title:     "a file that opens doors is asked for",
	Catches:   "Paths of private keys, password files, credentials of command-line tools, browsers and wallets, memory and environment of processes, devices, shares of other machines; writing to places from which programs are started. Files of system configuration and logs are reported as medium.",
	Example:   `{"path":"/home/ada/.ssh/id_ed25519"}`,
	Misses:    "Files under names of your own, and paths inside commands and prose.",
	Exception: "A server that has to read such a file can be given it under another name.",
}

// A file is a sequence of path segments that stands for something sensitive.
type sensitiveFile struct {
	segments []string
	severity finding.Severity
	rooted   bool // only at a root
	last     bool // only at the end of the path
}

// sensitiveFiles lists them by severity. ^ means at a root, $ at the end of
// the path, * any rest of a segment.
var sensitiveFiles = fileIndex(map[finding.Severity]string{
	finding.Critical: `
		^etc/shadow* ^etc/gshadow* ^etc/master.passwd ^etc/sudoers* ^etc/ssl/private ^etc/ssh/ssh_host_* ^etc/krb5.keytab
		^etc/kubernetes/admin.conf ^etc/kubernetes/pki .ssh/id_* .ssh/identity$ .aws/credentials .aws/sso .config/gcloud .azure/accessTokens.json
		.azure/msal_token_cache* .kube/config$ .docker/config.json .netrc$ _netrc$ .pgpass$ .git-credentials$ .pypirc$ .gnupg
		.password-store .vault-token$ .terraform.d/credentials* .config/gh/hosts.yml .local/share/keyrings library/keychains wallet.dat$ .bitcoin
		.ethereum/keystore .electrum .config/solana key4.db$ logins.json$ cookies.sqlite$ default/login*data default/cookies$ profile*/login*data ^proc/*/environ ^proc/*/mem$
		^var/run/secrets ^run/secrets/kubernetes.io ^var/lib/kubelet system32/config/sam system32/config/security
		system32/config/system$ repair/sam repair/system ntds.dit$ microsoft/credentials microsoft/protect  ^root/.ssh .oci/config
		.s3cfg$ .boto$ rclone.conf$ .config/op .bitwarden .lastpass
		.ssh/*.pem$ .ssh/*.key$ .ssh/*.ppk$ .ssh/*_rsa$ .ssh/*_ed25519$ .cargo/credentials* .gem/credentials$ .composer/auth.json .claude/.credentials.json$ .codex/auth.json$
		.gemini/oauth_creds.json$ .mcp-auth .config/github-copilot .config/1password .config/hub$ .config/sops/age .supabase/access-token$ .databrickscfg$ .snowsql/config$
		.config/doctl .config/hcloud .config/stripe .config/ngrok/ngrok.yml .ngrok2/ngrok.yml .fly/config.yml .terraformrc$ .huggingface/token$ .cache/huggingface/token$
		.config/heroku .wrangler/config com.vercel.cli/auth.json .vnc/passwd$ .rhosts$ .minikube/*.key cookies.binarycookies$
		default/network/cookies$ profile*/network/cookies$ user*data/local*state$ .config/*/cookies$ .config/*/network/cookies$ application*support/*/cookies$ appdata/roaming/*/cookies$
		appdata/roaming/*/network/cookies$ ^etc/letsencrypt/live/*/privkey* ^etc/letsencrypt/archive/*/privkey* ^etc/letsencrypt/accounts ^etc/wireguard/*.conf$ ^etc/networkmanager/system-connections
		^etc/rancher/k3s/k3s.yaml$ .aws/cli/cache .azure/service_principal_entries.json$ .azure/msal_* programdata/ssh/ssh_host_*_key$ ^var/db/dslocal/nodes .local/share/kwalletd
		^run/user/*/containers/auth.json$ ^run/user/*/gnupg ^run/user/*/keyring bitwarden*/data.json$ signal/config.json$ globalstorage/state.vscdb$ discord/local*storage slack/local*storage .config/mcp-watchdog/key .local/state/mcp-watchdog/key`,
	finding.High: `
		^etc/passwd* ^private/etc/passwd* ^private/etc/master.passwd ^private/var/root ^etc/security ^etc/opasswd ^proc/self ^proc/*/cmdline ^proc/*/fd ^proc/*/maps ^proc/sched_debug ^proc/net/tcp ^proc/net/arp ^proc/kcore
		^proc/1/* ^dev/sd* ^dev/mem$ ^dev/kmem$ ^dev/nvme* ^dev/vda* .bash_history$ .zsh_history$ .mysql_history$ .psql_history$ .python_history$ .node_repl_history$ .viminfo$ consolehost_history.txt$ .my.cnf$ .mylogin.cnf$ filezilla/sitemanager.xml$ filezilla/recentservers.xml$ ^dev/fd ^var/lib/docker/containers/*/config* .fish_history$ fish/fish_history$
		.ssh/authorized_keys boot.ini$ windows/win.ini windows/system.ini winnt/win.ini winnt/system.ini windows/panther winnt/repair
		windows/repair windows/system32/config ^var/run/docker.sock ^run/docker.sock .htpasswd$ web-inf/web.xml ^etc/mysql/debian.cnf`,
	finding.Medium: `
		^home/*/.npmrc$ ^users/*/.npmrc$ ^root/.npmrc$ ~/.npmrc$ .m2/settings.xml$ .gradle/gradle.properties$
		.ssh$ .aws$ .azure$ .kube$ .ssh/config$ .ssh/known_hosts$ ^etc/ssh/sshd_config .aws/config$ claude_desktop_config.json$ .cursor/mcp.json$ ^proc/version$ ^proc/cmdline$ ^proc/mounts
		^var/log/auth.log* ^var/log/secure* ^var/adm users/administrator ^var/log/mysql* ^var/log/*/access* ^var/log/*/error* ^var/mail ^var/spool/mail access.log$ access_log$ error.log$ error_log$ httpd.conf$ apache2.conf$ php.ini$
		my.cnf$ my.ini$ ^etc/apache2 ^etc/httpd ^usr/local/apache* ^etc/pure-ftpd ^etc/proftpd* ^etc/vsftpd* ^etc/ftp* ^etc/snmp ^etc/openldap ^etc/exports$
		^etc/inetd.conf ^xampp ^wamp ^winnt system32/drivers/etc/hosts windows/debug/netsetup.log ^windows/system32/inetsrv inetpub wp-config.php$ nginx*/conf/nginx.conf ^private/var/log ^private/etc
		^etc/crontab$ ^var/spool/cron ^opt/lampp ^opt/xampp ^program*files/apache* ^apache* ^var/www/logs ^etc/chrootusers pureftpd.*
		sites/default/settings.php$ ^etc/anacrontab$ ^etc/group$ ^etc/motd$ ^etc/issue$ ^etc/my.cnf ^etc/mysql ^etc/cron* ^etc/at.allow
		^etc/samba/smb.conf ^etc/redhat-release$ ^etc/lilo.conf$ ^etc/aliases$ ^var/log/vsftpd* ^var/log/xferlog* ^var/log/maillog* ^var/log/exim* ^var/log/cron*
		^var/log/lastlog$ ^var/log/wtmp* ^var/log/btmp* ^var/run/utmp$ ^var/lib/mysql ^var/lib/php* ^windows/iis* ^windows/setup* ^windows/*.log ^windows/system32/eula.txt
		^mysql/data autoexec.bat$ config.sys$ ntuser.* ^users/*/desktop.ini$ global.asa$ web-inf/classes ^boot/grub ^etc/apt/sources.list ^etc/inittab$`,
})

// runFiles are started by somebody some day: a tool must not write them.
var runFiles = fileIndex(map[finding.Severity]string{
	finding.High: `
		.config/mcp-watchdog .local/state/mcp-watchdog application*support/mcp-watchdog appdata/local/mcp-watchdog
		.ssh/authorized_keys ^etc/cron* ^var/spool/cron .git/hooks ^etc/systemd ^lib/systemd ^usr/lib/systemd .config/systemd .config/autostart
		library/launchagents library/launchdaemons ^etc/profile* ^etc/ld.so.preload ^etc/pam.d ^etc/init.d ^etc/rc.local ^etc/bash.bashrc
		programs/startup ^usr/bin ^usr/sbin ^bin ^sbin ^boot ^etc/hosts$ ^etc/resolv.conf$ ^etc/environment$ windows/system32`,
	finding.Medium: `
		.bashrc$ .zshrc$ .profile$ .bash_profile$ .zprofile$ .zshenv$ .bash_login$ .config/fish/config.fish claude_desktop_config.json$
		.cursor/mcp.json$ .vscode/mcp.json$ .vscode/tasks.json$ .gitconfig$ .npmrc$ .pip/pip.conf microsoft.powershell_profile.ps1$`,
})

// files is an index of lists. Files are found by their first segment up to a
// star, at most maxIndexed bytes of it.
type files struct {
	begin map[string][]sensitiveFile
	may   [1 << 12 / 64]uint64 // hashes of its keys: most segments have none
}

func fileIndex(lists map[finding.Severity]string) func() *files {
	return lazy.Value(func() *files { return newFileIndex(lists) })
}

func newFileIndex(lists map[finding.Severity]string) *files {
	x := &files{begin: map[string][]sensitiveFile{}}
	for severity, list := range lists {
		for _, text := range strings.Fields(strings.ToLower(list)) {
			f := sensitiveFile{severity: severity}
			text, f.rooted = strings.CutPrefix(text, "^")
			text, f.last = strings.CutSuffix(text, "$")
			f.segments = strings.Split(text, "/")
			key := indexed(f.segments[0])
			x.begin[key] = append(x.begin[key], f)
			h := beginHash(key)
			x.may[h>>6] |= 1 << (h & 63)
		}
	}
	return x
}

// beginHash hashes what files are found by, of which it takes upper and lower
// case for one.
func beginHash(segment string) uint32 {
	var g uint32
	if len(segment) >= maxIndexed {
		g = uint32(segment[0])<<16 | uint32(segment[1])<<8 | uint32(segment[2]) | 0x202020
	} else {
		for i := range len(segment) {
			g = g<<8 | uint32(segment[i]) | 0x20
		}
	}
	return gramHash(g) >> 20
}

// maxIndexed is how many bytes of a segment files are found by.
const maxIndexed = 3

// indexed is the part of a segment that files are found by.
func indexed(segment string) string { return segment[:min(len(segment), maxIndexed)] }

// sensitive returns how bad it is to read what the path names (or with an index
// of runFiles, to write it), if it is bad at all.
func sensitive(p *address.Path, index func() *files) (worst finding.Severity, found bool) {
	var buf [maxIndexed]byte
	x := index()
	for i, s := range p.Segments {
		if h := beginHash(s); x.may[h>>6]>>(h&63)&1 == 0 {
			continue
		}
		n := 0
		for ; n < min(len(s), maxIndexed); n++ {
			buf[n] = lower(s[n])
		}
		all := x.begin[string(buf[:n])]
		for k := range all {
			if f := &all[k]; (!found || f.severity > worst) && f.at(p, i) {
				worst, found = f.severity, true
			}
		}
	}
	return worst, found
}

// sensitive is sensitive for the files of the path that the argument is.
func (a *Argument) sensitive(p *address.Path) (worst finding.Severity, found bool) {
	if !a.weighed {
		a.weighed = true
		a.worst, a.secret = sensitive(p, sensitiveFiles)
	}
	return a.worst, a.secret
}

// at reports whether the file stands at segment i of the path.
func (f *sensitiveFile) at(p *address.Path, i int) bool {
	rest := p.Segments[i:]
	root := i == 0 && (p.Rooted || p.Escaped) || i == p.After && p.Steps > 1 && p.Rooted || i == 1 && p.Rooted && mountOfHost(p.Segments[0])
	if f.rooted && !root || len(rest) < len(f.segments) || f.last && len(rest) > len(f.segments) {
		return false
	}
	for k, want := range f.segments {
		if !segmentIs(rest[k], want) {
			return false
		}
	}
	return !strings.HasSuffix(rest[len(rest)-1], ".pub")
}

// mountOfHost reports whether a folder at the root is where containers see the
// root of the machine that they run on.
func mountOfHost(name string) bool {
	return name == "host" || name == "hostfs" || name == "rootfs" || name == "mnt" || name == "sysroot"
}

// segmentIs compares a segment with a pattern in lower case with at most one
// star in it. NTFS streams and dots at the end, which Windows drops, are no
// part of the name.
func segmentIs(s, pattern string) bool {
	if c := strings.IndexByte(s, ':'); c > 1 {
		s = s[:c]
	}
	s = strings.TrimRight(s, ". ")
	before, after, star := strings.Cut(pattern, "*")
	if !star {
		return len(s) == len(pattern) && equalFold(stringBytes(s), 0, pattern)
	}
	return len(s) >= len(before)+len(after) && equalFold(stringBytes(s), 0, before) && equalFold(stringBytes(s), len(s)-len(after), after)
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

func detectSensitivePath(a *Argument) {
	if a.straight() && !a.mayOpenDoors() {
		return
	}
	p, where := a.path()
	if p == nil || where == proseText {
		return
	}
	severity, found := a.sensitive(p)
	if !found && keptAtHome(p) {
		severity, found = finding.High, true
	}
	if n := len(p.Segments); n > 0 && where == pathText {
		a.folderOfKeys(p.Segments[n-1])
	}
	why := "it names a file that opens doors"
	if a.Call.Purpose()&Writes != 0 {
		if s, ok := sensitive(p, runFiles); ok && (!found || s >= severity) {
			severity, found, why = s, true, "it writes where programs are started from or look for orders"
		}
	}
	if severity == finding.High && a.checkingHook(p) {
		severity = finding.Medium
	} else if severity <= finding.Medium && found {
		why = "it names a file of the system's configuration or logs"
		if n := len(p.Segments); n > 0 && keyFolders()[p.Segments[n-1]] && p.Segments[n-1][0] == '.' && a.Call.says(packers) {
			severity, why = finding.High, "it carries a folder of keys away"
		}
	}
	switch {
	case found && severity > finding.Medium && a.lendsKey():
		severity, why = finding.Medium, "it names a file that opens doors, as a key to be used"
	case found && where == webText:
		severity, why = finding.Medium, "it asks a web server for a file that is none of its pages"
	case !found && p.Device:
		severity, found, why = finding.High, true, "it names a device, around the file system"
	case !found && p.Share && foreign(p) && a.Role()&(PathRole|URLRole) == PathRole:
		severity, found, why = finding.Medium, true, "it names a share of another machine, which gets the user's login"
	}
	if found {
		a.Report(finding.Finding{Rule: sensitivePath, Severity: severity, Why: why, Seen: finding.Mask(a.Text())})
	}
}

// mayOpenDoors reports whether a segment of a straight path begins as those begin
// that sensitive and keptAtHome ask for, or the path ends as a vault does. In one
// that is straight the segments are where they are written.
func (a *Argument) mayOpenDoors() bool {
	if a.Has&(Star|Equals|Pipe|Hash) != 0 { // marks of queries, which begin another path
		return true
	}
	rest, may := a.Text(), &doors().read
	if a.Call.Purpose()&Writes != 0 {
		may = &doors().written
	}
	begin := 0
	for i := 0; i+8 <= len(rest); i += 8 {
		for slashes := slashesIn(rest[i : i+8]); slashes != 0; slashes &= slashes - 1 {
			end := i + bits.TrailingZeros64(slashes)>>3
			if leadsToDoor(rest[begin:end], may) {
				return true
			}
			begin = end + 1
		}
	}
	for i := max(begin, len(rest)&^7); i < len(rest); i++ {
		if rest[i] == '/' {
			if leadsToDoor(rest[begin:i], may) {
				return true
			}
			begin = i + 1
		}
	}
	return leadsToDoor(rest[begin:], may)
}

// slashesIn sets the upper bit of each of eight bytes that is a slash.
func slashesIn(eight string) uint64 {
	const each, high = 0x0101010101010101, 0x8080808080808080
	x := eightOf(eight, 0) ^ '/'*each
	return ^((x&^high + ^uint64(high)) | x) & high
}

// leadsToDoor reports whether a segment begins as one of those of may does, or ends as a
// vault.
func leadsToDoor(segment string, may *[1 << 12 / 64]uint64) bool {
	h := beginHash(segment)
	return may[h>>6]>>(h&63)&1 != 0 || len(segment) > 4 && segment[len(segment)-1] == 'x' && strings.HasSuffix(segment, ".kdbx")
}

// doors are the hashes of how segments begin that detectSensitivePath could say
// something about, when the path is read and when it is written.
var doors = lazy.Value(func() *struct{ read, written [1 << 12 / 64]uint64 } {
	var d struct{ read, written [1 << 12 / 64]uint64 }
	home := newFileIndex(map[finding.Severity]string{finding.High: "~ $home ${home} %userprofile% home users root"}) // as keptAtHome has them
	for i := range d.read {
		d.read[i] = sensitiveFiles().may[i] | home.may[i]
		d.written[i] = d.read[i] | runFiles().may[i]
	}
	return &d
})

// keptAtHome reports whether a path names what a program keeps in its folder in
// somebody's home under the name of a secret: ~/.tool/credentials.json. Programs
// come and go, and this is how they keep them.
func keptAtHome(p *address.Path) bool {
	s := p.Segments
	at := 0
	if n := len(s); n > 0 && strings.HasSuffix(s[n-1], ".kdbx") { // a vault of passwords, wherever
		return true
	}
	switch {
	case len(s) > 2 && (s[0] == "~" || equalFold(stringBytes(s[0]), 0, "$home") && len(s[0]) == 5 || strings.EqualFold(s[0], "${HOME}") || strings.EqualFold(s[0], "%USERPROFILE%")):
		at = 1
	case len(s) > 3 && p.Rooted && (strings.EqualFold(s[0], "home") || strings.EqualFold(s[0], "Users")):
		at = 2
	case len(s) > 2 && p.Rooted && s[0] == "root":
		at = 1
	default:
		return false
	}
	if s[at] == "" || s[at][0] != '.' {
		return false
	}
	name := s[len(s)-1]
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		switch strings.ToLower(name[i:]) {
		case ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".ppk":
			return true
		case ".md", ".go", ".js", ".ts", ".py", ".rs", ".html", ".css", ".d", ".h", ".c", ".java", ".rb", ".lock", ".pub": // of packages that are kept there
			return false
		}
		name = name[:i]
	}
	var buf [maxWord]byte
	for word, i := nextWord(stringBytes(name), 0, &buf); word != ""; word, i = nextWord(stringBytes(name), i, &buf) {
		if secretFileWords()[word] {
			return true
		}
	}
	return false
}

// secretFileWords are words in the names of files that hold secrets.
var secretFileWords = lazy.Words(`credential credentials creds auth oauth token tokens secret secrets password passwords passwd apikey apikeys`)

// lendsKey reports whether the argument is there to name a key or a
// configuration that the tool is to use, as tools for SSH and clusters have it.
func (a *Argument) lendsKey() bool {
	if a.Call.Purpose()&Files != 0 {
		return false
	}
	var buf [maxWord]byte
	key := a.Under()
	for word, i := nextWord(key, 0, &buf); word != ""; word, i = nextWord(key, i, &buf) {
		switch word {
		case "key", "keyfile", "keypath", "identity", "kubeconfig", "credential", "credentials", "cert", "certificate", "pem", "config", "profile":
			return true
		}
	}
	return false
}

// foreign reports whether the machine of a share is not one of this network:
// it has a dot or a port in it.
func foreign(p *address.Path) bool {
	return len(p.Segments) > 1 && p.Segments[0] != "wsl.localhost" && strings.ContainsAny(p.Segments[0], ".@") && strings.TrimRight(p.Segments[0], ".") != ""
}
