/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite_rebuild.c: a table made anew with its rows, for what ALTER TABLE cannot do. The new one is filled under another name, so that
 * what refers to the table goes on doing so; values that are there stay, each row its rowid, and the table its counter. */
#include "diff/sqlite.h"

#include "dialect/create_sqlite.h"
#include "dialect/quote.h"

#define KEPT_ROWID "dunlin_rowid"

typedef struct {
    const DlnSqliteDiff *diff;
    const DlnSqliteTable *table;
    DlnSqliteShape *from;
    DlnSqliteShape *to;
    const char *rowid; /* (nullable): of the rows that are copied, where they are copied from */
    GString *columns;
    GString *values;
    char *note;
    char *loss;
} Copy;

static void copy_clear(Copy *copy)
{
    dln_sqlite_shape_free(copy->from);
    dln_sqlite_shape_free(copy->to);
    g_string_free(copy->columns, TRUE);
    g_string_free(copy->values, TRUE);
    g_free(copy->note);
    g_free(copy->loss);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Copy, copy_clear)

static void copy_init(Copy *copy, const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    *copy = (Copy){.diff = diff, .table = table};
    copy->from = dln_sqlite_shape_new(diff->from, table->from);
    copy->to = dln_sqlite_shape_new(diff->to, table->to);
    copy->rowid = copy->from->rowid;
    copy->columns = g_string_new(NULL);
    copy->values = g_string_new(NULL);
}

/* ---- values ---- */

static void take(Copy *copy, const char *column, const char *value)
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

/* Whether a STRICT table may refuse a value of from's type that is stored as it is. */
static gboolean needs_cast(const Copy *copy, DlnAffinity from, DlnAffinity to, const char *type)
{
    return copy->to->is_strict && from != to && !g_str_equal(type, "ANY") &&
           !(is_number(from) && to == DLN_AFFINITY_TEXT) &&
           !(from == DLN_AFFINITY_INTEGER && to == DLN_AFFINITY_REAL);
}

static void tell_conversion(Copy *copy, const DlnObject *column, DlnAffinity from, DlnAffinity to)
{
    g_autofree char *name = dln_object_id_text(&column->id);

    if (from == DLN_AFFINITY_TEXT && is_number(to))
        dln_sqlite_diff_say(
            &copy->loss, "column %s: how its numbers were written ('007' becomes 7)", name);
    else if ((is_number(from) && to == DLN_AFFINITY_TEXT) ||
             (is_number(from) && to == DLN_AFFINITY_REAL && from != to))
        dln_sqlite_diff_say(
            &copy->note, "column %s: numbers keep fifteen digits in the new type", name);
    else if (from != to && to != DLN_AFFINITY_BLOB)
        dln_sqlite_diff_say(
            &copy->note, "column %s: values become those of the new type where they can", name);
}

static void note_fill(Copy *copy, const DlnObject *column, const char *fill)
{
    g_autofree char *name = dln_object_id_text(&column->id);

    dln_sqlite_diff_say(
        &copy->note, "column %s: rows that have no value get %s: choose it", name, fill);
}

static gboolean is_never_null(const DlnSqliteShape *shape, const DlnSqliteColumn *column)
{
    return column->is_not_null ||
           (shape->key != NULL && dln_sqlite_same_name(shape->key, column->name));
}

/* Takes value. (transfer full) */
static char *filled(Copy *copy, char *value, const DlnObject *column)
{
    g_autofree char *plain = value;
    g_autofree char *fill = dln_sqlite_fill(copy->diff, copy->table, column);

    note_fill(copy, column, fill);
    return g_strdup_printf("coalesce(%s, %s)", plain, fill);
}

