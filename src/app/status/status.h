/* SPDX-License-Identifier: Apache-2.0 */
/* status.h: dunlin_status for verbs that look at the files themselves. */
#pragma once

#include "dunlin/status.h"

/* dunlin_status without what is to be said about dunlin.sum. */
gboolean dln_app_status(DunlinProject *project, const DunlinSelection *selection,
    GCancellable *cancellable, DunlinStatus **out_status, GError **error);
