/* SPDX-License-Identifier: Apache-2.0 */
/* test_directory.c: which files of a directory are migrations, their order, and what stops the reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/format.h"

#define MAX_ENTRIES 12

typedef enum {
    FILE_TEXT, /* content is the text */
    FILE_LINK, /* content is the target */
    FILE_DIRECTORY,
    FILE_FIFO,
} FileKind;

typedef struct {
    const char *name;
    const char *content;
    FileKind kind;
} Entry;

#define PY(id) "# MIGRATION_SCOPE: public\n# MIGRATION_VERSION: " id "\nUPGRADE_SQL = 'A'\n"

/* -- A directory of one's own ---------------------------------------------------------------------- */

static void make_entry(const char *directory, const Entry *entry)
{
    g_autofree char *path = g_build_filename(directory, entry->name, NULL);

    switch (entry->kind) {
    case FILE_TEXT:
        assert_true(g_file_set_contents(path, entry->content, -1, NULL));
        return;
    case FILE_LINK:
        assert_int_equal(symlink(entry->content, path), 0);
        return;
    case FILE_DIRECTORY:
        assert_int_equal(g_mkdir(path, 0700), 0);
        return;
    case FILE_FIFO:
        assert_int_equal(mkfifo(path, 0600), 0);
        return;
    }
}

static char *make_directory(const Entry *entries)
{
    char *directory = g_dir_make_tmp("dunlin-directory-XXXXXX", NULL);

    assert_non_null(directory);
    for (gsize i = 0; i < MAX_ENTRIES && entries[i].name != NULL; i++)
        make_entry(directory, &entries[i]);
    return directory;
}

static void remove_directory(const char *directory)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);

    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        assert_int_equal(g_remove(path), 0);
    }
    assert_int_equal(g_rmdir(directory), 0);
}

static GPtrArray *new_revisions(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)dln_revision_free);
}

/* -- What is read ---------------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    Entry entries[MAX_ENTRIES];
    const char *expected; /* the ids, with "-" where there is a down */
} ReadCase;

static const ReadCase read_cases[] = {
    {"an empty directory", {{NULL}}, ""},
    {"the three kinds, by number",
        {{"10_ten.sql", "-- dunlin:up\nA"}, {"2_two.sql", "B"}, {"2_two.down.sql", "C"},
            {"003_three.py", PY("003_three")}, {"V4_1__four.sql", "D"}, {"last.sql", "E"}},
        "2_two- 003_three V4_1__four 10_ten last"},
    {"what is no migration",
        {{".hidden.sql", ""}, {"_x.sql", ""}, {"__init__.py", ""}, {"README.sql", ""},
            {"readme.md", ""}, {"notes.txt", ""}, {"1.sql~", ""}, {"1.sql.swp", ""},
            {"#1.sql#", ""}, {".#1.sql", ""}, {"1.sql", "A"}},
        "1"},
    {"what is no migration, directories",
        {{"__pycache__", NULL, FILE_DIRECTORY}, {"archive", NULL, FILE_DIRECTORY}, {"sql", ""},
            {".sql", ""}, {"1.sql", "A"}},
        "1"},
    {"a symbolic link", {{"text", "A"}, {"1.sql", "text", FILE_LINK}}, "1"},
    {"a broken link of another name", {{"x", "nowhere", FILE_LINK}, {"1.sql", "A"}}, "1"},
    {"one id in two formats is for the graph", {{"1_x.sql", "A"}, {"1_x.py", PY("1_x")}},
        "1_x 1_x"},
    {"multibyte and blank names", {{"1 größe.sql", "A"}, {"2_日本.sql", "B"}}, "1 größe 2_日本"},
    {"a down file with a byte order mark",
        {{"1.sql", "A"}, {"1.down.sql", "\xEF\xBB\xBF"
                                        "B"}},
        "1-"},
};

