package scope

import (
	"slices"
	"strings"
)

// Machine is what a profile is made from: what somebody found out about this
// computer and this command. All paths are absolute and their links followed.
type Machine struct {
	System System
	// Home is the user's home folder, Homes others that are the same one under
	// another name.
	Home  string
	Homes []string
	// Dir is the server's working folder.
	Dir string
	// Temp are folders for temporary files, SocketDirs those where sockets of the
	// login are, Own the files and folders of mcp-watchdog.
	Temp, SocketDirs, Own []string
	// Agents are sockets of this login that the environment names: of ssh-agent,
	// tmux, the session's bus.
	Agents []string
	// Named are files and folders that the command names.
	Named []string
	// Given are those that variables name which the server's entry sets. For writing
	// they open nothing that is closed.
	Given []string
	// Scripted are those that a script in the command names: none of them opens a
	// closed place.
	Scripted []string
	// Kept are those in which the server keeps what it knows, as variables say:
	// they open nothing that anything else closes.
	Kept []string
	// Caches are those of package runners that the environment names.
	Caches []string
	// Nesting is true when the server may make folders of its own in the home
	// folder, and Nests are those that it has.
	Nesting bool
	Nests   []string
	// Names are what the server is called: by its entry, by its package.
	Names []string
	// Program is this program: no server writes it.
	Program string
	// Engine is the program of containers that the command runs: it needs its
	// socket.
	Engine string
}

func (m *Machine) homes() []string {
	var all []string
	for _, h := range append([]string{m.Home}, m.Homes...) {
		if h != "" && h != "/" && !slices.Contains(all, h) {
			all = append(all, h)
		}
	}
	return all
}

// caches of package runners, compilers and tools in a home folder.
const caches = `.npm .cache .local/share/uv .local/share/pnpm .local/share/virtualenvs .local/state/pnpm .local/pipx .local/share/pipx .pnpm-store .yarn .bun/install .node-gyp .electron
	.local/share/mise .cargo/registry .cargo/git .rustup/tmp go/pkg .gradle/caches .gradle/daemon .m2/repository .ivy2/cache .sbt .nuget .dotnet .conda/pkgs .deno .electron-gyp .virtualenvs
	.local/share/NuGet .docker/mcp .docker/buildx .composer/cache .gem .bundle/cache .npm-global/_cacache .terraform.d/plugin-cache
	.matplotlib .nltk_data .keras .torch .ollama/tmp .streamlit .pki Library/Caches Library/pnpm Library/Logs AppData/Local/npm-cache AppData/Roaming/npm-cache AppData/Local/pip AppData/Local/uv
	AppData/Roaming/uv AppData/Local/pnpm AppData/Local/pnpm-cache AppData/Local/Yarn AppData/Local/ms-playwright AppData/Local/NuGet AppData/Local/Temp AppData/Local/go-build AppData/Local/deno .config/go/telemetry
	Library/Application%20Support/go/telemetry AppData/Roaming/go/telemetry .config/configstore`

const (
	devices = `/dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/ptmx /dev/pts /dev/stdin /dev/stdout /dev/stderr /dev/fd /dev/dtracehelper
		/dev/shm /dev/nvidiactl /dev/nvidia0 /dev/nvidia-uvm /dev/dri /dev/kfd /proc/self /proc/thread-self`
)

// workingFolder is the source of that place.
const workingFolder = "the working folder"

// Default is the scope of a server of which nothing was declared: what its
// command names, its working folder, the caches of package runners, temporary
// files. Neither home nor anything above it is taken for a working folder:
// clients start servers there for want of a better place.
func Default(m Machine) Profile {
	p := Profile{System: m.System, Places: builtIn(&m), engine: m.Engine != ""}
	for _, home := range m.homes() {
		p.Places = append(p.Places, in(home, caches, Cache, Allow, Allow)...)
	}
	add := func(kind Kind, source string, paths ...string) {
		for _, path := range paths {
			if path != "" && path != "/" {
				p.Places = append(p.Places, Place{Path: path, Read: Allow, Write: Allow, Kind: kind, Source: source, guessed: kind == Declared})
			}
		}
	}
	add(Cache, "", m.Caches...)
	add(Temporary, "", m.Temp...)
	if m.System != Windows {
		p.Places = append(p.Places, in("", devices, Device, Allow, Allow)...)
	}
	if m.Nesting {
		p.names = m.Names
		for _, home := range m.homes() {
			if folded, ok := m.System.fold(home); ok {
				p.homes = append(p.homes, folded)
			}
		}
		for _, path := range m.Nests {
			if !p.closes(path, m.homes()) {
				add(Cache, "", path)
			}
		}
	}
	if m.narrow(m.Dir) {
		add(Declared, workingFolder, m.Dir)
	}
	for _, path := range m.Scripted {
		if !within(path, "/dev") && !p.closes(path, m.homes()) && !p.closesAnywhere(path) && m.narrow(path) {
			add(Declared, "named by the command", path)
		}
	}
	p.keep(&m)
	for _, path := range m.Named {
		source := "named by the command"
		if !m.narrow(path) {
			source = "" // what is built in counts for more
		}
		if p.closes(path, m.homes()) { // a key to be used is not one to be replaced
			p.showOnly(path, source)
			continue
		}
		add(Declared, source, path)
	}
	p.give(&m)
	for _, path := range m.Own {
		p.Places = append(p.Places, Place{Path: path, Read: Deny, Write: Deny, Kind: Own, Locked: true, Closed: true})
	}
	if m.Program != "" {
		p.Places = append(p.Places, Place{Path: m.Program, Write: Deny, Kind: Own, Locked: true})
	}
	return p
}

