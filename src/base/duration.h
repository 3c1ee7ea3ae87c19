/* SPDX-License-Identifier: Apache-2.0 */
/* duration.h: lengths of time as people write them: "2s", "500ms", "5min", "1h", "1d", "0". */
#pragma once

#include "base/error.h"

/* A whole number and a unit (ms, s, min, h, d; blanks between them are fine); only 0 needs no unit.
 * Errors: CONFIG, without position, for anything else and for what does not fit. *out_ms is milliseconds, never
 * negative. Thread-safe. */
gboolean dln_duration_parse(const char *text, gint64 *out_ms, GError **error);

/* The shortest text that dln_duration_parse reads as ms (>= 0): 90000 is "90s", 300000 is "5min". (transfer full) */
char *dln_duration_format(gint64 ms);
