/* SPDX-License-Identifier: Apache-2.0 */
/* correct.c: the SQL that makes the databases of one group what they should be, tried on a scratch copy of one of them: they are
 * equal, so that it holds for all. It is printed, or executed in each under its lock, ledgers untouched. */
#include "app/common/record.h"
#include "app/drift/drift.h"
#include "app/schema/change.h"
#include "app/schema/diff_text.h"
#include "app/scratch/choice.h"

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
    if (first->database->address->engine == DLN_ENGINE_SQLITE)
        /* The shell would go on behind a copy that failed, and drop what was copied. */
        g_string_append(
            out, "-- Run it with: sqlite3 FILE < SCRIPT, for each by itself.\n.bail on\n");
}

static void append_losses(GString *out, const DlnDiff *diff)
{
    g_autoptr(GPtrArray) losses = dln_diff_losses(diff);

    for (guint i = 0; i < losses->len; i++)
        dln_diff_text_comment(out, "loses ", losses->pdata[i]);
}

/* Within a transaction SQLite's foreign_keys does nothing, and a table that is dropped takes the rows that refer to it along. */
static void append_whole(GString *out, const DlnDiffPart *part)
{
    static const char unheld[] = "PRAGMA foreign_keys = OFF";
    g_autoptr(GPtrArray) steps = g_ptr_array_new();
    DlnDiffPart inside = *part;

    g_string_append_c(out, '\n');
    for (guint i = 0; i < part->steps->len; i++) {
        const DlnDiffStep *step = part->steps->pdata[i];
        if (g_str_equal(step->sql, unheld))
            g_string_append_printf(out, "%s;\n", unheld);
        else
            g_ptr_array_add(steps, (gpointer)step);
    }
    inside.steps = steps;
    g_string_append(out, "BEGIN;\n");
    dln_diff_text_append(out, &inside);
    g_string_append(out, "COMMIT;\n");
}

static char *text_of(const GPtrArray *members, const DlnDiff *diff)
{
    GString *out = g_string_new(NULL);

    append_head(out, members);
    append_losses(out, diff);
    for (guint i = 0; i < diff->parts->len; i++) {
        const DlnDiffPart *part = diff->parts->pdata[i];
        if (part->mode == DLN_DIFF_TRANSACTION) {
            append_whole(out, part);
            continue;
        }
        g_string_append_c(out, '\n');
        dln_diff_text_append(out, part);
    }
    return g_string_free(out, FALSE);
}

/* ---- the change ---- */

/* (transfer full) */
static DlnDiff *find_change(const DlnDriftLook *look, const GPtrArray *members,
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
    return g_steal_pointer(&way.up);
}

char *dunlin_drift_correct(
    DunlinProject *project, const DunlinDriftOptions *options, const char *group, GError **error)
{
    g_auto(DlnDriftLook) look = {.project = project, .cancellable = options->cancellable};
    g_autoptr(GPtrArray) members = NULL;
    g_autoptr(DlnDiff) diff = NULL;

    if (!dln_drift_look(&look, &options->selection, error))
        return NULL;
    members = find_members(&look, group, error);
    if (members != NULL)
        diff = find_change(&look, members, options->renames, error);
    return diff != NULL ? text_of(members, diff) : NULL;
}

/* ---- executing it ---- */

typedef struct {
    const DunlinProject *project;
    const DunlinRunOptions *options;
    DlnDriftLook look;
    GPtrArray *statements; /* (element-type utf8) */
    GHashTable *places;    /* (element-type utf8 -> DlnDriftMember) of the group, of look */
} Correcting;

static void correcting_clear(Correcting *correcting)
{
    g_ptr_array_unref(correcting->statements);
    g_hash_table_unref(correcting->places);
    dln_drift_look_clear(&correcting->look);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Correcting, correcting_clear)

static gboolean check_losses(const Correcting *correcting, const DlnDiff *diff, GError **error)
{
    g_autoptr(GPtrArray) losses = dln_diff_losses(diff);
    g_autoptr(GString) list = g_string_new(NULL);

    if (losses->len == 0 || correcting->options->allow_data_loss != NULL)
        return TRUE;
    for (guint i = 0; i < losses->len; i++)
        g_string_append_printf(list, "\n    %s", (const char *)losses->pdata[i]);
    return dln_refuse(error,
        "this would lose data, and was not done: --allow-data-loss says that it may go:%s",
        list->str);
}

