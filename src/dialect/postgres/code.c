/* SPDX-License-Identifier: Apache-2.0 */
/* code.c: functions, aggregates, views, triggers, rules, policies and comments as PostgreSQL's SQL. */
#include <string.h>

#include "dialect/postgres/builder.h"
#include "dialect/quote.h"

static void append_upper(
    GString *sql, const char *before, const DlnObject *object, const char *property)
{
    const char *value = dln_object_get(object, property);
    g_autofree char *upper = value != NULL ? g_ascii_strup(value, -1) : NULL;

    if (value != NULL)
        g_string_append_printf(sql, "%s%s", before, upper);
}

static const char *or_replace(const DlnBuilder *builder)
{
    return builder->is_replacing ? "OR REPLACE " : "";
}

/* ---- comments ---- */

static const char *const comment_words[DLN_N_OBJECT_KINDS] = {
    [DLN_OBJECT_SCHEMA] = "SCHEMA",
    [DLN_OBJECT_EXTENSION] = "EXTENSION",
    [DLN_OBJECT_COLLATION] = "COLLATION",
    [DLN_OBJECT_DICTIONARY] = "TEXT SEARCH DICTIONARY",
    [DLN_OBJECT_CONFIGURATION] = "TEXT SEARCH CONFIGURATION",
    [DLN_OBJECT_CONVERSION] = "CONVERSION",
    [DLN_OBJECT_ENUM] = "TYPE",
    [DLN_OBJECT_DOMAIN] = "DOMAIN",
    [DLN_OBJECT_DOMAIN_CONSTRAINT] = "CONSTRAINT",
    [DLN_OBJECT_COMPOSITE] = "TYPE",
    [DLN_OBJECT_RANGE] = "TYPE",
    [DLN_OBJECT_CAST] = "CAST",
    [DLN_OBJECT_OPERATOR] = "OPERATOR",
    [DLN_OBJECT_OPERATOR_FAMILY] = "OPERATOR FAMILY",
    [DLN_OBJECT_OPERATOR_CLASS] = "OPERATOR CLASS",
    [DLN_OBJECT_FUNCTION] = "FUNCTION",
    [DLN_OBJECT_PROCEDURE] = "PROCEDURE",
    [DLN_OBJECT_AGGREGATE] = "AGGREGATE",
    [DLN_OBJECT_SEQUENCE] = "SEQUENCE",
    [DLN_OBJECT_TABLE] = "TABLE",
    [DLN_OBJECT_COLUMN] = "COLUMN",
    [DLN_OBJECT_CONSTRAINT] = "CONSTRAINT",
    [DLN_OBJECT_INDEX] = "INDEX",
    [DLN_OBJECT_STATISTICS] = "STATISTICS",
    [DLN_OBJECT_VIEW] = "VIEW",
    [DLN_OBJECT_MATERIALIZED_VIEW] = "MATERIALIZED VIEW",
    [DLN_OBJECT_RULE] = "RULE",
    [DLN_OBJECT_TRIGGER] = "TRIGGER",
    [DLN_OBJECT_EVENT_TRIGGER] = "EVENT TRIGGER",
    [DLN_OBJECT_POLICY] = "POLICY",
};

