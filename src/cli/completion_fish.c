/* SPDX-License-Identifier: Apache-2.0 */
/* completion_fish.c: completion for fish. */
#include "completion.h"

#include <string.h>

#include "commands.h"
#include "option_list.h"

/* Inside single quotes. */
static void add_text(GString *script, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\'' || *p == '\\')
            g_string_append_c(script, '\\');
        g_string_append_c(script, *p);
    }
}

/* Both look at the words that are no options: do they begin with these; are they exactly these. */
static const char head[] = "# fish completion for dunlin\n"
                           "function __dunlin_words\n"
                           "    for token in (commandline -opc)[2..-1]\n"
                           "        string match -q -- '-*' $token; or echo $token\n"
                           "    end\n"
                           "end\n"
                           "function __dunlin_verb\n"
                           "    set -l words (__dunlin_words)\n"
                           "    set -l n (count $argv)\n"
                           "    test (count $words) -ge $n\n"
                           "    and test \"$words[1..$n]\" = \"$argv\"\n"
                           "end\n"
                           "function __dunlin_is_at\n"
                           "    set -l words (__dunlin_words)\n"
                           "    test \"$words\" = \"$argv\"\n"
                           "end\n"
                           "complete -c dunlin -f\n";

static void add_verb(GString *script, const DlnCommand *command)
{
    const char *space = strchr(command->name, ' ');

    g_string_append_printf(script, "complete -c dunlin -n '__dunlin_is_at%s%.*s' -a %s -d '",
        space ? " " : "", space ? (int)(space - command->name) : 0, command->name,
        space ? space + 1 : command->name);
    add_text(script, command->summary);
    g_string_append(script, "'\n");
    if (space)
        g_string_append_printf(script, "complete -c dunlin -n __dunlin_is_at -a %.*s\n",
            (int)(space - command->name), command->name);
    if (command->words)
        g_string_append_printf(script, "complete -c dunlin -n '__dunlin_is_at %s' -a '%s'\n",
            command->name, command->words);
}

static void add_option(GString *script, const DlnCommand *command, const DlnOption *option)
{
    g_string_append_printf(
        script, "complete -c dunlin -n '__dunlin_verb %s' -l %s", command->name, option->name);
    if (option->letter)
        g_string_append_printf(script, " -s %c", option->letter);
    if (option->kind == DLN_OPTION_PATH)
        g_string_append(script, " -rF");
    else if (option->words)
        g_string_append_printf(script, " -xa '%s'", option->words);
    else if (option->value_name)
        g_string_append(script, " -x");
    g_string_append(script, " -d '");
    add_text(script, option->help);
    g_string_append(script, "'\n");
}

char *dln_cli_completion_fish(void)
{
    GString *script = g_string_new(head);
    const DlnCommand *const *commands = dln_cli_commands();

    for (guint i = 0; commands[i]; i++) {
        g_autoptr(GArray) uses = dln_cli_option_list(commands[i]);

        add_verb(script, commands[i]);
        for (guint j = 0; j < uses->len; j++)
            if (!g_array_index(uses, DlnOptionUse, j).option.hidden)
                add_option(script, commands[i], &g_array_index(uses, DlnOptionUse, j).option);
    }
    return g_string_free(script, FALSE);
}
