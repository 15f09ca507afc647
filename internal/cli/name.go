package cli

import (
	"path"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// maxServerName bounds the name of a server, in runes.
const maxServerName = 64

// serverName guesses a readable name for the server that command starts: the
// package that a package runner is told to run, the image that a container
// engine is told to run, the script that an interpreter is told to run, and
// otherwise the command's own base name. What it cannot understand costs
// nothing but a plain name: --name says it better.
func serverName(command []string) string {
	if len(command) == 0 {
		return "server"
	}
	name := ""
	program, args := baseName(command[0]), command[1:]
	switch program {
	case "npx", "bunx", "uvx":
		name = runnerPackage(args, nil)
	case "npm", "pnpm", "yarn", "bun", "uv", "pipx", "go", "deno":
		name = runnerPackage(args, verbs)
	case "docker", "podman", "nerdctl":
		name = image(args)
	case "node", "python", "python3", "py", "ruby", "tsx", "ts-node", "php", "java":
		name = script(args)
	case "env", "cmd", "sh", "bash", "zsh", "pwsh", "powershell", "nice", "nohup", "sudo", "time":
		if rest := innerCommand(args); len(rest) > 0 {
			return serverName(rest)
		}
	}
	if name == "" {
		name = program
	}
	if name = finding.Redact(name, maxServerName); name == "" {
		return "server"
	}
	return name
}

// baseName is the last element of a command or path of either kind of system,
// without the extension of a program or shell script.
func baseName(command string) string {
	name := path.Base(strings.ReplaceAll(command, `\`, "/"))
	for _, ext := range []string{".exe", ".cmd", ".bat", ".ps1", ".sh"} {
		if n := len(name) - len(ext); n > 0 && strings.EqualFold(name[n:], ext) {
			return name[:n]
		}
	}
	return name
}

// runnerValues are flags of package runners that take the next argument.
var runnerValues = []string{"--with", "--python", "--index-url", "--registry", "-w", "--workspace", "--cache"}

// verbs stand between a package manager and the package: `npm exec`, `pnpm dlx`,
// `bun x`, `uv tool run`, `go run`.
var verbs = []string{"exec", "x", "dlx", "run", "tool", "start"}

// runnerPackage is the package in the arguments of npx, uvx and the like. With
// several names (`npx -p PACKAGE COMMAND`) the command is the better one. skip
// are words that are no packages.
func runnerPackage(args, skip []string) string {
	named, folder := "", ""
	for i := 0; i < len(args); i++ {
		a := args[i]
		value := ""
		if i+1 < len(args) {
			value = args[i+1]
		}
		switch {
		case a == "-p" || a == "--package" || a == "--from" || a == "--spec":
			named = value
			i++
		case a == "--directory" || a == "--project" || a == "--prefix":
			folder = value
			i++
		case slices.Contains(runnerValues, a):
			i++
		case a == "-m":
			return packageName(value)
		case a == "python" || a == "python3" || a == "node":
			return script(args[i+1:])
		case a == "--" || strings.HasPrefix(a, "-"):
		case slices.Contains(skip, a):
		default:
			name := packageName(a)
			if folder != "" && slices.Contains(dull, name) {
				return telling(folder)
			}
			return name
		}
	}
	return packageName(named)
}

// packageName takes scope, path and version off a package name:
// @scope/name@1.2, name==1.2, name[extra], example.com/x/name@latest, a git URL.
func packageName(name string) string {
	if i := strings.IndexAny(name, "=<>~[;#?"); i > 0 {
		name = name[:i]
	}
	if i := strings.LastIndexByte(name, '@'); i > 0 && !strings.Contains(name[i:], "/") {
		name = name[:i]
	}
	name = strings.TrimSuffix(name, ".git")
	if strings.HasSuffix(name, ".js") || strings.HasSuffix(name, ".py") || strings.HasSuffix(name, ".ts") {
		return script([]string{name})
	}
	if name = baseName(name); name == "." || name == "/" {
		return ""
	}
	return name
}

// engineFlags are flags of `docker run` that stand alone; any other flag
// without an equals sign takes the next argument.
var engineFlags = []string{
	"-i", "-t", "-it", "-ti", "-d", "-P", "--rm", "--init", "--interactive", "--tty", "--detach", "--privileged", "--read-only",
	"--no-healthcheck", "--publish-all", "--quiet", "-q", "--sig-proxy", "--oom-kill-disable",
}

// image is the last part of the image in the arguments of docker, without
// registry, tag and digest.
func image(args []string) string {
	run := slices.Index(args, "run")
	if run < 0 {
		return ""
	}
	for i := run + 1; i < len(args); i++ {
		a := args[i]
		switch {
		case !strings.HasPrefix(a, "-"):
			a, _, _ = strings.Cut(a, "@")
			a = path.Base(a)
			a, _, _ = strings.Cut(a, ":")
			return a
		case !slices.Contains(engineFlags, a) && !strings.Contains(a, "="):
			i++
		}
	}
	return ""
}

// dull are names that say nothing about a server; the folder says more.
var dull = []string{"index", "main", "server", "cli", "__main__", "app", "start", "dist", "build", "src", "lib", "bin", "out"}

// script is the script or module that an interpreter is told to run.
func script(args []string) string {
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "-m" && i+1 < len(args):
			return packageName(args[i+1])
		case a == "-jar" || a == "-u" || a == "--":
		case a == "-r" || a == "--require" || a == "--import" || a == "--loader" || a == "-W" || a == "-X":
			i++
		case a == "-c" || a == "-e" || a == "--eval" || a == "-p":
			return ""
		case strings.HasPrefix(a, "-"):
		default:
			return telling(a)
		}
	}
	return ""
}

// telling is the innermost element of a path that is not dull.
func telling(file string) string {
	file = strings.ReplaceAll(file, `\`, "/")
	first := ""
	for file != "" && file != "." && file != "/" {
		name := path.Base(file)
		if first == "" {
			name = strings.TrimSuffix(name, path.Ext(name))
			first = name
		}
		if !slices.Contains(dull, name) && name != ".." && !strings.HasSuffix(name, ":") {
			return name
		}
		file = path.Dir(strings.TrimRight(file, "/"))
	}
	return first
}

// innerCommand is the command that env, a shell or cmd is told to run, as far
// as it stands in arguments of its own.
func innerCommand(args []string) []string {
	for i, a := range args {
		switch {
		case strings.HasPrefix(a, "-"), strings.HasPrefix(a, "/") && len(a) <= 2, strings.Contains(a, "="):
		case strings.ContainsAny(a, " \t\n;|&"):
			return nil // a whole line of shell
		default:
			return args[i:]
		}
	}
	return nil
}
