/* SPDX-License-Identifier: Apache-2.0 */
/* plant.h: rows in every table, so that a change that loses some is seen. */
#pragma once

#include "place.h"

/* directory: where plant.sql is. out_empty (element-type utf8): the tables that it found no values for. */
gboolean plant_postgres(Place *place, const char *directory, GPtrArray *out_empty, GError **error);
gboolean plant_sqlite(Place *place, GPtrArray *out_empty, GError **error);
