/* SPDX-License-Identifier: Apache-2.0 */
/* test_outside.c: which statements reach out of their database, and where the refusal points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lint/outside.h"

#define PG DLN_ENGINE_POSTGRES
#define LITE DLN_ENGINE_SQLITE

typedef struct {
    const char *name;
    DlnEngineKind engine;
    const char *text;
    const char *refusal; /* how the message begins; NULL: passes */
} Case;

static const Case cases[] = {
    {"nothing", PG, "", NULL},
    {"plain", PG, "CREATE TABLE role (\"user\" text); DROP TABLE role; ALTER TABLE a ADD b int;",
        NULL},
    {"a role", PG, "SELECT 1;\n  create  role app;", "m.sql:2:3: CREATE ROLE reaches outside"},
    {"a user", PG, "ALTER USER app PASSWORD 'x';", "m.sql:1:1: ALTER USER reaches"},
    {"a group", PG, "DROP GROUP app;", "m.sql:1:1: DROP GROUP reaches"},
    {"a user mapping", PG, "CREATE USER MAPPING FOR app SERVER s;", NULL},
    {"a database", PG, "ALTER DATABASE app SET work_mem = '1MB';", "m.sql:1:1: ALTER DATABASE"},
    {"another database", PG, "DROP DATABASE IF EXISTS app;", "m.sql:1:1: DROP DATABASE"},
    {"a tablespace", PG, "CREATE TABLESPACE t LOCATION '/x';", "m.sql:1:1: CREATE TABLESPACE"},
    {"a subscription", PG, "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p;",
        "m.sql:1:1: CREATE SUBSCRIPTION"},
    {"a publication", PG, "CREATE PUBLICATION p FOR ALL TABLES;", NULL},
    {"the server's settings", PG, "ALTER SYSTEM SET work_mem = '1MB';", "m.sql:1:1: ALTER SYSTEM"},
    {"the session's settings", PG, "SET work_mem = '1MB'; SET ROLE app;", NULL},
    {"all of a role's", PG, "REASSIGN OWNED BY a TO b;", "m.sql:1:1: REASSIGN OWNED"},
    {"a checkpoint", PG, "CHECKPOINT;", "m.sql:1:1: CHECKPOINT reaches"},
    {"another server's tables", PG, "IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b;",
        "m.sql:1:1: IMPORT FOREIGN SCHEMA"},
    {"a member of a role", PG, "GRANT a, b TO c;", "m.sql:1:1: GRANT of a role"},
    {"no member any more", PG, "REVOKE ADMIN OPTION FOR a FROM b;", "m.sql:1:1: REVOKE of a role"},
    {"a privilege", PG, "GRANT SELECT (a), UPDATE ON t TO app; REVOKE ALL ON SCHEMA s FROM app;",
        NULL},
    {"a privilege on all", PG, "GRANT ALL ON ALL TABLES IN SCHEMA s TO app WITH GRANT OPTION;",
        NULL},
    {"a privilege on a database", PG, "GRANT CONNECT ON DATABASE app TO a;",
        "m.sql:1:1: GRANT ON DATABASE"},
    {"a privilege on a setting", PG, "REVOKE SET ON PARAMETER work_mem FROM a;",
        "m.sql:1:1: REVOKE ON PARAMETER"},
    {"a comment", PG, "COMMENT ON TABLE role IS 'on database';", NULL},
    {"a comment on a role", PG, "COMMENT ON ROLE app IS 'x';", "m.sql:1:1: COMMENT ON ROLE"},
    {"a label on a database", PG, "SECURITY LABEL FOR p ON DATABASE app IS 'x';",
        "m.sql:1:1: SECURITY LABEL ON DATABASE"},
    {"rows from here", PG, "COPY t (a, b) FROM STDIN;\n1\t2\n\\.\n", NULL},
    {"rows from a file", PG, "COPY t (a) FROM '/etc/passwd';", "m.sql:1:1: COPY with a file"},
    {"rows to a file", PG, "COPY (SELECT 'x' FROM t) TO E'/tmp/x';", "m.sql:1:1: COPY with a file"},
    {"rows to a program", PG, "COPY t TO PROGRAM 'sh';", "m.sql:1:1: COPY with a program"},
    {"dblink", PG, "INSERT INTO t SELECT * FROM public.dblink('x', 'y') AS (a int);",
        "m.sql:1:36: dblink() reaches outside"},
    {"dblink in other words", PG, "SELECT dblink_exec('x', 'y');", "m.sql:1:8: dblink_exec()"},
    {"no call", PG, "SELECT dblink, pg_read_file FROM t; SELECT \"dblink\"(1);", NULL},
    {"a large object of a file", PG, "SELECT lo_import('/x');", "m.sql:1:8: lo_import()"},
    {"a file", PG, "SELECT pg_read_file('/x');", "m.sql:1:8: pg_read_file()"},
    {"other sessions", PG, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity;",
        "m.sql:1:8: pg_terminate_backend()"},
    {"only defined", PG,
        "CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT lo_export(1, 'x') "
        "$$;"
        "CREATE VIEW v AS SELECT pg_stat_file('x');",
        NULL},
    {"asked for at once", PG, "CREATE MATERIALIZED VIEW v AS SELECT pg_stat_file('x');",
        "m.sql:1:38: pg_stat_file()"},
    {"a block", PG, "DO $$ BEGIN PERFORM 1; CREATE TABLE role (a int); END $$;", NULL},
    {"a role in a block", PG,
        "DO $x$\nBEGIN\n  CREATE ROLE app;\nEXCEPTION WHEN duplicate_object THEN NULL;\nEND $x$;",
        "m.sql:3:3: CREATE ROLE"},
    {"a call in a block", PG, "DO 'BEGIN PERFORM dblink_connect(1); END';",
        "m.sql:1:19: dblink_connect()"},
    {"a string in a block", PG, "DO $$ BEGIN EXECUTE format('DROP ROLE %I', 'a'); END $$;",
        "m.sql:1:29: DROP ROLE"},
    {"a message in a block", PG, "DO $$ BEGIN RAISE NOTICE 'first CREATE ROLE a'; END $$;", NULL},
    {"a comment in a block", PG, "DO $$ BEGIN NULL; -- CREATE ROLE a\nEND $$;", NULL},
    {"a string", PG, "INSERT INTO t VALUES ('CREATE ROLE a');", NULL},
    {"SQLite", LITE, "CREATE TABLE role (a); SELECT dblink('x'); VACUUM;", NULL},
    {"SQLite: a copy of the file", LITE, "VACUUM INTO 'x.db';", "m.sql:1:1: VACUUM INTO"},
    {"SQLite: a library", LITE, "SELECT load_extension('x');", "m.sql:1:8: load_extension()"},
};

static void test_outside(void **state)
{
    const Case *row = *state;
    const DlnSource source = {"m.sql", row->text, strlen(row->text), 1, 1};
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(GError) error = NULL;

    assert_true(dln_script_parse(row->engine, &source, &script, NULL));
    gboolean ok = dln_outside_check(script, "m", &error);
    if (row->refusal == NULL) {
        if (!ok)
            fail_msg("%s", error->message);
        return;
    }
    assert_false(ok);
    assert_int_equal(error->code, DUNLIN_ERROR_REFUSED);
    assert_string_equal(dunlin_error_get_facts(error)->revision, "m");
    if (!g_str_has_prefix(error->message, row->refusal))
        fail_msg("\"%s\" does not begin with \"%s\"", error->message, row->refusal);
}

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct CMUnitTest test = {cases[i].name, test_outside, NULL, NULL, (void *)&cases[i]};
        g_array_append_val(tests, test);
    }
    return _cmocka_run_group_tests(
        "outside", (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
