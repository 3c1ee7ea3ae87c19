/* SPDX-License-Identifier: Apache-2.0 */
/* author.c: from a request to a file: lock, number, text, trial, write, dunlin.sum. Names and numbers are in
 * names.c, the text in text.c. */
#include "app/author/author.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/author/text.h"
#include "base/backoff.h"
#include "base/new_file.h"
#include "lint/gate.h"
#include "project/text_file.h"
#include "project/trial.h"

#define LOCK_NAME ".dunlin.lock"
#define LOCK_WAIT_MS 5000
#define LOCK_POLL_MS 20
#define OLDEST_SERVER 130000 /* what it takes, the newer ones take as well */

static const DlnScope lineages[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

/* A file on its way. */
typedef struct {
    DlnAuthorRequest request;
    char *id;
    char *name; /* in the directory */
    char *shown;
    char *text;
} Draft;

/* Those that are written together. */
typedef struct {
    const DunlinProject *project;
    const char *directory;
    const char *display;
    GPtrArray *drafts; /* (element-type Draft) each but the first follows the one before it */
    DlnSum *sum;       /* (nullable) */
} Work;

static void draft_free(gpointer data)
{
    Draft *draft = data;

    g_free(draft->id);
    g_free(draft->name);
    g_free(draft->shown);
    g_free(draft->text);
    g_free(draft);
}

static void work_clear(Work *work)
{
    g_ptr_array_unref(work->drafts);
    dln_sum_free(work->sum);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* -- The directory ------------------------------------------------------------------------------- */

DlnFileLock *dln_author_lock(const DunlinProject *project, guint directory, GError **error)
{
    const char *path = project->config.migrations[directory];
    g_autofree char *lock_path = g_build_filename(path, LOCK_NAME, NULL);

    if (access(path, W_OK | X_OK) != 0) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot write to \"%s\": %s",
            project->config.migrations_display[directory], g_strerror(errno));
        return NULL;
    }
    for (gint64 waited_ms = 0;; waited_ms += LOCK_POLL_MS) {
        g_autoptr(GError) failed = NULL;
        DlnFileLock *lock = dln_file_lock_take(lock_path, &failed);
        if (lock != NULL)
            return lock;
        if (!dln_error_is(failed, DUNLIN_ERROR_LOCKED) || waited_ms >= LOCK_WAIT_MS) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return NULL;
        }
        dln_wait_ms(LOCK_POLL_MS, NULL);
    }
}

gboolean dln_author_read_sum(
    const DunlinProject *project, guint directory, DlnSum **out_sum, GError **error)
{
    const char *folder = project->config.migrations[directory];
    g_autofree char *path = g_build_filename(folder, DLN_SUM_NAME, NULL);
    g_autofree char *display =
        g_build_filename(project->config.migrations_display[directory], DLN_SUM_NAME, NULL);
    g_autofree char *text = NULL;

    *out_sum = NULL;
    return dln_text_file_read(path, display, DLN_TEXT_FILE_OPTIONAL, &text, error) &&
           (text == NULL || dln_sum_parse(text, display, out_sum, error));
}

/* -- Its place in the history -------------------------------------------------------------------- */

static gboolean has_parents(
    const DlnGraph *graph, const DlnRevision *revision, DlnScope scope, const GPtrArray *wanted)
{
    const GPtrArray *parents = dln_graph_parents(graph, scope, revision);
    guint n_wanted = 0;

    for (guint i = 0; i < wanted->len; i++) {
        const DlnRevision *parent = wanted->pdata[i];
        if (!(parent->scope & scope))
            continue;
        n_wanted++;
        if (!g_ptr_array_find((GPtrArray *)parents, parent, NULL))
            return FALSE;
    }
    return parents->len == n_wanted;
}

static gboolean try_draft(
    DlnTrial *trial, const Draft *draft, const DlnRevision **out_revision, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(draft->text, strlen(draft->text));
    const DlnFormatInput input = {.path = draft->shown, .basename = draft->name, .text = bytes};

    return dln_trial_add(trial, NULL, &input, out_revision, error);
}

