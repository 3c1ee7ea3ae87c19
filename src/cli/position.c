/* SPDX-License-Identifier: Apache-2.0 */
/* position.c: where databases stand, in words. */
#include "position.h"

#include "text.h"

char *dln_cli_position_heads(const DunlinPosition *position)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; position->heads && position->heads[i]; i++) {
        g_autofree char *head = dln_cli_text_safe(position->heads[i]);

        g_string_append_printf(
            text, "%s%s%s", i > 0 ? ", " : "", head, position->at_head ? " (head)" : "");
    }
    if (text->len == 0)
        g_string_append(text, "nothing applied");
    return g_string_free(text, FALSE);
}

GPtrArray *dln_cli_position_names(const DunlinStatus *status, const DunlinPosition *position)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinDatabaseStatus *database = status->databases->pdata[i];

        if (database->position == position)
            g_ptr_array_add(names, database->name);
    }
    return names;
}

guint dln_cli_status_n_tenants(const DunlinStatus *status)
{
    guint n = 0;

    for (guint i = 0; i < status->databases->len; i++)
        n += ((DunlinDatabaseStatus *)status->databases->pdata[i])->position->scope ==
             DUNLIN_SCOPE_TENANT;
    return n;
}

gboolean dln_cli_status_is_pending(const DunlinStatus *status)
{
    for (guint i = 0; i < status->positions->len; i++) {
        const DunlinPosition *position = status->positions->pdata[i];

        if (position->state != DUNLIN_STATE_CURRENT || (position->pending && *position->pending))
            return TRUE;
    }
    return FALSE;
}

gboolean dln_cli_status_has_work(const DunlinStatus *status)
{
    for (guint i = 0; i < status->positions->len; i++) {
        const DunlinPosition *position = status->positions->pdata[i];

        if (!position->problem && position->pending && *position->pending)
            return TRUE;
    }
    return FALSE;
}

const GError *dln_cli_status_failure(const DunlinStatus *status)
{
    for (guint i = 0; i < status->databases->len; i++)
        if (!((DunlinDatabaseStatus *)status->databases->pdata[i])->position->problem)
            return NULL;
    return status->databases->len > 0
               ? ((DunlinDatabaseStatus *)status->databases->pdata[0])->position->problem
               : NULL;
}
