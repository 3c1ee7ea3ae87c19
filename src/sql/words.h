/* SPDX-License-Identifier: Apache-2.0 */
/* words.h: which words are no names unless they are quoted. */
#pragma once

#include "base/engine_kind.h"

/* Whether word, in lower case, must be quoted to be a name everywhere. Thread-safe. */
gboolean dln_sql_is_reserved(DlnEngineKind engine, const char *word);
