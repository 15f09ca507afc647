package launch

import (
	"fmt"
	"strings"
	"testing"
)

func TestUnderstand(t *testing.T) {
	for command, want := range map[string]string{
		"npx -y @modelcontextprotocol/server-filesystem /home/ada":            "npm:@modelcontextprotocol/server-filesystem ",
		"npx -y @acme/tools@1.2.3":                                            "npm:@acme/tools 1.2.3",
		"npx --yes -p tavily-mcp@latest tavily-mcp":                           "npm:tavily-mcp latest",
		"npx --registry https://r.example.com -y tavily-mcp":                  "npm:tavily-mcp ",
		"npx --package=tavily-mcp run":                                        "npm:tavily-mcp ",
		"npm exec -y -- tavily-mcp":                                           "npm:tavily-mcp ",
		"pnpm dlx tavily-mcp":                                                 "npm:tavily-mcp ",
		"cmd /c npx -y tavily-mcp":                                            "npm:tavily-mcp ",
		`C:\Windows\System32\cmd.exe /C npx.cmd -y tavily-mcp`:                "npm:tavily-mcp ",
		"env A=b npx tavily-mcp":                                              "npm:tavily-mcp ",
		"sudo -u ada npx tavily-mcp":                                          "npm:tavily-mcp ",
		"uvx mcp-server-git --repository .":                                   "pypi:mcp-server-git ",
		"uvx --python 3.12 mcp-server-git==2025.1.1":                          "pypi:mcp-server-git 2025.1.1",
		"uvx --from mcp-server-git[all]@1.0 git":                              "pypi:mcp-server-git 1.0",
		"uvx --from git+https://github.com/o/r r":                             "address:git+https://github.com/o/r ",
		"uv tool run mcp-server-time":                                         "pypi:mcp-server-time ",
		"pipx run --spec mcp-server-time x":                                   "pypi:mcp-server-time ",
		"npx -y github:o/r":                                                   "address:github:o/r ",
		"npx o/r":                                                             "address:o/r ",
		"docker run -i --rm mcp/time":                                         "oci:docker.io/mcp/time ",
		"docker run -i --rm -e KEY -v /a:/b ghcr.io/o/i:1.2 --flag":           "oci:ghcr.io/o/i 1.2",
		"podman run -i --rm -e KEY=1 alpine@sha256:abc":                       "oci:docker.io/library/alpine sha256:abc",
		"docker --context x run --mount type=bind,src=/a,dst=/b -it r:5000/i": "oci:r:5000/i ",
		"node --enable-source-maps dist/index.js --stdio":                     "program:dist/index.js ",
		"node -r ./hook.js /srv/a.js":                                         "program:/srv/a.js ",
		"python3.12 -m my_server":                                             "program:my_server ",
		"/usr/local/bin/server --stdio":                                       "program:/usr/local/bin/server ",
		"uv --directory /srv run server.py":                                   "program:uv ",
	} {
		s := Understand(strings.Fields(command))
		if got := s.Identity() + " " + s.Version; got != want {
			t.Errorf("%s: %s, want %s (%+v)", command, got, want, s)
		}
	}
	for _, c := range [][]string{{"sh", "-c", "exec npx -y tavily-mcp"}, {"bash", "-lc", "npx tavily-mcp --x"}, {"cmd", "/c", "npx tavily-mcp"}} {
		if s := Understand(c); s.Identity() != "npm:tavily-mcp" {
			t.Errorf("%q: %+v", c, s)
		}
	}
	if s := Understand([]string{"bash", "-c", "cd /x && npx y"}); s.Script != "cd /x && npx y" || s.Shell != "bash" {
		t.Errorf("%+v", s)
	}
	Understand(nil)
	Understand(strings.Fields(strings.Repeat("env ", 1000)))
}

