/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.c: the verb checkpoint: one file for all that a prefix of the history builds. It is made of a replay, which a
 * second one must confirm, and proven by a third: nothing is written before an empty database that begins at the file is
 * equal to one that was migrated step by step. */
#include <string.h>

#include "app/author.h"
#include "app/author_text.h"
#include "app/authoring.h"
#include "app/branch.h"
#include "app/checkpoint.h"
#include "app/context.h"
#include "base/backoff.h"
#include "base/new_file.h"
#include "dunlin/author.h"
#include "plan/checkpoint.h"
#include "plan/range.h"
#include "revision/id_list.h"

/* A checkpoint on its way. */
typedef struct {
    DunlinProject *project; /* read when nobody else writes migrations */
    const DunlinCheckpointOptions *options;
    char *run_id;
    DlnScope scope;
    DlnEngineKind engine;
    const DlnRevision *renewed; /* (nullable) whose place it takes */
    GPtrArray *parents;         /* (element-type DlnRevision) */
    GPtrArray *prefix;          /* (element-type DlnRevision) what it stands for */
    DlnDeclared declared;
    guint directory;
    char *id;
    char *name; /* in the directory */
    char *shown;
    char *header; /* of the file, up to the directive */
    char *text;
    DlnTrial *trial; /* the history with the text */
    const DlnGraph *graph;
    const DlnRevision *revision; /* the trial's */
    DlnBuilt built;
    GPtrArray *warnings; /* (element-type utf8) */
} Work;

static void work_clear(Work *work)
{
    g_free(work->run_id);
    g_clear_pointer(&work->parents, g_ptr_array_unref);
    g_clear_pointer(&work->prefix, g_ptr_array_unref);
    dln_declared_clear(&work->declared);
    g_free(work->id);
    g_free(work->name);
    g_free(work->shown);
    g_free(work->header);
    g_free(work->text);
    dln_trial_free(work->trial);
    dln_built_clear(&work->built);
    g_clear_pointer(&work->warnings, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* -- What it stands for -------------------------------------------------------------------------- */

/* The only scope that the target is of; else what --scope says. */
static gboolean choose_scope(Work *work, GError **error)
{
    const DunlinCheckpointOptions *options = work->options;
    g_autoptr(GPtrArray) named =
        options->scope == NULL && options->target != NULL
            ? dln_graph_candidates(work->project->graph, DLN_SCOPE_BOTH, options->target)
            : NULL;
    const DlnRevision *only = named != NULL && named->len == 1 ? named->pdata[0] : NULL;

    if (only != NULL && only->scope != DLN_SCOPE_BOTH)
        work->scope = only->scope;
    else if (!dln_branch_choose_scope(work->project, options->scope, &work->scope, error))
        return FALSE;
    if (work->scope != DLN_SCOPE_BOTH)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "a checkpoint is for one scope: make one with --scope public and one with --scope tenant");
    return FALSE;
}

static void add_marked(const Work *work, const guint8 *marks)
{
    g_autoptr(GArray) tips =
        dln_lineage_tips(work->project->graph, work->scope, marks, DLN_TIPS_BY_PARENTS);

    for (guint i = 0; i < tips->len; i++)
        g_ptr_array_add(work->parents,
            (gpointer)dln_graph_get(work->project->graph, g_array_index(tips, guint, i)));
}

/* The heads of what the target needs are its parents. */
static gboolean find_parents(Work *work, GError **error)
{
    const DlnGraph *graph = work->project->graph;
    const char *target = work->options->target != NULL ? work->options->target : "head";
    g_autofree guint8 *marks = dln_marks_new(graph);
    g_autoptr(DlnApplied) applied = NULL;

    if (!dln_plan_applied_at(graph, work->scope, target, &applied, error))
        return FALSE;
    for (guint i = 0; applied != NULL && i < dln_graph_size(graph); i++) {
        const DlnRevision *revision = dln_graph_get(graph, i);
        marks[i] = revision->scope & work->scope && dln_applied_find(applied, revision->id) != NULL;
    }
    work->prefix = dln_marks_list(graph, marks);
    work->parents = g_ptr_array_new();
    add_marked(work, marks);
    if (work->prefix->len == 0)
        return dln_refuse(
            error, "there is nothing at \"%s\" that a checkpoint could stand for", target);
    return TRUE;
}

/* Beside what follows a parent already, the checkpoint would be a head that nobody asked for. */
static gboolean check_parents(const Work *work, GError **error)
{
    const DlnRevision *first = work->parents->pdata[0];

    if (work->parents->len == 1 && first->checkpoint != NULL)
        return dln_refuse(
            error, "\"%s\" is a checkpoint of the same; --renew makes it anew", first->id);
    for (guint i = 0; !work->options->splice && i < work->parents->len; i++) {
        const DlnRevision *parent = work->parents->pdata[i];
        if (dln_branch_is_head(work->project, work->scope, parent))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "\"%s\" is no head: another migration follows it; --splice puts the checkpoint beside "
            "that, "
            "and `dunlin merge` joins the two",
            parent->id);
        return FALSE;
    }
    return TRUE;
}

