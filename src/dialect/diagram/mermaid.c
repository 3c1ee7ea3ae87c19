/* SPDX-License-Identifier: Apache-2.0 */
/* mermaid.c: a diagram in Mermaid's erDiagram, whose grammar is that of mermaid's erDiagram.jison. */
#include <string.h>

#include "dialect/diagram/model.h"

/* In quotes Mermaid takes everything but these. (transfer full) */
static char *quotable(const char *text)
{
    return g_strdelimit(g_strdup(text), "\"%\\", '_');
}

/* A name or a type of a column is one word: a letter, then letters, digits, underscores and, of a type, brackets. A word that Mermaid
 * takes for a key gets an underscore. (transfer full) */
static char *word_of(const char *text, const char *also)
{
    static const char *const keys[] = {"pk", "fk", "uk"};
    GString *word = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p++) {
        gboolean is_kept = g_ascii_isalnum(*p) || *p == '_' || strchr(also, *p) != NULL;

        /* Before a digit, and so that there always is a letter before what is replaced. */
        if (word->len == 0 && !g_ascii_isalpha(*p) && *p != '_')
            g_string_append_c(word, '_');
        if (is_kept)
            g_string_append_c(word, *p);
        else if (word->str[word->len - 1] != '_')
            g_string_append_c(word, '_');
    }
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (g_ascii_strcasecmp(word->str, keys[i]) == 0)
            g_string_append_c(word, '_');
    }
    if (word->len == 0)
        g_string_append_c(word, '_');
    return g_string_free(word, FALSE);
}

/* Two tables that Mermaid could not tell apart get a number. (transfer full) (element-type utf8) */
static GPtrArray *entity_names(const DlnDiagram *diagram)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < diagram->tables->len; i++) {
        const DlnDrawnTable *table = diagram->tables->pdata[i];
        g_autofree char *plain = quotable(*table->name != '\0' ? table->name : "_");
        char *name = g_strdup(plain);

        for (guint n = 2; g_hash_table_contains(taken, name); n++) {
            g_free(name);
            name = g_strdup_printf("%s (%u)", plain, n);
        }
        g_hash_table_add(taken, name);
        g_ptr_array_add(names, name);
    }
    return names;
}

static void append_keys(GString *out, const DlnDrawnColumn *column)
{
    const struct {
        gboolean is_set;
        const char *word;
    } keys[] = {{column->is_primary, "PK"}, {column->is_foreign, "FK"}, {column->is_unique, "UK"}};
    const char *before = " ";

    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (!keys[i].is_set)
            continue;
        g_string_append_printf(out, "%s%s", before, keys[i].word);
        before = ", ";
    }
}

/* Blanks in a type are no loss; anything else that was replaced stands behind it as it is. */
static void append_column(GString *out, const DlnDrawnColumn *column)
{
    g_autofree char *name = dln_drawn_text(column->column->id.name);
    g_autofree char *type = dln_drawn_text(dln_drawn_type(column));
    g_autofree char *name_word = word_of(name, "");
    g_autofree char *type_word = word_of(*type != '\0' ? type : "any", "()[]");
    g_autofree char *blanks = g_strdelimit(g_strdup(type), " ", '_');
    gboolean is_same = strcmp(name, name_word) == 0;
    gboolean is_same_type = *type == '\0' || strcmp(blanks, type_word) == 0;

    g_string_append_printf(out, "        %s %s", type_word, name_word);
    append_keys(out, column);
    if (!is_same || !is_same_type) {
        g_autofree char *both = g_strdup_printf("%s%s%s", is_same ? "" : name,
            is_same || is_same_type ? "" : " ", is_same_type ? "" : type);
        g_autofree char *comment = quotable(both);
        g_string_append_printf(out, " \"%s\"", comment);
    }
    g_string_append_c(out, '\n');
}

static void append_table(GString *out, const DlnDrawnTable *table, const char *name)
{
    g_string_append_printf(out, "    \"%s\"%s\n", name, table->columns->len > 0 ? " {" : "");
    for (guint i = 0; i < table->columns->len; i++)
        append_column(out, &g_array_index(table->columns, DlnDrawnColumn, i));
    if (table->columns->len > 0)
        g_string_append(out, "    }\n");
}

char *dln_diagram_mermaid(const DlnSchema *schema)
{
    g_autoptr(DlnDiagram) diagram = dln_diagram_new(schema);
    g_autoptr(GPtrArray) names = entity_names(diagram);
    GString *out = g_string_new("erDiagram\n");

    for (guint i = 0; i < diagram->tables->len; i++)
        append_table(out, diagram->tables->pdata[i], names->pdata[i]);
    for (guint i = 0; i < diagram->links->len; i++) {
        const DlnDrawnLink *link = diagram->links->pdata[i];
        g_autofree char *label = quotable(link->label);

        g_string_append_printf(out, "    \"%s\" %s--%s \"%s\" : \"%s\"\n",
            (const char *)names->pdata[link->to], link->is_optional ? "|o" : "||",
            link->is_single ? "o|" : "o{", (const char *)names->pdata[link->from], label);
    }
    return g_string_free(out, FALSE);
}
