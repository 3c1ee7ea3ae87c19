/* SPDX-License-Identifier: Apache-2.0 */
/* cast.c: how the values of a column come from one type into another, and what of them is gone then. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/cast.h"
#include "sql/lexer.h"

typedef enum {
    FAMILY_OTHER,
    FAMILY_NUMBER,
    FAMILY_MONEY,
    FAMILY_TEXT,
    FAMILY_BOOLEAN,
    FAMILY_DATE,
    FAMILY_TIMESTAMP,
    FAMILY_TIME,
    FAMILY_INTERVAL,
    FAMILY_UUID,
    FAMILY_JSON,
    FAMILY_BYTES,
    FAMILY_BITS,
    FAMILY_NETWORK,
    FAMILY_ENUM,
    FAMILY_ARRAY,
    N_FAMILIES
} Family;

static const struct {
    const char *type;
    Family family;
} families[] = {
    {"smallint", FAMILY_NUMBER},
    {"integer", FAMILY_NUMBER},
    {"bigint", FAMILY_NUMBER},
    {"real", FAMILY_NUMBER},
    {"double precision", FAMILY_NUMBER},
    {"numeric", FAMILY_NUMBER},
    {"money", FAMILY_MONEY},
    {"text", FAMILY_TEXT},
    {"character varying", FAMILY_TEXT},
    {"character", FAMILY_TEXT},
    {"name", FAMILY_TEXT},
    {"citext", FAMILY_TEXT},
    {"boolean", FAMILY_BOOLEAN},
    {"date", FAMILY_DATE},
    {"timestamp without time zone", FAMILY_TIMESTAMP},
    {"timestamp with time zone", FAMILY_TIMESTAMP},
    {"time without time zone", FAMILY_TIME},
    {"time with time zone", FAMILY_TIME},
    {"interval", FAMILY_INTERVAL},
    {"uuid", FAMILY_UUID},
    {"json", FAMILY_JSON},
    {"jsonb", FAMILY_JSON},
    {"bytea", FAMILY_BYTES},
    {"bit", FAMILY_BITS},
    {"bit varying", FAMILY_BITS},
    {"inet", FAMILY_NETWORK},
    {"cidr", FAMILY_NETWORK},
};

/* ---- types ---- */

static Family family_of(const DlnSchema *schema, const char *type)
{
    g_autofree char *base = dln_type_base(schema, type);

    if (g_str_has_suffix(base, "[]"))
        return FAMILY_ARRAY;
    for (guint i = 0; i < G_N_ELEMENTS(families); i++) {
        if (g_str_equal(base, families[i].type))
            return families[i].family;
    }
    return dln_schema_find_text(schema, DLN_OBJECT_ENUM, base) != NULL ? FAMILY_ENUM : FAMILY_OTHER;
}

/* ---- enums ---- */

static GStrv labels_of(const DlnSchema *schema, const char *type)
{
    g_autofree char *base = dln_type_base(schema, type);
    const DlnObject *object = dln_schema_find_text(schema, DLN_OBJECT_ENUM, base);

    return dln_property_list(object != NULL ? dln_object_get(object, "labels") : NULL);
}

/* 'a', 'b': the labels that the new type has, or those that it has not. (transfer full) (nullable) */
static char *list_labels(char **labels, char **others, gboolean in_both)
{
    g_autoptr(GString) list = g_string_new(NULL);

    for (guint i = 0; labels[i] != NULL; i++) {
        if (g_strv_contains((const char *const *)others, labels[i]) == in_both) {
            g_string_append(list, list->len > 0 ? ", " : "");
            dln_append_postgres_literal(list, labels[i]);
        }
    }
    return list->len > 0 ? g_strdup(list->str) : NULL;
}

/* ---- one cast ---- */

