/* SPDX-License-Identifier: Apache-2.0 */
/* format.h: files -> revisions, one reader a format. Never rewrites text: positions stay those of the file. */
#pragma once

#include "revision/revision.h"

/* What a reader may look at. Paths are as shown to the user. */
typedef struct {
    const char *path;      /* display path of the file */
    const char *basename;  /* file name */
    GBytes *text;          /* the whole file; a reader sees it as valid UTF-8 without NUL, BOM removed */
    const char *down_path; /* of NAME.down.sql beside NAME.sql, or NULL */
    GBytes *down_text;     /* its text, likewise, or NULL */
} DlnFormatInput;

typedef struct {
    const char *name;      /* "native", "archify" */
    const char *help;      /* one line */
    gboolean (*matches)(const DlnFormatInput *input);
    /* Errors: SYNTAX with file and line, mostly the column too. */
    gboolean (*read)(const DlnFormatInput *input, DlnRevision **out_revision, GError **error);
} DlnFormat;

/* The readers in order of preference, NULL-terminated. */
const DlnFormat *const *dln_formats(void);

/* Reads every migration of directory and adds it to out_revisions (element-type DlnRevision, transfer full; untouched
 * after an error), ordered by dln_revision_id_compare. display_prefix stands before the file names in messages ("migrations");
 * "" shows names alone. Migrations are the files whose names end in .sql or .py; names that begin with '.', '_' or
 * README, and every other file (editors' backups, say), are none. Symbolic links are followed. NAME.down.sql belongs
 * to NAME.sql. Not recursive. Whether ids and numbers are unique is for the graph to say.
 * Errors, the first one met in the order of the names:
 *   - CONFIG with the file: the directory or a file cannot be read, and why; a directory or another thing that is no
 *     regular file by such a name; a name that is not UTF-8 or holds control characters; an extension in upper case;
 *   - SYNTAX with file and line: not UTF-8 or a NUL byte (with the column of the first bad byte); zero bytes, or only
 *     comments and no directive; a NAME.down.sql without NAME.sql; whatever the reader finds. */
gboolean dln_format_read_directory(const char *directory, const char *display_prefix, GPtrArray *out_revisions,
    GError **error);

/* One file of a directory, down files included. */
typedef struct {
    char *name; /* in the directory */
    GBytes *text; /* its bytes as they are; NULL where only names were asked for */
} DlnFile;

void dln_file_free(DlnFile *file);
/* The bytes of name among files, NULL when it is not there. files: (element-type DlnFile) sorted by strcmp of name. */
GBytes *dln_files_find(const GPtrArray *files, const char *name);

typedef enum {
    DLN_LIST_NAMES,
    DLN_LIST_TEXTS,
} DlnListDepth;

/* The files that dln_format_read_directory would read, without making sense of them: sorted by strcmp of name.
 * out_files: (element-type DlnFile) (transfer full). Errors: CONFIG as above. */
gboolean dln_format_list_directory(const char *directory, const char *display_prefix, DlnListDepth depth,
    GPtrArray **out_files, GError **error);

/* "003_x.down.sql" for "003_x.sql", NULL for a name of another kind. (transfer full) */
char *dln_format_down_name(const char *name);

/* dln_format_read_directory for files that are read already. Errors: SYNTAX, and CONFIG from the readers. */
gboolean dln_format_read_files(const GPtrArray *files, const char *display_prefix, GPtrArray *out_revisions,
    GError **error);

/* Reads one text as the named file: for tests and for revisions that are about to be written. The texts are checked
 * and their byte order marks dropped here. *out_revision: (transfer full), it keeps what it needs of input.
 * Errors as above; CONFIG when no reader takes the name. Thread-safe. */
gboolean dln_format_read_text(const DlnFormatInput *input, DlnRevision **out_revision, GError **error);
