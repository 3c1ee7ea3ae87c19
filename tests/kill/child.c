/* SPDX-License-Identifier: Apache-2.0 */
/* child.c: processes by pidfd, so that waiting has a deadline and no number is used twice. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

static int open_output(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        g_error("%s: %s", path, g_strerror(errno));
    return fd;
}

/* (transfer full) */
static GStrv environment_with(const char *const *additions)
{
    GStrv environment = g_get_environ();

    for (guint i = 0; additions != NULL && additions[i] != NULL; i++) {
        g_auto(GStrv) parts = g_strsplit(additions[i], "=", 2);
        environment = g_environ_setenv(environment, parts[0], parts[1], TRUE);
    }
    return environment;
}

void child_start(const ChildSpec *spec, Child *out_child)
{
    g_auto(GStrv) environment = environment_with(spec->environ);
    g_autoptr(GError) error = NULL;
    int out = open_output(spec->out);
    int errors = open_output(spec->errors);

    if (!g_spawn_async_with_fds(spec->folder, (char **)spec->argv, environment,
            G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL, NULL, &out_child->pid,
            -1, out, errors, &error))
        g_error("%s: %s", spec->argv[0], error->message);
    out_child->pidfd = pidfd_open(out_child->pid, 0);
    if (out_child->pidfd < 0)
        g_error("pidfd_open: %s", g_strerror(errno));
    close(out);
    close(errors);
}

static int reap(Child *child)
{
    int status = 0;

    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    close(child->pidfd);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

gboolean child_ends_within(const Child *child, gint64 timeout_us)
{
    gint64 deadline_us = g_get_monotonic_time() + timeout_us;
    struct pollfd ended = {.fd = child->pidfd, .events = POLLIN};

    for (;;) {
        gint64 left_us = MAX(deadline_us - g_get_monotonic_time(), 0);
        struct timespec left = {left_us / G_USEC_PER_SEC, left_us % G_USEC_PER_SEC * 1000};
        if (ppoll(&ended, 1, &left, NULL) > 0)
            return TRUE;
        if (left_us == 0)
            return FALSE;
    }
}

int child_wait(Child *child, gint64 timeout_ms)
{
    if (child_ends_within(child, timeout_ms * 1000))
        return reap(child);
    child_kill(child);
    return CHILD_HUNG;
}

void child_kill(Child *child)
{
    kill(child->pid, SIGKILL);
    reap(child);
}
