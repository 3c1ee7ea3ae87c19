/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint.c: asks for the numbers of many schemas, first of what most of them have, then, of those that have more, of the
 * rest. Knows nothing of the kinds of objects. */
#include <string.h>

#include "base/error.h"
#include "dialect/quote.h"
#include "engine/backend.h"
#include "engine/postgres/fingerprint.h"
#include "engine/postgres/inspect.h"

/* So many schemas a transaction: it holds a lock on each table that a view of theirs names. */
#define SCHEMAS_AT_ONCE 50

/* What is asked, by the bit of DlnSession.fingerprints. */
typedef enum {
    ASK_COMMON,
    ASK_REST,
} Question;

static const char *const names_of_statements[] = {"dunlin_fingerprint", "dunlin_fingerprint_rest"};

/* ---- asking ---- */

typedef struct {
    DlnSession *session;
    const DlnFingerprintQuery *query;
    Question question; /* what is asked now */
    const char *statement;
    GHashTable *places;  /* (element-type utf8 -> index + 1) of all */
    GHashTable *pending; /* (element-type utf8) not answered yet */
    GPtrArray *names;    /* (element-type utf8) the same, in their order */
    GHashTable
        *halves; /* (element-type utf8 -> utf8) the first number of those that have a second */
} Asking;

static void asking_clear(Asking *asking)
{
    g_hash_table_unref(asking->places);
    g_hash_table_unref(asking->pending);
    g_ptr_array_unref(asking->names);
    g_hash_table_unref(asking->halves);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asking, asking_clear)

static void answer(Asking *asking, const char *name, const char *fingerprint, const GError *error)
{
    const guint place = GPOINTER_TO_UINT(g_hash_table_lookup(asking->places, name));

    if (g_hash_table_remove(asking->pending, name))
        asking->query->on_answer(place - 1, fingerprint, error, asking->query->user_data);
}

static void answer_denied(Asking *asking, const char *name)
{
    g_autoptr(GError) error = NULL;

    dln_refuse(&error, DLN_CATALOG_NO_RIGHT, name);
    answer(asking, name, NULL, error);
}

static void take_common(guint n_columns, const char *const *values, gpointer user_data)
{
    Asking *asking = user_data;
    gpointer name = NULL;

    if (values[0] == NULL)
        return;
    if (g_strcmp0(values[1], "t") != 0)
        answer_denied(asking, values[0]);
    else if (g_strcmp0(values[3], "t") != 0)
        answer(asking, values[0], values[2], NULL);
    else if (g_hash_table_lookup_extended(asking->places, values[0], &name, NULL) &&
             g_hash_table_remove(asking->pending, name))
        g_hash_table_insert(asking->halves, name, g_strdup(values[2]));
}

static void take_rest(guint n_columns, const char *const *values, gpointer user_data)
{
    Asking *asking = user_data;

    if (values[0] == NULL)
        return;
    if (g_strcmp0(values[1], "t") != 0) {
        answer_denied(asking, values[0]);
        return;
    }
    const char *half = g_hash_table_lookup(asking->halves, values[0]);
    g_autofree char *whole = g_strdup_printf("%s %s", half, values[2]);
    answer(asking, values[0], whole, NULL);
}

/* Small look-ups by index are what each question is made of: the planner, which does not know how few there are, is told. In the
 * order in which they are written the tables are joined best, and it need not search for it. */
static const char *const planner[] = {
    "SET LOCAL enable_hashjoin = off",
    "SET LOCAL enable_mergejoin = off",
    "SET LOCAL enable_seqscan = off",
    "SET LOCAL join_collapse_limit = 1",
    "SET LOCAL from_collapse_limit = 1",
    "SET LOCAL plan_cache_mode = force_generic_plan",
    NULL,
};

