#include "sys.h"

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
#else
__asm__(".globl _start\n_start:\n mov x29, #0\n mov x30, #0\n mov x0, sp\n bl begin\n");
#endif

long syscall6(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return result;
#else
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
#endif
}

/* What the compiler puts in the place of loops and initialisations. */
void *memset(void *to, int value, size_t size) {
  for (unsigned char *at = to; size > 0; size--) *at++ = (unsigned char)value;
  return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  unsigned char *at = to;
  for (const unsigned char *next = from; size > 0; size--) *at++ = *next++;
  return to;
}

size_t length_of(const char *text) {
  size_t length = 0;
  while (text[length] != 0) length++;
  return length;
}

int same(const char *a, const char *b) {
  while (*a != 0 && *a == *b) a++, b++;
  return *a == *b;
}

int starts_with(const char *text, const char *start) {
  while (*start != 0 && *text == *start) text++, start++;
  return *start == 0;
}

char *last_slash(char *text) {
  char *found = NULL;
  for (; *text != 0; text++)
    if (*text == '/') found = text;
  return found;
}

long number_of(const char *text) {
  long number = 0;
  for (const char *at = text; *at != 0; at++) {
    if (*at < '0' || *at > '9' || number > 1l << 52) return -1;
    number = number * 10 + (*at - '0');
  }
  return *text == 0 ? -1 : number;
}

char *put(char *at, const char *text) {
  while (*text != 0) *at++ = *text++;
  return at;
}

char *put_number(char *at, unsigned long number) {
  char digits[20];
  int count = 0;
  do digits[count++] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  while (count > 0) *at++ = digits[--count];
  return at;
}

char *put_descriptor(char *at, int pid, int fd) {
  at = put(at, "/proc/");
  at = pid == 0 ? put(at, "self") : put_number(at, (unsigned)pid);
  at = put_number(put(at, "/fd/"), (unsigned)fd);
  *at = 0;
  return at;
}

int copy(char *to, const char *text, size_t size) {
  if (length_of(text) >= size) return 0;
  *put(to, text) = 0;
  return 1;
}

void say(const char *first, const char *second) {
  sys(write, 2, first, length_of(first));
  if (second != NULL) sys(write, 2, ": ", 2), sys(write, 2, second, length_of(second));
  sys(write, 2, "\n", 1);
}

void give_up(const char *why, const char *what) {
  sys(write, 2, "warden: ", 8);
  say(why, what);
  leave(125);
}

void leave(int status) {
  for (;;) sys(exit_group, status);
}

int fork(void) {
  return (int)sys(clone, SIGCHLD);
}

size_t read_all(int fd, char *to, size_t size) {
  for (size_t filled = 0;;) {
    long got = sys(read, fd, to + filled, size - filled);
    if (got == -EINTR) continue;
    if (got < 0) give_up("what there is to do cannot be read", NULL);
    if (got == 0) return filled;
    filled += (size_t)got;
    if (filled == size) give_up("there is too much to do", NULL);
  }
}

void set_signal(int signal, unsigned long handler) {
  struct sigaction action = {.handler = handler};
  sys(rt_sigaction, signal, &action, 0, sizeof action.mask);
}

const char *option(char **words, const char *name) {
  for (; words[0] != NULL && !same(words[0], "--"); words++)
    if (same(words[0], name)) return words[1];
  return NULL;
}

int option_number(char **words, const char *name) {
  const char *value = option(words, name);
  if (value == NULL) return -1;
  long number = number_of(value);
  if (number < 0 || number > 1 << 30) give_up("not a number", name);
  return (int)number;
}
