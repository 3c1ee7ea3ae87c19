/* SPDX-License-Identifier: Apache-2.0 */
/* authoring.h: a verb that writes migrations, alone: which ones there are is read when nobody else can add any. */
#pragma once

#include "project/project.h"

typedef struct {
    GPtrArray *locks; /* (element-type DlnFileLock) of the project's directories */
    DunlinProject *project;
} DlnAuthoring;

/* Locks the directories of lender that can be written to, waiting for others within reason, and reads the migrations anew:
 * two that run at once would both follow the same head, under the same number. lender must outlive it. authoring: a
 * new one, to be cleared on failure, too. Errors: as dln_author_lock and loading a project. */
gboolean dln_authoring_begin(const DunlinProject *lender, DlnAuthoring *authoring, GError **error);
void dln_authoring_clear(DlnAuthoring *authoring);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnAuthoring, dln_authoring_clear)
