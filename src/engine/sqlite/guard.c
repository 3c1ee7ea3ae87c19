/* SPDX-License-Identifier: Apache-2.0 */
/* guard.c: what a migration changes in a SQLite session, and how the session forgets it.
 * An ordinary migration leaves nothing: then nothing here costs anything. One that creates temporary objects or sets
 * a pragma leaves a session that is not worth mending piece by piece (there are some thirty settings, and each
 * release adds some): the file is opened anew. */
#include "engine/sqlite/sqlite.h"

/* ---- foreign keys ---- */

static int foreign_keys(DlnSqlite *session, int set)
{
    int current = 0;

    sqlite3_db_config(session->db, SQLITE_DBCONFIG_ENABLE_FKEY, set, &current);
    return current;
}

/* What the first PRAGMA foreign_keys of the item sets, -1 when there is none. */
static int wanted_foreign_keys(const DlnItem *item)
{
    for (guint s = item->first; s < item->first + item->count; s++) {
        const DlnStatement *statement = &item->script->statements[s];
        if ((statement->flags & DLN_STATEMENT_FOREIGN_KEYS_PRAGMA) == 0)
            continue;
        int value = dln_sqlite_pragma_value(
            item->script->source.text + statement->offset, statement->length);
        if (value >= 0)
            return value;
    }
    return -1;
}

int dln_sqlite_wanted_foreign_keys(const DlnBatch *batch, guint begin)
{
    for (guint i = begin + 1; i < dln_batch_size(batch); i++) {
        const DlnItem *item = dln_batch_get(batch, i);
        int wanted = item->kind == DLN_ITEM_SCRIPT ? wanted_foreign_keys(item) : -1;
        if (wanted >= 0 || item->kind == DLN_ITEM_COMMIT)
            return wanted;
    }
    return -1;
}

void dln_sqlite_set_foreign_keys(DlnSqlite *session, const DlnBatch *batch, guint begin)
{
    int wanted = dln_sqlite_wanted_foreign_keys(batch, begin);

    if (wanted < 0)
        return;
    session->foreign_keys_before = foreign_keys(session, -1);
    session->is_pragma_set = TRUE;
    foreign_keys(session, wanted);
}

static void restore_foreign_keys(DlnSqlite *session)
{
    if (!session->is_pragma_set)
        return;
    foreign_keys(session, session->foreign_keys_before);
    session->is_pragma_set = FALSE;
}

/* The first row that PRAGMA foreign_key_check reports: table, rowid, parent, index of the key. */
static void note_violation(guint n_columns, const char *const *values, gpointer user_data)
{
    char **violation = user_data;

    if (*violation == NULL)
        *violation = g_strdup_printf("table \"%s\", %s%s, refers to a missing row of \"%s\"",
            values[0], values[1] != NULL ? "rowid " : "a row", values[1] != NULL ? values[1] : "",
            values[2]);
}

gboolean dln_sqlite_check_foreign_keys(DlnSqlite *session, GError **error)
{
    g_autofree char *violation = NULL;

    if (!session->is_pragma_set)
        return TRUE;
    if (!dln_sqlite_query(session, "PRAGMA foreign_key_check", note_violation, &violation, error))
        return FALSE;
    if (violation == NULL)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFLICT, NULL, "foreign key violated: %s", violation);
    return FALSE;
}

/* ---- temporary objects ---- */

static void note_drop(guint n_columns, const char *const *values, gpointer user_data)
{
    g_ptr_array_add(user_data, g_strdup(values[0]));
}

gboolean dln_sqlite_drop_temporary(DlnSqlite *session, GError **error)
{
    /* A table takes its indexes with it. Triggers first: they may hang on a table of the file. */
    static const char list[] =
        "SELECT format('DROP %s IF EXISTS temp.\"%w\"', type, name) FROM sqlite_temp_master "
        "WHERE type IN ('table', 'view', 'trigger') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        "ORDER BY type <> 'trigger'";
    g_autoptr(GPtrArray) drops = g_ptr_array_new_with_free_func(g_free);

    if ((session->leftovers & DLN_SQLITE_TEMPORARY) == 0)
        return TRUE;
    if (!dln_sqlite_query(session, list, note_drop, drops, error))
        return FALSE;
    for (guint i = 0; i < drops->len; i++) {
        if (!dln_sqlite_exec(session, g_ptr_array_index(drops, i), error))
            return FALSE;
    }
    return TRUE;
}

/* ---- forgetting ---- */

static void reopen(DlnSqlite *session)
{
    GCancellable *cancellable = session->cancellable;

    dln_sqlite_unwatch(session);
    sqlite3_close(g_steal_pointer(&session->db));
    /* What was committed stays committed: no reason to fail what is done, the next call says it. */
    session->base.is_alive = dln_sqlite_connect(session, NULL);
    dln_sqlite_watch(session, cancellable);
}

static void forget(DlnSqlite *session)
{
    if (session->leftovers == 0)
        return;
    /* Closing a database in memory would lose it, so there only the most visible is taken back. */
    if (g_str_equal(session->path, ":memory:")) {
        dln_sqlite_drop_temporary(session, NULL);
        foreign_keys(session, 0);
    } else {
        reopen(session);
    }
    session->leftovers = 0;
}

void dln_sqlite_settle(DlnSqlite *session)
{
    if (session->db == NULL || !sqlite3_get_autocommit(session->db))
        return;
    if (session->is_held) {
        /* A migration without a transaction of its own: each statement has one, and what this one sets is for those
         * that follow. */
        if (session->is_pragma_set)
            session->leftovers |= DLN_SQLITE_SETTINGS;
        session->is_pragma_set = FALSE;
        return;
    }
    restore_foreign_keys(session);
    forget(session);
}

void dln_sqlite_abandon(DlnSqlite *session)
{
    dln_sqlite_unwatch(session);
    if (session->db == NULL)
        return;
    if (!sqlite3_get_autocommit(session->db))
        sqlite3_exec(session->db, "ROLLBACK", NULL, NULL, NULL);
    restore_foreign_keys(session);
    forget(session);
    if (session->db != NULL && !sqlite3_get_autocommit(session->db))
        session->base.is_alive = FALSE;
}
