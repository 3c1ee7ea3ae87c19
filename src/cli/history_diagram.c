/* SPDX-License-Identifier: Apache-2.0 */
/* history_diagram.c: a history as Mermaid and as DOT. Ids, labels and descriptions come from files and may hold
 * anything: what they could mean in either language is escaped, so that no file can add a node, a link or a style. */
#include "history_graph.h"
#include "text.h"

typedef enum {
    EDGE_PARENT,
    EDGE_DEPENDS,
} EdgeKind;

/* A node's name in a diagram: the scope's letter and a number, never anything from a file. */
typedef struct {
    char letter;
    guint index;
} Key;

typedef struct {
    const char *begin;
    const char *end;
    const char *end_scope;
    const char *line_end; /* within a label */
    void (*escape)(GString *out, const char *text);
    void (*begin_scope)(GString *out, const char *name);
    void (*add_node)(GString *out, Key key, const char *label, const DunlinLineagePlace *place);
    void (*add_edge)(GString *out, EdgeKind kind, Key from, Key to);
} Language;

static const char letters[DUNLIN_N_SCOPES] = {'p', 't'};
static const char *const scope_names[DUNLIN_N_SCOPES] = {"public", "tenant"};

/* ---- Mermaid ---- */

/* #NUMBER; stands for a character (https://mermaid.js.org/syntax/flowchart.html, "Entity codes to escape characters").
 * Quotes alone do not do: a label is read as Markdown as well, and the whole text is searched for directives, %%{…}%%,
 * and for style lines, within labels too. So everything is escaped but letters, digits, spaces, commas, and what is
 * harmless between two letters. The four characters at the end are those by which Mermaid marks an entity that it has read. */
static gboolean is_plain(const char *text, const char *at)
{
    gunichar c = g_utf8_get_char(at);

    if (c < 0x80 && (c == ' ' || c == ',' || g_ascii_isalnum((char)c)))
        return TRUE;
    if (c == '_' || c == '-' || c == '.')
        return at > text && g_ascii_isalnum(at[-1]) && g_ascii_isalnum(at[1]);
    return c >= 0xa0 && c != 0xb0 && c != 0xb6 && c != 0xdf && c != 0xfb02;
}

static void escape_mermaid(GString *out, const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (is_plain(text, p))
            g_string_append_unichar(out, c);
        else
            g_string_append_printf(out, "#%u;", c);
    }
}

static void begin_mermaid_scope(GString *out, const char *name)
{
    g_string_append_printf(out, "  subgraph %s\n", name);
}

static void add_mermaid_node(
    GString *out, Key key, const char *label, const DunlinLineagePlace *place)
{
    g_string_append_printf(
        out, "    %c%u[\"%s\"]%s\n", key.letter, key.index, label, place->is_head ? ":::head" : "");
}

static void add_mermaid_edge(GString *out, EdgeKind kind, Key from, Key to)
{
    g_string_append_printf(out, "  %c%u %s %c%u\n", from.letter, from.index,
        kind == EDGE_PARENT ? "-->" : "-.->", to.letter, to.index);
}

static const Language mermaid = {
    .begin = "flowchart TB\n  classDef head stroke-width:3px\n",
    .end = "",
    .end_scope = "  end\n",
    .line_end = "<br/>",
    .escape = escape_mermaid,
    .begin_scope = begin_mermaid_scope,
    .add_node = add_mermaid_node,
    .add_edge = add_mermaid_edge,
};

/* ---- DOT ---- */

/* A quoted string (https://graphviz.org/doc/info/lang.html) that is used as an escString, in which a backslash has
 * meanings of its own and & begins an HTML entity. */
static void escape_dot(GString *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
        if (*p == '&')
            g_string_append(out, "amp;");
    }
}

static void begin_dot_scope(GString *out, const char *name)
{
    g_string_append_printf(out, "  subgraph cluster_%s {\n    label=\"%s\";\n", name, name);
}

static void add_dot_node(GString *out, Key key, const char *label, const DunlinLineagePlace *place)
{
    g_string_append_printf(out, "    %c%u [label=\"%s\"%s];\n", key.letter, key.index, label,
        place->is_head ? ", style=bold" : "");
}

static void add_dot_edge(GString *out, EdgeKind kind, Key from, Key to)
{
    g_string_append_printf(out, "  %c%u -> %c%u%s;\n", from.letter, from.index, to.letter, to.index,
        kind == EDGE_PARENT ? "" : " [style=dashed]");
}

static const Language dot = {
    .begin = "digraph history {\n  node [shape=box];\n",
    .end = "}\n",
    .end_scope = "  }\n",
    .line_end = "\\n",
    .escape = escape_dot,
    .begin_scope = begin_dot_scope,
    .add_node = add_dot_node,
    .add_edge = add_dot_edge,
};

