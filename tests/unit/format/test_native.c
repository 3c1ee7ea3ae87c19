/* SPDX-License-Identifier: Apache-2.0 */
/* test_native.c: .sql files: what each directive does, what is none, and what is refused where. */
#include "format_helper.h"

#define PREFIX "prefix=0123456789abcdef0123456789abcdef"
#define CHECKPOINT "-- dunlin:checkpoint " PREFIX " text=fedcba9876543210fedcba9876543210"

static const ReadCase read_cases[] = {
    {"the design's example", "003_add_user_avatar.sql",
        "-- Add avatar_url column to users table\n-- dunlin:scope tenant\n"
        "-- dunlin:depends 001_create_public_tables\n-- dunlin:up\nALTER 1;\n-- dunlin:down\nALTER "
        "2;\n",
        NULL,
        "scope=tenant description=Add avatar_url column to users table; "
        "depends=001_create_public_tables "
        "up@:5:1[ALTER 1;\n] down@:7:1[ALTER 2;\n]"},
    {"no scope is left to the project", "1.sql", "-- dunlin:up\nSELECT 1", NULL,
        "up@:2:1[SELECT 1]"},
    {"every header directive", "1.sql",
        "-- dunlin:scope both\n-- dunlin:parent 001 002, 003,004\n-- dunlin:depends a,b\n"
        "-- dunlin:depends c\n-- dunlin:label one two\n-- dunlin:label three\n"
        "-- dunlin:transaction off\n-- dunlin:lock-timeout 500ms\n-- dunlin:statement-timeout 1h\n"
        "-- dunlin:irreversible\n-- dunlin:up\n",
        NULL,
        "scope=both no-transaction irreversible explicit parents=001+002+003+004 depends=a+b+c "
        "labels=one+two+three lock=500 statement=3600000 up@:12:1[]"},
    {"parent none is a base", "1.sql", "-- dunlin:parent none\n-- dunlin:up\nA", NULL,
        "explicit up@:3:1[A]"},
    {"durations", "1.sql",
        "-- dunlin:lock-timeout 2s\n-- dunlin:statement-timeout 5min\n-- dunlin:up\n", NULL,
        "lock=2000 statement=300000 up@:4:1[]"},
    {"no timeout", "1.sql", "-- dunlin:lock-timeout 0\n-- dunlin:up\n", NULL, "lock=0 up@:3:1[]"},
    {"repeatable", "views.sql", "-- dunlin:repeatable\n-- dunlin:depends x\n-- dunlin:up\nA",
        NULL, "repeatable depends=x up@:4:1[A]"},
    {"repeatable by its name, as Flyway has it", "R__views.sql", "A", NULL,
        "plain repeatable up@:1:1[A]"},
    {"not quite such a name", "R_views.sql", "A", NULL, "plain up@:1:1[A]"},
    {"a checkpoint", "1.sql",
        CHECKPOINT "\n-- dunlin:checkpoint fresh=a.b keep=seq\n-- dunlin:checkpoint "
                   "keep=my%20table.b%2Cc\n-- dunlin:up\nA;\n",
        NULL,
        "checkpoint=0123456789abcdef0123456789abcdef/fedcba9876543210fedcba9876543210@1 fresh=a.b "
        "keep=seq+my table.b,c up@:5:1[A;\n]"},
    {"a batch", "1.sql",
        "-- dunlin:batch table=\"T\" key=id size=50 pause=2s\n-- dunlin:up\nA;\n-- "
        "dunlin:remaining\nB;\n-- dunlin:down\nC;\n",
        NULL,
        "no-transaction batch=\"T\".id/50/2000@4,4 "
        "up@:3:1[A;\n-- dunlin:remaining\nB;\n] down@:7:1[C;\n]"},
    {"a batch with names that need quotes", "1.sql",
        "-- dunlin:batch table=\"a, \"\"b\"\" c\" key=\"k l\",size=5\n-- dunlin:up\nA;\n-- "
        "dunlin:remaining\nB;\n",
        NULL,
        "no-transaction batch=\"a, \"\"b\"\" c\".\"k l\"/5/0@4,4 "
        "up@:3:1[A;\n-- dunlin:remaining\nB;\n]"},
    {"a batch for two engines, with what is usual", "1.sql",
        "-- dunlin:batch table=t, key=id\n-- dunlin:engine postgres\n-- dunlin:up\nA;\n-- "
        "dunlin:remaining\nB;\n-- dunlin:engine sqlite\n-- dunlin:up\nC;\n",
        NULL,
        "no-transaction batch=t.id/1000/0@5,0 "
        "up.postgres@:4:1[A;\n-- dunlin:remaining\nB;\n] up.sqlite@:9:1[C;\n]"},
    {"an empty up at the very end", "1.sql", "-- dunlin:up", NULL, "up@:1:13[]"},
    {"down first", "1.sql", "-- dunlin:down\nD;\n-- dunlin:up\nU;\n", NULL,
        "up@:4:1[U;\n] down@:2:1[D;\n]"},
    {"blanks behind a directive", "1.sql", "-- dunlin:scope \t tenant \t\n-- dunlin:up  \nA", NULL,
        "scope=tenant up@:3:1[A]"},
    {"CR LF", "1.sql",
        "-- x\r\n-- dunlin:scope public\r\n-- dunlin:up\r\nA;\r\n-- dunlin:down\r\nB;\r\n", NULL,
        "scope=public description=x; up@:4:1[A;\r\n] down@:6:1[B;\r\n]"},
    {"CR", "1.sql", "-- x\r-- dunlin:scope public\r-- dunlin:up\rA;\r-- dunlin:down\rB;\r", NULL,
        "scope=public description=x; up@:1:42[A;\r] down@:1:60[B;\r]"},
    {"byte order mark", "1.sql", "\xEF\xBB\xBF-- dunlin:up\nA", NULL, "up@:2:1[A]"},
    {"multibyte text", "1.sql", "-- Größe €😀\n-- dunlin:label grün\n-- dunlin:up\nSELECT 'ä';",
        NULL, "description=Größe €😀; labels=grün up@:4:1[SELECT 'ä';]"},

    /* Descriptions. */
    {"behind licence and rulers", "1.sql",
        "-- SPDX-License-Identifier: MIT\n-- Copyright 2024 X\n--\n-- =====\n--   Adds a thing  \n"
        "-- more\n-- dunlin:up\nA",
        NULL, "description=Adds a thing; up@:8:1[A]"},
    {"among the directives", "1.sql",
        "-- dunlin:scope public\n-- first\n-- dunlin:up\n-- not this\nA", NULL,
        "scope=public description=first; up@:4:1[-- not this\nA]"},
    {"block comments are no description", "1.sql", "/* no */\n-- yes\n-- dunlin:up\nA", NULL,
        "description=yes; up@:4:1[A]"},

    /* What is no directive. */
    {"in a string", "1.sql", "-- dunlin:up\nSELECT '\n-- dunlin:down\n';\n", NULL,
        "up@:2:1[SELECT '\n-- dunlin:down\n';\n]"},
    {"in a string with doubled quotes", "1.sql",
        "-- dunlin:up\nSELECT 'it''s\n-- dunlin:down\n';\n-- dunlin:down\nB", NULL,
        "up@:2:1[SELECT 'it''s\n-- dunlin:down\n';\n] down@:6:1[B]"},
    {"in an escape string", "1.sql",
        "-- dunlin:up\nSELECT E'\\'\n-- dunlin:down\n';\n-- dunlin:down\nB", NULL,
        "up@:2:1[SELECT E'\\'\n-- dunlin:down\n';\n] down@:6:1[B]"},
    {"in a quoted name", "1.sql", "-- dunlin:up\nSELECT \"\n-- dunlin:down\n\";\n", NULL,
        "up@:2:1[SELECT \"\n-- dunlin:down\n\";\n]"},
    {"in a dollar quote with an apostrophe", "1.sql",
        "-- dunlin:up\nDO $x$ -- don't $$\n-- dunlin:down\n$x$;\n-- dunlin:down\nB", NULL,
        "up@:2:1[DO $x$ -- don't $$\n-- dunlin:down\n$x$;\n] down@:6:1[B]"},
    {"in a block comment", "1.sql", "/*\n-- dunlin:up\n*/\n-- dunlin:up\nA /*\n-- dunlin:down\n*/",
        NULL, "up@:5:1[A /*\n-- dunlin:down\n*/]"},
    {"in a line comment", "1.sql", "-- dunlin:up\nA -- x -- dunlin:down\n---- dunlin:down\n", NULL,
        "up@:2:1[A -- x -- dunlin:down\n---- dunlin:down\n]"},
    {"in COPY data", "1.sql",
        "-- dunlin:up\nCOPY t (a) FROM stdin;\n-- dunlin:down\nit's\n\\.\n-- dunlin:down\nB", NULL,
        "up@:2:1[COPY t (a) FROM stdin;\n-- dunlin:down\nit's\n\\.\n] down@:7:1[B]"},
    {"in COPY data with options and CR LF", "1.sql",
        "-- dunlin:up\r\nCOPY t FROM STDIN WITH (FORMAT csv);\r\n-- dunlin:down\r\n\\.\r\n"
        "-- dunlin:down\r\nB",
        NULL,
        "up@:2:1[COPY t FROM STDIN WITH (FORMAT csv);\r\n-- dunlin:down\r\n\\.\r\n] down@:6:1[B]"},
    {"COPY from a file has no data", "1.sql", "-- dunlin:up\nCOPY t FROM 'f';\n-- dunlin:down\nB",
        NULL, "up@:2:1[COPY t FROM 'f';\n] down@:4:1[B]"},
    {"in a string where backslashes escape", "1.sql",
        "-- dunlin:up\nSET standard_conforming_strings = off;\nSELECT '\\'\n-- dunlin:down\n';\n"
        "-- dunlin:down\nSELECT '\\';",
        NULL,
        "up@:2:1[SET standard_conforming_strings = off;\nSELECT '\\'\n-- dunlin:down\n';\n] "
        "down@:7:1[SELECT '\\';]"},
    {"standard strings switched on", "1.sql",
        "-- dunlin:up\nSET standard_conforming_strings TO 'on';\nSELECT '\\';\n-- dunlin:down\nB",
        NULL, "up@:2:1[SET standard_conforming_strings TO 'on';\nSELECT '\\';\n] down@:5:1[B]"},
    {"the word elsewhere", "1.sql", "-- dunlin is a bird\n-- see dunlin:up\nA", NULL,
        "description=dunlin is a bird; plain up@:3:1[A]"},
    {"a statement without its semicolon", "1.sql", "-- dunlin:up\nA\n-- dunlin:down\nB", NULL,
        "up@:2:1[A\n] down@:4:1[B]"},
    {"an unterminated string takes the rest", "1.sql", "-- dunlin:up\nA 'b\n-- dunlin:down\nB",
        NULL, "up@:2:1[A 'b\n-- dunlin:down\nB]"},

    /* Engines. */
    {"a section for each engine", "1.sql",
        "-- dunlin:engine postgres\n-- dunlin:up\nP1;\n-- dunlin:down\nP2;\n"
        "-- dunlin:engine sqlite\n-- dunlin:up\nS1;\n-- dunlin:down\nS2;\n",
        NULL,
        "up.postgres@:3:1[P1;\n] up.sqlite@:8:1[S1;\n] down.postgres@:5:1[P2;\n] "
        "down.sqlite@:10:1[S2;\n]"},
    {"the engine's own wins over the shared one", "1.sql",
        "-- dunlin:up\nU;\n-- dunlin:down\nD;\n-- dunlin:engine sqlite\n-- c\n-- dunlin:up\nS;\n",
        NULL, "up.postgres@:2:1[U;\n] up.sqlite@:8:1[S;\n] down@:4:1[D;\n]"},
    {"one engine only", "1.sql", "-- dunlin:engine sqlite\n-- dunlin:up\nS", NULL,
        "up.sqlite@:3:1[S]"},
    {"SQLite's quotes in a section of its own", "1.sql",
        "-- dunlin:engine sqlite\n-- dunlin:up\nA [it's], `it's` /* /* */;\n-- dunlin:down\nB",
        NULL, "up.sqlite@:3:1[A [it's], `it's` /* /* */;\n] down.sqlite@:5:1[B]"},
    {"PostgreSQL's comments in a section of its own", "1.sql",
        "-- dunlin:engine postgres\n-- dunlin:up\n/* /* */\n-- dunlin:down\n*/ A;\n-- "
        "dunlin:down\nB",
        NULL, "up.postgres@:3:1[/* /* */\n-- dunlin:down\n*/ A;\n] down.postgres@:7:1[B]"},

    /* Down files. */
    {"a plain file", "7.sql", "-- Makes t\n-- really\nCREATE TABLE t (a);\n", NULL,
        "description=Makes t; plain up@:3:1[CREATE TABLE t (a);\n]"},
    {"a plain file with its down", "7.sql", "  CREATE 1", "DROP 1",
        "plain up@:1:3[CREATE 1] down@down:1:1[DROP 1]"},
    {"directives and a down file", "7.sql", "-- dunlin:up\nA", "-- c\nB",
        "up@:2:1[A] down@down:1:1[-- c\nB]"},
    {"a down file for both engines", "7.sql",
        "-- dunlin:engine postgres\n-- dunlin:up\nA\n-- dunlin:engine sqlite\n-- dunlin:up\nB\n",
        "C", "up.postgres@:3:1[A\n] up.sqlite@:6:1[B\n] down@down:1:1[C]"},

    /* Archify's keys. */
    {"keys alone", "003_x.sql",
        "-- MIGRATION_SCOPE: tenant\n-- MIGRATION_VERSION: 003_x\n-- MIGRATION_DESCRIPTION: Does "
        "it\nA;",
        NULL, "scope=tenant description=Does it; plain line=2 up@:4:1[A;]"},
    {"keys in a block comment", "003_x.sql",
        "/*\n * MIGRATION_SCOPE: both\n # MIGRATION_VERSION :  003_x  \n */\nA;", NULL,
        "scope=both plain line=3 up@:5:1[A;]"},
    {"keys that agree with a directive", "003_x.sql",
        "-- Text\n-- MIGRATION_SCOPE: both\n-- dunlin:scope both\n-- dunlin:up\nA", NULL,
        "scope=both description=Text; up@:5:1[A]"},
    {"a key's description wins", "1.sql", "-- Text\n-- MIGRATION_DESCRIPTION: Better\nA", NULL,
        "description=Better; plain up@:3:1[A]"},
    {"other keys are comments", "1.sql",
        "-- MIGRATION_AUTHOR: me\n-- MIGRATION_SCOPE without colon\nA", NULL,
        "description=MIGRATION_AUTHOR: me; plain up@:3:1[A]"},
    {"keys behind the first SQL are comments", "1.sql", "A;\n-- MIGRATION_SCOPE: what\n", NULL,
        "plain up@:1:1[A;\n-- MIGRATION_SCOPE: what\n]"},
};