static void copy_list(GPtrArray *to, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++)
        g_ptr_array_add(to, from->pdata[i]);
}

static gboolean find_renewed(Work *work, GError **error)
{
    const DunlinProject *project = work->project;

    work->renewed = dln_branch_find(project, DLN_SCOPE_BOTH, work->options->renew, error);
    if (work->renewed == NULL)
        return FALSE;
    if (work->renewed->checkpoint == NULL)
        return dln_refuse(error, "\"%s\" is no checkpoint", work->renewed->id);
    work->scope = dln_checkpoint_scope(work->renewed);
    work->parents = g_ptr_array_new();
    copy_list(work->parents, dln_graph_parents(project->graph, work->scope, work->renewed));
    work->prefix = dln_checkpoint_replaced(project->graph, work->renewed);
    if (work->prefix->len == 0)
        return dln_refuse(
            error, "nothing comes before \"%s\" that it could stand for", work->renewed->id);
    return TRUE;
}

/* A value that is another one elsewhere would be the same everywhere. */
static gboolean check_variables(const Work *work, GError **error)
{
    for (guint i = 0; !work->options->fix_variables && i < work->prefix->len; i++) {
        const DlnRevision *revision = work->prefix->pdata[i];
        const DlnScript *script = revision->scripts[DLN_DIRECTION_UP][work->engine];
        if (script == NULL || script->map == NULL)
            continue;
        const DunlinErrorFacts facts = {
            .file = revision->file, .line = revision->line, .revision = revision->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "it uses variables, whose values as they are here would stand in the checkpoint for "
            "everybody: --fix-variables says that they are the same everywhere");
        return FALSE;
    }
    return TRUE;
}

static gboolean find_prefix(Work *work, GError **error)
{
    if (work->options->renew != NULL ? !find_renewed(work, error)
                                     : !choose_scope(work, error) || !find_parents(work, error) ||
                                           !check_parents(work, error))
        return FALSE;
    if (!dln_project_scope_engine(work->project, work->scope, &work->engine)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "the project has no %s database",
            dln_scope_name(work->scope));
        return FALSE;
    }
    return check_variables(work, error);
}

/* -- What was declared --------------------------------------------------------------------------- */

static GStrv merge_names(char *const *kept, const char *const *asked, char *const *others)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    for (guint i = 0; asked != NULL && asked[i] != NULL; i++) {
        if (!g_strv_contains(asked + i + 1, asked[i]))
            g_strv_builder_add(builder, asked[i]);
    }
    for (guint i = 0; kept != NULL && kept[i] != NULL; i++) {
        if ((asked == NULL || !g_strv_contains(asked, kept[i])) &&
            (others == NULL || !g_strv_contains((const char *const *)others, kept[i])))
            g_strv_builder_add(builder, kept[i]);
    }
    return g_strv_builder_end(builder);
}

