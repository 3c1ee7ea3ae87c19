/* SPDX-License-Identifier: Apache-2.0 */
/* rows.c: tables that have to be made anew around their rows, which are put aside and come back. */
#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

static void write_saved_rows(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->from);
    g_autofree char *old = dln_moved_name(transition, pair->from);
    gboolean is_whole = dln_object_get(pair->from, "partition_by") != NULL;
    DlnPgStep *step = dln_write(transition, pair->from,
        g_strdup_printf(
            "CREATE TABLE %s AS\nSELECT * FROM %s%s", old, is_whole ? "" : "ONLY ", name));
    g_autofree char *id = dln_object_id_text(&pair->from->id);

    dln_diff_say(step->notes, "table %s is made anew, and every row of it is copied", id);
}

void dln_write_saved_rows(DlnTransition *transition, DlnPair *table)
{
    const char *above = table->is_refilled ? dln_object_get(table->from, "partition_of") : NULL;
    const DlnObject *whole =
        above != NULL ? dln_schema_find_text(transition->from, DLN_OBJECT_TABLE, above) : NULL;

    if (whole != NULL)
        dln_write_saved_rows(transition, g_hash_table_lookup(transition->pair_of, whole));
    if (!table->is_moved || table->is_saved)
        return;
    table->is_saved = TRUE;
    write_saved_rows(transition, table);
}

/* What counts a column that stays, and no more. */
static void lose_counters(GPtrArray *losses, const DlnPair *column)
{
    if (dln_object_get(column->from, "identity") != NULL &&
        dln_object_get(column->to, "identity") == NULL) {
        g_autofree char *identity = dln_identity_text(column->from);
        dln_diff_say(losses, "sequence %s: its value", identity);
    }
    for (guint i = 0; column->parts != NULL && i < column->parts->len; i++) {
        const DlnPair *part = column->parts->pdata[i];
        if (dln_pair_kind(part) != DLN_OBJECT_SEQUENCE || part->to != NULL || !part->goes_along)
            continue;
        g_autofree char *id = dln_object_id_text(&part->from->id);
        dln_diff_say(losses, "sequence %s: its value", id);
    }
}

static void lose_values(const DlnTransition *transition, GPtrArray *losses, const DlnPair *column)
{
    g_autofree char *id = dln_column_family_text(transition, column);

    if (dln_object_get(column->from, "generated") != NULL)
        return;
    if (column->to == NULL)
        dln_diff_say(losses, "column %s: its values", id);
    else if (dln_object_get(column->to, "generated") != NULL)
        dln_diff_say(losses, "column %s: its values: it is computed from now on", id);
}

void dln_tell_moved_losses(const DlnTransition *transition, const DlnPair *table, GPtrArray *losses)
{
    g_autoptr(GPtrArray) columns =
        dln_schema_children(transition->from, DLN_OBJECT_COLUMN, &table->from->id);

    for (guint i = 0; i < columns->len; i++) {
        const DlnPair *column = g_hash_table_lookup(transition->pair_of, columns->pdata[i]);

        /* What a partition's rows lose is said of the whole's, among which they are. */
        if (!table->is_refilled)
            lose_values(transition, losses, column);
        if (column->to != NULL)
            lose_counters(losses, column);
    }
}

typedef struct {
    GString *columns;
    GString *values;
    GPtrArray *losses;
} Insertion;

static void append_item(GString *list, const char *item)
{
    g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", item);
}

/* What becomes of the column's values; NULL: it has its own. (transfer full) */
static char *value_of(DlnTransition *transition, const DlnPair *column, Insertion *insertion)
{
    gboolean is_wanted = dln_object_is(column->to, "not_null");
    gboolean has_value = dln_object_get(column->to, "default") != NULL ||
                         dln_object_get(column->to, "identity") != NULL;
    g_autofree char *name = dln_create_name(column->to);
    g_autofree char *filling = is_wanted ? dln_fill_value(transition, column->to) : NULL;
    char *value;

    if (column->from == NULL)
        return is_wanted && !has_value ? g_steal_pointer(&filling) : NULL;
    value = dln_cast_using(transition, column, insertion->losses);
    if (value == NULL)
        value = g_strdup(name);
    if (!is_wanted || dln_object_is(column->from, "not_null"))
        return value;
    g_autofree char *plain = value;
    return g_strdup_printf("coalesce(%s, %s)", plain, filling);
}

static void take_columns(DlnTransition *transition, const DlnPair *table, Insertion *insertion)
{
    g_autoptr(GPtrArray) columns =
        dln_schema_children(transition->to, DLN_OBJECT_COLUMN, &table->to->id);

    for (guint i = 0; i < columns->len; i++) {
        const DlnPair *column = g_hash_table_lookup(transition->pair_of, columns->pdata[i]);
        g_autofree char *name = dln_create_name(column->to);
        g_autofree char *value = NULL;

        if (dln_object_get(column->to, "generated") != NULL)
            continue;
        value = value_of(transition, column, insertion);
        if (value == NULL)
            continue;
        append_item(insertion->columns, name);
        append_item(insertion->values, value);
    }
}

static gboolean is_new(const DlnTransition *transition, const DlnObject *sequence)
{
    return dln_pair_comes(g_hash_table_lookup(transition->pair_of, sequence));
}

/* Sequences that were made with the table go on behind its rows. */
static void count_on(DlnTransition *transition, const DlnPair *table)
{
    g_autoptr(GPtrArray) columns =
        dln_schema_children(transition->to, DLN_OBJECT_COLUMN, &table->to->id);

    for (guint i = 0; i < columns->len; i++) {
        const DlnObject *column = columns->pdata[i];
        const DlnObject *serial = dln_create_serial_sequence(transition->to, column);
        g_autofree char *sequence = serial != NULL ? dln_create_name(serial)
                                    : dln_object_get(column, "identity") != NULL
                                        ? dln_identity_name(column)
                                        : NULL;

        if (sequence == NULL || (serial != NULL && !is_new(transition, serial)))
            continue;
        const DlnSequenceRange range =
            serial != NULL ? dln_sequence_range(serial) : dln_identity_range(column);
        dln_write_counting_on(transition, column, sequence, &range);
    }
}

void dln_write_restored_rows(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *old = dln_moved_name(transition, pair->from);
    g_autoptr(GString) columns = g_string_new(NULL);
    g_autoptr(GString) values = g_string_new(NULL);
    g_autoptr(GPtrArray) losses = dln_diff_lines_new();
    Insertion insertion = {columns, values, losses};

    take_columns(transition, pair, &insertion);
    if (columns->len > 0) {
        DlnPgStep *step = dln_write(transition, pair->to,
            g_strdup_printf("INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE\nSELECT %s FROM %s", name,
                columns->str, values->str, old));
        g_ptr_array_extend_and_steal(step->losses, g_steal_pointer(&losses));
    }
    dln_write(transition, pair->from, g_strdup_printf("DROP TABLE %s", old));
    count_on(transition, pair);
}