static void check_read(const ReadCase *row)
{
    g_autofree char *directory = make_directory(row->entries);
    g_autoptr(GPtrArray) revisions = new_revisions();
    g_autoptr(GString) shown = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    const gboolean ok = dln_format_read_directory(directory, "migrations", revisions, &error);

    remove_directory(directory);
    if (!ok)
        fail_msg("%s: %s", row->name, error->message);
    for (guint i = 0; i < revisions->len; i++) {
        const DlnRevision *revision = g_ptr_array_index(revisions, i);
        g_string_append_printf(shown, "%s%s%s", i > 0 ? " " : "", revision->id,
            dln_revision_is_reversible(revision, DLN_ENGINE_SQLITE) ? "-" : "");
        assert_true(g_str_has_prefix(revision->file, "migrations/"));
    }
    if (strcmp(shown->str, row->expected) != 0)
        fail_msg("%s: %s", row->name, shown->str);
}

static void test_read(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(read_cases); i++)
        check_read(&read_cases[i]);
}

/* -- What is refused ------------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    Entry entries[MAX_ENTRIES];
    DunlinErrorCode code;
    const char *message; /* how it begins */
} BadCase;

static const BadCase bad_cases[] = {
    {"a broken link", {{"0.sql", "A"}, {"1.sql", "nowhere", FILE_LINK}}, DUNLIN_ERROR_CONFIG,
        "m/1.sql: cannot be read: No such file"},
    {"a link to itself", {{"1.sql", "1.sql", FILE_LINK}}, DUNLIN_ERROR_CONFIG,
        "m/1.sql: cannot be read: Too many levels"},
    {"a directory", {{"1.sql", NULL, FILE_DIRECTORY}}, DUNLIN_ERROR_CONFIG,
        "m/1.sql: cannot be read: Is a directory"},
    {"a directory named as Python", {{"1.py", NULL, FILE_DIRECTORY}}, DUNLIN_ERROR_CONFIG,
        "m/1.py: cannot be read: Is a directory"},
    {"a FIFO", {{"1.sql", NULL, FILE_FIFO}}, DUNLIN_ERROR_CONFIG,
        "m/1.sql: cannot be read: it is no regular file"},
    {"a down directory", {{"1.sql", "A"}, {"1.down.sql", NULL, FILE_DIRECTORY}},
        DUNLIN_ERROR_CONFIG, "m/1.down.sql: cannot be read: Is a directory"},
    {"upper case", {{"1.SQL", "A"}}, DUNLIN_ERROR_CONFIG, "m/1.SQL: the extension"},
    {"a name that is no UTF-8", {{"1\xE4.sql", "A"}}, DUNLIN_ERROR_CONFIG,
        "m: the file name \"1\\344.sql\""},
    {"a name of two lines", {{"1\n2.sql", "A"}}, DUNLIN_ERROR_CONFIG,
        "m: the file name \"1\\n2.sql\""},
    {"a down without its up", {{"1_x.down.sql", "A"}, {"2.sql", "A"}}, DUNLIN_ERROR_SYNTAX,
        "m/1_x.down.sql:1: down SQL without its migration: there is no \"1_x.sql\""},
    {"a down beside a Python file", {{"1_x.down.sql", "A"}, {"1_x.py", PY("1_x")}},
        DUNLIN_ERROR_SYNTAX, "m/1_x.down.sql:1: down SQL without"},
    {"an empty file", {{"1.sql", ""}}, DUNLIN_ERROR_SYNTAX, "m/1.sql:1: the file is empty"},
    {"an empty Python file", {{"1.py", ""}}, DUNLIN_ERROR_SYNTAX,
        "m/1.py:1: no \"MIGRATION_SCOPE\""},
    {"latin 1", {{"1.sql", "A;\n-- \xE4"}}, DUNLIN_ERROR_SYNTAX, "m/1.sql:2:4: byte 0xE4"},
    {"latin 1 in the down", {{"1.sql", "A"}, {"1.down.sql", "\xE4"}}, DUNLIN_ERROR_SYNTAX,
        "m/1.down.sql:1:1: byte 0xE4"},
    {"the reader's own error", {{"1.sql", "A"}, {"2.sql", "-- dunlin:upp\n"}}, DUNLIN_ERROR_SYNTAX,
        "m/2.sql:1:11: unknown directive"},
    {"the first by name", {{"2.sql", ""}, {"1.sql", "\xE4"}}, DUNLIN_ERROR_SYNTAX, "m/1.sql:1:1:"},
    {"two downs", {{"1.sql", "-- dunlin:up\nA\n-- dunlin:down\nB"}, {"1.down.sql", "C"}},
        DUNLIN_ERROR_SYNTAX, "m/1.sql:4: a \"down\" section here and \"m/1.down.sql\" as well"},
};

