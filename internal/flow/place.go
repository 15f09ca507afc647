package flow

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Place is what a file is, as far as where it lies and what it is called say.
type Place uint8

const (
	// Unsaid: nothing says what it is.
	Unsaid Place = iota
	// Project: source, documentation, logs and drafts, made to be shown to others.
	Project
	// Document: a text of its owner's that no project has.
	Document
	// Shut: keys, passwords, papers about people and money.
	Shut
)

// Kind is what a file of that place delivers beyond what its tool does.
func (p Place) Kind() Kind {
	switch p {
	case Document:
		return Private | Kept
	case Shut:
		return Private | Sealed
	}
	return 0
}

type placeWords struct{ stems, folders, telling, shut, shutFiles, prose, source map[string]bool }

var placeNames = lazy.Value(func() *placeWords {
	set := func(words string) map[string]bool {
		all := map[string]bool{}
		for _, w := range strings.Fields(words) {
			all[w] = true
		}
		return all
	}
	return &placeWords{
		// Words in the name of a file that is made to be read by others, or to find a fault.
		stems: set(`readme license licence copying notice changelog changes change history news contributing contribute security support authors maintainers credits
			code conduct install installation installing usage architecture roadmap requirements constraints robots humans cmakelists llms version manifest upgrade upgrading
			migration migrating faq glossary api spec specification docs documentation guide tutorial howto manual index template example examples sample demo test
			tests draft drafts post posts blog article announcement announce announcing release releases newsletter press tweet thread abstract talk slides poster
			landing log logs error errors err output out stdout stderr trace traceback crash debug stack stacktrace dump bench benchmark coverage lint build ci
			todo issue bug bugs repro reproduce pr commit patch diff rfc adr agents claude gemini copilot skill`),
		folders: set(`docs doc documentation src source lib libs test tests spec specs example examples sample samples fixtures testdata node_modules vendor site-packages
			public static site website www posts _posts blog articles drafts templates locales i18n .github .gitlab packages pkg cmd internal scripts assets
			build dist out target log logs repo repos repository workspace projects code git app apps wiki changelog.d .vscode adr rfcs`),
		telling: set(`private privat personal confidential vertraulich contract contracts merger acquisition acquisitions layoff layoffs budget tax taxes invoice invoices
			bank legal nda termsheet investors investor customers customer clients strategy board memo family letter letters will testament visa cv finance
			finances hr offer offers negotiation negotiations complaint complaints vertrag steuer rechnung angebot contrato factura contrat facture`),
		shut: set(`password passwords passwort passwörter credentials salary salaries payroll passport medical patient patients diagnosis therapy diary tagebuch
			gehalt gehälter geheim recovery seedphrase mnemonic nomina contraseñas`),
		shutFiles: set(`.env .netrc _netrc .npmrc .pypirc .git-credentials .htpasswd .pgpass .my.cnf .bash_history .zsh_history .python_history .psql_history
			.mysql_history shadow gshadow master.passwd sam credentials id_rsa id_dsa id_ecdsa id_ed25519 logins.json key4.db cookies.sqlite wallet.dat`),
		prose:  set(`txt text md markdown rtf doc docx odt pages pdf org rst one epub tex ppt pptx odp xls xlsx ods numbers`),
		source: set(`md markdown rst txt text org adoc mdx html`),
	}
})

// shutFolders hold keys and what programs remember of people.
var shutFolders = []string{"/.ssh/", "/.aws/", "/.gnupg/", "/.kube/", "/.docker/", "/.azure/", "/.gcloud/", "/gcloud/", "/.password-store/", "/keychains/", "/.mozilla/",
	"/google-chrome/", "/.thunderbird/", "/.electrum/", "/.bitcoin/"}

