/* SPDX-License-Identifier: Apache-2.0 */
/* revisions.h: the migrations of a project against its databases: each has a scope, and SQL for every engine that it
 * will run on. */
#pragma once

#include "project/project.h"

/* The same for one revision, without warnings. Errors: SYNTAX or CONFIG with the file. */
gboolean dln_project_prepare_revision(const DunlinProject *project, DlnRevision *revision, GError **error);

/* Cuts its SQL for the engines of its scopes in project, where that has not been done. Errors: likewise. */
gboolean dln_project_compile_revision(
    const DunlinProject *project, DlnRevision *revision, GError **error);

/* Gives each revision its scope and cuts its SQL into statements for the engines of its scopes. Adds to
 * project->warnings. revisions: (element-type DlnRevision). Errors: SYNTAX or CONFIG with the file. */
gboolean dln_project_prepare_revisions(DunlinProject *project, GPtrArray *revisions, GError **error);
