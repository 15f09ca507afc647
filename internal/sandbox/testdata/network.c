// Attempts to leave a limited network, one per name. PORT of 127.0.0.1 is outside of
// the scope, OPEN is inside. What counts is what arrives.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_in to(int port) { struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}; return a; }
static void put(int s) { (void)!send(s, "EVIL", 4, MSG_NOSIGNAL); usleep(20000); close(s); }
static void through(int s, int port) { struct sockaddr_in a = to(port); if (s >= 0 && connect(s, (void *)&a, sizeof a) == 0) put(s); }
static struct sockaddr_in swapped;
static volatile int stop;
static int inside, outside;
static void *swap(void *x) { (void)x; while (!stop) { swapped.sin_port = htons(inside); swapped.sin_port = htons(outside); } return 0; }
// Somebody outside is asked to call: W/proj/call holds the port.
static void await(int s) { struct sockaddr_in6 a; socklen_t n = sizeof a; char name[512]; if (getsockname(s, (void *)&a, &n)) return;
  snprintf(name, 512, "%s/proj/call", getenv("W")); int f = creat(name, 0644); dprintf(f, "%d\n", ntohs(a.sin6_port)); close(f);
  fcntl(s, F_SETFL, O_NONBLOCK); for (int i = 0; i < 40; i++) { int c = accept(s, 0, 0); if (c >= 0) { put(c); return; } usleep(10000); } }

