/* SPDX-License-Identifier: Apache-2.0 */
/* scratch.c: making, dropping and sweeping scratch databases. */
#include "engine/scratch.h"

#include "base/backoff.h"
#include "dialect/quote.h"

struct DlnScratch {
    DlnAddress *address;
    DlnAddress *server;  /* (nullable) PostgreSQL */
    DlnSession *session; /* (nullable) to server */
    char *name;          /* (nullable) while the database may be there */
    gint64 connect_timeout_ms;
};

/* The mark: a limit that CREATE DATABASE sets in the moment in which the database comes to be, which a comment cannot
 * do: a kill between the two would leave a database that nobody may sweep. High enough to limit nothing. */
#define MARK "61423"
/* A server that was stopped while it dropped a database leaves it with this limit: it can only be dropped again. */
#define INVALID "-2"

#define NAME_PREFIX "dunlin_scratch_"
#define NAME_TIME "YYYYMMDDHH24MISS"
#define NAME_TIME_LENGTH 14
#define NAME_RUN_LENGTH 24
#define DROP "DROP DATABASE IF EXISTS "

/* Nothing that is done here takes so long. */
#define STATEMENT_TIMEOUT "10min"

/* What a database has that CREATE DATABASE can be told. */
typedef struct {
    char *encoding;
    char *collate;
    char *ctype;
    char *provider; /* as pg_database has it: "c", "i", "b" */
    char *locale;   /* (nullable) the provider's */
    char *rules;    /* (nullable) ICU's */
    int major;
} Traits;

static void traits_clear(Traits *traits)
{
    g_free(traits->encoding);
    g_free(traits->collate);
    g_free(traits->ctype);
    g_free(traits->provider);
    g_free(traits->locale);
    g_free(traits->rules);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Traits, traits_clear)

static void take_traits(guint n_columns, const char *const *values, gpointer user_data)
{
    Traits *traits = user_data;

    traits->encoding = g_strdup(values[0]);
    traits->collate = g_strdup(values[1]);
    traits->ctype = g_strdup(values[2]);
    traits->provider = g_strdup(values[3]);
    traits->locale = g_strdup(values[4]);
    traits->rules = g_strdup(values[5]);
}

/* As JSON, for the columns that came and were renamed from version to version. */
static gboolean read_traits(
    DlnSession *session, GCancellable *cancellable, Traits *out_traits, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_query(batch, 0,
        "SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,"
        " coalesce(j->>'datlocprovider', 'c'), coalesce(j->>'datlocale', j->>'daticulocale'),"
        " j->>'daticurules'"
        " FROM pg_catalog.pg_database d, LATERAL pg_catalog.to_jsonb(d) AS j"
        " WHERE d.datname = pg_catalog.current_database()",
        take_traits, out_traits);
    out_traits->major = dln_session_server_version(session) / 10000;
    return dln_session_run(session, batch, cancellable, NULL, error);
}

static DlnSession *open_session(
    const DlnAddress *address, gint64 connect_timeout_ms, GCancellable *cancellable, GError **error)
{
    const DlnOpenOptions options = {
        .address = address,
        .connect_timeout_ms = connect_timeout_ms,
    };
    DlnSession *session = NULL;

    dln_session_open(&options, cancellable, &session, error);
    return session;
}

/* To server, where a role's defaults may say what is in the way of making a database. */
static gboolean ensure_session(DlnScratch *scratch, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) settings = dln_batch_new();

    if (scratch->session != NULL && dln_session_is_alive(scratch->session))
        return TRUE;
    g_clear_pointer(&scratch->session, dln_session_close);
    scratch->session =
        open_session(scratch->server, scratch->connect_timeout_ms, cancellable, error);
    if (scratch->session == NULL)
        return FALSE;
    dln_batch_add_sql(settings, 0, "SET default_transaction_read_only = off");
    dln_batch_add_sql(settings, 0, "SET statement_timeout = '" STATEMENT_TIMEOUT "'");
    return dln_session_run(scratch->session, settings, cancellable, NULL, error);
}

