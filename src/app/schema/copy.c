/* SPDX-License-Identifier: Apache-2.0 */
/* copy.c: made from nothing, or over from a scratch database that holds nearly the same. */
#include "app/schema/copy.h"

#include "app/scratch/choice.h"
#include "app/scratch/wanted.h"
#include "dialect/create.h"
#include "dialect/quote.h"

DlnSchema *dln_copy_inspect(const DlnStateSource *source, DlnScope scope, const char *schema,
    const DlnStateOptions *options, GError **error)
{
    const DlnOpenOptions open =
        dln_fleet_open_options(source->project, source->database, DLN_OPEN_READ_ONLY);
    g_autoptr(DlnSession) session = NULL;

    if (!dln_session_open(&open, options->interrupt, &session, error))
        return NULL;
    return dln_app_inspect(session, source->project, scope, schema, options->interrupt, error);
}

/* ---- from nothing ---- */

static gboolean make(DlnStage *stage, const DlnSchema *schema, GError **error)
{
    g_autoptr(GPtrArray) statements = dln_create_statements(schema, dln_stage_schema(stage), error);

    return statements != NULL &&
           dln_stage_run_all(stage, statements, "the copy of the database's schema", error);
}

/* What is left out of the comparison is there all the same: something may stand on it. */
static gboolean make_all(DlnState *state, const DlnStateOptions *options, GError **error)
{
    const DlnStateSource *source = state->source;
    g_autoptr(DlnSchema) whole = NULL;

    if (dln_app_wants_all(source->project))
        return make(state->stage, state->schema, error);
    whole = dln_copy_inspect(source, source->scope, source->database->schema, options, error);
    if (whole != NULL && state->schema->shows_privileges &&
        !dln_schema_show_privileges(whole, error))
        return FALSE;
    return whole != NULL && make(state->stage, whole, error);
}

/* Of all schemas the main one may be missing; a scratch database has it. */
static gboolean drop_missing(const DlnState *state, GError **error)
{
    const char *main = state->source->database->schema;
    const DlnObjectId id = {.kind = DLN_OBJECT_SCHEMA, .name = main};
    g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func(g_free);

    if (!dln_app_is_several(state->source->project, state->source->scope) ||
        dln_schema_find(state->schema, &id) != NULL)
        return TRUE;
    g_autofree char *quoted = dln_quote_identifier(main);
    g_ptr_array_add(statements, g_strconcat("DROP SCHEMA ", quoted, NULL));
    return dln_stage_run_all(state->stage, statements, "the copy of the database", error);
}

/* A copy without rows, in which what is generated is tried. */
static gboolean check_copy(
    const DlnStateSource *source, const DlnSchema *copy, const DlnSchema *original, GError **error)
{
    if (dln_schema_equal(copy, original))
        return TRUE;
    g_autofree char *list = dln_difference_list(original, copy);
    dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
        "the schema of \"%s\" cannot be made anew on a scratch database, so nothing can be tried "
        "on "
        "a copy of it; the copy differs:%s",
        source->shown, list);
    return FALSE;
}

static gboolean make_anew(DlnState *state, const DlnStateOptions *options, GError **error)
{
    const DlnStateSource *source = state->source;
    const char *below = source->project->config.system_schema;
    const DlnStageOptions stage = dln_state_stage_options(source, options);
    const gboolean has_below = dln_state_has_public_below(source);
    const char *schema = source->database->schema;

    state->stage = dln_stage_new(&stage, has_below ? below : schema, error);
    if (state->stage == NULL || !drop_missing(state, error))
        return FALSE;
    if (has_below) {
        g_autoptr(DlnSchema) shared =
            dln_copy_inspect(source, DLN_SCOPE_PUBLIC, below, options, error);
        if (shared == NULL || !make(state->stage, shared, error) ||
            !dln_stage_enter(state->stage, schema, error))
            return FALSE;
    }
    if (!make_all(state, options, error))
        return FALSE;
    g_autoptr(DlnSchema) copy = dln_stage_inspect(state->stage, error);
    return copy != NULL && check_copy(source, copy, state->schema, error);
}

/* ---- made over ---- */

/* What is left out of a comparison would stay as it is in the other. */
gboolean dln_copy_lend(DlnState *state, DlnState *other)
{
    const DlnStateSource *source = state->source;

    if (source->kind != DLN_STATE_DATABASE || other->stage == NULL ||
        source->project != other->source->project || !dln_app_wants_all(source->project) ||
        state->schema->engine != other->schema->engine)
        return FALSE;
    state->lent = g_steal_pointer(&other->stage);
    state->replay = g_steal_pointer(&other->replay);
    state->lent_schema = other->schema;
    return TRUE;
}

/* Without rows nothing can be lost on the way. */
static gboolean make_over(const DlnState *state, GError **error)
{
    const DlnDiffOptions options = {
        .from = state->lent_schema,
        .to = state->schema,
        .into = dln_stage_schema(state->lent),
        .flags = DLN_DIFF_PLAIN,
    };
    g_autoptr(DlnDiff) diff = dln_diff_make(&options, error);

    for (guint i = 0; diff != NULL && i < diff->parts->len; i++) {
        const DlnDiffPart *part = diff->parts->pdata[i];
        if (!dln_stage_run_steps(state->lent, part->steps, part->mode, "the copy", error))
            return FALSE;
    }
    g_autoptr(DlnSchema) copy = diff != NULL ? dln_stage_inspect(state->lent, error) : NULL;
    return copy != NULL && check_copy(state->source, copy, state->schema, error);
}

static gboolean drop_lent(DlnState *state, GError **error)
{
    const gboolean is_dropped = dln_stage_end(state->lent, error) &&
                                (state->replay == NULL || dln_replay_end(state->replay, error));

    g_clear_pointer(&state->lent, dln_stage_free);
    g_clear_pointer(&state->replay, dln_replay_free);
    return is_dropped;
}

/* Where the one cannot be made into the other there may be a copy all the same. */
gboolean dln_copy_make(DlnState *state, const DlnStateOptions *options, GError **error)
{
    g_autoptr(GError) undropped = NULL;

    if (state->lent != NULL && make_over(state, NULL)) {
        state->stage = g_steal_pointer(&state->lent);
        return TRUE;
    }
    if (state->lent != NULL && !drop_lent(state, &undropped))
        dln_stage_tell_undropped(options->warnings, undropped);
    return make_anew(state, options, error);
}
