/* SPDX-License-Identifier: Apache-2.0 */
/* lineage.c: sets of revisions of one lineage. Everything that a revision needs stands at a lower position, so that
 * one walk over all positions finds any closure. Knows no ledger and no target. */
#include "plan/lineage.h"

guint8 *dln_marks_new(const DlnGraph *graph)
{
    return g_new0(guint8, dln_graph_size(graph) + 1);
}

void dln_marks_set(guint8 *marks, DlnPositions positions)
{
    for (guint i = 0; i < positions.count; i++)
        marks[positions.items[i]] = TRUE;
}

gboolean dln_marks_any(const guint8 *marks, DlnPositions positions)
{
    for (guint i = 0; i < positions.count; i++) {
        if (marks[positions.items[i]])
            return TRUE;
    }
    return FALSE;
}

GPtrArray *dln_marks_list(const DlnGraph *graph, const guint8 *marks)
{
    GPtrArray *list = g_ptr_array_new();

    for (guint i = 0; i < dln_graph_size(graph); i++) {
        if (marks[i])
            g_ptr_array_add(list, (gpointer)dln_graph_get(graph, i));
    }
    return list;
}

gboolean dln_lineage_has(const DlnGraph *graph, DlnScope scope, guint position)
{
    return (dln_graph_get(graph, position)->scope & scope) != 0;
}

void dln_lineage_mark_below(const DlnGraph *graph, DlnScope scope, guint8 *marks)
{
    for (guint i = dln_graph_size(graph); i-- > 0;) {
        if (marks[i])
            dln_marks_set(marks, dln_graph_parents_at(graph, scope, i));
    }
}

void dln_lineage_mark_needs(const DlnGraph *graph, DlnScope scope, guint8 *marks)
{
    for (guint i = dln_graph_size(graph); i-- > 0;) {
        if (!dln_lineage_has(graph, scope, i))
            marks[i] = FALSE; /* a depends across scopes is checked, not planned */
        if (!marks[i])
            continue;
        dln_marks_set(marks, dln_graph_parents_at(graph, scope, i));
        dln_marks_set(marks, dln_graph_depends_at(graph, i));
    }
}

guint8 *dln_lineage_kin(const DlnGraph *graph, DlnScope scope, guint position)
{
    guint8 *kin = dln_marks_new(graph);

    kin[position] = TRUE;
    for (guint i = position + 1; i < dln_graph_size(graph); i++)
        kin[i] = dln_marks_any(kin, dln_graph_parents_at(graph, scope, i));

    g_autofree guint8 *below = dln_marks_new(graph);
    below[position] = TRUE;
    dln_lineage_mark_below(graph, scope, below);
    for (guint i = 0; i < position; i++)
        kin[i] = below[i];
    return kin;
}

static int compare_positions(gconstpointer a, gconstpointer b)
{
    guint left = *(const guint *)a;
    guint right = *(const guint *)b;
    return (left > right) - (left < right);
}

GArray *dln_lineage_tips(const DlnGraph *graph, DlnScope scope, const guint8 *marks, DlnTipsBy by)
{
    g_autofree guint8 *is_below = dln_marks_new(graph);
    GArray *tips = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = dln_graph_size(graph); i-- > 0;) {
        if (!dln_lineage_has(graph, scope, i))
            continue;
        if (marks[i] && !is_below[i])
            g_array_append_val(tips, i);
        if (!marks[i] && !is_below[i])
            continue;
        dln_marks_set(is_below, dln_graph_parents_at(graph, scope, i));
        if (by == DLN_TIPS_BY_NEEDS)
            dln_marks_set(is_below, dln_graph_depends_at(graph, i));
    }
    g_array_sort(tips, compare_positions);
    return tips;
}
