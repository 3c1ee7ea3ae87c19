/* SPDX-License-Identifier: Apache-2.0 */
/* random_sqlite.c: made-up SQLite schemas with rows, edited at random: what dln_diff_make() says leads from the one to the other and back,
 * under enforced foreign keys; each row keeps its rowid and its values, what is lost was named, nothing is made anew that is the same.
 * Usage: random_sqlite [--seed N] [--count N]; a seed that fails is printed with all that belongs to it. */
#include <string.h>

#include "grammar_sqlite.h"
#include "state_sqlite.h"

typedef struct {
    guint32 seed;
    Place place;
    GString *failures;
    GString *shown; /* what leads there, for who looks at a failure */
} Trial;

static void fail(Trial *trial, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void fail(Trial *trial, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_string_append_vprintf(trial->failures, format, args);
    va_end(args);
    g_string_append_c(trial->failures, '\n');
}

/* FALSE: said why. */
static gboolean run(Trial *trial, const char *what, const char *sql)
{
    g_autoptr(GError) error = NULL;

    g_string_append_printf(trial->shown, "-- %s\n%s\n", what, sql);
    if (place_run(&trial->place, DLN_DIFF_TRANSACTION, what, sql, &error))
        return TRUE;
    fail(trial, "%s: %s", what, error->message);
    return FALSE;
}

/* NULL: said why. (transfer full) */
static DlnSchema *inspect(Trial *trial)
{
    g_autoptr(GError) error = NULL;
    DlnSchema *schema = place_inspect(&trial->place, &error);

    if (schema == NULL)
        fail(trial, "inspect: %s", error->message);
    return schema;
}

/* The model of a schema that stands nowhere yet. (transfer full) */
static DlnSchema *model_of(Trial *trial, const char *sql)
{
    const Place place = trial->place;
    DlnSchema *schema = NULL;
    g_autoptr(GError) error = NULL;

    trial->place = (Place){0};
    if (!place_open(&trial->place, NULL, &error))
        fail(trial, "open: %s", error->message);
    else if (run(trial, "desired", sql))
        schema = inspect(trial);
    place_close(&trial->place);
    trial->place = place;
    return schema;
}

static char *script_of(const DlnDiff *diff)
{
    GString *sql = g_string_new(NULL);

    for (guint p = 0; p < diff->parts->len; p++) {
        const DlnDiffPart *part = diff->parts->pdata[p];
        for (guint i = 0; i < part->steps->len; i++)
            g_string_append_printf(sql, "%s;\n", ((DlnDiffStep *)part->steps->pdata[i])->sql);
    }
    return g_string_free(sql, FALSE);
}

static gboolean enforce(Trial *trial, const char *value)
{
    g_autofree char *sql = g_strdup_printf("PRAGMA foreign_keys = %s", value);

    return dln_session_execute(trial->place.session, sql, NULL, 0, NULL, NULL);
}

static void compare(
    Trial *trial, const char *way, const DlnSchema *from, const DlnSchema *to, const DlnDiff *diff)
{
    g_autoptr(DlnSchema) reached = inspect(trial);
    g_autoptr(GPtrArray) differences = reached != NULL ? dln_schema_compare(to, reached) : NULL;

    for (guint i = 0; differences != NULL && i < differences->len; i++) {
        g_autofree char *line = dln_difference_text(differences->pdata[i]);
        fail(trial, "%s: not reached: %s", way, line);
    }
    if ((diff->parts->len == 0) != dln_schema_equal(from, to))
        fail(trial, "%s: the diff and equality disagree", way);
}

/* Whether a table is to refer to one that comes now, and so has no rows: who drops a table cannot have it back with them. */
static gboolean is_orphaned(const DlnSchema *from, const DlnSchema *to)
{
    for (guint i = 0; i < to->objects->len; i++) {
        const DlnObject *table = to->objects->pdata[i];
        const char *name = table->id.name;

        if (table->id.kind != DLN_OBJECT_TABLE || dln_schema_find(from, &table->id) != NULL)
            continue;
        for (guint j = 0; j < to->objects->len; j++) {
            const DlnObject *constraint = to->objects->pdata[j];
            const char *text = dln_object_get(constraint, "definition");
            if (constraint->id.kind == DLN_OBJECT_CONSTRAINT &&
                strstr(text, "REFERENCES ") != NULL && strstr(text, name) != NULL &&
                g_strcmp0(constraint->id.parent, name) != 0)
                return TRUE;
        }
    }
    return FALSE;
}

/* FALSE: there is nothing to go back from. */
static gboolean go(Trial *trial, const char *way, const DlnSchema *from, const DlnSchema *to)
{
    const DlnDiffOptions options = {.from = from, .to = to};
    g_autoptr(GError) error = NULL;
    g_autoptr(State) before = state_take(&trial->place, &error);
    g_autoptr(DlnDiff) diff = dln_diff_make(&options, &error);

    if (before == NULL || diff == NULL) {
        fail(trial, "%s: %s", way, error->message);
        return FALSE;
    }
    g_autofree char *sql = script_of(diff);
    const gsize length = trial->failures->len;
    if (!enforce(trial, "on") || !run(trial, way, sql)) {
        if (is_orphaned(from, to) &&
            strstr(trial->failures->str + length, "foreign key violated") != NULL)
            g_string_truncate(trial->failures, length);
        return FALSE;
    }
    compare(trial, way, from, to, diff);
    g_autoptr(State) after = state_take(&trial->place, &error);
    if (after == NULL) {
        fail(trial, "%s: %s", way, error->message);
        return FALSE;
    }
    g_autoptr(GPtrArray) lost = state_compare(before, after, from, to, diff);
    for (guint i = 0; i < lost->len; i++)
        fail(trial, "%s: %s", way, (const char *)lost->pdata[i]);
    return TRUE;
}

static void try_pair(Trial *trial)
{
    g_autoptr(Grammar) grammar = grammar_new(trial->seed);
    g_autofree char *current = grammar_schema(grammar);
    g_autofree char *rows = grammar_rows(grammar);

    grammar_edit(grammar);
    g_autofree char *desired = grammar_schema(grammar);
    if (!run(trial, "current", current) || !run(trial, "rows", rows))
        return;
    g_autoptr(DlnSchema) from = inspect(trial);
    g_autoptr(DlnSchema) to = model_of(trial, desired);
    if (from != NULL && to != NULL && go(trial, "forward", from, to))
        go(trial, "back", to, from);
}

static gboolean try_seed(guint32 seed)
{
    Trial trial = {.seed = seed, .failures = g_string_new(NULL), .shown = g_string_new(NULL)};
    g_autoptr(GError) error = NULL;
    gboolean ok;

    if (place_open(&trial.place, NULL, &error))
        try_pair(&trial);
    else
        fail(&trial, "open: %s", error->message);
    ok = trial.failures->len == 0;
    if (!ok)
        g_print("not ok seed %u\n%s\n%s\n", seed, trial.failures->str, trial.shown->str);
    place_close(&trial.place);
    g_string_free(trial.failures, TRUE);
    g_string_free(trial.shown, TRUE);
    return ok;
}

int main(int argc, char **argv)
{
    gint64 seed = -1;
    gint count = 500;
    guint n_failed = 0;
    const GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "the first one", "N"},
        {"count", 0, 0, G_OPTION_ARG_INT, &count, "how many pairs", "N"},
        {0},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        g_printerr("random_sqlite: %s\n", error->message);
        return 2;
    }
    if (seed < 0)
        seed = g_random_int_range(0, G_MAXINT32 / 2);
    g_print("seeds %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT "\n", seed, seed + count - 1);
    for (gint i = 0; i < count; i++)
        n_failed += try_seed((guint32)(seed + i)) ? 0 : 1;
    g_print("%u of %d failed\n", n_failed, count);
    return n_failed > 0 ? 1 : 0;
}
