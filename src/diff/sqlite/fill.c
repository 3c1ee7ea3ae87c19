/* SPDX-License-Identifier: Apache-2.0 */
/* fill.c: the value that rows get in a column that must have one. Nobody can know it, so whoever reads the migration is told;
 * but it is one that the table's constraints let pass, where that can be seen. */
#include <stdlib.h>
#include <string.h>

#include "dialect/quote.h"
#include "diff/sqlite/sqlite.h"
#include "sql/canonical.h"

typedef struct {
    const DlnSqliteDiff *diff;
    const DlnSqliteTable *table;
    const DlnObject *column;
    DlnAffinity affinity;
    GPtrArray *constraints; /* (element-type DlnObject): of the new table */
} Wanted;

/* ---- defaults ---- */

/* A bare word is a string to SQLite in a default, and a column in an expression. */
static char *default_value(const char *text)
{
    static const char *const constants[] = {
        "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"};
    g_autofree char *name = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(constants); i++) {
        if (g_str_equal(text, constants[i]))
            return g_strdup(text);
    }
    if (!g_ascii_isalpha(*text) && *text != '"' && *text != '_' && *text != '`' && *text != '[')
        return g_strdup(text);
    if ((*text == 'x' || *text == 'X') && text[1] == '\'')
        return g_strdup(text);
    name = dln_name_from_text(DLN_ENGINE_SQLITE, text);
    return dln_quote_sqlite_literal(name != NULL ? name : text);
}

/* ---- keys ---- */

/* Whether text, "UNIQUE (a)", is about this column alone. */
static gboolean is_of_column(const Wanted *wanted, const char *text)
{
    g_auto(GStrv) names = dln_sqlite_list_names(text);

    return names[0] != NULL && names[1] == NULL &&
           dln_sqlite_same_name(names[0], wanted->column->id.name);
}

/* Whether text, "UNIQUE (a, b)" or an index's "(a, b)", is about this column, and about none that tells rows apart already. */
static gboolean is_key_of(const Wanted *wanted, const char *text)
{
    g_autoptr(GPtrArray) before =
        dln_schema_children(wanted->diff->from, DLN_OBJECT_COLUMN, &wanted->table->from->id);
    g_auto(GStrv) names = dln_sqlite_list_names(text);
    gboolean is_in = FALSE;

    for (guint i = 0; names[i] != NULL; i++) {
        gboolean is_this = dln_sqlite_same_name(names[i], wanted->column->id.name);

        if (!is_this && dln_sqlite_find(before, names[i]) != NULL)
            return FALSE;
        is_in = is_in || is_this;
    }
    return is_in;
}

static gboolean is_unique(const Wanted *wanted)
{
    g_autoptr(GPtrArray) indexes =
        dln_schema_children(wanted->diff->to, DLN_OBJECT_INDEX, &wanted->table->to->id);

    for (guint i = 0; i < wanted->constraints->len; i++) {
        const DlnObject *constraint = wanted->constraints->pdata[i];
        const char *type = dln_object_get(constraint, "type");

        if ((g_str_equal(type, "unique") || g_str_equal(type, "primary key")) &&
            is_key_of(wanted, dln_object_get(constraint, "definition")))
            return TRUE;
    }
    for (guint i = 0; i < indexes->len; i++) {
        const DlnObject *index = indexes->pdata[i];
        const char *columns = dln_object_get(index, "columns");

        if (dln_object_is(index, "unique") && columns != NULL && is_key_of(wanted, columns))
            return TRUE;
    }
    return FALSE;
}

/* ---- foreign keys ---- */

/* What table is when rows are copied that refer to it; NULL: it is not there. (transfer full) */
static DlnSqliteShape *shape_then(const Wanted *wanted, const DlnSqliteTable *table)
{
    guint own = 0;
    guint place = 0;

    if (table == NULL || table->from == NULL || table->to == NULL)
        return NULL;
    g_ptr_array_find(wanted->diff->tables, wanted->table, &own);
    g_ptr_array_find(wanted->diff->tables, table, &place);
    return table->way == DLN_SQLITE_REBUILT && place >= own
               ? dln_sqlite_shape_new(wanted->diff->from, table->from)
               : dln_sqlite_shape_new(wanted->diff->to, table->to);
}

/* What target's rows are referred to by; NULL: nobody knows. (transfer full) */
static char *referred_column(const Wanted *wanted, const char *target, const char *definition)
{
    const char *behind = strstr(definition, ") REFERENCES ");
    g_auto(GStrv) said = dln_sqlite_list_names(behind != NULL ? behind + 1 : "");
    g_autoptr(DlnSqliteShape) shape =
        shape_then(wanted, dln_sqlite_diff_table(wanted->diff, target));

    if (shape == NULL)
        return NULL;
    const char *name = said[0] != NULL ? said[0] : shape->key;
    return name != NULL && dln_sqlite_shape_find(shape, name) != NULL ? dln_sqlite_quoted(name)
                                                                      : NULL;
}

/* A row of the other table, whichever: NULL: there is no foreign key. (transfer full) */
static char *reference(const Wanted *wanted)
{
    for (guint i = 0; i < wanted->constraints->len; i++) {
        const DlnObject *constraint = wanted->constraints->pdata[i];
        const char *definition = dln_object_get(constraint, "definition");
        g_autofree char *target = dln_sqlite_target(constraint);

        if (target == NULL || !is_of_column(wanted, definition))
            continue;
        g_autofree char *column = referred_column(wanted, target, definition);
        g_autofree char *name = dln_sqlite_quoted(target);
        if (column != NULL)
            return g_strdup_printf("(SELECT min(%s) FROM %s)", column, name);
    }
    return NULL;
}

