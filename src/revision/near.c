/* SPDX-License-Identifier: Apache-2.0 */
/* near.c: the revisions and labels that an unknown name was probably meant to be. */
#include "revision/near.h"

#include <string.h>

#include "base/suggest.h"

#define MAX_SHOWN 3
/* Shorter names stand in too many ids. */
#define MIN_PART 3

typedef struct {
    const char *text;
    guint distance;
} Near;

typedef struct {
    char *folded; /* the name, in lower case */
    gsize length;
    guint limit;
    GArray *found; /* of Near, the nearest first, in the order of the graph */
} Search;

/* 0: name stands in it. */
static guint distance_to(const Search *search, const char *candidate)
{
    g_autofree char *folded = g_ascii_strdown(candidate, -1);

    if (search->length >= MIN_PART && strstr(folded, search->folded) != NULL)
        return 0;
    guint whole = dln_edit_distance(search->folded, folded);
    /* Only a beginning was written: compare with as much. */
    if (strlen(folded) > search->length && search->length >= MIN_PART)
        folded[search->length] = '\0';
    return MIN(whole, dln_edit_distance(search->folded, folded));
}

static void consider(Search *search, const char *candidate)
{
    const Near near = {candidate, distance_to(search, candidate)};
    guint place = search->found->len;

    if (near.distance > search->limit)
        return;
    while (place > 0 && g_array_index(search->found, Near, place - 1).distance > near.distance)
        place--;
    g_array_insert_val(search->found, place, near);
    if (search->found->len > MAX_SHOWN)
        g_array_set_size(search->found, MAX_SHOWN);
}

static char *hint(const GArray *found)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < found->len; i++) {
        const char *before = i == 0 ? " (did you mean " : i + 1 < found->len ? ", " : " or ";
        g_string_append_printf(text, "%s\"%s\"", before, g_array_index(found, Near, i).text);
    }
    if (found->len > 0)
        g_string_append(text, "?)");
    return g_string_free(text, FALSE);
}

char *dln_near_hint(const DlnGraph *graph, const char *name)
{
    g_autofree char *folded = g_ascii_strdown(name, -1);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Near));
    Search search = {folded, strlen(name), dln_suggest_limit(name), found};

    for (guint i = 0; i < dln_graph_size(graph); i++) {
        const DlnRevision *revision = dln_graph_get(graph, i);
        consider(&search, revision->id);
        for (guint k = 0; revision->labels[k] != NULL; k++)
            consider(&search, revision->labels[k]);
    }
    return hint(found);
}
