/* SPDX-License-Identifier: Apache-2.0 */
/* check.c: the verb check. A new kind of check is a function and a row of the table: what it finds, it adds. */
#include <string.h>

#include "app/author/branch.h"
#include "app/common/context.h"
#include "app/schema/check_schema.h"
#include "app/status/status.h"
#include "dunlin/check.h"
#include "plan/checkpoint.h"
#include "project/sum.h"
#include "revision/id_list.h"

static void finding_free(gpointer data)
{
    DunlinFinding *finding = data;

    g_clear_error(&finding->error);
    g_strfreev(finding->databases);
    g_free(finding);
}

void dunlin_check_free(DunlinCheck *check)
{
    if (check == NULL)
        return;
    g_ptr_array_unref(check->findings);
    g_ptr_array_unref(check->warnings);
    g_free(check);
}

/* Takes error. databases: (nullable) (element-type utf8) */
static void add(
    DunlinCheck *check, DunlinFindingKind kind, GError *error, const GPtrArray *databases)
{
    DunlinFinding *finding = g_new0(DunlinFinding, 1);
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();

    for (guint i = 0; databases != NULL && i < databases->len; i++)
        g_strv_builder_add(names, databases->pdata[i]);
    finding->kind = kind;
    finding->error = error;
    finding->databases = g_strv_builder_end(names);
    g_ptr_array_add(check->findings, finding);
}

/* ---- files ---- */

static gboolean check_sums(
    DunlinProject *project, const DunlinCheckOptions *options, DunlinCheck *check, GError **error)
{
    for (guint i = 0; i < project->sums->len; i++) {
        const DlnSumState *state = project->sums->pdata[i];
        check->has_sum = check->has_sum || state->exists;
        for (guint p = 0; p < state->problems->len; p++)
            add(check, DUNLIN_FINDING_SUM, g_error_copy(state->problems->pdata[p]), NULL);
        for (guint d = 0; d < state->drafts->len; d++) {
            const DunlinErrorFacts facts = {.file = state->drafts->pdata[d]};
            GError *draft = NULL;
            dln_error_set(&draft, DUNLIN_ERROR_INTEGRITY, &facts,
                "is a draft: when it is finished, `dunlin check --update` accepts it");
            add(check, DUNLIN_FINDING_DRAFT, draft, NULL);
        }
    }
    return TRUE;
}

#define MANY_HEADS G_MAXUINT

/* For each position how many heads of the history are at or above it: 0 none, MANY_HEADS several, else the only one's
 * place in the list of heads, counted from 1. One walk down. (transfer full) */
static guint *heads_above(const DlnGraph *graph, DlnScope scope)
{
    const GPtrArray *heads = dln_graph_heads(graph, scope);
    guint *above = g_new0(guint, dln_graph_size(graph));

    for (guint h = 0; h < heads->len; h++)
        above[dln_graph_position(graph, heads->pdata[h])] = h + 1;
    for (guint i = dln_graph_size(graph); i-- > 0;) {
        const DlnPositions parents = dln_graph_parents_at(graph, scope, i);
        for (guint p = 0; above[i] != 0 && p < parents.count; p++) {
            guint *parent = &above[parents.items[p]];
            *parent = *parent == 0 || *parent == above[i] ? above[i] : MANY_HEADS;
        }
    }
    return above;
}

/* The heads to which no label of their own leads. (transfer container) */
static GPtrArray *plain_heads(const DlnGraph *graph, DlnScope scope)
{
    const GPtrArray *heads = dln_graph_heads(graph, scope);
    g_autofree guint *above = heads_above(graph, scope);
    g_autofree guint8 *is_labelled = g_new0(guint8, heads->len + 1);
    GPtrArray *plain = g_ptr_array_new();

    for (guint i = 0; i < dln_graph_size(graph); i++) {
        if (dln_graph_get(graph, i)->labels[0] != NULL && above[i] <= heads->len)
            is_labelled[above[i]] = TRUE;
    }
    for (guint h = 0; h < heads->len; h++) {
        if (!is_labelled[h + 1])
            g_ptr_array_add(plain, heads->pdata[h]);
    }
    return plain;
}

/* Branches with labels are meant to be; of the others, one is the trunk. */
static gboolean check_heads(
    DunlinProject *project, const DunlinCheckOptions *options, DunlinCheck *check, GError **error)
{
    for (guint s = 0; s < DLN_N_SINGLE_SCOPES; s++) {
        const char *name = dln_branch_history_name(project, dln_single_scopes[s]);
        g_autoptr(GPtrArray) plain = plain_heads(project->graph, dln_single_scopes[s]);
        if (plain->len < 2)
            continue;
        g_autofree char *ids = dln_id_list(plain);
        GError *several = NULL;
        dln_error_set(&several, DUNLIN_ERROR_GRAPH, NULL,
            "the %s%shistory has %u heads, %s: join them with `dunlin merge`, or put one behind "
            "the "
            "other with `dunlin rebase`",
            name, *name != '\0' ? " " : "", plain->len, ids);
        add(check, DUNLIN_FINDING_HEADS, several, NULL);
    }
    return TRUE;
}