/* ---- checks ---- */

/* A check's tokens behind "CHECK (". */
typedef struct {
    const char *text;
    const GArray *tokens;
} Check;

static char *token_text(const Check *check, guint index)
{
    const DlnToken *token = &g_array_index(check->tokens, DlnToken, index);

    return index < check->tokens->len ? g_strndup(check->text + token->offset, token->length)
                                      : g_strdup("");
}

/* The words from index on are these; one that is "*" may be anything. */
static gboolean says(const Check *check, guint index, const char *words)
{
    g_auto(GStrv) list = g_strsplit(words, " ", -1);

    for (guint i = 0; list[i] != NULL; i++) {
        g_autofree char *found = token_text(check, index + i);

        if (*found == '\0' ||
            (!g_str_equal(list[i], "*") && g_ascii_strcasecmp(found, list[i]) != 0))
            return FALSE;
    }
    return TRUE;
}

/* What stands behind a comparison that begins at index, and how much must be added to it to pass; NULL: something else. */
static char *compared(const Check *check, guint index, gint64 *out_more)
{
    static const struct {
        const char *words;
        guint value;
        gint64 more;
    } forms[] = {
        {"IN ( *", 2, 0}, {"BETWEEN *", 1, 0}, {"> = *", 2, 0}, {"> *", 1, 1}, {"= *", 1, 0}};

    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (!says(check, index, forms[i].words))
            continue;
        const DlnToken *value = &g_array_index(check->tokens, DlnToken, index + forms[i].value);
        *out_more = forms[i].more;
        return value->kind == DLN_TOKEN_STRING || value->kind == DLN_TOKEN_NUMBER
                   ? token_text(check, index + forms[i].value)
                   : NULL;
    }
    return NULL;
}

static char *passing_value(const Check *check, const char *column)
{
    g_autofree char *length = g_strdup_printf("length ( %s )", column);
    gint64 more = 0;

    if (says(check, 2, column)) {
        g_autofree char *value = compared(check, 3, &more);
        return value == NULL || more == 0
                   ? g_steal_pointer(&value)
                   : g_strdup_printf("%" G_GINT64_FORMAT, g_ascii_strtoll(value, NULL, 10) + more);
    }
    if (says(check, 2, length)) {
        g_autofree char *value = compared(check, 6, &more);
        const gint64 n = value != NULL ? g_ascii_strtoll(value, NULL, 10) + more : 0;
        g_autofree char *filler = n > 0 && n < 100 ? g_strnfill((gsize)n, '?') : NULL;
        return filler != NULL ? dln_quote_sqlite_literal(filler) : NULL;
    }
    return NULL;
}

/* NULL: no check of a form that is known speaks of the column. (transfer full) */
static char *checked(const Wanted *wanted)
{
    g_autofree char *lower = g_ascii_strdown(wanted->column->id.name, -1);
    g_autofree char *column = dln_sqlite_quoted(lower);

    for (guint i = 0; i < wanted->constraints->len; i++) {
        const DlnObject *constraint = wanted->constraints->pdata[i];
        const char *text = dln_object_get(constraint, "definition");
        const DlnSource source = {.text = text, .length = strlen(text), .line = 1, .column = 1};
        g_autoptr(GArray) tokens = dln_sqlite_tokens(&source, NULL);
        const Check check = {text, tokens};
        char *value = tokens != NULL && g_str_has_prefix(text, "CHECK (")
                          ? passing_value(&check, column)
                          : NULL;

        if (value != NULL)
            return value;
    }
    return NULL;
}

/* ---- all of it ---- */

static char *zero(const Wanted *wanted)
{
    const char *type = dln_object_get(wanted->column, "type");

    if (wanted->affinity == DLN_AFFINITY_NUMERIC && strstr(type, "TIME") != NULL)
        return g_strdup("'1970-01-01 00:00:00'");
    if (wanted->affinity == DLN_AFFINITY_NUMERIC && strstr(type, "DATE") != NULL)
        return g_strdup("'1970-01-01'");
    if (wanted->affinity == DLN_AFFINITY_BLOB && type != NULL)
        return g_strdup("x''");
    return g_strdup(wanted->affinity >= DLN_AFFINITY_NUMERIC ? "0" : "''");
}

/* STRICT minds what it is. */
static char *number_of_row(const Wanted *wanted)
{
    const char *type = wanted->affinity == DLN_AFFINITY_TEXT ? "TEXT" : "BLOB";
    gboolean is_untyped = dln_object_get(wanted->column, "type") == NULL ||
                          g_str_equal(dln_object_get(wanted->column, "type"), "ANY");

    if (wanted->affinity >= DLN_AFFINITY_NUMERIC || is_untyped)
        return g_strdup("row_number() OVER ()");
    return g_strdup_printf("CAST(row_number() OVER () AS %s)", type);
}

static char *new_value(const Wanted *wanted)
{
    char *value = NULL;

    if (is_unique(wanted))
        return number_of_row(wanted);
    value = reference(wanted);
    if (value == NULL)
        value = checked(wanted);
    return value != NULL ? value : zero(wanted);
}

char *dln_sqlite_fill(
    const DlnSqliteDiff *diff, const DlnSqliteTable *table, const DlnObject *column)
{
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(diff->to, DLN_OBJECT_CONSTRAINT, &table->to->id);
    const Wanted wanted = {diff, table, column,
        dln_sqlite_affinity(column, dln_object_is(table->to, "strict")), constraints};

    return dln_sqlite_has_default(column) ? default_value(dln_object_get(column, "default"))
                                          : new_value(&wanted);
}
