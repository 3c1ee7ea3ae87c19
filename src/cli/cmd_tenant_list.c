/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_tenant_list.c: `dunlin tenant list`. */
#include "cli.h"
#include "table.h"
#include "text.h"

static const DlnColumn columns[] = {
    {"TENANT", DLN_COLUMN_FLEX},
    {"PLACE", DLN_COLUMN_SPARE},
    {"EXISTS", DLN_COLUMN_TEXT},
    {NULL},
};

static void print_tenants(const DlnCli *cli, const GPtrArray *tenants)
{
    g_autoptr(DlnTable) table = dln_cli_table_new(&cli->out, columns);

    for (guint i = 0; i < tenants->len; i++) {
        const DunlinTenant *tenant = tenants->pdata[i];
        g_autofree char *name = dln_cli_text_safe(tenant->name);
        g_autofree char *place = dln_cli_text_safe(tenant->place);

        dln_cli_table_add_row(table);
        dln_cli_table_set(table, 0, name, DLN_STYLE_STRONG);
        dln_cli_table_set(table, 1, place, DLN_STYLE_PLAIN);
        dln_cli_table_set(table, 2, tenant->exists ? "yes" : "no",
            tenant->exists ? DLN_STYLE_GOOD : DLN_STYLE_BAD);
    }
    dln_cli_table_print(table);
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(GPtrArray) tenants = project ? dunlin_tenant_list(project, NULL, error) : NULL;

    if (!tenants)
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_tenant_list_to_json(tenants);

        dln_cli_print_json(cli, json);
    } else if (tenants->len > 0) {
        print_tenants(cli, tenants);
    } else {
        dln_cli_hint(cli, "there is no tenant yet; `dunlin tenant create SLUG` makes one");
    }
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_tenant_list = {
    .name = "tenant list",
    .purpose = DLN_PURPOSE_TENANTS,
    .arguments = "",
    .summary = "list the tenants and where they are",
    .description = "Lists every tenant that the configuration leads to, with its schema, database "
                   "or file, and whether "
                   "that is there.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .run = run,
};
