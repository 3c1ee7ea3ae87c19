/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.h: "did you mean": the word that is nearest to a mistyped one. */
#pragma once

#include <glib.h>

/* names: (element-type utf8). Returns: (transfer none) (nullable): the nearest; NULL when none is near enough. */
const char *dln_cli_suggest(const char *word, const GPtrArray *names);
