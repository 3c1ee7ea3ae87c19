/* SPDX-License-Identifier: Apache-2.0 */
/* comments.h: what the comments that stand before SQL say: a description, and Archify's keys. */
#pragma once

#include "format/archify_keys.h"

typedef struct {
    char *description;   /* NULL: none seen yet */
    DlnArchifyKeys keys;
} DlnComments;

void dln_comments_clear(DlnComments *comments);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnComments, dln_comments_clear)

/* The first byte at or behind start that is neither blank nor in a comment (comments nest), at most end. */
gsize dln_comments_skip(const DlnSource *source, gsize start, gsize end);

/* Reads the comments between start and end, which must hold nothing else: keys in all of them; the description
 * is the first `--` line that holds a letter or digit and is no key, no directive and no licence line ("SPDX-",
 * "Copyright"), unless comments has one already. Errors as dln_archify_keys_read. */
gboolean dln_comments_read(
    DlnComments *comments, const DlnSource *source, gsize start, gsize end, GError **error);
