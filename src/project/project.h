/* SPDX-License-Identifier: Apache-2.0 */
/* project.h: dunlin.yaml + environment + directory -> one immutable project, every migration read and checked.
 * Knows no database connection. */
#pragma once

#include "base/address.h"
#include "dunlin/project.h"
#include "hook/hook.h"
#include "revision/graph.h"

typedef enum {
    DLN_TENANTS_NONE,
    DLN_TENANTS_SCHEMAS,   /* a schema each in the system database */
    DLN_TENANTS_DATABASES, /* a PostgreSQL database each */
    DLN_TENANTS_FILES,     /* a SQLite file each */
} DlnTenantsKind;

typedef enum {
    DLN_POOLER_AUTO, /* detect */
    DLN_POOLER_NONE,
    DLN_POOLER_SESSION,
    DLN_POOLER_TRANSACTION,
} DlnPooler;

typedef enum {
    DLN_NUMBERING_SEQUENCE,  /* one more than the highest number */
    DLN_NUMBERING_TIMESTAMP, /* the time in UTC: 20260131120000 */
} DlnNumbering;

/* In place of a list of names. */
#define DLN_ALL_SCHEMAS "*"

/* Every setting once; see project/settings.c for flag, environment variable, key, default, unit and help. */
typedef struct {
    DlnAddress *system;        /* NULL: a project with tenants only */
    DlnAddress *system_direct; /* `direct_url`: round a pooler; NULL: none */
    char *system_schema;       /* "public" */
    char **
        system_schemas; /* NULL-terminated; others that are the shared database's as well, or DLN_ALL_SCHEMAS */
    DlnPooler pooler;

    DlnTenantsKind tenants_kind;
    char *
        tenants_pattern; /* SCHEMAS: "tenant_{tenant}"; DATABASES: a database name or a URL with {tenant};
                                   FILES: an absolute path with {tenant}. `*` is read as {tenant}. */
    char *
        tenants_query; /* SQL on the system database: first column = tenant names; NULL: look at what is there */
    char **extension_schemas; /* NULL-terminated; behind the tenant's own schema in search_path */
    char *tenants_register;   /* SQL with :slug, :name and extra names; NULL: none */
    char *tenants_seed;       /* SQL text with the same names, several statements; NULL: none */

    char **migrations; /* NULL-terminated, at least one: absolute paths of the directories */
    char **migrations_display; /* the same as shown: "migrations" */
    DlnNumbering numbering;
    char **diff_include; /* (nullable) NULL-terminated; as dln_filter_new takes them */
    char **diff_exclude; /* (nullable) the same */
    gboolean diff_privileges;

    char *revision_template; /* absolute path of the text for new migrations; NULL: our own */
    char *
        revision_templates; /* absolute path of a folder of templates for --template; NULL: ours alone */
    char *
        state_file; /* SQLite file for Dunlin's own tables in a project without system; NULL: none */

    guint parallel;
    gint64 lock_timeout_ms;
    gint64 statement_timeout_ms;  /* 0: none */
    gint64 concurrent_timeout_ms; /* for a CONCURRENTLY statement, instead; 0: none */
    guint concurrent_builds;      /* at once on one server */
    gint64 wait_timeout_ms;       /* for another runner */
    gint64 connect_timeout_ms;
    guint retries;
    DlnTxMode tx_mode;
    DlnExecOrder exec_order;
    DlnVariables *variables; /* NULL: none are declared, and "${" means nothing in migrations */
    GError *
        unset_required; /* (nullable): a required variable has no value: nothing may be run, and this is why */
    DlnHooks *hooks;     /* NULL: none */
    DlnAddress *scratch; /* NULL: scratch databases are made on the project's own server */
    gint64 scratch_lease_ms;
    struct DlnDesired
        *desired_public; /* what the schema of the scope is to be; NULL: nothing is said */
    struct DlnDesired *desired_tenant;
    gboolean
        create_missing; /* upgrade creates tenants that the query names and that are not there */
} DlnConfig;

