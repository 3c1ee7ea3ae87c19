/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_inspect.c: `dunlin inspect`. */
#include "cli.h"

static const DlnExample examples[] = {
    {"dunlin inspect > schema.sql", "the shared database, as SQL that makes it again"},
    {"dunlin inspect --tenant acme", "one tenant's schema or file"},
    {"dunlin inspect --tenant acme --json | jq -r .fingerprint",
        "the same number for every tenant that has the same schema"},
    {NULL},
};

/* The text is SQL to be run: it is printed as it is. */
static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    DunlinSelection selection = dln_cli_selection(cli);
    g_autoptr(DunlinSchema) schema =
        project ? dunlin_inspect(project, &selection, NULL, error) : NULL;
    g_autofree char *text = NULL;

    if (!schema)
        return DLN_EXIT_FAILED;
    if (cli->json) {
        text = dunlin_schema_to_json(schema);
        dln_cli_print_json(cli, text);
        return DLN_EXIT_DONE;
    }
    text = dunlin_schema_to_sql(schema, error);
    if (!text)
        return DLN_EXIT_FAILED;
    fputs(text, cli->out.stream);
    if (!*text)
        dln_cli_hint(cli, "nothing is in it yet");
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_inspect = {
    .name = "inspect",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "",
    .summary = "print the schema of a database as SQL",
    .description =
        "Reads what one database holds (the shared one, or with `--tenant NAME` a tenant's schema "
        "or file) and prints the SQL that makes it again in an empty one: tables, types, views, "
        "functions, triggers and everything else, in an order that works, without rows and "
        "privileges. Dunlin's own tables and what belongs to an extension are left out. With "
        "`--json` each object is listed with its properties and with what it needs, and the whole "
        "has a fingerprint: two tenants have the same exactly when their schemas hold the same. "
        "Writes nothing.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_SELECTION,
    .examples = examples,
    .run = run,
};
