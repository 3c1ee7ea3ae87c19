/* SPDX-License-Identifier: Apache-2.0 */
/* findings.c: compares a ledger with the files and with what the database itself says. */
#include "app/status/findings.h"

#include "dialect/quote.h"
#include "revision/repeatables.h"
#include "run/probe.h"
#include "sql/target.h"

void dln_finding_free(DunlinRepairFinding *finding)
{
    if (finding == NULL)
        return;
    g_free(finding->revision);
    g_free(finding->file);
    g_free(finding->what);
    g_free(finding->probe);
    g_free(finding->action);
    g_strfreev(finding->remedies);
    g_clear_pointer(&finding->statements, g_ptr_array_unref);
    g_free(finding);
}

static DunlinRepairFinding *finding_new(DunlinRepairFindingKind kind, const char *version, char *what)
{
    DunlinRepairFinding *finding = g_new0(DunlinRepairFinding, 1);

    finding->kind = kind;
    finding->revision = g_strdup(version);
    finding->what = what;
    finding->remedies = g_new0(char *, 1);
    return finding;
}

static void add_remedy(DunlinRepairFinding *finding, char *remedy)
{
    guint n = g_strv_length(finding->remedies);

    finding->remedies = g_renew(char *, finding->remedies, n + 2);
    finding->remedies[n] = remedy;
    finding->remedies[n + 1] = NULL;
}

static const DlnRevision *file_of(const DlnLook *look, const DlnAppliedRow *row)
{
    return dln_applied_row_file(look->graph, look->database->scope, row);
}

/* " --tenant NAME" as a shell reads it. */
static char *selection_of(const DlnDatabase *database)
{
    if (database->scope != DLN_SCOPE_TENANT)
        return g_strdup(" --public");
    g_autofree char *quoted =
        g_strcmp0(database->name, "") != 0 &&
                g_regex_match_simple("^[A-Za-z0-9_./-]+$", database->name, 0, 0)
            ? g_strdup(database->name)
            : g_shell_quote(database->name);
    return g_strdup_printf(" --tenant %s", quoted);
}

static char *repair_command(const DlnLook *look, DlnWish wish, const char *version)
{
    g_autofree char *selection = selection_of(look->database);

    return g_strdup_printf(
        "`dunlin repair --%s %s%s --apply`", dln_wish_option(wish), version, selection);
}

/* ---- migrations that were cut off ---- */

static void statement_free(DunlinRepairStatement *statement)
{
    g_free(statement->text);
    g_free(statement);
}

static GPtrArray *statements_of(const DlnAppliedRow *row, const DlnScript *script)
{
    GPtrArray *statements = g_ptr_array_new_with_free_func((GDestroyNotify)statement_free);
    gboolean in_flight = dln_ledger_journal_read(row->journal).in_flight;

    for (guint i = 0; script != NULL && i < script->n_statements; i++) {
        DunlinRepairStatement *statement = g_new0(DunlinRepairStatement, 1);
        statement->line = script->statements[i].line;
        statement->text = g_strndup(
            script->source.text + script->statements[i].offset, script->statements[i].length);
        statement->state = i < row->statements_done                 ? DUNLIN_STATEMENT_DONE
                           : i == row->statements_done && in_flight ? DUNLIN_STATEMENT_IN_FLIGHT
                                                                    : DUNLIN_STATEMENT_LEFT;
        g_ptr_array_add(statements, statement);
    }
    return statements;
}

static const char *const probe_words[] = {
    [DLN_PROBE_REDO] = "redo",
    [DLN_PROBE_DONE] = "done",
    [DLN_PROBE_IN_DOUBT] = "in_doubt",
};

/* Drops the index if it is still as it was seen, in the transaction that corrects the ledger. */
static char *drop_statement(const char *schema, const char *name)
{
    g_autofree char *schema_literal = dln_quote_postgres_literal(schema);
    g_autofree char *name_literal = dln_quote_postgres_literal(name);
    g_autofree char *body = g_strdup_printf(
        "BEGIN IF EXISTS (SELECT 1 FROM pg_catalog.pg_index i"
        " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relname = %s AND NOT (i.indisvalid AND i.indisready)) THEN"
        " EXECUTE pg_catalog.format('DROP INDEX %%I.%%I', %s, %s); END IF; END",
        schema_literal, name_literal, schema_literal, name_literal);
    g_autofree char *literal = dln_quote_postgres_literal(body);

    return g_strdup_printf("DO %s", literal);
}

static gboolean is_invalid(const DlnLook *look, const char *schema, const char *name)
{
    for (guint i = 0; look->invalid_indexes != NULL && i < look->invalid_indexes->len; i++) {
        const DlnInvalidIndex *index = look->invalid_indexes->pdata[i];
        if (g_str_equal(index->schema, schema) && g_str_equal(index->name, name))
            return TRUE;
    }
    return FALSE;
}

