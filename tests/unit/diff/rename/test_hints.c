/* SPDX-License-Identifier: Apache-2.0 */
/* test_hints.c: which definition `-- dunlin:renamed-from` stands at: a table of texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "diff/rename/rename.h"

#define HINT "-- dunlin:renamed-from "

/* found: "LINE KIND OWNER.NAME<OLD", "|" between; or the error. */
static const struct {
    DlnEngineKind engine;
    const char *text;
    const char *found;
} rows[] = {
    {DLN_ENGINE_POSTGRES, "CREATE TABLE a (id int);", ""},
    {DLN_ENGINE_POSTGRES, "-- dunlin: is a bird\nSELECT 'dunlin:renamed-from x';", ""},
    /* Before, behind. */
    {DLN_ENGINE_POSTGRES, HINT "a\nCREATE TABLE b (id int);", "1 table b<a"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b ( " HINT "a\n id int\n);", "1 table b<a"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (id int); " HINT "a\nCREATE TABLE c ();", "1 table b<a"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b\n" HINT "a\n(id int)", "2 table b<a"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (\n id int\n) " HINT "a\n;", "3 table b<a"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (\n id int, " HINT "x\n name text\n);",
        "2 column b.id<x"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (\n id int,\n name text " HINT "x\n);",
        "3 column b.name<x"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (\n id int,\n " HINT "x\n name text\n);",
        "3 column b.name<x"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (\n " HINT "x\n id int,\n name text\n);",
        "2 column b.id<x"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (\n id int\n " HINT "x\n NOT NULL,\n name text\n);",
        "3 column b.id<x"},
    {DLN_ENGINE_POSTGRES,
        "CREATE TABLE b (\n n numeric(10, 2) DEFAULT f(1, (2)), " HINT "x\n m int\n);",
        "2 column b.n<x"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (\r\n id int, " HINT "x\r\n name text\r\n);",
        "2 column b.id<x"},
    {DLN_ENGINE_POSTGRES, "/* a /* b */ */ " HINT "a\nCREATE TABLE b ();", "1 table b<a"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (id int, --  dunlin:renamed-from  x  \nname text)",
        "1 column b.id<x"},
    /* What names look like. */
    {DLN_ENGINE_POSTGRES,
        HINT "\"A b\"\nCREATE UNLOGGED TABLE IF NOT EXISTS public.\"B \"\"c\" ();",
        "1 table B \"c<A b!"},
    {DLN_ENGINE_POSTGRES, HINT "public.users\nCREATE TABLE Accounts ();", "1 table accounts<users"},
    {DLN_ENGINE_SQLITE, HINT "[x]\nCREATE TABLE [Odd name] (id);", "1 table Odd name<[x]"},
    {DLN_ENGINE_SQLITE, "CREATE TABLE t (\n `a b` TEXT, " HINT "c\n x);", "2 column t.a b<c"},
    /* The kinds. */
    {DLN_ENGINE_POSTGRES, "CREATE TYPE mood AS ENUM (\n 'a',\n 'it''s' " HINT "'is'\n);",
        "3 enum mood.it's<is!"},
    {DLN_ENGINE_POSTGRES, HINT "m\nCREATE TYPE mood AS ENUM ('a');", "1 enum mood<m"},
    {DLN_ENGINE_POSTGRES, "CREATE TYPE p AS (\n x int, " HINT "a\n y int);", "2 column p.x<a"},
    {DLN_ENGINE_POSTGRES, HINT "m\nCREATE TYPE r AS RANGE (subtype = int);", "1 range type r<m"},
    {DLN_ENGINE_POSTGRES, HINT "m\nCREATE DOMAIN d AS text;", "1 domain d<m"},
    {DLN_ENGINE_POSTGRES, "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a); " HINT "j",
        "1 index i<j"},
    {DLN_ENGINE_POSTGRES, HINT "s\nCREATE SEQUENCE q;", "1 sequence q<s"},
    {DLN_ENGINE_POSTGRES, HINT "s\nCREATE OR REPLACE VIEW v AS SELECT 1;", "1 view v<s"},
    {DLN_ENGINE_POSTGRES, HINT "s\nCREATE MATERIALIZED VIEW v AS SELECT 1;",
        "1 materialized view v<s"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE t (\n a int,\n CONSTRAINT c CHECK (a > 0) " HINT "d\n);",
        "3 constraint t.c<d"},
    {DLN_ENGINE_POSTGRES,
        "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT c PRIMARY KEY (a); " HINT "d",
        "2 constraint t.c<d"},
    {DLN_ENGINE_POSTGRES, "ALTER TABLE t ADD COLUMN IF NOT EXISTS c int; " HINT "d",
        "1 column t.c<d"},
    {DLN_ENGINE_POSTGRES,
        "SELECT 1;\n" HINT "a\nCREATE TABLE b (\n x int, " HINT "y\n z int " HINT "w\n);",
        "2 table b<a|4 column b.x<y|5 column b.z<w"},
    {DLN_ENGINE_POSTGRES,
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ -- dunlin:x\nSELECT 1 $$;", ""},
    /* Torn ones. */
    {DLN_ENGINE_POSTGRES, HINT "a", "s.sql:1:1: dunlin:renamed-from stands at nothing"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b ();\n" HINT "a\n",
        "s.sql:2:1: dunlin:renamed-from stands at nothing"},
    {DLN_ENGINE_POSTGRES, HINT "a\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'x';",
        "s.sql:1:1: dunlin:renamed-from stands at nothing"},
    {DLN_ENGINE_POSTGRES, HINT "a\nSELECT 1;", "s.sql:1:1: dunlin:renamed-from stands at nothing"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (\n id int,\n CHECK (id > 0) " HINT "a\n);",
        "s.sql:3:17: dunlin:renamed-from stands at nothing"},
    {DLN_ENGINE_POSTGRES, "ALTER TABLE b DROP COLUMN x; " HINT "a",
        "s.sql:1:30: dunlin:renamed-from stands at nothing"},
    {DLN_ENGINE_POSTGRES, HINT "\nCREATE TABLE b ();", "s.sql:1:1: one name is wanted"},
    {DLN_ENGINE_POSTGRES, HINT "a b\nCREATE TABLE b ();", "s.sql:1:1: one name is wanted"},
    {DLN_ENGINE_POSTGRES, HINT "\"a\nCREATE TABLE b ();", "s.sql:1:1: one name is wanted"},
    {DLN_ENGINE_POSTGRES, HINT "a.\nCREATE TABLE b ();", "s.sql:1:1: one name is wanted"},
    {DLN_ENGINE_POSTGRES, "-- dunlin:rename-from a\nCREATE TABLE b ();",
        "s.sql:1:1: \"dunlin:rename-from\" is no directive of a schema file: did you mean "
        "\"dunlin:renamed-from\"?"},
    {DLN_ENGINE_POSTGRES, "-- dunlin:up\nCREATE TABLE b ();",
        "s.sql:1:1: \"dunlin:up\" is no directive of a schema file: "},
    {DLN_ENGINE_POSTGRES, HINT "a\nCREATE TABLE \"b", "s.sql:2:14: "},
    {DLN_ENGINE_POSTGRES, HINT "a\nCREATE", "s.sql:1:1: dunlin:renamed-from stands at nothing"},
    {DLN_ENGINE_POSTGRES, HINT "a\nCREATE TABLE",
        "s.sql:1:1: dunlin:renamed-from stands at nothing"},
    {DLN_ENGINE_POSTGRES, "CREATE TABLE b (a int, " HINT "a\n", "1 column b.a<a"},
    {DLN_ENGINE_POSTGRES, "CREATE TYPE b AS ENUM (a " HINT "a\n)",
        "s.sql:1:26: dunlin:renamed-from stands at nothing"},
};

static char *read_hints(DlnEngineKind engine, const char *text)
{
    const DlnSource source = {
        .file = "s.sql", .text = text, .length = strlen(text), .line = 1, .column = 1};
    g_autoptr(GPtrArray) wishes =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_wish_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) found = g_string_new(NULL);

    if (!dln_rename_read_hints(engine, &source, wishes, &error)) {
        assert_int_equal(error->code, DUNLIN_ERROR_SYNTAX);
        return g_strdup(error->message);
    }
    for (guint i = 0; i < wishes->len; i++) {
        const DlnRenameWish *wish = wishes->pdata[i];
        const char *owner = wish->to_parent.text;
        g_string_append_printf(found, "%s%u %s %s%s%s<%s%s", i > 0 ? "|" : "", wish->line,
            dln_object_kind_name(wish->kind), owner != NULL ? owner : "", owner != NULL ? "." : "",
            wish->to.text, wish->from.text, wish->from.is_exact ? "!" : "");
    }
    return g_strdup(found->str);
}

static void hints_stand_at_definitions(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = read_hints(rows[i].engine, rows[i].text);
        gboolean is_error = g_str_has_prefix(rows[i].found, "s.sql:");

        if (is_error ? !g_str_has_prefix(found, rows[i].found) : strcmp(found, rows[i].found) != 0)
            fail_msg("row %u: %s: %s, not %s", i, rows[i].text, found, rows[i].found);
    }
}

/* Cut anywhere, and with any byte gone, it is read or refused. */
static void torn_texts_are_read_or_refused(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (gsize at = 0; rows[i].text[at] != '\0'; at++) {
            g_autofree char *cut = g_strndup(rows[i].text, at);
            g_autofree char *without = g_strconcat(cut, rows[i].text + at + 1, NULL);
            const char *const texts[] = {cut, without};

            for (guint t = 0; t < G_N_ELEMENTS(texts); t++) {
                g_autofree char *found = read_hints(rows[i].engine, texts[t]);
                assert_non_null(found);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hints_stand_at_definitions),
        cmocka_unit_test(torn_texts_are_read_or_refused),
    };

    return cmocka_run_group_tests_name("rename_hints", tests, NULL, NULL);
}
