/* SPDX-License-Identifier: Apache-2.0 */
/* printed_assertion.h: an assertion as SQL that judges by itself, for the scripts: what dln_assertion_judge does in the
 * program. Prints nothing and asks nothing. */
#pragma once

#include "sql/assertion.h"

/* A boolean expression: whether found, an expression of type text, is what is expected. NULL counts as false.
 * (transfer full) */
char *dln_assertion_condition(
    const DlnAssertion *assertion, DlnEngineKind engine, const char *found);

/* What a script says when the assertion does not hold, up to what was found. (transfer full) */
char *dln_assertion_complaint(const DlnAssertion *assertion, DlnEngineKind engine);
/* Likewise, up to how many rows were found, when there is not exactly one. (transfer full) */
char *dln_assertion_complaint_of_rows(const DlnAssertion *assertion, DlnEngineKind engine);
