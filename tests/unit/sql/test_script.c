/* SPDX-License-Identifier: Apache-2.0 */
/* test_script.c: what dln_script_parse cuts out of a text, where it says that stands, and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/script.h"

#define PG DLN_ENGINE_POSTGRES
#define LITE DLN_ENGINE_SQLITE
#define MAX_STATEMENTS 8

typedef struct {
    const char *name;
    DlnEngineKind engine;
    const char *text;
    const char *statements[MAX_STATEMENTS]; /* "line:column text" */
} SplitCase;

static const SplitCase split_cases[] = {
    {"nothing", PG, "", {NULL}},
    {"blanks", PG, " \t\r\n\f\v", {NULL}},
    {"only comments", PG, "-- a;\n/* b; /* c; */ d; */ --", {NULL}},
    {"only semicolons", PG, ";;\n ; /* x */ ;", {NULL}},
    {"two", PG, "SELECT 1;SELECT 2;", {"1:1 SELECT 1", "1:10 SELECT 2"}},
    {"last without semicolon", PG, "SELECT 1;\nSELECT 2", {"1:1 SELECT 1", "2:1 SELECT 2"}},
    {"comments around are left out", PG, "-- a\nSELECT /* b */ 1 -- c\n /* d */ ; -- e\n",
        {"2:1 SELECT /* b */ 1"}},
    {"carriage returns", PG, "-- a;\r\nSELECT 1;\r\n  SELECT\r\n2;\r\n",
        {"2:1 SELECT 1", "3:3 SELECT\r\n2"}},
    {"a lone carriage return ends a line comment", PG, "-- a\rSELECT 1;", {"1:6 SELECT 1"}},
    {"columns count characters", PG, "SELECT 'äöü€😀'; SELECT 'é';",
        {"1:1 SELECT 'äöü€😀'", "1:17 SELECT 'é'"}},
    {"multibyte comment before", PG, "/* čšž\n日本 */ SELECT 1;", {"2:7 SELECT 1"}},
    {"byte order mark", PG, "\xEF\xBB\xBFSELECT 1;", {"1:1 SELECT 1"}},
    {"doubled quotes", PG, "SELECT 'a''; b', '''';SELECT '';SELECT ''",
        {"1:1 SELECT 'a''; b', ''''", "1:23 SELECT ''", "1:33 SELECT ''"}},
    {"backslash is plain in standard strings", PG, "SELECT 'a\\';SELECT 2",
        {"1:1 SELECT 'a\\'", "1:13 SELECT 2"}},
    {"escape string", PG, "SELECT E'\\'', e'\\\\';SELECT E'a;\\';b'",
        {"1:1 SELECT E'\\'', e'\\\\'", "1:21 SELECT E'a;\\';b'"}},
    {"a word that ends in e is no prefix", PG, "SELECT name'\\';SELECT 2",
        {"1:1 SELECT name'\\'", "1:16 SELECT 2"}},
    {"escape string continued over lines", PG, "SELECT E'a'\n  -- c '\n '\\';b';SELECT 2",
        {"1:1 SELECT E'a'\n  -- c '\n '\\';b'", "3:9 SELECT 2"}},
    {"not continued on the same line", PG, "SELECT E'a' '\\';SELECT 2",
        {"1:1 SELECT E'a' '\\'", "1:17 SELECT 2"}},
    {"standard string continued", PG, "SELECT 'a'\n'\\';SELECT 2",
        {"1:1 SELECT 'a'\n'\\'", "2:5 SELECT 2"}},
    {"bit, hex and national strings", PG, "SELECT B'1', x'\\', N';';SELECT 2",
        {"1:1 SELECT B'1', x'\\', N';'", "1:25 SELECT 2"}},
    {"unicode string and name", PG, "SELECT U&'\\0061;\\' AS U&\"d\\;a\";SELECT 2",
        {"1:1 SELECT U&'\\0061;\\' AS U&\"d\\;a\"", "1:32 SELECT 2"}},
    {"quoted names", PG, "SELECT \"a;b\", \"c\"\";\", \"d'\";SELECT 2",
        {"1:1 SELECT \"a;b\", \"c\"\";\", \"d'\"", "1:28 SELECT 2"}},
    {"dollar quotes", PG, "SELECT $$a;'b$$, $x$;$y$;$$;$x$;SELECT 2",
        {"1:1 SELECT $$a;'b$$, $x$;$y$;$$;$x$", "1:33 SELECT 2"}},
    {"closing tag right behind another dollar", PG, "SELECT $a$;$b$a$;SELECT 2",
        {"1:1 SELECT $a$;$b$a$", "1:18 SELECT 2"}},
    {"dollar tag of letters beyond ASCII", PG, "SELECT $ñ1$;$ñ1$;SELECT 2",
        {"1:1 SELECT $ñ1$;$ñ1$", "1:18 SELECT 2"}},
    {"dollars in names and parameters", PG, "SELECT a$b$c;SELECT $1;SELECT a$$, b$$",
        {"1:1 SELECT a$b$c", "1:14 SELECT $1", "1:24 SELECT a$$, b$$"}},
    {"comments inside dollar quotes are text", PG, "DO $$ /* ; -- $$;SELECT 2",
        {"1:1 DO $$ /* ; -- $$", "1:18 SELECT 2"}},
    {"quotes in comments", PG, "SELECT 1 /* ' /* \" */ $$ */;SELECT 2 -- '\n;SELECT 3",
        {"1:1 SELECT 1", "1:29 SELECT 2", "2:2 SELECT 3"}},
    {"operators end at comments", PG, "SELECT 1 @--x;\n 2;SELECT 3 +/*;*/ 4;SELECT 5*/ 6",
        {"1:1 SELECT 1 @--x;\n 2", "2:4 SELECT 3 +/*;*/ 4", "2:22 SELECT 5*/ 6"}},
    {"casts, slices and ranges", PG, "SELECT a[1:2]::int, f(b := 1), 1..2;SELECT 2",
        {"1:1 SELECT a[1:2]::int, f(b := 1), 1..2", "1:37 SELECT 2"}},
    {"rule with two actions", PG,
        "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b); SELECT 1",
        {"1:1 CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)", "1:68 SELECT 1"}},
    {"too many closing parentheses", PG, "SELECT 1);SELECT (2);",
        {"1:1 SELECT 1)", "1:11 SELECT (2)"}},
    {"atomic body", PG,
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3",
        {"1:1 CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
            "1:71 SELECT 3"}},
    {"atomic body with cases", PG,
        "CREATE OR REPLACE PROCEDURE p() begin/**/atomic SELECT CASE WHEN a THEN CASE b WHEN 1 "
        "THEN 2 "
        "END END; SELECT (CASE WHEN c THEN 1 END); END;SELECT 3",
        {"1:1 CREATE OR REPLACE PROCEDURE p() begin/**/atomic SELECT CASE WHEN a THEN CASE b WHEN "
         "1 THEN "
         "2 END END; SELECT (CASE WHEN c THEN 1 END); END",
            "1:140 SELECT 3"}},
    {"empty atomic body", PG, "CREATE FUNCTION f() BEGIN ATOMIC END;SELECT 1",
        {"1:1 CREATE FUNCTION f() BEGIN ATOMIC END", "1:38 SELECT 1"}},
    {"columns called end and begin in a body", PG,
        "CREATE FUNCTION f() BEGIN ATOMIC SELECT begin atomic, x.end AS end FROM t; END;SELECT 1",
        {"1:1 CREATE FUNCTION f() BEGIN ATOMIC SELECT begin atomic, x.end AS end FROM t; END",
            "1:80 SELECT 1"}},
    {"atomic bodies nest", PG,
        "CREATE FUNCTION f() BEGIN ATOMIC CREATE FUNCTION g() BEGIN ATOMIC SELECT 1; END; "
        "END;SELECT 1",
        {"1:1 CREATE FUNCTION f() BEGIN ATOMIC CREATE FUNCTION g() BEGIN ATOMIC SELECT 1; END; END",
            "1:86 SELECT 1"}},
    {"function called begin", PG, "CREATE FUNCTION begin(atomic int) RETURNS int RETURN 1;SELECT 1",
        {"1:1 CREATE FUNCTION begin(atomic int) RETURNS int RETURN 1", "1:56 SELECT 1"}},
    {"begin elsewhere opens nothing", PG, "BEGIN;SELECT begin atomic;END;",
        {"1:1 BEGIN", "1:7 SELECT begin atomic", "1:27 END"}},
    {"strings with escapes while the setting is off", PG,
        "SET standard_conforming_strings = off;SELECT 'a\\';b';SET standard_conforming_strings TO "
        "'on';"
        "SELECT 'a\\';SELECT 2",
        {"1:1 SET standard_conforming_strings = off", "1:39 SELECT 'a\\';b'",
            "1:54 SET standard_conforming_strings TO 'on'", "1:94 SELECT 'a\\'", "1:106 SELECT 2"}},
    {"setting off for the session, reset", PG,
        "SET SESSION \"Standard_Conforming_Strings\" TO False;SELECT '\\';';"
        "RESET standard_conforming_strings;SELECT '\\';SELECT 2",
        {"1:1 SET SESSION \"Standard_Conforming_Strings\" TO False", "1:52 SELECT '\\';'",
            "1:65 RESET standard_conforming_strings", "1:99 SELECT '\\'", "1:110 SELECT 2"}},
    {"setting off, all reset", PG,
        "SET standard_conforming_strings=0;SELECT '\\';';RESET ALL;SELECT '\\';SELECT 2",
        {"1:1 SET standard_conforming_strings=0", "1:35 SELECT '\\';'", "1:48 RESET ALL",
            "1:58 SELECT '\\'", "1:69 SELECT 2"}},
    {"setting off until the commit", PG,
        "SET LOCAL standard_conforming_strings=off;SELECT '\\';';COMMIT;SELECT '\\';SELECT 2",
        {"1:1 SET LOCAL standard_conforming_strings=off", "1:43 SELECT '\\';'", "1:56 COMMIT",
            "1:63 SELECT '\\'", "1:74 SELECT 2"}},
    {"setting on until the rollback", PG,
        "SET standard_conforming_strings=off;SET LOCAL standard_conforming_strings=on;SELECT '\\';"
        "ROLLBACK TO a;SELECT '\\';ROLLBACK;SELECT '\\';'",
        {"1:1 SET standard_conforming_strings=off", "1:37 SET LOCAL standard_conforming_strings=on",
            "1:78 SELECT '\\'", "1:89 ROLLBACK TO a", "1:103 SELECT '\\'", "1:114 ROLLBACK",
            "1:123 SELECT '\\';'"}},
    {"setting off by function call", PG,
        "SELECT pg_catalog.set_config('standard_conforming_strings', 'off', false);SELECT '\\';'",
        {"1:1 SELECT pg_catalog.set_config('standard_conforming_strings', 'off', false)",
            "1:75 SELECT '\\';'"}},
    {"setting of a role changes nothing here", PG,
        "ALTER ROLE r SET standard_conforming_strings = off;SELECT '\\';SELECT 2",
        {"1:1 ALTER ROLE r SET standard_conforming_strings = off", "1:52 SELECT '\\'",
            "1:63 SELECT 2"}},
    {"other prefixes while the setting is off", PG,
        "SET standard_conforming_strings = off;SELECT x'\\';SELECT U&'\\';SELECT 2",
        {"1:1 SET standard_conforming_strings = off", "1:39 SELECT x'\\'", "1:51 SELECT U&'\\'",
            "1:64 SELECT 2"}},
    {"numbers against words", PG, "SELECT 1e5, 1.5E-3, 1_000, .5, 1END;SELECT 2",
        {"1:1 SELECT 1e5, 1.5E-3, 1_000, .5, 1END", "1:37 SELECT 2"}},

    {"sqlite: nothing", LITE, " ;; -- a;\n", {NULL}},
    {"sqlite: two", LITE, "SELECT 1; -- x\nSELECT 2", {"1:1 SELECT 1", "2:1 SELECT 2"}},
    {"sqlite: all quotes", LITE, "SELECT ';''', \";\"\"\", `;```, [;]];SELECT 2",
        {"1:1 SELECT ';''', \";\"\"\", `;```, [;]]", "1:34 SELECT 2"}},
    {"sqlite: backslash is plain", LITE, "SELECT '\\';SELECT E'\\';",
        {"1:1 SELECT '\\'", "1:12 SELECT E'\\'"}},
    {"sqlite: comments do not nest", LITE, "SELECT 1 /* /* ; */;SELECT 2",
        {"1:1 SELECT 1", "1:21 SELECT 2"}},
    {"sqlite: a carriage return ends no comment", LITE, "-- a\rSELECT 1;\nSELECT 2",
        {"2:1 SELECT 2"}},
    {"sqlite: open comment at the end", LITE, "SELECT 1; /* SELECT 2;", {"1:1 SELECT 1"}},
    {"sqlite: a star then a slash does not close at once", LITE, "/*/ ; */SELECT 1",
        {"1:9 SELECT 1"}},
    {"sqlite: comment opened at the very end is two operators", LITE, "SELECT 1;/*",
        {"1:1 SELECT 1", "1:10 /*"}},
    {"sqlite: parentheses hide nothing", LITE, "SELECT (1;SELECT 2",
        {"1:1 SELECT (1", "1:11 SELECT 2"}},
    {"sqlite: variables", LITE, "SELECT ?, ?12, :a, @b, $c, #d, a::b;SELECT 2",
        {"1:1 SELECT ?, ?12, :a, @b, $c, #d, a::b", "1:37 SELECT 2"}},
    {"sqlite: no dollar quotes", LITE, "SELECT $$;SELECT 2 $$",
        {"1:1 SELECT $$", "1:11 SELECT 2 $$"}},
    {"sqlite: trigger", LITE,
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END; SELECT 1",
        {"1:1 CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END",
            "1:82 SELECT 1"}},
    {"sqlite: trigger with cases", LITE,
        "CREATE TEMP TRIGGER IF NOT EXISTS t AFTER INSERT ON a WHEN CASE new.x WHEN 1 THEN 1 END "
        "BEGIN "
        "SELECT CASE WHEN a THEN 1 END; SELECT 2 AS \"end\"; END;SELECT 1",
        {"1:1 CREATE TEMP TRIGGER IF NOT EXISTS t AFTER INSERT ON a WHEN CASE new.x WHEN 1 THEN 1 "
         "END "
         "BEGIN SELECT CASE WHEN a THEN 1 END; SELECT 2 AS \"end\"; END",
            "1:149 SELECT 1"}},
    {"sqlite: trigger called begin, on end", LITE,
        "CREATE TRIGGER begin AFTER INSERT ON end BEGIN SELECT 1; END;SELECT 1",
        {"1:1 CREATE TRIGGER begin AFTER INSERT ON end BEGIN SELECT 1; END", "1:62 SELECT 1"}},
    {"sqlite: explained trigger", LITE,
        "EXPLAIN QUERY PLAN CREATE TEMPORARY TRIGGER t AFTER DELETE ON a BEGIN SELECT 1; "
        "END;SELECT 1",
        {"1:1 EXPLAIN QUERY PLAN CREATE TEMPORARY TRIGGER t AFTER DELETE ON a BEGIN SELECT 1; END",
            "1:85 SELECT 1"}},
    {"sqlite: drop trigger opens nothing", LITE, "DROP TRIGGER t;BEGIN;END;",
        {"1:1 DROP TRIGGER t", "1:16 BEGIN", "1:22 END"}},
    {"sqlite: byte order mark", LITE, "\xEF\xBB\xBF-- é\nSELECT 1", {"2:1 SELECT 1"}},
};

