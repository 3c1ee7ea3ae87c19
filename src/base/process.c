/* SPDX-License-Identifier: Apache-2.0 */
/* process.c: starts a program, reads what it prints, and ends it when its time is over. GSubprocess has no deadline, no process
 * group, and leaves the signal mask as it is. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/duration.h"

#define LINE_BYTES_MAX 1024
/* A program that prints without end must not drown everything else that is said. */
#define OUTPUT_BYTES_MAX (64 * 1024)
#define GRACE_US (2 * G_USEC_PER_SEC)
/* Only where the kernel cannot tell of a process's end. */
#define TICK_MS 20

typedef struct {
    const DlnProcess *process;
    GPid pid;
    int pid_fd; /* -1: the kernel has none */
    int output; /* -1: at its end */
    int data;   /* standard output alone, where somebody wants it; -1: nobody, or at its end */
    char line[LINE_BYTES_MAX];
    gsize length;
    guint64 n_bytes;
    gint64 deadline_us; /* -1: none */
    gint64 kill_us;     /* 0: it was not asked to end */
    DunlinErrorCode why;
    int status;
} Running;

/* -- Output --------------------------------------------------------------------------------------- */

static void flush_line(Running *running)
{
    g_autofree char *line = g_utf8_make_valid(running->line, (gssize)running->length);

    running->length = 0;
    g_strchomp(line);
    if (running->process->on_line != NULL && *line != '\0')
        running->process->on_line(line, running->process->user_data);
}

static void take_bytes(Running *running, const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (running->n_bytes++ >= OUTPUT_BYTES_MAX)
            continue;
        if (bytes[i] != '\n')
            running->line[running->length++] = bytes[i] != '\0' ? bytes[i] : ' ';
        if (bytes[i] == '\n' || running->length == LINE_BYTES_MAX)
            flush_line(running);
    }
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void ask_to_end(Running *running, DunlinErrorCode why);

static void take_data(Running *running, const char *bytes, gsize length)
{
    const DlnProcess *process = running->process;

    if (running->kill_us == 0 && !process->on_output(bytes, length, process->user_data))
        ask_to_end(running, DUNLIN_ERROR_REFUSED);
}

/* Reads what is there. FALSE when there is nothing for now, or ever. */
static gboolean read_end(
    Running *running, int *fd, void (*take)(Running *running, const char *bytes, gsize length))
{
    char bytes[16 * 1024];
    ssize_t n;

    if (*fd < 0)
        return FALSE;
    do
        n = read(*fd, bytes, sizeof bytes);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        take(running, bytes, (gsize)n);
    else if (n == 0 || errno != EAGAIN)
        close_end(fd);
    return n > 0;
}

static gboolean read_output(Running *running)
{
    const gboolean has_data = read_end(running, &running->data, take_data);

    return read_end(running, &running->output, take_bytes) || has_data;
}

static void finish_output(Running *running)
{
    /* Whoever still holds the pipe may write on: so much, and no more. */
    for (guint i = 0; i < 64 && read_output(running); i++)
        continue;
    close_end(&running->data);
    close_end(&running->output);
    if (running->length > 0)
        flush_line(running);
    if (running->n_bytes > OUTPUT_BYTES_MAX && running->process->on_line != NULL) {
        g_autofree char *rest =
            g_strdup_printf("(%" G_GUINT64_FORMAT " more bytes of output are left out)",
                running->n_bytes - OUTPUT_BYTES_MAX);
        running->process->on_line(rest, running->process->user_data);
    }
}

/* -- Ending it ------------------------------------------------------------------------------------ */

static void signal_group(const Running *running, int number)
{
    kill(-running->pid, number);
}

static void ask_to_end(Running *running, DunlinErrorCode why)
{
    running->why = why;
    running->kill_us = g_get_monotonic_time() + GRACE_US;
    signal_group(running, SIGTERM);
}

static void watch_clock(Running *running)
{
    const gint64 now_us = g_get_monotonic_time();

    if (running->kill_us > 0) {
        if (now_us >= running->kill_us)
            signal_group(running, SIGKILL);
    } else if (g_cancellable_is_cancelled(running->process->cancellable)) {
        ask_to_end(running, DUNLIN_ERROR_CANCELLED);
    } else if (running->deadline_us >= 0 && now_us >= running->deadline_us) {
        ask_to_end(running, DUNLIN_ERROR_TIMEOUT);
    }
}

static int poll_timeout_ms(const Running *running)
{
    const gint64 until_us = running->kill_us > 0 ? running->kill_us : running->deadline_us;
    gint64 left_ms = -1;

    if (until_us >= 0)
        left_ms = MAX((until_us - g_get_monotonic_time()) / 1000 + 1, 0);
    if (running->kill_us > 0 && left_ms <= 1)
        left_ms = TICK_MS; /* it was killed, and will be gone */
    if (running->pid_fd < 0 && (left_ms < 0 || left_ms > TICK_MS))
        left_ms = TICK_MS;
    return (int)MIN(left_ms, G_MAXINT);
}