/* The value of a column that both have. (transfer full) */
static char *kept_value(Copy *copy, const DlnSqliteColumn *before, const DlnSqliteColumn *after)
{
    char *value = dln_sqlite_quoted(before->name);

    if (before->object == NULL || after->object == NULL)
        return value;
    const DlnAffinity from = dln_sqlite_affinity(before->object, copy->from->is_strict);
    const DlnAffinity to = dln_sqlite_affinity(after->object, copy->to->is_strict);
    const char *type = dln_object_get(after->object, "type");
    tell_conversion(copy, after->object, from, to);
    if (type != NULL && needs_cast(copy, from, to, type)) {
        g_autofree char *name = dln_object_id_text(&after->object->id);
        g_autofree char *plain = value;
        value = g_strdup_printf("CAST(%s AS %s)", plain, type);
        dln_sqlite_diff_say(
            &copy->loss, "column %s: what is no %s of its values (abc becomes 0)", name, type);
    }
    if (after->is_not_null && !is_never_null(copy->from, before))
        return filled(copy, value, after->object);
    return value;
}

static void take_kept(Copy *copy, const DlnSqliteColumn *before, const DlnSqliteColumn *after)
{
    g_autofree char *value = kept_value(copy, before, after);

    take(copy, after->name, value);
}

/* A column that the old table does not have: its default does by itself. */
static void take_new(Copy *copy, const DlnSqliteColumn *column)
{
    if (!column->is_not_null || column->object == NULL || dln_sqlite_has_default(column->object))
        return;
    g_autofree char *fill = dln_sqlite_fill(copy->diff, copy->table, column->object);
    note_fill(copy, column->object, fill);
    take(copy, column->name, fill);
}

/* Where there is none, SQLite finds a number. */
static void take_rowid(Copy *copy, const DlnSqliteColumn *key)
{
    if (copy->rowid != NULL)
        take(copy, key->name, copy->rowid);
}

