/* SPDX-License-Identifier: Apache-2.0 */
/* baseline.c: from a schema to a migration, and its proof. */
#include "app/schema/baseline.h"

#include <string.h>

#include "app/schema/change.h"
#include "app/scratch/choice.h"
#include "app/scratch/wanted.h"
#include "dialect/create.h"
#include "project/trial.h"

char *dln_baseline_body(const DunlinProject *project, const DlnSchema *schema, const char *name,
    const char *into, GError **error)
{
    g_autofree char *script = dln_create_script(schema, into, error);
    g_autoptr(GPtrArray) statements = NULL;

    if (script == NULL)
        return NULL;
    if (!g_utf8_validate(script, -1, NULL)) {
        statements = dln_create_statements(schema, into, error);
        if (statements == NULL || !dln_create_check_text(statements, error))
            return NULL;
    }
    /* Where the file lies is no matter of everybody who reads this. */
    g_autofree char *shown = g_path_get_basename(name);
    g_strdelimit(shown, "\r\n", ' ');
    const gboolean has_variables =
        project->config.variables != NULL && strstr(script, "${") != NULL;
    return g_strdup_printf("-- The schema as it was found in %s\n%s"
                           "-- dunlin:irreversible\n"
                           "-- dunlin:up\n%s",
        shown, has_variables ? "-- dunlin:variables off\n" : "", script);
}

/* ---- proof ---- */

static gboolean refuse_other(const DlnSchema *built, const DlnSchema *wanted, GError **error)
{
    g_autofree char *list = dln_difference_list(wanted, built);

    dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
        "the migration would not build the schema as it was found, and was not written:%s", list);
    return FALSE;
}

static gboolean prove_with(const DlnBaselineProof *proof, const DlnGraph *graph, GError **error)
{
    const DlnStateOptions *state = proof->state;
    const DlnReplayOptions options = {
        .project = proof->project,
        .graph = graph,
        .scope = proof->scope,
        .run_id = state->run_id,
        .number = (*state->number)++,
        .warnings = state->warnings,
        .cancellable = state->cancellable,
        .interrupt = state->interrupt,
    };
    g_autoptr(DlnReplay) replay = NULL;
    DlnSession *session = NULL;

    if (!dln_replay_new(&options, &replay, error) || !dln_replay_upgrade(replay, "heads", error) ||
        !dln_replay_session(replay, &session, error))
        return FALSE;
    g_autoptr(DlnSchema) built = dln_app_inspect(
        session, proof->project, proof->scope, dln_replay_schema(replay), state->interrupt, error);
    if (built == NULL || !dln_app_take_wanted(proof->project, built, error))
        return FALSE;
    return dln_schema_equal(built, proof->schema) ? dln_replay_end(replay, error)
                                                  : refuse_other(built, proof->schema, error);
}

gboolean dln_baseline_prove(const DlnBaselineProof *proof, const char *file_name, GError **error)
{
    g_autoptr(DlnTrial) trial = dln_trial_new(proof->project);
    g_autoptr(GBytes) bytes = g_bytes_new_static(proof->text, strlen(proof->text));
    g_autofree char *path = g_build_filename("migrations", file_name, NULL);
    const DlnFormatInput input = {.path = path, .basename = file_name, .text = bytes};
    const DlnGraph *graph;

    return dln_trial_add(trial, NULL, &input, NULL, error) &&
           dln_trial_build(trial, &graph, error) && prove_with(proof, graph, error);
}

/* ---- ledgers ---- */

gboolean dln_baseline_check_ledger(const char *place, const DlnLedger *ledger, GError **error)
{
    if (ledger->shape != DLN_LEDGER_MISSING)
        return dln_refuse(error,
            "\"%s\" has a table schema_migrations: it has a history, and needs the migrations that "
            "it speaks of",
            place);
    if (ledger->has_user_version && ledger->user_version != 0)
        return dln_refuse(error,
            "\"%s\" has PRAGMA user_version = %" G_GINT64_FORMAT
            ": somebody numbers its schema, and dunlin would number it anew",
            place, ledger->user_version);
    return TRUE;
}
