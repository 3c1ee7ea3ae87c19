/* SPDX-License-Identifier: Apache-2.0 */
/* desired.c: `schema: {public: schema/public.sql, tenant: {command: [...]}}`, or `{public: {postgres: a.sql, sqlite: b.sql}}`. */
#include "project/desired.h"

#include "base/duration.h"
#include "base/suggest.h"

#define TIMEOUT_MS (2 * 60 * 1000)

typedef struct {
    const DlnConfigHome *home;
    const char *what; /* "schema.public" */
    DlnDesired *desired;
} Reader;

void dln_desired_free(DlnDesired *desired)
{
    if (desired == NULL)
        return;
    g_free(desired->file);
    g_strfreev(desired->paths);
    g_strfreev(desired->shown);
    g_strfreev(desired->argv);
    g_free(desired->text);
    for (guint i = 0; i < DLN_N_ENGINES; i++)
        dln_desired_free(desired->of_engine[i]);
    g_free(desired);
}

static gboolean is_by_engine(const DlnDesired *desired)
{
    for (guint i = 0; i < DLN_N_ENGINES; i++) {
        if (desired->of_engine[i] != NULL)
            return TRUE;
    }
    return FALSE;
}

const DlnDesired *dln_desired_for(const DlnDesired *desired, DlnEngineKind engine)
{
    return desired != NULL && is_by_engine(desired) ? desired->of_engine[engine] : desired;
}

/* ---- paths ---- */

static gboolean add_path(const Reader *reader, const DlnNode *node, GStrvBuilder *paths,
    GStrvBuilder *shown, GError **error)
{
    if (node->kind != DLN_NODE_TEXT)
        return dln_node_error(node, error, "%s: each entry must be a path", reader->what);
    g_autofree char *text = dln_config_expand(node, reader->home, reader->what, error);
    if (text == NULL)
        return FALSE;
    if (*text == '\0')
        return dln_node_error(node, error, "%s: the path is empty", reader->what);
    g_autofree char *path = g_canonicalize_filename(text, reader->home->root);
    g_strv_builder_add(paths, path);
    g_strv_builder_add(shown, text);
    return TRUE;
}

static gboolean read_paths(const Reader *reader, const DlnNode *node, GError **error)
{
    g_autoptr(GStrvBuilder) paths = g_strv_builder_new(), shown = g_strv_builder_new();

    if (node->kind == DLN_NODE_LIST && node->children->len == 0)
        return dln_node_error(node, error, "%s: the list is empty", reader->what);
    if (node->kind == DLN_NODE_TEXT && !add_path(reader, node, paths, shown, error))
        return FALSE;
    for (guint i = 0; node->kind == DLN_NODE_LIST && i < node->children->len; i++) {
        if (!add_path(reader, node->children->pdata[i], paths, shown, error))
            return FALSE;
    }
    reader->desired->paths = g_strv_builder_end(paths);
    reader->desired->shown = g_strv_builder_end(shown);
    return TRUE;
}

/* ---- commands ---- */

/* One line is cut into words as a shell would, but none reads it. */
static gboolean read_words(const Reader *reader, const DlnNode *node, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = dln_config_expand(node, reader->home, reader->what, error);
    g_auto(GStrv) argv = NULL;

    if (text == NULL)
        return FALSE;
    if (!g_shell_parse_argv(text, NULL, &argv, &cause))
        return dln_node_error(node, error, "%s: %s", reader->what, cause->message);
    if (!dln_config_check_program(node, reader->home, argv[0], error))
        return FALSE;
    reader->desired->argv = g_steal_pointer(&argv);
    return TRUE;
}

static gboolean read_timeout(const Reader *reader, const DlnNode *node, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (node->kind != DLN_NODE_TEXT)
        return dln_node_error(node, error, "\"timeout\" must be a duration");
    return dln_duration_parse(node->text, &reader->desired->timeout_ms, &cause) ||
           dln_node_error(node, error, "timeout: %s", cause->message);
}

