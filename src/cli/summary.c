/* SPDX-License-Identifier: Apache-2.0 */
/* summary.c: the report of a run as text. Knows no events; says only what the report says. */
#include "summary.h"

#include "failures.h"
#include "text.h"

#define MAX_NAMES 10

typedef struct {
    guint n[4]; /* by DunlinOutcome */
    const DunlinDatabaseResult *last;
} Tally;

static Tally tally_scope(const DunlinRunReport *report, DunlinScope scope)
{
    Tally tally = {0};

    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinDatabaseResult *result = report->databases->pdata[i];

        if (result->scope != scope)
            continue;
        tally.n[result->outcome]++;
        tally.last = result;
    }
    return tally;
}

static const char *past(const DunlinRunReport *report)
{
    return report->direction == DUNLIN_DIRECTION_DOWN ? "downgraded" : "upgraded";
}

/* "public upgraded to 004_x: 2 migrations", or what else became of a single database. */
static char *describe_one(const DunlinRunReport *report, const DunlinDatabaseResult *result)
{
    g_autofree char *name = dln_cli_text_safe(result->name);
    g_autofree char *current = dln_cli_text_safe(result->current);
    g_autofree char *count = dln_cli_text_count(result->n_steps, "migration");
    g_autofree char *duration = dln_cli_text_duration(report->duration_us);
    gboolean is_only = report->databases->len == 1;
    g_autofree char *steps =
        g_strdup_printf("%s%s%s", count, is_only ? " in " : "", is_only ? duration : "");
    gboolean is_base = !*current;

    switch (result->outcome) {
    case DUNLIN_OUTCOME_UNCHANGED:
        return is_base ? g_strdup_printf("%s had nothing to do: no migration is applied", name)
                       : g_strdup_printf("%s was already at %s", name, current);
    case DUNLIN_OUTCOME_CHANGED:
        return g_strdup_printf("%s %s to %s: %s", name, past(report),
            is_base ? "before the first migration" : current, steps);
    case DUNLIN_OUTCOME_FAILED:
        if (result->partial)
            return g_strdup_printf("%s stopped within a migration%s%s", name,
                is_base ? "" : ", at ", current);
        return result->n_steps > 0
                   ? g_strdup_printf("%s failed after %s, at %s", name, steps, current)
               : is_base
                   ? g_strdup_printf("%s failed: nothing was changed", name)
                   : g_strdup_printf("%s failed: nothing was changed, it is at %s", name, current);
    case DUNLIN_OUTCOME_NOT_TRIED:
        return g_strdup_printf("%s was not tried", name);
    }
    return NULL;
}

/* "42 tenants upgraded, 3 were up to date, 1 failed"; the noun stands once, with the first figure. */
static char *describe_many(const DunlinRunReport *report, const Tally *tally)
{
    gboolean is_down = report->direction == DUNLIN_DIRECTION_DOWN;
    const struct {
        guint n;
        const char *singular;
        const char *plural;
    } parts[] = {
        {tally->n[DUNLIN_OUTCOME_CHANGED], past(report), past(report)},
        {tally->n[DUNLIN_OUTCOME_UNCHANGED], is_down ? "was already there" : "was up to date",
            is_down ? "were already there" : "were up to date"},
        {tally->n[DUNLIN_OUTCOME_FAILED], "failed", "failed"},
        {tally->n[DUNLIN_OUTCOME_NOT_TRIED], "was not tried", "were not tried"},
    };
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *count = NULL;

        if (parts[i].n == 0)
            continue;
        count = text->len == 0 ? dln_cli_text_count(parts[i].n, "tenant")
                               : dln_cli_text_number(parts[i].n);
        g_string_append_printf(text, "%s%s %s", text->len > 0 ? ", " : "", count,
            parts[i].n == 1 ? parts[i].singular : parts[i].plural);
    }
    return g_string_free(text, FALSE);
}

static void print_scope(const DlnCli *cli, const DunlinRunReport *report, DunlinScope scope)
{
    Tally tally = tally_scope(report, scope);
    guint total = tally.n[0] + tally.n[1] + tally.n[2] + tally.n[3];
    g_autofree char *text = NULL;
    g_autofree char *line = NULL;

    if (total == 0)
        return;
    text = total == 1 ? describe_one(report, tally.last) : describe_many(report, &tally);
    line = g_strconcat(total == 1 && scope == DUNLIN_SCOPE_TENANT ? "tenant " : "", text, NULL);
    dln_cli_screen_print_text(&cli->out, line, 0, 2);
}

