/* SPDX-License-Identifier: Apache-2.0 */
/* fixture.h: a private database for one test of an engine, and the few calls that all those tests repeat. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "dialect/quote.h"
#include "engine/session.h"

typedef struct {
    DlnEngineKind engine;
    char *directory; /* SQLite: holds the file and nothing else at first */
    char *schema;
    DlnAddress address;
    DlnSession *session;
    DlnSession *other; /* a second session on the same database */
} Fixture;

static inline DlnSession *fixture_open(Fixture *fixture, gint64 lock_timeout_ms)
{
    DlnOpenOptions options = {
        .address = &fixture->address,
        .flags = DLN_OPEN_CREATE,
        .connect_timeout_ms = 10000,
        .lock_timeout_ms = lock_timeout_ms,
    };
    g_autoptr(GError) error = NULL;
    DlnSession *session = NULL;

    if (!dln_session_open(&options, NULL, &session, &error))
        fail_msg("%s", error->message);
    return session;
}

static inline void assert_done(gboolean ok, const GError *error)
{
    if (!ok)
        fail_msg("%s", error != NULL ? error->message : "failed without an error");
    assert_null(error);
}

static inline void run_batch(DlnSession *session, const DlnBatch *batch)
{
    g_autoptr(GError) error = NULL;

    gboolean ok = dln_session_run(session, batch, NULL, NULL, &error);
    assert_done(ok, error);
}

static inline void run_sql(DlnSession *session, const char *sql)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_sql(batch, 0, sql);
    run_batch(session, batch);
}

/* Rows as text: columns joined by ",", rows by ";". */
static inline void collect_row(guint n_columns, const char *const *values, gpointer user_data)
{
    GString *text = user_data;

    if (text->len > 0)
        g_string_append_c(text, ';');
    for (guint i = 0; i < n_columns; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "," : "", values[i] != NULL ? values[i] : "NULL");
}

static inline char *query_text(DlnSession *session, const char *sql)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    GString *text = g_string_new(NULL);

    dln_batch_add_query(batch, 0, sql, collect_row, text);
    run_batch(session, batch);
    return g_string_free(text, FALSE);
}

static inline void assert_query(DlnSession *session, const char *sql, const char *expected)
{
    g_autofree char *text = query_text(session, sql);

    assert_string_equal(text, expected);
}

static inline DlnScript *parse_script(DlnEngineKind engine, const char *text)
{
    DlnSource source = {
        .file = "m.sql", .text = text, .length = strlen(text), .line = 10, .column = 1};
    g_autoptr(GError) error = NULL;
    DlnScript *script = NULL;

    gboolean ok = dln_script_parse(engine, &source, &script, &error);
    assert_done(ok, error);
    return script;
}

static inline DlnIsolation isolation_of(const Fixture *fixture)
{
    return (DlnIsolation){.schema = fixture->schema, .lock_timeout_ms = 5000};
}

static inline void add_begin(const Fixture *fixture, DlnBatch *batch, guint tag)
{
    DlnIsolation isolation = isolation_of(fixture);

    dln_engine_add_begin(fixture->engine, batch, tag, &isolation);
}

/* A whole migration: begin, script, reset, commit. */
static inline gboolean migrate(Fixture *fixture, DlnSession *session, const char *text, DlnBatchFailure *failure,
    GError **error)
{
    g_autoptr(DlnScript) script = parse_script(fixture->engine, text);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    add_begin(fixture, batch, 1);
    dln_batch_add_script(batch, 2, script, 0, script->n_statements);
    dln_engine_add_reset(fixture->engine, batch, 3);
    dln_engine_add_commit(fixture->engine, batch, 4);
    return dln_session_run(session, batch, NULL, failure, error);
}

static inline void migrate_well(Fixture *fixture, const char *text)
{
    g_autoptr(GError) error = NULL;

    if (!migrate(fixture, fixture->session, text, NULL, &error))
        fail_msg("%s: %s", text, error != NULL ? error->message : "failed without an error");
}

/* The folder of a SQLite fixture: names of its files, sorted, joined by " ". */
static inline char *list_files(const char *directory)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    GString *text = g_string_new(NULL);
    GList *names = NULL;
    const char *name;

    while ((name = g_dir_read_name(dir)) != NULL)
        names = g_list_insert_sorted(names, g_strdup(name), (GCompareFunc)strcmp);
    for (GList *each = names; each != NULL; each = each->next)
        g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", (char *)each->data);
    g_list_free_full(names, g_free);
    return g_string_free(text, FALSE);
}

static inline void remove_folder(const char *directory)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        g_remove(path);
    }
    g_rmdir(directory);
}

static inline Fixture *sqlite_fixture_new(void)
{
    Fixture *fixture = g_new0(Fixture, 1);

    fixture->engine = DLN_ENGINE_SQLITE;
    fixture->directory = g_dir_make_tmp("dunlin-XXXXXX", NULL);
    fixture->schema = g_strdup("main");
    fixture->address.engine = DLN_ENGINE_SQLITE;
    fixture->address.path = g_build_filename(fixture->directory, "a.db", NULL);
    fixture->address.display = g_strdup(fixture->address.path);
    return fixture;
}

static inline void fixture_free(Fixture *fixture)
{
    dln_session_close(fixture->session);
    dln_session_close(fixture->other);
    if (fixture->directory != NULL)
        remove_folder(fixture->directory);
    g_free(fixture->directory);
    g_free(fixture->schema);
    g_free(fixture->address.path);
    g_free(fixture->address.conninfo);
    g_free(fixture->address.display);
    g_free(fixture);
}