static gboolean execute_on(DlnSession *session, const char *before, const char *name,
    const char *after, GCancellable *cancellable, GError **error)
{
    g_autofree char *quoted = dln_quote_identifier(name);
    g_autofree char *sql = g_strconcat(before, quoted, after, NULL);

    return dln_session_execute(session, sql, NULL, 0, cancellable, error);
}

/* ---- sweeping ---- */

static void take_text(guint n_columns, const char *const *values, gpointer user_data)
{
    g_ptr_array_add(user_data, g_strdup(values[0]));
}

/* The time is the server's, here and in the names: two machines' clocks need not agree. What cannot be dropped (somebody
 * came in the moment before, or dropped it) is no matter of this run. */
static void sweep(DlnSession *session, GCancellable *cancellable)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autofree char *sql = g_strdup_printf(
        "SELECT d.datname FROM pg_catalog.pg_database d"
        " WHERE d.datname ~ '^" NAME_PREFIX "[0-9]{%d}_[0-9a-f]{%d}_[0-9]+$'"
        " AND d.datconnlimit IN (" MARK ", " INVALID ") AND NOT d.datistemplate"
        " AND pg_catalog.pg_has_role(d.datdba, 'USAGE')"
        " AND pg_catalog.substr(d.datname, %d, %d) <"
        " pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', '" NAME_TIME "')"
        " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)",
        NAME_TIME_LENGTH, NAME_RUN_LENGTH, (int)sizeof NAME_PREFIX, NAME_TIME_LENGTH);

    dln_batch_add_query(batch, 0, sql, take_text, names);
    if (!dln_session_run(session, batch, cancellable, NULL, NULL))
        return;
    for (guint i = 0; i < names->len; i++)
        execute_on(session, DROP, names->pdata[i], "", cancellable, NULL);
}

/* ---- making ---- */

/* Which database to resemble: source, or where that cannot be reached and another server is given, the one there. */
static gboolean find_traits(const DlnScratchOptions *options, DlnScratch *scratch,
    GCancellable *cancellable, Traits *out_traits, char **out_warning, GError **error)
{
    g_autoptr(GError) unreached = NULL;
    g_autoptr(DlnSession) session = NULL;

    if (options->server == NULL)
        return read_traits(scratch->session, cancellable, out_traits, error);
    session = open_session(options->source, options->connect_timeout_ms, cancellable, &unreached);
    if (session != NULL)
        return read_traits(session, cancellable, out_traits, error);
    if (!dln_error_is(unreached, DUNLIN_ERROR_CONNECT)) {
        g_propagate_error(error, g_steal_pointer(&unreached));
        return FALSE;
    }
    if (out_warning != NULL)
        *out_warning = g_strdup_printf(
            "the scratch database has the encoding and the collation of \"%s\", for the project's "
            "own database cannot be asked: %s",
            options->server->display, unreached->message);
    return read_traits(scratch->session, cancellable, out_traits, error);
}

static gboolean check_versions(const DlnScratchOptions *options, const DlnScratch *scratch,
    const Traits *traits, GError **error)
{
    const int major = dln_session_server_version(scratch->session) / 10000;

    /* Without a server of its own, both are one. */
    if (options->server == NULL || traits->major == major)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "scratch.url: \"%s\" is PostgreSQL %d, but \"%s\" is PostgreSQL %d: what works on the one "
        "need not work on the other",
        options->server->display, major, options->source->display, traits->major);
    return FALSE;
}

static void append_option(GString *sql, const char *word, const char *value)
{
    g_autofree char *literal = NULL;

    if (value == NULL)
        return;
    literal = dln_quote_postgres_literal(value);
    g_string_append_printf(sql, " %s %s", word, literal);
}

