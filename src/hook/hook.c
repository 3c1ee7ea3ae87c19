/* SPDX-License-Identifier: Apache-2.0 */
/* hook.c: the hooks as data: by event and scope, and their SQL with the facts of the moment. */
#include "hook/hook.h"

#include <string.h>

#include "dialect/quote.h"
#include "hook/facts.h"
#include "sql/substitute.h"

/* In the order of DlnHookEvent. */
static const char *const event_names[DLN_N_HOOK_EVENTS + 1] = {"before_run", "after_run",
    "before_database", "after_database", "before_migration", "after_migration", "on_failure", NULL};

const char *dln_hook_event_name(DlnHookEvent event)
{
    return event_names[event];
}

const char *const *dln_hook_event_names(void)
{
    return event_names;
}

gboolean dln_hook_event_from_name(const char *name, DlnHookEvent *out_event)
{
    for (DlnHookEvent event = 0; event < DLN_N_HOOK_EVENTS; event++) {
        if (g_str_equal(event_names[event], name)) {
            *out_event = event;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean dln_hook_event_is_of_run(DlnHookEvent event)
{
    return event == DLN_HOOK_BEFORE_RUN || event == DLN_HOOK_AFTER_RUN;
}

/* -- Life ----------------------------------------------------------------------------------------- */

DlnHook *dln_hook_new(void)
{
    DlnHook *hook = g_new0(DlnHook, 1);

    hook->scope = DLN_SCOPE_BOTH;
    return hook;
}

void dln_hook_free(DlnHook *hook)
{
    if (hook == NULL)
        return;
    g_free(hook->file);
    g_strfreev(hook->argv);
    g_free(hook->text);
    g_free(hook->sql_file);
    g_free(hook);
}

DlnHooks *dln_hooks_new(const char *folder, DlnVariables *variables)
{
    DlnHooks *hooks = g_new0(DlnHooks, 1);

    hooks->folder = g_strdup(folder);
    hooks->variables = variables != NULL ? dln_variables_ref(variables) : NULL;
    for (int event = 0; event < DLN_N_HOOK_EVENTS; event++)
        hooks->events[event] = g_ptr_array_new_with_free_func((GDestroyNotify)dln_hook_free);
    return hooks;
}

void dln_hooks_free(DlnHooks *hooks)
{
    if (hooks == NULL)
        return;
    for (int event = 0; event < DLN_N_HOOK_EVENTS; event++)
        g_ptr_array_unref(hooks->events[event]);
    dln_variables_unref(hooks->variables);
    g_free(hooks->folder);
    g_free(hooks);
}

/* -- Facts ---------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    gsize offset;
} facts_table[] = {
    {"dunlin_event", G_STRUCT_OFFSET(DlnHookFacts, event)},
    {"dunlin_run_id", G_STRUCT_OFFSET(DlnHookFacts, run_id)},
    {"dunlin_command", G_STRUCT_OFFSET(DlnHookFacts, command)},
    {"dunlin_direction", G_STRUCT_OFFSET(DlnHookFacts, direction)},
    {"dunlin_scope", G_STRUCT_OFFSET(DlnHookFacts, scope)},
    {"dunlin_tenant", G_STRUCT_OFFSET(DlnHookFacts, tenant)},
    {"dunlin_schema", G_STRUCT_OFFSET(DlnHookFacts, schema)},
    {"dunlin_revision", G_STRUCT_OFFSET(DlnHookFacts, revision)},
    {"dunlin_result", G_STRUCT_OFFSET(DlnHookFacts, result)},
    {"dunlin_error", G_STRUCT_OFFSET(DlnHookFacts, error)},
};

const DlnHookFacts dln_hook_sample_facts = {"x", "x", "x", "x", "x", "x", "x", "x", "x", "x"};

static const char *fact(const DlnHookFacts *facts, gsize index)
{
    const char *value = G_STRUCT_MEMBER(const char *, facts, facts_table[index].offset);

    return value != NULL ? value : "";
}

char **dln_hook_environ(const DlnHookFacts *facts)
{
    char **environ = g_get_environ();

    for (gsize i = 0; i < G_N_ELEMENTS(facts_table); i++) {
        g_autofree char *name = g_ascii_strup(facts_table[i].name, -1);
        environ = g_environ_setenv(environ, name, fact(facts, i), TRUE);
    }
    return environ;
}

static DlnVariables *fact_variables(const DlnHooks *hooks, const DlnHookFacts *facts)
{
    DlnVariables *variables = dln_variables_new(&dln_quoting, hooks->variables);

    for (gsize i = 0; i < G_N_ELEMENTS(facts_table); i++) {
        g_autofree char *value = g_utf8_make_valid(fact(facts, i), -1);
        const DlnVariable variable = {.name = (char *)facts_table[i].name, .value = value};
        dln_variables_add(variables, &variable);
    }
    return variables;
}

/* -- Choosing ------------------------------------------------------------------------------------- */

gboolean dln_hook_applies(const DlnHook *hook, DlnHookEvent event, DlnScope scope)
{
    /* The failure of a run as a whole concerns whoever wants to know of any. */
    return scope == 0 ? hook->scope == DLN_SCOPE_BOTH || dln_hook_event_is_of_run(event)
                      : (hook->scope & scope) != 0;
}

gboolean dln_hooks_have(const DlnHooks *hooks, DlnHookEvent event, DlnScope scope, guint kinds)
{
    for (guint i = 0; hooks != NULL && i < hooks->events[event]->len; i++) {
        const DlnHook *hook = hooks->events[event]->pdata[i];
        const guint kind = hook->argv != NULL ? DLN_HOOK_PROGRAMS : DLN_HOOK_SQL;
        if (kinds & kind && dln_hook_applies(hook, event, scope))
            return TRUE;
    }
    return FALSE;
}

gboolean dln_hook_compile(const DlnHooks *hooks, const DlnHook *hook, const DlnHookFacts *facts,
    DlnEngineKind engine, DlnScript **out_script, GError **error)
{
    g_autoptr(DlnVariables) variables = fact_variables(hooks, facts);

    return dln_script_parse_with(engine, &hook->sql, variables, out_script, error);
}

GPtrArray *dln_hook_scripts(
    const DlnHookCall *call, DlnHookEvent event, DlnEngineKind engine, GError **error)
{
    g_autoptr(GPtrArray) scripts = g_ptr_array_new_with_free_func((GDestroyNotify)dln_script_free);
    DlnHookFacts facts = call->facts;

    facts.event = event_names[event];
    for (guint i = 0; call->hooks != NULL && i < call->hooks->events[event]->len; i++) {
        const DlnHook *hook = call->hooks->events[event]->pdata[i];
        DlnScript *script = NULL;
        if (hook->argv != NULL || !dln_hook_applies(hook, event, call->scope))
            continue;
        if (!dln_hook_compile(call->hooks, hook, &facts, engine, &script, error))
            return NULL;
        g_ptr_array_add(scripts, script);
    }
    return g_steal_pointer(&scripts);
}
