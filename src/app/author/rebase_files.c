/* SPDX-License-Identifier: Apache-2.0 */
/* rebase_files.c: the files of a rebase: new names, other names in the lines that refer to them, dunlin.sum. */
#include <string.h>

#include "app/author/author.h"
#include "app/author/rebase.h"
#include "app/author/rewrite.h"
#include "project/rebase_log.h"
#include "project/text_file.h"

typedef enum {
    PARENTS_AS_THEY_ARE, /* where the file says none, the order of the names is enough */
    PARENTS_NAMED,
} Parents;

/* What becomes of one file. */
typedef struct {
    DlnRebase *rebase;
    const DlnRevision *revision;
    guint directory;
    char *name;
    char *new_name;
    char *text; /* as it will be */
    char *old_hash;
    GPtrArray *files; /* (element-type DlnRebaseChange) those that go, for after all others */
    DlnSum **sums;
} Move;

static void move_clear(Move *move)
{
    g_free(move->name);
    g_free(move->new_name);
    g_free(move->text);
    g_free(move->old_hash);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Move, move_clear)

/* -- Names in a header --------------------------------------------------------------------------- */

/* The new id of what name means to a file of these scopes; NULL where that stays. */
static const char *new_name_for(const DlnRebase *rebase, DlnScope scope, const char *name)
{
    g_autoptr(GArray) matches = dln_nodes_match(&rebase->nodes, scope, name);

    if (matches->len != 1)
        return NULL;
    const DlnRevision *meant = rebase->nodes.items[g_array_index(matches, guint, 0)];
    const char *id = g_hash_table_lookup(rebase->new_ids, meant);
    return id != NULL && !g_str_equal(id, meant->id) ? id : NULL;
}

static void collect(const DlnRebase *rebase, DlnScope scope, char *const *words, GHashTable *names)
{
    for (guint i = 0; words[i] != NULL; i++) {
        const char *id = new_name_for(rebase, scope, words[i]);
        if (id != NULL)
            g_hash_table_insert(names, words[i], (gpointer)id);
    }
}

/* "005_a 005_b" for the root of the branch where its file must say so, else NULL; *out_ok FALSE on error. */
static char *root_parents(const DlnRebase *rebase, const DlnRevision *revision, Parents parents,
    gboolean *out_ok, GError **error)
{
    g_autoptr(GString) words = g_string_new(NULL);

    *out_ok = TRUE;
    if (revision != rebase->moved->pdata[0] || rebase->onto->len == 0 ||
        (parents == PARENTS_AS_THEY_ARE && !(revision->flags & DLN_REVISION_EXPLICIT_PARENTS)))
        return NULL;
    for (guint i = 0; i < rebase->onto->len; i++) {
        const DlnRevision *onto = rebase->onto->pdata[i];
        if (onto->id[strcspn(onto->id, " \t,")] != '\0') {
            dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
                "no file can name \"%s\": there is a blank or a comma in it; rename it first",
                onto->id);
            *out_ok = FALSE;
            return NULL;
        }
        g_string_append_printf(words, "%s%s", i > 0 ? " " : "", onto->id);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

/* *out_text: NULL where the text stays as it is. */
static gboolean rewrite_text(const DlnRebase *rebase, const DlnRevision *revision, Parents parents,
    const char *text, char **out_text, GError **error)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    gboolean ok;
    g_autofree char *root = root_parents(rebase, revision, parents, &ok, error);
    const DlnRewrite rewrite = {.names = names, .parents = root};

    *out_text = NULL;
    collect(rebase, revision->scope, revision->parents, names);
    collect(rebase, DLN_SCOPE_BOTH, revision->depends, names);
    if (!ok || (root == NULL && g_hash_table_size(names) == 0))
        return ok;
    return dln_rewrite_header(revision->file, text, &rewrite, out_text, error);
}

/* -- Changes ------------------------------------------------------------------------------------- */

static void add_change(Move *move, const char *name, const char *old_hash, const char *text)
{
    g_ptr_array_add(text != NULL ? move->rebase->changes : move->files,
        dln_rebase_change_new(move->directory, name, old_hash, text));
}

