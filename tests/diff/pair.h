/* SPDX-License-Identifier: Apache-2.0 */
/* pair.h: one pair of schemas: made into each other, in both directions, with rows in their tables. */
#pragma once

#include "place.h"

typedef enum {
    PAIR_PLAIN = 0,
    PAIR_UPDATE = 1 << 0, /* writes what the case expects */
    PAIR_KEEP = 1 << 1,   /* both sides of the way forward stay, for dump.h */
    PAIR_ONLINE = 1 << 2, /* by the statements beside traffic; what is expected of the others is not looked at */
    PAIR_ONE_WAY = 1 << 3, /* forward alone */
} PairFlags;

typedef struct {
    char *name;    /* "postgres/add_column" */
    char *current; /* SQL */
    char *desired;
    char *rows;      /* (nullable) SQL: rows for current, */
    char *rows_back; /* (nullable) and for desired */
    PlaceFlags flags;
    char *directory; /* (nullable) of a case with files: what it expects is compared */
} Pair;

typedef struct {
    Place a, b;            /* PostgreSQL: two databases of one server */
    const char *directory; /* of the tests' own SQL */
    guint n_kept;
} Bench;

/* What went wrong; empty: nothing. */
typedef struct {
    GString *text;
    char *kept; /* (nullable) the schema that both databases have now */
} Outcome;

Pair *pair_read(const char *path, GError **error);
void pair_free(Pair *pair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pair, pair_free)

void outcome_free(Outcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outcome, outcome_free)

/* Both places are empty before and after. (transfer full) */
Outcome *pair_converge(Bench *bench, const Pair *pair, PairFlags flags);

/* A line of what went wrong. */
void outcome_add(Outcome *outcome, const char *format, ...) G_GNUC_PRINTF(2, 3);
