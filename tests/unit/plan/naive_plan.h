/* SPDX-License-Identifier: Apache-2.0 */
/* naive_plan.h: a second opinion on targets, plans and ranges, for tests: sets as bits, every rule written out as it is
 * defined, nothing clever. Shares no code with what it judges. */
#pragma once

#include "plan/naive.h"

/* -- Sets --------------------------------------------------------------------------------------- */

static inline guint32 naive_needs(const NaiveModel *model, guint l, guint i)
{
    return (model->parents[l][i] | model->depends[i]) & model->lineage[l];
}

/* All that i needs in the lineage, however far. */
static inline guint32 naive_all_needs(const NaiveModel *model, guint l, guint i)
{
    guint32 edges[NAIVE_MAX] = {0};

    for (guint k = 0; k < model->size; k++)
        edges[k] = naive_needs(model, l, k);
    return naive_reach(edges, model->size, i);
}

/* The members of set, and all that they need. */
static inline guint32 naive_with_needs(const NaiveModel *model, guint l, guint32 set)
{
    guint32 all = set;

    for (guint i = 0; i < model->size; i++)
        all |= naive_has(set, i) ? naive_all_needs(model, l, i) : 0;
    return all;
}

/* Those of set that no other one of set descends from. */
static inline guint32 naive_tops(const NaiveModel *model, guint l, guint32 set)
{
    guint32 tops = set;

    for (guint i = 0; i < model->size; i++)
        tops &= naive_has(set, i) ? ~model->ancestors[l][i] : ~(guint32)0;
    return tops;
}

/* Those of set that no other one of set needs. */
static inline guint32 naive_unneeded(const NaiveModel *model, guint l, guint32 set)
{
    guint32 tops = set;

    for (guint i = 0; i < model->size; i++)
        tops &= naive_has(set, i) ? ~naive_all_needs(model, l, i) : ~(guint32)0;
    return tops;
}

static inline guint32 naive_children(const NaiveModel *model, guint l, guint i)
{
    guint32 children = 0;

    for (guint k = 0; k < model->size; k++)
        children |= naive_has(model->parents[l][k], i) ? NAIVE_BIT(k) : 0;
    return children;
}

static inline guint32 naive_bases(const NaiveModel *model, guint l)
{
    guint32 bases = 0;

    for (guint i = 0; i < model->size; i++)
        bases |= naive_has(model->lineage[l], i) && model->parents[l][i] == 0 ? NAIVE_BIT(i) : 0;
    return bases;
}

/* The branch of a revision: itself, its ancestors, its descendants; everything for -1. */
static inline guint32 naive_kin(const NaiveModel *model, guint l, int branch)
{
    if (branch < 0)
        return model->lineage[l];
    guint32 kin = NAIVE_BIT(branch) | model->ancestors[l][branch];
    for (guint i = 0; i < model->size; i++)
        kin |= naive_has(model->ancestors[l][i], (guint)branch) ? NAIVE_BIT(i) : 0;
    return kin;
}

/* The only member of set; -1: it has none, or several. */
static inline int naive_only(guint32 set)
{
    return naive_count(set) == 1 ? __builtin_ctz(set) : -1;
}

/* -- Targets ------------------------------------------------------------------------------------ */

#define NAIVE_BASE (-1)

/* Where a walk of steps from a place leads; *code is set where it may not go. far: it may be cut short. */
static inline int naive_walk(
    const NaiveModel *model, guint l, int place, const NaiveTarget *target, gboolean far, int *code)
{
    guint32 kin = naive_kin(model, l, target->branch);

    for (int n = 0; n < ABS(target->steps); n++) {
        guint32 next = target->steps < 0 ? (place == NAIVE_BASE ? 0 : model->parents[l][place])
            : place == NAIVE_BASE        ? naive_bases(model, l) & kin
                                         : naive_children(model, l, (guint)place) & kin;
        gboolean is_base_next = target->steps < 0 && place != NAIVE_BASE && next == 0;
        if (naive_count(next) > 1) {
            *code = DUNLIN_ERROR_GRAPH;
            return place;
        }
        if (next == 0 && !is_base_next) {
            *code = far ? *code : DUNLIN_ERROR_CONFIG;
            return place;
        }
        place = is_base_next ? NAIVE_BASE : naive_only(next);
    }
    return place;
}

