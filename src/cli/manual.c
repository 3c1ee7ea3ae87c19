/* SPDX-License-Identifier: Apache-2.0 */
/* manual.c: manual pages in scdoc's language (scdoc(5)). The build turns them into roff. */
#include "manual.h"

#include <string.h>

#include "commands.h"
#include "exit_code.h"
#include "option_list.h"

/* scdoc's own signs escaped; `x` becomes bold, as what is typed looks in a manual. */
static void add_text(GString *page, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '`')
            g_string_append_c(page, '*');
        else if (strchr("*_\\#[]|<>~.", *p))
            g_string_append_printf(page, "\\%c", *p);
        else
            g_string_append_c(page, *p);
    }
}

static void add_bold(GString *page, const char *text)
{
    g_string_append_c(page, '*');
    add_text(page, text);
    g_string_append_c(page, '*');
}

static void add_heading(GString *page, const char *title)
{
    g_autofree char *upper = g_ascii_strup(title, -1);

    g_string_append(page, "\n# ");
    add_text(page, upper);
    g_string_append(page, "\n\n");
}

/* "tenant create" -> "dunlin-tenant-create". */
static char *page_name(const DlnCommand *command)
{
    g_autofree char *name = g_strdup(command ? command->name : "");

    g_strdelimit(name, " ", '-');
    return command ? g_strdup_printf("dunlin-%s", name) : g_strdup("dunlin");
}

static void add_title(GString *page, const DlnCommand *command, const char *summary)
{
    g_autofree char *name = page_name(command);

    g_string_append_printf(page, "%s(1) \"\" \"Dunlin\"\n", name);
    add_heading(page, "name");
    g_string_append_printf(page, "%s - ", name);
    add_text(page, summary);
    g_string_append_c(page, '\n');
    add_heading(page, "synopsis");
}

static void add_option(GString *page, const DlnOptionUse *use)
{
    const DlnOption *option = &use->option;
    g_autofree char *help = dln_cli_option_help(use);

    if (option->letter)
        g_string_append_printf(page, "*-%c*, ", option->letter);
    g_string_append_printf(page, "*--%s*", option->name);
    if (option->value_name) {
        g_string_append(page, " _");
        add_text(page, option->value_name);
        g_string_append_c(page, '_');
    }
    g_string_append(page, "\n\t");
    add_text(page, help);
    g_string_append(page, "\n\n");
}

static void add_options(GString *page, const DlnCommand *command)
{
    g_autoptr(GArray) uses = dln_cli_option_list(command);
    const char *heading = NULL;

    for (guint i = 0; i < uses->len; i++) {
        const DlnOptionUse *use = &g_array_index(uses, DlnOptionUse, i);

        if (use->option.hidden)
            continue;
        if (!heading || !g_str_equal(heading, use->heading))
            add_heading(page, use->heading);
        heading = use->heading;
        add_option(page, use);
    }
}

static void add_examples(GString *page, const DlnExample *examples)
{
    if (!examples)
        return;
    add_heading(page, "examples");
    for (const DlnExample *example = examples; example->line; example++) {
        add_bold(page, example->line);
        g_string_append(page, "\n\t");
        add_text(page, example->meaning);
        g_string_append(page, "\n\n");
    }
}

static void add_exit_codes(GString *page)
{
    add_heading(page, "exit status");
    for (const DlnExitMeaning *row = dln_cli_exit_meanings(); row->meaning; row++) {
        g_string_append_printf(page, "*%d*\n\t", row->code);
        add_text(page, row->meaning);
        g_string_append(page, "\n\n");
    }
}

static char *command_page(const DlnCommand *command)
{
    GString *page = g_string_new(NULL);

    add_title(page, command, command->summary);
    add_bold(page, "dunlin ");
    add_bold(page, command->name);
    g_string_append(page, " [options] ");
    add_text(page, command->arguments);
    g_string_append_c(page, '\n');
    add_heading(page, "description");
    add_text(page, command->description);
    g_string_append_c(page, '\n');
    add_options(page, command);
    add_examples(page, command->examples);
    add_exit_codes(page);
    add_heading(page, "see also");
    g_string_append(page, "*dunlin*(1)\n");
    return g_string_free(page, FALSE);
}

static void add_environment(GString *page)
{
    add_heading(page, "environment");
    g_string_append(page, "*DUNLIN\\_ENV*\n\tthe environment of the configuration to use\n\n");
    for (const DunlinSetting *setting = dunlin_settings(); setting->key; setting++) {
        if (!setting->variable)
            continue;
        add_bold(page, setting->variable);
        g_string_append(page, "\n\t");
        add_text(page, setting->help);
        g_string_append(page, " (key ");
        add_bold(page, setting->key);
        g_string_append(page, ")\n\n");
    }
    g_string_append(page, "*NO\\_COLOR*\n\tno colours when set to anything\n\n");
}

static void add_verbs(GString *page)
{
    const DlnCommand *const *commands = dln_cli_commands();

    for (guint purpose = 0; purpose < DLN_N_PURPOSES; purpose++) {
        add_heading(page, dln_cli_purpose_title(purpose));
        for (guint i = 0; commands[i]; i++) {
            g_autofree char *name = page_name(commands[i]);

            if (commands[i]->purpose != purpose)
                continue;
            g_string_append_printf(page, "*%s*(1)\n\t", name);
            add_text(page, commands[i]->summary);
            g_string_append(page, "\n\n");
        }
    }
}

char *dln_cli_manual(const DlnCommand *command)
{
    GString *page;

    if (command)
        return command_page(command);
    page = g_string_new(NULL);
    add_title(page, NULL, "database schema migrations for one database or ten thousand tenants");
    g_string_append(page, "*dunlin* _verb_ [options] [arguments]\n");
    add_heading(page, "description");
    g_string_append(page, "Moves the schemas of one database, or of ten thousand tenants, from one "
                          "version to the next. A\n"
                          "migration is a file of SQL; a project is a directory with *dunlin.yaml* "
                          "and a directory of migrations.\n");
    add_verbs(page);
    add_environment(page);
    add_exit_codes(page);
    return g_string_free(page, FALSE);
}
