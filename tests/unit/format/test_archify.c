/* SPDX-License-Identifier: Apache-2.0 */
/* test_archify.c: .py files: the examples of Archify's guide, every literal that Python knows, and what is refused. */
#include "format_helper.h"

#include <glib/gstdio.h>

#define KEYS "# MIGRATION_SCOPE: tenant\n# MIGRATION_VERSION: 003_x\n"
#define SHOWN "scope=tenant by-name plain line=2 "
#define UP "UPGRADE_SQL = 'A'\n"

/* The keys take lines 1 and 2. */
static const ReadCase read_cases[] = {
    {"one line", "003_x.py", KEYS "UPGRADE_SQL = 'A'", NULL, SHOWN "up@:3:16[A]"},
    {"double quotes", "003_x.py", KEYS "UPGRADE_SQL = \"it's\"\n", NULL, SHOWN "up@:3:16[it's]"},
    {"triple single quotes", "003_x.py", KEYS "UPGRADE_SQL = '''\nA 'b'\n'''\n", NULL,
        SHOWN "up@:3:18[\nA 'b'\n]"},
    {"quotes inside triple quotes", "003_x.py", KEYS "UPGRADE_SQL = \"\"\"A \"b\" \"\"c\"\"\"\n",
        NULL, SHOWN "up@:3:18[A \"b\" \"\"c]"},
    {"an empty up", "003_x.py", KEYS "UPGRADE_SQL = ''\n", NULL, SHOWN "up@:3:16[]"},
    {"raw", "003_x.py", KEYS "UPGRADE_SQL = r'\\d\\n\\''\n", NULL, SHOWN "up@:3:17[\\d\\n\\']"},
    {"raw, upper case", "003_x.py", KEYS "UPGRADE_SQL = R\"\"\"\\x\"\"\"\n", NULL,
        SHOWN "up@:3:19[\\x]"},
    {"the old unicode prefix", "003_x.py", KEYS "UPGRADE_SQL = u'A'\n", NULL, SHOWN "up@:3:17[A]"},
    {"simple escapes", "003_x.py", KEYS "UPGRADE_SQL = 'a\\n\\t\\\\\\'\\\"'\n", NULL,
        SHOWN "up@:3:16[a\n\t\\'\"]"},
    {"control escapes", "003_x.py", KEYS "UPGRADE_SQL = '\\a\\b\\f\\v\\r'\n", NULL,
        SHOWN "up@:3:16[\a\b\f\v\r]"},
    {"numbers", "003_x.py", KEYS "UPGRADE_SQL = '\\x41\\xe4\\u20ac\\U0001F600\\101\\7z'\n", NULL,
        SHOWN "up@:3:16[Aä€😀A\az]"},
    {"an unknown escape keeps its backslash", "003_x.py", KEYS "UPGRADE_SQL = '\\d\\ä\\%'\n", NULL,
        SHOWN "up@:3:16[\\d\\ä\\%]"},
    {"a line continued in a literal", "003_x.py", KEYS "UPGRADE_SQL = 'a\\\nb\\\r\nc'\n", NULL,
        SHOWN "up@:3:16[abc]"},
    {"adjacent literals", "003_x.py", KEYS "UPGRADE_SQL = 'a' \"b\" r'\\c' '''d\ne'''\n", NULL,
        SHOWN "up@:3:16[ab\\cd\ne]"},
    {"literals in parentheses", "003_x.py",
        KEYS "UPGRADE_SQL = (\n    'a; '  # first\n\n    'b;'\n)\n", NULL, SHOWN "up@:4:6[a; b;]"},
    {"doubled parentheses", "003_x.py", KEYS "UPGRADE_SQL = (('a'))\n", NULL, SHOWN "up@:3:18[a]"},
    {"a line continued outside", "003_x.py", KEYS "UPGRADE_SQL = \\\n    'a' \\\n 'b'\n", NULL,
        SHOWN "up@:4:6[ab]"},
    {"annotations", "003_x.py",
        KEYS "from __future__ import annotations, division\nUPGRADE_SQL: str = 'A'\n"
             "def upgrade() -> str:\n    return UPGRADE_SQL\n"
             "def downgrade() -> str | None:\n    return None\n",
        NULL, SHOWN "up@:4:21[A]"},
    {"Optional", "003_x.py", KEYS UP "def downgrade() -> Optional[str]:\n  pass\n", NULL,
        SHOWN "up@:3:16[A]"},
    {"functions that return literals", "003_x.py",
        KEYS "def upgrade():\n    \"\"\"doc\"\"\"\n    return \"\"\"U\"\"\"\n\ndef "
             "downgrade():\n\treturn ('D')\n",
        NULL, SHOWN "up@:5:15[U] down@:8:11[D]"},
    {"a literal equal to the constant", "003_x.py", KEYS UP "def upgrade(): return 'A'\n", NULL,
        SHOWN "up@:4:24[A]"},
    {"functions before the constants", "003_x.py", KEYS "def upgrade():\n  return UPGRADE_SQL\n" UP,
        NULL, SHOWN "up@:5:16[A]"},
    {"an empty downgrade is none", "003_x.py", KEYS UP "DOWNGRADE_SQL = ' \\n'\n", NULL,
        SHOWN "up@:3:16[A]"},
    {"a downgrade of comments is none", "003_x.py", KEYS UP "DOWNGRADE_SQL = '-- cannot'\n", NULL,
        SHOWN "up@:3:16[A]"},
    {"DOWNGRADE_SQL = None", "003_x.py",
        KEYS UP "DOWNGRADE_SQL = None\ndef downgrade():\n return\n", NULL, SHOWN "up@:3:16[A]"},
    {"an empty downgrade and pass", "003_x.py",
        KEYS UP "DOWNGRADE_SQL = ''\ndef downgrade(): pass\n", NULL, SHOWN "up@:3:16[A]"},
    {"only a docstring in downgrade", "003_x.py", KEYS UP "def downgrade():\n '''doc'''\n", NULL,
        SHOWN "up@:3:16[A]"},
    {"other names", "003_x.py", KEYS "__author__ = 'me'\n" UP "revision = (\"1\")\n", NULL,
        SHOWN "up@:4:16[A]"},
    {"a description in the docstring", "003_x.py", "'''\n  Adds it  \n\n" KEYS "'''\n" UP, NULL,
        "scope=tenant description=Adds it; by-name plain line=5 up@:7:16[A]"},
    {"a described docstring", "003_x.py",
        "'''Text\n" KEYS "# MIGRATION_DESCRIPTION: Better\n'''\n" UP, NULL,
        "scope=tenant description=Better; by-name plain line=3 up@:6:16[A]"},
    {"keys at the end", "003_x.py", UP KEYS, NULL, "scope=tenant by-name plain line=3 up@:1:16[A]"},
    {"CR LF", "003_x.py",
        "# MIGRATION_SCOPE: tenant\r\n# MIGRATION_VERSION: 003_x\r\n\r\nUPGRADE_SQL = "
        "'''\r\nA;\r\n'''\r\n"
        "\r\ndef upgrade():\r\n    return UPGRADE_SQL\r\n",
        NULL, SHOWN "up@:4:18[\r\nA;\r\n]"},
    {"byte order mark", "003_x.py", "\xEF\xBB\xBF" KEYS UP, NULL, SHOWN "up@:3:16[A]"},
    {"comments everywhere", "003_x.py",
        KEYS "#\n" UP
             "  # indented\ndef upgrade():  # c\n    # c\n\n    return UPGRADE_SQL  # c\n# end",
        NULL, SHOWN "up@:4:16[A]"},
    {"a hash in a literal", "003_x.py", KEYS "UPGRADE_SQL = '# MIGRATION_SCOPE: both'\n", NULL,
        SHOWN "up@:3:16[# MIGRATION_SCOPE: both]"},
    {"scope public", "003_x.py", "# MIGRATION_SCOPE: public\n#MIGRATION_VERSION:003_x\n" UP, NULL,
        "scope=public by-name plain line=2 up@:3:16[A]"},
};

