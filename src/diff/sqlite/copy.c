/* SPDX-License-Identifier: Apache-2.0 */
/* copy.c: which values the rows of a table take along into the one that takes its place, which they get there, and which are
 * lost. Each row keeps its rowid. */
#include <string.h>

#include "diff/sqlite/sqlite.h"

void dln_sqlite_copy_clear(DlnSqliteCopy *copy)
{
    dln_sqlite_shape_free(copy->from);
    dln_sqlite_shape_free(copy->to);
    if (copy->columns != NULL)
        g_string_free(copy->columns, TRUE);
    if (copy->values != NULL)
        g_string_free(copy->values, TRUE);
    g_clear_pointer(&copy->losses, g_ptr_array_unref);
    g_clear_pointer(&copy->notes, g_ptr_array_unref);
}

static void copy_init(DlnSqliteCopy *copy, const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    *copy = (DlnSqliteCopy){.diff = diff, .table = table};
    copy->from = dln_sqlite_shape_new(diff->from, table->from);
    copy->to = dln_sqlite_shape_new(diff->to, table->to);
    copy->rowid = copy->from->rowid;
    copy->columns = g_string_new(NULL);
    copy->values = g_string_new(NULL);
    copy->losses = dln_diff_lines_new();
    copy->notes = dln_diff_lines_new();
}

/* ---- values ---- */

static void take(DlnSqliteCopy *copy, const char *column, const char *value)
{
    const char *separator = copy->columns->len > 0 ? ", " : "";
    g_autofree char *name = dln_sqlite_quoted(column);

    g_string_append_printf(copy->columns, "%s%s", separator, name);
    g_string_append_printf(copy->values, "%s%s", separator, value);
}

static gboolean is_number(DlnAffinity affinity)
{
    return affinity >= DLN_AFFINITY_NUMERIC;
}

typedef struct {
    DlnAffinity from;
    DlnAffinity to;
    const char *type;    /* (nullable): the new one */
    gboolean is_untyped; /* before: anything may be in it */
} Conversion;

/* Whether a STRICT table may refuse a value that is stored as it is. */
static gboolean needs_cast(const DlnSqliteCopy *copy, const Conversion *conversion)
{
    return copy->to->is_strict && (conversion->from != conversion->to || conversion->is_untyped) &&
           !g_str_equal(conversion->type, "ANY") &&
           !(is_number(conversion->from) && conversion->to == DLN_AFFINITY_TEXT) &&
           !(conversion->from == DLN_AFFINITY_INTEGER && conversion->to == DLN_AFFINITY_REAL);
}

/* What a type's name promises: dates are numbers to SQLite, and nobody writes them so. */
static gboolean is_date(const char *type)
{
    return type != NULL && (strstr(type, "DATE") != NULL || strstr(type, "TIME") != NULL);
}

static void tell_conversion(
    DlnSqliteCopy *copy, const DlnObject *column, const Conversion *conversion)
{
    g_autofree char *name = dln_object_id_text(&column->id);
    gboolean is_to_number = is_number(conversion->to);

    if (conversion->from == conversion->to || conversion->to == DLN_AFFINITY_BLOB)
        return;
    if (is_to_number && needs_cast(copy, conversion))
        dln_diff_say(copy->losses, "column %s: values that are no %s ('abc' becomes 0)", name,
            conversion->type);
    else if (is_to_number && !is_number(conversion->from) && !is_date(conversion->type))
        dln_diff_say(
            copy->losses, "column %s: how its numbers were written ('007' becomes 7)", name);
    else if (is_number(conversion->from) && conversion->to == DLN_AFFINITY_REAL)
        dln_diff_say(copy->losses, "column %s: numbers of more than 15 digits are rounded", name);
    else if (is_number(conversion->from) && conversion->from != DLN_AFFINITY_INTEGER &&
             !is_to_number)
        dln_diff_say(copy->losses,
            "column %s: of numbers with a fraction, what is behind the fifteenth digit", name);
    else if (!is_number(conversion->from) || !is_to_number)
        dln_diff_say(
            copy->notes, "column %s: values become those of the new type where they can", name);
}