void dln_cli_summary_result(
    const DlnCli *cli, const DunlinRunReport *report, const GPtrArray *empty)
{
    gboolean is_down = report->direction == DUNLIN_DIRECTION_DOWN;
    g_autofree char *steps = dln_cli_text_count(report->n_steps, "migration");
    g_autofree char *duration = dln_cli_text_duration(report->duration_us);

    print_scope(cli, report, is_down ? DUNLIN_SCOPE_TENANT : DUNLIN_SCOPE_PUBLIC);
    print_scope(cli, report, is_down ? DUNLIN_SCOPE_PUBLIC : DUNLIN_SCOPE_TENANT);
    for (guint i = 0; i < empty->len; i++) {
        g_autofree char *id = dln_cli_text_safe(empty->pdata[i]);

        dln_cli_screen_print(&cli->out, "%s has an empty %s section: %s, nothing was run\n", id,
            is_down ? "down" : "up", is_down ? "its record was removed" : "it was recorded");
    }
    if (report->n_steps > 0 && report->databases->len > 1)
        dln_cli_screen_print(&cli->out, "%s in %s\n", steps, duration);
}

/* (transfer full) (element-type DlnFailure): in the report's order */
static GArray *failures_of(const DunlinRunReport *report)
{
    GArray *failures = g_array_new(FALSE, FALSE, sizeof(DlnFailure));

    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinDatabaseResult *result = report->databases->pdata[i];
        DlnFailure failure = {
            result->scope, result->name, result->place, result->current, result->error};

        if (result->outcome == DUNLIN_OUTCOME_FAILED && result->error)
            g_array_append_val(failures, failure);
    }
    return failures;
}

/* "TITLE: a, b, … and 9 more" */
static void print_names(const DlnCli *cli, guint indent, const char *title, const GPtrArray *names)
{
    g_autofree char *text = dln_cli_text_names(names, cli->verbose ? G_MAXUINT : MAX_NAMES);
    g_autofree char *line = g_strdup_printf("%s: %s", title, text);

    dln_cli_screen_print(&cli->err, "%*s", (int)indent, "");
    dln_cli_screen_print_text(&cli->err, line, indent, indent + 2);
}

static void print_group(const DlnCli *cli, const GArray *group)
{
    const DlnScreen *screen = &cli->err;
    const DlnFailure *first = &g_array_index(group, DlnFailure, 0);
    gboolean is_tenant = first->scope == DUNLIN_SCOPE_TENANT;
    g_autofree char *name = dln_cli_text_safe(first->name);
    g_autofree char *place = dln_cli_text_safe(first->place);
    g_autofree char *current = dln_cli_text_safe(first->current);
    g_autofree char *sign = dln_cli_screen_paint(screen, DLN_STYLE_BAD, screen->signs->failed);
    g_autofree char *where = g_strdup_printf("%s%s (%s)%s%s", is_tenant ? "tenant " : "", name,
        place, *current ? " is at " : ": no migration is applied", current);
    g_autoptr(GPtrArray) others = dln_cli_failures_names(group, 1);
    g_autofree char *title = g_strdup_printf("the same error in %u more", others->len);

    dln_cli_screen_print(screen, "\n%s ", sign);
    dln_cli_screen_print_text(screen, where, 2, 2);
    dln_cli_print_cause(cli, first->error, 2);
    if (others->len > 0)
        print_names(cli, 2, title, others);
}

static void print_not_tried(const DlnCli *cli, const DunlinRunReport *report)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < report->databases->len; i++) {
        DunlinDatabaseResult *result = report->databases->pdata[i];

        if (result->outcome == DUNLIN_OUTCOME_NOT_TRIED)
            g_ptr_array_add(names, result->name);
    }
    if (names->len == 0)
        return;
    dln_cli_screen_print(&cli->err, "\n");
    print_names(cli, 0, "not tried", names);
}

void dln_cli_summary_failures(const DlnCli *cli, const DunlinRunReport *report)
{
    g_autoptr(GArray) failures = failures_of(report);
    g_autoptr(GPtrArray) groups = dln_cli_failures_group(failures);

    fflush(cli->out.stream);
    for (guint i = 0; i < groups->len; i++)
        print_group(cli, groups->pdata[i]);
    print_not_tried(cli, report);
    if (groups->len > 0 || report->n_not_tried > 0)
        dln_cli_screen_print(&cli->err, "\n");
}
