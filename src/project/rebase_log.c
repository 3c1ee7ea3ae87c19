/* SPDX-License-Identifier: Apache-2.0 */
/* rebase_log.c: a redo log of files. The folder holds the texts, numbered, and `plan`, a line each:
 *   write NUMBER OLD-HASH NEW-HASH DIRECTORY NAME
 *   remove NUMBER OLD-HASH - DIRECTORY NAME
 * It is filled under another name; its renaming is the moment from which all of it will happen. `plan` goes first at
 * the end: a folder without one is only rubbish. */
#include "project/rebase_log.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/new_file.h"
#include "format/format.h"
#include "project/sum.h"
#include "project/text_file.h"

#define FOLDER ".dunlin-rebase"
#define DRAFT_FOLDER ".dunlin-rebase.new"
#define PLAN "plan"
#define NONE "-"
#define N_FIELDS 6

DlnRebaseChange *dln_rebase_change_new(
    guint directory, const char *name, const char *old_hash, const char *text)
{
    DlnRebaseChange *change = g_new0(DlnRebaseChange, 1);

    change->directory = directory;
    change->name = g_strdup(name);
    change->old_hash = g_strdup(old_hash);
    change->text = g_strdup(text);
    return change;
}

void dln_rebase_change_free(DlnRebaseChange *change)
{
    if (change == NULL)
        return;
    g_free(change->name);
    g_free(change->old_hash);
    g_free(change->text);
    g_free(change);
}

gboolean dln_rebase_log_check(const char *directory, const char *display, GError **error)
{
    g_autofree char *plan = g_build_filename(directory, FOLDER, PLAN, NULL);

    if (!g_file_test(plan, G_FILE_TEST_EXISTS))
        return TRUE;
    const DunlinErrorFacts facts = {.file = display};
    dln_error_set(error, DUNLIN_ERROR_INTEGRITY, &facts,
        "a rebase was cut off half way: `dunlin rebase --continue` finishes it");
    return FALSE;
}

/* -- The folder ---------------------------------------------------------------------------------- */

/* Removes the folder and what is in it, `plan` first. What cannot be removed stays, and harms nobody. */
static void sweep(const char *folder)
{
    g_autofree char *plan = g_build_filename(folder, PLAN, NULL);

    g_unlink(plan);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

static gboolean fill(
    const char *folder, const char *shown, const GPtrArray *changes, GError **error)
{
    g_autoptr(GString) plan = g_string_new(NULL);
    g_autofree char *plan_path = g_build_filename(folder, PLAN, NULL);

    for (guint i = 0; i < changes->len; i++) {
        const DlnRebaseChange *change = changes->pdata[i];
        g_autofree char *number = g_strdup_printf("%u", i);
        g_autofree char *path = g_build_filename(folder, number, NULL);
        g_autofree char *hash = change->text != NULL ? dln_sum_hash_text(change->text) : g_strdup(NONE);
        if (change->text != NULL && !dln_write_new_file(path, shown, change->text, error))
            return FALSE;
        g_string_append_printf(plan, "%s %u %s %s %u %s\n",
            change->text != NULL ? "write" : "remove", i,
            change->old_hash != NULL ? change->old_hash : NONE, hash, change->directory,
            change->name);
    }
    return dln_write_new_file(plan_path, shown, plan->str, error);
}

/* What was changed since it was read would be found too late: with a log that can neither go on nor go away. */
static gboolean check_unchanged(
    const DlnConfig *config, const DlnRebaseChange *change, GError **error)
{
    g_autofree char *path =
        g_build_filename(config->migrations[change->directory], change->name, NULL);
    g_autofree char *shown =
        g_build_filename(config->migrations_display[change->directory], change->name, NULL);
    g_autofree char *text = NULL;

    if (!dln_text_file_read(path, shown, DLN_TEXT_FILE_OPTIONAL, &text, error))
        return FALSE;
    g_autofree char *hash = text != NULL ? dln_sum_hash_text(text) : NULL;
    if (g_strcmp0(hash, change->old_hash) == 0)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
        "\"%s\" was changed while the rebase was made; nothing else was: run it again", shown);
    return FALSE;
}

gboolean dln_rebase_log_write(const DlnConfig *config, const GPtrArray *changes, GError **error)
{
    g_autofree char *folder = g_build_filename(config->migrations[0], FOLDER, NULL);
    g_autofree char *draft = g_build_filename(config->migrations[0], DRAFT_FOLDER, NULL);
    g_autofree char *shown = g_build_filename(config->migrations_display[0], FOLDER, NULL);

    for (guint i = 0; i < changes->len; i++) {
        if (!check_unchanged(config, changes->pdata[i], error))
            return FALSE;
    }
    sweep(draft);
    sweep(folder);
    if (g_mkdir(draft, 0777) != 0) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot make the folder \"%s\": %s", shown,
            g_strerror(errno));
        return FALSE;
    }
    if (!fill(draft, shown, changes, error)) {
        sweep(draft);
        return FALSE;
    }
    if (g_rename(draft, folder) != 0) {
        dln_error_set(
            error, DUNLIN_ERROR_CONFIG, NULL, "cannot write \"%s\": %s", shown, g_strerror(errno));
        sweep(draft);
        return FALSE;
    }
    return TRUE;
}

