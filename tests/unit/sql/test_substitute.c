/* SPDX-License-Identifier: Apache-2.0 */
/* test_substitute.c: what ${name} becomes, where it is left alone, what is refused, and where errors point afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dialect/quote.h"
#include "sql/substitute.h"

#define PG DLN_ENGINE_POSTGRES
#define LITE DLN_ENGINE_SQLITE

typedef struct {
    const char *name;
    DlnEngineKind engine;
    const char *text;
    const char *made;  /* NULL: refused; the text itself: nothing was replaced */
    const char *error; /* part of the message */
} Case;

static const Case cases[] = {
    {"nothing", PG, "SELECT '$1', $$x$$", "SELECT '$1', $$x$$", NULL},
    {"as it is", PG, "GRANT SELECT ON t TO ${role}", "GRANT SELECT ON t TO app", NULL},
    {"part of a word", PG, "CREATE TABLE ${role}_t_${role} (a int)",
        "CREATE TABLE app_t_app (a int)", NULL},
    {"in quotes", PG, "SELECT 'x${role}', \"${role}\"", "SELECT 'xapp', \"app\"", NULL},
    {"literal", PG, "SELECT ${quote:literal}", "SELECT 'it''s'", NULL},
    {"literal with a backslash", PG, "SELECT ${slash:literal}", "SELECT E'a\\\\b'", NULL},
    {"sqlite literal with a backslash", LITE, "SELECT ${slash:literal}", "SELECT 'a\\b'", NULL},
    {"identifier", PG, "TABLE ${odd:identifier}", "TABLE \"a\"\"; DROP SCHEMA public --\"", NULL},
    {"empty", PG, "SELECT ${empty:literal}, '${empty}'", "SELECT '', ''", NULL},
    {"semicolon in a literal", PG, "SELECT ${attack:literal}; SELECT 1",
        "SELECT '''; DROP TABLE t; --'; SELECT 1", NULL},
    {"line comment", PG, "SELECT 1 -- ${nobody} ${attack}\n", "SELECT 1 -- ${nobody} ${attack}\n",
        NULL},
    {"block comment", PG, "SELECT /* ${nobody} */ 1", "SELECT /* ${nobody} */ 1", NULL},
    {"comment in a body", PG, "DO $$ -- ${nobody}\n${role} $$", "DO $$ -- ${nobody}\napp $$", NULL},
    {"copy data", PG, "COPY t FROM STDIN;\n${nobody}\n\\.\n",
        "COPY t FROM STDIN;\n${nobody}\n\\.\n", NULL},
    {"escape in quotes", PG, "SELECT '$${role} ${role}'", "SELECT '${role} app'", NULL},
    {"a dollar quote is none", PG, "SELECT $${\"a\": 1}$$::json", "SELECT $${\"a\": 1}$$::json",
        NULL},
    {"a body", PG, "DO $f$ BEGIN PERFORM ${quote:literal}; END $f$",
        "DO $f$ BEGIN PERFORM 'it''s'; END $f$", NULL},
    {"a body in a body", PG, "DO $f$ EXECUTE $$${role}$$ $f$", "DO $f$ EXECUTE $$app$$ $f$", NULL},
    {"sqlite", LITE, "INSERT INTO ${odd:identifier} VALUES (${quote:literal})",
        "INSERT INTO \"a\"\"; DROP SCHEMA public --\" VALUES ('it''s')", NULL},
    {"sqlite trigger", LITE,
        "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT ${quote:literal}; END",
        "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 'it''s'; END", NULL},

    {"unknown", PG, "SELECT\n ${rolle}", NULL,
        "m.sql:6:2: unknown variable \"rolle\": did you mean \"role\"?"},
    {"unlike any", PG, "SELECT ${zzzzzzzzzz}", NULL, "declare it under \"variables\""},
    {"unknown form", PG, "SELECT ${role:text}", NULL, "unknown form \"text\""},
    {"open", PG, "SELECT ${role\n}", NULL, "not closed"},
    {"blank", PG, "SELECT ${ role }", NULL, "names no variable"},
    {"json", PG, "SELECT '{\"a\": \"${b-c}\"}'", NULL, "names no variable"},
    {"literal in quotes", PG, "SELECT '${role:literal}'", NULL, "stands in quotes"},
    {"identifier in quotes", PG, "SELECT \"${role:identifier}\"", NULL, "stands in quotes"},
    {"sqlite brackets", LITE, "SELECT [${role:identifier}]", NULL, "stands in quotes"},
    {"literal in a body's quotes", PG, "DO $$ SELECT '${role:literal}' $$", NULL,
        "stands in quotes"},
    {"behind a word", PG, "SELECT E${slash:literal}", NULL, "stand by itself"},
    {"before a word", PG, "SELECT ${slash:literal}x", NULL, "stand by itself"},
    {"two together", PG, "SELECT ${role:literal}${role:literal}", NULL, "stand by itself"},
    {"before a string", PG, "SELECT ${role:literal}'x'", NULL, "stand by itself"},
    {"empty identifier", PG, "TABLE ${empty:identifier}", NULL, "is no identifier"},
    {"long identifier", PG, "TABLE ${long:identifier}", NULL, "longer than 63 bytes"},
    {"ends the dollar quote", PG, "DO $$ SELECT ${dollars:literal} $$", NULL,
        "would end the dollar quote $$"},
    {"ends it at its edge", PG, "DO $$ SELECT ${dollar}$$", NULL, "would end the dollar quote $$"},
    {"the text itself is broken", PG, "SELECT '${role}", NULL, "unterminated quoted string"},
    {"the value breaks it", PG, "SELECT ${openquote}", NULL,
        "m.sql:5:8: unterminated quoted string"},
};

