/* SPDX-License-Identifier: Apache-2.0 */
/* values.h: the configured `seed` and `register` SQL of a new tenant, with its values bound. */
#pragma once

#include "dunlin/tenant.h"
#include "engine/session.h"
#include "project/project.h"

typedef struct DlnTenantValues DlnTenantValues;

/* Checks everything that can be checked before a tenant is made: the slug, each key=value, that every name which the SQL
 * uses has a value and every value is used. Errors: CONFIG, SYNTAX. Borrows project. */
DlnTenantValues *dln_tenant_values_new(
    const DunlinProject *project, const DunlinTenantCreateOptions *options, GError **error);
void dln_tenant_values_free(DlnTenantValues *values);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnTenantValues, dln_tenant_values_free)

/* Execute the statements in session's open transaction; nothing where none is configured. */
gboolean dln_tenant_values_seed(const DlnTenantValues *values, DlnSession *session, GCancellable *cancellable,
    GError **error);
gboolean dln_tenant_values_register(const DlnTenantValues *values, DlnSession *session, GCancellable *cancellable,
    GError **error);