static const BadCase bad_cases[] = {
    {"zero bytes", "", "1:0", "empty"},
    {"only a byte order mark", "\xEF\xBB\xBF", "1:0", "empty"},
    {"only blanks", " \n\t\r\n", "1:0", "no SQL and no directive"},
    {"only comments", "-- a\n/* b /* c */ */\n", "1:0", "no SQL and no directive"},
    {"only keys", "-- MIGRATION_SCOPE: tenant\n", "1:0", "no SQL and no directive"},
    {"not UTF-8", "-- dunlin:up\nSELECT 'ä\xE4';", "2:10", "0xE4"},
    {"UTF-16",
        "\xFF\xFE"
        "S",
        "1:1", "UTF-16"},

    {"no up", "\n-- dunlin:scope tenant\n-- dunlin:down\nA", "2:1", "no \"-- dunlin:up\""},
    {"no up at all", "-- x\n-- dunlin:irreversible\n", "2:1", "no \"-- dunlin:up\""},
    {"unknown", "-- dunlin:frobnicate\n-- dunlin:up\n", "1:11", "unknown directive \"frobnicate\""},
    {"unknown, near a known one", "-- dunlin:scoep tenant\n-- dunlin:up\n", "1:11",
        "did you mean \"scope\"?"},
    {"unknown, a letter missing", "-- dunlin:up\nA\n-- dunlin:dwn\nB", "3:11",
        "did you mean \"down\"?"},
    {"upper case", "-- dunlin:Up\nA", "1:11", "did you mean \"up\"?"},
    {"a name with a semicolon", "-- dunlin:up;\nA", "1:11", "unknown directive \"up;\""},
    {"allow", "-- dunlin:allow drop-column\n-- dunlin:up\n", "1:11",
        "not supported by this version"},
    {"assert without a time", "-- dunlin:assert x\n-- dunlin:up\n", "1:18",
        "\"before\" or \"after\""},
    {"assert before any section of its engine",
        "-- dunlin:engine sqlite\n-- dunlin:assert after: SELECT 1\n-- dunlin:up\nA", "2:1",
        "belongs in the header, or below"},
    {"assert amid the statements", "-- dunlin:up\nA;\n-- dunlin:assert after: SELECT 1\nB;\n",
        "4:1", "SQL below an \"assert\""},
    {"assert below an empty line", "-- dunlin:up\n\n-- dunlin:assert before: SELECT 1\nB;\n", "4:1",
        "with no line between"},
    {"variables", "-- dunlin:variables on\n-- dunlin:up\n", "1:21", "can only be \"off\""},
    {"repeatable with an argument", "-- dunlin:repeatable always\n-- dunlin:up\n", "1:22",
        "\"repeatable\" takes no argument"},
    {"a repeatable batch", "-- dunlin:repeatable\n-- dunlin:batch table=t key=id\n-- dunlin:up\n",
        "1:0", "a batch is done once"},
    {"repeatable without a transaction",
        "-- dunlin:repeatable\n-- dunlin:transaction off\n-- dunlin:up\n", "1:0",
        "runs in a transaction"},
    {"repeatable with a parent", "-- dunlin:repeatable\n-- dunlin:parent none\n-- dunlin:up\n",
        "1:0", "beside the history"},
    {"batch without anything", "-- dunlin:batch\n-- dunlin:up\n", "1:16",
        "\"batch\" lacks its argument: -- dunlin:batch table=NAME key=COLUMN"},
    {"batch without a key", "-- dunlin:batch table=t\n-- dunlin:up\n", "1:17",
        "a batch needs key=COLUMN"},
    {"batch without a table", "-- dunlin:batch key=id\n-- dunlin:up\n", "1:17",
        "a batch needs table=NAME"},
    {"batch of nothing at a time", "-- dunlin:batch table=t key=id size=0\n-- dunlin:up\n", "1:32",
        "\"size=0\" is no size: it is a number of rows from 1 to 1000000"},
    {"batch of less than nothing", "-- dunlin:batch table=t key=id size=-1\n-- dunlin:up\n",
        "1:32", "is no size"},
    {"batch with a pause of what", "-- dunlin:batch table=t key=id pause=5\n-- dunlin:up\n", "1:32",
        "\"5\""},
    {"batch with an unknown option", "-- dunlin:batch table=t key=id sise=5\n-- dunlin:up\n",
        "1:32", "\"batch\" knows no \"sise=5\""},
    {"batch with a word", "-- dunlin:batch t\n-- dunlin:up\n", "1:17", "\"batch\" knows no \"t\""},
    {"batch with an option twice", "-- dunlin:batch table=t table=u key=id\n-- dunlin:up\n", "1:25",
        "\"table\" is said twice"},
    {"batch of a table in a schema", "-- dunlin:batch table=a.t key=id\n-- dunlin:up\n", "1:17",
        "\"table=a.t\" is no name"},
    {"batch of no table", "-- dunlin:batch table= key=id\n-- dunlin:up\n", "1:17", "is no name"},
    {"batch of a table with another statement behind it",
        "-- dunlin:batch table=\";DROP key=id\n-- dunlin:up\n", "1:17", "is no name"},
    {"remaining without a batch", "-- dunlin:up\nA;\n-- dunlin:remaining\nB;\n", "3:1",
        "\"remaining\" belongs in the up section"},
    {"remaining in the header", "-- dunlin:remaining\n-- dunlin:up\nA;\n", "1:1",
        "\"remaining\" belongs in the up section"},
    {"remaining in the down section",
        "-- dunlin:batch table=t key=id\n-- dunlin:up\nA;\n-- dunlin:down\nB;\n-- "
        "dunlin:remaining\nC;",
        "6:1", "\"remaining\" belongs in the up section"},
    {"remaining twice",
        "-- dunlin:batch table=t key=id\n-- dunlin:up\nA;\n-- dunlin:remaining\nB;\n-- "
        "dunlin:remaining\nC;",
        "6:1", "\"remaining\" is said twice"},
    {"phase", "-- x\n-- dunlin:phase expand\n-- dunlin:up\n", "2:11", "\"phase\" is not supported"},
    {"checkpoint without what it was written for", "-- dunlin:checkpoint\n-- dunlin:up\n", "1:21",
        "lacks its argument: -- dunlin:checkpoint prefix=DIGEST text=DIGEST"},
    {"checkpoint behind up", "-- dunlin:up\nA;\n-- dunlin:checkpoint fresh=a.b\n", "3:1",
        "belongs in the header"},
    {"checkpoint with half of it", "-- dunlin:checkpoint " PREFIX "\n-- dunlin:up\n", "1:0",
        "says prefix= and text="},
    {"checkpoint with no digest", "-- dunlin:checkpoint prefix=12\n-- dunlin:up\n", "1:22",
        "no digest as `dunlin checkpoint` writes it"},
    {"checkpoint with a digest in upper case",
        "-- dunlin:checkpoint text=0123456789ABCDEF0123456789abcdef\n-- dunlin:up\n", "1:22",
        "no digest"},
    {"checkpoint with two digests", "-- dunlin:checkpoint " PREFIX " " PREFIX "\n-- dunlin:up\n",
        "1:62", "said twice"},
    {"checkpoint with another word", CHECKPOINT " x=1\n-- dunlin:up\n", "1:100",
        "knows no \"x=1\""},
    {"checkpoint with no value", CHECKPOINT " keep=\n-- dunlin:up\n", "1:100", "no name"},
    {"checkpoint with a value twice", CHECKPOINT " keep=a.b keep=a.b\n-- dunlin:up\n", "1:109",
        "said twice"},
    {"checkpoint of both scopes", CHECKPOINT "\n-- dunlin:scope both\n-- dunlin:up\n", "1:0",
        "is for one scope"},
    {"checkpoint without a transaction",
        CHECKPOINT "\n-- dunlin:transaction off\n-- dunlin:up\n", "1:0", "one transaction"},
    {"checkpoint with a way down", CHECKPOINT "\n-- dunlin:up\n-- dunlin:down\n", "1:0",
        "has no way down"},
    {"checkpoint with a way down for one engine",
        CHECKPOINT "\n-- dunlin:up\n-- dunlin:engine sqlite\n-- dunlin:down\n", "1:0",
        "has no way down"},
    {"checkpoint, repeatable", CHECKPOINT "\n-- dunlin:repeatable\n-- dunlin:up\n", "1:0",
        "cannot be a checkpoint"},
    {"no name", "-- dunlin:\nA", "1:11", "without a name"},
    {"blank before the name", "-- dunlin: up\nA", "1:11", "without a name"},
    {"indented", "-- dunlin:up\nA;\n  -- dunlin:down\nB;\n", "3:3", "first column"},
    {"indented by a tab", "\t-- dunlin:up\nA;\n", "1:2", "first column"},
    {"behind SQL", "-- dunlin:up\nA; -- dunlin:down\nB;\n", "2:4", "line of its own"},
    {"behind a comment", "/* x */ -- dunlin:up\nA;\n", "1:9", "line of its own"},
    {"behind multibyte SQL", "-- dunlin:up\nSELECT 'ä€😀'; -- dunlin:down\n", "2:15",
        "line of its own"},
    {"no blank", "--dunlin:up\nA;\n", "1:1", "\"-- dunlin:\", exactly so"},
    {"two blanks", "--  dunlin:up\nA;\n", "1:1", "exactly so"},
    {"word in upper case", "-- Dunlin:up\nA;\n", "1:1", "exactly so"},
    {"blank before the colon", "-- dunlin :up\nA;\n", "1:1", "exactly so"},

    {"scope without argument", "-- dunlin:scope\n-- dunlin:up\n", "1:16", "lacks its argument"},
    {"scope with only blanks", "-- dunlin:scope  \n-- dunlin:up\n", "1:16", "public|tenant|both"},
    {"unknown scope", "-- dunlin:scope Tenant\n-- dunlin:up\n", "1:17", "unknown scope \"Tenant\""},
    {"scope with two arguments", "-- dunlin:scope tenant public\n-- dunlin:up\n", "1:24",
        "takes one argument"},
    {"scope twice", "-- dunlin:scope tenant\n-- dunlin:scope tenant\n-- dunlin:up\n", "2:1",
        "said twice"},
    {"parent without argument", "-- dunlin:parent ,\n-- dunlin:up\n", "1:17", "lacks its argument"},
    {"parent twice", "-- dunlin:parent 1\n-- dunlin:parent 2\n-- dunlin:up\n", "2:1", "said twice"},
    {"a parent twice", "-- dunlin:parent 1, 1\n-- dunlin:up\n", "1:21", "\"1\" is said twice"},
    {"none and another", "-- dunlin:parent 1 none\n-- dunlin:up\n", "1:20", "stands alone"},
    {"depends without argument", "-- dunlin:depends\n-- dunlin:up\n", "1:18", "lacks its argument"},
    {"a dependency twice", "-- dunlin:depends a\n-- dunlin:depends b a\n-- dunlin:up\n", "2:21",
        "said twice"},
    {"label without argument", "-- dunlin:label\n-- dunlin:up\n", "1:16", "lacks its argument"},
    {"a label twice", "-- dunlin:label é é\n-- dunlin:up\n", "1:19", "said twice"},
    {"transaction without argument", "-- dunlin:transaction\n-- dunlin:up\n", "1:22",
        "lacks its argument"},
    {"transaction on", "-- dunlin:transaction on\n-- dunlin:up\n", "1:23", "only be \"off\""},
    {"transaction twice", "-- dunlin:transaction off\n-- dunlin:transaction off\n-- dunlin:up\n",
        "2:1", "said twice"},
    {"timeout without unit", "-- dunlin:lock-timeout 5\n-- dunlin:up\n", "1:24", "no unit"},
    {"timeout of nonsense", "-- dunlin:lock-timeout soon\n-- dunlin:up\n", "1:24", "no duration"},
    {"negative timeout", "-- dunlin:statement-timeout -1s\n-- dunlin:up\n", "1:29", "no duration"},
    {"timeout of two words", "-- dunlin:statement-timeout 5 min\n-- dunlin:up\n", "1:31",
        "takes one argument"},
    {"timeout too long", "-- dunlin:lock-timeout 999h\n-- dunlin:up\n", "1:24", "24 days"},
    {"timeout far too long", "-- dunlin:lock-timeout 99999999999999999999h\n-- dunlin:up\n", "1:24",
        "too long"},
    {"timeout twice", "-- dunlin:lock-timeout 1s\n-- dunlin:lock-timeout 1s\n-- dunlin:up\n", "2:1",
        "said twice"},
    {"irreversible with an argument", "-- dunlin:irreversible yes\n-- dunlin:up\n", "1:24",
        "takes no argument"},
    {"up with an argument", "-- dunlin:up now\nA", "1:14", "takes no argument"},
    {"up with a remark", "-- dunlin:up -- go\nA", "1:14", "takes no argument"},
    {"engine without argument", "-- dunlin:engine\n-- dunlin:up\n", "1:17", "lacks its argument"},
    {"unknown engine", "-- dunlin:engine mysql\n-- dunlin:up\n", "1:18",
        "unknown engine \"mysql\""},
    {"engine without section", "-- dunlin:engine sqlite\n", "1:1", "no \"up\" or \"down\" follows"},
    {"engine without section before another",
        "-- dunlin:up\nA\n-- dunlin:engine sqlite\n-- dunlin:engine postgres\n-- dunlin:up\nB",
        "3:1", "no \"up\" or \"down\" follows"},
    {"up twice", "-- dunlin:up\nA\n-- dunlin:down\nB\n-- dunlin:up\nC", "5:1",
        "second \"up\" section"},
    {"down twice for an engine",
        "-- dunlin:up\nA\n-- dunlin:engine sqlite\n-- dunlin:down\nB\n-- dunlin:down\nC", "6:1",
        "for sqlite"},
    {"header in a section", "-- dunlin:up\nA;\n-- dunlin:scope tenant\n", "3:1",
        "belongs in the header"},
    {"header behind engine", "-- dunlin:engine sqlite\n-- dunlin:transaction off\n-- dunlin:up\nA",
        "2:1", "belongs in the header"},
    {"SQL before up", "-- x\nCREATE 1;\n-- dunlin:up\nA", "2:1", "SQL outside a section"},
    {"SQL between directives", "-- dunlin:scope tenant\n /* é */ A;\n-- dunlin:up\nA", "2:10",
        "SQL outside a section"},
    {"SQL behind engine", "-- dunlin:engine sqlite\nA;\n-- dunlin:up\nA", "2:1",
        "SQL outside a section"},
    {"SQL and no section", "-- dunlin:scope tenant\nA;\n", "2:1", "SQL outside a section"},
    {"engines disagree: nested comment", "-- dunlin:up\n/* /* */\n-- dunlin:down\nB", "3:1",
        "do not agree"},
    {"engines disagree: brackets", "-- dunlin:up\nSELECT [it's];\n-- dunlin:down\nB", "3:1",
        "do not agree"},
    {"engines disagree: backticks", "-- dunlin:up\nSELECT `'`;\n-- dunlin:down\nB", "3:1",
        "do not agree"},
    {"a psql command", "-- dunlin:up\n\\set x\n-- dunlin:down\nB", "2:1", "psql command"},

    {"unknown scope in a key", "-- MIGRATION_SCOPE: all\nA", "1:21", "unknown scope \"all\""},
    {"scope not chosen", "-- MIGRATION_SCOPE: tenant|public|both\nA", "1:21", "choose one"},
    {"a key against the directive",
        "-- MIGRATION_SCOPE: public\n-- dunlin:scope both\n-- dunlin:up\nA", "1:21",
        "\"-- dunlin:scope\" says \"both\""},
    {"another version", "-- MIGRATION_VERSION: 002_x\nA", "1:23", "the file's name says \"001_x\""},
    {"a key said twice", "-- MIGRATION_SCOPE: public\n-- MIGRATION_SCOPE: tenant\nA", "2:21",
        "said twice"},
    {"a key without value", "-- MIGRATION_SCOPE:  \nA", "1:22", "no value"},
    {"a mistyped key", "-- MIGRATION_SCPOE: public\nA", "1:4", "did you mean \"MIGRATION_SCOPE\"?"},

    {"two downs", "-- dunlin:up\nA;\n-- dunlin:down\nB;\n", "4:0", "keep one", "C"},
    {"two downs, one for an engine", "-- dunlin:up\nA\n-- dunlin:engine sqlite\n-- dunlin:down\nB",
        "5:0", "keep one", "C"},
    {"directive in a down file", "A", "2:1", "takes no directives", "B;\n-- dunlin:up\n"},
    {"empty down file", "A", "1:0", "empty", ""},
    {"down file of comments", "-- dunlin:up\nA", "1:0", "no SQL", "-- nothing\n"},
    {"down file not UTF-8", "A", "1:3", "0xFF", "ab\xFF"},
};

