package scope

import "strings"

// The built-in places: what no server needs to write, and what none needs to
// read. Names in a home folder, blanks apart; %20 stands for a blank. They are the same for all
// systems, since a folder that is not there closes nothing.

// credentials are closed for reading and writing.
const credentials = `.ssh .aws .gnupg .kube .azure .config/gcloud  .netrc _netrc .git-credentials
	.config/git/credentials .pgpass .my.cnf .mylogin.cnf .pypirc .config/gh .config/glab-cli .config/hub .config/op .config/doctl .config/rclone
	.config/solana .config/sops .config/github-copilot .config/configstore/firebase-tools.json .config/configstore/snyk.json .vault-token .terraform.d .terraformrc .oci
	.ICEauthority .boto .s3cfg .heroku .fly .netlify .config/netlify .vercel .password-store .local/share/keyrings .local/share/kwalletd .bitwarden .config/Bitwarden
	.config/1Password .config/keepassxc .cargo/credentials .cargo/credentials.toml .gem/credentials .m2/settings-security.xml .databrickscfg .snowflake
	.ethereum .bitcoin .electrum .bash_history .zsh_history .psql_history .mysql_history .node_repl_history .python_history .sqlite_history
	.local/share/fish/fish_history .config/Signal .config/Slack .thunderbird Library/Keychains Library/Messages Library/Mail Library/Cookies
	Library/Application%20Support/com.apple.TCC Library/Application%20Support/1Password Library/Application%20Support/Bitwarden
	Library/Application%20Support/gcloud AppData/Roaming/gcloud AppData/Roaming/Microsoft/Credentials AppData/Local/Microsoft/Credentials
	AppData/Roaming/Microsoft/Protect AppData/Local/Microsoft/Vault AppData/Roaming/Microsoft/SystemCertificates AppData/Roaming/Bitwarden
	AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine AppData/Roaming/GitHub%20CLI`

// engineCredentials are closed unless the command runs containers.
const engineCredentials = `.docker/config.json .docker/contexts .config/containers/auth.json`

// browsers are closed, too: cookies are as good as passwords.
const browsers = `.mozilla .config/google-chrome .config/google-chrome-beta .config/chromium .config/BraveSoftware .config/microsoft-edge .config/opera
	.config/vivaldi .librewolf .zen snap/firefox snap/chromium .var/app/org.mozilla.firefox .var/app/com.google.Chrome .var/app/org.chromium.Chromium
	Library/Application%20Support/Google/Chrome Library/Application%20Support/Firefox Library/Application%20Support/BraveSoftware
	Library/Application%20Support/Microsoft%20Edge Library/Application%20Support/Arc Library/Application%20Support/Vivaldi Library/Safari
	AppData/Local/Google/Chrome/User%20Data AppData/Local/Microsoft/Edge/User%20Data AppData/Local/BraveSoftware AppData/Roaming/Mozilla
	AppData/Roaming/Opera%20Software AppData/Local/Vivaldi`

// clients are closed: a worm reads there who its neighbours are.
const clients = `.config/Claude/claude_desktop_config.json Library/Application%20Support/Claude/claude_desktop_config.json
	AppData/Roaming/Claude/claude_desktop_config.json .claude.json .claude/settings.json .claude/settings.local.json .claude/.credentials.json
	.claude/history.jsonl .claude/projects .cursor/mcp.json .codeium/windsurf/mcp_config.json .codeium/mcp_config.json .config/Code/User/mcp.json
	.config/Code/User/settings.json .config/Code/User/globalStorage Library/Application%20Support/Code/User/mcp.json
	Library/Application%20Support/Code/User/settings.json Library/Application%20Support/Code/User/globalStorage AppData/Roaming/Code/User/mcp.json
	AppData/Roaming/Code/User/settings.json AppData/Roaming/Code/User/globalStorage .config/Cursor/User Library/Application%20Support/Cursor/User
	AppData/Roaming/Cursor/User .continue/config.json .continue/config.yaml .continue/mcpServers .gemini/settings.json .gemini/oauth_creds.json
	.codex/config.toml .codex/auth.json .config/zed/settings.json AppData/Roaming/Zed/settings.json .config/goose .config/opencode .aws/amazonq/mcp.json
	.lmstudio/mcp.json .kiro/settings/mcp.json .junie/mcp .qwen/settings.json .copilot/mcp-config.json .config/github-copilot/intellij/mcp.json
	.config/mcp/mcp.json .mcp.json .roo .cline .config/crush .local/share/crush .factory/mcp.json .config/LibreChat .config/5ire .config/Cherry%20Studio
	Library/Application%20Support/ChatGPT .vscode/argv.json`

