/* SPDX-License-Identifier: Apache-2.0 */
/* repair.c: the verb repair: look at every ledger, say what is wrong and what would be done; do it where that is
 * asked for, and look again. */
#include "app/common/look.h"
#include "app/common/report.h"
#include "app/status/findings.h"

typedef struct {
    DunlinProject *project;
    const DunlinRepairOptions *options;
    DlnWishes *wishes;
    DlnFleet *fleet;
    DlnEvents *events;
    DlnAppAudit audit;
    DunlinRepairReport *report;
    char *actor;
    GPtrArray
        *system_indexes;   /* (nullable) (element-type DlnInvalidIndex) of the system database */
    GPtrArray **drops;     /* by database: (element-type utf8) */
    GHashTable *by_target; /* "scope/name" -> GPtrArray of drops, borrowed */
} Repair;

static const DlnScope scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

static void repair_clear(Repair *repair)
{
    for (guint i = 0; repair->drops != NULL && i < repair->fleet->databases->len; i++)
        g_ptr_array_unref(repair->drops[i]);
    g_free(repair->drops);
    g_hash_table_unref(repair->by_target);
    g_clear_pointer(&repair->system_indexes, g_ptr_array_unref);
    dln_wishes_free(repair->wishes);
    dln_fleet_free(repair->fleet);
    dln_events_free(repair->events);
    dunlin_repair_report_free(repair->report);
    g_free(repair->actor);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Repair, repair_clear)

static DlnDatabase *database_at(const Repair *repair, guint i)
{
    return g_ptr_array_index(repair->fleet->databases, i);
}

static DunlinRepairResult *result_at(const Repair *repair, guint i)
{
    return g_ptr_array_index(repair->report->databases, i);
}

/* ---- looking ---- */

static gboolean survey(Repair *repair, GError **error)
{
    const DunlinRunOptions *run = &repair->options->run;

    for (guint i = 0; i < G_N_ELEMENTS(scopes); i++) {
        DlnPatience patience = dln_app_patience(repair->project, run->cancellable, repair->events);
        if (!dln_app_choose(repair->fleet, scopes[i], &run->selection, &patience, error))
            return FALSE;
        dln_app_survey(repair->fleet, scopes[i], DLN_SURVEY_AS_FOUND, &patience);
    }
    if (!g_cancellable_is_cancelled(run->cancellable))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled: nothing was changed");
    return FALSE;
}

/* The indexes of every schema of the system database, in one query. */
static gboolean read_system_indexes(Repair *repair, GError **error)
{
    GCancellable *cancellable = repair->options->run.cancellable;
    DlnSession *session = NULL;

    for (guint i = 0; i < repair->fleet->databases->len; i++) {
        DlnDatabase *database = database_at(repair, i);
        if (!dln_database_is_schema(database) || database->error != NULL)
            continue;
        if (!dln_fleet_session(
                repair->fleet, 0, database, DLN_OPEN_READ_ONLY, cancellable, &session, error))
            return FALSE;
        repair->system_indexes = dln_catalog_invalid_indexes(session, cancellable, error);
        return repair->system_indexes != NULL;
    }
    return TRUE;
}

/* Those in the database's own schema. (transfer container) */
static GPtrArray *indexes_of(const GPtrArray *all, const DlnDatabase *database)
{
    GPtrArray *own = g_ptr_array_new();

    for (guint i = 0; all != NULL && i < all->len; i++) {
        DlnInvalidIndex *index = all->pdata[i];
        if (g_strcmp0(index->schema, database->schema) == 0)
            g_ptr_array_add(own, index);
    }
    return own;
}

static gboolean needs_session(const DlnDatabase *database)
{
    return dln_look_needs_session(database) ||
           (database->address->engine == DLN_ENGINE_POSTGRES && !dln_database_is_schema(database));
}

/* What one database has; its drops go to drops. */
static GPtrArray *find_in(
    Repair *repair, guint worker, DlnDatabase *database, GPtrArray *drops, GError **error)
{
    GCancellable *cancellable = repair->options->run.cancellable;
    g_autoptr(GPtrArray) fetched = NULL;
    g_autoptr(GPtrArray) own = NULL;
    DlnLook look = {.graph = repair->project->graph,
        .database = database,
        .wishes = repair->wishes,
        .cancellable = cancellable};

    if (needs_session(database) && !dln_fleet_session(repair->fleet, worker, database,
                                       DLN_OPEN_READ_ONLY, cancellable, &look.session, error))
        return NULL;
    if (database->address->engine == DLN_ENGINE_POSTGRES && !dln_database_is_schema(database)) {
        fetched = dln_catalog_invalid_indexes(look.session, cancellable, error);
        if (fetched == NULL)
            return NULL;
    }
    own = indexes_of(fetched != NULL ? fetched : repair->system_indexes, database);
    look.invalid_indexes = own;
    return dln_find_all(&look, drops, error);
}