static void append_provider(GString *sql, const Traits *traits)
{
    if (traits->major < 15)
        return;
    switch (*traits->provider) {
    case 'i':
        g_string_append(sql, " LOCALE_PROVIDER icu");
        append_option(sql, "ICU_LOCALE", traits->locale);
        append_option(sql, "ICU_RULES", traits->rules);
        return;
    case 'b':
        g_string_append(sql, " LOCALE_PROVIDER builtin");
        append_option(sql, "BUILTIN_LOCALE", traits->locale);
        return;
    default:
        g_string_append(sql, " LOCALE_PROVIDER libc");
    }
}

/* (transfer full) */
static char *create_options(const Traits *traits)
{
    GString *sql = g_string_new(" TEMPLATE template0");

    append_option(sql, "ENCODING", traits->encoding);
    append_option(sql, "LC_COLLATE", traits->collate);
    append_option(sql, "LC_CTYPE", traits->ctype);
    append_provider(sql, traits);
    g_string_append(sql, " CONNECTION LIMIT " MARK);
    return g_string_free(sql, FALSE);
}

/* The first hexadecimal digits of the run's id; zeros where it has fewer. */
static void append_run(GString *name, const char *run_id)
{
    guint n = 0;

    for (const char *at = run_id; *at != '\0' && n < NAME_RUN_LENGTH; at++) {
        if (!g_ascii_isxdigit(*at))
            continue;
        g_string_append_c(name, g_ascii_tolower(*at));
        n++;
    }
    for (; n < NAME_RUN_LENGTH; n++)
        g_string_append_c(name, '0');
}

static gboolean choose_name(const DlnScratchOptions *options, DlnScratch *scratch,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) ends = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autofree char *sql = g_strdup_printf(
        "SELECT pg_catalog.to_char((pg_catalog.clock_timestamp() AT TIME ZONE 'UTC')"
        " + interval '%" G_GINT64_FORMAT " milliseconds', '" NAME_TIME "')",
        options->lease_ms);

    dln_batch_add_query(batch, 0, sql, take_text, ends);
    if (!dln_session_run(scratch->session, batch, cancellable, NULL, error))
        return FALSE;
    GString *name = g_string_new(NAME_PREFIX);
    g_string_append_printf(name, "%s_", (const char *)ends->pdata[0]);
    append_run(name, options->run_id);
    g_string_append_printf(name, "_%u", options->number);
    scratch->name = g_string_free(name, FALSE);
    return TRUE;
}

/* insufficient_privilege */
static gboolean is_denied(const GError *error)
{
    const DunlinErrorFacts *facts = dunlin_error_get_facts(error);

    return facts != NULL && g_strcmp0(facts->sqlstate, "42501") == 0;
}

static void explain_no_right(const DlnScratchOptions *options, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (error == NULL || !is_denied(*error))
        return;
    cause = g_steal_pointer(error);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, dunlin_error_get_facts(cause),
        "cannot make a scratch database on \"%s\": %s; give the role that right (ALTER ROLE … "
        "CREATEDB), or name a server on which it has it with scratch.url (--scratch-url)",
        options->server != NULL ? options->server->display : options->source->display,
        cause->message);
}

static gboolean create(const DlnScratchOptions *options, DlnScratch *scratch, const Traits *traits,
    GCancellable *cancellable, GError **error)
{
    g_autofree char *with = create_options(traits);
    g_autofree char *comment = NULL;
    g_autofree char *literal = NULL;

    if (!choose_name(options, scratch, cancellable, error))
        return FALSE;
    if (!execute_on(
            scratch->session, "CREATE DATABASE ", scratch->name, with, cancellable, error)) {
        explain_no_right(options, error);
        return FALSE;
    }
    /* For people who come across it. */
    comment =
        g_strdup_printf("dunlin: scratch database of run %s, dropped when that ends or, where "
                        "it is killed, by a later one",
            options->run_id);
    literal = dln_quote_postgres_literal(comment);
    g_free(comment);
    comment = g_strconcat(" IS ", literal, NULL);
    execute_on(scratch->session, "COMMENT ON DATABASE ", scratch->name, comment, cancellable, NULL);
    scratch->address = dln_address_with_dbname(scratch->server, scratch->name);
    return TRUE;
}

