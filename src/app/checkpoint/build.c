/* SPDX-License-Identifier: Apache-2.0 */
/* build.c: replays for the verb checkpoint, and whether two of them came to the same. */
#include "app/checkpoint/checkpoint.h"

#include <string.h>

#include "engine/catalog.h"
#include "engine/grants.h"
#include "engine/inspect.h"
#include "engine/originals.h"

void dln_built_clear(DlnBuilt *built)
{
    g_clear_pointer(&built->schema, dln_schema_free);
    g_clear_pointer(&built->rows, dln_rows_free);
    g_clear_pointer(&built->originals, g_ptr_array_unref);
    g_clear_pointer(&built->grants, g_ptr_array_unref);
}

/* A checkpoint makes what is in one schema. */
static gboolean check_alone(
    const DlnReplay *replay, DlnSession *session, GCancellable *cancellable, GError **error)
{
    const char *const known[] = {
        dln_replay_schema(replay), "public", "dunlin", dln_replay_schema_below(replay), NULL};
    g_autoptr(GPtrArray) all = NULL;

    if (dln_replay_engine(replay) != DLN_ENGINE_POSTGRES)
        return TRUE;
    all = dln_catalog_schemas(session, cancellable, error);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        if (g_strv_contains(known, all->pdata[i]))
            continue;
        dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
            "the migrations make the schema \"%s\" beside their own, which a checkpoint cannot "
            "hold",
            (const char *)all->pdata[i]);
        return FALSE;
    }
    return all != NULL;
}

static gboolean look(
    DlnReplay *replay, const DlnReplayOptions *options, DlnBuilt *built, GError **error)
{
    const char *schema = dln_replay_schema(replay);
    DlnSession *session = NULL;

    if (!dln_replay_session(replay, &session, error) ||
        !check_alone(replay, session, options->interrupt, error))
        return FALSE;
    built->schema = dln_session_inspect(session, schema, options->interrupt, error);
    if (built->schema == NULL ||
        !dln_rows_read(session, schema, options->interrupt, &built->rows, error))
        return FALSE;
    built->originals = dln_session_read_originals(session, options->interrupt, error);
    if (built->originals == NULL)
        return FALSE;
    built->grants = dln_session_read_grants(session, schema, options->interrupt, error);
    return built->grants != NULL;
}

gboolean dln_checkpoint_build(
    const DlnReplayOptions *options, const char *revision, DlnBuilt *out_built, GError **error)
{
    g_autoptr(DlnReplay) replay = NULL;
    g_auto(DlnBuilt) built = {0};

    if (!dln_replay_new(options, &replay, error) || !dln_replay_upgrade(replay, revision, error) ||
        !look(replay, options, &built, error) || !dln_replay_end(replay, error))
        return FALSE;
    *out_built = built;
    built = (DlnBuilt){0};
    return TRUE;
}

/* ---- what was declared ---- */

void dln_declared_clear(DlnDeclared *declared)
{
    g_clear_pointer(&declared->fresh, g_strfreev);
    g_clear_pointer(&declared->keep, g_strfreev);
}

/* The column that name, "TABLE.COLUMN", is: both may hold dots. NULL: none. */
static const DlnRowColumn *find_column(const DlnRows *rows, const char *name)
{
    for (guint i = 0; i < rows->tables->len; i++) {
        const DlnTableRows *table = rows->tables->pdata[i];
        gsize length = strlen(table->name);
        if (!g_str_has_prefix(name, table->name) || name[length] != '.')
            continue;
        int column = dln_table_rows_column(table, name + length + 1);
        if (column >= 0)
            return table->columns->pdata[column];
    }
    return NULL;
}

static gboolean is_there(const DlnRows *rows, const char *name)
{
    return find_column(rows, name) != NULL || dln_rows_find_sequence(rows, name) != NULL;
}

static gboolean check_name(
    const DlnRows *rows, const char *option, const char *name, GError **error)
{
    if (!is_there(rows, name))
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "--%s %s: the migrations leave no such column%s; it is named TABLE.COLUMN", option,
            name, g_str_equal(option, "keep") ? " and no such sequence" : "");
    return is_there(rows, name);
}

static gboolean check_fresh(const DlnRows *rows, const char *name, GError **error)
{
    const DlnRowColumn *column = find_column(rows, name);

    if (!check_name(rows, "fresh", name, error))
        return FALSE;
    if (column != NULL && (column->has_default || column->is_generated))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "--fresh %s: it has no default that a new database could evaluate; --keep gives all of "
        "them what this replay made",
        name);
    return FALSE;
}

