/* SPDX-License-Identifier: Apache-2.0 */
/* program.c: commands of the configuration. */
#include "project/program.h"

#include <string.h>
#include <unistd.h>

#include "project/expand.h"

char *dln_config_expand(
    const DlnNode *node, const DlnConfigHome *home, const char *what, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *text = dln_expand(node->text, home->environ, &cause);

    if (text == NULL)
        dln_node_error(node, error, "%s: %s", what, cause->message);
    return text;
}

gboolean dln_config_check_program(
    const DlnNode *node, const DlnConfigHome *home, const char *program, GError **error)
{
    g_autofree char *path = g_canonicalize_filename(program, home->root);

    if (*program == '\0')
        return dln_node_error(node, error, "the name of the program is empty");
    if (strchr(program, '/') == NULL)
        return TRUE;
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return dln_node_error(node, error, "there is no program \"%s\"", program);
    if (access(path, X_OK) != 0)
        return dln_node_error(
            node, error, "the program \"%s\" may not be executed (chmod +x)", program);
    return TRUE;
}

gboolean dln_config_read_command(const DlnNode *node, const DlnConfigHome *home, const char *what,
    char ***out_argv, GError **error)
{
    g_autoptr(GStrvBuilder) argv = g_strv_builder_new();

    if (node->kind != DLN_NODE_LIST)
        return dln_node_error(
            node, error, "\"command\" must be a list: the program, then each of its arguments");
    if (node->children->len == 0)
        return dln_node_error(node, error, "\"command\" is empty");
    for (guint i = 0; i < node->children->len; i++) {
        const DlnNode *word = node->children->pdata[i];
        if (word->kind != DLN_NODE_TEXT)
            return dln_node_error(word, error, "each entry of \"command\" must be a single word");
        g_autofree char *text = dln_config_expand(word, home, what, error);
        if (text == NULL || (i == 0 && !dln_config_check_program(word, home, text, error)))
            return FALSE;
        g_strv_builder_add(argv, text);
    }
    *out_argv = g_strv_builder_end(argv);
    return TRUE;
}
