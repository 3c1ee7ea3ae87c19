/* SPDX-License-Identifier: Apache-2.0 */
/* diff.c: the verb diff: two states of a schema, and the way from one to the other. */
#include "dunlin/diff.h"

#include "app/author/branch.h"
#include "app/common/context.h"
#include "app/common/look.h"
#include "app/schema/begin.h"
#include "app/schema/change.h"
#include "app/schema/diff_text.h"
#include "app/schema/pair.h"
#include "app/schema/side.h"

/* One comparison after the other. */
typedef struct {
    const DunlinDiffOptions *options;
    char *run_id;
    guint number;
    DlnStateOptions state;
    DunlinDiff *diff;
} Work;

static void difference_free(gpointer data)
{
    DunlinDifference *difference = data;

    g_free(difference->from);
    g_free(difference->to);
    g_free(difference->from_fingerprint);
    g_free(difference->to_fingerprint);
    g_ptr_array_unref(difference->parts);
    g_strfreev(difference->lines);
    g_strfreev(difference->losses);
    g_strfreev(difference->notes);
    g_free(difference->sql);
    dln_diff_free(difference->owned);
    g_free(difference);
}

void dunlin_diff_free(DunlinDiff *diff)
{
    if (diff == NULL)
        return;
    g_ptr_array_unref(diff->differences);
    g_ptr_array_unref(diff->warnings);
    g_free(diff);
}

