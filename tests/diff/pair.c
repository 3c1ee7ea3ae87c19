/* SPDX-License-Identifier: Apache-2.0 */
/* pair.c: load, plant, compare, apply, read again. */
#include "pair.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "dump.h"
#include "recreate.h"
#include "survive.h"

void outcome_add(Outcome *outcome, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_string_append_vprintf(outcome->text, format, args);
    va_end(args);
    g_string_append_c(outcome->text, '\n');
}

void outcome_free(Outcome *outcome)
{
    if (outcome == NULL)
        return;
    g_string_free(outcome->text, TRUE);
    g_free(outcome->kept);
    g_free(outcome);
}

/* ---- files ---- */

static char *read_optional(const char *directory, const char *file)
{
    g_autofree char *path = g_build_filename(directory, file, NULL);
    char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}

/* Words, each on its line. */
static gboolean read_options(Pair *pair, const char *directory, GError **error)
{
    g_autofree char *text = read_optional(directory, "options");
    g_auto(GStrv) words = g_strsplit_set(text != NULL ? g_strchomp(text) : "", "\n", -1);

    for (guint i = 0; words[i] != NULL; i++) {
        if (!g_str_equal(words[i], "privileges")) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "%s/options: \"%s\" is none", directory,
                words[i]);
            return FALSE;
        }
        pair->flags |= PLACE_PRIVILEGES;
    }
    return TRUE;
}

Pair *pair_read(const char *path, GError **error)
{
    g_autoptr(Pair) pair = g_new0(Pair, 1);
    g_autofree char *directory = g_canonicalize_filename(path, NULL);
    g_autofree char *current = g_build_filename(directory, "current.sql", NULL);
    g_autofree char *desired = g_build_filename(directory, "desired.sql", NULL);
    g_autofree char *name = g_path_get_basename(directory);
    g_autofree char *folder = g_path_get_dirname(directory);
    g_autofree char *engine = g_path_get_basename(folder);

    pair->name = g_strdup_printf("%s/%s", engine, name);
    if (!read_options(pair, directory, error) ||
        !g_file_get_contents(current, &pair->current, NULL, error) ||
        !g_file_get_contents(desired, &pair->desired, NULL, error))
        return NULL;
    pair->rows = read_optional(directory, "rows.sql");
    pair->rows_back = read_optional(directory, "rows_back.sql");
    pair->directory = g_steal_pointer(&directory);
    return g_steal_pointer(&pair);
}

void pair_free(Pair *pair)
{
    if (pair == NULL)
        return;
    g_free(pair->name);
    g_free(pair->current);
    g_free(pair->desired);
    g_free(pair->rows);
    g_free(pair->rows_back);
    g_free(pair->directory);
    g_free(pair);
}

/* ---- what a diff says ---- */

static void append_comments(GString *text, const char *what, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(text, "-- %s: %s\n", what, (const char *)lines->pdata[i]);
}

/* As a file of migrations would have it. (transfer full) */
static char *part_text(const DlnDiffPart *part)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < part->steps->len; i++) {
        const DlnDiffStep *step = part->steps->pdata[i];
        append_comments(text, "loss", step->losses);
        append_comments(text, "note", step->notes);
        g_string_append_printf(text, "%s;\n", step->sql);
    }
    return g_string_free(text, FALSE);
}

/* (transfer full) */
static char *diff_text(const DlnDiff *diff)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < diff->parts->len; i++) {
        const DlnDiffPart *part = diff->parts->pdata[i];
        g_autofree char *one = part_text(part);
        if (part->mode == DLN_DIFF_NO_TRANSACTION)
            g_string_append(text, "-- transaction off\n");
        else if (i > 0)
            g_string_append(text, "-- transaction\n");
        g_string_append(text, one);
    }
    return g_string_free(text, FALSE);
}

/* What it says of lost data. (transfer full) */
static char *losses_of(const DlnDiff *diff)
{
    GString *text = g_string_new(NULL);

    for (guint p = 0; p < diff->parts->len; p++) {
        const DlnDiffPart *part = diff->parts->pdata[p];
        for (guint i = 0; i < part->steps->len; i++) {
            const DlnDiffStep *step = part->steps->pdata[i];
            for (guint k = 0; k < step->losses->len; k++)
                g_string_append_printf(text, "%s\n", (const char *)step->losses->pdata[k]);
        }
    }
    return g_string_free(text, FALSE);
}

