/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.h: reads what a schema or a SQLite file holds into the model. Writes nothing. */
#pragma once

#include "engine/session.h"
#include "model/schema.h"

/* Which schemas of a PostgreSQL database. */
typedef enum {
    DLN_SCHEMAS_MAIN,   /* the main one alone */
    DLN_SCHEMAS_LISTED, /* and others */
    DLN_SCHEMAS_ALL,    /* but for PostgreSQL's own, Dunlin's own, and what an extension has made */
} DlnSchemasReach;

typedef struct {
    const char *main; /* whose objects are called by their names alone */
    DlnSchemasReach reach;
    const char *const *others; /* (nullable): LISTED: one that is not there is not there */
} DlnSchemaChoice;

/* Everything in schema (SQLite: ignored, the main file), but for Dunlin's own tables and what belongs to an extension. Read in one
 * transaction, so that what others change meanwhile is in it as a whole or not at all; session must not be in one. Names of the
 * schema's own objects come out unqualified, whatever the schema is called: two schemas of one content give equal models.
 * Errors: REFUSED: no such schema, no right to use it; UNSUPPORTED: a server older than PostgreSQL 15; and those of dln_session_run.
 * (transfer full) */
DlnSchema *dln_session_inspect(DlnSession *session, const char *schema, GCancellable *cancellable, GError **error);
/* The same of several schemas, in one model, which has them as objects, too. Of all that there are, the main one may be missing. */
DlnSchema *dln_session_inspect_several(
    DlnSession *session, const DlnSchemaChoice *choice, GCancellable *cancellable, GError **error);
