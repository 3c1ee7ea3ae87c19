/* SPDX-License-Identifier: Apache-2.0 */
/* read_table.c: a CREATE TABLE of SQLite's as columns and constraints. Whether a constraint stands at its column or behind all of
 * them is no difference; where it is one (an INTEGER PRIMARY KEY DESC), it is kept. The grammar is SQLite's parse.y. */
#include <string.h>

#include "dialect/sqlite/parts.h"

typedef struct {
    DlnParts *parts;
    const DlnSqliteRow *row;
    DlnSchema *into;
    DlnObject *table;
} Reader;

/* ---- constraints ---- */

/* Those that have no name are called by what they say; SQLite knows no order among them, and may hold one twice. */
static DlnObject *add_constraint(const Reader *reader, const char *type, const char *name,
    const char *definition)
{
    g_autofree char *called = g_strdup(name != NULL ? name : definition);

    for (guint n = 2;; n++) {
        DlnObject *same = NULL;
        for (guint i = 0; i < reader->into->objects->len; i++) {
            DlnObject *object = reader->into->objects->pdata[i];
            if (object->id.kind == DLN_OBJECT_CONSTRAINT && g_str_equal(object->id.name, called))
                same = object;
        }
        if (same == NULL)
            break;
        g_free(called);
        called = g_strdup_printf("%s #%u", name != NULL ? name : definition, n);
    }
    const DlnObjectId id = {DLN_OBJECT_CONSTRAINT, reader->row->name, called, NULL, NULL};
    DlnObject *constraint = dln_schema_add(reader->into, &id);
    dln_object_set(constraint, "type", type);
    dln_object_set(constraint, "definition", definition);
    dln_object_set(constraint, "name", name);
    return constraint;
}

/* [ON CONFLICT x] */
static gboolean read_conflict(const Reader *reader, DlnObject *object, const char *property)
{
    static const char *const ways[] = {"rollback", "fail", "ignore", "replace", NULL};

    if (!dln_parts_accept(reader->parts, "on conflict"))
        return TRUE;
    for (guint i = 0; ways[i] != NULL; i++) {
        if (dln_parts_accept(reader->parts, ways[i])) {
            dln_object_set(object, property, ways[i]);
            return TRUE;
        }
    }
    return dln_parts_accept(reader->parts, "abort");
}

typedef struct {
    char *on_delete;
    char *on_update;
    gboolean is_deferred;
} Reference;

/* NO ACTION is what happens when nothing is said. */
static char *read_action(DlnParts *parts)
{
    static const char *const actions[][2] = {{"set null", "SET NULL"}, {"set default", "SET DEFAULT"},
        {"cascade", "CASCADE"}, {"restrict", "RESTRICT"}};

    for (guint i = 0; i < G_N_ELEMENTS(actions); i++) {
        if (dln_parts_accept(parts, actions[i][0]))
            return g_strdup(actions[i][1]);
    }
    dln_parts_accept(parts, "no action");
    return NULL;
}

/* A reference is checked at the end of the transaction only where it is DEFERRABLE and INITIALLY DEFERRED; all else is one. */
static void read_deferral(DlnParts *parts, Reference *reference)
{
    gboolean is_not = dln_parts_accept(parts, "not deferrable");

    if (!is_not && !dln_parts_accept(parts, "deferrable"))
        return;
    reference->is_deferred = dln_parts_accept(parts, "initially deferred") && !is_not;
    dln_parts_accept(parts, "initially immediate");
}

/* What MATCH says is read and not done. */
static void read_reference_ends(DlnParts *parts, Reference *reference)
{
    guint start;

    do {
        start = parts->at;
        if (dln_parts_accept(parts, "on delete")) {
            g_free(reference->on_delete);
            reference->on_delete = read_action(parts);
        } else if (dln_parts_accept(parts, "on update")) {
            g_free(reference->on_update);
            reference->on_update = read_action(parts);
        } else if (dln_parts_accept(parts, "match")) {
            parts->at++;
        } else {
            read_deferral(parts, reference);
        }
    } while (parts->at != start);
}

