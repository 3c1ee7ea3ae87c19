/* SPDX-License-Identifier: Apache-2.0 */
/* autogenerate_text.c: header and sections. */
#include "app/autogenerate_text.h"

#include <string.h>

#include "app/diff_text.h"

static void append_list(GString *out, const char *heading, const GPtrArray *texts)
{
    if (texts->len == 0)
        return;
    g_string_append_printf(out, "-- %s\n", heading);
    for (guint i = 0; i < texts->len; i++)
        dln_diff_text_comment(out, "  ", texts->pdata[i]);
}

/* Of a part alone: the migration is that part. */
static void append_header(GString *out, const DlnGeneratedWay *way)
{
    GPtrArray *parts = g_ptr_array_new();
    const DlnDiff alone = {parts};

    g_ptr_array_add(parts, (gpointer)way->up);
    g_autoptr(GPtrArray) losses = dln_diff_losses(&alone);
    g_autoptr(GPtrArray) notes = dln_diff_notes(&alone);
    g_ptr_array_unref(parts);
    append_list(out, "Loses data:", losses);
    append_list(out, "To be reviewed:", notes);
}

static gboolean has_mode(const DlnGeneratedWay *way, DlnDiffMode mode)
{
    if (way->up->mode == mode)
        return TRUE;
    for (guint i = 0; i < way->down->parts->len; i++) {
        if (((const DlnDiffPart *)way->down->parts->pdata[i])->mode == mode)
            return TRUE;
    }
    return FALSE;
}

static gboolean loses(const DlnDiffPart *part)
{
    for (guint i = 0; i < part->steps->len; i++) {
        if (((const DlnDiffStep *)part->steps->pdata[i])->loss != NULL)
            return TRUE;
    }
    return FALSE;
}

static void append_sections(GString *out, const DlnGeneratedWay *way)
{
    g_string_append(out, "-- dunlin:up\n");
    dln_diff_text_append(out, way->up);
    g_string_append(out, "\n-- dunlin:down\n");
    if (loses(way->up))
        g_string_append(out, "-- What the way up loses does not come back.\n");
    for (guint i = 0; i < way->down->parts->len; i++)
        dln_diff_text_append(out, way->down->parts->pdata[i]);
}

char *dln_generated_body(const DlnGeneratedWay *ways, guint n_ways, DlnGeneratedFlags flags)
{
    g_autoptr(GString) out = g_string_new(NULL);
    gboolean is_off = FALSE;

    for (guint i = 0; i < n_ways; i++) {
        append_header(out, &ways[i]);
        is_off = is_off || has_mode(&ways[i], DLN_DIFF_NO_TRANSACTION);
    }
    if (flags & DLN_GENERATED_NO_VARIABLES)
        g_string_append(out, "-- dunlin:variables off\n");
    if (is_off)
        g_string_append(out, "-- dunlin:transaction off\n");
    for (guint i = 0; i < n_ways; i++) {
        if (n_ways > 1)
            g_string_append_printf(out, "%s-- dunlin:engine %s\n", i > 0 ? "\n" : "",
                dln_engine_kind_name(ways[i].engine));
        append_sections(out, &ways[i]);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
