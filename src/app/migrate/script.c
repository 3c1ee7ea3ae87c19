/* SPDX-License-Identifier: Apache-2.0 */
/* script.c: the verbs upgrade and downgrade with --sql: which databases, from where to where, and each one's text. */
#include "dunlin/script.h"

#include <string.h>

#include "fleet/fleet.h"
#include "plan/checkpoint.h"
#include "plan/range.h"
#include "revision/repeatables.h"
#include "run/offline.h"

/* One database of the script. */
typedef struct {
    const DunlinScriptOptions *options;
    DlnDatabase *database; /* the fleet's */
    DunlinScriptPart about;
    DlnRunSpec spec;
    DlnApplied *from;
    DlnPlan *plan;
} Part;

typedef struct {
    DunlinProject *project;
    const DunlinScriptOptions *options;
    DlnFleet *fleet;
    DlnRange range;
    GArray *parts; /* of Part, in the order of the script */
} Work;

static void part_clear(Part *part)
{
    dln_applied_unref(part->from);
    dln_plan_free(part->plan);
}

static void work_clear(Work *work)
{
    g_array_unref(work->parts);
    dln_fleet_free(work->fleet);
    dln_range_clear(&work->range);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* ---- from where to where ---- */

static gboolean read_range(Work *work, GError **error)
{
    const char *text = work->options->range;
    gboolean is_down = work->options->direction == DUNLIN_DIRECTION_DOWN;
    gboolean is_range = text != NULL && strchr(text, ':') != NULL;

    if (is_range && !dln_range_split(text, &work->range, error))
        return FALSE;
    if (!is_range && !is_down)
        work->range.to = g_strdup(text != NULL ? text : "head");
    if (!is_down || (work->range.from != NULL && work->range.to != NULL))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "a downgrade as SQL needs FROM:TO, for no database is asked where it stands: \"003:001\", "
        "\"head:base\"");
    return FALSE;
}

/* ---- which databases ---- */

static gboolean has_names(const DunlinSelection *selection)
{
    return selection->tenants != NULL && selection->tenants[0] != NULL;
}

static gboolean is_nothing_asked(const DunlinSelection *selection)
{
    return !selection->include_public && !selection->include_tenants && !has_names(selection);
}

static gboolean check_selection(const Work *work, GError **error)
{
    const DunlinSelection *selection = &work->options->selection;
    gboolean tenants_alone = is_nothing_asked(selection) && work->project->config.system == NULL;

    if (has_names(selection) || (!selection->include_tenants && !tenants_alone))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "a script is for one tenant, and no database is asked which there are: name it with "
        "--tenant NAME");
    return FALSE;
}

static gboolean add_tenant(Work *work, const char *name, GError **error)
{
    DlnDatabase *tenant = NULL;

    if (strpbrk(name, "*?[") != NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "\"%s\" is no full name of a tenant, and no database is asked which tenants match",
            name);
        return FALSE;
    }
    if (!dln_fleet_tenant(work->project, name, &tenant, error))
        return FALSE;
    g_ptr_array_add(work->fleet->databases, tenant);
    return TRUE;
}

static gboolean add_tenants(Work *work, GError **error)
{
    const char *const *names = work->options->selection.tenants;

    for (guint i = 0; names != NULL && names[i] != NULL; i++) {
        if (!g_strv_contains(names + i + 1, names[i]) && !add_tenant(work, names[i], error))
            return FALSE;
    }
    return TRUE;
}

/* Schemas share the system database; every other tenant is a place of its own. */
static gboolean check_one_place(const Work *work, GError **error)
{
    const GPtrArray *databases = work->fleet->databases;

    for (guint i = 1; i < databases->len; i++) {
        const DlnDatabase *first = databases->pdata[0];
        const DlnDatabase *other = databases->pdata[i];
        if (first->address == other->address)
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "a script runs in one database, and \"%s\" and \"%s\" are two: make one for each",
            first->name, other->name);
        return FALSE;
    }
    return TRUE;
}

static gboolean choose(Work *work, GError **error)
{
    const DunlinSelection *selection = &work->options->selection;

    if (!check_selection(work, error) ||
        !dln_fleet_choose(work->fleet, DLN_SCOPE_PUBLIC, selection, NULL, error) ||
        !add_tenants(work, error))
        return FALSE;
    return check_one_place(work, error);
}

/* ---- what is to be done ---- */

static DlnRunSpec spec_of(const Work *work, DlnScope scope)
{
    const DlnConfig *config = &work->project->config;

    return (DlnRunSpec){
        .graph = work->project->graph,
        .scope = scope,
        .direction = (DlnDirection)work->options->direction,
        .target = work->range.to != NULL ? work->range.to : "heads",
        .tx_mode = config->tx_mode,
        .extension_schemas = (const char *const *)config->extension_schemas,
        .lock_timeout_ms = config->lock_timeout_ms,
        .statement_timeout_ms = config->statement_timeout_ms,
        .create_schema = config->create_missing || scope == DLN_SCOPE_PUBLIC,
        .applied_by = DLN_OFFLINE_APPLIED_BY,
    };
}

/* A downgrade begins with the repeatable migrations that have run: all may have. (transfer full) */
static DlnApplied *with_repeatables(const DlnGraph *graph, DlnScope scope, DlnApplied *applied)
{
    const DlnRepeatables *repeatables = dln_graph_repeatables(graph);

    for (guint i = 0; i < dln_repeatables_size(repeatables); i++) {
        const DlnRevision *revision = dln_repeatables_get(repeatables, i);
        g_autoptr(DlnApplied) before = applied;
        applied = revision->scope & scope
                      ? dln_applied_with_repeatable(before, revision->id, revision->checksum)
                      : dln_applied_ref(before);
    }
    return applied;
}

