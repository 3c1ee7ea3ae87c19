/* SPDX-License-Identifier: Apache-2.0 */
/* completion_zsh.c: completion for zsh, in the terms of its function _arguments. */
#include "completion.h"

#include <string.h>

#include "commands.h"
#include "option_list.h"

/* Inside '…[HERE]…' or 'word:HERE' of a specification. */
static void add_text(GString *script, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\'')
            g_string_append(script, "'\\''");
        else if (strchr("[]:\\", *p))
            g_string_append_printf(script, "\\%c", *p);
        else
            g_string_append_c(script, *p);
    }
}

static void add_value(GString *script, const DlnOption *option)
{
    if (!option->value_name)
        return;
    g_string_append_c(script, ':');
    add_text(script, option->value_name);
    if (option->kind == DLN_OPTION_PATH)
        g_string_append(script, ":_files");
    else if (option->words)
        g_string_append_printf(script, ":(%s)", option->words);
    else
        g_string_append(script, ": ");
}

static void add_option(GString *script, const DlnOptionUse *use)
{
    const DlnOption *option = &use->option;
    const char *star = option->kind == DLN_OPTION_LIST ? "*" : "";
    char short_name[3] = {'-', option->letter, '\0'};
    g_autofree char *long_name = g_strdup_printf("--%s", option->name);
    const char *names[] = {long_name, option->letter ? short_name : NULL};

    for (guint i = 0; i < G_N_ELEMENTS(names) && names[i]; i++) {
        g_string_append_printf(script, " \\\n            '%s%s[", star, names[i]);
        add_text(script, option->help);
        g_string_append_c(script, ']');
        add_value(script, option);
        g_string_append_c(script, '\'');
    }
}

/* The branch of one verb; name is its last word. */
static void add_command(GString *script, const DlnCommand *command, const char *name)
{
    g_autoptr(GArray) uses = dln_cli_option_list(command);

    g_string_append_printf(script, "        %s) _arguments -s", name);
    for (guint i = 0; i < uses->len; i++)
        if (!g_array_index(uses, DlnOptionUse, i).option.hidden)
            add_option(script, &g_array_index(uses, DlnOptionUse, i));
    if (command->words)
        g_string_append_printf(script, " \\\n            ':word:(%s)'", command->words);
    else if (command->max_words > 0)
        g_string_append(script, " \\\n            '*:argument:_default'");
    g_string_append(script, " ;;\n");
}

/* name + length is what stands behind the family's name; NULL family: the verbs of one word. */
static const char *member_name(const DlnCommand *command, const char *family)
{
    const char *space = strchr(command->name, ' ');

    if (!family)
        return space ? NULL : command->name;
    if (!space || strncmp(command->name, family, strlen(family)) != 0)
        return NULL;
    return command->name + strlen(family) + 1;
}

static GPtrArray *list_families(void)
{
    GPtrArray *families = g_ptr_array_new_with_free_func(g_free);
    const DlnCommand *const *commands = dln_cli_commands();

    for (guint i = 0; commands[i]; i++) {
        g_autofree char *word = g_strndup(commands[i]->name, strcspn(commands[i]->name, " "));

        if (strchr(commands[i]->name, ' ') &&
            !g_ptr_array_find_with_equal_func(families, word, g_str_equal, NULL))
            g_ptr_array_add(families, g_steal_pointer(&word));
    }
    return families;
}

static void add_verb_list(GString *script, const char *family, const GPtrArray *families)
{
    const DlnCommand *const *commands = dln_cli_commands();

    g_string_append(script, "    verb)\n        verbs=(\n");
    for (guint i = 0; commands[i]; i++) {
        const char *name = member_name(commands[i], family);

        if (!name)
            continue;
        g_string_append_printf(script, "            '%s:", name);
        add_text(script, commands[i]->summary);
        g_string_append(script, "'\n");
    }
    for (guint i = 0; !family && i < families->len; i++)
        g_string_append_printf(script, "            '%s:verbs for %ss'\n",
            (char *)families->pdata[i], (char *)families->pdata[i]);
    g_string_append(script, "        )\n        _describe verb verbs ;;\n");
}

/* One function for the verbs of one word, and one more for each family. */
static void add_function(GString *script, const char *family, const GPtrArray *families)
{
    const DlnCommand *const *commands = dln_cli_commands();

    g_string_append_printf(script,
        "_dunlin%s%s() {\n"
        "    local curcontext=$curcontext state line\n"
        "    local -a verbs\n"
        "    _arguments -C '--help[explain]' '--version[say which version this is]' ':verb:->verb' "
        "'*:: :->rest'\n"
        "    case $state in\n",
        family ? "_" : "", family ? family : "");
    add_verb_list(script, family, families);
    g_string_append(script, "    rest)\n        case $words[1] in\n");
    for (guint i = 0; commands[i]; i++)
        if (member_name(commands[i], family))
            add_command(script, commands[i], member_name(commands[i], family));
    for (guint i = 0; !family && i < families->len; i++)
        g_string_append_printf(script, "        %s) _dunlin_%s ;;\n", (char *)families->pdata[i],
            (char *)families->pdata[i]);
    g_string_append(script, "        esac ;;\n    esac\n}\n\n");
}

char *dln_cli_completion_zsh(void)
{
    GString *script = g_string_new("#compdef dunlin\n# zsh completion for dunlin\n\n");
    g_autoptr(GPtrArray) families = list_families();

    for (guint i = 0; i < families->len; i++)
        add_function(script, families->pdata[i], families);
    add_function(script, NULL, families);
    g_string_append(script, "if [[ $funcstack[1] == _dunlin ]]; then\n    _dunlin \"$@\"\nelse\n   "
                            " compdef _dunlin dunlin\nfi\n");
    return g_string_free(script, FALSE);
}