/* Whether losses names a table or column, or the same column of what it inherits from. */
static gboolean is_named(const DlnSchema *schema, const char *losses, const char *name)
{
    const char *column = strchr(name, '.');
    g_autofree char *table = g_strndup(name, strcspn(name, "."));
    const DlnObject *object =
        dln_schema_find(schema, &(DlnObjectId){.kind = DLN_OBJECT_TABLE, .name = table});
    const char *above = object != NULL ? dln_object_get(object, "partition_of") : NULL;

    if (names_loss(losses, name))
        return TRUE;
    if (above == NULL && object != NULL)
        above = dln_object_get(object, "inherits");
    if (above == NULL)
        return FALSE;
    g_auto(GStrv) parents = g_strsplit(above, ", ", -1);
    for (guint i = 0; parents[i] != NULL; i++) {
        g_autofree char *there = g_strconcat(parents[i], column, NULL);
        if (is_named(schema, losses, there))
            return TRUE;
    }
    return FALSE;
}

/* The types of from whose values are written otherwise in to. (transfer full) (element-type utf8) */
static GHashTable *changed_types(const DlnSchema *from, const DlnSchema *to)
{
    GHashTable *changed = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) differences = dln_schema_compare(from, to);

    for (guint i = 0; i < differences->len; i++) {
        const DlnDifference *difference = differences->pdata[i];
        const DlnObject *object = difference->from != NULL ? difference->from : difference->to;
        /* Of a composite type, or a table whose rows stand in a column. */
        if (object->id.kind == DLN_OBJECT_COLUMN)
            g_hash_table_add(changed, (gpointer)object->id.parent);
        else if (object->id.kind == DLN_OBJECT_DOMAIN)
            g_hash_table_add(changed, (gpointer)object->id.name);
    }
    return changed;
}

/* ---- one direction ---- */

/* On the way from one side to the other. */
typedef struct {
    Bench *bench;
    Outcome *outcome;
    const char *way; /* "forward" */
    PairFlags flags;
    const DlnSchema *from, *to;
    DlnDiff *diff;
    Snapshot *before, *after;
    GPtrArray *recreated;
} Way;

static void way_clear(Way *way)
{
    dln_diff_free(way->diff);
    snapshot_free(way->before);
    snapshot_free(way->after);
    g_clear_pointer(&way->recreated, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Way, way_clear)

static void add_error(Way *way, const char *what, const GError *error)
{
    outcome_add(way->outcome, "%s: %s: %s", way->way, what,
        error != NULL ? error->message : "failed without an error");
}

/* Loads a side into place and reads it; NULL: said why. */
static DlnSchema *load(Place *place, const char *what, const char *sql, Outcome *outcome)
{
    g_autoptr(GError) error = NULL;
    DlnSchema *schema = NULL;

    if (place_run(place, DLN_DIFF_TRANSACTION, what, sql, &error))
        schema = place_inspect(place, &error);
    if (schema == NULL)
        outcome_add(
            outcome, "does not load: %s", error != NULL ? error->message : "without an error");
    return schema;
}

static gboolean plant(Way *way, const char *rows)
{
    Place *place = &way->bench->a;
    g_autoptr(GPtrArray) empty = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;

    if ((rows != NULL && !place_run(place, DLN_DIFF_TRANSACTION, "rows", rows, &error)) ||
        !place_plant(place, way->bench->directory, empty, &error) ||
        !snapshot_take(place, &way->before, &error)) {
        add_error(way, "planting rows", error);
        return FALSE;
    }
    for (guint i = 0; i < empty->len; i++)
        outcome_add(way->outcome, "%s: no rows found for table %s: write them into %s", way->way,
            (char *)empty->pdata[i],
            g_str_equal(way->way, "forward") ? "rows.sql" : "rows_back.sql");
    return TRUE;
}

static gboolean apply(Way *way)
{
    const DlnDiffOptions options = {.from = way->from,
        .to = way->to,
        .into = PLACE_SCHEMA,
        .flags = (way->flags & PAIR_ONLINE) != 0 ? DLN_DIFF_ONLINE : DLN_DIFF_PLAIN};
    g_autoptr(GError) error = NULL;

    way->diff = dln_diff_make(&options, &error);
    if (way->diff == NULL) {
        add_error(way, "no diff", error);
        return FALSE;
    }
    for (guint i = 0; i < way->diff->parts->len; i++) {
        const DlnDiffPart *part = way->diff->parts->pdata[i];
        g_autofree char *text = part_text(part);
        if (!place_run(&way->bench->a, part->mode, "diff", text, &error)) {
            add_error(way, "does not apply", error);
            return FALSE;
        }
    }
    return TRUE;
}

/* Whether an empty diff, equal models and equal fingerprints are the same thing. */
static void compare_words(Way *way)
{
    g_autofree char *before = dln_schema_fingerprint(way->from);
    g_autofree char *after = dln_schema_fingerprint(way->to);
    const gboolean is_equal = dln_schema_equal(way->from, way->to);

    if (is_equal != g_str_equal(before, after) || is_equal != (way->diff->parts->len == 0))
        outcome_add(way->outcome, "%s: fingerprint, equality and diff disagree", way->way);
}

static void add_list(Way *way, const char *what, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++)
        outcome_add(way->outcome, "%s: %s%s", way->way, what, (char *)list->pdata[i]);
}

