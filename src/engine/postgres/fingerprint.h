/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint.h: the two statements that make numbers of schemas; for the fingerprint_postgres files alone.
 * Both take the names of the schemas as $1 and the seed as $2, and set search_path to each schema as they reach it. The
 * last row has no name. */
#pragma once

#include <glib.h>

/* What the last row of both does. With another path than it was parsed with, the server would parse the statement again to describe its
 * columns, after it was executed, and find what a user has made in the place of what is named. */
#define DLN_FINGERPRINT_PATH "set_config('search_path', 'pg_catalog, pg_temp', true)"

/* A row a schema: its name, whether it may be looked into, a number of what most schemas have, and whether there is more. */
extern const char dln_fingerprint_common[];
/* What it has on top where the server is of version 18. */
#define DLN_FINGERPRINT_SINCE_18 "/* since 18 */"

/* A row a schema: its name, whether it may be looked into, and a number of the rest. (transfer full) */
char *dln_fingerprint_rest(void);
