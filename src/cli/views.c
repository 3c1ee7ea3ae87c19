/* SPDX-License-Identifier: Apache-2.0 */
/* views.c: what the verbs that show the history share. */
#include "views.h"

#include "text.h"

GPtrArray *dln_cli_views_load(
    const DlnCli *cli, DunlinProject *project, DunlinHistoryOptions options, GError **error)
{
    GPtrArray *history = NULL;

    options.scope = dln_cli_arguments_text(cli->arguments, "scope");
    return dunlin_history_select(project, &options, &history, error) ? history : NULL;
}

static gboolean is_listed(const GPtrArray *history, DunlinScope scope)
{
    for (guint i = 0; i < history->len; i++)
        if (((const DunlinRevisionInfo *)history->pdata[i])->places[scope].is_listed)
            return TRUE;
    return FALSE;
}

guint dln_cli_views_print(
    const DlnCli *cli, const GPtrArray *history, DlnViewFunc print, gconstpointer user_data)
{
    static const char *const titles[DUNLIN_N_SCOPES] = {"Public:", "Tenants:"};
    guint n = is_listed(history, DUNLIN_SCOPE_PUBLIC) + is_listed(history, DUNLIN_SCOPE_TENANT);

    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++) {
        g_autoptr(DlnLineage) lineage = dln_cli_lineage_new(history, (DunlinScope)scope);
        g_autofree char *title = dln_cli_screen_paint(&cli->out, DLN_STYLE_STRONG, titles[scope]);

        if (lineage->revisions->len == 0)
            continue;
        if (n > 1)
            dln_cli_screen_print(&cli->out, "%s%s\n", scope > 0 ? "\n" : "", title);
        print(cli, lineage, n > 1 ? "  " : "", user_data);
    }
    return n;
}

typedef struct {
    const DlnScreen *screen;
    const char *indent;
} Details;

static void print_detail(const Details *details, const char *name, const char *value)
{
    g_autofree char *safe = dln_cli_text_safe(value);

    if (*safe)
        dln_cli_screen_print(details->screen, "%s%s: %s\n", details->indent, name, safe);
}

static void print_list(const Details *details, const char *name, char *const *values)
{
    g_autofree char *joined = dln_cli_text_join(values, G_MAXUINT);

    print_detail(details, name, joined);
}

static void print_first(
    const Details *details, const DlnLineage *lineage, guint index, const DunlinLineagePlace *place)
{
    g_autoptr(DlnLine) line = dln_cli_line_new();

    dln_cli_line_add(line, DLN_STYLE_PLAIN, details->indent);
    dln_cli_line_add(line, DLN_STYLE_PLAIN, "Rev: ");
    dln_cli_lineage_describe(lineage, index, DLN_WORDS_TREE | DLN_WORDS_NO_BRANCHES, line);
    dln_cli_line_print(line, details->screen);
    if (!*place->parents)
        print_detail(details, "Parent", "<base>");
    else
        print_list(details, place->parents[1] ? "Merges" : "Parent", place->parents);
}

void dln_cli_views_print_revision(
    const DlnCli *cli, const DlnLineage *lineage, guint index, const char *indent)
{
    const Details details = {&cli->out, indent};
    const DunlinRevisionInfo *info = lineage->revisions->pdata[index];
    const DunlinLineagePlace *place = dln_cli_lineage_place(lineage, index);
    g_autofree char *description = dln_cli_text_safe(info->description);

    print_first(&details, lineage, index, place);
    print_list(&details, "Also depends on", info->depends);
    if (*place->children && place->children[1])
        print_list(&details, "Branches into", place->children);
    print_list(&details, "Branch names", place->branches);
    print_detail(&details, "Path", info->file);
    print_detail(&details, "Scope", info->scope);
    print_detail(&details, "Transaction", info->transactional ? "yes" : "no");
    print_detail(&details, "Reversible", info->reversible ? "yes" : "no");
    print_detail(&details, "Checksum", info->checksum);
    if (*description)
        dln_cli_screen_print(&cli->out, "\n%s    %s\n", indent, description);
}

void dln_cli_views_print_details(
    const DlnCli *cli, const DlnLineage *lineage, const char *indent, gconstpointer unused)
{
    for (guint i = 0; i < lineage->revisions->len; i++) {
        dln_cli_screen_print(&cli->out, "%s", i > 0 ? "\n" : "");
        dln_cli_views_print_revision(cli, lineage, i, indent);
    }
}