static inline gboolean naive_is_elsewhere(const NaiveModel *model, guint l, const NaiveTarget *target)
{
    return (target->branch >= 0 && !naive_has(model->lineage[l], (guint)target->branch)) ||
        (target->word == 'i' && !naive_has(model->lineage[l], target->number));
}

/* The set of places that a target without 'c' names: empty is the base. */
static inline guint32 naive_places(
    const NaiveModel *model, guint l, const NaiveTarget *target, gboolean far, int *code)
{
    guint32 kin = naive_kin(model, l, target->branch);
    guint32 places = 0;

    if (target->word == 'H' || target->word == 'h')
        places = naive_heads(model, l) & kin;
    if (target->word == 'H' && target->branch < 0)
        places = naive_unneeded(model, l, model->lineage[l]);
    if (target->word == 'i')
        places = NAIVE_BIT(target->number);
    if (target->word == 'i' && !naive_has(kin, target->number))
        *code = DUNLIN_ERROR_CONFIG;
    if (naive_count(places) > 1 && (target->word == 'h' || target->steps != 0))
        *code = DUNLIN_ERROR_GRAPH;
    if (*code >= 0 || target->steps == 0)
        return places;
    int place = naive_walk(model, l, naive_only(places), target, far, code);
    return place == NAIVE_BASE ? 0 : NAIVE_BIT(place);
}

static inline gboolean naive_is_other_direction(const NaiveTarget *target)
{
    if (target->is_down)
        return target->word == 'c' && target->steps > 0;
    return (target->word == 'c' && target->steps < 0) || (target->word == 'b' && target->steps == 0);
}

static inline void naive_note_recorded(const NaiveModel *model, NaivePlan *plan)
{
    for (guint step = 0; step < plan->count; step++)
        plan->recorded |= model->is_checkpoint[plan->steps[step]] ? NAIVE_BIT(plan->steps[step]) : 0;
}

/* -- Up ----------------------------------------------------------------------------------------- */

/* The checkpoint that an empty database begins at, on its way to the places that are needed; -1: none. */
static inline int naive_start(const NaiveModel *model, const NaiveLedger *ledger, guint32 needed)
{
    int best = -1;
    guint n_best = 0;

    for (guint place = 0; place < model->size; place++) {
        guint i = model->order[place];
        guint n = naive_count(naive_all_needs(model, ledger->lineage, i));
        if (!naive_has(needed, i) || !model->is_checkpoint[i] || n < n_best)
            continue;
        best = (int)i;
        n_best = n;
    }
    return (ledger->done | ledger->running) == 0 ? best : -1;
}

static inline gboolean naive_is_late(const NaiveModel *model, const NaiveLedger *ledger, guint i)
{
    guint32 rows = ledger->done | ledger->running;

    for (guint k = 0; k < model->size; k++) {
        if (naive_has(rows, k) && naive_has(model->ancestors[ledger->lineage][k], i))
            return !naive_has(ledger->running, i);
    }
    return FALSE;
}

/* What "+N" leads to. */
static inline guint32 naive_counted_up(
    const NaiveModel *model, const NaiveLedger *ledger, const NaiveTarget *target, int *code)
{
    guint l = ledger->lineage;
    guint32 kin = naive_kin(model, l, target->branch);
    guint32 starts = naive_unneeded(model, l, ledger->done) & kin;

    if (starts == 0)
        starts = naive_tops(model, l, ledger->done & kin);
    if (naive_count(starts) > 1) {
        *code = DUNLIN_ERROR_GRAPH;
        return 0;
    }
    int reached = naive_walk(model, l, naive_only(starts), target, FALSE, code);
    return reached < 0 ? 0 : NAIVE_BIT(reached);
}