static void test_split(void **state)
{
    const SplitCase *row = *state;
    DlnSource source = {"m.sql", row->text, strlen(row->text), 1, 1};
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(GError) error = NULL;

    if (!dln_script_parse(row->engine, &source, &script, &error))
        fail_msg("%s", error->message);
    for (guint i = 0; i < script->n_statements; i++) {
        const DlnStatement *statement = &script->statements[i];
        g_autofree char *found = g_strdup_printf("%u:%u %.*s", statement->line, statement->column,
            (int)statement->length, row->text + statement->offset);

        assert_in_range(i, 0, MAX_STATEMENTS - 1);
        if (row->statements[i] == NULL)
            fail_msg("one statement too many: %s", found);
        assert_string_equal(found, row->statements[i]);
    }
    if (script->n_statements < MAX_STATEMENTS)
        assert_null(row->statements[script->n_statements]);
}

typedef struct {
    const char *name;
    DlnEngineKind engine;
    const char *text;
    const char *message;
    guint line, column;
} RefusalCase;

static const RefusalCase refusal_cases[] = {
    {"open string", PG, "SELECT 1;\n  'é', 'a;\n", "m.sql:2:8: unterminated quoted string", 2, 8},
    {"open escape string", PG, "SELECT E'\\'", "m.sql:1:8: unterminated quoted string", 1, 8},
    {"backslash is the last byte", PG, "E'\\", "m.sql:1:1: unterminated quoted string", 1, 1},
    {"open continued string", PG, "SELECT 'a'\n'b", "m.sql:1:8: unterminated quoted string", 1, 8},
    {"open name", PG, "SELECT \"a\"\"", "m.sql:1:8: unterminated quoted identifier", 1, 8},
    {"open unicode name", PG, "U&\"a", "m.sql:1:1: unterminated quoted identifier", 1, 1},
    {"open nested comment", PG, "/* /* */", "m.sql:1:1: unterminated comment", 1, 1},
    {"open comment of two bytes", PG, "x /*", "m.sql:1:3: unterminated comment", 1, 3},
    {"slash star slash is open", PG, "/*/", "m.sql:1:1: unterminated comment", 1, 1},
    {"open dollar quote", PG, "DO $ab$ x $a$", "m.sql:1:4: unterminated dollar quote \"$ab$\"", 1,
        4},
    {"open atomic body", PG,
        "SELECT 1;\nCREATE FUNCTION f()\n  BEGIN ATOMIC SELECT 1; SELECT CASE a END;",
        "m.sql:3:3: \"BEGIN ATOMIC\" is not closed by \"END\"", 3, 3},
    {"psql command", PG, "SELECT 1;\n  \\i other.sql\n",
        "m.sql:2:3: \"\\i\" is a psql command, which Dunlin does not run", 2, 3},
    {"psql command in a statement", PG, "SELECT 1 \\gset x_",
        "m.sql:1:10: \"\\gset\" is a psql command, which Dunlin does not run", 1, 10},
    {"psql command with marks", PG, "\\d+ t",
        "m.sql:1:1: \"\\d+\" is a psql command, which Dunlin does not run", 1, 1},
    {"lone backslash", PG, "\\", "m.sql:1:1: \"\\\" is a psql command, which Dunlin does not run",
        1, 1},
    {"command of pg_dump", PG, "--\n\\restrict aB3\n",
        "m.sql:2:1: \"\\restrict\" is a psql command, which Dunlin does not run; remove the line, "
        "pg_dump writes it for psql alone",
        2, 1},
    {"closing command of pg_dump", PG, "\\unrestrict aB3\r\n",
        "m.sql:1:1: \"\\unrestrict\" is a psql command, which Dunlin does not run; remove the "
        "line, "
        "pg_dump writes it for psql alone",
        1, 1},
    {"end of data without a copy", PG, "SELECT 1;\n\\.\n",
        "m.sql:2:1: \"\\.\" ends the data of a COPY ... FROM STDIN, and there is none before it", 2,
        1},
    {"copy without data", PG, "SELECT 1; COPY t FROM stdin",
        "m.sql:1:11: the data of this COPY ... FROM STDIN is not ended by a line \"\\.\"", 1, 11},
    {"copy whose data do not end", PG, "COPY t FROM stdin;\n1\n \\.\n\\.x\n",
        "m.sql:1:1: the data of this COPY ... FROM STDIN is not ended by a line \"\\.\"", 1, 1},
    {"copy with something behind", PG, "COPY t FROM stdin; SELECT 1;\n1\n\\.\n",
        "m.sql:1:20: the data of a COPY ... FROM STDIN begins on the line after the semicolon, "
        "nothing else may stand here",
        1, 20},

    {"sqlite: open string", LITE, "SELECT 1;\n'é' 'a", "m.sql:2:5: unterminated quoted string", 2,
        5},
    {"sqlite: open name", LITE, "SELECT \"a", "m.sql:1:8: unterminated quoted identifier", 1, 8},
    {"sqlite: open backtick", LITE, "SELECT `a``", "m.sql:1:8: unterminated quoted identifier", 1,
        8},
    {"sqlite: open bracket", LITE, "SELECT [a", "m.sql:1:8: unterminated quoted identifier", 1, 8},
    {"sqlite: open trigger", LITE,
        "CREATE TRIGGER t AFTER INSERT ON a\nBEGIN SELECT 1; SELECT CASE a END;",
        "m.sql:2:1: \"BEGIN\" of a trigger is not closed by \"END\"", 2, 1},
};

