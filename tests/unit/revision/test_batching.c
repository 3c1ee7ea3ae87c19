/* SPDX-License-Identifier: Apache-2.0 */
/* test_batching.c: what the up section of a batch must hold, and its statement with the keys in place. */
#include "revision/graph_builder.h"

#include "base/error.h"

#define PG DLN_ENGINE_POSTGRES
#define LITE DLN_ENGINE_SQLITE
#define MARKER "-- dunlin:remaining\n"
#define LEFT MARKER "SELECT count(*) FROM t WHERE b IS NULL;\n"

/* A batch over t by id whose marker stands where the text has one. */
static DlnScript *parse(DlnEngineKind engine, const char *text, DlnBatching *batching)
{
    const DlnSource source = {"m/1.sql", text, strlen(text), 3, 1};
    DlnScript *script = NULL;
    g_autoptr(GError) error = NULL;

    if (!dln_script_parse(engine, &source, &script, &error))
        fail_msg("%s: %s", text, error->message);
    batching->table = g_strdup("t");
    batching->key = g_strdup("id");
    batching->line = 1;
    batching->remaining[engine] = strstr(text, MARKER);
    return script;
}

static void test_taken(void **state)
{
    static const struct {
        DlnEngineKind engine;
        const char *text, *statement;
    } cases[] = {
        {PG, "UPDATE t SET b = 1 WHERE id BETWEEN :first AND :last;\n" LEFT,
            "UPDATE t SET b = 1 WHERE id BETWEEN 'a' AND 'z'"},
        {PG,
            "-- says\nUPDATE t SET b = ':first'::text WHERE id>=:first AND :last>=id; -- so\n" LEFT,
            "UPDATE t SET b = ':first'::text WHERE id>='a' AND 'z'>=id"},
        {LITE, "DELETE FROM t WHERE id >= :first AND id <= :last;\n" LEFT,
            "DELETE FROM t WHERE id >= 'a' AND id <= 'z'"},
        {PG,
            "WITH x AS (SELECT :first AS f) INSERT INTO u SELECT * FROM t, x WHERE id BETWEEN f "
            "AND :last;\n" MARKER "WITH n AS (SELECT 1) SELECT count(*) FROM n",
            "WITH x AS (SELECT 'a' AS f) INSERT INTO u SELECT * FROM t, x WHERE id BETWEEN f AND "
            "'z'"},
        {PG, "UPDATE other SET id = 1 WHERE x BETWEEN :first AND :last;\n" LEFT,
            "UPDATE other SET id = 1 WHERE x BETWEEN 'a' AND 'z'"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnBatching) batching = dln_batching_new();
        g_autoptr(DlnScript) script = parse(cases[i].engine, cases[i].text, batching);
        g_autoptr(GError) error = NULL;
        if (!dln_batching_check(batching, script, &error) ||
            !dln_batching_check_syntax(script, 150000, &error))
            fail_msg("%s: %s", cases[i].text, error->message);
        g_autofree char *statement = dln_batching_statement(script, "'a'", "'z'");
        builder_assert_text(cases[i].text, statement, cases[i].statement);
    }
}

static void test_refused(void **state)
{
#define UPDATE "UPDATE t SET b = 1 WHERE id BETWEEN :first AND :last;\n"
    static const struct {
        DlnEngineKind engine;
        const char *text, *says;
    } cases[] = {
        {PG, UPDATE, "m/1.sql:1: |lacks its \"-- dunlin:remaining\""},
        {PG, UPDATE "SELECT 0;", "lacks its \"-- dunlin:remaining\""},
        {PG, LEFT, "m/1.sql:1: |lacks its statement"},
        {PG, UPDATE MARKER, "no query stands below"},
        {PG, UPDATE UPDATE LEFT, "m/1.sql:4:1: |one statement"},
        {PG, UPDATE LEFT "SELECT 1", "m/1.sql:6:1: |one query"},
        {PG, "CREATE TABLE u ();\n" LEFT, "m/1.sql:3:1: |changes data"},
        {PG, "SELECT :first, :last;\n" LEFT, "changes data"},
        {PG, "UPDATE schema_migrations SET version = 1 WHERE id BETWEEN :first AND :last;\n" LEFT,
            "dunlin's own"},
        {PG, UPDATE MARKER "DELETE FROM t", "m/1.sql:5:1: |one SELECT"},
        {PG, UPDATE MARKER "WITH x AS (DELETE FROM t RETURNING 1) SELECT count(*) FROM x",
            "one SELECT"},
        {PG, UPDATE MARKER "SELECT count(*) FROM t WHERE id > :last",
            "m/1.sql:5:35: |\":last\" has no value here"},
        {PG, "UPDATE t SET b = 1 WHERE id = :first;\n" LEFT, "does not use \":last\""},
        {PG, "UPDATE t SET b = 1 WHERE id BETWEEN :first AND :end;\n" LEFT,
            "m/1.sql:3:48: |\":end\" has no value here: only \":first\" and \":last\" have one"},
        {LITE, "UPDATE t SET b = 1 WHERE id BETWEEN ?1 AND ?2;\n" LEFT, "the placeholder \"?1\""},
        {PG, "UPDATE t SET b = 1, ID = id + 1 WHERE id BETWEEN :first AND :last;\n" LEFT,
            "m/1.sql:3:21: |changes its own key \"id\""},
        {LITE,
            "UPDATE OR IGNORE t SET (b, [id]) = (1, 2) WHERE id BETWEEN :first AND :last;\n" LEFT,
            "changes its own key"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnBatching) batching = dln_batching_new();
        g_autoptr(DlnScript) script = parse(cases[i].engine, cases[i].text, batching);
        g_autoptr(GError) error = NULL;
        if (dln_batching_check(batching, script, &error))
            fail_msg("%s: was taken", cases[i].text);
        assert_true(dln_error_is(error, DUNLIN_ERROR_SYNTAX));
        builder_assert_says(cases[i].text, error->message, cases[i].says);
    }
}

static void test_syntax(void **state)
{
    g_autoptr(DlnBatching) batching = dln_batching_new();
    g_autoptr(DlnScript) script =
        parse(PG, "UPDATE t SET b = WHERE id BETWEEN :first AND :last;\n" LEFT, batching);
    g_autoptr(GError) error = NULL;

    assert_true(dln_batching_check(batching, script, &error));
    assert_false(dln_batching_check_syntax(script, 150000, &error));
    builder_assert_says(
        "syntax", error->message, "m/1.sql:3:18: |syntax error at or near \"WHERE\"");
    g_clear_error(&error);
    assert_true(dln_batching_check_syntax(script, 0, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_syntax),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
