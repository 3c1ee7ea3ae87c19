/* SPDX-License-Identifier: Apache-2.0 */
/* gate.c: the refusals that need no database. Each names the place and the way out. */
#include "lint/gate.h"

#include "sql/syntax.h"

typedef struct {
    const char *revision; /* (nullable): its id */
    const DlnScript *script;
    gboolean in_transaction; /* the statements share Dunlin's transaction */
} Gate;

gboolean dln_gate_is_wrapped(const DlnScript *script)
{
    return script->n_statements >= 2 && script->statements[0].flags & DLN_STATEMENT_BEGIN &&
        script->statements[script->n_statements - 1].flags & DLN_STATEMENT_COMMIT;
}

static void refuse(const Gate *gate, guint index, const char *why, GError **error)
{
    const DlnStatement *statement = &gate->script->statements[index];
    g_autofree char *text = dln_script_statement_text(gate->script, index);
    const DunlinErrorFacts facts = {
        .file = gate->script->source.file,
        .line = statement->line,
        .column = statement->column,
        .statement = text,
        .revision = gate->revision,
    };

    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts, "%s", why);
}

/* The flags that are refused wherever they stand, and why. */
static const struct {
    DlnStatementFlags flag;
    const char *why;
} always_refused[] = {
    {DLN_STATEMENT_TRANSACTION_CONTROL,
        "the transaction is dunlin's: a migration may be wrapped in BEGIN and COMMIT as a whole, "
        "and control it in no other way"},
    {DLN_STATEMENT_DISCARD_ALL,
        "DISCARD ALL would release the lock that keeps other runners away; discard what you mean "
        "by name (DISCARD TEMP, DEALLOCATE ALL)"},
    {DLN_STATEMENT_SETS_USER_VERSION,
        "PRAGMA user_version is dunlin's: it holds the number of applied migrations"},
    {DLN_STATEMENT_ATTACH,
        "a migration must not reach other database files (ATTACH, DETACH)"},
    {DLN_STATEMENT_COPY_OUT,
        "COPY TO STDOUT sends rows to the client, which has no use for them; write to a table"},
};

static gboolean check_always(const Gate *gate, guint index, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(always_refused); i++) {
        if (gate->script->statements[index].flags & always_refused[i].flag) {
            refuse(gate, index, always_refused[i].why, error);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean check_wrapping(const Gate *gate, guint index, GError **error)
{
    const DlnStatementFlags flags = gate->script->statements[index].flags;
    gboolean at_edge = index == 0 || index == gate->script->n_statements - 1;

    if (!(flags & (DLN_STATEMENT_BEGIN | DLN_STATEMENT_COMMIT)))
        return TRUE;
    if (at_edge && gate->in_transaction && dln_gate_is_wrapped(gate->script))
        return TRUE;
    refuse(gate, index,
        gate->in_transaction
            ? "BEGIN and COMMIT may only wrap the whole file: dunlin applies a migration wholly or "
              "not at all; split the file, or remove them"
            : "BEGIN and COMMIT have no place in a file marked \"-- dunlin:transaction off\": each "
              "statement is committed by itself",
        error);
    return FALSE;
}

static gboolean check_transaction(const Gate *gate, guint index, GError **error)
{
    const DlnStatement *statement = &gate->script->statements[index];

    if (!gate->in_transaction || !(statement->flags & DLN_STATEMENT_NO_TRANSACTION))
        return TRUE;
    refuse(gate, index,
        "this statement cannot run inside a transaction; put it into a migration of its own with "
        "\"-- dunlin:transaction off\"",
        error);
    return FALSE;
}

static gboolean check_values(const DlnScript *script, GError **error)
{
    if (script->unset != NULL)
        g_propagate_error(error, g_error_copy(script->unset));
    return script->unset == NULL;
}

static gboolean check_statements(const Gate *gate, GError **error)
{
    for (guint i = 0; i < gate->script->n_statements; i++) {
        if (!check_always(gate, i, error) || !check_wrapping(gate, i, error) ||
            !check_transaction(gate, i, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_assertions(
    const GPtrArray *assertions, const DlnGateTarget *target, GError **error)
{
    for (guint i = 0; i < assertions->len; i++) {
        const DlnAssertion *assertion = assertions->pdata[i];
        const DlnScript *script = assertion->scripts[target->engine];
        if (script != NULL && (!check_values(script, error) ||
                                  !dln_sql_check_syntax(script, target->server_version, error)))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_gate_check_within(const DlnScript *script, int server_version, GError **error)
{
    const Gate gate = {.script = script, .in_transaction = TRUE};

    for (guint i = 0; i < script->n_statements; i++) {
        if (script->statements[i].flags & (DLN_STATEMENT_BEGIN | DLN_STATEMENT_COMMIT)) {
            refuse(&gate, i,
                "the transaction that this runs in is dunlin's: leave BEGIN and COMMIT away",
                error);
            return FALSE;
        }
        if (script->statements[i].flags & DLN_STATEMENT_NO_TRANSACTION) {
            refuse(&gate, i, "the SQL here runs inside a transaction, which this statement refuses", error);
            return FALSE;
        }
    }
    return check_values(script, error) && check_statements(&gate, error) &&
           dln_sql_check_syntax(script, server_version, error);
}

gboolean dln_gate_check(const DlnRevision *revision, DlnDirection direction,
    const DlnGateTarget *target, GError **error)
{
    gboolean off = revision->flags & DLN_REVISION_NO_TRANSACTION;
    const Gate gate = {
        .revision = revision->id,
        .script = revision->scripts[direction][target->engine],
        .in_transaction = revision->flags & DLN_REVISION_REPEATABLE ||
            (!off && target->mode != DLN_GATE_NO_TRANSACTION),
    };

    if (!check_assertions(revision->assertions[direction], target, error))
        return FALSE;
    if (gate.script == NULL)
        return TRUE;
    if (!check_values(gate.script, error))
        return FALSE;
    if (off && target->mode == DLN_GATE_ALL_IN_ONE) {
        const DunlinErrorFacts facts = {.file = revision->file, .revision = revision->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "%s, so it cannot share one transaction (--tx-mode all)",
            revision->batching != NULL ? "it is a batch of many transactions"
                                       : "marked \"-- dunlin:transaction off\"");
        return FALSE;
    }
    if (!check_statements(&gate, error))
        return FALSE;
    if (revision->batching != NULL && direction == DLN_DIRECTION_UP)
        return dln_batching_check_syntax(gate.script, target->server_version, error);
    return dln_sql_check_syntax(gate.script, target->server_version, error);
}
