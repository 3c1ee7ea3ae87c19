/* SPDX-License-Identifier: Apache-2.0 */
/* catalog.h: what Dunlin asks a database about itself. Reads only. */
#pragma once

#include "engine/session.h"

typedef enum {
    DLN_INDEX_MISSING,
    DLN_INDEX_VALID,
    DLN_INDEX_INVALID, /* a concurrent build or drop did not come to its end */
} DlnIndexState;

/* PostgreSQL only. */
gboolean dln_catalog_index_state(DlnSession *session, const char *schema, const char *name,
    GCancellable *cancellable, DlnIndexState *out_state, GError **error);
/* An index that queries do not use. */
typedef struct {
    char *schema;
    char *table;
    char *name;
} DlnInvalidIndex;

/* All of the database, in order. PostgreSQL only. (transfer full) (element-type DlnInvalidIndex) */
GPtrArray *dln_catalog_invalid_indexes(DlnSession *session, GCancellable *cancellable, GError **error);

/* Stops with CONFLICT unless the index is there, or, with MISSING, unless there is none. PostgreSQL only. */
void dln_catalog_add_index_check(DlnBatch *batch, guint tag, const char *schema, const char *name,
    DlnIndexState wanted);
/* The schemas (databases) of the server that are not its own, in byte order. PostgreSQL only.
 * (transfer full) (element-type utf8) */
GPtrArray *dln_catalog_schemas(DlnSession *session, GCancellable *cancellable, GError **error);
GPtrArray *dln_catalog_databases(DlnSession *session, GCancellable *cancellable, GError **error);

/* Whether a schema (database) of that name is there. PostgreSQL only. */
gboolean dln_catalog_has_schema(DlnSession *session, const char *name, GCancellable *cancellable,
    gboolean *out_has, GError **error);
gboolean dln_catalog_has_database(DlnSession *session, const char *name, GCancellable *cancellable,
    gboolean *out_has, GError **error);

/* The first column of a query of the user's, NULLs included as NULL. Read-only, in a transaction that is rolled back.
 * schema: (nullable) search_path, PostgreSQL. (transfer full) (element-type utf8) */
GPtrArray *dln_catalog_first_column(DlnSession *session, const char *schema, const char *query,
    GCancellable *cancellable, GError **error);
