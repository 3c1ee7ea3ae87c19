/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite.c: one SQLite file's schema made into another. */
#include "base/error.h"
#include "diff/builder.h"

void dln_diff_sqlite(DlnDiffBuilder *builder)
{
    dln_error_set(
        &builder->error, DUNLIN_ERROR_UNSUPPORTED, NULL, "SQLite files cannot be compared yet");
}
