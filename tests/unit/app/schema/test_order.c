/* SPDX-License-Identifier: Apache-2.0 */
/* test_order.c: what makes a name comes before what mentions it, whatever order the files have; words that are no names do not
 * count, a circle ends, and what has no reason to move stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/schema/order.h"

#define MAX_FILES 4
#define N_CHAIN 20000

typedef struct {
    const char *name;
    const char *files[MAX_FILES];
    const char *want; /* the statements by their numbers, counted through all files */
    DlnSchemaTextFlags flags;
} Case;

static DlnSchemaText *read_files(const Case *at, DlnEngineKind engine)
{
    DlnSchemaText *text = dln_schema_text_new(engine, at->flags);

    for (guint i = 0; i < MAX_FILES && at->files[i] != NULL; i++) {
        g_autofree char *shown = g_strdup_printf("%u.sql", i);
        g_autoptr(GError) error = NULL;
        if (!dln_schema_text_add(text, g_strdup(at->files[i]), shown, &error))
            fail_msg("%s: %s", at->name, error->message);
    }
    return text;
}

/* All statements, as the files have them. (element-type DlnSchemaEntry) */
static GArray *entries_of(const DlnSchemaText *text)
{
    GArray *entries = g_array_new(FALSE, FALSE, sizeof(DlnSchemaEntry));

    for (guint i = 0; i < text->files->len; i++) {
        const DlnSchemaFile *file = text->files->pdata[i];
        for (guint k = 0; k < file->script->n_statements; k++) {
            const DlnSchemaEntry entry = {i, k};
            g_array_append_val(entries, entry);
        }
    }
    return entries;
}

static void order(const DlnSchemaText *text, GArray *entries)
{
    dln_schema_order(text, (DlnSchemaEntry *)(gpointer)entries->data, entries->len);
}

static guint number_of(const GArray *all, const DlnSchemaEntry *entry)
{
    for (guint i = 0; i < all->len; i++) {
        if (memcmp(entry, &g_array_index(all, DlnSchemaEntry, i), sizeof *entry) == 0)
            return i;
    }
    fail_msg("a statement that no file has");
    return 0;
}

static void check_case(const Case *at, DlnEngineKind engine)
{
    g_autoptr(DlnSchemaText) text = read_files(at, engine);
    g_autoptr(GArray) all = entries_of(text);
    g_autoptr(GArray) ordered = entries_of(text);
    g_autoptr(GString) got = g_string_new(NULL);

    order(text, ordered);
    for (guint i = 0; i < ordered->len; i++)
        g_string_append_printf(got, "%s%u", i > 0 ? " " : "",
            number_of(all, &g_array_index(ordered, DlnSchemaEntry, i)));
    if (!g_str_equal(got->str, at->want))
        fail_msg("%s: %s instead of %s", at->name, got->str, at->want);
}

/* ---- cases ---- */

