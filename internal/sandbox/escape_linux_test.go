//go:build amd64 || arm64

package sandbox

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

const roleRun = "run-in-sandbox" // HOW COMMAND ARGS...: HOW is on, closed (with a limited network), monitor or off

func TestMain(m *testing.M) {
	if len(os.Args) > 3 && os.Args[1] == roleRun {
		os.Exit(runConfined(os.Args[2], os.Args[3:]))
	}
	code := m.Run()
	if programDir != "" {
		os.RemoveAll(programDir)
	}
	os.Exit(code)
}

// worldScope is that of a server whose working folder is W/proj.
func worldScope(w string) *scope.Scope {
	p := scope.Default(scope.Machine{System: scope.Linux, Home: w + "/home", Dir: w + "/proj", Temp: []string{w + "/tmp"}, Nesting: true, Names: []string{"weather-mcp"}})
	p.Places = append(p.Places, scope.Place{Path: w + "/out/docker.sock", Write: scope.Deny, Closed: true, Kind: scope.Engine})
	return p.Compile()
}

// runConfined plays the proxy: a process of its own, so that it can be another
// user's.
func runConfined(how string, command []string) int {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if how == "off" {
		_ = cmd.Run()
		return 0
	}
	out, err := os.Create(os.Getenv("EVENTS"))
	if err != nil {
		fmt.Println(err)
		return 9
	}
	events := json.NewEncoder(out)
	runtime.LockOSThread() // the server ends with it
	if os.Getenv("UNREST") != "" {
		go func() {
			for {
				runtime.GC() // interrupts every thread again and again
			}
		}()
	}
	var l Launcher
	within := worldScope(os.Getenv("W"))
	if how == "closed" {
		within = limitedScope(os.Getenv("W"), os.Getenv("OPEN"))
	}
	spec := Spec{Scope: within, Monitor: how == "monitor", Tell: func(e Event) { _ = events.Encode(e) }}
	if err := l.Start(cmd, spec, Probe()); err != nil {
		fmt.Println("start:", err)
		return 9
	}
	_ = cmd.Wait()
	l.Drain()
	return 0
}

var worlds atomic.Int32

// world is a place to do harm in.
type world struct {
	dir      string
	victim   *exec.Cmd
	docker   net.Listener
	abstract net.Listener
	called   atomic.Int32
	before   string
	terminal string
	segment  int
}

func newWorld(t *testing.T, uid int) *world {
	t.Helper()
	w := &world{dir: t.TempDir()}
	os.Chmod(filepath.Dir(w.dir), 0o755)
	files := map[string]string{
		"home/.ssh/id_rsa": "TOPSECRET", "home/.bashrc": "# mine\n", "home/.cursor/mcp.json": "{\"TOPSECRET\":1}", "home/notes.txt": "notes\n",
		"out/victim.txt": "untouched", "proj/a.txt": "a", "proj/.mcp.json": "{\"TOPSECRET\":2}", "proj/deep/.cursor/mcp.json": "{\"TOPSECRET\":3}", "proj/.git/hooks/sample": "s", "proj/.git/config": "[core]\n", "tmp/t": "",
	}
	for name, text := range files {
		path := filepath.Join(w.dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	os.Mkdir(w.dir+"/out/empty", 0o755)
	os.Mkdir(w.dir+"/proj/m", 0o755)
	w.docker, w.abstract = w.listen(t, w.dir+"/out/docker.sock"), w.listen(t, fmt.Sprintf("@mcp-watchdog-%d-%d", os.Getpid(), worlds.Add(1)))
	w.victim = exec.Command("sleep", "60")
	w.victim.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if uid != os.Geteuid() {
		w.victim.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}
	}
	if err := w.victim.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.victim.Process.Kill(); w.victim.Wait() })
	if uid != os.Geteuid() {
		filepath.WalkDir(w.dir, func(path string, _ fs.DirEntry, _ error) error { return os.Lchown(path, uid, uid) })
	}
	w.terminal = w.openTerminal(t, uid)
	w.segment = shareMemory(t, uid)
	w.before = w.state()
	return w
}

// openTerminal is a terminal of somebody else's; what is written there is harm.
func (w *world) openTerminal(t *testing.T, uid int) string {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return ""
	}
	t.Cleanup(func() { screen.Close() })
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	name := "/dev/pts/" + strconv.Itoa(n)
	if err = errors.Join(err, unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0), os.Chown(name, uid, uid)); err != nil {
		t.Log(err)
		return ""
	}
	go func() {
		if n, _ := screen.Read(make([]byte, 8)); n > 0 {
			w.called.Add(1)
		}
	}()
	return name
}

