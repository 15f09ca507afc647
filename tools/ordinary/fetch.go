package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// lot is how many npm packages are installed together: one that has gone
// costs its lot only the installation of the others anew.
const lot = 20

// fetch gets the packages of a list with the clients of their registries and
// unpacks them into a folder. No code of a package runs. A package that is not
// to be had is reported on standard error and left out. What is there already
// is not fetched again.
func fetch(list, into string) error {
	names, err := readList(list)
	if err != nil {
		return err
	}
	into, err = filepath.Abs(into)
	if err != nil {
		return err
	}
	for i := 0; i < len(names["npm"]); i += lot {
		some := names["npm"][i:min(i+lot, len(names["npm"]))]
		if err := fetchNpm(filepath.Join(into, "npm", fmt.Sprintf("%03d", i/lot)), some); err != nil {
			return err
		}
	}
	if err := fetchDebian(filepath.Join(into, "debian"), names["debian"]); err != nil {
		return err
	}
	return fetchGo(filepath.Join(into, "go"), names["go"])
}

// readList returns the names of a list by their kind. Empty lines and lines
// that begin with # are nothing.
func readList(name string) (map[string][]string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	names := map[string][]string{}
	s := bufio.NewScanner(file)
	for n := 1; s.Scan(); n++ {
		fields := strings.Fields(s.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		known := fields[0] == "npm" || fields[0] == "debian" || fields[0] == "go"
		if !known || len(fields) != 2 || strings.HasPrefix(fields[1], "-") {
			return nil, fmt.Errorf("%s:%d: want npm NAME, debian NAME or go MODULE", name, n)
		}
		names[fields[0]] = append(names[fields[0]], fields[1])
	}
	return names, s.Err()
}

// fetchNpm installs packages with all that they need, without running any of
// their scripts.
func fetchNpm(folder string, names []string) error {
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err == nil {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private":true}`), 0o644); err != nil {
		return err
	}
	install := []string{"install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock",
		"--omit=optional", "--omit=peer", "--legacy-peer-deps"}
	if client(folder, nil, "npm", append(install, names...)...) == nil {
		return nil
	}
	for _, name := range names {
		if err := client(folder, nil, "npm", append(install, name)...); err != nil {
			fmt.Fprintf(os.Stderr, "left out: npm %s: %v\n", name, err)
		}
	}
	return nil
}

// fetchDebian downloads packages and unpacks them with their control files,
// which hold the questions that they ask when they are installed.
func fetchDebian(folder string, names []string) error {
	archives := filepath.Join(folder, "archives")
	if err := os.MkdirAll(archives, 0o755); err != nil {
		return err
	}
	for _, name := range names {
		to := filepath.Join(folder, name)
		if _, err := os.Stat(to); err == nil {
			continue
		}
		err := client(archives, nil, "apt-get", "download", name)
		found, _ := filepath.Glob(filepath.Join(archives, name+"_*.deb"))
		if err == nil && len(found) == 1 {
			err = client(archives, nil, "dpkg-deb", "-R", found[0], to)
		}
		if err != nil || len(found) != 1 {
			fmt.Fprintf(os.Stderr, "left out: debian %s: %v\n", name, err)
		}
	}
	return nil
}

// fetchGo downloads modules alone, without those that they need.
func fetchGo(folder string, names []string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	env := []string{"GOMODCACHE=" + folder, "GOFLAGS=-modcacherw"}
	for _, name := range names {
		if err := client(folder, env, "go", "mod", "download", name+"@latest"); err != nil {
			fmt.Fprintf(os.Stderr, "left out: go %s: %v\n", name, err)
		}
	}
	return nil
}

func client(folder string, env []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stderr = folder, append(os.Environ(), env...), os.Stderr
	return cmd.Run()
}
