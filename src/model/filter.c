/* SPDX-License-Identifier: Apache-2.0 */
/* filter.c: patterns over kinds and names, and a schema without what they do not want. */
#include "model/filter.h"

#include <string.h>

#include "base/error.h"
#include "base/suggest.h"
#include "sql/lexer.h"

#define ANY_KIND DLN_N_OBJECT_KINDS

typedef struct {
    DlnObjectKind kind;
    GPatternSpec *pattern;
    GPatternSpec *folded; /* in lower case, for SQLite */
    gboolean is_path;     /* it has a dot */
} Rule;

struct DlnFilter {
    GArray *include; /* (element-type Rule) */
    GArray *exclude; /* (element-type Rule) */
};

static void rule_clear(gpointer data)
{
    Rule *rule = data;

    g_pattern_spec_free(rule->pattern);
    g_pattern_spec_free(rule->folded);
}

static GArray *rules_new(void)
{
    GArray *rules = g_array_new(FALSE, FALSE, sizeof(Rule));

    g_array_set_clear_func(rules, rule_clear);
    return rules;
}

void dln_filter_free(DlnFilter *filter)
{
    if (filter == NULL)
        return;
    g_array_unref(filter->include);
    g_array_unref(filter->exclude);
    g_free(filter);
}

/* ---- reading ---- */

static gboolean find_kind(
    const char *text, const char *setting, DlnObjectKind *out_kind, GError **error)
{
    g_autofree char *name = g_strdelimit(g_ascii_strdown(text, -1), "_", ' ');
    const char *names[DLN_N_OBJECT_KINDS + 1] = {NULL};

    for (DlnObjectKind kind = 0; kind < DLN_N_OBJECT_KINDS; kind++) {
        names[kind] = dln_object_kind_name(kind);
        if (strcmp(names[kind], name) == 0) {
            *out_kind = kind;
            return TRUE;
        }
    }
    const char *meant = dln_suggest(name, names);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "%s: there are no objects of the kind \"%s\"%s%s%s", setting, text,
        meant != NULL ? " (did you mean \"" : "", meant != NULL ? meant : "",
        meant != NULL ? "\"?)" : "");
    return FALSE;
}

static gboolean read_rule(const char *text, const char *setting, Rule *out_rule, GError **error)
{
    const char *colon = strchr(text, ':');
    const char *pattern = colon != NULL ? colon + 1 : text;
    g_autofree char *kind = colon != NULL ? g_strndup(text, (gsize)(colon - text)) : NULL;
    g_autofree char *folded = g_ascii_strdown(pattern, -1);

    out_rule->kind = ANY_KIND;
    if (kind != NULL && !find_kind(kind, setting, &out_rule->kind, error))
        return FALSE;
    if (*pattern == '\0') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "%s: \"%s\" names nothing", setting, text);
        return FALSE;
    }
    out_rule->pattern = g_pattern_spec_new(pattern);
    out_rule->folded = g_pattern_spec_new(folded);
    out_rule->is_path = strchr(pattern, '.') != NULL;
    return TRUE;
}

static gboolean read_rules(
    const char *const *texts, const char *setting, GArray *rules, GError **error)
{
    for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
        Rule rule = {0};

        if (!read_rule(texts[i], setting, &rule, error))
            return FALSE;
        g_array_append_val(rules, rule);
    }
    return TRUE;
}

gboolean dln_filter_new(
    const char *const *include, const char *const *exclude, DlnFilter **out_filter, GError **error)
{
    g_autoptr(DlnFilter) filter = g_new0(DlnFilter, 1);

    filter->include = rules_new();
    filter->exclude = rules_new();
    if (!read_rules(include, "diff.include", filter->include, error) ||
        !read_rules(exclude, "diff.exclude", filter->exclude, error))
        return FALSE;
    *out_filter = filter->include->len + filter->exclude->len > 0 ? g_steal_pointer(&filter) : NULL;
    return TRUE;
}

/* ---- what fits ---- */

static gboolean fits_text(const DlnSchema *schema, const Rule *rule, const char *text)
{
    g_autofree char *lower = NULL;

    if (schema->engine != DLN_ENGINE_SQLITE)
        return g_pattern_spec_match_string(rule->pattern, text);
    lower = g_ascii_strdown(text, -1);
    return g_pattern_spec_match_string(rule->folded, lower);
}

static gboolean fits(const DlnSchema *schema, const Rule *rule, const DlnObject *object)
{
    const char *owner = object->id.parent;
    const char *home = object->id.schema != NULL ? object->id.schema : schema->name;
    const gboolean is_schema = object->id.kind == DLN_OBJECT_SCHEMA;
    /* billing.* is about the schema, too. */
    g_autofree char *path =
        is_schema ? g_strconcat(object->id.name, ".", NULL)
                  : g_strdup_printf("%s.%s", owner != NULL ? owner : home, object->id.name);
    g_autofree char *whole = dln_object_id_text(&object->id);

    if (rule->kind != ANY_KIND && rule->kind != object->id.kind)
        return FALSE;
    if (rule->is_path && object->id.schema != NULL && fits_text(schema, rule, whole))
        return TRUE;
    if (fits_text(schema, rule, rule->is_path ? path : object->id.name))
        return rule->is_path || rule->kind != ANY_KIND || owner == NULL;
    /* A dot may be a part of the name. */
    return rule->is_path && owner == NULL && fits_text(schema, rule, object->id.name);
}