// shareMemory makes memory that this process shares with its user's others.
func shareMemory(t *testing.T, uid int) (id int) {
	t.Helper()
	id, err := unix.SysvShmGet(unix.IPC_PRIVATE, 4096, 0o600)
	if err != nil {
		t.Log(err)
		return -1
	}
	t.Cleanup(func() { _, _ = unix.SysvShmCtl(id, unix.IPC_RMID, nil) })
	if m, err := unix.SysvShmAttach(id, 0, 0); err == nil {
		copy(m, "TOPSECRET\x00")
		_ = unix.SysvShmDetach(m)
	}
	var is unix.SysvShmDesc
	if _, err = unix.SysvShmCtl(id, unix.IPC_STAT, &is); err == nil {
		is.Perm.Uid, is.Perm.Gid = uint32(uid), uint32(uid)
		_, err = unix.SysvShmCtl(id, unix.IPC_SET, &is)
	}
	if err != nil {
		t.Log(err)
	}
	return id
}

func (w *world) listen(t *testing.T, name string) net.Listener {
	t.Helper()
	l, err := net.Listen("unix", name)
	if err != nil {
		t.Fatal(err)
	}
	os.Chmod(name, 0o777)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			w.called.Add(1)
			c.Close()
		}
	}()
	return l
}

// state is all that may not change.
func (w *world) state() string {
	var b strings.Builder
	for _, top := range []string{"home", "out", "proj/.git"} {
		filepath.WalkDir(filepath.Join(w.dir, top), func(path string, d fs.DirEntry, err error) error {
			var st unix.Stat_t
			if err != nil || unix.Lstat(path, &st) != nil {
				fmt.Fprintln(&b, path, err)
				return nil
			}
			var text []byte
			if st.Mode&unix.S_IFMT == unix.S_IFREG {
				text, _ = os.ReadFile(path)
			}
			var evil [8]byte
			n, _ := unix.Lgetxattr(path, "user.evil", evil[:])
			fmt.Fprintf(&b, "%s %o %d %d %d %x %d\n", strings.TrimPrefix(path, w.dir), st.Mode, st.Uid, st.Gid, st.Mtim.Sec, sha256.Sum256(text), n)
			return nil
		})
	}
	return b.String()
}

// harm says what has been done to the world, "" for nothing.
func (w *world) harm(output string, exit error) string { return w.harmBut(output, exit, "\n") }

// harmBut is harm, but for the lines of the state that begin so.
func (w *world) harmBut(output string, exit error, but string) string {
	time.Sleep(5 * time.Millisecond)
	var all []string
	if strings.Contains(output, "TOPSECRET") {
		all = append(all, "a secret came out")
	}
	if w.called.Load() > 0 {
		all = append(all, "a connection was made")
	}
	if exit != nil {
		all = append(all, "the proxy ended: "+exit.Error())
	}
	var status unix.WaitStatus
	if n, _ := unix.Wait4(w.victim.Process.Pid, &status, unix.WNOHANG, nil); n != 0 {
		all = append(all, "the victim is dead")
	}
	if now := w.state(); without(now, but) != without(w.before, but) {
		all = append(all, "files changed:\n"+w.before+"---\n"+now)
	}
	return strings.Join(all, "; ")
}

func without(lines, head string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(lines, "\n"), func(l string) bool { return strings.HasPrefix(l, head) }), "\n")
}

