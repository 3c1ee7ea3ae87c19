/* SPDX-License-Identifier: Apache-2.0 */
/* check_schema.h: whether the schema files and the migrations agree. */
#pragma once

#include "project/project.h"

#include <gio/gio.h>

/* Appends to out_findings (element-type GError) one error for each scope of which they do not; nothing where the configuration does not
 * describe a schema. Errors: that nothing can be told: as dunlin_diff. */
gboolean dln_check_schema(const DunlinProject *project, GCancellable *cancellable,
    GPtrArray *warnings, GPtrArray *out_findings, GError **error);
