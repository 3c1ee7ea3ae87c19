/* SPDX-License-Identifier: Apache-2.0 */
/* words.h: which words are no names unless they are quoted. */
#pragma once

#include "base/engine_kind.h"

/* Whether word, in lower case, must be quoted to be a name everywhere. Thread-safe. */
gboolean dln_sql_is_reserved(DlnEngineKind engine, const char *word);

/* Whether name means itself without quotes: letters, digits and underscores, no reserved word, and nothing that the engine would
 * fold. Thread-safe. */
gboolean dln_sql_is_plain_name(DlnEngineKind engine, const char *name);