/* What stands where a value cannot be kept. */
static char *instead(const DlnCast *cast)
{
    const char *value = dln_object_get(cast->column->to, "default");

    if (!dln_object_is(cast->column->to, "not_null"))
        return g_strdup("NULL");
    return value != NULL ? g_strdup(value) : dln_fill_value(cast->transition, cast->column->to);
}

void dln_cast_lose(DlnCast *cast, const char *format, ...)
{
    g_autofree char *id = dln_column_family_text(cast->transition, cast->column);
    g_autofree char *what = NULL;
    g_autofree char *line = NULL;
    va_list args;

    va_start(args, format);
    what = g_strdup_vprintf(format, args);
    va_end(args);
    line = g_strdup_printf("%s %s: %s",
        dln_pair_kind(dln_pair_parent(cast->transition, cast->column)) == DLN_OBJECT_COMPOSITE
            ? "attribute"
            : "column",
        id, what);
    if (!g_ptr_array_find_with_equal_func(cast->losses, line, g_str_equal, NULL))
        dln_diff_say(cast->losses, "%s", line);
}

static char *cast_by_family(DlnCast *cast);

static char *cast_of_enum(DlnCast *cast)
{
    const char *name = cast->name;
    g_auto(GStrv) from = labels_of(cast->transition->from, cast->from);
    g_auto(GStrv) to = labels_of(cast->transition->to, cast->to);
    g_autofree char *gone = list_labels(from, to, FALSE);
    g_autofree char *value = NULL;

    if (gone == NULL)
        return g_strdup_printf("%s::text::%s", name, cast->to);
    value = instead(cast);
    dln_cast_lose(cast, "rows with %s get %s", gone, value);
    return g_strdup_printf("CASE WHEN %s::text IN (%s) THEN %s ELSE %s::text::%s END", name, gone,
        value, name, cast->to);
}

/* Whether a value of the element's type keeps what it is; if not, an array of them is no better. */
static void tell_elements(DlnCast *cast)
{
    const char *from = dln_type_full(cast->transition->from, cast->from);
    const char *to = dln_type_full(cast->transition->to, cast->to);
    g_autofree char *old = g_strndup(from, strlen(from) - strlen("[]"));
    g_autofree char *new = g_strndup(to, strlen(to) - strlen("[]"));
    g_autoptr(GPtrArray) losses = dln_diff_lines_new();
    DlnCast one = *cast;

    one.from = old;
    one.to = new;
    one.losses = losses;
    g_free(cast_by_family(&one));
    if (losses->len > 0)
        dln_cast_lose(cast, "elements are cut or rounded to what %s holds, or make it fail", new);
}

static char *cast_of_array(DlnCast *cast, Family to)
{
    const char *name = cast->name;
    g_autofree char *base = dln_type_base(cast->transition->from, cast->from);
    g_autofree char *element = g_strndup(base, strlen(base) - 2);
    g_autofree char *own = NULL;
    g_autoptr(GString) sql = g_string_new(NULL);

    if (to != FAMILY_ARRAY) {
        dln_cast_lose(cast, "all but the first element of each value");
        return g_strdup_printf("%s[1]::text::%s", name, cast->to);
    }
    own = dln_type_base(cast->transition->to, cast->to);
    own[strlen(own) - 2] = '\0';
    g_auto(GStrv) from_labels = labels_of(cast->transition->from, element);
    g_auto(GStrv) to_labels = labels_of(cast->transition->to, own);
    if (family_of(cast->transition->from, element) == FAMILY_TEXT &&
        family_of(cast->transition->to, own) == FAMILY_TEXT)
        return NULL;
    g_string_printf(sql, "%s::text[]", name);
    for (guint i = 0; from_labels[i] != NULL && to_labels[0] != NULL; i++) {
        g_autofree char *literal = dln_quote_postgres_literal(from_labels[i]);
        if (g_strv_contains((const char *const *)to_labels, from_labels[i]))
            continue;
        g_string_prepend(sql, "array_remove(");
        g_string_append_printf(sql, ", %s)", literal);
        dln_cast_lose(cast, "elements that the new type does not have");
    }
    g_string_append_printf(sql, "::%s", cast->to);
    if (from_labels[0] == NULL || to_labels[0] == NULL)
        tell_elements(cast);
    return g_strdup(sql->str);
}