static void wait_for_news(const Running *running)
{
    GCancellable *cancellable = running->kill_us == 0 ? running->process->cancellable : NULL;
    struct pollfd fds[] = {
        {.fd = running->pid_fd, .events = POLLIN}, /* poll leaves out what is negative */
        {.fd = running->output, .events = POLLIN},
        {.fd = cancellable != NULL ? g_cancellable_get_fd(cancellable) : -1, .events = POLLIN},
        {.fd = running->data, .events = POLLIN},
    };

    poll(fds, G_N_ELEMENTS(fds), poll_timeout_ms(running));
    if (fds[2].fd >= 0)
        g_cancellable_release_fd(cancellable);
}

/* FALSE: its status is lost. */
static gboolean wait_for_end(Running *running)
{
    for (;;) {
        const pid_t ended = waitpid(running->pid, &running->status, WNOHANG);
        if (ended == running->pid)
            return TRUE;
        if (ended < 0 && errno != EINTR)
            return FALSE;
        wait_for_news(running);
        read_output(running);
        watch_clock(running);
    }
}

/* -- Starting it ---------------------------------------------------------------------------------- */

/* In the child, before the program: only what is safe between fork and exec. */
static void become_fresh(gpointer data)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    setpgid(0, 0);
}

static gboolean start(Running *running, int input, int output, int errors, GError **error)
{
    const DlnProcess *process = running->process;
    g_autoptr(GError) cause = NULL;

    if (g_spawn_async_with_pipes_and_fds(process->folder, process->argv, process->environ,
            G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, become_fresh, NULL, input, output,
            errors, NULL, NULL, 0, &running->pid, NULL, NULL, NULL, &cause))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot be started: %s", cause->message);
    return FALSE;
}

static gboolean open_pipe(int pipe_fds[2], GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (g_unix_open_pipe(pipe_fds, FD_CLOEXEC, &cause) &&
        g_unix_set_fd_nonblocking(pipe_fds[0], TRUE, &cause))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_INTERNAL, NULL, "cannot be given a pipe: %s", cause->message);
    return FALSE;
}

/* Both outputs share a pipe, or the standard one has its own. */
static gboolean open_and_start(Running *running, GError **error)
{
    int lines[2] = {-1, -1}, data[2] = {-1, -1};
    const gboolean is_apart = running->process->on_output != NULL;
    gboolean ok = open_pipe(lines, error) && (!is_apart || open_pipe(data, error));
    int input = ok ? open("/dev/null", O_RDONLY | O_CLOEXEC) : -1;
    int output = !ok || is_apart ? data[1] : fcntl(lines[1], F_DUPFD_CLOEXEC, 3);

    ok = ok && start(running, input, output, lines[1], error);
    close_end(&lines[1]);
    close_end(&output);
    close_end(&input);
    running->output = lines[0];
    running->data = data[0];
    if (!ok) {
        close_end(&running->output);
        close_end(&running->data);
    }
    return ok;
}

static void set_stopped_error(const Running *running, GError **error)
{
    g_autofree char *limit = dln_duration_format(running->process->timeout_ms);

    if (running->why == DUNLIN_ERROR_TIMEOUT)
        dln_error_set(
            error, DUNLIN_ERROR_TIMEOUT, NULL, "took longer than %s and was ended", limit);
    else if (running->why == DUNLIN_ERROR_REFUSED)
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL, "printed too much and was ended");
    else
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "was ended, as the run was cancelled");
}

gboolean dln_process_run(const DlnProcess *process, int *out_status, GError **error)
{
    Running running = {
        .process = process, .pid_fd = -1, .output = -1, .data = -1, .deadline_us = -1};

    if (!open_and_start(&running, error))
        return FALSE;
    if (process->timeout_ms > 0)
        running.deadline_us = g_get_monotonic_time() + process->timeout_ms * 1000;
    running.pid_fd = pidfd_open(running.pid, 0);
    const gboolean is_known = wait_for_end(&running);
    /* What it started must not outlive its deadline either. */
    if (running.kill_us > 0)
        signal_group(&running, SIGKILL);
    finish_output(&running);
    if (running.pid_fd >= 0)
        close(running.pid_fd);
    g_spawn_close_pid(running.pid);
    if (running.kill_us > 0) {
        set_stopped_error(&running, error);
        return FALSE;
    }
    if (!is_known) {
        dln_error_set(error, DUNLIN_ERROR_INTERNAL, NULL, "ended, but its status is lost");
        return FALSE;
    }
    *out_status = running.status;
    return TRUE;
}
