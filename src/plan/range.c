/* SPDX-License-Identifier: Apache-2.0 */
/* range.c: places in the history that no database need stand at. Knows no ledger. */
#include "plan/range.h"

#include "plan/place.h"

static gboolean refuse_relative(const char *target, GError **error)
{
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "target \"%s\" counts from where a database stands, and none is meant here: name a "
        "revision",
        target);
    return FALSE;
}

static void mark(guint8 *marks, const GArray *positions)
{
    for (guint i = 0; i < positions->len; i++) {
        guint position = g_array_index(positions, guint, i);
        if (position != DLN_NOWHERE)
            marks[position] = TRUE;
    }
}

/* -- The set at a place -------------------------------------------------------------------------- */

static DlnAppliedRow *make_row(const DlnRevision *revision)
{
    DlnAppliedRow *row = g_new0(DlnAppliedRow, 1);

    row->version = g_strdup(revision->id);
    row->checksum = g_strdup(revision->checksum);
    row->state = DLN_APPLIED_DONE;
    return row;
}

gboolean dln_plan_applied_at(const DlnGraph *graph, DlnScope scope, const char *target,
    DlnApplied **out_applied, GError **error)
{
    const DlnGround ground = {graph, scope, DLN_WALK_EXACT};
    g_auto(DlnTarget) parsed = {0};
    g_auto(DlnPlace) place = {0};
    g_autofree guint8 *marks = dln_marks_new(graph);

    if (!dln_target_parse(target, &parsed, error) ||
        !dln_place_find(&ground, &parsed, &place, error))
        return FALSE;
    if (place.is_current)
        return refuse_relative(target, error);
    if (place.is_elsewhere) {
        *out_applied = NULL;
        return TRUE;
    }
    mark(marks, place.positions);
    dln_lineage_mark_needs(graph, scope, marks);

    g_autoptr(GPtrArray) revisions = dln_marks_list(graph, marks);
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);
    for (guint i = 0; i < revisions->len; i++)
        g_ptr_array_add(rows, make_row(revisions->pdata[i]));
    *out_applied = dln_applied_new(rows);
    return TRUE;
}

/* -- A range ------------------------------------------------------------------------------------- */

typedef struct {
    DlnTarget target;
    DlnPlace place;
} End;

static void end_clear(End *end)
{
    dln_target_clear(&end->target);
    dln_place_clear(&end->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(End, end_clear)

static gboolean find_end(const DlnGround *ground, const char *text, End *end, GError **error)
{
    return dln_target_parse(text, &end->target, error) &&
           dln_place_find(ground, &end->target, &end->place, error);
}

/* end counts from each of the places of other. */
static gboolean count_from(const DlnGround *ground, End *end, const End *other, GError **error)
{
    const guint base = DLN_NOWHERE;
    guint n_starts = MAX(other->place.positions->len, 1);

    for (guint i = 0; i < n_starts; i++) {
        guint position = i < other->place.positions->len
                             ? g_array_index(other->place.positions, guint, i)
                             : base;
        if (end->place.kin != NULL && position != base && !end->place.kin[position])
            continue;
        if (!dln_place_walk(ground, &end->target, &end->place, &position, error))
            return FALSE;
        g_array_append_val(end->place.positions, position);
    }
    end->place.is_current = FALSE;
    return TRUE;
}

static gboolean settle_relative(const DlnGround *ground, End *from, End *to, GError **error)
{
    gboolean is_from = from->place.is_current;
    End *end = is_from ? from : to;

    if (!from->place.is_current && !to->place.is_current)
        return TRUE;
    /* Only backwards from the end, and only forwards from the start. */
    if ((from->place.is_current && to->place.is_current) || (end->place.steps < 0) != is_from)
        return refuse_relative(end->target.text, error);
    return count_from(ground, end, is_from ? to : from, error);
}

static gboolean any_marked(const guint8 *marks, const GArray *positions)
{
    for (guint i = 0; i < positions->len; i++) {
        guint position = g_array_index(positions, guint, i);
        if (position != DLN_NOWHERE && marks[position])
            return TRUE;
    }
    return FALSE;
}

/* The starts and what comes from them; everything where they are the base. */
static guint8 *mark_from(const DlnGround *ground, const GArray *starts)
{
    guint8 *marks = dln_marks_new(ground->graph);
    gboolean is_base = starts->len == 0 || g_array_index(starts, guint, 0) == DLN_NOWHERE;

    mark(marks, starts);
    for (guint i = 0; i < dln_graph_size(ground->graph); i++)
        marks[i] = is_base || marks[i] ||
                   dln_marks_any(marks, dln_graph_parents_at(ground->graph, ground->scope, i));
    return marks;
}

/* An open range goes to every end there is, also to one that others depend on. */
static void mark_heads(const DlnGround *ground, guint8 *marks)
{
    const GPtrArray *heads = dln_graph_heads(ground->graph, ground->scope);

    for (guint i = 0; i < heads->len; i++)
        marks[dln_graph_position(ground->graph, heads->pdata[i])] = TRUE;
}

static gboolean mark_range(const DlnGround *ground, const End *from, const End *to,
    gboolean is_open, guint8 *marks, GError **error)
{
    g_autofree guint8 *above = mark_from(ground, from->place.positions);

    if (is_open)
        mark_heads(ground, marks);
    else if (to->place.positions->len > 0 && !any_marked(above, to->place.positions)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "\"%s\" does not lead to \"%s\"",
            from->target.text, to->target.text);
        return FALSE;
    }
    if (!is_open)
        mark(marks, to->place.positions);
    dln_lineage_mark_needs(ground->graph, ground->scope, marks);
    for (guint i = 0; i < dln_graph_size(ground->graph); i++)
        marks[i] = marks[i] && above[i];
    return TRUE;
}

gboolean dln_plan_range(const DlnGraph *graph, DlnScope scope, const DlnRange *range,
    GPtrArray **out_revisions, GError **error)
{
    const DlnGround ground = {graph, scope, DLN_WALK_FAR};
    g_auto(End) from = {0};
    g_auto(End) to = {0};
    g_autofree guint8 *marks = dln_marks_new(graph);

    if (!find_end(&ground, range->from != NULL ? range->from : "base", &from, error) ||
        !find_end(&ground, range->to != NULL ? range->to : "heads", &to, error))
        return FALSE;
    if (!from.place.is_elsewhere && !to.place.is_elsewhere &&
        (!settle_relative(&ground, &from, &to, error) ||
            !mark_range(&ground, &from, &to, range->to == NULL, marks, error)))
        return FALSE;
    *out_revisions = dln_marks_list(graph, marks);
    return TRUE;
}