static const Case postgres_cases[] = {
    {"nothing at all", {""}, "", 0},
    {"files in reverse",
        {"CREATE VIEW top AS SELECT * FROM middle;", "CREATE VIEW middle AS SELECT m FROM bottom;",
            "CREATE TABLE bottom (m mood);", "CREATE TYPE mood AS ENUM ('x');"},
        "3 2 1 0", 0},
    {"what stands right stays",
        {"CREATE TYPE mood AS ENUM ('x'); CREATE TABLE b (m mood); CREATE VIEW a AS SELECT m FROM "
         "b;"},
        "0 1 2", 0},
    {"strangers stay",
        {"CREATE TABLE c (x integer);", "CREATE TABLE b (x integer);", "CREATE TABLE a (x text);"},
        "0 1 2", 0},
    {"only what is needed comes forward",
        {"CREATE TABLE first (x integer); CREATE VIEW v AS SELECT x FROM t;",
            "CREATE TABLE other (x integer); CREATE TABLE t (x integer); CREATE TABLE last ();"},
        "0 3 1 2 4", 0},
    {"a name in quotes is that and no other",
        {"CREATE VIEW v AS SELECT 1 AS a FROM \"Users\"; CREATE TABLE users (a integer); CREATE "
         "TABLE \"Users\" (a integer);"},
        "2 0 1", 0},
    {"a name without quotes is in small letters",
        {"CREATE VIEW v AS SELECT 1 AS a FROM USERS; CREATE TABLE \"USERS\" (a integer); CREATE "
         "TABLE Users (a integer);"},
        "2 0 1", 0},
    {"a name behind a schema's",
        {"CREATE VIEW app.v AS SELECT a FROM app.t; CREATE TABLE app.t (a integer);"}, "1 0", 0},

    /* strings, comments, bodies */
    {"a name in a string",
        {"CREATE TABLE t (a bigint DEFAULT nextval('app.\"S\"'::regclass)); CREATE TABLE u (a "
         "integer); CREATE SEQUENCE \"S\";"},
        "2 0 1", 0},
    {"a name in a string may be folded",
        {"CREATE TABLE t (a bigint DEFAULT nextval('S_1')); CREATE SEQUENCE s_1;"}, "1 0", 0},
    {"a part of a word in a string is no name",
        {"CREATE TABLE t (a text DEFAULT 'the_s s2'); CREATE SEQUENCE s;"}, "0 1", 0},
    {"old ways of a name in a string",
        {"CREATE TABLE t (a bigint DEFAULT nextval(('s'::text)::regclass), b oid DEFAULT "
         "'f(integer)'::pg_catalog.regprocedure); CREATE FUNCTION f(integer) RETURNS integer "
         "LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE s;"},
        "2 1 0", 0},
    {"a label or a value is no name",
        {"CREATE TYPE state AS ENUM ('active', 'gone'); CREATE TABLE t (a text DEFAULT 'active' "
         "CHECK (a IN ('gone', 'active')), s state DEFAULT 'gone'::state); ALTER TABLE t ALTER "
         "COLUMN a SET DEFAULT 'gone'; CREATE VIEW active AS SELECT a FROM t; CREATE VIEW gone AS "
         "SELECT a FROM t;"},
        "0 1 2 3 4", 0},
    {"a comment makes no one wait",
        {"CREATE VIEW v AS SELECT 1 AS a -- of t\n/* and of t */; CREATE TABLE t (a integer);"},
        "0 1", 0},
    {"a body of SQL is looked into by the server",
        {"CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS $x$ SELECT count(*) FROM t $x$; "
         "CREATE FUNCTION g() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM u'; "
         "CREATE TABLE t (a integer); CREATE TABLE u (a integer);"},
        "2 0 3 1", 0},
    {"a body of BEGIN ATOMIC, too",
        {"CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM t; "
         "END; CREATE TABLE t (a integer);"},
        "1 0", 0},
    {"a body of PL/pgSQL is not",
        {"CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN count(*) FROM t; "
         "END $$; CREATE TABLE t (a integer);"},
        "0 1", 0},
    {"none is where the file says so",
        {"SET check_function_bodies = false; CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS "
         "$$ SELECT count(*) FROM t $$; CREATE TABLE t (a integer);"},
        "0 1", 0},
    {"but a function's arguments are",
        {"CREATE FUNCTION f(t) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; "
         "CREATE TABLE t (a integer);"},
        "1 0", 0},

    /* tables */
    {"a column is no name",
        {"CREATE TABLE a (b integer, c numeric(3, 2), d text, CHECK (b > 0)); CREATE TABLE c (x "
         "integer); CREATE TABLE d (x integer);"},
        "0 1 2", 0},
    {"its type is",
        {"CREATE TABLE a (x integer, y c); CREATE TABLE b (x integer); CREATE DOMAIN c AS text;"},
        "2 0 1", 0},
    {"what stands behind the columns is",
        {"CREATE TABLE a (x integer) INHERITS (b); CREATE TABLE b (y integer);"}, "1 0", 0},
    {"a partition waits for the whole",
        {"CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p (a integer) PARTITION "
         "BY LIST (a);"},
        "1 0", 0},
    {"a table that refers to itself", {"CREATE TABLE t (a integer PRIMARY KEY REFERENCES t);"}, "0",
        0},
    {"a reference may need a unique index",
        {"CREATE TABLE child (p integer REFERENCES parent (k)); CREATE UNIQUE INDEX i ON parent "
         "(k); CREATE TABLE parent (k integer);"},
        "2 1 0", 0},
    {"an index that is not unique is not waited for",
        {"CREATE TABLE child (p integer REFERENCES parent); CREATE INDEX i ON parent (k); CREATE "
         "TABLE parent (k integer PRIMARY KEY);"},
        "2 0 1", 0},
    {"changes of a table come before who uses it",
        {"CREATE VIEW v AS SELECT b FROM t; ALTER TABLE ONLY t ADD COLUMN b integer; CREATE INDEX "
         "i ON "
         "t (b); CREATE TABLE t (a integer);"},
        "3 1 0 2", 0},
    {"what a table refers to is not what others wait for",
        {"CREATE TABLE t (a integer PRIMARY KEY); ALTER TABLE ONLY t ADD FOREIGN KEY (a) "
         "REFERENCES o; CREATE VIEW v AS SELECT a FROM t; CREATE TABLE o (a integer PRIMARY KEY);"},
        "0 3 1 2", 0},
    {"two tables that refer to each other by changes",
        {"ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b; ALTER TABLE b ADD FOREIGN KEY (x) "
         "REFERENCES a; CREATE TABLE a (x integer PRIMARY KEY); CREATE TABLE b (x integer PRIMARY "
         "KEY);"},
        "2 3 0 1", 0},

    /* what belongs to a table */
    {"a change mentions an index",
        {"ALTER TABLE t CLUSTER ON i; CREATE INDEX i ON t (a); CREATE TABLE t (a integer);"},
        "2 1 0", 0},
    {"it is not what the index waits for",
        {"CREATE TABLE t (a integer); CREATE INDEX i ON t (a); ALTER TABLE t CLUSTER ON i;"},
        "0 1 2", 0},
    {"nor a trigger",
        {"CREATE TABLE t (a integer); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ "
         "BEGIN RETURN new; END $$; CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE "
         "FUNCTION f(); ALTER TABLE ONLY t ENABLE ALWAYS TRIGGER g;"},
        "0 1 2 3", 0},
    {"nor the index by which rows are told apart",
        {"CREATE TABLE t (a integer NOT NULL); ALTER TABLE t REPLICA IDENTITY USING INDEX i; "
         "CREATE UNIQUE INDEX i ON t (a);"},
        "0 2 1", 0},
    {"an index becomes a constraint",
        {"ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX i; CREATE TABLE c (a integer "
         "REFERENCES t (a)); CREATE UNIQUE INDEX i ON t (a); CREATE TABLE t (a integer);"},
        "3 2 0 1", 0},
    {"and waits for no change before",
        {"CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX i; "
         "CREATE TABLE t (a integer);"},
        "2 0 1", 0},
    {"an index is attached to the one of the whole",
        {"ALTER INDEX w ATTACH PARTITION i; CREATE INDEX w ON ONLY p (a); CREATE INDEX i ON p1 "
         "(a); CREATE TABLE p1 PARTITION OF p DEFAULT; CREATE TABLE p (a integer) PARTITION BY "
         "LIST (a);"},
        "4 1 3 2 0", 0},
    {"or to that of its constraint",
        {"ALTER INDEX k ATTACH PARTITION i; ALTER TABLE p ADD CONSTRAINT k UNIQUE (a); CREATE "
         "UNIQUE INDEX i ON p1 (a);"},
        "1 2 0", 0},

    /* all at the end, and all at the beginning */
    {"an extension comes first", {"CREATE TABLE t (a integer);", "CREATE EXTENSION citext;"}, "1 0",
        0},
    {"comments come last",
        {"COMMENT ON INDEX i IS 'an index'; CREATE TABLE t (a integer); COMMENT ON TABLE t IS "
         "'s'; CREATE INDEX i ON t (a); CREATE SEQUENCE s;"},
        "1 3 4 0 2", 0},
    {"and then what is allowed",
        {"GRANT SELECT ON t TO PUBLIC; COMMENT ON TABLE t IS 't'; CREATE TABLE t (a integer); "
         "REVOKE SELECT ON t FROM PUBLIC;"},
        "2 1 0 3", DLN_SCHEMA_TEXT_PRIVILEGES},

    /* circles are cut, and each is there once */
    {"two views of each other",
        {"CREATE VIEW a AS SELECT 1 AS x FROM b; CREATE VIEW b AS SELECT 1 AS x FROM a; CREATE "
         "TABLE t (x integer);"},
        "1 0 2", 0},
    {"three of them, behind what they need",
        {"CREATE VIEW a AS SELECT 1 AS x FROM b, t;", "CREATE VIEW b AS SELECT 1 AS x FROM c;",
            "CREATE VIEW c AS SELECT 1 AS x FROM a;", "CREATE TABLE t (x integer);"},
        "2 1 3 0", 0},
};