/* What is written for one of them must hold for each. */
static const char *why_not_executable(const GPtrArray *members, const DlnDiff *diff)
{
    const DlnDatabase *first = ((const DlnDriftMember *)members->pdata[0])->database;
    const DlnDiffPart *part = diff->parts->len > 0 ? diff->parts->pdata[0] : NULL;

    if (part == NULL || diff->parts->len > 1 || part->mode != DLN_DIFF_TRANSACTION)
        return "it takes more than one transaction";
    for (guint i = 0; i < part->steps->len; i++) {
        const char *sql = ((const DlnDiffStep *)part->steps->pdata[i])->sql;
        if (g_str_has_prefix(sql, "PRAGMA "))
            return "it has to switch off foreign keys before its transaction";
        if (members->len > 1 && dln_database_is_schema(first) &&
            dln_app_mentions(sql, first->schema))
            return "it speaks of one of the schemas by its name";
    }
    return NULL;
}

static gboolean take_change(
    Correcting *correcting, const GPtrArray *members, const DlnDiff *diff, GError **error)
{
    const char *why = why_not_executable(members, diff);
    const DlnDiffPart *part;

    if (!check_losses(correcting, diff, error))
        return FALSE;
    if (why != NULL) {
        dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
            "the correction cannot be executed here, for %s: print it, and run it in each by "
            "itself",
            why);
        return FALSE;
    }
    part = diff->parts->pdata[0];
    for (guint i = 0; i < part->steps->len; i++)
        g_ptr_array_add(
            correcting->statements, g_strdup(((const DlnDiffStep *)part->steps->pdata[i])->sql));
    for (guint i = 0; i < members->len; i++) {
        DlnDriftMember *member = members->pdata[i];
        g_hash_table_insert(correcting->places, member->database->place, member);
    }
    return TRUE;
}

static gboolean find_correction(Correcting *correcting, GError **error)
{
    const DunlinRunOptions *options = correcting->options;
    DlnDriftLook *look = &correcting->look;
    g_autoptr(GPtrArray) members = NULL;
    g_autoptr(DlnDiff) diff = NULL;

    if (!dln_drift_look(look, &options->selection, error))
        return FALSE;
    members = find_members(look, options->target, error);
    if (members != NULL)
        diff = find_change(look, members, options->renames, error);
    return diff != NULL && take_change(correcting, members, diff, error);
}

/* The ledger says already that it has what is brought. Who is not of the group is left alone. */
static gboolean correct(const DlnRunTarget *target, const DlnLedger *ledger, gpointer user_data,
    DlnCorrection *out_correction, GError **error)
{
    const Correcting *correcting = user_data;

    if (!g_hash_table_contains(correcting->places, target->place))
        return TRUE;
    out_correction->wanted = dln_applied_ref(ledger->applied);
    out_correction->statements = g_ptr_array_ref(correcting->statements);
    return TRUE;
}

/* Where the connection was lost before it was said whether it has been done. */
static gboolean is_corrected(const DlnRunTarget *target, gpointer user_data)
{
    const Correcting *correcting = user_data;
    const DlnDriftMember *member = g_hash_table_lookup(correcting->places, target->place);
    g_autoptr(DlnSchema) found =
        member != NULL ? dln_drift_inspect(&correcting->look, member, NULL) : NULL;

    return found != NULL && dln_schema_equal(member->place->expected->schema, found);
}

static void prove(DlnFleet *fleet, gpointer user_data)
{
    const Correcting *correcting = user_data;
    g_auto(DlnDriftLook) look = {
        .project = correcting->project,
        .which = DLN_DRIFT_CHANGED,
        .cancellable = correcting->options->cancellable,
        .fleet = fleet,
    };

    dln_drift_compare(&look, DLN_SCOPE_BOTH);
    dln_drift_fail_changed(
        &look, "its schema is not what its migrations build, for it was another one by then");
    dln_drift_hand_over(&look);
}

gboolean dunlin_drift_apply(DunlinProject *project, const DunlinRunOptions *options,
    DunlinRunReport **out_report, GError **error)
{
    g_auto(Correcting) correcting = {
        .project = project,
        .options = options,
        .look = {.project = project, .cancellable = options->cancellable},
        .statements = g_ptr_array_new_with_free_func(g_free),
        .places = g_hash_table_new(g_str_hash, g_str_equal),
    };
    const DlnAppRecord record = {
        .project = project,
        .options = options,
        .command = "drift --correct",
        .target = options->target,
        .correct = correct,
        .is_corrected = is_corrected,
        .user_data = &correcting,
        .prove = prove,
    };

    return find_correction(&correcting, error) && dln_app_record(&record, out_report, error);
}
