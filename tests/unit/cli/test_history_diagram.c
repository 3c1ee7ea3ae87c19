/* SPDX-License-Identifier: Apache-2.0 */
/* test_history_diagram.c: what stands in files cannot become a node, a link, a style or a script of a diagram, and
 * comes out as it went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "history_graph.h"

/* A revision of the public lineage; lists in one text, separated by commas. */
static DunlinRevisionInfo *make_info(const char *id, const char *parents, const char *depends)
{
    DunlinRevisionInfo *info = g_new0(DunlinRevisionInfo, 1);
    DunlinLineagePlace *place = &info->places[DUNLIN_SCOPE_PUBLIC];

    info->id = g_strdup(id);
    info->description = g_strdup("");
    info->depends = g_strsplit(depends, ",", -1);
    info->labels = g_new0(char *, 1);
    *place = (DunlinLineagePlace){
        .is_listed = TRUE,
        .parents = g_strsplit(parents, ",", -1),
        .children = g_new0(char *, 1),
        .branches = g_new0(char *, 1),
        .n_current = -1,
    };
    info->places[DUNLIN_SCOPE_TENANT].n_current = -1;
    return info;
}

static GPtrArray *history_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)dunlin_revision_info_free);
}

/* Moves a revision to the tenants' lineage. */
static DunlinRevisionInfo *of_tenants(DunlinRevisionInfo *info)
{
    info->places[DUNLIN_SCOPE_TENANT] = info->places[DUNLIN_SCOPE_PUBLIC];
    info->places[DUNLIN_SCOPE_PUBLIC] = (DunlinLineagePlace){.n_current = -1};
    return info;
}

static GPtrArray *two_scopes(void)
{
    GPtrArray *history = history_new();
    DunlinRevisionInfo *merge = make_info("004_merge", "002_a,003_b", "");
    DunlinRevisionInfo *tenant = of_tenants(make_info("005_t", "", "001_x,004_merge"));

    g_ptr_array_add(history, make_info("001_x", "", ""));
    g_ptr_array_add(history, make_info("002_a", "001_x", ""));
    g_ptr_array_add(history, make_info("003_b", "001_x", "002_a"));
    merge->places[0].is_head = TRUE;
    g_strfreev(merge->labels);
    merge->labels = g_strsplit("one,two", ",", -1);
    g_free(merge->description);
    merge->description = g_strdup("Both of them");
    merge->places[0].n_current = 1;
    g_ptr_array_add(history, merge);
    tenant->places[1].is_head = TRUE;
    tenant->places[1].n_current = 4988;
    g_ptr_array_add(history, tenant);
    return history;
}

static void test_mermaid(void **state)
{
    g_autoptr(GPtrArray) history = two_scopes();
    g_autofree char *text = dln_cli_history_mermaid(history);

    assert_string_equal(text,
        "flowchart TB\n"
        "  classDef head stroke-width:3px\n"
        "  subgraph public\n"
        "    p0[\"001_x\"]\n"
        "    p1[\"002_a\"]\n"
        "    p2[\"003_b\"]\n"
        "    p3[\"004_merge (one, two)<br/>Both of them<br/>current\"]:::head\n"
        "  end\n"
        "  subgraph tenant\n"
        "    t0[\"005_t<br/>4,988 tenants\"]:::head\n"
        "  end\n"
        "  p0 --> p1\n"
        "  p0 --> p2\n"
        "  p1 -.-> p2\n"
        "  p1 --> p3\n"
        "  p2 --> p3\n"
        "  p0 -.-> t0\n"
        "  p3 -.-> t0\n");
}

static void test_dot(void **state)
{
    g_autoptr(GPtrArray) history = two_scopes();
    g_autofree char *text = dln_cli_history_dot(history);

    assert_string_equal(text,
        "digraph history {\n"
        "  node [shape=box];\n"
        "  subgraph cluster_public {\n"
        "    label=\"public\";\n"
        "    p0 [label=\"001_x\"];\n"
        "    p1 [label=\"002_a\"];\n"
        "    p2 [label=\"003_b\"];\n"
        "    p3 [label=\"004_merge (one, two)\\nBoth of them\\ncurrent\", style=bold];\n"
        "  }\n"
        "  subgraph cluster_tenant {\n"
        "    label=\"tenant\";\n"
        "    t0 [label=\"005_t\\n4,988 tenants\", style=bold];\n"
        "  }\n"
        "  p0 -> p1;\n"
        "  p0 -> p2;\n"
        "  p1 -> p2 [style=dashed];\n"
        "  p1 -> p3;\n"
        "  p2 -> p3;\n"
        "  p0 -> t0 [style=dashed];\n"
        "  p3 -> t0 [style=dashed];\n"
        "}\n");
}

