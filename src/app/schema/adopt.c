/* SPDX-License-Identifier: Apache-2.0 */
/* adopt.c: `init --from-database`: a project for a database that has no history. Its schema becomes the first migration, which is
 * proven on a scratch database before anything is written, and then only recorded: nothing of the user's is touched. */
#include <glib/gstdio.h>
#include <string.h>

#include "app/common/context.h"
#include "app/schema/baseline.h"
#include "base/new_file.h"
#include "dunlin/author.h"
#include "project/sum.h"

#define ID "001_baseline"
#define FILE_NAME ID ".sql"

typedef struct {
    const DunlinInitOptions *init;
    const DunlinAdoptOptions *options;
    char *run_id;
    guint number;
    DlnStateOptions state;
    char *url;  /* of the database, wherever the program is started */
    char *path; /* of the migration */
    char *text;
    DunlinProject *project; /* without migrations */
    DlnFleet *fleet;
    DlnSchema *schema;
    DunlinAdopted *adopted;
} Work;

static void work_clear(Work *work)
{
    g_free(work->run_id);
    g_free(work->url);
    g_free(work->path);
    g_free(work->text);
    g_clear_pointer(&work->fleet, dln_fleet_free);
    g_clear_pointer(&work->schema, dln_schema_free);
    g_clear_pointer(&work->project, dunlin_project_free);
    g_clear_pointer(&work->adopted, dunlin_adopted_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

void dunlin_adopted_free(DunlinAdopted *adopted)
{
    if (adopted == NULL)
        return;
    g_strfreev(adopted->files);
    g_free(adopted->id);
    g_free(adopted->fingerprint);
    g_ptr_array_unref(adopted->warnings);
    g_free(adopted);
}

/* ---- the database ---- */

/* A relative path is the caller's, not the project's. */
static char *absolute_url(const char *url, const DlnAddress *address)
{
    if (address->engine != DLN_ENGINE_SQLITE || g_str_has_prefix(address->path, "file:") ||
        g_path_is_absolute(address->path))
        return g_strdup(url);
    g_autofree char *path = g_canonicalize_filename(address->path, NULL);
    return g_strconcat("sqlite:///", path, NULL);
}

typedef DunlinProject *(*LoadFunc)(const DunlinProjectOptions *, DlnLoadDepth, GError **);

static DunlinProject *load(
    const Work *work, const char *directory, LoadFunc func, DlnLoadDepth depth, GError **error)
{
    g_autoptr(GStrvBuilder) overrides = g_strv_builder_new();
    const char *const *given = work->options->overrides;
    g_autofree char *system = g_strconcat("system.url=", work->url, NULL);
    DunlinProjectOptions options = {.directory = directory};

    for (guint i = 0; given != NULL && given[i] != NULL; i++)
        g_strv_builder_add(overrides, given[i]);
    g_strv_builder_add(overrides, system);
    g_auto(GStrv) all = g_strv_builder_end(overrides);
    options.overrides = (const char *const *)all;
    return func(&options, depth, error);
}

/* Beside no configuration and no migrations that may be there. */
static gboolean load_empty(Work *work, GError **error)
{
    work->project = load(work, NULL, dln_project_load_bare, DLN_LOAD_NO_FILES, error);
    return work->project != NULL;
}

static gboolean read_database(Work *work, GError **error)
{
    static const DunlinSelection public_alone = {.include_public = TRUE};
    g_auto(DlnState) state = {0};
    const DlnDatabase *database;

    work->fleet = dln_fleet_new(work->project);
    if (!dln_fleet_choose(
            work->fleet, DLN_SCOPE_PUBLIC, &public_alone, work->options->cancellable, error))
        return FALSE;
    dln_fleet_survey(
        work->fleet, DLN_SCOPE_PUBLIC, DLN_SURVEY_AS_FOUND, work->options->cancellable);
    database = work->fleet->databases->pdata[0];
    if (database->is_missing)
        return dln_refuse(error, "there is no %s \"%s\"",
            database->address->engine == DLN_ENGINE_SQLITE ? "file" : "schema", database->place);
    if (!dln_database_check_read(database, error) ||
        !dln_baseline_check_ledger(database->place, database->ledger, error))
        return FALSE;
    const DlnStateSource source = {
        .kind = DLN_STATE_DATABASE,
        .project = work->project,
        .scope = DLN_SCOPE_PUBLIC,
        .shown = database->place,
        .database = database,
    };
    if (!dln_state_read(&source, &work->state, &state, error))
        return FALSE;
    if (state.schema->objects->len == 0)
        return dln_refuse(error,
            "nothing is in \"%s\" that could be adopted: `dunlin init` starts a project for it",
            database->place);
    g_clear_pointer(&work->schema, dln_schema_free);
    work->schema = g_steal_pointer(&state.schema);
    return TRUE;
}

/* ---- the migration, and its proof ---- */

static gboolean compose(Work *work, GError **error)
{
    const DlnDatabase *database = work->fleet->databases->pdata[0];

    work->text = dln_baseline_body(work->project, work->schema, database->place, NULL, error);
    return work->text != NULL;
}

static gboolean prove(const Work *work, GError **error)
{
    const DlnBaselineProof proof = {
        .project = work->project,
        .scope = DLN_SCOPE_PUBLIC,
        .text = work->text,
        .schema = work->schema,
        .state = &work->state,
    };

    return dln_baseline_prove(&proof, FILE_NAME, error);
}

/* ---- writing ---- */

/* A password stays in the environment. What was said stays as it is where the project is where it was said. */
static const char *written_url(const Work *work, char **out_masked)
{
    const char *url = work->init->directory != NULL ? work->url : work->options->database;

    if (work->init->url != NULL)
        return work->init->url;
    *out_masked = dunlin_mask_passwords(url);
    return g_str_equal(*out_masked, url) ? url : NULL;
}

/* The line in dunlin.sum, and the file in the list. */
static gboolean write_migration(Work *work, const char *folder, GError **error)
{
    g_autoptr(DlnSum) sum = dln_sum_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static(work->text, strlen(work->text));
    g_autofree char *hash = dln_sum_hash(bytes);
    g_autoptr(GStrvBuilder) files = g_strv_builder_new();

    work->path = g_build_filename(folder, FILE_NAME, NULL);
    dln_sum_set(sum, FILE_NAME, hash);
    if (!dln_write_new_file(work->path, work->path, work->text, error) ||
        !dln_sum_write(folder, folder, sum, error))
        return FALSE;
    g_strv_builder_addv(files, (const char **)work->adopted->files);
    g_strv_builder_add(files, work->path);
    g_strfreev(work->adopted->files);
    work->adopted->files = g_strv_builder_end(files);
    return TRUE;
}

/* What was written was not there before: half a project would be in the way of another try. */
static void take_back(const Work *work)
{
    g_unlink(work->path);
    for (guint i = g_strv_length(work->adopted->files); i-- > 0;)
        g_remove(work->adopted->files[i]);
}

/* dunlin.yaml and an empty folder, which must not hold anything yet. */
static gboolean write_files(Work *work, const char *folder, GError **error)
{
    g_autofree char *masked = NULL;
    DunlinInitOptions init = *work->init;

    init.url = written_url(work, &masked);
    work->adopted->needs_url = init.url == NULL;
    if (!dunlin_init(&init, &work->adopted->files, error))
        return FALSE;
    if (write_migration(work, folder, error))
        return TRUE;
    take_back(work);
    return FALSE;
}

static gboolean check_folder(const Work *work, const char *folder, GError **error)
{
    const char *directory = work->init->directory != NULL ? work->init->directory : "";
    g_autofree char *config = g_build_filename(directory, "dunlin.yaml", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

    if (g_file_test(config, G_FILE_TEST_EXISTS))
        return dln_refuse(error, "\"%s\" is there already: this is a project", config);
    if (dir != NULL && g_dir_read_name(dir) != NULL)
        return dln_refuse(
            error, "\"%s\" is not empty: a database that is adopted starts a history", folder);
    return TRUE;
}

static gboolean stamp(Work *work, GError **error)
{
    static const char *const targets[] = {"heads", NULL};
    const DunlinRunOptions options = {
        .selection = {.include_public = TRUE},
        .targets = targets,
        .cancellable = work->options->cancellable,
    };
    g_autoptr(DunlinProject) project =
        load(work, work->init->directory, dln_project_load, DLN_LOAD_ALL, error);
    g_autoptr(DunlinRunReport) report = NULL;

    if (project != NULL && dunlin_stamp(project, &options, &report, error))
        return TRUE;
    g_prefix_error(error,
        "the files are written, `dunlin stamp heads` records that the database is "
        "there: ");
    return FALSE;
}

/* Whoever changed the schema meanwhile did so behind the migration's back. */
static gboolean check_unchanged(Work *work, GError **error)
{
    const DlnDatabase *database = work->fleet->databases->pdata[0];
    const DlnStateSource source = {
        .kind = DLN_STATE_DATABASE,
        .project = work->project,
        .scope = DLN_SCOPE_PUBLIC,
        .shown = database->place,
        .database = database,
    };
    g_auto(DlnState) state = {0};

    if (!dln_state_read(&source, &work->state, &state, error))
        return FALSE;
    if (!dln_schema_equal(state.schema, work->schema))
        dln_error_set(error, DUNLIN_ERROR_CONFLICT, NULL,
            "the schema of \"%s\" was changed while it was adopted: `dunlin diff --from migrations "
            "--to "
            "URL` tells how it differs from the migration",
            database->place);
    return dln_schema_equal(state.schema, work->schema);
}

gboolean dunlin_init_from_database(const DunlinInitOptions *init, const DunlinAdoptOptions *options,
    DunlinAdopted **out_adopted, GError **error)
{
    g_auto(Work) work = {.init = init, .options = options, .run_id = dln_app_new_run_id()};
    g_autofree char *folder =
        g_build_filename(init->directory != NULL ? init->directory : "", "migrations", NULL);
    g_autoptr(DlnAddress) address = NULL;

    work.adopted = g_new0(DunlinAdopted, 1);
    work.adopted->warnings = g_ptr_array_new_with_free_func(g_free);
    work.state = (DlnStateOptions){
        .run_id = work.run_id,
        .number = &work.number,
        .warnings = work.adopted->warnings,
        .cancellable = options->cancellable,
        .interrupt = options->cancellable,
    };
    if (!dln_address_parse(options->database, &address, error))
        return FALSE;
    work.url = absolute_url(options->database, address);
    if (!check_folder(&work, folder, error) || !load_empty(&work, error) ||
        !read_database(&work, error) || !compose(&work, error) || !prove(&work, error) ||
        !write_files(&work, folder, error) || !stamp(&work, error) ||
        !check_unchanged(&work, error))
        return FALSE;
    work.adopted->id = g_strdup(ID);
    work.adopted->fingerprint = dln_schema_fingerprint(work.schema);
    *out_adopted = g_steal_pointer(&work.adopted);
    return TRUE;
}
