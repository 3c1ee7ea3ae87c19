/* SPDX-License-Identifier: Apache-2.0 */
/* stamp.c: which rows go, come and stay when a database is declared to stand at targets. */
#include "plan/stamp.h"

#include "plan/place.h"
#include "plan/range.h"
#include "revision/repeatables.h"

/* All marks are by position. */
typedef struct {
    const DlnGraph *graph;
    DlnScope scope;
    const DlnAppliedRow **rows; /* NULL: no row */
    guint8 *is_wanted;          /* a target, or what one needs */
    guint8 *is_related; /* what stands on a target, and the branch of a target that is its base */
    guint8 *is_kept;    /* what no target has to do with, and all that it needs */
} Stamp;

static void stamp_clear(Stamp *stamp)
{
    g_clear_pointer(&stamp->rows, g_free);
    g_clear_pointer(&stamp->is_wanted, g_free);
    g_clear_pointer(&stamp->is_related, g_free);
    g_clear_pointer(&stamp->is_kept, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stamp, stamp_clear)

static guint size_of(const Stamp *stamp)
{
    return dln_graph_size(stamp->graph);
}

/* ---- marking ---- */

static void add_marks(const Stamp *stamp, guint8 *marks, const guint8 *more)
{
    for (guint i = 0; i < size_of(stamp); i++)
        marks[i] = marks[i] || more[i];
}

/* The base of one branch, or of all: a "target" that is no revision. */
static gboolean is_base(const DlnPlace *place)
{
    for (guint i = 0; i < place->positions->len; i++) {
        if (g_array_index(place->positions, guint, i) != DLN_NOWHERE)
            return FALSE;
    }
    return TRUE;
}

static void mark_base(Stamp *stamp, const DlnPlace *place)
{
    if (place->kin != NULL) {
        add_marks(stamp, stamp->is_related, place->kin);
        return;
    }
    for (guint i = 0; i < size_of(stamp); i++)
        stamp->is_related[i] = TRUE;
}

/* What stands on the positions, be it as a child or by depending on one. */
static void mark_above(Stamp *stamp, const GArray *positions)
{
    g_autofree guint8 *above = dln_marks_new(stamp->graph);

    for (guint i = 0; i < positions->len; i++) {
        if (g_array_index(positions, guint, i) != DLN_NOWHERE)
            above[g_array_index(positions, guint, i)] = TRUE;
    }
    for (guint i = 0; i < size_of(stamp); i++) {
        if (!above[i] && dln_lineage_has(stamp->graph, stamp->scope, i))
            above[i] = dln_marks_any(above, dln_graph_parents_at(stamp->graph, stamp->scope, i)) ||
                       dln_marks_any(above, dln_graph_depends_at(stamp->graph, i));
    }
    add_marks(stamp, stamp->is_related, above);
}

/* *out_here: whether the target is of this scope. */
static gboolean mark_target(Stamp *stamp, const char *text, gboolean *out_here, GError **error)
{
    const DlnGround ground = {stamp->graph, stamp->scope, DLN_WALK_EXACT};
    g_auto(DlnTarget) target = {0};
    g_auto(DlnPlace) place = {0};
    g_autoptr(DlnApplied) applied = NULL;

    if (!dln_plan_applied_at(stamp->graph, stamp->scope, text, &applied, error))
        return FALSE;
    *out_here = applied != NULL;
    if (applied == NULL)
        return TRUE;
    if (!dln_target_parse(text, &target, error) || !dln_place_find(&ground, &target, &place, error))
        return FALSE;
    if (is_base(&place)) {
        mark_base(stamp, &place);
        return TRUE;
    }
    g_autofree const DlnAppliedRow **rows =
        dln_graph_match_applied(stamp->graph, stamp->scope, applied, NULL);
    for (guint i = 0; i < size_of(stamp); i++)
        stamp->is_wanted[i] = stamp->is_wanted[i] || rows[i] != NULL;
    mark_above(stamp, place.positions);
    return TRUE;
}

static gboolean mark_targets(
    Stamp *stamp, const char *const *targets, gboolean *out_any, GError **error)
{
    *out_any = FALSE;
    for (guint i = 0; targets[i] != NULL; i++) {
        gboolean here = FALSE;
        if (!mark_target(stamp, targets[i], &here, error))
            return FALSE;
        *out_any = *out_any || here;
    }
    return TRUE;
}

/* From the applied tips, those that no target has to do with, down. */
static void mark_kept(Stamp *stamp)
{
    g_autofree guint8 *applied = dln_marks_new(stamp->graph);
    g_autoptr(GArray) tips = NULL;

    for (guint i = 0; i < size_of(stamp); i++)
        applied[i] = stamp->rows[i] != NULL;
    tips = dln_lineage_tips(stamp->graph, stamp->scope, applied, DLN_TIPS_BY_NEEDS);
    for (guint i = 0; i < tips->len; i++) {
        guint tip = g_array_index(tips, guint, i);
        stamp->is_kept[tip] = !stamp->is_related[tip] && !stamp->is_wanted[tip];
    }
    dln_lineage_mark_needs(stamp->graph, stamp->scope, stamp->is_kept);
}

/* ---- the result ---- */

static DlnAppliedRow *declared_row(const DlnRevision *revision)
{
    DlnAppliedRow *row = g_new0(DlnAppliedRow, 1);

    row->version = g_strdup(revision->id);
    row->checksum = g_strdup(revision->checksum);
    return row;
}

/* What is run again and again stands nowhere in the history. */
static void collect_repeatables(
    const Stamp *stamp, const DlnApplied *applied, DlnStampFlags flags, GPtrArray *rows)
{
    const DlnRepeatables *repeatables = dln_graph_repeatables(stamp->graph);

    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        const DlnRevision *versioned = dln_graph_find(stamp->graph, stamp->scope, row->version);
        gboolean is_gone = dln_repeatables_find(repeatables, stamp->scope, row->version) == NULL;
        if (row->state != DLN_APPLIED_REPEATABLE || (is_gone && flags & DLN_STAMP_PURGE))
            continue;
        /* It has become a migration of the history, and that is declared to be there. */
        if (versioned != NULL && stamp->is_wanted[dln_graph_position(stamp->graph, versioned)])
            continue;
        g_ptr_array_add(rows, dln_applied_row_copy(row));
    }
}