/* Control characters are not among them: they are made harmless before. */
static const char *const evil[] = {
    "\"]; click evil",
    "\"]\n  click p0 \"javascript:alert(1)\"",
    "a\"]:::head --> p9[\"b",
    "`**bold**`",
    "1. a list",
    "1) a list",
    "- a list",
    "# a title",
    "__init__",
    "%%{init: {'theme':'dark'}}%%",
    "%% a comment",
    "style a:#fff;",
    "#quot;#9829;&amp;&lt;",
    "<script>alert(1)</script>",
    "<br/>",
    "back\\slash\\",
    "\\N\\G\\l\\\"",
    "{a|b} <c> [d] (e)",
    "end",
    "subgraph x",
    "A--xB",
    "\xc2\xb0\xc2\xb6\xc3\x9f\xef\xac\x82\xc2\xb0\xc2\xb0"
    "35\xc2\xb6\xc3\x9f",
    "\xc3\xa9\xe2\x9c\x93 \xe6\xbc\xa2\xe5\xad\x97",
    "-->",
    "$$x^2$$",
    "fa:fa-user",
    "; a -> b;",
    "}",
    "/* comment */ // # comment",
};

/* The label of the only node: the line without what stands around it. (transfer full) */
static char *label_of(const char *text, const char *before, const char *behind)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    char *label = NULL;

    for (guint i = 0; lines[i]; i++) {
        if (!g_str_has_prefix(lines[i], before))
            continue;
        assert_null(label);
        assert_true(g_str_has_suffix(lines[i], behind));
        label = g_strndup(
            lines[i] + strlen(before), strlen(lines[i]) - strlen(before) - strlen(behind));
    }
    assert_non_null(label);
    return label;
}

/* Only what needs no escape, and codes; the text that the codes stand for. (transfer full) */
static char *read_mermaid(const char *label)
{
    GString *text = g_string_new(NULL);

    for (const char *p = label; *p; p++) {
        if (*p == '#') {
            char *end;
            guint64 code = g_ascii_strtoull(p + 1, &end, 10);

            assert_true(*end == ';' && end > p + 1);
            g_string_append_unichar(text, (gunichar)code);
            p = end;
        } else {
            assert_true((guchar)*p >= 0x80 || g_ascii_isalnum(*p) || strchr(" _-.,", *p));
            g_string_append_c(text, *p);
        }
    }
    return g_string_free(text, FALSE);
}

static char *read_dot(const char *label)
{
    GString *text = g_string_new(NULL);

    for (const char *p = label; *p; p++) {
        assert_true(*p != '"');
        if (*p == '\\') {
            p++;
            assert_true(*p == '"' || *p == '\\');
        }
        if (*p == '&') {
            assert_true(g_str_has_prefix(p, "&amp;"));
            p += strlen("&amp");
            g_string_append_c(text, '&');
        } else {
            g_string_append_c(text, *p);
        }
    }
    return g_string_free(text, FALSE);
}

static void test_escapes(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(evil); i++) {
        g_autoptr(GPtrArray) history = history_new();
        g_autofree char *mermaid = NULL;
        g_autofree char *dot = NULL;
        g_autofree char *mermaid_label = NULL;
        g_autofree char *dot_label = NULL;
        g_autofree char *from_mermaid = NULL;
        g_autofree char *from_dot = NULL;
        g_auto(GStrv) pieces = g_strsplit(evil[i], "\n", -1);
        g_autofree char *expected = g_strjoinv("\\n", pieces);

        g_ptr_array_add(history, make_info(evil[i], "", ""));
        mermaid = dln_cli_history_mermaid(history);
        dot = dln_cli_history_dot(history);
        mermaid_label = label_of(mermaid, "    p0[\"", "\"]");
        dot_label = label_of(dot, "    p0 [label=\"", "\"];");
        from_mermaid = read_mermaid(mermaid_label);
        from_dot = read_dot(dot_label);
        assert_string_equal(from_mermaid, expected);
        assert_string_equal(from_dot, expected);
    }
}

/* Nothing of the history is no reason to fail. */
static void test_empty(void **state)
{
    g_autoptr(GPtrArray) history = history_new();
    g_autofree char *mermaid = dln_cli_history_mermaid(history);
    g_autofree char *dot = dln_cli_history_dot(history);

    assert_string_equal(mermaid, "flowchart TB\n  classDef head stroke-width:3px\n");
    assert_string_equal(dot, "digraph history {\n  node [shape=box];\n}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mermaid),
        cmocka_unit_test(test_dot),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
