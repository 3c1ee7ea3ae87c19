/* SPDX-License-Identifier: Apache-2.0 */
/* where.h: in which databases of a project a migration is applied. Reads only. */
#pragma once

#include "project/project.h"

#include <gio/gio.h>

/* Appends to out_names (element-type utf8) each database that has one of revisions (element-type DlnRevision) in its
 * ledger, half applied ones included: "public" or the tenant's name. Errors: that of a database that cannot be read, so
 * that nobody knows; what listing the tenants returns. */
gboolean dln_app_where_applied(const DunlinProject *project, const GPtrArray *revisions,
    GCancellable *cancellable, GPtrArray *out_names, GError **error);