/* "c ON t", "t.c", "f(integer)", "n". */
static char *name_in_comment(const DlnObject *object)
{
    g_autofree char *name = dln_create_name(object);
    g_autofree char *parent = object->id.parent != NULL ? dln_create_parent(object) : NULL;

    switch (object->id.kind) {
    case DLN_OBJECT_COLUMN:
        return g_strdup_printf("%s.%s", parent, name);
    case DLN_OBJECT_CONSTRAINT:
    case DLN_OBJECT_RULE:
    case DLN_OBJECT_TRIGGER:
    case DLN_OBJECT_POLICY:
        return g_strdup_printf("%s ON %s", name, parent);
    case DLN_OBJECT_DOMAIN_CONSTRAINT:
        return g_strdup_printf("%s ON DOMAIN %s", name, parent);
    case DLN_OBJECT_CAST:
        return g_strdup_printf("(%s)", object->id.name);
    case DLN_OBJECT_OPERATOR:
        return g_strdup_printf("%s (%s)", name, object->id.arguments);
    case DLN_OBJECT_OPERATOR_FAMILY:
    case DLN_OBJECT_OPERATOR_CLASS:
        return g_strdup_printf("%s USING %s", name, object->id.arguments);
    case DLN_OBJECT_FUNCTION:
    case DLN_OBJECT_PROCEDURE:
        return g_strdup_printf("%s(%s)", name, object->id.arguments);
    case DLN_OBJECT_AGGREGATE:
        return g_strdup_printf(
            "%s(%s)", name, *object->id.arguments != '\0' ? object->id.arguments : "*");
    default:
        return g_steal_pointer(&name);
    }
}

char *dln_create_target(const DlnObject *object)
{
    g_autofree char *name = name_in_comment(object);
    gboolean is_foreign =
        object->id.kind == DLN_OBJECT_TABLE && dln_object_get(object, "server") != NULL;

    return g_strconcat(
        is_foreign ? "FOREIGN " : "", comment_words[object->id.kind], " ", name, NULL);
}

void dln_create_comment(DlnBuilder *builder, const DlnObject *object)
{
    const char *comment = dln_object_get(object, "comment");
    g_autofree char *literal = comment != NULL ? dln_quote_postgres_literal(comment) : NULL;

    /* What is replaced keeps its comment. */
    if (comment == NULL || builder->is_replacing)
        return;
    g_autofree char *target = dln_create_target(object);
    dln_builder_add(builder, "COMMENT ON %s IS %s", target, literal);
}

static void take(DlnBuilder *builder, GString *sql, const DlnObject *object)
{
    dln_builder_take(builder, g_strdup(sql->str));
    dln_create_comment(builder, object);
}

/* ---- functions ---- */

/* Settings that are lists of names: each is quoted by itself. */
static gboolean is_name_list(const char *setting)
{
    static const char *const lists[] = {"search_path", "temp_tablespaces",
        "session_preload_libraries", "shared_preload_libraries", "local_preload_libraries",
        "unix_socket_directories", NULL};

    return g_strv_contains(lists, setting);
}

/* Behind the item of a list that begins at it: a comma within a quoted name ends none. */
static const char *item_end(const char *at)
{
    gboolean is_quoted = FALSE;

    for (; *at != '\0' && (is_quoted || *at != ','); at++)
        is_quoted = is_quoted != (*at == '"');
    return at;
}

/* (transfer full) */
static char *unquoted(const char *item)
{
    g_autofree char *inner = g_strndup(item + 1, strlen(item) - 2);
    g_auto(GStrv) parts = g_strsplit(inner, "\"\"", -1);

    return g_strjoinv("\"", parts);
}

static void append_names(
    DlnBuilder *builder, GString *sql, const DlnObject *function, const char *list)
{
    const char *home = function->id.schema != NULL ? function->id.schema : builder->into;
    const char *separator = "";

    for (const char *at = list, *end; *at != '\0'; at = end + strspn(end, ", ")) {
        end = item_end(at);
        g_autofree char *item = g_strndup(at, (gsize)(end - at));
        gboolean is_quoted = item[0] == '"' && strlen(item) >= 2;
        g_autofree char *name = is_quoted ? unquoted(item) : g_strdup(item);

        g_string_append(sql, separator);
        dln_append_postgres_literal(sql, is_quoted && g_str_equal(name, "$schema") ? home : name);
        separator = ", ";
    }
}

static void append_settings(DlnBuilder *builder, GString *sql, const DlnObject *function)
{
    g_auto(GStrv) settings = dln_property_list(dln_object_get(function, "settings"));

    for (guint i = 0; settings[i] != NULL; i++) {
        g_auto(GStrv) pair = g_strsplit(settings[i], "=", 2);
        g_autofree char *name = dln_quote_name(DLN_ENGINE_POSTGRES, pair[0]);
        g_autofree char *literal = dln_quote_postgres_literal(pair[1]);

        g_string_append_printf(sql, "\n    SET %s TO ", name);
        if (is_name_list(pair[0]))
            append_names(builder, sql, function, pair[1]);
        else
            g_string_append(sql, literal);
    }
}

