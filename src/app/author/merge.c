/* SPDX-License-Identifier: Apache-2.0 */
/* merge.c: the verb merge: one revision behind several heads. */
#include <string.h>

#include "app/author/authoring.h"
#include "app/author/branch.h"
#include "app/author/created.h"
#include "dunlin/author.h"
#include "revision/id_list.h"

/* -- Which --------------------------------------------------------------------------------------- */

static guint n_heads(const DunlinProject *project, DlnScope scope)
{
    return dln_graph_heads(project->graph, scope)->len;
}

static gboolean same_heads(const DunlinProject *project)
{
    const GPtrArray *public = dln_graph_heads(project->graph, DLN_SCOPE_PUBLIC);
    const GPtrArray *tenant = dln_graph_heads(project->graph, DLN_SCOPE_TENANT);

    for (guint i = 0; i < public->len; i++) {
        if (!g_ptr_array_find((GPtrArray *)tenant, public->pdata[i], NULL))
            return FALSE;
    }
    return public->len == tenant->len;
}

/* The history that has several heads. */
static gboolean find_branched(const DunlinProject *project, DlnScope *out_scope, GError **error)
{
    const gboolean public = n_heads(project, DLN_SCOPE_PUBLIC) > 1;
    const gboolean tenant = n_heads(project, DLN_SCOPE_TENANT) > 1;

    if (public && tenant && !same_heads(project)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the public history and the tenants' have several heads each: say which to join with "
            "--scope "
            "public, tenant or both");
        return FALSE;
    }
    if (!public && !tenant)
        return dln_refuse(error, "there is nothing to merge: no history has more than one head");
    *out_scope = (public ? DLN_SCOPE_PUBLIC : 0) | (tenant ? DLN_SCOPE_TENANT : 0);
    return TRUE;
}

static gboolean take_heads(const DunlinProject *project, const char *asked_scope,
    DlnScope *out_scope, GPtrArray *revisions, GError **error)
{
    if (asked_scope != NULL ? !dln_branch_choose_scope(project, asked_scope, out_scope, error)
                            : !find_branched(project, out_scope, error))
        return FALSE;
    for (guint i = 0; i < DLN_N_SINGLE_SCOPES; i++) {
        const GPtrArray *heads = dln_graph_heads(project->graph, dln_single_scopes[i]);
        for (guint h = 0; *out_scope & dln_single_scopes[i] && h < heads->len; h++)
            dln_branch_add(revisions, heads->pdata[h]);
    }
    return TRUE;
}

static gboolean take_named(const DunlinProject *project, const DunlinMergeOptions *options,
    DlnScope *out_scope, GPtrArray *revisions, GError **error)
{
    DlnScope mask = DLN_SCOPE_BOTH, common = DLN_SCOPE_BOTH;

    if (options->scope != NULL && !dln_branch_choose_scope(project, options->scope, &mask, error))
        return FALSE;
    for (guint i = 0; options->revisions[i] != NULL; i++) {
        const DlnRevision *revision = dln_branch_find(project, mask, options->revisions[i], error);
        if (revision == NULL)
            return FALSE;
        dln_branch_add(revisions, revision);
        common &= revision->scope;
    }
    *out_scope = options->scope != NULL ? mask : common;
    if (*out_scope != 0)
        return TRUE;
    const DlnRevision *first = revisions->pdata[0];
    for (guint i = 1; i < revisions->len; i++) {
        const DlnRevision *other = revisions->pdata[i];
        if (!(other->scope & first->scope))
            return dln_refuse(error,
                "\"%s\" is of scope %s, \"%s\" of scope %s: they are in no common history",
                first->id, dln_scope_name(first->scope), other->id, dln_scope_name(other->scope));
    }
    return dln_refuse(error, "these revisions are in no common history");
}

/* -- How they lie to each other ------------------------------------------------------------------ */

