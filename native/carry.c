/*
 * Inside a container, where there is no socket of the host: carries connections over the standard streams.
 *
 * A frame is four bytes, the number of a connection, what it is, and a length in little endian, and for DATA so many bytes.
 * Either side has sent at most WINDOW bytes that the other has not yet given back with CREDIT, so that no connection can
 * hold up another. A number is free again when both sides have sent CLOSE.
 */
#include "warden.h"

enum { READY = 'r', OPEN = 'o', DATA = 'd', END = 'e', CLOSE = 'c', CREDIT = 'k' };
enum { MOST_CARRIED = 64, WINDOW = 32768, PIECE = 16384, HEAD = 4 };

static struct carried {
  /* Where the connection is; -1 when it is broken, or has gone. */
  int end;
  int used, sent_end, got_end, is_shut, sent_close, got_close;
  /* What may still be sent of what it says. */
  unsigned credit;
  /* What it has not yet been told: `count` bytes from `from` on, round and round. */
  unsigned from, count;
  unsigned char bytes[WINDOW];
} carried[MOST_CARRIED];

static unsigned char in[HEAD + PIECE], out[HEAD + PIECE];
static size_t filled;

/* Whoever holds the streams always reads. */
static void send_frame(const struct carried *c, int kind, unsigned length, int has_bytes) {
  out[0] = (unsigned char)(c - carried), out[1] = (unsigned char)kind;
  out[2] = (unsigned char)length, out[3] = (unsigned char)(length >> 8);
  size_t size = HEAD + (has_bytes ? length : 0);
  for (size_t sent = 0; sent < size;) {
    struct pollfd room = {1, POLLOUT, 0};
    long result = sys(write, 1, out + sent, size - sent);
    if (result == -EAGAIN) sys(ppoll, &room, 1);
    else if (result > 0) sent += (size_t)result;
    else if (result != -EINTR) leave(1);
  }
}

static void tell(struct carried *c, int kind, int *told) {
  if (!*told) send_frame(c, kind, 0, 0);
  *told = 1;
}

static void drop(struct carried *c) {
  if (c->end >= 0) sys(close, c->end);
  c->end = -1, c->count = 0;
  tell(c, CLOSE, &c->sent_close);
}

/* Says and does what is due once nothing is left to be said. */
static void settle(struct carried *c) {
  if (c->count > 0) return;
  if (c->got_end && !c->is_shut && c->end >= 0) sys(shutdown, c->end, SHUT_WR), c->is_shut = 1;
  if (c->got_close || (c->sent_end && c->got_end)) drop(c);
  if (c->sent_close && c->got_close) c->used = 0;
}

static void take(struct carried *c, int kind, unsigned length, const unsigned char *bytes) {
  if (!c->used) give_up("a frame for nobody", NULL);
  if (kind == CREDIT) c->credit += length;
  if (kind == END) c->got_end = 1;
  if (kind == CLOSE) c->got_close = 1;
  if (kind == DATA && c->end >= 0) {
    if (length > WINDOW - c->count) give_up("more than was asked for", NULL);
    for (unsigned i = 0; i < length; i++) c->bytes[(c->from + c->count + i) % WINDOW] = bytes[i];
    c->count += length;
  }
  settle(c);
}

/* Takes in what has come; the end of it is the end of the command. */
static void take_in(void) {
  long got = sys(read, 0, in + filled, sizeof in - filled);
  if (got == -EAGAIN || got == -EINTR) return;
  if (got <= 0) leave(0);
  filled += (size_t)got;
  size_t at = 0;
  while (filled - at >= HEAD) {
    const unsigned char *frame = in + at;
    unsigned length = frame[2] | (unsigned)frame[3] << 8, size = frame[1] == DATA ? length : 0;
    if (frame[0] >= MOST_CARRIED || size > PIECE) give_up("no frame", NULL);
    if (filled - at < HEAD + size) break;
    take(&carried[frame[0]], frame[1], length, frame + HEAD);
    at += HEAD + size;
  }
  for (size_t i = at; i < filled; i++) in[i - at] = in[i];
  filled -= at;
}

static struct carried *free_number(void) {
  for (struct carried *c = carried; c < carried + MOST_CARRIED; c++)
    if (!c->used) return c;
  return NULL;
}

static void take_on(int listener) {
  struct carried *c = free_number();
  int end = c == NULL ? -1 : (int)sys(accept4, listener, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (end < 0) return;
  c->end = end, c->used = 1, c->credit = WINDOW, c->from = c->count = 0;
  c->sent_end = c->got_end = c->is_shut = c->sent_close = c->got_close = 0;
  send_frame(c, OPEN, 0, 0);
}

static void hear(struct carried *c) {
  long got = sys(read, c->end, out + HEAD, c->credit < PIECE ? c->credit : PIECE);
  if (got == -EAGAIN || got == -EINTR) return;
  if (got < 0) return drop(c);
  if (got == 0) return tell(c, END, &c->sent_end);
  c->credit -= (unsigned)got;
  send_frame(c, DATA, (unsigned)got, 1);
}

static void speak(struct carried *c) {
  unsigned straight = c->count < WINDOW - c->from ? c->count : WINDOW - c->from;
  long sent = sys(sendto, c->end, c->bytes + c->from, straight, MSG_NOSIGNAL);
  if (sent == -EAGAIN || sent == -EINTR) return;
  if (sent < 0) return drop(c);
  c->from = (c->from + (unsigned)sent) % WINDOW, c->count -= (unsigned)sent;
  if (!c->sent_close) send_frame(c, CREDIT, (unsigned)sent, 0);
}

void carry(int listener) {
  struct pollfd polls[2 + MOST_CARRIED];
  send_frame(carried, READY, 0, 0);
  for (;;) {
    polls[0] = (struct pollfd){0, POLLIN, 0};
    polls[1] = (struct pollfd){free_number() == NULL ? -1 : listener, POLLIN, 0};
    for (int i = 0; i < MOST_CARRIED; i++) {
      const struct carried *c = &carried[i];
      int hears = c->used && !c->sent_end && c->credit > 0, speaks = c->used && c->count > 0;
      /* An end that nothing is wanted of would say at once that it is gone, and again. */
      int fd = hears || speaks ? c->end : -1;
      polls[2 + i] = (struct pollfd){fd, (short)((hears ? POLLIN : 0) | (speaks ? POLLOUT : 0)), 0};
    }
    if (sys(ppoll, polls, 2 + MOST_CARRIED) < 0) continue;
    for (int i = 0; i < MOST_CARRIED; i++) {
      struct carried *c = &carried[i];
      const struct pollfd *poll = &polls[2 + i];
      if (poll->fd < 0 || poll->revents == 0) continue;
      if (poll->events & POLLOUT) speak(c);
      if (c->end >= 0 && (poll->events & POLLIN)) hear(c);
      settle(c);
    }
    if (polls[0].revents != 0) take_in();
    if (polls[1].revents != 0) take_on(listener);
  }
}
