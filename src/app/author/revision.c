/* SPDX-License-Identifier: Apache-2.0 */
/* revision.c: the verb revision: the next migration file, ready to be filled in, or those of a template. */
#include "app/author/revision.h"

#include <string.h>

#include "app/author/author.h"
#include "app/author/authoring.h"
#include "app/author/branch.h"
#include "app/author/created.h"
#include "app/author/template_text.h"
#include "dunlin/author.h"
#include "revision/id_list.h"

/* -- What it follows ----------------------------------------------------------------------------- */

static gboolean refuse_several(
    const DunlinProject *project, DlnScope scope, const GPtrArray *heads, GError **error)
{
    const char *history = dln_branch_history_name(project, scope);
    g_autofree char *ids = dln_id_list(heads);

    dln_error_set(error, DUNLIN_ERROR_GRAPH, NULL,
        "the %s%shistory has %u heads, %s: say with --head which one the migration follows, or "
        "join them "
        "first with `dunlin merge`",
        history, *history != '\0' ? " " : "", heads->len, ids);
    return FALSE;
}

/* The only head of the history; nothing where it is empty. */
static gboolean add_head(
    const DunlinProject *project, DlnScope scope, GPtrArray *parents, GError **error)
{
    const GPtrArray *heads = dln_graph_heads(project->graph, scope);

    if (heads->len > 1)
        return refuse_several(project, scope, heads, error);
    if (heads->len == 1)
        dln_branch_add(parents, heads->pdata[0]);
    return TRUE;
}

/* "label@head". */
static gboolean add_branch_head(const DunlinProject *project, DlnScope scope, const char *text,
    GPtrArray *parents, GError **error)
{
    g_autofree char *label = g_strndup(text, strcspn(text, "@"));
    const DlnRevision *revision = dln_branch_find(project, scope, label, error);
    g_autoptr(GPtrArray) heads = g_ptr_array_new();

    if (revision == NULL)
        return FALSE;
    for (guint i = 0; i < DLN_N_SINGLE_SCOPES; i++) {
        if (scope & revision->scope & dln_single_scopes[i])
            dln_branch_heads_above(project, dln_single_scopes[i], revision, heads);
    }
    if (heads->len > 1)
        return refuse_several(project, scope & revision->scope, heads, error);
    dln_branch_add(parents, heads->pdata[0]);
    return TRUE;
}

static gboolean is_followed(const GPtrArray *parents, DlnScope scope)
{
    for (guint i = 0; i < parents->len; i++) {
        if (((const DlnRevision *)parents->pdata[i])->scope & scope)
            return TRUE;
    }
    return FALSE;
}