func (w *world) run(t *testing.T, uid int, how string, command ...string) (output string, events []Event, exit error) {
	t.Helper()
	cmd := exec.Command(programs(t)+"/runner", append([]string{roleRun, how}, command...)...)
	cmd.Dir = w.dir + "/proj"
	cmd.Env = []string{"SECRET_OF_PROXY=TOPSECRET", "PATH=" + os.Getenv("PATH"), "HOME=" + w.dir + "/home", "TMPDIR=" + w.dir + "/tmp", "W=" + w.dir, "VICTIM=" + strconv.Itoa(w.victim.Process.Pid),
		"ABSTRACT=" + strings.TrimPrefix(w.abstract.Addr().String(), "@"), "TERMINAL=" + w.terminal, "SEGMENT=" + strconv.Itoa(w.segment), "EVENTS=" + w.dir + "/events", "PYTHONDONTWRITEBYTECODE=1", "GORACE=atexit_sleep_ms=0", "PORT=" + os.Getenv("PORT"), "OPEN=" + os.Getenv("OPEN"), "RESOLVER=" + w.dir + "/none"}
	if unrest := os.Getenv("UNREST"); unrest != "" {
		cmd.Env = append(cmd.Env, "UNREST="+unrest)
	}
	if uid != os.Geteuid() {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	}
	out, err := cmd.CombinedOutput()
	file, _ := os.Open(w.dir + "/events")
	for dec := json.NewDecoder(file); ; {
		var e Event
		if dec.Decode(&e) != nil {
			break
		}
		events = append(events, e)
	}
	return string(out), events, err
}

var programDir string

