/* SPDX-License-Identifier: Apache-2.0 */
/* read.c: rows of sqlite_schema as objects of the model: indexes, views, triggers, virtual tables; tables are read by
 * read_table.c. */
#include "dialect/sqlite/read.h"

#include <string.h>

#include "dialect/sqlite/parts.h"

/* ---- indexes ---- */

static gboolean read_index(DlnParts *parts, const DlnSqliteRow *row, DlnSchema *into)
{
    const DlnObjectId id = {DLN_OBJECT_INDEX, row->table, row->name, NULL, NULL};
    DlnObject *index = dln_schema_add(into, &id);

    if (dln_parts_accept(parts, "unique"))
        dln_object_set(index, "unique", "true");
    if (!dln_parts_accept(parts, "index") || !dln_parts_skip_object_name(parts) ||
        !dln_parts_accept(parts, "on"))
        return FALSE;
    g_autofree char *table = dln_parts_accept_name(parts);
    g_autofree char *columns = dln_parts_accept_columns(parts);
    if (table == NULL || columns == NULL)
        return FALSE;
    dln_object_set(index, "columns", columns);
    if (dln_parts_accept(parts, "where")) {
        const guint first = parts->at;
        parts->at = parts->n;
        g_autofree char *where = dln_parts_since(parts, first);
        dln_object_set(index, "where", where);
    }
    return parts->at == parts->n;
}

/* ---- views ---- */

static gboolean read_view(DlnParts *parts, const DlnSqliteRow *row, DlnSchema *into)
{
    const DlnObjectId id = {DLN_OBJECT_VIEW, NULL, row->name, NULL, NULL};
    DlnObject *view = dln_schema_add(into, &id);

    if (!dln_parts_accept(parts, "view") || !dln_parts_skip_object_name(parts))
        return FALSE;
    g_autofree char *columns = dln_parts_accept_group(parts);
    dln_object_set(view, "columns", columns);
    if (!dln_parts_accept(parts, "as"))
        return FALSE;
    const guint first = parts->at;
    parts->at = parts->n;
    g_autofree char *definition = dln_parts_since(parts, first);
    dln_object_set(view, "definition", definition);
    return TRUE;
}

/* ---- triggers ---- */

static const char *accept_time(DlnParts *parts)
{
    if (dln_parts_accept(parts, "after"))
        return "AFTER";
    if (dln_parts_accept(parts, "instead of"))
        return "INSTEAD OF";
    dln_parts_accept(parts, "before");
    return "BEFORE";
}

static gboolean read_trigger(DlnParts *parts, const DlnSqliteRow *row, DlnSchema *into)
{
    const DlnObjectId id = {DLN_OBJECT_TRIGGER, row->table, row->name, NULL, NULL};
    DlnObject *trigger = dln_schema_add(into, &id);

    if (!dln_parts_accept(parts, "trigger") || !dln_parts_skip_object_name(parts))
        return FALSE;
    const char *time = accept_time(parts);
    const guint event = parts->at;
    while (parts->at < parts->n && !dln_parts_is(parts, "on"))
        parts->at++;
    g_autofree char *what = dln_parts_since(parts, event);
    g_autofree char *when = g_strdup_printf("%s %s", time, what);
    if (!dln_parts_accept(parts, "on"))
        return FALSE;
    g_autofree char *table = dln_parts_accept_name(parts);
    /* There is no other kind. */
    dln_parts_accept(parts, "for each row");
    const guint action = parts->at;
    parts->at = parts->n;
    g_autofree char *body = dln_parts_since(parts, action);
    dln_object_set(trigger, "event", when);
    dln_object_set(trigger, "action", body);
    return table != NULL;
}

/* ---- tables ---- */

/* What a module is told is its own business: not one blank of it is ours. */
static gboolean read_virtual_table(DlnParts *parts, const DlnSqliteRow *row, DlnSchema *into)
{
    const DlnObjectId id = {DLN_OBJECT_TABLE, NULL, row->name, NULL, NULL};
    DlnObject *table = dln_schema_add(into, &id);

    if (!dln_parts_skip_object_name(parts) || !dln_parts_accept(parts, "using") ||
        parts->at == parts->n)
        return FALSE;
    dln_object_set(table, "virtual", parts->text + parts->tokens[parts->at].offset);
    return TRUE;
}

static gboolean read_table(DlnParts *parts, const DlnSqliteRow *row, DlnSchema *into)
{
    if (dln_parts_accept(parts, "virtual table"))
        return read_virtual_table(parts, row, into);
    return dln_parts_accept(parts, "table") && dln_parts_skip_object_name(parts) &&
           dln_sqlite_read_table(parts, row, into);
}

/* ---- all of them ---- */

