/* SPDX-License-Identifier: Apache-2.0 */
/* labels.h: revisions by their labels. */
#pragma once

#include "revision/nodes.h"

/* Fills nodes->by_label. Errors: GRAPH: a label that is used twice, is an id, or could not be named in a target. */
gboolean dln_labels_index(DlnNodes *nodes, GError **error);
