/* SPDX-License-Identifier: Apache-2.0 */
/* revision.h: what the verbs that write an ordinary migration make of its options. */
#pragma once

#include "app/author/author.h"
#include "dunlin/author.h"

/* What options say of every file that is written. It borrows from parents, which is filled, and from *depends.
 * Errors: as dunlin_revision_create. */
gboolean dln_revision_read_options(const DunlinProject *project, const DunlinRevisionOptions *options,
    DlnAuthorRequest *request, GPtrArray *parents, char ***depends, GError **error);
