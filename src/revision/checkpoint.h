/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.h: a revision that stands for all that it needs in its lineage: `-- dunlin:checkpoint`. A database without
 * a ledger starts from it; everybody else only records it. Knows no database. */
#pragma once

#include <glib.h>

/* What the directive says. */
typedef struct {
    char
        *prefix; /* dln_checkpoint_digest of what it replaced when it was written; NULL: not said */
    char *text;  /* the beginning of the checksum that it was written with; NULL: not said */
    char **
        fresh; /* TABLE.COLUMN whose default each new database evaluates for itself; NULL-terminated */
    char **
        keep; /* TABLE.COLUMN, or a sequence, that keeps what it held when the file was made; NULL-terminated */
    guint line; /* of the directive */
} DlnCheckpoint;

/* Hex digits of prefix and text. */
#define DLN_CHECKPOINT_DIGITS 32

DlnCheckpoint *dln_checkpoint_new(void);
void dln_checkpoint_free(DlnCheckpoint *checkpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnCheckpoint, dln_checkpoint_free)

/* The first digits of the SHA-256, in hex, of the ids and checksums of revisions (element-type DlnRevision), each word
 * followed by a NUL, in the order of strcmp of the ids: whatever the order of the array. (transfer full) */
char *dln_checkpoint_digest(const GPtrArray *revisions);
