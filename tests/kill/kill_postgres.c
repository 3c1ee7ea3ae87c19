/* SPDX-License-Identifier: Apache-2.0 */
/* kill_postgres.c: one upgrade of a PostgreSQL project, disturbed at every message on the wire or at random times.
 * Modes: before, after (kill -9 of the program before or after a message is forwarded), kills (before, but of an answer only
 * its first and last message), dump (after each message of the program, compared by pg_dump too), cut (the connection with the
 * message breaks, the program lives), turns (the same, but as kills), random.
 * --place is the socket folder, the port and the database: "/run/postgresql 5432 test". The database is its own. */
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "drive.h"
#include "wire.h"

/* How long the backends of a killed program may take to notice. */
#define SETTLE_US (20 * G_USEC_PER_SEC)

typedef struct {
    DriveOptions options;
    char *host, *port, *database;
    char *server_socket, *proxy_socket;
    char *direct_url, *proxied_url; /* as environment settings */
    char *reset_sql, *state_sql;    /* files of the project */
    PGconn *conn;
    GByteArray *senders; /* of the undisturbed upgrade */
} Postgres;

/* ---- the databases ---- */

static char *query(Postgres *postgres, const char *sql)
{
    GString *text = g_string_new(NULL);
    PGresult *result = PQexec(postgres->conn, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        g_error("%s: %s", sql, PQerrorMessage(postgres->conn));
    for (int row = 0; row < PQntuples(result); row++)
        g_string_append_printf(text, "%s\n", PQgetvalue(result, row, 0));
    PQclear(result);
    return g_string_free(text, FALSE);
}

static void reset(gpointer self)
{
    Postgres *postgres = self;
    g_autofree char *nothing = query(postgres, postgres->reset_sql);
}

/* A killed program's backend goes on until it writes to the closed connection; until then its lock is held for good
 * reason. */
static void settle(Postgres *postgres)
{
    static const char others[] =
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    gint64 deadline_us = g_get_monotonic_time() + SETTLE_US;

    for (;;) {
        g_autofree char *pids = query(postgres, others);
        if (*pids == '\0' || g_get_monotonic_time() > deadline_us)
            return;
        g_usleep(2000);
    }
}

static gboolean is_random_line(const char *line)
{
    return g_str_has_prefix(line, "\\restrict ") || g_str_has_prefix(line, "\\unrestrict ");
}

/* (transfer full) */
static char *dump(const Postgres *postgres)
{
    const char *argv[] = {"pg_dump", "-s", "-h", postgres->host, "-p", postgres->port, "-U", "postgres",
        postgres->database, NULL};
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    int status = 0;

    if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, &status,
            &error) ||
        !g_spawn_check_wait_status(status, &error))
        g_error("pg_dump: %s", error->message);

    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *kept = g_string_new(NULL);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (!is_random_line(lines[i]))
            g_string_append_printf(kept, "%s\n", lines[i]);
    }
    return g_string_free(kept, FALSE);
}

static char *state(gpointer self)
{
    Postgres *postgres = self;

    settle(postgres);
    g_autofree char *rows = query(postgres, postgres->state_sql);
    g_autofree char *schema =
        g_str_equal(postgres->options.mode, "dump") ? dump(postgres) : g_strdup("");
    return g_strconcat(rows, schema, NULL);
}

/* ---- the upgrade ---- */

static WireDisaster disaster_at(const Postgres *postgres, guint place)
{
    const char *mode = postgres->options.mode;
    gboolean after = g_str_equal(mode, "after") || g_str_equal(mode, "dump");
    gboolean cut = g_str_equal(mode, "cut") || g_str_equal(mode, "turns");

    if (place == 0)
        return (WireDisaster){.deed = WIRE_NOTHING};
    return (WireDisaster){
        .deed = cut ? WIRE_CUT : WIRE_KILL,
        .moment = after ? WIRE_AFTER : WIRE_BEFORE,
        .message = place,
    };
}

