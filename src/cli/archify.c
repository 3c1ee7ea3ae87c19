/* SPDX-License-Identifier: Apache-2.0 */
/* archify.c: the text of Archify's migrator. Its signs are part of the text, so they never depend on the terminal. */
#include "archify.h"

#include "text.h"

#define RULER "============================================================\n"

struct DlnArchifySteps {
    GHashTable *by_database; /* "scope/name" → GPtrArray of revision ids */
};

static void print_ids(const DlnCli *cli, const char *before, char *const *ids)
{
    for (guint i = 0; ids && ids[i]; i++) {
        g_autofree char *id = dln_cli_text_safe(ids[i]);

        dln_cli_screen_print(&cli->out, "%s%s\n", before, id);
    }
}

static void print_counts(const DlnCli *cli, const char *indent, const DunlinPosition *position)
{
    dln_cli_screen_print(&cli->out, "%sApplied: %u\n%sPending: %u\n", indent,
        position->applied ? g_strv_length(position->applied) : 0, indent,
        position->pending ? g_strv_length(position->pending) : 0);
}

static void print_problem(const DlnCli *cli, const char *indent, const DunlinPosition *position)
{
    g_autofree char *message =
        position->problem ? dln_cli_text_safe(position->problem->message) : NULL;

    if (message)
        dln_cli_screen_print(&cli->out, "%s✗ %s\n", indent, message);
}

static void print_public(const DlnCli *cli, const DunlinPosition *position)
{
    dln_cli_screen_print(&cli->out, "📊 Public Schema:\n");
    print_counts(cli, "  ", position);
    print_problem(cli, "  ", position);
    if (position->applied && *position->applied)
        dln_cli_screen_print(&cli->out, "\n  Applied migrations:\n");
    print_ids(cli, "    ✓ ", position->applied);
    if (position->pending && *position->pending)
        dln_cli_screen_print(&cli->out, "\n  Pending migrations:\n");
    print_ids(cli, "    ⏳ ", position->pending);
}

static void print_tenant(const DlnCli *cli, const DunlinDatabaseStatus *tenant)
{
    g_autofree char *name = dln_cli_text_safe(tenant->name);
    g_autofree char *place = dln_cli_text_safe(tenant->place);

    dln_cli_screen_print(&cli->out, "\n  %s (%s):\n", name, place);
    print_counts(cli, "    ", tenant->position);
    print_problem(cli, "      ", tenant->position);
    print_ids(cli, "      ⏳ ", tenant->position->pending);
}

void dln_cli_archify_status(const DlnCli *cli, const DunlinStatus *status)
{
    guint n_tenants = 0;

    dln_cli_screen_print(&cli->out, RULER "MIGRATION STATUS\n" RULER "\n");
    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinDatabaseStatus *database = status->databases->pdata[i];

        if (database->position->scope == DUNLIN_SCOPE_PUBLIC) {
            print_public(cli, database->position);
            dln_cli_screen_print(&cli->out, "%s", status->has_tenants ? "\n" : "");
        } else {
            n_tenants++;
        }
    }
    if (status->has_tenants)
        dln_cli_screen_print(&cli->out, "🏢 Tenant Schemas: %u\n", n_tenants);
    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinDatabaseStatus *database = status->databases->pdata[i];

        if (database->position->scope == DUNLIN_SCOPE_TENANT)
            print_tenant(cli, database);
    }
    dln_cli_screen_print(&cli->out, RULER);
}

static char *steps_key(DunlinScope scope, const char *name)
{
    return g_strdup_printf("%d/%s", scope, name);
}

DlnArchifySteps *dln_cli_archify_steps_new(void)
{
    DlnArchifySteps *steps = g_new0(DlnArchifySteps, 1);

    steps->by_database =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    return steps;
}

void dln_cli_archify_steps_free(DlnArchifySteps *steps)
{
    if (!steps)
        return;
    g_hash_table_unref(steps->by_database);
    g_free(steps);
}