static const struct {
    const char *type;
    DlnObjectKind kind;
    DlnCanonicalKind canonical;
    gboolean (*read)(DlnParts *parts, const DlnSqliteRow *row, DlnSchema *into);
} readers[] = {
    {"table", DLN_OBJECT_TABLE, DLN_CANONICAL_TABLE, read_table},
    {"index", DLN_OBJECT_INDEX, DLN_CANONICAL_TABLE, read_index},
    {"view", DLN_OBJECT_VIEW, DLN_CANONICAL_VIEW, read_view},
    {"trigger", DLN_OBJECT_TRIGGER, DLN_CANONICAL_TRIGGER, read_trigger},
};

static void add_columns(GHashTable *names, const GPtrArray *columns)
{
    for (guint i = 0; columns != NULL && i < columns->len; i++)
        g_hash_table_add(names, g_ascii_strdown(columns->pdata[i], -1));
}

/* (transfer full) (key-type utf8) (set) */
static GHashTable *names_of_table(const GPtrArray *columns)
{
    static const char *const rowids[] = {"rowid", "oid", "_rowid_"};
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    add_columns(names, columns);
    for (guint i = 0; i < G_N_ELEMENTS(rowids); i++)
        g_hash_table_add(names, g_strdup(rowids[i]));
    return names;
}

/* What a text in double quotes can name in a view or trigger: the tables that it speaks of, and their columns; of a view nobody
 * knows them, so that all columns there are may be meant. (transfer full) (key-type utf8) (set) */
static GHashTable *names_of_text(const DlnSqliteRow *row, const GArray *tokens)
{
    GHashTable *names = names_of_table(row->columns);
    gboolean has_view = FALSE;
    GHashTableIter iter;
    gpointer columns = NULL;

    for (guint i = 0; i < tokens->len; i++) {
        g_autofree char *name = dln_token_name(
            DLN_ENGINE_SQLITE, row->sql, &g_array_index(tokens, DlnToken, i));
        g_autofree char *lower = name != NULL ? g_ascii_strdown(name, -1) : NULL;

        if (lower == NULL || !g_hash_table_lookup_extended(row->tables, lower, NULL, &columns))
            continue;
        has_view = has_view || (columns == NULL && g_ascii_strcasecmp(name, row->name) != 0);
        add_columns(names, columns);
        g_hash_table_add(names, g_steal_pointer(&lower));
    }
    g_hash_table_iter_init(&iter, row->tables);
    while (has_view && g_hash_table_iter_next(&iter, NULL, &columns))
        add_columns(names, columns);
    return names;
}

/* The whole text behind the word CREATE, so that nothing in it is lost. */
static void keep_whole(DlnSchema *schema, const DlnSqliteRow *row, DlnObjectKind kind, DlnParts *parts)
{
    gboolean has_parent = kind == DLN_OBJECT_INDEX || kind == DLN_OBJECT_TRIGGER;
    const DlnObjectId id = {kind, has_parent ? row->table : NULL, row->name, NULL, NULL};
    DlnObject *object = dln_schema_add(schema, &id);

    /* Nothing is known for sure: no quotes are taken for needless, no letters folded. */
    parts->kind = DLN_CANONICAL_VIEW;
    parts->at = parts->n;
    g_autofree char *text = parts->n > 0 ? dln_parts_since(parts, 0) : g_strdup(row->sql);
    dln_object_set(object, "definition", text);
}

static void read_with(DlnSchema *schema, const DlnSqliteRow *row, guint reader)
{
    const DlnSource source = {.text = row->sql, .length = strlen(row->sql), .line = 1, .column = 1};
    g_autoptr(GArray) tokens = dln_sqlite_tokens(&source, NULL);
    g_autoptr(DlnSchema) read = dln_schema_new(schema->engine, schema->name);
    const DlnCanonicalKind kind = readers[reader].canonical;
    g_autoptr(GHashTable) names = kind == DLN_CANONICAL_TABLE || tokens == NULL
        ? names_of_table(row->columns)
        : names_of_text(row, tokens);
    DlnParts parts = {.text = row->sql,
        .tokens = tokens != NULL ? (const DlnToken *)(const void *)tokens->data : NULL,
        .n = tokens != NULL ? tokens->len : 0,
        .kind = kind,
        .names = names};

    if (dln_parts_accept(&parts, "create") && readers[reader].read(&parts, row, read))
        g_ptr_array_extend_and_steal(schema->objects, g_ptr_array_ref(read->objects));
    else
        keep_whole(schema, row, readers[reader].kind, &parts);
}

void dln_sqlite_read(DlnSchema *schema, const DlnSqliteRow *row)
{
    for (guint i = 0; i < G_N_ELEMENTS(readers); i++) {
        if (g_str_equal(row->type, readers[i].type))
            read_with(schema, row, i);
    }
}
