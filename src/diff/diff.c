/* SPDX-License-Identifier: Apache-2.0 */
/* diff.c: what is the same for all engines about comparing two schemas. */
#include "diff/diff.h"

#include "base/error.h"
#include "diff/builder.h"

void dln_diff_step_free(DlnDiffStep *step)
{
    if (step == NULL)
        return;
    g_free(step->sql);
    g_free(step->about);
    g_free(step->loss);
    g_free(step->note);
    g_free(step);
}

static void part_free(gpointer data)
{
    DlnDiffPart *part = data;

    g_ptr_array_unref(part->steps);
    g_free(part);
}

static DlnDiffPart *part_of_mode(DlnDiff *diff, DlnDiffMode mode)
{
    DlnDiffPart *last = diff->parts->len > 0 ? diff->parts->pdata[diff->parts->len - 1] : NULL;

    if (last != NULL && last->mode == mode)
        return last;
    last = g_new0(DlnDiffPart, 1);
    last->mode = mode;
    last->steps = g_ptr_array_new_with_free_func((GDestroyNotify)dln_diff_step_free);
    g_ptr_array_add(diff->parts, last);
    return last;
}

DlnDiffStep *dln_diff_add(
    DlnDiffBuilder *builder, DlnDiffMode mode, char *sql, const DlnObject *about)
{
    DlnDiffStep *step = g_new0(DlnDiffStep, 1);
    g_autofree char *id = dln_object_id_text(&about->id);

    step->sql = sql;
    step->about = g_strconcat(dln_object_kind_name(about->id.kind), " ", id, NULL);
    g_ptr_array_add(part_of_mode(builder->diff, mode)->steps, step);
    return step;
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