/* A file under another name, or another text under the same. */
static void change_file(
    Move *move, const char *from, const char *to, const char *text, const char *old_hash)
{
    DlnSum *sum = move->sums[move->directory];
    const DlnSumLine *line = sum != NULL ? dln_sum_find(sum, from) : NULL;
    g_autofree char *hash = dln_sum_hash_text(text);
    const gboolean is_listed = line != NULL;
    const gboolean is_draft = line != NULL && line->hash == NULL;
    const gboolean is_renamed = !g_str_equal(from, to);

    add_change(move, to, is_renamed ? NULL : old_hash, text);
    if (is_renamed)
        add_change(move, from, old_hash, NULL);
    if (!is_listed)
        return;
    dln_sum_remove(sum, from);
    dln_sum_set(sum, to, is_draft ? NULL : hash);
}

/* NAME.down.sql goes where NAME.sql goes. */
static gboolean change_down_file(Move *move, DlnFormatInput *input, GError **error)
{
    const DlnConfig *config = &move->rebase->project->config;
    g_autofree char *from = dln_format_down_name(move->name);
    g_autofree char *to = dln_format_down_name(move->new_name);
    g_autofree char *path = g_build_filename(config->migrations[move->directory], from, NULL);
    g_autofree char *shown =
        g_build_filename(config->migrations_display[move->directory], from, NULL);
    g_autofree char *text = NULL;

    if (!dln_text_file_read(path, shown, DLN_TEXT_FILE_OPTIONAL, &text, error))
        return FALSE;
    if (text == NULL)
        return TRUE;
    g_autofree char *hash = dln_sum_hash_text(text);
    if (!g_str_equal(from, to))
        change_file(move, from, to, text, hash);
    input->down_path = g_build_filename(config->migrations_display[move->directory], to, NULL);
    input->down_text = g_bytes_new(text, strlen(text));
    return TRUE;
}

static gboolean try_move(Move *move, GError **error)
{
    DlnRebase *rebase = move->rebase;
    const char *display = rebase->project->config.migrations_display[move->directory];
    g_autofree char *shown = g_build_filename(display, move->new_name, NULL);
    g_autoptr(GBytes) bytes = g_bytes_new(move->text, strlen(move->text));
    DlnFormatInput input = {.path = shown, .basename = move->new_name, .text = bytes};
    const DlnRevision *now = NULL;

    gboolean ok = change_down_file(move, &input, error) &&
                  dln_trial_add(rebase->trial, move->revision, &input, &now, error);
    if (ok && g_hash_table_contains(rebase->new_ids, move->revision))
        g_ptr_array_add(rebase->now, (gpointer)now);
    g_free((char *)input.down_path);
    g_clear_pointer(&input.down_text, g_bytes_unref);
    return ok;
}

static gboolean read_move(Move *move, Parents parents, GError **error)
{
    DlnRebase *rebase = move->rebase;
    const DlnRevision *revision = move->revision;
    const char *id = g_hash_table_lookup(rebase->new_ids, revision);
    g_autofree char *rewritten = NULL;

    if (!dln_branch_locate(rebase->project, revision, &move->directory, &move->name, error))
        return FALSE;
    g_autofree char *path =
        g_build_filename(rebase->project->config.migrations[move->directory], move->name, NULL);
    if (!dln_text_file_read(path, revision->file, DLN_TEXT_FILE_REQUIRED, &move->text, error) ||
        !rewrite_text(rebase, revision, parents, move->text, &rewritten, error))
        return FALSE;
    move->old_hash = dln_sum_hash_text(move->text);
    move->new_name = id != NULL ? g_strconcat(id, ".sql", NULL) : g_strdup(move->name);
    if (rewritten == NULL && g_str_equal(move->name, move->new_name)) {
        g_clear_pointer(&move->text, g_free);
        return TRUE;
    }
    if (rewritten != NULL) {
        g_free(move->text);
        move->text = g_steal_pointer(&rewritten);
    }
    return TRUE;
}

static gboolean refers(const DlnRebase *rebase, const DlnRevision *revision)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    collect(rebase, revision->scope, revision->parents, names);
    collect(rebase, DLN_SCOPE_BOTH, revision->depends, names);
    return g_hash_table_size(names) > 0;
}

static gboolean make_move(DlnRebase *rebase, const DlnRevision *revision, Parents parents,
    GPtrArray *gone, DlnSum **sums, GError **error)
{
    g_auto(Move) move = {.rebase = rebase, .revision = revision, .files = gone, .sums = sums};

    if (!g_hash_table_contains(rebase->new_ids, revision) && !refers(rebase, revision))
        return TRUE;
    if (!g_str_has_suffix(revision->file, ".sql")) {
        const DunlinErrorFacts facts = {.file = revision->file, .revision = revision->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "only SQL files can be rebased: rename this one, and what it says of itself, by hand");
        return FALSE;
    }
    if (!read_move(&move, parents, error))
        return FALSE;
    if (move.text == NULL)
        return TRUE;
    change_file(&move, move.name, move.new_name, move.text, move.old_hash);
    return try_move(&move, error);
}