static DlnApplied *collect(const Stamp *stamp, const DlnApplied *applied, DlnStampFlags flags)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);

    for (guint i = 0; i < size_of(stamp); i++) {
        if (stamp->is_wanted[i])
            g_ptr_array_add(rows, declared_row(dln_graph_get(stamp->graph, i)));
        else if (stamp->is_kept[i] && stamp->rows[i] != NULL)
            g_ptr_array_add(rows, dln_applied_row_copy(stamp->rows[i]));
    }
    collect_repeatables(stamp, applied, flags, rows);
    return dln_applied_new(rows);
}

static gboolean refuse_unknown(const GPtrArray *unknown, GError **error)
{
    const DlnAppliedRow *first = g_ptr_array_index(unknown, 0);
    const DunlinErrorFacts facts = {.revision = first->version};
    g_autofree char *more =
        unknown->len > 1 ? g_strdup_printf(" (and %u more)", unknown->len - 1) : g_strdup("");

    dln_error_set(error, DUNLIN_ERROR_CHECKSUM, &facts,
        "\"%s\"%s is applied, but its file is gone: restore the file, drop the row with `dunlin "
        "repair --forget %s --apply`, or all such rows with `dunlin stamp --purge`",
        first->version, more, first->version);
    return FALSE;
}

gboolean dln_plan_stamp(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied,
    const char *const *targets, DlnStampFlags flags, DlnApplied **out_wanted, GError **error)
{
    g_auto(Stamp) stamp = {
        .graph = graph,
        .scope = scope,
        .is_wanted = dln_marks_new(graph),
        .is_related = dln_marks_new(graph),
        .is_kept = dln_marks_new(graph),
    };
    g_autoptr(GPtrArray) unknown = g_ptr_array_new();
    gboolean any;

    stamp.rows = dln_graph_match_applied(graph, scope, applied, unknown);
    if (!mark_targets(&stamp, targets, &any, error))
        return FALSE;
    if (!any) {
        *out_wanted = dln_applied_ref((DlnApplied *)applied);
        return TRUE;
    }
    if (!(flags & DLN_STAMP_PURGE)) {
        if (unknown->len > 0)
            return refuse_unknown(unknown, error);
        mark_kept(&stamp);
    }
    *out_wanted = collect(&stamp, applied, flags);
    return TRUE;
}
