/* SPDX-License-Identifier: Apache-2.0 */
/* probe.c: looks for what a cut-off statement would have left. */
#include "run/probe.h"

#include "engine/catalog.h"
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

static gboolean probe_index(DlnRun *run, DlnSession *session, const DlnStatementTarget *target,
    DlnProbe *out_probe, GError **error)
{
    const char *schema = index_schema(run, target);
    DlnIndexState state;

    if (!dln_catalog_index_state(
            session, schema, target->name, run->spec->interrupt, &state, error))
        return FALSE;
    /* Invalid: a concurrent build or drop was cut off in the middle. Either way what is left is of no use: the one
     * is built anew, the other was to go. */
    if (state == DLN_INDEX_INVALID &&
        !dln_drop_index(session, schema, target->name, run->spec->interrupt, error))
        return FALSE;
    if (target->kind == DLN_TARGET_CREATE_INDEX)
        *out_probe = state == DLN_INDEX_VALID ? DLN_PROBE_DONE : DLN_PROBE_REDO;
    else
        *out_probe = state == DLN_INDEX_VALID ? DLN_PROBE_REDO : DLN_PROBE_DONE;
    return TRUE;
}

gboolean dln_run_probe(DlnRun *run, DlnSession *session, const DlnScript *script,
    guint statement, DlnProbe *out_probe, GError **error)
{
    g_auto(DlnStatementTarget) target = {0};

    dln_statement_target_get(script, statement, &target);
    switch (target.kind) {
    case DLN_TARGET_CREATE_INDEX:
    case DLN_TARGET_DROP_INDEX:
        return probe_index(run, session, &target, out_probe, error);
    case DLN_TARGET_REPEATABLE:
        *out_probe = DLN_PROBE_REDO;
        return TRUE;
    case DLN_TARGET_OTHER:
        break;
    }
    *out_probe = DLN_PROBE_IN_DOUBT;
    return TRUE;
}
