/* SPDX-License-Identifier: Apache-2.0 */
/* create.c: what is the same for all engines about writing a model as SQL. */
#include "dialect/create.h"

#include <string.h>

#include "base/error.h"
#include "dialect/postgres/builder.h"
#include "dialect/quote.h"

void dln_builder_take(DlnBuilder *builder, char *statement)
{
    if (builder->schema->engine == DLN_ENGINE_POSTGRES)
        statement = dln_create_as_written(statement);
    g_ptr_array_add(builder->statements, statement);
}

void dln_builder_add(DlnBuilder *builder, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    dln_builder_take(builder, g_strdup_vprintf(format, args));
    va_end(args);
}

void dln_create_append(GString *sql, const char *before, const DlnObject *object,
    const char *property, const char *behind)
{
    const char *value = dln_object_get(object, property);

    if (value != NULL)
        g_string_append_printf(sql, "%s%s%s", before, value, behind);
}

void dln_create_append_literal(
    GString *sql, const char *before, const DlnObject *object, const char *property)
{
    const char *value = dln_object_get(object, property);
    g_autofree char *literal = value != NULL ? dln_quote_postgres_literal(value) : NULL;

    if (value != NULL)
        g_string_append_printf(sql, "%s%s", before, literal);
}

void dln_create_append_flag(
    GString *sql, const char *words, const DlnObject *object, const char *flag)
{
    if (dln_object_is(object, flag))
        g_string_append(sql, words);
}

GPtrArray *dln_create_statements(const DlnSchema *schema, const char *into, GError **error)
{
    g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) later = g_ptr_array_new();
    g_autoptr(GHashTable) begun = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GHashTable) made = g_hash_table_new(g_direct_hash, g_direct_equal);
    DlnBuilder builder = {.schema = schema,
        .into = into != NULL ? into : schema->name,
        .statements = statements,
        .begun = begun,
        .made = made,
        .later = later};

    if (schema->engine == DLN_ENGINE_SQLITE)
        dln_create_sqlite(&builder);
    else
        dln_create_postgres(&builder);
    if (builder.error != NULL) {
        g_propagate_error(error, builder.error);
        return NULL;
    }
    return g_steal_pointer(&statements);
}

/* "CREATE TABLE t": a name that is wrong itself is shown with what can be shown of it. (transfer full) */
static char *first_words(const char *statement)
{
    g_autofree char *head = g_strndup(statement, strcspn(statement, "(\r\n"));

    return g_utf8_make_valid(g_strchomp(head), -1);
}

#define SHOWN_CHARACTERS 40

/* Of the line up to bad, as much as says where that is. (transfer full) */
static char *words_before(const char *statement, const char *bad)
{
    g_autofree char *all = g_strndup(statement, (gsize)(bad - statement));
    const char *line = strrchr(all, '\n');
    const char *from = line != NULL ? line + 1 : all;
    const glong length = g_utf8_strlen(from, -1);

    if (length > SHOWN_CHARACTERS)
        from = g_utf8_offset_to_pointer(from, length - SHOWN_CHARACTERS);
    return g_strchug(g_strdup(from));
}

gboolean dln_create_check_text(const GPtrArray *statements, GError **error)
{
    for (guint i = 0; i < statements->len; i++) {
        const char *statement = statements->pdata[i];
        const char *bad;

        if (g_utf8_validate(statement, -1, &bad))
            continue;
        g_autofree char *what = first_words(statement);
        g_autofree char *before = words_before(statement, bad);
        dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
            "%s: the byte 0x%02X behind \"%s\" is not valid UTF-8, and a migration's file has to "
            "be: "
            "change the definition first",
            what, (guint)(guchar)*bad, before);
        return FALSE;
    }
    return TRUE;
}

/* An index, a comment or a change belongs to what stands before it; foreign keys stand together. */
static gboolean begins_paragraph(const char *statement, const char *before)
{
    if (strstr(statement, " ADD CONSTRAINT ") != NULL && g_str_has_prefix(statement, "ALTER "))
        return !g_str_has_prefix(before, "ALTER ");
    return g_str_has_prefix(statement, "RESET ") ||
           (g_str_has_prefix(statement, "CREATE ") &&
               !g_str_has_prefix(statement, "CREATE INDEX ") &&
               !g_str_has_prefix(statement, "CREATE UNIQUE INDEX "));
}

char *dln_create_script(const DlnSchema *schema, const char *into, GError **error)
{
    g_autoptr(GPtrArray) statements = dln_create_statements(schema, into, error);
    GString *script;

    if (statements == NULL)
        return NULL;
    script = g_string_new(NULL);
    for (guint i = 0; i < statements->len; i++) {
        const char *statement = statements->pdata[i];

        if (i > 0 && begins_paragraph(statement, statements->pdata[i - 1]))
            g_string_append_c(script, '\n');
        g_string_append_printf(script, "%s;\n", statement);
    }
    return g_string_free(script, FALSE);
}
