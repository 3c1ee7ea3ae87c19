/* SPDX-License-Identifier: Apache-2.0 */
/* autogenerate_text.c: header and sections. */
#include "app/schema/autogenerate_text.h"

#include <string.h>

#include "app/schema/diff_text.h"

static void append_list(GString *out, const char *heading, const GPtrArray *texts)
{
    if (texts->len == 0)
        return;
    g_string_append_printf(out, "-- %s\n", heading);
    for (guint i = 0; i < texts->len; i++)
        dln_diff_text_comment(out, "  ", texts->pdata[i]);
}

/* ---- what is said of the ways up ---- */

typedef GPtrArray *(*TextsOf)(const DlnGeneratedWay *way);

/* A part alone: the migration is that part. */
static GPtrArray *parts_of(const DlnGeneratedWay *way)
{
    GPtrArray *parts = g_ptr_array_new();

    if (way->up != NULL)
        g_ptr_array_add(parts, (gpointer)way->up);
    return parts;
}

static GPtrArray *losses_of(const DlnGeneratedWay *way)
{
    g_autoptr(GPtrArray) parts = parts_of(way);
    const DlnDiff alone = {parts};

    return dln_diff_losses(&alone);
}

static GPtrArray *notes_of(const DlnGeneratedWay *way)
{
    g_autoptr(GPtrArray) parts = parts_of(way);
    const DlnDiff alone = {parts};

    return dln_diff_notes(&alone);
}

static GPtrArray *no_down_of(const DlnGeneratedWay *way)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

    if (way->why_no_down != NULL)
        g_ptr_array_add(texts, g_strdup(way->why_no_down));
    return texts;
}

static gboolean holds(const GPtrArray *texts, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)texts, text, g_str_equal, NULL);
}

static gboolean is_of_all(const GPtrArray *lists, const char *text)
{
    for (guint i = 0; i < lists->len; i++) {
        if (!holds(lists->pdata[i], text))
            return FALSE;
    }
    return TRUE;
}

static GPtrArray *collect(const DlnGeneratedWay *ways, guint n_ways, TextsOf texts)
{
    g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < n_ways; i++)
        g_ptr_array_add(lists, texts(&ways[i]));
    for (guint i = 0; i < n_ways; i++) {
        const GPtrArray *list = lists->pdata[i];
        for (guint k = 0; k < list->len; k++) {
            const char *text = list->pdata[k];
            if (!is_of_all(lists, text))
                g_ptr_array_add(
                    all, g_strdup_printf("%s: %s", dln_engine_kind_name(ways[i].engine), text));
            else if (i == 0)
                g_ptr_array_add(all, g_strdup(text));
        }
    }
    return all;
}

GPtrArray *dln_generated_losses(const DlnGeneratedWay *ways, guint n_ways)
{
    return collect(ways, n_ways, losses_of);
}

GPtrArray *dln_generated_notes(const DlnGeneratedWay *ways, guint n_ways)
{
    return collect(ways, n_ways, notes_of);
}

GPtrArray *dln_generated_no_downs(const DlnGeneratedWay *ways, guint n_ways)
{
    return collect(ways, n_ways, no_down_of);
}

gboolean dln_generated_is_off(const DlnGeneratedWay *way)
{
    if (way->up != NULL && way->up->mode == DLN_DIFF_NO_TRANSACTION)
        return TRUE;
    for (guint i = 0; way->down != NULL && i < way->down->parts->len; i++) {
        if (((const DlnDiffPart *)way->down->parts->pdata[i])->mode == DLN_DIFF_NO_TRANSACTION)
            return TRUE;
    }
    return FALSE;
}

/* ---- sections ---- */

static gboolean loses(const DlnDiffPart *part)
{
    for (guint i = 0; i < part->steps->len; i++) {
        if (((const DlnDiffStep *)part->steps->pdata[i])->losses->len > 0)
            return TRUE;
    }
    return FALSE;
}

typedef enum {
    WITH_DOWN,
    WITHOUT_DOWN,
} Sections;

/* Each engine of the project must find an "up" in a file. */
static char *sections_of(const DlnGeneratedWay *way, Sections which)
{
    g_autoptr(GString) out = g_string_new("-- dunlin:up\n");

    if (way->up == NULL)
        g_string_append(out, "-- Nothing is to be done here.\n");
    else
        dln_diff_text_append(out, way->up);
    if (which == WITHOUT_DOWN)
        return g_string_free(g_steal_pointer(&out), FALSE);
    g_string_append(out, "\n-- dunlin:down\n");
    if (way->up == NULL)
        return g_string_free(g_steal_pointer(&out), FALSE);
    if (loses(way->up))
        g_string_append(out, "-- What the way up loses does not come back.\n");
    for (guint i = 0; i < way->down->parts->len; i++)
        dln_diff_text_append(out, way->down->parts->pdata[i]);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void append_all(GString *out, const DlnGeneratedWay *ways, guint n_ways, Sections which)
{
    g_autoptr(GPtrArray) sections = g_ptr_array_new_with_free_func(g_free);
    gboolean are_equal = TRUE;

    for (guint i = 0; i < n_ways; i++) {
        g_ptr_array_add(sections, sections_of(&ways[i], which));
        are_equal = are_equal && g_str_equal(sections->pdata[i], sections->pdata[0]);
    }
    if (are_equal) {
        g_string_append(out, sections->pdata[0]);
        return;
    }
    for (guint i = 0; i < n_ways; i++)
        g_string_append_printf(out, "%s-- dunlin:engine %s\n%s", i > 0 ? "\n" : "",
            dln_engine_kind_name(ways[i].engine), (const char *)sections->pdata[i]);
}

char *dln_generated_body(const DlnGeneratedWay *ways, guint n_ways, DlnGeneratedFlags flags)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GPtrArray) losses = dln_generated_losses(ways, n_ways);
    g_autoptr(GPtrArray) notes = dln_generated_notes(ways, n_ways);
    g_autoptr(GPtrArray) no_downs = dln_generated_no_downs(ways, n_ways);
    gboolean is_off = FALSE;

    for (guint i = 0; i < n_ways; i++)
        is_off = is_off || dln_generated_is_off(&ways[i]);
    append_list(out, "Loses data:", losses);
    append_list(out, "To be reviewed:", notes);
    append_list(out, "Cannot be reverted:", no_downs);
    if (no_downs->len > 0)
        g_string_append(out, "-- dunlin:irreversible\n");
    if (flags & DLN_GENERATED_NO_VARIABLES)
        g_string_append(out, "-- dunlin:variables off\n");
    if (is_off)
        g_string_append(out, "-- dunlin:transaction off\n");
    append_all(out, ways, n_ways, no_downs->len > 0 ? WITHOUT_DOWN : WITH_DOWN);
    return g_string_free(g_steal_pointer(&out), FALSE);
}