static void compare_survivors(Way *way)
{
    g_autofree char *losses = losses_of(way->diff);
    g_autoptr(GHashTable) changed = changed_types(way->from, way->to);
    g_autoptr(GPtrArray) lost = snapshot_lost(way->before, way->after, changed, losses);
    g_autoptr(GPtrArray) lost_grants = snapshot_lost_grants(way->before, way->after);
    g_autoptr(GPtrArray) gone = snapshot_gone(way->before, way->after);

    way->recreated = snapshot_recreated(way->before, way->after);
    /* What is granted there is then a part of what has to be reached. */
    if ((way->bench->a.flags & PLACE_PRIVILEGES) == 0)
        add_list(way, "lost: ", lost_grants);
    add_list(way, "lost: ", lost);
    for (guint i = 0; i < gone->len; i++) {
        if (!is_named(way->from, losses, gone->pdata[i]) &&
            !snapshot_stands(way->after, gone->pdata[i]))
            outcome_add(way->outcome, "%s: loss not named: %s", way->way, (char *)gone->pdata[i]);
    }
}

/* Makes what stands in a into way->to. */
static gboolean go(Way *way, const char *rows)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DlnSchema) reached = NULL;

    if (!plant(way, rows) || !apply(way))
        return FALSE;
    compare_words(way);
    reached = place_inspect(&way->bench->a, &error);
    if (reached == NULL || !snapshot_take(&way->bench->a, &way->after, &error)) {
        add_error(way, "reading what was made", error);
        return FALSE;
    }
    g_autoptr(GPtrArray) differences = dln_schema_compare(way->to, reached);
    for (guint i = 0; i < differences->len; i++) {
        g_autofree char *line = dln_difference_text(differences->pdata[i]);
        outcome_add(way->outcome, "%s: not reached: %s", way->way, line);
    }
    compare_survivors(way);
    return TRUE;
}

/* ---- what a case expects ---- */

/* Compares text with the case's file, "" with none; or writes it. */
static void expect(Way *way, const Pair *pair, const char *file, const char *text, PairFlags flags)
{
    g_autofree char *path = g_build_filename(pair->directory, file, NULL);
    g_autofree char *expected = read_optional(pair->directory, file);

    if (g_strcmp0(expected != NULL ? expected : "", text) == 0 &&
        (expected != NULL || !g_str_equal(file, "expected.sql")))
        return;
    if ((flags & PAIR_UPDATE) != 0) {
        if (*text == '\0' && !g_str_equal(file, "expected.sql"))
            g_unlink(path);
        else
            g_file_set_contents(path, text, -1, NULL);
        return;
    }
    outcome_add(way->outcome, "%s is not what came out; expected:\n%sfound:\n%s", file,
        expected != NULL ? expected : "", text);
}

static char *lines_of(const GPtrArray *list)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(text, "%s\n", (char *)list->pdata[i]);
    return g_string_free(text, FALSE);
}

