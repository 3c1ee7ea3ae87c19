/* SPDX-License-Identifier: Apache-2.0 */
/* hooks.c: from what somebody wrote under `hooks` to checked hooks. Runs none. */
#include "project/hooks.h"

#include <string.h>

#include "base/duration.h"
#include "base/suggest.h"
#include "project/text_file.h"

#define TIMEOUT_MS (30 * 1000)

/* One hook half read. */
typedef struct {
    const DlnConfigHome *home;
    DlnHookEvent event;
    const DlnNode *node;
    DlnHook *hook;
    guint n_kinds; /* of command, sql, file */
    gboolean has_timeout;
    gboolean has_scope;
} Reader;

/* -- Programs ------------------------------------------------------------------------------------- */

/* (transfer full) */
static char *expand(const Reader *reader, const DlnNode *node, GError **error)
{
    g_autofree char *what = g_strconcat("hook ", dln_hook_event_name(reader->event), NULL);

    return dln_config_expand(node, reader->home, what, error);
}

static gboolean read_command(Reader *reader, const DlnNode *node, GError **error)
{
    g_autofree char *what = g_strconcat("hook ", dln_hook_event_name(reader->event), NULL);

    reader->n_kinds++;
    return dln_config_read_command(node, reader->home, what, &reader->hook->argv, error);
}

/* `- scripts/notify`: the program alone. */
static gboolean read_word(Reader *reader, GError **error)
{
    const DlnNode *node = reader->node;
    g_autofree char *text = expand(reader, node, error);

    reader->n_kinds++;
    if (text == NULL)
        return FALSE;
    if (strpbrk(text, " \t\n") != NULL)
        return dln_node_error(node, error,
            "a hook with arguments is written \"command: [program, argument]\": no shell reads "
            "this line");
    if (!dln_config_check_program(node, reader->home, text, error))
        return FALSE;
    reader->hook->argv = g_new0(char *, 2);
    reader->hook->argv[0] = g_steal_pointer(&text);
    return TRUE;
}

/* -- SQL ------------------------------------------------------------------------------------------ */

static void take_sql(Reader *reader, char *text, const char *file, guint line, guint column)
{
    DlnHook *hook = reader->hook;

    hook->text = text;
    hook->sql_file = g_strdup(file);
    hook->sql = (DlnSource){.file = hook->sql_file,
        .text = text,
        .length = strlen(text),
        .line = line,
        .column = column};
}

static gboolean read_sql(Reader *reader, const DlnNode *node, GError **error)
{
    reader->n_kinds++;
    if (node->kind != DLN_NODE_TEXT)
        return dln_node_error(node, error, "\"sql\" must be text");
    if (reader->hook->text == NULL)
        take_sql(reader, g_strdup(node->text), node->file, node->text_line, node->text_column);
    return TRUE;
}

static gboolean read_file(Reader *reader, const DlnNode *node, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *text = NULL;

    reader->n_kinds++;
    if (node->kind != DLN_NODE_TEXT)
        return dln_node_error(node, error, "\"file\" must be the path of an SQL file");
    g_autofree char *name = expand(reader, node, error);
    if (name == NULL)
        return FALSE;
    g_autofree char *path = g_canonicalize_filename(name, reader->home->root);
    if (!dln_text_file_read(path, name, DLN_TEXT_FILE_REQUIRED, &text, &cause))
        return dln_node_error(node, error, "%s", cause->message);
    if (reader->hook->text == NULL)
        take_sql(reader, text, name, 1, 1);
    else
        g_free(text);
    return TRUE;
}

/* -- One hook ------------------------------------------------------------------------------------- */

static gboolean read_timeout(Reader *reader, const DlnNode *node, GError **error)
{
    g_autoptr(GError) cause = NULL;

    reader->has_timeout = TRUE;
    if (node->kind != DLN_NODE_TEXT)
        return dln_node_error(node, error, "\"timeout\" must be a duration");
    if (!dln_duration_parse(node->text, &reader->hook->timeout_ms, &cause))
        return dln_node_error(node, error, "timeout: %s", cause->message);
    return TRUE;
}

static gboolean read_scope(Reader *reader, const DlnNode *node, GError **error)
{
    reader->has_scope = TRUE;
    if (node->kind != DLN_NODE_TEXT || !dln_scope_from_name(node->text, &reader->hook->scope))
        return dln_node_error(node, error, "\"scope\" is \"public\", \"tenant\" or \"both\"");
    return TRUE;
}

static const struct {
    const char *name;
    gboolean (*read)(Reader *reader, const DlnNode *node, GError **error);
} keys[] = {
    {"command", read_command},
    {"sql", read_sql},
    {"file", read_file},
    {"timeout", read_timeout},
    {"scope", read_scope},
};

static gboolean read_key(Reader *reader, const DlnNode *node, GError **error)
{
    const char *names[G_N_ELEMENTS(keys) + 1] = {NULL};

    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        names[i] = keys[i].name;
        if (g_str_equal(node->key, keys[i].name))
            return keys[i].read(reader, node, error);
    }
    const char *meant = dln_suggest(node->key, names);
    return dln_node_error(node, error, "unknown key \"%s\" of a hook%s%s%s", node->key,
        meant != NULL ? " (did you mean \"" : ": there are command, sql, file, timeout and scope",
        meant != NULL ? meant : "", meant != NULL ? "\"?)" : "");
}

