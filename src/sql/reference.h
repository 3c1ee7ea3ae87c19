/* SPDX-License-Identifier: Apache-2.0 */
/* reference.h: where ${...} stands in SQL, and in what: code, quotes or a dollar quote. Knows no variable. */
#pragma once

#include "sql/script.h"

typedef enum {
    DLN_PLACE_CODE,
    DLN_PLACE_QUOTES, /* '...', "...", and their like */
} DlnPlace;

/* All offsets are bytes from the source's text. */
typedef struct {
    gsize offset; /* of the "$"; of the first of both where it is escaped */
    gboolean is_escaped;
    DlnPlace place;
    const char *tag; /* of the outermost dollar quote around it, in the source's text; NULL: none */
    gsize tag_length;
} DlnReference;

/* The references of script's statements in their order, those in comments and in the data of COPY left out.
 * (element-type DlnReference) (transfer full) */
GArray *dln_references_find(const DlnScript *script);
