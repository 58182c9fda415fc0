/* Leads connections that arrive inside a sandbox to a unix socket outside, byte for byte. */
#include "warden.h"

/* One direction: bytes that were read and not yet written. */
struct direction {
  unsigned from, to;
  int ended;
  char bytes[16384];
};

/* Two ends; direction 0 leads from the first to the second. */
static struct connection {
  int open;
  int ends[2];
  struct direction directions[2];
} connections[MOST_CONNECTIONS];

static int listener = -1;
static struct sockaddr_un proxy = {.family = AF_UNIX};

void relay_from(int accepting, const char *socket_path) {
  if (copy(proxy.path, socket_path, sizeof proxy.path)) listener = accepting;
}

static struct connection *free_connection(void) {
  for (int i = 0; i < MOST_CONNECTIONS; i++)
    if (!connections[i].open) return &connections[i];
  return NULL;
}

/* Fills in what is waited for, and tells how many: the listener comes first, and is -1 while there is no room. */
int relay_polls(struct pollfd *polls) {
  int count = 0;
  polls[count++] = (struct pollfd){free_connection() == NULL ? -1 : listener, POLLIN, 0};
  for (struct connection *c = connections; c < connections + MOST_CONNECTIONS; c++) {
    for (int end = 0; c->open && end < 2; end++) {
      const struct direction *out = &c->directions[end], *in = &c->directions[1 - end];
      int reads = !out->ended && out->from == out->to, writes = in->from < in->to;
      /* An end that nothing is wanted of would say at once that it is gone, and again. */
      int fd = reads || writes ? c->ends[end] : -1;
      polls[count++] = (struct pollfd){fd, (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), 0};
    }
  }
  return count;
}

static void accept_connection(void) {
  struct connection *c = free_connection();
  int inside = c == NULL ? -1 : (int)sys(accept4, listener, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (inside < 0) return;
  int outside = (int)sys(socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (outside < 0 || sys(connect, outside, &proxy, sizeof proxy) < 0) {
    if (outside >= 0) sys(close, outside);
    sys(close, inside);
    return;
  }
  c->open = 1;
  c->ends[0] = inside, c->ends[1] = outside;
  for (int i = 0; i < 2; i++) c->directions[i].from = c->directions[i].to = 0, c->directions[i].ended = 0;
}

/* Moves what can be moved; 0 when the connection is broken. */
static int move(struct direction *d, int from, int to, const struct pollfd *source, const struct pollfd *sink) {
  if ((source->events & POLLIN) && (source->revents & (POLLIN | POLLHUP | POLLERR))) {
    long got = sys(read, from, d->bytes, sizeof d->bytes);
    if (got < 0 && got != -EAGAIN && got != -EINTR) return 0;
    if (got > 0) d->from = 0, d->to = (unsigned)got;
    if (got == 0) d->ended = 1, sys(shutdown, to, SHUT_WR);
  }
  if (d->from < d->to && ((source->revents & POLLIN) || (sink->revents & (POLLOUT | POLLHUP | POLLERR)))) {
    long sent = sys(sendto, to, d->bytes + d->from, d->to - d->from, MSG_NOSIGNAL);
    if (sent < 0 && sent != -EAGAIN && sent != -EINTR) return 0;
    if (sent > 0) d->from += (unsigned)sent;
  }
  return 1;
}

static int is_over(const struct direction *d) {
  return d->ended && d->from == d->to;
}

void relay(const struct pollfd *polls, int count) {
  int accepts = (polls[0].revents & POLLIN) != 0;
  const struct pollfd *poll = polls + 1;
  for (struct connection *c = connections; c < connections + MOST_CONNECTIONS && poll < polls + count; c++) {
    if (!c->open) continue;
    int works = move(&c->directions[0], c->ends[0], c->ends[1], &poll[0], &poll[1]) &&
                move(&c->directions[1], c->ends[1], c->ends[0], &poll[1], &poll[0]);
    int over = is_over(&c->directions[0]) && is_over(&c->directions[1]);
    if (!works || over) {
      sys(close, c->ends[0]), sys(close, c->ends[1]);
      c->open = 0;
    }
    poll += 2;
  }
  if (accepts) accept_connection();
}