/* That what we wrote can be run: a value may be right by itself and wrong in its place. */
static gboolean check_statements(
    const DunlinProject *project, const DlnRevision *revision, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(lineages); i++) {
        DlnGateTarget target = {.mode = DLN_GATE_ONE_BY_ONE, .server_version = OLDEST_SERVER};
        if (!(revision->scope & lineages[i]) ||
            !dln_project_scope_engine(project, lineages[i], &target.engine))
            continue;
        for (guint direction = 0; direction < DLN_N_DIRECTIONS; direction++) {
            if (!dln_gate_check(revision, (DlnDirection)direction, &target, error))
                return FALSE;
        }
    }
    return TRUE;
}

/* Whether the text of the draft at index puts it where it belongs, with those before it in their places. Errors: as
 * loading such a file. */
static gboolean try_text(const Work *work, guint index, gboolean *out_fits, GError **error)
{
    const Draft *draft = work->drafts->pdata[index];
    g_autoptr(DlnTrial) trial = dln_trial_new(work->project);
    g_autoptr(GPtrArray) before = g_ptr_array_new();
    const DlnRevision *revision = NULL;
    const DlnGraph *graph;

    for (guint i = 0; i <= index; i++) {
        if (i == index && revision != NULL)
            g_ptr_array_add(before, (gpointer)revision);
        if (!try_draft(trial, work->drafts->pdata[i], &revision, error))
            return FALSE;
    }
    if (!dln_trial_build(trial, &graph, error) ||
        (draft->request.body != NULL && !check_statements(work->project, revision, error)))
        return FALSE;
    *out_fits = revision->scope == draft->request.scope;
    for (guint i = 0; i < G_N_ELEMENTS(lineages); i++) {
        if (draft->request.scope & lineages[i])
            *out_fits = *out_fits && has_parents(graph, revision, lineages[i],
                                         index > 0 ? before : draft->request.parents);
    }
    return TRUE;
}

static gboolean write_text(
    const Work *work, guint index, DlnAuthorParents parents, gboolean *out_fits, GError **error)
{
    Draft *draft = work->drafts->pdata[index];

    g_free(draft->text);
    draft->text = dln_author_text(work->project, &draft->request, draft->id, parents, error);
    return draft->text != NULL && try_text(work, index, out_fits, error);
}

/* Without a line about the parents where the order of the names says the same: most files need none. */
static gboolean find_text(const Work *work, guint index, GError **error)
{
    const Draft *draft = work->drafts->pdata[index];
    gboolean fits = FALSE;

    if (!(draft->request.flags & DLN_AUTHOR_EXPLICIT) &&
        write_text(work, index, DLN_AUTHOR_PARENTS_IMPLICIT, &fits, NULL) && fits)
        return TRUE;
    if (!write_text(work, index, DLN_AUTHOR_PARENTS_NAMED, &fits, error))
        return FALSE;
    if (fits)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "the template does not say what the migration must say: put ${directives} into it, before "
        "\"-- dunlin:up\"");
    return FALSE;
}

/* -- Writing ------------------------------------------------------------------------------------- */

/* index: how many are numbered before it. */
static gboolean name_draft(const Work *work, Draft *draft, guint index, GError **error)
{
    const DlnAuthorRequest *request = &draft->request;
    g_autofree char *slug = dln_author_slug(request->message);
    g_autofree char *first = g_strdup(request->rev_id);
    DlnNumber number;

    if (*slug == '\0') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the message \"%s\" holds no word to name the file by", request->message);
        return FALSE;
    }
    if (first == NULL) {
        if (!dln_author_next_number(work->project, &number, error))
            return FALSE;
        number.number += index;
        first = dln_author_number_text(&number);
    }
    draft->id = g_strdup_printf("%s_%s", first, slug);
    draft->name = g_strconcat(draft->id, ".sql", NULL);
    draft->shown = g_build_filename(work->display, draft->name, NULL);
    return TRUE;
}