// startups may be read by those who need them, and written by none.
const startups = `.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zprofile .zshenv .zlogin .zlogout .oh-my-zsh .cshrc .tcshrc .login
	.bashrc.d .bash.d .profile.d .zshrc.d .zsh .zsh.d .zfunc .zplug .zinit .config/zsh .config/bash .config/powershell .config/xonsh .config/elvish .elvish .kde .kde4
	.config/lxsession .config/lxqt .config/openbox .fluxbox .config/awesome .config/bspwm .config/qtile .config/xmonad .xmonad .config/river .config/niri .config/labwc .config/mpv .config/vlc
	.gradle/init.d .m2/extensions.xml .ant .sbt/plugins .julia/config .config/julia .config/yarn .config/pnpm .config/composer .config/mc .config/ranger .config/lf .config/yazi .config/JetBrains
	.local/share/JetBrains .config/sublime-text .local/share/kservices5 .local/share/nautilus .local/share/gnome-shell .docker/cli-plugins .kshrc .mkshrc .config/fish .config/nushell .inputrc .xprofile .xinitrc .xsession .xsessionrc .xsettingsd .pam_environment .config/environment.d
	.config/autostart .config/autostart-scripts .config/plasma-workspace .config/systemd .local/share/systemd .config/upstart .local/share/applications
	.local/share/dbus-1 .config/cron .config/i3 .config/sway .config/hypr .config/kitty .config/alacritty .config/ghostty .config/wezterm .wezterm.lua
	.gitconfig .config/git .gitattributes .hgrc .vimrc .vim .config/nvim .emacs .emacs.d .config/emacs .doom.d .tmux.conf .config/tmux .screenrc .gdbinit .lldbinit .npmrc .yarnrc
	.yarnrc.yml .bunfig.toml .pip .config/pip .config/uv .condarc .pythonrc .pythonstartup .irbrc .Rprofile .ipython .jupyter .psqlrc .sqliterc .curlrc
	.wgetrc .direnvrc .config/direnv .envrc .editrc .nanorc .config/htop .ssh_rc .local/bin bin .cargo/bin .cargo/config .cargo/config.toml .cargo/env go/bin .bun/bin .deno/bin
	.volta/bin .nvm .pyenv/shims .rbenv/shims .asdf/shims .local/share/mise/shims .local/share/nvim .config/Code/User/tasks.json .vscode/extensions .cursor/extensions
	.claude .codex .gemini .cursor .continue .codeium .config/zed .config/Code/User Library/LaunchAgents Library/LaunchDaemons Library/Scripts
	Library/Application%20Support/Claude Library/Application%20Support/Code/User .config/Claude AppData/Roaming/Claude AppData/Roaming/Code/User
	Library/Application%20Scripts Library/Services Library/Preferences Library/QuickLook Library/Input%20Methods Library/Python
	AppData/Roaming/Microsoft/Windows/Start%20Menu AppData/Roaming/npm AppData/Local/Microsoft/WindowsApps Documents/PowerShell Documents/WindowsPowerShell
	AppData/Roaming/pip AppData/Local/Programs`

// Places at the root of the system. Most belong to root; a server may be run as root.
const (
	rootCredentials = `/etc/shadow /etc/shadow- /etc/gshadow /etc/sudoers /etc/sudoers.d /etc/ssl/private /etc/krb5.keytab /etc/kubernetes /var/run/secrets
		/run/secrets /var/lib/kubelet /etc/docker/key.json /private/etc/master.passwd /private/etc/sudoers /Library/Keychains
		/etc/NetworkManager/system-connections /etc/wireguard /etc/mysql/debian.cnf`
	rootStartups = `/etc /usr /bin /sbin /lib /lib32 /lib64 /boot /opt /var/spool/cron /var/spool/at /root/.profile /System /Library /Applications
		/private/etc /private/var/at /usr/local`
	// engines are sockets and devices behind which somebody works with all rights
	// of the user or of the system.
	engines = `/tmp/.ICE-unix /run/snapd.socket /run/snapd-snap.socket
		/run/dbus /var/run/dbus /run/systemd/private /run/libvirt /var/run/libvirt /run/screen /run/tmux /run/uuidd /run/acpid.socket /run/pcscd`
	// keyboards show and make what is typed.
	keyboards = `/dev/input /dev/uinput`
	// containers are those of engines of containers.
	containers = `/run/docker.sock /var/run/docker.sock /run/docker /run/containerd /run/podman /var/run/podman /run/crio /run/lxd.socket /var/lib/lxd
		/var/snap/lxd`
	// homeContainers are those of engines that run for one user.
	homeContainers  = `.docker/run .docker/desktop .colima .lima .rd .orbstack .local/share/containers/podman/machine`
	loginContainers = `podman docker.sock docker containerd-rootless`
	// homeAgents are sockets of agents of keys and of programs that run commands.
	homeAgents = `.1password .bitwarden-ssh-agent.sock .local/share/wezterm .local/state/yubikey-agent .config/emacs/server .emacs.d/server`
	// agents are names of sockets in the folder of a login and in those for
	// temporary files.
	agents = `emacs wezterm kakoune zellij hypr i3 kitty bus systemd dbus-1 keyring gnupg ssh-agent.socket gcr openssh_agent ssh-agent at-spi kwalletd5.socket kwallet5.socket pk-debconf-socket
		gvfsd p11-kit snapd-session-agent.socket`
)

