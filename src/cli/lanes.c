/* SPDX-License-Identifier: Apache-2.0 */
/* lanes.c: the drawing of a history beside its lines. Knows no revision and no terminal.
 * A lane is a column that waits for one node: the next one below on its way. As soon as two lanes wait for the same
 * node, one is led into the other, so that each node is awaited by one lane at most. A row either lets one lane part
 * into several, or lets two meet, never both: a row with two lines above and two below would not tell which belongs to
 * which. */
#include "lanes.h"

#define FREE G_MAXUINT

typedef struct {
    const DlnLaneNode *nodes;
    guint n_nodes;
    guint max_lanes;
    GArray *lanes;   /* of guint: the node that each lane waits for, or FREE */
    GPtrArray *rows; /* (element-type DlnLaneRow) */
} Layout;

static void row_free(gpointer data)
{
    DlnLaneRow *row = data;

    g_array_unref(row->cells);
    g_array_unref(row->undrawn);
    g_free(row);
}

/* A row in which all lanes go straight on. */
static DlnLaneRow *add_row(Layout *layout)
{
    DlnLaneRow *row = g_new0(DlnLaneRow, 1);

    row->node = DLN_LANE_NO_NODE;
    row->cells = g_array_new(FALSE, TRUE, sizeof(guint8));
    row->undrawn = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < layout->lanes->len; i++) {
        guint8 cell =
            g_array_index(layout->lanes, guint, i) == FREE ? 0 : DLN_CELL_UP | DLN_CELL_DOWN;

        g_array_append_val(row->cells, cell);
    }
    g_ptr_array_add(layout->rows, row);
    return row;
}

static guint8 *cell_at(DlnLaneRow *row, guint lane)
{
    if (lane >= row->cells->len)
        g_array_set_size(row->cells, lane + 1);
    return &g_array_index(row->cells, guint8, lane);
}

/* A line from one lane to another, behind those between them; what stands at its ends is the caller's. */
static void draw_across(DlnLaneRow *row, guint from, guint to)
{
    *cell_at(row, MAX(from, to)) |= DLN_CELL_LEFT;
    *cell_at(row, MIN(from, to)) |= DLN_CELL_RIGHT;
    for (guint i = MIN(from, to) + 1; i < MAX(from, to); i++) {
        guint8 *cell = cell_at(row, i);

        if ((*cell & (DLN_CELL_UP | DLN_CELL_LEFT)) == DLN_CELL_UP)
            *cell |= DLN_CELL_CROSSING;
        *cell |= DLN_CELL_LEFT | DLN_CELL_RIGHT;
    }
}

static guint find_lane(const Layout *layout, guint node, guint except)
{
    for (guint i = 0; i < layout->lanes->len; i++)
        if (i != except && g_array_index(layout->lanes, guint, i) == node)
            return i;
    return FREE;
}

/* A free lane below max_lanes, rather to the right of `near` than to its left; FREE when all are taken. */
static guint find_free(const Layout *layout, guint near)
{
    for (guint i = near; i < layout->lanes->len && i < layout->max_lanes; i++)
        if (g_array_index(layout->lanes, guint, i) == FREE)
            return i;
    if (layout->lanes->len < layout->max_lanes)
        return layout->lanes->len;
    for (guint i = 0; i < near && i < layout->lanes->len && i < layout->max_lanes; i++)
        if (g_array_index(layout->lanes, guint, i) == FREE)
            return i;
    return FREE;
}

static void set_lane(Layout *layout, guint lane, guint node)
{
    const guint nothing = FREE;

    while (layout->lanes->len <= lane)
        g_array_append_val(layout->lanes, nothing);
    g_array_index(layout->lanes, guint, lane) = node;
}

static void drop_free_end(Layout *layout)
{
    while (layout->lanes->len > 0 &&
           g_array_index(layout->lanes, guint, layout->lanes->len - 1) == FREE)
        g_array_set_size(layout->lanes, layout->lanes->len - 1);
}

/* Two nodes above each other would look like child and parent. */
static void keep_apart(Layout *layout, guint lane)
{
    const DlnLaneRow *last =
        layout->rows->len > 0 ? layout->rows->pdata[layout->rows->len - 1] : NULL;

    if (last && last->node != DLN_LANE_NO_NODE && last->lane == lane)
        add_row(layout);
}

/* Where the node stands. The lane behind max_lanes is for nodes for which no other is left. */
static guint take_lane(Layout *layout, guint node)
{
    guint lane = find_lane(layout, node, FREE);

    if (lane != FREE)
        return lane;
    lane = find_free(layout, 0);
    if (lane == FREE)
        lane = layout->max_lanes;
    keep_apart(layout, lane);
    return lane;
}

/* Whether a line may go on to parent in the node's own lane: in the last lane only as far as the next row, or into
 * another lane. */
static gboolean may_go_on(const Layout *layout, guint node, guint lane, guint parent)
{
    return lane < layout->max_lanes || parent == node + 1 ||
           find_lane(layout, parent, lane) != FREE;
}