/* The invalid index that the statement in flight has left, if it has. */
static gboolean left_index(const DlnLook *look, const DlnAppliedRow *row, const DlnScript *script,
    DlnStatementTarget *out_target)
{
    const char *schema = look->database->schema;

    if (script == NULL || row->statements_done >= script->n_statements ||
        !dln_ledger_journal_read(row->journal).in_flight)
        return FALSE;
    dln_statement_target_get(script, row->statements_done, out_target);
    if (out_target->name == NULL)
        return FALSE;
    return is_invalid(
        look, out_target->schema != NULL ? out_target->schema : schema, out_target->name);
}

static gboolean probe(const DlnLook *look, const DlnAppliedRow *row, const DlnScript *script,
    DunlinRepairFinding *finding, GError **error)
{
    DlnProbe verdict;
    DlnIndexState index;

    if (look->session == NULL || script == NULL || row->statements_done >= script->n_statements ||
        !dln_ledger_journal_read(row->journal).in_flight)
        return TRUE;
    if (!dln_run_probe_look(look->session, look->database->schema, script, row->statements_done,
            look->cancellable, &verdict, &index, error))
        return FALSE;
    finding->probe = g_strdup(probe_words[verdict]);
    return TRUE;
}

/* Its steps are counted, and its journal is of the whole section. */
static gboolean is_batch(const DlnAppliedRow *row, const DlnRevision *revision)
{
    return revision != NULL && revision->batching != NULL &&
           !dln_ledger_journal_read(row->journal).is_down;
}

/* An edited one is what no upgrade and no downgrade continues. */
static gboolean was_edited(
    const DlnAppliedRow *row, const DlnRevision *revision, const DlnScript *script)
{
    const DlnJournalNote note = dln_ledger_journal_read(row->journal);
    g_autofree char *hash = NULL;
    guint n_done = row->statements_done;

    if (*note.hash == '\0')
        return FALSE;
    if (script != NULL && is_batch(row, revision))
        n_done = script->n_statements;
    if (script == NULL || n_done > script->n_statements)
        return TRUE;
    hash = dln_ledger_journal_hash(script, n_done);
    return !g_str_equal(hash, note.hash);
}

static void add_ways_out(
    const DlnLook *look, const DlnAppliedRow *row, gboolean edited, DunlinRepairFinding *finding)
{
    g_autofree char *selection = selection_of(look->database);
    gboolean is_down = dln_ledger_journal_read(row->journal).is_down;
    gboolean in_doubt = g_strcmp0(finding->probe, "in_doubt") == 0;
    g_autofree char *applied = repair_command(look, DLN_WISH_MARK_APPLIED, row->version);
    g_autofree char *reverted = repair_command(look, DLN_WISH_MARK_REVERTED, row->version);

    if (!edited && !in_doubt)
        add_remedy(finding,
            is_down ? g_strdup_printf(
                          "to go on with the downgrade: `dunlin downgrade TARGET%s`", selection)
                    : g_strdup_printf("to go on: `dunlin upgrade%s`", selection));
    if (in_doubt && !edited) {
        g_autofree char *done = repair_command(look, DLN_WISH_STATEMENT_DONE, row->version);
        g_autofree char *redo = repair_command(look, DLN_WISH_STATEMENT_NOT_DONE, row->version);
        add_remedy(finding, g_strdup_printf("if the statement in flight took effect: %s", done));
        add_remedy(finding, g_strdup_printf("if it did not: %s", redo));
    }
    add_remedy(finding, g_strdup_printf("if all of the migration is there: %s", applied));
    add_remedy(finding, g_strdup_printf("if nothing of it is there: %s", reverted));
}

static const char *const action_words[] = {
    [DLN_WISH_NONE] = "",
    [DLN_WISH_MARK_APPLIED] = "mark it as applied",
    [DLN_WISH_MARK_REVERTED] = "take its row back",
    [DLN_WISH_STATEMENT_DONE] = "note that the statement in flight took effect",
    [DLN_WISH_STATEMENT_NOT_DONE] = "note that the statement in flight did not take effect",
    [DLN_WISH_ACCEPT] = "accept the file as it is now",
    [DLN_WISH_FORGET] = "forget the row",
};

static void set_action(const DlnLook *look, const DlnAppliedRow *row, const DlnRevision *revision,
    DunlinRepairFinding *finding)
{
    DlnWish wish = dln_wishes_about(look->wishes, row->version);

    if (dln_wish_applies(wish, row, revision))
        finding->action = g_strdup(action_words[wish]);
}