static void test_refusal(void **state)
{
    const RefusalCase *row = *state;
    DlnSource source = {"m.sql", row->text, strlen(row->text), 1, 1};
    DlnScript *script = NULL;
    g_autoptr(GError) error = NULL;

    assert_false(dln_script_parse(row->engine, &source, &script, &error));
    assert_null(script);
    assert_true(g_error_matches(error, DUNLIN_ERROR, DUNLIN_ERROR_SYNTAX));
    assert_string_equal(error->message, row->message);

    const DunlinErrorFacts *facts = dunlin_error_get_facts(error);
    assert_string_equal(facts->file, "m.sql");
    assert_int_equal(facts->line, row->line);
    assert_int_equal(facts->column, row->column);
}

typedef struct {
    const char *name;
    const char *text;
    const char *data; /* of the first statement */
    const char *next; /* the second statement, or NULL */
} CopyCase;

static const CopyCase copy_cases[] = {
    {"data", "COPY t (a, b) FROM stdin;\n1\t'\n\\\\.\n\\.\nSELECT 1;", "1\t'\n\\\\.\n", "SELECT 1"},
    {"carriage returns", "COPY t FROM STDIN;\r\n1;\r\n2;\r\n\\.\r\nSELECT 1;\r\n", "1;\r\n2;\r\n",
        "SELECT 1"},
    {"no rows", "COPY t FROM STDIN;\n\\.\nSELECT 1", "", "SELECT 1"},
    {"end of data at the end of the text", "COPY t FROM STDIN;\nx\n\\.", "x\n", NULL},
    {"comment behind the semicolon", "COPY t FROM STDIN; -- rows\nx\n\\.\n", "x\n", NULL},
    {"with options", "copy s.\"from\" from stdin with (format csv);\n\"a\n\\.\nSELECT 1", "\"a\n",
        "SELECT 1"},
    {"the other word", "COPY t FROM STDOUT;\nx\n\\.\n", "x\n", NULL},
    {"semicolon on a line of its own", "COPY t FROM STDIN\n;\nx\n\\.\n", "x\n", NULL},
    {"multibyte data", "COPY t FROM STDIN;\né€\n\\.\nSELECT 1", "é€\n", "SELECT 1"},
};

