/* SPDX-License-Identifier: Apache-2.0 */
/* batch.h: statements to be executed in order until the first that fails. An engine sends a batch in as few round
 * trips as it can (PostgreSQL: one), so callers put guards, a migration and its ledger row into one batch.
 * Knows no connection. */
#pragma once

#include "sql/assertion.h"

/* One row of a query's result. values[i] is NULL for SQL NULL; borrowed for the time of the call. */
typedef void (*DlnRowFunc)(guint n_columns, const char *const *values, gpointer user_data);

typedef enum {
    DLN_ITEM_SQL, /* a statement of ours; its rows go to on_row when set */
    DLN_ITEM_CHECK, /* a boolean expression that must be true, else the batch stops with DUNLIN_ERROR_CONFLICT */
    DLN_ITEM_LOCK,   /* a check that takes the runner's lock for the session */
    DLN_ITEM_UNLOCK, /* a statement that gives it back */
    DLN_ITEM_RESET,  /* a statement of ours that takes every setting of the session back */
    DLN_ITEM_NOTE,   /* a line for people, where the batch becomes a script; nothing is executed */
    DLN_ITEM_IF, /* only in a script: up to END_IF is for where a boolean expression is true; see the printers */
    DLN_ITEM_END_IF,
    DLN_ITEM_SCRIPT, /* statements of a migration file */
    DLN_ITEM_ASSERT, /* the query of an assertion, which must return what it says, else the batch stops with CONFLICT */
    DLN_ITEM_COMMIT, /* the end of a transaction: what must hold before it is checked first */
} DlnItemKind;

typedef struct {
    DlnItemKind kind;
    guint tag;               /* the caller's word for this item, handed back in DlnBatchFailure */
    char *sql;               /* all but SCRIPT; owned */
    char *with;              /* CHECK: a WITH clause before the SELECT that tests sql, or NULL; owned */
    char *from;              /* CHECK: what sql aggregates, or NULL; owned */
    const DlnScript *script; /* SCRIPT, ASSERT; borrowed */
    const DlnAssertion *assertion; /* ASSERT; borrowed */
    guint first;             /* SCRIPT: index of the first statement */
    guint count;             /* SCRIPT: how many */
    DlnRowFunc on_row;
    gpointer user_data;
} DlnItem;

typedef struct DlnBatch DlnBatch;

DlnBatch *dln_batch_new(void);
void dln_batch_free(DlnBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnBatch, dln_batch_free)

/* The text is copied. It must be one statement without a semicolon, every name and value in it quoted. */
void dln_batch_add_sql(DlnBatch *batch, guint tag, const char *sql);
void dln_batch_add_query(DlnBatch *batch, guint tag, const char *sql, DlnRowFunc on_row, gpointer user_data);
/* SQL's NULL counts as false. */
void dln_batch_add_check(DlnBatch *batch, guint tag, const char *expression);
/* The same behind a WITH clause, which may change data: PostgreSQL only. */
void dln_batch_add_check_with(DlnBatch *batch, guint tag, const char *with, const char *expression);
/* expression aggregates the rows of table, which is quoted. A third cheaper to plan than a query as the expression. */
void dln_batch_add_check_over(DlnBatch *batch, guint tag, const char *expression, const char *table);
/* Statements [first, first + count) of script, which must outlive the batch. BEGIN and COMMIT statements among
 * them are left out: the caller's own transaction stands for them. */
void dln_batch_add_script(DlnBatch *batch, guint tag, const DlnScript *script, guint first, guint count);
/* For the engines, in dln_engine_add_assertions. */
void dln_batch_add_assertion(DlnBatch *batch, guint tag, const DlnAssertion *assertion, DlnEngineKind engine);
/* What was made for this batch alone lives as long as it. */
void dln_batch_own(DlnBatch *batch, gpointer data, GDestroyNotify free_func);
/* Text of one line; what would end the line is made harmless where it is printed. */
void dln_batch_add_note(DlnBatch *batch, const char *text);
/* For a script alone: what stands up to dln_batch_end_if is done where expression, a query of the database, is true. The
 * sqlite3 shell has no condition and does it always. */
void dln_batch_add_if(DlnBatch *batch, const char *expression);
void dln_batch_end_if(DlnBatch *batch);
/* For the engines: an item of a kind that has no function of its own above. */
void dln_batch_add_item(DlnBatch *batch, DlnItemKind kind, guint tag, const char *sql);

/* For engines without a setting for it (SQLite); 0: none. PostgreSQL has it in its isolation. */
void dln_batch_set_statement_timeout(DlnBatch *batch, gint64 timeout_ms);
gint64 dln_batch_get_statement_timeout(const DlnBatch *batch);
/* Likewise, for a busy file; -1, as in a new batch: what was said when opening. */
void dln_batch_set_lock_timeout(DlnBatch *batch, gint64 timeout_ms);
gint64 dln_batch_get_lock_timeout(const DlnBatch *batch);

guint dln_batch_size(const DlnBatch *batch);
const DlnItem *dln_batch_get(const DlnBatch *batch, guint index);

typedef struct {
    guint tag;       /* of the item that failed */
    guint statement; /* SCRIPT: index of the statement within its script */
} DlnBatchFailure;

/* Facts about a failed statement of a SCRIPT item. n_chars: how many characters of the statement stand before the
 * error, or -1 when the engine does not say: then the statement's start is named. The strings live as long as
 * the script, but for out_statement, which is the caller's. */
void dln_script_failure_facts(const DlnScript *script, guint statement, gint64 n_chars, DunlinErrorFacts *facts,
    char **out_statement);