/* -- Doing it ------------------------------------------------------------------------------------ */

/* A line of the plan, and what it is about. */
typedef struct {
    gboolean is_write;
    char *source;   /* where its text is */
    char *old_hash; /* NULL: nothing */
    char *new_hash; /* NULL: nothing */
    char *target;
    char *shown;
    gboolean is_done;
} Step;

static void step_free(gpointer data)
{
    Step *step = data;

    g_free(step->source);
    g_free(step->old_hash);
    g_free(step->new_hash);
    g_free(step->target);
    g_free(step->shown);
    g_free(step);
}

static char *hash_or_null(const char *text)
{
    return g_str_equal(text, NONE) ? NULL : g_strdup(text);
}

/* NULL for a line that is none. */
static Step *read_step(const DlnConfig *config, const char *folder, const char *line)
{
    g_auto(GStrv) fields = g_strsplit(line, " ", N_FIELDS);
    guint64 directory;

    if (g_strv_length(fields) != N_FIELDS || strchr(fields[5], '/') != NULL ||
        !g_ascii_string_to_unsigned(
            fields[4], 10, 0, g_strv_length(config->migrations) - 1, &directory, NULL))
        return NULL;
    Step *step = g_new0(Step, 1);
    step->is_write = g_str_equal(fields[0], "write");
    step->source = g_build_filename(folder, fields[1], NULL);
    step->old_hash = hash_or_null(fields[2]);
    step->new_hash = hash_or_null(fields[3]);
    step->target = g_build_filename(config->migrations[directory], fields[5], NULL);
    step->shown = g_build_filename(config->migrations_display[directory], fields[5], NULL);
    return step;
}

/* (element-type Step) (transfer full), NULL on error. */
static GPtrArray *read_plan(
    const DlnConfig *config, const char *folder, const char *text, GError **error)
{
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func(step_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
        Step *step = read_step(config, folder, lines[i]);
        if (step == NULL) {
            g_autofree char *shown =
                g_build_filename(config->migrations_display[0], FOLDER, PLAN, NULL);
            const DunlinErrorFacts facts = {.file = shown, .line = i + 1};
            dln_error_set(error, DUNLIN_ERROR_INTEGRITY, &facts,
                "this is not what a rebase writes; nothing was changed");
            return NULL;
        }
        g_ptr_array_add(steps, step);
    }
    return g_steal_pointer(&steps);
}

/* Looks whether the file is as it was or as it will be. */
static gboolean check_step(Step *step, GError **error)
{
    g_autofree char *text = NULL;

    if (!dln_text_file_read(step->target, step->shown, DLN_TEXT_FILE_OPTIONAL, &text, error))
        return FALSE;
    g_autofree char *hash = text != NULL ? dln_sum_hash_text(text) : NULL;
    step->is_done = g_strcmp0(hash, step->new_hash) == 0;
    if (step->is_done || g_strcmp0(hash, step->old_hash) == 0)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
        "\"%s\" was changed since the rebase began: put it back as it was, or remove the folder "
        "\"" FOLDER "\" and put the files right by hand",
        step->shown);
    return FALSE;
}

static gboolean do_step(const Step *step, GError **error)
{
    g_autofree char *text = NULL;

    if (step->is_done)
        return TRUE;
    if (step->is_write)
        return dln_text_file_read(
                   step->source, step->source, DLN_TEXT_FILE_REQUIRED, &text, error) &&
               dln_replace_file(step->target, step->shown, text, error);
    if (g_unlink(step->target) == 0)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot remove \"%s\": %s", step->shown,
        g_strerror(errno));
    return FALSE;
}

gboolean dln_rebase_log_finish(
    const DlnConfig *config, gboolean *out_found, GPtrArray *out_shown, GError **error)
{
    g_autofree char *folder = g_build_filename(config->migrations[0], FOLDER, NULL);
    g_autofree char *path = g_build_filename(folder, PLAN, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GPtrArray) steps = NULL;

    if (!dln_text_file_read(path, path, DLN_TEXT_FILE_OPTIONAL, &text, error))
        return FALSE;
    *out_found = text != NULL;
    if (text == NULL)
        return TRUE;
    steps = read_plan(config, folder, text, error);
    for (guint i = 0; steps != NULL && i < steps->len; i++) {
        if (!check_step(steps->pdata[i], error))
            return FALSE;
    }
    for (guint i = 0; steps != NULL && i < steps->len; i++) {
        const Step *step = steps->pdata[i];
        if (!do_step(step, error))
            return FALSE;
        g_ptr_array_add(
            out_shown, g_strdup_printf("%c %s", step->is_write ? '+' : '-', step->shown));
    }
    if (steps == NULL)
        return FALSE;
    sweep(folder);
    return TRUE;
}