static void test_copy(void **state)
{
    const CopyCase *row = *state;
    DlnSource source = {"m.sql", row->text, strlen(row->text), 1, 1};
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(GError) error = NULL;

    if (!dln_script_parse(PG, &source, &script, &error))
        fail_msg("%s", error->message);
    assert_int_equal(script->n_statements, row->next != NULL ? 2 : 1);
    const DlnStatement *copy = &script->statements[0];
    assert_true(copy->flags & DLN_STATEMENT_COPY_IN);
    assert_int_equal(copy->data_length, strlen(row->data));
    assert_memory_equal(row->text + copy->data_offset, row->data, copy->data_length);
    if (row->next != NULL) {
        const DlnStatement *next = &script->statements[1];
        guint line, column;

        assert_int_equal(next->length, strlen(row->next));
        assert_memory_equal(row->text + next->offset, row->next, next->length);
        dln_source_position(&source, next->offset, &line, &column);
        assert_int_equal(next->line, line);
        assert_int_equal(next->column, column);
    }
}

/* A section in the middle of a file, in a buffer that goes on behind it. */
static void test_source_inside_file(void **state)
{
    const char *text = "SELECT 'ü'; SELECT 2\n;SELECT 3; -- dunlin:down DROP";
    DlnSource source = {"m.sql", text, strlen(text) - strlen("T 3; -- dunlin:down DROP"), 40, 7};
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(GError) error = NULL;

    assert_true(dln_script_parse(PG, &source, &script, &error));
    assert_int_equal(script->n_statements, 3);
    assert_int_equal(script->statements[0].line, 40);
    assert_int_equal(script->statements[0].column, 7);
    assert_int_equal(script->statements[1].line, 40);
    assert_int_equal(script->statements[1].column, 19);
    assert_int_equal(script->statements[2].line, 41);
    assert_int_equal(script->statements[2].column, 2);
    assert_int_equal(script->statements[2].length, strlen("SELEC"));
    assert_ptr_equal(script->source.text, text);
}

#define ADD_ROWS(cases, function)                                                                  \
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {                                              \
        struct CMUnitTest test = {(cases)[i].name, function, NULL, NULL, (void *)&(cases)[i]};     \
        g_array_append_val(tests, test);                                                           \
    }

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));
    struct CMUnitTest inside = cmocka_unit_test(test_source_inside_file);

    ADD_ROWS(split_cases, test_split)
    ADD_ROWS(refusal_cases, test_refusal)
    ADD_ROWS(copy_cases, test_copy)
    g_array_append_val(tests, inside);
    return _cmocka_run_group_tests(
        "script", (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