static gboolean check_keys(const Reader *reader, GError **error)
{
    if (reader->n_kinds != 1)
        return dln_node_error(reader->node, error,
            "a hook is one of \"command\", \"sql\" and \"file\", and here %s",
            reader->n_kinds == 0 ? "is none" : "are several");
    if (reader->has_timeout && reader->hook->argv == NULL)
        return dln_node_error(
            reader->node, error, "\"timeout\" is for programs: SQL has run.statement_timeout");
    if (reader->has_scope && dln_hook_event_is_of_run(reader->event))
        return dln_node_error(reader->node, error,
            "\"%s\" is of the run as a whole: it has no \"scope\"",
            dln_hook_event_name(reader->event));
    return TRUE;
}

static gboolean read_hook(const DlnConfigHome *home, DlnHookEvent event, const DlnNode *node,
    DlnHook **out_hook, GError **error)
{
    g_autoptr(DlnHook) hook = dln_hook_new();
    Reader reader = {.home = home, .event = event, .node = node, .hook = hook};

    hook->file = g_strdup(node->file);
    hook->line = node->line;
    hook->column = node->column;
    hook->timeout_ms = TIMEOUT_MS;
    if (node->kind == DLN_NODE_LIST || node->kind == DLN_NODE_NULL)
        return dln_node_error(
            node, error, "a hook is a program's name, or has the key command, sql or file");
    if (node->kind == DLN_NODE_TEXT && !read_word(&reader, error))
        return FALSE;
    for (guint i = 0; node->kind == DLN_NODE_MAP && i < node->children->len; i++) {
        if (!read_key(&reader, node->children->pdata[i], error))
            return FALSE;
    }
    if (!check_keys(&reader, error))
        return FALSE;
    *out_hook = g_steal_pointer(&hook);
    return TRUE;
}

/* -- All of them ---------------------------------------------------------------------------------- */

static gboolean read_event(
    const DlnConfigHome *home, const DlnNode *node, DlnHooks *hooks, GError **error)
{
    const char *const *names = dln_hook_event_names();
    DlnHookEvent event;

    if (!dln_hook_event_from_name(node->key, &event)) {
        const char *meant = dln_suggest(node->key, names);
        g_autofree char *list = g_strjoinv(", ", (char **)names);
        return dln_node_error(node, error, "there is no hook \"%s\"%s%s%s", node->key,
            meant != NULL ? ": did you mean \"" : ": there are ", meant != NULL ? meant : list,
            meant != NULL ? "\"?" : "");
    }
    if (node->kind == DLN_NODE_NULL)
        return TRUE;
    if (node->kind != DLN_NODE_LIST)
        return dln_node_error(node, error, "\"%s\" must be a list of hooks", node->key);
    for (guint i = 0; i < node->children->len; i++) {
        DlnHook *hook = NULL;
        if (!read_hook(home, event, node->children->pdata[i], &hook, error))
            return FALSE;
        g_ptr_array_add(hooks->events[event], hook);
    }
    return TRUE;
}

/* Bits 1 << DlnEngineKind of the databases that SQL for event may meet. */
static guint engines_of(const DlnConfig *config, DlnHookEvent event, DlnScope scope)
{
    const gboolean is_of_system = dln_hook_event_is_of_run(event) || event == DLN_HOOK_ON_FAILURE;
    guint engines = 0;

    if (config->system != NULL && (is_of_system || scope & DLN_SCOPE_PUBLIC))
        engines |= 1u << config->system->engine;
    if (!is_of_system && scope & DLN_SCOPE_TENANT && config->tenants_kind != DLN_TENANTS_NONE)
        engines |= 1u << (config->tenants_kind == DLN_TENANTS_FILES ? DLN_ENGINE_SQLITE
                                                                    : DLN_ENGINE_POSTGRES);
    return engines;
}

static gboolean check_sql(const DlnHooks *hooks, const DlnHook *hook, GError **error)
{
    for (int engine = 0; engine < DLN_N_ENGINES; engine++) {
        g_autoptr(DlnScript) script = NULL;
        if (hook->engines & 1u << engine && !dln_hook_compile(hooks, hook, &dln_hook_sample_facts,
                                                (DlnEngineKind)engine, &script, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_event(const DlnConfig *config, DlnHookEvent event, GError **error)
{
    const DlnHooks *hooks = config->hooks;

    for (guint i = 0; i < hooks->events[event]->len; i++) {
        DlnHook *hook = hooks->events[event]->pdata[i];
        const DunlinErrorFacts facts = {
            .file = hook->file, .line = hook->line, .column = hook->column};
        if (hook->argv != NULL)
            continue;
        hook->engines = engines_of(config, event, hook->scope);
        if (hook->engines == 0) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts,
                "the SQL of \"%s\" is for a database that the project does not have",
                dln_hook_event_name(event));
            return FALSE;
        }
        if (!check_sql(hooks, hook, error))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_config_resolve_hooks(
    DlnConfig *config, const DlnNode *tree, const DlnConfigHome *home, GError **error)
{
    if (tree == NULL || tree->kind == DLN_NODE_NULL)
        return TRUE;
    if (tree->kind != DLN_NODE_MAP)
        return dln_node_error(tree, error, "\"hooks\" must be a section with the names of events");
    config->hooks = dln_hooks_new(home->root, config->variables);
    for (guint i = 0; i < tree->children->len; i++) {
        if (!read_event(home, tree->children->pdata[i], config->hooks, error))
            return FALSE;
    }
    for (DlnHookEvent event = 0; event < DLN_N_HOOK_EVENTS; event++) {
        if (!check_event(config, event, error))
            return FALSE;
    }
    return TRUE;
}