static const Case sqlite_cases[] = {
    {"files in reverse",
        {"CREATE TRIGGER g AFTER INSERT ON v BEGIN SELECT 1; END;",
            "CREATE VIEW v AS SELECT a FROM t;", "CREATE TABLE t (a INTEGER);"},
        "2 1 0", 0},
    {"names are the same in any letter case",
        {"CREATE VIEW v AS SELECT a FROM [Some Users]; CREATE INDEX i ON `USERS` (a); CREATE TABLE "
         "users (a INTEGER); CREATE TABLE \"some USERS\" (a INTEGER);"},
        "3 0 2 1", 0},
    {"a string may be a name", {"CREATE INDEX i ON 'Users' (a); CREATE TABLE users (a INTEGER);"},
        "1 0", 0},
    {"tables that refer to each other",
        {"CREATE TABLE a (x INTEGER REFERENCES b); CREATE TABLE b (x INTEGER REFERENCES a); CREATE "
         "TABLE c (x INTEGER);"},
        "1 0 2", 0},
    {"strangers stay", {"CREATE TABLE b (a TEXT);", "CREATE TABLE a (b TEXT);"}, "0 1", 0},
};

static void test_postgres(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(postgres_cases); i++)
        check_case(&postgres_cases[i], DLN_ENGINE_POSTGRES);
}

