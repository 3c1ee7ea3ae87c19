/* SPDX-License-Identifier: Apache-2.0 */
/* wishes.h: what a person wants done about rows of ledgers, and the ledger that follows. Pure: no database. */
#pragma once

#include "dunlin/repair.h"
#include "run/run.h"

typedef enum {
    DLN_WISH_NONE,
    DLN_WISH_MARK_APPLIED,
    DLN_WISH_MARK_REVERTED,
    DLN_WISH_STATEMENT_DONE,
    DLN_WISH_STATEMENT_NOT_DONE,
    DLN_WISH_ACCEPT,
    DLN_WISH_FORGET,
} DlnWish;

/* Immutable, shared by threads. */
typedef struct DlnWishes DlnWishes;

/* Names are looked up in graph, but for rows whose files are gone. Errors: CONFIG: unknown, ambiguous, two wishes about
 * one migration. graph must outlive it. */
gboolean dln_wishes_new(const DlnGraph *graph, const DunlinRepairOptions *options, DlnWishes **out_wishes,
    GError **error);
void dln_wishes_free(DlnWishes *wishes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnWishes, dln_wishes_free)

DlnWish dln_wishes_about(const DlnWishes *wishes, const char *version);
/* The option of a wish: "mark-applied"; and the next thing that was wished, for i from 0 on, NULL behind the last. */
const char *dln_wish_option(DlnWish wish);
const char *dln_wishes_get(const DlnWishes *wishes, guint i, DlnWish *out_wish);

/* Whether row is what its wish can be about, where revision (nullable) is its file. */
gboolean dln_wish_applies(DlnWish wish, const DlnAppliedRow *row, const DlnRevision *revision);

/* The section that the journal of a row that was cut off is about; NULL: it is empty. */
const DlnScript *dln_journal_script(const DlnAppliedRow *row, const DlnRevision *revision, DlnEngineKind engine);

/* The rows that ledger is to have. Errors: REFUSED: a statement is said to be done in a migration that was edited
 * since. */
gboolean dln_wishes_fulfil(const DlnWishes *wishes, DlnScope scope, DlnEngineKind engine, const DlnApplied *applied,
    DlnApplied **out_wanted, GError **error);
