/* SPDX-License-Identifier: Apache-2.0 */
/* test_postgres.c: the order of the statements that make one PostgreSQL schema into another, and what is said about them: a table of
 * pairs. That they lead there is for tests/diff. */
#include "model/small_schema.h"

#include "diff/diff.h"

#define A "t a; c a.x type=integer"
#define B "t b; c b.y type=integer"
#define A_KEY "; k a.a_pkey type=primary~key definition=PRIMARY~KEY~(x) >c:a.x"
#define B_KEY "; k b.b_pkey type=primary~key definition=PRIMARY~KEY~(y) >c:b.y"
#define A_TO_B                                                                                     \
    "; k a.to_b type=foreign~key definition=FOREIGN~KEY~(x)~REFERENCES~b(y) >c:a.x >c:b.y "        \
    ">k:b.b_pkey"
#define B_TO_A                                                                                     \
    "; k b.to_a type=foreign~key definition=FOREIGN~KEY~(y)~REFERENCES~a(x) >c:b.y >c:a.x "        \
    ">k:a.a_pkey"
#define MOOD "e mood labels='sad',~'ok'"

/* Parts are joined by " # ", statements by " | "; a loss stands behind " !! ", a note is "?". */
static const struct {
    const char *from;
    const char *to;
    DlnDiffFlags flags;
    const char *statements;
} rows[] = {
    {A, A, 0, ""},
    {A, A "; c a.z type=text", 0, "ALTER TABLE a ADD COLUMN z text"},
    {A "; c a.z type=text", A, 0, "ALTER TABLE a DROP COLUMN z !! column a.z: its values"},
    {A, "", 0, "DROP TABLE a !! table a: its rows"},
    /* Room is made for a change, and taken again. */
    {A "; v v definition=SELECT~x >c:a.x; v w definition=SELECT~v.x >v:v",
        "t a; c a.x type=bigint; v v definition=SELECT~x >c:a.x; v w definition=SELECT~v.x >v:v", 0,
        "DROP VIEW w | DROP VIEW v | ALTER TABLE a ALTER COLUMN x TYPE bigint"
        " | CREATE VIEW v AS\nSELECT x | CREATE VIEW w AS\nSELECT v.x"},
    /* A view is replaced before what it does not need any more goes, and behind what it needs now. */
    {A "; c a.z type=text; v v definition=SELECT~z columns='z~text' >c:a.z",
        A "; c a.q type=text; v v definition=SELECT~q~AS~z columns='z~text' >c:a.q", 0,
        "ALTER TABLE a ADD COLUMN q text | CREATE OR REPLACE VIEW v AS\nSELECT q AS z"
        " | ALTER TABLE a DROP COLUMN z !! column a.z: its values"},
    /* A name has to be free. */
    {A "; v b definition=SELECT~x >c:a.x; v w definition=SELECT~1~FROM~b >v:b",
        A "; " B "; v w definition=SELECT~1~FROM~b >c:b.y", 0,
        "DROP VIEW w | DROP VIEW b | CREATE TABLE b (\n    y integer\n) | CREATE VIEW w AS\nSELECT "
        "1 FROM b"},
    /* Two tables that need each other. */
    {"", A A_KEY A_TO_B "; " B B_KEY B_TO_A, 0,
        "CREATE TABLE a (\n    x integer,\n    CONSTRAINT a_pkey PRIMARY KEY (x)\n)"
        " | CREATE TABLE b (\n    y integer,\n    CONSTRAINT b_pkey PRIMARY KEY (y)\n)"
        " | ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (x) REFERENCES b(y)"
        " | ALTER TABLE b ADD CONSTRAINT to_a FOREIGN KEY (y) REFERENCES a(x)"},
    {A A_KEY "; " B B_KEY B_TO_A, "", 0,
        "DROP TABLE b !! table b: its rows | DROP TABLE a !! table a: its rows"},
    {A A_KEY A_TO_B "; " B B_KEY B_TO_A, "", 0,
        "ALTER TABLE a DROP CONSTRAINT to_b | DROP TABLE b !! table b: its rows"
        " | DROP TABLE a !! table a: its rows"},
    /* A default that needs what needs the table. */
    {"",
        "t a; c a.x type=integer default=f() >f:f(a); f f(a) returns=integer language=internal "
        "body=f >t:a",
        0,
        "CREATE TABLE a (\n    x integer\n) | CREATE FUNCTION f() RETURNS integer\n    LANGUAGE "
        "internal\nAS $$f$$"
        " | ALTER TABLE ONLY a ALTER COLUMN x SET DEFAULT f()"},
    /* Values of enums: in their places, and committed before they are used. */
    {MOOD, "e mood labels='sad',~'so~so',~'ok',~'happy'", 0,
        "ALTER TYPE mood ADD VALUE 'so so' AFTER 'sad' | ALTER TYPE mood ADD VALUE 'happy'"},
    {MOOD "; t a; c a.m type=mood >e:mood",
        "e mood labels='awful',~'sad',~'ok'; t a; c a.m type=mood default='awful'::mood >e:mood", 0,
        "ALTER TYPE mood ADD VALUE 'awful' BEFORE 'sad'"
        " # ALTER TABLE a ALTER COLUMN m SET DEFAULT 'awful'::mood"},
    {MOOD "; t a; c a.m type=mood >e:mood", "e mood labels='ok'; t a; c a.m type=mood >e:mood", 0,
        "ALTER TYPE mood RENAME TO mood_old | CREATE TYPE mood AS ENUM ('ok')"
        " | ALTER TABLE a ALTER COLUMN m TYPE mood USING CASE WHEN m::text IN ('sad') THEN NULL "
        "ELSE"
        " m::text::mood END !! column a.m: rows with 'sad' get NULL | DROP TYPE mood_old"},
    /* Rows that have no value. */
    {A, "t a; c a.x type=integer not_null=true", 0,
        "UPDATE a SET x = 0 WHERE x IS NULL? | ALTER TABLE a ALTER COLUMN x SET NOT NULL"},
    {A, A "; c a.z type=text not_null=true", 0,
        "ALTER TABLE a ADD COLUMN z text | UPDATE a SET z = '' WHERE z IS NULL?"
        " | ALTER TABLE a ALTER COLUMN z SET NOT NULL"},
    {A, A "; c a.z type=text not_null=true default='k'", 0,
        "ALTER TABLE a ADD COLUMN z text DEFAULT 'k' NOT NULL"},
    /* Serial and identity. */
    {"t a; c a.x type=integer not_null=true default=nextval('a_x_seq'::regclass) >s:a_x_seq; s "
     "a_x_seq type=integer owned_by=a.x",
        "t a; c a.x type=integer not_null=true identity=always", 0,
        "ALTER TABLE a ALTER COLUMN x DROP DEFAULT | ALTER SEQUENCE a_x_seq RENAME TO a_x_seq_old"
        " | ALTER TABLE a ALTER COLUMN x ADD GENERATED ALWAYS AS IDENTITY"
        " | SELECT setval('a_x_seq', last_value, is_called) FROM a_x_seq_old | DROP SEQUENCE "
        "a_x_seq_old"},
    /* Forced, row level security would hide rows from the UPDATE. */
    {A, "t a row_security=true force_row_security=true; c a.x type=integer not_null=true", 0,
        "UPDATE a SET x = 0 WHERE x IS NULL? | ALTER TABLE a ALTER COLUMN x SET NOT NULL"
        " | ALTER TABLE a ENABLE ROW LEVEL SECURITY | ALTER TABLE a FORCE ROW LEVEL SECURITY"},
    {"t a row_security=true force_row_security=true; c a.x type=integer",
        "t a; c a.x type=integer not_null=true", 0,
        "ALTER TABLE a DISABLE ROW LEVEL SECURITY | ALTER TABLE a NO FORCE ROW LEVEL SECURITY"
        " | UPDATE a SET x = 0 WHERE x IS NULL? | ALTER TABLE a ALTER COLUMN x SET NOT NULL"},
    /* Beside traffic. */
    {A, A "; i a.i columns=(x) method=btree >c:a.x", DLN_DIFF_ONLINE,
        "CREATE INDEX CONCURRENTLY i ON a (x)"},
    {A "; i a.i columns=(x) method=btree >c:a.x", A, DLN_DIFF_ONLINE, "DROP INDEX CONCURRENTLY i"},
    {A "; i a.i columns=(x) method=btree >c:a.x", A "; i a.i columns=(x~DESC) method=btree >c:a.x",
        DLN_DIFF_ONLINE,
        "ALTER INDEX i RENAME TO i_old # CREATE INDEX CONCURRENTLY i ON a (x DESC)"
        " | DROP INDEX CONCURRENTLY i_old"},
    {A, "t a; c a.x type=bigint", DLN_DIFF_ONLINE, "ALTER TABLE a ALTER COLUMN x TYPE bigint?"},
    {"t a; c a.x type=character~varying(10)", "t a; c a.x type=character~varying(20)",
        DLN_DIFF_ONLINE, "ALTER TABLE a ALTER COLUMN x TYPE character varying(20)"},
    {"t a; c a.x type=numeric(10,2)", "t a; c a.x type=numeric(12,2)", DLN_DIFF_ONLINE,
        "ALTER TABLE a ALTER COLUMN x TYPE numeric(12,2)"},
    {"t a; c a.x type=numeric(10,2)", "t a; c a.x type=numeric(14,4)", DLN_DIFF_ONLINE,
        "ALTER TABLE a ALTER COLUMN x TYPE numeric(14,4)?"},
    {A, A A_KEY, DLN_DIFF_ONLINE,
        "CREATE UNIQUE INDEX CONCURRENTLY a_pkey ON a (x)"
        " # ALTER TABLE a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey"},
    {A A_KEY "; " B, A A_KEY "; " B B_TO_A, DLN_DIFF_ONLINE,
        "ALTER TABLE b ADD CONSTRAINT to_a FOREIGN KEY (y) REFERENCES a(x) NOT VALID"
        " # ALTER TABLE b VALIDATE CONSTRAINT to_a"},
    {A, "t a; c a.x type=integer not_null=true", DLN_DIFF_ONLINE,
        "UPDATE a SET x = 0 WHERE x IS NULL?"
        " # ALTER TABLE a ADD CONSTRAINT x_not_null CHECK (x IS NOT NULL) NOT VALID"
        " # ALTER TABLE a VALIDATE CONSTRAINT x_not_null"
        " # ALTER TABLE a ALTER COLUMN x SET NOT NULL | ALTER TABLE a DROP CONSTRAINT x_not_null"},
    {A "; k a.x_not_null type=check definition=CHECK~(x~>~0) >c:a.x",
        "t a; c a.x type=integer not_null=true; k a.x_not_null type=check "
        "definition=CHECK~(x~>~0) >c:a.x",
        DLN_DIFF_ONLINE,
        "UPDATE a SET x = 1 WHERE x IS NULL?"
        " # ALTER TABLE a ADD CONSTRAINT x_not_null2 CHECK (x IS NOT NULL) NOT VALID"
        " # ALTER TABLE a VALIDATE CONSTRAINT x_not_null2"
        " # ALTER TABLE a ALTER COLUMN x SET NOT NULL | ALTER TABLE a DROP CONSTRAINT x_not_null2"},
    {A, A "; c a.z type=text not_null=true", DLN_DIFF_ONLINE,
        "ALTER TABLE a ADD COLUMN z text DEFAULT '' NOT NULL?"
        " | ALTER TABLE a ALTER COLUMN z DROP DEFAULT"},
    {A, A "; c a.z type=uuid not_null=true", DLN_DIFF_ONLINE,
        "ALTER TABLE a ADD COLUMN z uuid # UPDATE a SET z = gen_random_uuid() WHERE z IS NULL?"
        " # ALTER TABLE a ADD CONSTRAINT z_not_null CHECK (z IS NOT NULL) NOT VALID"
        " # ALTER TABLE a VALIDATE CONSTRAINT z_not_null"
        " # ALTER TABLE a ALTER COLUMN z SET NOT NULL | ALTER TABLE a DROP CONSTRAINT z_not_null"},
    {A, "t a; c a.x type=integer not_null=true" A_KEY, DLN_DIFF_ONLINE,
        "UPDATE a SET x = numbered.n\nFROM (\n    SELECT tableoid AS part, ctid AS place, (SELECT "
        "coalesce(max(x), 0) FROM a) + row_number() OVER () AS n\n    FROM a WHERE x IS NULL\n) AS "
        "numbered\nWHERE a.tableoid = numbered.part AND a.ctid = numbered.place?"
        " # ALTER TABLE a ADD CONSTRAINT x_not_null CHECK (x IS NOT NULL) NOT VALID"
        " # ALTER TABLE a VALIDATE CONSTRAINT x_not_null"
        " # CREATE UNIQUE INDEX CONCURRENTLY a_pkey ON a (x)"
        " # ALTER TABLE a ALTER COLUMN x SET NOT NULL | ALTER TABLE a DROP CONSTRAINT x_not_null"
        " | ALTER TABLE a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey"},
    {A, A A_KEY "; " B B_TO_A, DLN_DIFF_ONLINE,
        "CREATE TABLE b (\n    y integer\n) # CREATE UNIQUE INDEX CONCURRENTLY a_pkey ON a (x)"
        " # ALTER TABLE a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey"
        " | ALTER TABLE b ADD CONSTRAINT to_a FOREIGN KEY (y) REFERENCES a(x)"},
    {A,
        "t a replica_identity=index~i; c a.x type=integer; i a.i columns=(x) method=btree "
        "unique=true >c:a.x",
        DLN_DIFF_ONLINE,
        "CREATE UNIQUE INDEX CONCURRENTLY i ON a (x) # ALTER TABLE a REPLICA IDENTITY USING index "
        "i"},
    /* Names. */
    {"t a\"b", "t a\"b; c a\"b.select type=integer", 0,
        "ALTER TABLE \"a\"\"b\" ADD COLUMN \"select\" integer"},
};

