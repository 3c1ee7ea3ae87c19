/* SPDX-License-Identifier: Apache-2.0 */
/* statement.h: what a statement among those of a desired state is good for. */
#pragma once

#include "sql/script.h"

typedef enum {
    DLN_SCHEMA_COUNTS,
    DLN_SCHEMA_SETTING, /* how a dump is to be read, who owns what: nothing of it is in a schema */
    DLN_SCHEMA_PRIVILEGE,        /* who may do what */
    DLN_SCHEMA_ROWS,             /* of a table */
    DLN_SCHEMA_UNCHECKED_BODIES, /* a setting, too: the bodies of functions are not to be checked */
    DLN_SCHEMA_NAME,             /* says what the schema is called, or makes it */
    DLN_SCHEMA_COMMENT,          /* on a schema */
    DLN_SCHEMA_ROLES,            /* of the server: who there is, who is whose member */
    DLN_SCHEMA_DROP,
    DLN_SCHEMA_DROP_IF_EXISTS,
} DlnSchemaStatement;

/* out_name: set for NAME. (transfer full) */
/* SET search_path = NAMES: its first name, NULL where it is none or pg_catalog, and all that stands behind =. */
gboolean dln_schema_statement_path(
    const DlnScript *script, guint statement, char **out_first, char **out_path);

DlnSchemaStatement dln_schema_statement(const DlnScript *script, guint statement, char **out_name);
/* ALTER DEFAULT PRIVILEGES in all schemas. */
gboolean dln_schema_is_global_default(const DlnScript *script, guint statement);
/* DO: what it does its words do not tell. */
gboolean dln_schema_is_block(const DlnScript *script, guint statement);
/* Whether it is GRANT or REVOKE: of what is there by then, and of nothing that comes later. */
gboolean dln_schema_is_grant(const DlnScript *script, guint statement);
