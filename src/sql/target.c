/* SPDX-License-Identifier: Apache-2.0 */
/* target.c: reads the few statements whose cut-off can be judged later: their verb and the index they name. */
#include "sql/target.h"

#include "sql/reader.h"

static void read_create_index(DlnReader *reader, DlnStatementTarget *target)
{
    dln_reader_accept(reader, "UNIQUE");
    if (!dln_reader_accept(reader, "INDEX") || !dln_reader_accept(reader, "CONCURRENTLY"))
        return;
    target->is_conditional = dln_reader_skip_if_exists(reader);
    /* Without a name the server makes one up, and nobody can look for it. */
    if (dln_reader_is(reader, "ON"))
        return;
    g_autofree char *table = NULL;
    target->name = dln_reader_accept_name(reader);
    if (dln_reader_accept(reader, "ON")) {
        dln_reader_accept(reader, "ONLY");
        dln_reader_accept_qualified(reader, &target->schema, &table);
    }
    target->kind = target->name != NULL ? DLN_TARGET_CREATE_INDEX : DLN_TARGET_OTHER;
}

static void read_drop_index(DlnReader *reader, DlnStatementTarget *target)
{
    if (!dln_reader_accept(reader, "INDEX") || !dln_reader_accept(reader, "CONCURRENTLY"))
        return;
    target->is_conditional = dln_reader_skip_if_exists(reader);
    dln_reader_accept_qualified(reader, &target->schema, &target->name);
    gboolean single = !dln_reader_is_char(reader, ',');
    target->kind = target->name != NULL && single ? DLN_TARGET_DROP_INDEX : DLN_TARGET_OTHER;
}

void dln_statement_target_get(
    const DlnScript *script, guint statement, DlnStatementTarget *out_target)
{
    static const char *const repeatable[] = {"VACUUM", "REINDEX", "CLUSTER", "REFRESH", "PRAGMA"};
    DlnReader reader;

    *out_target = (DlnStatementTarget){.kind = DLN_TARGET_OTHER};
    dln_reader_init(&reader, script, statement);
    for (gsize i = 0; i < G_N_ELEMENTS(repeatable); i++) {
        if (dln_reader_is(&reader, repeatable[i]))
            out_target->kind = DLN_TARGET_REPEATABLE;
    }
    if (dln_reader_accept(&reader, "CREATE"))
        read_create_index(&reader, out_target);
    else if (dln_reader_accept(&reader, "DROP"))
        read_drop_index(&reader, out_target);
    else if (dln_reader_accept(&reader, "ALTER") && dln_reader_is(&reader, "SYSTEM"))
        out_target->kind = DLN_TARGET_REPEATABLE;
}

void dln_statement_target_clear(DlnStatementTarget *target)
{
    g_free(target->schema);
    g_free(target->name);
}
