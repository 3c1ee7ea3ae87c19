/* SPDX-License-Identifier: Apache-2.0 */
/* place.c: the schema, database or file of a tenant as a whole: is it there, make, rename, remove. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/new_file.h"
#include "engine/catalog.h"
#include "engine/objects.h"
#include "fleet/fleet.h"

typedef enum {
    PLACE_SCHEMA,
    PLACE_DATABASE,
    PLACE_FILE,
} PlaceKind;

static PlaceKind kind_of(const DlnDatabase *database)
{
    if (database->address->engine == DLN_ENGINE_SQLITE)
        return PLACE_FILE;
    return database->own_address != NULL ? PLACE_DATABASE : PLACE_SCHEMA;
}

DlnSession *dln_fleet_open_beside(const DunlinProject *project, const DlnDatabase *database,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnAddress) maintenance = kind_of(database) == PLACE_DATABASE
        ? dln_address_with_dbname(database->address, "postgres")
        : dln_address_copy(database->address);
    const DlnOpenOptions options = {
        .address = maintenance,
        .connect_timeout_ms = project->config.connect_timeout_ms,
        .lock_timeout_ms = project->config.lock_timeout_ms,
    };
    DlnSession *session = NULL;

    dln_session_open(&options, cancellable, &session, error);
    return session;
}

/* ---- making ---- */

/* It may be there without the schema. */
static gboolean make_database(const DunlinProject *project, const DlnDatabase *database,
    GCancellable *cancellable, GError **error)
{
    const char *name = database->address->dbname;
    g_autoptr(DlnSession) session = dln_fleet_open_beside(project, database, cancellable, error);
    gboolean exists = FALSE;

    return session != NULL &&
        dln_catalog_has_database(session, name, cancellable, &exists, error) &&
        (exists || dln_create_database(session, name, cancellable, error));
}

gboolean dln_fleet_make_place(const DunlinProject *project, const DlnDatabase *database,
    GCancellable *cancellable, GError **error)
{
    switch (kind_of(database)) {
    case PLACE_FILE: {
        g_autofree char *folder = g_path_get_dirname(database->address->path);
        return dln_make_folder(folder, folder, error);
    }
    case PLACE_DATABASE:
        return make_database(project, database, cancellable, error);
    case PLACE_SCHEMA:
        break;
    }
    return TRUE;
}

/* "tenant_acme.creating", or a hash of it where that would be longer than PostgreSQL's names. */
static char *building_name(const char *name)
{
    g_autofree char *plain = g_strconcat(name, DLN_CREATING_SUFFIX, NULL);

    if (strlen(plain) <= 63)
        return g_steal_pointer(&plain);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
    hash[32] = '\0';
    return g_strconcat("dunlin_", hash, DLN_CREATING_SUFFIX, NULL);
}

DlnDatabase *dln_fleet_building(const DunlinProject *project, const DlnDatabase *database)
{
    DlnDatabase *building = g_new0(DlnDatabase, 1);
    g_autofree char *path = NULL;

    building->scope = database->scope;
    building->name = g_strdup(database->name);
    building->place = g_strconcat(database->place, DLN_CREATING_SUFFIX, NULL);
    building->schema = g_strdup(database->schema);
    switch (kind_of(database)) {
    case PLACE_SCHEMA:
        g_free(building->schema);
        building->schema = building_name(database->schema);
        building->address = database->address;
        return building;
    case PLACE_DATABASE: {
        g_autofree char *dbname = building_name(database->address->dbname);
        building->own_address = dln_address_with_dbname(database->address, dbname);
        break;
    }
    case PLACE_FILE:
        path = g_strconcat(database->address->path, DLN_CREATING_SUFFIX, NULL);
        building->own_address = dln_address_new_file(path);
        break;
    }
    building->address = building->own_address;
    return building;
}

/* ---- is it there? ---- */

gboolean dln_fleet_exists(const DunlinProject *project, const DlnDatabase *database,
    GCancellable *cancellable, gboolean *out_exists, GError **error)
{
    PlaceKind kind = kind_of(database);
    g_autoptr(DlnSession) session = NULL;

    if (kind == PLACE_FILE) {
        *out_exists = g_file_test(database->address->path, G_FILE_TEST_EXISTS);
        return TRUE;
    }
    session = dln_fleet_open_beside(project, database, cancellable, error);
    if (session == NULL)
        return FALSE;
    if (kind == PLACE_SCHEMA)
        return dln_catalog_has_schema(
            session, database->schema, cancellable, out_exists, error);
    return dln_catalog_has_database(
        session, database->address->dbname, cancellable, out_exists, error);
}

