/* SPDX-License-Identifier: Apache-2.0 */
/* choice.h: which schemas of a database a scope is about: a tenant's one, the public one, and those that the setting system.schemas
 * names beside it. */
#pragma once

#include "engine/inspect.h"
#include "project/project.h"

/* For who meets another one. */
#define DLN_SCHEMAS_HINT "system.schemas (--schemas) names those that belong to the shared database"

/* Whether the scope is of several schemas. */
gboolean dln_app_is_several(const DunlinProject *project, DlnScope scope);
/* Whether a schema is the scope's; main: its main one. */
gboolean dln_app_owns_schema(
    const DunlinProject *project, DlnScope scope, const char *main, const char *schema);
/* Borrows from project and main. */
DlnSchemaChoice dln_app_choice(const DunlinProject *project, DlnScope scope, const char *main);

/* Whether sql has the name of schema in it, as a word or in quotes: what is meant for many schemas must not. What is called like the
 * schema counts as well, and so does a literal, other than for dln_text_has_name(): the body of a function is one. */
gboolean dln_app_mentions(const char *sql, const char *schema);

/* dln_session_inspect_several() of them. */
DlnSchema *dln_app_inspect(DlnSession *session, const DunlinProject *project, DlnScope scope,
    const char *main, GCancellable *cancellable, GError **error);
