/* SPDX-License-Identifier: Apache-2.0 */
/* lanes.h: the drawing of a history beside its lines: which lane each revision stands in, and how lanes part and meet.
 * A pure function of numbers; knows no revision, no terminal and no colour. */
#pragma once

#include <glib.h>

/* What a node follows: indices of later nodes, none twice. */
typedef struct {
    const guint *parents; /* borrowed */
    guint n_parents;
} DlnLaneNode;

/* Where lines leave a cell. */
typedef enum {
    DLN_CELL_UP = 1 << 0,
    DLN_CELL_DOWN = 1 << 1,
    DLN_CELL_LEFT = 1 << 2,
    DLN_CELL_RIGHT = 1 << 3,
    DLN_CELL_NODE = 1 << 4,
    DLN_CELL_CROSSING =
        1 << 5, /* a line from left to right passes behind the lane and does not touch it */
} DlnCell;

/* A row that only leads lanes from the row above to the one below. */
#define DLN_LANE_NO_NODE G_MAXUINT

typedef struct {
    guint node;      /* index, or NO_NODE */
    guint lane;      /* where the node stands */
    GArray *cells;   /* of guint8: DlnCell, by lane */
    GArray *undrawn; /* of guint: parents of the node to which no line leads, for lack of lanes */
} DlnLaneRow;

/* Lays out nodes of which each comes before its parents. At most max_lanes + 1 lanes (max_lanes at least 1) are used.
 * Every line that is drawn is an edge, and cannot be read as another one: in no row do two lines both part and meet.
 * Linear for a bounded number of lanes. (transfer full) (element-type DlnLaneRow) */
GPtrArray *dln_cli_lanes_layout(const DlnLaneNode *nodes, guint n_nodes, guint max_lanes);

typedef enum {
    DLN_LANES_UNICODE,
    DLN_LANES_ASCII,
} DlnLaneSigns;

/* Appends the lanes from first to below end as characters, two columns each; the node itself is left out. */
void dln_cli_lanes_append(
    GString *out, const DlnLaneRow *row, DlnLaneSigns signs, guint first, guint end);
/* The same for a line of text that follows the row: the lanes that go on below it. */
void dln_cli_lanes_append_below(GString *out, const DlnLaneRow *row, DlnLaneSigns signs);