#define IS(n) (!strcmp(name, n))
int main(int argc, char **argv) {
  const char *name = argv[1]; (void)argc;
  outside = atoi(getenv("PORT")); inside = atoi(getenv("OPEN"));
  struct sockaddr_in a = to(outside);
  struct iovec v = {"EVIL", 4};
  struct msghdr m = {.msg_name = &a, .msg_namelen = sizeof a, .msg_iov = &v, .msg_iovlen = 1};
  if (IS("tcp")) through(socket(AF_INET, SOCK_STREAM, 0), outside);
  if (IS("tcp_flags")) through(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP), outside);
  if (IS("mapped")) { struct sockaddr_in6 b = {.sin6_family = AF_INET6, .sin6_port = htons(outside)}; inet_pton(AF_INET6, "::ffff:127.0.0.1", &b.sin6_addr); int s = socket(AF_INET6, SOCK_STREAM, 0); if (connect(s, (void *)&b, sizeof b) == 0) put(s); }
  if (IS("mapped_v4")) through(socket(AF_INET6, SOCK_STREAM, 0), outside);
  if (IS("any")) { a.sin_addr.s_addr = 0; int s = socket(AF_INET, SOCK_STREAM, 0); if (connect(s, (void *)&a, sizeof a) == 0) put(s); }
  if (IS("mptcp")) through(socket(AF_INET, SOCK_STREAM, 262), outside);
  if (IS("fastopen")) { int s = socket(AF_INET, SOCK_STREAM, 0); if (sendto(s, "EVIL", 4, MSG_FASTOPEN, (void *)&a, sizeof a) > 0) usleep(20000); }
  if (IS("fastopen_message")) { int s = socket(AF_INET, SOCK_STREAM, 0); if (sendmsg(s, &m, MSG_FASTOPEN) > 0) usleep(20000); }
  if (IS("fastopen_messages")) { struct mmsghdr mm = {m, 0}; int s = socket(AF_INET, SOCK_STREAM, 0); if (sendmmsg(s, &mm, 1, MSG_FASTOPEN) > 0) usleep(20000); }
  if (IS("fastopen_connect")) { int on = 1, s = socket(AF_INET, SOCK_STREAM, 0); setsockopt(s, IPPROTO_TCP, 30, &on, sizeof on); through(s, outside); }
  if (IS("fastopen_high")) { int s = socket(AF_INET, SOCK_STREAM, 0); if (syscall(SYS_sendto, s, "EVIL", 4, 0x100000000ul | MSG_FASTOPEN, &a, sizeof a) > 0) usleep(20000); }
  if (IS("udp")) sendto(socket(AF_INET, SOCK_DGRAM, 0), "EVIL", 4, 0, (void *)&a, sizeof a);
  if (IS("udp_message")) sendmsg(socket(AF_INET, SOCK_DGRAM, 0), &m, 0);
  if (IS("udp_connected")) through(socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP), outside);
  if (IS("udp6")) { struct sockaddr_in6 b = {.sin6_family = AF_INET6, .sin6_port = htons(outside)}; inet_pton(AF_INET6, "::ffff:127.0.0.1", &b.sin6_addr); sendto(socket(AF_INET6, SOCK_DGRAM, 0), "EVIL", 4, 0, (void *)&b, sizeof b); }
  if (IS("udplite")) { if (socket(AF_INET, SOCK_DGRAM, 136) >= 0) printf("TOPSECRET udplite\n"); }
  if (IS("sctp")) { if (socket(AF_INET, SOCK_STREAM, 132) >= 0 || socket(AF_INET, SOCK_SEQPACKET, 132) >= 0) printf("TOPSECRET sctp\n"); }
  if (IS("ping")) { if (socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP) >= 0) printf("TOPSECRET ping\n"); }
  if (IS("raw")) { struct { struct udphdr h; char text[4]; } p = {{.source = htons(9), .dest = htons(outside), .len = htons(12)}, "EVIL"}; sendto(socket(AF_INET, SOCK_RAW, IPPROTO_UDP), &p, sizeof p, 0, (void *)&a, sizeof a); }
  if (IS("packet")) { if (socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) >= 0 || socket(AF_PACKET, SOCK_DGRAM, 0) >= 0) printf("TOPSECRET packet\n"); }
  if (IS("vsock")) { if (socket(40, SOCK_STREAM, 0) >= 0) printf("TOPSECRET vsock\n"); }
  if (IS("families")) { for (int f = 0; f < 46; f++) for (int t = 1; t < 6; t++) { int s = socket(f, t, 0); if (s >= 0 && f != AF_UNIX && f != AF_NETLINK && !((f == AF_INET || f == AF_INET6) && t == SOCK_STREAM)) printf("TOPSECRET family %d type %d\n", f, t); close(s); } }
  if (IS("high_family")) { int s = syscall(SYS_socket, 0x100000000ul | AF_INET, SOCK_DGRAM, 0); if (s >= 0) sendto(s, "EVIL", 4, 0, (void *)&a, sizeof a); }
  if (IS("race_port")) { pthread_t t; swapped = to(inside); pthread_create(&t, 0, swap, 0); for (int i = 0; i < 3000; i++) { int s = socket(AF_INET, SOCK_STREAM, 0); if (connect(s, (void *)&swapped, sizeof swapped) == 0) (void)!send(s, "EVIL", 4, MSG_NOSIGNAL); close(s); } stop = 1; }
  if (IS("io_uring")) { char p[120] = {0}; if (syscall(SYS_io_uring_setup, 4, p) >= 0) printf("TOPSECRET io_uring\n"); }
  if (IS("child")) { if (fork() == 0) { through(socket(AF_INET, SOCK_STREAM, 0), outside); _exit(0); } usleep(100000); }
  if (IS("listen")) { int s = socket(AF_INET, SOCK_STREAM, 0); if (listen(s, 5) == 0) await(s); }
  if (IS("listen_any")) { struct sockaddr_in6 b = {.sin6_family = AF_INET6}; int s = socket(AF_INET6, SOCK_STREAM, 0); if (bind(s, (void *)&b, sizeof b) == 0 && listen(s, 5) == 0) await(s); }
  if (IS("listen_exchanged")) { int s = socket(AF_INET, SOCK_STREAM, 0), l = socket(AF_INET, SOCK_STREAM, 0); struct sockaddr_in h = to(0); bind(l, (void *)&h, sizeof h); if (listen(l, 5) == 0) { dup2(s, l); if (listen(l, 5) == 0) await(l); } }
  if (IS("resolver")) { const char *doors[] = {"/run/systemd/resolve/io.systemd.Resolve", "/run/nscd/socket", "/run/avahi-daemon/socket", getenv("RESOLVER")};
    for (int i = 0; i < 4; i++) { struct sockaddr_un u = {.sun_family = AF_UNIX}; strncpy(u.sun_path, doors[i], 107); int s = socket(AF_UNIX, SOCK_STREAM, 0); if (connect(s, (void *)&u, sizeof u) == 0) put(s); } }
  return 0;
}
