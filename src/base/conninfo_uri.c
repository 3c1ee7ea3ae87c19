/* SPDX-License-Identifier: Apache-2.0 */
/* conninfo_uri.c: a postgresql:// URI, as libpq, SQLAlchemy or asyncpg write it, into parameters.
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 * No message here repeats a part of the URI: where one is malformed, any part may belong to the password. */
#include "base/conninfo.h"

#include <string.h>

/* Arguments of drivers and of SQLAlchemy that mean nothing to a server. */
static const char *const driver_keywords[] = {"async_fallback", "autocommit", "command_timeout",
    "direct_tls", "max_cacheable_statement_size", "max_cached_statement_lifetime",
    "prepare_threshold", "prepared_statement_cache_size", "prepared_statement_name_func",
    "record_class", "server_settings", "ssl_context", "statement_cache_size", "timeout"};

static gboolean refuse(GError **error, const char *what)
{
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "the database URL is malformed: %s", what);
    return FALSE;
}

static char *decode(const char *start, const char *end, GError **error)
{
    char *text = g_uri_unescape_segment(start, end, NULL);

    if (text == NULL)
        refuse(error, "a \"%\" that is no percent-encoding (a literal one is written %25)");
    return text;
}

static gboolean is_number(const char *start, const char *end)
{
    if (start == end)
        return FALSE;
    for (const char *p = start; p < end; p++) {
        if (!g_ascii_isdigit(*p))
            return FALSE;
    }
    return TRUE;
}

static const char *last_at(const char *start, const char *end)
{
    return memrchr(start, '@', (gsize)(end - start));
}

/* Where the '@' behind the user-info is, or NULL. A host holds neither '@' nor, before its port, a colon, so that a
 * password with a bare '/', '?' or '@' in it is still taken whole, as SQLAlchemy does: cut, its rest would be shown
 * as the database's name. */
static const char *find_userinfo_end(const char *rest)
{
    const char *authority_end = rest + strcspn(rest, "/?");
    const char *path_end = rest + strcspn(rest, "?");
    const char *colon = memchr(rest, ':', (gsize)(authority_end - rest));
    const char *at = last_at(rest, authority_end);

    if (at != NULL || colon == NULL || *rest == '[')
        return at;
    at = last_at(rest, path_end);
    if (at == NULL && !is_number(colon + 1, authority_end) &&
        memchr(colon, ',', (gsize)(authority_end - colon)) == NULL)
        at = strchr(path_end, '@');
    return at;
}

static gboolean read_userinfo(
    DlnConninfo *conninfo, const char *start, const char *end, GError **error)
{
    const char *colon = memchr(start, ':', (gsize)(end - start));
    g_autofree char *user = decode(start, colon == NULL ? end : colon, error);

    if (user == NULL)
        return FALSE;
    if (*user != '\0')
        dln_conninfo_set(conninfo, "user", user);
    if (colon == NULL)
        return TRUE;
    g_autofree char *password = decode(colon + 1, end, error);
    if (password == NULL)
        return FALSE;
    if (*password != '\0')
        dln_conninfo_set(conninfo, "password", password);
    return TRUE;
}

/* One "host", "host:port", "[v6]" or "[v6]:port" of the list. */
static gboolean read_host(
    const char *start, const char *end, GString *hosts, GString *ports, GError **error)
{
    const char *host_end = memchr(start, ':', (gsize)(end - start));
    const char *after = host_end == NULL ? end : host_end;
    const gboolean bracketed = start < end && *start == '[';

    if (bracketed) {
        host_end = memchr(start, ']', (gsize)(end - start));
        if (host_end == NULL || (host_end + 1 < end && host_end[1] != ':'))
            return refuse(error, "the brackets of an IPv6 address");
        start++;
        after = host_end + 1;
    } else {
        host_end = after;
    }
    g_autofree char *host = decode(start, host_end, error);
    if (host == NULL)
        return FALSE;
    if (after + 1 < end && !is_number(after + 1, end))
        return refuse(error, "the port is no number");
    g_string_append(hosts, host);
    if (after + 1 < end)
        g_string_append_len(ports, after + 1, end - after - 1);
    return TRUE;
}

static gboolean read_hosts(
    DlnConninfo *conninfo, const char *start, const char *end, GError **error)
{
    g_autoptr(GString) hosts = g_string_new(NULL);
    g_autoptr(GString) ports = g_string_new(NULL);

    for (const char *p = start;;) {
        const char *comma = memchr(p, ',', (gsize)(end - p));
        if (!read_host(p, comma == NULL ? end : comma, hosts, ports, error))
            return FALSE;
        if (comma == NULL)
            break;
        g_string_append_c(hosts, ',');
        g_string_append_c(ports, ',');
        p = comma + 1;
    }
    if (strspn(hosts->str, ",") < hosts->len)
        dln_conninfo_set(conninfo, "host", hosts->str);
    if (strspn(ports->str, ",") < ports->len)
        dln_conninfo_set(conninfo, "port", ports->str);
    return TRUE;
}

