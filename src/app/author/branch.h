/* SPDX-License-Identifier: Apache-2.0 */
/* branch.h: which revisions the words of somebody who writes a migration mean, and how they lie to each other. */
#pragma once

#include "project/project.h"

/* PUBLIC and TENANT, to be walked over. */
#define DLN_N_SINGLE_SCOPES 2
static const DlnScope dln_single_scopes[DLN_N_SINGLE_SCOPES] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

/* "public", or for a project without tenants "". */
const char *dln_branch_history_name(const DunlinProject *project, DlnScope scope);

/* The scope that asked names; NULL: PUBLIC, or TENANT without a system database; a project with both must say.
 * Errors: CONFIG. */
gboolean dln_branch_choose_scope(const DunlinProject *project, const char *asked, DlnScope *out_scope, GError **error);

/* One revision of the histories in scope, by id, its beginning, number or label. Errors: CONFIG. */
const DlnRevision *dln_branch_find(const DunlinProject *project, DlnScope scope, const char *name, GError **error);

/* Adds the heads of the history of scope (PUBLIC or TENANT) that are at or above revision. */
void dln_branch_heads_above(const DunlinProject *project, DlnScope scope, const DlnRevision *revision, GPtrArray *heads);

/* Adds revision unless it is there. */
void dln_branch_add(GPtrArray *revisions, const DlnRevision *revision);

gboolean dln_branch_is_head(const DunlinProject *project, DlnScope scope, const DlnRevision *revision);
/* Whether older is an ancestor of newer, or the same, in the history of scope (PUBLIC or TENANT). */
gboolean dln_branch_is_below(
    const DlnGraph *graph, DlnScope scope, const DlnRevision *older, const DlnRevision *newer);

/* The directory that holds revision, and its file's name in it. */
gboolean dln_branch_locate(const DunlinProject *project, const DlnRevision *revision, guint *out_directory,
    char **out_name, GError **error);
