/* SPDX-License-Identifier: Apache-2.0 */
/* variables.c: declarations to values. Puts none into any SQL: see sql/substitute.h. */
#include "project/variables.h"

#include <string.h>

#include "base/suggest.h"
#include "dialect/quote.h"
#include "project/expand.h"

#define ENVIRONMENT_PREFIX "DUNLIN_VAR_"
#define RESERVED_PREFIX "dunlin_"

typedef struct {
    const DlnNode *tree;
    const char *const *environ;
    const char *const *sets;
} Sources;

typedef struct {
    const DlnNode *node;
    const DlnNode *fallback; /* the value in the configuration; NULL: none */
    const char *env;         /* (nullable) */
    gboolean is_required;
    char *own_env; /* DUNLIN_VAR_NAME */
} Declaration;

static void declaration_clear(Declaration *declaration)
{
    g_free(declaration->own_env);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Declaration, declaration_clear)

/* -- Declarations --------------------------------------------------------------------------------- */

static gboolean read_switch(const DlnNode *node, gboolean *out_value, GError **error)
{
    const gboolean is_true = node->kind == DLN_NODE_TEXT && g_str_equal(node->text, "true");

    if (!is_true && !(node->kind == DLN_NODE_TEXT && g_str_equal(node->text, "false")))
        return dln_node_error(node, error, "\"%s\" is neither true nor false", node->key);
    *out_value = is_true;
    return TRUE;
}

static gboolean read_key(const DlnNode *node, Declaration *declaration, GError **error)
{
    static const char *const words[] = {"default", "env", "required", NULL};

    if (!g_strv_contains(words, node->key)) {
        const char *meant = dln_suggest(node->key, words);
        return dln_node_error(node, error,
            "unknown key \"%s\" of a variable: there are default, env and required%s%s%s",
            node->key, meant != NULL ? " (did you mean \"" : "", meant != NULL ? meant : "",
            meant != NULL ? "\"?)" : "");
    }
    if (g_str_equal(node->key, "required"))
        return read_switch(node, &declaration->is_required, error);
    if (node->kind != DLN_NODE_TEXT)
        return dln_node_error(node, error, "\"%s\" must be a single value", node->key);
    if (g_str_equal(node->key, "default"))
        declaration->fallback = node;
    else
        declaration->env = node->text;
    return TRUE;
}

static gboolean read_declaration(const DlnNode *node, Declaration *declaration, GError **error)
{
    g_autofree char *upper = g_ascii_strup(node->key, -1);

    declaration->node = node;
    declaration->own_env = g_strconcat(ENVIRONMENT_PREFIX, upper, NULL);
    if (!dln_variable_is_name(node->key, strlen(node->key)))
        return dln_node_error(node, error,
            "\"%s\" is no name of a variable: it has letters, digits and \"_\", and begins with no "
            "digit",
            node->key);
    if (g_ascii_strncasecmp(node->key, RESERVED_PREFIX, strlen(RESERVED_PREFIX)) == 0)
        return dln_node_error(
            node, error, "names that begin with \"%s\" are dunlin's own", RESERVED_PREFIX);
    if (node->kind == DLN_NODE_LIST)
        return dln_node_error(node, error, "the variable \"%s\" must be a single value", node->key);
    if (node->kind == DLN_NODE_TEXT)
        declaration->fallback = node;
    for (guint i = 0; node->kind == DLN_NODE_MAP && i < node->children->len; i++) {
        if (!read_key(node->children->pdata[i], declaration, error))
            return FALSE;
    }
    if (declaration->is_required && declaration->fallback != NULL)
        return dln_node_error(node, error,
            "the variable \"%s\" is required, so its default would never count", node->key);
    return TRUE;
}

/* -- Values --------------------------------------------------------------------------------------- */

/* The last one counts, as with every option. */
static const char *find_set(const Sources *sources, const char *name)
{
    const gsize length = strlen(name);
    const char *value = NULL;

    for (guint i = 0; sources->sets != NULL && sources->sets[i] != NULL; i++) {
        if (strncmp(sources->sets[i], name, length) == 0 && sources->sets[i][length] == '=')
            value = sources->sets[i] + length + 1;
    }
    return value;
}

/* Empty counts as unset, as for every setting. */
static const char *find_environment(const Sources *sources, const char *name)
{
    const char *value = name != NULL ? g_environ_getenv((char **)sources->environ, name) : NULL;

    return value != NULL && *value != '\0' ? value : NULL;
}

