/* SPDX-License-Identifier: Apache-2.0 */
/* verify.h: proves on scratch databases that migrations lead there and back. */
#pragma once

#include "dunlin/run.h"

G_BEGIN_DECLS

/**
 * DunlinVerifyOutcome:
 * @DUNLIN_VERIFY_SOUND: up, down and up again lead where they should; a repeatable migration may run twice
 * @DUNLIN_VERIFY_ONE_WAY: it can be applied, and has no way back to be verified
 * @DUNLIN_VERIFY_FAULTY: see faults
 * @DUNLIN_VERIFY_NOT_TRIED: see reason
 */
typedef enum {
    DUNLIN_VERIFY_SOUND,
    DUNLIN_VERIFY_ONE_WAY,
    DUNLIN_VERIFY_FAULTY,
    DUNLIN_VERIFY_NOT_TRIED,
} DunlinVerifyOutcome;

/**
 * DunlinVerifyStep:
 * @DUNLIN_VERIFY_UP: applying it
 * @DUNLIN_VERIFY_DATA: putting rows in that the caller gave
 * @DUNLIN_VERIFY_DOWN: reverting it; what was there before is to be there again
 * @DUNLIN_VERIFY_UP_AGAIN: applying it once more; what was there after the first time is to be there again
 * @DUNLIN_VERIFY_REPEAT: running a repeatable migration a second time, which is to change nothing
 */
typedef enum {
    DUNLIN_VERIFY_UP,
    DUNLIN_VERIFY_DATA,
    DUNLIN_VERIFY_DOWN,
    DUNLIN_VERIFY_UP_AGAIN,
    DUNLIN_VERIFY_REPEAT,
} DunlinVerifyStep;

/**
 * DunlinVerifyFault:
 * @step: where it showed
 * @what: what is wrong, a sentence without an end
 * @file: the file
 * @line: the line in it at which the section begins, or the one of @error
 * @differences: (array zero-terminated=1): one line each; "missing" is what should be there, "extra" what should not
 * @error: (nullable): what the engine said
 */
typedef struct {
    DunlinVerifyStep step;
    char *what;
    char *file;
    guint line;
    char **differences;
    GError *error;
} DunlinVerifyFault;

/**
 * DunlinVerifyResult:
 * @reason: (nullable): why there is no way back, or why it was not tried
 * @faults: (element-type DunlinVerifyFault): in the order in which they showed
 */
typedef struct {
    DunlinScope scope;
    char *revision;
    char *file;
    DunlinVerifyOutcome outcome;
    char *reason;
    GPtrArray *faults;
    gint64 duration_us;
} DunlinVerifyResult;

typedef struct {
    char *run_id;
    gint64 duration_us;
    GPtrArray
        *results; /* (element-type DunlinVerifyResult), public first, in the order of the history */
    guint n_sound, n_one_way, n_faulty, n_not_tried;
    GPtrArray *warnings; /* (element-type utf8) */
} DunlinVerifyReport;

void dunlin_verify_report_free(DunlinVerifyReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinVerifyReport, dunlin_verify_report_free)
/** A JSON document. (transfer full) */
char *dunlin_verify_report_to_json(const DunlinVerifyReport *report);

/**
 * DunlinVerifyOptions:
 * @include_public: the migrations of the shared database
 * @include_tenants: those of tenants; neither: both, as far as the project has them
 * @target: (nullable): how far, as for an upgrade, or "FROM:TO": only what leads from FROM to TO; %NULL: all of them
 * @data: (nullable) (array zero-terminated=1): "FILE" or "REVISION=FILE": SQL that puts rows in when the revision has
 *   been verified, without one before the last that is verified; from then on rows are compared as well
 * @on_event: (nullable): told which migration is at work
 * @cancellable: (nullable): the migration under way is finished, and no other is begun
 * @interrupt: (nullable): the statement under way is cancelled as well
 */
typedef struct {
    gboolean include_public;
    gboolean include_tenants;
    const char *target;
    const char *const *data;
    DunlinEventFunc on_event;
    gpointer user_data;
    GCancellable *cancellable;
    GCancellable *interrupt;
} DunlinVerifyOptions;

/**
 * dunlin_verify:
 * @out_report: (out) (transfer full): set on success, on %DUNLIN_ERROR_CONFLICT, and where the run was cut short once it
 *   had begun
 *
 * Runs every migration up, down and up again on scratch databases, which are gone afterwards, and compares what is there.
 * No database of the project's is written to, no hook runs, and nothing is noted in the audit log; of the project's own
 * server only the encoding and the collation are asked. A fault does not keep the others from being verified.
 *
 * Errors: CONFLICT: something is not as it should be, see the report; CONFIG: a target or file that is not there, or no
 * right to make a scratch database; REFUSED: a migration reaches outside its database; CONNECT, CANCELLED. Thread-safe.
 */
gboolean dunlin_verify(DunlinProject *project, const DunlinVerifyOptions *options,
    DunlinVerifyReport **out_report, GError **error);

G_END_DECLS
