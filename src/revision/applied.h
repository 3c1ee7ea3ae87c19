/* SPDX-License-Identifier: Apache-2.0 */
/* applied.h: what one ledger holds, as a value. Heads are derived from it, never stored. */
#pragma once

#include <glib.h>

typedef enum {
    DLN_APPLIED_DONE,    /* ledger state NULL or 'applied' */
    DLN_APPLIED_RUNNING, /* non-transactional, under way or cut off: statements_done says how far */
    DLN_APPLIED_REPEATABLE, /* ledger state 'repeatable': beside the history, counts neither for heads nor for numbers */
} DlnAppliedState;

typedef struct {
    char *version;
    char *checksum;        /* NULL: taken over from a ledger that kept none */
    DlnAppliedState state;
    guint statements_done; /* RUNNING: finished statements */
    char *journal;         /* RUNNING: hash of the finished statements, see ledger/; else NULL */
    char *applied_at;      /* ISO 8601 as the engine printed it, NULL when not read */
} DlnAppliedRow;

/* Immutable once built; shared between threads by reference count. Rows are sorted by strcmp of version. */
typedef struct DlnApplied DlnApplied;

/* Takes rows (element-type DlnAppliedRow, with dln_applied_row_free as free function) in any order; each version
 * at most once. */
DlnApplied *dln_applied_new(GPtrArray *rows);
DlnApplied *dln_applied_new_empty(void);
DlnApplied *dln_applied_ref(DlnApplied *applied);
void dln_applied_unref(DlnApplied *applied);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnApplied, dln_applied_unref)

void dln_applied_row_free(DlnAppliedRow *row);
DlnAppliedRow *dln_applied_row_copy(const DlnAppliedRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnAppliedRow, dln_applied_row_free)

guint dln_applied_size(const DlnApplied *applied);
const DlnAppliedRow *dln_applied_get(const DlnApplied *applied, guint index);
const DlnAppliedRow *dln_applied_find(const DlnApplied *applied, const char *version);

/* The set with one DONE row more (in place of the version's own row, if there is one) or one less: the expectation
 * for the next step of a plan. Rows are shared, not copied. (transfer full) */
DlnApplied *dln_applied_with(const DlnApplied *applied, const char *version, const char *checksum);
DlnApplied *dln_applied_without(const DlnApplied *applied, const char *version);

/* With a RUNNING row in place of the version's own, or as one more. (transfer full) */
DlnApplied *dln_applied_with_running(const DlnApplied *applied, const char *version, const char *checksum,
    guint statements_done, const char *journal);

/* The set in which a repeatable revision has run with this checksum. */
DlnApplied *dln_applied_with_repeatable(const DlnApplied *applied, const char *version, const char *checksum);
/* Whether every row is DONE, and whether any is RUNNING. */
gboolean dln_applied_is_settled(const DlnApplied *applied);
gboolean dln_applied_has_running(const DlnApplied *applied);

/* 32 lower-case hex digits: MD5 over "version|checksum|state\n" of each row in order, "" for a NULL checksum; state as
 * dln_applied_row_state. The ledger computes the same on the server, so that a set
 * need not travel to be compared. Owned by applied; computed when first asked for, by any thread. */
const char *dln_applied_digest(const DlnApplied *applied);

/* "" when DONE, "running:N:journal" when RUNNING, "repeatable:0:". (transfer full) */
char *dln_applied_row_state(const DlnAppliedRow *row);