/* Lets the node's lane part into one for each parent. lanes: [0] is where the first one went; the others are filled in.
 * FREE: none was left. */
static void part(Layout *layout, guint lane, const DlnLaneNode *node, guint *lanes)
{
    DlnLaneRow *row = NULL;

    for (guint i = 1; i < node->n_parents; i++) {
        lanes[i] = lanes[0] == FREE ? FREE : find_free(layout, lane + 1);
        if (lanes[i] != FREE)
            set_lane(layout, lanes[i], node->parents[i]);
    }
    for (guint i = 1; i < node->n_parents; i++) {
        if (lanes[i] == FREE)
            continue;
        if (!row)
            row = add_row(layout);
        *cell_at(row, lanes[i]) &= (guint8)~DLN_CELL_UP;
    }
    for (guint i = 1; i < node->n_parents; i++)
        if (lanes[i] != FREE)
            draw_across(row, lane, lanes[i]);
}

/* Where another lane waits for the same node, leads the right one of the two into the left one. */
static void meet(Layout *layout, guint lane, guint parent)
{
    guint other = find_lane(layout, parent, lane);
    DlnLaneRow *row;

    if (other == FREE)
        return;
    row = add_row(layout);
    *cell_at(row, MAX(lane, other)) &= (guint8)~DLN_CELL_DOWN;
    draw_across(row, lane, other);
    set_lane(layout, MAX(lane, other), FREE);
}

static void place_node(Layout *layout, guint index)
{
    const DlnLaneNode *node = &layout->nodes[index];
    g_autofree guint *lanes = g_new0(guint, node->n_parents + 1);
    guint lane = take_lane(layout, index);
    DlnLaneRow *row = add_row(layout);

    row->node = index;
    row->lane = lane;
    *cell_at(row, lane) |= DLN_CELL_NODE;
    lanes[0] =
        node->n_parents > 0 && may_go_on(layout, index, lane, node->parents[0]) ? lane : FREE;
    set_lane(layout, lane, lanes[0] == FREE ? FREE : node->parents[0]);
    *cell_at(row, lane) &= (guint8)~DLN_CELL_DOWN;
    if (lanes[0] != FREE)
        *cell_at(row, lane) |= DLN_CELL_DOWN;
    part(layout, lane, node, lanes);
    for (guint i = 0; i < node->n_parents; i++) {
        if (lanes[i] == FREE)
            g_array_append_val(row->undrawn, node->parents[i]);
        else
            meet(layout, lanes[i], node->parents[i]);
    }
    drop_free_end(layout);
}

GPtrArray *dln_cli_lanes_layout(const DlnLaneNode *nodes, guint n_nodes, guint max_lanes)
{
    Layout layout = {nodes, n_nodes, MAX(max_lanes, 1), NULL, NULL};

    layout.lanes = g_array_new(FALSE, FALSE, sizeof(guint));
    layout.rows = g_ptr_array_new_with_free_func(row_free);
    for (guint i = 0; i < n_nodes; i++)
        place_node(&layout, i);
    g_array_unref(layout.lanes);
    return layout.rows;
}

/* ---- as characters ---- */

#define N_SIDES 16

/* By the sides at which lines leave: UP 1, DOWN 2, LEFT 4, RIGHT 8. */
static const char *const signs_of[][N_SIDES] = {
    [DLN_LANES_UNICODE] = {" ", "╵", "╷", "│", "╴", "╯", "╮", "┤", "╶", "╰", "╭", "├", "─", "┴",
        "┬", "┼"},
    [DLN_LANES_ASCII] = {" ", "'", ".", "|", "-", "'", ".", "+", "-", "'", ".", "+", "-", "+", "+",
        "+"},
};

static const char *sign_of(guint8 cell, DlnLaneSigns signs)
{
    guint sides = cell & (N_SIDES - 1);

    if (cell & DLN_CELL_CROSSING)
        sides = DLN_CELL_UP | DLN_CELL_DOWN;
    return signs_of[signs][sides];
}

void dln_cli_lanes_append(
    GString *out, const DlnLaneRow *row, DlnLaneSigns signs, guint first, guint end)
{
    for (guint i = first; i < end && i < row->cells->len; i++) {
        guint8 cell = g_array_index(row->cells, guint8, i);

        if (!(cell & DLN_CELL_NODE))
            g_string_append(out, sign_of(cell, signs));
        g_string_append(
            out, cell & DLN_CELL_RIGHT ? signs_of[signs][DLN_CELL_LEFT | DLN_CELL_RIGHT] : " ");
    }
}

void dln_cli_lanes_append_below(GString *out, const DlnLaneRow *row, DlnLaneSigns signs)
{
    for (guint i = 0; i < row->cells->len; i++) {
        gboolean goes_on = g_array_index(row->cells, guint8, i) & DLN_CELL_DOWN;

        g_string_append(out, signs_of[signs][goes_on ? DLN_CELL_UP | DLN_CELL_DOWN : 0]);
        g_string_append_c(out, ' ');
    }
}
