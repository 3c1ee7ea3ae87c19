/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_tenant_show.c: `dunlin tenant show`. */
#include "position.h"
#include "text.h"

static void print_ids(const DlnCli *cli, const char *sign, DlnStyle style, char *const *ids)
{
    g_autofree char *painted = dln_cli_screen_paint(&cli->out, style, sign);

    for (guint i = 0; ids && ids[i]; i++) {
        g_autofree char *id = dln_cli_text_safe(ids[i]);

        dln_cli_screen_print(&cli->out, "  %s %s\n", painted, id);
    }
}

static void print_tenant(const DlnCli *cli, const DunlinDatabaseStatus *tenant)
{
    const DunlinPosition *position = tenant->position;
    g_autofree char *name = dln_cli_text_safe(tenant->name);
    g_autofree char *strong = dln_cli_screen_paint(&cli->out, DLN_STYLE_STRONG, name);
    g_autofree char *place = dln_cli_text_safe(tenant->place);
    g_autofree char *heads = dln_cli_position_heads(position);

    dln_cli_screen_print(&cli->out, "%s (%s): %s\n", strong, place, heads);
    print_ids(cli, cli->out.signs->done, DLN_STYLE_GOOD, position->applied);
    print_ids(cli, cli->out.signs->pending, DLN_STYLE_PENDING, position->pending);
}

/* The name is a name, not a pattern, whatever characters it has. */
static const DunlinDatabaseStatus *find_tenant(const DunlinStatus *status, const char *name)
{
    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinDatabaseStatus *database = status->databases->pdata[i];

        if (database->position->scope == DUNLIN_SCOPE_TENANT && g_str_equal(database->name, name))
            return database;
    }
    return NULL;
}

static int run(DlnCli *cli, GError **error)
{
    const char *name = dln_cli_word(cli, 0);
    const char *const names[] = {name, NULL};
    DunlinSelection selection = {.tenants = names};
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(DunlinStatus) status = NULL;
    const DunlinDatabaseStatus *tenant;

    if (!project || !dunlin_status(project, &selection, NULL, &status, error))
        return DLN_EXIT_FAILED;
    tenant = find_tenant(status, name);
    if (!tenant) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, "there is no tenant \"%s\"", name);
        return DLN_EXIT_USAGE;
    }
    dln_cli_warn_all(cli, status->warnings);
    if (cli->json) {
        g_autofree char *json = dunlin_status_to_json(status);

        dln_cli_print_json(cli, json);
    } else if (!tenant->position->problem) {
        print_tenant(cli, tenant);
    }
    if (!tenant->position->problem)
        return DLN_EXIT_DONE;
    dln_cli_print_error(cli, tenant->position->problem);
    return dln_cli_exit_code(tenant->position->problem);
}

const DlnCommand dln_command_tenant_show = {
    .name = "tenant show",
    .purpose = DLN_PURPOSE_TENANTS,
    .arguments = "NAME",
    .min_words = 1,
    .max_words = 1,
    .summary = "say what is applied and pending in one tenant",
    .description = "Prints where one tenant is, which migrations are applied to it and which are "
                   "pending. Writes "
                   "nothing.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .run = run,
};
