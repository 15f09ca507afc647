package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/shell"
)

// Which files a machine runs without being asked to, or when a project is opened,
// built or tested, and how they are read: as lines and strings, or as programs.

var (
	// runScripts are extensions of what is there to be run, whatever its name.
	runScripts = lazy.Words(`sh bash zsh fish ksh csh command ps1 psm1 bat cmd mk mak cmake tf tofu nix service timer plist desktop gyp gypi csproj vbproj fsproj
		vcxproj props targets proj ebuild hcl nomad just exrc bazelrc dockerfile containerfile`)
	// runPrograms are those of build files that are programs.
	runPrograms = lazy.Words(`gemspec podspec rake gradle groovy sbt bzl bazel pth ru jenkinsfile`)
	// configs are formats of settings: of these the name decides. What has no
	// extension is one of them.
	configs = lazy.Words(`json jsonc json5 yml yaml toml xml ini cfg conf config in am ac txt el build`)
	// programs are languages: here, too.
	programsIn = lazy.Words(`py js mjs cjs ts mts cts rb lua r php rs zig swift kts scala exs`)

	runStems = lazy.Words(`.gitlab-ci .travis .drone .woodpecker .cirrus .appveyor appveyor azure-pipelines bitbucket-pipelines cloudbuild buildspec codefresh wercker dockerfile
		containerfile docker-compose compose docker-bake earthfile devcontainer .devcontainer makefile gnumakefile kbuild justfile .justfile taskfile procfile snakefile
		.pre-commit-config .pre-commit-hooks lefthook .lefthook .lintstagedrc .huskyrc nodemon turbo package composer deno bunfig netlify vercel railway render nixpacks wrangler fly
		skaffold devspace devbox .gitpod .replit mise .mise .envrc tox setup pytest pyproject .bazelrc .npmrc .yarnrc .pnpmrc .gitmodules .gitconfig .exrc .vimrc .gvimrc .gdbinit
		.lldbinit .tmux .inputrc .dir-locals .bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin .kshrc .cshrc .tcshrc .xinitrc
		.xprofile .xsessionrc crontab pom cmakelists cmakepresets meson configure autogen bootstrap gradlew mvnw pkgbuild apkbuild tasks launch pipfile cargo rebar shard binding
		conanfile postinstall preinstall install user-data cloud-config appspec snapcraft build`)
	// scriptStems are those of scripts that people start.
	scriptStems = lazy.Words(`setup install bootstrap configure preinstall postinstall build gradlew mvnw`)
	// clientStems say which servers an assistant starts.
	clientStems  = lazy.Words(`.mcp mcp claude_desktop_config .claude mcp_config mcp_settings cline_mcp_settings mcp-config mcp-servers mcp_servers`)
	programStems = lazy.Words(`setup conftest noxfile fabfile sitecustomize usercustomize .pythonrc pavement wscript sconstruct sconscript gulpfile gruntfile jakefile extconf .irbrc .pryrc
		.rprofile .pnpmfile build .nvim spec_helper rails_helper test_helper setuptests`)
	builderStems = lazy.Words(`jenkinsfile rakefile gemfile podfile vagrantfile fastfile appfile guardfile capfile thorfile berksfile puppetfile dangerfile brewfile tiltfile workspace module
		buck dodo tasks package`)
	// runFolders are parts of the path of what is run or read by whom a project is opened with.
	runFolders = lazy.Words(`.git/hooks/ .husky/ .githooks/ .github/workflows/ .github/actions/ .circleci/ .woodpecker/ .buildkite/ .devcontainer/ .gitlab/ .teamcity/ .semaphore/
		.azuredevops/ .azure-pipelines/ .idea/runconfigurations/ .run/ .cargo/ .mvn/ .ebextensions/ cron.d/ cron.daily/ cron.hourly/
		systemd/user/ profile.d/ .platform/hooks/ init.d/`)
	// toolFolders are where programs that open a project keep their settings.
	toolFolders = lazy.Words(`.vscode .zed .claude .cursor .gemini .codex .git .windsurf .fleet .kiro`)
	// startStems and startFolders are what runs with each login, shell or timer, where no
	// installer belongs.
	startStems = lazy.Words(`.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin .kshrc .cshrc .tcshrc .xinitrc .xprofile
		.xsessionrc crontab`)
	startFolders = lazy.Words(`cron.d cron.daily cron.hourly cron.weekly cron.monthly profile.d init.d hooks autostart launchagents launchdaemons`)
	// forTests are folders whose files are looked at and not run.
	forTests = lazy.Words(`testdata fixtures __fixtures__ test-data test_data cassettes snapshots __snapshots__ payloads atomics node_modules`)
)

// runBy says how a machine runs a file, nobody when it does not. The name is in lower
// case and with slashes.
func runBy(name, base string) readBy {
	stem, ext := base, ""
	if i := strings.IndexByte(base[min(1, len(base)):], '.'); i >= 0 {
		stem, ext = base[:i+1], base[strings.LastIndexByte(base, '.')+1:]
	}
	switch {
	case programsIn()[ext]:
		switch {
		case builderStems()[stem]:
			return buildFile
		case programStems()[stem], strings.Contains(base, ".config.") || strings.Contains(base, ".setup."), strings.HasSuffix(stem, "rc") && stem[0] == '.':
			return sourceFile
		case ext == "kts" || ext == "exs":
			return buildFile
		}
	case ext == "go":
		return directives
	case builderStems()[stem] && ext != "md" && (ext == "" || !configs()[ext]), runPrograms()[ext], base == "build" && !strings.HasSuffix(name, "/bin/build"):
		return buildFile
	case clientStems()[stem] && strings.HasPrefix(ext, "json"):
		return clients
	case ext == "" || configs()[ext]:
		if i := strings.LastIndexByte(name[:len(name)-len(base)], '/'); i > 0 && toolFolders()[name[strings.LastIndexByte(name[:i], '/')+1:i]] && (ext != "" && ext != "txt" || base == "config") {
			return machines
		}
		if runStems()[stem] {
			if ext == "" && scriptStems()[stem] {
				return scripts
			}
			return machines
		}
		if ext == "" && programStems()[stem] && stem != "setup" && stem != "build" {
			return sourceFile
		}
		if (ext == "yml" || ext == "yaml" || ext == "toml" || strings.HasPrefix(ext, "json")) && !inTests(name) {
			return settingFile
		}
	case runScripts()[ext]:
		if !inTests(name) {
			return scripts
		}
	case stem == "dockerfile" || stem == "containerfile" || stem == "makefile":
		return machines
	}
	return nobody
}

