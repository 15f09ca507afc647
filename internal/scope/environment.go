package scope

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// Environment is what decides about the variables of a server.
type Environment struct {
	// Own is what this program was started with, Parent what the program that
	// started it was; nil when that is not known.
	Own, Parent []string
	// Words are those of the server's name and of its command: a variable that has
	// one of them in its name is its own.
	Words []string
	// Runner is the program that fetches the server: npx, uvx, docker.
	Runner string
	// Keep are names and patterns that are passed on in any case.
	Keep []string
	// Strict passes on nothing else, apart from what programs run with and what
	// the server's entry sets.
	Strict bool
}

// doors are variables that are no secrets and lead to somebody who has them, or
// who acts for the user.
const doors = `SSH_AUTH_SOCK SSH_AGENT_PID SSH_ASKPASS GIT_ASKPASS SUDO_ASKPASS GPG_AGENT_INFO GNOME_KEYRING_CONTROL TMUX TMUX_PANE STY KITTY_LISTEN_ON
	WEZTERM_UNIX_SOCKET ALACRITTY_SOCKET I3SOCK SWAYSOCK HYPRLAND_INSTANCE_SIGNATURE VSCODE_IPC_HOOK VSCODE_IPC_HOOK_CLI VSCODE_GIT_IPC_HANDLE
	VSCODE_GIT_ASKPASS_MAIN VSCODE_GIT_ASKPASS_NODE VSCODE_GIT_ASKPASS_EXTRA_ARGS CLAUDE_CODE_SSE_PORT NVIM NVIM_LISTEN_ADDRESS EMACS_SERVER_FILE`

// credentialNames are variables whose names do not end like those of credentials.
const credentialNames = `AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_CREDENTIALS_FULL_URI
	AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_WEB_IDENTITY_TOKEN_FILE GOOGLE_APPLICATION_CREDENTIALS CLOUDSDK_AUTH_ACCESS_TOKEN AZURE_CLIENT_SECRET
	ARM_CLIENT_SECRET KUBECONFIG VAULT_TOKEN GITHUB_TOKEN GH_TOKEN GITLAB_TOKEN ACTIONS_RUNTIME_TOKEN ACTIONS_ID_TOKEN_REQUEST_TOKEN
	ACTIONS_ID_TOKEN_REQUEST_URL ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN CLAUDE_CODE_OAUTH_TOKEN OPENAI_API_KEY GEMINI_API_KEY GOOGLE_API_KEY
	HF_TOKEN PGPASSWORD MYSQL_PWD DATABASE_URL REDIS_URL MONGODB_URI`

// basic are variables that programs run with. A star stands for any rest.
const basic = `PATH Path HOME USER LOGNAME SHELL TERM COLORTERM LANG LANGUAGE LC_* TZ PWD TMPDIR TEMP TMP XDG_* DISPLAY WAYLAND_DISPLAY XAUTHORITY NO_COLOR FORCE_COLOR
	HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE
	CURL_CA_BUNDLE NODE_PATH NODE_ENV NVM_* FNM_* VOLTA_HOME PYENV_ROOT VIRTUAL_ENV CONDA_PREFIX PYTHONPATH PYTHONUNBUFFERED PYTHONIOENCODING GOPATH GOCACHE
	GOROOT CARGO_HOME RUSTUP_HOME JAVA_HOME DENO_DIR BUN_INSTALL PNPM_HOME PLAYWRIGHT_BROWSERS_PATH CHROME_PATH SystemRoot SystemDrive windir ComSpec
	PATHEXT USERPROFILE USERNAME USERDOMAIN HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA ProgramFiles ProgramFiles(x86) ProgramW6432 ProgramData
	CommonProgramFiles PUBLIC NUMBER_OF_PROCESSORS PROCESSOR_* OS LD_LIBRARY_PATH DYLD_* NIX_* LOCALE_ARCHIVE`

// ofRunners are variables that package runners need themselves.
var ofRunners = map[string]string{
	"npx": "npm_* NPM_* NODE_AUTH_TOKEN YARN_*", "npm": "npm_* NPM_* NODE_AUTH_TOKEN", "pnpm": "npm_* NPM_* NODE_AUTH_TOKEN PNPM_*", "pnpx": "npm_* NPM_* NODE_AUTH_TOKEN PNPM_*",
	"yarn": "npm_* NPM_* NODE_AUTH_TOKEN YARN_*", "bunx": "npm_* NPM_* NODE_AUTH_TOKEN BUN_*", "bun": "npm_* NPM_* NODE_AUTH_TOKEN BUN_*",
	"uvx": "UV_* PIP_*", "uv": "UV_* PIP_*", "pipx": "PIPX_* PIP_*", "docker": "DOCKER_* REGISTRY_AUTH_FILE", "podman": "REGISTRY_AUTH_FILE CONTAINER_* CONTAINERS_*",
	"deno": "DENO_*", "dotnet": "DOTNET_* NUGET_*", "cargo": "CARGO_*", "go": "GO*",
}

