/* SPDX-License-Identifier: Apache-2.0 */
/* trial.h: the history as it would be with some files added, changed or renamed: so that nothing is written before it
 * is known to be right. Touches no file and no database. */
#pragma once

#include "format/format.h"
#include "project/project.h"

typedef struct DlnTrial DlnTrial;

DlnTrial *dln_trial_new(const DunlinProject *project);
void dln_trial_free(DlnTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnTrial, dln_trial_free)

/* replaces: (nullable): the project's revision whose place the file takes; NULL: it comes in addition. out_revision: (nullable)
 * (out) (transfer none): what was read of it. Errors: as dunlin_project_load about that file. */
gboolean dln_trial_add(DlnTrial *trial, const DlnRevision *replaces, const DlnFormatInput *input,
    const DlnRevision **out_revision, GError **error);

/* The graph of it all, which lives as long as trial. Errors: GRAPH. */
gboolean dln_trial_build(DlnTrial *trial, const DlnGraph **out_graph, GError **error);