static void append_body(GString *sql, const DlnObject *function)
{
    const char *body = dln_object_get(function, "body");
    const char *library = dln_object_get(function, "library");
    const char *sql_body = dln_object_get(function, "sql_body");

    if (sql_body != NULL) {
        g_string_append_printf(sql, "\n%s", sql_body);
    } else if (library != NULL) {
        g_autofree char *file = dln_quote_postgres_literal(library);
        g_autofree char *symbol = dln_quote_postgres_literal(body);
        g_string_append_printf(sql, "\nAS %s, %s", file, symbol);
    } else if (strstr(body, "$$") == NULL && !g_str_has_suffix(body, "$")) {
        g_string_append_printf(sql, "\nAS $$%s$$", body);
    } else {
        g_autofree char *quoted = dln_quote_postgres_dollar(body);
        g_string_append_printf(sql, "\nAS %s", quoted);
    }
}

static void append_transforms(GString *sql, const DlnObject *function)
{
    const char *types = dln_object_get(function, "transforms");
    g_auto(GStrv) list = g_strsplit(types != NULL ? types : "", ", ", -1);

    for (guint i = 0; list[i] != NULL; i++)
        g_string_append_printf(sql, "%s FOR TYPE %s", i > 0 ? "," : "\n    TRANSFORM", list[i]);
}

void dln_create_function(DlnBuilder *builder, const DlnObject *function)
{
    g_autofree char *name = dln_create_name(function);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_printf(sql, "CREATE %s%s %s(", or_replace(builder),
        function->id.kind == DLN_OBJECT_PROCEDURE ? "PROCEDURE" : "FUNCTION", name);
    dln_create_append(sql, "", function, "parameters", "");
    g_string_append_c(sql, ')');
    dln_create_append(sql, " RETURNS ", function, "returns", "");
    dln_create_append(sql, "\n    LANGUAGE ", function, "language", "");
    append_transforms(sql, function);
    dln_create_append_flag(sql, " WINDOW", function, "window");
    append_upper(sql, " ", function, "volatility");
    dln_create_append_flag(sql, " STRICT", function, "strict");
    dln_create_append_flag(sql, " SECURITY DEFINER", function, "security_definer");
    dln_create_append_flag(sql, " LEAKPROOF", function, "leakproof");
    append_upper(sql, " PARALLEL ", function, "parallel");
    dln_create_append(sql, " COST ", function, "cost", "");
    dln_create_append(sql, " ROWS ", function, "rows", "");
    dln_create_append(sql, " SUPPORT ", function, "support", "");
    append_settings(builder, sql, function);
    append_body(sql, function);
    take(builder, sql, function);
}

/* How each property is written: as it is, as a literal, as a word alone. */
static const struct {
    const char *property;
    const char *before;
    const char *behind;
} aggregate_parts[] = {
    {"sspace", "sspace = ", ""},
    {"finalfunc", "finalfunc = ", ""},
    {"finalfunc_modify", "finalfunc_modify = ", ""},
    {"combinefunc", "combinefunc = ", ""},
    {"serialfunc", "serialfunc = ", ""},
    {"deserialfunc", "deserialfunc = ", ""},
    {"msfunc", "msfunc = ", ""},
    {"minvfunc", "minvfunc = ", ""},
    {"mstype", "mstype = ", ""},
    {"msspace", "msspace = ", ""},
    {"mfinalfunc", "mfinalfunc = ", ""},
    {"mfinalfunc_modify", "mfinalfunc_modify = ", ""},
    {"sortop", "sortop = OPERATOR(", ")"},
    {"parallel", "parallel = ", ""},
};

