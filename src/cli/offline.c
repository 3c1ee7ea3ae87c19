/* SPDX-License-Identifier: Apache-2.0 */
/* offline.c: where the text of a script goes: to standard output as it comes, or into one JSON document. */
#include "offline.h"

#include "json.h"

typedef struct {
    DlnCli *cli;
    const DunlinScriptPart *part; /* the one under way; borrowed while the scripts are written */
    GString *json;                /* the document so far */
    GString *sql;                 /* with --json: of the part under way */
    gboolean is_broken;           /* standard output takes no more */
} Output;

gboolean dln_cli_wants_script(const DlnCli *cli)
{
    return dln_cli_arguments_has(cli->arguments, "sql");
}

static void end_part(Output *output)
{
    if (!output->part)
        return;
    dln_cli_json_string(output->json, output->sql->str);
    g_string_append_c(output->json, '}');
    g_string_truncate(output->sql, 0);
}

static void begin_part(Output *output, const DunlinScriptPart *part)
{
    GString *json = output->json;

    end_part(output);
    g_string_append(json, output->part ? ",\n    {" : "\n    {");
    dln_cli_json_key(json, "scope");
    dln_cli_json_string(json, part->scope == DUNLIN_SCOPE_PUBLIC ? "public" : "tenant");
    dln_cli_json_key(json, "database");
    dln_cli_json_string(json, part->database);
    dln_cli_json_key(json, "place");
    dln_cli_json_string(json, part->place);
    dln_cli_json_key(json, "engine");
    dln_cli_json_string(json, part->engine);
    dln_cli_json_key(json, "sql");
    output->part = part;
}

static gboolean take(const DunlinScriptPart *part, const char *text, gsize length,
    gpointer user_data, GError **error)
{
    Output *output = user_data;

    if (output->cli->json) {
        if (part != output->part)
            begin_part(output, part);
        g_string_append_len(output->sql, text, (gssize)length);
        return TRUE;
    }
    output->is_broken = fwrite(text, 1, length, output->cli->out.stream) != length;
    if (output->is_broken)
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CANCELLED, "cannot write the script");
    return !output->is_broken;
}

static gboolean write_script(Output *output, DunlinDirection direction, const char *range,
    DunlinProject *project, GError **error)
{
    const DunlinScriptOptions options = {
        .direction = direction,
        .selection = dln_cli_selection(output->cli),
        .range = range,
        .write = take,
        .user_data = output,
    };
    g_autoptr(GPtrArray) warnings = NULL;

    if (!dunlin_script_write(project, &options, &warnings, error))
        return FALSE;
    dln_cli_warn_all(output->cli, warnings);
    return TRUE;
}

int dln_cli_print_script(DlnCli *cli, DunlinDirection direction, const char *range, GError **error)
{
    g_autoptr(GString) json = g_string_new("{\"scripts\": [");
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autoptr(DunlinProject) project = NULL;
    Output output = {.cli = cli, .json = json, .sql = sql};

    if (dln_cli_arguments_has(cli->arguments, "events")) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "--sql runs nothing, so there is nothing for --events to tell");
        return DLN_EXIT_FAILED;
    }
    project = dln_cli_load_project(cli, error);
    if (!project)
        return DLN_EXIT_FAILED;
    if (!write_script(&output, direction, range, project, error)) {
        /* What is wrong with standard output is told at the end, for every verb. */
        if (output.is_broken)
            g_clear_error(error);
        return DLN_EXIT_FAILED;
    }
    if (cli->json) {
        end_part(&output);
        g_string_append(json, "\n]}");
        dln_cli_print_json(cli, json->str);
    }
    return DLN_EXIT_DONE;
}
