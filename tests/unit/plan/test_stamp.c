/* SPDX-License-Identifier: Apache-2.0 */
/* test_stamp.c: what a ledger holds after a stamp, and the way back over what one run applied: tables of small
 * histories. What Alembic 1.8 does with its heads is what the first table says. */
#include "revision/graph_builder.h"

#include "base/error.h"
#include "plan/revert.h"
#include "plan/stamp.h"

/* "001 002- 003=x 004?": as builder_applied() reads it back, against the graph's own checksums. */
static char *rows_text(const DlnApplied *applied)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        g_autofree char *own = g_strconcat("sum-", row->version, NULL);
        g_string_append_printf(text, "%s%s%s", i > 0 ? " " : "", row->version,
            row->state == DLN_APPLIED_RUNNING      ? "?"
            : row->state == DLN_APPLIED_REPEATABLE ? "!"
                                                   : "");
        if (row->checksum == NULL)
            g_string_append_c(text, '-');
        else if (!g_str_equal(row->checksum, own))
            g_string_append_printf(text, "=%s", row->checksum);
    }
    return g_string_free(text, FALSE);
}

#define LINE "001 002 003 004"
/* 001 - 002 - 003a - 004a, 003b - 004b */
#define FORK "001 002 003a:002 004a:003a 003b:002 004b:003b#b"
#define PURGE DLN_STAMP_PURGE

typedef struct {
    const char *name, *revisions;
    char scope;
    const char *applied, *targets;
    DlnStampFlags flags;
    const char *wanted; /* of an error: what it says */
    int code;           /* 0: none */
} Case;

static const Case cases[] = {
    {"from nothing", LINE, 'p', "", "003", 0, "001 002 003"},
    {"up", LINE, 'p', "001", "003", 0, "001 002 003"},
    {"down", LINE, 'p', LINE, "002", 0, "001 002"},
    {"there already", LINE, 'p', "001 002", "002", 0, "001 002"},
    {"base", LINE, 'p', "001 002", "base", 0, ""},
    {"heads", LINE, 'p', "", "heads", 0, LINE},
    {"head", LINE, 'p', "", "head", 0, LINE},
    {"counted", LINE, 'p', "", "head-1", 0, "001 002 003"},
    {"gaps are closed", LINE, 'p', "001 003", "004", 0, LINE},
    {"the files' checksums", LINE, 'p', "001- 002=old", "003", 0, "001 002 003"},
    {"cut off, and before it", LINE, 'p', "001 002?", "003", 0, "001 002 003"},
    {"cut off, and behind it", LINE, 'p', "001 002?", "001", 0, "001"},
    {"a branch moves alone", FORK, 'p', "001 002 003a 003b", "004a", 0, "001 002 003a 003b 004a"},
    {"rows of the other stay as they are", FORK, 'p', "001- 002 003a 003b=old", "004a", 0,
        "001 002 003a 003b=old 004a"},
    {"another branch begins", FORK, 'p', "001 002 003a", "003b", 0, "001 002 003a 003b"},
    {"below both", FORK, 'p', "001 002 003a 004a 003b", "002", 0, "001 002"},
    {"several", FORK, 'p', "", "003a 004b", 0, "001 002 003a 003b 004b"},
    {"one of two heads, the other purged", FORK, 'p', "001 002 003a 003b", "004a", PURGE,
        "001 002 003a 004a"},
    {"a label", FORK, 'p', "", "b", 0, "001 002 003b 004b"},
    {"the base of a label", FORK, 'p', "001 002 003a 003b 004b", "b@base", 0, "001 002 003a"},
    {"cut off in the other branch", FORK, 'p', "001 002 003b?", "003a", 0, "001 002 003a 003b?"},
    {"a merge goes, and what it joined", "001 002a:001 002b:001 003:002a,002b", 'p',
        "001 002a 002b 003", "002a", 0, "001 002a"},
    {"what it depends on", "001 x: y:x>001", 'p', "", "y", 0, "001 x y"},
    {"what depends on it goes", "001 x: y:x>001", 'p', "001 x y", "base", 0, ""},
    {"a target of the other scope only", "p/001 t/002", 'p', "001", "002", 0, "001"},
    {"each scope takes its own", "p/001 t/002", 't', "", "001 002", 0, "002"},
    {"gone, purged", LINE, 'p', "000_x 001", "002", PURGE, "001 002"},
    {"gone", LINE, 'p', "000_x 001", "002", 0,
        "\"000_x\"|its file is gone|`dunlin repair --forget 000_x --apply`|`dunlin stamp --purge`",
        DUNLIN_ERROR_CHECKSUM},
    {"repeatables stay", LINE " V*", 'p', "001 V! W!", "002", 0, "001 002 V! W!"},
    {"repeatables at the base", LINE " V*", 'p', "001 V!=old", "base", 0, "V!=old"},
    {"repeatables, purged", LINE " V*", 'p', "001 V!=old W!", "002", PURGE, "001 002 V!=old"},
    {"a repeatable that is one of the history now", LINE " V", 'p', "001 V!", "V", 0,
        "001 002 003 004 V"},
    {"unknown", LINE, 'p', "", "9", 0, "\"9\"", DUNLIN_ERROR_CONFIG},
    {"relative", LINE, 'p', "001", "+1", 0, "\"+1\"", DUNLIN_ERROR_CONFIG},
    {"one head of two", FORK, 'p', "", "head", 0, "004a|004b", DUNLIN_ERROR_GRAPH},
};

