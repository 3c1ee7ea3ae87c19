/* SPDX-License-Identifier: Apache-2.0 */
/* place.h: a database to try a pair on, used again for the next one. PostgreSQL: the schema public of a database, moved aside or dropped
 * afterwards, and others, which are dropped. SQLite: in memory, new for each. Knows nothing of differences. */
#pragma once

#include "diff/diff.h"
#include "engine/inspect.h"
#include "engine/rows/rows.h"

#define PLACE_SCHEMA "public"

typedef enum {
    PLACE_PLAIN = 0,
    PLACE_PRIVILEGES = 1 << 0, /* who may do what is a part of the schema */
} PlaceFlags;

typedef struct {
    DlnAddress *address; /* NULL: SQLite */
    DlnSession *session;
    gboolean is_several; /* PostgreSQL: other schemas are read as well */
    PlaceFlags flags;
} Place;

/* url NULL: SQLite. */
gboolean place_open(Place *place, const char *url, GError **error);
void place_close(Place *place);

/* Executes the script in one transaction, as a migration would be; with NO_TRANSACTION, statement by statement. */
gboolean place_run(
    Place *place, DlnDiffMode mode, const char *file, const char *text, GError **error);
/* Each row to on_row. */
gboolean place_query(
    Place *place, const char *sql, DlnRowFunc on_row, gpointer user_data, GError **error);
DlnSchema *place_inspect(Place *place, GError **error);
gboolean place_rows(Place *place, DlnRows **out_rows, GError **error);
/* Puts up to three rows into each table that has none. out_empty: what tables have none after that. */
gboolean place_plant(Place *place, const char *directory, GPtrArray *out_empty, GError **error);

/* Empty again; what was there is a schema called as_name, or is gone where that is NULL or where something stands outside the schema. */
gboolean place_clear(Place *place, const char *as_name, GError **error);
/* PostgreSQL: whether there is anything outside the schema public. */
gboolean place_has_globals(Place *place);