/* What is said now wins over what the file says that is made anew. */
static gboolean take_declared(Work *work, GError **error)
{
    const DunlinCheckpointOptions *options = work->options;
    const DlnCheckpoint *old = work->renewed != NULL ? work->renewed->checkpoint : NULL;

    for (guint i = 0; options->fresh != NULL && options->fresh[i] != NULL; i++) {
        if (options->keep == NULL || !g_strv_contains(options->keep, options->fresh[i]))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "\"%s\" cannot be both fresh and kept",
            options->fresh[i]);
        return FALSE;
    }
    work->declared.fresh =
        merge_names(old != NULL ? old->fresh : NULL, options->fresh, (char *const *)options->keep);
    work->declared.keep =
        merge_names(old != NULL ? old->keep : NULL, options->keep, (char *const *)options->fresh);
    return TRUE;
}

/* -- The file ------------------------------------------------------------------------------------ */

#define ZEROS "00000000000000000000000000000000"

G_STATIC_ASSERT(sizeof ZEROS - 1 == DLN_CHECKPOINT_DIGITS);

static gboolean name_new(Work *work, GError **error)
{
    g_autofree char *slug = dln_author_slug(work->options->message);
    g_autofree char *first = g_strdup(work->options->rev_id);
    DlnNumber number;

    if (*slug == '\0') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the message \"%s\" holds no word to name the file by", work->options->message);
        return FALSE;
    }
    if (first != NULL && !dln_author_check_rev_id(first, error))
        return FALSE;
    if (first == NULL) {
        if (!dln_author_next_number(work->project, &number, error))
            return FALSE;
        first = dln_author_number_text(&number);
    }
    work->id = g_strdup_printf("%s_%s", first, slug);
    work->name = g_strconcat(work->id, ".sql", NULL);
    return TRUE;
}

static gboolean name_file(Work *work, GError **error)
{
    if (work->renewed != NULL) {
        work->id = g_strdup(work->renewed->id);
        if (!dln_branch_locate(work->project, work->renewed, &work->directory, &work->name, error))
            return FALSE;
    } else if (!name_new(work, error)) {
        return FALSE;
    }
    work->shown = g_build_filename(
        work->project->config.migrations_display[work->directory], work->name, NULL);
    return TRUE;
}

/* Message, scope and parents, as every migration has them. */
static gboolean make_header(Work *work, GError **error)
{
    const char *message =
        work->options->message != NULL ? work->options->message : work->renewed->description;
    const DlnAuthorRequest request = {
        .message = message,
        .scope = work->scope,
        .parents = work->parents,
        .labels = work->renewed != NULL ? (const char *const *)work->renewed->labels : NULL,
        .flags = DLN_AUTHOR_EXPLICIT | DLN_AUTHOR_FINAL,
    };
    g_autofree char *whole =
        dln_author_text(work->project, &request, work->id, DLN_AUTHOR_PARENTS_NAMED, error);
    const char *sections = whole != NULL ? strstr(whole, "-- dunlin:up") : NULL;

    if (sections == NULL)
        return FALSE;
    /* Rows are full of what looks like a variable. */
    work->header = g_strdup_printf("%.*s-- dunlin:variables off\n", (int)(sections - whole), whole);
    return TRUE;
}

static void set_text(Work *work, const char *prefix, const char *text, const char *sections)
{
    g_autofree char *directive = dln_checkpoint_directive(prefix, text, &work->declared);

    g_free(work->text);
    work->text = g_strconcat(work->header, directive, sections, NULL);
}

