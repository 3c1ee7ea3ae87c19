/* SPDX-License-Identifier: Apache-2.0 */
/* created.h: dln_author_write for the public interface. */
#pragma once

#include "app/author.h"
#include "dunlin/author.h"

/* Errors as dln_author_write. */
gboolean dln_created_write(const DunlinProject *project, const DlnAuthorRequest *request,
    DunlinCreated **out_created, GError **error);
