/* SPDX-License-Identifier: Apache-2.0 */
/* near.h: the revisions and labels that an unknown name was probably meant to be. */
#pragma once

#include "revision/graph.h"

/* ' (did you mean "003_add_users"?)', ' (did you mean "a" or "b"?)', or "": the nearest ids and labels of the whole
 * graph, at most three. An id is near when name stands in it, or when name is its beginning or all of it but for a slip.
 * (transfer full) */
char *dln_near_hint(const DlnGraph *graph, const char *name);