// give opens what the server was given: for writing nothing that is closed, for
// reading that, too, since a key is given to be used.
func (p *Profile) give(m *Machine) {
	const source = "named by a variable of its entry"
	if len(m.Given) == 0 {
		return
	}
	now := p.Compile()
	for _, path := range m.Given {
		switch d := now.Decide(Write, path); {
		case p.closes(path, m.homes()):
			p.showOnly(path, source)
		case m.narrow(path) && (d.Allowed || d.Kind == Outside || strings.HasPrefix(path, "/opt/") && !programs(path)):
			p.Places = append(p.Places, Place{Path: path, Read: Allow, Write: Allow, Kind: Declared, Source: source, guessed: true})
		}
	}
}

// programs reports whether a path has a folder in it that programs are in.
func programs(path string) bool {
	return slices.ContainsFunc(strings.Split(path, "/"), func(name string) bool {
		return name == "bin" || name == "sbin" || strings.HasPrefix(name, "lib") || name == "homebrew" || name == "local"
	})
}

// general are variables that say where programs and their parts are, and nothing
// about what a server is for.
const general = `PATH Path SHELL HOME USERPROFILE PWD OLDPWD _ MANPATH INFOPATH LD_* DYLD_* LIBRARY_PATH CPATH PKG_CONFIG_PATH ACLOCAL_PATH XDG_DATA_DIRS XDG_CONFIG_DIRS
	NODE_PATH NODE_OPTIONS NVM_* FNM_* VOLTA_HOME PNPM_HOME BUN_INSTALL DENO_INSTALL_ROOT PYTHONPATH PYTHONHOME PYTHONSTARTUP PYENV_* VIRTUAL_ENV CONDA_* PERL5LIB
	RUBYLIB GEM_PATH GEM_HOME CLASSPATH JAVA_HOME GOROOT GOPATH GOBIN CARGO_HOME RUSTUP_HOME SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE
	CURL_CA_BUNDLE NIX_* LOCALE_ARCHIVE TERMINFO TERMINFO_DIRS EDITOR VISUAL PAGER BROWSER GIT_* CHROME_PATH PUPPETEER_EXECUTABLE_PATH PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH
	ComSpec SystemRoot SystemDrive windir ProgramFiles* ProgramW6432 ProgramData CommonProgram* APPDATA LOCALAPPDATA PATHEXT PSModulePath`

// General reports whether a variable is one of those that nearly every program has:
// the folders in it are not what a server was given to work on.
func General(name string) bool { return named(name, strings.Fields(general)) }

// keep opens what the server keeps.
func (p *Profile) keep(m *Machine) {
	for _, path := range m.Kept {
		if m.narrow(path) && p.Compile().Decide(Write, path).Kind == Outside {
			p.Places = append(p.Places, Place{Path: path, Read: Allow, Write: Allow, Kind: Declared, Source: "named by a variable of the server's", guessed: true})
		}
	}
}

// narrow reports whether a folder is less than the home folder: neither that,
// nor one above it, nor the root of a drive.
func (m *Machine) narrow(dir string) bool {
	folded, ok := m.System.fold(dir)
	if !ok || strings.Count(folded, "/") < 2 && len(folded) < 3 || parent(folded) == "" {
		return false
	}
	for _, home := range m.homes() {
		h, _ := m.System.fold(home)
		if h == folded || strings.HasPrefix(h, strings.TrimSuffix(folded, "/")+"/") {
			return false
		}
	}
	for _, top := range strings.Fields("/usr /etc /bin /sbin /lib /boot /opt /var /System /Library /Applications /home /Users /dev /proc /sys /run") {
		if folded == top && m.System != Windows {
			return false
		}
	}
	return true
}

