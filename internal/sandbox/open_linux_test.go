//go:build amd64 || arm64

package sandbox

import (
	"os"
	"strings"
	"testing"
)

// ordinary is what programs do in their scope; each line must come out as without a
// sandbox.
const ordinary = `import ctypes, os, stat, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
def mode(name): return oct(os.lstat(name).st_mode & 0o7777)
def made(name, bits=0o666):
    os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, bits)); return mode(name)
print("first", made("m1"))
os.umask(0o077); print("mask", made("m2"), made("./m3"))
os.mkdir("d1"); print("folder", mode("d1"))
subprocess.run(["sh", "-c", "umask 027; : > m4; mkdir d2; umask 0; : > m5"]); print("child", mode("m4"), mode("d2"), mode("m5"))
print("still", made(os.getcwd() + "/m6"))
os.umask(0o022)
def how(flags, mode, resolve): return ctypes.byref((ctypes.c_uint64 * 3)(flags, mode, resolve)), 24
def openat2(dir, path, flags, mode=0, resolve=0):
    fd = libc.syscall(437, dir, path.encode(), *how(flags, mode, resolve))
    if fd < 0: return os.strerror(ctypes.get_errno())
    os.close(fd); return "opened"
d = os.open("d1", os.O_RDONLY)
os.symlink("/", "d1/up"); os.symlink("gone", "d1/dangling"); open("d1/in", "w").close()
for args in [("new", os.O_WRONLY | os.O_CREAT, 0o644, 8), ("new", os.O_RDONLY, 0, 8), ("../m1", os.O_RDONLY, 0, 8), ("up/etc/passwd", os.O_RDONLY, 0, 8),
             ("/in", os.O_RDONLY, 0, 16), ("/in2", os.O_WRONLY | os.O_CREAT, 0o600, 16), ("up/in", os.O_RDONLY, 0, 16), ("up/in", os.O_RDONLY, 0, 4),
             ("dangling", os.O_RDONLY, 0, 0), ("none/x", os.O_WRONLY | os.O_CREAT, 0o600, 8), (".", os.O_RDONLY | os.O_DIRECTORY, 0, 8)]:
    print("openat2", args, openat2(d, *args))
for name in ("m1", "d1/dangling", "d1", "nothing", "d1/in/x", "d1/", "m1/", "", "d1/../m1", "//" + os.getcwd() + "//m1", os.getcwd() + "/./m1", "/dev/null", "/dev/stdin"):
    for flags in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR | os.O_CREAT, os.O_RDONLY | os.O_NOFOLLOW, os.O_WRONLY | os.O_CREAT | os.O_EXCL):
        try: os.close(os.open(name, flags, 0o600)); r = "opened"
        except OSError as e: r = e.strerror
        print("open", name.replace(os.getcwd(), ""), flags, r)
def tries(what, f, *a, **k):
    try: r = f(*a, **k)
    except OSError as e: r = e.strerror
    print(what, r)
tries("rename", os.rename, "m1", "d1/m1"); tries("rename none", os.rename, "m1", "d1/m1"); tries("rename over folder", os.rename, "m2", "d1")
tries("unlink", os.unlink, "m2"); tries("unlink none", os.unlink, "m2"); tries("unlink folder", os.unlink, "d1"); tries("rmdir full", os.rmdir, "d1"); tries("rmdir file", os.rmdir, "m3")
tries("link", os.link, "m3", "m7"); tries("link there", os.link, "m3", "m7"); tries("symlink there", os.symlink, "x", "m7")
tries("truncate", os.truncate, "m3", 5); print(os.stat("m3").st_size); tries("chmod", os.chmod, "m7", 0o640); print(mode("m3"))
def stamps(name): st = os.lstat(name); return st.st_atime_ns, st.st_mtime_ns
tries("times", os.utime, "m3", ns=(1_000_000_007, 2_000_000_009)); print(stamps("m3")); tries("times fd", os.utime, os.open("m3", os.O_RDONLY), (3, 4)); print(stamps("m3"))
libc.syscall(280 if os.uname().machine == "x86_64" else 88, -100, b"m3", (ctypes.c_int64 * 4)(5, 6, 0, 0x3ffffffe), 0); print(stamps("m3")); tries("times none", os.utime, "nothing"); os.utime("m3"); print(os.stat("m3").st_mtime > 1e9)
os.utime("d1/dangling", (7, 8), follow_symlinks=False); print(stamps("d1/dangling"))
for f in ("m3", os.open("m3", os.O_RDONLY)):
    tries("set", os.setxattr, f, "user.a", b"value\\0x"); tries("get", os.getxattr, f, "user.a"); tries("set there", os.setxattr, f, "user.a", b"", os.XATTR_CREATE)
    tries("empty", os.setxattr, f, "user.b", b""); tries("odd", os.setxattr, f, "odd", b"x"); tries("list", lambda: sorted(os.listxattr(f)))
    tries("remove", os.removexattr, f, "user.a"); tries("remove none", os.removexattr, f, "user.a")
tries("chmod dangling", os.chmod, "d1/dangling", 0o640); tries("mkdir there", os.mkdir, "d1"); tries("mkdir slash", os.mkdir, "d3/"); tries("fifo", os.mkfifo, "p", 0o600)
a, b = os.openpty(); name = os.ttyname(b); c = os.open(name, os.O_RDWR | os.O_NOCTTY); os.write(c, b"x"); print("terminal", os.read(a, 1))
import threading
kid = subprocess.Popen(["sleep", "9"]); more = threading.Thread(target=lambda: kid.wait()); more.start()
for what, who in (("itself", 0), ("by number", os.getpid()), ("child", kid.pid), ("thread", more.native_id), ("none", 99999999)):
    tries("processors " + what, os.sched_setaffinity, who, {0}); tries("nice " + what, os.setpriority, os.PRIO_PROCESS, who, 5); tries("batch " + what, os.sched_setscheduler, who, os.SCHED_BATCH, os.sched_param(0))
    print("io", what, libc.syscall(251 if os.uname().machine == "x86_64" else 30, 1, who, 2 << 13 | 5))
tries("nice group", os.setpriority, os.PRIO_PGRP, 0, 6); kid.kill(); more.join()
libc.shmat.restype = ctypes.c_void_p; libc.shmdt.argtypes = [ctypes.c_void_p]
seg = libc.shmget(0, 4096, 0o1600); at = libc.shmat(seg, None, 0); ctypes.memmove(at, b"shared", 7); libc.shmdt(at)
if os.fork() == 0: print("memory", ctypes.string_at(libc.shmat(seg, None, 0)), flush=True); os._exit(0)
os.wait(); print("removed", libc.shmctl(seg, 0, None)); sys.stdout.flush()
late = subprocess.run([sys.executable, "-c", "import ctypes; print(ctypes.CDLL(None).shmget(0, 4096, 0o1600))"], capture_output=True, text=True); print("left", libc.shmat(int(late.stdout), None, 0) not in (None, 2**64 - 1), libc.shmctl(int(late.stdout), 0, None)); sys.stdout.flush()
subprocess.run(["unshare", "-Upif", sys.executable, "-c", "import os; os.setpriority(0, os.getpid(), 7); os.sched_setaffinity(os.getpid(), {0}); print('apart')"], stderr=subprocess.DEVNULL)
open("run", "w").write("#!/bin/sh\necho ran\n"); os.chmod("run", 0o755); sys.stdout.flush(); subprocess.run(["./run"])
`

