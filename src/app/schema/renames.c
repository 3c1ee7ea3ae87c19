/* SPDX-License-Identifier: Apache-2.0 */
/* renames.c: --rename, --renames and the question of the public interface, for src/diff/rename/rename.h. */
#include "app/schema/renames.h"

/* Whom the library's question is for. */
typedef struct {
    const DunlinRenameOptions *options;
    GCancellable *cancellable;
} Asking;

static gboolean ask(
    const DlnRenameQuestion *question, int *out_choice, gpointer user_data, GError **error)
{
    const Asking *asking = user_data;
    g_autofree DunlinRenameCandidate *candidates =
        g_new0(DunlinRenameCandidate, question->candidates->len);
    const DunlinRenameQuestion asked = {question->gone, candidates, question->candidates->len};

    for (guint i = 0; i < asked.n_candidates; i++) {
        const DlnRenameCandidate *candidate = question->candidates->pdata[i];
        candidates[i] = (DunlinRenameCandidate){candidate->kept, candidate->replaced,
            candidate->flag, candidate->hint, candidate->score};
    }
    return asking->options->ask(
        &asked, out_choice, asking->cancellable, asking->options->user_data, error);
}

static DlnRenamePolicy policy_of(const DunlinRenameOptions *options)
{
    if (options->policy == DUNLIN_RENAMES_ASK && options->ask != NULL)
        return DLN_RENAMES_ASK;
    return options->policy == DUNLIN_RENAMES_NEVER ? DLN_RENAMES_NEVER : DLN_RENAMES_REFUSE;
}

DlnRenamed *dln_app_rename(const DunlinRenameOptions *options, const DlnSchema *from,
    const DlnSchema *to, const GPtrArray *hints, GCancellable *cancellable,
    DlnRenameApplyFunc apply, gpointer apply_data, GError **error)
{
    const DunlinRenameOptions none = {0};
    Asking asking = {options != NULL ? options : &none, cancellable};
    g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_wish_free);
    g_autoptr(GPtrArray) wishes = g_ptr_array_new();
    const char *const *renames = asking.options->renames;

    for (guint i = 0; renames != NULL && renames[i] != NULL; i++) {
        DlnRenameWish *wish = dln_rename_wish_parse(renames[i], error);
        if (wish == NULL)
            return NULL;
        g_ptr_array_add(own, wish);
        g_ptr_array_add(wishes, wish);
    }
    for (guint i = 0; hints != NULL && i < hints->len; i++)
        g_ptr_array_add(wishes, hints->pdata[i]);
    const DlnRenameOptions rename = {
        .from = from,
        .to = to,
        .wishes = wishes,
        .has_no_file = hints == NULL,
        .policy = policy_of(asking.options),
        .ask = ask,
        .user_data = &asking,
    };
    return dln_rename_run(&rename, apply, apply_data, error);
}
