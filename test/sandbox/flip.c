/*
 * Asks for one file and means another: while the main thread makes a call with a path, a second thread exchanges the path in
 * memory. `flip HARMLESS WANTED TRIES` says how often it got at WANTED instead.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[4096];
static const char *harmless, *wanted;
static volatile int over;

static void *flip(void *unused) {
  while (!over) strcpy(path, harmless), strcpy(path, wanted);
  return unused;
}

int main(int count, char **words) {
  struct stat aim, got;
  pthread_t thread;
  long tries = count > 3 ? atol(words[3]) : 0, read = 0, written = 0, opened = 0;
  harmless = words[1], wanted = words[2];
  strcpy(path, harmless);
  if (stat(wanted, &aim) != 0 || pthread_create(&thread, NULL, flip, NULL) != 0) return 1;
  for (long i = 0; i < tries; i++) {
    int fd = open(path, i & 1 ? O_RDWR : O_RDONLY);
    if (fd >= 0 && ++opened && fstat(fd, &got) == 0 && got.st_ino == aim.st_ino) i & 1 ? written++ : read++;
    if (fd >= 0) close(fd);
    if (i % 8 == 0 && link(path, "taken") == 0) written += stat("taken", &got) == 0 && got.st_ino == aim.st_ino, unlink("taken");
    if (i % 8 == 1) chmod(path, 0604);
    if (i % 8 == 2) truncate(path, 3);
  }
  over = 1;
  pthread_join(thread, NULL);
  printf("%ld of %ld opened, %ld read, %ld to write\n", opened, tries, read, written);
  return 0;
}