static void check(const Case *row, gboolean done, const DlnApplied *wanted, const GError *error)
{
    if (done != (row->code == 0))
        fail_msg("%s: %s", row->name, done ? "was stamped" : error->message);
    if (!done) {
        assert_int_equal(error->code, row->code);
        builder_assert_says(row->name, error->message, row->wanted);
        return;
    }
    g_autofree char *text = rows_text(wanted);
    builder_assert_text(row->name, text, row->wanted);
}

static void test_stamp(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *row = &cases[i];
        g_autoptr(DlnGraph) graph = builder_graph(row->revisions, NULL);
        g_autoptr(DlnApplied) applied = builder_applied(row->applied);
        g_auto(GStrv) targets = g_strsplit(row->targets, " ", -1);
        g_autoptr(DlnApplied) wanted = NULL;
        g_autoptr(DlnApplied) again = NULL;
        g_autoptr(GError) error = NULL;
        gboolean done = dln_plan_stamp(graph, builder_scope(row->scope), applied,
            (const char *const *)targets, row->flags, &wanted, &error);
        check(row, done, wanted, error);
        /* Twice is once. */
        if (!done)
            continue;
        assert_true(dln_plan_stamp(graph, builder_scope(row->scope), wanted,
            (const char *const *)targets, row->flags, &again, NULL));
        assert_string_equal(dln_applied_digest(wanted), dln_applied_digest(again));
    }
}

static void test_revert(void **state)
{
    static const struct {
        const char *name, *revisions, *applied, *other, *versions, *steps, *says;
    } rows[] = {
        {"the last two", LINE, LINE, NULL, "003 004", "004 003"},
        {"those that are there", LINE, "001 002 003", NULL, "003 004", "003"},
        {"a branch of its own", FORK, "001 002 003a 003b", NULL, "003b", "003b"},
        {"nothing", LINE, LINE, NULL, "", ""},
        {"another builds on it", LINE, LINE, NULL, "003", NULL,
            "m/003.sql:1: |\"003\" cannot be reverted|\"004\""},
        {"by way of a gap", LINE, "001 002 004", NULL, "002", NULL, "\"002\"|\"004\""},
        {"by depends", "001 x: y:x>001", "001 x y", NULL, "001", NULL, "\"001\"|\"y\""},
        {"of the other scope", "p/001 p/002 t/x:>002", "001 002", "x", "002", NULL,
            "\"x\" of scope tenant"},
        {"edited", LINE, "001 002=old", NULL, "002", NULL, "was edited"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DlnGraph) graph = builder_graph(rows[i].revisions, NULL);
        g_autoptr(DlnApplied) applied = builder_applied(rows[i].applied);
        g_autoptr(DlnApplied) other = rows[i].other != NULL ? builder_applied(rows[i].other) : NULL;
        g_auto(GStrv) versions = g_strsplit(rows[i].versions, " ", -1);
        g_autoptr(DlnPlan) plan = NULL;
        g_autoptr(GError) error = NULL;
        gboolean done = dln_plan_revert(
            graph, DLN_SCOPE_PUBLIC, applied, other, (const char *const *)versions, &plan, &error);
        if (done != (rows[i].says == NULL))
            fail_msg("%s: %s", rows[i].name, done ? "was planned" : error->message);
        if (!done) {
            builder_assert_says(rows[i].name, error->message, rows[i].says);
            continue;
        }
        g_autoptr(GString) steps = g_string_new(NULL);
        for (guint k = 0; k < plan->steps->len; k++)
            g_string_append_printf(steps, "%s%s", k > 0 ? " " : "",
                g_array_index(plan->steps, DlnStep, k).revision->id);
        builder_assert_text(rows[i].name, steps->str, rows[i].steps);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stamp),
        cmocka_unit_test(test_revert),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
