package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Calm reports whether a command is so plain that reading it finds nothing:
// no expansion, no escape, and no word or part of a path that anything is known
// about. It allocates nothing and is what most commands are.
func Calm(text string) bool {
	start, ends := 0, notableEnds()
	for i := range len(text) {
		switch calmByte[text[i]] {
		case wordByte:
			continue
		case wildByte:
			return false
		case quoteByte:
			if i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\'' || letter(text[i+1]) && i > 0 && letter(text[i-1])) {
				return false
			}
		}
		if start < i && ends.notable(text[start:i]) {
			return false
		}
		start = i + 1
	}
	return start == len(text) || !ends.notable(text[start:])
}

const (
	wordByte = iota
	gapByte  // between words, and between the parts of a path
	quoteByte
	wildByte // what needs a reader
)

// calmByte are the bytes of plain commands.
var calmByte = func() (t [256]byte) {
	for c := range t {
		switch b := byte(c); {
		case letter(b) || b >= '0' && b <= '9' || strings.IndexByte("._-+~", b) >= 0:
		case strings.IndexByte(" \t\n/:=@,;|&><#", b) >= 0:
			t[c] = gapByte
		case b == '"' || b == '\'':
			t[c] = quoteByte
		default:
			t[c] = wildByte
		}
	}
	return t
}()

// notable reports whether anything is known about a word, in any case.
func (e *ends) notable(w string) bool {
	n := len(w)
	if n > longestNotable || n < 2 {
		return w == "~" || w == "."
	}
	if last := w[n-1] | 0x20; last == 't' && n > 6 && foldedTo(w[n-6:], ".audit") || last == 'y' && n > 8 && foldedTo(w[n-8:], "_history") {
		return true
	}
	return n > 4 && w[n-4] == '.' && e.known(w[:n-4]) || e.known(w)
}

const longestNotable = 24

// known reports whether a word is one of notables, in any case. Of most words
// their ends tell that they are none.
func (e *ends) known(w string) bool {
	if len(w) < 2 || !e.has(w) {
		return false
	}
	var buf [longestNotable]byte
	return notables()[string(folded(buf[:0], w))]
}

// folded appends a word in lower case.
func folded(b []byte, w string) []byte {
	for i := range len(w) {
		c := w[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		b = append(b, c)
	}
	return b
}

// foldedTo reports whether w is lower, in any case.
func foldedTo(w, lower string) bool {
	var buf [longestNotable]byte
	return string(folded(buf[:0], w)) == lower
}

// ends are hashes of how words begin and end, and of how long they are.
type ends [1 << endsBits / 64]uint64

const endsBits = 15

func (e *ends) has(w string) bool {
	h := endsOf(w)
	return e[h>>6]>>(h&63)&1 != 0
}

// endsOf takes upper and lower case for one, and some other characters, too.
func endsOf(w string) uint32 {
	n := len(w)
	return ((uint32(w[0])|uint32(w[1])<<8|uint32(w[n-1])<<16|0x202020)*0x9e3779b1 ^ uint32(n)*0x85ebca6b) >> (32 - endsBits)
}

var notableEnds = lazy.Value(func() *ends {
	e := new(ends)
	for w := range notables() {
		if len(w) >= 2 {
			h := endsOf(w)
			e[h>>6] |= 1 << (h & 63)
		}
	}
	return e
})

// notables are the words that a command must have for the reader to find
// anything in it. Commands that only matter with a file that does are not here,
// the parts of such files' paths are.
var notables = lazy.Words(`rm rmdir shred wipe wipefs truncate chmod chown chgrp chattr setfacl dd mkswap blkdiscard sfdisk sgdisk parted hdparm badblocks cryptsetup push
	filter-branch kill killall pkill shutdown reboot poweroff halt init telinit del erase rd remove-item ri format format-volume clear-disk diskpart cipher
	destroy flushall flushdb drop crontab at batch systemctl launchctl update-rc.d chkconfig rc-update service initctl useradd adduser usermod passwd chpasswd visudo
	userdel gpasswd setcap dscl sysadminctl su sudo doas pkexec ufw iptables ip6tables nft firewall-cmd setenforce auditctl aa-teardown aa-disable spctl csrutil
	pfctl journalctl wevtutil clear-eventlog clear-history sysctl xattr insmod modprobe kexec nsenter unshare debugfs mount tmux screen disown
	msfvenom msfconsole mimikatz hydra hashcat john responder bloodhound sharphound linpeas winpeas lazagne crackmapexec evil-winrm sqlmap rubeus psexec pspy nikto masscan
	xmrig minerd cpuminer ethminer nbminer t-rex phoenixminer lolminer cgminer bfgminer xmr-stak ccminer nanominer teamredminer stratum+tcp stratum+ssl --donate-level
	certutil bitsadmin mshta regsvr32 rundll32 msiexec cmstp installutil wscript cscript odbcconf hh esentutl reg new-itemproperty set-itemproperty schtasks
	register-scheduledtask new-scheduledtask sc new-service wmic net net1 new-localuser add-localgroupmember takeown icacls netsh vssadmin wbadmin bcdedit
	set-mppreference add-mppreference stop-service set-executionpolicy set-netfirewallprofile taskkill procdump ntdsutil powershell pwsh iex invoke-expression
	curl wget fetch aria2c axel iwr irm invoke-webrequest invoke-restmethod start-bitstransfer lwp-request nc ncat netcat socat telnet ztcp xterm scp rsync sftp ftp tftp
	mail mailx sendmail mutt dig nslookup host ping drill base64 base32 xxd rev openssl uudecode history fc unset env printenv export declare set getent histfile histsize
	histfilesize ld_preload dyld_insert_libraries ld_audit prompt_command eval source exec trap ssh xargs find awk gawk docker podman kubectl nohup setsid
	etc dev proc .ssh .aws .gnupg .azure gcloud id_rsa id_dsa id_ecdsa id_ed25519 .env .netrc .pgpass .git-credentials .kube .docker .npmrc .pypirc shadow
	keychains library launchagents launchdaemons cron.d cron.daily spool systemd autostart .bashrc .bash_profile .bash_login .profile .zshrc .zprofile .zshenv .kshrc
	config.fish diskutil tmutil alias authorized_keys hooks core.hookspath core.fsmonitor git_ssh_command lessopen log .bash_history .zsh_history .password-store wallet.dat logins.json key4.db serviceaccount .credentials.json .my.cnf
	boot.ini sam ntds audit events.audit --no-preserve-root ext core.sshcommand http system popen gpg tar zip 7z tr security gunzip zcat bzcat xzcat gzip deno bun osascript defaults pbpaste xclip xsel wl-paste fork sqlite3 cookies aws gh gcloud gsutil delete az oc lxc crictl
	fd fdfind pythonstartup bash_env node_options perl5opt rubyopt zdotdir git_ssh --pre --hostname-bin --compress-program --use-askpass --upload-pack --receive-pack --checkpoint-action
	.xinitrc .xprofile .vimrc .inputrc .bash_logout .pam_environment rclone.conf .claude.json startup audit.log`)