void dln_create_aggregate(DlnBuilder *builder, const DlnObject *aggregate)
{
    g_autofree char *name = dln_create_name(aggregate);
    const char *parameters = dln_object_get(aggregate, "parameters");
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_printf(sql, "CREATE %sAGGREGATE %s(%s) (", or_replace(builder), name,
        parameters != NULL && *parameters != '\0' ? parameters : "*");
    dln_create_append(sql, "\n    sfunc = ", aggregate, "sfunc", "");
    dln_create_append(sql, ",\n    stype = ", aggregate, "stype", "");
    for (guint i = 0; i < G_N_ELEMENTS(aggregate_parts); i++) {
        g_autofree char *before = g_strconcat(",\n    ", aggregate_parts[i].before, NULL);
        dln_create_append(
            sql, before, aggregate, aggregate_parts[i].property, aggregate_parts[i].behind);
    }
    dln_create_append_literal(sql, ",\n    initcond = ", aggregate, "initcond");
    dln_create_append_literal(sql, ",\n    minitcond = ", aggregate, "minitcond");
    dln_create_append_flag(sql, ",\n    finalfunc_extra", aggregate, "finalfunc_extra");
    dln_create_append_flag(sql, ",\n    mfinalfunc_extra", aggregate, "mfinalfunc_extra");
    if (g_strcmp0(dln_object_get(aggregate, "set"), "hypothetical set") == 0)
        g_string_append(sql, ",\n    hypothetical");
    g_string_append(sql, "\n)");
    take(builder, sql, aggregate);
}

/* ---- views ---- */

void dln_create_view(DlnBuilder *builder, const DlnObject *view)
{
    gboolean is_stored = view->id.kind == DLN_OBJECT_MATERIALIZED_VIEW;
    const char *words = is_stored ? "MATERIALIZED VIEW" : "VIEW";
    g_autofree char *name = dln_create_name(view);
    g_autoptr(GPtrArray) columns =
        dln_schema_children(builder->schema, DLN_OBJECT_COLUMN, &view->id);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_printf(sql, "CREATE %s%s %s", or_replace(builder), words, name);
    dln_create_append(sql, " USING ", view, "access_method", "");
    dln_create_append(sql, " WITH (", view, "options", ")");
    dln_create_append(sql, " TABLESPACE ", view, "tablespace", "");
    dln_create_append(sql, " AS\n", view, "definition", "");
    if (dln_object_get(view, "populated") != NULL)
        g_string_append(sql, "\nWITH NO DATA");
    take(builder, sql, view);
    for (guint i = 0; i < columns->len && !builder->is_replacing; i++) {
        if (dln_object_get(columns->pdata[i], "default") != NULL)
            dln_create_default(builder, columns->pdata[i]);
        dln_create_column_rest(builder, columns->pdata[i], words);
    }
}

/* ---- what hangs on a table ---- */

const char *dln_create_enabled_words(const DlnObject *object)
{
    const char *enabled = dln_object_get(object, "enabled");

    return enabled == NULL                    ? NULL
           : g_str_equal(enabled, "disabled") ? "DISABLE"
           : g_str_equal(enabled, "replica")  ? "ENABLE REPLICA"
                                              : "ENABLE ALWAYS";
}

static void create_trigger(DlnBuilder *builder, const DlnObject *trigger)
{
    g_autofree char *name = dln_create_name(trigger);
    g_autofree char *table = dln_create_parent(trigger);
    const char *words = dln_create_enabled_words(trigger);

    /* A partition's came with its parent's; here it is switched. */
    if (!dln_object_is(trigger, "inherited")) {
        dln_builder_add(builder, "CREATE %s%sTRIGGER %s\n    %s ON %s\n    %s", or_replace(builder),
            dln_object_is(trigger, "constraint") ? "CONSTRAINT " : "", name,
            dln_object_get(trigger, "event"), table, dln_object_get(trigger, "action"));
        dln_create_comment(builder, trigger);
    }
    if (words != NULL || dln_object_is(trigger, "inherited"))
        dln_builder_add(
            builder, "ALTER TABLE %s %s TRIGGER %s", table, words != NULL ? words : "ENABLE", name);
}