static DlnVariables *variables_new(void)
{
    static const DlnVariable all[] = {
        {.name = (char *)"role", .value = (char *)"app"},
        {.name = (char *)"quote", .value = (char *)"it's"},
        {.name = (char *)"slash", .value = (char *)"a\\b"},
        {.name = (char *)"odd", .value = (char *)"a\"; DROP SCHEMA public --"},
        {.name = (char *)"empty", .value = (char *)""},
        {.name = (char *)"attack", .value = (char *)"'; DROP TABLE t; --"},
        {.name = (char *)"dollars", .value = (char *)"a$$b"},
        {.name = (char *)"dollar", .value = (char *)"a$"},
        {.name = (char *)"openquote", .value = (char *)"'x"},
        {.name = (char *)"lines", .value = (char *)"1,\n2,\n3"},
        {.name = (char *)"long", .value = (char *)"ääääääääääääääääääääääääääääääää"},
        {.name = (char *)"unset", .missing = (char *)"give it one"},
        {.name = (char *)"secret", .value = (char *)"s3cr3t", .flags = DLN_VARIABLE_SECRET},
        {.name = (char *)"short", .value = (char *)"1", .flags = DLN_VARIABLE_SECRET},
    };
    DlnVariables *variables = dln_variables_new(&dln_quoting, NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        dln_variables_add(variables, &all[i]);
    return variables;
}

static DlnSource source_of(const char *text)
{
    return (DlnSource){
        .file = "m.sql", .text = text, .length = strlen(text), .line = 5, .column = 1};
}

static void test_substitute(void **state)
{
    const Case *row = *state;
    const DlnSource source = source_of(row->text);
    g_autoptr(DlnVariables) variables = variables_new();
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(GError) error = NULL;

    const gboolean ok = dln_script_parse_with(row->engine, &source, variables, &script, &error);
    if (row->made == NULL) {
        assert_false(ok);
        assert_int_equal(error->code, DUNLIN_ERROR_SYNTAX);
        if (strstr(error->message, row->error) == NULL)
            fail_msg("%s: %s", row->name, error->message);
        return;
    }
    if (!ok)
        fail_msg("%s: %s", row->name, error->message);
    g_autofree char *made = g_strndup(script->source.text, script->source.length);
    assert_string_equal(made, row->made);
    assert_null(script->unset);
    if (strcmp(row->made, row->text) == 0)
        assert_null(script->map);
}

static guint line_of(const DlnScript *script, const char *needle, guint *out_column)
{
    guint line;

    dln_source_position(&script->source,
        (gsize)(strstr(script->source.text, needle) - script->source.text), &line, out_column);
    return line;
}

/* Every place behind, in and before a value is told as the file has it. */
static void test_positions(void **state)
{
    const DlnSource source = source_of("SELECT ${lines}, é;\n SELECT ${role}, x;\nSELECT y");
    g_autoptr(DlnVariables) variables = variables_new();
    g_autoptr(DlnScript) script = NULL;
    guint column;

    assert_true(dln_script_parse_with(PG, &source, variables, &script, NULL));
    assert_int_equal(script->n_statements, 3);
    assert_int_equal(script->statements[1].line, 6);
    assert_int_equal(script->statements[1].column, 2);
    assert_int_equal(script->statements[2].line, 7);
    assert_int_equal(line_of(script, "3", &column), 5);
    assert_int_equal(column, 8); /* the reference */
    assert_int_equal(line_of(script, "é", &column), 5);
    assert_int_equal(column, 18);
    assert_int_equal(line_of(script, ", x", &column), 6);
    assert_int_equal(column, 16);

    g_autofree char *first = dln_script_statement_text(script, 0);
    g_autofree char *second = dln_script_statement_text(script, 1);
    assert_string_equal(first, "SELECT ${lines}, é");
    assert_string_equal(second, "SELECT ${role}, x");
}

/* A value of several statements: each of them is the reference. */
static void test_statements_in_a_value(void **state)
{
    const DlnSource source = source_of("${attack2}; SELECT 2");
    g_autoptr(DlnVariables) variables = variables_new();
    const DlnVariable two = {.name = (char *)"attack2", .value = (char *)"SELECT 0; SELECT 1"};
    g_autoptr(DlnScript) script = NULL;

    dln_variables_add(variables, &two);
    assert_true(dln_script_parse_with(PG, &source, variables, &script, NULL));
    assert_int_equal(script->n_statements, 3);
    for (guint i = 0; i < 2; i++) {
        g_autofree char *text = dln_script_statement_text(script, i);
        assert_string_equal(text, "${attack2}");
        assert_int_equal(script->statements[i].column, 1);
    }
    assert_int_equal(script->statements[2].column, 13);
}

static void test_unset(void **state)
{
    const DlnSource source = source_of("SELECT 1;\nSELECT ${unset}, '${unset}'; SELECT ${role}");
    g_autoptr(DlnVariables) variables = variables_new();
    g_autoptr(DlnScript) script = NULL;

    assert_true(dln_script_parse_with(PG, &source, variables, &script, NULL));
    assert_non_null(script->unset);
    assert_int_equal(script->unset->code, DUNLIN_ERROR_CONFIG);
    assert_string_equal(
        script->unset->message, "m.sql:6:8: the variable \"unset\" has no value: give it one");
    assert_int_equal(script->n_statements, 3);
}

/* A text that only its value would make whole is kept, unread. */
static void test_unset_and_broken(void **state)
{
    const DlnSource source = source_of("SELECT 1 ${unset}; SELECT ${openquote} ");
    g_autoptr(DlnVariables) variables = variables_new();
    g_autoptr(DlnScript) script = NULL;

    assert_true(dln_script_parse_with(PG, &source, variables, &script, NULL));
    assert_non_null(script->unset);
    assert_int_equal(script->n_statements, 0);
}

static void test_without_variables(void **state)
{
    const DlnSource source = source_of("SELECT '${nobody} $${nobody}'");
    g_autoptr(DlnScript) script = NULL;

    assert_true(dln_script_parse_with(PG, &source, NULL, &script, NULL));
    assert_null(script->map);
    assert_ptr_equal(script->source.text, source.text);
}

static void test_mask(void **state)
{
    g_autoptr(DlnVariables) variables = variables_new();
    g_autofree char *masked = dln_variables_mask(variables, "role app: s3cr3t is no number (1)");

    assert_string_equal(masked, "role app: *** is no number (1)");
}

/* Whatever stands between the braces, nothing breaks, and what is taken can be read again. */
static void test_any_reference(void **state)
{
    static const char *const pieces[] = {"${", "$${", "}", "role", ":", "literal", "identifier",
        "'", "\"", "$$", "--", "\n", "/*", "*/", ";", "x", " ", "[", "]", "$f$", "é"};
    g_autoptr(DlnVariables) variables = variables_new();
    g_autoptr(GRand) random = g_rand_new_with_seed(7);

    for (guint round = 0; round < 4000; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(DlnScript) script = NULL;
        g_autoptr(GError) error = NULL;
        const DlnEngineKind engine = (DlnEngineKind)(round % DLN_N_ENGINES);
        for (gint32 i = g_rand_int_range(random, 1, 14); i > 0; i--)
            g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        /* Without the byte behind it, so that reading too far is seen. */
        g_autofree char *exact = g_memdup2(text->str, text->len);
        const DlnSource source = {
            .file = "m.sql", .text = exact, .length = text->len, .line = 1, .column = 1};
        const gboolean ok = dln_script_parse_with(engine, &source, variables, &script, &error);
        assert_true(ok == (error == NULL));
        for (guint i = 0; ok && i < script->n_statements; i++) {
            g_autofree char *statement = dln_script_statement_text(script, i);
            assert_true(g_utf8_validate(statement, -1, NULL));
        }
    }
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 7];
    gsize n = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[n++] =
            (struct CMUnitTest){cases[i].name, test_substitute, NULL, NULL, (void *)&cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_positions);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_statements_in_a_value);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_unset);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_unset_and_broken);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_without_variables);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_mask);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_any_reference);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
