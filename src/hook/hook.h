/* SPDX-License-Identifier: Apache-2.0 */
/* hook.h: what a project wants run beside its migrations, as data, and running the programs among it.
 * The SQL is executed by whoever has the database; nothing here knows one. */
#pragma once

#include <gio/gio.h>

#include "revision/revision.h"

typedef enum {
    DLN_HOOK_BEFORE_RUN,
    DLN_HOOK_AFTER_RUN,
    DLN_HOOK_BEFORE_DATABASE,
    DLN_HOOK_AFTER_DATABASE,
    DLN_HOOK_BEFORE_MIGRATION,
    DLN_HOOK_AFTER_MIGRATION,
    DLN_HOOK_ON_FAILURE,
} DlnHookEvent;

#define DLN_N_HOOK_EVENTS 7

const char *dln_hook_event_name(DlnHookEvent event);
gboolean dln_hook_event_from_name(const char *name, DlnHookEvent *out_event);
/* All names, NULL-terminated. (transfer none) */
const char *const *dln_hook_event_names(void);
/* Whether it happens to a run as a whole: then its SQL is for the system database, and it has no scope. */
gboolean dln_hook_event_is_of_run(DlnHookEvent event);

typedef struct {
    DlnScope scope;    /* the databases that it is for */
    char *file;        /* where it is configured, for messages */
    guint line;
    guint column;
    guint engines;     /* bits 1 << DlnEngineKind of the databases that its SQL may meet */
    char **argv;       /* a program: its path, or a name to look for in PATH, and its arguments; NULL: SQL */
    gint64 timeout_ms; /* of a program; 0: none */
    char *text;        /* SQL */
    DlnSource sql;     /* into text; its file is owned by this struct, too */
    char *sql_file;
} DlnHook;

DlnHook *dln_hook_new(void);
void dln_hook_free(DlnHook *hook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnHook, dln_hook_free)

/* Immutable once loaded; any number of threads may share it. */
typedef struct {
    GPtrArray *events[DLN_N_HOOK_EVENTS]; /* (element-type DlnHook) in the order of the file */
    DlnVariables *variables; /* (nullable): what the project declares; its SQL may use it */
    char *folder;            /* where programs are started */
} DlnHooks;

DlnHooks *dln_hooks_new(const char *folder, DlnVariables *variables);
void dln_hooks_free(DlnHooks *hooks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnHooks, dln_hooks_free)

/* What happened. For SQL the variables ${dunlin_event}, ${dunlin_run_id} and so on, for programs the environment variables
 * DUNLIN_EVENT, DUNLIN_RUN_ID, ...; what is NULL is empty. Never an address or a password. */
typedef struct {
    const char *event;     /* filled in by the functions below */
    const char *run_id;
    const char *command;   /* "upgrade", "downgrade", "tenant create" */
    const char *direction; /* "up", "down" */
    const char *scope;     /* "public", "tenant" */
    const char *tenant;
    const char *schema;
    const char *revision;
    const char *result;    /* of a run or a database: "ok", "failed" */
    const char *error;
} DlnHookFacts;

typedef void (*DlnHookLineFunc)(DlnHookEvent event, const char *line, gpointer user_data);

/* One moment at which hooks may run. */
typedef struct {
    const DlnHooks *hooks; /* (nullable): none */
    DlnHookFacts facts;
    DlnScope scope;            /* of the database; 0: of none */
    GCancellable *cancellable; /* (nullable): ends a program under way; one that was cancelled before does not count */
    GCancellable *interrupt;   /* (nullable): ends any */
    DlnHookLineFunc on_line;   /* a line that a program prints, as valid UTF-8 */
    gpointer user_data;
} DlnHookCall;

/* Whether there is anything for event and scope. kind: what is looked for. */
typedef enum {
    DLN_HOOK_PROGRAMS = 1 << 0,
    DLN_HOOK_SQL = 1 << 1,
} DlnHookKind;
gboolean dln_hooks_have(const DlnHooks *hooks, DlnHookEvent event, DlnScope scope, guint kinds);

/* Stands for facts where SQL is only checked. */
extern const DlnHookFacts dln_hook_sample_facts;

/* The SQL of one hook with its values. Errors as dln_script_parse_with. *out_script borrows from hook. */
gboolean dln_hook_compile(const DlnHooks *hooks, const DlnHook *hook, const DlnHookFacts *facts, DlnEngineKind engine,
    DlnScript **out_script, GError **error);

/* The SQL for event, with its values. (transfer full) (element-type DlnScript), empty where there is none; NULL on error: as
 * dln_script_parse_with. It borrows from call->hooks. */
GPtrArray *dln_hook_scripts(const DlnHookCall *call, DlnHookEvent event, DlnEngineKind engine, GError **error);

/* Runs the programs for event one after the other, until one fails.
 * Errors, with the hook's place: CONFIG: it cannot be started; REFUSED: it ended with another status than 0, or by a
 * signal; TIMEOUT; CANCELLED. */
gboolean dln_hook_run_programs(const DlnHookCall *call, DlnHookEvent event, GError **error);
