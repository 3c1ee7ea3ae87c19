/* SPDX-License-Identifier: Apache-2.0 */
/* test_config.c: settings from the file, variables and overrides; precedence; what is refused, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "project/config.h"
#include "project/store.h"

#define MAX_TEXTS 6

typedef struct {
    const char *name;
    const char *yaml; /* NULL: no file */
    const char *environment;
    const char *environ[MAX_TEXTS];
    const char *overrides[MAX_TEXTS];
    const char
        *expected; /* lines that the description of the result must hold, or the whole error */
} Case;

#define PG "system: postgresql://h/app\n"

static const Case good[] = {
    {.name = "nothing but DATABASE_URL",
        .environ = {"DATABASE_URL=postgresql+asyncpg://u:secret@h/app"},
        .expected =
            "system=postgresql://u@h/"
            "app\ndirect=-\nschema=public\npooler=0\nkind=0\npattern=-\nquery=-\n"
            "extensions=\nregister=-\nseed=-\nmigrations=/p/"
            "migrations\nmigrations_display=migrations\nstate=-\n"
            "parallel=4\nlock=2000\nstatement=0\nwait=600000\nconnect=10000\nretries=5\ntx_mode=0\n"
            "create_missing=0"},
    {.name = "an empty file",
        .yaml = "",
        .environ = {"DATABASE_URL=app.db"},
        .expected = "system=app.db"},
    {.name = "a file of comments",
        .yaml = "# x\n",
        .environ = {"DATABASE_URL=app.db"},
        .expected = "system=app.db"},
    {.name = "the URL as one word", .yaml = PG, .expected = "system=postgresql://h/app"},
    {.name = "every key",
        .yaml =
            "system:\n  url: postgresql://h/app\n  direct_url: postgresql://h:1/app\n  schema: "
            "core\n"
            "  pooler: transaction\ntenants:\n  schemas: tenant_*\n  query: SELECT slug FROM t\n"
            "  extension_schemas: [ext, \"a,b\"]\n  register: |\n    INSERT\n    INTO t\n  seed: "
            "INSERT INTO u\n"
            "migrations: ./db/migrations/\nstate: state.db\nrun:\n  parallel: 8\n  lock_timeout: "
            "500ms\n"
            "  statement_timeout: 5min\n  wait_timeout: 1h\n  connect_timeout: 3s\n  retries: 0\n  "
            "tx_mode: all\n"
            "  create_missing: true\n",
        .expected =
            "system=postgresql://h/app\ndirect=postgresql://h:1/"
            "app\nschema=core\npooler=3\nkind=1\n"
            "pattern=tenant_{tenant}\nquery=SELECT slug FROM "
            "t\nextensions=ext|a,b\nregister=INSERT\nINTO t\n"
            "seed=INSERT INTO u\nmigrations=/p/db/migrations\nmigrations_display=db/migrations\n"
            "state=/p/"
            "state.db\nparallel=8\nlock=500\nstatement=300000\nwait=3600000\nconnect=3000\nretries="
            "0\n"
            "tx_mode=1\ncreate_missing=1"},
    {.name = "JSON is YAML",
        .yaml = "{\"system\": {\"url\": \"app.db\"}, \"run\": {\"parallel\": 2}}",
        .expected = "parallel=2"},
    {.name = "empty sections", .yaml = PG "run:\ntenants:\nenvironments:\n", .expected = "kind=0"},
    {.name = "a quoted number", .yaml = PG "run: {parallel: \"7\"}\n", .expected = "parallel=7"},
    {.name = "a list as text",
        .yaml = PG "tenants: {schemas: \"t_*\", extension_schemas: \"a, b\"}\n",
        .expected = "extensions=a|b"},
    {.name = "an alias",
        .yaml = PG "run: {lock_timeout: &t 7s, wait_timeout: *t}\n",
        .expected = "wait=7000"},
    /* precedence */
    {.name = "the file over DATABASE_URL",
        .yaml = PG,
        .environ = {"DATABASE_URL=postgresql://other/x"},
        .expected = "system=postgresql://h/app"},
    {.name = "DUNLIN_SYSTEM_URL over the file",
        .yaml = PG,
        .environ = {"DUNLIN_SYSTEM_URL=postgresql://v/x"},
        .expected = "system=postgresql://v/x"},
    {.name = "an override over all",
        .yaml = PG "run: {parallel: 2}\n",
        .environ = {"DUNLIN_RUN_PARALLEL=3"},
        .overrides = {"run.parallel=5"},
        .expected = "parallel=5"},
    {.name = "a variable over the file",
        .yaml = PG "run: {parallel: 2}\n",
        .environ = {"DUNLIN_RUN_PARALLEL=3"},
        .expected = "parallel=3"},
    {.name = "an empty variable is unset",
        .yaml = PG "run: {parallel: 2}\n",
        .environ = {"DUNLIN_RUN_PARALLEL="},
        .expected = "parallel=2"},
    {.name = "the environment over the file",
        .yaml = PG "run: {parallel: 2, retries: 1}\nenvironments:\n  staging: "
                   "{system: postgresql://s/x, run: {parallel: 9}}\n",
        .environment = "staging",
        .expected = "system=postgresql://s/x\nparallel=9\nretries=1"},
    {.name = "a variable over the environment",
        .yaml = PG "environments: {s: {run: {parallel: 9}}}\n",
        .environment = "s",
        .environ = {"DUNLIN_RUN_PARALLEL=3"},
        .expected = "parallel=3"},
    {.name = "an environment that is not chosen",
        .yaml = PG "environments: {s: {run: {parallel: 9}}, t: }\n",
        .expected = "parallel=4"},
    {.name = "an empty environment",
        .yaml = PG "environments: {s: {run: {parallel: 9}}, t: }\n",
        .environment = "t",
        .expected = "parallel=4"},
    {.name = "another kind of tenants in an environment",
        .yaml =
            PG "tenants: {schemas: \"t_*\"}\nenvironments: {dev: {tenants: {files: \"d/*.db\"}}}\n",
        .environment = "dev",
        .expected = "kind=3\npattern=/p/d/{tenant}.db"},
    {.name = "the last of several overrides",
        .yaml = PG,
        .overrides = {"run.retries=1", "run.retries=2"},
        .expected = "retries=2"},
    {.name = "no system in spite of DATABASE_URL",
        .yaml = "tenants: {files: \"d/*.db\"}\n",
        .environ = {"DATABASE_URL=app.db"},
        .overrides = {"system.url=none"},
        .expected = "system=-"},
    /* variables in the file */
    {.name = "a variable",
        .yaml = "system: {url: \"${DATABASE_URL}\"}\n",
        .environ = {"DATABASE_URL=app.db"},
        .expected = "system=app.db"},
    {.name = "a default", .yaml = "system: \"${NONE:-app.db}\"\n", .expected = "system=app.db"},
    {.name = "a default for an empty one",
        .yaml = "system: \"${NONE:-app.db}\"\n",
        .environ = {"NONE="},
        .expected = "system=app.db"},
    {.name = "no default needed",
        .yaml = "system: \"${A:-app.db}\"\n",
        .environ = {"A=x.db"},
        .expected = "system=x.db"},
    {.name = "several in one value",
        .yaml = "system: postgresql://${A}:${B}@h/$x\n",
        .environ = {"A=u", "B=secret"},
        .expected = "system=postgresql://u@h/%24x"},
    {.name = "in a list",
        .yaml = PG "tenants: {schemas: \"t_*\", extension_schemas: [\"${A}\"]}\n",
        .environ = {"A=e"},
        .expected = "extensions=e"},
    {.name = "SQL keeps its dollars",
        .yaml = PG "tenants:\n  schemas: t_*\n  seed: \"DO $$ x $1 $${NONE} $$ $t$ $t$\"\n",
        .expected = "seed=DO $$ x $1 ${NONE} $$ $t$ $t$"},
    {.name = "unset, but overridden",
        .yaml = "system: \"${NONE}\"\n",
        .overrides = {"system.url=app.db"},
        .expected = "system=app.db"},
    {.name = "unset in an environment that is not chosen",
        .yaml = PG "environments: {s: {system: \"${NONE}\"}}\n",
        .expected = "system=postgresql://h/app"},
    {.name = "unset in the file, set in the environment",
        .yaml = "system: \"${NONE}\"\nenvironments: {s: {system: app.db}}\n",
        .environment = "s",
        .expected = "system=app.db"},
    {.name = "overrides are not expanded",
        .yaml = PG,
        .overrides = {"migrations=${NONE}"},
        .expected = "migrations_display=${NONE}"},
    /* tenants */
    {.name = "a query alone means schemas",
        .yaml = PG "tenants: {query: SELECT 1}\n",
        .expected = "kind=1\npattern={tenant}"},
    {.name = "databases by name",
        .yaml = PG "tenants: {databases: \"app_{tenant}\"}\n",
        .expected = "kind=2\npattern=app_{tenant}"},
    {.name = "databases by URL beside SQLite",
        .yaml = "system: a.db\ntenants: {databases: \"postgresql://h/t_*\"}\n",
        .expected = "kind=2\npattern=postgresql://h/t_{tenant}"},
    {.name = "files without a system",
        .yaml = "tenants: {files: \"data/org_{tenant}/tenant.db\"}\n",
        .expected = "system=-\nkind=3\npattern=/p/data/org_{tenant}/tenant.db"},
    {.name = "files beside PostgreSQL",
        .yaml = PG "tenants: {files: /data/*.db}\n",
        .expected = "kind=3\npattern=/data/{tenant}.db"},
    {.name = "files by URL",
        .yaml = "tenants: {files: \"sqlite+aiosqlite:///d/*.db\"}\n",
        .expected = "pattern=/p/d/{tenant}.db"},
    {.name = "tenants from variables",
        .environ = {"DATABASE_URL=postgresql://h/x", "DUNLIN_TENANTS_SCHEMAS=t_*"},
        .expected = "kind=1\npattern=t_{tenant}"},
    /* paths */
    {.name = "a SQLite path is relative to the project",
        .yaml = "system: sqlite:///data/../app.db\n",
        .expected = "system_path=/p/app.db\nsystem=data/../app.db"},
    {.name = "a file: name too",
        .yaml = "system: \"file:app.db?mode=rw\"\n",
        .expected = "system_path=file:/p/app.db?mode=rw"},
    {.name = "an absolute one stays",
        .yaml = "system: sqlite:////x/app.db\n",
        .expected = "system_path=/x/app.db"},
    {.name = "absolute migrations",
        .yaml = PG "migrations: /m/\n",
        .expected = "migrations=/m\nmigrations_display=/m"},
    {.name = "several directories of migrations",
        .yaml = PG "migrations: [./core/, \"../a, b\"]\n",
        .expected = "migrations=/p/core|/a, b\nmigrations_display=core|../a, b"},
    {.name = "several directories in a variable",
        .yaml = PG,
        .environ = {"DUNLIN_MIGRATIONS=core, extra"},
        .expected = "migrations=/p/core|/p/extra\nmigrations_display=core|extra"},
};