static gboolean check_unrelated(
    const DunlinProject *project, DlnScope scope, const GPtrArray *members, GError **error)
{
    for (guint i = 0; i < members->len; i++) {
        for (guint k = 0; k < members->len; k++) {
            const DlnRevision *older = members->pdata[i], *newer = members->pdata[k];
            if (i != k && dln_branch_is_below(project->graph, scope, older, newer))
                return dln_refuse(error,
                    "\"%s\" comes before \"%s\" in the history already: there is nothing to merge",
                    older->id, newer->id);
        }
    }
    for (guint i = 0; i < members->len; i++) {
        const DlnRevision *revision = members->pdata[i];
        g_autoptr(GPtrArray) heads = g_ptr_array_new();
        if (dln_branch_is_head(project, scope, revision))
            continue;
        dln_branch_heads_above(project, scope, revision, heads);
        g_autofree char *ids = dln_id_list(heads);
        return dln_refuse(error, "\"%s\" is no head: merge what follows it, %s", revision->id, ids);
    }
    return TRUE;
}

static gboolean check(
    const DunlinProject *project, DlnScope scope, const GPtrArray *revisions, GError **error)
{
    guint most = 0;

    for (guint i = 0; i < DLN_N_SINGLE_SCOPES; i++) {
        g_autoptr(GPtrArray) members = g_ptr_array_new();
        if (!(scope & dln_single_scopes[i]))
            continue;
        for (guint r = 0; r < revisions->len; r++) {
            if (((const DlnRevision *)revisions->pdata[r])->scope & dln_single_scopes[i])
                g_ptr_array_add(members, revisions->pdata[r]);
        }
        most = MAX(most, members->len);
        if (!check_unrelated(project, dln_single_scopes[i], members, error))
            return FALSE;
    }
    if (most > 1)
        return TRUE;
    if (revisions->len == 1)
        return dln_refuse(error, "there is nothing to merge \"%s\" with",
            ((const DlnRevision *)revisions->pdata[0])->id);
    return dln_refuse(error, "there is nothing to merge: the history has one head");
}

/* -- The file ------------------------------------------------------------------------------------ */

static char *own_message(const GPtrArray *revisions)
{
    g_autoptr(GString) message = g_string_new("merge ");

    for (guint i = 0; i < revisions->len; i++)
        g_string_append_printf(message, "%s%s",
            i == 0                   ? ""
            : i + 1 < revisions->len ? ", "
                                     : " and ",
            ((const DlnRevision *)revisions->pdata[i])->id);
    return g_string_free(g_steal_pointer(&message), FALSE);
}

static gboolean means_all(const char *const *revisions)
{
    return revisions == NULL || revisions[0] == NULL ||
           (g_str_equal(revisions[0], "heads") && revisions[1] == NULL);
}

gboolean dunlin_merge(DunlinProject *lender, const DunlinMergeOptions *options,
    DunlinCreated **out_created, GError **error)
{
    g_auto(DlnAuthoring) authoring = {0};
    g_autoptr(GPtrArray) revisions = g_ptr_array_new();
    const char *const labels[] = {options->branch_label, NULL};
    DlnAuthorRequest request = {
        .parents = revisions,
        .labels = labels,
        .rev_id = options->rev_id,
        .flags = DLN_AUTHOR_EXPLICIT | DLN_AUTHOR_FINAL,
    };

    if (!dln_authoring_begin(lender, &authoring, error))
        return FALSE;
    const DunlinProject *project = authoring.project;
    if (means_all(options->revisions)
            ? !take_heads(project, options->scope, &request.scope, revisions, error)
            : !take_named(project, options, &request.scope, revisions, error))
        return FALSE;
    if (!check(project, request.scope, revisions, error))
        return FALSE;
    g_autofree char *message =
        options->message != NULL ? g_strdup(options->message) : own_message(revisions);
    request.message = message;
    return dln_created_write(project, &request, out_created, error);
}
