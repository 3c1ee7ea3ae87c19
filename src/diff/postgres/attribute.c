/* SPDX-License-Identifier: Apache-2.0 */
/* attribute.c: changes of what is a column by name alone: attributes of composite types, columns of views. */
#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

void dln_write_attribute(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    const DlnObject *object = dln_pair_any(pair);
    g_autofree char *type = dln_create_parent(object);
    g_autofree char *name = dln_create_name(object);
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autofree char *id = dln_object_id_text(&object->id);

    g_string_printf(sql, "ALTER TYPE %s", type);
    if (moment == DLN_MOMENT_BEFORE && dln_pair_goes(pair)) {
        DlnPgStep *step =
            dln_write(transition, object, g_strdup_printf("%s DROP ATTRIBUTE %s", sql->str, name));
        dln_diff_say(step->losses, "attribute %s: its values", id);
    }
    if (moment != DLN_MOMENT_MAIN || pair->to == NULL)
        return;
    gboolean is_new = dln_pair_comes(pair);
    if (is_new || pair->is_retyped) {
        g_string_append_printf(
            sql, " %s ATTRIBUTE %s%s", is_new ? "ADD" : "ALTER", name, is_new ? "" : " TYPE");
        dln_create_append(sql, " ", pair->to, "type", "");
        dln_create_append(sql, " COLLATE ", pair->to, "collation", "");
        dln_write(transition, pair->to, g_strdup(sql->str));
    }
    if (is_new) {
        dln_create_comment(&transition->maker, pair->to);
        dln_write_made(transition, pair->to);
    } else {
        dln_write_comment(transition, pair);
    }
}

/* There is an object only where something is said of it. */
void dln_write_view_column(DlnTransition *transition, DlnPair *pair, const char *words)
{
    static const char *const rest[][3] = {{"default", "SET DEFAULT ", "DROP DEFAULT"},
        {"statistics", "SET STATISTICS ", "SET STATISTICS -1"},
        {"storage", "SET STORAGE ", "SET STORAGE extended"},
        {"compression", "SET COMPRESSION ", "SET COMPRESSION default"}};
    const DlnObject *object = dln_pair_any(pair);
    g_autofree char *view = dln_create_parent(object);
    g_autofree char *name = dln_create_name(object);
    g_autofree char *alter = g_strdup_printf("ALTER %s %s ALTER COLUMN %s", words, view, name);

    for (guint i = 0; i < G_N_ELEMENTS(rest); i++) {
        const char *from = pair->from != NULL ? dln_object_get(pair->from, rest[i][0]) : NULL;
        const char *to = pair->to != NULL ? dln_object_get(pair->to, rest[i][0]) : NULL;

        if (g_strcmp0(from, to) != 0)
            dln_write(transition, object,
                g_strdup_printf(
                    "%s %s%s", alter, to != NULL ? rest[i][1] : rest[i][2], to != NULL ? to : ""));
    }
    dln_write_options(transition, pair, alter);
    const char *from = pair->from != NULL ? dln_object_get(pair->from, "comment") : NULL;
    const char *to = pair->to != NULL ? dln_object_get(pair->to, "comment") : NULL;
    g_autofree char *literal = to != NULL ? dln_quote_postgres_literal(to) : g_strdup("NULL");
    if (g_strcmp0(from, to) != 0)
        dln_write(transition, object,
            g_strdup_printf("COMMENT ON COLUMN %s.%s IS %s", view, name, literal));
}
