/* SPDX-License-Identifier: Apache-2.0 */
/* bodies.c: what the bodies of functions name. The server looks into none of them before it is called, and no catalog says
 * what it needs; but a check, an expression of an index or a materialized view calls it while the others are being made. */
#include "diff/postgres/postgres.h"

static gboolean can_be_named(const DlnPair *pair)
{
    switch (dln_pair_kind(pair)) {
    case DLN_OBJECT_FUNCTION:
    case DLN_OBJECT_PROCEDURE:
    case DLN_OBJECT_AGGREGATE:
    case DLN_OBJECT_SEQUENCE:
    case DLN_OBJECT_TABLE:
    case DLN_OBJECT_VIEW:
    case DLN_OBJECT_MATERIALIZED_VIEW:
        return TRUE;
    default:
        return FALSE;
    }
}

void dln_bodies_find_names(DlnTransition *transition)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        DlnPair *pair = transition->pairs->pdata[i];
        GPtrArray *called;

        if (pair->to == NULL || pair->fate == DLN_FATE_KEEP || !can_be_named(pair))
            continue;
        called = g_hash_table_lookup(transition->named, pair->to->id.name);
        if (called == NULL) {
            called = g_ptr_array_new();
            g_hash_table_insert(transition->named, (gpointer)pair->to->id.name, called);
        }
        g_ptr_array_add(called, pair);
    }
}

static gboolean is_in_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$' || (c & 0x80) != 0;
}

/* What a word of a body calls: of everything that is made or changed, or of what is new to call. */
static void visit_named(
    DlnTransition *transition, const char *name, gboolean (*is_meant)(const DlnPair *pair))
{
    const GPtrArray *called = g_hash_table_lookup(transition->named, name);

    /* One that is under way calls this one, too: whichever is first. */
    for (guint i = 0; called != NULL && i < called->len; i++) {
        if (is_meant(called->pdata[i]))
            dln_order_visit(transition, called->pdata[i], DLN_MOMENT_MAIN);
    }
}

/* In a comment or a text a name is as good as elsewhere: a text may be executed, and too early does no harm. */
static void visit_words(
    DlnTransition *transition, const char *body, gboolean (*is_meant)(const DlnPair *pair))
{
    for (const char *at = body; at != NULL && *at != '\0';) {
        const char *end = at;

        while (is_in_word(*end))
            end++;
        if (end > at) {
            g_autofree char *word = g_strndup(at, (gsize)(end - at));
            g_autofree char *folded = g_ascii_strdown(word, -1);

            visit_named(transition, folded, is_meant);
            if (!g_str_equal(word, folded))
                visit_named(transition, word, is_meant);
        }
        at = end > at ? end : at + 1;
    }
}

void dln_order_make_named(DlnTransition *transition, const DlnPair *function)
{
    visit_words(transition, dln_object_get(function->to, "body"), can_be_named);
}

static gboolean is_new_to_call(const DlnPair *pair)
{
    return pair->fate == DLN_FATE_CREATE && pair->to->id.arguments != NULL;
}

static gboolean has_new_to_call(const DlnTransition *transition)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        if (is_new_to_call(transition->pairs->pdata[i]))
            return TRUE;
    }
    return FALSE;
}

void dln_order_make_missed(DlnTransition *transition)
{
    const gboolean has_new = has_new_to_call(transition);

    for (guint i = 0; has_new && i < transition->pairs->len; i++) {
        const DlnPair *pair = transition->pairs->pdata[i];

        if (pair->fate == DLN_FATE_KEEP && pair->to != NULL)
            visit_words(transition, dln_object_get(pair->to, "body"), is_new_to_call);
    }
}