static gboolean check_checkpoints(
    DunlinProject *project, const DunlinCheckOptions *options, DunlinCheck *check, GError **error)
{
    for (guint i = 0; i < dln_graph_size(project->graph); i++) {
        const DlnRevision *revision = dln_graph_get(project->graph, i);
        GError *stale = NULL;
        if (revision->checkpoint != NULL && !dln_checkpoint_check(project->graph, revision, &stale))
            add(check, DUNLIN_FINDING_CHECKPOINT, stale, NULL);
    }
    return TRUE;
}

/* ---- schema files ---- */

static gboolean check_schema(
    DunlinProject *project, const DunlinCheckOptions *options, DunlinCheck *check, GError **error)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new();

    if (!dln_check_schema(project, options->cancellable, check->warnings, findings, error))
        return FALSE;
    for (guint i = 0; i < findings->len; i++)
        add(check, DUNLIN_FINDING_SCHEMA, findings->pdata[i], NULL);
    return TRUE;
}

/* ---- databases ---- */

static GPtrArray *names_at(const DunlinStatus *status, const DunlinPosition *position)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinDatabaseStatus *database = status->databases->pdata[i];
        if (database->position == position)
            g_ptr_array_add(names, database->name);
    }
    return names;
}

static GError *pending_error(const DunlinPosition *position)
{
    const guint n = g_strv_length(position->pending);
    g_autoptr(GString) ids = g_string_new(NULL);
    GError *pending = NULL;

    for (guint i = 0; i < n && i < DLN_ID_LIST_MAX; i++)
        g_string_append_printf(ids, "%s%s", i > 0 ? ", " : "", position->pending[i]);
    if (n > DLN_ID_LIST_MAX)
        g_string_append_printf(ids, " and %u more", n - DLN_ID_LIST_MAX);
    if (position->state == DUNLIN_STATE_PARTIAL)
        dln_error_set(&pending, DUNLIN_ERROR_CONFLICT, NULL,
            "was cut off in a migration; pending: %s", ids->str);
    else
        dln_error_set(&pending, DUNLIN_ERROR_CONFLICT, NULL, "%u migration%s pending: %s", n,
            n == 1 ? "" : "s", ids->str);
    return pending;
}

static gboolean check_databases(
    DunlinProject *project, const DunlinCheckOptions *options, DunlinCheck *check, GError **error)
{
    g_autoptr(DunlinStatus) status = NULL;

    if (!dln_app_status(project, &options->selection, options->cancellable, &status, error))
        return FALSE;
    check->n_databases = status->databases->len;
    for (guint i = 0; i < status->warnings->len; i++)
        g_ptr_array_add(check->warnings, g_strdup(status->warnings->pdata[i]));
    for (guint i = 0; i < status->positions->len; i++) {
        const DunlinPosition *position = status->positions->pdata[i];
        g_autoptr(GPtrArray) names = names_at(status, position);
        if (position->problem != NULL)
            add(check, DUNLIN_FINDING_DATABASE, g_error_copy(position->problem), names);
        else if (position->state != DUNLIN_STATE_CURRENT)
            add(check, DUNLIN_FINDING_PENDING, pending_error(position), names);
    }
    return TRUE;
}

/* ---- all of it ---- */

static const struct {
    DunlinCheckFlags needs;
    gboolean (*run)(DunlinProject *project, const DunlinCheckOptions *options, DunlinCheck *check,
        GError **error);
} checks[] = {
    {DUNLIN_CHECK_FILES, check_sums},
    {DUNLIN_CHECK_FILES, check_heads},
    {DUNLIN_CHECK_FILES, check_checkpoints},
    {DUNLIN_CHECK_SCHEMA, check_schema},
    {DUNLIN_CHECK_DATABASES, check_databases},
};

gboolean dunlin_check(DunlinProject *project, const DunlinCheckOptions *options,
    DunlinCheck **out_check, GError **error)
{
    g_autoptr(DunlinCheck) check = g_new0(DunlinCheck, 1);

    check->findings = g_ptr_array_new_with_free_func(finding_free);
    check->warnings = g_ptr_array_new_with_free_func(g_free);
    check->n_revisions = project->revisions->len;
    for (guint i = 0; i < G_N_ELEMENTS(checks); i++) {
        if (options->flags & checks[i].needs && !checks[i].run(project, options, check, error))
            return FALSE;
    }
    *out_check = g_steal_pointer(&check);
    return TRUE;
}
