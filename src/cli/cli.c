/* SPDX-License-Identifier: Apache-2.0 */
/* cli.c: the steps that many verbs share: load the project, warn, complain. Knows no single verb. */
#include "cli.h"

#include <string.h>

#include "text.h"

#define MAX_STATEMENT_LINES 6
#define MAX_STATEMENT_COLUMNS 160

/* What to do next, where the message alone does not say it. */
static const struct {
    int code;
    const char *text;
} hints[] = {
    {DUNLIN_ERROR_CHECKSUM,
        "an applied migration never changes: put its file back as it was, and the change into a "
        "new one (`dunlin revision`)"},
    {DUNLIN_ERROR_LOCKED, "nothing was left half done; try again when the other one has finished"},
    {DUNLIN_ERROR_CONNECT, "`dunlin wait` waits until the database answers"},
};

const char *dln_cli_word(const DlnCli *cli, guint index)
{
    if (index >= dln_cli_arguments_n_words(cli->arguments))
        return NULL;
    return dln_cli_arguments_words(cli->arguments)[index];
}

DunlinProjectOptions dln_cli_project_options(const DlnCli *cli)
{
    return (DunlinProjectOptions){
        .directory = dln_cli_arguments_text(cli->arguments, "directory"),
        .config_file = dln_cli_arguments_text(cli->arguments, "config"),
        .environment = dln_cli_arguments_text(cli->arguments, "env"),
        .overrides = dln_cli_arguments_overrides(cli->arguments),
    };
}

/* (transfer full) (nullable) */
static DunlinProject *show_warnings(DlnCli *cli, DunlinProject *project)
{
    if (project)
        dln_cli_warn_all(cli, dunlin_project_get_warnings(project));
    return project;
}

DunlinProject *dln_cli_load_project(DlnCli *cli, GError **error)
{
    DunlinProjectOptions options = dln_cli_project_options(cli);

    if (cli->command->takes & DLN_TAKES_VARIABLES)
        options.variables = dln_cli_arguments_list(cli->arguments, DLN_VARIABLES_OPTION);
    return show_warnings(cli, dunlin_project_load(&options, error));
}

DunlinProject *dln_cli_load_settings(DlnCli *cli, GError **error)
{
    const DunlinProjectOptions options = dln_cli_project_options(cli);

    return show_warnings(cli, dunlin_project_load_settings(&options, error));
}

DunlinSelection dln_cli_selection(const DlnCli *cli)
{
    return (DunlinSelection){
        .include_public = dln_cli_arguments_has(cli->arguments, "public"),
        .include_tenants = dln_cli_arguments_has(cli->arguments, "tenants"),
        .tenants = dln_cli_arguments_list(cli->arguments, "tenant"),
    };
}

const char *dln_cli_selection_option(const DlnCli *cli)
{
    static const char *const names[] = {"public", "tenants", "tenant"};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (dln_cli_arguments_has(cli->arguments, names[i]))
            return names[i];
    }
    return NULL;
}

void dln_cli_warn(DlnCli *cli, const char *text)
{
    g_autofree char *safe = NULL;
    g_autofree char *word = NULL;

    if (cli->quiet || !text || !g_hash_table_add(cli->warned, g_strdup(text)))
        return;
    safe = dln_cli_text_safe(text);
    word = dln_cli_screen_paint(&cli->err, DLN_STYLE_PENDING, "warning:");
    dln_cli_screen_print(&cli->err, "dunlin: %s ", word);
    dln_cli_screen_print_text(&cli->err, safe, (guint)strlen("dunlin: warning: "), 2);
}

void dln_cli_warn_all(DlnCli *cli, const GPtrArray *texts)
{
    for (guint i = 0; texts && i < texts->len; i++)
        dln_cli_warn(cli, texts->pdata[i]);
}