/* -- dunlin.sum ---------------------------------------------------------------------------------- */

static gboolean read_sums(const DlnRebase *rebase, DlnSum **sums, GError **error)
{
    for (guint i = 0; rebase->project->config.migrations[i] != NULL; i++) {
        if (!dln_author_read_sum(rebase->project, i, &sums[i], error))
            return FALSE;
    }
    return TRUE;
}

static gboolean change_sums(const DlnRebase *rebase, DlnSum **sums, GError **error)
{
    const DlnConfig *config = &rebase->project->config;

    for (guint i = 0; config->migrations[i] != NULL; i++) {
        g_autofree char *path = g_build_filename(config->migrations[i], DLN_SUM_NAME, NULL);
        g_autofree char *before = NULL;
        if (sums[i] == NULL)
            continue;
        if (!dln_text_file_read(path, path, DLN_TEXT_FILE_REQUIRED, &before, error))
            return FALSE;
        g_autofree char *after = dln_sum_to_text(sums[i]);
        g_autofree char *hash = dln_sum_hash_text(before);
        if (!g_str_equal(before, after))
            g_ptr_array_add(rebase->changes, dln_rebase_change_new(i, DLN_SUM_NAME, hash, after));
    }
    return TRUE;
}

/* -- All of it ----------------------------------------------------------------------------------- */

static gboolean make_all(DlnRebase *rebase, Parents parents, DlnSum **sums, GError **error)
{
    g_autoptr(GPtrArray) gone =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_rebase_change_free);
    const GPtrArray *all = rebase->project->revisions;

    g_ptr_array_set_size(rebase->changes, 0);
    g_ptr_array_set_size(rebase->now, 0);
    g_clear_pointer(&rebase->trial, dln_trial_free);
    rebase->trial = dln_trial_new(rebase->project);
    if (!read_sums(rebase, sums, error))
        return FALSE;
    for (guint i = 0; i < rebase->moved->len; i++) {
        if (!make_move(rebase, rebase->moved->pdata[i], parents, gone, sums, error))
            return FALSE;
    }
    for (guint i = 0; i < all->len; i++) {
        if (!g_hash_table_contains(rebase->new_ids, all->pdata[i]) &&
            !make_move(rebase, all->pdata[i], parents, gone, sums, error))
            return FALSE;
    }
    /* What is new is there before what is old goes. */
    g_ptr_array_extend_and_steal(rebase->changes, g_steal_pointer(&gone));
    return change_sums(rebase, sums, error) &&
           dln_trial_build(rebase->trial, &rebase->graph, error);
}

static gboolean make(DlnRebase *rebase, Parents parents, GError **error)
{
    const guint n = g_strv_length(rebase->project->config.migrations);
    g_autofree DlnSum **sums = g_new0(DlnSum *, n);
    const gboolean ok = make_all(rebase, parents, sums, error);

    for (guint i = 0; i < n; i++)
        dln_sum_free(sums[i]);
    return ok;
}

/* Whether the root follows onto in each of its histories, and nothing else. */
static gboolean fits(const DlnRebase *rebase)
{
    const DlnRevision *root = rebase->now->len > 0 ? rebase->now->pdata[0] : NULL;

    for (guint s = 0; root != NULL && s < DLN_N_SINGLE_SCOPES; s++) {
        if (!(root->scope & dln_single_scopes[s]))
            continue;
        const GPtrArray *parents = dln_graph_parents(rebase->graph, dln_single_scopes[s], root);
        for (guint i = 0; i < parents->len; i++) {
            if (!g_ptr_array_find(rebase->onto, parents->pdata[i], NULL))
                return FALSE;
        }
    }
    return root != NULL;
}

gboolean dln_rebase_files(DlnRebase *rebase, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (make(rebase, PARENTS_AS_THEY_ARE, &failed) && (rebase->onto->len == 0 || fits(rebase)))
        return TRUE;
    if (rebase->onto->len == 0) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    if (!make(rebase, PARENTS_NAMED, failed == NULL ? error : NULL)) {
        /* What is wrong with the files as they are is the cause. */
        if (failed != NULL)
            g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    if (fits(rebase))
        return TRUE;
    dln_error_set(
        error, DUNLIN_ERROR_INTERNAL, NULL, "the rebased files do not follow the other head");
    return FALSE;
}
