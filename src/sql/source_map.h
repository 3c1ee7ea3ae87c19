/* SPDX-License-Identifier: Apache-2.0 */
/* source_map.h: a text that was made from a file's by replacing stretches of it, and the way back to the file. */
#pragma once

#include "sql/script.h"

typedef struct {
    gsize offset; /* in the made text */
    gsize length;
    gsize original; /* in the file's text */
    gsize original_length;
} DlnReplacement;

struct DlnSourceMap {
    DlnSource original;   /* borrowed, as every source is */
    char *text;           /* the made text */
    gsize length;
    GArray *replacements; /* of DlnReplacement, in order */
};

typedef struct DlnSourceMap DlnSourceMap;

DlnSourceMap *dln_source_map_new(const DlnSource *original);
void dln_source_map_free(DlnSourceMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnSourceMap, dln_source_map_free)

typedef enum {
    DLN_SIDE_START, /* within a replacement: where what it replaced begins */
    DLN_SIDE_END,   /* where it ends */
} DlnSide;

/* The byte of the file's text that offset of the made one comes from. */
gsize dln_source_map_back(const DlnSourceMap *map, gsize offset, DlnSide side);