static void set_place(DunlinRepairFinding *finding, const DlnRevision *revision)
{
    if (revision == NULL)
        return;
    finding->file = g_strdup(revision->file);
    finding->line = revision->line;
}

static gboolean find_cut_off(const DlnLook *look, const DlnAppliedRow *row, GPtrArray *findings,
    GPtrArray *drops, GError **error)
{
    const DlnRevision *revision = file_of(look, row);
    const DlnScript *script =
        revision != NULL ? dln_journal_script(row, revision, look->database->address->engine)
                         : NULL;
    gboolean edited = revision == NULL || was_edited(row, revision, script);
    const char *unit = is_batch(row, revision) ? "step" : "statement";
    g_auto(DlnStatementTarget) target = {0};
    DunlinRepairFinding *finding = finding_new(DUNLIN_REPAIR_CUT_OFF, row->version,
        g_strdup_printf("the %s of \"%s\" was cut off, or has failed, after %u %s%s%s",
            dln_ledger_journal_read(row->journal).is_down ? "downgrade" : "upgrade", row->version,
            row->statements_done, unit, row->statements_done == 1 ? "" : "s",
            revision == NULL ? ", and its file is gone"
            : edited         ? ", and its file was edited since"
                             : ""));

    g_ptr_array_add(findings, finding);
    set_place(finding, revision);
    finding->statements = statements_of(row, is_batch(row, revision) ? NULL : script);
    if (!probe(look, row, script, finding, error))
        return FALSE;
    add_ways_out(look, row, edited, finding);
    set_action(look, row, revision, finding);
    if (!left_index(look, row, script, &target))
        return TRUE;
    finding = finding_new(DUNLIN_REPAIR_INVALID_INDEX, row->version,
        g_strdup_printf("index \"%s\" is invalid: \"%s\" was cut off while it was built or dropped",
            target.name, row->version));
    set_place(finding, revision);
    finding->action = g_strdup("drop it");
    g_ptr_array_add(findings, finding);
    g_ptr_array_add(
        drops, drop_statement(
                   target.schema != NULL ? target.schema : look->database->schema, target.name));
    return TRUE;
}

/* ---- files ---- */

static void find_edited(const DlnLook *look, const DlnAppliedRow *row, GPtrArray *findings)
{
    const DlnRevision *revision = file_of(look, row);
    DunlinRepairFinding *finding;

    if (!dln_wish_applies(DLN_WISH_ACCEPT, row, revision))
        return;
    finding = finding_new(DUNLIN_REPAIR_EDITED, row->version,
        g_strdup_printf(
            "\"%s\" (%s) was edited after it was applied", row->version, revision->file));
    set_place(finding, revision);
    add_remedy(finding, g_strdup("restore the file as it was applied"));
    add_remedy(
        finding, g_strdup_printf("if it was edited on purpose: `dunlin repair --accept %s --apply`",
                     row->version));
    set_action(look, row, revision, finding);
    g_ptr_array_add(findings, finding);
}

static void find_gone(const DlnLook *look, const DlnAppliedRow *row, GPtrArray *findings)
{
    DunlinRepairFinding *finding;

    if (file_of(look, row) != NULL)
        return;
    finding = finding_new(DUNLIN_REPAIR_GONE, row->version,
        row->state == DLN_APPLIED_REPEATABLE
            ? g_strdup_printf(
                  "the repeatable migration \"%s\" has run, but its file is gone: what it made stays",
                  row->version)
            : g_strdup_printf("\"%s\" is applied, but its file is gone", row->version));
    add_remedy(finding, g_strdup("restore the file"));
    g_autofree char *quoted = g_shell_quote(row->version);
    gboolean plain = g_regex_match_simple("^[A-Za-z0-9_./-]+$", row->version, 0, 0);
    add_remedy(
        finding, g_strdup_printf("if it is gone for good: `dunlin repair --forget %s --apply`",
                     plain ? row->version : quoted));
    set_action(look, row, NULL, finding);
    g_ptr_array_add(findings, finding);
}

/* ---- the database's own ---- */

static gboolean is_journaled(const DlnLook *look, const DlnInvalidIndex *index)
{
    const DlnApplied *applied = look->database->ledger->applied;

    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        const DlnRevision *revision = file_of(look, row);
        g_auto(DlnStatementTarget) target = {0};
        if (row->state == DLN_APPLIED_RUNNING && revision != NULL &&
            left_index(
                look, row, dln_journal_script(row, revision, DLN_ENGINE_POSTGRES), &target) &&
            g_str_equal(target.name, index->name))
            return TRUE;
    }
    return FALSE;
}