static gboolean make(const DlnScratchOptions *options, DlnScratch *scratch,
    GCancellable *cancellable, char **out_warning, GError **error)
{
    g_auto(Traits) traits = {0};

    if (!ensure_session(scratch, cancellable, error))
        return FALSE;
    sweep(scratch->session, cancellable);
    return find_traits(options, scratch, cancellable, &traits, out_warning, error) &&
           check_versions(options, scratch, &traits, error) &&
           create(options, scratch, &traits, cancellable, error);
}

gboolean dln_scratch_new(const DlnScratchOptions *options, GCancellable *cancellable,
    DlnScratch **out_scratch, char **out_warning, GError **error)
{
    g_autoptr(DlnScratch) scratch = g_new0(DlnScratch, 1);

    if (options->engine == DLN_ENGINE_SQLITE) {
        scratch->address = dln_address_new_file(":memory:");
        *out_scratch = g_steal_pointer(&scratch);
        return TRUE;
    }
    scratch->server = dln_address_copy(options->server != NULL ? options->server : options->source);
    scratch->connect_timeout_ms = options->connect_timeout_ms;
    if (!make(options, scratch, cancellable, out_warning, error))
        return FALSE;
    *out_scratch = g_steal_pointer(&scratch);
    return TRUE;
}

const DlnAddress *dln_scratch_address(const DlnScratch *scratch)
{
    return scratch->address;
}

/* ---- dropping ---- */

/* A server process ends a moment after its client is gone; DROP DATABASE looks for one, and sleeps for a tenth of a second where it
 * finds it. Who does not go in this time is sent away by the DROP. */
#define GONE_WITHIN_MS 50

static void wait_until_left(DlnSession *session, const char *name)
{
    g_autofree char *literal = dln_quote_postgres_literal(name);
    g_autofree char *sql =
        g_strdup_printf("SELECT pid FROM pg_catalog.pg_stat_activity"
                        " WHERE datname = %s AND backend_type = 'client backend'",
            literal);

    for (guint i = 0; i < GONE_WITHIN_MS; i++) {
        g_autoptr(GPtrArray) pids = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(DlnBatch) batch = dln_batch_new();

        dln_batch_add_query(batch, 0, sql, take_text, pids);
        if (!dln_session_run(session, batch, NULL, NULL, NULL) || pids->len == 0)
            return;
        dln_wait_ms(1, NULL);
    }
}

static gboolean drop(DlnScratch *scratch, const char *name, GError **error)
{
    if (!ensure_session(scratch, NULL, error))
        return FALSE;
    wait_until_left(scratch->session, name);
    const gboolean can_force = dln_session_server_version(scratch->session) >= 130000;
    g_autoptr(GError) failed = NULL;
    if (execute_on(scratch->session, DROP, name, can_force ? " WITH (FORCE)" : "", NULL, &failed))
        return TRUE;
    /* A role that is no superuser may not end an autovacuum worker, which FORCE tries; without it the server sends
     * that away by itself. */
    if (can_force && is_denied(failed))
        return execute_on(scratch->session, DROP, name, "", NULL, error);
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}

gboolean dln_scratch_drop(DlnScratch *scratch, GError **error)
{
    if (scratch->name == NULL)
        return TRUE;
    g_autofree char *name = g_steal_pointer(&scratch->name);
    if (drop(scratch, name, error))
        return TRUE;
    g_prefix_error(error, "database \"%s\": ", name);
    return FALSE;
}

void dln_scratch_free(DlnScratch *scratch)
{
    if (scratch == NULL)
        return;
    dln_scratch_drop(scratch, NULL);
    g_clear_pointer(&scratch->session, dln_session_close);
    dln_address_free(scratch->address);
    dln_address_free(scratch->server);
    g_free(scratch->name);
    g_free(scratch);
}
