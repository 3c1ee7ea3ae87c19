/* SPDX-License-Identifier: Apache-2.0 */
/* graph_builder.h: revisions, graphs and applied sets from one line of text, for tests.
 *
 * Revisions, separated by blanks:  [p/|t/|b/]ID[~][*][+][:PARENT,...][>DEPENDS,...][#LABEL,...]
 *   p/ public (the default), t/ tenant, b/ both;  ~ ordered by name;  * repeatable;  + a checkpoint, of which nobody
 *   knows what it was written for;  ":" alone is an explicit base.
 *   The file is "m/ID.sql", the checksum "sum-ID".
 * Applied rows, separated by blanks:  ID (checksum as in the file), ID- (no checksum), ID=TEXT, ID? (running),
 * ID?=TEXT, ID! (repeatable), ID!=TEXT. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "revision/graph.h"
#include "revision/revision.h"

static inline DlnScope builder_scope(char letter)
{
    return letter == 'b' ? DLN_SCOPE_BOTH : letter == 't' ? DLN_SCOPE_TENANT : DLN_SCOPE_PUBLIC;
}

/* The comma-separated words between an opening mark and the next mark; p moves behind them. */
static inline char **builder_words(const char **p)
{
    gsize length = strcspn(*p + 1, ":>#");
    g_autofree char *text = g_strndup(*p + 1, length);
    *p += 1 + length;
    return *text != '\0' ? g_strsplit(text, ",", -1) : g_new0(char *, 1);
}

static inline DlnRevision *builder_revision(const char *token)
{
    DlnRevision *revision = dln_revision_new();
    gboolean has_scope = token[0] != '\0' && token[1] == '/';
    const char *p = has_scope ? token + 2 : token;
    gsize length = strcspn(p, "~*+:>#");

    revision->scope = builder_scope(has_scope ? token[0] : 'p');
    revision->id = g_strndup(p, length);
    revision->file = g_strdup_printf("m/%s.sql", revision->id);
    revision->checksum = g_strdup_printf("sum-%s", revision->id);
    revision->format = "native";
    p += length;
    while (*p != '\0') {
        if (*p == '+') {
            revision->checkpoint = dln_checkpoint_new();
            revision->checkpoint->line = 7;
            p++;
            continue;
        }
        if (*p == '~' || *p == '*') {
            revision->flags |= *p == '~' ? DLN_REVISION_ORDERED_BY_NAME : DLN_REVISION_REPEATABLE;
            p++;
            continue;
        }
        char ***slot = *p == ':' ? &revision->parents : *p == '>' ? &revision->depends : &revision->labels;
        if (*p == ':')
            revision->flags |= DLN_REVISION_EXPLICIT_PARENTS;
        g_strfreev(*slot);
        *slot = builder_words(&p);
    }
    return revision;
}

static inline GPtrArray *builder_revisions(const char *text)
{
    GPtrArray *revisions = g_ptr_array_new_with_free_func((GDestroyNotify)dln_revision_free);
    g_auto(GStrv) tokens = g_strsplit(text, " ", -1);

    for (guint i = 0; tokens[i] != NULL; i++) {
        if (*tokens[i] != '\0')
            g_ptr_array_add(revisions, builder_revision(tokens[i]));
    }
    return revisions;
}

static inline DlnGraph *builder_graph(const char *text, GError **error)
{
    g_autoptr(GPtrArray) revisions = builder_revisions(text);
    DlnGraph *graph = NULL;
    gboolean built = dln_graph_build(revisions, &graph, error);

    assert_int_equal(built, graph != NULL);
    return graph;
}

static inline void builder_add_row(GPtrArray *rows, const char *token)
{
    DlnAppliedRow *row = g_new0(DlnAppliedRow, 1);
    gsize length = strcspn(token, "-=?!");

    row->version = g_strndup(token, length);
    row->state = token[length] == '?' ? DLN_APPLIED_RUNNING
        : token[length] == '!'         ? DLN_APPLIED_REPEATABLE
                                       : DLN_APPLIED_DONE;
    const char *text = strchr(token, '=');
    if (text != NULL)
        row->checksum = g_strdup(text + 1);
    else if (token[length] != '-')
        row->checksum = g_strdup_printf("sum-%s", row->version);
    if (row->state == DLN_APPLIED_RUNNING) {
        row->statements_done = 2;
        row->journal = g_strdup("abc");
    }
    g_ptr_array_add(rows, row);
}

static inline DlnApplied *builder_applied(const char *text)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);
    g_auto(GStrv) tokens = g_strsplit(text, " ", -1);

    for (guint i = 0; tokens[i] != NULL; i++) {
        if (*tokens[i] != '\0')
            builder_add_row(rows, tokens[i]);
    }
    return dln_applied_new(rows);
}

/* Ids separated by blanks. */
static inline char *builder_ids(const GPtrArray *revisions)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < revisions->len; i++)
        g_string_append_printf(
            text, "%s%s", i > 0 ? " " : "", ((const DlnRevision *)g_ptr_array_index(revisions, i))->id);
    return g_string_free(text, FALSE);
}

/* words: separated by '|'; all must stand in message. */
static inline void builder_assert_says(const char *name, const char *message, const char *words)
{
    g_auto(GStrv) list = g_strsplit(words, "|", -1);

    for (guint i = 0; list[i] != NULL; i++) {
        if (strstr(message, list[i]) == NULL)
            fail_msg("%s: \"%s\" lacks \"%s\"", name, message, list[i]);
    }
}

static inline void builder_assert_text(const char *name, const char *actual, const char *expected)
{
    if (strcmp(actual, expected) != 0)
        fail_msg("%s: got \"%s\", expected \"%s\"", name, actual, expected);
}
