/* SPDX-License-Identifier: Apache-2.0 */
/* sum.h: dunlin.sum, the list of a migrations directory's files with the hash of each, after Atlas's atlas.sum. Its
 * first line is a hash over all the others, so two branches that each add a file change one line and collide when they
 * are merged. Knows no database and no graph.
 *
 *   dunlin.sum v1 HASH
 *   HASH NAME
 *   draft NAME
 *
 * A file's hash is the SHA-256 of its bytes in hex, each CR LF and lone CR taken as LF: unlike a revision's checksum, which
 * the ledger keeps, it covers the header and the down section too, for they decide what runs where. `draft` stands for
 * a file that was made and not accepted yet: it may be edited. The head's HASH is the SHA-256 of the lines below, each
 * ended by LF. Lines are in the order of strcmp of the names. Lines may end in CR LF, as Git writes them on Windows. */
#pragma once

#include "base/error.h"

#define DLN_SUM_NAME "dunlin.sum"

typedef struct {
    char *name;
    char *hash; /* NULL: a draft */
    guint line; /* in the file; 0: it came from elsewhere */
} DlnSumLine;

typedef struct {
    GPtrArray *lines; /* (element-type DlnSumLine) sorted by strcmp of name */
} DlnSum;

DlnSum *dln_sum_new(void);
void dln_sum_free(DlnSum *sum);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnSum, dln_sum_free)

/* Errors: INTEGRITY with file and line: the marks of a conflict in Git, another version, a head that does not fit the
 * lines, a line that is none, a name twice or out of order. */
gboolean dln_sum_parse(const char *text, const char *display, DlnSum **out_sum, GError **error);
/* The lines that can be understood, whatever the others are; the first of a name counts. (transfer full) */
DlnSum *dln_sum_parse_leniently(const char *text);
/* (transfer full) */
char *dln_sum_to_text(const DlnSum *sum);

/* The hash of one file. (transfer full) */
char *dln_sum_hash(GBytes *text);
char *dln_sum_hash_text(const char *text);

/* NULL when it is not listed. */
const DlnSumLine *dln_sum_find(const DlnSum *sum, const char *name);
/* hash: NULL makes it a draft. Adds the line or replaces it. */
void dln_sum_set(DlnSum *sum, const char *name, const char *hash);
void dln_sum_remove(DlnSum *sum, const char *name);

/* What is known of one directory. */
typedef struct {
    char *directory;     /* absolute */
    char *display;       /* of the file: "migrations/dunlin.sum" */
    gboolean exists;
    DlnSum *sum;         /* NULL: there is none, or it cannot be read */
    GPtrArray *problems; /* (element-type GError) what does not agree, in the order of the lines, then of the names */
    GPtrArray *drafts;   /* (element-type utf8) as shown: "migrations/003_x.sql" */
} DlnSumState;

/* Compares the directory's file with files (element-type DlnFile, see format/format.h). Never fails: what is wrong is in
 * problems, of the codes INTEGRITY and, where it cannot be read at all, CONFIG. (transfer full) */
DlnSumState *dln_sum_look(const char *directory, const char *display, const GPtrArray *files);
void dln_sum_state_free(DlnSumState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnSumState, dln_sum_state_free)

/* Replaces the file, whole or not at all. Errors: CONFIG. */
gboolean dln_sum_write(const char *directory, const char *display, const DlnSum *sum, GError **error);
