// Attempts to leave a scope, one per name. W is the world: W/home and W/out are
// outside of the scope, W/proj is inside. What counts is what is left behind.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/openat2.h>
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
static char buf[16][512];
static int nbuf;
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
  return 0;
}
