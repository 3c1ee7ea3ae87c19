/* SPDX-License-Identifier: Apache-2.0 */
/* assertion.c: whether a query returned what was expected. Asks no database. */
#include "sql/assertion.h"

#include <math.h>
#include <string.h>

#define SHOWN_CHARS 80

static const char *const signs[] = {
    [DLN_ASSERT_EQUAL] = "=",
    [DLN_ASSERT_UNEQUAL] = "!=",
    [DLN_ASSERT_LESS] = "<",
    [DLN_ASSERT_LESS_OR_EQUAL] = "<=",
    [DLN_ASSERT_GREATER] = ">",
    [DLN_ASSERT_GREATER_OR_EQUAL] = ">=",
};

static const char *const truths[] = {"t", "true", NULL};
static const char *const untruths[] = {"f", "false", NULL};

/* t and true as 1, f and false as 0: PostgreSQL says "t", SQLite 1. */
static const char *canonical(const char *text)
{
    g_autofree char *folded = g_ascii_strdown(text, -1);

    if (g_strv_contains(truths, folded))
        return "1";
    return g_strv_contains(untruths, folded) ? "0" : text;
}

/* Whole numbers exactly, others as far as a double goes. FALSE when one is no number. */
static gboolean compare_numbers(const char *a, const char *b, int *out_order)
{
    gint64 a_whole, b_whole;
    char *a_end = NULL, *b_end = NULL;

    if (g_ascii_string_to_signed(a, 10, G_MININT64, G_MAXINT64, &a_whole, NULL) &&
        g_ascii_string_to_signed(b, 10, G_MININT64, G_MAXINT64, &b_whole, NULL)) {
        *out_order = (a_whole > b_whole) - (a_whole < b_whole);
        return TRUE;
    }
    const double a_value = g_ascii_strtod(a, &a_end), b_value = g_ascii_strtod(b, &b_end);
    *out_order = (a_value > b_value) - (a_value < b_value);
    /* What is not a number has no place among them. */
    return a_end > a && *a_end == '\0' && b_end > b && *b_end == '\0' && !isnan(a_value) &&
           !isnan(b_value);
}

gboolean dln_assertion_number(const char *text, char **out_number)
{
    const char *number = canonical(text);
    int order;

    if (!compare_numbers(number, "0", &order))
        return FALSE;
    *out_number = g_strdup(number);
    return TRUE;
}

static gboolean is_true(const char *found)
{
    int order;

    return found != NULL && compare_numbers(canonical(found), "0", &order) && order != 0;
}

static gboolean is_equal(const DlnAssertion *assertion, const char *found)
{
    const char *expected = assertion->expected;
    int order;

    if (expected == NULL || found == NULL)
        return expected == found;
    if (assertion->is_text)
        return g_str_equal(expected, found);
    if (compare_numbers(canonical(expected), canonical(found), &order))
        return order == 0;
    return g_str_equal(expected, found);
}

static gboolean is_in_order(const DlnAssertion *assertion, const char *found)
{
    int order;

    if (found == NULL || !compare_numbers(found, assertion->expected, &order))
        return FALSE;
    switch (assertion->op) {
    case DLN_ASSERT_LESS:
        return order < 0;
    case DLN_ASSERT_LESS_OR_EQUAL:
        return order <= 0;
    case DLN_ASSERT_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

static gboolean holds(const DlnAssertion *assertion, const char *found)
{
    switch (assertion->op) {
    case DLN_ASSERT_IS_TRUE:
        return is_true(found);
    case DLN_ASSERT_EQUAL:
        return is_equal(assertion, found);
    case DLN_ASSERT_UNEQUAL:
        return !is_equal(assertion, found);
    default:
        return is_in_order(assertion, found);
    }
}

char *dln_assertion_expectation(const DlnAssertion *assertion)
{
    const char *quote = assertion->is_text ? "'" : "";

    if (assertion->op == DLN_ASSERT_IS_TRUE)
        return g_strdup("true");
    return g_strdup_printf("%s %s%s%s", signs[assertion->op], quote,
        assertion->expected != NULL ? assertion->expected : "null", quote);
}

/* A value of any size and kind on one line. (transfer full) */
static char *shown(const char *found)
{
    if (found == NULL)
        return g_strdup("null");

    g_autofree char *valid = g_utf8_make_valid(found, (gssize)strnlen(found, 8 * SHOWN_CHARS));
    g_autofree char *start = g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), SHOWN_CHARS));
    for (char *p = start; *p != '\0'; p++)
        *p = g_ascii_iscntrl(*p) ? ' ' : *p;
    return g_strdup_printf("%s%s", start, strlen(start) < strlen(found) ? "..." : "");
}

gboolean dln_assertion_judge(const DlnAssertion *assertion, DlnEngineKind engine,
    const DlnAssertAnswer *answer, GError **error)
{
    const DlnScript *script = assertion->scripts[engine];
    const char *when = assertion->time == DLN_ASSERT_BEFORE ? "before" : "after";
    g_autofree char *statement = dln_script_statement_text(script, 0);
    const DunlinErrorFacts facts = {
        .file = script->source.file,
        .line = script->statements[0].line,
        .column = script->statements[0].column,
        .statement = statement,
    };

    if (answer->n_rows == 1 && answer->n_columns == 1 && holds(assertion, answer->found))
        return TRUE;
    g_autofree char *expected = dln_assertion_expectation(assertion);
    g_autofree char *found = shown(answer->found);
    if (answer->n_rows != 1 || answer->n_columns != 1)
        dln_error_set(error, DUNLIN_ERROR_CONFLICT, &facts,
            "the assertion \"%s\" cannot be judged: one row with one column was expected (%s), "
            "found %u row%s with %u",
            when, expected, answer->n_rows, answer->n_rows == 1 ? "" : "s", answer->n_columns);
    else
        dln_error_set(error, DUNLIN_ERROR_CONFLICT, &facts,
            "the assertion \"%s\" does not hold: expected %s, found %s", when, expected, found);
    return FALSE;
}
