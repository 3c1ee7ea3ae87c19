/* SPDX-License-Identifier: Apache-2.0 */
/* author.c: from a request to a file: lock, number, text, trial, write, dunlin.sum. Names and numbers are in
 * author_names.c, the text in author_text.c. */
#include "app/author.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/author_text.h"
#include "base/backoff.h"
#include "base/new_file.h"
#include "project/text_file.h"
#include "project/trial.h"

#define LOCK_NAME ".dunlin.lock"
#define LOCK_WAIT_MS 5000
#define LOCK_POLL_MS 20

static const DlnScope lineages[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

/* A file on its way. */
typedef struct {
    const DunlinProject *project;
    const DlnAuthorRequest *request;
    const char *directory;
    const char *display;
    char *id;
    char *name; /* in the directory */
    char *shown;
    char *text;
    DlnSum *sum; /* (nullable) */
} Draft;

static void draft_clear(Draft *draft)
{
    g_free(draft->id);
    g_free(draft->name);
    g_free(draft->shown);
    g_free(draft->text);
    dln_sum_free(draft->sum);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

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

/* Whether the draft's text puts it where it belongs. Errors: as loading such a file. */
static gboolean try_text(const Draft *draft, gboolean *out_fits, GError **error)
{
    g_autoptr(DlnTrial) trial = dln_trial_new(draft->project);
    g_autoptr(GBytes) bytes = g_bytes_new_static(draft->text, strlen(draft->text));
    const DlnFormatInput input = {.path = draft->shown, .basename = draft->name, .text = bytes};
    const DlnRevision *revision;
    const DlnGraph *graph;

    if (!dln_trial_add(trial, NULL, &input, &revision, error) ||
        !dln_trial_build(trial, &graph, error))
        return FALSE;
    *out_fits = revision->scope == draft->request->scope;
    for (guint i = 0; i < G_N_ELEMENTS(lineages); i++) {
        if (draft->request->scope & lineages[i])
            *out_fits =
                *out_fits && has_parents(graph, revision, lineages[i], draft->request->parents);
    }
    return TRUE;
}

static gboolean write_text(
    Draft *draft, DlnAuthorParents parents, gboolean *out_fits, GError **error)
{
    g_free(draft->text);
    draft->text = dln_author_text(draft->project, draft->request, draft->id, parents, error);
    return draft->text != NULL && try_text(draft, out_fits, error);
}

/* Without a line about the parents where the order of the names says the same: most files need none. */
static gboolean find_text(Draft *draft, GError **error)
{
    gboolean fits = FALSE;

    if (!(draft->request->flags & DLN_AUTHOR_EXPLICIT) &&
        write_text(draft, DLN_AUTHOR_PARENTS_IMPLICIT, &fits, NULL) && fits)
        return TRUE;
    if (!write_text(draft, DLN_AUTHOR_PARENTS_NAMED, &fits, error))
        return FALSE;
    if (fits)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "the template does not say what the migration must say: put ${directives} into it, before "
        "\"-- dunlin:up\"");
    return FALSE;
}

/* -- Writing ------------------------------------------------------------------------------------- */

static gboolean name_draft(Draft *draft, GError **error)
{
    const DlnAuthorRequest *request = draft->request;
    g_autofree char *slug = dln_author_slug(request->message);
    g_autofree char *first = g_strdup(request->rev_id);
    DlnNumber number;

    if (*slug == '\0') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the message \"%s\" holds no word to name the file by", request->message);
        return FALSE;
    }
    if (first == NULL) {
        if (!dln_author_next_number(draft->project, &number, error))
            return FALSE;
        first = dln_author_number_text(&number);
    }
    draft->id = g_strdup_printf("%s_%s", first, slug);
    draft->name = g_strconcat(draft->id, ".sql", NULL);
    draft->shown = g_build_filename(draft->display, draft->name, NULL);
    return TRUE;
}

static gboolean write_sum(Draft *draft, GError **error)
{
    g_autofree char *hash = NULL;
    g_autofree char *display = g_build_filename(draft->display, DLN_SUM_NAME, NULL);
    g_autoptr(GBytes) bytes = g_bytes_new_static(draft->text, strlen(draft->text));

    if (draft->sum == NULL)
        return TRUE;
    if (draft->request->flags & DLN_AUTHOR_FINAL)
        hash = dln_sum_hash(bytes);
    dln_sum_set(draft->sum, draft->name, hash);
    return dln_sum_write(draft->directory, display, draft->sum, error);
}

static gboolean write_files(Draft *draft, GError **error)
{
    g_autofree char *path = g_build_filename(draft->directory, draft->name, NULL);

    if (!dln_write_new_file(path, draft->shown, draft->text, error))
        return FALSE;
    if (write_sum(draft, error))
        return TRUE;
    g_unlink(path);
    return FALSE;
}

static gboolean check_words(const DlnAuthorRequest *request, GError **error)
{
    for (guint i = 0; request->labels != NULL && request->labels[i] != NULL; i++) {
        if (!dln_author_check_word("label", request->labels[i], error))
            return FALSE;
    }
    return request->rev_id == NULL || dln_author_check_rev_id(request->rev_id, error);
}

gboolean dln_author_write(const DunlinProject *project, const DlnAuthorRequest *request,
    char **out_id, char **out_file, GError **error)
{
    g_autoptr(DlnFileLock) lock = NULL;
    g_auto(Draft) draft = {
        .project = project,
        .request = request,
        .directory = project->config.migrations[request->directory],
        .display = project->config.migrations_display[request->directory],
    };

    if (!check_words(request, error))
        return FALSE;
    lock = dln_author_lock(project, request->directory, error);
    if (lock == NULL || !dln_author_read_sum(project, request->directory, &draft.sum, error) ||
        !name_draft(&draft, error) || !find_text(&draft, error) || !write_files(&draft, error))
        return FALSE;
    *out_id = g_steal_pointer(&draft.id);
    *out_file = g_steal_pointer(&draft.shown);
    return TRUE;
}
