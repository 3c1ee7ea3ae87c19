/* SPDX-License-Identifier: Apache-2.0 */
/* change.c: comparing, trying, comparing again. */
#include "app/schema/change.h"

#include <string.h>

#include "base/error.h"

#define GENERATED "the generated SQL"
#define WAY_DOWN "the way down"

void dln_change_clear(DlnChange *change)
{
    g_clear_pointer(&change->up, dln_diff_free);
    g_clear_pointer(&change->states, g_ptr_array_unref);
    g_clear_pointer(&change->renamed, dln_schema_free);
    g_clear_pointer(&change->undo, g_ptr_array_unref);
}

/* ---- executing ---- */

static gboolean run_part(DlnStage *stage, const DlnDiffPart *part, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (dln_stage_run_steps(stage, part->steps, part->mode, GENERATED, &failed))
        return TRUE;
    const DunlinErrorFacts *facts = dunlin_error_get_facts(failed);
    if (facts->statement != NULL) {
        const DunlinErrorFacts named = {.sqlstate = facts->sqlstate, .statement = facts->statement};
        dln_error_set(error, (DunlinErrorCode)failed->code, &named,
            "%s: what was generated cannot be executed on a scratch copy, and was not written",
            failed->message);
    } else {
        g_propagate_error(error, g_steal_pointer(&failed));
    }
    return FALSE;
}

/* That what was executed led to wanted. */
static gboolean check_reached(
    const DlnSchema *reached, const DlnSchema *wanted, const char *what, GError **error)
{
    if (dln_schema_equal(reached, wanted))
        return TRUE;
    g_autofree char *list = dln_difference_list(reached, wanted);
    dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
        "what was generated does not lead to %s on a scratch copy, and was not written; what "
        "remains:%s",
        what, list);
    return FALSE;
}

/* ---- the way up ---- */

/* Where renames are executed: a scratch database is made when there is one to execute. */
typedef struct {
    DlnChange *change;
    const DlnStateOptions *state;
} Renaming;

static gboolean make_stage(const Renaming *renaming, GError **error)
{
    DlnChange *change = renaming->change;

    if (change->stage == NULL)
        change->stage = dln_state_stage(change->from, renaming->state, error);
    return change->stage != NULL;
}

static DlnSchema *apply_renames(const GPtrArray *steps, gpointer user_data, GError **error)
{
    const Renaming *renaming = user_data;

    if (!make_stage(renaming, error) ||
        !dln_stage_run_steps(
            renaming->change->stage, steps, DLN_DIFF_TRANSACTION, GENERATED, error))
        return NULL;
    return dln_stage_inspect(renaming->change->stage, error);
}

static DlnDiff *compare(const DlnSchema *from, const DlnSchema *to, const char *into,
    DlnDiffFlags flags, GError **error)
{
    const DlnDiffOptions options = {.from = from, .to = to, .into = into, .flags = flags};

    return dln_diff_make(&options, error);
}

/* What the comparison begins with. */
static const DlnSchema *base_of(const DlnChange *change)
{
    return change->renamed != NULL ? change->renamed : change->from->schema;
}

/* A part and the state after it. */
static gboolean run_and_look(const DlnChange *change, const DlnDiffPart *part, GError **error)
{
    DlnSchema *state;

    if (!run_part(change->stage, part, error))
        return FALSE;
    state = dln_stage_inspect(change->stage, error);
    if (state != NULL)
        g_ptr_array_add(change->states, state);
    return state != NULL;
}

/* The renames have been executed when they were found; the rest follows. */
static gboolean climb(
    const DlnChange *change, const DlnDiff *rest, const DlnSchema *to, GError **error)
{
    for (guint i = 0; i < rest->parts->len; i++) {
        if (!run_and_look(change, rest->parts->pdata[i], error))
            return FALSE;
    }
    const DlnSchema *reached =
        rest->parts->len > 0 ? change->states->pdata[rest->parts->len - 1] : base_of(change);
    return check_reached(reached, to, "the desired schema", error);
}

/* Hints and --rename are judged even where both are equal: one that is wrong is an error on every day. */
static DlnRenamed *find_renames(DlnChange *change, const DlnState *to,
    const DlnChangeOptions *options, const DlnStateOptions *state, GError **error)
{
    Renaming renaming = {change, state};
    DlnRenamed *renamed = dln_app_rename(options->renames, change->from->schema, to->schema,
        to->wishes, state->cancellable, apply_renames, &renaming, error);

    if (renamed == NULL)
        return NULL;
    change->renamed = g_steal_pointer(&renamed->from);
    change->undo = g_ptr_array_ref(renamed->down);
    if (dln_schema_equal(base_of(change), to->schema) || make_stage(&renaming, error))
        return renamed;
    dln_renamed_free(renamed);
    return NULL;
}

static gboolean find(DlnChange *change, const DlnState *to, const DlnChangeOptions *options,
    const DlnStateOptions *state, GError **error)
{
    g_autoptr(DlnRenamed) renamed = find_renames(change, to, options, state, error);
    const char *into;

    if (renamed == NULL)
        return FALSE;
    into = change->stage != NULL ? dln_stage_schema(change->stage) : NULL;
    change->up = compare(base_of(change), to->schema, into, options->flags, error);
    if (change->up == NULL || !climb(change, change->up, to->schema, error))
        return FALSE;
    const guint n_before = change->up->parts->len;
    dln_diff_join(change->up, renamed->up, DLN_DIFF_IN_FRONT);
    change->n_alone = change->up->parts->len - n_before;
    return TRUE;
}