static const Case bad[] = {
    /* shapes and names */
    {.name = "no database at all",
        .expected = "there is no database: set DATABASE_URL, or write a dunlin.yaml (\"dunlin "
                    "init\" does)"},
    {.name = "a directory of migrations twice",
        .yaml = PG "migrations: [a, b, ./a/]\n",
        .expected = "dunlin.yaml:2:1: migrations: names the directory \"./a/\" twice"},
    {.name = "no directory of migrations",
        .yaml = PG "migrations: []\n",
        .expected = "dunlin.yaml:2:1: migrations: is empty"},
    {.name = "broken YAML",
        .yaml = "system: x.db\nrun: [1\nstate: x\n",
        .expected = "dunlin.yaml:4:1: flow sequence without a closing bracket"},
    {.name = "a repeated key",
        .yaml = "run: {parallel: 1}\nsystem: x.db\nrun: {retries: 1}\n",
        .expected = "dunlin.yaml:3:1: duplicate key"},
    {.name = "a tab",
        .yaml = "run:\n\tparallel: 1\n",
        .expected = "dunlin.yaml:2:1: tab character may not be used as indentation"},
    {.name = "an unknown alias",
        .yaml = "system: *x\n",
        .expected = "dunlin.yaml:1:10: invalid alias"},
    {.name = "two documents",
        .yaml = PG "---\n" PG,
        .expected = "dunlin.yaml: holds more than one YAML document"},
    {.name = "a list at the top",
        .yaml = "- x\n",
        .expected = "dunlin.yaml:1: the file must be a mapping of keys to values"},
    {.name = "an unknown key",
        .yaml = PG "foo: 1\n",
        .expected = "dunlin.yaml:2:1: unknown key \"foo\""},
    {.name = "a mistyped section",
        .yaml = PG "tenant: {}\n",
        .expected = "dunlin.yaml:2:1: unknown key \"tenant\" (did you mean \"tenants\"?)"},
    {.name = "a mistyped key",
        .yaml = PG "run:\n  paralel: 1\n",
        .expected = "dunlin.yaml:3:3: unknown key \"run.paralel\" (did you mean \"parallel\"?)"},
    {.name = "behind multibyte text",
        .yaml = "system: {url: \"ü.db\", \"bär\": 1}\n",
        .expected = "dunlin.yaml:1:23: unknown key \"system.bär\""},
    {.name = "a dotted key",
        .yaml = PG "run.parallel: 1\n",
        .expected = "dunlin.yaml:2:1: unknown key \"run.parallel\""},
    {.name = "environments, mistyped",
        .yaml = PG "environment: {}\n",
        .expected =
            "dunlin.yaml:2:1: unknown key \"environment\" (did you mean \"environments\"?)"},
    {.name = "an unknown key in an environment that is not chosen",
        .yaml = PG "environments:\n  s:\n    foo: 1\n",
        .expected = "dunlin.yaml:4:5: unknown key \"foo\""},
    {.name = "environments in an environment",
        .yaml = PG "environments: {s: {environments: {}}}\n",
        .expected = "dunlin.yaml:2:20: \"environments\" cannot stand inside an environment"},
    {.name = "a list for a value",
        .yaml = PG "state: [a]\n",
        .expected = "dunlin.yaml:2:1: \"state\" must be a single value"},
    {.name = "a mapping for a list",
        .yaml = PG "tenants: {extension_schemas: {a: b}}\n",
        .expected = "dunlin.yaml:2:11: \"extension_schemas\" must be a list"},
    {.name = "a mapping in a list",
        .yaml = PG "tenants: {extension_schemas: [{a: b}]}\n",
        .expected = "dunlin.yaml:2:11: \"extension_schemas\" must be a list of words"},
    {.name = "a word for a section",
        .yaml = PG "run: fast\n",
        .expected = "dunlin.yaml:2:1: \"run\" must be a section with keys of its own"},
    {.name = "a word for an environment",
        .yaml = PG "environments: {s: x}\n",
        .expected = "dunlin.yaml:2:16: \"s\" must be a section with keys of its own"},
    {.name = "a word for the environments",
        .yaml = PG "environments: x\n",
        .expected =
            "dunlin.yaml:2:1: \"environments\" must be a section with the names of environments"},
    {.name = "no value",
        .yaml = PG "run:\n  parallel:\n",
        .expected = "dunlin.yaml:3:3: \"parallel\" has no value"},
    {.name = "a missing environment",
        .yaml = PG "environments: {dev: {}, production: {}}\n",
        .environment = "prod",
        .expected = "dunlin.yaml: there is no environment \"prod\" (there are: dev, production)"},
    {.name = "a missing environment of none",
        .yaml = PG,
        .environment = "prod",
        .expected = "dunlin.yaml: there is no environment \"prod\" (there are none)"},
    /* values */
    {.name = "no number",
        .yaml = PG "run:\n  parallel: many\n",
        .expected = "dunlin.yaml:3:13: run.parallel: \"many\" is no whole number from 1 to 256"},
    {.name = "too small",
        .yaml = PG "run: {parallel: 0}\n",
        .expected = "dunlin.yaml:2:17: run.parallel: \"0\" is no whole number from 1 to 256"},
    {.name = "too large, quoted",
        .yaml = PG "run: {parallel: '257'}\n",
        .expected = "dunlin.yaml:2:17: run.parallel: \"257\" is no whole number from 1 to 256"},
    {.name = "a fraction",
        .yaml = PG "run: {retries: 1.5}\n",
        .expected = "dunlin.yaml:2:16: run.retries: \"1.5\" is no whole number from 0 to 1000"},
    {.name = "no unit",
        .yaml = PG "run: {lock_timeout: 5}\n",
        .expected = "dunlin.yaml:2:21: run.lock_timeout: \"5\" has no unit: write ms, s, min, h or "
                    "d behind the number"},
    {.name = "longer than PostgreSQL counts",
        .yaml = PG "run: {lock_timeout: 25d}\n",
        .expected = "dunlin.yaml:2:21: run.lock_timeout: \"25d\" is too long: 24d is the limit"},
    {.name = "no time to connect",
        .yaml = PG "run: {connect_timeout: 0}\n",
        .expected = "dunlin.yaml:2:24: run.connect_timeout: \"0\" is too short"},
    {.name = "no word of the list",
        .yaml = PG "run: {tx_mode: one}\n",
        .expected = "dunlin.yaml:2:16: run.tx_mode: \"one\" is none of file, all, none"},
    {.name = "neither true nor false",
        .yaml = PG "run: {create_missing: maybe}\n",
        .expected = "dunlin.yaml:2:23: run.create_missing: \"maybe\" is neither true nor false"},
    {.name = "an empty value",
        .yaml = PG "migrations: \"\"\n",
        .expected = "dunlin.yaml:2:13: migrations: is empty"},
    {.name = "an empty entry",
        .yaml = PG "tenants: {schemas: \"t_*\", extension_schemas: [a, \" \"]}\n",
        .expected = "dunlin.yaml:2:27: tenants.extension_schemas: an entry of the list is empty"},
    {.name = "an unset variable",
        .yaml = "system:\n  url: \"${NONE}\"\n",
        .expected = "dunlin.yaml:2:8: system.url: the environment variable \"NONE\" is not set"},
    {.name = "an unset variable in block text",
        .yaml = PG "tenants:\n  schemas: t_*\n  seed: |\n    x\n    ${NONE}\n",
        .expected = "dunlin.yaml:4:3: tenants.seed: the environment variable \"NONE\" is not set"},
    {.name = "an open reference",
        .yaml = PG "migrations: ${NONE\n",
        .expected =
            "dunlin.yaml:2:13: migrations: a \"${\" is not closed; write $${ for a literal one"},
    {.name = "a malformed reference",
        .yaml = "system: \"postgresql://u:${secret!}@h\"\n",
        .expected = "dunlin.yaml:1:9: system.url: a \"${\" names no variable: write ${NAME} or "
                    "${NAME:-default}, and $${ "
                    "for a literal ${"},
    {.name = "a bad URL",
        .yaml = "system: {url: \"mysql://u:secret@h/db\"}\n",
        .expected = "dunlin.yaml:1:15: system.url: \"mysql://\" is no database that Dunlin can "
                    "work on: write "
                    "postgresql://user@host/database, sqlite:///path, or a path that ends in .db, "
                    ".sqlite or .sqlite3"},
    {.name = "a URL in the wrong place",
        .yaml = PG "run: {parallel: \"postgresql://u:secret@h/db\"}\n",
        .expected = "dunlin.yaml:2:17: run.parallel: \"postgresql://u:***@h/db\" is no whole "
                    "number from 1 to 256"},
    {.name = "a bad variable",
        .yaml = PG,
        .environ = {"DUNLIN_RUN_PARALLEL=x"},
        .expected = "run.parallel (DUNLIN_RUN_PARALLEL): \"x\" is no whole number from 1 to 256"},
    {.name = "a bad DATABASE_URL",
        .environ = {"DATABASE_URL=postgresql://u:secret"},
        .expected =
            "system.url (DATABASE_URL): the database URL is malformed: the port is no number"},
    {.name = "a bad override",
        .yaml = PG,
        .overrides = {"run.lock_timeout=x"},
        .expected = "run.lock_timeout (--lock-timeout): \"x\" is no duration: write a whole number "
                    "and ms, s, min, h or d, "
                    "such as 2s"},
    {.name = "an override without a flag",
        .yaml = PG,
        .overrides = {"tenants.schemas=x"},
        .expected = "tenants.schemas (override): must hold one {tenant} or one *, where the "
                    "tenant's name stands"},
    {.name = "an empty override",
        .yaml = PG,
        .overrides = {"migrations="},
        .expected = "migrations (--migrations): is empty"},
    {.name = "an unknown override",
        .yaml = PG,
        .overrides = {"run.paralel=1"},
        .expected = "unknown setting \"run.paralel\" (did you mean \"parallel\"?)"},
    {.name = "an override without a value",
        .yaml = PG,
        .overrides = {"postgresql://u:secret@h"},
        .expected = "an override must be written key=value"},
    /* settings that contradict each other */
    {.name = "two kinds of tenants",
        .yaml = PG "tenants:\n  schemas: a_*\n  files: b_*\n",
        .expected = "dunlin.yaml:4:10: tenants.files: tenants.schemas is set too; a project has "
                    "one kind of tenants"},
    {.name = "no placeholder",
        .yaml = PG "tenants: {schemas: tenant}\n",
        .expected = "dunlin.yaml:2:20: tenants.schemas: must hold one {tenant} or one *, where the "
                    "tenant's name stands"},
    {.name = "two placeholders",
        .yaml = PG "tenants: {schemas: \"{tenant}_*\"}\n",
        .expected = "dunlin.yaml:2:20: tenants.schemas: must hold one {tenant} or one *, where the "
                    "tenant's name stands"},
    {.name = "schemas without a system",
        .yaml = "tenants: {schemas: \"t_*\"}\n",
        .expected = "dunlin.yaml:1:20: tenants.schemas: schemas are in the system database, which "
                    "must be PostgreSQL: set "
                    "system.url"},
    {.name = "schemas in SQLite",
        .yaml = "system: a.db\ntenants: {schemas: \"t_*\"}\n",
        .expected = "dunlin.yaml:2:20: tenants.schemas: schemas are in the system database, which "
                    "must be PostgreSQL: set "
                    "system.url"},
    {.name = "a query alone in SQLite",
        .yaml = "system: a.db\ntenants: {query: SELECT 1}\n",
        .expected = "tenants.schemas: schemas are in the system database, which must be "
                    "PostgreSQL: set system.url"},
    {.name = "a query without a system",
        .yaml = "tenants: {files: \"*.db\", query: SELECT 1}\n",
        .expected =
            "dunlin.yaml:1:33: tenants.query: needs a system database to ask: set system.url"},
    {.name = "a register without a system",
        .yaml = "tenants: {files: \"*.db\", register: x}\n",
        .expected = "dunlin.yaml:1:36: tenants.register: needs a system database to write to: set "
                    "system.url"},
    {.name = "a seed without tenants",
        .yaml = PG "tenants: {seed: x}\n",
        .expected = "dunlin.yaml:2:17: tenants.seed: the project has no tenants: set "
                    "tenants.schemas, tenants.databases "
                    "or tenants.files too"},
    {.name = "a seed's file that is not there",
        .yaml = PG "tenants: {schemas: \"t_*\", seed: no/seed.sql}\n",
        .expected = "dunlin.yaml:2:33: tenants.seed: no/seed.sql: cannot be read: No such file or "
                    "directory"},
    {.name = "databases without a server",
        .yaml = "system: a.db\ntenants: {databases: \"t_*\"}\n",
        .expected = "dunlin.yaml:2:22: tenants.databases: names no server: write a URL, or set "
                    "system.url to a PostgreSQL "
                    "database on the same server"},
    {.name = "databases as key=value",
        .yaml = PG "tenants: {databases: \"host=h dbname=t_*\"}\n",
        .expected = "dunlin.yaml:2:22: tenants.databases: is neither a database's name nor a URL "
                    "(postgresql://host/name_{tenant})"},
    {.name = "databases that are files",
        .yaml = PG "tenants: {databases: \"sqlite:///t_*.db\"}\n",
        .expected = "dunlin.yaml:2:22: tenants.databases: must be PostgreSQL; SQLite files belong "
                    "under tenants.files"},
    {.name = "a server for each, not to be found",
        .yaml = PG "tenants: {databases: \"postgresql://*.h/db\"}\n",
        .expected = "dunlin.yaml:2:22: tenants.databases: the database's name does not hold "
                    "{tenant}, so that tenants can "
                    "only be found by tenants.query"},
    {.name = "files that are databases",
        .yaml = "tenants: {files: \"postgresql://h/t_*\"}\n",
        .expected = "dunlin.yaml:1:18: tenants.files: must be SQLite files; PostgreSQL belongs "
                    "under tenants.databases"},
    {.name = "files as a file: name",
        .yaml = "tenants: {files: \"file:t_*.db\"}\n",
        .expected = "dunlin.yaml:1:18: tenants.files: must be a plain path, not a \"file:\" name"},
    {.name = "extension schemas for files",
        .yaml = "tenants: {files: \"*.db\", extension_schemas: [a]}\n",
        .expected = "dunlin.yaml:1:26: tenants.extension_schemas: is for PostgreSQL only; a SQLite "
                    "file has no schemas"},
    {.name = "a direct URL alone",
        .yaml = "system: {direct_url: postgresql://h}\ntenants: {files: \"*.db\"}\n",
        .expected = "dunlin.yaml:1:22: system.direct_url: is of no use without system.url"},
    {.name = "a direct URL of another engine",
        .yaml = "system: {url: a.db, direct_url: postgresql://h}\n",
        .expected = "dunlin.yaml:1:33: system.direct_url: is for another engine than system.url"},
    {.name = "a direct URL of SQLite",
        .yaml = "system: {url: a.db, direct_url: a.db}\n",
        .expected = "dunlin.yaml:1:33: system.direct_url: is for PostgreSQL only; a SQLite file "
                    "has no pooler"},
    {.name = "a database in memory",
        .yaml = "system: \"sqlite://\"\n",
        .expected =
            "dunlin.yaml:1:9: system.url: a database in memory would be gone at once; name a file"},
};