static void upgrade_proxied(Postgres *postgres, guint place, DriveOutcome *out_outcome)
{
    const char *const environment[] = {postgres->proxied_url, NULL};
    const ChildSpec spec = drive_child(&postgres->options, environment);
    const WireSockets sockets = {postgres->proxy_socket, postgres->server_socket};
    const WireDisaster disaster = disaster_at(postgres, place);
    WireResult result;

    wire_run(&spec, &sockets, &disaster, &result);
    *out_outcome = (DriveOutcome){result.status, result.happened, result.senders->len};
    if (postgres->senders == NULL)
        postgres->senders = result.senders;
    else
        g_byte_array_unref(result.senders);
}

static void upgrade(gpointer self, guint place, DriveOutcome *out_outcome)
{
    Postgres *postgres = self;
    const char *const environment[] = {postgres->direct_url, NULL};
    const ChildSpec spec = drive_child(&postgres->options, environment);
    gboolean counting = postgres->senders == NULL;

    if (!g_str_equal(postgres->options.mode, "random") && (place > 0 || counting))
        upgrade_proxied(postgres, place, out_outcome);
    else
        drive_timed(&spec, place, out_outcome);
}

/* A message of the program makes the server act; those of the server's answer differ little from each other. */
static gboolean includes(gpointer self, guint place)
{
    static const char *const turns[] = {"turns", "kills", NULL};
    const Postgres *postgres = self;
    const guint8 *senders = postgres->senders->data;
    gboolean asks = senders[place - 1] == 'F';
    gboolean starts_answer = place > 1 && senders[place - 2] == 'F';
    gboolean ends_answer = place < postgres->senders->len && senders[place] == 'F';

    if (g_str_equal(postgres->options.mode, "dump"))
        return asks;
    if (!g_strv_contains(turns, postgres->options.mode))
        return TRUE;
    return asks || starts_answer || ends_answer;
}

/* ---- start ---- */

static char *read_file(const Postgres *postgres, const char *name)
{
    g_autofree char *path = g_build_filename(postgres->options.project, name, NULL);
    g_autoptr(GError) error = NULL;
    char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, &error))
        g_error("%s", error->message);
    return text;
}

static char *url_setting(const Postgres *postgres, const char *host)
{
    return g_strdup_printf(
        "DATABASE_URL=postgresql://postgres@/%s?host=%s&port=%s&sslmode=disable&gssencmode=disable",
        postgres->database, host, postgres->port);
}

static void ignore_notice(void *user_data, const PGresult *result)
{
}

static void connect_directly(Postgres *postgres)
{
    postgres->conn = PQconnectdb(strchr(postgres->direct_url, '=') + 1);
    if (PQstatus(postgres->conn) != CONNECTION_OK)
        g_error("%s", PQerrorMessage(postgres->conn));
    PQsetNoticeReceiver(postgres->conn, ignore_notice, NULL);
}

int main(int argc, char **argv)
{
    static const DriveEngine engine = {reset, upgrade, includes, state};
    Postgres postgres = {0};

    drive_parse(argc, argv, &postgres.options);
    g_auto(GStrv) place = g_strsplit(postgres.options.place, " ", 3);
    if (g_strv_length(place) != 3)
        g_error("--place is \"FOLDER PORT DATABASE\"");
    postgres.host = place[0];
    postgres.port = place[1];
    postgres.database = place[2];
    postgres.server_socket =
        g_strdup_printf("%s/.s.PGSQL.%s", postgres.host, postgres.port);
    postgres.proxy_socket =
        g_strdup_printf("%s/.s.PGSQL.%s", postgres.options.scratch, postgres.port);
    postgres.direct_url = url_setting(&postgres, postgres.host);
    postgres.proxied_url = url_setting(&postgres, postgres.options.scratch);
    postgres.reset_sql = read_file(&postgres, "reset.sql");
    postgres.state_sql = read_file(&postgres, "state.sql");
    connect_directly(&postgres);
    return drive(&postgres.options, &engine, &postgres);
}