static const BadCase bad_cases[] = {
    {"nothing", "", "1:0", "no \"MIGRATION_SCOPE\""},
    {"no scope", "# MIGRATION_VERSION: 003_x\n" UP, "1:0", "no \"MIGRATION_SCOPE\""},
    {"no version", "# MIGRATION_SCOPE: both\n" UP, "1:0", "no \"MIGRATION_VERSION\""},
    {"unknown scope", "# MIGRATION_SCOPE: shared\n# MIGRATION_VERSION: 003_x\n" UP, "1:20",
        "unknown scope"},
    {"the template's scope",
        "# MIGRATION_SCOPE: tenant|public|both\n# MIGRATION_VERSION: 003_x\n" UP, "1:20",
        "choose one"},
    {"another version", "'''\n# MIGRATION_SCOPE: both\n# MIGRATION_VERSION: 004_x\n'''\n" UP,
        "3:22", "the file's name says \"003_x\""},
    {"a key twice", KEYS "# MIGRATION_SCOPE: both\n" UP, "3:20", "said twice"},
    {"no UPGRADE_SQL", KEYS "DOWNGRADE_SQL = 'B'\n", "1:0", "no \"UPGRADE_SQL\""},
    {"UPGRADE_SQL = None", KEYS "UPGRADE_SQL = None\n", "1:0", "no \"UPGRADE_SQL\""},
    {"UPGRADE_SQL twice", KEYS UP UP, "4:1", "a second \"UPGRADE_SQL\""},
    {"upgrade twice", KEYS UP "def upgrade(): pass\ndef upgrade(): pass\n", "5:5",
        "a second \"upgrade\""},

    {"an import", KEYS "import os\n" UP, "3:1", "found \"import\""},
    {"an import from", KEYS "from app import sql\n" UP, "3:1", "found \"from\""},
    {"a class", KEYS UP "class M:\n  pass\n", "4:1", "found \"class\""},
    {"an if", KEYS UP "if True:\n  pass\n", "4:1", "found \"if\""},
    {"a decorator", KEYS UP "@x\ndef upgrade(): pass\n", "4:1", "found \"@\""},
    {"async", KEYS UP "async def upgrade(): pass\n", "4:1", "found \"async\""},
    {"another function", KEYS UP "def helper():\n  pass\n", "4:5", "found \"helper\""},
    {"a call", KEYS UP "print('x')\n", "4:1", "found \"print\""},
    {"a call of something", KEYS UP "run('x')\n", "4:1", "found \"run\""},
    {"a bare string later", KEYS UP "'x'\n", "4:1", "found a string literal"},
    {"a bare number", KEYS "5\n" UP, "3:1", "found \"5\""},
    {"an f-string", KEYS "UPGRADE_SQL = f'{x}'\n", "3:15", "an f-string"},
    {"a raw f-string", KEYS "UPGRADE_SQL = Rf'''{x}'''\n", "3:15", "an f-string"},
    {"an f-string in parentheses", KEYS "UPGRADE_SQL = (\n  'ä' f'{x}')\n", "4:7", "an f-string"},
    {"bytes", KEYS "UPGRADE_SQL = b'x'\n", "3:15", "bytes"},
    {"raw bytes", KEYS "UPGRADE_SQL = bR'x'\n", "3:15", "bytes"},
    {"a made-up prefix", KEYS "UPGRADE_SQL = offset'x'\n", "3:15", "right behind a name"},
    {"concatenation", KEYS "UPGRADE_SQL = 'a' + 'b'\n", "3:19", "found \"+\""},
    {"formatting", KEYS "UPGRADE_SQL = 'a %s' % x\n", "3:22", "found \"%\""},
    {"a method", KEYS "UPGRADE_SQL = 'a'.strip()\n", "3:18", "found \".\""},
    {"a call as value", KEYS "UPGRADE_SQL = sql('a')\n", "3:15", "found \"sql\""},
    {"a name as value", KEYS "UPGRADE_SQL = OTHER\n", "3:15", "found \"OTHER\""},
    {"a number as value", KEYS "UPGRADE_SQL = 5\n", "3:15", "found \"5\""},
    {"a list", KEYS "UPGRADE_SQL = ['a']\n", "3:15", "found \"[\""},
    {"a tuple", KEYS "UPGRADE_SQL = ('a',)\n", "3:19", "found \",\""},
    {"a tuple without parentheses", KEYS "UPGRADE_SQL = 'a',\n", "3:18", "found \",\""},
    {"two statements on a line", KEYS "UPGRADE_SQL = 'a'; X = 'b'\n", "3:18", "found \";\""},
    {"two targets", KEYS "UPGRADE_SQL = X = 'b'\n", "3:15", "found \"X\""},
    {"added to", KEYS "UPGRADE_SQL += 'b'\n", "3:1", "begins no assignment"},
    {"an attribute", KEYS "a.b = 'b'\n", "3:1", "begins no assignment"},
    {"no value", KEYS "UPGRADE_SQL =\n", "3:14", "the end of the line"},
    {"a multibyte character", KEYS "UPGRADE_SQL = “a”\n", "3:15", "found \"“a”\""},
    {"indentation", KEYS "  UPGRADE_SQL = 'a'\n", "3:3", "unexpected indentation"},

    {"unterminated", KEYS "UPGRADE_SQL = 'a\n", "3:15", "unterminated"},
    {"unterminated triple", KEYS "UPGRADE_SQL = '''a\n''\n", "3:15", "unterminated"},
    {"unterminated by a backslash", KEYS "UPGRADE_SQL = 'a\\'", "3:15", "unterminated"},
    {"a backslash at the end of the file", KEYS "UPGRADE_SQL = 'a\\", "3:15", "unterminated"},
    {"an open parenthesis", KEYS "UPGRADE_SQL = ('a'\n", "4:1", "never closed"},
    {"a parenthesis too many", KEYS "UPGRADE_SQL = 'a')\n", "3:18", "closes nothing"},
    {"a stray backslash", KEYS "UPGRADE_SQL = \\ 'a'\n", "3:15", "backslash"},
    {"a named character", KEYS "UPGRADE_SQL = 'ä \\N{DASH}'\n", "3:18", "\\N{...}"},
    {"a short hexadecimal escape", KEYS "UPGRADE_SQL = '\\x4'\n", "3:16", "2 hexadecimal digits"},
    {"a short unicode escape", KEYS "UPGRADE_SQL = '''\n\\u12g4'''\n", "4:1",
        "4 hexadecimal digits"},
    {"a surrogate", KEYS "UPGRADE_SQL = '\\ud800'\n", "3:16", "no character"},
    {"beyond Unicode", KEYS "UPGRADE_SQL = '\\UFFFFFFFF'\n", "3:16", "no character"},
    {"a NUL", KEYS "UPGRADE_SQL = 'a\\0'\n", "3:17", "NUL"},

    {"parameters", KEYS UP "def upgrade(op):\n  return UPGRADE_SQL\n", "4:13", "found \"op\""},
    {"a function that computes", KEYS UP "def upgrade():\n  x = 1\n  return x\n", "5:3",
        "found \"x\""},
    {"returns another name", KEYS UP "def upgrade():\n  return SQL\n", "5:10", "found \"SQL\""},
    {"returns the wrong constant",
        KEYS UP "DOWNGRADE_SQL = 'B'\ndef upgrade():\n  return DOWNGRADE_SQL\n", "6:10",
        "instead of \"UPGRADE_SQL\""},
    {"returns a call", KEYS UP "def upgrade():\n  return UPGRADE_SQL.strip()\n", "5:21",
        "found \".\""},
    {"more behind return", KEYS UP "def upgrade():\n  return UPGRADE_SQL\n  pass\n", "6:3",
        "the end of the function"},
    {"no body", KEYS UP "def upgrade():\nX = 'a'\n", "5:1", "indented"},
    {"no body at all", KEYS UP "def upgrade():", "4:15", "indented"},
    {"no colon", KEYS UP "def upgrade()\n  pass\n", "4:14", "instead of \":\""},
    {"upgrade returns nothing", KEYS UP "def upgrade():\n  pass\n", "5:3",
        "does not return \"UPGRADE_SQL\""},
    {"upgrade returns another text", KEYS UP "def upgrade():\n  return 'B'\n", "5:3",
        "another text"},
    {"downgrade returns nothing", KEYS UP "DOWNGRADE_SQL = 'B'\ndef downgrade():\n  return None\n",
        "6:3", "but nothing"},
    {"downgrade returns what is not there", KEYS UP "def downgrade():\n  return DOWNGRADE_SQL\n",
        "5:3", "does not assign"},
    {"a directive in a literal", KEYS "UPGRADE_SQL = '''\nA;\n-- dunlin:transaction off\n'''\n",
        "5:1", "in .sql files only"},
    {"not UTF-8", KEYS "UPGRADE_SQL = '\xE4'\n", "3:16", "0xE4"},
};

