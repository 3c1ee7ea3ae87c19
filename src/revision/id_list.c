/* SPDX-License-Identifier: Apache-2.0 */
/* id_list.c: several revisions as words in a message. Knows no graph. */
#include "revision/id_list.h"

char *dln_id_list(const GPtrArray *revisions)
{
    guint n_shown = MIN(revisions->len, DLN_ID_LIST_MAX);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < n_shown; i++) {
        const DlnRevision *revision = g_ptr_array_index(revisions, i);
        if (i > 0)
            g_string_append(text, i + 1 == revisions->len ? " and " : ", ");
        g_string_append_printf(text, "\"%s\"", revision->id);
    }
    if (n_shown < revisions->len)
        g_string_append_printf(text, " and %u more", revisions->len - n_shown);
    return g_string_free(text, FALSE);
}
