/* SPDX-License-Identifier: Apache-2.0 */
/* choice.c: the setting system.schemas. */
#include "app/scratch/choice.h"

#include <string.h>

#include "dialect/quote.h"

static const char *const *others_of(const DunlinProject *project, DlnScope scope)
{
    static const char *const none[] = {NULL};
    const DlnConfig *config = &project->config;
    DlnEngineKind engine;

    return scope == DLN_SCOPE_PUBLIC && config->system_schemas != NULL &&
                   dln_project_scope_engine(project, scope, &engine) &&
                   engine == DLN_ENGINE_POSTGRES
               ? (const char *const *)config->system_schemas
               : none;
}

gboolean dln_app_is_several(const DunlinProject *project, DlnScope scope)
{
    return *others_of(project, scope) != NULL;
}

gboolean dln_app_owns_schema(
    const DunlinProject *project, DlnScope scope, const char *main, const char *schema)
{
    const char *const *others = others_of(project, scope);

    return g_strcmp0(main, schema) == 0 || g_strv_contains(others, schema) ||
           g_strv_contains(others, DLN_ALL_SCHEMAS);
}

DlnSchemaChoice dln_app_choice(const DunlinProject *project, DlnScope scope, const char *main)
{
    const char *const *others = others_of(project, scope);

    return (DlnSchemaChoice){
        .main = main,
        .reach = *others == NULL                            ? DLN_SCHEMAS_MAIN
                 : g_strv_contains(others, DLN_ALL_SCHEMAS) ? DLN_SCHEMAS_ALL
                                                            : DLN_SCHEMAS_LISTED,
        .others = others,
    };
}

static gboolean is_of_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$' || (c & 0x80) != 0;
}

gboolean dln_app_mentions(const char *sql, const char *schema)
{
    g_autofree char *quoted = dln_quote_identifier(schema);
    const gsize length = strlen(schema);

    if (strstr(sql, quoted) != NULL)
        return TRUE;
    for (const char *at = strstr(sql, schema); at != NULL; at = strstr(at + 1, schema)) {
        if (!(at > sql && is_of_word(at[-1])) && !is_of_word(at[length]))
            return TRUE;
    }
    return FALSE;
}

DlnSchema *dln_app_inspect(DlnSession *session, const DunlinProject *project, DlnScope scope,
    const char *main, GCancellable *cancellable, GError **error)
{
    const DlnSchemaChoice choice = dln_app_choice(project, scope, main);

    return dln_session_inspect_several(session, &choice, cancellable, error);
}
