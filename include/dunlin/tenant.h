/* SPDX-License-Identifier: Apache-2.0 */
/* tenant.h: making, listing and dropping tenants. */
#pragma once

#include "dunlin/run.h"

G_BEGIN_DECLS

/**
 * DunlinTenantCreateOptions:
 * @slug: the tenant's name: what stands for {tenant} in the configured pattern, bound as :slug
 * @display_name: (nullable): bound as :name; %NULL binds the slug
 * @values: (nullable) (array zero-terminated=1): "key=value", bound as :key in `register` and `seed`
 */
typedef struct {
    const char *slug;
    const char *display_name;
    const char *const *values;
    DunlinEventFunc on_event;
    gpointer user_data;
    GCancellable *cancellable;
} DunlinTenantCreateOptions;

/**
 * dunlin_tenant_create:
 *
 * Makes the schema, database or file and its ledger, applies every tenant migration, runs the configured seed,
 * and registers the tenant: all or nothing.
 * Errors: CONFIG: the slug is no safe identifier, a named value is missing or not used; CONFLICT: it exists;
 * REFUSED: a public migration that the tenants depend on is not applied; SQL. After an error nothing is left,
 * except after a kill where the engine has no transaction for it: then the next run removes what is left.
 * @out_result: (out) (transfer full) (optional)
 */
gboolean dunlin_tenant_create(DunlinProject *project, const DunlinTenantCreateOptions *options,
    DunlinDatabaseResult **out_result, GError **error);
void dunlin_database_result_free(DunlinDatabaseResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinDatabaseResult, dunlin_database_result_free)
char *dunlin_database_result_to_json(const DunlinDatabaseResult *result);

/**
 * dunlin_tenant_adopt:
 * @options: @target: (nullable): the tenant whose schema becomes the first migration for tenants, where there is none yet
 * @out_report: (out) (transfer full) (optional): as of dunlin_stamp(), with @created
 *
 * For tenants that hold tables and have no history. The schema of one of them becomes a migration, which is proven on a scratch database
 * before it is written. Then each tenant of @options->selection without a history whose schema has the fingerprint of what the
 * migrations build is recorded as being there, as dunlin_stamp() does it; the others are left alone and are errors of their own, but
 * for those in which there is nothing. Who has a history keeps it. Afterwards the fingerprints are read again.
 *
 * Run again, it does what is left; two at once do everything once.
 * Errors: as dunlin_stamp(); CONFIG: there is no migration for tenants and no @target; REFUSED: that has a history, or nothing in it;
 * UNSUPPORTED: its schema cannot be written as a migration. Thread-safe.
 */
gboolean dunlin_tenant_adopt(DunlinProject *project, const DunlinRunOptions *options,
    DunlinRunReport **out_report, GError **error);
/** A JSON document. (transfer full) */
char *dunlin_tenant_adopt_report_to_json(const DunlinRunReport *report);

typedef struct {
    char *name;
    char *place;    /* schema, database or file, without password */
    gboolean exists; /* FALSE: the query names it, but it is not there */
} DunlinTenant;

/* (transfer full) (element-type DunlinTenant), by name. */
GPtrArray *dunlin_tenant_list(DunlinProject *project, GCancellable *cancellable, GError **error);
char *dunlin_tenant_list_to_json(const GPtrArray *tenants);

/**
 * dunlin_tenant_drop:
 * @slug: exact name; globs are refused
 * @confirm: must equal @slug, or REFUSED: it loses data
 *
 * Drops the schema (in steps that fit the lock table), database or file.
 */
gboolean dunlin_tenant_drop(DunlinProject *project, const char *slug, const char *confirm, GCancellable *cancellable,
    GError **error);

G_END_DECLS
