#!/usr/bin/env bash
# Installs the published MCP servers and clients that the tests in this
# directory talk to, by name and exact version:
#
#   e2e/install-peers.sh DIR
#   MCP_WATCHDOG_PEERS=DIR go test ./e2e
#
# Needs Go, and Node.js 20 or newer with npm. Nothing is installed outside DIR
# (and the caches of Go and npm). A second run with the same versions does
# nothing.
set -euo pipefail

if [ $# -ne 1 ]; then
  echo "usage: $0 DIR" >&2
  exit 2
fi

npm_packages=(
  @modelcontextprotocol/server-everything@2026.8.31
  @modelcontextprotocol/server-filesystem@2026.8.31
  @modelcontextprotocol/server-memory@2026.8.31
  @modelcontextprotocol/server-sequential-thinking@2026.8.31
  @modelcontextprotocol/inspector@2.12.0
)
go_programs=( # name to install as, package@version
  "everything-server github.com/modelcontextprotocol/go-sdk/conformance/everything-server@v1.8.0"
  "listfeatures github.com/modelcontextprotocol/go-sdk/examples/client/listfeatures@v1.8.0"
  "mcpgo-everything github.com/mark3labs/mcp-go/examples/everything@v1.2.1"
)

mkdir -p "$1"
dir=$(cd "$1" && pwd)
wanted=$(printf '%s\n' "${npm_packages[@]}" "${go_programs[@]}")
if [ "$(cat "$dir/installed" 2>/dev/null || true)" = "$wanted" ]; then
  echo "the MCP peers are already in $dir"
  exit 0
fi
for tool in go node npm; do
  if ! command -v "$tool" >/dev/null; then
    echo "$0 needs $tool; install it and run this again" >&2
    exit 1
  fi
done
rm -rf "$dir/installed" "$dir/npm" "$dir/bin"
mkdir -p "$dir/npm" "$dir/bin"

# --ignore-scripts: no package here needs its install scripts, so none may run.
(
  cd "$dir/npm"
  echo '{"private": true}' >package.json
  npm install --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error "${npm_packages[@]}"
)

suffix=$(go env GOEXE)
for entry in "${go_programs[@]}"; do
  read -r name package <<<"$entry"
  program=${package%@*}
  staging=$(mktemp -d "$dir/bin/staging.XXXXXX") # two of the packages share a base name
  GOBIN=$staging GOFLAGS='' go install "$package"
  mv "$staging/${program##*/}$suffix" "$dir/bin/$name$suffix"
  rmdir "$staging"
done

printf '%s\n' "$wanted" >"$dir/installed"
echo "the MCP peers are in $dir"
