package detect

import (
	"fmt"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
)

// package_typosquat: a launch command that runs a package or image which is
// named like a well-known MCP server and is not it. Registries are full of
// them: a letter off, the scope left out, "official" added.

var (
	packageTyposquat = &finding.Rule{
		ID: "package_typosquat", Class: "supply_chain", Severity: finding.High,
		Title:     "the command runs a package that imitates a well-known one",
		Catches:   "Commands (npx, bunx, npm exec, pnpm dlx, uvx, uv tool run, pipx, docker run) whose package or image is a slip away from a well-known MCP server: letters swapped, doubled, left out or next to each other on the keyboard, characters that look alike, other separators, a scope that is off by a little or left out, the real name with \"official\" or \"fixed\" added. The server is not started.",
		Example:   "npx -y @modelcontextprotocoI/server-filesystem (with a capital I for the l)",
		Misses:    "Imitations of packages that are not in the built-in list, names of other people that are merely similar (a scope of their own is theirs), and packages that are well known and bad all the same.",
		Exception: "If the package is the one you want, name it under launch.allow in the configuration: packages, images, or @scope/*.",
	}
	maliciousPackage = &finding.Rule{
		ID: "malicious_package", Class: "supply_chain", Severity: finding.Critical,
		Title:     "the command runs a package that is known to be malicious",
		Catches:   "Commands that run one of a few packages that were found to steal or to open back doors. The server is not started.",
		Example:   "npx -y postmark-mcp",
		Misses:    "Everything that is not in the short built-in list. It does not replace a scanner.",
		Exception: "Name the package under launch.allow in the configuration.",
	}
)

func detectPackageTyposquat(t *Text) {
	l, ok := launch.Read(t.Text())
	if !ok {
		return
	}
	spec := launch.Understand(l.Command)
	for i, p := range spec.Packages {
		if i == maxPackages {
			break
		}
		name, _ := launch.SplitPackage(spec.Source, p)
		if spec.Source == launch.OCI {
			name, _ = launch.SplitImage(p)
		}
		if allowed(l.Allow, name) {
			continue
		}
		if t.malicious(spec.Source, name) {
			continue
		}
		like, ok := launch.Imitates(spec.Source, name)
		if !ok {
			continue
		}
		f := finding.Finding{Rule: packageTyposquat, Severity: finding.High, Seen: finding.Mask(name)}
		f.Why = fmt.Sprintf("the package to run is not %s but looks like it (%s); if you meant that one, write %s, and if this one is right, add it to launch.allow",
			shownName(like), like.How, shownName(like))
		if !like.Clear {
			f.Severity = finding.Medium
			f.Why = fmt.Sprintf("the package to run is %s (%s); that one is run with: %s", like.How, shownName(like), runs(like))
		}
		t.Report(f, nil, "")
	}
}

// maxPackages bounds how many packages of one command are judged.
const maxPackages = 32

func (t *Text) malicious(from launch.Source, name string) bool {
	for _, b := range launch.Bad {
		if b.Source == from && b.Name == name {
			t.Report(finding.Finding{
				Rule: maliciousPackage, Severity: finding.Critical, Seen: finding.Mask(name),
				Why: "the package to run " + b.Why + "; use " + b.Instead,
			}, nil, "")
			return true
		}
	}
	return false
}

// shownName is a well-known name as people write it.
func shownName(like launch.Likeness) string {
	return strings.TrimPrefix(like.Known, "docker.io/")
}

func runs(like launch.Likeness) string {
	switch like.From {
	case launch.PyPI:
		return "uvx " + like.Known
	case launch.OCI:
		return "docker run -i --rm " + shownName(like)
	}
	return "npx -y " + like.Known
}

// allowed reports whether the user vouches for a package.
func allowed(list []string, name string) bool {
	for _, a := range list {
		if a == name || strings.HasSuffix(a, "/*") && strings.HasPrefix(name, a[:len(a)-1]) || strings.TrimPrefix(name, "docker.io/") == a {
			return true
		}
	}
	return false
}
