/* SPDX-License-Identifier: Apache-2.0 */
/* test_message.c: how a batch is cut into messages, and that each part of a message is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/postgres/message.h"

#define MAX_MESSAGES 6

typedef struct {
    const char *name;
    const char *text;
    const char *messages[MAX_MESSAGES]; /* between two statements of ours: "one" and "two" */
} Case;

static const Case cases[] = {
    {"nothing", "", {"one;two;"}},
    {"several in one message", "SELECT 1; SELECT 'é;' -- c\n;",
        {"one;SELECT 1\n;SELECT 'é;'\n;two;"}},
    {"the file's own BEGIN and COMMIT are left out", "BEGIN; SELECT 1; COMMIT;",
        {"one;SELECT 1\n;two;"}},
    {"alone what refuses a transaction", "SELECT 1; VACUUM; SELECT 2; VACUUM a; VACUUM b",
        {"one;SELECT 1\n;", "VACUUM\n;", "SELECT 2\n;", "VACUUM a\n;", "VACUUM b\n;", "two;"}},
    {"cut behind COPY data", "COPY t FROM stdin;\n1\n\\.\nSELECT 2;",
        {"one;COPY t FROM stdin\n;", "SELECT 2\n;two;"}},
    {"cut behind what changes the lexer",
        "SELECT 1; SET standard_conforming_strings = off; SELECT '\\';';",
        {"one;SELECT 1\n;SET standard_conforming_strings = off\n;", "SELECT '\\';'\n;two;"}},
    {"a statement that ends in a comment", "SELECT 1 /* a */ -- b", {"one;SELECT 1\n;two;"}},
};

static DlnScript *parse(const char *text)
{
    const DlnSource source = {"m.sql", text, strlen(text), 1, 1};
    DlnScript *script = NULL;

    assert_true(dln_script_parse(DLN_ENGINE_POSTGRES, &source, &script, NULL));
    return script;
}

/* The text at each part's start is that of its statement. */
static void assert_parts(const DlnMessage *message)
{
    for (guint i = 0; i < message->parts->len; i++) {
        const DlnMessagePart *part = &g_array_index(message->parts, DlnMessagePart, i);
        const char *at = message->sql->str + part->start;

        if (part->item->kind != DLN_ITEM_SCRIPT) {
            assert_true(g_str_has_prefix(at, part->item->sql));
            continue;
        }
        const DlnStatement *statement = &part->item->script->statements[part->statement];
        assert_memory_equal(
            at, part->item->script->source.text + statement->offset, statement->length);
    }
}

static void test_compose(void **state)
{
    const Case *row = *state;
    g_autoptr(DlnScript) script = parse(row->text);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_sql(batch, 1, "one");
    dln_batch_add_script(batch, 2, script, 0, script->n_statements);
    dln_batch_add_sql(batch, 3, "two");
    g_autoptr(GPtrArray) messages = dln_messages_compose(batch);
    for (guint i = 0; i < messages->len; i++) {
        const DlnMessage *message = messages->pdata[i];
        assert_true(i < MAX_MESSAGES);
        assert_non_null(row->messages[i]);
        assert_string_equal(message->sql->str, row->messages[i]);
        assert_parts(message);
    }
    assert_true(messages->len == MAX_MESSAGES || row->messages[messages->len] == NULL);
}

static void test_copy_data(void **state)
{
    g_autoptr(DlnScript) script = parse("SELECT 1; COPY t FROM stdin;\n1\n2\n\\.\n");
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_script(batch, 0, script, 0, script->n_statements);
    g_autoptr(GPtrArray) messages = dln_messages_compose(batch);
    assert_int_equal(messages->len, 1);
    const DlnMessage *message = messages->pdata[0];
    assert_ptr_equal(message->copy_in, &script->statements[1]);
    assert_ptr_equal(message->copy_script, script);
    assert_memory_equal(script->source.text + message->copy_in->data_offset, "1\n2\n", 4);
    assert_int_equal(message->copy_in->data_length, 4);
}

/* Checks stop what stands behind them: a false one divides by zero, and NULL counts as false. */
static void test_checks(void **state)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_check(batch, 0, "a = b");
    dln_batch_add_check_with(batch, 0, "WITH w AS (SELECT 1)", "SELECT count(*) = 1 FROM w");
    dln_batch_add_item(batch, DLN_ITEM_LOCK, 0, "pg_try_advisory_lock(1)");
    g_autoptr(GPtrArray) messages = dln_messages_compose(batch);
    assert_int_equal(messages->len, 1);
    const DlnMessage *message = messages->pdata[0];
    assert_string_equal(message->sql->str,
        "SELECT 1/coalesce((a = b),false)::int;"
        "WITH w AS (SELECT 1) SELECT 1/coalesce((SELECT count(*) = 1 FROM w),false)::int;"
        "SELECT 1/coalesce((pg_try_advisory_lock(1)),false)::int;");
}

/* What a migration has changed of how text is read ends with the reset, and not before a message begins behind it. */
static void test_reset(void **state)
{
    static const struct {
        const char *text;
        const char *last; /* the message that holds what stands behind the reset */
    } rows[] = {
        {"SELECT 1;", "SELECT 1\n;RESET ALL;ledger;"},
        {"SET client_encoding = 'LATIN1'; SELECT 1;", "ledger;"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DlnScript) script = parse(rows[i].text);
        g_autoptr(DlnBatch) batch = dln_batch_new();
        dln_batch_add_script(batch, 0, script, 0, script->n_statements);
        dln_batch_add_item(batch, DLN_ITEM_RESET, 0, "RESET ALL");
        dln_batch_add_sql(batch, 0, "ledger");
        g_autoptr(GPtrArray) messages = dln_messages_compose(batch);
        const DlnMessage *last = messages->pdata[messages->len - 1];
        assert_string_equal(last->sql->str, rows[i].last);
    }
}

/* Only some statements of a script, as the journal sends them. */
static void test_one_statement(void **state)
{
    g_autoptr(DlnScript) script = parse("SELECT 1; SELECT 2; SELECT 3;");
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_script(batch, 0, script, 1, 1);
    g_autoptr(GPtrArray) messages = dln_messages_compose(batch);
    const DlnMessage *message = messages->pdata[0];
    assert_string_equal(message->sql->str, "SELECT 2\n;");
    assert_int_equal(g_array_index(message->parts, DlnMessagePart, 0).statement, 1);
}

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));
    const struct CMUnitTest more[] = {
        cmocka_unit_test(test_copy_data),
        cmocka_unit_test(test_checks),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_one_statement),
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct CMUnitTest test = {cases[i].name, test_compose, NULL, NULL, (void *)&cases[i]};
        g_array_append_val(tests, test);
    }
    g_array_append_vals(tests, more, G_N_ELEMENTS(more));
    return _cmocka_run_group_tests("postgres message",
        (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
