/* SPDX-License-Identifier: Apache-2.0 */
/* history_graph.c: a history in the terminal, lanes beside lines. Where lanes go is decided in lanes.c. */
#include "history_graph.h"

#include <string.h>

#include "lanes.h"
#include "text.h"

/* Where the output is no terminal: eighty columns of lanes. */
#define MAX_LANES 40
#define MIN_LANES 4
/* A lane takes two columns; at most half of a terminal is lanes. */
#define COLUMNS_A_LANE 4

typedef struct {
    const DlnCli *cli;
    const DlnLineage *lineage;
    const char *indent;
    DlnLaneSigns signs;
    const char *node;         /* the sign for a revision */
    const char *current_node; /* and for one at which a database stands */
} Drawing;

/* The parents of each node that are listed, one array after the other. (transfer full) */
static DlnLaneNode *make_nodes(const DlnLineage *lineage, GArray *parents)
{
    guint n_nodes = lineage->revisions->len;
    DlnLaneNode *nodes = g_new0(DlnLaneNode, n_nodes);
    g_autofree guint *first = g_new0(guint, n_nodes + 1);

    for (guint i = 0; i < n_nodes; i++) {
        char *const *ids = dln_cli_lineage_place(lineage, i)->parents;

        first[i] = parents->len;
        for (guint k = 0; ids[k]; k++) {
            guint index;

            if (dln_cli_lineage_find(lineage, ids[k], &index))
                g_array_append_val(parents, index);
        }
    }
    first[n_nodes] = parents->len;
    for (guint i = 0; i < n_nodes; i++)
        nodes[i] = (DlnLaneNode){&g_array_index(parents, guint, first[i]), first[i + 1] - first[i]};
    return nodes;
}

/* Parents to which no line leads: they are not listed, or there was no lane left. (transfer full) */
static char *undrawn_parents(const DlnLineage *lineage, const DlnLaneRow *row)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    char *const *ids = dln_cli_lineage_place(lineage, row->node)->parents;

    for (guint i = 0; ids[i]; i++) {
        gboolean is_drawn = FALSE;
        guint index;

        if (dln_cli_lineage_find(lineage, ids[i], &index)) {
            is_drawn = TRUE;
            for (guint k = 0; k < row->undrawn->len; k++)
                is_drawn = is_drawn && g_array_index(row->undrawn, guint, k) != index;
        }
        if (!is_drawn)
            g_ptr_array_add(names, ids[i]);
    }
    return dln_cli_text_names(names, G_MAXUINT);
}

static void add_lanes(DlnLine *line, const Drawing *drawing, const DlnLaneRow *row)
{
    g_autoptr(GString) before = g_string_new(drawing->indent);
    g_autoptr(GString) behind = g_string_new(NULL);
    guint lane = row->node == DLN_LANE_NO_NODE ? row->cells->len : row->lane;

    dln_cli_lanes_append(before, row, drawing->signs, 0, lane);
    dln_cli_lanes_append(behind, row, drawing->signs, lane, row->cells->len);
    dln_cli_line_add(line, DLN_STYLE_FAINT, before->str);
    if (row->node != DLN_LANE_NO_NODE) {
        const DunlinLineagePlace *place = dln_cli_lineage_place(drawing->lineage, row->node);

        dln_cli_line_add(line, place->is_head ? DLN_STYLE_GOOD : DLN_STYLE_STRONG,
            place->n_current > 0 ? drawing->current_node : drawing->node);
        dln_cli_line_add(line, DLN_STYLE_FAINT, behind->str);
    }
}

/* With --verbose the file, in a line of its own. */
static void print_file(const Drawing *drawing, const DlnLaneRow *row)
{
    const DunlinRevisionInfo *info = drawing->lineage->revisions->pdata[row->node];
    g_autoptr(GString) lanes = g_string_new(drawing->indent);
    g_autoptr(DlnLine) line = dln_cli_line_new();

    dln_cli_lanes_append_below(lanes, row, drawing->signs);
    dln_cli_line_add(line, DLN_STYLE_FAINT, lanes->str);
    dln_cli_line_format(line, DLN_STYLE_FAINT, "  %s", info->file);
    dln_cli_line_print_cut(line, &drawing->cli->out);
}

static void print_node(const Drawing *drawing, const DlnLaneRow *row)
{
    const DunlinRevisionInfo *info = drawing->lineage->revisions->pdata[row->node];
    g_autofree char *depends = dln_cli_text_join(info->depends, G_MAXUINT);
    g_autofree char *parents = undrawn_parents(drawing->lineage, row);
    g_autoptr(DlnLine) line = dln_cli_line_new();

    add_lanes(line, drawing, row);
    dln_cli_lineage_describe(drawing->lineage, row->node, DLN_WORDS_TREE, line);
    if (*parents)
        dln_cli_line_format(line, DLN_STYLE_PLAIN, " (parent %s)", parents);
    if (*depends)
        dln_cli_line_format(line, DLN_STYLE_PLAIN, " (depends on %s)", depends);
    if (*info->description)
        dln_cli_line_format(line, DLN_STYLE_PLAIN, ", %s", info->description);
    dln_cli_line_print_cut(line, &drawing->cli->out);
    if (drawing->cli->verbose)
        print_file(drawing, row);
}

static void print_lanes(const Drawing *drawing, const DlnLaneRow *row)
{
    g_autoptr(GString) lanes = g_string_new(drawing->indent);
    g_autofree char *painted = NULL;

    dln_cli_lanes_append(lanes, row, drawing->signs, 0, row->cells->len);
    painted = dln_cli_screen_paint(&drawing->cli->out, DLN_STYLE_FAINT, g_strchomp(lanes->str));
    dln_cli_screen_print(&drawing->cli->out, "%s\n", painted);
}

static guint max_lanes(const DlnScreen *screen)
{
    if (!screen->is_terminal)
        return MAX_LANES;
    return MAX(dln_cli_screen_width(screen) / COLUMNS_A_LANE, MIN_LANES);
}

void dln_cli_history_draw(const DlnCli *cli, const DlnLineage *lineage, const char *indent)
{
    gboolean is_ascii = cli->out.signs->is_ascii;
    const Drawing drawing = {
        .cli = cli,
        .lineage = lineage,
        .indent = indent,
        .signs = is_ascii ? DLN_LANES_ASCII : DLN_LANES_UNICODE,
        .node = is_ascii ? "*" : "●",
        .current_node = is_ascii ? "@" : "◉",
    };
    g_autoptr(GArray) parents = g_array_sized_new(FALSE, FALSE, sizeof(guint), 1);
    g_autofree DlnLaneNode *nodes = make_nodes(lineage, parents);
    g_autoptr(GPtrArray) rows =
        dln_cli_lanes_layout(nodes, lineage->revisions->len, max_lanes(&cli->out));

    for (guint i = 0; i < rows->len; i++) {
        const DlnLaneRow *row = rows->pdata[i];

        if (row->node == DLN_LANE_NO_NODE)
            print_lanes(&drawing, row);
        else
            print_node(&drawing, row);
    }
}
