/* SPDX-License-Identifier: Apache-2.0 */
/* pair.h: the two states of a comparison, made and read at the same time: most of it is waiting for the server.
 *
 *     g_auto(DlnPair) pair = {0};
 *     if (!dln_pair_read(&from, &to, &options, &pair, NULL, error))
 *         return FALSE;
 *     ... pair.from, pair.to ...
 *     dln_pair_end(&pair);
 */
#pragma once

#include "app/schema/state.h"

typedef struct DlnPairBeside DlnPairBeside;

typedef struct {
    DlnState from;
    DlnState to; /* without a scratch database: that goes while something is tried on from's, or becomes from's */
    GPtrArray *warnings;   /* (nullable) of the options */
    DlnPairBeside *beside; /* what is done in threads */
} DlnPair;

typedef enum {
    DLN_PAIR_TO, /* goes first: what is desired is what is wrong, if anything is */
    DLN_PAIR_FROM,
} DlnPairSide;

/* out_failed: (optional): set on failure: whose the error is; of two errors, to's. The sources must outlive the pair.
 * Errors: as dln_state_read. */
gboolean dln_pair_read(const DlnStateSource *from, const DlnStateSource *to,
    const DlnStateOptions *options, DlnPair *out_pair, DlnPairSide *out_failed, GError **error);

/* Drops what scratch databases there are; what cannot be dropped is told in the warnings. */
void dln_pair_end(DlnPair *pair);
void dln_pair_clear(DlnPair *pair);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnPair, dln_pair_clear)
