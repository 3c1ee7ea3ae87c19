/* SPDX-License-Identifier: Apache-2.0 */
/* error.c: the error domain as an extended GError: facts are kept beside the message, never parsed out of it. */
#include "base/error.h"

#include <string.h>

#include "base/address.h"

typedef struct {
    DunlinErrorFacts facts; /* its strings are owned */
} DunlinErrorPrivate;

static void dunlin_error_private_init(DunlinErrorPrivate *priv)
{
    memset(priv, 0, sizeof *priv);
}

/* Whatever a message repeats (a path, a name, a statement) may be a URL that somebody put in the wrong place. */
static char *masked(const char *text)
{
    return text != NULL ? dln_mask_passwords(text) : NULL;
}

static void copy_facts(DunlinErrorFacts *to, const DunlinErrorFacts *from)
{
    to->file = masked(from->file);
    to->line = from->line;
    to->column = from->column;
    to->sqlstate = g_strdup(from->sqlstate);
    to->statement = masked(from->statement);
    to->revision = g_strdup(from->revision);
    to->tenant = g_strdup(from->tenant);
}

static void dunlin_error_private_copy(const DunlinErrorPrivate *from, DunlinErrorPrivate *to)
{
    copy_facts(&to->facts, &from->facts);
}

static void dunlin_error_private_clear(DunlinErrorPrivate *priv)
{
    g_free((char *)priv->facts.file);
    g_free((char *)priv->facts.sqlstate);
    g_free((char *)priv->facts.statement);
    g_free((char *)priv->facts.revision);
    g_free((char *)priv->facts.tenant);
}

G_DEFINE_EXTENDED_ERROR(DunlinError, dunlin_error)

const DunlinErrorFacts *dunlin_error_get_facts(const GError *error)
{
    static const DunlinErrorFacts none;

    if (error == NULL || error->domain != DUNLIN_ERROR)
        return &none;
    return &dunlin_error_get_private(error)->facts;
}

/* "file:17:5: ", only the parts that are known. */
static char *position_prefix(const DunlinErrorFacts *facts)
{
    if (facts == NULL || facts->file == NULL)
        return g_strdup("");
    if (facts->line == 0)
        return g_strdup_printf("%s: ", facts->file);
    if (facts->column == 0)
        return g_strdup_printf("%s:%u: ", facts->file, facts->line);
    return g_strdup_printf("%s:%u:%u: ", facts->file, facts->line, facts->column);
}

void dln_error_set(
    GError **error, DunlinErrorCode code, const DunlinErrorFacts *facts, const char *format, ...)
{
    if (error == NULL)
        return;
    g_return_if_fail(*error == NULL);

    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *prefix = position_prefix(facts);
    g_autofree char *whole = g_strconcat(prefix, text, NULL);
    g_autofree char *message = masked(whole);

    *error = g_error_new_literal(DUNLIN_ERROR, (int)code, message);
    if (facts != NULL)
        copy_facts(&dunlin_error_get_private(*error)->facts, facts);
}

gboolean dln_refuse(GError **error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *why = g_strdup_vprintf(format, args);
    va_end(args);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL, "%s", why);
    return FALSE;
}

static void fill(const char **slot, const char *value)
{
    if (*slot == NULL)
        *slot = masked(value);
}

void dln_error_add_facts(GError *error, const DunlinErrorFacts *facts)
{
    if (error == NULL || error->domain != DUNLIN_ERROR)
        return;

    DunlinErrorFacts *own = &dunlin_error_get_private(error)->facts;
    if (own->file == NULL) {
        own->file = masked(facts->file);
        own->line = facts->line;
        own->column = facts->column;
    }
    fill(&own->sqlstate, facts->sqlstate);
    fill(&own->statement, facts->statement);
    fill(&own->revision, facts->revision);
    fill(&own->tenant, facts->tenant);
}

gboolean dln_error_is(const GError *error, DunlinErrorCode code)
{
    return g_error_matches(error, DUNLIN_ERROR, (int)code);
}
