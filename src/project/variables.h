/* SPDX-License-Identifier: Apache-2.0 */
/* variables.h: the section `variables` of the configuration, and where the values come from. */
#pragma once

#include "project/layer.h"

/* tree: (nullable): the section. sets: (nullable): "name=value" from the command line, which win over the environment's
 * DUNLIN_VAR_NAME and the variable that `env` names, which win over the configuration.
 * *out_variables: (transfer full): NULL when nothing is declared. *out_required: (transfer full): the CONFIG error of a
 * `required` variable that has no value, else NULL.
 * Errors: CONFIG: a name that is none or that two variables share in the environment, an unknown key, a value that is no
 * text; an unknown name in sets (with the one that was probably meant). */
gboolean dln_variables_load(const DlnNode *tree, const char *const *environ, const char *const *sets,
    DlnVariables **out_variables, GError **out_required, GError **error);