static void take_column(Copy *copy, const DlnSqliteColumn *column)
{
    const DlnSqliteColumn *before = dln_sqlite_shape_find(copy->from, column->name);

    if (column->is_generated && before != NULL && !before->is_generated)
        dln_sqlite_diff_say(&copy->loss, "column %s.%s: its values, for they are computed now",
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
static void take_anything(Copy *copy)
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

static void read_copy(Copy *copy)
{
    for (guint i = 0; i < copy->from->columns->len; i++) {
        const DlnSqliteColumn *column = copy->from->columns->pdata[i];

        if (dln_sqlite_shape_find(copy->to, column->name) == NULL && !column->is_generated)
            dln_sqlite_diff_say(
                &copy->loss, "column %s.%s: its values", copy->table->from->id.name, column->name);
    }
    if (copy->to->key == NULL && copy->to->rowid != NULL && copy->rowid != NULL)
        take(copy, copy->to->rowid, copy->rowid);
    for (guint i = 0; i < copy->to->columns->len; i++)
        take_column(copy, copy->to->columns->pdata[i]);
    take_anything(copy);
}

/* ---- what a new constraint asks of the rows ---- */

static void note_constraints(Copy *copy)
{
    for (guint i = 0; i < copy->table->checks->len; i++) {
        const DlnObject *constraint = copy->table->checks->pdata[i];
        const char *type = dln_object_get(constraint, "type");
        const char *text = dln_object_get(constraint, "definition");

        if (g_str_equal(type, "check"))
            dln_sqlite_diff_say(&copy->note, "fails where a row does not pass %s", text);
        else if (g_str_equal(type, "foreign key"))
            dln_sqlite_diff_say(&copy->note, "fails where a row has no other in %s", text);
        else
            dln_sqlite_diff_say(&copy->note, "fails where two rows are the same in %s", text);
    }
}

/* ---- statements ---- */

static void insert(Copy *copy, const char *into, const char *source)
{
    g_autofree char *target = dln_sqlite_quoted(into);
    g_autofree char *rows = dln_sqlite_quoted(source);
    DlnDiffStep *step =
        dln_sqlite_diff_add(copy->diff, copy->table->to, "INSERT INTO %s (%s)\nSELECT %s\nFROM %s",
            target, copy->columns->str, copy->values->str, rows);

    step->note = g_steal_pointer(&copy->note);
    step->loss = g_steal_pointer(&copy->loss);
}

/* The counter of AUTOINCREMENT goes with the name of a table. */
static void move_counter(const Copy *copy, const char *from, const char *to)
{
    g_autofree char *old = dln_quote_sqlite_literal(from);
    g_autofree char *new = dln_quote_sqlite_literal(to);

    if (!copy->from->counts || !copy->to->counts)
        return;
    dln_sqlite_diff_add(
        copy->diff, copy->table->to, "DELETE FROM sqlite_sequence WHERE name = %s", new);
    dln_sqlite_diff_add(copy->diff, copy->table->to,
        "UPDATE sqlite_sequence SET name = %s WHERE name = %s", new, old);
}

static void drop(const Copy *copy, const char *table)
{
    g_autofree char *name = dln_sqlite_quoted(table);

    dln_sqlite_diff_add(copy->diff, copy->table->to, "DROP TABLE %s", name);
}

static void create(const Copy *copy, const char *name)
{
    g_autofree char *sql = dln_create_sqlite_object(copy->diff->to, copy->table->to, name);

    dln_sqlite_diff_add(copy->diff, copy->table->to, "%s", sql);
}

static void rebuild_beside(Copy *copy)
{
    const char *old = copy->table->from->id.name;
    g_autofree char *new = dln_sqlite_free_name(copy->diff, copy->table->to->id.name);
    g_autofree char *new_name = dln_sqlite_quoted(new);
    g_autofree char *name = dln_sqlite_quoted(copy->table->to->id.name);

    create(copy, new);
    insert(copy, new, old);
    move_counter(copy, old, new);
    drop(copy, old);
    dln_sqlite_diff_add(copy->diff, copy->table->to, "ALTER TABLE %s RENAME TO %s", new_name, name);
}

/* The same for a table that speaks of itself by its name, and so can be made under no other: its rows wait elsewhere. */
static void rebuild_in_place(Copy *copy)
{
    const char *old = copy->table->from->id.name;
    const char *new = copy->table->to->id.name;
    g_autofree char *waiting = dln_sqlite_free_name(copy->diff, new);
    g_autofree char *waiting_name = dln_sqlite_quoted(waiting);
    g_autofree char *old_name = dln_sqlite_quoted(old);
    gboolean has_rowid = copy->from->rowid != NULL;

    dln_sqlite_diff_add(copy->diff, copy->table->to, "CREATE TABLE %s AS SELECT %s%s* FROM %s",
        waiting_name, has_rowid ? copy->from->rowid : "", has_rowid ? " AS " KEPT_ROWID ", " : "",
        old_name);
    move_counter(copy, old, waiting);
    drop(copy, old);
    create(copy, new);
    insert(copy, new, waiting);
    move_counter(copy, waiting, new);
    drop(copy, waiting);
}

static gboolean names_itself(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    static const DlnObjectKind kinds[] = {DLN_OBJECT_COLUMN, DLN_OBJECT_CONSTRAINT};
    const char *name = table->to->id.name;

    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(GPtrArray) children = dln_schema_children(diff->to, kinds[k], name);

        for (guint i = 0; i < children->len; i++) {
            if (dln_sqlite_qualifies(children->pdata[i], name))
                return TRUE;
        }
    }
    return dln_sqlite_qualifies(table->to, name);
}

void dln_sqlite_rebuild(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    gboolean is_in_place = names_itself(diff, table);
    g_auto(Copy) copy;

    copy_init(&copy, diff, table);
    if (is_in_place && copy.rowid != NULL)
        copy.rowid = KEPT_ROWID;
    read_copy(&copy);
    note_constraints(&copy);
    if (is_in_place)
        rebuild_in_place(&copy);
    else
        rebuild_beside(&copy);
}

/* ---- names ---- */

static gboolean is_taken(const DlnSchema *schema, const char *name)
{
    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        gboolean shares_names = object->id.kind == DLN_OBJECT_TABLE ||
                                object->id.kind == DLN_OBJECT_VIEW ||
                                object->id.kind == DLN_OBJECT_INDEX;

        if (shares_names && dln_sqlite_same_name(object->id.name, name))
            return TRUE;
    }
    return FALSE;
}

char *dln_sqlite_free_name(const DlnSqliteDiff *diff, const char *table)
{
    char *name = g_strconcat(table, "_new", NULL);

    for (guint n = 2; is_taken(diff->from, name) || is_taken(diff->to, name); n++) {
        g_free(name);
        name = g_strdup_printf("%s_new%u", table, n);
    }
    return name;
}
