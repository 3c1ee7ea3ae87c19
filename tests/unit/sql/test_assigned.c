/* SPDX-License-Identifier: Apache-2.0 */
/* test_assigned.c: which statements give column "id" of table "t" a new value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/assigned.h"

#define PG DLN_ENGINE_POSTGRES
#define LITE DLN_ENGINE_SQLITE

static void test_assigned(void **state)
{
    static const struct {
        DlnEngineKind engine;
        gboolean assigns;
        const char *text;
    } cases[] = {
        {PG, TRUE, "UPDATE t SET id = 1"},
        {PG, TRUE, "update only x.\"t\" as a set b = f(id, 1), \"id\" = 2 where c"},
        {PG, TRUE, "UPDATE t SET (a, id) = (SELECT 1, 2)"},
        {PG, TRUE,
            "INSERT INTO t AS x (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1, id = "
            "excluded.id"},
        {PG, TRUE, "WITH x AS (UPDATE t SET id = 1 RETURNING 1) SELECT 1"},
        {PG, TRUE, "MERGE INTO t USING u ON true WHEN MATCHED THEN UPDATE SET id = 1"},
        {PG, FALSE, "UPDATE t SET a = id WHERE id = 1"},
        {PG, FALSE, "UPDATE t SET a = (SELECT id FROM u), b = 2 FROM x WHERE id = 3"},
        {PG, FALSE, "UPDATE u SET id = 1"},
        {PG, FALSE, "UPDATE t SET \"ID\" = 1"},
        {PG, FALSE, "INSERT INTO t (id) VALUES (1)"},
        {PG, FALSE, "UPDATE t SET a = 'x, id = 1'"},
        {PG, FALSE, "UPDATE"},
        {PG, FALSE, "UPDATE t SET"},
        {PG, FALSE, "UPDATE t SET (a"},
        {PG, FALSE, "UPDATE t SET a = ))), id = 1"},
        {LITE, TRUE, "UPDATE OR REPLACE T SET [Id] = 1"},
        {LITE, TRUE, "UPDATE main.t SET a = 1, `id` = 2"},
        {LITE, FALSE, "UPDATE t SET a = 1"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const DlnSource source = {"f", cases[i].text, strlen(cases[i].text), 1, 1};
        gsize offset = 0;
        if (dln_sql_assigns(cases[i].engine, &source, "t", "id", &offset) != cases[i].assigns)
            fail_msg("%s", cases[i].text);
        if (cases[i].assigns && g_ascii_strncasecmp(cases[i].text + offset, "id", 2) != 0 &&
            g_ascii_strncasecmp(cases[i].text + offset + 1, "id", 2) != 0)
            fail_msg("%s: at %s", cases[i].text, cases[i].text + offset);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_assigned)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
