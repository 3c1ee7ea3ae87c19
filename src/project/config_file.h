/* SPDX-License-Identifier: Apache-2.0 */
/* config_file.h: dunlin.yaml -> layers of values that know their line and column. */
#pragma once

#include "project/layer.h"

typedef struct {
    const char *text;        /* whole file, valid UTF-8 */
    const char *display;     /* the file as shown */
    const char *environment; /* section under `environments:` to read; NULL: none */
} DlnConfigFileInput;

/* The names under `environments:`, in the order of the file; none where the file cannot be read. (transfer full) */
char **dln_config_file_environments(const DlnConfigFileInput *input);

/* *out_base is what stands at the top, *out_environment the chosen section (empty without one). Every section is
 * checked, chosen or not. Errors: CONFIG with file, line and column: broken YAML, an unknown or repeated key, a value
 * of the wrong shape; CONFIG: the environment does not exist (those that do are listed). */
gboolean dln_config_file_read(const DlnConfigFileInput *input, DlnLayer **out_base, DlnLayer **out_environment,
    GError **error);
