/* SPDX-License-Identifier: Apache-2.0 */
/* message.c: packs a batch into simple-query messages.
 * The server converts and lexes a message as a whole before it executes any of it, so it is cut behind a statement that
 * changes the lexer, and again where that is taken back; it reads COPY's data between messages, so it is cut behind COPY; and it treats a message of several
 * statements as a transaction block, so a statement that refuses one goes alone. */
#include "engine/postgres/message.h"

#include <string.h>

static void message_free(DlnMessage *message)
{
    g_string_free(message->sql, TRUE);
    g_array_unref(message->parts);
    g_free(message);
}

static DlnMessage *message_new(void)
{
    DlnMessage *message = g_new0(DlnMessage, 1);

    /* Most messages fit, and need not grow. */
    message->sql = g_string_sized_new(2048);
    message->parts = g_array_new(FALSE, FALSE, sizeof(DlnMessagePart));
    return message;
}

/* The message that takes the next statement: the last one, or a new one behind a cut. */
static DlnMessage *open_message(GPtrArray *messages, gboolean *cut)
{
    if (messages->len == 0 || *cut)
        g_ptr_array_add(messages, message_new());
    *cut = FALSE;
    return g_ptr_array_index(messages, messages->len - 1);
}

static void begin_part(DlnMessage *message, const DlnItem *item, guint statement)
{
    DlnMessagePart part = {.item = item, .statement = statement, .start = message->sql->len};

    g_array_append_val(message->parts, part);
}

/* Fails by a division by zero when the condition is not true. */
static void append_check(GString *sql, const DlnItem *item)
{
    if (item->with != NULL) {
        g_string_append(sql, item->with);
        g_string_append_c(sql, ' ');
    }
    g_string_append(sql, "SELECT 1/coalesce((");
    g_string_append(sql, item->sql);
    g_string_append(sql, "),false)::int");
    if (item->from != NULL) {
        g_string_append(sql, " FROM ");
        g_string_append(sql, item->from);
    }
}

static void add_own(GPtrArray *messages, const DlnItem *item, gboolean *cut)
{
    DlnMessage *message = open_message(messages, cut);

    begin_part(message, item, 0);
    if (item->kind == DLN_ITEM_CHECK || item->kind == DLN_ITEM_LOCK)
        append_check(message->sql, item);
    else
        g_string_append(message->sql, item->sql);
    g_string_append_c(message->sql, ';');
}

static void add_statement(GPtrArray *messages, const DlnItem *item, guint index, gboolean *cut)
{
    const DlnScript *script = item->script;
    const DlnStatement *statement = &script->statements[index];
    const guint cuts =
        DLN_STATEMENT_NO_TRANSACTION | DLN_STATEMENT_COPY_IN | DLN_STATEMENT_CHANGES_LEXER;
    const char *text = script->source.text + statement->offset;

    if (statement->flags & (DLN_STATEMENT_BEGIN | DLN_STATEMENT_COMMIT))
        return;
    /* An assertion stands behind the reset of what a migration may have set, standard_conforming_strings too. */
    if (statement->flags & DLN_STATEMENT_NO_TRANSACTION ||
        (item->kind == DLN_ITEM_ASSERT && memchr(text, '\\', statement->length) != NULL))
        *cut = TRUE;

    DlnMessage *message = open_message(messages, cut);
    begin_part(message, item, index);
    g_string_append_len(message->sql, text, (gssize)statement->length);
    /* On a line of its own: the statement may end in a comment. */
    g_string_append(message->sql, "\n;");
    if (statement->flags & DLN_STATEMENT_COPY_IN) {
        message->copy_in = statement;
        message->copy_script = script;
    }
    *cut = (statement->flags & cuts) != 0;
}

static gboolean is_assertion(const DlnBatch *batch, guint index)
{
    return index < dln_batch_size(batch) && dln_batch_get(batch, index)->kind == DLN_ITEM_ASSERT;
}

static gboolean changes_lexer(const DlnItem *item)
{
    for (guint s = item->first; s < item->first + item->count; s++) {
        if (item->script->statements[s].flags & DLN_STATEMENT_CHANGES_LEXER)
            return TRUE;
    }
    return FALSE;
}

GPtrArray *dln_messages_compose(const DlnBatch *batch)
{
    GPtrArray *messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    gboolean cut = FALSE;
    gboolean is_changed = FALSE;

    for (guint i = 0; i < dln_batch_size(batch); i++) {
        const DlnItem *item = dln_batch_get(batch, i);
        if (item->kind == DLN_ITEM_NOTE)
            continue;
        if (item->script == NULL) {
            add_own(messages, item, &cut);
            /* A ledger row in the encoding that a migration has left would have another name. */
            cut = cut || (item->kind == DLN_ITEM_RESET && is_changed);
            is_changed = is_changed && item->kind != DLN_ITEM_RESET;
            continue;
        }
        is_changed = is_changed || changes_lexer(item);
        for (guint s = item->first; s < item->first + item->count; s++)
            add_statement(messages, item, s, &cut);
        /* The answer is judged here, before anything behind it is sent. */
        cut = cut || (item->kind == DLN_ITEM_ASSERT && !is_assertion(batch, i + 1));
    }
    return messages;
}
