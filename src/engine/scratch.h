/* SPDX-License-Identifier: Apache-2.0 */
/* scratch.h: a database to try things on, which is gone afterwards. Made empty, with the encoding and the collation of
 * the database that it stands for. Knows no project and no migration.
 *
 * PostgreSQL: a database of its own from template0. Its name says what it is, until when it may be needed and for which
 * run ("dunlin_scratch_20260131120000_<run>_<n>"), and it carries a mark that CREATE DATABASE itself sets. Whoever makes
 * the next one drops those on that server that have both, whose time is over, and that nobody is connected to: what a
 * killed run left. A database that has the name alone is somebody's, and is left alone.
 * SQLite: ":memory:", which lives as long as the one session to it. */
#pragma once

#include "engine/session.h"

typedef struct DlnScratch DlnScratch;

typedef struct {
    DlnEngineKind engine;
    const DlnAddress
        *source; /* PostgreSQL: the database that it stands for; SQLite: not looked at */
    const DlnAddress *
        server; /* (nullable) PostgreSQL: a database of the server to make it on; NULL: source's own */
    const char *run_id;
    guint number;    /* of the scratch databases of the run */
    gint64 lease_ms; /* how long it may be needed at most */
    gint64 connect_timeout_ms;
} DlnScratchOptions;

/* Sweeps, then makes one. out_warning: (optional): set where source could not be reached to be asked for its encoding, so
 * that the database that server names was asked instead. (transfer full)
 * Errors: CONFIG: the role has no right to create databases (says which, and the setting scratch.url), or source and
 * server are of two major versions (says both); else as dln_session_open and dln_session_run. Nothing is left then. */
gboolean dln_scratch_new(const DlnScratchOptions *options, GCancellable *cancellable,
    DlnScratch **out_scratch, char **out_warning, GError **error);

/* Where it is. (transfer none) */
const DlnAddress *dln_scratch_address(const DlnScratch *scratch);

/* Drops it, whoever is connected to it; the caller's own sessions should be closed. A second call does nothing.
 * Errors: what the server says; a later run will sweep it. */
gboolean dln_scratch_drop(DlnScratch *scratch, GError **error);
/* Drops it where that has not been done. */
void dln_scratch_free(DlnScratch *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnScratch, dln_scratch_free)
