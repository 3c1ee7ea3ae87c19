/* SPDX-License-Identifier: Apache-2.0 */
/* cast.h: one column's values on the way into another type. */
#pragma once

#include "diff/postgres/postgres.h"

typedef struct {
    DlnTransition *transition;
    const DlnPair *column;
    const char *name; /* as SQL writes it */
    const char *from;
    const char *to;
    GPtrArray *losses; /* (element-type utf8): of whoever asks */
} DlnCast;

/* "column t.c: what": said of the values that are gone; each thing once. */
void dln_cast_lose(DlnCast *cast, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A domain's type underneath, with its length; else type itself. */
const char *dln_type_full(const DlnSchema *schema, const char *type);

/* Each returns what stands behind USING, or NULL where the engine does it itself. (transfer full) (nullable) */
char *dln_cast_of_length(DlnCast *cast);
/* Into a text, from a type that is none. */
char *dln_cast_to_length(DlnCast *cast);
char *dln_cast_of_number(DlnCast *cast);
/* timestamp, time, interval */
char *dln_cast_of_seconds(DlnCast *cast);
