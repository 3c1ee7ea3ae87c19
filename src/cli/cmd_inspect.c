/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_inspect.c: `dunlin inspect`. */
#include <string.h>

#include "cli.h"

static const DlnOption options[] = {
    {"format", 0, DLN_OPTION_TEXT, "sql|json|mermaid|dot",
        "SQL (default), a JSON document, or a diagram for Mermaid or Graphviz",
        "sql json mermaid dot"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin inspect > schema.sql", "the shared database, as SQL that makes it again"},
    {"dunlin inspect --tenant acme", "one tenant's schema or file"},
    {"dunlin inspect --url sqlite:///app.db", "any database: no project is needed"},
    {"dunlin inspect --tenant acme --json | jq -r .fingerprint",
        "the same number for every tenant that has the same schema"},
    {"dunlin inspect --format dot | dot -Tsvg > schema.svg",
        "a picture of its tables and what refers to what"},
    {NULL},
};

static char *to_json(const DunlinSchema *schema, GError **error)
{
    return dunlin_schema_to_json(schema);
}

static char *to_mermaid(const DunlinSchema *schema, GError **error)
{
    return dunlin_schema_to_mermaid(schema);
}

static char *to_dot(const DunlinSchema *schema, GError **error)
{
    return dunlin_schema_to_dot(schema);
}

typedef struct {
    const char *name;
    char *(*write)(const DunlinSchema *schema, GError **error);
    gboolean is_sql;
} Format;

static const Format formats[] = {
    {"sql", dunlin_schema_to_sql, TRUE},
    {"json", to_json},
    {"mermaid", to_mermaid},
    {"dot", to_dot},
};

/* NULL: none of that name. --json asks for the same as --format json. */
static const Format *find_format(DlnCli *cli, GError **error)
{
    const char *asked = dln_cli_arguments_text(cli->arguments, "format");
    const char *name = asked ? asked : cli->json ? "json" : "sql";

    if (cli->json && !g_str_equal(name, "json")) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "--format %s and --json ask for two things", name);
        return NULL;
    }
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (g_str_equal(name, formats[i].name))
            return &formats[i];
    }
    g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
        "--format \"%s\": it is sql, json, mermaid or dot", name);
    return NULL;
}

/* The text is for programs: it is printed as it is. */
static int run(DlnCli *cli, GError **error)
{
    const Format *format = find_format(cli, error);
    g_autoptr(DunlinProject) project = format ? dln_cli_load_settings(cli, error) : NULL;
    DunlinSelection selection = dln_cli_selection(cli);
    g_autoptr(DunlinSchema) schema =
        project ? dunlin_inspect(project, &selection, NULL, error) : NULL;
    g_autofree char *text = schema ? format->write(schema, error) : NULL;

    if (!text)
        return DLN_EXIT_FAILED;
    if (!format->is_sql && *text && text[strlen(text) - 1] != '\n')
        dln_cli_print_json(cli, text);
    else
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
        "`--format mermaid` and `--format dot` draw its tables, keys and foreign keys. "
        "No migration is looked at, so with `--url` it needs no project. Writes nothing.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_SELECTION,
    .options = options,
    .examples = examples,
    .run = run,
};
