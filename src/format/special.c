/* SPDX-License-Identifier: Apache-2.0 */
/* special.c: what repeatable migrations and checkpoints cannot be at the same time. */
#include "format/special.h"

/* Flyway's name for one that is repeatable. */
#define REPEATABLE_PREFIX "R__"

static const char *repeatable_problem(const DlnRevision *revision)
{
    if (revision->batching != NULL)
        return "a batch is done once: it cannot be repeatable";
    if (revision->flags & DLN_REVISION_NO_TRANSACTION)
        return "a repeatable migration runs in a transaction: \"transaction off\" is not for it";
    if (revision->flags & DLN_REVISION_EXPLICIT_PARENTS || revision->labels[0] != NULL)
        return "a repeatable migration stands beside the history: it has no parent and no label";
    return NULL;
}

static gboolean has_down(const DlnRevision *revision)
{
    for (int engine = 0; engine < DLN_N_ENGINES; engine++) {
        if (revision->sections[DLN_DIRECTION_DOWN][engine].text != NULL)
            return TRUE;
    }
    return (revision->flags & DLN_REVISION_IRREVERSIBLE) != 0;
}

/* It stands in the place of what comes before it, so it is done with a database in one step, or not at all. */
static const char *checkpoint_problem(const DlnRevision *revision)
{
    if (revision->checkpoint->prefix == NULL || revision->checkpoint->text == NULL)
        return "a checkpoint says prefix= and text=, which `dunlin checkpoint` writes";
    if (revision->scope == DLN_SCOPE_BOTH)
        return "a checkpoint is for one scope: make one for public and one for the tenants";
    if (revision->flags & DLN_REVISION_REPEATABLE)
        return "a repeatable migration cannot be a checkpoint";
    if (revision->flags & DLN_REVISION_NO_TRANSACTION)
        return "a checkpoint runs in one transaction: it is no batch, and \"transaction off\" is "
               "not "
               "for it";
    if (has_down(revision))
        return "a checkpoint has no way down: what it stands for has its own";
    return NULL;
}

gboolean dln_special_check(DlnRevision *revision, GError **error)
{
    DunlinErrorFacts facts = {
        .file = revision->file, .line = revision->line, .revision = revision->id};
    const char *why = NULL;

    if (g_str_has_prefix(revision->id, REPEATABLE_PREFIX))
        revision->flags |= DLN_REVISION_REPEATABLE;
    if (revision->checkpoint != NULL) {
        facts.line = revision->checkpoint->line;
        why = checkpoint_problem(revision);
    } else if (revision->flags & DLN_REVISION_REPEATABLE) {
        why = repeatable_problem(revision);
    }
    if (why != NULL)
        dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts, "%s", why);
    return why == NULL;
}