/* ---- from text ---- */

#define WHOLE "^\\s*[-+]?[0-9]+\\s*$"
#define BROKEN "^\\s*[-+]?(nan|inf(inity)?|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(e[-+]?[0-9]+)?)\\s*$"
#define DAY "^\\s*\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])"
#define CLOCK "^\\s*([01]\\d|2[0-3]):[0-5]\\d"

/* What a text must look like to become such a value; what does not is lost, said so, and not an error in the middle of the migration.
 * What looks like one and is none, the 31st of February or a number that is too large, makes it fail: nothing is lost unsaid. */
static const struct {
    const char *type;
    const char *pattern;
    const char *form; /* where the type takes other forms as well, which depend on settings */
} patterns[] = {
    {"smallint", WHOLE, ""},
    {"integer", WHOLE, ""},
    {"bigint", WHOLE, ""},
    {"numeric", BROKEN, ""},
    {"real", BROKEN, ""},
    {"double precision", BROKEN, ""},
    {"boolean", "^\\s*(t|tr|tru|true|y|ye|yes|on|1|f|fa|fal|fals|false|n|no|of|off|0)\\s*$", ""},
    {"uuid", "^\\{?[0-9a-f]{4}(-?[0-9a-f]{4}){7}\\}?$", ""},
    {"date", DAY, " in the form 2024-12-31"},
    {"timestamp without time zone", DAY, " that begins like 2024-12-31"},
    {"timestamp with time zone", DAY, " that begins like 2024-12-31"},
    {"time without time zone", CLOCK, " that begins like 23:59"},
    {"time with time zone", CLOCK, " that begins like 23:59"},
};

/* Rows are told apart by it: one value for many would make them the same, or fail for a reason that is not the true one. */
static gboolean tells_rows_apart(const DlnCast *cast)
{
    return dln_object_is(cast->column->to, "not_null") &&
           dln_column_is_unique(cast->transition->to, cast->column->to);
}

static char *cast_of_text(DlnCast *cast, Family to)
{
    const char *name = cast->name;
    g_autofree char *base = dln_type_base(cast->transition->to, cast->to);
    g_autofree char *value = NULL;

    if (to == FAMILY_ARRAY)
        return g_strdup_printf(
            "CASE WHEN %s IS NOT NULL THEN ARRAY[%s]::%s END", name, name, cast->to);
    if (to == FAMILY_BYTES)
        return g_strdup_printf("convert_to(%s, 'UTF8')", name);
    if (to != FAMILY_JSON && tells_rows_apart(cast)) {
        dln_cast_lose(cast, "values that are no %s make it fail: rows are told apart by it", base);
        return g_strdup_printf("%s::%s", name, cast->to);
    }
    if (to == FAMILY_ENUM) {
        g_autofree char *list = g_strdup(dln_object_get(
            dln_schema_find_text(cast->transition->to, DLN_OBJECT_ENUM, base), "labels"));
        value = instead(cast);
        dln_cast_lose(cast, "values that %s does not have: they become %s", cast->to, value);
        return g_strdup_printf(
            "CASE WHEN %s IN (%s) THEN %s::%s ELSE %s END", name, list, name, cast->to, value);
    }
    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        if (!g_str_equal(base, patterns[i].type))
            continue;
        value = instead(cast);
        dln_cast_lose(
            cast, "values that are no %s%s: they become %s", base, patterns[i].form, value);
        return g_strdup_printf("CASE WHEN %s ~* '%s' THEN %s::%s ELSE %s END", name,
            patterns[i].pattern, name, cast->to, value);
    }
    dln_cast_lose(cast, "values that are no %s make it fail", cast->to);
    if (to == FAMILY_JSON)
        return g_strdup_printf("CASE WHEN %s ~ '^\\s*[[{]' THEN %s::%s ELSE to_json(%s)::%s END",
            name, name, cast->to, name, cast->to);
    return g_strdup_printf("%s::%s", name, cast->to);
}

