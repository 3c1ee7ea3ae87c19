/* SPDX-License-Identifier: Apache-2.0 */
/* text.h: the text of a new migration, from our own words or the user's template. */
#pragma once

#include "app/author/author.h"

typedef enum {
    DLN_AUTHOR_PARENTS_IMPLICIT,
    DLN_AUTHOR_PARENTS_NAMED,
} DlnAuthorParents;

/* Errors: CONFIG: a message that would be read as a directive; a template that cannot be read, uses an unknown name, or
 * has no "-- dunlin:up" of its own. (transfer full) */
char *dln_author_text(const DunlinProject *project, const DlnAuthorRequest *request, const char *id,
    DlnAuthorParents parents, GError **error);

/* That text can begin a file's name. Errors: CONFIG. */
gboolean dln_author_check_rev_id(const char *text, GError **error);

/* A path of the project as it is shown: relative to its root where it lies below it. (transfer full) */
char *dln_author_shown_path(const DunlinProject *project, const char *path);
