/* SPDX-License-Identifier: Apache-2.0 */
/* diff.c: what is the same for all engines about comparing two schemas. */
#include "diff/diff.h"

#include <string.h>

#include "base/error.h"
#include "diff/builder.h"

GPtrArray *dln_diff_lines_new(void)
{
    return g_ptr_array_new_with_free_func(g_free);
}

/* Takes line. Once is enough: several columns of one type lose the same. */
static void add_line(GPtrArray *lines, char *line)
{
    if (g_ptr_array_find_with_equal_func(lines, line, g_str_equal, NULL))
        g_free(line);
    else
        g_ptr_array_add(lines, line);
}

void dln_diff_say(GPtrArray *lines, const char *format, ...)
{
    char *line;
    va_list args;

    va_start(args, format);
    line = g_strdup_vprintf(format, args);
    va_end(args);
    add_line(lines, g_strdelimit(line, "\r\n", ' '));
}

void dln_diff_say_all(GPtrArray *lines, GPtrArray *others)
{
    while (others->len > 0)
        add_line(lines, g_ptr_array_steal_index(others, 0));
    g_ptr_array_unref(others);
}

DlnDiffStep *dln_diff_step_new(char *sql, const DlnObjectId *about)
{
    DlnDiffStep *step = g_new0(DlnDiffStep, 1);
    g_autofree char *id = dln_object_id_text(about);

    step->sql = sql;
    step->about = g_strconcat(dln_object_kind_name(about->kind), " ", id, NULL);
    step->losses = dln_diff_lines_new();
    step->notes = dln_diff_lines_new();
    return step;
}

void dln_diff_step_free(DlnDiffStep *step)
{
    if (step == NULL)
        return;
    g_free(step->sql);
    g_free(step->about);
    g_ptr_array_unref(step->losses);
    g_ptr_array_unref(step->notes);
    g_free(step);
}

static void part_free(gpointer data)
{
    DlnDiffPart *part = data;

    g_ptr_array_unref(part->steps);
    g_free(part);
}

/* index: as g_ptr_array_insert takes it. */
static DlnDiffPart *insert_part(DlnDiff *diff, DlnDiffMode mode, int index)
{
    DlnDiffPart *part = g_new0(DlnDiffPart, 1);

    part->mode = mode;
    part->steps = g_ptr_array_new_with_free_func((GDestroyNotify)dln_diff_step_free);
    g_ptr_array_insert(diff->parts, index, part);
    return part;
}

static DlnDiffPart *part_of_mode(DlnDiffBuilder *builder, DlnDiffMode mode)
{
    DlnDiff *diff = builder->diff;
    DlnDiffPart *last = diff->parts->len > 0 ? diff->parts->pdata[diff->parts->len - 1] : NULL;

    if (last != NULL && last->mode == mode && !builder->is_cut)
        return last;
    builder->is_cut = FALSE;
    return insert_part(diff, mode, -1);
}

void dln_diff_join(DlnDiff *diff, GPtrArray *steps, DlnDiffPlace place)
{
    const guint end =
        place == DLN_DIFF_IN_FRONT || diff->parts->len == 0 ? 0 : diff->parts->len - 1;
    DlnDiffPart *part = diff->parts->len > 0 ? diff->parts->pdata[end] : NULL;

    if (steps->len == 0)
        return;
    if (part == NULL || part->mode != DLN_DIFF_TRANSACTION)
        part = insert_part(diff, DLN_DIFF_TRANSACTION, place == DLN_DIFF_IN_FRONT ? 0 : -1);
    for (int i = 0; steps->len > 0; i++)
        g_ptr_array_insert(
            part->steps, place == DLN_DIFF_IN_FRONT ? i : -1, g_ptr_array_steal_index(steps, 0));
}

DlnDiffStep *dln_diff_add(
    DlnDiffBuilder *builder, DlnDiffMode mode, char *sql, const DlnObject *about)
{
    DlnDiffStep *step = dln_diff_step_new(sql, &about->id);

    g_ptr_array_add(part_of_mode(builder, mode)->steps, step);
    return step;
}

void dln_diff_cut(DlnDiffBuilder *builder)
{
    builder->is_cut = TRUE;
}

void dln_diff_fail(DlnDiffBuilder *builder, const DlnObject *about, const char *why)
{
    g_autofree char *id = dln_object_id_text(&about->id);

    if (builder->error == NULL)
        dln_error_set(&builder->error, DUNLIN_ERROR_UNSUPPORTED, NULL, "the %s \"%s\" %s",
            dln_object_kind_name(about->id.kind), id, why);
}

DlnDiff *dln_diff_make(const DlnDiffOptions *options, GError **error)
{
    g_autoptr(DlnDiff) diff = g_new0(DlnDiff, 1);
    DlnDiffBuilder builder = {.options = options, .diff = diff};

    diff->parts = g_ptr_array_new_with_free_func(part_free);
    if (dln_schema_equal(options->from, options->to))
        return g_steal_pointer(&diff);
    if (options->from->engine == DLN_ENGINE_SQLITE)
        dln_diff_sqlite(&builder);
    else
        dln_diff_postgres(&builder);
    if (builder.error != NULL) {
        g_propagate_error(error, builder.error);
        return NULL;
    }
    return g_steal_pointer(&diff);
}

void dln_diff_free(DlnDiff *diff)
{
    if (diff == NULL)
        return;
    g_ptr_array_unref(diff->parts);
    g_free(diff);
}

/* ---- names ---- */

#define LONGEST_NAME 63

static gboolean has_name(const DlnSchema *side, const char *schema, const char *name)
{
    for (guint i = 0; i < side->objects->len; i++) {
        const DlnObjectId *id = &((const DlnObject *)side->objects->pdata[i])->id;

        if (id->kind != DLN_OBJECT_COLUMN && g_strcmp0(id->schema, schema) == 0 &&
            strcmp(id->name, name) == 0)
            return TRUE;
    }
    return FALSE;
}

char *dln_diff_spare_name(
    const DlnSchema *from, const DlnSchema *to, const char *schema, const char *name)
{
    for (guint n = 1;; n++) {
        g_autofree char *suffix = n > 1 ? g_strdup_printf("_old%u", n) : g_strdup("_old");
        const gsize length = MIN(strlen(name), LONGEST_NAME - strlen(suffix));
        const char *end = name + length;
        g_autofree char *spare = NULL;

        if (*end != '\0' && ((guchar)*end & 0xc0) == 0x80)
            end = g_utf8_find_prev_char(name, end);
        spare = g_strdup_printf("%.*s%s", (int)(end - name), name, suffix);
        if (!has_name(from, schema, spare) && !has_name(to, schema, spare))
            return g_steal_pointer(&spare);
    }
}
