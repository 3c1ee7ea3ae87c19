/* SPDX-License-Identifier: Apache-2.0 */
/* author.h: what the verbs that write a migration share: its number, its name, its header, its line in dunlin.sum.
 * Which parents it has is for the verb to say. */
#pragma once

#include "base/file_lock.h"
#include "project/project.h"
#include "project/sum.h"

typedef enum {
    DLN_AUTHOR_EXPLICIT = 1 << 0, /* the file names its parents even where the order of the names says the same */
    DLN_AUTHOR_FINAL = 1 << 1,    /* nothing is to be filled in: no draft in dunlin.sum, and no template */
} DlnAuthorFlags;

typedef struct {
    const char *message;
    DlnScope scope;
    const GPtrArray *parents; /* (element-type DlnRevision) in any lineage of scope; none: a base */
    const char *const *depends; /* names as they will stand in the file; NULL-terminated; NULL: none */
    const char *const *labels;  /* likewise */
    const char *rev_id;         /* stands before the words of the message; NULL: the next number */
    guint directory;            /* index into DlnConfig.migrations */
    guint flags;                /* DlnAuthorFlags */
    const char *follows; /* (nullable): the id of the only parent, which is written with it: dln_author_write_all sets it */
    const char *body; /* (nullable): what stands below message and directives, instead of an empty migration */
} DlnAuthorRequest;

/* project: dln_authoring_begin has read it, and its locks are held.
 * Writes the files of n requests for one scope and directory, numbered one behind the other, and their lines in the
 * directory's dunlin.sum, if there is one: all or nothing. Each but the first follows the one before it, whatever its own
 * parents, labels and depends say. The history with the files is built first: what would not load is not written; of one with a
 * body every statement is checked as well, as it will be before it is run.
 * out_ids, out_files: (out) (transfer full): the revisions' ids and the files as shown, NULL-terminated.
 * Errors: CONFIG: a message without a word, a rev_id, label or depends that cannot be one, a template that cannot be used,
 * no permission, no room; GRAPH and SYNTAX: the file would not fit the others; REFUSED: it is there, or could never be run;
 * INTEGRITY: the directory's dunlin.sum cannot be read. Nothing is left of the files then. */
gboolean dln_author_write_all(const DunlinProject *project, const DlnAuthorRequest *requests, guint n, char ***out_ids,
    char ***out_files, GError **error);

/* The words of a message as a part of a file's name: "Add a Notes field!" -> "add_a_notes_field". (transfer full) */
char *dln_author_slug(const char *message);

/* How a file's directive names revision: its id, or where blanks or commas in that would cut it, the beginning if it is
 * unique. Errors: CONFIG. (transfer full) */
char *dln_author_name_of(const DunlinProject *project, const DlnRevision *revision, GError **error);

/* That text can be written as one word of a directive and said as a target: no blank, comma, "@", ":" or control
 * character, no sign at its start, none of the words that mean something else. what: "label". Errors: CONFIG. */
gboolean dln_author_check_word(const char *what, const char *text, GError **error);

typedef struct {
    guint64 number;
    guint digits;
} DlnNumber;

/* The number of the next file: one more than the highest in any of the directories as they are now, or the time (UTC)
 * where revision.numbering says so and that is higher. Errors: CONFIG. */
gboolean dln_author_next_number(const DunlinProject *project, DlnNumber *out_number, GError **error);
/* "004". (transfer full) */
char *dln_author_number_text(const DlnNumber *number);

/* Keeps other programs that write migrations out of a directory for a moment. Waits for them, within reason. Errors:
 * LOCKED; CONFIG: nothing can be written there. */
DlnFileLock *dln_author_lock(const DunlinProject *project, guint directory, GError **error);

/* The directory's dunlin.sum as it is now; *out_sum NULL: there is none. Errors: INTEGRITY, CONFIG. */
gboolean dln_author_read_sum(const DunlinProject *project, guint directory, DlnSum **out_sum, GError **error);
