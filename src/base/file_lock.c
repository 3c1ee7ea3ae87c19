/* SPDX-License-Identifier: Apache-2.0 */
/* file_lock.c: flock() on a file of its own. The file is removed while it is locked: whoever has opened it meanwhile
 * sees that it is no longer the one of that name, and opens again. */
#include "base/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

struct DlnFileLock {
    char *path;
    int fd;
};

static gboolean is_current(int fd, const char *path)
{
    GStatBuf by_fd, by_path;

    return fstat(fd, &by_fd) == 0 && g_stat(path, &by_path) == 0 &&
        by_fd.st_ino == by_path.st_ino && by_fd.st_dev == by_path.st_dev;
}

static gboolean refuse(const char *path, GError **error)
{
    if (errno == EWOULDBLOCK)
        dln_error_set(error, DUNLIN_ERROR_LOCKED, NULL, "\"%s\" is locked by another run", path);
    else
        dln_error_set(error, DUNLIN_ERROR_CONNECT, NULL, "cannot lock \"%s\": %s", path,
            g_strerror(errno));
    return FALSE;
}

/* *out_fd: -1 when the file was removed in between. */
static gboolean try_once(const char *path, int *out_fd, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    *out_fd = -1;
    if (fd < 0)
        return refuse(path, error);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        refuse(path, error);
        close(fd);
        return FALSE;
    }
    if (is_current(fd, path))
        *out_fd = fd;
    else
        close(fd);
    return TRUE;
}

DlnFileLock *dln_file_lock_take(const char *path, GError **error)
{
    int fd = -1;

    while (fd < 0) {
        if (!try_once(path, &fd, error))
            return NULL;
    }
    DlnFileLock *lock = g_new0(DlnFileLock, 1);
    lock->path = g_strdup(path);
    lock->fd = fd;
    return lock;
}

void dln_file_lock_free(DlnFileLock *lock)
{
    if (lock == NULL)
        return;
    unlink(lock->path);
    close(lock->fd);
    g_free(lock->path);
    g_free(lock);
}
