/* SPDX-License-Identifier: Apache-2.0 */
/* originals.c: SQLite keeps of each object the statement that would make it as it is now. */
#include "engine/originals.h"

static void take_text(guint n_columns, const char *const *values, gpointer list)
{
    g_ptr_array_add(list, g_strdup(values[0]));
}

GPtrArray *dln_session_read_originals(
    DlnSession *session, GCancellable *cancellable, GError **error)
{
    /* A virtual table makes its shadow tables itself. */
    static const char query[] =
        "SELECT s.sql FROM main.sqlite_schema s WHERE s.sql IS NOT NULL"
        " AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND s.tbl_name NOT LIKE 'dunlin\\_%' ESCAPE "
        "'\\'"
        " AND lower(s.tbl_name) NOT IN ('schema_migrations', 'schema_migrations_batch')"
        " AND NOT EXISTS (SELECT 1 FROM pragma_table_list l WHERE l.schema = 'main'"
        " AND l.name = s.tbl_name AND l.type = 'shadow')"
        " ORDER BY s.type <> 'table', s.rowid";
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (dln_session_engine(session) != DLN_ENGINE_SQLITE)
        return g_steal_pointer(&list);
    dln_batch_add_query(batch, 0, query, take_text, list);
    return dln_session_run(session, batch, cancellable, NULL, error) ? g_steal_pointer(&list)
                                                                     : NULL;
}
