/* SPDX-License-Identifier: Apache-2.0 */
/* revision.h: one migration file as data. Made by format/, immutable afterwards, so every thread may share it.
 * Knows no directory and no database. */
#pragma once

#include <glib.h>

#include "base/engine_kind.h"
#include "revision/batching.h"
#include "revision/checkpoint.h"
#include "sql/assertion.h"
#include "sql/script.h"

/* The lineages a revision belongs to; a set, so `both` is simply both bits. */
typedef enum {
    DLN_SCOPE_PUBLIC = 1 << 0,
    DLN_SCOPE_TENANT = 1 << 1,
    DLN_SCOPE_BOTH = DLN_SCOPE_PUBLIC | DLN_SCOPE_TENANT,
} DlnScope;

/* "public", "tenant", "both"; "" for 0, a scope that nobody has decided. */
const char *dln_scope_name(DlnScope scope);
/* FALSE, and *out_scope untouched, for any other name. */
gboolean dln_scope_from_name(const char *name, DlnScope *out_scope);

typedef enum {
    DLN_DIRECTION_UP,
    DLN_DIRECTION_DOWN,
} DlnDirection;
#define DLN_N_DIRECTIONS 2

/* How transactions are drawn around revisions: --tx-mode. */
typedef enum {
    DLN_TX_FILE, /* one migration, one transaction */
    DLN_TX_ALL,  /* all steps of one database in one transaction */
    DLN_TX_NONE, /* no transaction: every statement by itself, journaled */
} DlnTxMode;

/* What becomes of a migration that arrives late, one that is pending below an applied one: --exec-order, in Atlas's
 * words. */
typedef enum {
    DLN_EXEC_LINEAR,      /* refused */
    DLN_EXEC_LINEAR_SKIP, /* left out, and with it what needs it and is not applied either */
    DLN_EXEC_NON_LINEAR,  /* applied late, in its place among the pending ones */
} DlnExecOrder;

typedef enum {
    DLN_REVISION_NO_TRANSACTION = 1 << 0,   /* -- dunlin:transaction off, and what batches */
    DLN_REVISION_IRREVERSIBLE = 1 << 1,     /* -- dunlin:irreversible */
    DLN_REVISION_EXPLICIT_PARENTS = 1 << 2, /* parents come from the file, not from the order of names */
    DLN_REVISION_ORDERED_BY_NAME = 1 << 3,  /* its format orders by file name: a number used twice is a warning */
    DLN_REVISION_PLAIN = 1 << 4,            /* no directives: findings about its SQL only warn unless strict */
    DLN_REVISION_REPEATABLE = 1 << 5,       /* -- dunlin:repeatable: beside the history, see repeatables.h */
    DLN_REVISION_VERBATIM = 1 << 8,         /* "${" means nothing in it: -- dunlin:variables off, or its format */
} DlnRevisionFlags;

typedef struct {
    char *id;          /* file name without its extension: "003_add_user_avatar" */
    char *description; /* one line; "" when the file says none */
    char *file;        /* as named in messages, relative to the project where possible */
    const char *format; /* name of the reader, static: "native", "archify" */
    DlnScope scope;    /* 0: the file says none; the project decides while loading: public in a project without
                          tenants, else an error that says to add `-- dunlin:scope` */
    DlnRevisionFlags flags;
    char **parents;    /* NULL-terminated, possibly abbreviated ids; meaningful with EXPLICIT_PARENTS; empty = a base */
    char **depends;    /* NULL-terminated, possibly abbreviated ids */
    char **labels;     /* NULL-terminated */
    GHashTable *name_lines; /* (nullable) (element-type utf8 guint): where the file says a parent, depends or label */
    gint64 lock_timeout_ms;      /* -1: not set in the file */
    gint64 statement_timeout_ms; /* -1: not set in the file */
    DlnBatching *batching; /* (nullable): -- dunlin:batch */
    DlnCheckpoint *checkpoint; /* (nullable): -- dunlin:checkpoint */
    char *checksum;    /* 64 hex digits, see dln_revision_seal */
    /* By direction and engine; a section without `engine` serves every engine that has none of its own.
     * text NULL: the file has no such section. */
    DlnSource sections[DLN_N_DIRECTIONS][DLN_N_ENGINES];
    DlnScript *scripts[DLN_N_DIRECTIONS][DLN_N_ENGINES]; /* after dln_revision_compile */
    GPtrArray *assertions[DLN_N_DIRECTIONS]; /* (element-type DlnAssertion) in the order of the file */
    DlnVariables *variables; /* (nullable): owned; what "${" stands for; set before dln_revision_compile */
    GPtrArray *texts;  /* (element-type GBytes) what the sections borrow from: texts, and the names of other files */
    guint line;        /* line in file that names the id or 1 */
} DlnRevision;

DlnRevision *dln_revision_new(void);
void dln_revision_free(DlnRevision *revision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnRevision, dln_revision_free)

/* Sets checksum: the SHA-256, in hex, of these bytes in this order (each word and each text is followed by one NUL,
 * which no text can hold, so that no two different files feed the same bytes):
 *   - with the flag NO_TRANSACTION, the word `transaction off`;
 *   - with batching, the word `batch` and the words of its table and key;
 *   - one up section that serves every engine: the word `up` and its text; otherwise, for each engine that has an
 *     up section, in the order of DlnEngineKind: the engine's name and the text that serves it.
 * A text is fed with each CR LF and each lone CR as LF, and without the blanks (space, tab, VT, FF, CR, LF) at its
 * end. Nothing else counts: not the values of variables, not the assertions, not the down sections, not the description, not the header's comments and directives
 * (formats begin an up section behind them), so a better down or another licence header is no edit. */
void dln_revision_seal(DlnRevision *revision);

/* Of a repeatable one: what it has run as, which covers the values of its variables, so that it runs again where one has
 * changed. Behind dln_revision_seal; nothing for others. */
void dln_revision_seal_values(DlnRevision *revision);

/* Splits the sections for engine into scripts, with the values of variables, and the assertions as well; a second call does
 * nothing. Not thread-safe; done while loading.
 * Errors: as dln_script_parse_with, dln_batching_check and dln_assertion_compile; SYNTAX with the file when there is no up section for engine. After an error the
 * revision may hold the script of one direction; it stays valid. */
gboolean dln_revision_compile(DlnRevision *revision, DlnEngineKind engine, GError **error);

/* Whether there is a down section for engine and the file is not marked irreversible; of a checkpoint, what it stands for
 * has the ways back. */
gboolean dln_revision_is_reversible(const DlnRevision *revision, DlnEngineKind engine);

/* Orders ids as people number files: by the leading number, of any length and without its leading zeros, then by the
 * text behind it. The number may begin with V or v and have parts, compared as numbers, a missing part being zero:
 * behind `.` ("1.2", "V1.2"), and behind `_` after a V ("V1_2__x") or a date of eight digits ("20240131_1200_x").
 * A part ends at `.`, `_`, `-` or the end ("003_2fa" is just 3). Ids without a number come last, by text.
 * A total order: 0 only for equal strings. */
int dln_revision_id_compare(const char *a, const char *b);

/* Whether a and b carry the same leading number, all parts of it. FALSE where either has none. */
gboolean dln_revision_id_same_number(const char *a, const char *b);
