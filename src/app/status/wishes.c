/* SPDX-License-Identifier: Apache-2.0 */
/* wishes.c: from what was named on the command line to the rows that a ledger is to have. */
#include "app/status/wishes.h"

#include "revision/repeatables.h"

typedef struct {
    char *version;
    DlnWish wish;
} Named;

struct DlnWishes {
    const DlnGraph *graph;
    GArray *named; /* of Named */
};

static const char *const option_names[] = {
    [DLN_WISH_NONE] = "",
    [DLN_WISH_MARK_APPLIED] = "mark-applied",
    [DLN_WISH_MARK_REVERTED] = "mark-reverted",
    [DLN_WISH_STATEMENT_DONE] = "statement-done",
    [DLN_WISH_STATEMENT_NOT_DONE] = "statement-not-done",
    [DLN_WISH_ACCEPT] = "accept",
    [DLN_WISH_FORGET] = "forget",
};

static void named_clear(Named *named)
{
    g_free(named->version);
}

void dln_wishes_free(DlnWishes *wishes)
{
    if (wishes == NULL)
        return;
    g_array_unref(wishes->named);
    g_free(wishes);
}

const char *dln_wish_option(DlnWish wish)
{
    return option_names[wish];
}

DlnWish dln_wishes_about(const DlnWishes *wishes, const char *version)
{
    for (guint i = 0; i < wishes->named->len; i++) {
        const Named *named = &g_array_index(wishes->named, Named, i);
        if (g_str_equal(named->version, version))
            return named->wish;
    }
    return DLN_WISH_NONE;
}

const char *dln_wishes_get(const DlnWishes *wishes, guint i, DlnWish *out_wish)
{
    if (i >= wishes->named->len)
        return NULL;
    *out_wish = g_array_index(wishes->named, Named, i).wish;
    return g_array_index(wishes->named, Named, i).version;
}

static gboolean add(DlnWishes *wishes, const char *name, DlnWish wish, GError **error)
{
    const char *version = name;

    /* A row whose file is gone is in no history to look it up in. */
    if (wish != DLN_WISH_FORGET) {
        const DlnRevision *revision = dln_graph_resolve(wishes->graph, DLN_SCOPE_BOTH, name, error);
        if (revision == NULL)
            return FALSE;
        version = revision->id;
    }
    DlnWish other = dln_wishes_about(wishes, version);
    if (other != DLN_WISH_NONE && other != wish) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "\"%s\" is named by --%s and by --%s",
            version, option_names[other], option_names[wish]);
        return FALSE;
    }
    const Named named = {g_strdup(version), wish};
    g_array_append_val(wishes->named, named);
    return TRUE;
}

gboolean dln_wishes_new(const DlnGraph *graph, const DunlinRepairOptions *options,
    DlnWishes **out_wishes, GError **error)
{
    g_autoptr(DlnWishes) wishes = g_new0(DlnWishes, 1);
    const struct {
        DlnWish wish;
        const char *const *names;
    } lists[] = {
        {DLN_WISH_MARK_APPLIED, options->mark_applied},
        {DLN_WISH_MARK_REVERTED, options->mark_reverted},
        {DLN_WISH_STATEMENT_DONE, options->statement_done},
        {DLN_WISH_STATEMENT_NOT_DONE, options->statement_not_done},
        {DLN_WISH_ACCEPT, options->accept},
        {DLN_WISH_FORGET, options->forget},
    };

    wishes->graph = graph;
    wishes->named = g_array_new(FALSE, FALSE, sizeof(Named));
    g_array_set_clear_func(wishes->named, (GDestroyNotify)named_clear);
    for (gsize k = 0; k < G_N_ELEMENTS(lists); k++) {
        for (guint i = 0; lists[k].names != NULL && lists[k].names[i] != NULL; i++) {
            if (!add(wishes, lists[k].names[i], lists[k].wish, error))
                return FALSE;
        }
    }
    *out_wishes = g_steal_pointer(&wishes);
    return TRUE;
}

/* ---- one row ---- */