/* With the lines of the drafts. */
static void add_sum(const Work *work, GArray *writes)
{
    for (guint i = 0; i < work->drafts->len; i++) {
        const Draft *draft = work->drafts->pdata[i];
        g_autoptr(GBytes) bytes = g_bytes_new_static(draft->text, strlen(draft->text));
        g_autofree char *hash =
            draft->request.flags & DLN_AUTHOR_FINAL ? dln_sum_hash(bytes) : NULL;
        dln_sum_set(work->sum, draft->name, hash);
    }
    const DlnFileWrite write = {DLN_WRITE_REPLACE,
        g_build_filename(work->directory, DLN_SUM_NAME, NULL),
        g_build_filename(work->display, DLN_SUM_NAME, NULL), dln_sum_to_text(work->sum)};
    g_array_append_val(writes, write);
}

/* In the order of the history: those that have their names are always what others stand on. */
static gboolean write_files(const Work *work, GError **error)
{
    g_autoptr(GArray) writes = g_array_new(FALSE, FALSE, sizeof(DlnFileWrite));

    g_array_set_clear_func(writes, (GDestroyNotify)dln_file_write_clear);
    for (guint i = 0; i < work->drafts->len; i++) {
        const Draft *draft = work->drafts->pdata[i];
        const DlnFileWrite write = {DLN_WRITE_NEW,
            g_build_filename(work->directory, draft->name, NULL), g_strdup(draft->shown),
            g_strdup(draft->text)};
        g_array_append_val(writes, write);
    }
    if (work->sum != NULL)
        add_sum(work, writes);
    return dln_write_files((const DlnFileWrite *)(gpointer)writes->data, writes->len, error);
}

static gboolean check_words(const DlnAuthorRequest *request, GError **error)
{
    for (guint i = 0; request->labels != NULL && request->labels[i] != NULL; i++) {
        if (!dln_author_check_word("label", request->labels[i], error))
            return FALSE;
    }
    return request->rev_id == NULL || dln_author_check_rev_id(request->rev_id, error);
}

/* Labels and dependencies are those of the first: what follows it has them by that. */
static Draft *follow(const DlnAuthorRequest *request, const Draft *before)
{
    Draft *draft = g_new0(Draft, 1);

    draft->request = *request;
    if (before == NULL)
        return draft;
    draft->request.follows = before->id;
    draft->request.flags &= ~(guint)DLN_AUTHOR_EXPLICIT;
    draft->request.depends = draft->request.labels = NULL;
    return draft;
}

static gboolean prepare(Work *work, const DlnAuthorRequest *requests, guint n, GError **error)
{
    for (guint i = 0; i < n; i++) {
        Draft *draft = follow(&requests[i], i > 0 ? work->drafts->pdata[i - 1] : NULL);
        g_ptr_array_add(work->drafts, draft);
        if (!check_words(&requests[i], error) || !name_draft(work, draft, i, error) ||
            !find_text(work, i, error))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_author_write_all(const DunlinProject *project, const DlnAuthorRequest *requests,
    guint n, char ***out_ids, char ***out_files, GError **error)
{
    const guint directory = requests[0].directory;
    g_auto(Work) work = {
        .project = project,
        .directory = project->config.migrations[directory],
        .display = project->config.migrations_display[directory],
        .drafts = g_ptr_array_new_with_free_func(draft_free),
    };

    if (!check_words(&requests[0], error) || !dln_author_read_sum(project, directory, &work.sum, error) ||
        !prepare(&work, requests, n, error) || !write_files(&work, error))
        return FALSE;
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new(), files = g_strv_builder_new();
    for (guint i = 0; i < n; i++) {
        g_strv_builder_add(ids, ((const Draft *)work.drafts->pdata[i])->id);
        g_strv_builder_add(files, ((const Draft *)work.drafts->pdata[i])->shown);
    }
    *out_ids = g_strv_builder_end(ids);
    *out_files = g_strv_builder_end(files);
    return TRUE;
}