/* Behind REFERENCES; columns: "(a, b)". The other table's names are not this one's. */
static gboolean read_reference(const Reader *reader, const char *name, const char *columns)
{
    DlnParts *parts = reader->parts;
    Reference reference = {0};
    g_autoptr(GString) definition = g_string_new(NULL);

    parts->kind = DLN_CANONICAL_TRIGGER;
    parts->names = NULL;
    g_autofree char *target = dln_parts_accept_name_text(parts);
    g_autofree char *target_columns = dln_parts_accept_columns(parts);
    if (target == NULL)
        return FALSE;
    g_string_printf(definition, "FOREIGN KEY %s REFERENCES %s", columns, target);
    if (target_columns != NULL)
        g_string_append_printf(definition, " %s", target_columns);
    read_reference_ends(parts, &reference);
    if (reference.on_delete != NULL)
        g_string_append_printf(definition, " ON DELETE %s", reference.on_delete);
    if (reference.on_update != NULL)
        g_string_append_printf(definition, " ON UPDATE %s", reference.on_update);
    DlnObject *constraint = add_constraint(reader, "foreign key", name, definition->str);
    if (reference.is_deferred)
        dln_object_set(constraint, "deferrable", "initially deferred");
    g_free(reference.on_delete);
    g_free(reference.on_update);
    return TRUE;
}

static gboolean read_key(const Reader *reader, const char *type, const char *name, char *columns)
{
    const char *words = g_str_equal(type, "unique") ? "UNIQUE" : "PRIMARY KEY";
    g_autofree char *owned = columns;
    g_autofree char *definition = g_strdup_printf("%s %s", words, columns);
    DlnObject *constraint;

    if (columns == NULL)
        return FALSE;
    constraint = add_constraint(reader, type, name, definition);
    return read_conflict(reader, constraint, "conflict");
}

static gboolean read_check(const Reader *reader, const char *name)
{
    g_autofree char *condition = dln_parts_accept_group(reader->parts);

    if (condition == NULL)
        return FALSE;
    g_autofree char *definition = g_strdup_printf("CHECK %s", condition);
    /* A conflict clause is read here and not done. */
    DlnObject *constraint = add_constraint(reader, "check", name, definition);
    return read_conflict(reader, constraint, "conflict");
}

/* ---- columns ---- */

typedef struct {
    const Reader *reader;
    DlnObject *object;
    char *list; /* "(a)", as a constraint behind the columns would have it */
} Column;

/* PRIMARY KEY is behind. An integer key that says DESC at its column is no name of the rowid. */
static gboolean read_column_key(const Column *column, const char *name)
{
    DlnParts *parts = column->reader->parts;
    gboolean is_descending = dln_parts_accept(parts, "desc");
    g_autofree char *definition = g_strdup_printf("PRIMARY KEY %s", column->list);

    dln_parts_accept(parts, "asc");
    DlnObject *key = add_constraint(column->reader, "primary key", name, definition);
    if (is_descending)
        dln_object_set(key, "descending_column", "true");
    if (!read_conflict(column->reader, key, "conflict"))
        return FALSE;
    gboolean counts = dln_parts_accept(parts, "autoincrement");
    if (counts)
        dln_object_set(key, "autoincrement", "true");
    /* Only there can these be said. */
    if (counts || is_descending)
        dln_object_set(key, "column", column->object->id.name);
    return TRUE;
}

/* x'00', .5 and 1e-3 are several tokens that touch. */
static gboolean continues_literal(const DlnParts *parts)
{
    const DlnToken *next = &parts->tokens[parts->at];

    return parts->at < parts->n && next->offset == next[-1].offset + next[-1].length &&
           (next->kind == DLN_TOKEN_NUMBER || next->kind == DLN_TOKEN_STRING ||
               (next->kind == DLN_TOKEN_OTHER && !dln_parts_is_char(parts, ',')));
}

/* A bare word is a string: its letters count. */
static char *accept_plain_value(DlnParts *parts)
{
    static const char *const constants[] = {
        "null", "true", "false", "current_time", "current_date", "current_timestamp"};
    const guint first = parts->at;

    for (guint i = 0; i < G_N_ELEMENTS(constants); i++) {
        if (dln_parts_accept(parts, constants[i]))
            return g_ascii_strup(constants[i], -1);
    }
    if (dln_parts_is_char(parts, '+') || dln_parts_is_char(parts, '-'))
        parts->at++;
    if (parts->at == parts->n)
        return NULL;
    const DlnToken *token = &parts->tokens[parts->at++];
    while (token->kind != DLN_TOKEN_STRING && continues_literal(parts))
        parts->at++;
    if (token->kind != DLN_TOKEN_WORD && token->kind != DLN_TOKEN_QUOTED_NAME)
        return dln_parts_since(parts, first);
    const DlnToken *last = &parts->tokens[parts->at - 1];
    return g_strndup(parts->text + token->offset, last->offset + last->length - token->offset);
}

