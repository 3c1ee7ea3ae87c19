/* SPDX-License-Identifier: Apache-2.0 */
/* assigned.h: whether a statement gives a column of a table new values, found in its tokens. */
#pragma once

#include "sql/script.h"

/* Looks at every UPDATE and ON CONFLICT DO UPDATE in statement whose table has this name, in whatever schema; names as
 * dln_token_name makes them. *out_offset: where the column is assigned to. A text that cannot be read has none. */
gboolean dln_sql_assigns(DlnEngineKind engine, const DlnSource *statement, const char *table, const char *column,
    gsize *out_offset);
