/* SPDX-License-Identifier: Apache-2.0 */
/* printed_assertion.c: the comparisons of sql/assertion.c in each engine's SQL: numbers as numbers, whole ones exactly,
 * others as far as a double goes; t, true and 1 are one truth; what is no number is compared as text. */
#include "engine/printed_assertion.h"

#include "dialect/quote.h"

static const char *const signs[] = {
    [DLN_ASSERT_IS_TRUE] = "<>",
    [DLN_ASSERT_EQUAL] = "=",
    [DLN_ASSERT_UNEQUAL] = "=",
    [DLN_ASSERT_LESS] = "<",
    [DLN_ASSERT_LESS_OR_EQUAL] = "<=",
    [DLN_ASSERT_GREATER] = ">",
    [DLN_ASSERT_GREATER_OR_EQUAL] = ">=",
};

static char *quote(DlnEngineKind engine, const char *value)
{
    return engine == DLN_ENGINE_POSTGRES ? dln_quote_postgres_literal(value)
                                         : dln_quote_sqlite_literal(value);
}

static gboolean is_whole(const char *text)
{
    return g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, NULL, NULL);
}

/* PostgreSQL casts what is no number into an error, so the words are looked at first. */
static char *compare_postgres(const char *text, const char *sign, const char *number)
{
    g_autofree char *literal = dln_quote_postgres_literal(number);
    g_autofree char *exact =
        is_whole(number)
            ? g_strdup_printf("WHEN %s ~ '^[+-]?[0-9]+$' THEN %s::numeric %s %s::numeric ", text,
                  text, sign, literal)
            : g_strdup("");

    return g_strdup_printf("CASE %sWHEN %s ~* "
                           "'^[+-]?(([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?|inf|infinity)$'"
                           " THEN %s::float8 %s %s::float8 ELSE false END",
        exact, text, text, sign, literal);
}

/* A text beside a number is read as one where it is one, and else greater than every number. */
static char *compare_sqlite(const char *text, const char *sign, const char *number)
{
    g_autofree char *literal = dln_quote_sqlite_literal(number);

    return g_strdup_printf(
        "%s <= CAST(9e999 AS NUMERIC) AND %s %s CAST(%s AS NUMERIC)", text, text, sign, literal);
}

/* t and true as 1, f and false as 0. (transfer full) */
static char *canonical(const char *found)
{
    return g_strdup_printf("CAST(CASE lower(%s) WHEN 't' THEN '1' WHEN 'true' THEN '1' WHEN 'f'"
                           " THEN '0' WHEN 'false' THEN '0' ELSE %s END AS text)",
        found, found);
}

static char *compare(
    DlnEngineKind engine, const char *text, DlnAssertOperator op, const char *number)
{
    return engine == DLN_ENGINE_POSTGRES ? compare_postgres(text, signs[op], number)
                                         : compare_sqlite(text, signs[op], number);
}

/* (transfer full) */
static char *equal(const DlnAssertion *assertion, DlnEngineKind engine, const char *found)
{
    g_autofree char *number = NULL;

    if (assertion->expected == NULL)
        return g_strdup_printf("%s IS NULL", found);
    if (!assertion->is_text && dln_assertion_number(assertion->expected, &number)) {
        g_autofree char *text = canonical(found);
        return compare(engine, text, DLN_ASSERT_EQUAL, number);
    }
    g_autofree char *literal = quote(engine, assertion->expected);
    return g_strdup_printf("%s = %s", found, literal);
}

char *dln_assertion_condition(
    const DlnAssertion *assertion, DlnEngineKind engine, const char *found)
{
    if (assertion->op == DLN_ASSERT_IS_TRUE) {
        g_autofree char *text = canonical(found);
        return compare(engine, text, assertion->op, "0");
    }
    if (assertion->op > DLN_ASSERT_UNEQUAL)
        return compare(engine, found, assertion->op, assertion->expected);
    g_autofree char *same = equal(assertion, engine, found);
    return assertion->op == DLN_ASSERT_EQUAL ? g_steal_pointer(&same)
                                             : g_strdup_printf("NOT coalesce(%s, false)", same);
}

/* Which one, and where it stands. (transfer full) */
static char *subject(const DlnAssertion *assertion, DlnEngineKind engine)
{
    const DlnScript *script = assertion->scripts[engine];
    const DlnStatement *statement = &script->statements[0];

    return g_strdup_printf("%s:%u:%u: the assertion \"%s\"", script->source.file, statement->line,
        statement->column, assertion->time == DLN_ASSERT_BEFORE ? "before" : "after");
}

char *dln_assertion_complaint(const DlnAssertion *assertion, DlnEngineKind engine)
{
    g_autofree char *which = subject(assertion, engine);
    g_autofree char *expected = dln_assertion_expectation(assertion);

    return g_strdup_printf("%s does not hold: expected %s, found ", which, expected);
}

char *dln_assertion_complaint_of_rows(const DlnAssertion *assertion, DlnEngineKind engine)
{
    g_autofree char *which = subject(assertion, engine);
    g_autofree char *expected = dln_assertion_expectation(assertion);

    return g_strdup_printf(
        "%s cannot be judged: one row with one column was expected (%s), rows found: ", which,
        expected);
}