/* Adds what text names, and the head of each history in which it names nothing. */
static gboolean add_named(const DunlinProject *project, DlnScope scope, const char *text,
    GPtrArray *parents, GError **error)
{
    if (g_str_has_suffix(text, "@head")) {
        if (!add_branch_head(project, scope, text, parents, error))
            return FALSE;
    } else {
        const DlnRevision *revision = dln_branch_find(project, scope, text, error);
        if (revision == NULL)
            return FALSE;
        dln_branch_add(parents, revision);
    }
    for (guint i = 0; i < DLN_N_SINGLE_SCOPES; i++) {
        if (scope & dln_single_scopes[i] && !is_followed(parents, dln_single_scopes[i]) &&
            !add_head(project, dln_single_scopes[i], parents, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean find_parents(const DunlinProject *project, DlnScope scope,
    const DunlinRevisionOptions *options, GPtrArray *parents, GError **error)
{
    const char *head = options->head;

    if (g_strcmp0(head, "base") == 0)
        return TRUE;
    if (head != NULL && !g_str_equal(head, "head") && !g_str_equal(head, "heads"))
        return add_named(project, scope, head, parents, error);
    for (guint i = 0; i < DLN_N_SINGLE_SCOPES; i++) {
        const GPtrArray *heads = dln_graph_heads(project->graph, dln_single_scopes[i]);
        if (!(scope & dln_single_scopes[i]))
            continue;
        for (guint h = 0; g_strcmp0(head, "heads") == 0 && h < heads->len; h++)
            dln_branch_add(parents, heads->pdata[h]);
        if (g_strcmp0(head, "heads") != 0 &&
            !add_head(project, dln_single_scopes[i], parents, error))
            return FALSE;
    }
    return TRUE;
}

/* A revision behind one that is no head begins a branch, which must be meant. */
static gboolean check_heads(
    const DunlinProject *project, DlnScope scope, const GPtrArray *parents, GError **error)
{
    for (guint i = 0; i < parents->len; i++) {
        const DlnRevision *parent = parents->pdata[i];
        for (guint s = 0; s < DLN_N_SINGLE_SCOPES; s++) {
            if (!(scope & parent->scope & dln_single_scopes[s]) ||
                dln_branch_is_head(project, dln_single_scopes[s], parent))
                continue;
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "\"%s\" is no head: another migration follows it; --splice begins a branch there",
                parent->id);
            return FALSE;
        }
    }
    return TRUE;
}

/* -- The rest ------------------------------------------------------------------------------------ */

static gboolean find_depends(
    const DunlinProject *project, const char *const *asked, char ***out_names, GError **error)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();

    for (guint i = 0; asked != NULL && asked[i] != NULL; i++) {
        const DlnRevision *revision = dln_branch_find(project, DLN_SCOPE_BOTH, asked[i], error);
        g_autofree char *name =
            revision != NULL ? dln_author_name_of(project, revision, error) : NULL;
        if (name == NULL)
            return FALSE;
        g_strv_builder_add(names, name);
    }
    *out_names = g_strv_builder_end(names);
    return TRUE;
}

static gboolean find_directory(
    const DunlinProject *project, const char *asked, guint *out_directory, GError **error)
{
    char **paths = project->config.migrations;
    char **displays = project->config.migrations_display;

    *out_directory = 0;
    if (asked == NULL)
        return TRUE;
    g_autofree char *path = g_canonicalize_filename(asked, project->root);
    for (guint i = 0; paths[i] != NULL; i++) {
        if (g_str_equal(paths[i], path)) {
            *out_directory = i;
            return TRUE;
        }
    }
    g_autofree char *list = g_strjoinv(", ", displays);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "\"%s\" is none of the project's directories of migrations (%s): \"migrations\" in "
        "dunlin.yaml lists them",
        asked, list);
    return FALSE;
}

gboolean dln_revision_read_options(const DunlinProject *project,
    const DunlinRevisionOptions *options, DlnAuthorRequest *request, GPtrArray *parents,
    char ***depends, GError **error)
{
    *request = (DlnAuthorRequest){
        .message = options->message,
        .parents = parents,
        .rev_id = options->rev_id,
        .flags = options->head != NULL ? DLN_AUTHOR_EXPLICIT : 0,
    };
    if (!dln_branch_choose_scope(project, options->scope, &request->scope, error) ||
        !find_parents(project, request->scope, options, parents, error) ||
        (!options->splice && !check_heads(project, request->scope, parents, error)) ||
        !find_depends(project, options->depends_on, depends, error) ||
        !find_directory(project, options->version_path, &request->directory, error))
        return FALSE;
    request->depends = (const char *const *)*depends;
    return TRUE;
}

gboolean dunlin_revision_create(DunlinProject *lender, const DunlinRevisionOptions *options,
    DunlinCreated **out_created, GError **error)
{
    const char *const labels[] = {options->branch_label, NULL};
    g_autoptr(GPtrArray) parents = g_ptr_array_new();
    g_auto(GStrv) depends = NULL;
    g_auto(DlnAuthoring) authoring = {0};
    DlnAuthorRequest request;

    if (!dln_authoring_begin(lender, &authoring, error) ||
        !dln_revision_read_options(authoring.project, options, &request, parents, &depends, error))
        return FALSE;
    request.labels = labels;
    return dln_created_write(authoring.project, &request, out_created, error);
}

/* -- Templates ----------------------------------------------------------------------------------- */

/* The engines of the scope's databases; all where no database is configured. */
static guint engines_of(const DunlinProject *project, DlnScope scope)
{
    guint engines = 0;

    for (guint i = 0; i < DLN_N_SINGLE_SCOPES; i++) {
        DlnEngineKind engine;
        if (scope & dln_single_scopes[i] &&
            dln_project_scope_engine(project, dln_single_scopes[i], &engine))
            engines |= DLN_TEMPLATE_ENGINE(engine);
    }
    return engines != 0 ? engines : (1u << DLN_N_ENGINES) - 1;
}

/* "add notes (2 of 3)" for a message of the user's own. (transfer full) */
static char *message_of(const DunlinRevisionOptions *options, const GPtrArray *texts, guint index)
{
    const DlnTemplateText *text = texts->pdata[index];

    if (options->message == NULL)
        return g_strdup(text->message);
    if (texts->len == 1)
        return g_strdup(options->message);
    return g_strdup_printf("%s (%u of %u)", options->message, index + 1, texts->len);
}

static GPtrArray *write_texts(const DunlinProject *project, const DunlinRevisionOptions *options,
    const DlnAuthorRequest *common, const GPtrArray *texts, GError **error)
{
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) requests = g_array_new(FALSE, FALSE, sizeof(DlnAuthorRequest));

    if (options->rev_id != NULL && texts->len > 1) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "--rev-id is for one migration, but the template writes %u", texts->len);
        return NULL;
    }
    for (guint i = 0; i < texts->len; i++) {
        DlnAuthorRequest request = *common;
        request.message = message_of(options, texts, i);
        request.body = ((const DlnTemplateText *)texts->pdata[i])->body;
        g_ptr_array_add(messages, (gpointer)request.message);
        g_array_append_val(requests, request);
    }
    return dln_created_write_all(
        project, (const DlnAuthorRequest *)(gpointer)requests->data, requests->len, error);
}

GPtrArray *dunlin_revision_from_template(DunlinProject *lender,
    const DunlinRevisionOptions *options, const char *template_name, const char *const *values,
    GError **error)
{
    const char *const labels[] = {options->branch_label, NULL};
    g_autoptr(GPtrArray) templates = dln_templates_load(lender, error);
    g_auto(DlnAuthoring) authoring = {0};
    g_autoptr(GPtrArray) parents = g_ptr_array_new();
    g_auto(GStrv) depends = NULL;
    DlnAuthorRequest request;

    const DlnTemplate *template =
        templates != NULL ? dln_templates_find(templates, template_name, error) : NULL;
    if (template == NULL || !dln_authoring_begin(lender, &authoring, error))
        return NULL;
    const DunlinProject *project = authoring.project;
    if (!dln_revision_read_options(project, options, &request, parents, &depends, error))
        return NULL;
    const guint engines = engines_of(project, request.scope);
    g_autoptr(DlnTemplateValues) given = dln_template_values_read(template, values, engines, error);
    g_autoptr(GPtrArray) texts =
        given != NULL ? dln_template_texts(template, given, engines, error) : NULL;
    request.labels = labels;
    return texts != NULL ? write_texts(project, options, &request, texts, error) : NULL;
}