// programs is a folder with this test binary, where any user can run it, and the
// compiled attempts.
func programs(t *testing.T) string {
	t.Helper()
	if programDir != "" {
		return programDir
	}
	dir, err := os.MkdirTemp("", "mcp-watchdog-escape-")
	if err != nil {
		t.Fatal(err)
	}
	os.Chmod(dir, 0o755)
	self, err := os.ReadFile("/proc/self/exe")
	if err == nil {
		err = os.WriteFile(dir+"/runner", self, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"escape.py", "escape.js", "escape.sh"} {
		text, err := os.ReadFile("testdata/" + name)
		if err == nil {
			err = os.WriteFile(dir+"/"+name, text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	programDir = dir
	return dir
}

// attemptNames reads the names of the attempts from their source.
func attemptNames(t *testing.T, file, pattern string) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	return names
}

// noHarm are attempts that do nothing on a machine where the kernel, the file
// system or the user's rights are in the way: no control can be run for them.
var noHarm = regexp.MustCompile(`^(chown|fchown|handle|mount_bind|userns_mount|setns|chroot|setxattr|fsetxattr|setflags|keyring|userfaultfd|io_uring|x32|int80|` +
	`pidfd_getfd|prlimit|mem_write|mem_read|drop_then_write|race_\w+|rename_exchange|tmpfile_\w+|abstract|ptrace|` +
	`openat2_in_root|move_mount|fsmount|own_listener|suspend_seccomp|map_files|vm_readv|vm_writev|proxy_stdout|sigio|proc_victim|disk|disk_there|disk_loop|mem_device|kernel_knobs|` +
	`userns_root|pidns|chroot_escape|fsuid|setuid_race|ptrace_call|tracer_of_thread|landlock_more|fanotify|process_madvise|setns_pidfd|openat2_\w+|own_exe|listener_fd|unotif_flags|proxy_descriptors|` +
	`terminal_ioctl|consoles|abstract_datagram|rename_whiteout|mmap_write|ftruncate|copy_range|plain_\w+|sh_config_file|sh_config_include|sh_hooks_path|victim_root|victim_cwd|rename_project|signals_in_call|sh_preload|` +
	`landlock_own|caps_\w+|set_version|verity|encryption_policy|perf|priority_group|` +
	`git_other_case|namespaces|clock|host_names|freeze_group|snapshot|victim_files|proxy_tasks|proxy_proc_folder|pages|reap|ptrace_proxy|core|punch|splice|new_attributes|send_secret|exec_secret|timer_signal)$`)

// TestEscapes makes every attempt twice, as root (where the tests are) and as
// nobody: without a sandbox it must do harm, in one it must not.
func TestEscapes(t *testing.T) {
	full(t)
	dir := programs(t)
	attempts := map[string][]string{}
	if cc, err := exec.LookPath("cc"); err != nil {
		t.Log("cc is not installed: the attempts in C are not made")
	} else {
		for _, file := range []string{"escape", "reach"} {
			if out, err := exec.Command(cc, "-O1", "-w", "-pthread", "-o", dir+"/"+file, "testdata/"+file+".c").CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, name := range attemptNames(t, file+".c", `if \(IS\("(\w+)"\)`) {
				attempts[name] = []string{dir + "/" + file, name}
			}
		}
	}
	for _, lang := range []struct{ program, file, pattern string }{
		{"python3", "escape.py", `(?m)^def (\w+)\(\)`}, {"node", "escape.js", `(?m)^  (\w+)\(\) \{`}, {"sh", "escape.sh", `(?m)^(\w+)\(\) \{`},
	} {
		program, err := exec.LookPath(lang.program)
		if err != nil {
			t.Logf("%s is not installed: its attempts are not made", lang.program)
			continue
		}
		if real, err := exec.Command(program, "-c", "import sys; print(sys.executable)").Output(); lang.program == "python3" && err == nil {
			program = strings.TrimSpace(string(real))
		}
		for _, name := range attemptNames(t, lang.file, lang.pattern) {
			attempts[lang.program+"_"+name] = []string{program, dir + "/" + lang.file, name}
		}
	}
	if len(attempts) < 60 && os.Getenv("CI") != "" {
		t.Errorf("only %d attempts can be made here", len(attempts))
	}
	for name, command := range attempts {
		for _, uid := range users() {
			if uid != os.Geteuid() && exec.Command("setpriv", "--reuid", strconv.Itoa(uid), "--clear-groups", "test", "-x", command[0]).Run() != nil {
				continue // this user cannot run that program
			}
			t.Run(fmt.Sprintf("%s/%d", name, uid), func(t *testing.T) {
				t.Parallel() // each has a world of its own
				attempt(t, name, uid, command)
			})
		}
	}
}

// nesting makes a folder of its own in the home folder and works there; then it
// tries what is not its own.
const nesting = `set -e
cd "$HOME"
mkdir .weather .config .config/weather
echo one > .weather/log
mkdir -p .weather/a/b
echo two >> .weather/log
[ "$(cat .weather/log | wc -l)" = 2 ]
[ "$(ls .weather | wc -l)" = 2 ]
mv .weather/log .weather/a/log
cp -r .weather/a .weather/c
chmod 600 .weather/c/log
ln .weather/c/log .weather/c/hard
rm -r .weather/a
cd .weather/c && echo three > here && cd ../..
rmdir .config/weather && mkdir .config/weather
echo one >> weather.log && mv weather.log weather.log.1 && echo two > weather.log
[ "$(cat weather.log.1 weather.log | wc -l)" = 2 ] && rm weather.log weather.log.1
echo made
set +e
mkdir .bashrc.d docs .config/autostart .local/bin .ssh/new
echo EVIL > .plain
echo EVIL > other.log
ln -s .bashrc weather.log && echo EVIL >> weather.log
rm weather.log
echo EVIL >> .bashrc
ln -s ../.ssh .weather/x
cat .weather/x/id_rsa
mv .ssh .weather/y
mv .weather/c/log .bashrc
mkdir -p .weather/.git/hooks
mkdir .n1 .n2 .n3 .n4 .n5 .n6 .n7 .n8 .n9
[ -d .n9 ] && echo too many
exit 0`

// TestNest: a server keeps a folder for itself, and no more than that.
func TestNest(t *testing.T) {
	full(t)
	programs(t)
	for _, uid := range users() {
		w := newWorld(t, uid)
		out, _, err := w.run(t, uid, "on", "sh", "-c", nesting)
		events, _ := os.ReadFile(w.dir + "/events")
		told := strings.Count(string(events), `"`+nestRule.ID+`"`)
		if !strings.Contains(out, "made\n") || told < 2 || strings.Contains(out, "too many") {
			t.Errorf("as %d: %d nests are told of\n%s\n%s", uid, told, out, events)
		}
		names, _ := filepath.Glob(w.dir + "/home/.n[1-9]")
		for _, own := range append(names, w.dir+"/home/.weather", w.dir+"/home/.config") {
			os.RemoveAll(own)
		}
		if harm := w.harmBut(out, err, "/home "); harm != "" {
			t.Errorf("as %d: %s\n%s", uid, harm, out)
		}
	}
}

func attempt(t *testing.T, name string, uid int, command []string) {
	if !noHarm.MatchString(name) && !testing.Short() {
		w := newWorld(t, uid)
		out, _, err := w.run(t, uid, "off", command...)
		for until := time.Now().Add(2 * time.Second); w.harm(out, err) == ""; {
			if time.Now().After(until) {
				t.Errorf("does no harm without a sandbox, and proves nothing: %s", out)
				break
			}
		}
	}
	w := newWorld(t, uid)
	out, events, err := w.run(t, uid, "on", command...)
	if harm := w.harm(out, err); harm != "" {
		t.Errorf("%s\noutput: %s\nevents: %+v", harm, out, events)
	}
}
