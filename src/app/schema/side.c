/* SPDX-License-Identifier: Apache-2.0 */
/* side.c: both sides of a comparison without a project. Each gets a project of its own, made of what is said on the command line and in
 * the environment, so that everything behind it works as in any other. */
#include "app/schema/side.h"

#include <string.h>

#include "format/format.h"
#include "project/sum.h"

#define MIGRATIONS "migrations:"
/* Never opened: files are made in memory. */
#define NO_FILE "sqlite:///dunlin-scratch.db"

void dln_side_clear(DlnSide *side)
{
    g_clear_pointer(&side->fleet, dln_fleet_free);
    g_clear_pointer(&side->desired, dln_desired_free);
    g_clear_pointer(&side->project, dunlin_project_free);
}

/* What one of the two words means. */
typedef struct {
    const char *text;
    DlnStateKind kind;
    DlnAddress *address; /* DATABASE */
    const char *path;    /* of files or migrations */
} Word;

static void word_clear(Word *word)
{
    g_clear_pointer(&word->address, dln_address_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Word, word_clear)

/* ---- what is meant ---- */

static gboolean holds_directive(const DlnFile *file)
{
    gsize length;
    const char *text = g_bytes_get_data(file->text, &length);
    const char *found = length > 0 ? g_strstr_len(text, (gssize)length, "-- dunlin:") : NULL;

    /* A hint is for schemas. */
    return found != NULL && !g_str_has_prefix(found, "-- dunlin:renamed-from");
}

/* Files of migrations say so somewhere: in a directive, a way back in a file of its own, or dunlin.sum beside them. */
static gboolean is_migrations(const char *path)
{
    g_autofree char *sum = g_build_filename(path, DLN_SUM_NAME, NULL);
    g_autoptr(GPtrArray) files = NULL;

    if (g_file_test(sum, G_FILE_TEST_EXISTS))
        return TRUE;
    if (!dln_format_list_directory(path, path, DLN_LIST_TEXTS, &files, NULL))
        return FALSE;
    for (guint i = 0; i < files->len; i++) {
        const DlnFile *file = files->pdata[i];
        if (g_str_has_suffix(file->name, ".down.sql") || g_str_has_suffix(file->name, ".py") ||
            holds_directive(file))
            return TRUE;
    }
    return FALSE;
}

static gboolean read_word(const char *option, const char *text, Word *word, GError **error)
{
    g_autoptr(GError) no_url = NULL;

    word->text = text;
    word->path = text;
    if (g_str_has_prefix(text, MIGRATIONS)) {
        word->path += strlen(MIGRATIONS);
        word->kind = DLN_STATE_MIGRATIONS;
        return TRUE;
    }
    if (g_file_test(text, G_FILE_TEST_IS_DIR)) {
        word->kind = is_migrations(text) ? DLN_STATE_MIGRATIONS : DLN_STATE_FILES;
        return TRUE;
    }
    word->kind = DLN_STATE_DATABASE;
    if (dln_address_parse(text, &word->address, &no_url))
        return TRUE;
    word->kind = DLN_STATE_FILES;
    if (g_file_test(text, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autofree char *shown = dunlin_mask_passwords(text);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "--%s \"%s\": there is no such file or folder, and it is no database's URL", option, shown);
    return FALSE;
}

/* ---- the engine, and the server ---- */

/* The value of an override, or of its variable. */
static const char *setting(
    const DunlinProjectOptions *options, const char *key, const char *variable)
{
    const gsize length = strlen(key);

    for (guint i = 0; options->overrides != NULL && options->overrides[i] != NULL; i++) {
        const char *text = options->overrides[i];
        if (strncmp(text, key, length) == 0 && text[length] == '=')
            return text + length + 1;
    }
    const char *value = g_getenv(variable);
    return value != NULL && *value != '\0' ? value : NULL;
}

typedef struct {
    DlnEngineKind engine;
    const char *url; /* of a database on whose server scratch databases may be made */
} Place;

static gboolean refuse_place(GError **error, const char *why)
{
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "%s", why);
    return FALSE;
}

/* What neither of two files tells. */
static gboolean guess_engine(const DunlinProjectOptions *project_options,
    const DunlinDiffOptions *options, Place *place, GError **error)
{
    const char *scratch = setting(project_options, "scratch.url", "DUNLIN_SCRATCH_URL");
    const char *database = setting(project_options, "system.url", "DUNLIN_SYSTEM_URL");
    g_autoptr(DlnAddress) address = NULL;

    if (database == NULL)
        database = g_getenv("DATABASE_URL");
    if (options->engine != NULL) {
        dln_engine_kind_from_name(options->engine, &place->engine);
    } else if (scratch != NULL) {
        place->engine = DLN_ENGINE_POSTGRES;
    } else if (database != NULL && dln_address_parse(database, &address, NULL)) {
        place->engine = address->engine;
    } else {
        return refuse_place(error,
            "SQL files do not say which engine they are for: --engine sqlite, or for PostgreSQL "
            "--scratch-url URL, with the server on which scratch databases can be made");
    }
    g_clear_pointer(&address, dln_address_free);
    place->url = scratch != NULL ? scratch : database;
    if (place->engine == DLN_ENGINE_SQLITE)
        place->url = NO_FILE;
    else if (place->url == NULL || !dln_address_parse(place->url, &address, NULL) ||
             address->engine != DLN_ENGINE_POSTGRES)
        return refuse_place(error,
            "PostgreSQL needs a server for scratch databases: name it with --scratch-url URL");
    return TRUE;
}

static gboolean find_place(const DunlinProjectOptions *project_options,
    const DunlinDiffOptions *options, const Word *from, const Word *to, Place *place,
    GError **error)
{
    const Word *known = from->address != NULL ? from : to->address != NULL ? to : NULL;

    if (known == NULL)
        return guess_engine(project_options, options, place, error);
    place->engine = known->address->engine;
    place->url = known->text;
    if (to->address != NULL && to->address->engine != place->engine)
        return refuse_place(error, "the two databases are of two engines");
    if (options->engine != NULL &&
        !g_str_equal(options->engine, dln_engine_kind_name(place->engine)))
        return refuse_place(error, "--engine and the database's URL name two engines");
    return TRUE;
}

/* ---- a side ---- */

/* Whole databases, unless somebody says which schema. */
static gboolean is_whole(
    const DunlinProjectOptions *project_options, const DunlinDiffOptions *options)
{
    return g_strcmp0(options->scope, "tenant") != 0 &&
           setting(project_options, "system.schema", "DUNLIN_SYSTEM_SCHEMA") == NULL &&
           setting(project_options, "system.schemas", "DUNLIN_SYSTEM_SCHEMAS") == NULL;
}

/* What its project is made of. */
typedef struct {
    const char *url;
    DlnScope scope;
    const char *migrations; /* (nullable) */
    gboolean is_whole;
} Making;

static DunlinProject *make_project(
    const DunlinProjectOptions *project_options, const Making *making, GError **error)
{
    const char *url = making->url;
    const char *migrations = making->migrations;
    g_autoptr(GStrvBuilder) overrides = g_strv_builder_new();
    g_autofree char *system = g_strconcat("system.url=", url, NULL);
    DunlinProjectOptions options = {.directory = project_options->directory};

    for (guint i = 0; project_options->overrides != NULL && project_options->overrides[i] != NULL;
         i++) {
        if (!g_str_has_prefix(project_options->overrides[i], "system.url=") &&
            !g_str_has_prefix(project_options->overrides[i], "migrations="))
            g_strv_builder_add(overrides, project_options->overrides[i]);
    }
    g_strv_builder_add(overrides, system);
    if (making->is_whole)
        g_strv_builder_add(overrides, "system.schemas=" DLN_ALL_SCHEMAS);
    if (making->scope == DLN_SCOPE_TENANT)
        g_strv_builder_add(overrides, g_str_has_prefix(url, "sqlite") || url == NULL
                                          ? "tenants.files={tenant}.db"
                                          : "tenants.schemas=tenant_{tenant}");
    if (migrations != NULL) {
        g_autofree char *text = g_strconcat("migrations=", migrations, NULL);
        g_strv_builder_add(overrides, text);
    }
    g_auto(GStrv) all = g_strv_builder_end(overrides);
    options.overrides = (const char *const *)all;
    return dln_project_load_bare(
        &options, migrations != NULL ? DLN_LOAD_ALL : DLN_LOAD_CONFIG, error);
}

static DlnDesired *desire(const char *path)
{
    DlnDesired *desired = g_new0(DlnDesired, 1);
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    const char *const paths[] = {absolute, NULL}, *const shown[] = {path, NULL};

    desired->paths = g_strdupv((char **)paths);
    desired->shown = g_strdupv((char **)shown);
    desired->text = g_strdup(path);
    return desired;
}

static gboolean make_side(const DunlinProjectOptions *project_options,
    const DunlinDiffOptions *options, const Word *word, const Place *place, DlnSide *side,
    GError **error)
{
    static const DunlinSelection public_alone = {.include_public = TRUE};
    const DlnScope scope =
        g_strcmp0(options->scope, "tenant") == 0 && word->kind != DLN_STATE_DATABASE
            ? DLN_SCOPE_TENANT
            : DLN_SCOPE_PUBLIC;

    const Making making = {
        .url = word->address != NULL ? word->text : place->url,
        .scope = word->kind == DLN_STATE_MIGRATIONS ? scope : DLN_SCOPE_PUBLIC,
        .migrations = word->kind == DLN_STATE_MIGRATIONS ? word->path : NULL,
        .is_whole = is_whole(project_options, options),
    };
    side->project = make_project(project_options, &making, error);
    if (side->project == NULL)
        return FALSE;
    side->source = (DlnStateSource){
        .kind = word->kind,
        .project = side->project,
        .scope = word->kind == DLN_STATE_MIGRATIONS ? scope : DLN_SCOPE_PUBLIC,
        .shown = word->address != NULL ? side->project->config.system->display : word->text,
    };
    if (word->kind == DLN_STATE_FILES)
        side->source.desired = side->desired = desire(word->path);
    if (word->kind != DLN_STATE_DATABASE)
        return TRUE;
    side->fleet = dln_fleet_new(side->project);
    if (!dln_fleet_choose(
            side->fleet, DLN_SCOPE_PUBLIC, &public_alone, options->cancellable, error))
        return FALSE;
    side->source.database = side->fleet->databases->pdata[0];
    return TRUE;
}

gboolean dln_side_pair(const DunlinProjectOptions *project_options,
    const DunlinDiffOptions *options, DlnSide *out_from, DlnSide *out_to, GError **error)
{
    g_auto(Word) from = {0}, to = {0};
    Place place = {0};

    return read_word("from", options->from, &from, error) &&
           read_word("to", options->to, &to, error) &&
           find_place(project_options, options, &from, &to, &place, error) &&
           make_side(project_options, options, &from, &place, out_from, error) &&
           make_side(project_options, options, &to, &place, out_to, error);
}
