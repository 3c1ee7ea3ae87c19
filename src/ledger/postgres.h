/* SPDX-License-Identifier: Apache-2.0 */
/* postgres.h: what the files of the PostgreSQL ledger share. Every name in their SQL is schema-qualified: a migration
 * may have left search_path as it likes. */
#pragma once

#include "ledger/dialect.h"

/* What dln_applied_digest() computes, by the server. */
#define DLN_LEDGER_STATE_TEXT                                                                                 \
    "CASE WHEN state IS NULL THEN '' ELSE "                                                        \
    "state||':'||statements_done||':'||coalesce(journal,'') END"
#define DLN_LEDGER_DIGEST                                                                                     \
    "md5(coalesce(string_agg(version||'|'||coalesce(checksum,'')||'|'||" DLN_LEDGER_STATE_TEXT               \
    "||E'\\n','' ORDER BY version COLLATE \"C\"),''))"
#define DLN_LEDGER_TWO_COLUMN_DIGEST                                                                          \
    "md5(coalesce(string_agg(version||E'||\\n','' ORDER BY version COLLATE \"C\"),''))"

/* All rows as one short text, by the server: the same for the same rows, on one server. Where the server can hash a row
 * (14), the rows need neither be sorted nor made texts, and it costs half (measured). NULL without rows. */
#define DLN_LEDGER_HASH                                                                            \
    "bit_xor(pg_catalog.hash_record_extended("                                                     \
    "ROW(version,checksum,state,statements_done,journal),0))"
#define DLN_LEDGER_TWO_COLUMN_HASH "bit_xor(pg_catalog.hash_record_extended(ROW(version),0))"
#define DLN_SERVER_WITH_HASH 140000

/* Locks are held on every table of one statement: this many keep clear of max_locks_per_transaction, and larger
 * statements are slower (measured). */
#define DLN_LEDGER_SCHEMAS_A_STATEMENT 50

/* "schema".schema_migrations, quoted. (transfer full) */
char *dln_ledger_postgres_table(const char *schema);

gboolean dln_ledger_postgres_read(DlnSession *session, const char *schema, GCancellable *cancellable,
    DlnLedger **out_ledger, GError **error);