/* ---- from one family to another ---- */

#define SECONDS "extract(epoch FROM %1$s)::%2$s"

/* %1$s: the column, %2$s: the type. What is not here cannot be kept, unless it comes from or becomes a text. */
static const char *const conversions[N_FAMILIES][N_FAMILIES] = {
    [FAMILY_NUMBER] = {[FAMILY_MONEY] = "%1$s::numeric::money",
        [FAMILY_BOOLEAN] = "%1$s <> 0",
        [FAMILY_TIMESTAMP] = "to_timestamp(%1$s)",
        [FAMILY_DATE] = "to_timestamp(%1$s)::date",
        [FAMILY_INTERVAL] = "make_interval(secs => %1$s)",
        [FAMILY_JSON] = "to_json(%1$s)::%2$s"},
    [FAMILY_MONEY] = {[FAMILY_NUMBER] = "%1$s::numeric"},
    [FAMILY_BOOLEAN] = {[FAMILY_NUMBER] = "%1$s::integer", [FAMILY_JSON] = "to_json(%1$s)::%2$s"},
    [FAMILY_DATE] =
        {[FAMILY_TIMESTAMP] = "", [FAMILY_NUMBER] = SECONDS, [FAMILY_JSON] = "to_json(%1$s)::%2$s"},
    [FAMILY_TIMESTAMP] = {[FAMILY_DATE] = "",
        [FAMILY_TIME] = "",
        [FAMILY_NUMBER] = SECONDS,
        [FAMILY_JSON] = "to_json(%1$s)::%2$s"},
    [FAMILY_TIME] = {[FAMILY_INTERVAL] = "%1$s::interval",
        [FAMILY_NUMBER] = SECONDS,
        [FAMILY_JSON] = "to_json(%1$s)::%2$s"},
    [FAMILY_INTERVAL] = {[FAMILY_TIME] = "%1$s::time",
        [FAMILY_NUMBER] = SECONDS,
        [FAMILY_JSON] = "to_json(%1$s)::%2$s"},
    [FAMILY_UUID] = {[FAMILY_JSON] = "to_json(%1$s)::%2$s"},
    [FAMILY_ENUM] = {[FAMILY_JSON] = "to_json(%1$s)::%2$s", [FAMILY_OTHER] = "%1$s::text::%2$s"},
    [FAMILY_JSON] =
        {[FAMILY_NUMBER] = "(%1$s #>> '{}')::%2$s", [FAMILY_BOOLEAN] = "(%1$s #>> '{}')::%2$s"},
    [FAMILY_OTHER] = {[FAMILY_OTHER] = "%1$s::text::%2$s",
        [FAMILY_ENUM] = "%1$s::text::%2$s",
        [FAMILY_JSON] = "to_json(%1$s)::%2$s"},
    [FAMILY_ARRAY] = {[FAMILY_JSON] = "to_json(%1$s)::%2$s"},
};

/* What of a value has no place in the new one. */
static const struct {
    Family from;
    Family to;
    const char *what;
} lossy[] = {
    {FAMILY_NUMBER, FAMILY_BOOLEAN, "all of a value but whether it is 0"},
    {FAMILY_NUMBER, FAMILY_MONEY, "digits that money has no place for"},
    {FAMILY_NUMBER, FAMILY_DATE, "the time of the day"},
    {FAMILY_INTERVAL, FAMILY_TIME, "whole days"},
    {FAMILY_TIMESTAMP, FAMILY_DATE, "all but the date of each value"},
    {FAMILY_TIMESTAMP, FAMILY_TIME, "all but the time of each value"},
};

