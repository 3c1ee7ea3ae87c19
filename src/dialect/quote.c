/* SPDX-License-Identifier: Apache-2.0 */
/* quote.c: names and values as each engine's SQL writes them. No connection, no state. */
#include "dialect/quote.h"

#include <string.h>

#include "sql/words.h"

/* Appends text between two quotes, each character of doubled inside it written twice. */
static void append_quoted(GString *to, const char *text, char quote, const char *doubled)
{
    g_string_append_c(to, quote);
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr(doubled, *p) != NULL)
            g_string_append_c(to, *p);
        g_string_append_c(to, *p);
    }
    g_string_append_c(to, quote);
}

void dln_append_identifier(GString *to, const char *name)
{
    append_quoted(to, name, '"', "\"");
}

void dln_append_postgres_literal(GString *to, const char *value)
{
    gboolean escapes = strchr(value, '\\') != NULL;

    if (escapes)
        g_string_append_c(to, 'E');
    append_quoted(to, value, '\'', escapes ? "'\\" : "'");
}

char *dln_quote_identifier(const char *name)
{
    GString *text = g_string_new(NULL);

    dln_append_identifier(text, name);
    return g_string_free(text, FALSE);
}

char *dln_quote_name(DlnEngineKind engine, const char *name)
{
    return dln_sql_is_plain_name(engine, name) ? g_strdup(name) : dln_quote_identifier(name);
}

char *dln_quote_postgres_literal(const char *value)
{
    GString *text = g_string_new(NULL);

    dln_append_postgres_literal(text, value);
    return g_string_free(text, FALSE);
}

char *dln_quote_sqlite_literal(const char *value)
{
    GString *text = g_string_new(NULL);

    append_quoted(text, value, '\'', "'");
    return g_string_free(text, FALSE);
}

static char *quote_literal(DlnEngineKind engine, const char *value)
{
    return engine == DLN_ENGINE_POSTGRES ? dln_quote_postgres_literal(value)
                                         : dln_quote_sqlite_literal(value);
}

const DlnQuoting dln_quoting = {quote_literal, dln_quote_identifier};
char *dln_quote_postgres_dollar(const char *text)
{
    g_autofree char *tag = g_strdup("$dunlin$");

    for (guint n = 1;; n++) {
        g_autofree char *closed = g_strconcat(text, tag, NULL);
        /* With the tag behind it, for the text may end in a part of it. */
        if (strstr(closed, tag) == closed + strlen(text))
            return g_strconcat(tag, closed, NULL);
        g_free(tag);
        tag = g_strdup_printf("$dunlin%u$", n);
    }
}
