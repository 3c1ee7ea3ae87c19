/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_history.c: `dunlin history`. */
#include "history_graph.h"
#include "position.h"
#include "text.h"
#include "views.h"

static const DlnOption options[] = {
    {"rev-range", 'r', DLN_OPTION_TEXT, "FROM:TO", "the same as the argument"},
    {"indicate-current", 'i', DLN_OPTION_SWITCH, NULL,
        "read the databases, and mark where they stand"},
    {"graph", 'g', DLN_OPTION_SWITCH, NULL, "draw branches and merges beside the lines"},
    {"mermaid", 0, DLN_OPTION_SWITCH, NULL, "the text of a Mermaid diagram"},
    {"dot", 0, DLN_OPTION_SWITCH, NULL, "the text of a Graphviz diagram"},
    DLN_OPTION_SCOPE,
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin history",
        "002_create_approvals_table -> 003_add_timeline_events (head), Add timeline events"},
    {"dunlin history --graph", "with branches and merges drawn"},
    {"dunlin history 002:004", "from 002 to 004, both included"},
    {"dunlin history -r -3:", "the head and three before it"},
    {"dunlin history current: --tenant acme", "where acme stands, and what is pending there"},
    {"dunlin history --indicate-current", "with the number of tenants that stand at each"},
    {"dunlin history --dot | dot -Tsvg > history.svg", "a picture"},
    {NULL},
};

/* The forms that exclude each other, in which it can be shown besides the list. */
static const char *const forms[] = {"json", "graph", "mermaid", "dot"};

static void print_list(const DlnCli *cli, const DlnLineage *lineage, const char *indent)
{
    for (guint i = 0; i < lineage->revisions->len; i++) {
        g_autoptr(DlnLine) line = dln_cli_line_new();

        dln_cli_line_add(line, DLN_STYLE_PLAIN, indent);
        dln_cli_lineage_describe(
            lineage, i, DLN_WORDS_PARENTS | DLN_WORDS_TREE | DLN_WORDS_DOC, line);
        dln_cli_line_print(line, &cli->out);
    }
}

/* Those with nothing applied stand at no revision. */
static int count_at_base(const DunlinStatus *status, DunlinScope scope)
{
    int n = 0;

    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinPosition *position =
            ((const DunlinDatabaseStatus *)status->databases->pdata[i])->position;

        n += position->scope == scope && !position->problem && !*position->heads;
    }
    return n;
}

static void print_lineage(
    const DlnCli *cli, const DlnLineage *lineage, const char *indent, gconstpointer status)
{
    int n_at_base = status ? count_at_base(status, lineage->scope) : 0;
    g_autoptr(DlnLine) base = dln_cli_line_new();

    if (dln_cli_arguments_has(cli->arguments, "graph"))
        dln_cli_history_draw(cli, lineage, indent);
    else if (cli->verbose)
        dln_cli_views_print_details(cli, lineage, indent, NULL);
    else
        print_list(cli, lineage, indent);
    if (n_at_base == 0)
        return;
    dln_cli_line_format(base, DLN_STYLE_PLAIN, "%s<base>", indent);
    dln_cli_lineage_add_current(lineage->scope, n_at_base, base);
    dln_cli_line_print(base, &cli->out);
}

/* They stand beside the lineages. Returns how many there are. */
static guint print_repeatables(const DlnCli *cli, const GPtrArray *history)
{
    guint n = 0;

    for (guint i = 0; i < history->len; i++) {
        const DunlinRevisionInfo *info = history->pdata[i];
        g_autofree char *safe = dln_cli_text_safe(info->id);
        g_autofree char *id = dln_cli_screen_paint(&cli->out, DLN_STYLE_ID, safe);
        g_autofree char *description = dln_cli_text_safe(info->description);

        if (!info->repeatable)
            continue;
        dln_cli_screen_print(&cli->out, "%s%s (repeatable) [%s]%s%s\n",
            n++ == 0 && i > 0 ? "\n" : "", id, info->scope, *description ? ", " : "", description);
    }
    return n;
}

static void print_history(const DlnCli *cli, const GPtrArray *history, const DunlinStatus *status)
{
    g_autofree char *text = NULL;

    if (cli->json)
        text = dunlin_history_to_json(history);
    else if (dln_cli_arguments_has(cli->arguments, "mermaid"))
        text = dln_cli_history_mermaid(history);
    else if (dln_cli_arguments_has(cli->arguments, "dot"))
        text = dln_cli_history_dot(history);
    if (text)
        dln_cli_print_json(cli, text);
    else if (dln_cli_views_print(cli, history, print_lineage, status) + print_repeatables(cli, history) == 0)
        dln_cli_hint(cli, "there is no migration yet; `dunlin revision -m \"create users\"` writes "
                          "the first one");
}

