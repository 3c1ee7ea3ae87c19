/* SPDX-License-Identifier: Apache-2.0 */
/* settings.c: every setting once. To add one: a field in DlnConfig and a row here.
 * Knows nothing of where values come from (layer.c, config_file.c) or how they are read (store.c). */
#include "project/settings.h"

#include <stddef.h>
#include <string.h>

#include "base/suggest.h"
#include "project/node.h"

static const char *const pooler_words[] = {"auto", "none", "session", "transaction", NULL};
static const char *const numbering_words[] = {"sequence", "timestamp", NULL};
static const char *const tx_mode_words[] = {"file", "all", "none", NULL};
static const char *const exec_order_words[] = {"linear", "linear-skip", "non-linear", NULL};

/* clang-format off */
#define FIELD(name) offsetof(DlnConfig, name)
#define TEXT(field) {DLN_SETTING_TEXT, FIELD(field), 0, 0, NULL}
#define LIST(field) {DLN_SETTING_LIST, FIELD(field), 0, 0, NULL}
#define URL(field) {DLN_SETTING_URL, FIELD(field), 0, 0, NULL}
#define COUNT(field, minimum, maximum) {DLN_SETTING_COUNT, FIELD(field), minimum, maximum, NULL}
/* PostgreSQL counts its timeouts in 31 bits of milliseconds. */
#define DURATION(field, minimum) {DLN_SETTING_DURATION, FIELD(field), minimum, G_MAXINT32, NULL}
#define CHOICE(field, words) {DLN_SETTING_CHOICE, FIELD(field), 0, 0, words}
#define SWITCH(field) {DLN_SETTING_SWITCH, FIELD(field), 0, 0, NULL}

/* One table with two readers: the public columns must lie next to each other in memory, the rule is ours.
 * key, flag, variable, value name, default, help, group, rule */