static void test_read(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(read_cases); i++)
        check_read(&read_cases[i]);
}

static void test_bad(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(bad_cases); i++)
        check_bad("003_x.py", &bad_cases[i]);
}

/* -- The guide's own files ------------------------------------------------------------------------ */

static char *load_example(const char *name)
{
    g_autofree char *here = g_path_get_dirname(__FILE__);
    g_autofree char *path = g_build_filename(here, "..", "..", "data", "archify", name, NULL);
    char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

typedef struct {
    const char *file;
    const char *shown; /* what it begins with */
    const char *up;    /* a statement of each direction */
    const char *down;
} ExampleCase;

static const ExampleCase example_cases[] = {
    {"003_add_user_avatar.py",
        "scope=tenant description=Add avatar_url column to users table; by-name plain line=5 "
        "up@:9:18[\nALTER TABLE users\n",
        "CREATE INDEX IF NOT EXISTS idx_users_avatar ON users(avatar_url)",
        "ALTER TABLE users\nDROP COLUMN IF EXISTS avatar_url,\nDROP COLUMN IF EXISTS bio"},
    {"004_add_tenant_billing.py",
        "scope=public description=Add billing fields to tenants table; by-name plain line=5 "
        "up@:9:18[\nALTER TABLE tenants\n",
        "ALTER TABLE tenants\nADD COLUMN IF NOT EXISTS billing_email VARCHAR(255),\n"
        "ADD COLUMN IF NOT EXISTS subscription_tier VARCHAR(50) DEFAULT 'free',\n"
        "ADD COLUMN IF NOT EXISTS subscription_ends_at TIMESTAMP",
        "ALTER TABLE tenants\nDROP COLUMN IF EXISTS billing_email,\n"
        "DROP COLUMN IF EXISTS subscription_tier,\nDROP COLUMN IF EXISTS subscription_ends_at"},
    {"005_add_audit_logs.py",
        "scope=both description=Create audit_logs table in all schemas; by-name plain line=5 "
        "up@:9:18[\nCREATE TABLE IF NOT EXISTS audit_logs (\n",
        "CREATE INDEX IF NOT EXISTS idx_audit_logs_created ON audit_logs(created_at)",
        "DROP TABLE IF EXISTS audit_logs"},
};

/* The script's last statement is this text. */
static void assert_last_statement(const DlnScript *script, const char *text)
{
    const DlnStatement *last = &script->statements[script->n_statements - 1];

    assert_int_equal(last->length, strlen(text));
    assert_memory_equal(script->source.text + last->offset, text, last->length);
}

static void test_examples(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(example_cases); i++) {
        const ExampleCase *row = &example_cases[i];
        g_autofree char *text = load_example(row->file);
        g_autoptr(DlnRevision) revision = NULL;
        g_autoptr(GError) error = NULL;

        if (!read_as(row->file, text, NULL, &revision, &error) ||
            !dln_revision_compile(revision, DLN_ENGINE_POSTGRES, &error))
            fail_msg("%s", error->message);
        g_autofree char *shown = show_revision(revision);
        if (!g_str_has_prefix(shown, row->shown))
            fail_msg("%s: %s", row->file, shown);
        assert_true(dln_revision_is_reversible(revision, DLN_ENGINE_POSTGRES));
        assert_last_statement(revision->scripts[DLN_DIRECTION_UP][DLN_ENGINE_POSTGRES], row->up);
        assert_last_statement(
            revision->scripts[DLN_DIRECTION_DOWN][DLN_ENGINE_POSTGRES], row->down);
    }
}