static gboolean load(const Case *c, DlnConfig *config, GError **error)
{
    const DlnConfigFileInput file = {c->yaml, "dunlin.yaml", c->environment};
    const DlnConfigSources sources = {
        "/p", c->yaml == NULL ? NULL : &file, c->environ, c->overrides};

    return dln_config_load(&sources, config, error);
}

static const char *or_dash(const char *text)
{
    return text == NULL ? "-" : text;
}

/* Every field, a line each, with a newline at both ends. */
static char *describe(const DlnConfig *config)
{
    g_autoptr(GString) text = g_string_new("\n");
    g_autofree char *extensions = g_strjoinv("|", config->extension_schemas);
    g_autofree char *migrations = g_strjoinv("|", config->migrations);
    g_autofree char *displays = g_strjoinv("|", config->migrations_display);

    g_string_append_printf(
        text, "system_path=%s\n", config->system == NULL ? "-" : or_dash(config->system->path));
    g_string_append_printf(
        text, "system=%s\n", config->system == NULL ? "-" : config->system->display);
    g_string_append_printf(
        text, "direct=%s\n", config->system_direct == NULL ? "-" : config->system_direct->display);
    g_string_append_printf(text, "schema=%s\npooler=%d\nkind=%d\n", config->system_schema,
        config->pooler, config->tenants_kind);
    g_string_append_printf(text, "pattern=%s\nquery=%s\nextensions=%s\n",
        or_dash(config->tenants_pattern), or_dash(config->tenants_query), extensions);
    g_string_append_printf(text, "register=%s\nseed=%s\n", or_dash(config->tenants_register),
        or_dash(config->tenants_seed));
    g_string_append_printf(text, "migrations=%s\nmigrations_display=%s\nstate=%s\n", migrations,
        displays, or_dash(config->state_file));
    g_string_append_printf(text, "parallel=%u\nlock=%d\nstatement=%d\nwait=%d\nconnect=%d\n",
        config->parallel, (int)config->lock_timeout_ms, (int)config->statement_timeout_ms,
        (int)config->wait_timeout_ms, (int)config->connect_timeout_ms);
    g_string_append_printf(text, "retries=%u\ntx_mode=%d\ncreate_missing=%d\n", config->retries,
        config->tx_mode, config->create_missing);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void check_lines(const Case *c, const char *description)
{
    g_auto(GStrv) lines = g_strsplit(c->expected, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++) {
        g_autofree char *line = g_strdup_printf("\n%s\n", lines[i]);
        if (strstr(description, line) == NULL)
            fail_msg("%s: no line \"%s\" in:%s", c->name, lines[i], description);
    }
}

static void test_good(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        DlnConfig config = {0};
        if (!load(&good[i], &config, &error))
            fail_msg("%s: %s", good[i].name, error->message);
        g_autofree char *description = describe(&config);
        check_lines(&good[i], description);
        assert_null(strstr(description, "secret"));
        dln_config_clear(&config);
    }
}

static void test_bad(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        DlnConfig config = {0};
        const DlnConfig untouched = {0};
        if (load(&bad[i], &config, &error))
            fail_msg("%s: was accepted", bad[i].name);
        if (!dln_error_is(error, DUNLIN_ERROR_CONFIG) ||
            !g_str_equal(error->message, bad[i].expected))
            fail_msg("%s: %s\ninstead of: %s", bad[i].name, error->message, bad[i].expected);
        assert_memory_equal(&config, &untouched, sizeof config);
    }
}

/* Position and file travel as facts too. */
static void test_facts(void **state)
{
    const Case c = {.yaml = PG "run:\n  parallel: x\n"};
    g_autoptr(GError) error = NULL;
    DlnConfig config = {0};

    assert_false(load(&c, &config, &error));
    const DunlinErrorFacts *facts = dunlin_error_get_facts(error);
    assert_string_equal(facts->file, "dunlin.yaml");
    assert_int_equal(facts->line, 3);
    assert_int_equal(facts->column, 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_facts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
