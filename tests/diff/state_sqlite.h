/* SPDX-License-Identifier: Apache-2.0 */
/* state_sqlite.h: all that a SQLite file holds, rowids and places in the catalog included, and what of it a change has lost. */
#pragma once

#include "place.h"

typedef struct State State;

/* NULL: failed. */
State *state_take(Place *place, GError **error);
void state_free(State *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(State, state_free)

/* A line for each row, value or counter that is another one without a reason, each loss that diff does not name, and each object that is
 * the same in from and to and was made anew. (transfer full) (element-type utf8) */
GPtrArray *state_compare(const State *before, const State *after, const DlnSchema *from,
    const DlnSchema *to, const DlnDiff *diff);
