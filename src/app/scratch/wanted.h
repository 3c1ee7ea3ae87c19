/* SPDX-License-Identifier: Apache-2.0 */
/* wanted.h: what of a schema a project wants to be compared: its settings diff.include, diff.exclude and diff.privileges. */
#pragma once

#include "model/filter.h"
#include "project/project.h"

/* Takes the rest out of schema; NULL: looks at the settings alone. Errors: CONFIG. */
gboolean dln_app_keep_wanted(const DunlinProject *project, DlnSchema *schema, GError **error);
/* The same, with the privileges where the project wants to see them. */
gboolean dln_app_take_wanted(const DunlinProject *project, DlnSchema *schema, GError **error);
/* Whether anything is to be left out. */
gboolean dln_app_wants_all(const DunlinProject *project);
