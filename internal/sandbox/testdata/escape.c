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
#include <sys/resource.h>
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
  return 0;
}