/* Takes what may not run late out of plan. */
static inline void naive_sort_out_late(
    const NaiveModel *model, const NaiveLedger *ledger, char policy, NaivePlan *plan)
{
    NaivePlan kept = {.code = -1};

    for (guint step = 0; step < plan->count; step++) {
        guint i = plan->steps[step];
        gboolean is_late = naive_is_late(model, ledger, i) && !model->is_checkpoint[i];
        gboolean is_begun = naive_has(ledger->running, i);
        guint32 needed = model->is_checkpoint[i] ? naive_all_needs(model, ledger->lineage, i)
                                                 : naive_needs(model, ledger->lineage, i);
        if (is_late && policy == 'r') {
            plan->code = DUNLIN_ERROR_REFUSED;
            return;
        }
        if (policy == 's' &&
            (is_late ||
                (!is_begun && (needed & kept.skipped) != 0)))
            kept.skipped |= NAIVE_BIT(i);
        else
            kept.steps[kept.count++] = i;
    }
    *plan = kept;
}

static inline NaivePlan naive_up(const NaiveModel *model, const NaiveLedger *ledger, const NaiveTarget *target)
{
    guint l = ledger->lineage;
    NaivePlan plan = {.code = -1};
    guint32 places = target->word == 'c' ? naive_counted_up(model, ledger, target, &plan.code)
                                         : naive_places(model, l, target, FALSE, &plan.code);
    guint32 pending = naive_with_needs(model, l, places) & ~ledger->done;

    if (plan.code < 0 && target->steps < 0 && places == 0)
        plan.code = DUNLIN_ERROR_CONFIG;
    if (plan.code >= 0)
        return plan;
    int start = target->from_base ? -1 : naive_start(model, ledger, pending);
    guint32 across = 0;
    if (start >= 0) {
        guint32 replaced = naive_all_needs(model, l, (guint)start);
        pending &= ~(replaced | NAIVE_BIT(start));
        for (guint i = 0; i < model->size; i++)
            across |= naive_has(replaced | NAIVE_BIT(start), i) ? model->depends[i] : 0;
    }
    for (guint pass = 0; pass < 2; pass++) {
        for (guint place = 0; place < model->size; place++) {
            guint i = model->order[place];
            gboolean is_first =
                naive_has(ledger->running, i) && (naive_needs(model, l, i) & ~ledger->done) == 0;
            if (naive_has(pending, i) && is_first == (pass == 0))
                plan.steps[plan.count++] = i;
        }
    }
    naive_sort_out_late(model, ledger, target->policy, &plan);
    for (guint step = 0; step < plan.count && plan.code < 0; step++)
        across |= model->depends[plan.steps[step]];
    if (plan.code < 0 && ledger->knows_other &&
        (across & ~model->lineage[l] & ~ledger->other_done) != 0)
        plan.code = DUNLIN_ERROR_REFUSED;
    plan.start = start + 1;
    naive_note_recorded(model, &plan);
    return plan;
}

/* -- Down --------------------------------------------------------------------------------------- */

/* The lowest of the last N. */
static inline guint32 naive_counted_down(
    const NaiveModel *model, const NaiveLedger *ledger, const NaiveTarget *target, int *code)
{
    guint l = ledger->lineage;
    guint32 rows = ledger->done | ledger->running;
    guint32 kin = naive_kin(model, l, target->branch);
    guint32 next = naive_unneeded(model, l, rows) & kin;
    guint32 lowest = 0;

    if (next == 0)
        next = naive_tops(model, l, rows) & kin;
    for (int n = 0; n < -target->steps; n++) {
        if (naive_count(next) != 1) {
            *code = next == 0 ? DUNLIN_ERROR_CONFIG : DUNLIN_ERROR_GRAPH;
            return 0;
        }
        lowest = next;
        next = naive_tops(model, l, model->ancestors[l][naive_only(lowest)] & rows);
    }
    return lowest;
}