void dln_cli_archify_steps_take(DlnArchifySteps *steps, const DunlinEvent *event)
{
    g_autofree char *key = NULL;
    GPtrArray *ids;

    if (event->type != DUNLIN_EVENT_STEP_FINISHED)
        return;
    key = steps_key(event->scope, event->database);
    ids = g_hash_table_lookup(steps->by_database, key);
    if (!ids) {
        ids = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(steps->by_database, g_steal_pointer(&key), ids);
    }
    g_ptr_array_add(ids, g_strdup(event->revision));
}

static void print_failure(const DlnCli *cli, const GError *error)
{
    const char *revision =
        error->domain == DUNLIN_ERROR ? dunlin_error_get_facts(error)->revision : NULL;
    g_autofree char *safe = dln_cli_text_safe(revision);
    g_autofree char *message = dln_cli_text_safe(error->message);

    dln_cli_screen_print(&cli->out, "    ✗ %s%s%s\n", safe, *safe ? ": " : "", message);
}

/* A database with nothing to do and nothing to say is not listed. */
static void print_database(
    const DlnCli *cli, const DunlinDatabaseResult *result, const DlnArchifySteps *steps)
{
    g_autofree char *key = steps_key(result->scope, result->name);
    const GPtrArray *ids = g_hash_table_lookup(steps->by_database, key);
    g_autofree char *place = dln_cli_text_safe(result->place);

    if (!ids && !result->error)
        return;
    dln_cli_screen_print(
        &cli->out, "  %s:\n", result->scope == DUNLIN_SCOPE_PUBLIC ? "public" : place);
    for (guint i = 0; ids && i < ids->len; i++) {
        g_autofree char *id = dln_cli_text_safe(ids->pdata[i]);

        dln_cli_screen_print(&cli->out, "    ✓ %s\n", id);
    }
    if (result->error)
        print_failure(cli, result->error);
    dln_cli_screen_print(&cli->out, "\n");
}

static void print_scope(const DlnCli *cli, const DunlinRunReport *report,
    const DlnArchifySteps *steps, DunlinScope scope, const char *headline)
{
    const char *noun = scope == DUNLIN_SCOPE_PUBLIC ? "Public" : "Tenant";
    guint n = 0, n_bad = 0;

    dln_cli_screen_print(&cli->out, "🔄 %s...\n\n", headline);
    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinDatabaseResult *result = report->databases->pdata[i];

        if (result->scope != scope)
            continue;
        n++;
        n_bad +=
            result->outcome == DUNLIN_OUTCOME_FAILED || result->outcome == DUNLIN_OUTCOME_NOT_TRIED;
        print_database(cli, result, steps);
    }
    if (n_bad == 0)
        dln_cli_screen_print(&cli->out, "✅ %s migration complete\n", noun);
    else
        dln_cli_screen_print(&cli->out, "❌ %s migration incomplete: %u of %u\n", noun, n_bad, n);
}

static gboolean has_scope(const DunlinRunReport *report, DunlinScope scope)
{
    for (guint i = 0; i < report->databases->len; i++)
        if (((DunlinDatabaseResult *)report->databases->pdata[i])->scope == scope)
            return TRUE;
    return FALSE;
}

void dln_cli_archify_report(const DlnCli *cli, const DunlinRunReport *report,
    const DlnArchifySteps *steps, const char *tenant)
{
    gboolean has_public = has_scope(report, DUNLIN_SCOPE_PUBLIC);
    g_autofree char *safe = dln_cli_text_safe(tenant);
    g_autofree char *headline = tenant ? g_strdup_printf("Migrating tenant %s", safe)
                                       : g_strdup("Migrating all tenant schemas");

    if (has_public)
        print_scope(cli, report, steps, DUNLIN_SCOPE_PUBLIC, "Migrating public schema");
    if (!has_scope(report, DUNLIN_SCOPE_TENANT))
        return;
    if (has_public)
        dln_cli_screen_print(&cli->out, "\n");
    print_scope(cli, report, steps, DUNLIN_SCOPE_TENANT, headline);
}