// TestBelow: what root reaches disks, memory and keyboards through, and what is named
// like it.
func TestBelow(t *testing.T) {
	for _, path := range []string{"/dev/mem", "/proc/kcore", "/dev/sg0", "/dev/nvme0", "/dev/nvme0n1", "/dev/ng0n1", "/dev/mtd0ro", "/dev/hidraw3", "/dev/usbmon0", "/dev/bsg/0:0:0:0", "/dev/bsg", "/dev/cpu/0/msr", "/dev/snapshot"} {
		if !below(path) {
			t.Errorf("%s is open", path)
		}
	}
	for _, path := range []string{"/dev/null", "/dev/cpu_dma_latency", "/dev/snd/seq", "/dev/nvidia0", "/dev/nvme-fabrics", "/dev/shm/sg0", "/dev/dri/card0", "/dev/ptmx", "/dev/video0", "/dev/", "/tmp/dev/sg0", "/dev/rawish"} {
		if below(path) {
			t.Errorf("%s is closed", path)
		}
	}
}

// TestOrdinary: in its scope a program sees no difference.
func TestOrdinary(t *testing.T) {
	full(t)
	python := installed(t, "python3")
	programs(t)
	var out [2]string
	for i, how := range []string{"off", "on"} {
		w := newWorld(t, os.Geteuid())
		text, events, err := w.run(t, os.Geteuid(), how, python, "-c", ordinary)
		if err != nil || i == 1 && len(events) > 0 {
			t.Errorf("%s: %v %+v", how, err, events)
		}
		out[i] = text
	}
	without, with := strings.Split(out[0], "\n"), strings.Split(out[1], "\n")
	for i := range min(len(with), len(without)) {
		if with[i] != without[i] {
			t.Errorf("without a sandbox: %s\nin one: %s", without[i], with[i])
		}
	}
	if len(with) != len(without) || len(with) < 80 {
		t.Errorf("%d lines without a sandbox, %d in one:\n%s", len(without), len(with), out[1])
	}
}
