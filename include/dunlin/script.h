/* SPDX-License-Identifier: Apache-2.0 */
/* script.h: an upgrade or a downgrade as SQL text, for somebody else to review and run. No database is opened. */
#pragma once

#include "dunlin/run.h"

G_BEGIN_DECLS

/**
 * DunlinScriptPart:
 * @database: "public" or the tenant's name
 * @place: schema, database or file of it, without password
 * @engine: "postgres": to be run with psql; "sqlite": with the sqlite3 shell
 *
 * The database that a script, or a part of one, is for.
 */
typedef struct {
    DunlinScope scope;
    const char *database;
    const char *place;
    const char *engine;
} DunlinScriptPart;

/**
 * DunlinScriptFunc:
 * @part: whose script it is; another pointer tells that the next database begins
 * @text: the next piece, not terminated; pieces may be cut anywhere
 * @length: its bytes
 *
 * Everything is borrowed for the time of the call. A piece is handed on when it is made, so that the whole is never held
 * in memory.
 *
 * Returns: %FALSE with @error set to end it
 */
typedef gboolean (*DunlinScriptFunc)(
    const DunlinScriptPart *part, const char *text, gsize length, gpointer user_data, GError **error);

/**
 * DunlinScriptOptions:
 * @direction: what it is that would run
 * @selection: which databases: public, tenants by their full names. All unset: public, or in a project of tenants none
 * @range: (nullable): "FROM:TO", or TO alone, which an upgrade reaches from an empty database; %NULL is "head" for an
 *   upgrade. A downgrade needs FROM:TO
 * @write: takes the text
 */
typedef struct {
    DunlinDirection direction;
    DunlinSelection selection;
    const char *range;
    DunlinScriptFunc write;
    gpointer user_data;
} DunlinScriptOptions;

/**
 * dunlin_script_write:
 * @out_warnings: (out) (transfer container) (element-type utf8) (optional): what the script leaves out; set on success
 *
 * Writes what dunlin_upgrade() or dunlin_downgrade() would execute on databases that stand at FROM: the same statements,
 * checks and ledger rows. Run in psql or the sqlite3 shell it leaves the same databases, or, where one does not stand
 * at FROM, an error and nothing changed. The same files and options make the same bytes. The audit log is not written: only a
 * run writes it.
 *
 * Nothing is written before everything is checked. Errors: CONFIG: a selection that is not one database server or
 * file, a tenant that is no full name, a range that cannot be read; what planning and the checks before a run return;
 * SYNTAX for a statement that the engine's shell would read in its own way; what @write returns. Thread-safe.
 */
gboolean dunlin_script_write(DunlinProject *project, const DunlinScriptOptions *options, GPtrArray **out_warnings,
    GError **error);

G_END_DECLS