static gboolean fits_any(const DlnSchema *schema, const GArray *rules, const DlnObject *object)
{
    for (guint i = 0; i < rules->len; i++) {
        if (fits(schema, &g_array_index(rules, Rule, i), object))
            return TRUE;
    }
    return FALSE;
}

/* The text of who it belongs to; NULL: it stands by itself. */
static const char *owner_text(const DlnObject *object)
{
    if (object->id.kind == DLN_OBJECT_TABLE)
        return dln_object_get(object, "partition_of");
    return object->id.kind == DLN_OBJECT_SEQUENCE ? dln_object_get(object, "owned_by") : NULL;
}

/* The main schema is where all the rest is made: it is there, whatever is wanted of it. */
static gboolean is_main(const DlnSchema *schema, const DlnObject *object)
{
    return object->id.kind == DLN_OBJECT_SCHEMA && strcmp(object->id.name, schema->name) == 0;
}

static gboolean is_wanted(const DlnSchema *schema, const DlnFilter *filter, const DlnObject *object)
{
    if (is_main(schema, object))
        return TRUE;
    gboolean is_included = object->id.parent != NULL || owner_text(object) != NULL ||
                           filter->include->len == 0 || fits_any(schema, filter->include, object);

    return is_included && !fits_any(schema, filter->exclude, object);
}

/* ---- what belongs to it ---- */

/* No name holds the byte between the two. (transfer full) */
static char *key_of(const char *schema, const char *name)
{
    return g_strdup_printf("%s\x01%s", schema != NULL ? schema : "", name);
}

/* Whether the table that object's owner_text() names is one of left_out: t, billing.t, or behind them the column of a sequence. */
static gboolean is_of_one(const DlnSchema *schema, const DlnObject *object, GHashTable *left_out)
{
    const char *text = owner_text(object);
    g_auto(GStrv) names = text != NULL ? dln_names_from_text(schema->engine, text) : NULL;
    const guint n_names = names != NULL ? g_strv_length(names) : 0;
    const guint n_of_table = n_names - (n_names > 0 && object->id.kind == DLN_OBJECT_SEQUENCE);
    g_autofree char *key = n_of_table == 1   ? key_of(NULL, names[0])
                           : n_of_table == 2 ? key_of(names[0], names[1])
                                             : NULL;

    return key != NULL && g_hash_table_contains(left_out, key);
}

static gboolean belongs_to_one(
    const DlnSchema *schema, const DlnObject *object, GHashTable *left_out)
{
    g_autofree char *home = key_of(object->id.schema, "");

    if (object->id.schema != NULL && g_hash_table_contains(left_out, home))
        return TRUE;
    if (object->id.parent == NULL)
        return is_of_one(schema, object, left_out);
    g_autofree char *key = key_of(object->id.schema, object->id.parent);
    return g_hash_table_contains(left_out, key);
}

/* Whose name other objects have as that of their owner. */
static gboolean is_owner(DlnObjectKind kind)
{
    return kind == DLN_OBJECT_TABLE || kind == DLN_OBJECT_VIEW ||
           kind == DLN_OBJECT_MATERIALIZED_VIEW || kind == DLN_OBJECT_COMPOSITE ||
           kind == DLN_OBJECT_DOMAIN;
}

static guint remove_some(DlnSchema *schema, const DlnFilter *filter, GHashTable *left_out)
{
    guint n = 0;

    for (guint i = schema->objects->len; i > 0; i--) {
        const DlnObject *object = schema->objects->pdata[i - 1];

        if (is_wanted(schema, filter, object) && !belongs_to_one(schema, object, left_out))
            continue;
        if (object->id.kind == DLN_OBJECT_SCHEMA)
            g_hash_table_add(left_out, key_of(object->id.name, ""));
        else if (is_owner(object->id.kind))
            g_hash_table_add(left_out, key_of(object->id.schema, object->id.name));
        dln_schema_leave_out(schema, i - 1);
        n++;
    }
    return n;
}

static void drop_needs(DlnSchema *schema)
{
    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];

        for (guint n = object->needs->len; n > 0; n--) {
            if (dln_schema_find(schema, &g_array_index(object->needs, DlnObjectId, n - 1)) == NULL)
                g_array_remove_index(object->needs, n - 1);
        }
    }
}

void dln_schema_filter(DlnSchema *schema, const DlnFilter *filter)
{
    g_autoptr(GHashTable) left_out = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    if (filter == NULL)
        return;
    while (remove_some(schema, filter, left_out) > 0)
        ;
    drop_needs(schema);
}
