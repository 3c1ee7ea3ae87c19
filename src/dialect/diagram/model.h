/* SPDX-License-Identifier: Apache-2.0 */
/* model.h: what is drawn, whatever draws it; for the diagram files alone. */
#pragma once

#include "dialect/diagram/diagram.h"

typedef struct {
    const DlnObject *column; /* borrowed */
    gboolean is_primary;
    gboolean is_foreign;
    gboolean is_unique;
} DlnDrawnColumn;

typedef struct {
    char *name; /* of another schema's: as the reference names it; valid UTF-8 */
    GArray *
        columns; /* (element-type DlnDrawnColumn): in the table's order; of another schema's: none */
} DlnDrawnTable;

/* A foreign key. */
typedef struct {
    guint from; /* numbers of tables */
    guint to;
    int from_column; /* the first of the key; -1: not known */
    int to_column;
    char *label;          /* the columns */
    gboolean is_optional; /* a row may refer to nothing */
    gboolean is_single;   /* one row at most refers to one */
} DlnDrawnLink;

typedef struct {
    GPtrArray *tables; /* (element-type DlnDrawnTable) */
    GPtrArray *links;  /* (element-type DlnDrawnLink) */
} DlnDiagram;

DlnDiagram *dln_diagram_new(const DlnSchema *schema);
void dln_diagram_free(DlnDiagram *diagram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnDiagram, dln_diagram_free)

/* "" for a column without one. */
const char *dln_drawn_type(const DlnDrawnColumn *column);
/* One line of valid UTF-8: control characters are made visible. (transfer full) */
char *dln_drawn_text(const char *text);
