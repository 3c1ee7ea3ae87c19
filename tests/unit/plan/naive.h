/* SPDX-License-Identifier: Apache-2.0 */
/* naive.h: a second opinion on graphs, for tests: sets as bits, every rule written out as it is defined, nothing
 * clever. Shares no code with what it judges. What it thinks of plans stands in naive_plan.h. */
#pragma once

#include <glib.h>

#include "base/error.h"

#define NAIVE_MAX 14

/* Revisions in id order; a set of them is a mask. Lineage 0 is public, 1 tenant. */
typedef struct {
    guint size;
    char ids[NAIVE_MAX][8];
    guint numbers[NAIVE_MAX];
    guint scopes[NAIVE_MAX]; /* bit l: in lineage l */
    gboolean is_by_name[NAIVE_MAX];
    gboolean is_explicit[NAIVE_MAX];
    guint32 named[NAIVE_MAX]; /* explicit parents as the file names them */
    guint32 depends[NAIVE_MAX];
    gboolean has_label[NAIVE_MAX]; /* "L" and the id */
    gboolean is_checkpoint[NAIVE_MAX]; /* of one scope */
    /* derived by naive_derive */
    guint32 lineage[2];
    guint32 parents[2][NAIVE_MAX];
    guint32 ancestors[2][NAIVE_MAX]; /* within a lineage */
    guint order[NAIVE_MAX];
} NaiveModel;

typedef struct {
    guint lineage;
    guint32 done, running;
    gboolean knows_other;
    guint32 other_done, other_running;
} NaiveLedger;

typedef struct {
    gboolean is_down;
    char word;    /* 'H' heads, 'h' head, 'b' base, 'i' revision, 'c' where the database stands */
    guint number; /* 'i': the revision */
    int branch;   /* what stands before the "@": a revision; -1: nothing */
    int steps;    /* 0: none */
    char policy;  /* of late arrivals: 'r' refused, 's' skipped, 'a' applied */
    gboolean from_base; /* checkpoints are not begun at */
} NaiveTarget;

typedef struct {
    int code; /* -1: planned; else a DunlinErrorCode */
    guint count;
    guint steps[NAIVE_MAX];
    guint32 skipped;
    guint32 recorded; /* of the steps, those that only change the ledger */
    int start;        /* the step that a checkpoint is begun at; 0: none, else the revision + 1 */
} NaivePlan;

#define NAIVE_BIT(i) ((guint32)1 << (i))

static inline gboolean naive_has(guint32 set, guint i)
{
    return (set & NAIVE_BIT(i)) != 0;
}

static inline guint naive_count(guint32 set)
{
    return (guint)__builtin_popcount(set);
}

/* -- Files -------------------------------------------------------------------------------------- */

static inline gboolean naive_explicit_parents(NaiveModel *model, guint i)
{
    guint32 met = 0;

    for (guint l = 0; l < 2; l++) {
        if (!naive_has(model->lineage[l], i))
            continue;
        model->parents[l][i] = model->named[i] & model->lineage[l];
        met |= model->parents[l][i];
        if (model->named[i] != 0 && model->parents[l][i] == 0)
            return FALSE;
    }
    return met == model->named[i];
}

/* The members of the lineage with this number. */
static inline guint32 naive_run(const NaiveModel *model, guint l, guint number)
{
    guint32 run = 0;

    for (guint i = 0; i < model->size; i++) {
        if (naive_has(model->lineage[l], i) && model->numbers[i] == number)
            run |= NAIVE_BIT(i);
    }
    return run;
}

/* The parents that follow from the numbers; FALSE: ambiguous. Lower revisions have theirs already. */
static inline gboolean naive_implicit_parent(NaiveModel *model, guint l, guint i)
{
    guint number = model->numbers[i];

    for (guint k = i; model->is_by_name[i] && k-- > 0;) {
        if (naive_has(naive_run(model, l, number), k) && model->is_by_name[k]) {
            model->parents[l][i] = NAIVE_BIT(k);
            return TRUE;
        }
    }
    while (number-- > 0) {
        guint32 run = naive_run(model, l, number);
        guint32 ends = run;
        for (guint k = 0; k < model->size; k++) {
            if (naive_has(run, k))
                ends &= ~model->parents[l][k];
        }
        if (naive_count(ends) > 1)
            return FALSE;
        if (run != 0) {
            model->parents[l][i] = ends;
            return TRUE;
        }
    }
    return TRUE;
}

/* All that can be reached from i. */
static inline guint32 naive_reach(const guint32 *edges, guint size, guint i)
{
    guint32 reached = edges[i];

    for (guint round = 0; round < size; round++) {
        for (guint k = 0; k < size; k++) {
            if (naive_has(reached, k))
                reached |= edges[k];
        }
    }
    return reached;
}

/* FALSE: a cycle. */
static inline gboolean naive_order(NaiveModel *model)
{
    guint32 placed = 0;

    for (guint place = 0; place < model->size; place++) {
        guint i = 0;
        for (; i < model->size; i++) {
            guint32 needs = model->parents[0][i] | model->parents[1][i] | model->depends[i];
            if (!naive_has(placed, i) && (needs & ~placed) == 0)
                break;
        }
        if (i == model->size)
            return FALSE;
        model->order[place] = i;
        placed |= NAIVE_BIT(i);
    }
    return TRUE;
}

/* FALSE: such files must be refused. */
static inline gboolean naive_derive(NaiveModel *model)
{
    g_assert(model->size <= NAIVE_MAX);
    for (guint i = 0; i < model->size; i++) {
        for (guint l = 0; l < 2; l++)
            model->lineage[l] |= naive_has(model->scopes[i], l) ? NAIVE_BIT(i) : 0;
    }
    for (guint i = 0; i < model->size; i++) {
        if (model->is_explicit[i] && !naive_explicit_parents(model, i))
            return FALSE;
    }
    for (guint l = 0; l < 2; l++) {
        for (guint i = 0; i < model->size; i++) {
            if (naive_has(model->lineage[l], i) && !model->is_explicit[i] &&
                !naive_implicit_parent(model, l, i))
                return FALSE;
        }
    }
    if (!naive_order(model))
        return FALSE;
    for (guint l = 0; l < 2; l++) {
        for (guint i = 0; i < model->size; i++)
            model->ancestors[l][i] = naive_reach(model->parents[l], model->size, i);
    }
    /* No parent may be an ancestor of another one. */
    for (guint l = 0; l < 2; l++) {
        for (guint i = 0; i < model->size; i++) {
            for (guint k = 0; k < model->size; k++) {
                if (naive_has(model->parents[l][i], k) &&
                    (model->ancestors[l][k] & model->parents[l][i]) != 0)
                    return FALSE;
            }
        }
    }
    return TRUE;
}

static inline guint32 naive_heads(const NaiveModel *model, guint l)
{
    guint32 heads = model->lineage[l];

    for (guint i = 0; i < model->size; i++)
        heads &= ~model->parents[l][i];
    return heads;
}

static inline gboolean naive_is_linear(const NaiveModel *model, guint l)
{
    guint n_bases = 0;

    for (guint i = 0; i < model->size; i++) {
        guint n_children = 0;
        for (guint k = 0; k < model->size; k++)
            n_children += naive_has(model->parents[l][k], i) ? 1 : 0;
        if (n_children > 1 || naive_count(model->parents[l][i]) > 1)
            return FALSE;
        n_bases += naive_has(model->lineage[l], i) && model->parents[l][i] == 0 ? 1 : 0;
    }
    return n_bases <= 1;
}