/* (transfer full) (nullable): NULL without an error: there is none. */
static char *find_value(const Sources *sources, const Declaration *declaration,
    DlnVariableFlags *out_flags, GError **error)
{
    const char *value = find_set(sources, declaration->node->key);
    g_autoptr(GError) cause = NULL;

    if (value != NULL)
        return g_strdup(value);
    value = find_environment(sources, declaration->own_env);
    if (value == NULL)
        value = find_environment(sources, declaration->env);
    if (value != NULL) {
        *out_flags = DLN_VARIABLE_SECRET;
        return g_strdup(value);
    }
    if (declaration->fallback == NULL)
        return NULL;
    char *expanded = dln_expand(declaration->fallback->text, sources->environ, &cause);
    if (expanded == NULL)
        dln_node_error(declaration->fallback, error, "variable \"%s\": %s", declaration->node->key,
            cause->message);
    return expanded;
}

/* (transfer full) */
static char *how_to_set(const Declaration *declaration)
{
    const DlnNode *node = declaration->node;

    return g_strdup_printf("give it one with --set %s=VALUE, %s%s%s, or a default in %s:%u:%u",
        node->key, declaration->own_env, declaration->env != NULL ? " or " : "",
        declaration->env != NULL ? declaration->env : "", node->file, node->line, node->column);
}

static gboolean add_variable(const Sources *sources, const Declaration *declaration,
    DlnVariables *variables, GError **out_required, GError **error)
{
    const DlnNode *node = declaration->node;
    g_autofree char *missing = how_to_set(declaration);
    g_autoptr(GError) failed = NULL;
    DlnVariable variable = {.name = node->key, .missing = missing};
    g_autofree char *value = find_value(sources, declaration, &variable.flags, &failed);

    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    if (value != NULL && !g_utf8_validate(value, -1, NULL))
        return dln_node_error(
            node, error, "the value of the variable \"%s\" is not valid UTF-8", node->key);
    variable.value = value;
    dln_variables_add(variables, &variable);
    if (value == NULL && declaration->is_required && *out_required == NULL)
        dln_node_error(node, out_required, "the variable \"%s\" is required and has no value: %s",
            node->key, missing);
    return TRUE;
}

/* -- The whole ------------------------------------------------------------------------------------ */

static gboolean add_all(
    const Sources *sources, DlnVariables *variables, GError **out_required, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < sources->tree->children->len; i++) {
        g_auto(Declaration) declaration = {0};
        if (!read_declaration(sources->tree->children->pdata[i], &declaration, error))
            return FALSE;
        if (!g_hash_table_add(seen, g_strdup(declaration.own_env)))
            return dln_node_error(declaration.node, error,
                "the variable \"%s\" differs from another one only by the case of its letters, and "
                "%s would set both",
                declaration.node->key, declaration.own_env);
        if (!add_variable(sources, &declaration, variables, out_required, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_sets(const Sources *sources, const DlnVariables *variables, GError **error)
{
    for (guint i = 0; sources->sets != NULL && sources->sets[i] != NULL; i++) {
        const char *equals = strchr(sources->sets[i], '=');
        if (equals == NULL || equals == sources->sets[i]) {
            /* What it says is not repeated: it may be a secret in the wrong place. */
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "--set must be written name=value");
            return FALSE;
        }
        g_autofree char *name = g_strndup(sources->sets[i], (gsize)(equals - sources->sets[i]));
        if (variables != NULL && dln_variables_find(variables, name) != NULL)
            continue;
        const char *meant = variables != NULL ? dln_variables_suggest(variables, name) : NULL;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "--set: unknown variable \"%s\"%s%s%s",
            name,
            meant != NULL ? " (did you mean \""
                          : ": the configuration declares none of this name under \"variables\"",
            meant != NULL ? meant : "", meant != NULL ? "\"?)" : "");
        return FALSE;
    }
    return TRUE;
}

gboolean dln_variables_load(const DlnNode *tree, const char *const *environ,
    const char *const *sets, DlnVariables **out_variables, GError **out_required, GError **error)
{
    const Sources sources = {tree, environ, sets};
    g_autoptr(DlnVariables) variables = NULL;
    g_autoptr(GError) required = NULL;

    if (tree != NULL && tree->kind != DLN_NODE_MAP && tree->kind != DLN_NODE_NULL)
        return dln_node_error(
            tree, error, "\"variables\" must be a section with the variables' names");
    if (tree != NULL && tree->children->len > 0) {
        variables = dln_variables_new(&dln_quoting, NULL);
        if (!add_all(&sources, variables, &required, error))
            return FALSE;
    }
    if (!check_sets(&sources, variables, error))
        return FALSE;
    *out_variables = g_steal_pointer(&variables);
    *out_required = g_steal_pointer(&required);
    return TRUE;
}
