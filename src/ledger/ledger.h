/* SPDX-License-Identifier: Apache-2.0 */
/* ledger.h: the table schema_migrations of one schema or file: reading it, and the statements that guard, write and
 * check it within a migration's own transaction. Knows no plan and decides nothing. */
#pragma once

#include "engine/session.h"
#include "revision/applied.h"
#include "revision/revision.h"

typedef enum {
    DLN_LEDGER_MISSING,    /* no table yet */
    DLN_LEDGER_TWO_COLUMN, /* version and applied_at alone, as Archify has it: taken over by the first change */
    DLN_LEDGER_OURS,
} DlnLedgerShape;

typedef struct {
    DlnLedgerShape shape;
    DlnApplied *applied;  /* empty when MISSING */
    char *proof; /* (nullable) a GRefString: SQL over the table's rows, true on the server that was surveyed while they
                  * are those of applied, checksums and states included */
    gboolean has_user_version; /* SQLite */
    gint64 user_version;       /* SQLite: PRAGMA user_version */
    gboolean has_objects; /* SQLite: the file holds tables or views of the user's */
} DlnLedger;

DlnLedger *dln_ledger_new(DlnLedgerShape shape, DlnApplied *applied);
DlnLedger *dln_ledger_copy(const DlnLedger *ledger);
void dln_ledger_free(DlnLedger *ledger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnLedger, dln_ledger_free)

/* Takes over: ledger->applied is applied from now on, and what was proven of the one before is not of this one. */
void dln_ledger_set_applied(DlnLedger *ledger, DlnApplied *applied);

/* Equal applied sets are kept once, by dln_applied_digest() or whatever else tells them apart. Thread-safe. */
typedef struct DlnAppliedCache DlnAppliedCache;
DlnAppliedCache *dln_applied_cache_new(void);
void dln_applied_cache_free(DlnAppliedCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnAppliedCache, dln_applied_cache_free)
/* (transfer full) (nullable) */
DlnApplied *dln_applied_cache_lookup(DlnAppliedCache *cache, const char *key);
void dln_applied_cache_add(DlnAppliedCache *cache, const char *key, DlnApplied *applied);

/* Reads the ledger of schema (SQLite: NULL). Writes nothing.
 * Errors: CONNECT when schema does not exist; REFUSED when the table has another tool's shape (named) or was made
 * by a newer Dunlin; what dln_session_run returns. */
gboolean dln_ledger_read(DlnSession *session, const char *schema, GCancellable *cancellable, DlnLedger **out_ledger,
    GError **error);

/* One schema's answer in a survey: ledger or error is set, both (transfer none). */
typedef void (*DlnSurveyFunc)(guint index, const DlnLedger *ledger, const GError *error, gpointer user_data);

/* Reads the ledgers of many schemas of one PostgreSQL database in few round trips: the server digests each, and only
 * sets that cache does not know travel. on_ledger is called once for each schema that has an answer; the call fails
 * only as a whole. */
gboolean dln_ledger_survey(DlnSession *session, const char *const *schemas, guint n_schemas, DlnAppliedCache *cache,
    DlnSurveyFunc on_ledger, gpointer user_data, GCancellable *cancellable, GError **error);

/* A row that one run wrote: of which place, by which run. All borrowed. */
typedef void (*DlnRunRowFunc)(guint index, const char *version, const char *run_id, gpointer user_data);

/* The rows of the runs whose id begins with prefix, in the ledgers at schemas (SQLite: n_schemas is 1, its schema is
 * ignored), which all have our shape. In PostgreSQL as many schemas a statement as in a survey.
 * Errors: as dln_session_run, for the call as a whole. */
gboolean dln_ledger_find_run(DlnSession *session, const char *const *schemas, guint n_schemas, const char *prefix,
    DlnRunRowFunc on_row, gpointer user_data, GCancellable *cancellable, GError **error);

/* What one row says besides its version. */
typedef struct {
    const char *version;
    const char *checksum;
    const char *run_id;     /* (nullable) */
    const char *applied_by; /* (nullable) */
    gint64 started_us;      /* since 1970, when its statements begin; 0: not known, and where the engine does not know
                             * either (SQLite), its duration is NULL */
    const char *state;      /* (nullable): DLN_LEDGER_REPEATABLE */
} DlnLedgerRow;

/* The state of the row of a repeatable migration. Its statements_done is 0. */
#define DLN_LEDGER_REPEATABLE "repeatable"

/* Where a ledger is: which table, in whose words. */
typedef struct {
    DlnEngineKind engine;
    const char *schema; /* SQLite: NULL */
} DlnLedgerPlace;

