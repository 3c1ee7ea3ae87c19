/* SPDX-License-Identifier: Apache-2.0 */
/* test_address.c: the forms of database URLs, and that no password is ever shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/address.h"

typedef struct {
    const char *url;
    const char *conninfo; /* NULL: SQLite */
    const char *dbname;
    const char *path;
    const char *display;
} Good;

static const Good good[] = {
    /* libpq's URIs */
    {"postgresql://", "", NULL, NULL, "postgresql:///"},
    {"postgres://h", "host='h'", NULL, NULL, "postgresql://h"},
    {"postgresql://h:5433/db", "host='h' port='5433' dbname='db'", "db", NULL,
        "postgresql://h:5433/db"},
    {"postgresql://u@h/db", "user='u' host='h' dbname='db'", "db", NULL, "postgresql://u@h/db"},
    {"postgresql://u:secret@h/db", "user='u' password='secret' host='h' dbname='db'", "db", NULL,
        "postgresql://u@h/db"},
    {"postgresql://u:@h/db", "user='u' host='h' dbname='db'", "db", NULL, "postgresql://u@h/db"},
    {"postgresql://u:se%40c%2Fr%25et@h/db", "user='u' password='se@c/r%et' host='h' dbname='db'",
        "db", NULL, "postgresql://u@h/db"},
    {"postgresql://us%3Aer:secret@h/my%20db",
        "user='us:er' password='secret' host='h' dbname='my db'", "my db", NULL,
        "postgresql://us%3Aer@h/my%20db"},
    {"postgresql://u:se'cr\\et@h/db", "user='u' password='se\\'cr\\\\et' host='h' dbname='db'",
        "db", NULL, "postgresql://u@h/db"},
    {"postgresql://h1:1,h2,[::1]:3/db", "host='h1,h2,::1' port='1,,3' dbname='db'", "db", NULL,
        "postgresql://h1:1,h2,[::1]:3/db"},
    {"postgresql://h1,h2/db?target_session_attrs=read-write",
        "host='h1,h2' dbname='db' target_session_attrs='read-write'", "db", NULL,
        "postgresql://h1,h2/db?target_session_attrs=read-write"},
    {"postgresql://[2001:db8::1]/db", "host='2001:db8::1' dbname='db'", "db", NULL,
        "postgresql://[2001:db8::1]/db"},
    {"postgresql:///db?host=/tmp", "dbname='db' host='/tmp'", "db", NULL,
        "postgresql:///db?host=/tmp"},
    {"postgresql://u@%2Fvar%2Frun/db", "user='u' host='/var/run' dbname='db'", "db", NULL,
        "postgresql://u@/db?host=/var/run"},
    {"postgresql://u@h/db?password=secret&sslmode=require",
        "user='u' host='h' dbname='db' password='secret' sslmode='require'", "db", NULL,
        "postgresql://u@h/db?sslmode=require"},
    {"postgresql://h?user=a%40b&dbname=d", "host='h' user='a@b' dbname='d'", "d", NULL,
        "postgresql://a%40b@h/d"},
    {"postgresql://h:5432/db?application_name=me@x",
        "host='h' port='5432' dbname='db' application_name='me@x'", "db", NULL,
        "postgresql://h:5432/db?application_name=me%40x"},
    {"  postgresql://h/db\n", "host='h' dbname='db'", "db", NULL, "postgresql://h/db"},
    {"POSTGRESQL://h/db", "host='h' dbname='db'", "db", NULL, "postgresql://h/db"},
    /* passwords that should have been encoded: whole, never cut and shown */
    {"postgresql://u:se/cret@h/db", "user='u' password='se/cret' host='h' dbname='db'", "db", NULL,
        "postgresql://u@h/db"},
    {"postgresql://u:12/secret@h/db", "user='u' password='12/secret' host='h' dbname='db'", "db",
        NULL, "postgresql://u@h/db"},
    {"postgresql://u:se?cret@h/db", "user='u' password='se?cret' host='h' dbname='db'", "db", NULL,
        "postgresql://u@h/db"},
    {"postgresql://u:se@cret@h/db", "user='u' password='se@cret' host='h' dbname='db'", "db", NULL,
        "postgresql://u@h/db"},
    /* SQLAlchemy's and asyncpg's */
    {"postgresql+asyncpg://deepr:secret@localhost/deepr_db",
        "user='deepr' password='secret' host='localhost' dbname='deepr_db'", "deepr_db", NULL,
        "postgresql://deepr@localhost/deepr_db"},
    {"postgresql+psycopg2://h/db", "host='h' dbname='db'", "db", NULL, "postgresql://h/db"},
    {"postgresql+psycopg://h/db", "host='h' dbname='db'", "db", NULL, "postgresql://h/db"},
    {"postgresql+pg8000://h/db", "host='h' dbname='db'", "db", NULL, "postgresql://h/db"},
    {"postgres+asyncpg://h/db?ssl=require", "host='h' dbname='db' sslmode='require'", "db", NULL,
        "postgresql://h/db?sslmode=require"},
    {"postgresql+asyncpg://h/db?ssl=true", "host='h' dbname='db' sslmode='require'", "db", NULL,
        "postgresql://h/db?sslmode=require"},
    {"postgresql+asyncpg://h/db?ssl=false", "host='h' dbname='db' sslmode='disable'", "db", NULL,
        "postgresql://h/db?sslmode=disable"},
    {"postgresql+asyncpg://h/db?ssl=prefer&sslmode=verify-full",
        "host='h' dbname='db' sslmode='verify-full'", "db", NULL,
        "postgresql://h/db?sslmode=verify-full"},
    {"postgresql+asyncpg://h/"
     "db?prepared_statement_cache_size=0&server_settings=x&statement_cache_size=0",
        "host='h' dbname='db'", "db", NULL, "postgresql://h/db"},
    {"postgresql+asyncpg:///db?host=a:5432&host=b:5433", "dbname='db' host='a,b' port='5432,5433'",
        "db", NULL, "postgresql://a:5432,b:5433/db"},
    {"postgresql://h/db?nonsense=1", "host='h' dbname='db' nonsense='1'", "db", NULL,
        "postgresql://h/db?nonsense=***"},
    {"host=h user=u pasword=secret", "host='h' user='u' pasword='secret'", NULL, NULL,
        "postgresql://u@h?pasword=***"},
    /* libpq's key=value */
    {"dbname=app.db", "dbname='app.db'", "app.db", NULL, "postgresql:///app.db"},
    {"host=/tmp dbname = 'my db' user=u password='it\\'s secret'",
        "host='/tmp' dbname='my db' user='u' password='it\\'s secret'", "my db", NULL,
        "postgresql://u@/my%20db?host=/tmp"},
    {"host=h password=se\\ cret", "host='h' password='se cret'", NULL, NULL, "postgresql://h"},
    {"host=h sslpassword=secret", "host='h' sslpassword='secret'", NULL, NULL, "postgresql://h"},
    {"service=main", "service='main'", NULL, NULL, "postgresql:///?service=main"},
    /* SQLite's */
    {"sqlite:///data/app.db", NULL, NULL, "data/app.db", "data/app.db"},
    {"sqlite:////var/lib/app.db", NULL, NULL, "/var/lib/app.db", "/var/lib/app.db"},
    {"sqlite+aiosqlite:///app.db?timeout=20", NULL, NULL, "app.db", "app.db"},
    {"sqlite+pysqlite:///app.db", NULL, NULL, "app.db", "app.db"},
    {"sqlite://", NULL, NULL, ":memory:", ":memory:"},
    {"sqlite:///:memory:", NULL, NULL, ":memory:", ":memory:"},
    {"sqlite:///file:app.db?mode=ro&uri=true&cache=shared", NULL, NULL,
        "file:app.db?mode=ro&cache=shared", "file:app.db?mode=ro&cache=shared"},
    {"file:app.db?mode=rw", NULL, NULL, "file:app.db?mode=rw", "file:app.db?mode=rw"},
    {"data/a b.sqlite3", NULL, NULL, "data/a b.sqlite3", "data/a b.sqlite3"},
    {"./x.sqlite", NULL, NULL, "./x.sqlite", "./x.sqlite"},
    {"/x/ü.db", NULL, NULL, "/x/ü.db", "/x/ü.db"},
};