static void add_begin(DlnBatch *batch, const Asking *asking)
{
    g_autofree char *timeout = g_strdup_printf(
        "SET LOCAL lock_timeout = %" G_GINT64_FORMAT, asking->query->lock_timeout_ms);

    dln_batch_add_sql(batch, 0, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    for (guint i = 0; dln_catalog_settings[i] != NULL; i++)
        dln_batch_add_sql(batch, 0, dln_catalog_settings[i]);
    for (guint i = 0; planner[i] != NULL; i++)
        dln_batch_add_sql(batch, 0, planner[i]);
    dln_batch_add_sql(batch, 0, timeout);
}

static void add_execute(DlnBatch *batch, Asking *asking, guint first, guint n)
{
    g_autoptr(GString) sql = g_string_new("EXECUTE ");

    g_string_append_printf(sql, "%s (ARRAY[", names_of_statements[asking->question]);
    for (guint i = first; i < first + n; i++) {
        g_autofree char *literal = dln_quote_postgres_literal(asking->names->pdata[i]);
        g_string_append_printf(sql, "%s%s", i == first ? "" : ", ", literal);
    }
    g_string_append_printf(sql, "], %" G_GINT64_FORMAT ")", asking->query->seed);
    dln_batch_add_query(
        batch, 0, sql->str, asking->question == ASK_COMMON ? take_common : take_rest, asking);
}

static void answer_missing(Asking *asking, const char *name)
{
    g_autoptr(GError) error = NULL;

    dln_refuse(&error, DLN_CATALOG_NO_SCHEMA, name);
    answer(asking, name, NULL, error);
}

/* A pooler may give each transaction another backend. */
static gboolean is_kept(const Asking *asking)
{
    return asking->query->is_kept && !asking->session->is_pooled;
}

static void add_prepare(DlnBatch *batch, const Asking *asking)
{
    g_autofree char *prepare = g_strdup_printf("PREPARE %s (text[], bigint) AS %s",
        names_of_statements[asking->question], asking->statement);

    if (!(asking->session->fingerprints & (1U << asking->question)))
        dln_batch_add_sql(batch, 0, prepare);
}

static void add_deallocate(DlnBatch *batch, const Asking *asking)
{
    g_autofree char *deallocate =
        g_strconcat("DEALLOCATE ", names_of_statements[asking->question], NULL);

    dln_batch_add_sql(batch, 0, deallocate);
}

/* The first n names, at_once of them in a transaction; the statement is made ready in the first. */
static gboolean ask(
    Asking *asking, guint n, guint at_once, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(DlnBatch) end = dln_batch_new();

    for (guint i = 0; i < n; i += at_once) {
        add_begin(batch, asking);
        if (i == 0)
            add_prepare(batch, asking);
        add_execute(batch, asking, i, MIN(at_once, n - i));
        dln_batch_add_sql(batch, 0, "COMMIT");
    }
    if (!is_kept(asking))
        add_deallocate(batch, asking);
    asking->session->fingerprints &= ~(1U << asking->question);
    if (dln_session_run(asking->session, batch, cancellable, NULL, error)) {
        if (is_kept(asking))
            asking->session->fingerprints |= 1U << asking->question;
        return TRUE;
    }
    /* It outlives a failure. Where it was not even made, this fails, and nobody minds. */
    add_deallocate(end, asking);
    if (dln_session_is_alive(asking->session))
        dln_session_run(asking->session, end, NULL, NULL, NULL);
    return FALSE;
}

/* Who has an answer is out of it. */
static void forget_answered(Asking *asking)
{
    for (guint i = asking->names->len; i > 0; i--) {
        if (!g_hash_table_contains(asking->pending, asking->names->pdata[i - 1]))
            g_ptr_array_remove_index(asking->names, i - 1);
    }
}

/* Where a transaction fails, its schemas are asked one by one, and the first without an answer is the one that it is about. */
static gboolean ask_all(Asking *asking, GCancellable *cancellable, GError **error)
{
    guint n_alone = 0;

    while (asking->names->len > 0) {
        const guint n = n_alone > 0 ? MIN(n_alone, asking->names->len) : asking->names->len;
        const guint n_before = asking->names->len;
        g_autoptr(GError) failed = NULL;

        if (ask(asking, n, n_alone > 0 ? 1 : SCHEMAS_AT_ONCE, cancellable, &failed)) {
            for (guint i = 0; i < n; i++)
                answer_missing(asking, asking->names->pdata[i]);
        } else if (!dln_session_is_alive(asking->session) ||
                   dln_error_is(failed, DUNLIN_ERROR_CANCELLED)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return FALSE;
        }
        forget_answered(asking);
        if (failed != NULL && n_alone == 0)
            n_alone = SCHEMAS_AT_ONCE;
        else if (failed != NULL && asking->names->len > 0) {
            answer(asking, asking->names->pdata[0], NULL, failed);
            forget_answered(asking);
            n_alone -= MIN(n_alone, n_before - asking->names->len);
        } else
            n_alone = 0;
    }
    return TRUE;
}

/* (transfer full) */
static char *common_statement(const DlnSession *session)
{
    GString *sql = g_string_new(dln_fingerprint_common);

    if (session->server_version >= 180000)
        g_string_replace(sql, DLN_FINGERPRINT_SINCE_18, ", k.conenforced, k.conperiod", 0);
    return g_string_free(sql, FALSE);
}

static void expect(Asking *asking, const char *name)
{
    g_hash_table_add(asking->pending, (gpointer)name);
    g_ptr_array_add(asking->names, (gpointer)name);
}

/* The second question takes long to plan, and is asked where it must be. */
static gboolean ask_rest(Asking *asking, GCancellable *cancellable, GError **error)
{
    g_autofree char *statement = dln_fingerprint_rest();

    for (guint i = 0; i < asking->query->n_schemas; i++) {
        if (g_hash_table_contains(asking->halves, asking->query->schemas[i]))
            expect(asking, asking->query->schemas[i]);
    }
    asking->question = ASK_REST;
    asking->statement = statement;
    return ask_all(asking, cancellable, error);
}

gboolean dln_postgres_fingerprint(DlnSession *session, const DlnFingerprintQuery *query,
    GCancellable *cancellable, GError **error)
{
    g_autofree char *statement = common_statement(session);
    g_auto(Asking) asking = {
        .session = session,
        .query = query,
        .question = ASK_COMMON,
        .statement = statement,
        .places = g_hash_table_new(g_str_hash, g_str_equal),
        .pending = g_hash_table_new(g_str_hash, g_str_equal),
        .names = g_ptr_array_new(),
        .halves = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free),
    };

    if (!dln_catalog_check_version(session, error))
        return FALSE;
    for (guint i = 0; i < query->n_schemas; i++) {
        g_hash_table_insert(asking.places, (gpointer)query->schemas[i], GUINT_TO_POINTER(i + 1));
        expect(&asking, query->schemas[i]);
    }
    return ask_all(&asking, cancellable, error) &&
           (g_hash_table_size(asking.halves) == 0 || ask_rest(&asking, cancellable, error));
}