/* ---- removing ---- */

static gboolean remove_if_there(const char *path, GError **error)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONNECT, NULL, "cannot remove \"%s\": %s", path,
        g_strerror(errno));
    return FALSE;
}

/* The journals first: a file without its hot journal would be taken for whole. */
static gboolean remove_file(const char *path, GError **error)
{
    static const char *const suffixes[] = {"-journal", "-wal", "-shm", DLN_SQLITE_LOCK_SUFFIX, ""};

    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *one = g_strconcat(path, suffixes[i], NULL);
        if (!remove_if_there(one, error))
            return FALSE;
    }
    return TRUE;
}

void dln_fleet_remove_own_folder(const DunlinProject *project, const DlnDatabase *database)
{
    const char *pattern = project->config.tenants_pattern;
    const char *rest = strchr(strstr(pattern, "{tenant}"), '/');
    g_autofree char *folder = g_path_get_dirname(database->address->path);

    if (rest != NULL && strchr(rest + 1, '/') == NULL)
        rmdir(folder);
}

gboolean dln_fleet_remove(const DunlinProject *project, const DlnDatabase *database,
    GCancellable *cancellable, GError **error)
{
    PlaceKind kind = kind_of(database);
    g_autoptr(DlnSession) session = NULL;

    if (kind == PLACE_FILE) {
        if (!remove_file(database->address->path, error))
            return FALSE;
        dln_fleet_remove_own_folder(project, database);
        return TRUE;
    }
    session = dln_fleet_open_beside(project, database, cancellable, error);
    if (session == NULL)
        return FALSE;
    if (kind == PLACE_SCHEMA)
        return dln_drop_schema(session, database->schema, project->config.lock_timeout_ms,
            cancellable, error);
    return dln_drop_database(session, database->address->dbname, cancellable, error);
}

/* ---- renaming ---- */

static gboolean rename_file(const char *from, const char *to, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(to);
    int fd;

    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0) {
        dln_error_set(error, DUNLIN_ERROR_CONNECT, NULL, "cannot rename \"%s\" to \"%s\": %s",
            from, to, g_strerror(errno));
        return FALSE;
    }
    /* The new name must outlive a power cut as the data does. */
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    return TRUE;
}

gboolean dln_fleet_renames_within(const DunlinProject *project, const DlnDatabase *database)
{
    switch (kind_of(database)) {
    case PLACE_SCHEMA:
        return TRUE;
    case PLACE_DATABASE:
        /* A URL may lead to another server than the system's. */
        return strstr(project->config.tenants_pattern, "://") == NULL;
    case PLACE_FILE:
        break;
    }
    return FALSE;
}

gboolean dln_fleet_rename_within(DlnSession *session, const DlnDatabase *building,
    const DlnDatabase *database, GCancellable *cancellable, GError **error)
{
    if (kind_of(database) == PLACE_SCHEMA)
        return dln_rename_schema(
            session, building->schema, database->schema, cancellable, error);
    return dln_rename_database(session, building->address->dbname, database->address->dbname,
        cancellable, error);
}

static gboolean begin_renaming(const DunlinProject *project, DlnSession *session,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    const DlnIsolation isolation = {
        .schema = "pg_catalog",
        .lock_timeout_ms = project->config.lock_timeout_ms,
    };

    dln_engine_add_begin(DLN_ENGINE_POSTGRES, batch, 0, &isolation);
    return dln_session_run(session, batch, cancellable, NULL, error);
}

static gboolean commit_renaming(DlnSession *session, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_engine_add_commit(DLN_ENGINE_POSTGRES, batch, 0);
    return dln_session_run(session, batch, cancellable, NULL, error);
}

gboolean dln_fleet_rename(const DunlinProject *project, const DlnDatabase *building,
    const DlnDatabase *database, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnSession) session = NULL;

    if (kind_of(database) == PLACE_FILE)
        return rename_file(building->address->path, database->address->path, error);
    session = dln_fleet_open_beside(project, database, cancellable, error);
    return session != NULL && begin_renaming(project, session, cancellable, error) &&
        dln_fleet_rename_within(session, building, database, cancellable, error) &&
        commit_renaming(session, cancellable, error);
}