/* The history with the text as it is now. */
static gboolean try_text(Work *work, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new(work->text, strlen(work->text));
    const DlnFormatInput input = {.path = work->shown, .basename = work->name, .text = bytes};

    g_clear_pointer(&work->trial, dln_trial_free);
    work->trial = dln_trial_new(work->project);
    return dln_trial_add(work->trial, work->renewed, &input, &work->revision, error) &&
           dln_trial_build(work->trial, &work->graph, error);
}

static DlnReplayOptions replay_options(const Work *work, DlnReplayFlags flags, guint number)
{
    return (DlnReplayOptions){
        .project = work->project,
        .graph = work->graph,
        .scope = work->scope,
        .target = work->id,
        .flags = flags,
        .run_id = work->run_id,
        .number = number,
        .warnings = work->warnings,
        .cancellable = work->options->cancellable,
        .interrupt = work->options->cancellable,
    };
}

/* -- The two replays ----------------------------------------------------------------------------- */

/* A value that was made of the time must differ, and SQLite's clock counts seconds. */
static void wait_for_another_second(const Work *work, gint64 seen_s)
{
    while (g_get_real_time() / G_USEC_PER_SEC <= seen_s &&
           !g_cancellable_is_cancelled(work->options->cancellable))
        dln_wait_ms(1 + (G_USEC_PER_SEC - g_get_real_time() % G_USEC_PER_SEC) / 1000,
            work->options->cancellable);
}

/* The checkpoint itself is only recorded, at the end of each: so its place in the history is the same as it will be. */
static gboolean replay_twice(Work *work, GError **error)
{
    const char *section = work->engine == DLN_ENGINE_POSTGRES
                              ? "-- dunlin:engine postgres\n-- dunlin:up\n"
                              : "-- dunlin:engine sqlite\n-- dunlin:up\n";
    g_auto(DlnBuilt) second = {0};

    set_text(work, ZEROS, ZEROS, section);
    if (!try_text(work, error))
        return FALSE;
    const DlnReplayOptions first = replay_options(work, DLN_REPLAY_UP, 1);
    const DlnReplayOptions again = replay_options(work, DLN_REPLAY_UP, 2);
    if (!dln_checkpoint_build(&first, work->id, &work->built, error))
        return FALSE;
    wait_for_another_second(work, g_get_real_time() / G_USEC_PER_SEC);
    if (work->renewed != NULL)
        dln_declared_drop_gone(&work->declared, work->built.rows);
    return dln_declared_check(&work->declared, work->built.rows, error) &&
           dln_checkpoint_build(&again, work->id, &second, error) &&
           dln_checkpoint_compare_replays(&work->built, &second, &work->declared, error);
}

/* -- The text, and its proof --------------------------------------------------------------------- */

static gboolean check_secrets(const Work *work, GError **error)
{
    const DlnVariables *variables = work->project->config.variables;
    g_autofree char *masked = variables != NULL ? dln_variables_mask(variables, work->text) : NULL;

    if (masked == NULL || g_str_equal(masked, work->text))
        return TRUE;
    return dln_refuse(
        error, "the secret value of a variable would stand in the checkpoint, and was not written");
}

static gboolean compose(Work *work, GError **error)
{
    g_autofree char *sections =
        dln_checkpoint_sections(&work->built, work->scope, &work->declared, error);
    g_autofree char *prefix = dln_checkpoint_digest(work->prefix);

    if (sections == NULL)
        return FALSE;
    set_text(work, ZEROS, ZEROS, sections);
    if (!try_text(work, error))
        return FALSE;
    g_autofree char *text = g_strndup(work->revision->checksum, DLN_CHECKPOINT_DIGITS);
    set_text(work, prefix, text, sections);
    return try_text(work, error) && dln_checkpoint_check(work->graph, work->revision, error) &&
           check_secrets(work, error);
}

static gboolean prove(const Work *work, GError **error)
{
    const DlnReplayOptions options = replay_options(work, DLN_REPLAY_AT_CHECKPOINT, 3);
    g_auto(DlnBuilt) result = {0};

    return dln_checkpoint_build(&options, work->id, &result, error) &&
           dln_checkpoint_compare_result(&work->built, &result, &work->declared, error);
}