#define SETTINGS(ROW)                                                                                                  \
    ROW("system.url", "url", "DUNLIN_SYSTEM_URL", "URL", "$DATABASE_URL",                                              \
        "the shared (public) database; \"none\" for a project with tenants only", "database", URL(system))             \
    ROW("system.direct_url", "direct-url", "DUNLIN_SYSTEM_DIRECT_URL", "URL", NULL,                                    \
        "the same database round a connection pooler, for what a pooler cannot do", "database", URL(system_direct))    \
    ROW("system.schema", "schema", "DUNLIN_SYSTEM_SCHEMA", "NAME", "public",                                           \
        "schema of the public migrations (PostgreSQL)", "database", TEXT(system_schema))                               \
    ROW("system.schemas", "schemas", "DUNLIN_SYSTEM_SCHEMAS", "NAMES", NULL,                                           \
        "other schemas of that database that are compared with it (PostgreSQL); * is all of them", "database",         \
        LIST(system_schemas))                                                                                          \
    ROW("system.pooler", "pooler", "DUNLIN_SYSTEM_POOLER", "MODE", "auto",                                             \
        "connection pooler in front of the database: auto, none, session or transaction", "database",                  \
        CHOICE(pooler, pooler_words))                                                                                  \
    ROW("tenants.schemas", NULL, "DUNLIN_TENANTS_SCHEMAS", "PATTERN", NULL,                                            \
        "a schema for each tenant: its name with {tenant} or * in it", "database", TEXT(tenants_pattern))              \
    ROW("tenants.databases", NULL, "DUNLIN_TENANTS_DATABASES", "PATTERN", NULL,                                        \
        "a database for each tenant: its name or URL with {tenant} or * in it", "database", TEXT(tenants_pattern))     \
    ROW("tenants.files", NULL, "DUNLIN_TENANTS_FILES", "PATTERN", NULL,                                                \
        "a SQLite file for each tenant: its path with {tenant} or * in it", "database", TEXT(tenants_pattern))         \
    ROW("tenants.query", NULL, "DUNLIN_TENANTS_QUERY", "SQL", NULL,                                                    \
        "query on the system database whose first column names the tenants", "database", TEXT(tenants_query))          \
    ROW("tenants.extension_schemas", NULL, "DUNLIN_TENANTS_EXTENSION_SCHEMAS", "NAMES", NULL,                          \
        "schemas that stand behind a tenant's own in its search path", "database", LIST(extension_schemas))            \
    ROW("tenants.register", NULL, "DUNLIN_TENANTS_REGISTER", "SQL", NULL,                                              \
        "statement that enters a new tenant in the system database; :slug and :name are bound", "database",            \
        TEXT(tenants_register))                                                                                        \
    ROW("tenants.seed", NULL, "DUNLIN_TENANTS_SEED", "SQL", NULL,                                                      \
        "statements for a new tenant's first data, or the path of a .sql file", "database", TEXT(tenants_seed))        \
    ROW("migrations", "migrations", "DUNLIN_MIGRATIONS", "DIRECTORY", "migrations",                                    \
        "directory of the migration files, or a list of several", "project", LIST(migrations))                                               \
    ROW("revision.numbering", NULL, "DUNLIN_REVISION_NUMBERING", "KIND", "sequence",                                   \
        "how new migrations are numbered: sequence or timestamp", "project", CHOICE(numbering, numbering_words))       \
    ROW("revision.template", NULL, "DUNLIN_REVISION_TEMPLATE", "FILE", NULL,                                           \
        "text of new migrations, with ${message}, ${directives} and so on in it", "project", TEXT(revision_template))  \
    ROW("revision.templates", NULL, "DUNLIN_REVISION_TEMPLATES", "DIRECTORY", NULL,                                    \
        "folder of templates of your own for `revision --template`", "project", TEXT(revision_templates))              \
    ROW("state", "state", "DUNLIN_STATE", "FILE", NULL,                                                                \
        "SQLite file for Dunlin's own tables in a project without a system database", "project", TEXT(state_file))     \
    ROW("run.parallel", "parallel", "DUNLIN_RUN_PARALLEL", "N", "4",                                                   \
        "how many tenants are worked on at once", "run", COUNT(parallel, 1, 256))                                      \
    ROW("run.lock_timeout", "lock-timeout", "DUNLIN_RUN_LOCK_TIMEOUT", "DURATION", "2s",                               \
        "how long a statement may wait for a lock; 0 is without limit", "run", DURATION(lock_timeout_ms, 0))           \
    ROW("run.statement_timeout", "statement-timeout", "DUNLIN_RUN_STATEMENT_TIMEOUT", "DURATION", "0",                 \
        "how long a statement may run; 0 is without limit", "run", DURATION(statement_timeout_ms, 0))                  \
    ROW("run.concurrent_timeout", "concurrent-timeout", "DUNLIN_RUN_CONCURRENT_TIMEOUT", "DURATION", "1h",             \
        "how long a CONCURRENTLY statement may run, instead of statement_timeout; 0 is without limit", "run",          \
        DURATION(concurrent_timeout_ms, 0))                                                                            \
    ROW("run.concurrent_builds", "concurrent-builds", "DUNLIN_RUN_CONCURRENT_BUILDS", "N", "2",                        \
        "how many indexes are built concurrently at once on one server", "run", COUNT(concurrent_builds, 1, 256))      \
    ROW("run.wait_timeout", "wait-timeout", "DUNLIN_RUN_WAIT_TIMEOUT", "DURATION", "10min",                            \
        "how long to wait for another run on the same database; 0 is not at all", "run", DURATION(wait_timeout_ms, 0)) \
    ROW("run.connect_timeout", "connect-timeout", "DUNLIN_RUN_CONNECT_TIMEOUT", "DURATION", "10s",                     \
        "how long a connection may take to open", "database", DURATION(connect_timeout_ms, 1))                         \
    ROW("run.retries", "retries", "DUNLIN_RUN_RETRIES", "N", "5",                                                      \
        "how often a migration is tried again after a lock timeout, a deadlock or a lost connection", "run",           \
        COUNT(retries, 0, 1000))                                                                                       \
    ROW("run.tx_mode", "tx-mode", "DUNLIN_RUN_TX_MODE", "MODE", "file",                                                \
        "one transaction for each file, for all of a database, or none", "run", CHOICE(tx_mode, tx_mode_words))        \
    ROW("run.exec_order", "exec-order", "DUNLIN_RUN_EXEC_ORDER", "ORDER", "linear",                                    \
        "a migration below an applied one: refused (linear), left out (linear-skip) or applied (non-linear)", "run",   \
        CHOICE(exec_order, exec_order_words))                                                                          \
    ROW("run.create_missing", "create-missing", "DUNLIN_RUN_CREATE_MISSING", NULL, "false",                            \
        "make tenants that the query names and that do not exist", "run", SWITCH(create_missing))                      \
    ROW("diff.include", "include", "DUNLIN_DIFF_INCLUDE", "PATTERNS", NULL,                                            \
        "what schemas are compared in: NAME, KIND:NAME or OWNER.NAME, each with * and ?; a list; nothing: everything", \
        "diff", LIST(diff_include))                                                                                    \
    ROW("diff.exclude", "exclude", "DUNLIN_DIFF_EXCLUDE", "PATTERNS", NULL,                                            \
        "what is left out when schemas are compared, with all that belongs to it", "diff", LIST(diff_exclude))         \
    ROW("diff.privileges", "privileges", "DUNLIN_DIFF_PRIVILEGES", NULL, "false",                                      \
        "compare what is granted, too, and write GRANT and REVOKE", "diff", SWITCH(diff_privileges))                   \
    ROW("scratch.url", "scratch-url", "DUNLIN_SCRATCH_URL", "URL", NULL,                                               \
        "a database of the PostgreSQL server to make scratch databases on, where it is not to be the project's own",   \
        "scratch", URL(scratch))                                                                                       \
    ROW("scratch.lease", "scratch-lease", "DUNLIN_SCRATCH_LEASE", "DURATION", "1h",                                    \
        "how long a scratch database is needed at most; one that a killed run left is dropped by a later run then",    \
        "scratch", DURATION(scratch_lease_ms, 1))
