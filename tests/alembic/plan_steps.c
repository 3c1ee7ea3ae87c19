/* SPDX-License-Identifier: Apache-2.0 */
/* plan_steps.c: answers questions about the histories of many projects, a line each, so that one process serves a whole
 * comparison. Knows no database: what is applied stands in the question.
 *
 *   project FOLDER               reads a project; the following are about it
 *   heads | branches | history   ids; history from the head down
 *   up TARGET IDS | down …       the steps of a plan; IDS are what is applied, separated by commas, or "-"
 *   range FROM:TO                the revisions of history
 *
 * The answer is "ok" and ids, or "error CODE MESSAGE". */
#include <stdio.h>
#include <string.h>

#include "plan/plan.h"
#include "plan/range.h"
#include "project/project.h"

#define SCOPE DLN_SCOPE_PUBLIC

static void print_revisions(const GPtrArray *revisions)
{
    fputs("ok", stdout);
    for (guint i = 0; i < revisions->len; i++)
        printf(" %s", ((const DlnRevision *)revisions->pdata[i])->id);
    putchar('\n');
}

static gboolean load(DunlinProject **project, const char *folder, GError **error)
{
    static const char *const none[] = {NULL};
    const DunlinProjectOptions options = {.directory = folder, .environ = none};

    dunlin_project_free(*project);
    *project = dunlin_project_load(&options, error);
    if (*project != NULL)
        puts("ok");
    return *project != NULL;
}

static gboolean print_branches(const DlnGraph *graph)
{
    g_autoptr(GPtrArray) lineage = dln_graph_lineage(graph, SCOPE);
    g_autoptr(GPtrArray) branches = g_ptr_array_new();

    for (guint i = 0; i < lineage->len; i++) {
        if (dln_graph_children(graph, SCOPE, lineage->pdata[i])->len > 1)
            g_ptr_array_add(branches, lineage->pdata[i]);
    }
    print_revisions(branches);
    return TRUE;
}

static gboolean print_range(const DlnGraph *graph, const char *text, GError **error)
{
    g_auto(DlnRange) range = {0};
    g_autoptr(GPtrArray) revisions = NULL;
    g_autoptr(GPtrArray) down = g_ptr_array_new();

    if (!dln_range_split(text, &range, error) ||
        !dln_plan_range(graph, SCOPE, &range, &revisions, error))
        return FALSE;
    for (guint i = revisions->len; i-- > 0;)
        g_ptr_array_add(down, revisions->pdata[i]);
    print_revisions(down);
    return TRUE;
}

static DlnApplied *applied_of(const char *ids)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);
    g_auto(GStrv) versions = g_strsplit(g_str_equal(ids, "-") ? "" : ids, ",", -1);

    for (guint i = 0; versions[i] != NULL; i++) {
        DlnAppliedRow *row = g_new0(DlnAppliedRow, 1);
        row->version = g_strdup(versions[i]);
        g_ptr_array_add(rows, row);
    }
    return dln_applied_new(rows);
}

static gboolean print_plan(const DlnGraph *graph, char *const *words, GError **error)
{
    g_autoptr(DlnApplied) applied = applied_of(words[2]);
    g_autoptr(DlnPlan) plan = NULL;
    const DlnPlanOptions options = {
        .scope = SCOPE,
        .direction = g_str_equal(words[0], "up") ? DLN_DIRECTION_UP : DLN_DIRECTION_DOWN,
        .target = words[1],
    };

    if (!dln_plan_make(graph, applied, &options, &plan, error))
        return FALSE;
    fputs("ok", stdout);
    for (guint i = 0; i < plan->steps->len; i++)
        printf(" %s", g_array_index(plan->steps, DlnStep, i).revision->id);
    putchar('\n');
    return TRUE;
}

static gboolean answer(DunlinProject **project, char *const *words, GError **error)
{
    guint n = g_strv_length((char **)words);

    if (n == 2 && g_str_equal(words[0], "project"))
        return load(project, words[1], error);
    if (*project != NULL && n == 1 && g_str_equal(words[0], "heads")) {
        print_revisions(dln_graph_heads((*project)->graph, SCOPE));
        return TRUE;
    }
    if (*project != NULL && n == 1 && g_str_equal(words[0], "branches"))
        return print_branches((*project)->graph);
    if (*project != NULL && n == 1 && g_str_equal(words[0], "history"))
        return print_range((*project)->graph, ":", error);
    if (*project != NULL && n == 2 && g_str_equal(words[0], "range"))
        return print_range((*project)->graph, words[1], error);
    if (*project != NULL && n == 3 &&
        (g_str_equal(words[0], "up") || g_str_equal(words[0], "down")))
        return print_plan((*project)->graph, words, error);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "no such question");
    return FALSE;
}

int main(void)
{
    DunlinProject *project = NULL;
    char *line = NULL;
    size_t size = 0;
    ssize_t length;

    while ((length = getline(&line, &size, stdin)) > 0) {
        g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", -1);
        g_autoptr(GError) error = NULL;
        if (!answer(&project, words, &error))
            printf("error %d %s\n", error->code, error->message);
        fflush(stdout);
    }
    free(line);
    dunlin_project_free(project);
    return 0;
}
