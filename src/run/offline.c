/* SPDX-License-Identifier: Apache-2.0 */
/* offline.c: the same batches as in a run, for a printer; and what they prove of a ledger that nobody has read. */
#include "run/offline.h"

#include "run/hold.h"
#include "run/hooks.h"

static const char not_expected[] = "dunlin: schema_migrations is not as this script expects: it has run "
                                   "already, or was made for another state";

static const char no_key[] =
    "dunlin: the batch's table or key column is not there, or the column is not unique by itself, "
    "may be null, or is of a type that cannot be a key";

static const char *const reasons[] = {
    [DLN_TAG_BEGIN] = "dunlin: another runner is at work here",
    [DLN_TAG_EXPECT] = not_expected,
    [DLN_TAG_LEDGER] = "dunlin: this file holds tables or a user_version, but no schema_migrations",
    [DLN_TAG_SCRIPT] =
        "dunlin: the index to be made is there already, or the one to be dropped is not",
    [DLN_TAG_ASSERT] = "dunlin: an assertion does not hold: the line above says which",
    [DLN_TAG_FINISH] = "dunlin: the migration has changed schema_migrations",
    [DLN_TAG_COMMIT] = "dunlin: a foreign key is violated (PRAGMA foreign_key_check shows which)",
    [DLN_TAG_KEY] = no_key,
    [DLN_TAG_REMAINING] =
        "dunlin: the query below \"-- dunlin:remaining\" does not say 0 behind the batch",
    [DLN_TAG_JOURNAL] = "dunlin: the row in schema_migrations that notes the progress is gone",
};

const char *const *dln_run_reasons(guint *out_n)
{
    *out_n = G_N_ELEMENTS(reasons);
    return reasons;
}

/* ---- the ledger ---- */

static void add_unique(GPtrArray *versions, const char *version)
{
    if (!g_ptr_array_find_with_equal_func(versions, version, g_str_equal, NULL))
        g_ptr_array_add(versions, (gpointer)version);
}

/* What must be there whatever else is: the step before, and what this one stands on. */
static GPtrArray *landmarks(const DlnRun *run, const DlnStep *step)
{
    GPtrArray *versions = g_ptr_array_new();

    if (run->n_printed > 0 && step->direction == DLN_DIRECTION_UP)
        add_unique(versions, run->printed[run->n_printed - 1].revision->id);
    if (dln_step_is_repeatable(step))
        return versions;
    if (step->direction == DLN_DIRECTION_DOWN)
        add_unique(versions, step->revision->id);
    const GPtrArray *parents =
        dln_graph_parents(run->spec->graph, run->spec->scope, step->revision);
    for (guint i = 0; step->kind != DLN_STEP_START && i < parents->len; i++)
        add_unique(versions, ((const DlnRevision *)parents->pdata[i])->id);
    return versions;
}

void dln_run_add_script_proof(
    DlnBatch *batch, guint tag, const DlnRun *run, const DlnStep *step, const char *running)
{
    const DlnLedgerPlace place = {run->target->engine, run->target->schema};
    g_autoptr(GPtrArray) versions = landmarks(run, step);
    gboolean is_new = running != NULL && step->direction == DLN_DIRECTION_UP;
    const DlnLedgerMarks marks = {
        .n = dln_run_count_before(run) + (is_new ? 1 : 0),
        .running = running,
        .versions = versions,
    };

    dln_ledger_add_expect_marks(batch, tag, &place, &marks);
}

/* The first transaction proves every row. Those behind it would repeat thousands of names: they prove that nobody came in
 * between. */
void dln_run_add_script_ledger(DlnBatch *batch, const DlnRun *run, const DlnStep *step)
{
    const DlnLedgerPlace place = {run->target->engine, run->target->schema};
    const DlnApplied *applied = run->ledger->applied;

    if (run->n_printed > 0) {
        dln_run_add_script_proof(batch, DLN_TAG_EXPECT, run, step, NULL);
        return;
    }
    if (dln_applied_size(applied) == 0) {
        if (run->spec->create_schema)
            dln_engine_add_ensure_schema(place.engine, batch, DLN_TAG_LEDGER, place.schema);
        dln_ledger_add_ensure(batch, DLN_TAG_LEDGER, &place);
    }
    dln_ledger_add_expect_set(batch, DLN_TAG_EXPECT, &place, applied,
        dln_run_is_looped(run, step) ? step->revision->id : NULL);
}

/* ---- the script ---- */

static char *join_ids(const GPtrArray *revisions)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < revisions->len; i++)
        g_string_append_printf(
            text, "%s%s", i > 0 ? ", " : "", ((const DlnRevision *)revisions->pdata[i])->id);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Word for word as Alembic has it, which other tools read. */