/* clang-format on */

#define PUBLIC_COLUMNS(key, flag, variable, value_name, default_text, help, group, ...)            \
    {key, flag, variable, value_name, default_text, help, group},
#define RULE_COLUMN(key, flag, variable, value_name, default_text, help, group, ...) __VA_ARGS__,

static const DunlinSetting settings[] = {SETTINGS(PUBLIC_COLUMNS){NULL}};
static const DlnSettingRule rules[] = {SETTINGS(RULE_COLUMN)};

const DunlinSetting *dunlin_settings(void)
{
    return settings;
}

guint dln_settings_count(void)
{
    return G_N_ELEMENTS(rules);
}

const DlnSettingRule *dln_setting_rule(guint index)
{
    return &rules[index];
}

gboolean dln_setting_find(const char *key, guint *out_index)
{
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (g_str_equal(settings[i].key, key)) {
            *out_index = i;
            return TRUE;
        }
    }
    return FALSE;
}

guint dln_setting_index(const char *key)
{
    guint index = 0;

    if (!dln_setting_find(key, &index))
        g_assert_not_reached();
    return index;
}

/* What of key stands below section, or NULL. */
static const char *below(const char *key, const char *section)
{
    const gsize length = strlen(section);

    if (length == 0)
        return key;
    return strncmp(key, section, length) == 0 && key[length] == '.' ? key + length + 1 : NULL;
}

gboolean dln_setting_is_section(const char *section)
{
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (*section != '\0' && below(settings[i].key, section) != NULL)
            return TRUE;
    }
    return FALSE;
}

char *dln_setting_suggestion(const char *section, const char *name)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        const char *rest = below(settings[i].key, section);
        if (rest != NULL)
            g_ptr_array_add(words, g_strndup(rest, strcspn(rest, ".")));
    }
    if (*section == '\0')
        g_ptr_array_add(words, g_strdup("environments"));
    for (DlnTree tree = 0; *section == '\0' && tree < DLN_N_TREES; tree++)
        g_ptr_array_add(words, g_strdup(dln_tree_key(tree)));
    g_ptr_array_add(words, NULL);

    const char *word = dln_suggest(name, (const char *const *)words->pdata);
    return word == NULL ? g_strdup("") : g_strdup_printf(" (did you mean \"%s\"?)", word);
}
