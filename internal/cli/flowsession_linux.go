package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// launcher returns the parent of a process that is a shell running one command,
// or another launcher.
func launcher(pid int) (parent int, ok bool) {
	cmdline, err := os.ReadFile(procFile(pid, "cmdline"))
	if err != nil {
		return 0, false
	}
	args := strings.Split(strings.TrimRight(string(cmdline), "\x00"), "\x00")
	name := filepath.Base(args[0])
	runs := len(args) > 1 && slices.Contains(launchers, name) && !strings.HasPrefix(args[0], "-")
	for _, a := range args[1:min(len(args), 3)] { // node /usr/bin/npx ...
		runs = runs || name == "node" && (filepath.Base(a) == "npx" || filepath.Base(a) == "npx-cli.js" || filepath.Base(a) == "npm-cli.js")
	}
	if !runs {
		return 0, false
	}
	fields := statOf(pid)
	if len(fields) < 2 {
		return 0, false
	}
	parent, err = strconv.Atoi(fields[1])
	return parent, err == nil
}

// startOf says when a process was started: ticks since this boot.
func startOf(pid int) string {
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id") // without it ids of processes may come again after a boot
	if fields := statOf(pid); len(fields) > 19 {
		return fields[19] + " " + strings.TrimSpace(string(boot))
	}
	return strings.TrimSpace(string(boot))
}

// statOf returns the fields of a process behind its name.
func statOf(pid int) []string {
	stat, err := os.ReadFile(procFile(pid, "stat"))
	if err != nil {
		return nil
	}
	return strings.Fields(string(stat)[strings.LastIndexByte(string(stat), ')')+1:])
}

func procFile(pid int, name string) string { return "/proc/" + strconv.Itoa(pid) + "/" + name }
