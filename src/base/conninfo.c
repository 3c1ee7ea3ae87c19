/* SPDX-License-Identifier: Apache-2.0 */
/* conninfo.c: the list of parameters, libpq's key=value text in both directions, and the URI for people.
 * Reading a URI is in conninfo_uri.c. */
#include "base/conninfo.h"

#include <string.h>

typedef struct {
    char *keyword;
    char *value;
} Pair;

struct DlnConninfo {
    GArray *pairs; /* of Pair */
};

/* Never shown. PostgreSQL 18's are among them: an older libpq refuses them by itself. */
static const char *const secret_keywords[] = {"password", "sslpassword", "oauth_client_secret",
    "scram_client_key", "scram_server_key", NULL};

/* Shown with their values. Of any other only the name is: "pasword" holds one too. */
static const char *const plain_keywords[] = {"host", "hostaddr", "port", "service", "sslmode",
    "options", "application_name", "connect_timeout", "target_session_attrs", NULL};

static void clear_pair(gpointer data)
{
    Pair *pair = data;

    g_free(pair->keyword);
    g_free(pair->value);
}

DlnConninfo *dln_conninfo_new(void)
{
    DlnConninfo *conninfo = g_new0(DlnConninfo, 1);

    conninfo->pairs = g_array_new(FALSE, TRUE, sizeof(Pair));
    g_array_set_clear_func(conninfo->pairs, clear_pair);
    return conninfo;
}

void dln_conninfo_free(DlnConninfo *conninfo)
{
    if (conninfo == NULL)
        return;
    g_array_unref(conninfo->pairs);
    g_free(conninfo);
}

static Pair *pair_at(const DlnConninfo *conninfo, guint index)
{
    return &g_array_index(conninfo->pairs, Pair, index);
}

const char *dln_conninfo_get(const DlnConninfo *conninfo, const char *keyword)
{
    for (guint i = 0; i < conninfo->pairs->len; i++) {
        const Pair *pair = pair_at(conninfo, i);
        if (g_str_equal(pair->keyword, keyword))
            return *pair->value == '\0' ? NULL : pair->value;
    }
    return NULL;
}

void dln_conninfo_set(DlnConninfo *conninfo, const char *keyword, const char *value)
{
    for (guint i = 0; i < conninfo->pairs->len; i++) {
        Pair *pair = pair_at(conninfo, i);
        if (!g_str_equal(pair->keyword, keyword))
            continue;
        if (value == NULL) {
            g_array_remove_index(conninfo->pairs, i);
            return;
        }
        char *copy = g_strdup(value);
        g_free(pair->value);
        pair->value = copy;
        return;
    }
    if (value == NULL)
        return;
    Pair pair = {g_strdup(keyword), g_strdup(value)};
    g_array_append_val(conninfo->pairs, pair);
}

static const char *skip_blanks(const char *p)
{
    while (g_ascii_isspace(*p))
        p++;
    return p;
}

/* A value at *cursor, quoted or bare; a backslash takes the next byte as it is. FALSE: the quote is never closed. */
static gboolean read_value(const char **cursor, GString *out_value)
{
    const char *p = *cursor;
    const gboolean quoted = *p == '\'';

    if (quoted)
        p++;
    while (*p != '\0' && (quoted ? *p != '\'' : !g_ascii_isspace(*p))) {
        if (*p == '\\' && p[1] != '\0')
            p++;
        g_string_append_c(out_value, *p++);
    }
    if (quoted && *p++ != '\'')
        return FALSE;
    *cursor = p;
    return TRUE;
}