static void check_bad(const BadCase *row)
{
    g_autofree char *directory = make_directory(row->entries);
    g_autoptr(GPtrArray) revisions = new_revisions();
    g_autoptr(GError) error = NULL;
    const gboolean ok = dln_format_read_directory(directory, "m", revisions, &error);

    remove_directory(directory);
    if (ok)
        fail_msg("%s: was accepted", row->name);
    if (!dln_error_is(error, row->code) || !g_str_has_prefix(error->message, row->message))
        fail_msg("%s: %s", row->name, error->message);
    assert_int_equal(revisions->len, 0);
}

static void test_bad(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(bad_cases); i++)
        check_bad(&bad_cases[i]);
}

static void test_no_directory(void **state)
{
    g_autoptr(GPtrArray) revisions = new_revisions();
    g_autoptr(GError) error = NULL;

    assert_false(dln_format_read_directory("/nonexistent/m", "m", revisions, &error));
    assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
    assert_string_equal(error->message, "m: cannot be read: No such file or directory");
    g_clear_error(&error);

    assert_false(dln_format_read_directory("/nonexistent/m", "", revisions, &error));
    assert_string_equal(
        error->message, "/nonexistent/m: cannot be read: No such file or directory");
}

/* Permissions mean nothing to the superuser, so the errno text is checked with whoever runs this. */
static void test_no_permission(void **state)
{
    static const Entry entries[MAX_ENTRIES] = {{"1.sql", "A"}};
    g_autofree char *directory = make_directory(entries);
    g_autofree char *path = g_build_filename(directory, "1.sql", NULL);
    g_autoptr(GPtrArray) revisions = new_revisions();
    g_autoptr(GError) error = NULL;

    assert_int_equal(g_chmod(path, 0), 0);
    const gboolean ok = dln_format_read_directory(directory, "m", revisions, &error);
    remove_directory(directory);
    if (geteuid() == 0) {
        assert_true(ok);
        return;
    }
    assert_false(ok);
    assert_string_equal(error->message, "m/1.sql: cannot be read: Permission denied");
}

/* What was there stays, and a revision outlives the buffers that it was read from. */
static void test_adds_to_what_is_there(void **state)
{
    static const Entry first[MAX_ENTRIES] = {{"1.sql", "SELECT 1;"}, {"1.down.sql", "SELECT 'x"}};
    static const Entry bad[MAX_ENTRIES] = {{"1.sql", "A"}, {"2.sql", ""}};
    g_autofree char *one = make_directory(first);
    g_autofree char *other = make_directory(bad);
    g_autoptr(GPtrArray) revisions = new_revisions();
    g_autoptr(GError) error = NULL;

    assert_true(dln_format_read_directory(one, "", revisions, NULL));
    assert_false(dln_format_read_directory(other, "", revisions, NULL));
    remove_directory(one);
    remove_directory(other);
    assert_int_equal(revisions->len, 1);

    DlnRevision *revision = g_ptr_array_index(revisions, 0);
    assert_string_equal(revision->file, "1.sql");
    assert_false(dln_revision_compile(revision, DLN_ENGINE_POSTGRES, &error));
    assert_true(g_str_has_prefix(error->message, "1.down.sql:1:8: "));
}

static void test_formats(void **state)
{
    const DlnFormat *const *formats = dln_formats();
    const char *const names[] = {"native", "archify"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        assert_string_equal(formats[i]->name, names[i]);
        assert_true(strlen(formats[i]->help) > 0);
    }
    assert_null(formats[G_N_ELEMENTS(names)]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_no_directory),
        cmocka_unit_test(test_no_permission),
        cmocka_unit_test(test_adds_to_what_is_there),
        cmocka_unit_test(test_formats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