/* The first lines of a statement, without the empty ones around it. */
static void print_statement(const DlnCli *cli, const char *statement, guint indent)
{
    g_autofree char *safe = dln_cli_text_safe_block(statement);
    g_auto(GStrv) lines = g_strsplit(g_strstrip(safe), "\n", -1);
    guint n_lines = g_strv_length(lines);
    guint room = cli->err.is_terminal ? dln_cli_screen_width(&cli->err) - indent : G_MAXUINT;

    for (guint i = 0; i < n_lines && i < MAX_STATEMENT_LINES; i++) {
        g_autofree char *line = dln_cli_text_fit(
            g_strchomp(lines[i]), MIN(room, MAX_STATEMENT_COLUMNS), cli->err.signs->ellipsis);
        g_autofree char *faint = dln_cli_screen_paint(&cli->err, DLN_STYLE_FAINT, line);

        dln_cli_screen_print(&cli->err, "%*s%s\n", (int)indent, "", faint);
    }
    if (n_lines > MAX_STATEMENT_LINES)
        dln_cli_screen_print(&cli->err, "%*s(%u more line%s)\n", (int)indent, "",
            n_lines - MAX_STATEMENT_LINES, n_lines == MAX_STATEMENT_LINES + 1 ? "" : "s");
}

/* A migration's error that has no place in its file, such as one at the commit, names the migration all the same.
 * (transfer full) */
static char *message_of(const GError *error)
{
    const DunlinErrorFacts *facts = dunlin_error_get_facts(error);

    if (!facts->revision || facts->file || strstr(error->message, facts->revision))
        return g_strdup(error->message);
    return g_strdup_printf("migration \"%s\": %s", facts->revision, error->message);
}

/* A message of several lines, as PostgreSQL's with DETAIL and HINT, keeps its lines. It begins at column `at`. */
static void print_message(const DlnCli *cli, const char *message, guint at, guint indent)
{
    g_autofree char *safe = dln_cli_text_safe_block(message);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(safe), "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        dln_cli_screen_print(&cli->err, "%*s", i > 0 ? (int)indent : 0, "");
        dln_cli_screen_print_text(&cli->err, lines[i], i > 0 ? indent : at, indent);
    }
}

static const char *statement_of(const GError *error)
{
    if (error->domain != DUNLIN_ERROR)
        return NULL;
    return dunlin_error_get_facts(error)->statement;
}

void dln_cli_print_cause(const DlnCli *cli, const GError *error, guint indent)
{
    const char *statement = statement_of(error);
    g_autofree char *message = message_of(error);

    dln_cli_screen_print(&cli->err, "%*s", (int)indent, "");
    print_message(cli, message, indent, indent);
    if (statement)
        print_statement(cli, statement, indent + 4);
}

/* Waiting brings up a server, but makes no database, role or password. */
static gboolean may_help(const GError *error)
{
    const char *sqlstate = dunlin_error_get_facts(error)->sqlstate;

    return error->code != DUNLIN_ERROR_CONNECT || !sqlstate || g_str_has_prefix(sqlstate, "08") ||
           g_str_has_prefix(sqlstate, "57P");
}

void dln_cli_print_error(const DlnCli *cli, const GError *error)
{
    const char *statement = statement_of(error);
    g_autofree char *name = dln_cli_screen_paint(&cli->err, DLN_STYLE_BAD, "dunlin:");
    g_autofree char *message = message_of(error);

    fflush(cli->out.stream);
    dln_cli_screen_print(&cli->err, "%s ", name);
    print_message(cli, message, (guint)strlen("dunlin: "), 2);
    if (statement)
        print_statement(cli, statement, 4);
    for (guint i = 0; error->domain == DUNLIN_ERROR && i < G_N_ELEMENTS(hints); i++)
        if (error->code == hints[i].code && may_help(error))
            dln_cli_hint(cli, hints[i].text);
}

void dln_cli_hint(const DlnCli *cli, const char *text)
{
    if (cli->quiet)
        return;
    dln_cli_screen_print(&cli->err, "  hint: ");
    dln_cli_screen_print_text(
        &cli->err, text, (guint)strlen("  hint: "), (guint)strlen("  hint: "));
}

void dln_cli_print_json(const DlnCli *cli, const char *json)
{
    gsize length = strlen(json);

    dln_cli_screen_print(
        &cli->out, "%s%s", json, length > 0 && json[length - 1] == '\n' ? "" : "\n");
}

int dln_cli_fail(const DlnCli *cli, const GError *error, int code)
{
    if (cli->json) {
        g_autofree char *json = dunlin_error_to_json(error);

        dln_cli_print_json(cli, json);
    }
    dln_cli_print_error(cli, error);
    return code;
}
