/* SPDX-License-Identifier: Apache-2.0 */
/* dump.c: runs pg_dump and compares what it says entry by entry, each with its lines in order of the alphabet: so that neither the order
 * of columns nor that of entries counts. */
#include "dump.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/postgres/inspect.h"

#define HEADER "-- Name: "
#define SCHEMA_WORD "; Schema: "

/* (transfer full) */
static char *run_pg_dump(const char *const *arguments, const Place *place, GError **error)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autofree char *out = NULL;
    g_autofree char *err = NULL;
    int status = 0;

    g_ptr_array_add(argv, "pg_dump");
    g_ptr_array_add(argv, "--schema-only");
    g_ptr_array_add(argv, "--no-owner");
    g_ptr_array_add(argv, "--no-privileges");
    for (guint i = 0; arguments[i] != NULL; i++)
        g_ptr_array_add(argv, (gpointer)arguments[i]);
    g_ptr_array_add(argv, "--dbname");
    g_ptr_array_add(argv, place->address->conninfo);
    g_ptr_array_add(argv, NULL);
    if (!g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err,
            &status, error))
        return NULL;
    if (status != 0) {
        dln_error_set(error, DUNLIN_ERROR_SQL, NULL, "pg_dump: %s", err);
        return NULL;
    }
    return g_steal_pointer(&out);
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The order of what stands between the two words, where they are, is no difference. (transfer full) */
static char *with_sorted_list(const char *line, const char *before, const char *behind)
{
    const char *begin = strstr(line, before);
    const char *end = begin != NULL ? strstr(begin + strlen(before), behind) : NULL;

    if (end == NULL)
        return g_strdup(line);
    begin += strlen(before);
    g_autofree char *list = g_strndup(begin, (gsize)(end - begin));
    g_auto(GStrv) items = g_strsplit(list, ", ", -1);
    qsort(items, g_strv_length(items), sizeof *items, compare_texts);
    g_autofree char *sorted = g_strjoinv(", ", items);
    return g_strdup_printf("%.*s%s%s", (int)(begin - line), line, sorted, end);
}

/* In what order options were given is kept; the columns of statistics are told as they stand in the table. (transfer full) */
static char *normal_line(const char *line)
{
    const gsize length = strlen(line);
    g_autofree char *bare = g_strndup(line, line[length - 1] == ',' ? length - 1 : length);
    g_autofree char *canonical = dln_catalog_canonical(bare);

    return g_str_has_prefix(line, "CREATE STATISTICS ")
               ? with_sorted_list(canonical, " ON ", " FROM ")
               : with_sorted_list(canonical, "WITH (", ")");
}

/* (transfer full) */
static char *sorted_entry(char **lines, guint n)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < n; i++) {
        if (*lines[i] == '\0' || g_str_has_prefix(lines[i], "--") ||
            g_str_has_prefix(lines[i], "SET ") || g_str_has_prefix(lines[i], "\\"))
            continue;
        g_ptr_array_add(kept, normal_line(lines[i]));
    }
    g_ptr_array_sort(kept, compare_texts);
    for (guint i = 0; i < kept->len; i++)
        g_string_append_printf(text, "%s\n", (char *)kept->pdata[i]);
    return g_string_free(text, FALSE);
}

static void add_entry(GHashTable *schemas, char **lines, guint n)
{
    const char *schema = strstr(lines[0], SCHEMA_WORD);

    if (n == 0 || schema == NULL)
        return;
    schema += strlen(SCHEMA_WORD);
    g_autofree char *name = g_strndup(schema, strcspn(schema, ";"));
    GPtrArray *entries = g_hash_table_lookup(schemas, name);
    if (entries == NULL) {
        entries = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(schemas, g_strdup(name), entries);
    }
    g_ptr_array_add(entries, sorted_entry(lines, n));
}

/* (transfer full) (key-type utf8) (value-type GPtrArray): a schema's entries */
static GHashTable *split(const char *dump)
{
    GHashTable *schemas =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
    guint start = 0;
    guint i = 0;

    for (; lines[i] != NULL; i++) {
        if (!g_str_has_prefix(lines[i], HEADER))
            continue;
        if (start > 0)
            add_entry(schemas, lines + start, i - start);
        start = i;
    }
    if (start > 0)
        add_entry(schemas, lines + start, i - start);
    return schemas;
}

static void add_missing(
    GString *text, const char *side, const GPtrArray *entries, const GPtrArray *others)
{
    for (guint i = 0; i < entries->len; i++) {
        gboolean is_there = FALSE;
        for (guint o = 0; others != NULL && !is_there && o < others->len; o++)
            is_there = g_str_equal(entries->pdata[i], others->pdata[o]);
        if (!is_there)
            g_string_append_printf(text, "pg_dump, %s:\n%s", side, (char *)entries->pdata[i]);
    }
}

/* (transfer full) (key-type utf8) (value-type utf8) */
static GHashTable *compare_dumps(const char *made, const char *wanted)
{
    GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) in_made = split(made);
    g_autoptr(GHashTable) in_wanted = split(wanted);
    g_autoptr(GPtrArray) nothing = g_ptr_array_new();
    GHashTableIter iter;
    gpointer name;
    gpointer entries;

    g_hash_table_iter_init(&iter, in_wanted);
    while (g_hash_table_iter_next(&iter, &name, &entries)) {
        GString *text = g_string_new(NULL);
        const GPtrArray *others = g_hash_table_lookup(in_made, name);
        if (others == NULL)
            others = nothing;
        add_missing(text, "made alone", others, entries);
        add_missing(text, "wanted alone", entries, others);
        if (text->len > 0)
            g_hash_table_insert(found, g_strdup(name), g_strdup(text->str));
        g_string_free(text, TRUE);
    }
    g_hash_table_iter_init(&iter, in_made);
    while (g_hash_table_iter_next(&iter, &name, &entries)) {
        if (!g_hash_table_contains(in_wanted, name))
            g_hash_table_insert(
                found, g_strdup(name), g_strdup("pg_dump: all of it is too much\n"));
    }
    return found;
}

static GHashTable *compare_places(const char *const *arguments, const Bench *bench, GError **error)
{
    g_autofree char *made = run_pg_dump(arguments, &bench->a, error);
    g_autofree char *wanted = made != NULL ? run_pg_dump(arguments, &bench->b, error) : NULL;

    return wanted != NULL ? compare_dumps(made, wanted) : NULL;
}

void dump_compare_now(Bench *bench, Outcome *outcome)
{
    static const char *const arguments[] = {"-N", "kept_*", "-N", "dunlin_test", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) found = compare_places(arguments, bench, &error);
    GHashTableIter iter;
    gpointer text;

    if (found == NULL) {
        outcome_add(outcome, "%s", error->message);
        return;
    }
    g_hash_table_iter_init(&iter, found);
    while (g_hash_table_iter_next(&iter, NULL, &text))
        outcome_add(outcome, "%s", (char *)text);
}

GHashTable *dump_compare_kept(Bench *bench, GError **error)
{
    static const char *const arguments[] = {"-n", "kept_*", NULL};

    if (bench->n_kept == 0)
        return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return compare_places(arguments, bench, error);
}
