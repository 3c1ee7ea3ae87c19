/* SPDX-License-Identifier: Apache-2.0 */
/* identity.c: what stands behind an identity column: its kind, its sequence and where that goes on. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

/* INCREMENT BY 5 CACHE 2: as options of ALTER COLUMN, those that are gone set back. */
static char *identity_changes(const DlnPair *pair)
{
    static const char *const options[][2] = {{"INCREMENT BY ", "SET INCREMENT BY 1"},
        {"MINVALUE ", "SET NO MINVALUE"}, {"MAXVALUE ", "SET NO MAXVALUE"},
        {"CACHE ", "SET CACHE 1"}, {"CYCLE", "SET NO CYCLE"}};
    const DlnSequenceRange from = dln_identity_range(pair->from);
    const DlnSequenceRange to = dln_identity_range(pair->to);
    g_autoptr(GString) sql = g_string_new(NULL);

    if (from.start != to.start)
        g_string_append_printf(sql, " SET START WITH %" G_GINT64_FORMAT, to.start);
    for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
        const char *said = dln_identity_option(pair->to, options[i][0]);
        const char *was = dln_identity_option(pair->from, options[i][0]);
        int length = said != NULL ? (int)strcspn(said, " ") : 0;

        if (said != NULL)
            g_string_append_printf(sql, " SET %s%.*s", options[i][0], length, said);
        else if (was != NULL)
            g_string_append_printf(sql, " %s", options[i][1]);
    }
    if (dln_range_begins_again(&from, &to))
        g_string_append(sql, " RESTART");
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

char *dln_identity_text(const DlnObject *column)
{
    g_autofree char *name = sequence_of(column);
    const DlnObjectId id = {
        .kind = DLN_OBJECT_SEQUENCE, .name = name, .schema = column->id.schema};

    return dln_object_id_text(&id);
}

static void rename_sequence(DlnTransition *transition, const DlnPair *column)
{
    g_autofree char *from = dln_identity_name(column->from);
    g_autofree char *name = sequence_of(column->to);
    g_autofree char *to = dln_quote_name(DLN_ENGINE_POSTGRES, name);

    dln_write(transition, column->to, g_strdup_printf("ALTER SEQUENCE %s RENAME TO %s", from, to));
}

/* A sequence that was there says more (sequence.c). */
static void go_on(DlnTransition *transition, const DlnPair *column)
{
    const DlnSequenceRange range = dln_identity_range(column->to);
    g_autofree char *sequence = dln_identity_name(column->to);

    for (guint i = 0; column->parts != NULL && i < column->parts->len; i++) {
        if (((const DlnPair *)column->parts->pdata[i])->is_moved)
            return;
    }
    dln_write_counting_on(transition, column->to, sequence, &range);
}

static void change_options(DlnTransition *transition, const DlnPair *column, const char *alter)
{
    const DlnSequenceRange from = dln_identity_range(column->from);
    const DlnSequenceRange to = dln_identity_range(column->to);
    g_autofree char *changes = identity_changes(column);
    g_autofree char *name = dln_identity_name(column->from);
    g_autofree char *text = dln_identity_text(column->from);
    DlnPgStep *step;

    dln_write_within(transition, column->to, name, &from, &to);
    step = dln_write(transition, column->to, g_strconcat(alter, changes, NULL));
    if (dln_range_begins_again(&from, &to))
        dln_diff_say(step->losses, "sequence %s: its value: it begins again", text);
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
    if (dln_pair_differs(column, "identity_options"))
        change_options(transition, column, alter);
    if (dln_pair_differs(column, "identity_sequence"))
        rename_sequence(transition, column);
}
