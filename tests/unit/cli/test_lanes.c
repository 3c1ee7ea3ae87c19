/* SPDX-License-Identifier: Apache-2.0 */
/* test_lanes.c: drawings of histories: goldens of the shapes that there are, and random ones whose lines are read back
 * and must be the edges, no more and no less. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lanes.h"

#define SEED 20240301
#define N_RANDOM 3000
#define MAX_NODES 24

/* -- Histories in a line of text ----------------------------------------------------------------- */

typedef struct {
    char **names;
    guint n_nodes;
    GArray *parents[MAX_NODES]; /* of guint */
    DlnLaneNode nodes[MAX_NODES];
} History;

static guint find_name(const History *history, const char *name)
{
    for (guint i = 0; i < history->n_nodes; i++)
        if (strcspn(history->names[i], ":") == strlen(name) &&
            g_str_has_prefix(history->names[i], name))
            return i;
    fail_msg("no node %s", name);
    return 0;
}

static void link_nodes(History *history)
{
    for (guint i = 0; i < history->n_nodes; i++)
        history->nodes[i] =
            (DlnLaneNode){(const guint *)history->parents[i]->data, history->parents[i]->len};
}

/* "M:A,B A B" in the order in which they are shown: M follows A and B. */
static void history_parse(History *history, const char *text)
{
    *history = (History){.names = g_strsplit(text, " ", -1)};
    history->n_nodes = g_strv_length(history->names);
    for (guint i = 0; i < history->n_nodes; i++) {
        const char *colon = strchr(history->names[i], ':');
        g_auto(GStrv) parents = g_strsplit(colon ? colon + 1 : "", ",", -1);

        history->parents[i] = g_array_new(FALSE, FALSE, sizeof(guint));
        for (guint k = 0; parents[k]; k++) {
            guint parent = find_name(history, parents[k]);

            g_array_append_val(history->parents[i], parent);
        }
    }
    link_nodes(history);
}

static void history_clear(History *history)
{
    for (guint i = 0; i < history->n_nodes; i++)
        g_array_unref(history->parents[i]);
    g_strfreev(history->names);
}

/* -- Goldens ------------------------------------------------------------------------------------- */

