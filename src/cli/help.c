/* SPDX-License-Identifier: Apache-2.0 */
/* help.c: help for people at a terminal. Every word of it comes from the tables of verbs, options and exit codes. */
#include "help.h"

#include <string.h>

#include "commands.h"
#include "help_json.h"
#include "manual.h"
#include "text.h"

#define MAX_WIDTH 100
#define NAME_COLUMN 18
#define OPTION_COLUMN 30

static guint page_width(const DlnScreen *screen)
{
    return MIN(dln_cli_screen_width(screen), MAX_WIDTH);
}

static void add_heading(GString *out, const DlnScreen *screen, const char *title)
{
    g_autofree char *strong = dln_cli_screen_paint(screen, DLN_STYLE_STRONG, title);

    g_string_append_printf(out, "\n%s\n", strong);
}

/* `term` in its column, text beside it; on the next line where the term is too long. */
static void add_entry(GString *out, const char *term, guint column, const char *text, guint width)
{
    guint used = 2 + dln_cli_text_columns(term);

    g_string_append_printf(out, "  %s", term);
    if (used + 2 > column) {
        g_string_append_c(out, '\n');
        used = 0;
    }
    g_string_append_printf(out, "%*s", (int)(column - used), "");
    dln_cli_text_wrap(out, text, column, column, width);
}

static void add_command_line(GString *out, const DlnScreen *screen, const DlnCommand *command)
{
    add_entry(out, command->name, NAME_COLUMN, command->summary, page_width(screen));
}

void dln_cli_help_overview(const DlnCli *cli, const DlnScreen *screen)
{
    g_autoptr(GString) out = g_string_new("Usage: dunlin VERB [OPTIONS] [ARGUMENTS]\n\n");
    const DlnCommand *const *commands = dln_cli_commands();

    dln_cli_text_wrap(out,
        "Moves the schemas of one database, or of ten thousand tenants, from one version to the "
        "next.",
        0, 0, page_width(screen));
    for (guint purpose = 0; purpose < DLN_N_PURPOSES; purpose++) {
        add_heading(out, screen, dln_cli_purpose_title(purpose));
        for (guint i = 0; commands[i]; i++)
            if (commands[i]->purpose == purpose)
                add_command_line(out, screen, commands[i]);
    }
    g_string_append(out, "\n`dunlin help VERB` explains a verb and its options.\n");
    dln_cli_screen_print(screen, "%s", out->str);
}

int dln_cli_help_family(const DlnCli *cli, const char *word)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *prefix = g_strdup_printf("%s ", word);
    const DlnCommand *const *commands = dln_cli_commands();

    g_string_append_printf(out, "Usage: dunlin %s VERB [OPTIONS] [ARGUMENTS]\n\n", word);
    for (guint i = 0; commands[i]; i++)
        if (g_str_has_prefix(commands[i]->name, prefix))
            add_command_line(out, &cli->out, commands[i]);
    g_string_append_printf(out, "\n`dunlin help %s VERB` explains a verb and its options.\n", word);
    dln_cli_screen_print(&cli->out, "%s", out->str);
    return DLN_EXIT_DONE;
}

static void add_description(GString *out, const DlnCommand *command, guint width)
{
    g_auto(GStrv) paragraphs = g_strsplit(command->description, "\n\n", -1);

    for (guint i = 0; paragraphs[i]; i++) {
        g_string_append_c(out, '\n');
        dln_cli_text_wrap(out, paragraphs[i], 0, 0, width);
    }
}

static void add_options(GString *out, const DlnScreen *screen, const DlnCommand *command)
{
    g_autoptr(GArray) uses = dln_cli_option_list(command);
    const char *heading = NULL;

    for (guint i = 0; i < uses->len; i++) {
        const DlnOptionUse *use = &g_array_index(uses, DlnOptionUse, i);
        g_autofree char *synopsis = dln_cli_option_synopsis(use);
        g_autofree char *help = dln_cli_option_help(use);

        if (use->option.hidden)
            continue;
        if (!heading || !g_str_equal(heading, use->heading))
            add_heading(out, screen, use->heading);
        heading = use->heading;
        add_entry(out, synopsis, OPTION_COLUMN, help, page_width(screen));
    }
}

static void add_examples(GString *out, const DlnScreen *screen, const DlnCommand *command)
{
    if (!command->examples)
        return;
    add_heading(out, screen, "Examples");
    for (const DlnExample *example = command->examples; example->line; example++) {
        g_autofree char *faint = dln_cli_screen_paint(screen, DLN_STYLE_FAINT, example->meaning);

        g_string_append_printf(out, "  %s\n      %s\n", example->line, faint);
    }
}

static void add_exit_codes(GString *out, const DlnScreen *screen)
{
    add_heading(out, screen, "Exit codes");
    for (const DlnExitMeaning *row = dln_cli_exit_meanings(); row->meaning; row++)
        g_string_append_printf(out, "  %d  %s\n", row->code, row->meaning);
}

static char *command_text(const DlnScreen *screen, const DlnCommand *command)
{
    GString *out = g_string_new(NULL);

    g_string_append_printf(out, "Usage: dunlin %s [OPTIONS]%s%s\n", command->name,
        *command->arguments ? " " : "", command->arguments);
    add_description(out, command, page_width(screen));
    add_options(out, screen, command);
    add_examples(out, screen, command);
    add_exit_codes(out, screen);
    return g_string_free(out, FALSE);
}

int dln_cli_help_command(const DlnCli *cli, const DlnCommand *command, DlnHelpFormat format)
{
    g_autofree char *page = NULL;

    if (format == DLN_HELP_SCDOC)
        page = dln_cli_manual(command);
    else if (cli->json)
        page = dln_cli_help_json(command);
    else if (command)
        page = command_text(&cli->out, command);

    if (page)
        dln_cli_screen_print(&cli->out, "%s", page);
    else
        dln_cli_help_overview(cli, &cli->out);
    return DLN_EXIT_DONE;
}