void dln_run_add_note(DlnBatch *batch, const DlnRun *run, const DlnStep *step)
{
    if (!run->is_script)
        return;

    g_autoptr(GPtrArray) base = g_ptr_array_new();
    g_autofree char *parents =
        join_ids(step->kind == DLN_STEP_START || dln_step_is_repeatable(step)
                     ? base
                     : dln_graph_parents(run->spec->graph, run->spec->scope, step->revision));
    const char *id = step->revision->id;
    gboolean is_up = step->direction == DLN_DIRECTION_UP;
    g_autofree char *text = g_strdup_printf("Running %s %s -> %s", is_up ? "upgrade" : "downgrade",
        is_up ? parents : id, is_up ? id : parents);
    dln_batch_add_note(batch, text);
    if (dln_step_is_repeatable(step))
        dln_batch_add_note(batch, is_up
                                      ? "A repeatable migration: for where it is new or has changed"
                                      : "A repeatable migration: for where it has run");
    if (step->kind == DLN_STEP_APPLY)
        return;
    guint n_replaced = dln_step_count_replaced(run->spec->graph, step);
    g_autofree char *about = step->kind == DLN_STEP_RECORD
        ? g_strdup("A checkpoint: what it stands for is there, so it is only recorded")
        : g_strdup_printf("A checkpoint: it stands for %u migration%s, which are recorded with it",
              n_replaced, n_replaced == 1 ? "" : "s");
    dln_batch_add_note(batch, about);
}

void dln_run_count_printed(DlnRun *run, const DlnStep *step)
{
    if (!run->is_script)
        return;
    run->n_printed++;
    run->n_repeatables_printed += dln_step_is_repeatable(step) ? 1 : 0;
}

/* psql would read the rows of a COPY that it skips as commands. */
static gboolean has_copy(const DlnScript *script)
{
    for (guint i = 0; script != NULL && i < script->n_statements; i++) {
        if (script->statements[i].flags & DLN_STATEMENT_COPY_IN)
            return TRUE;
    }
    return FALSE;
}

gboolean dln_run_begin_repeatable(DlnBatch *batch, const DlnRun *run, const DlnStep *step)
{
    const DlnLedgerPlace place = {run->target->engine, run->target->schema};
    gboolean is_up = step->direction == DLN_DIRECTION_UP;

    if (!run->is_script || !dln_step_is_repeatable(step) ||
        has_copy(dln_step_script(step, place.engine)))
        return FALSE;
    g_autofree char *repeated =
        dln_ledger_repeated(&place, step->revision->id, is_up ? step->revision->checksum : NULL);
    g_autofree char *expression = g_strconcat(is_up ? "NOT " : "", repeated, NULL);
    dln_batch_add_if(batch, expression);
    return TRUE;
}

/* In a run they have a transaction of their own before the step's first. */
void dln_run_add_script_before(DlnBatch *batch, const DlnHold *hold)
{
    const DlnEngineKind engine = hold->place.engine;
    g_autoptr(GPtrArray) assertions = g_ptr_array_new();

    dln_run_assertions(hold->run, hold->step, DLN_ASSERT_BEFORE, assertions);
    dln_engine_add_assertions(engine, batch, DLN_TAG_ASSERT, assertions);
}

gboolean dln_run_check_script(
    const DlnPlan *plan, DlnEngineKind engine, DlnTxMode tx_mode, GError **error)
{
    if (!dln_run_gate(plan, engine, 0, tx_mode, error))
        return FALSE;
    for (guint i = 0; i < plan->steps->len; i++) {
        const DlnStep *step = &g_array_index(plan->steps, DlnStep, i);
        const DlnScript *script = dln_step_script(step, engine);
        if (script != NULL && !dln_printer_check(script, error))
            return FALSE;
    }
    return TRUE;
}

/* The n steps of one transaction, or the one of a journal. */
static gboolean print_steps(
    DlnRun *run, const DlnStep *steps, guint n_steps, DlnPrinter *printer, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (dln_run_is_looped(run, &steps[0])) {
        if (!dln_run_add_looped(batch, run, &steps[0], error))
            return FALSE;
    } else if (!dln_step_is_batch(&steps[0]) && dln_run_is_journaled(run, &steps[0])) {
        if (!dln_run_add_journaled(batch, run, &steps[0], error))
            return FALSE;
    } else {
        if (!dln_run_add_transaction(batch, run, steps, n_steps, error))
            return FALSE;
        dln_engine_add_commit(run->target->engine, batch, DLN_TAG_COMMIT);
    }
    dln_printer_blank_line(printer);
    dln_printer_batch(printer, batch);
    return dln_printer_flush(printer, error);
}

static char *lock_name_of(const DlnRunTarget *target)
{
    return target->engine == DLN_ENGINE_POSTGRES ? g_strdup(target->schema) : NULL;
}

gboolean dln_run_print(const DlnRunSpec *spec, const DlnRunTarget *target, const DlnApplied *from,
    const DlnPlan *plan, DlnPrinter *printer, GError **error)
{
    const DlnStep *steps = (const DlnStep *)plan->steps->data;
    guint at_once = spec->tx_mode == DLN_TX_ALL ? plan->steps->len : 1;
    g_autofree char *lock_name = lock_name_of(target);
    g_autoptr(DlnLedger) ledger =
        dln_ledger_new(DLN_LEDGER_OURS, dln_applied_ref((DlnApplied *)from));
    DlnRun run = {
        .spec = spec,
        .target = target,
        .ledger = ledger,
        .lock_name = lock_name,
        .is_script = TRUE,
        .printed = steps,
    };

    while (run.n_printed < plan->steps->len) {
        if (!print_steps(&run, &steps[run.n_printed], at_once, printer, error))
            return FALSE;
    }
    return TRUE;
}
