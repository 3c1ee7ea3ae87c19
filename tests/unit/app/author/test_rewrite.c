/* SPDX-License-Identifier: Apache-2.0 */
/* test_rewrite.c: other names in the parent and depends lines, and not a byte elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "app/author/rewrite.h"

static const struct {
    const char *name;
    const char *text;
    const char *parents;  /* NULL: names alone: 004_b -> 006_b, 4 -> 006_b */
    const char *expected; /* NULL: unchanged; "!" and a part of the error */
} cases[] = {
    {"nothing to do", "-- x\n-- dunlin:depends 001\n-- dunlin:up\nSELECT 1;\n", NULL, NULL},
    {"a name in depends", "-- dunlin:depends 001, 004_b\t4\n-- dunlin:up\n", NULL,
        "-- dunlin:depends 001, 006_b\t006_b\n-- dunlin:up\n"},
    {"a name in parent", "-- dunlin:parent 004_b\n-- dunlin:up\n-- dunlin:down\n", NULL,
        "-- dunlin:parent 006_b\n-- dunlin:up\n-- dunlin:down\n"},
    {"a part of a word is none", "-- dunlin:depends 004_bb 004\n-- dunlin:up\n", NULL, NULL},
    {"not a label, not a comment", "-- 004_b\n-- dunlin:label 004_b\n-- dunlin:up\n-- 004_b\n",
        NULL, NULL},
    {"not in SQL", "-- dunlin:up\nSELECT '\n-- dunlin:depends 004_b\n';\n", NULL, NULL},
    {"the line replaced", "-- dunlin:parent 003 004\n-- dunlin:up\n", "005_a",
        "-- dunlin:parent 005_a\n-- dunlin:up\n"},
    {"none replaced, several given", "-- dunlin:parent none\r\n-- dunlin:up\r\n", "005_a 005_t",
        "-- dunlin:parent 005_a 005_t\r\n-- dunlin:up\r\n"},
    {"a line added before the section", "-- x\n-- dunlin:scope both\n\n-- dunlin:up\nSELECT 1;\n",
        "005_a", "-- x\n-- dunlin:scope both\n\n-- dunlin:parent 005_a\n-- dunlin:up\nSELECT 1;\n"},
    {"a line added before the engine", "-- x\r\n-- dunlin:engine sqlite\r\n-- dunlin:up\r\n",
        "005_a", "-- x\r\n-- dunlin:parent 005_a\r\n-- dunlin:engine sqlite\r\n-- dunlin:up\r\n"},
    {"both", "-- dunlin:depends 4\n-- dunlin:up\n", "005_a",
        "-- dunlin:depends 006_b\n-- dunlin:parent 005_a\n-- dunlin:up\n"},
    {"plain SQL", "-- x\nSELECT 1;\n", NULL, NULL},
    {"plain SQL has no place", "-- x\nSELECT 1;\n", "005_a",
        "!m.sql: plain SQL has no line that says what it follows"},
    {"what cannot be read", "-- dunlin:nonsense\n-- dunlin:up\n", NULL,
        "!m.sql:1:11: unknown directive"},
};

static void test_cases(void **state)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    g_hash_table_insert(names, "004_b", "006_b");
    g_hash_table_insert(names, "4", "006_b");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const DlnRewrite rewrite = {.names = names, .parents = cases[i].parents};
        g_autoptr(GError) error = NULL;
        g_autofree char *text = NULL;
        const gboolean ok = dln_rewrite_header("m.sql", cases[i].text, &rewrite, &text, &error);
        if (cases[i].expected != NULL && *cases[i].expected == '!') {
            if (ok)
                fail_msg("%s: was accepted", cases[i].name);
            if (strstr(error->message, cases[i].expected + 1) == NULL)
                fail_msg("%s: %s", cases[i].name, error->message);
            continue;
        }
        if (!ok)
            fail_msg("%s: %s", cases[i].name, error->message);
        if (g_strcmp0(text, cases[i].expected) != 0)
            fail_msg("%s: gave %s", cases[i].name, text != NULL ? text : "nothing");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