gboolean dln_wish_applies(DlnWish wish, const DlnAppliedRow *row, const DlnRevision *revision)
{
    gboolean is_running = row->state == DLN_APPLIED_RUNNING;

    /* The next upgrade runs it again where its file says something else; where there is none, its row may go. */
    if (row->state == DLN_APPLIED_REPEATABLE)
        return wish == DLN_WISH_FORGET && revision == NULL;
    switch (wish) {
    case DLN_WISH_MARK_APPLIED:
    case DLN_WISH_MARK_REVERTED:
        return is_running;
    case DLN_WISH_STATEMENT_DONE:
    case DLN_WISH_STATEMENT_NOT_DONE:
        return is_running && revision != NULL && dln_ledger_journal_read(row->journal).in_flight;
    case DLN_WISH_ACCEPT:
        return !is_running && revision != NULL && row->checksum != NULL &&
               g_strcmp0(row->checksum, revision->checksum) != 0;
    case DLN_WISH_FORGET:
        return revision == NULL;
    case DLN_WISH_NONE:
        break;
    }
    return FALSE;
}

const DlnScript *dln_journal_script(
    const DlnAppliedRow *row, const DlnRevision *revision, DlnEngineKind engine)
{
    gboolean is_down = dln_ledger_journal_read(row->journal).is_down;

    return revision->scripts[is_down ? DLN_DIRECTION_DOWN : DLN_DIRECTION_UP][engine];
}

static gboolean check_unedited(
    const DlnAppliedRow *row, const DlnRevision *revision, const DlnScript *script, GError **error)
{
    const DlnJournalNote note = dln_ledger_journal_read(row->journal);
    const DunlinErrorFacts facts = {.file = revision->file, .revision = revision->id};
    g_autofree char *hash = NULL;

    if (script != NULL && row->statements_done < script->n_statements) {
        hash = dln_ledger_journal_hash(script, row->statements_done);
        if (*note.hash == '\0' || g_str_equal(note.hash, hash))
            return TRUE;
    }
    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
        "what it had done was edited since, so no statement of it can be told to be done: restore "
        "the file, or say what became of it as a whole (--mark-applied, --mark-reverted)");
    return FALSE;
}

static void set_checksum(DlnAppliedRow *row, const DlnRevision *revision)
{
    g_free(row->checksum);
    row->checksum = g_strdup(revision->checksum);
}

static void make_whole(DlnAppliedRow *row, const DlnRevision *revision)
{
    row->state = DLN_APPLIED_DONE;
    row->statements_done = 0;
    g_clear_pointer(&row->journal, g_free);
    if (revision != NULL)
        set_checksum(row, revision);
}

/* Nothing is in flight any more: n statements are done. */
static void settle(DlnAppliedRow *row, const DlnScript *script, guint n)
{
    gboolean is_down = dln_ledger_journal_read(row->journal).is_down;

    row->statements_done = n;
    g_free(row->journal);
    row->journal = dln_ledger_journal_text(script, n, is_down);
}

/* NULL without error: the row goes. */
static DlnAppliedRow *fulfil(DlnWish wish, const DlnAppliedRow *row, const DlnRevision *revision,
    DlnEngineKind engine, GError **error)
{
    g_autoptr(DlnAppliedRow) copy = dln_applied_row_copy(row);
    gboolean about_statement =
        wish == DLN_WISH_STATEMENT_DONE || wish == DLN_WISH_STATEMENT_NOT_DONE;

    if (!dln_wish_applies(wish, row, revision))
        return g_steal_pointer(&copy);
    if (wish == DLN_WISH_MARK_REVERTED || wish == DLN_WISH_FORGET)
        return NULL;
    if (wish == DLN_WISH_MARK_APPLIED)
        make_whole(copy, revision);
    if (wish == DLN_WISH_ACCEPT)
        set_checksum(copy, revision);
    if (about_statement) {
        const DlnScript *script = dln_journal_script(row, revision, engine);
        if (!check_unedited(row, revision, script, error))
            return NULL;
        settle(copy, script, row->statements_done + (wish == DLN_WISH_STATEMENT_DONE ? 1 : 0));
    }
    return g_steal_pointer(&copy);
}

gboolean dln_wishes_fulfil(const DlnWishes *wishes, DlnScope scope, DlnEngineKind engine,
    const DlnApplied *applied, DlnApplied **out_wanted, GError **error)
{
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);

    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        const DlnRevision *revision = dln_applied_row_file(wishes->graph, scope, row);
        GError *failed = NULL;
        DlnAppliedRow *wanted =
            fulfil(dln_wishes_about(wishes, row->version), row, revision, engine, &failed);
        if (failed != NULL) {
            g_propagate_error(error, failed);
            return FALSE;
        }
        if (wanted != NULL)
            g_ptr_array_add(rows, wanted);
    }
    *out_wanted = dln_applied_new(g_steal_pointer(&rows));
    return TRUE;
}
