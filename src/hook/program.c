/* SPDX-License-Identifier: Apache-2.0 */
/* program.c: the programs among the hooks: started without a shell, in the project's folder, with the facts in their
 * environment, and never waited for longer than their time. */
#include <sys/wait.h>

#include "base/process.h"
#include "hook/facts.h"

typedef struct {
    const DlnHookCall *call;
    DlnHookEvent event;
} Listener;

static void pass_line(const char *line, gpointer user_data)
{
    const Listener *listener = user_data;

    if (listener->call->on_line != NULL)
        listener->call->on_line(listener->event, line, listener->call->user_data);
}

/* A failure behind what is done does not undo it. */
static const char *consequence(DlnHookEvent event)
{
    switch (event) {
    case DLN_HOOK_AFTER_MIGRATION:
        return "; the migration itself is committed";
    case DLN_HOOK_AFTER_DATABASE:
        return "; the migrations of this database are committed";
    case DLN_HOOK_AFTER_RUN:
        return "; what the run did is committed";
    default:
        return "";
    }
}

static DunlinErrorFacts place_of(const DlnHook *hook)
{
    return (DunlinErrorFacts){.file = hook->file, .line = hook->line, .column = hook->column};
}

/* Under the hook's place and name; the code stays. */
static gboolean refuse_because(
    const DlnHook *hook, DlnHookEvent event, const GError *cause, GError **error)
{
    const DunlinErrorFacts facts = place_of(hook);

    dln_error_set(error, (DunlinErrorCode)cause->code, &facts, "hook %s: \"%s\" %s%s",
        dln_hook_event_name(event), hook->argv[0], cause->message, consequence(event));
    return FALSE;
}

static gboolean check_status(const DlnHook *hook, DlnHookEvent event, int status, GError **error)
{
    const DunlinErrorFacts facts = place_of(hook);
    const char *name = dln_hook_event_name(event);

    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return TRUE;
    if (WIFEXITED(status))
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts, "hook %s: \"%s\" ended with status %d%s",
            name, hook->argv[0], WEXITSTATUS(status), consequence(event));
    else
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "hook %s: \"%s\" was ended by signal %d%s", name, hook->argv[0],
            WIFSIGNALED(status) ? WTERMSIG(status) : 0, consequence(event));
    return FALSE;
}

static gboolean run_program(
    const DlnHookCall *call, DlnHookEvent event, const DlnHook *hook, GError **error)
{
    DlnHookFacts facts = call->facts;
    Listener listener = {call, event};
    g_autoptr(GError) cause = NULL;
    int status = 0;

    facts.event = dln_hook_event_name(event);
    g_auto(GStrv) environ = dln_hook_environ(&facts);
    const DlnProcess process = {
        .argv = (const char *const *)hook->argv,
        .folder = call->hooks->folder,
        .environ = (const char *const *)environ,
        .timeout_ms = hook->timeout_ms,
        /* What ends a run must not keep its last hooks from telling so. */
        .cancellable =
            g_cancellable_is_cancelled(call->cancellable) ? call->interrupt : call->cancellable,
        .on_line = pass_line,
        .user_data = &listener,
    };
    if (!dln_process_run(&process, &status, &cause))
        return refuse_because(hook, event, cause, error);
    return check_status(hook, event, status, error);
}

gboolean dln_hook_run_programs(const DlnHookCall *call, DlnHookEvent event, GError **error)
{
    const GPtrArray *hooks = call->hooks != NULL ? call->hooks->events[event] : NULL;

    for (guint i = 0; hooks != NULL && i < hooks->len; i++) {
        const DlnHook *hook = hooks->pdata[i];
        if (hook->argv != NULL && dln_hook_applies(hook, event, call->scope) &&
            !run_program(call, event, hook, error))
            return FALSE;
    }
    return TRUE;
}
