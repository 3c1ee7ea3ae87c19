/* SPDX-License-Identifier: Apache-2.0 */
/* data.c: the rows that are put in while migrations are verified: which files, and when. */
#include <string.h>

#include "app/verify/verify.h"
#include "lint/gate.h"
#include "lint/outside.h"
#include "project/text_file.h"

static void data_free(DlnVerifyData *data)
{
    g_free(data->file);
    g_free(data->text);
    g_free(data->after);
    g_free(data);
}

gboolean dln_verify_read_data(DlnVerify *verify, GError **error)
{
    const char *const *texts = verify->options->data;

    verify->data = g_ptr_array_new_with_free_func((GDestroyNotify)data_free);
    for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
        DlnVerifyData *data = g_new0(DlnVerifyData, 1);
        const char *equals = strchr(texts[i], '=');
        g_ptr_array_add(verify->data, data);
        data->file = g_strdup(equals != NULL ? equals + 1 : texts[i]);
        data->after = equals != NULL ? g_strndup(texts[i], (gsize)(equals - texts[i])) : NULL;
        if (!dln_text_file_read(data->file, data->file, DLN_TEXT_FILE_REQUIRED, &data->text, error))
            return FALSE;
    }
    return TRUE;
}

static void warn_if_late(
    const DlnVerifyScope *scope, const DlnVerifyData *data, const DlnRevision *after)
{
    const GPtrArray *wanted = scope->wanted;

    if (after != NULL && wanted->len > 0 && wanted->pdata[wanted->len - 1] == after)
        g_ptr_array_add(scope->verify->report->warnings,
            g_strdup_printf("--with-data %s: no migration is verified behind \"%s\", so none is "
                            "verified with these rows",
                data->file, after->id));
}

/* Behind which revision; nothing where that is not in this scope. */
static gboolean find_place(const DlnVerifyScope *scope, const DlnVerifyData *data,
    const DlnRevision **out_after, gboolean *out_has, GError **error)
{
    const DlnGraph *graph = scope->verify->project->graph;
    g_autoptr(GPtrArray) candidates = NULL;

    *out_after = NULL;
    *out_has = scope->wanted->len > 0;
    if (data->after == NULL) {
        /* With nothing before the last one there are no tables yet. */
        if (scope->before->len == 0 && scope->wanted->len == 1)
            *out_after = scope->wanted->pdata[0];
        warn_if_late(scope, data, *out_after);
        return TRUE;
    }
    candidates = dln_graph_candidates(graph, scope->scope, data->after);
    *out_has = candidates->len > 0;
    if (candidates->len == 0)
        return TRUE;
    *out_after = dln_graph_resolve(graph, scope->scope, data->after, error);
    if (*out_after == NULL)
        return FALSE;
    if (g_ptr_array_find(scope->before, *out_after, NULL) ||
        g_ptr_array_find(scope->wanted, *out_after, NULL)) {
        warn_if_late(scope, data, *out_after);
        return TRUE;
    }
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "--with-data: \"%s\" is not among the migrations that are applied here", data->after);
    return FALSE;
}

gboolean dln_verify_prepare_loads(DlnVerifyScope *scope, GError **error)
{
    const GPtrArray *all = scope->verify->data;

    for (guint i = 0; i < all->len; i++) {
        const DlnVerifyData *data = all->pdata[i];
        const DlnSource source = {data->file, data->text, strlen(data->text), 1, 1};
        const DlnRevision *after = NULL;
        gboolean has = FALSE;
        if (!find_place(scope, data, &after, &has, error))
            return FALSE;
        if (!has)
            continue;
        DlnVerifyLoad *load = g_new0(DlnVerifyLoad, 1);
        load->after = after;
        g_ptr_array_add(scope->loads, load);
        if (!dln_script_parse(scope->engine, &source, &load->script, error) ||
            !dln_gate_check_within(load->script, 0, error) ||
            !dln_outside_check(load->script, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_known(const DlnVerify *verify, const char *name)
{
    for (guint i = 0; i < verify->scopes->len; i++) {
        const DlnVerifyScope *scope = verify->scopes->pdata[i];
        g_autoptr(GPtrArray) candidates =
            dln_graph_candidates(verify->project->graph, scope->scope, name);
        if (candidates->len > 0)
            return TRUE;
    }
    return FALSE;
}

gboolean dln_verify_check_data(const DlnVerify *verify, GError **error)
{
    for (guint i = 0; i < verify->data->len; i++) {
        const DlnVerifyData *data = verify->data->pdata[i];
        if (data->after == NULL && verify->scopes->len > 1) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "--with-data %s: say which migrations it is for: REVISION=%s, or --public, or "
                "--tenants",
                data->file, data->file);
            return FALSE;
        }
        if (data->after != NULL && !is_known(verify, data->after)) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "--with-data: no migration that is verified is called \"%s\"", data->after);
            return FALSE;
        }
    }
    return TRUE;
}