static void create_rule(DlnBuilder *builder, const DlnObject *rule)
{
    g_autofree char *name = dln_create_name(rule);
    g_autofree char *table = dln_create_parent(rule);
    const char *words = dln_create_enabled_words(rule);

    dln_builder_add(builder, "CREATE %sRULE %s AS\n    ON %s TO %s %s", or_replace(builder), name,
        dln_object_get(rule, "event"), table, dln_object_get(rule, "action"));
    dln_create_comment(builder, rule);
    if (words != NULL)
        dln_builder_add(builder, "ALTER TABLE %s %s RULE %s", table, words, name);
}

static void create_policy(DlnBuilder *builder, const DlnObject *policy)
{
    g_autofree char *name = dln_create_name(policy);
    g_autofree char *table = dln_create_parent(policy);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_printf(sql, "CREATE POLICY %s ON %s", name, table);
    dln_create_append_flag(sql, " AS RESTRICTIVE", policy, "restrictive");
    dln_create_append(sql, " FOR ", policy, "command", "");
    dln_create_append(sql, " TO ", policy, "roles", "");
    dln_create_append(sql, "\n    USING (", policy, "using", ")");
    dln_create_append(sql, "\n    WITH CHECK (", policy, "check", ")");
    take(builder, sql, policy);
}

static void create_event_trigger(DlnBuilder *builder, const DlnObject *trigger)
{
    g_autofree char *name = dln_create_name(trigger);
    const char *words = dln_create_enabled_words(trigger);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_printf(sql, "CREATE EVENT TRIGGER %s", name);
    dln_create_append(sql, " ON ", trigger, "event", "");
    dln_create_append(sql, "\n    WHEN TAG IN (", trigger, "tags", ")");
    dln_create_append(sql, "\n    EXECUTE FUNCTION ", trigger, "function", "()");
    take(builder, sql, trigger);
    if (words != NULL)
        dln_builder_add(builder, "ALTER EVENT TRIGGER %s %s", name, words);
}

static void create_statistics(DlnBuilder *builder, const DlnObject *statistics)
{
    g_autofree char *name = dln_create_name(statistics);
    g_autofree char *table = statistics->id.parent != NULL ? dln_create_parent(statistics) : NULL;
    const char *target = dln_object_get(statistics, "statistics");

    dln_builder_add(builder, "CREATE STATISTICS %s %s%s%s", name,
        dln_object_get(statistics, "definition"), table != NULL ? " FROM " : "",
        table != NULL ? table : "");
    if (target != NULL)
        dln_builder_add(builder, "ALTER STATISTICS %s SET STATISTICS %s", name, target);
    dln_create_comment(builder, statistics);
}

static void create_conversion(DlnBuilder *builder, const DlnObject *conversion)
{
    g_autofree char *name = dln_create_name(conversion);
    g_autoptr(GString) sql = g_string_new("CREATE");

    dln_create_append_flag(sql, " DEFAULT", conversion, "default");
    g_string_append_printf(sql, " CONVERSION %s", name);
    dln_create_append_literal(sql, " FOR ", conversion, "from");
    dln_create_append_literal(sql, " TO ", conversion, "to");
    dln_create_append(sql, " FROM ", conversion, "function", "");
    take(builder, sql, conversion);
}

void dln_create_attached(DlnBuilder *builder, const DlnObject *object)
{
    if (object->id.kind == DLN_OBJECT_TRIGGER)
        create_trigger(builder, object);
    else if (object->id.kind == DLN_OBJECT_RULE)
        create_rule(builder, object);
    else if (object->id.kind == DLN_OBJECT_POLICY)
        create_policy(builder, object);
    else if (object->id.kind == DLN_OBJECT_EVENT_TRIGGER)
        create_event_trigger(builder, object);
    else if (object->id.kind == DLN_OBJECT_CONVERSION)
        create_conversion(builder, object);
    else
        create_statistics(builder, object);
}
