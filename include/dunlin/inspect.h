/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.h: the schema of one database or tenant, read and told as SQL, JSON or a diagram. Nothing is ever written. */
#pragma once

#include "dunlin/run.h"

G_BEGIN_DECLS

/** DunlinSchema: what one database, or one tenant's schema or file, holds. Immutable: threads may share it. */
typedef struct DunlinSchema DunlinSchema;

/**
 * dunlin_inspect:
 * @project: with or without its history
 * @selection: one database; all unset: public, or in a project without one the only tenant
 * @cancellable: (nullable)
 *
 * Reads tables, types, views, functions and everything else of one schema or file, as they are at one moment. Dunlin's own tables,
 * rows, privileges and what belongs to an extension are left out.
 *
 * Returns: (transfer full): %NULL with @error set. Errors: CONFIG: a selection that is not one database; REFUSED: it is not
 * there; UNSUPPORTED: a server older than PostgreSQL 15; CONNECT, SQL, CANCELLED. Thread-safe.
 */
DunlinSchema *dunlin_inspect(DunlinProject *project, const DunlinSelection *selection,
    GCancellable *cancellable, GError **error);

void dunlin_schema_free(DunlinSchema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinSchema, dunlin_schema_free)

/**
 * dunlin_schema_to_sql:
 *
 * The statements that make the same schema again in an empty one, each with a semicolon, in an order that works. Equal schemas give
 * the same text, but for the order of a table's columns, which is no difference. For PostgreSQL search_path must be the schema.
 *
 * Returns: (transfer full): %NULL with @error set. Errors: UNSUPPORTED: it holds something that cannot be written.
 */
char *dunlin_schema_to_sql(const DunlinSchema *schema, GError **error);

/** One document, with the fingerprint. (transfer full) */
char *dunlin_schema_to_json(const DunlinSchema *schema);

/**
 * dunlin_schema_to_mermaid:
 *
 * Its tables with their columns, types and keys, and what refers to what, as an erDiagram of Mermaid. What Mermaid takes for no part of
 * a name is replaced in it.
 *
 * Returns: (transfer full)
 */
char *dunlin_schema_to_mermaid(const DunlinSchema *schema);

/** The same in the language of Graphviz. (transfer full) */
char *dunlin_schema_to_dot(const DunlinSchema *schema);

/**
 * dunlin_schema_get_fingerprint:
 *
 * Returns: (transfer none): 64 hexadecimal digits; the same for two schemas exactly when they hold the same, whatever they are
 * called. Only within one major version of PostgreSQL.
 */
const char *dunlin_schema_get_fingerprint(const DunlinSchema *schema);

G_END_DECLS
