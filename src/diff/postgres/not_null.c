/* SPDX-License-Identifier: Apache-2.0 */
/* not_null.c: NOT NULL for a column of a table that has rows: those without a value get one first. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

typedef struct {
    DlnTransition *transition;
    const DlnPair *pair;
    const DlnObject *object; /* as it is to be */
    gboolean is_foreign;     /* its rows are another server's: NOT NULL looks at none of them */
    char *name;              /* as SQL writes it */
    char *alter_table;       /* "ALTER TABLE t" */
    char *alter;             /* "ALTER TABLE t ALTER COLUMN c" */
} Column;

static Column column_of(DlnTransition *transition, const DlnPair *pair)
{
    const DlnPair *table = dln_pair_parent(transition, pair);
    g_autofree char *table_name = dln_create_parent(pair->to);
    Column column = {.transition = transition, .pair = pair, .object = pair->to};

    column.is_foreign = table != NULL && dln_object_get(dln_pair_any(table), "server") != NULL;
    column.name = dln_create_name(pair->to);
    column.alter_table =
        g_strdup_printf("ALTER %sTABLE %s", column.is_foreign ? "FOREIGN " : "", table_name);
    column.alter = g_strdup_printf("%s ALTER COLUMN %s", column.alter_table, column.name);
    return column;
}

static void column_clear(Column *column)
{
    g_free(column->name);
    g_free(column->alter_table);
    g_free(column->alter);
}

/* ---- values ---- */

/* Whether an UPDATE of ours would do more than it says. */
static gboolean fires(const Column *column)
{
    const DlnSchema *from = column->transition->from;
    const DlnObjectId parent = dln_object_id_parent(&column->object->id);
    static const DlnObjectKind kinds[] = {DLN_OBJECT_TRIGGER, DLN_OBJECT_RULE};

    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(GPtrArray) objects = dln_schema_children(from, kinds[k], &parent);

        for (guint i = 0; i < objects->len; i++) {
            const char *event = dln_object_get(objects->pdata[i], "event");
            if (event != NULL && strstr(event, "UPDATE") != NULL)
                return TRUE;
        }
    }
    return FALSE;
}

static void fill(const Column *column, DlnStage stage)
{
    const DlnObject *object = column->object;
    g_autofree char *value = dln_fill_value(column->transition, object);
    g_autofree char *id = dln_object_id_text(&object->id);
    DlnPgStep *step = dln_write_at(
        column->transition, stage, object, dln_fill_statement(column->transition, object, value));

    dln_diff_say(step->notes, "column %s: the rows that have no value get one%s: choose which", id,
        fires(column) ? ", and the table's triggers see it" : "");
}

/* Written anew, the rows get their value without anybody's trigger. */
static void fill_by_type(const Column *column)
{
    const DlnObject *object = column->object;
    g_autofree char *value = dln_fill_value(column->transition, object);
    g_autofree char *id = dln_object_id_text(&object->id);
    const char *collation = dln_object_get(object, "collation");
    DlnPgStep *step = dln_write(column->transition, object,
        g_strdup_printf("%s TYPE %s%s%s USING coalesce(%s, %s)", column->alter,
            dln_object_get(object, "type"), collation != NULL ? " COLLATE " : "",
            collation != NULL ? collation : "", column->name, value));

    dln_diff_say(step->notes,
        "column %s: the rows that have no value get one, past the table's triggers: choose which",
        id);
}

/* ---- beside traffic ---- */

#define LONGEST_NAME 63

/* Of a check that is there for a while, and that no other has or gets. Unquoted. (transfer full) */
static char *free_name(const Column *column)
{
    const DlnObjectId *id = &column->object->id;

    for (guint n = 1;; n++) {
        g_autofree char *suffix = n > 1 ? g_strdup_printf("_not_null%u", n) : g_strdup("_not_null");
        const gsize length = MIN(strlen(id->name), LONGEST_NAME - strlen(suffix));
        const char *end = id->name + length;

        if (*end != '\0' && ((guchar)*end & 0xc0) == 0x80)
            end = g_utf8_find_prev_char(id->name, end);
        g_autofree char *name = g_strdup_printf("%.*s%s", (int)(end - id->name), id->name, suffix);
        const DlnObjectId check = {.kind = DLN_OBJECT_CONSTRAINT,
            .parent = id->parent,
            .name = name,
            .schema = id->schema};
        if (dln_schema_find(column->transition->from, &check) == NULL &&
            dln_schema_find(column->transition->to, &check) == NULL)
            return g_steal_pointer(&name);
    }
}

/* A valid check lets SET NOT NULL pass without a look at the rows. */
static void set_online(const Column *column)
{
    DlnTransition *transition = column->transition;
    const DlnObject *object = column->object;
    g_autofree char *plain = free_name(column);
    g_autofree char *check = dln_quote_name(DLN_ENGINE_POSTGRES, plain);

    dln_write_at(transition, DLN_STAGE_CHECK, object,
        g_strdup_printf("%s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID",
            column->alter_table, check, column->name));
    dln_write_at(transition, DLN_STAGE_PROVE, object,
        g_strdup_printf("%s VALIDATE CONSTRAINT %s", column->alter_table, check));
    dln_write_at(
        transition, DLN_STAGE_ATTACH, object, g_strdup_printf("%s SET NOT NULL", column->alter));
    dln_write_at(transition, DLN_STAGE_ATTACH, object,
        g_strdup_printf("%s DROP CONSTRAINT %s", column->alter_table, check));
}

/* An identity wants it at once, and so does a table that becomes a partition; of a composite value IS NOT NULL asks something else. */
static gboolean is_set_online(const Column *column)
{
    const DlnPair *table = dln_pair_parent(column->transition, column->pair);

    return dln_is_online(column->transition) && !column->is_foreign &&
           dln_object_get(column->object, "identity") == NULL &&
           (table->from == NULL || !dln_table_changes_place(table)) &&
           !dln_type_is_composite(column->transition->to, dln_object_get(column->object, "type"));
}

/* ---- both ---- */

void dln_write_not_null(DlnTransition *transition, const DlnPair *pair)
{
    Column column = column_of(transition, pair);
    gboolean is_never_filled = dln_object_get(pair->to, "generated") != NULL || column.is_foreign;
    /* What stays looks at it: its type cannot be touched. */
    gboolean has_dependents = pair->dependents != NULL && pair->dependents->len > 0;

    if (is_set_online(&column)) {
        if (!is_never_filled)
            fill(&column, DLN_STAGE_FILL);
        set_online(&column);
    } else {
        if (!is_never_filled && fires(&column) && !has_dependents)
            fill_by_type(&column);
        else if (!is_never_filled)
            fill(&column, DLN_STAGE_MAIN);
        dln_write(transition, pair->to, g_strdup_printf("%s SET NOT NULL", column.alter));
    }
    column_clear(&column);
}