/* ---- both ---- */

typedef struct {
    const Language *language;
    DlnLineage *lineages[DUNLIN_N_SCOPES];
    GString *out;
} Diagram;

static void add_text(const Diagram *diagram, GString *label, const char *text)
{
    g_autofree char *safe = dln_cli_text_safe(text);

    diagram->language->escape(label, safe);
}

/* The id, its labels, what it does, and how many databases stand there. (transfer full) */
static char *make_label(const Diagram *diagram, const DunlinRevisionInfo *info, DunlinScope scope)
{
    const DunlinLineagePlace *place = &info->places[scope];
    g_autofree char *labels = dln_cli_text_join(info->labels, G_MAXUINT);
    GString *label = g_string_new(NULL);

    add_text(diagram, label, info->id);
    if (*labels) {
        g_string_append(label, " (");
        add_text(diagram, label, labels);
        g_string_append_c(label, ')');
    }
    if (*info->description) {
        g_string_append(label, diagram->language->line_end);
        add_text(diagram, label, info->description);
    }
    if (place->n_current > 0) {
        g_autofree char *count = dln_cli_text_count((guint)place->n_current, "tenant");

        g_string_append(label, diagram->language->line_end);
        add_text(diagram, label, scope == DUNLIN_SCOPE_TENANT ? count : "current");
    }
    return g_string_free(label, FALSE);
}

static void add_nodes(const Diagram *diagram, DunlinScope scope)
{
    const GPtrArray *revisions = diagram->lineages[scope]->revisions;

    /* The oldest first: where nothing else decides, it is drawn on top. */
    for (guint i = revisions->len; i > 0; i--) {
        const DunlinRevisionInfo *info = revisions->pdata[i - 1];
        g_autofree char *label = make_label(diagram, info, scope);

        diagram->language->add_node(
            diagram->out, (Key){letters[scope], revisions->len - i}, label, &info->places[scope]);
    }
}

/* Where id stands: in the lineage of scope, else in the other one. FALSE: it is not listed. */
static gboolean find_key(const Diagram *diagram, DunlinScope scope, const char *id, Key *out_key)
{
    for (guint i = 0; i < DUNLIN_N_SCOPES; i++) {
        DunlinScope at = (DunlinScope)(i == 0 ? scope : 1 - scope);
        const DlnLineage *lineage = diagram->lineages[at];
        guint index;

        if (!dln_cli_lineage_find(lineage, id, &index))
            continue;
        *out_key = (Key){letters[at], lineage->revisions->len - 1 - index};
        return TRUE;
    }
    return FALSE;
}

static void add_edges(const Diagram *diagram, DunlinScope scope)
{
    const GPtrArray *revisions = diagram->lineages[scope]->revisions;

    for (guint i = revisions->len; i > 0; i--) {
        const DunlinRevisionInfo *info = revisions->pdata[i - 1];
        char *const *parents = info->places[scope].parents;
        Key to = {letters[scope], revisions->len - i};
        Key from;

        for (guint k = 0; parents[k]; k++)
            if (dln_cli_lineage_find(diagram->lineages[scope], parents[k], &(guint){0}) &&
                find_key(diagram, scope, parents[k], &from))
                diagram->language->add_edge(diagram->out, EDGE_PARENT, from, to);
        for (guint k = 0; info->depends[k]; k++)
            if (find_key(diagram, scope, info->depends[k], &from))
                diagram->language->add_edge(diagram->out, EDGE_DEPENDS, from, to);
    }
}

static char *draw(const GPtrArray *history, const Language *language)
{
    Diagram diagram = {.language = language, .out = g_string_new(language->begin)};
    gboolean has_scopes;

    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++)
        diagram.lineages[scope] = dln_cli_lineage_new(history, (DunlinScope)scope);
    has_scopes = diagram.lineages[0]->revisions->len > 0 && diagram.lineages[1]->revisions->len > 0;
    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++) {
        if (has_scopes)
            language->begin_scope(diagram.out, scope_names[scope]);
        add_nodes(&diagram, (DunlinScope)scope);
        if (has_scopes)
            g_string_append(diagram.out, language->end_scope);
    }
    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++)
        add_edges(&diagram, (DunlinScope)scope);
    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++)
        dln_cli_lineage_free(diagram.lineages[scope]);
    g_string_append(diagram.out, language->end);
    return g_string_free(diagram.out, FALSE);
}

char *dln_cli_history_mermaid(const GPtrArray *history)
{
    return draw(history, &mermaid);
}

char *dln_cli_history_dot(const GPtrArray *history)
{
    return draw(history, &dot);
}
