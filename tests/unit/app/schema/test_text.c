/* SPDX-License-Identifier: Apache-2.0 */
/* test_text.c: a desired state damaged at random, and what is said on the command line about renames and filters, is read or
 * refused with a place, never worse; the sanitizers see the rest. The seed is fixed, so that a failure repeats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/schema/text.h"
#include "base/error.h"
#include "model/filter.h"
#include "sql/mutate.h"

#define N_ROUNDS 6000
#define SEED 20240817

static const struct {
    DlnEngineKind engine;
    const char *text;
} states[] = {
    {DLN_ENGINE_POSTGRES,
        "--\n-- PostgreSQL database dump\n--\n\\restrict aB1\nSET check_function_bodies = false;\n"
        "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE SCHEMA app;\n"
        "CREATE TABLE app.users (\n    id bigint NOT NULL, -- dunlin:renamed-from uid\n"
        "    name text DEFAULT 'it''s'::text\n);\nALTER TABLE app.users OWNER TO boss;\n"
        "COPY app.users (id) FROM stdin;\n1\n\\.\n"
        "CREATE FUNCTION app.one() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; END;\n"
        "-- dunlin:renamed-from people\nCREATE VIEW app.\"Per\"\"sons\" AS SELECT 1 AS a;\n"
        "GRANT SELECT ON TABLE app.users TO PUBLIC;\n\\unrestrict aB1\n"},
    {DLN_ENGINE_POSTGRES,
        "DROP TABLE IF EXISTS a;\nCREATE TYPE mood AS ENUM (\n    'sad', -- dunlin:renamed-from "
        "'low'\n"
        "    'ok');\nCREATE TABLE a (m mood, CHECK (m <> 'sad'));\n"
        "DO $x$ BEGIN RAISE NOTICE '%', $$a$$; END $x$;\nINSERT INTO a VALUES ('ok');\n"
        "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;\n"},
    {DLN_ENGINE_SQLITE, "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE [a b] (\n    "
                        "`x` INTEGER PRIMARY KEY, "
                        "-- dunlin:renamed-from y\n    z TEXT CHECK (z <> ';')\n) STRICT;\nINSERT "
                        "INTO [a b] VALUES(1,'x');\n"
                        "CREATE TRIGGER t AFTER INSERT ON [a b] BEGIN UPDATE [a b] SET z = CASE "
                        "WHEN 1 THEN 'a' END; END;\n"
                        "CREATE TABLE sqlite_sequence(name,seq);\nCOMMIT;\n"},
};

static void check_read(const DlnSchemaText *text)
{
    const DlnSchemaFile *file = text->files->pdata[0];

    for (guint i = 0; i < file->script->n_statements; i++) {
        const DlnStatement *statement = &file->script->statements[i];
        assert_true(statement->line >= 1 && statement->column >= 1);
    }
}

static void test_damaged_states(void **state)
{
    GRand *rand = g_rand_new_with_seed(SEED);
    guint n_read = 0;

    for (guint round = 0; round < N_ROUNDS; round++) {
        const guint which = round % G_N_ELEMENTS(states);
        g_autoptr(GString) damaged = mutate(rand, states[which].text);
        g_autoptr(DlnSchemaText) text = dln_schema_text_new(states[which].engine,
            round % 2 == 0 ? DLN_SCHEMA_TEXT_PLAIN : DLN_SCHEMA_TEXT_PRIVILEGES);
        g_autoptr(GError) error = NULL;

        if (dln_schema_text_add(text, g_strdup(damaged->str), "s.sql", &error)) {
            check_read(text);
            n_read++;
            continue;
        }
        assert_true(dln_error_is(error, DUNLIN_ERROR_SYNTAX) ||
                    dln_error_is(error, DUNLIN_ERROR_REFUSED) ||
                    dln_error_is(error, DUNLIN_ERROR_CONFIG));
        assert_true(g_str_has_prefix(error->message, "s.sql:"));
    }
    g_rand_free(rand);
    /* Both ways must have been taken, or the test tests little. */
    assert_true(n_read > N_ROUNDS / 20);
    assert_true(n_read < N_ROUNDS - N_ROUNDS / 20);
}

static void test_damaged_words(void **state)
{
    static const char *const words[] = {"users=people", "users.\"na me\"=users.name",
        "mood.'low'=sad", "a*,table:b?,x.y,\"q\"\"r\".*"};
    GRand *rand = g_rand_new_with_seed(SEED);

    for (guint round = 0; round < N_ROUNDS; round++) {
        g_autoptr(GString) damaged = mutate(rand, words[round % G_N_ELEMENTS(words)]);
        g_autoptr(GError) error = NULL;
        g_autoptr(GError) filter_error = NULL;
        g_autoptr(DlnRenameWish) wish = dln_rename_wish_parse(damaged->str, &error);
        DlnFilter *filter = NULL;
        const char *const patterns[] = {damaged->str, NULL};
        const gboolean ok = dln_filter_new(patterns, patterns, &filter, &filter_error);

        assert_true((wish == NULL) == (error != NULL));
        assert_true(ok == (filter_error == NULL));
        dln_filter_free(filter);
    }
    g_rand_free(rand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_damaged_states),
        cmocka_unit_test(test_damaged_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
