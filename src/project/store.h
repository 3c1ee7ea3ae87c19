/* SPDX-License-Identifier: Apache-2.0 */
/* store.h: one written value into its field of DlnConfig. */
#pragma once

#include "project/layer.h"

/* Reads value (NULL: the table's default) as the setting's type and puts it into config. Values from the
 * configuration file are expanded first. Errors: CONFIG with the value's position or source; a URL is never in it. */
gboolean dln_config_store(DlnConfig *config, guint setting, const DlnValue *value, const char *const *environ,
    GError **error);

/* Frees what the fields hold, not config itself. */
void dln_config_clear(DlnConfig *config);
