// Attempts to leave a scope, one per name. W is the world: W/home and W/out are
// outside of the scope, W/proj is inside. What counts is what is left behind.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char *W;
static __thread char buf[16][512];
static __thread int nbuf;
static char *P(const char *rest) { char *b = buf[nbuf++ % 16]; snprintf(b, 512, "%s/%s", W, rest); return b; }
static void put(int fd) { if (fd >= 0) { (void)!write(fd, "EVIL", 4); close(fd); } }
static void show(int fd) { char b[64]; int n = fd < 0 ? -1 : read(fd, b, 64); if (n > 0) { (void)!write(1, b, n); } }
static int victim(void) { return atoi(getenv("VICTIM")); }

static int unix_to(const char *path, int abstract) {
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  socklen_t n;
  if (abstract) { n = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(path); memcpy(a.sun_path + 1, path, strlen(path)); }
  else { strncpy(a.sun_path, path, 107); n = sizeof a; }
  int s = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(s, (void *)&a, n) == 0) put(s);
  return 0;
}

// Races: one thread exchanges the path while the other opens it.
static char swapped[512];
static const char *one, *two;
static volatile int stop;
static void *swap(void *x) { (void)x; while (!stop) { memcpy(swapped, one, strlen(one) + 1); memcpy(swapped, two, strlen(two) + 1); } return 0; }
static void race(const char *good, const char *bad, int flags, int rounds) {
  pthread_t t; one = good; two = bad; strcpy(swapped, good);
  pthread_create(&t, 0, swap, 0);
  for (int i = 0; i < rounds; i++) { int fd = open(swapped, flags, 0644); if (fd >= 0) { if (flags & 3) put(fd); else { char b[64]; int n = read(fd, b, 64); if (n > 0 && memmem(b, n, "TOPSECRET", 9)) write(1, b, n); close(fd); } } }
  stop = 1; pthread_join(t, 0);
}
static void *relink(void *x) { (void)x; while (!stop) { unlink(P("proj/r")); (void)!symlink(P("proj/a.txt"), P("proj/r")); unlink(P("proj/r")); (void)!symlink(P("out/victim.txt"), P("proj/r")); } return 0; }

static volatile struct open_how how;
static void *flip(void *x) { (void)x; while (!stop) { how.flags = O_WRONLY; how.flags = O_RDONLY; } return 0; }
static void start(void *(*f)(void *)) { pthread_t t; pthread_create(&t, 0, f, 0); }
// proj/f is a folder with a file of ours, and in the next moment a link to the folder outside.
static void *exchange(void *x) { (void)x; while (!stop) syscall(SYS_renameat2, AT_FDCWD, P("proj/f"), AT_FDCWD, P("proj/g"), 2); return 0; }
static void race_folders(void) { mkdir(P("proj/f"), 0755); close(creat(P("proj/f/victim.txt"), 0644)); (void)!symlink(P("out"), P("proj/g")); start(exchange); }
// A descriptor that is one file's, and in the next moment another's.
static int shared, ours, theirs;
static void *redup(void *x) { (void)x; while (!stop) { dup2(ours, shared); dup2(theirs, shared); } return 0; }
static void race_fds(int flags, const char *inside, const char *outside) { mkdir(P("proj/real"), 0755); close(creat(P("proj/real/victim.txt"), 0644)); ours = open(P(inside), flags); theirs = open(P(outside), flags); shared = dup(ours); start(redup); }
static void *wander(void *x) { (void)x; int a = open(P("proj/real"), O_RDONLY), b = open(P("out"), O_RDONLY); while (!stop) { fchdir(a); fchdir(b); } return 0; }

