/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_revision.c: `dunlin revision`. */
#include "cli.h"
#include "editor.h"
#include "text.h"

static const DlnOption options[] = {
    {"message", 'm', DLN_OPTION_TEXT, "TEXT",
        "what the migration does; its file is named after it"},
    {"scope", 's', DLN_OPTION_TEXT, "public|tenant|both",
        "where it applies (required in a project with tenants)", "public tenant both"},
    {"head", 0, DLN_OPTION_TEXT, "REVISION",
        "what it follows: an id, a label, LABEL@head, heads, or base (default: the only head)"},
    {"splice", 0, DLN_OPTION_SWITCH, NULL,
        "what it follows need not be a head: begin a branch there"},
    {"branch-label", 0, DLN_OPTION_TEXT, "LABEL", "a label for the branch that it begins"},
    {"depends-on", 0, DLN_OPTION_LIST, "REVISION",
        "what must be applied before it, also of the other scope; may be repeated"},
    {"rev-id", 0, DLN_OPTION_TEXT, "ID",
        "stands before the words of the message, instead of the next number"},
    {"version-path", 0, DLN_OPTION_PATH, "DIRECTORY",
        "which of the project's migrations directories it goes to (default: the first)"},
    {"edit", 0, DLN_OPTION_SWITCH, NULL, "open it in $VISUAL or $EDITOR"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin revision -m \"add user avatar\" --scope tenant",
        "writes, say, migrations/003_add_user_avatar.sql"},
    {"dunlin revision -m \"try invoices\" --head 003 --splice --branch-label invoices",
        "begins a branch at 003"},
    {NULL},
};

/* What follows the editor: the file among all the others, and dunlin.sum. */
static gboolean edit(const DlnCli *cli, const DunlinCreated *created, GError **error)
{
    const DunlinProjectOptions project_options = dln_cli_project_options(cli);
    const DunlinEditable editable = {
        .id = created->id, .file = created->file, .path = created->path};

    return dln_cli_edit_file(created->path, error) &&
           dunlin_edit_accept(&project_options, &editable, error);
}

static int run(DlnCli *cli, GError **error)
{
    const DunlinRevisionOptions revision = {
        .message = dln_cli_arguments_text(cli->arguments, "message"),
        .scope = dln_cli_arguments_text(cli->arguments, "scope"),
        .head = dln_cli_arguments_text(cli->arguments, "head"),
        .splice = dln_cli_arguments_has(cli->arguments, "splice"),
        .branch_label = dln_cli_arguments_text(cli->arguments, "branch-label"),
        .depends_on = dln_cli_arguments_list(cli->arguments, "depends-on"),
        .rev_id = dln_cli_arguments_text(cli->arguments, "rev-id"),
        .version_path = dln_cli_arguments_text(cli->arguments, "version-path"),
    };
    g_autoptr(DunlinProject) project = NULL;
    g_autoptr(DunlinCreated) created = NULL;

    if (!revision.message || !*revision.message) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "say what the migration does: -m \"add user avatar\"");
        return DLN_EXIT_USAGE;
    }
    project = dln_cli_load_project(cli, error);
    if (!project || !dunlin_revision_create(project, &revision, &created, error))
        return DLN_EXIT_FAILED;
    if (!cli->json) {
        g_autofree char *file = dln_cli_text_safe(created->file);

        dln_cli_screen_print(&cli->out, "created %s\n", file);
        fflush(cli->out.stream);
    }
    if (dln_cli_arguments_has(cli->arguments, "edit") && !edit(cli, created, error))
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_created_to_json(created);

        dln_cli_print_json(cli, json);
    }
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_revision = {
    .name = "revision",
    .purpose = DLN_PURPOSE_WRITE,
    .arguments = "-m MESSAGE",
    .summary = "write the next migration file",
    .description =
        "Writes a migration file with an empty `up` and an empty `down` section, numbered after the "
        "highest number in use (or by the time, with the setting `revision.numbering`; with a text "
        "of your own, with `revision.template`). What it follows is written into it where the order "
        "of the names does not say it. No database is opened.\n\n"
        "Where the directory has a `dunlin.sum`, the file is listed there as a draft, which may be "
        "edited until `dunlin check --update` accepts it.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .options = options,
    .examples = examples,
    .run = run,
};
