/* SPDX-License-Identifier: Apache-2.0 */
/* address.c: which engine a URL is for, and what that engine's library takes. The forms of PostgreSQL are read in
 * conninfo*.c. No error repeats the URL: where it cannot be read, any part of it may be a password. */
#include "base/address.h"

#include <string.h>

#include "base/conninfo.h"

static const char *const postgres_drivers[] = {
    "asyncpg", "psycopg", "psycopg2", "psycopg2cffi", "psycopg_async", "pg8000", NULL};
static const char *const sqlite_drivers[] = {"aiosqlite", "pysqlite", NULL};
static const char *const sqlite_suffixes[] = {".db", ".sqlite", ".sqlite3"};

/* What a Python driver takes behind the path and SQLite itself does not know. */
static const char *const sqlite_driver_arguments[] = {"cached_statements", "check_same_thread",
    "detect_types", "isolation_level", "timeout", "uri", NULL};

static const char accepted_forms[] = "write postgresql://user@host/database, sqlite:///path, "
                                     "or a path that ends in .db, .sqlite or .sqlite3";

void dln_address_free(DlnAddress *address)
{
    if (address == NULL)
        return;
    g_free(address->conninfo);
    g_free(address->dbname);
    g_free(address->server);
    g_free(address->path);
    g_free(address->display);
    g_free(address);
}

DlnAddress *dln_address_copy(const DlnAddress *address)
{
    DlnAddress *copy = g_new0(DlnAddress, 1);

    copy->engine = address->engine;
    copy->conninfo = g_strdup(address->conninfo);
    copy->dbname = g_strdup(address->dbname);
    copy->server = g_strdup(address->server);
    copy->path = g_strdup(address->path);
    copy->display = g_strdup(address->display);
    return copy;
}

static char *server_of(const DlnConninfo *conninfo)
{
    static const char *const keywords[] = {"service", "host", "hostaddr", "port"};
    g_autoptr(GString) server = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(keywords); i++) {
        const char *value = dln_conninfo_get(conninfo, keywords[i]);
        g_string_append_printf(server, "%s;", value != NULL ? value : "");
    }
    return g_string_free(g_steal_pointer(&server), FALSE);
}

static DlnAddress *postgres_address(const DlnConninfo *conninfo)
{
    DlnAddress *address = g_new0(DlnAddress, 1);

    address->engine = DLN_ENGINE_POSTGRES;
    address->conninfo = dln_conninfo_to_text(conninfo);
    address->dbname = g_strdup(dln_conninfo_get(conninfo, "dbname"));
    address->server = server_of(conninfo);
    address->display = dln_conninfo_to_display(conninfo);
    return address;
}

DlnAddress *dln_address_new_file(const char *path)
{
    DlnAddress *address = g_new0(DlnAddress, 1);

    address->engine = DLN_ENGINE_SQLITE;
    address->path = g_strdup(path);
    address->display = dln_mask_passwords(path);
    return address;
}

/* The path of sqlite:/// without what only a Python driver takes: all of it for a plain path, for a "file:" one the
 * arguments that SQLite does not know. */
static char *sqlite_path(const char *path)
{
    const char *question = strchr(path, '?');

    if (question == NULL)
        return g_strdup(path);
    g_autoptr(GString) kept = g_string_new_len(path, question - path);
    if (!g_str_has_prefix(path, "file:"))
        return g_string_free(g_steal_pointer(&kept), FALSE);

    g_auto(GStrv) arguments = g_strsplit(question + 1, "&", -1);
    char separator = '?';
    for (guint i = 0; arguments[i] != NULL; i++) {
        g_autofree char *name = g_strndup(arguments[i], strcspn(arguments[i], "="));
        if (*name == '\0' || g_strv_contains(sqlite_driver_arguments, name))
            continue;
        g_string_append_printf(kept, "%c%s", separator, arguments[i]);
        separator = '&';
    }
    return g_string_free(g_steal_pointer(&kept), FALSE);
}

