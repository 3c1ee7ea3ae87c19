/* SPDX-License-Identifier: Apache-2.0 */
/* signals.c: signals as a file descriptor that a thread reads. Knows nothing of what is cancelled. */
#include "signals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct DlnSignals {
    GThread *thread;
    int signal_fd;
    int stop_fd;
    sigset_t taken;
    sigset_t before;
    GCancellable *cancellable;
    GCancellable *interrupt;
    DlnSignalNotice notice;
    gpointer user_data;
    int first;   /* written by the thread, read after it was joined */
    guint count; /* the thread's own */
};

static void tell(const DlnSignals *signals, const char *text)
{
    if (signals->notice)
        signals->notice(text, signals->user_data);
}

static void die_of(int number)
{
    sigset_t set;

    signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    kill(getpid(), number);
}

static void on_signal(DlnSignals *signals, int number)
{
    signals->count++;
    if (signals->count == 1) {
        signals->first = number;
        tell(signals, signals->interrupt
                          ? "finishing the steps under way; press Ctrl-C again to roll them back"
                          : "stopping");
        g_cancellable_cancel(signals->cancellable);
    } else if (signals->count == 2 && signals->interrupt) {
        tell(signals, "rolling back the steps under way");
        g_cancellable_cancel(signals->interrupt);
    } else {
        die_of(number);
    }
}

static gpointer read_signals(gpointer data)
{
    DlnSignals *signals = data;
    struct pollfd fds[] = {{signals->signal_fd, POLLIN, 0}, {signals->stop_fd, POLLIN, 0}};
    struct signalfd_siginfo info;

    while (TRUE) {
        if (poll(fds, G_N_ELEMENTS(fds), -1) < 0)
            continue;
        if (fds[0].revents && read(signals->signal_fd, &info, sizeof info) == sizeof info)
            on_signal(signals, (int)info.ssi_signo);
        else if (fds[1].revents)
            return NULL;
    }
}

/* An ignored signal stays ignored: blocked, it would be queued and read all the same. */
static void choose_signals(sigset_t *taken)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action;

    sigemptyset(taken);
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(taken, numbers[i]);
}

DlnSignals *dln_cli_signals_start(
    GCancellable *cancellable, GCancellable *interrupt, DlnSignalNotice notice, gpointer user_data)
{
    DlnSignals *signals = g_new0(DlnSignals, 1);

    signals->cancellable = cancellable;
    signals->interrupt = interrupt;
    signals->notice = notice;
    signals->user_data = user_data;
    choose_signals(&signals->taken);
    pthread_sigmask(SIG_BLOCK, &signals->taken, &signals->before);
    signal(SIGPIPE, SIG_IGN);
    signals->signal_fd = signalfd(-1, &signals->taken, SFD_CLOEXEC | SFD_NONBLOCK);
    signals->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (signals->signal_fd < 0 || signals->stop_fd < 0)
        pthread_sigmask(SIG_SETMASK, &signals->before,
            NULL); /* no descriptors left: they end the process at once */
    else
        signals->thread = g_thread_new("signals", read_signals, signals);
    return signals;
}

int dln_cli_signals_stop(DlnSignals *signals)
{
    int first;
    guint64 one = 1;

    while (signals->thread && write(signals->stop_fd, &one, sizeof one) < 0 && errno == EINTR)
        continue;
    if (signals->thread)
        g_thread_join(signals->thread);
    if (signals->signal_fd >= 0)
        close(signals->signal_fd);
    if (signals->stop_fd >= 0)
        close(signals->stop_fd);
    pthread_sigmask(SIG_SETMASK, &signals->before, NULL);
    first = signals->first;
    g_free(signals);
    return first;
}
