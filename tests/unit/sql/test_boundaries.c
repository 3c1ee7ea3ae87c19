/* SPDX-License-Identifier: Apache-2.0 */
/* test_boundaries.c: our statements are those of the engines' own parsers, on scripts and on their mutations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <pg_query.h>
#include <sqlite3.h>

#include "sql/corpus.h"
#include "sql/mutate.h"
#include "sql/script.h"

#define SEED 20240229
#define N_MUTATIONS 20000

static DlnScript *parse(DlnEngineKind engine, DlnSource *source, const char *text)
{
    DlnScript *script = NULL;

    *source = (DlnSource){"corpus", text, strlen(text), 1, 1};
    return dln_script_parse(engine, source, &script, NULL) ? script : NULL;
}

static gsize skip_comment(const char *text, gsize at, gsize end)
{
    guint depth = 0;

    if (text[at] == '-') {
        while (at < end && text[at] != '\n' && text[at] != '\r')
            at++;
        return at;
    }
    do {
        if (at + 1 < end && text[at] == '/' && text[at + 1] == '*') {
            depth++;
            at += 2;
        } else if (at + 1 < end && text[at] == '*' && text[at + 1] == '/') {
            depth--;
            at += 2;
        } else {
            at++;
        }
    } while (depth > 0 && at < end);
    return at;
}

/* Blanks, semicolons and comments; those in the corpus for SQLite do not nest, so one reading serves both. */
static gsize skip_filling(const char *text, gsize at, gsize end)
{
    while (at < end) {
        if (strchr(" \t\r\n\f\v;", text[at]) != NULL)
            at++;
        else if (at + 1 < end &&
                 (memcmp(text + at, "--", 2) == 0 || memcmp(text + at, "/*", 2) == 0))
            at = skip_comment(text, at, end);
        else
            break;
    }
    return at;
}

/* Whether statement is what stands in [start, end), filling around it aside. */
static gboolean is_same(const char *text, const DlnStatement *statement, gsize start, gsize end)
{
    gsize behind = statement->offset + statement->length;

    return skip_filling(text, start, end) == statement->offset && behind <= end &&
           skip_filling(text, behind, end) == end;
}

/* Returns FALSE when PostgreSQL's parser refuses text; fails when it cuts it elsewhere than we do. */
static gboolean compare_postgres(const char *text)
{
    PgQuerySplitResult theirs = pg_query_split_with_parser(text);
    gboolean accepted = theirs.error == NULL;

    if (accepted) {
        DlnSource source;
        g_autoptr(DlnScript) ours = parse(DLN_ENGINE_POSTGRES, &source, text);

        if (ours == NULL)
            fail_msg("refused, but PostgreSQL takes it: %s", text);
        if ((int)ours->n_statements != theirs.n_stmts)
            fail_msg(
                "%u statements, PostgreSQL sees %d: %s", ours->n_statements, theirs.n_stmts, text);
        for (int i = 0; i < theirs.n_stmts; i++) {
            gsize start = (gsize)theirs.stmts[i]->stmt_location;

            if (!is_same(
                    text, &ours->statements[i], start, start + (gsize)theirs.stmts[i]->stmt_len))
                fail_msg("statement %d differs: %s", i, text);
        }
    }
    pg_query_free_split_result(theirs);
    return accepted;
}

static void test_postgres_corpus(void **state)
{
    assert_in_range(G_N_ELEMENTS(postgres_corpus), 60, G_MAXSIZE);
    for (gsize i = 0; i < G_N_ELEMENTS(postgres_corpus); i++) {
        if (!compare_postgres(postgres_corpus[i]))
            fail_msg("PostgreSQL refuses the corpus's own: %s", postgres_corpus[i]);
    }
}

/* What makes a difference that is none: COPY data are psql's, the lexer's setting is the session's. */
static gboolean is_comparable(const char *text)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);

    return g_utf8_validate(text, -1, NULL) &&
           strstr(lower, "standard_conforming_strings") == NULL && strstr(lower, "copy") == NULL;
}

static void test_postgres_mutations(void **state)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(SEED);
    guint n_compared = 0;

    print_message("seed %u\n", SEED);
    for (guint i = 0; i < N_MUTATIONS; i++) {
        const char *origin =
            postgres_corpus[g_rand_int_range(rand, 0, (gint32)G_N_ELEMENTS(postgres_corpus))];
        g_autoptr(GString) text = mutate(rand, origin);

        if (is_comparable(text->str) && compare_postgres(text->str))
            n_compared++;
    }
    print_message("%u of %u compared\n", n_compared, N_MUTATIONS);
    /* A mutation that nobody accepts proves nothing, so enough of them must be accepted. */
    assert_in_range(n_compared, N_MUTATIONS / 20, N_MUTATIONS);
}

/* Takes each statement from SQLite's own reading and runs it, so that the next can be prepared. Stops at the first
 * that SQLite refuses. Returns how many it took. */
static guint compare_sqlite(const char *text)
{
    DlnSource source;
    g_autoptr(DlnScript) ours = parse(DLN_ENGINE_SQLITE, &source, text);
    sqlite3 *db = NULL;
    const char *at = text;
    guint n = 0;

    assert_non_null(ours);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    while (*at != '\0') {
        sqlite3_stmt *statement = NULL;
        const char *tail = NULL;

        if (sqlite3_prepare_v2(db, at, -1, &statement, &tail) != SQLITE_OK)
            break;
        if (statement != NULL) {
            if (n >= ours->n_statements ||
                !is_same(text, &ours->statements[n], (gsize)(at - text), (gsize)(tail - text)))
                fail_msg("statement %u differs: %s", n, text);
            while (sqlite3_step(statement) == SQLITE_ROW)
                ;
            n++;
        }
        sqlite3_finalize(statement);
        at = tail;
    }
    if (*at == '\0')
        assert_int_equal(n, ours->n_statements);
    sqlite3_close(db);
    return n;
}

static void test_sqlite_corpus(void **state)
{
    guint n_compared = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(sqlite_corpus); i++)
        n_compared += compare_sqlite(sqlite_corpus[i]);
    print_message("%u statements compared\n", n_compared);
    /* Only a few of them are there to be refused. */
    assert_in_range(n_compared, 60, G_MAXUINT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_postgres_corpus),
        cmocka_unit_test(test_postgres_mutations),
        cmocka_unit_test(test_sqlite_corpus),
    };

    int result = cmocka_run_group_tests_name("boundaries", tests, NULL, NULL);
    pg_query_exit();
    return result;
}