/* What stands right above the place that a target names, towards its branch. */
static inline guint32 naive_above(
    const NaiveModel *model, const NaiveLedger *ledger, const NaiveTarget *target, int *code)
{
    guint l = ledger->lineage;
    guint32 places = naive_places(model, l, target, FALSE, code);

    if (*code < 0 && naive_count(places) > 1)
        *code = DUNLIN_ERROR_GRAPH;
    if (*code < 0 && (places & ~ledger->done) != 0)
        *code = DUNLIN_ERROR_CONFIG;
    if (*code >= 0)
        return 0;
    guint32 above = places == 0 ? naive_bases(model, l)
                                : naive_children(model, l, (guint)naive_only(places));
    if (target->branch < 0 || naive_count(above) <= 1)
        return above;
    above &= NAIVE_BIT(target->branch) | model->ancestors[l][target->branch];
    *code = above == 0 ? DUNLIN_ERROR_CONFIG : -1;
    return above;
}

/* What goes when the roots go. */
static inline guint32 naive_removed(const NaiveModel *model, const NaiveLedger *ledger, guint32 roots)
{
    guint l = ledger->lineage;
    guint32 rows = ledger->done | ledger->running;
    guint32 above = roots;

    for (guint round = 0; round < model->size; round++) {
        for (guint i = 0; i < model->size; i++) {
            if (naive_has(model->lineage[l], i) &&
                ((model->parents[l][i] & above) != 0 || (model->depends[i] & above & rows) != 0))
                above |= NAIVE_BIT(i);
        }
    }
    return above & rows;
}

static inline NaivePlan naive_down(const NaiveModel *model, const NaiveLedger *ledger, const NaiveTarget *target)
{
    guint other = 1 - ledger->lineage;
    NaivePlan plan = {.code = -1};
    guint32 roots = target->word == 'c' ? naive_counted_down(model, ledger, target, &plan.code)
                                        : naive_above(model, ledger, target, &plan.code);
    guint32 removed = naive_removed(model, ledger, roots);

    if (plan.code >= 0)
        return plan;
    for (guint place = model->size; place-- > 0;) {
        if (naive_has(removed, model->order[place]))
            plan.steps[plan.count++] = model->order[place];
    }
    naive_note_recorded(model, &plan);
    for (guint i = 0; ledger->knows_other && i < model->size; i++) {
        if (naive_has(model->lineage[other] & (ledger->other_done | ledger->other_running), i) &&
            (model->depends[i] & removed & ~model->lineage[other]) != 0)
            return (NaivePlan){.code = DUNLIN_ERROR_REFUSED};
    }
    return plan;
}

static inline NaivePlan naive_plan(
    const NaiveModel *model, const NaiveLedger *ledger, const NaiveTarget *target)
{
    if (naive_is_other_direction(target))
        return (NaivePlan){.code = DUNLIN_ERROR_CONFIG};
    if (naive_is_elsewhere(model, ledger->lineage, target))
        return (NaivePlan){.code = -1};
    return target->is_down ? naive_down(model, ledger, target) : naive_up(model, ledger, target);
}

/* -- Ranges ------------------------------------------------------------------------------------- */

/* The revisions between two targets without 'c', both ends included. */
static inline guint32 naive_range(
    const NaiveModel *model, guint l, const NaiveTarget *from, const NaiveTarget *to, int *code)
{
    gboolean has_start = !naive_is_elsewhere(model, l, from);
    gboolean has_end = !naive_is_elsewhere(model, l, to);
    guint32 starts = has_start ? naive_places(model, l, from, TRUE, code) : 0;
    guint32 ends = has_end && *code < 0 ? naive_places(model, l, to, TRUE, code) : 0;
    if (!has_start || !has_end)
        return 0;
    guint32 above = starts;

    for (guint i = 0; i < model->size; i++)
        above |= (model->ancestors[l][i] & starts) != 0 ? NAIVE_BIT(i) : 0;
    if (starts == 0)
        above = model->lineage[l];
    if (*code < 0 && ends != 0 && (ends & above) == 0)
        *code = DUNLIN_ERROR_CONFIG;
    return naive_with_needs(model, l, ends) & above;
}
