/* SPDX-License-Identifier: Apache-2.0 */
/* postgres_identity.c: what stands behind an identity column: its kind, its sequence and where that goes on. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres.h"

/* START WITH 5 CACHE 2: as options of ALTER COLUMN, those that are gone set back. */
static char *identity_changes(const DlnPair *pair)
{
    static const char *const options[][2] = {{"START WITH", "SET START WITH 1"},
        {"INCREMENT BY", "SET INCREMENT BY 1"}, {"MINVALUE", "SET NO MINVALUE"},
        {"MAXVALUE", "SET NO MAXVALUE"}, {"CACHE", "SET CACHE 1"}, {"CYCLE", "SET NO CYCLE"}};
    const char *from = dln_object_get(pair->from, "identity_options");
    const char *to = dln_object_get(pair->to, "identity_options");
    g_autoptr(GString) sql = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
        const char *said = to != NULL ? strstr(to, options[i][0]) : NULL;
        const char *was = from != NULL ? strstr(from, options[i][0]) : NULL;
        gsize length = strlen(options[i][0]);

        if (said != NULL) {
            length += said[length] == ' ' ? 1 + strcspn(said + length + 1, " ") : 0;
            g_string_append_printf(sql, " SET %.*s", (int)length, said);
        } else if (was != NULL) {
            g_string_append_printf(sql, " %s", options[i][1]);
        }
    }
    return g_strdup(sql->str);
}

/* Unquoted. (transfer full) */
static char *sequence_of(const DlnObject *column)
{
    const char *said = dln_object_get(column, "identity_sequence");

    return said != NULL ? g_strdup(said)
                        : g_strdup_printf("%s_%s_seq", column->id.parent, column->id.name);
}

char *dln_identity_name(const DlnObject *column)
{
    g_autofree char *name = sequence_of(column);

    return dln_create_place(column->id.schema, name);
}

static void rename_sequence(DlnTransition *transition, const DlnPair *column)
{
    g_autofree char *from = dln_identity_name(column->from);
    g_autofree char *name = sequence_of(column->to);
    g_autofree char *to = dln_quote_name(DLN_ENGINE_POSTGRES, name);

    dln_write(transition, column->to, g_strdup_printf("ALTER SEQUENCE %s RENAME TO %s", from, to));
}

/* The next value is behind those that are there; a sequence that was there says more (postgres_sequence.c). */
static void go_on(DlnTransition *transition, const DlnPair *column)
{
    g_autofree char *table = dln_create_parent(column->to);
    g_autofree char *name = dln_create_name(column->to);
    g_autofree char *sequence = dln_identity_name(column->to);
    g_autofree char *literal = dln_quote_postgres_literal(sequence);

    for (guint i = 0; column->parts != NULL && i < column->parts->len; i++) {
        if (((const DlnPair *)column->parts->pdata[i])->is_moved)
            return;
    }
    dln_write(transition, column->to,
        g_strdup_printf("SELECT setval(%s, max(%s)) FROM %s", literal, name, table));
}

void dln_write_identity(DlnTransition *transition, const DlnPair *column)
{
    const char *kind = dln_object_get(column->to, "identity");
    g_autofree char *table = dln_create_parent(column->to);
    g_autofree char *name = dln_create_name(column->to);
    g_autofree char *alter = g_strdup_printf("ALTER TABLE %s ALTER COLUMN %s", table, name);
    g_autofree char *text = dln_create_identity_text(column->to);

    if (kind == NULL)
        return;
    if (dln_object_get(column->from, "identity") == NULL) {
        dln_write(transition, column->to, g_strdup_printf("%s ADD %s", alter, text));
        go_on(transition, column);
        return;
    }
    if (dln_pair_differs(column, "identity"))
        dln_write(transition, column->to,
            g_strdup_printf("%s SET GENERATED %s", alter,
                g_str_equal(kind, "always") ? "ALWAYS" : "BY DEFAULT"));
    if (dln_pair_differs(column, "identity_options")) {
        g_autofree char *changes = identity_changes(column);
        dln_write(transition, column->to, g_strconcat(alter, changes, NULL));
    }
    if (dln_pair_differs(column, "identity_sequence"))
        rename_sequence(transition, column);
}
