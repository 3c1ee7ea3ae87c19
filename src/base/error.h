/* SPDX-License-Identifier: Apache-2.0 */
/* error.h: how Dunlin's own code makes errors that carry facts. */
#pragma once

#include "dunlin/error.h"

/* Sets *error (nothing when error is NULL). With facts->file the message is prefixed "file:line:col: "
 * (only the parts known). facts may be NULL; its strings are copied. */
void dln_error_set(GError **error, DunlinErrorCode code, const DunlinErrorFacts *facts,
    const char *format, ...) G_GNUC_PRINTF(4, 5);

/* The same for a REFUSED error without facts. Returns FALSE. */
gboolean dln_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Fills the facts that *error lacks (file and position as a unit); never rewords or overwrites. */
void dln_error_add_facts(GError *error, const DunlinErrorFacts *facts);

/* Whether error is a DUNLIN_ERROR of this code; FALSE for NULL. */
gboolean dln_error_is(const GError *error, DunlinErrorCode code);