static void note_fill(DlnSqliteCopy *copy, const DlnObject *column, const char *fill)
{
    g_autofree char *name = dln_object_id_text(&column->id);

    if (dln_sqlite_has_default(column))
        dln_diff_say(
            copy->notes, "column %s: rows that have no value get the default, %s", name, fill);
    else
        dln_diff_say(
            copy->notes, "column %s: rows that have no value get %s: choose it", name, fill);
}

static gboolean is_never_null(const DlnSqliteShape *shape, const DlnSqliteColumn *column)
{
    return column->is_not_null ||
           (shape->key != NULL && dln_sqlite_same_name(shape->key, column->name));
}

/* Takes value. (transfer full) */
static char *filled(DlnSqliteCopy *copy, char *value, const DlnObject *column)
{
    g_autofree char *plain = value;
    g_autofree char *fill = dln_sqlite_fill(copy->diff, copy->table, column);

    note_fill(copy, column, fill);
    return g_strdup_printf("coalesce(%s, %s)", plain, fill);
}

static gboolean is_untyped(const DlnSqliteShape *shape, const DlnObject *column)
{
    const char *type = dln_object_get(column, "type");

    return type == NULL || (shape->is_strict && g_str_equal(type, "ANY"));
}

/* The value of a column that both have. (transfer full) */
static char *kept_value(
    DlnSqliteCopy *copy, const DlnSqliteColumn *before, const DlnSqliteColumn *after)
{
    char *value = dln_sqlite_quoted(before->name);

    if (before->object == NULL || after->object == NULL)
        return value;
    const Conversion conversion = {dln_sqlite_affinity(before->object, copy->from->is_strict),
        dln_sqlite_affinity(after->object, copy->to->is_strict),
        dln_object_get(after->object, "type"), is_untyped(copy->from, before->object)};
    tell_conversion(copy, after->object, &conversion);
    if (needs_cast(copy, &conversion)) {
        g_autofree char *plain = value;
        value = g_strdup_printf("CAST(%s AS %s)", plain, conversion.type);
    }
    if (after->is_not_null && !is_never_null(copy->from, before))
        return filled(copy, value, after->object);
    return value;
}

static void take_kept(
    DlnSqliteCopy *copy, const DlnSqliteColumn *before, const DlnSqliteColumn *after)
{
    g_autofree char *value = kept_value(copy, before, after);

    take(copy, after->name, value);
}

/* A column that the old table does not have: its default does by itself. */
static void take_new(DlnSqliteCopy *copy, const DlnSqliteColumn *column)
{
    if (!column->is_not_null || column->object == NULL || dln_sqlite_has_default(column->object))
        return;
    g_autofree char *fill = dln_sqlite_fill(copy->diff, copy->table, column->object);
    note_fill(copy, column->object, fill);
    take(copy, column->name, fill);
}

/* Where there is none, SQLite finds a number. */
static void take_rowid(DlnSqliteCopy *copy, const DlnSqliteColumn *key)
{
    if (copy->rowid != NULL)
        take(copy, key->name, copy->rowid);
}

static void take_column(DlnSqliteCopy *copy, const DlnSqliteColumn *column)
{
    const DlnSqliteColumn *before = dln_sqlite_shape_find(copy->from, column->name);

    if (column->is_generated && before != NULL && !before->is_generated)
        dln_diff_say(copy->losses, "column %s.%s: its values, for they are computed now",
            copy->table->from->id.name, before->name);
    if (column->is_generated)
        return;
    if (before != NULL)
        take_kept(copy, before, column);
    else if (copy->to->key != NULL && dln_sqlite_same_name(copy->to->key, column->name))
        take_rowid(copy, column);
    else
        take_new(copy, column);
}