/* -- Writing ------------------------------------------------------------------------------------- */

static gboolean write_sum(const Work *work, DlnSum *sum, GError **error)
{
    const DlnConfig *config = &work->project->config;
    g_autofree char *display =
        g_build_filename(config->migrations_display[work->directory], DLN_SUM_NAME, NULL);
    g_autoptr(GBytes) bytes = g_bytes_new(work->text, strlen(work->text));
    g_autofree char *hash = dln_sum_hash(bytes);

    if (sum == NULL)
        return TRUE;
    dln_sum_set(sum, work->name, hash);
    return dln_sum_write(config->migrations[work->directory], display, sum, error);
}

static gboolean write_file(const Work *work, GError **error)
{
    g_autofree char *path =
        g_build_filename(work->project->config.migrations[work->directory], work->name, NULL);
    g_autoptr(DlnSum) sum = NULL;

    if (!dln_author_read_sum(work->project, work->directory, &sum, error))
        return FALSE;
    if (work->renewed != NULL ? !dln_replace_file(path, work->shown, work->text, error)
                              : !dln_write_new_file(path, work->shown, work->text, error))
        return FALSE;
    return write_sum(work, sum, error);
}

/* -- The verb ------------------------------------------------------------------------------------ */

static DunlinCheckpoint *result_of(Work *work)
{
    DunlinCheckpoint *checkpoint = g_new0(DunlinCheckpoint, 1);
    g_autoptr(GStrvBuilder) parents = g_strv_builder_new();

    for (guint i = 0; i < work->parents->len; i++)
        g_strv_builder_add(parents, ((const DlnRevision *)work->parents->pdata[i])->id);
    checkpoint->id = g_strdup(work->id);
    checkpoint->file = g_strdup(work->shown);
    checkpoint->scope = g_strdup(dln_scope_name(work->scope));
    checkpoint->parents = g_strv_builder_end(parents);
    checkpoint->fresh = g_steal_pointer(&work->declared.fresh);
    checkpoint->keep = g_steal_pointer(&work->declared.keep);
    checkpoint->n_replaced = work->prefix->len;
    checkpoint->n_rows = dln_rows_count(work->built.rows);
    checkpoint->renewed = work->renewed != NULL;
    checkpoint->warnings = g_steal_pointer(&work->warnings);
    return checkpoint;
}

static gboolean check_options(const DunlinCheckpointOptions *options, GError **error)
{
    const char *problem = NULL;

    if (options->renew == NULL && options->message == NULL)
        problem = "a checkpoint needs a message: -m TEXT; its file is named after it";
    else if (options->renew != NULL &&
             (options->target != NULL || options->scope != NULL || options->rev_id != NULL))
        problem =
            "a checkpoint that is made anew stays where it is: no target, --scope and --rev-id "
            "beside --renew";
    if (problem != NULL)
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "%s", problem);
    return problem == NULL;
}

gboolean dunlin_checkpoint(DunlinProject *lender, const DunlinCheckpointOptions *options,
    DunlinCheckpoint **out_checkpoint, GError **error)
{
    g_auto(DlnAuthoring) authoring = {0};
    g_auto(Work) work = {
        .options = options,
        .run_id = dln_app_new_run_id(),
        .warnings = g_ptr_array_new_with_free_func(g_free),
    };

    if (!check_options(options, error) || !dln_project_check_required(lender, error) ||
        !dln_authoring_begin(lender, &authoring, error))
        return FALSE;
    work.project = authoring.project;
    if (!find_prefix(&work, error) || !take_declared(&work, error) || !name_file(&work, error) ||
        !make_header(&work, error) || !replay_twice(&work, error) || !compose(&work, error) ||
        !prove(&work, error) || !write_file(&work, error))
        return FALSE;
    *out_checkpoint = result_of(&work);
    return TRUE;
}