static gboolean read_key(const Reader *reader, const DlnNode *node, GError **error)
{
    static const char *const keys[] = {"command", "timeout", NULL};

    if (g_str_equal(node->key, "command"))
        return node->kind == DLN_NODE_TEXT ? read_words(reader, node, error)
                                           : dln_config_read_command(node, reader->home,
                                                 reader->what, &reader->desired->argv, error);
    if (g_str_equal(node->key, "timeout"))
        return read_timeout(reader, node, error);
    const char *meant = dln_suggest(node->key, keys);
    return dln_node_error(node, error, "unknown key \"%s\" of %s%s%s%s", node->key, reader->what,
        meant != NULL ? " (did you mean \"" : ": there are command and timeout",
        meant != NULL ? meant : "", meant != NULL ? "\"?)" : "");
}

/* ---- one scope ---- */

/* what: "schema.public" */
static gboolean read_one(const DlnNode *node, const DlnConfigHome *home, const char *what,
    DlnDesired *desired, GError **error)
{
    const Reader reader = {home, what, desired};

    if (node->kind == DLN_NODE_NULL)
        return dln_node_error(
            node, error, "%s: name an SQL file, a folder, or a command that prints SQL", what);
    if (node->kind != DLN_NODE_MAP && !read_paths(&reader, node, error))
        return FALSE;
    for (guint i = 0; node->kind == DLN_NODE_MAP && i < node->children->len; i++) {
        if (!read_key(&reader, node->children->pdata[i], error))
            return FALSE;
    }
    if (node->kind == DLN_NODE_MAP && desired->argv == NULL)
        return dln_node_error(node, error, "%s: there is no \"command\"", what);
    desired->text =
        desired->argv != NULL ? g_strjoinv(" ", desired->argv) : g_strjoinv(", ", desired->shown);
    return TRUE;
}

static DlnDesired *desired_at(const DlnNode *node)
{
    DlnDesired *desired = g_new0(DlnDesired, 1);

    desired->file = g_strdup(node->file);
    desired->line = node->line;
    desired->column = node->column;
    desired->timeout_ms = TIMEOUT_MS;
    return desired;
}

static gboolean names_engine(const DlnNode *node)
{
    DlnEngineKind engine;

    for (guint i = 0; node->kind == DLN_NODE_MAP && i < node->children->len; i++) {
        const DlnNode *child = node->children->pdata[i];
        if (dln_engine_kind_from_name(child->key, &engine))
            return TRUE;
    }
    return FALSE;
}

static gboolean read_engines(const DlnNode *node, const DlnConfigHome *home, const char *what,
    DlnDesired *desired, GError **error)
{
    DlnEngineKind engine;

    for (guint i = 0; i < node->children->len; i++) {
        const DlnNode *child = node->children->pdata[i];
        if (!dln_engine_kind_from_name(child->key, &engine))
            return dln_node_error(child, error,
                "unknown key \"%s\" of %s: beside one engine there is only the other, postgres or "
                "sqlite",
                child->key, what);
        g_autofree char *name = g_strdup_printf("%s.%s", what, child->key);
        desired->of_engine[engine] = desired_at(child);
        if (!read_one(child, home, name, desired->of_engine[engine], error))
            return FALSE;
    }
    return TRUE;
}

static gboolean read_scope(
    const DlnNode *node, const DlnConfigHome *home, DlnDesired **out_desired, GError **error)
{
    g_autofree char *what = g_strconcat("schema.", node->key, NULL);
    g_autoptr(DlnDesired) desired = desired_at(node);

    if (names_engine(node) ? !read_engines(node, home, what, desired, error)
                           : !read_one(node, home, what, desired, error))
        return FALSE;
    *out_desired = g_steal_pointer(&desired);
    return TRUE;
}

gboolean dln_config_read_desired(const DlnNode *tree, const DlnConfigHome *home,
    DlnDesired **out_public, DlnDesired **out_tenant, GError **error)
{
    if (tree == NULL || tree->kind == DLN_NODE_NULL)
        return TRUE;
    if (tree->kind != DLN_NODE_MAP)
        return dln_node_error(
            tree, error, "\"schema\" is a section with the keys public and tenant");
    for (guint i = 0; i < tree->children->len; i++) {
        const DlnNode *node = tree->children->pdata[i];
        DlnDesired **out = g_str_equal(node->key, "public")   ? out_public
                           : g_str_equal(node->key, "tenant") ? out_tenant
                                                              : NULL;
        if (out == NULL)
            return dln_node_error(
                node, error, "unknown key \"schema.%s\": there are public and tenant", node->key);
        if (!read_scope(node, home, out, error))
            return FALSE;
    }
    return TRUE;
}