static void find_indexes(const DlnLook *look, GPtrArray *findings)
{
    for (guint i = 0; look->invalid_indexes != NULL && i < look->invalid_indexes->len; i++) {
        const DlnInvalidIndex *index = look->invalid_indexes->pdata[i];
        DunlinRepairFinding *finding;
        if (is_journaled(look, index))
            continue;
        g_autofree char *schema = dln_quote_identifier(index->schema);
        g_autofree char *name = dln_quote_identifier(index->name);
        finding = finding_new(DUNLIN_REPAIR_INVALID_INDEX, NULL,
            g_strdup_printf("index \"%s\" of table \"%s\" is invalid, and no journal names it",
                index->name, index->table));
        add_remedy(
            finding, g_strdup_printf("by hand: `REINDEX INDEX CONCURRENTLY %s.%s`, or `DROP INDEX "
                                     "CONCURRENTLY %s.%s`",
                         schema, name, schema, name));
        g_ptr_array_add(findings, finding);
    }
}

/* What no history explains is for stamp; what the ledger explains is set. */
static void find_user_version(const DlnLook *look, GPtrArray *findings)
{
    const DlnLedger *ledger = look->database->ledger;
    g_autoptr(DlnLedger) copy = dln_ledger_copy(ledger);
    g_autoptr(GError) refusal = NULL;
    guint n = dln_run_count_done(ledger->applied);
    DunlinRepairFinding *finding;

    if (!ledger->has_user_version)
        return;
    if (!dln_run_take_over(
            look->graph, look->database->scope, look->database->place, copy, &refusal)) {
        g_autofree char *selection = selection_of(look->database);
        finding = finding_new(DUNLIN_REPAIR_USER_VERSION, NULL, g_strdup(refusal->message));
        add_remedy(finding, g_strdup_printf("`dunlin stamp TARGET%s`", selection));
        g_ptr_array_add(findings, finding);
        return;
    }
    if (ledger->shape == DLN_LEDGER_MISSING || ledger->user_version == n)
        return;
    finding = finding_new(DUNLIN_REPAIR_USER_VERSION, NULL,
        g_strdup_printf("user_version is %" G_GINT64_FORMAT ", but the ledger holds %u migration%s",
            ledger->user_version, n, n == 1 ? "" : "s"));
    finding->action = g_strdup_printf("set it to %u", n);
    g_ptr_array_add(findings, finding);
}

static void find_leftovers(const DlnLook *look, GPtrArray *findings)
{
    const char *path = look->database->address->path;
    g_autofree char *lock = path != NULL ? g_strconcat(path, DLN_SQLITE_LOCK_SUFFIX, NULL) : NULL;
    DunlinRepairFinding *finding;

    if (lock == NULL || !g_file_test(lock, G_FILE_TEST_EXISTS))
        return;
    finding = finding_new(DUNLIN_REPAIR_LEFTOVER, NULL,
        g_strdup_printf("%s%s is there: a run is at work in this file, or one was killed",
            look->database->place, DLN_SQLITE_LOCK_SUFFIX));
    add_remedy(finding,
        g_strdup("if no run is at work it locks nothing and may stay: the next one takes it over"));
    g_ptr_array_add(findings, finding);
}

/* ---- all ---- */

gboolean dln_look_needs_session(const DlnDatabase *database)
{
    return database->ledger != NULL && dln_applied_has_running(database->ledger->applied);
}

GPtrArray *dln_find_all(const DlnLook *look, GPtrArray *out_drops, GError **error)
{
    g_autoptr(GPtrArray) findings =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_finding_free);
    const DlnApplied *applied = look->database->ledger->applied;

    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        if (row->state == DLN_APPLIED_RUNNING) {
            if (!find_cut_off(look, row, findings, out_drops, error))
                return NULL;
            continue;
        }
        find_edited(look, row, findings);
        find_gone(look, row, findings);
    }
    find_indexes(look, findings);
    find_user_version(look, findings);
    find_leftovers(look, findings);
    return g_steal_pointer(&findings);
}

static void repair_result_free(DunlinRepairResult *result)
{
    g_free(result->name);
    g_free(result->place);
    g_ptr_array_unref(result->findings);
    g_clear_error(&result->error);
    g_free(result);
}

DunlinRepairReport *dln_app_repair_report_new(void)
{
    DunlinRepairReport *report = g_new0(DunlinRepairReport, 1);

    report->databases = g_ptr_array_new_with_free_func((GDestroyNotify)repair_result_free);
    report->warnings = g_ptr_array_new_with_free_func(g_free);
    return report;
}

void dunlin_repair_report_free(DunlinRepairReport *report)
{
    if (report == NULL)
        return;
    g_free(report->run_id);
    g_ptr_array_unref(report->databases);
    g_ptr_array_unref(report->warnings);
    g_free(report);
}
