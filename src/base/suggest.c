/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.c: nearest word by edit distance. */
#include "base/suggest.h"

#include <string.h>

#define MAX_WORD 32
#define FAR G_MAXUINT

/* Optimal string alignment. */
guint dln_edit_distance(const char *a, const char *b)
{
    gsize a_length = strlen(a), b_length = strlen(b);
    if (a_length > MAX_WORD || b_length > MAX_WORD)
        return FAR;

    guint rows[MAX_WORD + 1][MAX_WORD + 1];
    for (gsize i = 0; i <= a_length; i++)
        rows[i][0] = (guint)i;
    for (gsize j = 0; j <= b_length; j++)
        rows[0][j] = (guint)j;
    for (gsize i = 1; i <= a_length; i++) {
        for (gsize j = 1; j <= b_length; j++) {
            guint replace = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            guint best = MIN(MIN(rows[i - 1][j], rows[i][j - 1]) + 1, replace);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = MIN(best, rows[i - 2][j - 2] + 1);
            rows[i][j] = best;
        }
    }
    return rows[a_length][b_length];
}

guint dln_suggest_limit(const char *word)
{
    return strlen(word) <= 4 ? 1 : 2;
}

const char *dln_suggest(const char *word, const char *const *words)
{
    g_autofree char *folded = g_ascii_strdown(word, -1);
    const char *best = NULL;
    guint best_distance = dln_suggest_limit(word) + 1;

    for (; *words != NULL; words++) {
        g_autofree char *candidate = g_ascii_strdown(*words, -1);
        guint d = dln_edit_distance(folded, candidate);
        if (d < best_distance) {
            best_distance = d;
            best = *words;
        }
    }
    return best;
}