static void work_clear(Work *work)
{
    g_free(work->run_id);
    g_clear_pointer(&work->diff, dunlin_diff_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* ---- telling ---- */

static void part_free(gpointer data)
{
    DunlinDiffPart *part = data;

    for (guint i = 0; i < part->n_steps; i++) {
        g_strfreev(part->steps[i].losses);
        g_strfreev(part->steps[i].notes);
    }
    g_free(part->steps);
    g_free(part);
}

static DunlinDiffPart *tell_part(const DlnDiffPart *from)
{
    DunlinDiffPart *part = g_new0(DunlinDiffPart, 1);

    part->in_transaction = from->mode == DLN_DIFF_TRANSACTION;
    part->n_steps = from->steps->len;
    part->steps = g_new0(DunlinDiffStep, part->n_steps);
    for (guint i = 0; i < part->n_steps; i++) {
        const DlnDiffStep *step = from->steps->pdata[i];
        part->steps[i] = (DunlinDiffStep){step->sql, step->about, dln_diff_text_list(step->losses),
            dln_diff_text_list(step->notes)};
    }
    return part;
}

/* Takes texts. */
static char **take_list(GPtrArray *texts)
{
    char **list = dln_diff_text_list(texts);

    g_ptr_array_unref(texts);
    return list;
}

static gboolean copies(const DlnDiff *diff)
{
    for (guint i = 0; i < diff->parts->len; i++) {
        if (dln_diff_text_copies(diff->parts->pdata[i]))
            return TRUE;
    }
    return FALSE;
}

/* Each part says how it is to be executed, where there is something to say. */
static char *sql_of(const DlnDiff *diff, DlnEngineKind engine)
{
    g_autoptr(GString) sql = g_string_new(NULL);

    if (copies(diff))
        g_string_append_printf(sql,
            "-- Rows are copied and their old table dropped: run it with `%s`, which ends where a "
            "statement fails.\n\n",
            engine == DLN_ENGINE_SQLITE ? "sqlite3 -bail" : "psql -v ON_ERROR_STOP=1");

    for (guint i = 0; i < diff->parts->len; i++) {
        const DlnDiffPart *part = diff->parts->pdata[i];
        if (i > 0)
            g_string_append_c(sql, '\n');
        if (part->mode == DLN_DIFF_NO_TRANSACTION)
            g_string_append(sql, "-- Outside a transaction, each statement by itself:\n\n");
        else if (diff->parts->len > 1)
            g_string_append(sql, "-- In one transaction:\n\n");
        dln_diff_text_append(sql, part);
    }
    return g_string_free(g_steal_pointer(&sql), FALSE);
}

static DunlinDifference *tell(const DlnState *from, const DlnState *to, DlnDiff *diff)
{
    DunlinDifference *difference = g_new0(DunlinDifference, 1);

    difference->scope = dln_event_scope(from->source->scope);
    difference->from = g_strdup(from->source->shown);
    difference->to = g_strdup(to->source->shown);
    difference->engine = dln_engine_kind_name(from->schema->engine);
    difference->from_fingerprint = dln_schema_fingerprint(from->schema);
    difference->to_fingerprint = dln_schema_fingerprint(to->schema);
    difference->parts = g_ptr_array_new_with_free_func(part_free);
    for (guint i = 0; i < diff->parts->len; i++)
        g_ptr_array_add(difference->parts, tell_part(diff->parts->pdata[i]));
    difference->lines = dln_difference_lines(from->schema, to->schema);
    difference->losses = take_list(dln_diff_losses(diff));
    difference->notes = take_list(dln_diff_notes(diff));
    difference->sql = sql_of(diff, from->schema->engine);
    difference->owned = diff;
    return difference;
}

/* ---- comparing ---- */

static gboolean compare(
    Work *work, const DlnStateSource *from_source, const DlnStateSource *to_source, GError **error)
{
    const DlnChangeOptions options = {
        .flags = work->options->online ? DLN_DIFF_ONLINE : DLN_DIFF_PLAIN,
        .renames = &work->options->renames,
    };
    g_auto(DlnPair) pair = {0};
    g_auto(DlnChange) found = {0};

    if (!dln_pair_read(from_source, to_source, &work->state, &pair, NULL, error) ||
        !dln_change_find(&pair.from, &pair.to, &options, &work->state, &found, error))
        return FALSE;
    g_ptr_array_add(
        work->diff->differences, tell(&pair.from, &pair.to, g_steal_pointer(&found.up)));
    dln_pair_end(&pair);
    return TRUE;
}

static gboolean compare_sides(
    Work *work, const DunlinProjectOptions *project_options, GError **error)
{
    g_auto(DlnSide) from = {0}, to = {0};

    return dln_side_pair(project_options, work->options, &from, &to, error) &&
           compare(work, &from.source, &to.source, error);
}

/* ---- a project's ---- */

static gboolean compare_scope(
    Work *work, const DunlinProject *project, DlnScope scope, GError **error)
{
    const DlnStateSource from = dln_state_of_migrations(project, scope);
    DlnStateSource to;

    return dln_state_of_desired(project, scope, &to, error) && compare(work, &from, &to, error);
}

static gboolean compare_database(Work *work, DunlinProject *project, GError **error)
{
    g_autoptr(DlnFleet) fleet = dln_fleet_new(project);
    DlnStateSource from, to;

    return dln_begin_at_database(
               fleet, &work->options->selection, work->options->cancellable, &from, error) &&
           dln_state_of_desired(project, from.scope, &to, error) &&
           compare(work, &from, &to, error);
}

static gboolean compare_project(
    Work *work, const DunlinProjectOptions *project_options, GError **error)
{
    g_autoptr(DunlinProject) project = dln_project_load(project_options, DLN_LOAD_ALL, error);
    guint scopes;

    if (project == NULL)
        return FALSE;
    for (guint i = 0; i < project->warnings->len; i++)
        g_ptr_array_add(work->diff->warnings, g_strdup(project->warnings->pdata[i]));
    if (work->options->from_database)
        return compare_database(work, project, error);
    if (!dln_state_scopes(project, work->options->scope, &scopes, error))
        return FALSE;
    for (guint i = 0; i < DLN_N_SINGLE_SCOPES; i++) {
        if (scopes & dln_single_scopes[i] &&
            !compare_scope(work, project, dln_single_scopes[i], error))
            return FALSE;
    }
    return TRUE;
}

/* What would be asked for and not be done is refused: an answer about something else looks the same. */
static gboolean check_options(const DunlinDiffOptions *options, GError **error)
{
    const gboolean selects = !dln_app_is_nothing_asked(&options->selection);
    const char *problem = NULL;
    DlnEngineKind engine;

    if (options->engine != NULL && !dln_engine_kind_from_name(options->engine, &engine)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "--engine \"%s\": it is postgres or sqlite",
            options->engine);
        return FALSE;
    }
    if ((options->from == NULL) != (options->to == NULL))
        problem = "--from and --to go together: without them, the project's migrations are "
                  "compared with its schema files";
    else if (options->from != NULL && options->from_database)
        problem = "--from-database is for a project; name the database with --from URL";
    else if (options->from != NULL && selects)
        problem = "--public, --tenants and --tenant are for a project: --from and --to name what "
                  "is compared";
    else if (options->from == NULL && options->engine != NULL)
        problem = "--engine is for --from and --to: in a project, the engine is that of its "
                  "databases";
    else if (selects && !options->from_database)
        problem =
            "--public, --tenants and --tenant are for --from-database: without it no database "
            "is looked at, and --scope chooses one of the schema files";
    else if (options->scope != NULL && options->from_database)
        problem = "--scope is for the migrations: with --from-database, --public or --tenant NAME "
                  "says which database";
    if (problem != NULL)
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "%s", problem);
    return problem == NULL;
}

gboolean dunlin_diff(const DunlinProjectOptions *project_options, const DunlinDiffOptions *options,
    DunlinDiff **out_diff, GError **error)
{
    static const DunlinProjectOptions defaults;
    g_auto(Work) work = {.options = options, .run_id = dln_app_new_run_id()};

    if (project_options == NULL)
        project_options = &defaults;
    work.diff = g_new0(DunlinDiff, 1);
    work.diff->differences = g_ptr_array_new_with_free_func(difference_free);
    work.diff->warnings = g_ptr_array_new_with_free_func(g_free);
    work.state = (DlnStateOptions){
        .run_id = work.run_id,
        .number = &work.number,
        .warnings = work.diff->warnings,
        .cancellable = options->cancellable,
        .interrupt = options->interrupt,
    };
    if (!check_options(options, error) ||
        (options->from != NULL ? !compare_sides(&work, project_options, error)
                               : !compare_project(&work, project_options, error)))
        return FALSE;
    *out_diff = g_steal_pointer(&work.diff);
    return TRUE;
}
