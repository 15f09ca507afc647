// More attempts to leave a scope, one per name: by ways that are rarer than those of
// escape.c. What counts is what is left behind, or TOPSECRET where nothing is.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utime.h>

static const char *W;
static __thread char buf[16][512];
static __thread int nbuf;
static char *P(const char *rest) { char *b = buf[nbuf++ % 16]; snprintf(b, 512, "%s/%s", W, rest); return b; }
static void put(int fd) { if (fd >= 0) { (void)!write(fd, "EVIL", 4); close(fd); } }
static void show(int fd) { char b[64]; int n = fd < 0 ? -1 : read(fd, b, 64); if (n > 0) { (void)!write(1, b, n); } }
static void make(const char *name) { put(open(P(name), O_WRONLY | O_CREAT | O_TRUNC, 0755)); }
static void made(const char *name) { struct stat st; if (lstat(P(name), &st) == 0) printf("TOPSECRET %s is there\n", name); }
static int victim(void) { return atoi(getenv("VICTIM")); }

// A repository with a hook in a folder for temporary files, where one may be made.
static void repository(void) { mkdir(P("tmp/r"), 0755); mkdir(P("tmp/r/.git"), 0755); mkdir(P("tmp/r/.git/hooks"), 0755); make("tmp/r/.git/config"); make("tmp/r/.git/hooks/pre-commit"); make("tmp/r/.mcp.json"); }
// One in the project that was there before.
static void before(void) { mkdir(P("proj/app"), 0755); mkdir(P("proj/app/.git"), 0755); mkdir(P("proj/app/src"), 0755); make("proj/app/src/a.c"); }

