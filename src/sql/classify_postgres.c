/* SPDX-License-Identifier: Apache-2.0 */
/* classify_postgres.c: PostgreSQL 12 to 17: what refuses a transaction block, what controls the transaction, what
 * changes the lexer. Knows the words alone: a REINDEX or CLUSTER of a partitioned table is for the server to refuse. */
#include "sql/classify.h"

#define NO_TRANSACTION DLN_STATEMENT_NO_TRANSACTION
#define CONCURRENTLY (DLN_STATEMENT_NO_TRANSACTION | DLN_STATEMENT_CONCURRENTLY)
#define CONTROL DLN_STATEMENT_TRANSACTION_CONTROL

/* Statements that their first words decide. */
static const struct {
    const char *words;
    DlnStatementFlags flags;
} rules[] = {
    {"CREATE DATABASE", NO_TRANSACTION},
    {"DROP DATABASE", NO_TRANSACTION},
    {"CREATE TABLESPACE", NO_TRANSACTION},
    {"DROP TABLESPACE", NO_TRANSACTION},
    {"ALTER SYSTEM", NO_TRANSACTION},
    {"CREATE INDEX CONCURRENTLY", CONCURRENTLY},
    {"CREATE UNIQUE INDEX CONCURRENTLY", CONCURRENTLY},
    {"DROP INDEX CONCURRENTLY", CONCURRENTLY},
    {"VACUUM", NO_TRANSACTION},
    {"CREATE SUBSCRIPTION", NO_TRANSACTION},
    {"DROP SUBSCRIPTION", NO_TRANSACTION},
    {"DISCARD ALL", NO_TRANSACTION | DLN_STATEMENT_DISCARD_ALL | DLN_STATEMENT_CHANGES_LEXER},
    {"RESET ALL", DLN_STATEMENT_CHANGES_LEXER},
    {"BEGIN", DLN_STATEMENT_BEGIN},
    {"START TRANSACTION", DLN_STATEMENT_BEGIN},
    {"ABORT", CONTROL},
    {"PREPARE TRANSACTION", CONTROL},
    {"COMMIT PREPARED", CONTROL | NO_TRANSACTION},
    {"ROLLBACK PREPARED", CONTROL | NO_TRANSACTION},
    {"SET TRANSACTION", CONTROL},
    {"SET LOCAL TRANSACTION", CONTROL},
    {"SET SESSION TRANSACTION", CONTROL},
    {"SET SESSION CHARACTERISTICS", CONTROL},
    {"SET LOCAL SESSION CHARACTERISTICS", CONTROL},
    {"SET SESSION SESSION CHARACTERISTICS", CONTROL},
};

/* The server takes every unambiguous beginning of these words. */
static gboolean is_off(const DlnClassifier *head, guint index)
{
    static const char *const words[] = {
        "off", "of", "false", "fals", "fal", "fa", "f", "no", "n", "0"};

    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (dln_head_says(head, index, words[i]))
            return TRUE;
    }
    return FALSE;
}

/* The index behind the parentheses that may open at index. */
static guint skip_parens(const DlnClassifier *head, guint index)
{
    if (index >= head->n_head || head->head[index].kind != DLN_TOKEN_OPEN)
        return index;
    while (index < head->n_head && head->head[index].kind != DLN_TOKEN_CLOSE)
        index++;
    return index + 1;
}

/* COMMIT and END, unless they start the next transaction at once or finish another session's. */
static DlnStatementFlags classify_commit(const DlnClassifier *head)
{
    if (!dln_head_is(head, 0, "COMMIT") && !dln_head_is(head, 0, "END"))
        return DLN_STATEMENT_PLAIN;
    if (dln_head_is(head, 1, "PREPARED"))
        return DLN_STATEMENT_PLAIN;

    guint conjunction = dln_head_find(head, 1, "AND");
    return dln_head_is(head, conjunction + 1, "CHAIN") ? CONTROL : DLN_STATEMENT_COMMIT;
}

