/* SPDX-License-Identifier: Apache-2.0 */
/* script.h: SQL text cut into statements that know where they stand in their file.
 * Knows how each engine's text is read, nothing of what a statement does to a database. */
#pragma once

#include <glib.h>

#include "base/engine_kind.h"
#include "base/error.h"

/* A stretch of a file. Borrowed: whoever holds the file's text keeps it longer than the source. */
typedef struct {
    const char *file; /* as the user named it, for messages */
    const char *text; /* valid UTF-8 without NUL; need not end at length */
    gsize length;     /* bytes */
    guint line;       /* 1-based line of text[0] in file */
    guint column;     /* 1-based column of text[0] in file, in characters */
    const struct DlnSourceMap *map; /* (nullable): text is not the file's own but was made from it: positions are found
                                     * through the map, and file, line and column are the original's */
} DlnSource;

/* What the first words of a statement say. Only what running it must know; more is lint's business. */
typedef enum {
    DLN_STATEMENT_PLAIN = 0,
    /* The engine refuses it inside a transaction block: CREATE INDEX CONCURRENTLY, VACUUM, ... */
    DLN_STATEMENT_NO_TRANSACTION = 1 << 0,
    /* A CREATE/DROP INDEX, REINDEX, or DETACH PARTITION, ... CONCURRENTLY (NO_TRANSACTION is set too). */
    DLN_STATEMENT_CONCURRENTLY = 1 << 1,
    /* BEGIN or START TRANSACTION. */
    DLN_STATEMENT_BEGIN = 1 << 2,
    /* COMMIT or END, but not AND CHAIN, which is TRANSACTION_CONTROL. */
    DLN_STATEMENT_COMMIT = 1 << 3,
    /* Other control of the transaction as a whole: ROLLBACK (not to a savepoint), ABORT, PREPARE TRANSACTION,
     * COMMIT PREPARED, SET TRANSACTION, SET SESSION CHARACTERISTICS. Savepoints are PLAIN. */
    DLN_STATEMENT_TRANSACTION_CONTROL = 1 << 4,
    /* COPY ... FROM STDIN: data_offset and data_length are set. */
    DLN_STATEMENT_COPY_IN = 1 << 5,
    /* COPY ... TO STDOUT: sends data to the client, which has no use for it. */
    DLN_STATEMENT_COPY_OUT = 1 << 6,
    /* Changes how the text behind it is read, so that must be sent on its own: standard_conforming_strings,
     * client_encoding, RESET/DISCARD ALL, and the end of a transaction that had a SET LOCAL of the former. */
    DLN_STATEMENT_CHANGES_LEXER = 1 << 7,
    /* DISCARD ALL: would release the runner's own lock. */
    DLN_STATEMENT_DISCARD_ALL = 1 << 8,
    /* SQLite: PRAGMA user_version = ..., which is ours to set. */
    DLN_STATEMENT_SETS_USER_VERSION = 1 << 9,
    /* SQLite: PRAGMA foreign_keys = ... (no effect inside a transaction). */
    DLN_STATEMENT_FOREIGN_KEYS_PRAGMA = 1 << 10,
    /* SQLite: ATTACH or DETACH: reaches other files. */
    DLN_STATEMENT_ATTACH = 1 << 11,
    /* Names the ledger's table, schema_migrations, anywhere outside comments; strings and bodies count, as they may
     * be executed, so this is a suspicion and no proof. */
    DLN_STATEMENT_NAMES_LEDGER = 1 << 12,
    /* May run code that its words do not show: a DO block, a function, a trigger of the table that it changes. A
     * suspicion, too; plain DDL is above it. */
    DLN_STATEMENT_RUNS_CODE = 1 << 13,
} DlnStatementFlags;

/* Narrow: a project holds all of them as long as it lives, and no file is larger than 2 GiB. */
typedef struct {
    guint32 offset;      /* bytes from source.text; at the first token, comments before it are skipped */
    guint32 length;      /* bytes, to the end of the last token: without semicolon, trailing blanks and comments */
    guint32 line;        /* of the first token, in the file */
    guint32 column;      /* of the first token, in characters */
    DlnStatementFlags flags;
    guint32 data_offset; /* COPY_IN: the data lines, without the "\." line */
    guint32 data_length;
} DlnStatement;

typedef struct {
    DlnSource source;
    DlnEngineKind engine;
    guint n_statements;
    DlnStatement *statements;
    struct DlnSourceMap *map; /* (nullable): owned; what source was made from */
    GError *unset;            /* (nullable): a variable in it has no value: it must not be run, and this is why */
} DlnScript;

/* Cuts source into statements as the engine (and, for PostgreSQL, psql) would read it: dollar quotes, nested
 * comments, E'' and standard_conforming_strings, BEGIN ATOMIC bodies, COPY data, a last statement without its
 * semicolon; for SQLite, triggers with semicolons inside. Empty statements are left out. A byte order mark at line 1,
 * column 1 is skipped. standard_conforming_strings is taken to be on at the start, and after a RESET: the session
 * that runs the script must see to that.
 * Errors: DUNLIN_ERROR_SYNTAX with file:line:column for an unterminated quote, comment, dollar quote or COPY
 * data, a BEGIN ATOMIC or trigger body without its END, and for a psql meta-command (named in the message). An
 * open comment at the end of SQLite text is legal.
 * Thread-safe. *out_script borrows source.text. */
gboolean dln_script_parse(DlnEngineKind engine, const DlnSource *source, DlnScript **out_script, GError **error);
void dln_script_free(DlnScript *script);
/* The statement as it stands in the file: with the names of variables, not their values. (transfer full) */
char *dln_script_statement_text(const DlnScript *script, guint statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnScript, dln_script_free)

/* Where a byte of source.text stands in the file. column counts characters, 1-based. Lines end at a line feed; an
 * offset behind the end stands for the end. */
void dln_source_position(const DlnSource *source, gsize offset, guint *out_line, guint *out_column);

/* The byte offset of the nth (0-based) character of text, for servers that count in characters. */
gsize dln_utf8_offset(const char *text, gsize length, gsize n_chars);
