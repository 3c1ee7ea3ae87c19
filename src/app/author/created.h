/* SPDX-License-Identifier: Apache-2.0 */
/* created.h: dln_author_write_all for the public interface. */
#pragma once

#include "app/author/author.h"
#include "dunlin/author.h"

/* (element-type DunlinCreated) (transfer full). Errors as dln_author_write_all. */
GPtrArray *dln_created_write_all(
    const DunlinProject *project, const DlnAuthorRequest *requests, guint n, GError **error);

/* Takes back what was written with the locks that are still held: the files of created (element-type DunlinCreated), and the directory's
 * dunlin.sum, which was sum (nullable: there was none). What cannot be taken back stays: the caller has an error to tell already. */
void dln_created_take_back(
    const DunlinProject *project, guint directory, const DlnSum *sum, const GPtrArray *created);

/* dln_created_write_all for one. */
gboolean dln_created_write(const DunlinProject *project, const DlnAuthorRequest *request,
    DunlinCreated **out_created, GError **error);
