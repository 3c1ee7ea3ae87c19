/* SPDX-License-Identifier: Apache-2.0 */
/* dump.h: the second opinion: whether pg_dump sees a difference between the two databases. In what order columns stand is none. */
#pragma once

#include "pair.h"

/* What stands in the schema public of both now, and outside of schemas. */
void dump_compare_now(Bench *bench, Outcome *outcome);
/* All schemas that were kept, at once. (key-type utf8) (value-type utf8): the name of a schema → what differs. NULL: error.
 * (transfer full) */
GHashTable *dump_compare_kept(Bench *bench, GError **error);
