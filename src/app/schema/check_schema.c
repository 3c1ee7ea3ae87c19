/* SPDX-License-Identifier: Apache-2.0 */
/* check_schema.c: both schemas side by side. No way from one to the other is looked for: that a difference is there is all that a
 * check tells. */
#include "app/schema/check_schema.h"

#include "app/author/branch.h"
#include "app/common/context.h"
#include "app/schema/change.h"
#include "app/schema/pair.h"

#define MAX_LINES 10

static GError *disagree(const DlnState *from, const DlnState *to)
{
    /* What is "missing" is so in the migrations. */
    g_auto(GStrv) lines = dln_difference_lines(to->schema, from->schema);
    const guint n = g_strv_length(lines);
    g_autoptr(GString) list = g_string_new(NULL);
    GError *error = NULL;

    for (guint i = 0; i < n && i < MAX_LINES; i++)
        g_string_append_printf(list, "%s%s", i > 0 ? "; " : "", lines[i]);
    if (n > MAX_LINES)
        g_string_append_printf(list, "; and %u more", n - MAX_LINES);
    dln_error_set(&error, DUNLIN_ERROR_CONFLICT, NULL,
        "%s and the migrations disagree, `dunlin revision --autogenerate` writes what is missing: "
        "%s",
        to->source->shown, list->str);
    return error;
}

/* As whoever writes the migration will: of hints alone, for what else may have been renamed is a part of the difference.
 * NULL: they are right, or done. */
static GError *judge_hints(const DlnState *from, const DlnState *to)
{
    const DlnRenameOptions options = {
        .from = from->schema,
        .to = to->schema,
        .wishes = to->wishes,
        .policy = DLN_RENAMES_NEVER,
    };
    GError *error = NULL;
    g_autoptr(GPtrArray) renames = dln_rename_decide(&options, &error);

    return error;
}

static gboolean check_scope(const DunlinProject *project, DlnScope scope,
    const DlnStateOptions *options, GPtrArray *out_findings, GError **error)
{
    const DlnStateSource from_source = dln_state_of_migrations(project, scope);
    DlnStateSource to_source;
    g_auto(DlnPair) pair = {0};

    if (!dln_state_of_desired(project, scope, &to_source, error) ||
        !dln_pair_read(&from_source, &to_source, options, &pair, NULL, error))
        return FALSE;
    GError *wrong_hint = judge_hints(&pair.from, &pair.to);
    if (wrong_hint != NULL)
        g_ptr_array_add(out_findings, wrong_hint);
    if (!dln_schema_equal(pair.from.schema, pair.to.schema))
        g_ptr_array_add(out_findings, disagree(&pair.from, &pair.to));
    dln_pair_end(&pair);
    return TRUE;
}

gboolean dln_check_schema(const DunlinProject *project, GCancellable *cancellable,
    GPtrArray *warnings, GPtrArray *out_findings, GError **error)
{
    g_autofree char *run_id = dln_app_new_run_id();
    guint number = 0, scopes = 0;
    const DlnStateOptions options = {
        .run_id = run_id,
        .number = &number,
        .warnings = warnings,
        .cancellable = cancellable,
        .interrupt = cancellable,
    };

    if (dln_state_desired(project, DLN_SCOPE_PUBLIC) == NULL &&
        dln_state_desired(project, DLN_SCOPE_TENANT) == NULL)
        return TRUE;
    if (!dln_state_scopes(project, NULL, &scopes, error))
        return FALSE;
    for (guint i = 0; i < DLN_N_SINGLE_SCOPES; i++) {
        if (scopes & dln_single_scopes[i] &&
            !check_scope(project, dln_single_scopes[i], &options, out_findings, error))
            return FALSE;
    }
    return TRUE;
}
