/* SPDX-License-Identifier: Apache-2.0 */
/* completion_bash.c: completion for bash 4 and later. */
#include "completion.h"

#include <string.h>

#include "commands.h"
#include "option_list.h"

/* $verb becomes the verb's name, two words for a family's; a value of an option is not a verb. */
static const char head[] =
    "# bash completion for dunlin\n"
    "_dunlin() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local verb= words= options= i\n"
    "    COMPREPLY=()\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case ${COMP_WORDS[i]} in\n";
static const char middle[] = "            -*) ;;\n"
                             "            *)\n"
                             "                case $verb in\n"
                             "                    '') verb=${COMP_WORDS[i]} ;;\n";
static const char tail[] = "    if [[ $cur == -* ]]; then\n"
                           "        COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
                           "    else\n"
                           "        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                           "    fi\n"
                           "}\n"
                           "complete -o default -F _dunlin dunlin\n";

static void add_names(GString *script, const DlnOption *option, const char *separator)
{
    g_string_append_printf(script, "--%s", option->name);
    if (option->letter)
        g_string_append_printf(script, "%s-%c", separator, option->letter);
}

/* Every option of any verb that is followed by a value, as a case pattern that skips the value. */
static void add_value_skips(GString *script)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const DlnCommand *const *commands = dln_cli_commands();

    for (guint i = 0; commands[i]; i++) {
        g_autoptr(GArray) uses = dln_cli_option_list(commands[i]);

        for (guint j = 0; j < uses->len; j++) {
            const DlnOption *option = &g_array_index(uses, DlnOptionUse, j).option;

            if (!option->value_name || !g_hash_table_add(seen, (gpointer)option->name))
                continue;
            g_string_append(script, "            ");
            add_names(script, option, "|");
            g_string_append(script, ") ((i++)) ;;\n");
        }
    }
}

/* The first words of verbs, each once. */
static void add_first_words(GString *script)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const DlnCommand *const *commands = dln_cli_commands();

    g_string_append(script, "        '') words='");
    for (guint i = 0; commands[i]; i++) {
        char *word = g_strndup(commands[i]->name, strcspn(commands[i]->name, " "));

        if (!g_hash_table_contains(seen, word))
            g_string_append_printf(script, "%s ", word);
        g_hash_table_add(seen, word);
    }
    g_string_append(script, "' options='--help --version' ;;\n");
}

/* A line per family: `before`, its name, and then its second words or `after`. */
static void add_families(GString *script, const char *before, const char *after)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const DlnCommand *const *commands = dln_cli_commands();

    for (guint i = 0; commands[i]; i++) {
        char *word = g_strndup(commands[i]->name, strcspn(commands[i]->name, " "));
        g_autofree char *members = dln_cli_command_members(word);
        g_auto(GStrv) list = g_strsplit(members, ", ", -1);
        g_autofree char *words = g_strjoinv(" ", list);

        if (*members && !g_hash_table_contains(seen, word)) {
            g_string_append_printf(script, "%s%s)", before, word);
            if (after)
                g_string_append(script, after);
            else
                g_string_append_printf(script, " words='%s' ;;\n", words);
        }
        g_hash_table_add(seen, word);
    }
}

static void add_command(GString *script, const DlnCommand *command)
{
    g_autoptr(GArray) uses = dln_cli_option_list(command);

    g_string_append_printf(script, "        '%s') words='%s' options='", command->name,
        command->words ? command->words : "");
    for (guint i = 0; i < uses->len; i++) {
        const DlnOption *option = &g_array_index(uses, DlnOptionUse, i).option;

        if (option->hidden)
            continue;
        add_names(script, option, " ");
        g_string_append_c(script, ' ');
    }
    g_string_append(script, "' ;;\n");
}

/* What stands after an option with a known set of values, or with a path. */
static void add_values(GString *script, const DlnCommand *command)
{
    g_autoptr(GArray) uses = dln_cli_option_list(command);

    for (guint i = 0; i < uses->len; i++) {
        const DlnOption *option = &g_array_index(uses, DlnOptionUse, i).option;

        if (option->hidden || !option->value_name)
            continue;
        g_string_append_printf(script, "        '%s '", command->name);
        g_string_append_printf(script, "--%s", option->name);
        if (option->letter)
            g_string_append_printf(script, "|'%s '-%c", command->name, option->letter);
        if (option->kind == DLN_OPTION_PATH)
            g_string_append(script, ") COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n");
        else if (option->words)
            g_string_append_printf(
                script, ") COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", option->words);
        else
            g_string_append(script, ") return ;;\n");
    }
}

char *dln_cli_completion_bash(void)
{
    GString *script = g_string_new(head);
    const DlnCommand *const *commands = dln_cli_commands();

    add_value_skips(script);
    g_string_append(script, middle);
    add_families(script, "                    ", " verb+=\" ${COMP_WORDS[i]}\" ;;\n");
    g_string_append(
        script, "                esac ;;\n        esac\n    done\n    case \"$verb $prev\" in\n");
    for (guint i = 0; commands[i]; i++)
        add_values(script, commands[i]);
    g_string_append(script, "    esac\n    case $verb in\n");
    add_first_words(script);
    add_families(script, "        ", NULL);
    for (guint i = 0; commands[i]; i++)
        add_command(script, commands[i]);
    g_string_append(script, "    esac\n");
    g_string_append(script, tail);
    return g_string_free(script, FALSE);
}
