/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_edit.c: `dunlin edit`. */
#include "cli.h"
#include "editor.h"
#include "json.h"
#include "text.h"

#define MAX_NAMES 10

static const DlnOption options[] = {
    {"force", 'f', DLN_OPTION_SWITCH, NULL, "edit it although it is applied"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin edit 004", "opens migrations/004_….sql in $VISUAL or $EDITOR"},
    {NULL},
};

/* An applied migration is refused, or with --force warned of. */
static gboolean may_edit(DlnCli *cli, const DunlinEditable *editable, GError **error)
{
    g_autofree char *names = dln_cli_text_join(editable->applied_in, MAX_NAMES);
    g_autofree char *what = g_strdup_printf("\"%s\" is applied in %s: where it is applied the edit "
                                            "changes nothing, and the next upgrade "
                                            "is refused there because its text is another one",
        editable->id, names);

    if (editable->unknown) {
        g_autofree char *text = g_strdup_printf(
            "cannot tell whether \"%s\" is applied: %s", editable->id, editable->unknown->message);
        dln_cli_warn(cli, text);
    }
    if (!*editable->applied_in)
        return TRUE;
    if (dln_cli_arguments_has(cli->arguments, "force")) {
        dln_cli_warn(cli, what);
        return TRUE;
    }
    g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_REFUSED,
        "%s; write a new migration (`dunlin revision`), or edit it with --force", what);
    return FALSE;
}

static void print(const DlnCli *cli, const DunlinEditable *editable)
{
    g_autoptr(GString) json = g_string_new("{");
    g_autofree char *file = dln_cli_text_safe(editable->file);

    if (!cli->json) {
        dln_cli_screen_print(&cli->out, "edited %s\n", file);
        return;
    }
    dln_cli_json_key(json, "id");
    dln_cli_json_string(json, editable->id);
    dln_cli_json_key(json, "file");
    dln_cli_json_string(json, editable->file);
    dln_cli_json_key(json, "applied_in");
    dln_cli_json_strings(json, (const char *const *)editable->applied_in);
    g_string_append_c(json, '}');
    dln_cli_print_json(cli, json->str);
}

static int run(DlnCli *cli, GError **error)
{
    const DunlinProjectOptions project_options = dln_cli_project_options(cli);
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(DunlinEditable) editable = NULL;

    if (!project || !dunlin_edit_find(project, dln_cli_word(cli, 0), NULL, &editable, error) ||
        !may_edit(cli, editable, error) || !dln_cli_edit_file(editable->path, error) ||
        !dunlin_edit_accept(&project_options, editable, error))
        return DLN_EXIT_FAILED;
    print(cli, editable);
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_edit = {
    .name = "edit",
    .purpose = DLN_PURPOSE_WRITE,
    .arguments = "ID",
    .min_words = 1,
    .max_words = 1,
    .summary = "open a migration in your editor",
    .description = "Opens the migration's file in `$VISUAL` or `$EDITOR` (which may hold "
                   "arguments), waits, then "
                   "checks it with all the others and enters its new hash in `dunlin.sum`. ID is "
                   "its name, the "
                   "beginning of it, its number or a label.\n\n"
                   "A migration that is applied in any of the project's databases is not opened: a "
                   "change of it "
                   "would reach none of them. `--force` opens it all the same. A database that "
                   "cannot be asked is "
                   "a warning.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .options = options,
    .examples = examples,
    .run = run,
};