static char *text_of(const DlnDiff *diff)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint p = 0; p < diff->parts->len; p++) {
        const DlnDiffPart *part = diff->parts->pdata[p];

        g_string_append(text, p > 0 ? " # " : "");
        for (guint i = 0; i < part->steps->len; i++) {
            const DlnDiffStep *step = part->steps->pdata[i];
            g_string_append_printf(
                text, "%s%s%s", i > 0 ? " | " : "", step->sql, step->notes->len > 0 ? "?" : "");
            for (guint k = 0; k < step->losses->len; k++)
                g_string_append_printf(text, " !! %s", (const char *)step->losses->pdata[k]);
        }
    }
    return g_strdup(text->str);
}

static void statements_stand_in_order(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DlnSchema) from = small_schema(rows[i].from);
        g_autoptr(DlnSchema) to = small_schema(rows[i].to);
        const DlnDiffOptions options = {.from = from, .to = to, .flags = rows[i].flags};
        g_autoptr(GError) error = NULL;
        g_autoptr(DlnDiff) diff = dln_diff_make(&options, &error);

        if (diff == NULL)
            fail_msg("row %u: %s", i, error->message);
        g_autofree char *text = text_of(diff);
        if (strcmp(text, rows[i].statements) != 0)
            print_error("row %u\n", i);
        assert_string_equal(text, rows[i].statements);
    }
}

/* Indexes that are made by themselves must not stand in a transaction, and nothing else outside one. */
static void concurrent_indexes_are_by_themselves(void **state)
{
    g_autoptr(DlnSchema) from = small_schema(A);
    g_autoptr(DlnSchema) to = small_schema(A "; c a.z type=text; i a.i columns=(x) method=btree");
    const DlnDiffOptions options = {.from = from, .to = to, .flags = DLN_DIFF_ONLINE};
    g_autoptr(DlnDiff) diff = dln_diff_make(&options, NULL);

    assert_non_null(diff);
    assert_int_equal(diff->parts->len, 2);
    assert_int_equal(((DlnDiffPart *)diff->parts->pdata[0])->mode, DLN_DIFF_TRANSACTION);
    assert_int_equal(((DlnDiffPart *)diff->parts->pdata[1])->mode, DLN_DIFF_NO_TRANSACTION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_stand_in_order),
        cmocka_unit_test(concurrent_indexes_are_by_themselves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
