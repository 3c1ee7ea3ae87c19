/* SPDX-License-Identifier: Apache-2.0 */
/* source_map.c: from a made text back to the file. Knows nothing of what was replaced, or why. */
#include "sql/source_map.h"

DlnSourceMap *dln_source_map_new(const DlnSource *original)
{
    DlnSourceMap *map = g_new0(DlnSourceMap, 1);

    map->original = *original;
    map->replacements = g_array_new(FALSE, FALSE, sizeof(DlnReplacement));
    return map;
}

void dln_source_map_free(DlnSourceMap *map)
{
    if (map == NULL)
        return;
    g_array_unref(map->replacements);
    g_free(map->text);
    g_free(map);
}

/* How many replacements begin at or before offset. */
static guint count_before(const GArray *replacements, gsize offset)
{
    guint low = 0, high = replacements->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(replacements, DlnReplacement, middle).offset <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

gsize dln_source_map_back(const DlnSourceMap *map, gsize offset, DlnSide side)
{
    /* What ends at a replacement's first byte ends before it. */
    guint n =
        count_before(map->replacements, side == DLN_SIDE_END && offset > 0 ? offset - 1 : offset);

    if (n == 0)
        return offset;

    const DlnReplacement *last = &g_array_index(map->replacements, DlnReplacement, n - 1);
    gsize behind = last->original + last->original_length;
    if (side == DLN_SIDE_START && offset < last->offset + last->length)
        return last->original;
    if (offset <= last->offset + last->length)
        return behind;
    return behind + (offset - last->offset - last->length);
}
