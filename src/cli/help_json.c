/* SPDX-License-Identifier: Apache-2.0 */
/* help_json.c: the table of verbs as JSON. */
#include "help_json.h"

#include "commands.h"
#include "json.h"
#include "option_list.h"

static void add_text(GString *json, const char *key, const char *text)
{
    dln_cli_json_key(json, key);
    dln_cli_json_string(json, text);
}

static void add_option(GString *json, const DlnOptionUse *use)
{
    char letter[2] = {use->option.letter, '\0'};
    g_autofree char *help = dln_cli_option_help(use);

    g_string_append_c(json, '{');
    add_text(json, "name", use->option.name);
    add_text(json, "letter", use->option.letter ? letter : NULL);
    add_text(json, "value", use->option.value_name);
    add_text(json, "group", use->heading);
    add_text(json, "setting", use->setting ? use->setting->key : NULL);
    add_text(json, "help", help);
    dln_cli_json_key(json, "repeatable");
    g_string_append(json, use->option.kind == DLN_OPTION_LIST ? "true}" : "false}");
}

static void add_command(GString *json, const DlnCommand *command)
{
    g_autoptr(GArray) uses = dln_cli_option_list(command);
    gboolean first = TRUE;

    g_string_append_c(json, '{');
    add_text(json, "name", command->name);
    add_text(json, "arguments", command->arguments);
    add_text(json, "summary", command->summary);
    add_text(json, "description", command->description);
    dln_cli_json_key(json, "options");
    g_string_append_c(json, '[');
    for (guint i = 0; i < uses->len; i++) {
        const DlnOptionUse *use = &g_array_index(uses, DlnOptionUse, i);

        if (use->option.hidden)
            continue;
        g_string_append(json, first ? "" : ", ");
        add_option(json, use);
        first = FALSE;
    }
    g_string_append(json, "]}");
}

char *dln_cli_help_json(const DlnCommand *command)
{
    GString *json = g_string_new(NULL);
    const DlnCommand *const *commands = dln_cli_commands();

    if (command) {
        add_command(json, command);
    } else {
        g_string_append(json, "{\"commands\": [");
        for (guint i = 0; commands[i]; i++) {
            g_string_append(json, i > 0 ? ", " : "");
            add_command(json, commands[i]);
        }
        g_string_append(json, "]}");
    }
    g_string_append_c(json, '\n');
    return g_string_free(json, FALSE);
}
