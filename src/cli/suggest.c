/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.c: nearest word by edits (Damerau-Levenshtein, adjacent swaps count once). Knows no verbs. */
#include "suggest.h"

#include <string.h>

/* Longer words are not what somebody mistyped; the limit bounds the work too. */
#define MAX_WORD 40

static guint min3(guint a, guint b, guint c)
{
    return MIN(a, MIN(b, c));
}

static guint edit_distance(const char *a, const char *b)
{
    guint rows[3][MAX_WORD + 1] = {0};
    guint n_a = strlen(a), n_b = strlen(b);

    for (guint j = 0; j <= n_b; j++)
        rows[0][j] = j;
    for (guint i = 1; i <= n_a; i++) {
        guint *row = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        row[0] = i;
        for (guint j = 1; j <= n_b; j++) {
            row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], before[j - 2] + 1);
        }
    }
    return rows[n_a % 3][n_b];
}

const char *dln_cli_suggest(const char *word, const GPtrArray *names)
{
    const char *best = NULL;
    guint length = strlen(word);
    guint best_distance = 1 + length / 3;

    if (length == 0 || length > MAX_WORD)
        return NULL;
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        guint distance;

        if (strlen(name) > MAX_WORD)
            continue;
        /* The beginning of a word is as good a guess as one slip. */
        distance = length > 1 && g_str_has_prefix(name, word) ? 1 : edit_distance(word, name);
        if (distance < best_distance || (!best && distance == best_distance)) {
            best = name;
            best_distance = distance;
        }
    }
    return best;
}
