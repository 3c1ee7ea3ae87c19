/* SPDX-License-Identifier: Apache-2.0 */
/* batch.c: the list of statements that an engine executes in order. Knows no connection. */
#include "engine/batch.h"

struct DlnBatch {
    GArray *items; /* of DlnItem */
    GArray *owned; /* of Owned */
    gint64 statement_timeout_ms;
    gint64 lock_timeout_ms;
};

typedef struct {
    gpointer data;
    GDestroyNotify free_func;
} Owned;

static void item_clear(DlnItem *item)
{
    g_free(item->sql);
    g_free(item->with);
    g_free(item->from);
}

static void owned_clear(gpointer data)
{
    const Owned *owned = data;

    owned->free_func(owned->data);
}

DlnBatch *dln_batch_new(void)
{
    DlnBatch *batch = g_new0(DlnBatch, 1);

    batch->lock_timeout_ms = -1;
    batch->items = g_array_new(FALSE, TRUE, sizeof(DlnItem));
    g_array_set_clear_func(batch->items, (GDestroyNotify)item_clear);
    batch->owned = g_array_new(FALSE, FALSE, sizeof(Owned));
    g_array_set_clear_func(batch->owned, owned_clear);
    return batch;
}

void dln_batch_free(DlnBatch *batch)
{
    if (batch == NULL)
        return;
    g_array_unref(batch->items);
    g_array_unref(batch->owned);
    g_free(batch);
}

void dln_batch_set_statement_timeout(DlnBatch *batch, gint64 timeout_ms)
{
    batch->statement_timeout_ms = timeout_ms;
}

void dln_batch_set_lock_timeout(DlnBatch *batch, gint64 timeout_ms)
{
    batch->lock_timeout_ms = timeout_ms;
}

gint64 dln_batch_get_lock_timeout(const DlnBatch *batch)
{
    return batch->lock_timeout_ms;
}

gint64 dln_batch_get_statement_timeout(const DlnBatch *batch)
{
    return batch->statement_timeout_ms;
}

void dln_batch_add_item(DlnBatch *batch, DlnItemKind kind, guint tag, const char *sql)
{
    DlnItem item = {.kind = kind, .tag = tag, .sql = g_strdup(sql)};

    g_array_append_val(batch->items, item);
}

void dln_batch_add_sql(DlnBatch *batch, guint tag, const char *sql)
{
    dln_batch_add_item(batch, DLN_ITEM_SQL, tag, sql);
}

void dln_batch_add_query(
    DlnBatch *batch, guint tag, const char *sql, DlnRowFunc on_row, gpointer user_data)
{
    DlnItem item = {
        .kind = DLN_ITEM_SQL,
        .tag = tag,
        .sql = g_strdup(sql),
        .on_row = on_row,
        .user_data = user_data,
    };

    g_array_append_val(batch->items, item);
}

void dln_batch_add_note(DlnBatch *batch, const char *text)
{
    dln_batch_add_item(batch, DLN_ITEM_NOTE, 0, text);
}

void dln_batch_add_if(DlnBatch *batch, const char *expression)
{
    dln_batch_add_item(batch, DLN_ITEM_IF, 0, expression);
}

void dln_batch_end_if(DlnBatch *batch)
{
    dln_batch_add_item(batch, DLN_ITEM_END_IF, 0, NULL);
}

void dln_batch_add_check(DlnBatch *batch, guint tag, const char *expression)
{
    dln_batch_add_item(batch, DLN_ITEM_CHECK, tag, expression);
}

void dln_batch_add_check_with(
    DlnBatch *batch, guint tag, const char *with, const char *expression)
{
    DlnItem item = {
        .kind = DLN_ITEM_CHECK,
        .tag = tag,
        .sql = g_strdup(expression),
        .with = g_strdup(with),
    };

    g_array_append_val(batch->items, item);
}

void dln_batch_add_check_over(
    DlnBatch *batch, guint tag, const char *expression, const char *table)
{
    DlnItem item = {
        .kind = DLN_ITEM_CHECK,
        .tag = tag,
        .sql = g_strdup(expression),
        .from = g_strdup(table),
    };

    g_array_append_val(batch->items, item);
}

void dln_batch_add_script(
    DlnBatch *batch, guint tag, const DlnScript *script, guint first, guint count)
{
    DlnItem item = {
        .kind = DLN_ITEM_SCRIPT,
        .tag = tag,
        .script = script,
        .first = first,
        .count = count,
    };

    g_array_append_val(batch->items, item);
}

void dln_batch_add_assertion(
    DlnBatch *batch, guint tag, const DlnAssertion *assertion, DlnEngineKind engine)
{
    DlnItem item = {
        .kind = DLN_ITEM_ASSERT,
        .tag = tag,
        .script = assertion->scripts[engine],
        .count = 1,
        .assertion = assertion,
    };

    g_array_append_val(batch->items, item);
}

void dln_batch_own(DlnBatch *batch, gpointer data, GDestroyNotify free_func)
{
    const Owned owned = {data, free_func};

    g_array_append_val(batch->owned, owned);
}

guint dln_batch_size(const DlnBatch *batch)
{
    return batch->items->len;
}

const DlnItem *dln_batch_get(const DlnBatch *batch, guint index)
{
    return &g_array_index(batch->items, DlnItem, index);
}
