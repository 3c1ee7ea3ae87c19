/* SPDX-License-Identifier: Apache-2.0 */
/* address.h: where a database is, read from a URL as SQLAlchemy, libpq or SQLite write them.
 * Knows no connection; the only text of it that may be shown is `display`. */
#pragma once

#include "base/engine_kind.h"
#include "base/error.h"

typedef struct {
    DlnEngineKind engine;
    char *conninfo; /* PostgreSQL: what libpq takes (a URI or key=value), password included; else NULL */
    char *dbname;   /* PostgreSQL: the database's name when the URL has one, else NULL */
    char *server;   /* PostgreSQL: equal for two addresses that name one server in the same words; else NULL */
    char *path;     /* SQLite: a file's path, relative ones as written, or ":memory:"; else NULL */
    char *display;  /* the same without password, for people */
} DlnAddress;

/* Understands postgresql:// and postgres:// (also +asyncpg, +psycopg, +psycopg2, +pg8000: the driver is dropped,
 * and its ssl= is turned into sslmode=), libpq's key=value, sqlite:/// (relative), sqlite://// (absolute),
 * sqlite+aiosqlite:///, sqlite:// alone (":memory:"), file:..., and a bare path that ends in .db, .sqlite or .sqlite3.
 * Errors: CONFIG, the password masked, for anything else. */
gboolean dln_address_parse(const char *url, DlnAddress **out_address, GError **error);
/* The same server, another database. PostgreSQL only. (transfer full) */
DlnAddress *dln_address_with_dbname(const DlnAddress *address, const char *dbname);
/* A SQLite file by its path, whatever characters that holds: no URL is read into it. (transfer full) */
DlnAddress *dln_address_new_file(const char *path);
DlnAddress *dln_address_copy(const DlnAddress *address);
void dln_address_free(DlnAddress *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnAddress, dln_address_free)

/* text with every password in a URL or conninfo inside it replaced by ***. (transfer full) */
char *dln_mask_passwords(const char *text);
