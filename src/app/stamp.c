/* SPDX-License-Identifier: Apache-2.0 */
/* stamp.c: the verb stamp: ledgers say where their databases stand, nothing is executed. */
#include "app/record.h"
#include "plan/stamp.h"

typedef struct {
    const DlnGraph *graph;
    const char *const *targets;
    DlnStampFlags flags;
} Stamping;

static gboolean correct(const DlnRunTarget *target, const DlnLedger *ledger, gpointer user_data,
    DlnCorrection *out_correction, GError **error)
{
    const Stamping *stamping = user_data;

    return dln_plan_stamp(stamping->graph, target->scope, ledger->applied, stamping->targets,
        stamping->flags, &out_correction->wanted, error);
}

/* A target that there is not is a mistake of the command, not of each database. */
static gboolean check_targets(
    const DunlinProject *project, const DunlinRunOptions *options, GError **error)
{
    static const DlnScope scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};
    g_autoptr(DlnApplied) nothing =
        dln_applied_new(g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free));

    for (guint i = 0; i < G_N_ELEMENTS(scopes); i++) {
        g_autoptr(DlnApplied) wanted = NULL;
        if (dln_selection_includes(&options->selection, scopes[i]) &&
            !dln_plan_stamp(project->graph, scopes[i], nothing, options->targets,
                DLN_STAMP_WITHIN_BRANCHES, &wanted, error))
            return FALSE;
    }
    return TRUE;
}

gboolean dunlin_stamp(DunlinProject *project, const DunlinRunOptions *options,
    DunlinRunReport **out_report, GError **error)
{
    Stamping stamping = {
        .graph = project->graph,
        .targets = options->targets,
        .flags = options->purge ? DLN_STAMP_PURGE : DLN_STAMP_WITHIN_BRANCHES,
    };

    if (options->targets == NULL || options->targets[0] == NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "stamp needs a target: one or more revisions, heads, or base");
        return FALSE;
    }
    g_autofree char *target = g_strjoinv(" ", (char **)options->targets);
    const DlnAppRecord record = {
        .project = project,
        .options = options,
        .command = "stamp",
        .target = target,
        .correct = correct,
        .user_data = &stamping,
    };
    return check_targets(project, options, error) && dln_app_record(&record, out_report, error);
}
