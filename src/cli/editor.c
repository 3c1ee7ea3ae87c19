/* SPDX-License-Identifier: Apache-2.0 */
/* editor.c: which editor, and running it on the terminal that we have. */
#include "editor.h"

static gboolean fail(GError **error, DunlinErrorCode code, const char *editor, const char *why)
{
    g_set_error(error, DUNLIN_ERROR, (int)code, "the editor \"%s\": %s", editor, why);
    return FALSE;
}

/* (transfer full) */
static char *find_editor(void)
{
    static const char *const variables[] = {"VISUAL", "EDITOR"};
    static const char *const programs[] = {"editor", "vi"};

    for (guint i = 0; i < G_N_ELEMENTS(variables); i++) {
        const char *value = g_getenv(variables[i]);
        if (value && *value)
            return g_strdup(value);
    }
    for (guint i = 0; i < G_N_ELEMENTS(programs); i++) {
        char *path = g_find_program_in_path(programs[i]);
        if (path)
            return path;
    }
    return NULL;
}

/* The editor's words with the file behind them. */
static gboolean make_argv(const char *editor, const char *path, char ***out_argv, GError **error)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GStrvBuilder) argv = g_strv_builder_new();
    g_autoptr(GError) cause = NULL;

    if (!g_shell_parse_argv(editor, NULL, &words, &cause))
        return fail(error, DUNLIN_ERROR_CONFIG, editor, cause->message);
    g_strv_builder_addv(argv, (const char **)words);
    g_strv_builder_add(argv, path);
    *out_argv = g_strv_builder_end(argv);
    return TRUE;
}

static gboolean run(const char *editor, const char *const *argv, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GSubprocess) process =
        g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDIN_INHERIT, &cause);

    if (!process || !g_subprocess_wait_check(process, NULL, &cause))
        return fail(error, DUNLIN_ERROR_REFUSED, editor, cause->message);
    return TRUE;
}

gboolean dln_cli_edit_file(const char *path, GError **error)
{
    g_autofree char *editor = find_editor();
    g_auto(GStrv) argv = NULL;

    if (!editor) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "no editor: name one in the environment variable EDITOR");
        return FALSE;
    }
    return make_argv(editor, path, &argv, error) && run(editor, (const char *const *)argv, error);
}