#define IS(n) (!strcmp(name, n))
int main(int argc, char **argv) {
  const char *name = argv[1]; W = getenv("W"); (void)argc;
  if (IS("open")) put(open(P("home/.bashrc"), O_WRONLY | O_APPEND));
  if (IS("creat")) put(creat(P("out/new"), 0644));
  if (IS("rdonly_trunc")) close(open(P("out/victim.txt"), O_RDONLY | O_TRUNC));
  if (IS("accmode3")) put(open(P("out/victim.txt"), 3 | O_TRUNC));
  if (IS("dirfd")) { int d = open(P("out"), O_RDONLY | O_DIRECTORY); put(openat(d, "victim.txt", O_WRONLY)); }
  if (IS("path_fd_reopen")) { int d = open(P("out/victim.txt"), O_PATH); char b[64]; sprintf(b, "/proc/self/fd/%d", d); put(open(b, O_WRONLY)); }
  if (IS("rdonly_fd_reopen")) { int d = open(P("out/victim.txt"), O_RDONLY); char b[64]; sprintf(b, "/dev/fd/%d", d); put(open(b, O_WRONLY)); }
  if (IS("thread_self_fd")) { int d = open(P("out/victim.txt"), O_RDONLY); char b[64]; sprintf(b, "/proc/thread-self/fd/%d", d); put(open(b, O_RDWR)); }
  if (IS("openat2")) { struct open_how h = {.flags = O_WRONLY}; put(syscall(SYS_openat2, AT_FDCWD, P("out/victim.txt"), &h, sizeof h)); }
  if (IS("openat2_read")) { struct open_how h = {.flags = O_RDONLY}; show(syscall(SYS_openat2, AT_FDCWD, P("home/.ssh/id_rsa"), &h, sizeof h)); }
  if (IS("dotdot")) { chdir(P("proj")); put(open("../out/victim.txt", O_WRONLY)); }
  if (IS("fchdir")) { int d = open(P("out"), O_RDONLY | O_DIRECTORY); fchdir(d); put(open("victim.txt", O_WRONLY)); }
  if (IS("proc_cwd")) { chdir(P("out")); put(open("/proc/self/cwd/victim.txt", O_WRONLY)); }
  if (IS("proc_root")) { char b[600]; sprintf(b, "/proc/self/root%s", P("out/victim.txt")); put(open(b, O_WRONLY)); }
  if (IS("parent_root")) { char b[600]; sprintf(b, "/proc/%d/root%s", getppid(), P("out/victim.txt")); put(open(b, O_WRONLY)); }
  if (IS("link_to_proc")) { char b[600]; chdir(P("out")); (void)!symlink("/proc/self/cwd", P("proj/here")); sprintf(b, "%s/victim.txt", P("proj/here")); put(open(b, O_WRONLY)); }
  if (IS("symlink_file")) { (void)!symlink(P("out/victim.txt"), P("proj/l")); put(open(P("proj/l"), O_WRONLY)); }
  if (IS("symlink_folder")) { (void)!symlink(P("out"), P("proj/d")); put(open(P("proj/d/victim.txt"), O_WRONLY)); }
  if (IS("symlink_dangling")) { (void)!symlink(P("out/fresh"), P("proj/n")); put(open(P("proj/n"), O_WRONLY | O_CREAT, 0644)); }
  if (IS("symlink_read")) { (void)!symlink(P("home/.ssh/id_rsa"), P("proj/s")); show(open(P("proj/s"), O_RDONLY)); }
  if (IS("race_write")) race(P("proj/a.txt"), P("out/victim.txt"), O_WRONLY, 20000);
  if (IS("race_read")) race(P("proj/a.txt"), P("home/.ssh/id_rsa"), O_RDONLY, 20000);
  if (IS("race_hook")) race(P("proj/a.txt"), P("proj/.git/hooks/pre-commit"), O_WRONLY | O_CREAT, 20000);
  if (IS("race_symlink")) { pthread_t t; pthread_create(&t, 0, relink, 0); for (int i = 0; i < 4000; i++) put(open(P("proj/r"), O_WRONLY)); stop = 1; pthread_join(t, 0); }
  if (IS("race_chmod")) { pthread_t t; one = P("proj/a.txt"); two = P("out/victim.txt"); strcpy(swapped, one); pthread_create(&t, 0, swap, 0); for (int i = 0; i < 20000; i++) chmod(swapped, 0644); for (int i = 0; i < 20000; i++) chmod(swapped, 0666); stop = 1; pthread_join(t, 0); }
  if (IS("tmpfile_linkat")) { int d = open(P("proj"), O_TMPFILE | O_RDWR, 0644); (void)!write(d, "EVIL", 4); char b[64]; sprintf(b, "/proc/self/fd/%d", d); linkat(AT_FDCWD, b, AT_FDCWD, P("out/fromtmp"), AT_SYMLINK_FOLLOW); }
  if (IS("tmpfile_outside")) { int d = open(P("out"), O_TMPFILE | O_RDWR, 0644); char b[64]; sprintf(b, "/proc/self/fd/%d", d); linkat(AT_FDCWD, b, AT_FDCWD, P("out/fromtmp"), AT_SYMLINK_FOLLOW); }
  if (IS("rename_out")) rename(P("proj/a.txt"), P("out/victim.txt"));
  if (IS("rename_in")) rename(P("out/victim.txt"), P("proj/mine"));
  if (IS("rename_exchange")) syscall(SYS_renameat2, AT_FDCWD, P("proj/a.txt"), AT_FDCWD, P("out/victim.txt"), 2);
  if (IS("link_secret")) { (void)!link(P("home/.ssh/id_rsa"), P("proj/k")); show(open(P("proj/k"), O_RDONLY)); }
  if (IS("link_write")) { (void)!link(P("out/victim.txt"), P("proj/v")); put(open(P("proj/v"), O_WRONLY)); }
  if (IS("linkat_fd")) { int d = open(P("out/victim.txt"), O_RDONLY); char b[64]; sprintf(b, "/proc/self/fd/%d", d); linkat(AT_FDCWD, b, AT_FDCWD, P("proj/v2"), AT_SYMLINK_FOLLOW); put(open(P("proj/v2"), O_WRONLY)); }
  if (IS("truncate")) (void)!truncate(P("out/victim.txt"), 0);
  if (IS("chmod")) chmod(P("out/victim.txt"), 0777);
  if (IS("fchmod")) fchmod(open(P("out/victim.txt"), O_RDONLY), 0777);
  if (IS("fchmodat2")) syscall(452, open(P("out/victim.txt"), O_PATH), "", 0777, AT_EMPTY_PATH);
  if (IS("chown")) (void)!chown(P("out/victim.txt"), 12345, 12345);
  if (IS("fchown")) (void)!fchown(open(P("out/victim.txt"), O_RDONLY), 12345, 12345);
  if (IS("utimensat")) { struct timespec t[2] = {{1, 0}, {1, 0}}; utimensat(AT_FDCWD, P("out/victim.txt"), t, 0); }
  if (IS("futimens")) { struct timespec t[2] = {{1, 0}, {1, 0}}; futimens(open(P("out/victim.txt"), O_RDONLY), t); }
  if (IS("utimes")) { struct timeval t[2] = {{1, 0}, {1, 0}}; utimes(P("out/victim.txt"), t); }
  if (IS("setxattr")) setxattr(P("out/victim.txt"), "user.evil", "1", 1, 0);
  if (IS("fsetxattr")) fsetxattr(open(P("out/victim.txt"), O_RDONLY), "user.evil", "1", 1, 0);
  if (IS("mkdir")) mkdir(P("home/evil"), 0755);
  if (IS("mkfifo")) mkfifo(P("out/fifo"), 0644);
  if (IS("symlink_outside")) (void)!symlink("/etc/passwd", P("out/sl"));
  if (IS("unlink")) unlink(P("out/victim.txt"));
  if (IS("rmdir")) rmdir(P("out/empty"));
  if (IS("rename_folder")) rename(P("home/.ssh"), P("proj/ssh"));
  if (IS("bind")) { struct sockaddr_un a = {.sun_family = AF_UNIX}; strncpy(a.sun_path, P("out/sock"), 107); bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&a, sizeof a); }
  if (IS("hook")) put(open(P("proj/.git/hooks/pre-commit"), O_WRONLY | O_CREAT, 0755));
  if (IS("hook_rename")) { int d = open(P("proj/x"), O_WRONLY | O_CREAT, 0755); put(d); rename(P("proj/x"), P("proj/.git/hooks/pre-commit")); }
  if (IS("hook_folder")) { mkdir(P("proj/h"), 0755); put(open(P("proj/h/pre-commit"), O_WRONLY | O_CREAT, 0755)); rename(P("proj/.git/hooks"), P("proj/.git/old")); rename(P("proj/h"), P("proj/.git/hooks")); }
  if (IS("docker")) unix_to(P("out/docker.sock"), 0);
  if (IS("docker_link")) { (void)!symlink(P("out/docker.sock"), P("proj/d.sock")); unix_to(P("proj/d.sock"), 0); }
  if (IS("abstract")) unix_to(getenv("ABSTRACT"), 1);
  if (IS("kill")) kill(victim(), SIGKILL);
  if (IS("tgkill")) syscall(SYS_tgkill, victim(), victim(), SIGKILL);
  if (IS("sigqueue")) { union sigval v = {0}; sigqueue(victim(), SIGKILL, v); }
  if (IS("pidfd_signal")) syscall(SYS_pidfd_send_signal, syscall(SYS_pidfd_open, victim(), 0), SIGKILL, 0, 0);
  if (IS("kill_proxy")) kill(getppid(), SIGKILL);
  if (IS("ptrace")) { if (ptrace(PTRACE_ATTACH, victim(), 0, 0) == 0) { waitpid(victim(), 0, 0); ptrace(PTRACE_KILL, victim(), 0, 0); kill(victim(), SIGKILL); } }
  if (IS("mem_write")) { char b[64]; sprintf(b, "/proc/%d/mem", getppid()); int d = open(b, O_RDWR); if (d >= 0) printf("TOPSECRET opened memory\n"); }
  if (IS("mem_read")) { char b[64]; sprintf(b, "/proc/%d/mem", getppid()); int d = open(b, O_RDONLY); if (d >= 0) printf("TOPSECRET opened memory\n"); }
  if (IS("environ")) { char b[64]; sprintf(b, "/proc/%d/environ", getppid()); show(open(b, O_RDONLY)); }
  if (IS("prlimit")) { struct rlimit r = {8, 8}; if (prlimit(victim(), RLIMIT_NOFILE, &r, 0) == 0) printf("TOPSECRET limits\n"); }
  if (IS("pidfd_getfd")) { int p = syscall(SYS_pidfd_open, getppid(), 0); for (int i = 0; i < 64; i++) if (syscall(SYS_pidfd_getfd, p, i, 0) >= 0) printf("TOPSECRET fd\n"); }
  if (IS("handle")) { union { struct file_handle h; char room[256]; } u = {.h.handle_bytes = 128}; int m; int d = open(P("proj"), O_RDONLY | O_DIRECTORY); if (name_to_handle_at(AT_FDCWD, P("home/.ssh/id_rsa"), &u.h, &m, 0) == 0) show(open_by_handle_at(d, &u.h, O_RDONLY)); }
  if (IS("mount_bind")) { if (mount(P("out"), P("proj/m"), 0, MS_BIND, 0) == 0) { put(open(P("proj/m/victim.txt"), O_WRONLY)); umount2(P("proj/m"), MNT_DETACH); } }
  if (IS("userns_mount")) { if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && mount(P("out"), P("proj/m"), 0, MS_BIND, 0) == 0) put(open(P("proj/m/victim.txt"), O_WRONLY)); }
  if (IS("chroot")) { if (unshare(CLONE_NEWUSER) == 0 || getuid() == 0) if (chroot(P("out")) == 0) { put(open("/victim.txt", O_WRONLY)); chmod("/victim.txt", 0777); } }
  if (IS("setns")) { char b[64]; sprintf(b, "/proc/%d/ns/mnt", victim()); if (setns(open(b, O_RDONLY), 0) == 0) put(open(P("out/victim.txt"), O_WRONLY)); }
  if (IS("daemon")) { if (fork() == 0) { setsid(); if (fork() == 0) { usleep(100000); put(open(P("out/victim.txt"), O_WRONLY)); _exit(0); } _exit(0); } usleep(250000); }
  if (IS("vfork")) { char *p = P("out/victim.txt"); if (vfork() == 0) { int d = open(p, O_WRONLY); if (d >= 0) (void)!write(d, "EVIL", 4); _exit(0); } }
  if (IS("memfd_exec")) { int m = memfd_create("x", 0); int s = open("/proc/self/exe", O_RDONLY); char b[4096]; int n; while ((n = read(s, b, 4096)) > 0) (void)!write(m, b, n); char *a[] = {"x", "open", 0}; fexecve(m, a, environ); }