static DlnStatementFlags classify_rollback(const DlnClassifier *head)
{
    if (!dln_head_is(head, 0, "ROLLBACK") || dln_head_find(head, 1, "TO") < head->n_head)
        return DLN_STATEMENT_PLAIN;
    return CONTROL;
}

/* REINDEX [ (option, ...) ] INDEX|TABLE|SCHEMA|DATABASE|SYSTEM [ CONCURRENTLY ] [ name ] */
static DlnStatementFlags classify_reindex(const DlnClassifier *head)
{
    if (!dln_head_is(head, 0, "REINDEX"))
        return DLN_STATEMENT_PLAIN;

    guint object = skip_parens(head, 1);
    guint option = dln_head_find(head, 1, "CONCURRENTLY");
    gboolean in_options = option < object && !is_off(head, option + 1);

    if (in_options || dln_head_is(head, object + 1, "CONCURRENTLY"))
        return CONCURRENTLY;
    if (dln_head_is(head, object, "SCHEMA") || dln_head_is(head, object, "DATABASE") ||
        dln_head_is(head, object, "SYSTEM"))
        return NO_TRANSACTION;
    return DLN_STATEMENT_PLAIN;
}

/* CLUSTER [ VERBOSE ], CLUSTER (option, ...): without a table it commits after each one. */
static DlnStatementFlags classify_cluster(const DlnClassifier *head)
{
    if (!dln_head_is(head, 0, "CLUSTER"))
        return DLN_STATEMENT_PLAIN;

    guint table = skip_parens(head, 1);
    if (dln_head_is(head, table, "VERBOSE"))
        table++;
    return table >= head->n_head ? NO_TRANSACTION : DLN_STATEMENT_PLAIN;
}

static DlnStatementFlags classify_alter(const DlnClassifier *head)
{
    if (dln_head_has(head, 0, "ALTER DATABASE"))
        return dln_head_has(head, 3, "SET TABLESPACE") || dln_head_is(head, 3, "TABLESPACE") ||
                       dln_head_has(head, 3, "WITH TABLESPACE")
                   ? NO_TRANSACTION
                   : DLN_STATEMENT_PLAIN;

    if (dln_head_has(head, 0, "ALTER TABLE")) {
        guint detach = dln_head_find(head, 2, "DETACH");
        return dln_head_is(head, detach + 1, "PARTITION") &&
                       dln_head_is(head, head->n_head - 1, "CONCURRENTLY")
                   ? CONCURRENTLY
                   : DLN_STATEMENT_PLAIN;
    }
    /* Each refuses only when it reaches the publisher, which the words do not tell. */
    if (dln_head_has(head, 0, "ALTER SUBSCRIPTION"))
        return dln_head_is(head, 3, "REFRESH") || dln_head_is(head, 4, "PUBLICATION") ||
                       dln_head_find(head, 3, "FAILOVER") < head->n_head
                   ? NO_TRANSACTION
                   : DLN_STATEMENT_PLAIN;
    return DLN_STATEMENT_PLAIN;
}

/* The index of the setting's name in SET [ LOCAL | SESSION ] name and RESET name, 0 for other statements. */
static guint setting_index(const DlnClassifier *head)
{
    if (dln_head_is(head, 0, "RESET"))
        return 1;
    if (!dln_head_is(head, 0, "SET"))
        return 0;
    return dln_head_is(head, 1, "LOCAL") || dln_head_is(head, 1, "SESSION") ? 2 : 1;
}

/* SELECT [ pg_catalog. ] set_config('standard_conforming_strings', 'off', is_local) */
static guint set_config_index(const DlnClassifier *head)
{
    guint call = dln_head_find(head, 0, "SET_CONFIG");

    return dln_head_is(head, 0, "SELECT") && call + 2 < head->n_head &&
                   head->head[call + 1].kind == DLN_TOKEN_OPEN
               ? call + 2
               : 0;
}

static DlnStringsChange strings_change(gboolean off, gboolean local)
{
    if (local)
        return off ? DLN_STRINGS_LOCAL_ESCAPES : DLN_STRINGS_LOCAL_STANDARD;
    return off ? DLN_STRINGS_ESCAPES : DLN_STRINGS_STANDARD;
}

