/* SPDX-License-Identifier: Apache-2.0 */
/* config_node.h: nodes of YAML as plain text and trees. For config_file.c alone. */
#pragma once

#include <libfyaml.h>

#include "project/node.h"

/* (transfer full) */
char *dln_yaml_text(struct fy_node *scalar);

/* Where a scalar begins, its quote included. FALSE for an empty one and for block text, whose mark is the line of its
 * contents: the key says better where it is. */
gboolean dln_yaml_position(struct fy_node *scalar, guint *out_line, guint *out_column);

/* node with all that is below it, which stands at line and column of file. (transfer full)
 * Errors: CONFIG: a key that is no plain word. */
DlnNode *dln_yaml_tree(struct fy_node *node, const char *file, guint line, guint column, GError **error);