gboolean dln_declared_check(const DlnDeclared *declared, const DlnRows *rows, GError **error)
{
    for (guint i = 0; declared->fresh[i] != NULL; i++) {
        if (!check_fresh(rows, declared->fresh[i], error))
            return FALSE;
    }
    for (guint i = 0; declared->keep[i] != NULL; i++) {
        if (!check_name(rows, "keep", declared->keep[i], error))
            return FALSE;
    }
    return TRUE;
}

static GStrv merge_names(char *const *kept, const char *const *asked, char *const *others)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    for (guint i = 0; asked != NULL && asked[i] != NULL; i++) {
        if (!g_strv_contains(asked + i + 1, asked[i]))
            g_strv_builder_add(builder, asked[i]);
    }
    for (guint i = 0; kept != NULL && kept[i] != NULL; i++) {
        if ((asked == NULL || !g_strv_contains(asked, kept[i])) &&
            (others == NULL || !g_strv_contains((const char *const *)others, kept[i])))
            g_strv_builder_add(builder, kept[i]);
    }
    return g_strv_builder_end(builder);
}

gboolean dln_declared_take(DlnDeclared *declared, const DunlinCheckpointOptions *options,
    const DlnCheckpoint *old, GError **error)
{
    for (guint i = 0; options->fresh != NULL && options->fresh[i] != NULL; i++) {
        if (options->keep == NULL || !g_strv_contains(options->keep, options->fresh[i]))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "\"%s\" cannot be both fresh and kept",
            options->fresh[i]);
        return FALSE;
    }
    declared->fresh =
        merge_names(old != NULL ? old->fresh : NULL, options->fresh, (char *const *)options->keep);
    declared->keep =
        merge_names(old != NULL ? old->keep : NULL, options->keep, (char *const *)options->fresh);
    return TRUE;
}

static GStrv names_there(char *const *names, const DlnRows *rows)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    for (guint i = 0; names[i] != NULL; i++) {
        if (is_there(rows, names[i]))
            g_strv_builder_add(builder, names[i]);
    }
    return g_strv_builder_end(builder);
}

DlnDeclared dln_declared_there(const DlnDeclared *declared, const DlnRows *rows)
{
    return (DlnDeclared){names_there(declared->fresh, rows), names_there(declared->keep, rows)};
}

static void add_names(GStrv *names, char *const *more)
{
    GStrv all = merge_names(more, (const char *const *)*names, NULL);

    g_strfreev(*names);
    *names = all;
}

void dln_declared_add(DlnDeclared *declared, const DlnDeclared *from)
{
    add_names(&declared->fresh, from->fresh);
    add_names(&declared->keep, from->keep);
}

/* (transfer full) */
static GStrv all_declared(const DlnDeclared *declared)
{
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();

    g_strv_builder_addv(all, (const char **)declared->fresh);
    g_strv_builder_addv(all, (const char **)declared->keep);
    return g_strv_builder_end(all);
}

/* ---- the same? ---- */

#define SHOWN_DIFFERENCES 10

static void append_more(GString *text, guint n)
{
    if (n > SHOWN_DIFFERENCES)
        g_string_append_printf(text, "; and %u more", n - SHOWN_DIFFERENCES);
}

/* The first statement that only one of the lists has; NULL: none. */
static const char *grant_difference(const GPtrArray *first, const GPtrArray *second)
{
    const GPtrArray *const sides[] = {first, second};

    for (guint side = 0; side < 2; side++) {
        for (guint i = 0; i < sides[side]->len; i++) {
            if (!g_ptr_array_find_with_equal_func(
                    (GPtrArray *)sides[1 - side], sides[side]->pdata[i], g_str_equal, NULL))
                return sides[side]->pdata[i];
        }
    }
    return NULL;
}

/* NULL: none. (transfer full) */
static char *schema_differences(const DlnBuilt *first, const DlnBuilt *second)
{
    g_autoptr(GPtrArray) differences = dln_schema_compare(first->schema, second->schema);
    const char *grant = grant_difference(first->grants, second->grants);
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < differences->len && i < SHOWN_DIFFERENCES; i++) {
        g_autofree char *line = dln_difference_text(differences->pdata[i]);
        g_string_append_printf(text, "%s%s", i > 0 ? "; " : "", line);
    }
    append_more(text, differences->len);
    if (grant != NULL)
        g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "", grant);
    return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

