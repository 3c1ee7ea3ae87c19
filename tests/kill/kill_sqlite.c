/* SPDX-License-Identifier: Apache-2.0 */
/* kill_sqlite.c: one upgrade of a SQLite project, killed at every call that changes a file or at random times.
 * Modes: whole (the fatal call does nothing), half (a write of a page writes half of it), random.
 * --place is the library to preload (die_at_write.c). The project's folder is this program's own; its databases are the
 * files in data/, each time anew copied from template/. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "drive.h"

#define RUN_TIMEOUT_MS 60000

typedef struct {
    DriveOptions options;
    char *data, *template; /* folders */
    char *calls_file;      /* written by the preloaded library */
    char *calls;           /* of the undisturbed upgrade: a letter each */
} Sqlite;

/* ---- the databases ---- */

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* (transfer full) (element-type utf8): names of the files in folder, sorted. */
static GPtrArray *list_files(const char *folder)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);

    if (dir == NULL)
        g_error("%s", error->message);
    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir))
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    return names;
}

static void copy_file(const char *from, const char *to)
{
    g_autofree char *bytes = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;

    if (!g_file_get_contents(from, &bytes, &length, &error) ||
        !g_file_set_contents_full(to, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, &error))
        g_error("%s", error->message);
}

static void reset(gpointer self)
{
    const Sqlite *sqlite = self;
    g_autoptr(GPtrArray) old = list_files(sqlite->data);
    g_autoptr(GPtrArray) fresh = list_files(sqlite->template);

    for (guint i = 0; i < old->len; i++) {
        g_autofree char *path = g_build_filename(sqlite->data, old->pdata[i], NULL);
        if (g_unlink(path) != 0)
            g_error("cannot remove %s", path);
    }
    for (guint i = 0; i < fresh->len; i++) {
        g_autofree char *from = g_build_filename(sqlite->template, fresh->pdata[i], NULL);
        g_autofree char *to = g_build_filename(sqlite->data, fresh->pdata[i], NULL);
        copy_file(from, to);
    }
}

static int append_row(void *user_data, int n_columns, char **values, char **names)
{
    GString *text = user_data;

    for (int i = 0; i < n_columns; i++)
        g_string_append_printf(text, "|%s", values[i] != NULL ? values[i] : "NULL");
    g_string_append_c(text, '\n');
    return 0;
}

/* The audit log has its own rows in every run. */
static void append_database(GString *text, const char *path)
{
    static const char *const queries[] = {"PRAGMA integrity_check", "PRAGMA journal_mode",
        "PRAGMA user_version", "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name",
        "SELECT line, count(*) FROM log GROUP BY line ORDER BY line",
        "SELECT version, checksum, state, statements_done, journal, duration_ms IS NOT NULL"
        " FROM schema_migrations ORDER BY version"};
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        g_error("%s: %s", path, sqlite3_errmsg(db));
    for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
        if (sqlite3_exec(db, queries[i], append_row, text, NULL) != SQLITE_OK)
            g_string_append_printf(text, "%s: %s\n", queries[i], sqlite3_errmsg(db));
    }
    sqlite3_close(db);
}

/* A write-ahead log that nobody has written back yet is part of its database, and a journal that was never finished is
 * ignored; a journal that is still to be played back makes the queries fail. The lock of a killed run is no lock. */
static gboolean is_part(const char *name)
{
    return g_str_has_suffix(name, "-wal") || g_str_has_suffix(name, "-shm") ||
        g_str_has_suffix(name, "-journal") || g_str_has_suffix(name, "-dunlin-lock");
}

static char *state(gpointer self)
{
    const Sqlite *sqlite = self;
    g_autoptr(GPtrArray) names = list_files(sqlite->data);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(sqlite->data, names->pdata[i], NULL);
        if (is_part(names->pdata[i]))
            continue;
        g_string_append_printf(text, "%s\n", (const char *)names->pdata[i]);
        append_database(text, path);
    }
    return g_string_free(text, FALSE);
}

/* ---- the upgrade ---- */

static void note_calls(Sqlite *sqlite, DriveOutcome *outcome)
{
    g_autofree char *calls = NULL;

    outcome->happened = outcome->status == -SIGKILL;
    if (!g_file_get_contents(sqlite->calls_file, &calls, NULL, NULL))
        return;
    outcome->n_places = (guint)strlen(calls);
    if (sqlite->calls == NULL)
        sqlite->calls = g_steal_pointer(&calls);
}

/* Half a page differs from none and from a whole one; half a number hardly does. */
static gboolean includes(gpointer self, guint place)
{
    const Sqlite *sqlite = self;

    return !g_str_equal(sqlite->options.mode, "half") || sqlite->calls[place - 1] == 'p';
}

static void upgrade(gpointer self, guint place, DriveOutcome *out_outcome)
{
    Sqlite *sqlite = self;
    const char *mode = sqlite->options.mode;
    gboolean timed = g_str_equal(mode, "random");
    g_autofree char *preload = g_strconcat("LD_PRELOAD=", sqlite->options.place, NULL);
    g_autofree char *below = g_strconcat("DIE_BELOW=", sqlite->data, NULL);
    g_autofree char *calls = g_strconcat("DIE_CALLS=", sqlite->calls_file, NULL);
    g_autofree char *at = g_strdup_printf("DIE_AT=%u", timed ? 0 : place);
    const char *half = g_str_equal(mode, "half") ? "DIE_HALF=yes" : NULL;
    const char *const environment[] = {preload, below, calls, at, half, NULL};
    const ChildSpec spec = drive_child(&sqlite->options, environment);

    g_unlink(sqlite->calls_file);
    drive_timed(&spec, timed ? place : 0, out_outcome);
    if (!timed)
        note_calls(sqlite, out_outcome);
}

int main(int argc, char **argv)
{
    static const DriveEngine engine = {reset, upgrade, includes, state};
    Sqlite sqlite = {0};

    drive_parse(argc, argv, &sqlite.options);
    sqlite.data = g_build_filename(sqlite.options.project, "data", NULL);
    sqlite.template = g_build_filename(sqlite.options.project, "template", NULL);
    sqlite.calls_file = g_build_filename(sqlite.options.scratch, "calls", NULL);
    return drive(&sqlite.options, &engine, &sqlite);
}
