/* SPDX-License-Identifier: Apache-2.0 */
/* error.c: what libpq and the server say went wrong, as our errors, with the place in the file.
 * Asks nothing and sends nothing. */
#include "engine/postgres/error.h"

#include <string.h>

#include "base/address.h"

/* libpq says why it could not connect only as text; its English form is recognised, for retries and for `wait`.
 * An unknown text gives NULL: not retried. */
static const char *connect_sqlstate(const char *message)
{
    static const struct {
        const char *text;
        const char *sqlstate;
    } known[] = {
        {"too many clients", "53300"},
        {"too many connections", "53300"},
        {"remaining connection slots", "53300"},
        {"starting up", "57P03"},
        {"shutting down", "57P03"},
        {"in recovery mode", "57P03"},
        {"not yet accepting", "57P03"},
        {"password authentication failed", "28P01"},
        {"no password supplied", "28P01"},
        {"authentication failed", "28000"},
        {"no pg_hba.conf entry", "28000"},
        {"role \"", "28000"},
        {"permission denied", "42501"},
        {"not currently accepting connections", "55000"},
        {"database \"", "3D000"},
        {"Connection refused", "08001"},
        {"No such file or directory", "08001"},
        {"timeout expired", "08001"},
        {"could not translate host name", "08001"},
        {"server closed the connection", "08006"},
        {"Connection reset", "08006"},
        {"terminating connection", "57P01"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strstr(message, known[i].text) != NULL)
            return known[i].sqlstate;
    }
    return NULL;
}

/* libpq's text on one line, passwords masked. (transfer full) */
static char *connection_message(PGconn *conn)
{
    g_autofree char *masked = dln_mask_passwords(PQerrorMessage(conn));

    g_strstrip(masked);
    for (char *p = masked; *p != '\0'; p++) {
        if (*p == '\n' || *p == '\t')
            *p = ' ';
    }
    return g_steal_pointer(&masked);
}

/* What libpq says of the parameters themselves, before it has asked any server. */
static gboolean is_wrong_parameter(const char *message)
{
    return g_str_has_prefix(message, "invalid ") || g_str_has_prefix(message, "could not match ") ||
           g_str_has_prefix(message, "definition of service ");
}

void dln_postgres_set_connect_error(PGconn *conn, const char *display, GError **error)
{
    g_autofree char *message = connection_message(conn);
    DunlinErrorFacts facts = {.sqlstate = connect_sqlstate(message)};
    DunlinErrorCode code = is_wrong_parameter(message) ? DUNLIN_ERROR_CONFIG : DUNLIN_ERROR_CONNECT;

    dln_error_set(error, code, &facts, "cannot connect to \"%s\": %s", display, message);
}

void dln_postgres_set_lost_error(PGconn *conn, const char *display, GError **error)
{
    g_autofree char *message = connection_message(conn);
    DunlinErrorFacts facts = {.sqlstate = "08006"};

    dln_error_set(error, DUNLIN_ERROR_CONNECT, &facts, "lost the connection to \"%s\": %s", display,
        *message != '\0' ? message : "the server closed it");
}

static DunlinErrorCode code_of(const char *sqlstate, gboolean cancelled)
{
    if (g_str_equal(sqlstate, "55P03"))
        return DUNLIN_ERROR_LOCKED;
    if (g_str_equal(sqlstate, "57014"))
        return cancelled ? DUNLIN_ERROR_CANCELLED : DUNLIN_ERROR_TIMEOUT;
    if (g_str_has_prefix(sqlstate, "08") || g_str_has_prefix(sqlstate, "57P"))
        return DUNLIN_ERROR_CONNECT;
    return DUNLIN_ERROR_SQL;
}

gssize dln_postgres_error_byte(const DlnMessage *message, const PGresult *result)
{
    const char *text = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);

    if (text == NULL || message == NULL)
        return -1;
    return (gssize)dln_utf8_offset(
        message->sql->str, message->sql->len, g_ascii_strtoull(text, NULL, 10) - 1);
}

/* Where in its statement the server saw the error: characters from the statement's start, -1 when unknown. */
static gint64 chars_into_statement(
    const DlnMessage *message, const DlnMessagePart *part, const PGresult *result)
{
    gssize byte = dln_postgres_error_byte(message, result);

    if (byte < (gssize)part->start)
        return -1;
    return g_utf8_pointer_to_offset(message->sql->str + part->start, message->sql->str + byte);
}

/* The outermost of the places that the server names which people can look up: the line of COPY's data, of a DO block
 * or a function. Not the queries in between. (transfer full) (nullable) */
static char *context_line(const PGresult *result)
{
    const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
    g_auto(GStrv) lines = g_strsplit(context != NULL ? context : "", "\n", -1);

    for (guint i = g_strv_length(lines); i > 0; i--) {
        if (g_str_has_prefix(lines[i - 1], "COPY ") ||
            g_str_has_prefix(lines[i - 1], "PL/pgSQL function "))
            return g_strdup(lines[i - 1]);
    }
    return NULL;
}

void dln_postgres_set_sql_error(const DlnMessage *message, const DlnMessagePart *part,
    const PGresult *result, gboolean cancelled, GError **error)
{
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    DunlinErrorFacts facts = {.sqlstate = sqlstate};
    g_autofree char *statement = NULL;
    g_autofree char *context = NULL;

    if (primary == NULL || sqlstate == NULL) {
        /* libpq's own error, not the server's: it has no fields. */
        dln_error_set(error, DUNLIN_ERROR_CONNECT, NULL, "%s", PQresultErrorMessage(result));
        return;
    }
    if (part->item->script != NULL) {
        dln_script_failure_facts(part->item->script, part->statement,
            chars_into_statement(message, part, result), &facts, &statement);
        context = context_line(result);
    }
    const DunlinErrorCode code = code_of(sqlstate, cancelled);
    /* The server only says that somebody asked for it, and that was us. */
    if (code == DUNLIN_ERROR_CANCELLED) {
        dln_error_set(error, code, &facts, "cancelled");
        return;
    }
    dln_error_set(error, code, &facts, "%s%s%s%s%s (SQLSTATE %s)", primary,
        detail != NULL ? ": " : "", detail != NULL ? detail : "", context != NULL ? "; " : "",
        context != NULL ? context : "", sqlstate);
}
