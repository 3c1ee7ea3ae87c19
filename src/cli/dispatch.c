/* SPDX-License-Identifier: Apache-2.0 */
/* dispatch.c: finds the verb, parses its arguments, runs it, reports its error. Loads no project: a verb that needs
 * none answers at once. */
#include "dispatch.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "help.h"
#include "secrets.h"

#define MAX_NAME_WORDS 2

/* Where in argv the words of the verb's name stand; 0 = there is none. */
typedef struct {
    int at[MAX_NAME_WORDS];
} NamePlace;

/* The next word that is neither an option nor the value of one. */
static int next_word(const GArray *uses, int argc, char **argv, int from)
{
    for (int i = from; i < argc && !g_str_equal(argv[i], "--"); i++) {
        const DlnOptionUse *use;

        if (argv[i][0] != '-')
            return i;
        use = dln_cli_option_lookup(uses, argv[i]);
        if (use && use->option.value_name && !strchr(argv[i], '=') &&
            (argv[i][1] == '-' || argv[i][2] == '\0'))
            i++;
    }
    return 0;
}

static gboolean has_switch(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc && !g_str_equal(argv[i], "--"); i++)
        if (g_str_equal(argv[i], name))
            return TRUE;
    return FALSE;
}

static void set_unknown_verb(const char *name, GError **error)
{
    const char *nearest = dln_cli_command_suggest(name);

    if (dln_cli_command_is_family(name)) {
        g_autofree char *members = dln_cli_command_members(name);

        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, "\"%s\" needs a second word: %s",
            name, members);
        return;
    }
    if (nearest)
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "there is no verb \"%s\"; did you mean \"%s\"?", name, nearest);
    else
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, "there is no verb \"%s\"", name);
}

/* NULL without error: no verb was given. */
static const DlnCommand *find_command(int argc, char **argv, NamePlace *out_place, GError **error)
{
    g_autoptr(GArray) uses = dln_cli_option_list(NULL);
    int first = next_word(uses, argc, argv, 1);
    int second = first ? next_word(uses, argc, argv, first + 1) : 0;
    const DlnCommand *command;
    g_autofree char *name = NULL;

    *out_place = (NamePlace){{first, 0}};
    if (!first) {
        gboolean wants_version =
            has_switch(argc, argv, "--version") || has_switch(argc, argv, "-V");

        return wants_version ? dln_cli_command_find("version") : NULL;
    }
    command = dln_cli_command_find(argv[first]);
    if (command)
        return command;
    if (second && dln_cli_command_is_family(argv[first]))
        name = g_strdup_printf("%s %s", argv[first], argv[second]);
    else
        name = g_strdup(argv[first]);
    command = dln_cli_command_find(name);
    if (command)
        out_place->at[1] = second;
    else
        set_unknown_verb(name, error);
    return command;
}

/* argv without the verb's name, and without what chose the verb. (transfer container) */
static const char **without_name(int argc, char **argv, const NamePlace *place)
{
    const char **rest = g_new0(const char *, argc + 2);
    int n = 0;

    rest[n++] = "dunlin";
    for (int i = 1; i < argc; i++) {
        if (i == place->at[0] || i == place->at[1])
            continue;
        if (place->at[0] == 0 && (g_str_equal(argv[i], "--version") || g_str_equal(argv[i], "-V")))
            continue;
        rest[n++] = argv[i];
    }
    return rest;
}

static gboolean check_n_words(const DlnCli *cli, GError **error)
{
    const DlnCommand *command = cli->command;
    guint n_words = dln_cli_arguments_n_words(cli->arguments);

    if (n_words < command->min_words) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, "\"%s\" needs more: dunlin %s %s",
            command->name, command->name, command->arguments);
        return FALSE;
    }
    if (n_words > command->max_words) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, "\"%s\" takes no argument \"%s\"",
            command->name, dln_cli_word(cli, command->max_words));
        return FALSE;
    }
    return TRUE;
}

static void apply_output_options(DlnCli *cli)
{
    cli->json = dln_cli_arguments_has(cli->arguments, "json");
    cli->quiet = dln_cli_arguments_has(cli->arguments, "quiet");
    cli->verbose = dln_cli_arguments_has(cli->arguments, "verbose");
    if (dln_cli_arguments_has(cli->arguments, "no-color"))
        cli->out.has_colors = cli->err.has_colors = FALSE;
}

static int report_usage_error(const DlnCli *cli, const GError *error)
{
    int code = dln_cli_fail(cli, error, dln_cli_exit_code(error));
    g_autofree char *hint =
        cli->command ? g_strdup_printf("`dunlin help %s` explains it", cli->command->name)
                     : g_strdup("`dunlin help` lists the verbs");

    dln_cli_hint(cli, hint);
    return code;
}

static int run_command(DlnCli *cli)
{
    g_autoptr(GError) error = NULL;
    int code;

    apply_output_options(cli);
    if (dln_cli_arguments_has(cli->arguments, "help"))
        return dln_cli_help_command(cli, cli->command, DLN_HELP_TEXT);
    if (!check_n_words(cli, &error))
        return report_usage_error(cli, error);
    code = cli->command->run(cli, &error);
    return error ? dln_cli_fail(cli, error, dln_cli_exit_code(error)) : code;
}

static int dispatch(DlnCli *cli, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree const char **rest = NULL;
    NamePlace place;

    /* Until the options are parsed: so that a wrong one is answered in JSON too. */
    cli->json = has_switch(argc, argv, "--json");
    if (!dln_cli_secrets_check(argc, argv, &error))
        return report_usage_error(cli, error);
    cli->command = find_command(argc, argv, &place, &error);
    if (error && dln_cli_command_is_family(argv[place.at[0]]) &&
        (has_switch(argc, argv, "--help") || has_switch(argc, argv, "-h")))
        return dln_cli_help_family(cli, argv[place.at[0]]);
    if (error)
        return report_usage_error(cli, error);
    if (!cli->command) {
        gboolean asked = has_switch(argc, argv, "--help") || has_switch(argc, argv, "-h");

        dln_cli_help_overview(cli, asked ? &cli->out : &cli->err);
        return asked ? DLN_EXIT_DONE : DLN_EXIT_USAGE;
    }
    rest = without_name(argc, argv, &place);
    if (!dln_cli_arguments_parse(cli->command, rest, &cli->arguments, &error))
        return report_usage_error(cli, error);
    return run_command(cli);
}

/* A result that could not be written (full disk, closed pipe) is a failure, not a success. */
static int finish_output(const DlnCli *cli, int code)
{
    gboolean had_error = ferror(cli->out.stream);
    int saved_errno;

    errno = 0;
    if (fflush(cli->out.stream) == 0 && !had_error)
        return code;
    saved_errno = errno;
    if (saved_errno != EPIPE)
        fprintf(cli->err.stream, "dunlin: cannot write the result: %s\n",
            g_strerror(saved_errno ? saved_errno : EIO));
    return code == DLN_EXIT_DONE ? DLN_EXIT_FAILED : code;
}

int dln_cli_main(int argc, char **argv)
{
    g_auto(GStrv) arguments = dln_cli_secrets_take(argc, argv);
    gboolean is_utf8 = dln_cli_screen_set_locale();
    DlnCli cli = {.warned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    int code;

    dln_cli_screen_init(&cli.out, stdout, is_utf8);
    dln_cli_screen_init(&cli.err, stderr, is_utf8);
    code = dispatch(&cli, argc, arguments);
    dln_cli_arguments_free(cli.arguments);
    g_hash_table_unref(cli.warned);
    return finish_output(&cli, code);
}