#define IS(n) (!strcmp(name, n))
int main(int argc, char **argv) {
  const char *name = argv[1]; W = getenv("W"); (void)argc;
  // Trees that come from where they may have what is closed elsewhere, or go there for it.
  if (IS("tree_from_temp")) { repository(); if (rename(P("tmp/r"), P("proj/r")) == 0) made("proj/r/.git/hooks/pre-commit"); }
  if (IS("tree_exchanged")) { repository(); before(); if (syscall(SYS_renameat2, AT_FDCWD, P("tmp/r"), AT_FDCWD, P("proj/app"), 2) == 0) made("proj/app/.git/hooks/pre-commit"); }
  if (IS("tree_there_and_back")) { before(); if (rename(P("proj/app"), P("tmp/app")) == 0) { mkdir(P("tmp/app/.git/hooks"), 0755); make("tmp/app/.git/hooks/pre-commit"); rename(P("tmp/app"), P("proj/app")); made("proj/app/.git/hooks/pre-commit"); } }
  if (IS("tree_above")) { mkdir(P("tmp/deep"), 0755); mkdir(P("tmp/deep/er"), 0755); repository(); rename(P("tmp/r"), P("tmp/deep/er/r")); if (rename(P("tmp/deep"), P("proj/deep2")) == 0) made("proj/deep2/er/r/.git/config"); }
  if (IS("tree_by_name")) { mkdir(P("proj/g"), 0755); mkdir(P("proj/g/hooks"), 0755); make("proj/g/hooks/pre-commit"); mkdir(P("proj/app"), 0755); if (rename(P("proj/g"), P("proj/app/.git")) == 0) made("proj/app/.git/hooks/pre-commit"); }
  if (IS("git_file")) { mkdir(P("proj/app"), 0755); make("proj/app/x"); rename(P("proj/app/x"), P("proj/app/.git")); (void)!link(P("proj/app/x"), P("proj/app/.git")); (void)!symlink(P("tmp/r"), P("proj/app/.git")); make("proj/app/.git"); made("proj/app/.git"); }
  if (IS("git_other_case")) { mkdir(P("proj/app"), 0755); mkdir(P("proj/app/.GIT"), 0755); mkdir(P("proj/app/.GIT/Hooks"), 0755); make("proj/app/.GIT/Hooks/pre-commit"); made("proj/app/.GIT/Hooks/pre-commit"); make("proj/app/.Mcp.json"); made("proj/app/.Mcp.json"); }
  if (IS("git_submodule")) { mkdir(P("proj/app"), 0755); mkdir(P("proj/app/.git"), 0755); mkdir(P("proj/app/.git/modules"), 0755); mkdir(P("proj/app/.git/modules/libs"), 0755); mkdir(P("proj/app/.git/modules/libs/a"), 0755); make("proj/app/.git/modules/libs/a/config"); made("proj/app/.git/modules/libs/a/config");
    mkdir(P("proj/app/.git/modules/libs/a/hooks"), 0755); made("proj/app/.git/modules/libs/a/hooks"); mkdir(P("proj/app/.git/modules/libs/a/modules"), 0755); mkdir(P("proj/app/.git/modules/libs/a/modules/b"), 0755); make("proj/app/.git/modules/libs/a/modules/b/config"); made("proj/app/.git/modules/libs/a/modules/b/config"); }
  if (IS("git_submodule_tree")) { mkdir(P("proj/app"), 0755); mkdir(P("proj/app/.git"), 0755); mkdir(P("proj/app/.git/modules"), 0755); mkdir(P("proj/x"), 0755); mkdir(P("proj/x/a"), 0755); mkdir(P("proj/x/a/hooks"), 0755); make("proj/x/a/config"); if (rename(P("proj/x"), P("proj/app/.git/modules/libs")) == 0) made("proj/app/.git/modules/libs/a/hooks"); }
  // Other ways to say a path.
  if (IS("deleted_cwd")) { mkdir(P("proj/gone"), 0755); (void)!chdir(P("proj/gone")); rmdir(P("proj/gone")); put(open("../../out/victim.txt", O_WRONLY)); put(open("../out/victim.txt", O_WRONLY)); put(open("/proc/self/cwd/../../out/victim.txt", O_WRONLY)); }
  if (IS("fd_dotdot")) { char b[96]; sprintf(b, "/proc/self/fd/%d/../out/victim.txt", open(P("proj"), O_PATH)); put(open(b, O_WRONLY)); }
  if (IS("root_of_root")) { char b[700]; sprintf(b, "/proc/self/root/proc/self/root/proc/thread-self/root%s", P("out/victim.txt")); put(open(b, O_WRONLY)); }
  if (IS("proc_elsewhere")) { char b[96]; (void)!chdir("/proc"); (void)!chdir(P("out")); sprintf(b, "/proc/./%d/task/../cwd/victim.txt", getpid()); put(open(b, O_WRONLY)); sprintf(b, "/proc//self/./cwd//victim.txt"); put(open(b, O_WRONLY)); }
  if (IS("proc_relative")) { int d = open("/proc", O_RDONLY | O_DIRECTORY); (void)!chdir(P("out")); put(openat(d, "self/cwd/victim.txt", O_WRONLY)); int e = openat(d, "self/cwd", O_PATH); put(openat(e, "victim.txt", O_WRONLY)); }
  if (IS("dev_fd_folder")) { char b[64]; int d = open(P("out"), O_RDONLY | O_DIRECTORY); sprintf(b, "/dev/fd/%d/victim.txt", d); put(open(b, O_WRONLY)); }
  if (IS("rdonly_creat")) close(open(P("out/new"), O_RDONLY | O_CREAT, 0644));
  if (IS("append_sync")) put(open(P("out/victim.txt"), O_WRONLY | O_APPEND | O_DSYNC | O_NONBLOCK | O_NOCTTY | O_NOATIME));
  if (IS("path_with_write")) { int d = open(P("out/victim.txt"), O_PATH | O_RDWR | O_TRUNC); put(dup(d)); char b[64]; sprintf(b, "/proc/self/fd/%d", d); put(open(b, O_WRONLY)); };
  if (IS("high_flags")) put(syscall(SYS_openat, AT_FDCWD, P("out/victim.txt"), 0xffffffff00000001ul, 0));
  if (IS("high_folder")) { (void)!chdir(P("out")); put(syscall(SYS_openat, 0x12345678ffffff9cul, "victim.txt", O_WRONLY)); }
  if (IS("padded_socket")) { struct sockaddr_un a = {.sun_family = AF_UNIX}; char *p = P("out/docker.sock"); size_t n = strlen(p); if (n < 106) { char *slash = strstr(p, "/out/"); size_t head = slash - p; memcpy(a.sun_path, p, head); size_t pad = 108 - n; memset(a.sun_path + head, '/', pad); memcpy(a.sun_path + head + pad, slash, n - head); }
    int s = socket(AF_UNIX, SOCK_STREAM, 0); if (connect(s, (void *)&a, sizeof a) == 0) put(s); }
  // Changes without a write.
  if (IS("old_times")) { struct utimbuf u = {1, 1}; utime(P("out/victim.txt"), &u); struct timeval t[2] = {{1, 0}, {1, 0}};
#ifdef SYS_futimesat
    syscall(SYS_futimesat, AT_FDCWD, P("out/victim.txt"), t);
#endif
    lutimes(P("out/victim.txt"), t); }
  if (IS("snapshot")) { struct { int64_t fd; char name[4088]; } a = {open(P("home"), O_RDONLY), "snap"}; int d = open(P("proj"), O_RDONLY); if (ioctl(d, 0x50009401, &a) == 0 || errno != ENOTTY) printf("TOPSECRET snapshot %d\n", errno); if (ioctl(d, 0xc0185879, &a) == 0 || errno != ENOTTY) printf("TOPSECRET trim\n"); }
  if (IS("new_attributes")) { struct { uint64_t v; uint32_t s, f; } x = {(uint64_t)"1", 1, 0}; syscall(463, AT_FDCWD, P("out/victim.txt"), 0, "user.evil", &x, sizeof x); syscall(463, open(P("out/victim.txt"), O_PATH), "", AT_EMPTY_PATH, "user.evil", &x, sizeof x);
    struct { uint64_t x; uint32_t e, n, p, c; } a = {FS_XFLAG_NODUMP}; if (syscall(469, AT_FDCWD, P("out/victim.txt"), &a, sizeof a, 0) == 0) printf("TOPSECRET file_setattr\n"); }
  if (IS("xattr_procfd")) { char b[64]; sprintf(b, "/proc/self/fd/%d", open(P("out/victim.txt"), O_PATH)); setxattr(b, "user.evil", "1", 1, 0); }
  if (IS("punch")) { int d = open(P("out/victim.txt"), O_RDONLY); fallocate(d, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4); fallocate(d, FALLOC_FL_ZERO_RANGE, 0, 4); }
  if (IS("splice")) { int p[2]; (void)!pipe(p); (void)!write(p[1], "EVIL", 4); int d = open(P("out/victim.txt"), O_RDONLY); splice(p[0], 0, d, 0, 4, 0); vmsplice(p[1], &(struct iovec){"EVIL", 4}, 1, 0); sendfile(d, open(P("proj/a.txt"), O_RDONLY), 0, 1); }
  if (IS("core")) { struct rlimit r = {1 << 20, 1 << 20}; setrlimit(RLIMIT_CORE, &r); if (fork() == 0) { (void)!chdir(P("out")); prctl(PR_SET_DUMPABLE, 1); abort(); } wait(0); usleep(50000); }
  // Reading by other means than an open.
  if (IS("exec_secret")) { if (fork() == 0) { execl(P("home/.ssh/id_rsa"), "x", NULL); char *l = "/lib64/ld-linux-x86-64.so.2"; execl(l, l, P("home/.ssh/id_rsa"), NULL); _exit(0); } wait(0); }
  if (IS("send_secret")) { int d = open(P("home/.ssh/id_rsa"), O_PATH); sendfile(1, d, 0, 64); char b[64]; sprintf(b, "/proc/self/fd/%d", d); show(open(b, O_RDONLY)); show(openat(d, "", O_RDONLY)); copy_file_range(d, 0, 1, 0, 64, 0); }
  if (IS("other_flags")) { int f[] = {O_NOATIME, O_DIRECT, O_NOFOLLOW, O_NONBLOCK, O_SYNC, O_ASYNC, O_EXCL, O_LARGEFILE, O_NOCTTY}; for (int i = 0; i < 9; i++) show(open(P("home/.ssh/id_rsa"), O_RDONLY | f[i])); }
  if (IS("secret_folder")) { int d = open(P("home/.ssh"), O_PATH | O_DIRECTORY); show(openat(d, "id_rsa", O_RDONLY)); (void)!fchdir(d); show(open("id_rsa", O_RDONLY)); show(open("./id_rsa", O_RDONLY)); show(open("../.ssh/./id_rsa", O_RDONLY)); }
  if (IS("neighbours_case")) { (void)!chdir(P("proj")); show(open(".mcp.json", O_RDONLY)); show(open("./deep/../.mcp.json", O_RDONLY)); int d = open(P("proj/deep/.cursor"), O_PATH); show(openat(d, "mcp.json", O_RDONLY)); show(openat(d, "../../.mcp.json", O_RDONLY)); }
  // Other processes.
  if (IS("stop_proxy")) { kill(getppid(), SIGSTOP); usleep(20000); kill(getppid(), SIGCONT); kill(getppid(), SIGUSR1); kill(getppid(), SIGTERM); kill(getppid(), SIGHUP); }
  if (IS("signal_group")) { if (kill(-getpgid(getppid()), 0) == 0 || kill(-getpgid(victim()), 0) == 0) printf("TOPSECRET a group can be signalled\n"); }
  if (IS("signal_thread")) { syscall(SYS_tkill, victim(), SIGKILL); siginfo_t i = {.si_signo = SIGTERM, .si_code = -1}; syscall(SYS_rt_tgsigqueueinfo, victim(), victim(), SIGTERM, &i); }
  if (IS("socket_owner")) { int p[2]; (void)!socketpair(AF_UNIX, SOCK_STREAM, 0, p); int v = victim(); ioctl(p[0], FIOSETOWN, &v); ioctl(p[0], SIOCSPGRP, &v); struct { int type, pid; } o = {1, v}; fcntl(p[0], F_SETOWN_EX, &o); fcntl(p[0], F_SETSIG, SIGKILL); fcntl(p[0], F_SETFL, O_ASYNC | O_NONBLOCK); (void)!write(p[1], "x", 1); }
  if (IS("timer_signal")) { struct sigevent e = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGKILL}; e._sigev_un._tid = victim(); int id; if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &e, &id) == 0) { struct itimerspec s = {{0, 0}, {0, 1000}}; syscall(SYS_timer_settime, id, 0, &s, 0); usleep(20000); } }
  if (IS("dnotify")) { int d = open(P("proj"), O_RDONLY); fcntl(d, F_SETOWN, victim()); fcntl(d, F_SETSIG, SIGTERM); fcntl(d, F_NOTIFY, 0x80000000 | 0x4); close(creat(P("proj/noise"), 0644)); }
  if (IS("ptrace_proxy")) { if (ptrace(PTRACE_SEIZE, getppid(), 0, 0) == 0 || ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0) printf("TOPSECRET traced\n"); }
  if (IS("pages")) { void *p = (void *)0x400000; int n = 0, st = 0; if (syscall(SYS_move_pages, getppid(), 1, &p, &n, &st, 0) == 0 || syscall(SYS_migrate_pages, getppid(), 8, &(long){1}, &(long){1}) >= 0) printf("TOPSECRET pages\n"); if (syscall(SYS_kcmp, getppid(), getpid(), 0, 0, 0) >= 0) printf("TOPSECRET compared\n"); }
  if (IS("reap")) { if (syscall(448, syscall(SYS_pidfd_open, victim(), 0), 0) == 0) printf("TOPSECRET reaped\n"); }
  if (IS("victim_files")) { const char *k[] = {"coredump_filter", "clear_refs", "timerslack_ns", "sched", "autogroup", "attr/current", "comm", "oom_adj", "loginuid", "uid_map", "setgroups", "mem"}; for (int i = 0; i < 12; i++) for (int j = 0; j < 2; j++) { char b[96]; sprintf(b, "/proc/%d/%s", j ? getppid() : victim(), k[i]); if (open(b, O_WRONLY) >= 0) printf("TOPSECRET opened %s\n", b); } }
  if (IS("proxy_tasks")) { char b[96]; const char *k[] = {"environ", "mem", "maps", "stack", "syscall", "pagemap", "auxv"}; for (int i = 0; i < 7; i++) { sprintf(b, "/proc/%d/task/%d/%s", getppid(), getppid(), k[i]); int d = open(b, O_RDONLY); char c[16]; if (d >= 0 && read(d, c, 16) > 0) printf("TOPSECRET %s\n", k[i]); sprintf(b, "/proc/self/../%d/%s", getppid(), k[i]); d = open(b, O_RDONLY); if (d >= 0 && read(d, c, 16) > 0) printf("TOPSECRET %s\n", k[i]); } }
  if (IS("proxy_proc_folder")) { char b[64]; sprintf(b, "/proc/%d", getppid()); int d = open(b, O_RDONLY | O_DIRECTORY); (void)!fchdir(d); char c[16]; int e = open("environ", O_RDONLY); if (e >= 0 && read(e, c, 16) > 0) printf("TOPSECRET environ\n"); e = openat(d, "environ", O_RDONLY); if (e >= 0 && read(e, c, 16) > 0) printf("TOPSECRET environ\n"); struct open_how h = {.flags = O_RDONLY}; e = syscall(SYS_openat2, d, "environ", &h, sizeof h); if (e >= 0 && read(e, c, 16) > 0) printf("TOPSECRET environ\n"); }
  if (IS("freeze_group")) { const char *k[] = {"/sys/fs/cgroup/cgroup.freeze", "/sys/fs/cgroup/cgroup.kill", "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/pids.max"}; for (int i = 0; i < 4; i++) if (open(k[i], O_WRONLY) >= 0) printf("TOPSECRET %s\n", k[i]); if (mkdir("/sys/fs/cgroup/evil", 0755) == 0) { rmdir("/sys/fs/cgroup/evil"); printf("TOPSECRET cgroup\n"); } }
  // Doors of the kernel.
  if (IS("clock")) { struct timex { unsigned modes; char more[252]; } t = {0x100}; if (syscall(SYS_adjtimex, &t) >= 0 || syscall(SYS_clock_adjtime, 0, &t) >= 0) printf("TOPSECRET clock\n"); }
  if (IS("host_names")) { char n[65] = ""; gethostname(n, 64); if (sethostname(n, strlen(n)) == 0) printf("TOPSECRET named\n"); }
  if (IS("namespaces")) { for (int f = 0; f < 3; f++) { int flags[] = {CLONE_NEWUSER | CLONE_NEWNS, CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS, CLONE_NEWNS}; if (fork() == 0) { if (unshare(flags[f]) == 0) { if (syscall(SYS_mount, "none", P("proj/m"), "tmpfs", 0, 0) == 0) printf("TOPSECRET mounted\n"); if (syscall(SYS_mount, P("out"), P("proj/m"), 0, 4096, 0) == 0) printf("TOPSECRET bound\n"); if (syscall(SYS_pivot_root, P("proj"), P("proj/m")) == 0) printf("TOPSECRET pivoted\n"); umount2(P("proj/m"), MNT_DETACH); } put(open(P("out/victim.txt"), O_WRONLY)); _exit(0); } wait(0); } }
  return 0;
}
