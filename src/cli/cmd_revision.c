/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_revision.c: `dunlin revision`. */
#include "autogenerate.h"
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
    {"template", 't', DLN_OPTION_TEXT, "NAME",
        "write what this safe pattern needs, filled in with the words KEY=VALUE; \"list\" shows "
        "all",
        "list add-column add-not-null-column rename-column change-column-type add-index "
        "add-foreign-key add-check add-enum-value backfill split-table"},
    {"autogenerate", 0, DLN_OPTION_SWITCH, NULL,
        "write what the schema files ask for beyond the migrations (`schema` in dunlin.yaml)"},
    {"from-database", 0, DLN_OPTION_SWITCH, NULL,
        "with --autogenerate: begin at what a database of the project holds (--public, --tenant "
        "NAME), not at the migrations, of which it must have all"},
    DLN_RENAME_OPTIONS,
    {"allow-data-loss", 0, DLN_OPTION_SWITCH, NULL,
        "with --autogenerate: what it names as lost may go"},
    {"online", 0, DLN_OPTION_SWITCH, NULL,
        "with --autogenerate, PostgreSQL: in a form that does not hold up the application"},
    {"engine", 0, DLN_OPTION_LIST, "ENGINE",
        "with --autogenerate: for this engine alone (default: for those of all environments); may "
        "be repeated",
        "postgres sqlite"},
    {"edit", 0, DLN_OPTION_SWITCH, NULL, "open it in $VISUAL or $EDITOR"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin revision -m \"add user avatar\" --scope tenant",
        "writes, say, migrations/003_add_user_avatar.sql"},
    {"dunlin revision -m \"try invoices\" --head 003 --splice --branch-label invoices",
        "begins a branch at 003"},
    {"dunlin revision --autogenerate -m \"add phone\"",
        "writes what schema/public.sql has and the migrations have not"},
    {"dunlin revision --template add-index table=bookings columns=status",
        "writes an index that is built while the application works"},
    {"dunlin revision --template list", "shows all templates and their keys"},
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

static gboolean edit_all(const DlnCli *cli, const GPtrArray *created, GError **error)
{
    for (guint i = 0; dln_cli_arguments_has(cli->arguments, "edit") && i < created->len; i++) {
        if (!edit(cli, created->pdata[i], error))
            return FALSE;
    }
    return TRUE;
}

static void print_created(const DlnCli *cli, const DunlinCreated *created)
{
    g_autofree char *file = dln_cli_text_safe(created->file);

    dln_cli_screen_print(&cli->out, "created %s\n", file);
    fflush(cli->out.stream);
}

/* -- Templates ----------------------------------------------------------------------------------- */

static void print_template(const DlnCli *cli, const DunlinTemplate *template)
{
    g_autofree char *name = dln_cli_text_safe(template->name);
    g_autofree char *painted = dln_cli_screen_paint(&cli->out, DLN_STYLE_STRONG, name);
    g_autofree char *summary = dln_cli_text_safe(template->summary);

    dln_cli_screen_print(&cli->out, "%s: ", painted);
    dln_cli_screen_print_text(&cli->out, summary, dln_cli_text_columns(name) + 2, 4);
    for (guint i = 0; i < template->keys->len; i++) {
        const DunlinTemplateKey *key = template->keys->pdata[i];
        const char *preset = key->preset ? key->preset : key->is_required ? "…" : "";
        g_autofree char *left = g_strdup_printf("  %s%s=%s%s  ", key->is_required ? "" : "[",
            key->name, preset, key->is_required ? "" : "]");
        g_autofree char *word = dln_cli_text_safe(left);
        g_autofree char *help = dln_cli_text_safe(key->help);

        dln_cli_screen_print(&cli->out, "%s", word);
        dln_cli_screen_print_text(&cli->out, help, dln_cli_text_columns(word), 6);
    }
}

static int list_templates(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(GPtrArray) templates = project ? dunlin_templates(project, error) : NULL;

    if (!templates)
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_templates_to_json(templates);

        dln_cli_print_json(cli, json);
        return DLN_EXIT_DONE;
    }
    for (guint i = 0; i < templates->len; i++) {
        dln_cli_screen_print(&cli->out, "%s", i > 0 ? "\n" : "");
        print_template(cli, templates->pdata[i]);
    }
    return DLN_EXIT_DONE;
}

