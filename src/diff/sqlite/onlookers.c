/* SPDX-License-Identifier: Apache-2.0 */
/* onlookers.c: views and triggers that stay while a column is dropped. SQLite looks at each again then, and refuses where one
 * speaks of what is not there; so whoever cannot be told to be fine is in the way. */
#include <string.h>

#include "diff/sqlite/sqlite.h"
#include "sql/canonical.h"

typedef struct {
    const DlnObject *object;
    GHashTable *names;      /* (key-type utf8) (set): all that it speaks of, in lower case */
    gboolean uses_views;    /* through which it may reach any table */
    gboolean is_incomplete; /* something that it reads is not there */
} Onlooker;

static void onlooker_free(gpointer data)
{
    Onlooker *onlooker = data;

    g_hash_table_unref(onlooker->names);
    g_free(onlooker);
}

static gboolean speaks_of(const Onlooker *onlooker, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);

    return g_hash_table_contains(onlooker->names, lower);
}

/* ---- what is read ---- */

typedef struct {
    const char *text;
    const GArray *tokens; /* (element-type DlnToken) */
} Text;

static gboolean is_word(const Text *text, guint index, const char *word)
{
    return index < text->tokens->len &&
           dln_token_is(text->text, &g_array_index(text->tokens, DlnToken, index), word);
}

static gboolean is_char(const Text *text, guint index, char c)
{
    return index < text->tokens->len &&
           dln_token_is_char(text->text, &g_array_index(text->tokens, DlnToken, index), c);
}

/* Whether a table's name stands behind the word at index. */
static gboolean announces_table(const Text *text, guint index)
{
    if (is_word(text, index, "from"))
        return index == 0 || !is_word(text, index - 1, "distinct");
    return is_word(text, index, "join") || is_word(text, index, "into") ||
           (is_word(text, index, "update") && !is_word(text, index + 1, "set") &&
               !is_word(text, index + 1, "or"));
}

/* Whether the text itself defines name, by WITH. */
static gboolean is_defined(const Text *text, const char *name)
{
    for (guint i = 0; i + 1 < text->tokens->len; i++) {
        g_autofree char *found = dln_token_name(
            DLN_ENGINE_SQLITE, text->text, &g_array_index(text->tokens, DlnToken, i));

        if (found != NULL && dln_sqlite_same_name(found, name) &&
            (is_word(text, i + 1, "as") || is_char(text, i + 1, '(')) && i > 0 &&
            (is_word(text, i - 1, "with") || is_word(text, i - 1, "recursive") ||
                is_char(text, i - 1, ',')))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_there(const DlnSqliteDiff *diff, const char *name)
{
    const DlnSqliteTable *table = dln_sqlite_diff_table(diff, name);

    return (table != NULL && table->from != NULL) || dln_sqlite_find(diff->staying, name) != NULL ||
           g_ascii_strncasecmp(name, "sqlite_", strlen("sqlite_")) == 0;
}

/* A name in another schema, a function and a query in parentheses are nothing that could be missing here. */
static gboolean reads_nothing(const DlnSqliteDiff *diff, const char *value)
{
    const DlnSource source = {.text = value, .length = strlen(value), .line = 1, .column = 1};
    g_autoptr(GArray) tokens = dln_sqlite_tokens(&source, NULL);
    const Text text = {value, tokens};

    for (guint i = 0; tokens != NULL && i + 1 < tokens->len; i++) {
        g_autofree char *name =
            announces_table(&text, i)
                ? dln_token_name(DLN_ENGINE_SQLITE, value, &g_array_index(tokens, DlnToken, i + 1))
                : NULL;

        if (name != NULL && !is_char(&text, i + 2, '.') && !is_char(&text, i + 2, '(') &&
            !is_there(diff, name) && !is_defined(&text, name))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_incomplete(const DlnSqliteDiff *diff, const DlnObject *object)
{
    static const char *const texts[] = {"definition", "action"};

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *text = dln_object_get(object, texts[i]);

        if (text != NULL && reads_nothing(diff, text))
            return TRUE;
    }
    return FALSE;
}

/* ---- who is in the way ---- */

/* (transfer full) */
static Onlooker *onlooker_new(const DlnSqliteDiff *diff, const DlnObject *object)
{
    Onlooker *onlooker = g_new0(Onlooker, 1);

    onlooker->object = object;
    onlooker->names = dln_sqlite_names(object);
    onlooker->is_incomplete = is_incomplete(diff, object);
    for (guint i = 0; i < diff->from->objects->len; i++) {
        const DlnObject *view = diff->from->objects->pdata[i];

        if (view->id.kind != DLN_OBJECT_VIEW || view == object ||
            !speaks_of(onlooker, view->id.name))
            continue;
        onlooker->uses_views = TRUE;
        /* Behind a comma, too. */
        onlooker->is_incomplete =
            onlooker->is_incomplete || !g_ptr_array_find(diff->staying, view, NULL);
    }
    return onlooker;
}

static gboolean stands_in_way(const Onlooker *onlooker, const DlnSqliteTable *table)
{
    gboolean reaches = onlooker->uses_views || speaks_of(onlooker, table->from->id.name);

    for (guint i = 0; i < table->dropped->len && reaches; i++) {
        const DlnObject *column = table->dropped->pdata[i];

        if (speaks_of(onlooker, column->id.name))
            return TRUE;
    }
    return onlooker->is_incomplete;
}

static gboolean loses_columns(const DlnSqliteTable *table)
{
    return table->way == DLN_SQLITE_ALTERED && table->dropped->len > 0;
}

void dln_sqlite_diff_settle(const DlnSqliteDiff *diff)
{
    g_autoptr(GPtrArray) onlookers = g_ptr_array_new_with_free_func(onlooker_free);
    gboolean is_needed = FALSE;

    for (guint i = 0; i < diff->tables->len; i++)
        is_needed = is_needed || loses_columns(diff->tables->pdata[i]);
    for (guint i = 0; is_needed && i < diff->staying->len; i++)
        g_ptr_array_add(onlookers, onlooker_new(diff, diff->staying->pdata[i]));
    for (guint i = 0; i < diff->tables->len; i++) {
        DlnSqliteTable *table = diff->tables->pdata[i];

        for (guint j = 0; j < onlookers->len && loses_columns(table); j++) {
            if (stands_in_way(onlookers->pdata[j], table))
                table->way = DLN_SQLITE_REBUILT;
        }
    }
}