typedef struct {
    const char *url;
    const char *error;
} Bad;

static const Bad bad[] = {
    {"", "empty"},
    {"   ", "empty"},
    {"mysql://u:secret@h/db", "\"mysql://\" is no database"},
    {"postgresql+secretdriver://h/db", "driver \"secretdriver\""},
    {"sqlite+pysqlcipher://:secret@/x.db", "driver \"pysqlcipher\""},
    {"u:secret@h/db", "no database URL"},
    {"migrations", "no database URL"},
    {"sqlite://app.db", "three slashes"},
    {"sqlite:///", "names no file"},
    {"postgresql://u:secret", "port is no number"},
    {"postgresql://h:54x2/db", "port is no number"},
    {"postgresql://[::1/db", "brackets"},
    {"postgresql://u:se%zzcret@h/db", "percent-encoding"},
    {"postgresql://u:se%00cret@h/db", "percent-encoding"},
    {"postgresql://h/db?secret", "no \"=\""},
    {"postgresql://h/db?=secret", "no proper name"},
    {"postgresql://h/db?a%20b=secret", "no proper name"},
    {"host=h secret", "key=value"},
    {"host=h password='secret", "not closed"},
    {"postgresql://h/\xff", "UTF-8"},
};

static void check_text(const char *url, const char *what, const char *actual, const char *expected)
{
    if (g_strcmp0(actual, expected) != 0)
        fail_msg("%s: %s is <%s>, not <%s>", url, what, actual, expected);
}

static void check_address(const Good *c, const DlnAddress *address)
{
    assert_int_equal(
        address->engine, c->conninfo != NULL ? DLN_ENGINE_POSTGRES : DLN_ENGINE_SQLITE);
    check_text(c->url, "conninfo", address->conninfo, c->conninfo);
    check_text(c->url, "dbname", address->dbname, c->dbname);
    check_text(c->url, "path", address->path, c->path);
    check_text(c->url, "display", address->display, c->display);
    assert_null(strstr(address->display, "cret"));
}

