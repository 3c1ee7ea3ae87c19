/* SPDX-License-Identifier: Apache-2.0 */
/* error.h: the one error domain of Dunlin, and the facts that travel with an error. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DUNLIN_ERROR:
 *
 * Error domain of every function in libdunlin. Codes are of #DunlinErrorCode.
 */
#define DUNLIN_ERROR (dunlin_error_quark())

/**
 * DunlinErrorCode:
 * @DUNLIN_ERROR_SYNTAX: a migration or schema file cannot be read; it must be edited
 * @DUNLIN_ERROR_GRAPH: the files are readable but their order is not (cycle, missing parent, two heads)
 * @DUNLIN_ERROR_CHECKSUM: an applied migration was edited or is gone
 * @DUNLIN_ERROR_CONFLICT: the database is not in the state that was expected
 * @DUNLIN_ERROR_LOCKED: another runner or a session of the application holds a lock; try again later
 * @DUNLIN_ERROR_CONNECT: the database cannot be reached or opened
 * @DUNLIN_ERROR_SQL: the engine refused a statement
 * @DUNLIN_ERROR_TIMEOUT: a deadline passed
 * @DUNLIN_ERROR_CANCELLED: the caller cancelled
 * @DUNLIN_ERROR_REFUSED: Dunlin itself declines: it would be unsafe; the message says what to do
 * @DUNLIN_ERROR_PARTIAL: some databases of a run failed, others are done
 * @DUNLIN_ERROR_UNSUPPORTED: the engine or this build cannot do it
 * @DUNLIN_ERROR_CONFIG: a setting or an argument is wrong
 * @DUNLIN_ERROR_INTEGRITY: the migration files are not those that dunlin.sum lists
 * @DUNLIN_ERROR_INTERNAL: a defect in Dunlin
 *
 * Codes differ where the caller can do something different about them.
 */
typedef enum {
    DUNLIN_ERROR_SYNTAX,
    DUNLIN_ERROR_GRAPH,
    DUNLIN_ERROR_CHECKSUM,
    DUNLIN_ERROR_CONFLICT,
    DUNLIN_ERROR_LOCKED,
    DUNLIN_ERROR_CONNECT,
    DUNLIN_ERROR_SQL,
    DUNLIN_ERROR_TIMEOUT,
    DUNLIN_ERROR_CANCELLED,
    DUNLIN_ERROR_REFUSED,
    DUNLIN_ERROR_PARTIAL,
    DUNLIN_ERROR_UNSUPPORTED,
    DUNLIN_ERROR_CONFIG,
    DUNLIN_ERROR_INTEGRITY,
    DUNLIN_ERROR_INTERNAL,
} DunlinErrorCode;

GQuark dunlin_error_quark(void);

/**
 * DunlinErrorFacts:
 * @file: (nullable): the file that the error is about, as the user named it
 * @line: 1-based line in @file, 0 when unknown
 * @column: 1-based column in @file in characters, 0 when unknown
 * @sqlstate: (nullable): five characters from PostgreSQL, or SQLite's extended code as a decimal
 * @statement: (nullable): the statement that failed, as it stands in @file but for passwords
 * @revision: (nullable): the id of the revision
 * @tenant: (nullable): the tenant's name
 *
 * What is known about an error besides its message. Never parse the message.
 */
typedef struct {
    const char *file;
    guint line;
    guint column;
    const char *sqlstate;
    const char *statement;
    const char *revision;
    const char *tenant;
} DunlinErrorFacts;

/**
 * dunlin_error_get_facts:
 * @error: an error of the domain %DUNLIN_ERROR
 *
 * Thread-safe as long as nobody frees @error meanwhile.
 *
 * Returns: (transfer none): the facts, owned by @error; all unset for an error of another domain
 */
const DunlinErrorFacts *dunlin_error_get_facts(const GError *error);

/**
 * dunlin_error_to_json:
 *
 * Returns: (transfer full): {"error": {"code": "sql", "message": …, "file": …, …}} with the facts that are known
 */
char *dunlin_error_to_json(const GError *error);

/**
 * dunlin_mask_passwords:
 *
 * For a front end that repeats what somebody typed; errors of this library hold no password anyway.
 *
 * Returns: (transfer full): @text with every password in a URL or connection string inside it replaced by ***
 */
char *dunlin_mask_passwords(const char *text);

G_END_DECLS
