/* SPDX-License-Identifier: Apache-2.0 */
/* tenants.h: checks what the configuration says about tenants. Names and patterns: see project.h. */
#pragma once

#include "project/layer.h"

/* Sets tenants_kind and makes tenants_pattern canonical. config->system must be resolved.
 * Errors: CONFIG at the setting: no or several {tenant} in the pattern, an engine that does not fit, a system database
 * that is missing. */
gboolean dln_config_resolve_tenants(DlnConfig *config, const DlnLayer *layer, const char *root, GError **error);
