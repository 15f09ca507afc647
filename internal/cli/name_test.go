package cli

import (
	"strings"
	"testing"
)

func TestServerName(t *testing.T) {
	for line, want := range map[string]string{
		"npx -y @modelcontextprotocol/server-filesystem /home/me":                 "server-filesystem",
		"npx -y @modelcontextprotocol/server-filesystem@1.2.3 /home":              "server-filesystem",
		"npx some-mcp@latest --flag":                                              "some-mcp",
		"npx -p @scope/tools@2 tools-mcp":                                         "tools-mcp",
		"npx --package=@scope/tools tools-mcp":                                    "tools-mcp",
		"npx.cmd -y mcp-x":                                                        "mcp-x",
		"/usr/local/bin/npx --yes mcp-x":                                          "mcp-x",
		`C:\Program\npx.cmd -y mcp-x`:                                             "mcp-x",
		"cmd /c npx -y @a/mcp-x":                                                  "mcp-x",
		"npm exec -- @a/mcp-x":                                                    "mcp-x",
		"pnpm dlx @a/mcp-x":                                                       "mcp-x",
		"bun x mcp-x":                                                             "mcp-x",
		"uvx mcp-server-git==0.6.2 --repository .":                                "mcp-server-git",
		"uvx mcp-server-git[extra]@latest":                                        "mcp-server-git",
		"uvx --from git+https://github.com/o/repo.git mcp-thing":                  "mcp-thing",
		"uvx --from mcp-alone":                                                    "mcp-alone",
		"uv tool run mcp-server-time":                                             "mcp-server-time",
		"uv --directory /srv/weather run server.py":                               "weather",
		"uv run --directory /srv/weather weather.py":                              "weather",
		"uv run --with mcp python -m weather_mcp":                                 "weather_mcp",
		"go run example.com/x/mcp-y@latest":                                       "mcp-y",
		"docker run -i --rm mcp/filesystem":                                       "filesystem",
		"docker run -i --rm -e TOKEN ghcr.io/github/github-mcp-server:v1 stdio":   "github-mcp-server",
		"docker run -i --rm --mount type=bind,src=/a,dst=/b mcp/fs@sha256:abcdef": "fs",
		"docker run -i --name box --env=A=b localhost:5000/mcp/time:latest":       "time",
		"podman run -it mcp/time":                                                 "time",
		"docker ps":                                                               "docker",
		"python -m mcp_server_sqlite --db x":                                      "mcp_server_sqlite",
		"python3 -u /srv/weather/server.py":                                       "weather",
		"node /opt/mcp/everything/dist/index.js stdio":                            "everything",
		"node --import tsx src/tools.ts":                                          "tools",
		"node index.js":                                                           "index",
		"node -e console.log(1)":                                                  "node",
		"env A=b C=d npx -y mcp-x":                                                "mcp-x",
		"/opt/bin/my-server --flag":                                               "my-server",
		`C:\tools\my-server.exe`:                                                  "my-server",
		"./server":                                                                "server",
		"":                                                                        "server",
		"sh -c x|y":                                                               "sh",
		"npx":                                                                     "npx",
		"uvx --from":                                                              "uvx",
		"docker run --token ghp_" + strings.Repeat("Zz9", 12):                     "docker",
	} {
		if got := serverName(strings.Fields(line)); got != want {
			t.Errorf("serverName(%s) = %q, want %q", line, got, want)
		}
	}
}

func TestServerNameIsMaskedAndShort(t *testing.T) {
	secret := "ghp_" + strings.Repeat("Zz9", 12)
	for _, command := range [][]string{{secret}, {"npx", secret}, {"docker", "run", secret}, {"\x1b[31mred"}, {strings.Repeat("long", 100)}} {
		got := serverName(command)
		if strings.Contains(got, secret) || strings.ContainsRune(got, 0x1b) || len([]rune(got)) > maxServerName || got == "" {
			t.Errorf("serverName(%q) = %q", command, got)
		}
	}
}