static gboolean is_whole_number(const DlnCast *cast)
{
    static const char *const types[] = {"smallint", "integer", "bigint", NULL};
    g_autofree char *base = dln_type_base(cast->transition->to, cast->to);

    return g_strv_contains(types, base);
}

static void tell_conversion(DlnCast *cast, Family from, Family to)
{
    for (guint i = 0; i < G_N_ELEMENTS(lossy); i++) {
        if (lossy[i].from == from && lossy[i].to == to)
            dln_cast_lose(cast, "%s", lossy[i].what);
    }
    if ((from == FAMILY_TIMESTAMP || from == FAMILY_TIME || from == FAMILY_INTERVAL) &&
        to == FAMILY_NUMBER && is_whole_number(cast))
        dln_cast_lose(cast, "fractions of a second");
}

static char *convert(DlnCast *cast, Family from, Family to)
{
    gboolean is_known = from != FAMILY_OTHER && to != FAMILY_OTHER;
    const char *format =
        conversions[from][to] != NULL || is_known ? conversions[from][to] : "%1$s::text::%2$s";
    g_autoptr(GString) sql = g_string_new(format);

    if (format == NULL && to == FAMILY_ARRAY)
        return g_strdup_printf(
            "CASE WHEN %s IS NOT NULL THEN ARRAY[%s]::%s END", cast->name, cast->name, cast->to);
    if (format == NULL) {
        g_autofree char *value = instead(cast);
        dln_cast_lose(cast, "its values: a %s cannot be made into a %s", cast->from, cast->to);
        return g_strdup_printf("%s::%s", value, cast->to);
    }
    tell_conversion(cast, from, to);
    if (*format == '\0')
        return NULL;
    g_string_replace(sql, "%1$s", cast->name, 0);
    g_string_replace(sql, "%2$s", cast->to, 0);
    return g_strdup(sql->str);
}

/* A type of the schema that makes room for another of its name: its values can only go by way of text. */
static gboolean is_moved(const DlnTransition *transition, const char *type)
{
    static const DlnObjectKind kinds[] = {DLN_OBJECT_ENUM, DLN_OBJECT_DOMAIN, DLN_OBJECT_COMPOSITE,
        DLN_OBJECT_RANGE, DLN_OBJECT_TABLE};
    g_autofree char *base =
        g_str_has_suffix(type, "[]") ? g_strndup(type, strlen(type) - 2) : g_strdup(type);

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const DlnObject *object = dln_schema_find_text(transition->from, kinds[i], base);
        const DlnPair *pair =
            object != NULL ? g_hash_table_lookup(transition->pair_of, object) : NULL;

        if (pair != NULL && pair->is_moved)
            return TRUE;
    }
    return FALSE;
}

/* By the types underneath: a cast into a domain cuts and rounds without a word. */
static char *cast_of_domain(const DlnCast *cast)
{
    DlnCast inner = *cast;
    g_autofree char *value = NULL;

    inner.from = dln_type_full(cast->transition->from, cast->from);
    inner.to = dln_type_full(cast->transition->to, cast->to);
    if (g_str_equal(inner.from, cast->from) || g_str_equal(inner.from, inner.to))
        return g_strdup_printf("%s::text::%s", cast->name, cast->to);
    value = cast_by_family(&inner);
    if (value == NULL)
        value = g_strdup_printf("%s::%s", cast->name, inner.to);
    return g_str_equal(inner.to, cast->to) ? g_steal_pointer(&value)
                                           : g_strdup_printf("(%s)::%s", value, cast->to);
}

