/* SPDX-License-Identifier: Apache-2.0 */
/* probe.c: looks for what a cut-off statement would have left. */
#include "run/probe.h"

#include "engine/objects.h"
#include "sql/target.h"

static const char *index_schema(const DlnRun *run, const DlnStatementTarget *target)
{
    return target->schema != NULL ? target->schema : run->target->schema;
}

gboolean dln_run_probe_before(DlnRun *run, DlnSession *session, const DlnScript *script,
    guint statement, gboolean *out_can_tell, GError **error)
{
    g_auto(DlnStatementTarget) target = {0};
    DlnIndexState state;

    *out_can_tell = TRUE;
    dln_statement_target_get(script, statement, &target);
    if (target.kind != DLN_TARGET_CREATE_INDEX && target.kind != DLN_TARGET_DROP_INDEX)
        return TRUE;
    if (!dln_catalog_index_state(session, index_schema(run, &target), target.name,
            run->spec->interrupt, &state, error))
        return FALSE;
    *out_can_tell = (target.kind == DLN_TARGET_DROP_INDEX) == (state != DLN_INDEX_MISSING);
    return TRUE;
}

void dln_run_add_probe_check(
    DlnBatch *batch, const DlnRun *run, const DlnScript *script, guint statement)
{
    g_auto(DlnStatementTarget) target = {0};

    dln_statement_target_get(script, statement, &target);
    if (target.is_conditional ||
        (target.kind != DLN_TARGET_CREATE_INDEX && target.kind != DLN_TARGET_DROP_INDEX))
        return;
    dln_catalog_add_index_check(batch, DLN_TAG_SCRIPT, index_schema(run, &target), target.name,
        target.kind == DLN_TARGET_CREATE_INDEX ? DLN_INDEX_MISSING : DLN_INDEX_VALID);
}

static gboolean is_about_index(const DlnStatementTarget *target)
{
    return target->kind == DLN_TARGET_CREATE_INDEX || target->kind == DLN_TARGET_DROP_INDEX;
}

/* Invalid: a concurrent build or drop was cut off in the middle. Either way what is left is of no use: the one is
 * built anew, the other was to go. */
static DlnProbe judge_index(DlnTargetKind kind, DlnIndexState state)
{
    if (kind == DLN_TARGET_CREATE_INDEX)
        return state == DLN_INDEX_VALID ? DLN_PROBE_DONE : DLN_PROBE_REDO;
    return state == DLN_INDEX_VALID ? DLN_PROBE_REDO : DLN_PROBE_DONE;
}

gboolean dln_run_probe_look(DlnSession *session, const char *schema, const DlnScript *script,
    guint statement, GCancellable *cancellable, DlnProbe *out_probe, DlnIndexState *out_index,
    GError **error)
{
    g_auto(DlnStatementTarget) target = {0};
    DlnIndexState state = DLN_INDEX_MISSING;

    dln_statement_target_get(script, statement, &target);
    if (is_about_index(&target) &&
        !dln_catalog_index_state(session, target.schema != NULL ? target.schema : schema,
            target.name, cancellable, &state, error))
        return FALSE;
    *out_index = state;
    if (is_about_index(&target))
        *out_probe = judge_index(target.kind, state);
    else
        *out_probe = target.kind == DLN_TARGET_REPEATABLE ? DLN_PROBE_REDO : DLN_PROBE_IN_DOUBT;
    return TRUE;
}

gboolean dln_run_probe(DlnRun *run, DlnSession *session, const DlnScript *script,
    guint statement, DlnProbe *out_probe, GError **error)
{
    g_auto(DlnStatementTarget) target = {0};
    DlnIndexState state;

    if (!dln_run_probe_look(session, run->target->schema, script, statement,
            run->spec->interrupt, out_probe, &state, error))
        return FALSE;
    if (state != DLN_INDEX_INVALID)
        return TRUE;
    dln_statement_target_get(script, statement, &target);
    return dln_drop_index(
        session, index_schema(run, &target), target.name, run->spec->interrupt, error);
}