static void test_read(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(read_cases); i++)
        check_read(&read_cases[i]);
}

static void test_bad(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(bad_cases); i++)
        check_bad("001_x.sql", &bad_cases[i]);
}

/* A NUL cannot stand in a row's text. */
static void test_nul(void **state)
{
    static const char text[] = "-- dunlin:up\nSELECT \0;\n";
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, sizeof text - 1);
    const DlnFormatInput input = {.path = "m/1.sql", .basename = "1.sql", .text = bytes};
    g_autoptr(DlnRevision) revision = NULL;
    g_autoptr(GError) error = NULL;

    assert_false(dln_format_read_text(&input, &revision, &error));
    assert_true(dln_error_is(error, DUNLIN_ERROR_SYNTAX));
    assert_string_equal(error->message, "m/1.sql:2:8: a NUL byte: the file is no text");
}

static void test_unknown_extension(void **state)
{
    g_autoptr(DlnRevision) revision = NULL;
    g_autoptr(GError) error = NULL;

    assert_false(read_as("001_x.txt", "A", NULL, &revision, &error));
    assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
}

typedef struct {
    const char *name;
    const char *a;
    const char *b;
    gboolean equal;
} ChecksumCase;

static const ChecksumCase checksum_cases[] = {
    {"CR LF", "-- dunlin:up\nA;\nB;\n-- dunlin:down\nC",
        "-- dunlin:up\r\nA;\r\nB;\r\n-- dunlin:down\r\nC", TRUE},
    {"CR", "-- dunlin:up\nA;\nB;\n-- dunlin:down\nC", "-- dunlin:up\rA;\rB;\r-- dunlin:down\rC",
        TRUE},
    {"no newline at the end", "-- dunlin:up\nA;\n", "-- dunlin:up\nA;", TRUE},
    {"blank line before the down", "-- dunlin:up\nA;\n-- dunlin:down\nB",
        "-- dunlin:up\nA;\n\n\n-- dunlin:down\nB", TRUE},
    {"byte order mark", "-- dunlin:up\nA;", "\xEF\xBB\xBF-- dunlin:up\nA;", TRUE},
    {"another down", "-- dunlin:up\nA;\n-- dunlin:down\nB", "-- dunlin:up\nA;\n-- dunlin:down\nC",
        TRUE},
    {"another header", "-- dunlin:up\nA;",
        "-- Copyright\n-- Text\n-- dunlin:label x\n-- dunlin:up\nA;", TRUE},
    {"another header of a plain file", "A;", "-- Copyright\n/* MIGRATION_SCOPE: both */\n\nA;\n",
        TRUE},
    {"plain or with directives", "-- x\nA;\n", "-- dunlin:up\nA;\n", TRUE},
    {"a comment inside up", "-- dunlin:up\nA;", "-- dunlin:up\n-- c\nA;", FALSE},
    {"outside a transaction", "-- dunlin:up\nA;", "-- dunlin:transaction off\n-- dunlin:up\nA;",
        FALSE},
    {"for one engine", "-- dunlin:up\nA;", "-- dunlin:engine sqlite\n-- dunlin:up\nA;", FALSE},
    {"an override for one engine", "-- dunlin:up\nA;",
        "-- dunlin:up\nA;\n-- dunlin:engine sqlite\n-- dunlin:up\nB;", FALSE},
    {"another text", "-- dunlin:up\nA;", "-- dunlin:up\nB;", FALSE},
};