/* A row, its node's name, and behind "<" the parents that are not drawn. */
static void print_row(
    GString *out, const History *history, const DlnLaneRow *row, DlnLaneSigns signs)
{
    gboolean has_node = row->node != DLN_LANE_NO_NODE;
    guint lane = has_node ? row->lane : row->cells->len;

    dln_cli_lanes_append(out, row, signs, 0, lane);
    if (has_node) {
        g_string_append(out, "*");
        dln_cli_lanes_append(out, row, signs, lane, row->cells->len);
        g_string_append_len(
            out, history->names[row->node], (gssize)strcspn(history->names[row->node], ":"));
    }
    for (guint i = 0; i < row->undrawn->len; i++) {
        const char *name = history->names[g_array_index(row->undrawn, guint, i)];

        g_string_append_printf(out, "<%.*s", (int)strcspn(name, ":"), name);
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

static char *draw(const char *text, guint max_lanes, DlnLaneSigns signs)
{
    History history;
    GString *out = g_string_new(NULL);
    g_autoptr(GPtrArray) rows = NULL;

    history_parse(&history, text);
    rows = dln_cli_lanes_layout(history.nodes, history.n_nodes, max_lanes);
    for (guint i = 0; i < rows->len; i++)
        print_row(out, &history, rows->pdata[i], signs);
    history_clear(&history);
    return g_string_free(out, FALSE);
}

/* clang-format off */
static const struct {
    const char *name;
    const char *history;
    const char *drawing;
} shapes[] = {
    {"one", "A", "* A\n"},
    {"a line", "C:B B:A A", "* C\n"
                            "* B\n"
                            "* A\n"},
    {"two heads on one base", "B:A C:A A", "* B\n"
                                           "│ * C\n"
                                           "├─╯\n"
                                           "* A\n"},
    {"three heads on one base", "B:A C:A D:A A", "* B\n"
                                                 "│ * C\n"
                                                 "├─╯\n"
                                                 "│ * D\n"
                                                 "├─╯\n"
                                                 "* A\n"},
    {"a diamond", "M:B,C B:A C:A A", "* M\n"
                                     "├─╮\n"
                                     "* │ B\n"
                                     "│ * C\n"
                                     "├─╯\n"
                                     "* A\n"},
    {"a diamond, the other side first", "M:B,C C:A B:A A", "* M\n"
                                                           "├─╮\n"
                                                           "│ * C\n"
                                                           "* │ B\n"
                                                           "├─╯\n"
                                                           "* A\n"},
    {"three parents", "M:B,C,D B:A C:A D:A A", "* M\n"
                                               "├─┬─╮\n"
                                               "* │ │ B\n"
                                               "│ * │ C\n"
                                               "├─╯ │\n"
                                               "│   * D\n"
                                               "├───╯\n"
                                               "* A\n"},
    {"criss-cross", "M:X,Y X:B,C Y:B,C B:A C:A A", "* M\n"
                                                   "├─╮\n"
                                                   "* │ X\n"
                                                   "├─│─╮\n"
                                                   "│ * │ Y\n"
                                                   "│ ├─│─╮\n"
                                                   "├─╯ │ │\n"
                                                   "│   ├─╯\n"
                                                   "*   │ B\n"
                                                   "│   * C\n"
                                                   "├───╯\n"
                                                   "* A\n"},
    {"two bases, joined", "M:A,B A B", "* M\n"
                                       "├─╮\n"
                                       "* │ A\n"
                                       "  * B\n"},
    {"two bases, apart", "B:A A D:C C", "* B\n"
                                        "* A\n"
                                        "\n"
                                        "* D\n"
                                        "* C\n"},
    {"a merge of what was merged", "N:M,D M:B,C B:A C:A D:A A", "* N\n"
                                                                "├─╮\n"
                                                                "* │ M\n"
                                                                "├─│─╮\n"
                                                                "* │ │ B\n"
                                                                "│ │ * C\n"
                                                                "├─│─╯\n"
                                                                "│ * D\n"
                                                                "├─╯\n"
                                                                "* A\n"},
    {"a merge with its own grandparent", "M:B,A B:A A", "* M\n"
                                                        "├─╮\n"
                                                        "* │ B\n"
                                                        "├─╯\n"
                                                        "* A\n"},
    {"a branch that goes on beside a merge", "M:B,C D:C B:A C:A A", "* M\n"
                                                                    "├─╮\n"
                                                                    "│ │ * D\n"
                                                                    "│ ├─╯\n"
                                                                    "* │ B\n"
                                                                    "│ * C\n"
                                                                    "├─╯\n"
                                                                    "* A\n"},
    {"a base between branches", "M:B,C B:A X C:A A", "* M\n"
                                                     "├─╮\n"
                                                     "* │ B\n"
                                                     "│ │ * X\n"
                                                     "│ * C\n"
                                                     "├─╯\n"
                                                     "* A\n"},
    {"a lane that is free again", "M:A,B,C A C B X:Y Y", "* M\n"
                                                         "├─┬─╮\n"
                                                         "* │ │ A\n"
                                                         "  │ * C\n"
                                                         "  * B\n"
                                                         "* X\n"
                                                         "* Y\n"},
};
/* clang-format on */

static void assert_drawn(const char *name, const char *drawn, const char *expected)
{
    if (!g_str_equal(drawn, expected))
        fail_msg("%s:\n%s\nexpected:\n%s", name, drawn, expected);
}

static void test_shapes(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
        g_autofree char *drawn = draw(shapes[i].history, 40, DLN_LANES_UNICODE);

        assert_drawn(shapes[i].name, drawn, shapes[i].drawing);
    }
}

static void test_ascii(void **state)
{
    g_autofree char *drawn = draw("N:M,D,E M:B,C B:A C:A D:A E:A A", 40, DLN_LANES_ASCII);

    assert_drawn("ascii", drawn,
        "* N\n"
        "+-+-.\n"
        "* | | M\n"
        "+-|-|-.\n"
        "* | | | B\n"
        "| | | * C\n"
        "+-|-|-'\n"
        "| * | D\n"
        "+-' |\n"
        "|   * E\n"
        "+---'\n"
        "* A\n");
}

/* What is too wide is told instead of drawn: the caller writes the parents' names. */
static void test_few_lanes(void **state)
{
    g_autofree char *merge = draw("M:B,C,D B:A C:A D:A A", 2, DLN_LANES_UNICODE);
    g_autofree char *heads = draw("B:X C:Y D:Z Z X Y", 2, DLN_LANES_UNICODE);
    g_autofree char *next = draw("B:X C:Y D:Z Z:W W X Y", 2, DLN_LANES_UNICODE);
    g_autofree char *later = draw("B:X C:Y D:W X W Y", 2, DLN_LANES_UNICODE);

    assert_drawn("merge", merge,
        "* M<D\n"
        "├─╮\n"
        "* │ B\n"
        "│ * C\n"
        "├─╯\n"
        "│ * D\n"
        "├─╯\n"
        "* A\n");
    assert_drawn("heads", heads,
        "* B\n"
        "│ * C\n"
        "│ │ * D\n"
        "│ │ * Z\n"
        "* │ X\n"
        "  * Y\n");
    assert_drawn("next", next,
        "* B\n"
        "│ * C\n"
        "│ │ * D\n"
        "│ │ * Z\n"
        "│ │ * W\n"
        "* │ X\n"
        "  * Y\n");
    assert_drawn("later", later,
        "* B\n"
        "│ * C\n"
        "│ │ * D<W\n"
        "* │ X\n"
        "  │\n"
        "* │ W\n"
        "  * Y\n");
}

/* -- Random histories, read back ----------------------------------------------------------------- */

typedef struct {
    const GPtrArray *rows;
    GArray *found; /* of guint: nodes that a line leads to */
} Reader;

static guint8 cell_of(const Reader *reader, guint row, guint lane)
{
    const DlnLaneRow *at = reader->rows->pdata[row];

    return lane < at->cells->len ? g_array_index(at->cells, guint8, lane) : 0;
}

/* Follows a line downwards or sideways, as an eye would: from the side at which it comes in to every other side. */
static void follow(Reader *reader, guint row, guint lane, DlnCell came_from)
{
    const DlnLaneRow *at = reader->rows->pdata[row];
    guint8 cell = cell_of(reader, row, lane);

    assert_true(cell & came_from);
    if (cell & DLN_CELL_NODE) {
        assert_true(at->lane == lane);
        g_array_append_val(reader->found, at->node);
        return;
    }
    if (cell & DLN_CELL_CROSSING)
        cell &= came_from == DLN_CELL_UP ? DLN_CELL_DOWN : DLN_CELL_LEFT | DLN_CELL_RIGHT;
    if (cell & DLN_CELL_DOWN)
        follow(reader, row + 1, lane, DLN_CELL_UP);
    if (cell & DLN_CELL_LEFT && came_from != DLN_CELL_LEFT)
        follow(reader, row, lane - 1, DLN_CELL_RIGHT);
    if (cell & DLN_CELL_RIGHT && came_from != DLN_CELL_RIGHT)
        follow(reader, row, lane + 1, DLN_CELL_LEFT);
}

static void history_random(History *history, GRand *rand)
{
    gint reach = g_rand_int_range(rand, 1, 12);

    *history = (History){.n_nodes = (guint)g_rand_int_range(rand, 1, MAX_NODES + 1)};
    for (guint i = 0; i < history->n_nodes; i++) {
        gint n_parents = g_rand_int_range(rand, 0, g_rand_boolean(rand) ? 2 : 5);

        history->parents[i] = g_array_new(FALSE, FALSE, sizeof(guint));
        for (gint k = 0; k < n_parents; k++) {
            guint parent = i + (guint)g_rand_int_range(rand, 1, reach + 1);
            gboolean is_new = parent < history->n_nodes;

            for (guint j = 0; j < history->parents[i]->len; j++)
                is_new = is_new && g_array_index(history->parents[i], guint, j) != parent;
            if (is_new)
                g_array_append_val(history->parents[i], parent);
        }
    }
    link_nodes(history);
}

static guint32 bits_of(const GArray *nodes)
{
    guint32 bits = 0;

    for (guint i = 0; i < nodes->len; i++) {
        guint32 bit = 1u << g_array_index(nodes, guint, i);

        assert_false(bits & bit);
        bits |= bit;
    }
    return bits;
}

static void check_row(const History *history, const GPtrArray *rows, guint index, guint max_lanes)
{
    const DlnLaneRow *row = rows->pdata[index];
    const DlnLaneRow *above = index > 0 ? rows->pdata[index - 1] : NULL;
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint));
    Reader reader = {rows, found};
    guint8 cell;

    assert_true(row->cells->len <= max_lanes + 1);
    if (row->node == DLN_LANE_NO_NODE)
        return;
    cell = g_array_index(row->cells, guint8, row->lane);
    if (cell & DLN_CELL_DOWN)
        follow(&reader, index + 1, row->lane, DLN_CELL_UP);
    assert_int_equal(bits_of(found) & bits_of(row->undrawn), 0);
    assert_int_equal(bits_of(found) | bits_of(row->undrawn), bits_of(history->parents[row->node]));
    /* Two nodes above each other are parent and child. */
    if (above && above->node != DLN_LANE_NO_NODE && above->lane == row->lane)
        assert_true(cell & DLN_CELL_UP);
}

static void test_lines_are_edges(void **state)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(SEED);

    for (guint i = 0; i < N_RANDOM; i++) {
        guint max_lanes = i % 3 == 0 ? (guint)g_rand_int_range(rand, 1, 5) : 100;
        g_autoptr(GPtrArray) rows = NULL;
        guint n_nodes = 0;
        History history;

        history_random(&history, rand);
        rows = dln_cli_lanes_layout(history.nodes, history.n_nodes, max_lanes);
        for (guint k = 0; k < rows->len; k++) {
            const DlnLaneRow *row = rows->pdata[k];

            if (row->node != DLN_LANE_NO_NODE)
                assert_int_equal(row->node, n_nodes++);
            if (max_lanes == 100)
                assert_int_equal(row->undrawn->len, 0);
            check_row(&history, rows, k, max_lanes);
        }
        assert_int_equal(n_nodes, history.n_nodes);
        history_clear(&history);
    }
}

static void test_nothing(void **state)
{
    g_autoptr(GPtrArray) rows = dln_cli_lanes_layout(NULL, 0, 40);

    assert_int_equal(rows->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_few_lanes),
        cmocka_unit_test(test_lines_are_edges),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