/* The guide's template leaves the scope open; with one chosen it loads. */
static void test_template(void **state)
{
    g_autofree char *text = load_example("template.txt");
    g_autoptr(DlnRevision) revision = NULL;
    g_autoptr(GError) error = NULL;

    assert_false(read_as("003_add_user_avatar.py", text, NULL, &revision, &error));
    assert_non_null(strstr(error->message, "m/003_add_user_avatar.py:4:20: "));
    assert_non_null(strstr(error->message, "choose one"));
    g_clear_error(&error);

    g_auto(GStrv) halves = g_strsplit(text, "tenant|public|both", 2);
    g_autofree char *chosen = g_strjoinv("tenant", halves);
    if (!read_as("003_add_user_avatar.py", chosen, NULL, &revision, &error))
        fail_msg("%s", error->message);
    g_autofree char *shown = show_revision(revision);
    assert_string_equal(shown,
        "scope=tenant description=Add avatar_url column to users table; by-name plain line=5 "
        "up@:9:18[\nALTER TABLE users ADD COLUMN avatar_url VARCHAR(500);\n] "
        "down@:13:20[\nALTER TABLE users DROP COLUMN avatar_url;\n]");
}

/* The text is what counts, not how Python writes it. */
static void test_checksum(void **state)
{
    static const char *const same[] = {
        KEYS "UPGRADE_SQL = '''A;\nB;\n'''\n",
        KEYS "UPGRADE_SQL = 'A;\\nB;'\n",
        KEYS "UPGRADE_SQL = 'A;' '\\r\\nB;'\nDOWNGRADE_SQL = 'x'\n",
        KEYS "# MIGRATION_DESCRIPTION: else\r\nUPGRADE_SQL = '''A;\r\nB;\r\n'''\r\n",
    };
    g_autofree char *checksum = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
        g_autoptr(DlnRevision) revision = NULL;
        assert_true(read_as("003_x.py", same[i], NULL, &revision, NULL));
        if (checksum == NULL)
            checksum = g_strdup(revision->checksum);
        assert_string_equal(revision->checksum, checksum);
    }

    g_autoptr(DlnRevision) sql = NULL;
    assert_true(read_as("003_x.sql", "-- dunlin:up\nA;\nB;\n", NULL, &sql, NULL));
    assert_string_equal(sql->checksum, checksum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_template),
        cmocka_unit_test(test_checksum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