// PlaceOf says what a file of that path is. Of relative paths less is known.
func PlaceOf(path string) Place {
	path = strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(path, "file://"), `\`, "/"))
	if len(path) > maxPath {
		return Unsaid
	}
	names := placeNames()
	base := path[strings.LastIndexByte(path, '/')+1:]
	stem, ext := base, ""
	if dot := strings.LastIndexByte(base, '.'); dot > 0 {
		stem, ext = base[:dot], base[dot+1:]
	}
	if shut(path, base, stem, ext, names) {
		return Shut
	}
	if base == "" || ext != "" && !names.prose[ext] || ext == "" && !strings.Contains(path, "/documents/") && !strings.Contains(path, "/desktop/") {
		return Project // code, data and what has no kind
	}
	open, telling := false, false
	words(stem, func(w string) {
		open = open || names.stems[w]
		telling = telling || names.telling[w]
		if names.shut[w] {
			telling = true
		}
	})
	folder, private := false, false
	for _, part := range strings.Split(path[:len(path)-len(base)], "/") {
		folder = folder || names.folders[part]
		private = private || names.telling[part] || names.shut[part]
	}
	switch {
	case (open || folder) && names.source[ext] && !private && !(telling && !folder):
		return Project
	case private || telling:
		return shutOr(stem, path, names)
	case open, folder && names.source[ext]:
		return Project
	}
	return Document
}

// shutOr is what a paper with a telling name is: about people and money, or a
// document.
func shutOr(stem, path string, names *placeWords) Place {
	is := Document
	see := func(w string) {
		if names.shut[w] {
			is = Shut
		}
	}
	words(stem, see)
	for _, part := range strings.Split(path, "/") {
		see(part)
	}
	return is
}

// shut reports whether a file is there to be closed.
func shut(path, base, stem, ext string, names *placeWords) bool {
	switch ext {
	case "pem", "key", "p12", "pfx", "kdbx", "jks", "keystore", "ovpn", "ppk", "pst", "agilekeychain":
		return true
	case "example", "sample", "template", "dist", "pub":
		return false
	}
	if names.shutFiles[base] || strings.HasPrefix(base, ".env.") || strings.HasPrefix(stem, "id_rsa") {
		return true
	}
	for _, f := range shutFolders {
		if strings.Contains(path, f) {
			return true
		}
	}
	return false
}

// maxPath is longer than any path.
const maxPath = 4096

// repositories are servers whose files everybody sees who sees the repository.
var repositories = lazy.Value(func() map[string]bool {
	return map[string]bool{"github": true, "gitlab": true, "git": true, "gitea": true, "bitbucket": true, "codeberg": true, "repo": true, "repository": true, "sourcegraph": true, "context7": true, "npm": true, "deepwiki": true}
})

// OfRepository reports whether a tool reads out of a repository.
func OfRepository(server, tool string) (is bool) {
	see := func(w string) { is = is || repositories()[w] }
	words(server, see)
	words(tool, see)
	return is
}

// Reads reports whether a tool delivers what stands in a file, and not what lies in
// a folder or became of it.
func Reads(tool string) bool {
	reads := true
	words(tool, func(w string) {
		switch w {
		case "list", "ls", "directory", "tree", "search", "find", "glob", "stat", "info", "metadata", "write", "edit", "create", "move", "delete", "rename", "mkdir", "checksum", "exists":
			reads = false
		}
	})
	return reads
}

// ByOthers reports whether anybody can write to people by what a tool delivers, such
// as an issue, a comment or a mail: unlike a page, it comes to whoever reads it.
func ByOthers(server, tool string) (is bool) {
	see := func(w string) {
		switch w {
		case "issue", "issues", "comment", "comments", "pr", "pull", "review", "reviews", "discussion", "discussions", "ticket", "tickets", "mail", "mails", "email", "emails",
			"gmail", "outlook", "inbox", "slack", "discord", "telegram", "sms", "message", "messages", "forum", "reddit", "tweet", "jira", "zendesk", "thread", "chat":
			is = true
		}
	}
	words(tool, see)
	if !is {
		words(server, see)
	}
	return is
}

// Obeyed is who does what a file says, unasked.
type Obeyed uint8

const (
	ByNobody Obeyed = iota
	ByModels        // rules and memories of assistants
	ByStart         // shells, hooks, timers
)

// ObeyedBy returns who does what the file of that path says.
func ObeyedBy(path string) Obeyed {
	path = strings.ToLower(strings.ReplaceAll(path, `\`, "/"))
	base := path[strings.LastIndexByte(path, '/')+1:]
	switch base {
	case "claude.md", "claude.local.md", "agents.md", "agent.md", "gemini.md", "qwen.md", "codex.md", ".cursorrules", ".windsurfrules", ".clinerules", ".roorules", ".goosehints",
		"copilot-instructions.md", "conventions.md", "memory.md", "skill.md":
		return ByModels
	case ".bashrc", ".zshrc", ".profile", ".bash_profile", ".zprofile", ".zshenv", ".envrc", "crontab", "authorized_keys", ".gitconfig", "config.fish", "sudoers":
		return ByStart
	}
	path = "/" + path
	for _, folder := range []string{"/.cursor/rules/", "/.windsurf/rules/", "/.clinerules/", "/.claude/commands/", "/.claude/agents/", "/.claude/skills/", "/.github/instructions/", "/.github/prompts/", "/.codex/prompts/", "/.kiro/steering/"} {
		if strings.Contains(path, folder) {
			return ByModels
		}
	}
	for _, folder := range []string{"/.git/hooks/", "/.husky/", "/.githooks/", "/etc/cron", "/systemd/", "/launchagents/", "/launchdaemons/", "/startup/", "/autostart/", "/profile.d/"} {
		if strings.Contains(path, folder) {
			return ByStart
		}
	}
	return ByNobody
}
