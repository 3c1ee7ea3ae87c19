/* SPDX-License-Identifier: Apache-2.0 */
/* assertion.h: a query and what it must return. Knows no migration: who asks it, and when, is not its business. */
#pragma once

#include "sql/script.h"
#include "sql/variables.h"

typedef enum {
    DLN_ASSERT_BEFORE,
    DLN_ASSERT_AFTER,
} DlnAssertTime;

typedef enum {
    DLN_ASSERT_IS_TRUE, /* without an operator */
    DLN_ASSERT_EQUAL,
    DLN_ASSERT_UNEQUAL,
    DLN_ASSERT_LESS,
    DLN_ASSERT_LESS_OR_EQUAL,
    DLN_ASSERT_GREATER,
    DLN_ASSERT_GREATER_OR_EQUAL,
} DlnAssertOperator;

typedef struct {
    DlnAssertTime time;
    DlnAssertOperator op;
    char *expected; /* NULL: SQL's NULL, or IS_TRUE */
    gboolean is_text;   /* expected was written in quotes: it is compared as text */
    guint engines;      /* bits 1 << DlnEngineKind that it is for */
    DlnSource query;    /* borrowed */
    DlnScript *scripts[DLN_N_ENGINES]; /* after dln_assertion_compile: one statement */
} DlnAssertion;

/* Reads `before|after [OPERATOR VALUE]: QUERY`, which must end with source; OPERATOR is =, !=, <>, <, <=, > or >=, VALUE a
 * word, a number, null, or text in '…'. *out: (transfer full): for all engines; it borrows from source.
 * Errors: SYNTAX with the position. */
gboolean dln_assertion_read(const DlnSource *source, DlnAssertion **out, GError **error);
void dln_assertion_free(DlnAssertion *assertion);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnAssertion, dln_assertion_free)

/* Makes the query's script. A second call does nothing. Errors: as dln_script_parse_with; SYNTAX for anything but one
 * SELECT (VALUES, TABLE, WITH … SELECT) that changes nothing. What a function in it does, the engine must hold off. */
gboolean dln_assertion_compile(
    DlnAssertion *assertion, DlnEngineKind engine, const DlnVariables *variables, GError **error);

/* "= 0", "true": what is expected, in a few words. (transfer full) */
char *dln_assertion_expectation(const DlnAssertion *assertion);
/* Whether text is compared as a number; *out_number: it, with t, true, f and false as 1 and 0. (transfer full) */
gboolean dln_assertion_number(const char *text, char **out_number);

/* What the query returned: found is the text of the first row's first column, NULL for SQL's NULL. */
typedef struct {
    guint n_rows;
    guint n_columns;
    const char *found;
} DlnAssertAnswer;

/* Whether the answer is what was expected. Numbers are compared as numbers, t, true and 1 are one truth.
 * Errors: CONFLICT at the query with what was expected and what was found. */
gboolean dln_assertion_judge(
    const DlnAssertion *assertion, DlnEngineKind engine, const DlnAssertAnswer *answer, GError **error);
