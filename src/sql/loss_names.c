/* SPDX-License-Identifier: Apache-2.0 */
/* loss_names.c: TABLE and TABLE.COLUMN, as a person writes them on a command line. */
#include "sql/loss.h"

#include <string.h>

#include "sql/lexer.h"

typedef struct {
    char *parts[2]; /* table, column (nullable) */
    gboolean is_quoted[2];
} Name;

struct DlnLossNames {
    GArray *names; /* of Name */
    gboolean is_everything;
};

static void name_clear(Name *name)
{
    g_free(name->parts[0]);
    g_free(name->parts[1]);
}

/* One part, with "" inside quotes for a quote; *text stands behind it afterwards. */
static gboolean read_part(const char **text, char **out_part, gboolean *out_quoted)
{
    g_autoptr(GString) part = g_string_new(NULL);
    const char *at = *text;

    *out_quoted = *at == '"';
    if (!*out_quoted) {
        gsize length = strcspn(at, ".\"");
        g_string_append_len(part, at, (gssize)length);
        at += length;
    } else {
        for (at++; *at != '\0' && (*at != '"' || at[1] == '"'); at++) {
            g_string_append_c(part, *at);
            at += *at == '"' ? 1 : 0;
        }
        if (*at != '"')
            return FALSE;
        at++;
    }
    *text = at;
    if (part->len == 0 || (*at != '\0' && *at != '.'))
        return FALSE;
    *out_part = g_string_free(g_steal_pointer(&part), FALSE);
    return TRUE;
}

static gboolean read_name(const char *text, Name *name, GError **error)
{
    const char *at = text;
    gboolean ok = read_part(&at, &name->parts[0], &name->is_quoted[0]);

    if (ok && *at == '.') {
        at++;
        ok = read_part(&at, &name->parts[1], &name->is_quoted[1]);
    }
    if (ok && *at == '\0')
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "\"%s\" names neither a table nor a column: write TABLE or TABLE.COLUMN, without a schema, "
        "and \"…\" around a name with a dot or capitals",
        text);
    return FALSE;
}

gboolean dln_loss_names_new(const char *const *texts, DlnLossNames **out_names, GError **error)
{
    g_autoptr(DlnLossNames) names = g_new0(DlnLossNames, 1);

    names->names = g_array_new(FALSE, TRUE, sizeof(Name));
    g_array_set_clear_func(names->names, (GDestroyNotify)name_clear);
    for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
        Name name = {0};
        gboolean ok = read_name(texts[i], &name, error);
        g_array_append_val(names->names, name);
        if (!ok)
            return FALSE;
    }
    *out_names = g_steal_pointer(&names);
    return TRUE;
}

DlnLossNames *dln_loss_names_new_everything(void)
{
    DlnLossNames *names = g_new0(DlnLossNames, 1);

    names->names = g_array_new(FALSE, TRUE, sizeof(Name));
    names->is_everything = TRUE;
    return names;
}

void dln_loss_names_free(DlnLossNames *names)
{
    if (names == NULL)
        return;
    g_array_unref(names->names);
    g_free(names);
}

/* PostgreSQL folds what is not quoted; SQLite never minds the case. */
static gboolean is_same(DlnEngineKind engine, const Name *name, guint part, const char *what)
{
    g_autofree char *folded = NULL;

    if (engine == DLN_ENGINE_SQLITE)
        return g_ascii_strcasecmp(name->parts[part], what) == 0;
    folded = name->is_quoted[part] ? g_strdup(name->parts[part])
                                   : g_ascii_strdown(name->parts[part], -1);
    return g_str_equal(folded, what);
}

gboolean dln_loss_names_allow(
    const DlnLossNames *names, DlnEngineKind engine, const char *table, const char *column)
{
    if (names != NULL && names->is_everything)
        return TRUE;
    for (guint i = 0; names != NULL && i < names->names->len; i++) {
        const Name *name = &g_array_index(names->names, Name, i);
        if (is_same(engine, name, 0, table) &&
            (name->parts[1] == NULL || (column != NULL && is_same(engine, name, 1, column))))
            return TRUE;
    }
    return FALSE;
}

static void append_part(GString *text, DlnEngineKind engine, const char *part)
{
    gboolean plain = dln_is_word_start(part[0]);

    for (const char *at = part; *at != '\0' && plain; at++)
        plain = dln_is_word_byte(*at) && (engine == DLN_ENGINE_SQLITE || !g_ascii_isupper(*at));
    if (plain) {
        g_string_append(text, part);
        return;
    }
    g_auto(GStrv) pieces = g_strsplit(part, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", pieces);
    g_string_append_printf(text, "\"%s\"", doubled);
}

char *dln_loss_name_text(DlnEngineKind engine, const char *table, const char *column)
{
    GString *text = g_string_new(NULL);

    append_part(text, engine, table);
    if (column != NULL) {
        g_string_append_c(text, '.');
        append_part(text, engine, column);
    }
    return g_string_free(text, FALSE);
}