struct DunlinProject {
    char *root;        /* absolute directory of the project */
    char *config_file; /* as shown; NULL: no file */
    char *environment; /* NULL: none chosen */
    DlnConfig config;
    GPtrArray *
        revisions; /* (element-type DlnRevision) what graph is made of; NULL with DLN_LOAD_CONFIG */
    DlnGraph *graph;     /* NULL with DLN_LOAD_CONFIG, and where graph_error is set */
    GError *graph_error; /* with DLN_LOAD_ANY_ORDER: why the order of the files cannot be told */
    GPtrArray
        *sums; /* (element-type DlnSumState) one a directory of migrations; see project/sum.h */
    GPtrArray *warnings;     /* (element-type utf8) one line each */
    gboolean borrows_config; /* config is that of another one, which lives longer */
};

typedef enum {
    DLN_LOAD_ALL,
    DLN_LOAD_ANY_ORDER, /* the files must be readable, their order need not be */
    DLN_LOAD_CONFIG,    /* no migration is looked at */
    DLN_LOAD_NO_FILES,  /* the same, and there are none: an empty history */
} DlnLoadDepth;

/* dunlin_project_load for a verb that mends what it refuses. (transfer full) */
DunlinProject *dln_project_load(
    const DunlinProjectOptions *options, DlnLoadDepth depth, GError **error);

/* The same for what has no configuration file: options->overrides and the environment alone. */
DunlinProject *dln_project_load_bare(
    const DunlinProjectOptions *options, DlnLoadDepth depth, GError **error);

/* A project of the same configuration, which it borrows from lender, with the migrations as they are now. Errors: as
 * dunlin_project_load. (transfer full) */
DunlinProject *dln_project_read_again(const DunlinProject *lender, GError **error);

/* The names of the environments in the configuration file that options lead to. Errors: CONFIG: it cannot be read.
 * (transfer full) */
char **dln_project_environments(const DunlinProjectOptions *options, GError **error);
/* Takes over the history of lender for a project that was loaded with DLN_LOAD_CONFIG, and gives each migration the
 * statements for the engines of to, too. but: (nullable): one that need not have any. lender must not be in use by
 * another thread. Errors: as loading the files. */
gboolean dln_project_lend_history(
    const DunlinProject *lender, DunlinProject *to, const DlnRevision *but, GError **error);

/* For a verb that applies, reverts or writes migrations: that each directory with a dunlin.sum holds the files that it
 * lists. Errors: INTEGRITY, or CONFIG where one cannot be read: the first problem, and how many more there are. */
gboolean dln_project_check_sums(const DunlinProject *project, GError **error);
/* Before anything is run: whether the variables that the project requires have values. Errors: CONFIG. */
gboolean dln_project_check_required(const DunlinProject *project, GError **error);

/* The engine of a scope's databases. FALSE when the project has no database of that scope. */
gboolean dln_project_scope_engine(
    const DunlinProject *project, DlnScope scope, DlnEngineKind *out_engine);
/* The same where there must be one. scope: PUBLIC or TENANT. Errors: CONFIG: how to say where it is. */
gboolean dln_project_require_scope(
    const DunlinProject *project, DlnScope scope, DlnEngineKind *out_engine, GError **error);

/* Expands {tenant} in tenants_pattern, percent-encoded where that is a URL. Any text may be given: the place is a
 * tenant's only if dln_project_match_tenant gives the same name back (for a URL: of the database in it). A name with
 * "../" in it, or one that leads to the system database, does not. (transfer full) */
char *dln_project_expand_tenant(const DunlinProject *project, const char *tenant);
/* The tenant's name if candidate (a schema, a database's name or a path) matches tenants_pattern, else NULL. Never
 * matches what is no tenant's whatever the pattern says: the system's own schema, database or file, the engine's own,
 * names that PostgreSQL would cut, the state file, SQLite's -wal, -shm and -journal. (transfer full) */
char *dln_project_match_tenant(const DunlinProject *project, const char *candidate);
