/* SPDX-License-Identifier: Apache-2.0 */
/* conninfo.h: PostgreSQL connection parameters as keyword and value, read from a URI or from libpq's key=value text.
 * Knows what libpq would understand, but not libpq. */
#pragma once

#include "base/error.h"

/* Keywords in the order in which they came, each once. Not shared between threads while it is changed. */
typedef struct DlnConninfo DlnConninfo;

DlnConninfo *dln_conninfo_new(void);
/* rest is what stands behind "postgresql://". Reads what SQLAlchemy and asyncpg accept beyond libpq: ssl= for sslmode=,
 * several host= with ports, '/' and '@' in a password; their own arguments that no server needs are dropped.
 * Errors: CONFIG; no part of rest is in the message, for it may be a password. */
DlnConninfo *dln_conninfo_parse_uri(const char *rest, GError **error);
/* key=value pairs, quoted as libpq has it. Errors as above. */
DlnConninfo *dln_conninfo_parse_text(const char *text, GError **error);
void dln_conninfo_free(DlnConninfo *conninfo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnConninfo, dln_conninfo_free)

/* NULL when unset or empty: libpq takes both for the same. */
const char *dln_conninfo_get(const DlnConninfo *conninfo, const char *keyword);
/* A NULL value removes the keyword. */
void dln_conninfo_set(DlnConninfo *conninfo, const char *keyword, const char *value);

/* key='value' pairs that libpq reads back as the same. (transfer full) */
char *dln_conninfo_to_text(const DlnConninfo *conninfo);
/* A URI for people, everything secret left out. (transfer full) */
char *dln_conninfo_to_display(const DlnConninfo *conninfo);