#ifdef __x86_64__
  if (IS("int80")) { char *low = mmap((void *)0x10000, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0); strcpy(low, P("out/victim.txt")); int r; __asm__ volatile("int $0x80" : "=a"(r) : "a"(5), "b"(low), "c"(1), "d"(0) : "memory"); put(r); }
  if (IS("x32")) put(syscall(0x40000000 | 2, P("out/victim.txt"), O_WRONLY));
#endif
  if (IS("io_uring")) { struct io_uring_params p = {0}; if (syscall(SYS_io_uring_setup, 4, &p) >= 0) printf("TOPSECRET io_uring\n"); }
  if (IS("userfaultfd")) { if (syscall(SYS_userfaultfd, O_CLOEXEC | 1) >= 0) printf("TOPSECRET userfaultfd\n"); }
  if (IS("setflags")) { int d = open(P("out/victim.txt"), O_RDONLY), f = 0; if (ioctl(d, FS_IOC_GETFLAGS, &f) == 0) { f |= FS_NODUMP_FL; if (ioctl(d, FS_IOC_SETFLAGS, &f) == 0) printf("TOPSECRET flags\n"); } }
  if (IS("keyring")) { if (syscall(SYS_add_key, "user", "evil", "x", 1, -3) >= 0) printf("TOPSECRET key\n"); }
  if (IS("drop_then_write")) { if (setuid(65534) == 0) put(open(P("out/victim.txt"), O_WRONLY)); }
  // What follows is newer: mounts without mount(2), other ways to a name, and races of folders, descriptors and flags.
  if (IS("openat2_in_root")) { mkdir(P("proj/deep"), 0755); (void)!symlink(".cursor/mcp.json", P("proj/deep/l")); close(open(P("proj/l"), O_WRONLY | O_CREAT, 0644)); (void)!chdir(P("proj"));
    struct open_how h = {.flags = O_RDONLY, .resolve = RESOLVE_IN_ROOT}; show(syscall(SYS_openat2, open(P("proj/deep"), O_PATH | O_DIRECTORY), "/l", &h, sizeof h)); }
  if (IS("openat2_beneath")) { struct open_how h = {.flags = O_RDWR | O_TRUNC, .resolve = RESOLVE_BENEATH}; put(syscall(SYS_openat2, open(P("out"), O_PATH), "victim.txt", &h, sizeof h)); }
  if (IS("race_how")) { pthread_t t; pthread_create(&t, 0, flip, 0); char *p = P("proj/.git/config");
    for (int i = 0; i < 20000; i++) put(syscall(SYS_openat2, AT_FDCWD, p, &how, sizeof how)); stop = 1; pthread_join(t, 0); }
  if (IS("move_mount")) { (void)!unshare(CLONE_NEWUSER | CLONE_NEWNS); int t = syscall(428, AT_FDCWD, P("out"), 1); if (syscall(429, t, "", AT_FDCWD, P("proj/m"), 4) == 0) put(open(P("proj/m/victim.txt"), O_WRONLY)); }
  if (IS("fsmount")) { (void)!unshare(CLONE_NEWUSER | CLONE_NEWNS); int f = syscall(430, "tmpfs", 0); if (f >= 0) printf("TOPSECRET fsopen\n"); }
  if (IS("own_listener")) { struct sock_filter c[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog p = {4, c}; if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &p) >= 0) printf("TOPSECRET listener\n"); }
  if (IS("suspend_seccomp")) { pid_t c = fork(); if (c == 0) { raise(SIGSTOP); put(open(P("out/victim.txt"), O_WRONLY)); _exit(0); } waitpid(c, 0, WUNTRACED);
    if (ptrace(PTRACE_SEIZE, c, 0, 0x200000) == 0) printf("TOPSECRET suspended\n"); kill(c, SIGCONT); kill(c, SIGKILL); }
  if (IS("race_sibling")) { char *good = P("proj/a.txt"), *bad = P("out/victim.txt"); strcpy(swapped, good); pid_t c = fork(); if (c == 0) { for (int i = 0; i < 8000; i++) put(open(swapped, O_WRONLY)); _exit(0); }
    for (int i = 0; waitpid(c, 0, WNOHANG) == 0; i++) { struct iovec l = {i & 1 ? good : bad, 200}, r = {swapped, 200}; process_vm_writev(c, &l, 1, &r, 1, 0); } }
  if (IS("chmod_procfd")) { char b[64]; sprintf(b, "/proc/self/fd/%d", open(P("out/victim.txt"), O_PATH)); chmod(b, 0777); }
  if (IS("linkat_empty")) { linkat(open(P("out/victim.txt"), O_RDONLY), "", AT_FDCWD, P("proj/v3"), AT_EMPTY_PATH); put(open(P("proj/v3"), O_WRONLY)); }
  if (IS("map_files")) { int d = open(P("out/victim.txt"), O_RDONLY); char *m = mmap(0, 4096, PROT_READ, MAP_SHARED, d, 0), b[96]; sprintf(b, "/proc/self/map_files/%lx-%lx", (long)m, (long)m + 4096); put(open(b, O_RDWR)); }
  if (IS("vm_readv")) { char b[4] = ""; struct iovec l = {b, 4}, r = {(void *)0x400000, 4}; if (process_vm_readv(getppid(), &l, 1, &r, 1, 0) > 0) printf("TOPSECRET memory\n"); }
  if (IS("vm_writev")) { char b[4] = "EVIL"; struct iovec l = {b, 4}, r = {(void *)0xc000000000, 4}; if (process_vm_writev(getppid(), &l, 1, &r, 1, 0) > 0) printf("TOPSECRET memory written\n"); }
  if (IS("proxy_stdout")) for (int i = 0; i < 32; i++) { char b[64]; struct stat st; sprintf(b, "/proc/%d/fd/%d", getppid(), i); int d = open(b, O_WRONLY); if (d < 0) d = open(b, O_RDONLY); if (d >= 0 && fstat(d, &st) == 0 && st.st_rdev != 0x103) printf("TOPSECRET descriptor %d\n", i); }
  if (IS("sigio")) { int p[2]; (void)!pipe(p); fcntl(p[0], F_SETOWN, victim()); fcntl(p[0], F_SETSIG, SIGTERM); fcntl(p[0], F_SETFL, O_ASYNC | O_NONBLOCK); (void)!write(p[1], "x", 1); }
  if (IS("proc_victim")) { char b[64]; sprintf(b, "/proc/%d/oom_score_adj", victim()); if (open(b, O_WRONLY) >= 0) printf("TOPSECRET opened\n"); }
  if (IS("docker_procfd")) { char b[64]; sprintf(b, "/proc/self/fd/%d", open(P("out/docker.sock"), O_PATH)); unix_to(b, 0); }
  if (IS("docker_relative")) { (void)!chdir(P("out")); unix_to("docker.sock", 0); }
  if (IS("disk")) { struct stat st; char n[512]; if (stat(W, &st) == 0) { strcpy(n, P("proj/disk")); if (mknod(n, S_IFBLK | 0600, st.st_dev) == 0 && open(n, O_RDONLY) >= 0) printf("TOPSECRET disk\n"); } }
  if (IS("disk_there")) { struct stat st; char b[128], n[128] = ""; stat(W, &st); sprintf(b, "/sys/dev/block/%d:%d/uevent", (int)(st.st_dev >> 8), (int)(st.st_dev & 255)); FILE *f = fopen(b, "r"); char *l = f ? fgets(b, 128, f) : 0;
    for (; l; l = fgets(b, 128, f)) if (sscanf(b, "DEVNAME=%100s", n) == 1) { char p[160]; sprintf(p, "/dev/%s", n); if (open(p, O_RDONLY) >= 0) printf("TOPSECRET disk\n"); } }
  if (IS("terminal")) put(open(getenv("TERMINAL"), O_RDWR | O_NOCTTY));
  if (IS("race_utimes")) { pthread_t t; struct timeval at[2] = {{1, 0}, {1, 0}}; one = P("proj/a.txt"); two = P("out/victim.txt"); strcpy(swapped, one); pthread_create(&t, 0, swap, 0); for (int i = 0; i < 20000; i++) { utimes(swapped, at); setxattr(swapped, "user.evil", "1", 1, 0); } stop = 1; pthread_join(t, 0); }
  if (IS("lease")) { if (fcntl(open(P("proj/a.txt"), O_RDONLY), F_SETLEASE, F_RDLCK) == 0) printf("TOPSECRET lease\n"); }
  if (IS("disk_loop")) { if (open("/dev/loop0", O_RDONLY) >= 0) printf("TOPSECRET disk\n"); }
  if (IS("mem_device")) { mknod(P("proj/mem"), S_IFCHR | 0600, 0x101); if (open(P("proj/mem"), O_RDONLY) >= 0 || open("/dev/mem", O_RDONLY) >= 0 || open("/proc/kcore", O_RDONLY) >= 0) printf("TOPSECRET memory\n"); }
  if (IS("kernel_knobs")) { const char *k[] = {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/fs/binfmt_misc/register", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper", "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/release_agent", "/dev/kmsg", "/dev/fuse", "/dev/uinput"};
    for (int i = 0; i < 10; i++) if (open(k[i], O_WRONLY) >= 0) printf("TOPSECRET %s\n", k[i]); }
  if (IS("race_folder")) { race_folders(); for (int i = 0; i < 6000; i++) put(open(P("proj/f/victim.txt"), O_WRONLY)); stop = 1; }
  if (IS("race_folder_chmod")) { race_folders(); for (int i = 0; i < 6000; i++) chmod(P("proj/f/victim.txt"), 0777); stop = 1; }
  if (IS("race_folder_unlink")) { race_folders(); for (int i = 0; i < 3000; i++) { unlink(P("proj/f/victim.txt")); close(creat(P("proj/f/victim.txt"), 0644)); } stop = 1; }
  if (IS("race_folder_create")) { race_folders(); for (int i = 0; i < 3000; i++) { put(open(P("proj/f/new.txt"), O_WRONLY | O_CREAT | O_EXCL, 0644)); unlink(P("proj/f/new.txt")); } stop = 1; }
  if (IS("race_folder_rename")) { race_folders(); for (int i = 0; i < 3000; i++) { close(creat(P("proj/n"), 0644)); rename(P("proj/n"), P("proj/f/victim.txt")); } stop = 1; }
  if (IS("race_descriptor")) { race_fds(O_RDONLY | O_DIRECTORY, "proj/real", "out"); for (int i = 0; i < 8000; i++) put(openat(shared, "victim.txt", O_WRONLY)); stop = 1; }
  if (IS("race_fchmod")) { race_fds(O_RDONLY, "proj/a.txt", "out/victim.txt"); for (int i = 0; i < 8000; i++) fchmod(shared, 0777); stop = 1; }
  if (IS("race_cwd")) { mkdir(P("proj/real"), 0755); close(creat(P("proj/real/victim.txt"), 0644)); pthread_t t; pthread_create(&t, 0, wander, 0); for (int i = 0; i < 8000; i++) put(open("victim.txt", O_WRONLY)); stop = 1; }
  // Other ways to say a path: long ones, chains of links, other processes' and threads' folders, other namespaces.
  if (IS("long_path")) { static char b[4096]; char *e = b + sprintf(b, "%s", P("proj")); while (e - b < 3900) e += sprintf(e, "/."); sprintf(e, "/../out/victim.txt"); put(open(b, O_WRONLY)); }
  if (IS("page_end")) { char *m = mmap(0, 8192, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); munmap(m + 4096, 4096); char *p = P("out/victim.txt"); put(open(strcpy(m + 4096 - strlen(p) - 1, p), O_WRONLY)); }
  if (IS("link_chain")) { (void)!symlink(P("out/victim.txt"), P("proj/c0")); for (int i = 1; i < 38; i++) { char a[32], b[32]; sprintf(a, "c%d", i - 1); sprintf(b, "proj/c%d", i); (void)!symlink(a, P(b)); } put(open(P("proj/c37"), O_WRONLY)); }
  if (IS("link_relative")) { (void)!symlink("../out/victim.txt", P("proj/rel")); put(open(P("proj/rel"), O_WRONLY | O_TRUNC)); }
  if (IS("link_folder_new")) { (void)!symlink("../out", P("proj/reld")); put(open(P("proj/reld/fresh"), O_WRONLY | O_CREAT | O_EXCL, 0644)); }
  if (IS("link_dotdot")) { mkdir(P("proj/a1"), 0755); (void)!symlink(P("out/empty"), P("proj/a1/l")); put(open(P("proj/a1/l/../victim.txt"), O_WRONLY)); }
  if (IS("task_cwd")) { char b[96]; (void)!chdir(P("out")); sprintf(b, "/proc/self/task/%d/cwd/victim.txt", (int)syscall(SYS_gettid)); put(open(b, O_WRONLY)); }
  if (IS("victim_root")) { char b[600]; sprintf(b, "/proc/%d/root%s", victim(), P("out/victim.txt")); put(open(b, O_WRONLY)); }
  if (IS("victim_cwd")) { char b[96]; sprintf(b, "/proc/%d/cwd", victim()); int d = open(b, O_PATH); put(openat(d, P("out/victim.txt") + 1, O_WRONLY)); put(open(P("out/victim.txt"), O_WRONLY)); }
  if (IS("parent_cwd")) { char b[96]; sprintf(b, "/proc/%d/cwd/../out/victim.txt", getppid()); put(open(b, O_WRONLY)); }
  if (IS("child_fd")) { int d = open(P("out/victim.txt"), O_RDONLY); pid_t c = fork(); if (c == 0) { pause(); _exit(0); } char b[64]; sprintf(b, "/proc/%d/fd/%d", c, d); put(open(b, O_WRONLY)); kill(c, SIGKILL); }
  if (IS("pidns")) { char *p = P("out/victim.txt"); if (unshare(CLONE_NEWUSER | CLONE_NEWPID) == 0 || unshare(CLONE_NEWPID) == 0) { if (fork() == 0) { (void)!chdir(P("out")); put(open(p, O_WRONLY)); put(open("/proc/self/cwd/victim.txt", O_WRONLY)); put(open("victim.txt", O_WRONLY)); _exit(0); } wait(0); } }
  if (IS("userns_root")) { char *p = P("out/victim.txt"); if (unshare(CLONE_NEWUSER) == 0) { int f = open("/proc/self/uid_map", O_WRONLY); (void)!write(f, "0 0 1", 5); put(open(p, O_WRONLY)); (void)!chown(p, 0, 0); chmod(p, 0777); } }
  if (IS("chroot_escape")) { int root = open("/", O_RDONLY); mkdir(P("proj/j"), 0755); char *p = P("out/victim.txt") + 1; if (getuid() == 0 || unshare(CLONE_NEWUSER) == 0) if (chroot(P("proj/j")) == 0 && fchdir(root) == 0) { put(open(p, O_WRONLY)); chmod(p, 0777); put(openat(root, p, O_WRONLY)); } }
  if (IS("setuid_race")) { if (fork() == 0) { for (int i = 0; i < 50; i++) { setresuid(-1, 65534, -1); put(open(P("out/victim.txt"), O_WRONLY)); chmod(P("out/victim.txt"), 0777); setresuid(-1, 0, -1); } _exit(0); } wait(0); }
  if (IS("fsuid")) { syscall(SYS_setfsuid, 65534); put(open(P("out/victim.txt"), O_WRONLY)); put(open(P("home/.bashrc"), O_WRONLY | O_APPEND)); }
  if (IS("openat2_long")) { struct { struct open_how h; uint64_t more[4]; } h = {.h.flags = O_WRONLY}; put(syscall(SYS_openat2, AT_FDCWD, P("out/victim.txt"), &h, sizeof h)); }
  if (IS("openat2_xdev")) { struct open_how h = {.flags = O_WRONLY | O_TRUNC, .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS}; put(syscall(SYS_openat2, AT_FDCWD, P("out/victim.txt"), &h, sizeof h)); }
  if (IS("openat2_magic")) { char b[64]; sprintf(b, "/proc/self/fd/%d", open(P("out/victim.txt"), O_PATH)); struct open_how h = {.flags = O_WRONLY}; put(syscall(SYS_openat2, AT_FDCWD, b, &h, sizeof h)); }
  if (IS("openat2_cached")) { struct stat st; stat(P("out/victim.txt"), &st); struct open_how h = {.flags = O_WRONLY, .resolve = 0x20}; put(syscall(SYS_openat2, AT_FDCWD, P("out/victim.txt"), &h, sizeof h)); }
  // Other processes: a tracer that changes what was judged, memory, limits, descriptors, what the kernel does for somebody.
  if (IS("ptrace_call")) { pid_t c = fork(); if (c == 0) { ptrace(PTRACE_TRACEME, 0, 0, 0); raise(SIGSTOP); int d = open(P("proj/a.txt"), O_WRONLY); put(d); _exit(0); }
    char *good = P("proj/a.txt"); size_t n = strlen(good); (void)n; waitpid(c, 0, 0); union { char t[512]; long w[64]; } path = {""}; strcpy(path.t, P("out/victim.txt"));
    for (int i = 0, st; i < 400; i++) { ptrace(PTRACE_SYSCALL, c, 0, 0); if (waitpid(c, &st, 0) < 0 || WIFEXITED(st)) break; struct { long r[27]; } g; struct iovec v = {&g, sizeof g};
      if (ptrace(PTRACE_GETREGSET, c, 1, &v) == 0) { for (int k = 0; k < 64; k++) { long at = 0; (void)at; }
#ifdef __x86_64__
        if (g.r[15] == SYS_openat) for (int k = 0; k < 64; k++) ptrace(PTRACE_POKEDATA, c, g.r[13] + 8 * k, path.w[k]);
        if (g.r[15] == SYS_getpid) { g.r[15] = SYS_openat; ptrace(PTRACE_SETREGSET, c, 1, &v); }
#endif
      } } kill(c, SIGKILL); }
  if (IS("tracer_of_thread")) { pid_t c = fork(); if (c == 0) { for (int i = 0; i < 2000; i++) put(open(P("proj/a.txt"), O_WRONLY)); _exit(0); }
    ptrace(PTRACE_SEIZE, c, 0, 0); for (int i = 0, st; i < 300; i++) { ptrace(PTRACE_INTERRUPT, c, 0, 0); if (waitpid(c, &st, 0) < 0 || WIFEXITED(st)) break; ptrace(PTRACE_CONT, c, 0, 0); } kill(c, SIGKILL); }
  if (IS("signals_in_call")) { signal(SIGALRM, SIG_IGN); struct itimerval it = {{0, 50}, {0, 50}}; struct sigaction sa = {.sa_handler = (void *)sched_yield}; sigaction(SIGALRM, &sa, 0); setitimer(ITIMER_REAL, &it, 0); for (int i = 0; i < 3000; i++) { put(open(P("out/victim.txt"), O_WRONLY)); int d = open(P("proj/a.txt"), O_WRONLY); if (d >= 0 && d < 3) printf("TOPSECRET a standard file\n"); if (d >= 0) close(d); } }
  if (IS("proxy_descriptors")) for (int i = 0; i < 64; i++) { char b[64], n[256] = ""; sprintf(b, "/proc/%d/fd/%d", getppid(), i); if (readlink(b, n, 255) > 0 && strncmp(n, "/dev/null", 9)) { int d = open(b, O_RDWR | O_NONBLOCK); if (d >= 0 && strncmp(n, "pipe", 4) == 0) printf("TOPSECRET opened %s\n", n); } }
  if (IS("listener_fd")) for (int i = 3; i < 256; i++) { struct seccomp_notif_resp { uint64_t id; int64_t val; int32_t error; uint32_t flags; } r = {1, 0, 0, 1}; if (ioctl(i, 0xc0182101, &r) == 0 || errno == ENOENT) printf("TOPSECRET a listener of ours\n"); }
  if (IS("unotif_flags")) { for (int i = 3; i < 64; i++) if (ioctl(i, 0x40082104, 0) == 0) printf("TOPSECRET the listener %d\n", i); }
  if (IS("landlock_more")) { uint64_t a = 0x1fff; int r = syscall(444, &a, 8, 0); struct { uint64_t m; int32_t fd; } __attribute__((packed)) p = {0x1fff, open("/", O_PATH)}; syscall(445, r, 1, &p, 0); syscall(446, r, 0); put(open(P("out/victim.txt"), O_WRONLY)); }
  if (IS("seccomp_more")) { struct sock_filter c[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}; struct sock_fprog p = {1, c}; syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p); put(open(P("out/victim.txt"), O_WRONLY)); }
  if (IS("seccomp_trace")) { pid_t c = fork(); if (c == 0) { ptrace(PTRACE_TRACEME, 0, 0, 0); raise(SIGSTOP); struct sock_filter f[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}; struct sock_fprog p = {4, f};
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p); put(open(P("out/victim.txt"), O_WRONLY)); _exit(0); } waitpid(c, 0, 0); ptrace(PTRACE_SETOPTIONS, c, 0, PTRACE_O_TRACESECCOMP); for (int i = 0, st; i < 50; i++) { ptrace(PTRACE_CONT, c, 0, 0); if (waitpid(c, &st, 0) < 0 || WIFEXITED(st)) break; } }
  // A sandbox of the server's own, which holds or is refused; rights that root gave up.
  if (IS("landlock_own")) { uint64_t a = 2; int r = syscall(444, &a, 8, 0); prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); if (r >= 0 && syscall(446, r, 0) == 0 && open(P("proj/a.txt"), O_WRONLY) >= 0) printf("TOPSECRET landlock\n"); }
  if (IS("caps_dropped") || IS("caps_bounded")) { struct { uint32_t v; int pid; } h = {0x20080522, 0}; struct { uint32_t e, p, i; } d[2] = {{0}};
    close(open(P("proj/closed"), O_WRONLY | O_CREAT, 0400)); if (IS("caps_dropped")) syscall(SYS_capset, &h, d); else { for (int i = 0; i < 64; i++) prctl(PR_CAPBSET_DROP, i, 0, 0, 0); if (argc < 3) execl("/proc/self/exe", argv[0], argv[1], "again", NULL); }
    if (open(P("proj/closed"), O_WRONLY) >= 0) printf("TOPSECRET caps\n"); }
  if (IS("set_version")) { int d = open(P("out/victim.txt"), O_RDONLY), was = 0, v = 77, is = 0; ioctl(d, _IOR('v', 1, long), &was); ioctl(d, _IOW('v', 2, long), &v); ioctl(d, _IOW('f', 4, long), &v); ioctl(d, _IOR('v', 1, long), &is); if (was != is) printf("TOPSECRET version\n"); }
  if (IS("verity")) { struct { uint32_t v, h, b, s; uint64_t m[14]; } p = {1, 1, 4096}; if (ioctl(open(P("out/victim.txt"), O_RDONLY), 0x40806685, &p) == 0) printf("TOPSECRET verity\n"); }
  if (IS("encryption_policy")) { char p[12] = {0, 1, 4}; if (ioctl(open(P("out/empty"), O_RDONLY), 0x800c6613, p) == 0) printf("TOPSECRET policy\n"); }
  if (IS("perf")) { struct { uint32_t type, size; uint64_t more[15]; } a = {1, 128}; for (int i = 0; i < 2; i++) if (syscall(SYS_perf_event_open, &a, i ? -1 : victim(), i ? 0 : -1, -1, 0) >= 0) printf("TOPSECRET perf\n"); }
  if (IS("priority")) { if (setpriority(PRIO_PROCESS, victim(), 19) == 0 || setpriority(PRIO_PROCESS, getppid(), 19) == 0) printf("TOPSECRET priority\n"); }
  if (IS("priority_group")) { if (setpriority(PRIO_PGRP, getpgid(getppid()), 19) == 0) printf("TOPSECRET group\n"); }
  if (IS("priority_user")) { if (setpriority(PRIO_USER, 0, 19) == 0) printf("TOPSECRET user\n"); }
  if (IS("io_priority")) { if (syscall(SYS_ioprio_set, 1, victim(), 3 << 13) == 0 || syscall(SYS_ioprio_set, 3, getuid(), 3 << 13) == 0) printf("TOPSECRET io\n"); }
  if (IS("scheduler")) { struct sched_param p = {0}; if (sched_setscheduler(victim(), 5, &p) == 0 || sched_setscheduler(getppid(), 5, &p) == 0) printf("TOPSECRET idle\n"); }
  if (IS("scheduler_attributes")) { struct { uint32_t size, policy; uint64_t more[5]; } a = {48, 5}; if (syscall(SYS_sched_setattr, victim(), &a, 0) == 0) printf("TOPSECRET idle\n"); }
  if (IS("affinity")) { cpu_set_t s; CPU_ZERO(&s); CPU_SET(0, &s); if (sched_setaffinity(victim(), sizeof s, &s) == 0) printf("TOPSECRET affinity\n"); }
  if (IS("segment")) { char *m = shmat(atoi(getenv("SEGMENT")), 0, 0); if (m != (void *)-1) printf("%s\n", m); }
  if (IS("segment_removed")) { if (shmctl(atoi(getenv("SEGMENT")), IPC_RMID, 0) == 0 || shmctl(atoi(getenv("SEGMENT")), IPC_RMID | 0x100, 0) == 0) printf("TOPSECRET removed\n"); }
  if (IS("fanotify")) { if (syscall(SYS_fanotify_init, 4, O_RDWR) >= 0) printf("TOPSECRET fanotify\n"); }
  if (IS("process_madvise")) { struct iovec v = {(void *)0x400000, 4096}; if (syscall(440, syscall(SYS_pidfd_open, getppid(), 0), &v, 1, 20, 0) >= 0) printf("TOPSECRET madvise\n"); }
  if (IS("setns_pidfd")) { if (setns(syscall(SYS_pidfd_open, victim(), 0), CLONE_NEWNS | CLONE_NEWUTS) == 0) printf("TOPSECRET setns\n"); }
  if (IS("mknod_null")) { mknod(P("out/zero"), S_IFCHR | 0666, 0); mknod(P("out/node"), S_IFREG | 0666, 0); }
  if (IS("rename_noreplace")) syscall(SYS_renameat2, AT_FDCWD, P("out/victim.txt"), AT_FDCWD, P("proj/v9"), 1);
  if (IS("rename_whiteout")) { close(creat(P("proj/w"), 0644)); syscall(SYS_renameat2, AT_FDCWD, P("proj/w"), AT_FDCWD, P("out/w"), 4); }
  if (IS("rename_dirfds")) { int a = open(P("proj"), O_PATH), b = open(P("out"), O_PATH); renameat(a, "a.txt", b, "victim.txt"); linkat(a, "a.txt", b, "v", 0); symlinkat("x", b, "s"); mkdirat(b, "d", 0755); unlinkat(b, "victim.txt", 0); }
  if (IS("rename_parent")) { rename(P("proj/.git"), P("proj/git2")); put(open(P("proj/git2/hooks/pre-commit"), O_WRONLY | O_CREAT, 0755)); rename(P("proj/git2"), P("proj/.git")); }
  if (IS("rename_project")) { mkdir(P("tmp/x"), 0755); mkdir(P("tmp/x/hooks"), 0755); put(open(P("tmp/x/hooks/pre-commit"), O_WRONLY | O_CREAT, 0755)); syscall(SYS_renameat2, AT_FDCWD, P("tmp/x"), AT_FDCWD, P("proj/.git"), 2); }
  if (IS("rmdir_home")) { rmdir(P("out/empty")); unlinkat(AT_FDCWD, P("out/empty"), AT_REMOVEDIR); }
  if (IS("mmap_write")) { int d = open(P("out/victim.txt"), O_RDONLY); char *m = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, d, 0); if (m != MAP_FAILED) memcpy(m, "EVIL", 4); m = mmap(0, 4096, PROT_READ, MAP_SHARED, d, 0); if (m != MAP_FAILED && mprotect(m, 4096, PROT_READ | PROT_WRITE) == 0) memcpy(m, "EVIL", 4); }
  if (IS("ftruncate")) { (void)!ftruncate(open(P("out/victim.txt"), O_RDONLY), 0); (void)!ftruncate(open(P("out/victim.txt"), O_PATH), 0); fallocate(open(P("out/victim.txt"), O_RDONLY), 0, 0, 100); }
  if (IS("copy_range")) { int a = open(P("proj/a.txt"), O_RDONLY), b = open(P("out/victim.txt"), O_RDONLY); (void)!copy_file_range(a, 0, b, 0, 1, 0); ioctl(b, FICLONE, a); }
  if (IS("own_exe")) { char b[64]; sprintf(b, "/proc/%d/exe", getppid()); int d = open(b, O_WRONLY); if (d >= 0 || open(b, O_RDWR) >= 0) printf("TOPSECRET the proxy's program\n"); }
  if (IS("terminal_ioctl")) { int d = open(getenv("TERMINAL"), O_RDONLY | O_NOCTTY); ioctl(d, TIOCSTI, "E"); syscall(SYS_ioctl, d, 0x100000000ul | TIOCSTI, "E"); syscall(SYS_ioctl, 0, TIOCSTI, "E"); put(open("/dev/tty", O_WRONLY)); if (ioctl(d, TIOCSCTTY, 1) == 0) put(d); }
  if (IS("consoles")) { const char *k[] = {"/dev/console", "/dev/tty0", "/dev/tty1", "/dev/vcs1", "/dev/vcsa1", "/dev/ttyS0"}; for (int i = 0; i < 6; i++) { int d = open(k[i], O_RDWR | O_NOCTTY | O_NONBLOCK); if (d < 0) d = open(k[i], O_RDONLY | O_NOCTTY | O_NONBLOCK); if (d >= 0) printf("TOPSECRET %s\n", k[i]); } }
  if (IS("fd_passed_in")) { int p[2]; (void)!socketpair(AF_UNIX, SOCK_STREAM, 0, p); if (fork() == 0) { struct sockaddr_un n; (void)n; int d = open(P("out/victim.txt"), O_WRONLY); char c[CMSG_SPACE(4)]; struct iovec v = {"x", 1}; struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = sizeof c}; struct cmsghdr *h = CMSG_FIRSTHDR(&m); h->cmsg_level = SOL_SOCKET; h->cmsg_type = SCM_RIGHTS; h->cmsg_len = CMSG_LEN(4); memcpy(CMSG_DATA(h), &d, 4); sendmsg(p[1], &m, 0); _exit(0); }
    char c[CMSG_SPACE(4)], x; struct iovec v = {&x, 1}; struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = sizeof c}; fcntl(p[0], F_SETFL, O_NONBLOCK); wait(0); if (recvmsg(p[0], &m, 0) > 0 && CMSG_FIRSTHDR(&m)) { int d; memcpy(&d, CMSG_DATA(CMSG_FIRSTHDR(&m)), 4); put(d); } }
  if (IS("abstract_datagram")) { struct sockaddr_un a = {.sun_family = AF_UNIX}; char *n = getenv("ABSTRACT"); memcpy(a.sun_path + 1, n, strlen(n)); socklen_t l = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(n); int s = socket(AF_UNIX, SOCK_SEQPACKET, 0); connect(s, (void *)&a, l); sendto(socket(AF_UNIX, SOCK_DGRAM, 0), "EVIL", 4, 0, (void *)&a, l); }
  if (IS("plain_race_new")) { mkdir(P("proj/real"), 0755); (void)!symlink(P("out"), P("proj/g")); start(exchange); rename(P("proj/real"), P("proj/f")); for (int i = 0; i < 4000; i++) { put(open(P("proj/f/planted"), O_WRONLY | O_CREAT, 0644)); put(open(P("proj/f/victim.txt"), O_WRONLY | O_TRUNC)); } stop = 1; }
  if (IS("plain_pipe")) { mkfifo(P("proj/pipe"), 0644); (void)!symlink(P("out/victim.txt"), P("proj/sl")); pid_t c = fork(); if (c == 0) { alarm(2); for (int i = 0; i < 500; i++) { syscall(SYS_renameat2, AT_FDCWD, P("proj/a.txt"), AT_FDCWD, P("proj/sl"), 2); } _exit(0); } for (int i = 0; i < 500; i++) put(open(P("proj/a.txt"), O_WRONLY)); kill(c, SIGKILL); }
  return 0;
}