static int run_template(
    DlnCli *cli, const DunlinRevisionOptions *revision, const char *template, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(GPtrArray) created = project
                                       ? dunlin_revision_from_template(project, revision, template,
                                             dln_cli_arguments_words(cli->arguments), error)
                                       : NULL;

    if (!created)
        return DLN_EXIT_FAILED;
    for (guint i = 0; !cli->json && i < created->len; i++)
        print_created(cli, created->pdata[i]);
    if (!edit_all(cli, created, error))
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_created_all_to_json(created);

        dln_cli_print_json(cli, json);
    }
    return DLN_EXIT_DONE;
}

/* -- From the schema files ------------------------------------------------------------------------- */

static int run_autogenerate(DlnCli *cli, const DunlinRevisionOptions *revision, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(DunlinAutogenerated) made = NULL;
    int code =
        project ? dln_cli_autogenerate(cli, project, revision, &made, error) : DLN_EXIT_FAILED;

    if (!made)
        return code;
    for (guint i = 0; !cli->json && i < made->created->len; i++)
        print_created(cli, made->created->pdata[i]);
    dln_cli_print_autogenerated(cli, made);
    if (!edit_all(cli, made->created, error))
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_autogenerated_to_json(made);

        dln_cli_print_json(cli, json);
    }
    return DLN_EXIT_DONE;
}

/* -- The verb ------------------------------------------------------------------------------------ */

static int run_plain(DlnCli *cli, const DunlinRevisionOptions *revision, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(DunlinCreated) created = NULL;

    if (!project || !dunlin_revision_create(project, revision, &created, error))
        return DLN_EXIT_FAILED;
    if (!cli->json)
        print_created(cli, created);
    if (dln_cli_arguments_has(cli->arguments, "edit") && !edit(cli, created, error))
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_created_to_json(created);

        dln_cli_print_json(cli, json);
    }
    return DLN_EXIT_DONE;
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
    const char *template = dln_cli_arguments_text(cli->arguments, "template");
    const char *word = dln_cli_word(cli, 0);

    if (!dln_cli_autogenerate_check(cli, error))
        return DLN_EXIT_USAGE;
    if (g_strcmp0(template, "list") == 0 && !word)
        return list_templates(cli, error);
    if (template)
        return run_template(cli, &revision, template, error);
    if (word) {
        g_autofree char *safe = dln_cli_text_safe(word);

        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "unexpected argument \"%s\": values are for --template", safe);
        return DLN_EXIT_USAGE;
    }
    if (!revision.message || !*revision.message) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "say what the migration does: -m \"add user avatar\"");
        return DLN_EXIT_USAGE;
    }
    return dln_cli_arguments_has(cli->arguments, "autogenerate")
               ? run_autogenerate(cli, &revision, error)
               : run_plain(cli, &revision, error);
}

const DlnCommand dln_command_revision = {
    .name = "revision",
    .purpose = DLN_PURPOSE_WRITE,
    .arguments = "-m MESSAGE [--autogenerate] | --template NAME [KEY=VALUE...]",
    .max_words = G_MAXUINT,
    .summary = "write the next migration file, or those of a safe pattern",
    .description =
        "Writes a migration file with an empty `up` and an empty `down` section, numbered after "
        "the "
        "highest number in use (or by the time, with the setting `revision.numbering`; with a text "
        "of your own, with `revision.template`). What it follows is written into it where the "
        "order "
        "of the names does not say it. No database is opened, but for `--autogenerate`.\n\n"
        "Where the directory has a `dunlin.sum`, the file is listed there as a draft, which may be "
        "edited until `dunlin check --update` accepts it.\n\n"
        "`--template NAME` writes one or several migrations for a change that is safe on a large "
        "table "
        "while the application works: each says in its comments why it is so, and when to deploy "
        "it. "
        "`--template list` shows the templates and the keys that each of them takes: names as the "
        "database knows them, without quotes; types and expressions as in SQL. A project's own are "
        "in the folder `revision.templates`. `-m` may be left out. All files are written, or "
        "none.\n\n"
        "`--autogenerate` compares what the migrations build, on a scratch database, with what the "
        "configuration says the "
        "schema is to be, and writes the migrations that lead there and back, in a form to be "
        "reviewed; nothing where there "
        "is no difference. Both ways have been executed on a scratch copy and have led where they "
        "should, or nothing is written; where only the way down cannot be, the file is marked "
        "irreversible and says why. Data that would be lost is named, and needs "
        "`--allow-data-loss`. Where the scope's databases are of another engine in another "
        "environment, the files hold sections for both. With `--from-database` it begins at what a "
        "database holds, which saves the migrations' replay where there are thousands, and takes "
        "what somebody has changed there by hand for what the migrations have made.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_SELECTION | DLN_TAKES_SCRATCH |
             DLN_TAKES_DIFF | DLN_TAKES_VARIABLES,
    .options = options,
    .examples = examples,
    .run = run,
};