static void look_at_one(guint index, guint worker, gpointer user_data)
{
    Repair *repair = user_data;
    DlnDatabase *database = database_at(repair, index);
    DunlinRepairResult *result = result_at(repair, index);

    if (database->error == NULL && database->ledger != NULL && !database->is_missing) {
        GPtrArray *findings =
            find_in(repair, worker, database, repair->drops[index], &database->error);
        if (findings != NULL) {
            g_ptr_array_unref(result->findings);
            result->findings = findings;
        }
        dln_fleet_let_go(repair->fleet, worker, database);
    }
    if (database->error != NULL) {
        result->error = g_error_copy(database->error);
        result->outcome = DUNLIN_OUTCOME_FAILED;
    }
}

static char *key_of(DlnScope scope, const char *name)
{
    return g_strdup_printf("%s/%s", dln_scope_name(scope), name);
}

static void look(Repair *repair)
{
    guint n = repair->fleet->databases->len;

    repair->drops = g_new0(GPtrArray *, n + 1);
    for (guint i = 0; i < n; i++) {
        const DlnDatabase *database = database_at(repair, i);
        DunlinRepairResult *result = g_new0(DunlinRepairResult, 1);
        result->scope = dln_event_scope(database->scope);
        result->name = g_strdup(database->name);
        result->place = g_strdup(database->place);
        result->findings = g_ptr_array_new();
        g_ptr_array_add(repair->report->databases, result);
        repair->drops[i] = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(
            repair->by_target, key_of(database->scope, database->name), repair->drops[i]);
    }
    dln_parallel(n, repair->project->config.parallel, look_at_one, NULL, repair);
}

/* ---- what is asked for ---- */

static guint count_actions(const DunlinRepairResult *result)
{
    guint n = 0;

    for (guint i = 0; i < result->findings->len; i++)
        n += ((const DunlinRepairFinding *)result->findings->pdata[i])->action != NULL ? 1 : 0;
    return n;
}

static gboolean is_found(const Repair *repair, const char *version)
{
    for (guint i = 0; i < repair->report->databases->len; i++) {
        const DunlinRepairResult *result = result_at(repair, i);
        for (guint k = 0; k < result->findings->len; k++) {
            const DunlinRepairFinding *finding = result->findings->pdata[k];
            if (finding->action != NULL && finding->kind != DUNLIN_REPAIR_INVALID_INDEX &&
                g_strcmp0(finding->revision, version) == 0)
                return TRUE;
        }
    }
    return FALSE;
}

/* What is named and is nowhere is a mistake, not something done. Where a database could not be read nobody knows. */
static gboolean check_wishes(const Repair *repair, GError **error)
{
    DlnWish wish;
    const char *version;

    for (guint i = 0; i < repair->report->databases->len; i++) {
        if (result_at(repair, i)->error != NULL)
            return TRUE;
    }
    for (guint i = 0; (version = dln_wishes_get(repair->wishes, i, &wish)) != NULL; i++) {
        if (is_found(repair, version))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "--%s %s: none of the chosen databases has it in a state that this is for; `dunlin "
            "repair` shows what there is",
            dln_wish_option(wish), version);
        return FALSE;
    }
    return TRUE;
}

/* An index that is not usable is not there. */
static gboolean check_indexes(const Repair *repair, DunlinRepairResult *result, GError **error)
{
    for (guint i = 0; i < result->findings->len; i++) {
        const DunlinRepairFinding *finding = result->findings->pdata[i];
        if (finding->kind != DUNLIN_REPAIR_INVALID_INDEX || finding->revision == NULL ||
            dln_wishes_about(repair->wishes, finding->revision) != DLN_WISH_MARK_APPLIED)
            continue;
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "%s, so it is not applied: `dunlin upgrade` builds it anew", finding->what);
        return FALSE;
    }
    return TRUE;
}

static gboolean correct(const DlnRunTarget *target, const DlnLedger *ledger, gpointer user_data,
    DlnCorrection *out_correction, GError **error)
{
    const Repair *repair = user_data;
    g_autofree char *key = key_of(target->scope, target->name);
    GPtrArray *drops = g_hash_table_lookup(repair->by_target, key);

    if (drops != NULL && drops->len > 0)
        out_correction->statements = g_ptr_array_ref(drops);
    return dln_wishes_fulfil(repair->wishes, target->scope, target->engine, ledger->applied,
        &out_correction->wanted, error);
}

/* ---- doing it ---- */

/* What has nothing to be done about it is left alone. */
static void choose_work(Repair *repair)
{
    for (guint i = 0; i < repair->report->databases->len; i++) {
        DunlinRepairResult *result = result_at(repair, i);
        DlnDatabase *database = database_at(repair, i);
        if (result->error == NULL && count_actions(result) > 0)
            check_indexes(repair, result, &database->error);
        if (count_actions(result) == 0)
            database->is_done = TRUE;
    }
}

static DlnRunSpec spec_of(Repair *repair, DlnScope scope)
{
    DlnRunSpec spec = dln_app_run_spec(repair->project, scope);

    spec.correct = correct;
    spec.correct_data = repair;
    spec.applied_by = repair->actor;
    spec.events = repair->events;
    spec.cancellable = repair->options->run.cancellable;
    spec.interrupt = repair->options->run.interrupt;
    return spec;
}