func TestImitations(t *testing.T) {
	for _, c := range []struct {
		from  Source
		name  string
		known string
	}{
		{NPM, "@modelcontextprotocoI/server-filesystem", "@modelcontextprotocol/server-filesystem"},
		{NPM, "@modelcontextprotcol/server-github", "@modelcontextprotocol/server-github"},
		{NPM, "@model-context-protocol/server-memory", "@modelcontextprotocol/server-memory"},
		{NPM, "@rnodelcontextprotocol/server-slack", "@modelcontextprotocol/server-slack"},
		{NPM, "@modelcontextprotocols/server-anything", "@modelcontextprotocol/"},
		{NPM, "server-filesystem", "@modelcontextprotocol/server-filesystem"},
		{NPM, "modelcontextprotocol-server-postgres", "@modelcontextprotocol/server-postgres"},
		{NPM, "modelcontextprotocol-server-new", "@modelcontextprotocol/"},
		{NPM, "server-filesytem", "@modelcontextprotocol/server-filesystem"},
		{NPM, "@playwrigth/mcp", "@playwright/mcp"},
		{NPM, "@upstahs/context7-mcp", "@upstash/context7-mcp"},
		{NPM, "@stripe-official/mcp", "@stripe/mcp"},
		{NPM, "tavliy-mcp", "tavily-mcp"}, {NPM, "tavily_mcp", "tavily-mcp"}, {NPM, "firecrawl-mcp-official", "firecrawl-mcp"},
		{NPM, "firecrawll-mcp", "firecrawl-mcp"}, {NPM, "mcp-remoote", "mcp-remote"}, {NPM, "mpc-remote", "mcp-remote"},
		{PyPI, "mcp-server-gti", "mcp-server-git"}, {PyPI, "mcp-sever-git", "mcp-server-git"}, {PyPI, "mcp_server_fecth", "mcp-server-fetch"},
		{PyPI, "mcpservergit", "mcp-server-git"}, {PyPI, "fastmpc", ""}, {PyPI, "mcp-server-sqllite", "mcp-server-sqlite"},
		{PyPI, "mcp-server-g1t", "mcp-server-git"}, {PyPI, "mcp-server-fetch-secure", "mcp-server-fetch"},
		{OCI, "docker.io/mpc/time", "docker.io/mcp/time"}, {OCI, "ghrc.io/github/github-mcp-server", "ghcr.io/github/github-mcp-server"},
		{OCI, "ghcr.io/qithub/github-mcp-server", "ghcr.io/github/github-mcp-server"},
		{OCI, "ghcr.io/github-official/github-mcp-server", "ghcr.io/github/github-mcp-server"},
	} {
		like, ok := Imitates(c.from, c.name)
		if c.known == "" {
			continue
		}
		if !ok || !like.Clear || !strings.HasPrefix(like.Known, c.known) {
			t.Errorf("%s %s: %v %+v, want %s", c.from, c.name, ok, like, c.known)
		}
	}
}

func TestNoImitations(t *testing.T) {
	for _, c := range []struct {
		from  Source
		names string
	}{
		{NPM, `@modelcontextprotocol/server-filesystem @modelcontextprotocol/server-brand-new @acme/mcp @acme/server-filesystem
			@ada/server-filesystem @ada-lovelace/playwright-mcp my-mcp-server mcp-server-weather motion-mcp @motion/mcp git-mcp-server
			@acme-corp/mcp-server-git @acme/notion-mcp-server filesystem-mcp mcp-filesystem server-weather mcp-server-gist
			@stack/mcp @sentinel/mcp-server linear-mcp slack-mcp-server black-mcp mcp-proxy-server mcp-remote-server mcp-router
			@modelfarm/mcp @protocol/server-github context8 typescript-mcp-server mcp-server-fetch-typescript tavily-search
			@azure-samples/mcp @stripes/other-thing exa-server figma-mcp @primer/mcp @sveltejs/kit nx cowsay create-react-app @vue/mcp
			@netlify-labs/x @snake/mcp obsidian-mcp-server mcp-obsidian-advanced n8n-nodes-mcp @linear-labs/mcp @tavilytics/mcp`},
		{PyPI, `mcp_server_git mcp.server.time mcp-server-gist mcp-server-gitea mcp-server-timer my-server mcp-server-weather fastapi
			mcp-server-postgres arxiv-server mcp-server-stack mcp-server-git-ext mcp-server-fetch-python mcp-client blender-tools
			mcp-server-sql mcp-server-redis acme-mcp-server mcp-servers mcp2 mcp-cli`},
		{OCI, `docker.io/mcp/time docker.io/mcp/anything docker.io/acme/time docker.io/library/alpine ghcr.io/ada/github-mcp-server
			registry.example.com/mcp/time docker.io/acme/github-mcp-server quay.io/acme/x localhost/mcp/time docker.io/mcpx/server`},
	} {
		for name := range strings.FieldsSeq(c.names) {
			if like, ok := Imitates(c.from, name); ok {
				t.Errorf("%s %s is taken for %+v", c.from, name, like)
			}
		}
	}
	// What is merely suspicious says so.
	if like, ok := Imitates(NPM, "mcp-server-fetch"); !ok || like.Clear || like.From != PyPI {
		t.Errorf("%+v", like)
	}
	Imitates(NPM, strings.Repeat("a", 100_000))
}

func TestMessage(t *testing.T) {
	l := Launch{Command: []string{"npx", `"<é>`, "a\nb"}, Env: []string{"A=b"}}
	m := string(l.Message())
	if !strings.Contains(m, `"method":"mcp-watchdog/launch"`) {
		t.Error(m)
	}
	if got, ok := Read(Marker + string(encode(&l))); !ok || fmt.Sprint(got) != fmt.Sprint(l) {
		t.Errorf("%+v", got)
	}
	if _, ok := Read("npx"); ok {
		t.Error("any text is a launch")
	}
}

func TestMounts(t *testing.T) {
	got := fmt.Sprint(Mounts([]string{"run", "-v", "/:/host", "--volume=/a:/b:ro", "-v/c:/d", "--mount", "type=bind,src=/e,dst=/f", `-v`, `C:\x:/y`, "-v", "name"}))
	if got != `[{/ /host} {/a /b:ro} {/c /d} {/e /f} {C:\x /y}]` {
		t.Error(got)
	}
}