static void test_checksum(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(checksum_cases); i++) {
        const ChecksumCase *row = &checksum_cases[i];
        g_autoptr(DlnRevision) a = NULL;
        g_autoptr(DlnRevision) b = NULL;
        assert_true(read_as("1.sql", row->a, NULL, &a, NULL));
        assert_true(read_as("1.sql", row->b, NULL, &b, NULL));
        if ((strcmp(a->checksum, b->checksum) == 0) != row->equal)
            fail_msg("%s", row->name);
    }
}

static DlnRevision *read_file(const char *text)
{
    DlnRevision *revision = NULL;
    g_autoptr(GError) error = NULL;

    if (!read_as("001_a.sql", text, NULL, &revision, &error))
        fail_msg("%s", error->message);
    return revision;
}

/* Each of these has one text, whatever is asserted around it. */
static void test_assertions_are_no_text(void **state)
{
    static const char *const files[] = {
        "-- dunlin:up\nA;\n-- dunlin:down\nB;\n",
        "-- dunlin:assert before: SELECT 1\n-- dunlin:up\nA;\n-- dunlin:down\nB;\n",
        "-- dunlin:up\n-- dunlin:assert before: SELECT 1\n-- dunlin:assert after = 0: SELECT "
        "1\nA;\n-- dunlin:down\nB;\n",
        "-- dunlin:up\nA;\n-- dunlin:assert after: SELECT 1\n-- dunlin:assert after: SELECT 1\n-- "
        "dunlin:down\nB;\n",
    };
    static const guint n_assertions[] = {0, 1, 2, 2};
    g_autofree char *checksum = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(DlnRevision) revision = read_file(files[i]);
        assert_int_equal(revision->assertions[DLN_DIRECTION_UP]->len, n_assertions[i]);
        assert_int_equal(revision->assertions[DLN_DIRECTION_DOWN]->len, 0);
        if (i > 0)
            assert_string_equal(revision->checksum, checksum);
        g_free(checksum);
        checksum = g_strdup(revision->checksum);
    }
}

