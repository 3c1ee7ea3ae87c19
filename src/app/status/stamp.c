/* SPDX-License-Identifier: Apache-2.0 */
/* stamp.c: the verb stamp: ledgers say where their databases stand, nothing is executed. */
#include "app/common/record.h"
#include "plan/stamp.h"

typedef struct {
    const DlnGraph *graph;
    const char *const *targets;
    DlnStampFlags flags;
    GMutex mutex;       /* of wanted */
    GHashTable *wanted; /* "scope digest" -> DlnApplied: thousands of tenants stand at few places */
} Stamping;

static void stamping_init(
    Stamping *stamping, const DlnGraph *graph, const DunlinRunOptions *options)
{
    stamping->graph = graph;
    stamping->targets = options->targets;
    stamping->flags = options->purge ? DLN_STAMP_PURGE : DLN_STAMP_WITHIN_BRANCHES;
    stamping->wanted =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)dln_applied_unref);
    g_mutex_init(&stamping->mutex);
}

static void stamping_clear(Stamping *stamping)
{
    if (stamping->wanted == NULL)
        return;
    g_hash_table_unref(stamping->wanted);
    g_mutex_clear(&stamping->mutex);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stamping, stamping_clear)

static gboolean correct(const DlnRunTarget *target, const DlnLedger *ledger, gpointer user_data,
    DlnCorrection *out_correction, GError **error)
{
    Stamping *stamping = user_data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&stamping->mutex);
    g_autofree char *key =
        g_strconcat(dln_scope_name(target->scope), " ", dln_applied_digest(ledger->applied), NULL);
    DlnApplied *wanted = g_hash_table_lookup(stamping->wanted, key);

    if (wanted == NULL) {
        if (!dln_plan_stamp(stamping->graph, target->scope, ledger->applied, stamping->targets,
                stamping->flags, &wanted, error))
            return FALSE;
        g_hash_table_insert(stamping->wanted, g_steal_pointer(&key), wanted);
    }
    out_correction->wanted = dln_applied_ref(wanted);
    return TRUE;
}

/* A target that there is not is a mistake of the command, not of each database. */
static gboolean check_targets(
    const DunlinProject *project, const DunlinRunOptions *options, GError **error)
{
    static const DlnScope scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};
    g_autoptr(DlnApplied) nothing = dln_applied_new_empty();

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
    g_auto(Stamping) stamping = {0};

    if (options->targets == NULL || options->targets[0] == NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "stamp needs a target: one or more revisions, heads, or base");
        return FALSE;
    }
    stamping_init(&stamping, project->graph, options);
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