static gboolean plan(Work *work, DlnDatabase *database, GError **error)
{
    Part part = {
        .options = work->options,
        .database = database,
        .about = {dln_event_scope(database->scope), database->name, database->place,
            dln_engine_kind_name(database->address->engine)},
        .spec = spec_of(work, database->scope),
    };
    const char *from = work->range.from != NULL ? work->range.from : "base";

    g_array_append_val(work->parts, part);
    Part *added = &g_array_index(work->parts, Part, work->parts->len - 1);
    if (!dln_plan_applied_at(work->project->graph, database->scope, from, &added->from, error))
        return FALSE;
    /* A place of the other scope: nothing is to be done here. */
    if (added->from == NULL)
        return TRUE;
    if (work->options->direction == DUNLIN_DIRECTION_DOWN)
        added->from = with_repeatables(work->project->graph, database->scope, added->from);
    return dln_run_plan(&added->spec, added->from, &added->plan, error) &&
           dln_run_check_script(added->plan, database->address->engine, added->spec.tx_mode, error);
}

/* Public first, on the way down last. */
static gboolean plan_all(Work *work, GError **error)
{
    GPtrArray *databases = work->fleet->databases;
    gboolean is_down = work->options->direction == DUNLIN_DIRECTION_DOWN;

    for (guint i = 0; i < databases->len; i++) {
        guint at = is_down ? databases->len - 1 - i : i;
        if (!plan(work, databases->pdata[at], error))
            return FALSE;
    }
    return TRUE;
}

/* ---- writing ---- */

static gboolean hand_on(const char *text, gsize length, gpointer user_data, GError **error)
{
    const Part *part = user_data;

    return part->options->write(&part->about, text, length, part->options->user_data, error);
}

/* (transfer full) */
static char *place_of(const DlnDatabase *database)
{
    if (database->schema == NULL)
        return g_strdup(database->place);
    if (database->own_address == NULL)
        return g_strdup_printf("schema %s", database->schema);
    return g_strdup_printf("database %s, schema %s", database->place, database->schema);
}

/* What it is, and how it is run: all that a reader needs who knows nothing of the program. */
static void print_title(DlnPrinter *printer, const Work *work, const Part *part)
{
    gboolean is_postgres = part->database->address->engine == DLN_ENGINE_POSTGRES;
    g_autofree char *place = place_of(part->database);
    g_autofree char *title = g_strdup_printf("dunlin %s %s:%s for %s%s (%s)",
        work->options->direction == DUNLIN_DIRECTION_UP ? "upgrade" : "downgrade",
        work->range.from != NULL ? work->range.from : "base", part->spec.target,
        part->database->scope == DLN_SCOPE_TENANT ? "tenant " : "", part->database->name, place);

    dln_printer_comment(printer, title);
    dln_printer_comment(printer, is_postgres ? "Run it with: psql -X -v ON_ERROR_STOP=1 -f FILE"
                                             : "Run it with: sqlite3 -bail DATABASE < FILE");
}

static gboolean print_part(const Work *work, Part *part, GError **error)
{
    const DlnDatabase *database = part->database;
    DlnPrinterOptions options = {
        .engine = database->address->engine, .print = hand_on, .user_data = part};
    const DlnRunTarget target = {
        .name = database->name,
        .place = database->place,
        .schema = database->schema,
        .engine = database->address->engine,
    };

    options.reasons = dln_run_reasons(&options.n_reasons);
    g_autoptr(DlnPrinter) printer = dln_printer_new(&options);
    print_title(printer, work, part);
    if (part->plan == NULL || part->plan->steps->len == 0) {
        dln_printer_comment(printer, "Nothing to do.");
        return dln_printer_flush(printer, error);
    }
    dln_printer_begin(printer);
    return dln_run_print(&part->spec, &target, part->from, part->plan, printer, error);
}

/* Who named no database may have meant all of them. */
static GPtrArray *warnings_of(const Work *work)
{
    GPtrArray *warnings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) lineage = dln_graph_lineage(work->project->graph, DLN_SCOPE_TENANT);

    if (is_nothing_asked(&work->options->selection) &&
        work->project->config.tenants_kind != DLN_TENANTS_NONE && lineage->len > 0)
        g_ptr_array_add(warnings,
            g_strdup("the script is for the public database alone: no database is asked which "
                     "tenants there are; print one for each with --tenant NAME"));
    return warnings;
}

gboolean dunlin_script_write(DunlinProject *project, const DunlinScriptOptions *options,
    GPtrArray **out_warnings, GError **error)
{
    g_auto(Work) work = {
        .project = project,
        .options = options,
        .fleet = dln_fleet_new(project),
        .parts = g_array_new(FALSE, FALSE, sizeof(Part)),
    };

    g_array_set_clear_func(work.parts, (GDestroyNotify)part_clear);
    if (!dln_checkpoints_check(project->graph, error) || !read_range(&work, error) || !choose(&work, error) || !plan_all(&work, error))
        return FALSE;
    for (guint i = 0; i < work.parts->len; i++) {
        if (!print_part(&work, &g_array_index(work.parts, Part, i), error))
            return FALSE;
    }
    if (out_warnings != NULL)
        *out_warnings = warnings_of(&work);
    return TRUE;
}
