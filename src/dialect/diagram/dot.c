/* SPDX-License-Identifier: Apache-2.0 */
/* dot.c: a diagram in Graphviz's language. Nodes are numbered, so that a table's name is text and nothing else. */
#include "dialect/diagram/model.h"

/* Of a table's cell. (transfer full) */
static char *cell_text(const char *text)
{
    g_autofree char *visible = dln_drawn_text(text);

    return g_markup_escape_text(visible, -1);
}

static const char *keys_of(const DlnDrawnColumn *column)
{
    static const char *const words[] = {
        "", " UK", " FK", " FK, UK", " PK", " PK, UK", " PK, FK", " PK, FK, UK"};

    return words[4 * column->is_primary + 2 * column->is_foreign + column->is_unique];
}

static void append_column(GString *out, guint number, const DlnDrawnColumn *column)
{
    g_autofree char *name = cell_text(column->column->id.name);
    g_autofree char *type = cell_text(dln_drawn_type(column));

    g_string_append_printf(out,
        "\n        <tr><td port=\"c%u\" align=\"left\">%s</td><td align=\"left\">%s%s</td></tr>",
        number, name, type, keys_of(column));
}

static void append_table(GString *out, guint number, const DlnDrawnTable *table)
{
    g_autofree char *name = cell_text(table->name);

    g_string_append_printf(out,
        "    t%u [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\">"
        "\n        <tr><td colspan=\"2\"%s>%s</td></tr>",
        number, table->columns->len > 0 ? " bgcolor=\"lightgrey\"" : "", name);
    for (guint i = 0; i < table->columns->len; i++)
        append_column(out, i, &g_array_index(table->columns, DlnDrawnColumn, i));
    g_string_append(out, "\n    </table>>];\n");
}

static void append_end(GString *out, guint table, int column)
{
    g_string_append_printf(out, "t%u", table);
    if (column >= 0)
        g_string_append_printf(out, ":c%d", column);
}

static void append_link(GString *out, const DlnDrawnLink *link)
{
    g_string_append(out, "    ");
    append_end(out, link->from, link->from_column);
    g_string_append(out, " -> ");
    append_end(out, link->to, link->to_column);
    g_string_append_printf(out, " [arrowtail=%s, arrowhead=%s];\n",
        link->is_single ? "teeodot" : "crowodot", link->is_optional ? "teeodot" : "teetee");
}

char *dln_diagram_dot(const DlnSchema *schema)
{
    g_autoptr(DlnDiagram) diagram = dln_diagram_new(schema);
    GString *out = g_string_new("digraph schema {\n"
                                "    rankdir=LR;\n"
                                "    node [shape=plain];\n"
                                "    edge [dir=both];\n");

    for (guint i = 0; i < diagram->tables->len; i++)
        append_table(out, i, diagram->tables->pdata[i]);
    for (guint i = 0; i < diagram->links->len; i++)
        append_link(out, diagram->links->pdata[i]);
    g_string_append(out, "}\n");
    return g_string_free(out, FALSE);
}