static void test_assertions_of_engines(void **state)
{
    g_autoptr(DlnRevision) revision =
        read_file("-- dunlin:assert before: SELECT 0\n"
                  "-- dunlin:up\n-- dunlin:assert before: SELECT 1\nA;\n"
                  "-- dunlin:engine sqlite\n-- dunlin:up\n-- dunlin:assert after: SELECT 2\nB;\n"
                  "-- dunlin:down\nC;\n-- dunlin:assert after: SELECT 3\n");
    const GPtrArray *up = revision->assertions[DLN_DIRECTION_UP];
    const GPtrArray *down = revision->assertions[DLN_DIRECTION_DOWN];
    const guint postgres = 1u << DLN_ENGINE_POSTGRES, sqlite = 1u << DLN_ENGINE_SQLITE;

    assert_int_equal(up->len, 3);
    assert_int_equal(((DlnAssertion *)up->pdata[0])->engines, postgres | sqlite);
    assert_int_equal(((DlnAssertion *)up->pdata[1])->engines, postgres);
    assert_int_equal(((DlnAssertion *)up->pdata[2])->engines, sqlite);
    assert_int_equal(down->len, 1);
    assert_int_equal(((DlnAssertion *)down->pdata[0])->engines, sqlite);
    assert_int_equal(((DlnAssertion *)down->pdata[0])->query.line, 11);
}

/* Errors of the engine's reader point into the file, behind a multibyte header and in a section of its own. */
static void test_positions_of_statements(void **state)
{
    g_autoptr(DlnRevision) revision = NULL;

    assert_true(
        read_as("1.sql", "-- ä\n-- dunlin:up\nSELECT 'ö'; SELECT 2;\n-- dunlin:down\n\n  SELECT 3;",
            NULL, &revision, NULL));
    assert_true(dln_revision_compile(revision, DLN_ENGINE_POSTGRES, NULL));
    const DlnScript *up = revision->scripts[DLN_DIRECTION_UP][DLN_ENGINE_POSTGRES];
    const DlnScript *down = revision->scripts[DLN_DIRECTION_DOWN][DLN_ENGINE_POSTGRES];
    assert_int_equal(up->n_statements, 2);
    assert_int_equal(up->statements[1].line, 3);
    assert_int_equal(up->statements[1].column, 13);
    assert_int_equal(down->statements[0].line, 6);
    assert_int_equal(down->statements[0].column, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_unknown_extension),
        cmocka_unit_test(test_checksum),
        cmocka_unit_test(test_assertions_are_no_text),
        cmocka_unit_test(test_assertions_of_engines),
        cmocka_unit_test(test_positions_of_statements),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