DlnStringsChange dln_classify_strings_change(const DlnClassifier *head)
{
    static const char setting[] = "standard_conforming_strings";
    guint name = setting_index(head), call = set_config_index(head);

    if (dln_head_has(head, 0, "DISCARD ALL") || dln_head_has(head, 0, "RESET ALL"))
        return DLN_STRINGS_STANDARD;
    if (name != 0 && dln_head_says(head, name, setting))
        return strings_change(is_off(head, name + 2), dln_head_is(head, 1, "LOCAL"));
    if (call != 0 && dln_head_says(head, call, setting))
        return strings_change(is_off(head, call + 2), !is_off(head, call + 4));
    if (classify_commit(head) != DLN_STATEMENT_PLAIN ||
        classify_rollback(head) != DLN_STATEMENT_PLAIN || dln_head_is(head, 0, "ABORT"))
        return DLN_STRINGS_LOCAL_ENDS;
    return DLN_STRINGS_UNCHANGED;
}

/* Text is converted as a whole when it reaches the server, so what follows must be sent on its own. */
static gboolean changes_encoding(const DlnClassifier *head)
{
    guint name = setting_index(head);

    return name != 0 &&
           (dln_head_says(head, name, "client_encoding") || dln_head_is(head, name, "NAMES"));
}

/* CREATE [ GLOBAL TEMPORARY ] TABLE ... AS, CREATE MATERIALIZED VIEW ... AS: a query whose rows are asked for at once,
 * unlike a view's. */
static gboolean creates_from_query(const DlnClassifier *head)
{
    static const char *const queries[] = {"SELECT", "WITH", "EXECUTE", "VALUES", "TABLE"};

    if (!dln_head_is(head, 0, "CREATE") ||
        (dln_head_find(head, 1, "TABLE") > 3 && !dln_head_has(head, 1, "MATERIALIZED VIEW")))
        return FALSE;
    for (guint i = dln_head_find(head, 2, "AS"); i < head->n_head; i = dln_head_find(head, i, "AS")) {
        for (i++; i < head->n_head && head->head[i].kind == DLN_TOKEN_OPEN;)
            i++;
        for (guint q = 0; q < G_N_ELEMENTS(queries); q++) {
            if (dln_head_is(head, i, queries[q]))
                return TRUE;
        }
    }
    return FALSE;
}

/* DDL may call a function as well (a DEFAULT, a CHECK, USING); there a function is nearly always a built-in one, and
 * looking behind each would cost every plain migration. A function that is made here may be meant for that. */
static DlnStatementFlags classify_code(const DlnClassifier *head)
{
    static const char *const words[] = {"DO", "CALL", "EXECUTE", "SELECT", "WITH", "VALUES", "TABLE",
        "INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "EXPLAIN", "FETCH", "REFRESH",
        "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", "CREATE PROCEDURE",
        "CREATE OR REPLACE PROCEDURE"};
    guint first = 0;

    while (first < head->n_head && head->head[first].kind == DLN_TOKEN_OPEN)
        first++;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (dln_head_has(head, first, words[i]))
            return DLN_STATEMENT_RUNS_CODE;
    }
    return creates_from_query(head) ? DLN_STATEMENT_RUNS_CODE : DLN_STATEMENT_PLAIN;
}

DlnStatementFlags dln_classify_postgres(const DlnClassifier *head)
{
    DlnStatementFlags flags = classify_commit(head) | classify_rollback(head) |
                              classify_reindex(head) | classify_cluster(head) |
                              classify_alter(head) | classify_code(head);

    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (dln_head_has(head, 0, rules[i].words))
            flags |= rules[i].flags;
    }
    DlnStringsChange change = dln_classify_strings_change(head);
    if ((change != DLN_STRINGS_UNCHANGED && change != DLN_STRINGS_LOCAL_ENDS) ||
        changes_encoding(head))
        flags |= DLN_STATEMENT_CHANGES_LEXER;
    return flags;
}