static void test_sqlite(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(sqlite_cases); i++)
        check_case(&sqlite_cases[i], DLN_ENGINE_SQLITE);
}

/* ---- any order at all ---- */

/* In an order that works. */
static const Case whole = {"whole",
    {"CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE SEQUENCE numbers; "
     "CREATE TABLE people (id bigint DEFAULT nextval('numbers') PRIMARY KEY, feels mood); "
     "CREATE UNIQUE INDEX people_feels ON people (feels); "
     "CREATE TABLE pets (owner mood REFERENCES people (feels)); "
     "CREATE VIEW glad AS SELECT id FROM people JOIN pets ON owner = feels; "
     "COMMENT ON VIEW glad IS 'those'"},
    NULL, 0};
static const struct {
    guint first;
    guint second;
} afterwards[] = {{0, 2}, {1, 2}, {2, 3}, {3, 4}, {2, 5}, {4, 5}, {5, 6}};

static void check_order(const DlnSchemaText *text, const GArray *all, const guint *numbers)
{
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(DlnSchemaEntry));
    guint places[16];

    for (guint i = 0; i < all->len; i++)
        g_array_append_val(entries, g_array_index(all, DlnSchemaEntry, numbers[i]));
    order(text, entries);
    for (guint i = 0; i < all->len; i++)
        places[number_of(all, &g_array_index(entries, DlnSchemaEntry, i))] = i;
    for (guint i = 0; i < G_N_ELEMENTS(afterwards); i++)
        assert_true(places[afterwards[i].first] < places[afterwards[i].second]);
    /* Now that nothing has a reason to move. */
    g_autoptr(GArray) again = g_array_copy(entries);
    order(text, again);
    assert_memory_equal(again->data, entries->data, entries->len * sizeof(DlnSchemaEntry));
}

/* All that numbers[from ...] can be swapped to. */
static void permute(const DlnSchemaText *text, const GArray *all, guint *numbers, guint from)
{
    if (from == all->len) {
        check_order(text, all, numbers);
        return;
    }
    for (guint i = from; i < all->len; i++) {
        const guint one = numbers[from];
        numbers[from] = numbers[i];
        numbers[i] = one;
        permute(text, all, numbers, from + 1);
        numbers[i] = numbers[from];
        numbers[from] = one;
    }
}

static void test_permutations(void **state)
{
    g_autoptr(DlnSchemaText) text = read_files(&whole, DLN_ENGINE_POSTGRES);
    g_autoptr(GArray) all = entries_of(text);
    guint numbers[16];

    assert_int_equal(all->len, 7);
    for (guint i = 0; i < all->len; i++)
        numbers[i] = i;
    permute(text, all, numbers, 0);
}

/* Nothing of the machine's stack is used up by it. */
static void test_long_chain(void **state)
{
    g_autoptr(GString) sql = g_string_new(NULL);

    for (guint i = 0; i < N_CHAIN; i++)
        g_string_append_printf(sql, "CREATE VIEW v%u AS SELECT 1 AS a FROM v%u;\n", i, i + 1);
    const Case chain = {"chain", {sql->str}, NULL, 0};
    g_autoptr(DlnSchemaText) text = read_files(&chain, DLN_ENGINE_POSTGRES);
    g_autoptr(GArray) entries = entries_of(text);

    assert_int_equal(entries->len, N_CHAIN);
    order(text, entries);
    for (guint i = 0; i < N_CHAIN; i++)
        assert_int_equal(g_array_index(entries, DlnSchemaEntry, i).statement, N_CHAIN - 1 - i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_postgres),
        cmocka_unit_test(test_sqlite),
        cmocka_unit_test(test_permutations),
        cmocka_unit_test(test_long_chain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