/* "(c).a" in the type that it is to have. (transfer full) */
static char *cast_of_attribute(DlnCast *cast, const DlnPair *attribute)
{
    g_autofree char *name = dln_create_name(attribute->from);
    g_autofree char *value = g_strdup_printf("(%s).%s", cast->name, name);
    DlnCast inner = {.transition = cast->transition,
        .column = attribute,
        .name = value,
        .from = dln_object_get(attribute->from, "type"),
        .to = dln_object_get(attribute->to, "type"),
        .losses = cast->losses};
    char *sql = cast_by_family(&inner);

    return sql != NULL ? sql : g_steal_pointer(&value);
}

/* Attribute by attribute: the text of a value has them all, in their order. */
static char *cast_of_composite(DlnCast *cast, const DlnObject *to)
{
    g_autoptr(GPtrArray) attributes =
        dln_schema_children(cast->transition->to, DLN_OBJECT_COLUMN, &to->id);
    g_autoptr(GString) row = g_string_new("ROW(");

    for (guint i = 0; i < attributes->len; i++) {
        const DlnPair *attribute =
            g_hash_table_lookup(cast->transition->pair_of, attributes->pdata[i]);
        g_autofree char *value = attribute != NULL && attribute->from != NULL
                                     ? cast_of_attribute(cast, attribute)
                                     : g_strdup("NULL");
        g_string_append_printf(row, "%s%s", i > 0 ? ", " : "", value);
    }
    return g_strdup_printf(
        "CASE WHEN %s IS DISTINCT FROM NULL THEN %s)::%s END", cast->name, row->str, cast->to);
}

static char *cast_by_family(DlnCast *cast)
{
    const DlnTransition *transition = cast->transition;
    Family from = family_of(transition->from, cast->from);
    Family to = family_of(transition->to, cast->to);
    g_autofree char *base = dln_type_base(transition->from, cast->from);
    g_autofree char *new_base = dln_type_base(transition->to, cast->to);

    if (from == FAMILY_ENUM && to == FAMILY_ENUM)
        return !is_moved(transition, base) && g_str_equal(base, new_base) ? NULL
                                                                          : cast_of_enum(cast);
    const DlnObject *composite =
        dln_schema_find_text(transition->to, DLN_OBJECT_COMPOSITE, cast->to);
    if (is_moved(transition, cast->from) && composite != NULL &&
        dln_schema_find_text(transition->from, DLN_OBJECT_COMPOSITE, cast->from) != NULL)
        return cast_of_composite(cast, composite);
    if (is_moved(transition, cast->from) && from != FAMILY_ARRAY)
        return cast_of_domain(cast);
    if (from == FAMILY_TEXT && to == FAMILY_TEXT)
        return dln_cast_of_length(cast);
    if (from == FAMILY_NUMBER && to == FAMILY_NUMBER)
        return dln_cast_of_number(cast);
    if (from == FAMILY_BITS && to == FAMILY_BITS)
        return dln_cast_of_length(cast);
    if (to == FAMILY_TEXT)
        return dln_cast_to_length(cast);
    if (from == to && (from == FAMILY_TIMESTAMP || from == FAMILY_TIME || from == FAMILY_INTERVAL))
        return dln_cast_of_seconds(cast);
    if (from == FAMILY_ARRAY && g_str_equal(base, new_base) && !is_moved(transition, cast->from))
        tell_elements(cast);
    if ((from == to && from != FAMILY_OTHER && from != FAMILY_ARRAY) ||
        (g_str_equal(base, new_base) && !is_moved(transition, cast->from)))
        return NULL;
    if (from == FAMILY_ARRAY && to != FAMILY_JSON)
        return cast_of_array(cast, to);
    return from == FAMILY_TEXT ? cast_of_text(cast, to) : convert(cast, from, to);
}

char *dln_cast_using(DlnTransition *transition, const DlnPair *column, GPtrArray *losses)
{
    g_autofree char *name = dln_create_name(column->to);
    DlnCast cast = {.transition = transition,
        .column = column,
        .name = name,
        .from = dln_object_get(column->from, "type"),
        .to = dln_object_get(column->to, "type"),
        .losses = losses};

    return cast_by_family(&cast);
}