// For returns the environment of the server, and the names of the credentials
// that were held back.
//
// A variable that the program which started this one does not have, or has with
// another value, was set by the server's entry and is passed on. So is one that
// was named. What is left is inherited: of that, credentials that plainly belong
// to others stay behind. Where it is not known what is inherited, nothing does.
func (e *Environment) For() (env, held []string) {
	parent := make(map[string]bool, len(e.Parent))
	for _, v := range e.Parent {
		parent[v] = true
	}
	runner := strings.Fields(ofRunners[e.Runner])
	base := strings.Fields(basic)
	for _, v := range e.Own {
		name, value, ok := variable(v)
		switch {
		case !ok, named(name, e.Keep), named(name, runner), e.Parent != nil && !parent[v]:
		case e.Strict && !named(name, base):
			if credential(name, value) {
				held = append(held, name)
			}
			continue
		case e.Parent != nil && credential(name, value) && !e.concerns(name):
			held = append(held, name)
			continue
		}
		env = append(env, v)
	}
	return env, held
}

func variable(v string) (name, value string, ok bool) {
	i := strings.IndexByte(v[min(1, len(v)):], '=') // Windows has names that begin with a sign of equality
	if i < 0 {
		return "", "", false
	}
	return v[:i+1], v[i+2:], true
}

// named reports whether a name is one of a list. A star at the end stands for
// any rest, one at the beginning for any beginning.
func named(name string, list []string) bool {
	for _, p := range list {
		switch rest, ends := strings.CutPrefix(p, "*"); {
		case ends && strings.HasSuffix(rest, "*"):
			if strings.Contains(name, strings.TrimSuffix(rest, "*")) {
				return true
			}
		case ends:
			if strings.HasSuffix(name, rest) {
				return true
			}
		case strings.HasSuffix(p, "*"):
			if strings.HasPrefix(name, p[:len(p)-1]) {
				return true
			}
		case name == p:
			return true
		}
	}
	return false
}

// credential reports whether a variable opens doors: it is in the list, or its
// name or the form of its value says so.
func credential(name, value string) bool {
	if value == "" || strings.HasSuffix(strings.ToLower(name), "_proxy") {
		return false
	}
	if Door(name) || wordsOf(credentialNames, name) || says(name) && len(value) >= minValue && strings.Trim(value, "0123456789.") != "" {
		return true
	}
	if len(value) > maxValue {
		return false
	}
	if _, ok := secret.Named(name, value); ok {
		return true
	}
	return len(secret.Find(value)) > 0
}

// says reports whether a name says that it is of a credential. What is shorter
// than minValue is a switch.
func says(name string) bool {
	for _, end := range [...]string{"_TOKEN", "_SECRET", "_PASSWORD", "_PASSWD", "_PASSPHRASE", "_API_KEY", "_APIKEY", "_APITOKEN", "_ACCESS_KEY", "_SECRET_KEY",
		"_PRIVATE_KEY", "_SIGNING_KEY", "_ENCRYPTION_KEY", "_CREDENTIALS", "_COOKIE", "_PAT", "_AUTH", "_DSN", "_MNEMONIC", "_WEBHOOK_URL"} {
		if len(name) >= len(end) && strings.EqualFold(name[len(name)-len(end):], end) {
			return true
		}
	}
	return false
}

const minValue = 6

// Door reports whether a variable is no credential and leads to one.
func Door(name string) bool { return wordsOf(doors, name) }

// wordsOf reports whether a list of words has one.
func wordsOf(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}

// maxValue bounds the values that are looked at.
const maxValue = 16 << 10

// concerns reports whether a variable is about the server: GITHUB_TOKEN is, for
// a server called github-mcp.
func (e *Environment) concerns(name string) bool {
	for _, part := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '_' || r == '-' }) {
		if len(part) < 2 || wordsOf(plain, part) {
			continue
		}
		for _, w := range e.Words {
			if strings.Contains(strings.ToLower(w), part) && (len(part) > 3 || wordIn(strings.ToLower(w), part)) {
				return true
			}
		}
	}
	return false
}

// Files returns the variables that name a file or folder in which the server keeps
// what it knows, by a name that has a word of Words: MEMORY_FILE_PATH, for
// server-memory. The values have no more to say than that: they may be others'.
func (e *Environment) Files() (found []string) {
	for _, v := range e.Own {
		name, value, ok := variable(v)
		if !ok || len(value) > maxValue || !e.concerns(name) {
			continue
		}
		for _, end := range [...]string{"_FILE", "_FILE_PATH", "_FILEPATH", "_DB", "_DB_PATH", "_DATABASE_PATH", "_DATA_DIR", "_DATA_PATH", "_STORAGE_DIR", "_STORAGE_PATH", "_STORE_PATH"} {
			if len(name) > len(end) && strings.EqualFold(name[len(name)-len(end):], end) {
				found = append(found, v)
				break
			}
		}
	}
	return found
}

// plain are words that say what a variable is and not whose.
const plain = ` api key keys token tokens secret access auth id client url uri password pass pwd passwd user username private personal session bearer oauth
	refresh app application service account server mcp host port db database file path the for my config credentials credential login run runtime request `

// wordIn reports whether a short word stands in a text on its own: gh in
// "gh-server", not in "thoughts".
func wordIn(text, word string) bool {
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i:i+len(word)] == word && (i == 0 || !letter(text[i-1])) && (i+len(word) == len(text) || !letter(text[i+len(word)])) {
			return true
		}
	}
	return false
}
