/* SPDX-License-Identifier: Apache-2.0 */
/* keys.c: which tables foreign keys hold. Where they are enforced, DROP TABLE deletes each row first, with all that follows from
 * it in other tables. */
#include "diff/sqlite/sqlite.h"
#include "sql/lexer.h"

typedef struct {
    const char *from;
    char *to; /* NULL: of a table that was not taken apart: it may hold any */
} Reference;

static void reference_clear(gpointer data)
{
    g_free(((Reference *)data)->to);
}

static void add_references(GArray *references, const DlnSchema *schema)
{
    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        const char *whole =
            object->id.kind == DLN_OBJECT_TABLE ? dln_object_get(object, "definition") : NULL;
        Reference reference = {object->id.name, NULL};

        if (object->id.kind == DLN_OBJECT_CONSTRAINT)
            reference = (Reference){object->id.parent, dln_sqlite_target(object)};
        if (reference.to != NULL ||
            (whole != NULL && dln_text_has_name(DLN_ENGINE_SQLITE, whole, "references")))
            g_array_append_val(references, reference);
    }
}

/* (transfer full) (element-type Reference) */
static GArray *references_new(const DlnSchema *schema)
{
    GArray *references = g_array_new(FALSE, FALSE, sizeof(Reference));

    g_array_set_clear_func(references, reference_clear);
    add_references(references, schema);
    return references;
}

static gboolean leads_to(const Reference *reference, const char *table)
{
    return reference->to == NULL || dln_sqlite_same_name(reference->to, table);
}

const DlnSqliteTable *dln_sqlite_held_table(const DlnSqliteDiff *diff)
{
    g_autoptr(GArray) references = references_new(diff->from);

    add_references(references, diff->to);
    for (guint i = 0; i < diff->tables->len; i++) {
        const DlnSqliteTable *table = diff->tables->pdata[i];

        for (guint r = 0; r < references->len && table->way == DLN_SQLITE_REBUILT; r++) {
            const Reference *reference = &g_array_index(references, Reference, r);

            if (leads_to(reference, table->from->id.name) ||
                dln_sqlite_same_name(reference->from, table->from->id.name))
                return table;
        }
    }
    return NULL;
}

static gboolean is_held(const DlnSqliteTable *table, const GArray *references, GHashTable *gone)
{
    for (guint r = 0; r < references->len; r++) {
        const Reference *reference = &g_array_index(references, Reference, r);

        if (leads_to(reference, table->from->id.name) &&
            !g_hash_table_contains(gone, reference->from))
            return TRUE;
    }
    return FALSE;
}

GPtrArray *dln_sqlite_drop_order(const DlnSqliteDiff *diff, const DlnSqliteTable **held)
{
    g_autoptr(GArray) references = references_new(diff->from);
    g_autoptr(GPtrArray) left = g_ptr_array_new();
    g_autoptr(GHashTable) gone = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *order = g_ptr_array_new();

    for (guint i = 0; i < diff->tables->len; i++) {
        DlnSqliteTable *table = diff->tables->pdata[i];
        if (table->way == DLN_SQLITE_DROPPED)
            g_ptr_array_add(left, table);
    }
    while (left->len > 0) {
        guint next = 0;

        while (next < left->len && is_held(left->pdata[next], references, gone))
            next++;
        if (next == left->len) {
            next = 0;
            *held = left->pdata[0];
        }
        DlnSqliteTable *table = g_ptr_array_remove_index(left, next);
        g_hash_table_add(gone, (gpointer)table->from->id.name);
        g_ptr_array_add(order, table);
    }
    return order;
}

/* ---- the order of tables ---- */

typedef struct {
    const DlnSqliteDiff *diff;
    GHashTable *targets; /* (key-type utf8) (value-type GPtrArray): what a table of to refers to */
    GHashTable *seen;    /* (key-type DlnSqliteTable) (set) */
    GPtrArray *sorted;
} Sorting;

static void free_targets(gpointer targets)
{
    g_ptr_array_unref(targets);
}

static GHashTable *read_targets(const DlnSchema *schema)
{
    GHashTable *targets = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_targets);

    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        char *target = object->id.kind == DLN_OBJECT_CONSTRAINT ? dln_sqlite_target(object) : NULL;
        GPtrArray *list = target != NULL ? g_hash_table_lookup(targets, object->id.parent) : NULL;

        if (target != NULL && list == NULL) {
            list = g_ptr_array_new_with_free_func(g_free);
            g_hash_table_insert(targets, (gpointer)object->id.parent, list);
        }
        if (target != NULL)
            g_ptr_array_add(list, target);
    }
    return targets;
}

static void visit(Sorting *sorting, DlnSqliteTable *table)
{
    const GPtrArray *targets =
        table->to != NULL ? g_hash_table_lookup(sorting->targets, table->to->id.name) : NULL;

    if (!g_hash_table_add(sorting->seen, table))
        return;
    for (guint i = 0; targets != NULL && i < targets->len; i++) {
        DlnSqliteTable *target = dln_sqlite_diff_table(sorting->diff, targets->pdata[i]);

        if (target != NULL)
            visit(sorting, target);
    }
    g_ptr_array_add(sorting->sorted, table);
}

void dln_sqlite_sort_tables(const DlnSqliteDiff *diff)
{
    g_autoptr(GHashTable) targets = read_targets(diff->to);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    Sorting sorting = {diff, targets, seen, sorted};

    for (guint i = 0; i < diff->tables->len; i++)
        visit(&sorting, diff->tables->pdata[i]);
    for (guint i = 0; i < sorted->len; i++)
        diff->tables->pdata[i] = sorted->pdata[i];
}
