/* SPDX-License-Identifier: Apache-2.0 */
/* drift_correct.c: the SQL that makes the databases of one group what they should be, tried on a scratch copy of one of them. They
 * are equal, so that it holds for all. Writes to none of them. */
#include <string.h>

#include "app/change.h"
#include "app/diff_text.h"
#include "app/drift.h"

/* Behind those of the look. */
#define FIRST_NUMBER 100000

/* Those whose group begins so. (transfer container) (element-type DlnDriftMember) */
static GPtrArray *find_members(const DlnDriftLook *look, const char *group, GError **error)
{
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    g_autofree char *found = NULL;

    for (guint i = 0; i < look->members->len; i++) {
        DlnDriftMember *member = look->members->pdata[i];
        g_autofree char *id = dln_drift_differs(member) ? dln_drift_group_id(member) : g_strdup("");
        if (*group == '\0' || !g_str_has_prefix(id, group))
            continue;
        if (found != NULL && !g_str_equal(found, id)) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "\"%s\" begins the names of several groups: \"%s\" and \"%s\"", group, found, id);
            return NULL;
        }
        g_free(found);
        found = g_steal_pointer(&id);
        g_ptr_array_add(members, member);
    }
    if (members->len > 0)
        return g_steal_pointer(&members);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "no database differs in a way that is called \"%s\" now: `dunlin drift` tells which there "
        "are",
        group);
    return NULL;
}

/* ---- text ---- */

static void append_head(GString *out, const GPtrArray *members)
{
    const DlnDriftMember *first = members->pdata[0];

    g_string_append(out, "-- Makes the schema what its migrations build; tried on a scratch copy.\n"
                         "-- For these databases alone, which were found equal:\n");
    for (guint i = 0; i < members->len; i++) {
        const DlnDatabase *database = ((const DlnDriftMember *)members->pdata[i])->database;
        g_autofree char *text = g_strdup_printf("%s (%s)", database->name, database->place);
        dln_diff_text_comment(out, "  ", text);
    }
    if (first->database->schema != NULL)
        g_string_append(out,
            "-- Names are unqualified: run it with search_path = the schema, in each by itself.\n");
}

static void append_losses(GString *out, const DlnDiff *diff)
{
    g_autoptr(GPtrArray) losses = dln_diff_losses(diff);

    for (guint i = 0; i < losses->len; i++)
        dln_diff_text_comment(out, "loses ", losses->pdata[i]);
}

static char *text_of(const GPtrArray *members, const DlnDiff *diff)
{
    GString *out = g_string_new(NULL);

    append_head(out, members);
    append_losses(out, diff);
    for (guint i = 0; i < diff->parts->len; i++) {
        const DlnDiffPart *part = diff->parts->pdata[i];
        gboolean is_whole = part->mode == DLN_DIFF_TRANSACTION;
        g_string_append(out, is_whole ? "\nBEGIN;\n" : "\n");
        dln_diff_text_append(out, part);
        g_string_append(out, is_whole ? "COMMIT;\n" : "");
    }
    return g_string_free(out, FALSE);
}

/* ---- the change ---- */

static char *change(const DlnDriftLook *look, const GPtrArray *members,
    const DunlinRenameOptions *renames, GError **error)
{
    const DlnChangeOptions as_asked = {.renames = renames};
    const DlnDriftMember *first = members->pdata[0];
    guint number = FIRST_NUMBER;
    const DlnStateSource source = {
        .kind = DLN_STATE_DATABASE,
        .project = look->project,
        .scope = first->database->scope,
        .shown = first->database->place,
        .database = first->database,
    };
    const DlnStateOptions options = {
        .run_id = look->run_id,
        .number = &number,
        /* Those of one group have one schema, but may have been granted to many. */
        .flags = DLN_STAGE_NO_PRIVILEGES,
        .warnings = look->warnings,
        .cancellable = look->cancellable,
        .interrupt = look->cancellable,
    };
    const DlnState to = {.schema = first->place->expected->schema};
    g_auto(DlnState) from = {0};
    g_auto(DlnChange) way = {0};

    if (!dln_state_read(&source, &options, &from, error) ||
        !dln_change_find(&from, &to, &as_asked, &options, &way, error))
        return NULL;
    return text_of(members, way.up);
}

char *dunlin_drift_correct(
    DunlinProject *project, const DunlinDriftOptions *options, const char *group, GError **error)
{
    g_auto(DlnDriftLook) look = {.project = project, .cancellable = options->cancellable};
    g_autoptr(GPtrArray) members = NULL;

    if (!dln_drift_look(&look, &options->selection, error))
        return NULL;
    members = find_members(&look, group, error);
    return members != NULL ? change(&look, members, options->renames, error) : NULL;
}
