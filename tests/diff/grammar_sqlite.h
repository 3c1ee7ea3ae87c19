/* SPDX-License-Identifier: Apache-2.0 */
/* grammar_sqlite.h: made-up SQLite schemas with rows, and edits to them after which the rows still obey. Knows no connection. */
#pragma once

#include <glib.h>

typedef struct Grammar Grammar;

/* The same seed makes the same schema, rows and edits. */
Grammar *grammar_new(guint32 seed);
void grammar_free(Grammar *grammar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grammar, grammar_free)

/* The schema as it is now; how it is written (quotes, where a constraint stands) is another each time. (transfer full) */
char *grammar_schema(Grammar *grammar);
/* Rows for it: to be asked for once, before the first edit. (transfer full) */
char *grammar_rows(Grammar *grammar);
/* Between one and eight changes. */
void grammar_edit(Grammar *grammar);
