/* SPDX-License-Identifier: Apache-2.0 */
/* revisions.c: scopes and engines of the migrations. What their SQL does is lint's business. */
#include "project/revisions.h"

static const DlnScope single_scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

static gboolean refuse(
    const DlnRevision *revision, DunlinErrorCode code, guint line, const char *why, GError **error)
{
    const DunlinErrorFacts facts = {.file = revision->file, .line = line, .revision = revision->id};

    dln_error_set(error, code, &facts, "%s", why);
    return FALSE;
}

/* A format may leave the scope open (0): without tenants there is only one that it can be. */
static gboolean settle_scope(const DunlinProject *project, DlnRevision *revision, GError **error)
{
    const gboolean has_tenants = project->config.tenants_kind != DLN_TENANTS_NONE;

    if (revision->scope == 0 && has_tenants)
        return refuse(revision, DUNLIN_ERROR_SYNTAX, 1,
            "the file says no scope, and the project has tenants; add \"-- dunlin:scope "
            "public|tenant|both\"",
            error);
    if (revision->scope == 0)
        revision->scope = DLN_SCOPE_PUBLIC;
    if (revision->scope == DLN_SCOPE_TENANT && !has_tenants)
        return refuse(revision, DUNLIN_ERROR_CONFIG, revision->line,
            "the migration is for tenants, but the project has none: set tenants.schemas, "
            "tenants.databases or "
            "tenants.files",
            error);
    return TRUE;
}

static gboolean compile_for(DlnRevision *revision, DlnEngineKind engine, GError **error)
{
    if (revision->sections[DLN_DIRECTION_UP][engine].text == NULL) {
        g_autofree char *why =
            g_strdup_printf("the migration has no \"up\" for %s, which it must run on",
                dln_engine_kind_name(engine));
        return refuse(revision, DUNLIN_ERROR_SYNTAX, revision->line, why, error);
    }
    return dln_revision_compile(revision, engine, error);
}

/* Both scopes may be on one engine, which is compiled once. */
gboolean dln_project_compile_revision(
    const DunlinProject *project, DlnRevision *revision, GError **error)
{
    gboolean is_compiled[DLN_N_ENGINES] = {FALSE};

    for (guint i = 0; i < G_N_ELEMENTS(single_scopes); i++) {
        DlnEngineKind engine;
        if ((revision->scope & single_scopes[i]) == 0 ||
            !dln_project_scope_engine(project, single_scopes[i], &engine) || is_compiled[engine])
            continue;
        if (!compile_for(revision, engine, error))
            return FALSE;
        is_compiled[engine] = TRUE;
    }
    return TRUE;
}

gboolean dln_project_prepare_revision(
    const DunlinProject *project, DlnRevision *revision, GError **error)
{
    if (project->config.variables != NULL && revision->variables == NULL) {
        revision->variables = dln_variables_ref(project->config.variables);
        dln_revision_seal_values(revision);
    }
    return settle_scope(project, revision, error) &&
           dln_project_compile_revision(project, revision, error);
}

gboolean dln_project_prepare_revisions(DunlinProject *project, GPtrArray *revisions, GError **error)
{
    guint n_not_run = 0;

    for (guint i = 0; i < revisions->len; i++) {
        DlnRevision *revision = g_ptr_array_index(revisions, i);
        if (!dln_project_prepare_revision(project, revision, error))
            return FALSE;
        if (project->config.system == NULL && revision->scope == DLN_SCOPE_PUBLIC)
            n_not_run++;
    }
    if (n_not_run > 0)
        g_ptr_array_add(project->warnings,
            g_strdup_printf(
                "%u public migration%s will not run here: the project has no system database",
                n_not_run, n_not_run == 1 ? "" : "s"));
    return TRUE;
}
