/* SPDX-License-Identifier: Apache-2.0 */
/* die_at_write.c: preloaded into a program: counts the calls by which it changes files below a folder, and kills the
 * process (SIGKILL, nothing is cleaned up) instead of one of them. What was written before stays, as it does when a
 * process dies and the machine lives; so a sync only counts, and need not be done.
 *
 * Environment: DIE_BELOW, the folder; DIE_AT, the number of the fatal call (from 1; 0: none); DIE_HALF, when set: a fatal
 * write still writes its first half; DIE_CALLS, a file that at the end gets a letter for each call: p for the write of a page or more,
 * w for less. */
/* pwrite and pwrite64 are two names here. */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CALLS 65536

static atomic_long n_calls;
static char calls[MAX_CALLS];

/* ---- which calls ---- */

static int is_below(const char *path)
{
    const char *folder = getenv("DIE_BELOW");

    return folder != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_watched(int fd)
{
    char link[64], path[PATH_MAX];

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = '\0';
    return is_below(path);
}

/* Notes the call; true when it is the fatal one. */
static int is_fatal(char letter)
{
    const char *at = getenv("DIE_AT");
    long n = atomic_fetch_add(&n_calls, 1);

    if (n < MAX_CALLS)
        calls[n] = letter;
    return at != NULL && strtol(at, NULL, 10) == n + 1;
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("DIE_CALLS");
    FILE *file = path != NULL ? fopen(path, "w") : NULL;

    if (file == NULL)
        return;
    long n = atomic_load(&n_calls);
    fwrite(calls, 1, (size_t)(n < MAX_CALLS ? n : MAX_CALLS), file);
    fclose(file);
}

static char letter_of_write(size_t n)
{
    return n >= 512 ? 'p' : 'w';
}

/* The function that ours stands before. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* ---- writing ---- */

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset)
{
    if (is_watched(fd) && is_fatal(letter_of_write(n))) {
        if (getenv("DIE_HALF") != NULL)
            NEXT(pwrite64)(fd, bytes, n / 2, offset);
        die();
    }
    return NEXT(pwrite64)(fd, bytes, n, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
    return pwrite64(fd, bytes, n, offset);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (is_watched(fd) && is_fatal(letter_of_write(n))) {
        if (getenv("DIE_HALF") != NULL)
            NEXT(write)(fd, bytes, n / 2);
        die();
    }
    return NEXT(write)(fd, bytes, n);
}

int ftruncate64(int fd, off64_t length)
{
    if (is_watched(fd) && is_fatal('t'))
        die();
    return NEXT(ftruncate64)(fd, length);
}

int ftruncate(int fd, off_t length)
{
    return ftruncate64(fd, length);
}

int fsync(int fd)
{
    if (!is_watched(fd))
        return NEXT(fsync)(fd);
    if (is_fatal('s'))
        die();
    return 0;
}

int fdatasync(int fd)
{
    if (!is_watched(fd))
        return NEXT(fdatasync)(fd);
    if (is_fatal('s'))
        die();
    return 0;
}

/* ---- names ---- */

int unlink(const char *path)
{
    if (is_below(path) && is_fatal('u'))
        die();
    return NEXT(unlink)(path);
}

int rename(const char *from, const char *to)
{
    if (is_below(to) && is_fatal('r'))
        die();
    return NEXT(rename)(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags)
{
    if (is_below(to) && is_fatal('r'))
        die();
    return NEXT(renameat2)(from_folder, from, to_folder, to, flags);
}