static gboolean read_default(const Column *column)
{
    DlnParts *parts = column->reader->parts;
    g_autofree char *value = dln_parts_is_char(parts, '(') ? dln_parts_accept_group(parts)
                                                           : accept_plain_value(parts);

    dln_object_set(column->object, "default", value);
    return value != NULL;
}

static gboolean read_collation(const Column *column)
{
    g_autofree char *name = dln_parts_accept_name(column->reader->parts);

    if (name == NULL)
        return FALSE;
    g_autofree char *upper = g_ascii_strup(name, -1);
    if (!g_str_equal(upper, "BINARY"))
        dln_object_set(column->object, "collation", upper);
    return TRUE;
}

static gboolean read_generated(const Column *column)
{
    g_autofree char *expression = dln_parts_accept_group(column->reader->parts);

    dln_object_set(column->object, "generated", expression);
    if (dln_parts_accept(column->reader->parts, "stored"))
        dln_object_set(column->object, "stored", "true");
    dln_parts_accept(column->reader->parts, "virtual");
    return expression != NULL;
}

static gboolean read_not_null(const Column *column)
{
    dln_object_set(column->object, "not_null", "true");
    return read_conflict(column->reader, column->object, "not_null_conflict");
}

/* NULL says nothing. */
static gboolean read_column_constraint(const Column *column)
{
    const Reader *reader = column->reader;
    DlnParts *parts = reader->parts;
    g_autofree char *name =
        dln_parts_accept(parts, "constraint") ? dln_parts_accept_name(parts) : NULL;

    if (dln_parts_accept(parts, "primary key"))
        return read_column_key(column, name);
    if (dln_parts_accept(parts, "not null"))
        return read_not_null(column);
    if (dln_parts_accept(parts, "null"))
        return read_conflict(reader, column->object, "null_conflict");
    if (dln_parts_accept(parts, "unique"))
        return read_key(reader, "unique", name, g_strdup(column->list));
    if (dln_parts_accept(parts, "check"))
        return read_check(reader, name);
    if (dln_parts_accept(parts, "default"))
        return read_default(column);
    if (dln_parts_accept(parts, "collate"))
        return read_collation(column);
    if (dln_parts_accept(parts, "references"))
        return read_reference(reader, name, column->list);
    if (dln_parts_accept(parts, "generated always as") || dln_parts_accept(parts, "as"))
        return read_generated(column);
    return FALSE;
}

/* As declared, in capitals: SQLite looks for INT, CHAR, … in any. */
static gboolean read_type(const Column *column)
{
    static const char *const ends[] = {"constraint", "primary", "not", "null", "unique", "check",
        "default", "collate", "references", "as"};
    DlnParts *parts = column->reader->parts;
    const guint first = parts->at;
    gboolean is_end = FALSE;

    while (!is_end && parts->at < parts->n) {
        const DlnTokenKind kind = parts->tokens[parts->at].kind;

        is_end = kind != DLN_TOKEN_WORD && kind != DLN_TOKEN_QUOTED_NAME && kind != DLN_TOKEN_STRING;
        for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
            is_end = is_end || dln_parts_is(parts, ends[i]);
        is_end = is_end ||
            (dln_parts_is(parts, "generated") && parts->at + 1 < parts->n &&
                dln_token_is(parts->text, &parts->tokens[parts->at + 1], "always"));
        parts->at += is_end ? 0 : 1;
    }
    if (parts->at == first)
        return TRUE;
    if (dln_parts_is_char(parts, '(') && !dln_parts_skip_group(parts))
        return FALSE;
    parts->kind = DLN_CANONICAL_TRIGGER;
    g_autofree char *type = dln_parts_since(parts, first);
    parts->kind = DLN_CANONICAL_TABLE;
    g_autofree char *upper = g_ascii_strup(type, -1);
    dln_object_set(column->object, "type", upper);
    return TRUE;
}

static gboolean is_end_of_item(const DlnParts *parts)
{
    return dln_parts_is_char(parts, ',') || dln_parts_is_char(parts, ')');
}

