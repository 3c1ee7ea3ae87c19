/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.h: the known word that a mistyped one was probably meant to be. */
#pragma once

#include <glib.h>

/* The entry of words (NULL-terminated) that is nearest to word, case aside, if it takes at most two edits (one for
 * words of up to four letters); else NULL. (transfer none) Thread-safe. */
const char *dln_suggest(const char *word, const char *const *words);

/* How many edits (insertions, deletions, replacements, swaps of neighbours) lead from a to b; G_MAXUINT where one of
 * them is longer than 32 bytes. */
guint dln_edit_distance(const char *a, const char *b);
/* As many of them still look like a slip in word. */
guint dln_suggest_limit(const char *word);
