/* SPDX-License-Identifier: Apache-2.0 */
/* config.h: all sources of settings -> one checked DlnConfig. Reads no migration and no database. */
#pragma once

#include "project/config_file.h"

typedef struct {
    const char *root;                /* absolute: what relative paths are relative to */
    const DlnConfigFileInput *file;  /* NULL: there is no configuration file */
    const char *const *environ;
    const char *const *overrides;    /* "key=value"; may be NULL */
    const char *const *variables;    /* "name=value"; may be NULL */
} DlnConfigSources;

/* Merges overrides over DUNLIN_ variables over the chosen environment over the file over DATABASE_URL over the
 * defaults, then checks the whole. *out_config is cleared with dln_config_clear (store.h), also it alone is written
 * on success. Errors: CONFIG with position or source. */
gboolean dln_config_load(const DlnConfigSources *sources, DlnConfig *out_config, GError **error);
