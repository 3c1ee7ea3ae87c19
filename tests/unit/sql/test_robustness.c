/* SPDX-License-Identifier: Apache-2.0 */
/* test_robustness.c: no text, however damaged, makes the sql module crash, read beyond its end, or take long.
 * Each text ends right before a page that cannot be read, so one byte too many is a crash in any build. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "sql/corpus.h"
#include "sql/mutate.h"
#include "sql/parameters.h"
#include "sql/script.h"

#define SEED 20240229
#define N_MUTATIONS 20000

/* Some readable pages with an unreadable one behind. */
typedef struct {
    char *pages;
    gsize size_bytes; /* of the readable ones */
} Guarded;

static Guarded guarded;

static int set_up(void **state)
{
    gsize page = (gsize)sysconf(_SC_PAGESIZE);

    guarded.size_bytes = 4 * page;
    guarded.pages = mmap(NULL, guarded.size_bytes + page, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return guarded.pages == MAP_FAILED ||
           mprotect(guarded.pages + guarded.size_bytes, page, PROT_NONE) != 0;
}

static int tear_down(void **state)
{
    return munmap(guarded.pages, guarded.size_bytes + (gsize)sysconf(_SC_PAGESIZE));
}

static void check_statements(const DlnScript *script)
{
    gsize behind = 0;

    for (guint i = 0; i < script->n_statements; i++) {
        const DlnStatement *statement = &script->statements[i];
        const char *text = script->source.text + statement->offset;
        guint line, column;

        assert_true(statement->offset >= behind);
        assert_true(statement->length > 0);
        behind = statement->offset + statement->length;
        if (statement->flags & DLN_STATEMENT_COPY_IN) {
            assert_true(statement->data_offset > behind);
            behind = statement->data_offset + statement->data_length;
        }
        assert_true(behind <= script->source.length);
        assert_false(g_ascii_isspace(text[0]));
        assert_false(g_ascii_isspace(text[statement->length - 1]));
        dln_source_position(&script->source, statement->offset, &line, &column);
        assert_int_equal(statement->line, line);
        assert_int_equal(statement->column, column);
    }
}

static void check_refusal(const GError *error, const DlnSource *source)
{
    const DunlinErrorFacts *facts = dunlin_error_get_facts(error);
    guint line, column;

    assert_true(g_error_matches(error, DUNLIN_ERROR, DUNLIN_ERROR_SYNTAX));
    assert_string_equal(facts->file, "f");
    dln_source_position(source, source->length, &line, &column);
    assert_in_range(facts->line, 1, line);
    assert_true(facts->column >= 1);
}

static void check_text(DlnEngineKind engine, const char *text, gsize length)
{
    char *copy = guarded.pages + guarded.size_bytes - length;
    DlnSource source = {"f", copy, length, 1, 1};
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(DlnParameterized) parameterized = NULL;
    g_autoptr(GError) error = NULL;

    assert_true(length <= guarded.size_bytes);
    memcpy(copy, text, length);
    if (dln_script_parse(engine, &source, &script, &error))
        check_statements(script);
    else
        check_refusal(error, &source);
    g_clear_error(&error);
    if (dln_sql_parameterize(engine, &source, &parameterized, &error))
        assert_non_null(parameterized->names);
    else
        check_refusal(error, &source);
    assert_true(dln_utf8_offset(copy, length, length) <= length);
}

static void check_prefixes(const char *text)
{
    for (gsize length = 0; length <= strlen(text); length++) {
        check_text(DLN_ENGINE_POSTGRES, text, length);
        check_text(DLN_ENGINE_SQLITE, text, length);
    }
}

static void test_prefixes(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(postgres_corpus); i++)
        check_prefixes(postgres_corpus[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(sqlite_corpus); i++)
        check_prefixes(sqlite_corpus[i]);
    check_prefixes("COPY t FROM stdin; -- x\r\n1\té\r\n\\.\r\nSELECT 1;\n\\restrict x\n");
    check_prefixes("\xEF\xBB\xBFSET standard_conforming_strings=off;SELECT '\\'';RESET ALL; "
                   "CLUSTER (VERBOSE) ");
}

static void test_mutations(void **state)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(SEED);

    print_message("seed %u\n", SEED);
    for (guint i = 0; i < N_MUTATIONS; i++) {
        gboolean sqlite = g_rand_boolean(rand);
        gint32 n = (gint32)(sqlite ? G_N_ELEMENTS(sqlite_corpus) : G_N_ELEMENTS(postgres_corpus));
        gint32 index = g_rand_int_range(rand, 0, n);
        g_autoptr(GString) text =
            mutate(rand, sqlite ? sqlite_corpus[index] : postgres_corpus[index]);

        check_text(DLN_ENGINE_POSTGRES, text->str, text->len);
        check_text(DLN_ENGINE_SQLITE, text->str, text->len);
    }
}

/* The same piece over and over: with quadratic work this takes minutes, and the suite's timeout fails it. */
static void test_repetition(void **state)
{
    static const char *const pieces[] = {"(", ")", ";", "'a'\n", "E'a'\n-- c\n", "E'a' ", "$a",
        "$a ", "$a$b", "/*", "--\n", "SELECT 1;", ":a,", ":a;", "\"a\"",
        "CREATE FUNCTION f() BEGIN ATOMIC ", "CREATE TRIGGER t BEGIN SELECT 1; END;",
        "COPY t FROM stdin;\n\\.\n", "[a]", "1.", "\\", "é;", "schema_migration "};

    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);

        for (guint n = 0; n < 200000; n++)
            g_string_append(text, pieces[i]);
        for (DlnEngineKind engine = 0; engine < DLN_N_ENGINES; engine++) {
            DlnSource source = {"f", text->str, text->len, 1, 1};
            g_autoptr(DlnScript) script = NULL;
            g_autoptr(DlnParameterized) parameterized = NULL;
            g_autoptr(GError) error = NULL, other = NULL;

            assert_true(dln_script_parse(engine, &source, &script, &error) == (error == NULL));
            assert_true(
                dln_sql_parameterize(engine, &source, &parameterized, &other) == (other == NULL));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_repetition),
    };

    return cmocka_run_group_tests_name("robustness", tests, set_up, tear_down);
}