static gboolean read_column(const Reader *reader, guint position)
{
    DlnParts *parts = reader->parts;
    GHashTable *names = parts->names;
    const guint first = parts->at;
    g_autofree char *name = dln_parts_accept_name(parts);
    gboolean is_read;

    if (name == NULL)
        return FALSE;
    const DlnObjectId id = {DLN_OBJECT_COLUMN, reader->row->name, name, NULL, NULL};
    parts->at = first;
    g_autofree char *canonical = dln_parts_accept_name_text(parts);
    g_autofree char *list = g_strdup_printf("(%s)", canonical);
    const Column column = {reader, dln_schema_add(reader->into, &id), list};
    column.object->position = position;
    is_read = read_type(&column);
    while (is_read && !is_end_of_item(parts)) {
        is_read = read_column_constraint(&column);
        parts->kind = DLN_CANONICAL_TABLE;
        parts->names = names;
    }
    return is_read;
}

/* ---- the table ---- */

static gboolean is_table_constraint(const DlnParts *parts)
{
    static const char *const words[] = {"constraint", "primary", "unique", "check", "foreign"};

    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (dln_parts_is(parts, words[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean read_table_constraint(const Reader *reader)
{
    DlnParts *parts = reader->parts;
    GHashTable *names = parts->names;
    gboolean is_read = FALSE;
    g_autofree char *name =
        dln_parts_accept(parts, "constraint") ? dln_parts_accept_name(parts) : NULL;

    if (dln_parts_accept(parts, "primary key")) {
        is_read = read_key(reader, "primary key", name, dln_parts_accept_columns(parts));
    } else if (dln_parts_accept(parts, "unique")) {
        is_read = read_key(reader, "unique", name, dln_parts_accept_columns(parts));
    } else if (dln_parts_accept(parts, "check")) {
        is_read = read_check(reader, name);
    } else if (dln_parts_accept(parts, "foreign key")) {
        g_autofree char *columns = dln_parts_accept_columns(parts);
        is_read = columns != NULL && dln_parts_accept(parts, "references") &&
            read_reference(reader, name, columns);
        parts->kind = DLN_CANONICAL_TABLE;
        parts->names = names;
    }
    return is_read;
}

static gboolean read_options(const Reader *reader)
{
    DlnParts *parts = reader->parts;

    while (parts->at < parts->n) {
        if (dln_parts_accept(parts, "without rowid"))
            dln_object_set(reader->table, "without_rowid", "true");
        else if (dln_parts_accept(parts, "strict"))
            dln_object_set(reader->table, "strict", "true");
        else if (!dln_parts_accept_char(parts, ','))
            return FALSE;
    }
    return TRUE;
}

/* Whether SQLite found the columns that were read here, in their order. */
static gboolean has_columns(const DlnSchema *into, const DlnSqliteRow *row)
{
    guint n = 0;

    for (guint i = 0; i < into->objects->len; i++) {
        const DlnObject *object = into->objects->pdata[i];

        if (object->id.kind != DLN_OBJECT_COLUMN)
            continue;
        if (row->columns == NULL || n == row->columns->len ||
            !g_str_equal(object->id.name, row->columns->pdata[n]))
            return FALSE;
        n++;
    }
    return row->columns != NULL && n == row->columns->len;
}

/* Said twice, SQLite takes one of them; which one is not for us to know. */
static gboolean says_once(const DlnSchema *into)
{
    for (guint i = 0; i < into->objects->len; i++) {
        const GArray *properties = ((const DlnObject *)into->objects->pdata[i])->properties;

        for (guint a = 0; a < properties->len; a++) {
            for (guint b = 0; b < a; b++) {
                /* Interned. */
                if (g_array_index(properties, DlnProperty, a).name ==
                    g_array_index(properties, DlnProperty, b).name)
                    return FALSE;
            }
        }
    }
    return TRUE;
}

gboolean dln_sqlite_read_table(DlnParts *parts, const DlnSqliteRow *row, DlnSchema *into)
{
    const DlnObjectId id = {DLN_OBJECT_TABLE, NULL, row->name, NULL, NULL};
    const Reader reader = {parts, row, into, dln_schema_add(into, &id)};
    guint n_columns = 0;

    if (!dln_parts_accept_char(parts, '('))
        return FALSE;
    while (!dln_parts_accept_char(parts, ')')) {
        gboolean is_read = is_table_constraint(parts) ? read_table_constraint(&reader)
                                                      : read_column(&reader, ++n_columns);

        /* Between the constraints behind the columns a comma may be missing. */
        if (!is_read || parts->at == parts->n ||
            (!dln_parts_accept_char(parts, ',') && !dln_parts_is_char(parts, ')') &&
                !is_table_constraint(parts)))
            return FALSE;
    }
    return read_options(&reader) && has_columns(into, row) && says_once(into);
}