static void note_outcome(Repair *repair, guint i)
{
    const DlnDatabase *database = database_at(repair, i);
    DunlinRepairResult *result = result_at(repair, i);

    result->outcome = database->outcome;
    if (database->error != NULL && result->error == NULL)
        result->error = g_error_copy(database->error);
    for (guint k = 0; k < result->findings->len && database->error == NULL; k++) {
        DunlinRepairFinding *finding = result->findings->pdata[k];
        finding->is_done = finding->action != NULL && database->outcome != DUNLIN_OUTCOME_NOT_TRIED;
        repair->report->n_done += finding->is_done ? 1 : 0;
    }
}

static void audit_end(Repair *repair)
{
    g_autoptr(GError) audit_error = NULL;
    g_autofree char *detail =
        g_strdup_printf("%u of %u repaired", repair->report->n_done, repair->report->n_actions);

    if (!dln_app_audit(&repair->audit,
            repair->report->n_done == repair->report->n_actions ? "finished" : "failed", detail,
            &audit_error))
        g_ptr_array_add(repair->report->warnings, g_strdup(audit_error->message));
}

static gboolean act(Repair *repair, GError **error)
{
    if (!repair->options->apply || repair->report->n_actions == 0)
        return TRUE;
    if (!dln_app_audit(&repair->audit, "started", NULL, error))
        return FALSE;
    repair->report->is_applied = TRUE;
    choose_work(repair);
    for (guint i = 0; i < G_N_ELEMENTS(scopes); i++) {
        const DlnRunSpec spec = spec_of(repair, scopes[i]);
        dln_fleet_run(repair->fleet, &spec);
    }
    for (guint i = 0; i < repair->report->databases->len; i++)
        note_outcome(repair, i);
    audit_end(repair);
    return TRUE;
}

/* ---- telling ---- */

static void count(Repair *repair)
{
    for (guint i = 0; i < repair->report->databases->len; i++) {
        const DunlinRepairResult *result = result_at(repair, i);
        repair->report->n_findings += result->findings->len;
        repair->report->n_actions += count_actions(result);
    }
}

static void set_error(const DunlinRepairReport *report, GError **error)
{
    const GError *first = NULL;
    guint n_failed = 0, n_not_tried = 0;

    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinRepairResult *result = report->databases->pdata[i];
        n_failed += result->error != NULL ? 1 : 0;
        n_not_tried += report->is_applied && result->outcome == DUNLIN_OUTCOME_NOT_TRIED ? 1 : 0;
        first = first != NULL ? first : result->error;
    }
    if (n_failed == 1 && report->databases->len == 1)
        g_propagate_error(error, g_error_copy(first));
    else if (n_failed > 0)
        dln_error_set(error, DUNLIN_ERROR_PARTIAL, NULL, "%u of %u databases failed", n_failed,
            report->databases->len);
    else if (n_not_tried > 0)
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled: %u of %u databases not tried",
            n_not_tried, report->databases->len);
}

static char *target_text(const DlnWishes *wishes)
{
    g_autoptr(GString) text = g_string_new(NULL);
    DlnWish wish;
    const char *version;

    for (guint i = 0; (version = dln_wishes_get(wishes, i, &wish)) != NULL; i++)
        g_string_append_printf(text, "%s--%s %s", i > 0 ? " " : "", dln_wish_option(wish), version);
    return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static void repair_init(Repair *repair, DunlinProject *project, const DunlinRepairOptions *options)
{
    repair->project = project;
    repair->options = options;
    repair->fleet = dln_fleet_new(project);
    repair->fleet->also = options->apply ? DLN_OPEN_RECOVER : 0;
    repair->by_target = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    repair->report = dln_app_repair_report_new();
    repair->report->run_id = dln_app_new_run_id();
    repair->actor = dln_app_actor();
    repair->events =
        dln_events_new(repair->report->run_id, options->run.on_event, options->run.user_data);
    repair->audit = (DlnAppAudit){project, repair->report->run_id, repair->actor, "repair", NULL};
}

gboolean dunlin_repair(DunlinProject *project, const DunlinRepairOptions *options,
    DunlinRepairReport **out_report, GError **error)
{
    g_auto(Repair) repair = {0};
    g_autofree char *target = NULL;
    g_autoptr(GError) failed = NULL;

    repair_init(&repair, project, options);
    if (!dln_wishes_new(project->graph, options, &repair.wishes, error))
        return FALSE;
    target = target_text(repair.wishes);
    repair.audit.target = target;
    if (!survey(&repair, error) || !read_system_indexes(&repair, error))
        return FALSE;
    look(&repair);
    count(&repair);
    if (!check_wishes(&repair, error) || !act(&repair, error))
        return FALSE;
    set_error(repair.report, &failed);
    if (out_report != NULL)
        *out_report = g_steal_pointer(&repair.report);
    if (failed == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}
