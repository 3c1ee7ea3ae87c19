/* SPDX-License-Identifier: Apache-2.0 */
/* postgres.c: one PostgreSQL schema made into another. */
#include "base/error.h"
#include "diff/builder.h"

void dln_diff_postgres(DlnDiffBuilder *builder)
{
    dln_error_set(&builder->error, DUNLIN_ERROR_UNSUPPORTED, NULL,
        "PostgreSQL schemas cannot be compared yet");
}