// atStart reports whether a file runs with each login, shell, timer or deed of Git.
func atStart(name, base string) bool {
	stem := base
	if i := strings.IndexByte(base[min(1, len(base)):], '.'); i >= 0 {
		stem = base[:i+1]
	}
	if startStems()[stem] {
		return true
	}
	folder := strings.TrimSuffix(name[:len(name)-len(base)], "/")
	last := folder[strings.LastIndexByte(folder, '/')+1:]
	return startFolders()[last] && (last != "hooks" || strings.HasSuffix(folder, ".git/hooks")) || strings.HasSuffix(folder, "systemd/user")
}

// inTests reports whether a file lies in a folder of what tests look at.
func inTests(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if forTests()[part] {
			return true
		}
	}
	return false
}

// mayRun is a first look at the end of a name: true where runBy could say something
// that the beginnings of its parts do not show.
func mayRun(name string) bool {
	base := name[strings.LastIndexAny(name, `/\`)+1:]
	i := strings.LastIndexByte(base, '.')
	if i < 0 || len(base)-i > 16 {
		return false
	}
	var buf [16]byte
	n := copy(buf[:], base[i+1:])
	for k, c := range buf[:n] {
		if c >= 'A' && c <= 'Z' {
			buf[k] = c | 0x20
		}
	}
	ext := bytesString(buf[:n])
	return ext == "go" || ext == "yml" || ext == "yaml" || ext == "toml" || ext == "json" || ext == "jsonc" || ext == "kts" || ext == "exs" || runScripts()[ext] || runPrograms()[ext] ||
		programsIn()[ext] && (strings.Contains(base, ".config.") || strings.Contains(base, ".setup.") || strings.Contains(base, "rc."))
}

// shebang says how a text that begins with #! is run.
func shebang(text string) readBy {
	if !strings.HasPrefix(text, "#!") {
		return nobody
	}
	first, _, _ := strings.Cut(text, "\n")
	for _, language := range [...]string{"python", "node", "ruby", "perl", "php", "deno", "bun", "Rscript", "lua", "ts-node", "tsx"} {
		if strings.Contains(first, language) {
			return sourceFile
		}
	}
	return scripts
}

// plantedCommand judges what a file makes its machine run.
func (a *Argument) plantedCommand(text string, by readBy) {
	var found []shell.Found
	if by == machines && (a.whenOpened(text) || a.whenInstalled(text)) {
		by = starts
	}
	switch by {
	case directives:
		found = shell.Directives(text)
	case settingFile:
		if a.Carrier() == nil {
			found = shell.Settings(text)
		} else if a.under(commandNames) {
			found = shell.File(text)
		}
	case sourceFile, buildFile:
		found = shell.Source(text, by == buildFile)
	default:
		found = shell.File(text)
	}
	for _, f := range found {
		if !plantedAct(&f.Act, by) {
			continue
		}
		a.runner.requests.planting.told = true
		a.Report(finding.Finding{
			Rule: plantedFile, Severity: max(severityOf(f.Level), finding.High), Why: "it is written to a file that is run later: " + f.Why,
			Seen: finding.Mask(around(f.Text, f.Start, f.End)),
		})
		return
	}
	a.plantedMount(text, by)
}

// whenOpened reports whether text is of the tasks of an editor, of which one runs when
// its folder is opened.
func (a *Argument) whenOpened(text string) bool {
	if c := a.Carrier(); c != nil {
		text = c.Text()
	}
	return strings.Contains(text, "folderOpen")
}

// installHooks are scripts of a package that its manager runs when it is installed.
var installHooks = lazy.Words("preinstall install postinstall prepare preprepare postprepare prepublish")

// whenInstalled reports whether text is of those.
func (a *Argument) whenInstalled(text string) bool {
	if a.Carrier() != nil {
		return installHooks()[string(a.Under())]
	}
	return strings.Contains(text, `"postinstall"`) || strings.Contains(text, `"preinstall"`)
}

// plantedAct reports whether no honest file of that kind does what it would do.
// Installers fetch and run, and build files remove; that is what they are for.
func plantedAct(act *shell.Act, by readBy) bool {
	switch act.Kind {
	case shell.ReverseShell:
		return act.Level >= shell.Bad
	case shell.Theft:
		return act.Level >= shell.Worst && !act.Mild || act.Level >= shell.Bad && by.unasked() && !act.Mild
	case shell.DownloadRun:
		return act.Nameless || act.Level >= shell.Worst && (by == clients || by == starts)
	case shell.Disguise:
		return act.Level >= shell.Bad && (act.Encoded && by >= scripts || by.unasked())
	case shell.Destruction, shell.Persistence:
		return act.Level >= shell.Worst
	}
	return false
}

// unasked reports whether nobody decides to run such a file.
func (by readBy) unasked() bool { return by >= machines && by <= clients }