/* Which of the forms was asked for twice. */
static gboolean check_forms(const DlnCli *cli, GError **error)
{
    const char *first = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (!dln_cli_arguments_has(cli->arguments, forms[i]))
            continue;
        if (first) {
            g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
                "--%s and --%s exclude each other", first, forms[i]);
            return FALSE;
        }
        first = forms[i];
    }
    return TRUE;
}

static gboolean take_range(const DlnCli *cli, const char **out_range, GError **error)
{
    const char *word = dln_cli_word(cli, 0);
    const char *option = dln_cli_arguments_text(cli->arguments, "rev-range");

    if (word && option) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "the range is given twice: \"%s\" and --rev-range \"%s\"", word, option);
        return FALSE;
    }
    *out_range = word ? word : option;
    return TRUE;
}

static gboolean needs_databases(const DlnCli *cli, const char *range)
{
    return dln_cli_arguments_has(cli->arguments, "indicate-current") ||
           (range && (g_str_has_prefix(range, "current:") || g_str_has_suffix(range, ":current")));
}

/* A choice of databases without a look at any is a slip. */
static gboolean check_selection(const DlnCli *cli, GError **error)
{
    const char *option = dln_cli_selection_option(cli);

    if (option == NULL)
        return TRUE;
    g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
        "--%s chooses databases, and none is read: add --indicate-current, or choose a lineage "
        "with --scope",
        option);
    return FALSE;
}

/* Fails when no database could be read; what is wrong with some of them is a warning. */
static gboolean read_status(
    DlnCli *cli, DunlinProject *project, DunlinStatus **out_status, GError **error)
{
    DunlinSelection selection = dln_cli_selection(cli);
    g_autoptr(DunlinStatus) status = NULL;
    const GError *failure;
    guint n_problems = 0;

    if (!dunlin_status(project, &selection, NULL, &status, error))
        return FALSE;
    failure = dln_cli_status_failure(status);
    if (failure) {
        g_propagate_error(error, g_error_copy(failure));
        return FALSE;
    }
    dln_cli_warn_all(cli, status->warnings);
    for (guint i = 0; i < status->databases->len; i++)
        n_problems +=
            ((const DunlinDatabaseStatus *)status->databases->pdata[i])->position->problem != NULL;
    if (n_problems > 0) {
        g_autofree char *count = dln_cli_text_count(n_problems, "database");
        g_autofree char *text =
            g_strdup_printf("%s with a problem; `dunlin status` says which", count);

        dln_cli_warn(cli, text);
    }
    *out_status = g_steal_pointer(&status);
    return TRUE;
}

static int run(DlnCli *cli, GError **error)
{
    DunlinHistoryOptions wanted = {0};
    g_autoptr(DunlinProject) project = NULL;
    g_autoptr(DunlinStatus) status = NULL;
    g_autoptr(GPtrArray) history = NULL;

    if (!check_forms(cli, error) || !take_range(cli, &wanted.range, error))
        return DLN_EXIT_USAGE;
    if (!needs_databases(cli, wanted.range) && !check_selection(cli, error))
        return DLN_EXIT_USAGE;
    project = dln_cli_load_project(cli, error);
    if (!project)
        return DLN_EXIT_FAILED;
    if (needs_databases(cli, wanted.range) && !read_status(cli, project, &status, error))
        return DLN_EXIT_FAILED;
    wanted.status = status;
    history = dln_cli_views_load(cli, project, wanted, error);
    if (!history)
        return DLN_EXIT_FAILED;
    print_history(cli, history, status);
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_history = {
    .name = "history",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "[FROM:TO]",
    .max_words = 1,
    .summary = "list the migrations, newest first",
    .description =
        "Lists the project's migrations, newest first: what each one follows, what it depends on "
        "(in parentheses), what it is called, and which are heads, branch points and merge "
        "points; in a project with tenants each scope by itself. With `--verbose` the file, the "
        "checksum and the rest.\n\n"
        "FROM:TO is a part of it, both ends included; one of them may be left out. Each may be an "
        "id, the beginning of one, a number, a label, `base`, `head`, `003+2`, `head-1`, or `-3` "
        "as FROM and `+3` as TO, counted from the other end. `current` is where the database "
        "stands.\n\n"
        "`--graph` draws it in the terminal, `--mermaid` and `--dot` write the text of a diagram; "
        "there, a dashed line is a dependency. Opens no database but for `--indicate-current` and "
        "`current`; these write nothing.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_SELECTION,
    .options = options,
    .examples = examples,
    .run = run,
};