/* Whether it is called so: what stands in front of the line's end. */
static gboolean is_called_alike(gconstpointer a, gconstpointer b)
{
    const gsize length = strcspn(a, "\n");

    return strcspn(b, "\n") == length && strncmp(a, b, length) == 0;
}

/* Of each thing that is beside the schemas of one database: whether the other has it, and the same. */
static void warn_beside(
    const DlnState *one, const DlnState *other, GEqualFunc is_same, GPtrArray *warnings)
{
    for (guint i = 0; i < one->schema->beside->len; i++) {
        const char *text = one->schema->beside->pdata[i];
        const GPtrArray *others = other->schema->beside;
        const gboolean is_there =
            g_ptr_array_find_with_equal_func((GPtrArray *)others, text, is_called_alike, NULL);

        if (g_ptr_array_find_with_equal_func((GPtrArray *)others, text, is_same, NULL))
            continue;
        g_ptr_array_add(warnings,
            g_strdup_printf(
                "the %.*s is in %s, and %s in %s: it is in no schema, and nothing is written of it",
                (int)strcspn(text, "\n"), text, one->source->shown,
                is_there ? "another one" : "not", other->source->shown));
    }
}

gboolean dln_change_find(DlnState *from, const DlnState *to, const DlnChangeOptions *options,
    const DlnStateOptions *state, DlnChange *out_change, GError **error)
{
    g_auto(DlnChange) change = {
        .from = from,
        .states = g_ptr_array_new_with_free_func((GDestroyNotify)dln_schema_free),
    };

    if (state->warnings != NULL) {
        warn_beside(from, to, g_str_equal, state->warnings);
        warn_beside(to, from, is_called_alike, state->warnings);
    }
    if (!find(&change, to, options, state, error))
        return FALSE;
    *out_change = change;
    change = (DlnChange){0};
    return TRUE;
}

/* ---- the ways back ---- */

static const DlnSchema *state_after(const DlnChange *change, guint part)
{
    return part < change->n_alone ? change->renamed : change->states->pdata[part - change->n_alone];
}

/* All of it is one section of a migration: what cannot be one transaction is executed statement by statement. */
static void collapse(DlnDiff *back)
{
    DlnDiffPart *first = back->parts->len > 0 ? back->parts->pdata[0] : NULL;

    while (back->parts->len > 1) {
        DlnDiffPart *next = back->parts->pdata[1];
        first->mode = DLN_DIFF_NO_TRANSACTION;
        while (next->steps->len > 0)
            g_ptr_array_add(first->steps, g_ptr_array_steal_index(next->steps, 0));
        g_ptr_array_remove_index(back->parts, 1);
    }
}

/* Of one part: from the state after it to the one before it. */
static DlnDiff *way_back(const DlnChange *change, guint part, GError **error)
{
    const DlnSchema *before = part > 0 ? state_after(change, part - 1) : base_of(change);
    DlnDiff *back = compare(
        state_after(change, part), before, dln_stage_schema(change->stage), DLN_DIFF_PLAIN, error);

    if (back == NULL)
        return NULL;
    if (part == 0)
        dln_diff_join(back, change->undo, DLN_DIFF_BEHIND);
    collapse(back);
    return back;
}

static gboolean descend(const DlnChange *change, const DlnDiff *back, guint part, GError **error)
{
    const DlnSchema *before = part > 0 ? state_after(change, part - 1) : change->from->schema;

    for (guint i = 0; i < back->parts->len; i++) {
        const DlnDiffPart *way = back->parts->pdata[i];
        if (!dln_stage_run_steps(change->stage, way->steps, way->mode, WAY_DOWN, error))
            return FALSE;
    }
    g_autoptr(DlnSchema) reached = dln_stage_inspect(change->stage, error);
    return reached != NULL && check_reached(reached, before, "the schema before it", error);
}

static void way_back_free(gpointer data)
{
    DlnWayBack *way = data;

    dln_diff_free(way->diff);
    g_free(way->why);
    g_free(way);
}

/* What another server, or another moment, would not change. */
static gboolean is_final(const GError *problem)
{
    return dln_error_is(problem, DUNLIN_ERROR_UNSUPPORTED) || dln_error_is(problem, DUNLIN_ERROR_SQL);
}

GPtrArray *dln_change_ways_back(const DlnChange *change, GError **error)
{
    g_autoptr(GPtrArray) ways = g_ptr_array_new_with_free_func(way_back_free);
    g_autofree char *why = NULL;

    for (guint i = change->up->parts->len; i-- > 0;) {
        DlnWayBack *way = g_new0(DlnWayBack, 1);
        g_autoptr(GError) problem = NULL;

        g_ptr_array_insert(ways, 0, way);
        if (why == NULL)
            way->diff = way_back(change, i, &problem);
        if (way->diff != NULL && !descend(change, way->diff, i, &problem))
            g_clear_pointer(&way->diff, dln_diff_free);
        if (problem != NULL && !is_final(problem)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return NULL;
        }
        if (problem != NULL)
            why = g_strdup(problem->message);
        way->why = g_strdup(why);
    }
    return g_steal_pointer(&ways);
}
