/* SPDX-License-Identifier: Apache-2.0 */
/* generate.h: pairs of PostgreSQL schemas out of a grammar and a seed: a schema, and the same with some edits. Whatever is made loads, and
 * every row that plant.sql puts into the one side can be kept on the other. */
#pragma once

#include "pair.h"

/* The same seed gives the same pair. (transfer full) */
Pair *generate_pair(guint32 seed);
