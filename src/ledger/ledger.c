/* SPDX-License-Identifier: Apache-2.0 */
/* ledger.c: what the engines' ledgers have in common: the value, its shapes, the cache of equal sets. */
#include "ledger/ledger.h"

#include <string.h>

#include "ledger/dialect.h"

static const DlnLedgerDialect *const dialects[DLN_N_ENGINES] = {
    [DLN_ENGINE_POSTGRES] = &dln_ledger_postgres,
    [DLN_ENGINE_SQLITE] = &dln_ledger_sqlite,
};

const DlnLedgerDialect *dln_ledger_dialect(DlnEngineKind engine)
{
    return dialects[engine];
}

DlnLedger *dln_ledger_new(DlnLedgerShape shape, DlnApplied *applied)
{
    DlnLedger *ledger = g_new0(DlnLedger, 1);

    ledger->shape = shape;
    ledger->applied = applied;
    return ledger;
}

DlnLedger *dln_ledger_copy(const DlnLedger *ledger)
{
    DlnLedger *copy = g_memdup2(ledger, sizeof *ledger);

    copy->applied = dln_applied_ref(ledger->applied);
    copy->proof = ledger->proof != NULL ? g_ref_string_acquire(ledger->proof) : NULL;
    return copy;
}

void dln_ledger_free(DlnLedger *ledger)
{
    if (ledger == NULL)
        return;
    dln_applied_unref(ledger->applied);
    g_clear_pointer(&ledger->proof, g_ref_string_release);
    g_free(ledger);
}

void dln_ledger_set_applied(DlnLedger *ledger, DlnApplied *applied)
{
    dln_applied_unref(ledger->applied);
    ledger->applied = applied;
    g_clear_pointer(&ledger->proof, g_ref_string_release);
}

/* ---- shapes ---- */

static gboolean has_column(const GPtrArray *columns, const char *name)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)columns, name, g_str_equal, NULL);
}

/* The tool whose table it looks like. */
static const char *likely_tool(const GPtrArray *columns)
{
    if (has_column(columns, "dirty"))
        return "golang-migrate";
    if (has_column(columns, "inserted_at"))
        return "Ecto";
    if (columns->len == 1 && has_column(columns, "version"))
        return "Rails or dbmate";
    return NULL;
}

static char *join_columns(const GPtrArray *columns)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < columns->len; i++)
        g_string_append_printf(
            text, "%s%s", i > 0 ? ", " : "", (const char *)columns->pdata[i]);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

gboolean dln_ledger_classify(const char *where, const GPtrArray *columns, gboolean typed,
    DlnLedgerShape *out_shape, GError **error)
{
    static const char *const ours[DLN_LEDGER_N_COLUMNS] = {"version", "applied_at", "checksum",
        "duration_ms", "applied_by", "run_id", "state", "statements_done", "journal"};
    guint n_ours = 0;

    for (guint i = 0; i < G_N_ELEMENTS(ours); i++)
        n_ours += has_column(columns, ours[i]) ? 1 : 0;

    if (n_ours == DLN_LEDGER_N_COLUMNS && columns->len == DLN_LEDGER_N_COLUMNS) {
        *out_shape = DLN_LEDGER_OURS;
        return TRUE;
    }
    if (n_ours == 2 && columns->len == 2 && has_column(columns, "version") &&
        has_column(columns, "applied_at") && typed) {
        *out_shape = DLN_LEDGER_TWO_COLUMN;
        return TRUE;
    }

    g_autofree char *listed = join_columns(columns);
    const char *tool = likely_tool(columns);
    if (n_ours == DLN_LEDGER_N_COLUMNS)
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "%s was written by a newer version of dunlin (columns %s); use that version", where,
            listed);
    else
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "%s is not dunlin's: it %s%s (columns %s); rename it, or keep that tool for this "
            "database",
            where, tool != NULL ? "looks like the one of " : "has a shape that is not known",
            tool != NULL ? tool : "", listed);
    return FALSE;
}

void dln_ledger_take_row(guint n_columns, const char *const *values, gpointer rows)
{
    DlnAppliedRow *row = g_new0(DlnAppliedRow, 1);
    gboolean repeatable = n_columns > 2 && g_strcmp0(values[2], DLN_LEDGER_REPEATABLE) == 0;
    gboolean running = n_columns > 2 && values[2] != NULL && !repeatable;

    /* In a table that was taken over the version may be null: nothing is of that name. */
    row->version = g_strdup(values[0] != NULL ? values[0] : "");
    row->checksum = n_columns > 1 ? g_strdup(values[1]) : NULL;
    row->state = running ? DLN_APPLIED_RUNNING
        : repeatable     ? DLN_APPLIED_REPEATABLE
                         : DLN_APPLIED_DONE;
    if (running && values[3] != NULL)
        row->statements_done = (guint)g_ascii_strtoull(values[3], NULL, 10);
    if (running)
        row->journal = g_strdup(values[4] != NULL ? values[4] : "");
    g_ptr_array_add(rows, row);
}