/* Stops with CONFLICT unless the ledger holds exactly the revisions of expected, in their states; with expected->proof
 * also with their checksums. (Else those were compared when it was read.) */
void dln_ledger_add_expect(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedger *expected);
/* For a migration that may have reached the table: the same, checksums and the table's shape included. */
void dln_ledger_add_verify(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedger *expected);
/* For a script, which is made without reading the ledger: makes the table where it is missing, but stops with CONFLICT in
 * a SQLite file that holds something else. */
void dln_ledger_add_ensure(DlnBatch *batch, guint tag, const DlnLedgerPlace *place);
/* Stops with CONFLICT unless the ledger holds exactly the revisions of expected, all finished, none with another checksum.
 * Whatever rows of repeatable ones there are; may_run: (nullable) a version that may be under way besides. */
void dln_ledger_add_expect_set(DlnBatch *batch, guint tag, const DlnLedgerPlace *place,
    const DlnApplied *expected, const char *may_run);

/* What tells a ledger that was proven before from one that somebody has changed since. */
typedef struct {
    guint n;                   /* of its rows, but for those of repeatable ones */
    const char *running;       /* (nullable) the one that is under way; all others are finished */
    const GPtrArray *versions; /* (element-type utf8) that are there, each once */
} DlnLedgerMarks;

/* Stops with CONFLICT unless the ledger has them. */
void dln_ledger_add_expect_marks(DlnBatch *batch, guint tag, const DlnLedgerPlace *place,
    const DlnLedgerMarks *marks);
/* For a script: whether a repeatable migration has run, with checksum (nullable: whatever it was). (transfer full) */
char *dln_ledger_repeated(const DlnLedgerPlace *place, const char *version, const char *checksum);
/* For a script: the row of a repeatable migration goes, if there is one. */
void dln_ledger_add_forget(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const char *version);

/* Makes the table and writes ledger->applied into it (what a bare user_version stood for, without checksums: what
 * the files held when they were applied is not known), or gives the two-column one our columns; nothing for OURS. */
void dln_ledger_add_prepare(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedger *ledger);

/* The row of a migration that was just executed, behind its statements: so it is written once, its duration with it,
 * and no statement of the migration can have changed it. n_applied: how many there are then, for SQLite's
 * user_version. previous: (nullable) the migration before it in the same transaction. */
void dln_ledger_add_insert(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerRow *row,
    const char *previous, guint n_applied);
/* Stops with CONFLICT unless exactly one row goes. */
void dln_ledger_add_delete(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const char *version,
    guint n_applied);

/* The rows of migrations that are declared applied, not executed: without a duration. */
void dln_ledger_add_records(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerRow *rows,
    guint n_rows);
/* Gives the row of row->version its checksum, state and journal; the rest of it stays. Stops with CONFLICT unless
 * exactly one row is there. */
void dln_ledger_add_correct(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnAppliedRow *row);
/* As dln_ledger_add_delete, for several: the count is set by itself. */
void dln_ledger_add_remove(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const char *version);
/* SQLite's user_version; elsewhere nothing. */
void dln_ledger_add_count(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, guint n_applied);

/* The journal of a migration that runs outside a transaction: a row in its running state; ... */
void dln_ledger_add_journal_start(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerRow *row);
/* ... statements [0, n_done) are finished; in_flight: the next one is about to be sent by itself; ... */
void dln_ledger_add_journal_step(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const char *version,
    guint n_done, gboolean in_flight, const char *journal);
/* ... and out of its running state, with the checksum of what was finished: what a cut-off attempt had not come to may
 * have been edited since. (A downgrade ends with dln_ledger_add_delete.) */
void dln_ledger_add_journal_end(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const char *version,
    const char *checksum, guint n_applied);

/* What the journal of a row says, taken apart. */
typedef struct {
    gboolean in_flight; /* the statement behind the finished ones was sent, and its answer is not known */
    gboolean is_down;   /* the statements are those of the down section */
    const char *hash;   /* of the finished ones; "" where none is known; borrowed */
} DlnJournalNote;

DlnJournalNote dln_ledger_journal_read(const char *journal);
/* The journal when statements [0, n) of script (nullable) are finished and none is in flight. (transfer full) */
char *dln_ledger_journal_text(const DlnScript *script, guint n, gboolean is_down);

/* 32 hex digits over the texts of statements [0, n) of script. (transfer full) */
char *dln_ledger_journal_hash(const DlnScript *script, guint n);
