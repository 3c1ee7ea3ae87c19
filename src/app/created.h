/* SPDX-License-Identifier: Apache-2.0 */
/* created.h: dln_author_write_all for the public interface. */
#pragma once

#include "app/author.h"
#include "dunlin/author.h"

/* (element-type DunlinCreated) (transfer full). Errors as dln_author_write_all. */
GPtrArray *dln_created_write_all(
    const DunlinProject *project, const DlnAuthorRequest *requests, guint n, GError **error);

/* The same for one. */
gboolean dln_created_write(const DunlinProject *project, const DlnAuthorRequest *request,
    DunlinCreated **out_created, GError **error);