/* rest stands behind "sqlite://". */
static DlnAddress *parse_sqlite_url(const char *rest, GError **error)
{
    if (*rest == '\0')
        return dln_address_new_file(":memory:");
    if (*rest != '/') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "a sqlite URL names no host: write three slashes before a relative path, four before "
            "an absolute one");
        return NULL;
    }
    g_autofree char *path = sqlite_path(rest + 1);
    if (*path == '\0') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "the sqlite URL names no file");
        return NULL;
    }
    return dln_address_new_file(path);
}

static gboolean check_driver(const char *driver, const char *const *known, GError **error)
{
    if (driver == NULL || g_strv_contains(known, driver))
        return TRUE;
    g_autofree char *list = g_strjoinv(", ", (char **)known);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "the driver \"%s\" in the database URL is not known (known are %s)", driver, list);
    return FALSE;
}

/* scheme is "name" or "name+driver". */
static DlnAddress *parse_url(const char *scheme, const char *rest, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(scheme, "+", 2);
    const char *driver = parts[1];

    if (g_str_equal(parts[0], "postgresql") || g_str_equal(parts[0], "postgres")) {
        if (!check_driver(driver, postgres_drivers, error))
            return NULL;
        g_autoptr(DlnConninfo) conninfo = dln_conninfo_parse_uri(rest, error);
        return conninfo == NULL ? NULL : postgres_address(conninfo);
    }
    if (g_str_equal(parts[0], "sqlite")) {
        if (!check_driver(driver, sqlite_drivers, error))
            return NULL;
        return parse_sqlite_url(rest, error);
    }
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "\"%s://\" is no database that Dunlin can work on: %s", scheme, accepted_forms);
    return NULL;
}

/* The lower-case scheme before "://", or NULL. */
static char *url_scheme(const char *url)
{
    const gsize length =
        strspn(url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-_");

    if (length == 0 || strncmp(url + length, "://", 3) != 0)
        return NULL;
    return g_ascii_strdown(url, (gssize)length);
}

static gboolean has_sqlite_suffix(const char *path)
{
    for (guint i = 0; i < G_N_ELEMENTS(sqlite_suffixes); i++) {
        if (g_str_has_suffix(path, sqlite_suffixes[i]))
            return TRUE;
    }
    return FALSE;
}

/* Before any file name: "dbname=app.db" is not one. */
static gboolean looks_like_conninfo(const char *text)
{
    const char *p = text;

    while (g_ascii_islower(*p) || *p == '_')
        p++;
    if (p == text)
        return FALSE;
    while (g_ascii_isspace(*p))
        p++;
    return *p == '=';
}

static DlnAddress *parse(const char *url, GError **error)
{
    g_autofree char *scheme = url_scheme(url);

    if (scheme != NULL)
        return parse_url(scheme, url + strlen(scheme) + strlen("://"), error);
    if (g_str_has_prefix(url, "file:"))
        return dln_address_new_file(url);
    if (g_str_equal(url, ":memory:"))
        return dln_address_new_file(url);
    if (looks_like_conninfo(url)) {
        g_autoptr(DlnConninfo) conninfo = dln_conninfo_parse_text(url, error);
        return conninfo == NULL ? NULL : postgres_address(conninfo);
    }
    if (has_sqlite_suffix(url))
        return dln_address_new_file(url);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "this is no database URL: %s", accepted_forms);
    return NULL;
}

gboolean dln_address_parse(const char *url, DlnAddress **out_address, GError **error)
{
    /* Secrets are often read from files, with their line's end. */
    g_autofree char *stripped = g_strstrip(g_strdup(url));

    if (*stripped == '\0') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "the database URL is empty");
        return FALSE;
    }
    if (!g_utf8_validate(stripped, -1, NULL)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "the database URL is not valid UTF-8");
        return FALSE;
    }
    DlnAddress *address = parse(stripped, error);
    if (address == NULL)
        return FALSE;
    *out_address = address;
    return TRUE;
}

DlnAddress *dln_address_with_dbname(const DlnAddress *address, const char *dbname)
{
    g_return_val_if_fail(address->engine == DLN_ENGINE_POSTGRES, NULL);

    /* Our own text: it can always be read back. */
    g_autoptr(DlnConninfo) conninfo = dln_conninfo_parse_text(address->conninfo, NULL);
    g_return_val_if_fail(conninfo != NULL, NULL);
    dln_conninfo_set(conninfo, "dbname", dbname);
    return postgres_address(conninfo);
}