DlnConninfo *dln_conninfo_parse_text(const char *text, GError **error)
{
    g_autoptr(DlnConninfo) conninfo = dln_conninfo_new();
    const char *p = skip_blanks(text);

    while (*p != '\0') {
        const gsize length = strcspn(p, "= \t\n\r\f\v");
        g_autofree char *keyword = g_strndup(p, length);
        p = skip_blanks(p + length);
        if (*p != '=' || length == 0) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "the connection string is not made of key=value pairs");
            return NULL;
        }
        p = skip_blanks(p + 1);
        g_autoptr(GString) value = g_string_new(NULL);
        if (!read_value(&p, value)) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "a quoted value in the connection string is not closed");
            return NULL;
        }
        dln_conninfo_set(conninfo, keyword, value->str);
        p = skip_blanks(p);
    }
    return g_steal_pointer(&conninfo);
}

char *dln_conninfo_to_text(const DlnConninfo *conninfo)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < conninfo->pairs->len; i++) {
        const Pair *pair = pair_at(conninfo, i);
        g_string_append_printf(text, "%s%s='", i == 0 ? "" : " ", pair->keyword);
        for (const char *p = pair->value; *p != '\0'; p++) {
            if (*p == '\'' || *p == '\\')
                g_string_append_c(text, '\\');
            g_string_append_c(text, *p);
        }
        g_string_append_c(text, '\'');
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void append_escaped(GString *text, const char *value, const char *allowed)
{
    g_autofree char *escaped = g_uri_escape_string(value, allowed, TRUE);

    g_string_append(text, escaped);
}

/* "h1:5432,[::1]:5433" of hosts and ports that are lists of their own; one port serves every host. */
static void append_hosts(GString *text, const char *host, const char *port)
{
    g_auto(GStrv) hosts = g_strsplit(host, ",", -1);
    g_auto(GStrv) ports = g_strsplit(port == NULL ? "" : port, ",", -1);
    const guint n_ports = g_strv_length(ports);

    for (guint i = 0; hosts[i] != NULL; i++) {
        const gboolean numeric = strchr(hosts[i], ':') != NULL;
        g_string_append(text, i == 0 ? "" : ",");
        g_string_append(text, numeric ? "[" : "");
        append_escaped(text, hosts[i], ":");
        g_string_append(text, numeric ? "]" : "");
        const char *own = n_ports == 1 ? ports[0] : i < n_ports ? ports[i] : "";
        if (*own != '\0')
            g_string_append_printf(text, ":%s", own);
    }
}

static gboolean is_shown_as_parameter(const char *keyword, gboolean host_in_path)
{
    if (g_strv_contains(secret_keywords, keyword))
        return FALSE;
    if (g_str_equal(keyword, "user") || g_str_equal(keyword, "dbname"))
        return FALSE;
    return !host_in_path || (!g_str_equal(keyword, "host") && !g_str_equal(keyword, "port"));
}

char *dln_conninfo_to_display(const DlnConninfo *conninfo)
{
    g_autoptr(GString) text = g_string_new("postgresql://");
    const char *user = dln_conninfo_get(conninfo, "user");
    const char *host = dln_conninfo_get(conninfo, "host");
    const char *dbname = dln_conninfo_get(conninfo, "dbname");
    /* A socket's directory reads better behind the question mark than percent-encoded before the slash. */
    const gboolean host_in_path = host != NULL && strpbrk(host, "/@") == NULL;

    if (user != NULL) {
        append_escaped(text, user, NULL);
        g_string_append_c(text, '@');
    }
    if (host_in_path)
        append_hosts(text, host, dln_conninfo_get(conninfo, "port"));
    if (dbname != NULL || !host_in_path)
        g_string_append_c(text, '/');
    if (dbname != NULL)
        append_escaped(text, dbname, "{}*");

    char separator = '?';
    for (guint i = 0; i < conninfo->pairs->len; i++) {
        const Pair *pair = pair_at(conninfo, i);
        if (!is_shown_as_parameter(pair->keyword, host_in_path))
            continue;
        g_string_append_c(text, separator);
        append_escaped(text, pair->keyword, NULL);
        g_string_append_c(text, '=');
        append_escaped(text, g_strv_contains(plain_keywords, pair->keyword) ? pair->value : "***",
            "/,:{}*");
        separator = '&';
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
