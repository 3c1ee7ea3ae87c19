/* SPDX-License-Identifier: Apache-2.0 */
/* classify_sqlite.c: SQLite: what refuses a transaction, what controls it, and the pragmas that Dunlin must know. */
#include "sql/classify.h"

/* PRAGMA [ schema. ] name = value and PRAGMA name(value). Without a value a pragma only asks. */
static DlnStatementFlags classify_pragma(const DlnClassifier *head)
{
    guint name = 0;

    /* Many pragmas act when they are prepared, so EXPLAIN does not hold them back. */
    if (dln_head_is(head, name, "EXPLAIN"))
        name += dln_head_has(head, 1, "QUERY PLAN") ? 3 : 1;
    if (!dln_head_is(head, name, "PRAGMA"))
        return DLN_STATEMENT_PLAIN;
    name++;
    if (name + 1 < head->n_head && dln_token_is_char(head->text, &head->head[name + 1], '.'))
        name += 2;
    if (name + 2 >= head->n_head)
        return DLN_STATEMENT_PLAIN;

    if (dln_head_says(head, name, "user_version"))
        return DLN_STATEMENT_SETS_USER_VERSION;
    if (dln_head_says(head, name, "foreign_keys"))
        return DLN_STATEMENT_FOREIGN_KEYS_PRAGMA;
    if (dln_head_says(head, name, "journal_mode"))
        return DLN_STATEMENT_NO_TRANSACTION;
    return DLN_STATEMENT_PLAIN;
}

/* No function of SQLite's changes a table; a trigger may. */
static DlnStatementFlags classify_code(const DlnClassifier *head)
{
    static const char *const words[] = {"INSERT", "REPLACE", "UPDATE", "DELETE", "WITH"};

    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (dln_head_is(head, 0, words[i]))
            return DLN_STATEMENT_RUNS_CODE;
    }
    return DLN_STATEMENT_PLAIN;
}

DlnStatementFlags dln_classify_sqlite(const DlnClassifier *head)
{
    if (dln_head_is(head, 0, "BEGIN"))
        return DLN_STATEMENT_BEGIN;
    if (dln_head_is(head, 0, "COMMIT") || dln_head_is(head, 0, "END"))
        return DLN_STATEMENT_COMMIT;
    if (dln_head_is(head, 0, "ROLLBACK"))
        return dln_head_find(head, 1, "TO") < head->n_head ? DLN_STATEMENT_PLAIN
                                                           : DLN_STATEMENT_TRANSACTION_CONTROL;
    if (dln_head_is(head, 0, "VACUUM"))
        return DLN_STATEMENT_NO_TRANSACTION;
    if (dln_head_is(head, 0, "ATTACH"))
        return DLN_STATEMENT_ATTACH;
    if (dln_head_is(head, 0, "DETACH"))
        return DLN_STATEMENT_ATTACH | DLN_STATEMENT_NO_TRANSACTION;
    return classify_pragma(head) | classify_code(head);
}