/* *out_declarable: whether all of it can be declared. NULL: none. (transfer full) */
static char *row_differences(
    const DlnRows *first, const DlnRows *second, char *const *ignored, gboolean *out_declarable)
{
    g_autoptr(GPtrArray) differences = dln_rows_compare(first, second, ignored);
    g_autoptr(GString) text = g_string_new(NULL);

    *out_declarable = TRUE;
    for (guint i = 0; i < differences->len; i++) {
        const DlnRowsDifference *difference = differences->pdata[i];
        gboolean is_sequence = dln_rows_find(first, difference->table) == NULL;
        *out_declarable = *out_declarable && (difference->column != NULL || is_sequence);
        if (i >= SHOWN_DIFFERENCES)
            continue;
        g_autofree char *line = dln_rows_difference_text(difference);
        g_string_append_printf(text, "%s%s", i > 0 ? "; " : "", line);
    }
    append_more(text, differences->len);
    return differences->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

#define DECLARE                                                                                    \
    "say for each what new databases get: --fresh TABLE.COLUMN lets every one evaluate the "       \
    "column's default for itself, --keep TABLE.COLUMN gives all of them what this replay made"

/* PostgreSQL's date, or SQLite's literal of one, as a day is printed. */
static gboolean is_day(const char *value, const DlnRowColumn *column, char *const *days)
{
    for (guint i = 0; value != NULL && days[i] != NULL; i++) {
        const char *found = strstr(value, days[i]);
        gsize rest = strlen(value) - strlen(days[i]);
        if (found != NULL && (rest == 0 ? g_str_equal(column->type, "date")
                                        : rest == 2 && found == value + 1 && *value == '\''))
            return TRUE;
    }
    return FALSE;
}

static gboolean check_table_days(
    const DlnTableRows *table, char *const *days, char *const *ignored, GError **error)
{
    for (guint c = 0; c < table->columns->len; c++) {
        const DlnRowColumn *column = table->columns->pdata[c];
        g_autofree char *name = g_strconcat(table->name, ".", column->name, NULL);
        if (g_strv_contains((const char *const *)ignored, name))
            continue;
        for (guint r = 0; r < table->rows->len; r++) {
            const GPtrArray *row = table->rows->pdata[r];
            if (!is_day(row->pdata[c], column, days))
                continue;
            dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
                "%s is the day of this replay, which two replays in a row do not tell from any "
                "other: " DECLARE,
                name);
            return FALSE;
        }
    }
    return TRUE;
}

/* Of all that is made of the time, the day alone is the same in both. */
static gboolean check_days(const DlnRows *rows, char *const *ignored, GError **error)
{
    g_autoptr(GDateTime) here = g_date_time_new_now_local();
    g_autoptr(GDateTime) utc = g_date_time_new_now_utc();
    g_autofree char *local_day = g_date_time_format(here, "%Y-%m-%d");
    g_autofree char *utc_day = g_date_time_format(utc, "%Y-%m-%d");
    char *const days[] = {local_day, utc_day, NULL};

    for (guint i = 0; i < rows->tables->len; i++) {
        const DlnTableRows *table = rows->tables->pdata[i];
        if (!table->is_derived && !check_table_days(table, days, ignored, error))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_checkpoint_compare_replays(
    const DlnBuilt *first, const DlnBuilt *second, const DlnDeclared *declared, GError **error)
{
    g_auto(GStrv) ignored = all_declared(declared);
    gboolean is_declarable;
    g_autofree char *schemas = schema_differences(first, second);
    g_autofree char *rows = row_differences(first->rows, second->rows, ignored, &is_declarable);

    if (schemas != NULL) {
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "two replays of the same migrations build two schemas, so none can stand for them: %s",
            schemas);
        return FALSE;
    }
    if (rows == NULL)
        return check_days(first->rows, ignored, error);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
        is_declarable ? "two replays of the same migrations leave different values: %s: " DECLARE
                      : "two replays of the same migrations leave different rows, so none can "
                        "stand for them: "
                        "%s",
        rows);
    return FALSE;
}

gboolean dln_checkpoint_compare_result(
    const DlnBuilt *replay, const DlnBuilt *result, const DlnDeclared *declared, GError **error)
{
    gboolean is_declarable;
    g_autofree char *schemas = schema_differences(replay, result);
    g_autofree char *rows =
        row_differences(replay->rows, result->rows, declared->fresh, &is_declarable);

    if (schemas == NULL && rows == NULL)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
        "the checkpoint would not build what the migrations build, and was not written: %s%s%s",
        schemas != NULL ? schemas : "", schemas != NULL && rows != NULL ? "; " : "",
        rows != NULL ? rows : "");
    return FALSE;
}