/* libpq keeps the last of several; SQLAlchemy means a list of hosts by them. */
static void add_parameter(
    DlnConninfo *conninfo, const char *keyword, const char *value, gboolean *seen_host)
{
    for (guint i = 0; i < G_N_ELEMENTS(driver_keywords); i++) {
        if (g_str_equal(driver_keywords[i], keyword))
            return;
    }
    if (!g_str_equal(keyword, "host")) {
        dln_conninfo_set(conninfo, keyword, value);
        return;
    }
    const char *before = *seen_host ? dln_conninfo_get(conninfo, "host") : NULL;
    g_autofree char *list =
        before == NULL ? g_strdup(value) : g_strdup_printf("%s,%s", before, value);
    dln_conninfo_set(conninfo, "host", list);
    *seen_host = TRUE;
}

static gboolean read_parameters(DlnConninfo *conninfo, const char *query, GError **error)
{
    gboolean seen_host = FALSE;

    for (const char *p = query; *p != '\0';) {
        const char *end = p + strcspn(p, "&");
        const char *equals = memchr(p, '=', (gsize)(end - p));
        if (equals == NULL && end > p)
            return refuse(error, "a parameter behind \"?\" has no \"=\"");
        if (equals != NULL) {
            g_autofree char *keyword = decode(p, equals, error);
            g_autofree char *value = keyword == NULL ? NULL : decode(equals + 1, end, error);
            if (value == NULL)
                return FALSE;
            if (*keyword == '\0' || strpbrk(keyword, "= \t\r\n\f\v'\\") != NULL)
                return refuse(error, "a parameter behind \"?\" has no proper name");
            add_parameter(conninfo, keyword, value, &seen_host);
        }
        p = *end == '&' ? end + 1 : end;
    }
    return TRUE;
}

/* ?host=a:5432&host=b:5433 is SQLAlchemy's way to write several; libpq wants ports apart. */
static void split_ports(DlnConninfo *conninfo)
{
    const char *host = dln_conninfo_get(conninfo, "host");
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(GString) ports = g_string_new(NULL);
    gboolean found = FALSE;

    if (host == NULL || dln_conninfo_get(conninfo, "port") != NULL)
        return;
    g_auto(GStrv) hosts = g_strsplit(host, ",", -1);
    for (guint i = 0; hosts[i] != NULL; i++) {
        char *colon = strchr(hosts[i], ':');
        g_string_append(names, i == 0 ? "" : ",");
        g_string_append(ports, i == 0 ? "" : ",");
        if (*hosts[i] != '/' && colon != NULL &&
            is_number(colon + 1, colon + 1 + strlen(colon + 1))) {
            g_string_append(ports, colon + 1);
            *colon = '\0';
            found = TRUE;
        }
        g_string_append(names, hosts[i]);
    }
    if (!found)
        return;
    dln_conninfo_set(conninfo, "host", names->str);
    dln_conninfo_set(conninfo, "port", ports->str);
}

/* asyncpg's ssl= takes the words of sslmode=; the JDBC-like true is what libpq itself reads as "require". */
static void translate_ssl(DlnConninfo *conninfo)
{
    const char *ssl = dln_conninfo_get(conninfo, "ssl");

    if (ssl != NULL && dln_conninfo_get(conninfo, "sslmode") == NULL) {
        const char *mode = g_ascii_strcasecmp(ssl, "true") == 0    ? "require"
                           : g_ascii_strcasecmp(ssl, "false") == 0 ? "disable"
                                                                   : ssl;
        g_autofree char *copy = g_strdup(mode);
        dln_conninfo_set(conninfo, "sslmode", copy);
    }
    dln_conninfo_set(conninfo, "ssl", NULL);
}

DlnConninfo *dln_conninfo_parse_uri(const char *rest, GError **error)
{
    g_autoptr(DlnConninfo) conninfo = dln_conninfo_new();
    const char *at = find_userinfo_end(rest);
    const char *hosts = at == NULL ? rest : at + 1;
    const char *hosts_end = hosts + strcspn(hosts, "/?");
    const char *dbname = *hosts_end == '/' ? hosts_end + 1 : hosts_end;
    const char *dbname_end = dbname + strcspn(dbname, "?");

    if (at != NULL && !read_userinfo(conninfo, rest, at, error))
        return NULL;
    if (!read_hosts(conninfo, hosts, hosts_end, error))
        return NULL;
    g_autofree char *name = decode(dbname, dbname_end, error);
    if (name == NULL)
        return NULL;
    if (*name != '\0')
        dln_conninfo_set(conninfo, "dbname", name);
    if (*dbname_end == '?' && !read_parameters(conninfo, dbname_end + 1, error))
        return NULL;
    translate_ssl(conninfo);
    split_ports(conninfo);
    return g_steal_pointer(&conninfo);
}
