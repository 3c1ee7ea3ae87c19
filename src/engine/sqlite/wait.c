/* SPDX-License-Identifier: Apache-2.0 */
/* wait.c: how long the SQLite backend waits for a busy file and for a statement, and how both are cancelled.
 * Knows no statement. */
#include "engine/sqlite/sqlite.h"

/* Virtual machine steps between two looks at the clock: some ten microseconds. */
#define STEPS_BETWEEN_LOOKS 1000

static gboolean must_stop(DlnSqlite *session)
{
    if (session->statement_deadline_us != 0 &&
        g_get_monotonic_time() >= session->statement_deadline_us)
        session->timed_out = TRUE;
    return session->timed_out || g_cancellable_is_cancelled(session->cancellable);
}

static int on_progress(void *user_data)
{
    return must_stop(user_data);
}

/* Called while another connection holds the file: sleeps and asks for one more try, or gives up. */
static int on_busy(void *user_data, int n_tries)
{
    static const guint8 delays_ms[] = {1, 2, 5, 10, 15, 20, 25, 25, 50};
    DlnSqlite *session = user_data;
    gint64 now_us = g_get_monotonic_time();

    if (n_tries == 0)
        session->busy_deadline_us = now_us + session->lock_timeout_ms * 1000;
    if (must_stop(session) || now_us >= session->busy_deadline_us)
        return 0;

    gsize step = MIN((gsize)n_tries, G_N_ELEMENTS(delays_ms) - 1);
    g_usleep((gulong)MIN(delays_ms[step] * 1000, session->busy_deadline_us - now_us));
    return 1;
}

void dln_sqlite_install_handlers(DlnSqlite *session)
{
    sqlite3_busy_handler(session->db, on_busy, session);
    sqlite3_progress_handler(session->db, STEPS_BETWEEN_LOOKS, on_progress, session);
}

/* Runs in the thread that cancels. SQLite allows this call from any thread while the connection is open, which
 * dln_sqlite_unwatch() sees to: it waits for this function to return. */
static void on_cancelled(GCancellable *cancellable, gpointer user_data)
{
    sqlite3_interrupt(user_data);
}

void dln_sqlite_watch(DlnSqlite *session, GCancellable *cancellable)
{
    session->cancellable = cancellable;
    session->timed_out = FALSE;
    if (cancellable != NULL && session->db != NULL)
        session->cancel_id =
            g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), session->db, NULL);
}

void dln_sqlite_unwatch(DlnSqlite *session)
{
    if (session->cancellable != NULL)
        g_cancellable_disconnect(session->cancellable, session->cancel_id);
    session->cancellable = NULL;
    session->cancel_id = 0;
    session->statement_deadline_us = 0;
    session->timed_out = FALSE;
}

void dln_sqlite_start_clock(DlnSqlite *session)
{
    session->timed_out = FALSE;
    session->statement_deadline_us =
        session->statement_timeout_ms > 0
            ? g_get_monotonic_time() + session->statement_timeout_ms * 1000
            : 0;
}
