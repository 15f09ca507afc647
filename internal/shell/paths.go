package shell

import (
	"path"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// place says what a path is.
type place uint16

const (
	privateKey  place = 1 << iota // keys, tokens, password stores: reading one is a theft
	someSecret                    // worth something with others: .env, history, account lists
	startup                       // run at start or login by the system
	userStartup                   // start-up files of a person's shell
	keysFile                      // says who may log in
	accounts                      // /etc/passwd, sudoers
	logFile
	rootOf // a root, home or system folder as a whole
	device
	tempDir
	system // anything in a system folder
)

// homes are what the home folder is written as.
var homes = [...]string{"~", "$HOME", "${HOME}", "%userprofile%", "$env:userprofile", "/root", "$env:home"}

// fromHome returns the path below the home folder of somebody.
func fromHome(s string) (string, bool) {
	for _, h := range homes {
		if len(s) >= len(h) && strings.EqualFold(s[:len(h)], h) && (len(s) == len(h) || s[len(h)] == '/') {
			return strings.TrimPrefix(s[len(h):], "/"), true
		}
	}
	if n := nameEnd(s, min(1, len(s))); len(s) > 1 && s[0] == '~' && n > 1 && (n == len(s) || s[n] == '/') {
		return strings.TrimPrefix(s[n:], "/"), true
	}
	for _, h := range [...]string{"/home/", "/Users/", "c:/users/"} {
		if len(s) > len(h) && strings.EqualFold(s[:len(h)], h) {
			if _, rest, ok := strings.Cut(s[len(h):], "/"); ok {
				return rest, true
			}
			return "", true
		}
	}
	if strings.HasPrefix(s, ".") && !strings.HasPrefix(s, "..") {
		return strings.TrimPrefix(s, "./"), false
	}
	return s, false
}

// placeOf says what a path is. Windows paths are read with slashes.
func placeOf(s string) place {
	if s == "" || len(s) > 512 {
		return 0
	}
	for i := strings.Index(s, unknown); i > 0 && i+1 < len(s) && letter(s[i-1]) && letter(s[i+1]); i = strings.Index(s, unknown) {
		s = s[:i] + s[i+1:] // a variable within a word has no value
	}
	s = strings.Trim(s, `'"`)
	s = cleaned(strings.ReplaceAll(s, `\`, "/"))
	low := strings.ToLower(s)
	var pl place
	rest, home := fromHome(s)
	rest = strings.ToLower(rest)
	base := low[strings.LastIndexByte(low, '/')+1:]
	pl |= secretPlace(low, base)
	switch {
	case userStart()[base] && (home || rest == base):
		pl |= userStartup
	case strings.HasSuffix(low, ".ssh/authorized_keys"), strings.HasSuffix(low, ".ssh/authorized_keys2"):
		pl |= keysFile
	}
	for _, d := range startDirs {
		if i := strings.Index(low, d); i == 0 || i > 0 && (home || d[0] != '/') {
			pl |= startup
		}
	}
	if low == "/etc/profile" || low == "/etc/bash.bashrc" || low == "/etc/environment" || low == "/etc/zshrc" || low == "/etc/zsh/zshrc" {
		pl |= startup
	}
	switch {
	case low == "/etc/passwd" || low == "/etc/group" || low == "/etc/sudoers" || strings.HasPrefix(low, "/etc/sudoers.d/") || low == "/etc/gshadow" || low == "/etc/shadow":
		pl |= accounts
	case strings.HasPrefix(low, "/var/log/") || strings.HasPrefix(low, "/var/log") && len(low) == 8 || strings.HasPrefix(low, "/var/audit/"):
		pl |= logFile
	case strings.HasPrefix(low, "/dev/sd"), strings.HasPrefix(low, "/dev/nvme"), strings.HasPrefix(low, "/dev/hd"), strings.HasPrefix(low, "/dev/vd"),
		strings.HasPrefix(low, "/dev/xvd"), strings.HasPrefix(low, "/dev/disk"), strings.HasPrefix(low, "/dev/mmcblk"), strings.HasPrefix(low, "/dev/mapper"), strings.HasPrefix(low, "//./physicaldrive"):
		pl |= device
	case strings.HasPrefix(low, "/tmp/") || strings.HasPrefix(low, "/var/tmp/") || strings.HasPrefix(low, "/dev/shm/") || strings.HasPrefix(low, "c:/windows/temp/") || strings.Contains(low, "/appdata/local/temp/"):
		pl |= tempDir
	}
	if wholeRoot(low) || home && (rest == "" || rest == "*") || low == "/home" || low == "/home/*" || low == "/users" || low == "/users/*" {
		pl |= rootOf
	}
	for _, d := range systemDirs {
		if low == d || strings.HasPrefix(low, d) && len(low) > len(d) && low[len(d)] == '/' {
			pl |= system
		}
	}
	return pl
}

// cleaned takes out /./ and // that readers trip over.
func cleaned(s string) string {
	if strings.Contains(s, "/..") && strings.HasPrefix(s, "/") {
		s = path.Clean(s)
	}
	for range 8 {
		t := strings.ReplaceAll(strings.ReplaceAll(s, "/./", "/"), "//", "/")
		if t == s {
			break
		}
		s = t
	}
	return s
}

var systemDirs = [...]string{"/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/opt", "/proc", "/sbin", "/sys", "/usr", "/var", "/system", "/library",
	"/applications", "c:/windows", "c:/program files", "c:/programdata"}

// wholeRoot reports whether a path is a root or a system folder as a whole.
func wholeRoot(s string) bool {
	s = strings.TrimSuffix(strings.TrimSuffix(s, "*"), ".")
	if len(s) > 1 {
		s = strings.TrimSuffix(s, "/")
	}
	if s == "/" || len(s) == 2 && letter(s[0]) && s[1] == ':' || s == "%systemdrive%" || s == "$env:systemdrive" || s == "%systemroot%" || s == "$env:systemroot" {
		return true
	}
	for _, d := range systemDirs {
		if s == d {
			return true
		}
	}
	return s == "/usr/lib" || s == "/usr/bin" || s == "/var/lib" || s == "/var/log" || s == "c:/windows/system32" || s == "c:/users"
}

var userStart = lazy.Words(`.bashrc .bash_profile .bash_login .profile .zshrc .zprofile .zshenv .zlogin .kshrc .cshrc .tcshrc .xinitrc .xprofile .xsessionrc
	.bash_logout .pam_environment config.fish .inputrc .vimrc .pythonrc microsoft.powershell_profile.ps1`)

// startDirs hold what is started by itself.
var startDirs = [...]string{"/etc/cron", "/var/spool/cron", "/etc/anacrontab", "/etc/init.d/", "/etc/rc.local", "/etc/rc.d/", "/etc/systemd/", "/lib/systemd/system/",
	"/usr/lib/systemd/", "/run/systemd/system/", ".config/systemd/user/", "/library/launchagents/", "/library/launchdaemons/", "library/launchagents/",
	".config/autostart/", "/etc/xdg/autostart/", "/etc/profile.d/", "/etc/ld.so.preload", "/etc/ld.so.conf", "/etc/update-motd.d/", "/etc/pam.d/", "/etc/udev/rules.d/",
	"/etc/inittab", "/etc/modules", "start menu/programs/startup/", "windows/start menu/programs/startup", ".git/hooks/", "/etc/init/", "/etc/apt/apt.conf.d/"}

// secretPlace says whether a path holds secrets. low is the path, base its
// last part, both in lower case.
func secretPlace(low, base string) place {
	if strings.HasSuffix(base, ".pub") || strings.HasSuffix(base, ".example") || strings.HasSuffix(base, ".sample") || strings.HasSuffix(base, ".template") {
		return 0
	}
	for _, s := range keyPaths {
		if strings.HasSuffix(low, s) && (len(low) == len(s) || s[0] == '/' || low[len(low)-len(s)-1] == '/') {
			return privateKey
		}
	}
	for _, s := range keyFolders {
		if i := strings.Index(low, s); i >= 0 && (i == 0 || s[0] == '/' || low[i-1] == '/') && (i+len(s) == len(low) || low[i+len(s)] == '/') {
			switch base {
			case "config", "known_hosts", "authorized_keys", "config.json":
				return someSecret
			}
			return privateKey
		}
	}
	switch {
	case strings.HasPrefix(low, "/proc/") && strings.HasSuffix(low, "/environ"):
		return privateKey
	case base == ".env" || strings.HasPrefix(base, ".env.") || strings.HasSuffix(base, "_history") && strings.HasPrefix(base, "."):
		return someSecret
	case low == "/etc/passwd", base == ".npmrc", base == ".pypirc", base == ".vault-token", base == "secrets.yml", base == "secrets.yaml",
		base == "secrets.json", base == "credentials.json", strings.HasSuffix(base, ".pem"), strings.HasSuffix(base, ".key"), strings.HasSuffix(base, ".p12"),
		strings.HasSuffix(base, ".pfx"), base == ".htpasswd", base == "wp-config.php", base == "terraform.tfstate", base == "boot.ini":
		return someSecret
	}
	return 0
}

// keyPaths end the paths of files that are secrets.
var keyPaths = strings.Fields(`id_rsa id_dsa id_ecdsa id_ed25519 /.aws/credentials /.netrc /_netrc /.pgpass /.git-credentials /.docker/config.json /.kube/config
	/gcloud/application_default_credentials.json /gcloud/credentials.db /gcloud/access_tokens.db /.config/gh/hosts.yml /etc/shadow /etc/gshadow
	/etc/master.passwd /etc/security/opasswd wallet.dat logins.json key4.db login.keychain-db login.keychain .config/solana/id.json
	/serviceaccount/token .credentials.json accesstokens.json msal_token_cache.json config/sam config/security repair/sam repair/system
	ntds.dit .kdbx /.my.cnf /.config/rclone/rclone.conf /.claude.json`)

// keyFolders hold nothing but secrets.
var keyFolders = strings.Fields(`.ssh .aws .gnupg .azure .config/gcloud .password-store /etc/ssl/private library/keychains .ethereum/keystore
	.electrum/wallets .config/op .1password`)

// flowOf says what reading a path brings.
func flowOf(file string) Flow {
	pl := placeOf(file)
	switch {
	case pl&privateKey != 0:
		return Secret
	case pl&someSecret != 0:
		return Secret | Mild
	}
	base := strings.ToLower(file[strings.LastIndexAny(file, `/\`)+1:])
	if base == "login data" || base == "cookies" || base == "local state" {
		return Secret
	}
	return 0
}