gboolean dln_ledger_read(DlnSession *session, const char *schema, GCancellable *cancellable,
    DlnLedger **out_ledger, GError **error)
{
    return dialects[dln_session_engine(session)]->read(
        session, schema, cancellable, out_ledger, error);
}

/* ---- statements ---- */

void dln_ledger_add_expect(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedger *expected)
{
    dialects[place->engine]->add_expect(batch, tag, place->schema, expected);
}

void dln_ledger_add_prepare(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedger *ledger)
{
    dialects[place->engine]->add_prepare(batch, tag, place->schema, ledger);
}

void dln_ledger_add_verify(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedger *expected)
{
    dialects[place->engine]->add_verify(batch, tag, place->schema, expected);
}

void dln_ledger_add_count(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, guint n_applied)
{
    if (dialects[place->engine]->add_count != NULL)
        dialects[place->engine]->add_count(batch, tag, n_applied);
}

void dln_ledger_add_insert(DlnBatch *batch, guint tag, const DlnLedgerPlace *place,
    const DlnLedgerRow *row, const char *previous, guint n_applied)
{
    dialects[place->engine]->add_insert(batch, tag, place->schema, row, previous);
    dln_ledger_add_count(batch, tag, place, n_applied);
}

void dln_ledger_add_delete(DlnBatch *batch, guint tag, const DlnLedgerPlace *place,
    const char *version, guint n_applied)
{
    dialects[place->engine]->add_delete(batch, tag, place->schema, version);
    dln_ledger_add_count(batch, tag, place, n_applied);
}

void dln_ledger_add_remove(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const char *version)
{
    dialects[place->engine]->add_delete(batch, tag, place->schema, version);
}

void dln_ledger_add_records(DlnBatch *batch, guint tag, const DlnLedgerPlace *place,
    const DlnLedgerRow *rows, guint n_rows)
{
    if (n_rows > 0)
        dialects[place->engine]->add_records(batch, tag, place->schema, rows, n_rows);
}

void dln_ledger_add_correct(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnAppliedRow *row)
{
    dialects[place->engine]->add_correct(batch, tag, place->schema, row);
}

void dln_ledger_add_journal_start(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerRow *row)
{
    dialects[place->engine]->add_journal_start(batch, tag, place->schema, row);
}

void dln_ledger_add_journal_end(DlnBatch *batch, guint tag, const DlnLedgerPlace *place,
    const char *version, const char *checksum, guint n_applied)
{
    dialects[place->engine]->add_journal_end(batch, tag, place->schema, version, checksum);
    dln_ledger_add_count(batch, tag, place, n_applied);
}

void dln_ledger_add_journal_step(DlnBatch *batch, guint tag, const DlnLedgerPlace *place,
    const char *version, guint n_done, gboolean in_flight, const char *journal)
{
    g_autofree char *text = g_strconcat(in_flight ? "!" : "", journal, NULL);

    dialects[place->engine]->add_journal(batch, tag, place->schema, version, n_done, text);
}

char *dln_ledger_journal_hash(const DlnScript *script, guint n)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);

    for (guint i = 0; i < n; i++) {
        const DlnStatement *statement = &script->statements[i];
        g_checksum_update(checksum, (const guchar *)script->source.text + statement->offset,
            (gssize)statement->length);
        g_checksum_update(checksum, (const guchar *)"", 1);
    }
    return g_strndup(g_checksum_get_string(checksum), 32);
}

/* ---- equal sets once ---- */

struct DlnAppliedCache {
    GMutex mutex;
    GHashTable *sets; /* key -> DlnApplied */
};

DlnAppliedCache *dln_applied_cache_new(void)
{
    DlnAppliedCache *cache = g_new0(DlnAppliedCache, 1);

    g_mutex_init(&cache->mutex);
    cache->sets = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)dln_applied_unref);
    return cache;
}

void dln_applied_cache_free(DlnAppliedCache *cache)
{
    if (cache == NULL)
        return;
    g_hash_table_unref(cache->sets);
    g_mutex_clear(&cache->mutex);
    g_free(cache);
}

DlnApplied *dln_applied_cache_lookup(DlnAppliedCache *cache, const char *key)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&cache->mutex);
    DlnApplied *found = g_hash_table_lookup(cache->sets, key);

    return found != NULL ? dln_applied_ref(found) : NULL;
}

void dln_applied_cache_add(DlnAppliedCache *cache, const char *key, DlnApplied *applied)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&cache->mutex);

    g_hash_table_insert(cache->sets, g_strdup(key), dln_applied_ref(applied));
}

DlnJournalNote dln_ledger_journal_read(const char *journal)
{
    DlnJournalNote note = {.in_flight = journal[0] == '!'};

    journal += note.in_flight ? 1 : 0;
    note.is_down = journal[0] == '-';
    note.hash = journal + (note.is_down ? 1 : 0);
    return note;
}

char *dln_ledger_journal_text(const DlnScript *script, guint n, gboolean is_down)
{
    g_autofree char *hash =
        script != NULL ? dln_ledger_journal_hash(script, n) : g_strdup("");

    return g_strconcat(is_down ? "-" : "", hash, NULL);
}
