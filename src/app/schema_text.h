/* SPDX-License-Identifier: Apache-2.0 */
/* schema_text.h: a desired state as SQL: one text, a file, or folders of files, read and cut into the statements that say what there
 * is to be. What pg_dump and sqlite3 print beside those is left out. Knows no database. */
#pragma once

#include "diff/rename.h"

typedef struct {
    char *shown;
    char *text;
    DlnScript *script; /* with the statements that count alone */
} DlnSchemaFile;

typedef enum {
    DLN_SCHEMA_TEXT_PLAIN = 0,
    DLN_SCHEMA_TEXT_PRIVILEGES = 1 << 0, /* who may do what is a part of what there is to be */
} DlnSchemaTextFlags;

typedef struct {
    DlnEngineKind engine;
    DlnSchemaTextFlags flags;
    GPtrArray *files; /* (element-type DlnSchemaFile) */
    char *schema;     /* (nullable) PostgreSQL: what the files call the schema that they describe */
    char *schema_at;  /* where they do: "a.sql:3" */
    gboolean has_unchecked_bodies; /* they set check_function_bodies off */
    gboolean has_rows;             /* rows were left out */
    GPtrArray *wishes;             /* (element-type DlnRenameWish) hints of renames */
    GHashTable *definitions;       /* of what must be there once: key -> place */
} DlnSchemaText;

DlnSchemaText *dln_schema_text_new(DlnEngineKind engine, DlnSchemaTextFlags flags);
void dln_schema_text_free(DlnSchemaText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnSchemaText, dln_schema_text_free)

/* A file, or all files below a folder whose names end in .sql, in the order of their paths; what begins with "." is left out.
 * Errors: CONFIG: it cannot be read, or a folder has none; as dln_schema_text_add. */
gboolean dln_schema_text_add_path(
    DlnSchemaText *text, const char *path, const char *shown, GError **error);

/* sql: (transfer full). Errors, with file:line: SYNTAX; REFUSED: an object of another schema than the others', one that another
 * file defines as well (both places), what says what is not to be there. */
gboolean dln_schema_text_add(DlnSchemaText *text, char *sql, const char *shown, GError **error);