/* Where there is nothing to copy, there are still rows. */
static void take_anything(DlnSqliteCopy *copy)
{
    for (guint i = 0; i < copy->to->columns->len && copy->columns->len == 0; i++) {
        const DlnSqliteColumn *column = copy->to->columns->pdata[i];
        g_autofree char *fill = column->object != NULL && dln_sqlite_has_default(column->object)
                                    ? dln_sqlite_fill(copy->diff, copy->table, column->object)
                                    : g_strdup("NULL");

        if (!column->is_generated)
            take(copy, column->name, fill);
    }
}

static void read_copy(DlnSqliteCopy *copy)
{
    for (guint i = 0; i < copy->from->columns->len; i++) {
        const DlnSqliteColumn *column = copy->from->columns->pdata[i];

        if (dln_sqlite_shape_find(copy->to, column->name) == NULL && !column->is_generated)
            dln_diff_say(
                copy->losses, "column %s.%s: its values", copy->table->from->id.name, column->name);
    }
    if (copy->to->key == NULL && copy->to->rowid != NULL && copy->rowid != NULL)
        take(copy, copy->to->rowid, copy->rowid);
    for (guint i = 0; i < copy->to->columns->len; i++)
        take_column(copy, copy->to->columns->pdata[i]);
    take_anything(copy);
}

/* ---- what a new constraint asks of the rows ---- */

/* How much of a constraint's text is about which rows there may be; what happens to them is behind it. */
static gsize rule_length(const char *definition)
{
    static const char *const actions[] = {" ON DELETE ", " ON UPDATE "};
    gsize length = strlen(definition);

    for (guint i = 0; i < G_N_ELEMENTS(actions); i++) {
        const char *action = g_strrstr_len(definition, (gssize)length, actions[i]);

        if (action != NULL && g_str_has_prefix(definition, "FOREIGN KEY "))
            length = (gsize)(action - definition);
    }
    return length;
}

/* Whether the rows obey it already, for the old table says the same under another name. */
static gboolean is_old(const DlnSqliteCopy *copy, const DlnObject *constraint)
{
    g_autoptr(GPtrArray) before =
        dln_schema_children(copy->diff->from, DLN_OBJECT_CONSTRAINT, &copy->table->from->id);
    const char *text = dln_object_get(constraint, "definition");
    const gsize length = rule_length(text);

    for (guint i = 0; i < before->len; i++) {
        const char *other = dln_object_get(before->pdata[i], "definition");

        if (rule_length(other) == length && strncmp(other, text, length) == 0)
            return TRUE;
    }
    return FALSE;
}

static void note_constraints(DlnSqliteCopy *copy)
{
    for (guint i = 0; i < copy->table->checks->len; i++) {
        const DlnObject *constraint = copy->table->checks->pdata[i];
        const char *type = dln_object_get(constraint, "type");
        const char *text = dln_object_get(constraint, "definition");

        if (is_old(copy, constraint) ||
            (g_str_equal(type, "check") &&
                !dln_sqlite_asks_old_columns(copy->diff, copy->table, constraint)))
            continue;
        if (g_str_equal(type, "check"))
            dln_diff_say(copy->notes, "fails where a row does not pass %s", text);
        else if (g_str_equal(type, "foreign key"))
            dln_diff_say(copy->notes, "fails where a row lacks what it refers to by %s", text);
        else
            dln_diff_say(copy->notes, "fails where two rows are the same in %s", text);
    }
}

/* ---- all of it ---- */

void dln_sqlite_copy_init(
    DlnSqliteCopy *copy, const DlnSqliteDiff *diff, const DlnSqliteTable *table, const char *rowid)
{
    copy_init(copy, diff, table);
    if (copy->rowid != NULL && rowid != NULL)
        copy->rowid = rowid;
    read_copy(copy);
    note_constraints(copy);
}