/* A case lists what is recreated; of a pair that was made up, only what is the same on both sides must not be. */
static void judge_recreated(Way *way, const Pair *pair, PairFlags flags)
{
    g_autofree char *lines = NULL;

    if (way->recreated == NULL || (flags & PAIR_ONLINE) != 0)
        return;
    lines = lines_of(way->recreated);
    if (pair->directory == NULL) {
        recreate_judge(way->from, way->to, way->recreated, way->way, way->outcome);
        return;
    }
    expect(
        way, pair, g_str_equal(way->way, "forward") ? "recreates" : "recreates_back", lines, flags);
}

static void show_statements(Way *way, gsize length_before)
{
    if (way->diff == NULL || way->outcome->text->len == length_before)
        return;
    g_autofree char *text = diff_text(way->diff);
    outcome_add(way->outcome, "%s, the statements were:\n%s", way->way, text);
}

static void go_forward(Bench *bench, const Pair *pair, const DlnSchema *from, const DlnSchema *to,
    PairFlags flags, Outcome *outcome)
{
    g_auto(Way) way = {.bench = bench,
        .outcome = outcome,
        .way = "forward",
        .flags = flags,
        .from = from,
        .to = to};
    const gsize length = outcome->text->len;
    const gboolean ok = go(&way, pair->rows);

    if (ok) {
        judge_recreated(&way, pair, flags);
        if (place_has_globals(&bench->a) && (flags & PAIR_KEEP) != 0)
            dump_compare_now(bench, outcome);
    }
    if (pair->directory != NULL && way.diff != NULL && (flags & PAIR_ONLINE) == 0) {
        g_autofree char *text = diff_text(way.diff);
        expect(&way, pair, "expected.sql", text, flags);
    }
    show_statements(&way, length);
}

static void go_back(Bench *bench, const Pair *pair, const DlnSchema *from, const DlnSchema *to,
    PairFlags flags, Outcome *outcome)
{
    g_auto(Way) way = {
        .bench = bench, .outcome = outcome, .way = "back", .flags = flags, .from = from, .to = to};
    const gsize length = outcome->text->len;
    g_autoptr(GError) error = NULL;

    if (!place_run(&bench->a, DLN_DIFF_TRANSACTION, "desired.sql", pair->desired, &error))
        add_error(&way, "does not load", error);
    else if (go(&way, pair->rows_back))
        judge_recreated(&way, pair, flags);
    show_statements(&way, length);
}

static gboolean has_schemas(const char *sql)
{
    return strstr(sql, "CREATE SCHEMA") != NULL;
}

Outcome *pair_converge(Bench *bench, const Pair *pair, PairFlags flags)
{
    Outcome *outcome = g_new0(Outcome, 1);
    g_autofree char *kept = NULL;
    g_autoptr(GError) error = NULL;

    outcome->text = g_string_new(NULL);
    bench->a.is_several = bench->b.is_several =
        has_schemas(pair->current) || has_schemas(pair->desired);
    bench->a.flags = bench->b.flags = pair->flags;
    g_autoptr(DlnSchema) current = load(&bench->a, "current.sql", pair->current, outcome);
    g_autoptr(DlnSchema) desired = load(&bench->b, "desired.sql", pair->desired, outcome);
    if (current != NULL && desired != NULL)
        go_forward(bench, pair, current, desired, flags, outcome);
    if ((flags & PAIR_KEEP) != 0 && outcome->text->len == 0 && bench->a.address != NULL &&
        !place_has_globals(&bench->a) && !place_has_globals(&bench->b))
        kept = g_strdup_printf("kept_%06u", ++bench->n_kept);
    if (!place_clear(&bench->a, kept, &error) || !place_clear(&bench->b, kept, &error)) {
        outcome_add(outcome, "clearing: %s", error->message);
        return outcome;
    }
    outcome->kept = g_steal_pointer(&kept);
    if ((flags & PAIR_ONE_WAY) != 0)
        return outcome;
    if (current != NULL && desired != NULL)
        go_back(bench, pair, desired, current, flags, outcome);
    if (!place_clear(&bench->a, NULL, &error))
        outcome_add(outcome, "clearing: %s", error->message);
    return outcome;
}
