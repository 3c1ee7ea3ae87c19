/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.c: the verb checkpoint: one file for all that a prefix of the history builds. It is made of a replay, which a
 * second one must confirm, and proven by a third: nothing is written before an empty database that begins at the file is
 * equal to one that was migrated step by step. */
#include <string.h>

#include "app/author/author.h"
#include "app/author/authoring.h"
#include "app/author/branch.h"
#include "app/author/text.h"
#include "app/checkpoint/checkpoint.h"
#include "app/common/context.h"
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
    DlnCheckpointPlace place;
    GPtrArray *parts; /* (element-type DlnCheckpointPart) one for each engine, that in use first */
    DlnDeclared declared;
    guint directory;
    char *id;
    char *name; /* in the directory */
    char *shown;
    char *header; /* of the file, up to the directive */
    char *text;
    GPtrArray *warnings; /* (element-type utf8) */
} Work;

static void work_clear(Work *work)
{
    g_free(work->run_id);
    dln_checkpoint_place_clear(&work->place);
    dln_declared_clear(&work->declared);
    g_free(work->id);
    g_free(work->name);
    g_free(work->shown);
    g_free(work->header);
    g_free(work->text);
    g_clear_pointer(&work->parts, g_ptr_array_unref);
    g_clear_pointer(&work->warnings, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* -- What it stands for -------------------------------------------------------------------------- */

/* A value that is another one elsewhere would be the same everywhere. */
static gboolean check_variables(const Work *work, const DlnCheckpointPart *part, GError **error)
{
    for (guint i = 0; !work->options->fix_variables && i < work->place.prefix->len; i++) {
        const DlnRevision *revision = work->place.prefix->pdata[i];
        const DlnScript *script = revision->scripts[DLN_DIRECTION_UP][part->use->engine];
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
    work->place.project = work->project;
    work->place.options = work->options;
    if (!dln_checkpoint_find_place(&work->place, error))
        return FALSE;
    const DlnPartsRequest request = {
        work->project, work->place.scope, work->place.renewed, work->options, work->warnings};
    if (!dln_checkpoint_find_parts(&request, work->parts, error))
        return FALSE;
    for (guint i = 0; i < work->parts->len; i++) {
        if (!check_variables(work, work->parts->pdata[i], error))
            return FALSE;
    }
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
    if (work->place.renewed != NULL) {
        work->id = g_strdup(work->place.renewed->id);
        if (!dln_branch_locate(
                work->project, work->place.renewed, &work->directory, &work->name, error))
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
        work->options->message != NULL ? work->options->message : work->place.renewed->description;
    const DlnAuthorRequest request = {
        .message = message,
        .scope = work->place.scope,
        .parents = work->place.parents,
        .labels =
            work->place.renewed != NULL ? (const char *const *)work->place.renewed->labels : NULL,
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

/* The history with the text as it is now, for each engine. */
static gboolean try_text(Work *work, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new(work->text, strlen(work->text));
    const DlnFormatInput input = {.path = work->shown, .basename = work->name, .text = bytes};

    for (guint i = 0; i < work->parts->len; i++) {
        DlnCheckpointPart *part = work->parts->pdata[i];
        g_clear_pointer(&part->trial, dln_trial_free);
        part->trial = dln_trial_new(part->use->project);
        if (!dln_trial_add(part->trial, work->place.renewed, &input, &part->revision, error) ||
            !dln_trial_build(part->trial, &part->graph, error))
            return FALSE;
    }
    return TRUE;
}

#define REPLAYS_PER_PART 3

/* which: the how manieth replay for part. */
static gboolean build(
    const Work *work, guint index, DlnReplayFlags flags, guint which, DlnBuilt *out, GError **error)
{
    const DlnCheckpointPart *part = work->parts->pdata[index];
    const DlnReplayOptions options = {
        .project = part->use->project,
        .graph = part->graph,
        .scope = work->place.scope,
        .target = work->id,
        .flags = flags,
        .run_id = work->run_id,
        .number = index * REPLAYS_PER_PART + which,
        .warnings = work->warnings,
        .cancellable = work->options->cancellable,
        .interrupt = work->options->cancellable,
    };

    if (dln_checkpoint_build(&options, work->id, out, error))
        return TRUE;
    dln_engine_use_explain(part->use, error);
    return FALSE;
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

/* A name may be one of a single engine's: it must be there for one of them. */
static gboolean share_declared(Work *work, GError **error)
{
    const DlnCheckpointPart *first = work->parts->pdata[0];
    DlnDeclared known = {g_new0(char *, 1), g_new0(char *, 1)};

    for (guint i = 0; i < work->parts->len; i++) {
        DlnCheckpointPart *part = work->parts->pdata[i];
        part->declared = dln_declared_there(&work->declared, part->built.rows);
        dln_declared_add(&known, &part->declared);
    }
    const guint n_known = g_strv_length(known.fresh) + g_strv_length(known.keep);
    const guint n_declared =
        g_strv_length(work->declared.fresh) + g_strv_length(work->declared.keep);
    if (n_known < n_declared && work->place.renewed == NULL) {
        dln_declared_clear(&known);
        return dln_declared_check(&work->declared, first->built.rows, error);
    }
    dln_declared_clear(&work->declared);
    work->declared = known;
    for (guint i = 0; i < work->parts->len; i++) {
        const DlnCheckpointPart *part = work->parts->pdata[i];
        if (!dln_declared_check(&part->declared, part->built.rows, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean replay_again(const Work *work, guint index, GError **error)
{
    const DlnCheckpointPart *part = work->parts->pdata[index];
    g_auto(DlnBuilt) second = {0};

    if (!build(work, index, DLN_REPLAY_UP, 2, &second, error))
        return FALSE;
    if (dln_checkpoint_compare_replays(&part->built, &second, &part->declared, error))
        return TRUE;
    dln_engine_use_explain(part->use, error);
    return FALSE;
}

/* The checkpoint itself is only recorded, at the end of each: so its place in the history is the same as it will be. */
static gboolean replay_twice(Work *work, GError **error)
{
    g_autoptr(GString) sections = g_string_new(NULL);

    for (guint i = 0; i < work->parts->len; i++) {
        const DlnCheckpointPart *part = work->parts->pdata[i];
        g_string_append_printf(sections, "-- dunlin:engine %s\n-- dunlin:up\n",
            dln_engine_kind_name(part->use->engine));
    }
    set_text(work, ZEROS, ZEROS, sections->str);
    if (!try_text(work, error))
        return FALSE;
    for (guint i = 0; i < work->parts->len; i++) {
        DlnCheckpointPart *part = work->parts->pdata[i];
        if (!build(work, i, DLN_REPLAY_UP, 1, &part->built, error))
            return FALSE;
    }
    wait_for_another_second(work, g_get_real_time() / G_USEC_PER_SEC);
    if (!share_declared(work, error))
        return FALSE;
    for (guint i = 0; i < work->parts->len; i++) {
        if (!replay_again(work, i, error))
            return FALSE;
    }
    return TRUE;
}

/* -- The text, and its proof --------------------------------------------------------------------- */

static gboolean check_secrets(const Work *work, const DlnCheckpointPart *part, GError **error)
{
    const DlnVariables *variables = part->use->project->config.variables;
    g_autofree char *masked = variables != NULL ? dln_variables_mask(variables, work->text) : NULL;

    if (masked == NULL || g_str_equal(masked, work->text))
        return TRUE;
    return dln_refuse(
        error, "the secret value of a variable would stand in the checkpoint, and was not written");
}

static int compare_engines(gconstpointer a, gconstpointer b)
{
    return (int)(*(const DlnCheckpointPart *const *)a)->use->engine -
           (int)(*(const DlnCheckpointPart *const *)b)->use->engine;
}

/* In one order, whichever environment is in use. (transfer full) */
static char *sections_of(const Work *work, GError **error)
{
    g_autoptr(GPtrArray) in_order = g_ptr_array_new();
    g_autoptr(GString) sections = g_string_new(NULL);

    g_ptr_array_extend(in_order, work->parts, NULL, NULL);
    g_ptr_array_sort(in_order, compare_engines);
    for (guint i = 0; i < in_order->len; i++) {
        const DlnCheckpointPart *part = in_order->pdata[i];
        g_autofree char *own =
            dln_checkpoint_sections(&part->built, work->place.scope, &part->declared, error);
        if (own == NULL) {
            dln_engine_use_explain(part->use, error);
            return NULL;
        }
        g_string_append(sections, own);
    }
    return g_string_free(g_steal_pointer(&sections), FALSE);
}

static gboolean compose(Work *work, GError **error)
{
    const DlnCheckpointPart *first = work->parts->pdata[0];
    g_autofree char *sections = sections_of(work, error);
    g_autofree char *prefix = dln_checkpoint_digest(work->place.prefix);

    if (sections == NULL)
        return FALSE;
    set_text(work, ZEROS, ZEROS, sections);
    if (!try_text(work, error))
        return FALSE;
    g_autofree char *text = g_strndup(first->revision->checksum, DLN_CHECKPOINT_DIGITS);
    set_text(work, prefix, text, sections);
    if (!try_text(work, error))
        return FALSE;
    for (guint i = 0; i < work->parts->len; i++) {
        const DlnCheckpointPart *part = work->parts->pdata[i];
        if (!dln_checkpoint_check(part->graph, part->revision, error) ||
            !check_secrets(work, part, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean prove(const Work *work, GError **error)
{
    for (guint i = 0; i < work->parts->len; i++) {
        const DlnCheckpointPart *part = work->parts->pdata[i];
        g_auto(DlnBuilt) result = {0};
        if (!build(work, i, DLN_REPLAY_AT_CHECKPOINT, 3, &result, error))
            return FALSE;
        if (!dln_checkpoint_compare_result(&part->built, &result, &part->declared, error)) {
            dln_engine_use_explain(part->use, error);
            return FALSE;
        }
    }
    return TRUE;
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
    if (work->place.renewed != NULL ? !dln_replace_file(path, work->shown, work->text, error)
                                    : !dln_write_new_file(path, work->shown, work->text, error))
        return FALSE;
    return write_sum(work, sum, error);
}

/* -- The verb ------------------------------------------------------------------------------------ */

static char **engine_names(const GPtrArray *parts)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();

    for (guint i = 0; i < parts->len; i++)
        g_strv_builder_add(
            names, dln_engine_kind_name(((const DlnCheckpointPart *)parts->pdata[i])->use->engine));
    return g_strv_builder_end(names);
}

static DunlinCheckpoint *result_of(Work *work)
{
    DunlinCheckpoint *checkpoint = g_new0(DunlinCheckpoint, 1);
    g_autoptr(GStrvBuilder) parents = g_strv_builder_new();

    for (guint i = 0; i < work->place.parents->len; i++)
        g_strv_builder_add(parents, ((const DlnRevision *)work->place.parents->pdata[i])->id);
    checkpoint->id = g_strdup(work->id);
    checkpoint->file = g_strdup(work->shown);
    checkpoint->scope = g_strdup(dln_scope_name(work->place.scope));
    checkpoint->parents = g_strv_builder_end(parents);
    checkpoint->fresh = g_steal_pointer(&work->declared.fresh);
    checkpoint->keep = g_steal_pointer(&work->declared.keep);
    checkpoint->n_replaced = work->place.prefix->len;
    checkpoint->n_rows =
        dln_rows_count(((const DlnCheckpointPart *)work->parts->pdata[0])->built.rows);
    checkpoint->engines = engine_names(work->parts);
    checkpoint->renewed = work->place.renewed != NULL;
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
        .parts = g_ptr_array_new_with_free_func(dln_checkpoint_part_free),
        .warnings = g_ptr_array_new_with_free_func(g_free),
    };

    if (!check_options(options, error) || !dln_project_check_required(lender, error) ||
        !dln_authoring_begin(lender, &authoring, error))
        return FALSE;
    work.project = authoring.project;
    if (!find_prefix(&work, error) ||
        !dln_declared_take(&work.declared, options,
            work.place.renewed != NULL ? work.place.renewed->checkpoint : NULL, error) ||
        !name_file(&work, error) || !make_header(&work, error) || !replay_twice(&work, error) ||
        !compose(&work, error) || !prove(&work, error) || !write_file(&work, error))
        return FALSE;
    *out_checkpoint = result_of(&work);
    return TRUE;
}
