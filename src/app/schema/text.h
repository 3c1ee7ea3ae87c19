/* SPDX-License-Identifier: Apache-2.0 */
/* text.h: a desired state as SQL: one text, a file, or folders of files, read and cut into the statements that say what there
 * is to be. What pg_dump and sqlite3 print beside those is left out. Knows no database. */
#pragma once

#include "diff/rename/rename.h"
#include "project/project.h"
#include "sql/defines.h"

typedef struct {
    char *shown;
    char *text;
    DlnScript *script; /* with the statements that count alone */
    GPtrArray *
        paths; /* (element-type utf8) (nullable items): of several schemas: search_path as the file sets it before each of them */
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
    const DunlinProject *
        project; /* (nullable): they describe all schemas of its scope, of which schema is the main one */
    DlnScope scope;
    gboolean has_unchecked_bodies; /* they set check_function_bodies off */
    gboolean has_rows;             /* rows were left out */
    gboolean has_roles;            /* statements about roles were */
    gboolean has_global_defaults;  /* privileges by default that are of no schema, where privileges count */
    gboolean has_drops;            /* what is made is not all that is to be */
    GPtrArray *wishes;             /* (element-type DlnRenameWish) hints of renames */
    GHashTable *definitions;       /* of what must be there once: key -> place */
} DlnSchemaText;

DlnSchemaText *dln_schema_text_new(DlnEngineKind engine, DlnSchemaTextFlags flags);
/* PostgreSQL: before the first file: not one schema alone is described, but those of a project's scope. Borrows project. */
void dln_schema_text_choose(DlnSchemaText *text, const DunlinProject *project, DlnScope scope);
void dln_schema_text_free(DlnSchemaText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnSchemaText, dln_schema_text_free)

/* A file, or all files below a folder whose names end in .sql, in the order of their paths; what begins with "." is left out.
 * Errors: CONFIG: it cannot be read, or a folder has none; as dln_schema_text_add. */
gboolean dln_schema_text_add_path(
    DlnSchemaText *text, const char *path, const char *shown, GError **error);

/* What cannot be defined twice; first: the first name of search_path. (transfer full) (nullable) */
char *dln_schema_text_key(
    const DlnSchemaText *text, const DlnDefinition *definition, const char *first);

/* sql: (transfer full). Errors, with file:line: SYNTAX; REFUSED: an object of another schema than the others', one that another
 * file defines as well (both places). */
gboolean dln_schema_text_add(DlnSchemaText *text, char *sql, const char *shown, GError **error);