// Declare adds what a user wrote. The words are for the person who reads why
// something was denied.
func (p *Profile) Declare(source string, write, read, denyRead []string) {
	p.Declared = p.Declared || len(write)+len(read)+len(denyRead) > 0
	for _, path := range write {
		p.Places = append(p.Places, Place{Path: path, Read: Allow, Write: Allow, Kind: Declared, Source: source})
	}
	for _, path := range read {
		p.Places = append(p.Places, Place{Path: path, Read: Allow, Kind: Declared, Source: source})
	}
	for _, path := range denyRead {
		p.unguess(path)
		p.Places = append(p.Places, Place{Path: path, Read: Deny, Write: Deny, Kind: Outside, Source: source, Closed: true})
	}
}

// unguess takes out what nobody declared and lies in a place that somebody closed: a
// command that names a file there does not open it.
func (p *Profile) unguess(closed string) {
	names, any := strings.CutPrefix(closed, "**/")
	at, _ := p.System.fold(closed)
	p.Places = slices.DeleteFunc(p.Places, func(pl Place) bool {
		folded, ok := p.System.fold(pl.Path)
		if !ok || !pl.guessed {
			return false
		}
		return any && strings.Contains(folded+"/", "/"+foldNames(p.System, names)+"/") || !any && within(folded, at)
	})
}

// personal are folders with what belongs to people.
const personal = "/home /root /Users /srv /mnt /media /Volumes /var/www /var/lib /var/mail /var/spool"

// needed are what programs run from, in a home folder.
const needed = `.nvm .volta .fnm .local/share/fnm .asdf .pyenv .rbenv .sdkman .local/bin .local/lib .local/share/mise .local/share/uv .bun .deno .cargo .rustup go .npmrc
	.config/npm .config/uv .config/pip .gitconfig .config/git/config .npm-global node_modules .local/share/pnpm .conda miniconda3 anaconda3 Library/Python Library/pnpm
	AppData/Roaming/npm AppData/Local/Programs AppData/Roaming/nvm`

// ReadOnlyDeclared closes people's folders for reading, apart from what is
// declared and what programs run from. It is for profiles with --allow-read.
func (p *Profile) ReadOnlyDeclared(m Machine) {
	closed := eachName(personal)
	if m.System == Windows {
		closed = nil
	}
	for _, path := range append(closed, m.homes()...) {
		p.Places = append(p.Places, Place{Path: path, Read: Deny, Kind: Outside})
	}
	for _, home := range m.homes() {
		for _, pl := range in(home, needed, Declared, Allow, Unsaid) {
			if folded, ok := m.System.fold(pl.Path); ok && !p.denies(folded) {
				p.Places = append(p.Places, pl)
			}
		}
	}
}

// showOnly opens a closed path for reading, whatever closes it for writing.
func (p *Profile) showOnly(path, source string) {
	if k := slices.IndexFunc(p.Places, func(pl Place) bool { return pl.Path == path }); k >= 0 {
		p.Places[k].Read = Allow
		return
	}
	p.Places = append(p.Places, Place{Path: path, Read: Allow, Kind: Declared, Source: source, guessed: true})
}

// closes reports whether a path lies in a place of credentials or the like, or in
// one of a home folder that is read or run at logins.
func (p *Profile) closes(path string, homes []string) bool {
	folded, _ := p.System.fold(path)
	for i := range p.Places {
		pl := &p.Places[i]
		if pl.Write != Deny || pl.Path[0] == '*' || pl.Kind == Startup && !slices.ContainsFunc(homes, func(h string) bool { return strings.HasPrefix(pl.Path, h) }) {
			continue
		}
		at, ok := pl.Path, true
		if p.System != Linux { // of built-in places there only the case is to be made one
			at, ok = p.System.fold(pl.Path)
		}
		if ok && within(folded, at) {
			return true
		}
	}
	return false
}

// closesAnywhere reports whether a path lies in what is closed in any folder.
func (p *Profile) closesAnywhere(path string) bool {
	folded, _ := p.System.fold(path)
	return slices.ContainsFunc(p.Places, func(pl Place) bool {
		names, any := strings.CutPrefix(pl.Path, "**/")
		return any && !pl.File && strings.Contains(folded+"/", "/"+foldNames(p.System, names)+"/")
	})
}

// denies reports whether reading a path is closed by a place for just that.
func (p *Profile) denies(folded string) bool {
	return slices.ContainsFunc(p.Places, func(pl Place) bool {
		at, ok := p.System.fold(pl.Path)
		return ok && at == folded && pl.Read == Deny && pl.Kind != Outside
	})
}