// anywhere are names in whatever folder a project is.
const (
	gitPlaces = `.git/config .git/config.worktree .git/hooks .git/info/attributes .git/worktrees/*/config.worktree .git/modules/**/config .git/modules/**/hooks .git/worktrees/*/commondir .git/commondir .husky .githooks .hg/hgrc .svn/config`
	// clientPlaces list servers of a project: they are closed like those of a home
	// folder. clientHooks are run or heeded by clients, and ordinary reading.
	clientPlaces = `.mcp.json .cursor/mcp.json .vscode/mcp.json .gemini/settings.json .codex/config.toml .roo/mcp.json .kiro/settings/mcp.json .amazonq/mcp.json
		.junie/mcp/mcp.json .continue/mcpServers .factory/mcp.json`
	clientHooks = `.vscode/tasks.json .vscode/settings.json .claude/settings.json .claude/settings.local.json .claude/hooks .kiro/hooks .zed/settings.json .zed/tasks.json .cursor/hooks.json`
)

func eachName(list string) []string {
	names := strings.Fields(list)
	for i := range names {
		names[i] = strings.ReplaceAll(names[i], "%20", " ")
	}
	return names
}

// in makes a place of each name of a list that lies in folder.
func in(folder, list string, kind Kind, read, write Grant) []Place {
	names := eachName(list)
	all := make([]Place, 0, len(names))
	for _, name := range names {
		p := Place{Path: name, Read: read, Write: write, Kind: kind, Closed: kind == Engine || kind == Credential && read == Deny}
		if folder != "" {
			p.Path = strings.TrimSuffix(folder, "/") + "/" + name
		}
		all = append(all, p)
	}
	return all
}

// usualPlaces is about how many places a home folder has, with what is added to them.
const usualPlaces = 600

// builtIn are the closed places of a machine.
func builtIn(m *Machine) []Place {
	all := make([]Place, 0, usualPlaces*len(m.homes()))
	for _, home := range m.homes() {
		all = append(all, in(home, credentials, Credential, Deny, Deny)...)
		if m.Engine == "" {
			all = append(all, in(home, engineCredentials, Credential, Deny, Deny)...)
			all = append(all, in(home, homeContainers, Engine, Unsaid, Deny)...)
		}
		all = append(all, in(home, homeAgents, Engine, Unsaid, Deny)...)
		all = append(all, in(home, browsers, Browser, Deny, Deny)...)
		all = append(all, in(home, startups, Startup, Unsaid, Deny)...)
		all = append(all, in(home, clients, ClientConfig, Deny, Deny)...)
	}
	all = append(all, in("**", gitPlaces, Git, Unsaid, Deny)...)
	all = append(all, Place{Path: "**/.git", Write: Deny, Kind: Git, File: true}) // a file that leads to another repository
	all = append(all, in("**", clientPlaces, ClientConfig, Deny, Deny)...)
	all = append(all, in("**", clientHooks, ClientConfig, Unsaid, Deny)...)
	if m.System == Windows {
		return append(all, windowsPlaces(m)...)
	}
	all = append(all, in("", rootCredentials, Credential, Deny, Deny)...)
	all = append(all, in("", rootStartups, Startup, Unsaid, Deny)...)
	all = append(all, in("", engines, Engine, Unsaid, Deny)...)
	all = append(all, in("", keyboards, Engine, Deny, Deny)...)
	if m.Engine == "" {
		all = append(all, in("", containers, Engine, Unsaid, Deny)...)
	}
	for _, dir := range m.SocketDirs {
		all = append(all, in(dir, agents, Engine, Unsaid, Deny)...)
		if m.Engine == "" {
			all = append(all, in(dir, loginContainers, Engine, Unsaid, Deny)...)
		}
	}
	for _, path := range m.Agents {
		all = append(all, Place{Path: path, Write: Deny, Kind: Engine, Closed: true})
	}
	return all
}

func windowsPlaces(m *Machine) []Place {
	drive := "C:"
	if len(m.Home) > 1 && m.Home[1] == ':' {
		drive = m.Home[:2]
	}
	all := in(drive, "Windows/System32/config", Credential, Deny, Deny)
	return append(all, in(drive, "Windows Program%20Files Program%20Files%20(x86) ProgramData/Microsoft/Windows/Start%20Menu", Startup, Unsaid, Deny)...)
}