static void test_good(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DlnAddress) address = NULL;
        if (!dln_address_parse(good[i].url, &address, &error))
            fail_msg("%s: %s", good[i].url, error->message);
        check_address(&good[i], address);

        g_autoptr(DlnAddress) copy = dln_address_copy(address);
        check_address(&good[i], copy);
    }
}

/* What libpq is given can be read back: the same connection. */
static void test_conninfo_reads_back(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(DlnAddress) address = NULL;
        if (good[i].conninfo == NULL || *good[i].conninfo == '\0')
            continue;
        assert_true(dln_address_parse(good[i].conninfo, &address, NULL));
        check_address(&good[i], address);
    }
}

static void test_bad(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        DlnAddress *address = NULL;
        if (dln_address_parse(bad[i].url, &address, &error))
            fail_msg("\"%s\" was read", bad[i].url);
        assert_null(address);
        assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
        if (strstr(error->message, bad[i].error) == NULL)
            fail_msg("\"%s\": %s", bad[i].url, error->message);
        if (strstr(bad[i].error, "secret") == NULL)
            assert_null(strstr(error->message, "cret"));
    }
}

static void test_with_dbname(void **state)
{
    g_autoptr(DlnAddress) address = NULL;

    assert_true(
        dln_address_parse("postgresql+asyncpg://u:se%27cret@h:1/db?ssl=require", &address, NULL));
    g_autoptr(DlnAddress) other = dln_address_with_dbname(address, "it's \\ x");
    assert_string_equal(other->conninfo,
        "user='u' password='se\\'cret' host='h' port='1' dbname='it\\'s \\\\ x' "
        "sslmode='require'");
    assert_string_equal(other->dbname, "it's \\ x");
    assert_string_equal(other->display, "postgresql://u@h:1/it%27s%20%5C%20x?sslmode=require");
    assert_string_equal(address->dbname, "db");

    assert_string_equal(other->server, address->server);

    g_autoptr(DlnAddress) none = NULL;
    assert_true(dln_address_parse("postgresql://h", &none, NULL));
    g_autoptr(DlnAddress) added = dln_address_with_dbname(none, "x");
    assert_string_equal(added->conninfo, "host='h' dbname='x'");
    assert_string_not_equal(added->server, address->server);
}

/* A path that holds what a URL would take for something else. */
static void test_new_file(void **state)
{
    g_autoptr(DlnAddress) address = dln_address_new_file("/data/a?b%20=c.txt");

    assert_int_equal(address->engine, DLN_ENGINE_SQLITE);
    assert_string_equal(address->path, "/data/a?b%20=c.txt");
    assert_null(address->conninfo);
}

typedef struct {
    const char *text;
    const char *masked;
} Mask;

static const Mask masks[] = {
    {"", ""},
    {"connection refused", "connection refused"},
    {"could not connect to postgresql://u:secret@h/db now",
        "could not connect to postgresql://u:***@h/db now"},
    {"postgresql://u:secret@h/db and postgresql://v:secret2@i/e",
        "postgresql://u:***@h/db and postgresql://v:***@i/e"},
    {"postgresql+asyncpg://u:se/c@ret@h/db", "postgresql+asyncpg://u:***@h/db"},
    {"postgresql://u:se cret@h/db", "postgresql://u:***@h/db"},
    {"postgresql://u:secret", "postgresql://u:***"},
    {"\"postgresql://u:se\"cret@h/db\"", "\"postgresql://u:***@h/db\""},
    {"postgresql://h:5432/db refused", "postgresql://h:5432/db refused"},
    {"postgresql://[::1]:5432/db refused", "postgresql://[::1]:5432/db refused"},
    {"postgresql://u@h/db?x=a:b@c", "postgresql://u@h/db?x=a:b@c"},
    {"postgresql://u@h/db?password=secret&x=1", "postgresql://u@h/db?password=***&x=1"},
    {"host=h password=secret&more user=u", "host=h password=*** user=u"},
    {"host=h password = 'it\\'s secret' user=u", "host=h password = *** user=u"},
    {"host=h PASSWORD=se\\ cret user=u", "host=h PASSWORD=*** user=u"},
    {"PGPASSWORD=secret psql", "PGPASSWORD=*** psql"},
    {"sslpassword=secret", "sslpassword=***"},
    {"password='secret", "password=***"},
    {"invalid password", "invalid password"},
    {"password authentication failed for user \"u\"",
        "password authentication failed for user \"u\""},
    {"password=", "password="},
    {"mailto:x@y http://z", "mailto:x@y http://z"},
};

static void test_mask(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(masks); i++) {
        g_autofree char *masked = dln_mask_passwords(masks[i].text);
        check_text(masks[i].text, "masked", masked, masks[i].masked);
        g_autofree char *again = dln_mask_passwords(masked);
        check_text(masks[i].text, "masked twice", again, masks[i].masked);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_conninfo_reads_back),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_with_dbname),
        cmocka_unit_test(test_new_file),
        cmocka_unit_test(test_mask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
