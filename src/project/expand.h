/* SPDX-License-Identifier: Apache-2.0 */
/* expand.h: ${VARIABLE} in a text of the configuration file. */
#pragma once

#include "base/error.h"

/* Replaces ${NAME} by the variable and ${NAME:-text} by text when it is unset or empty. "$${" is a literal "${"; any
 * other "$" stands for itself, so that SQL keeps its $$ and $1. Errors: CONFIG, without position: an unset variable
 * (named), a malformed reference. (transfer full) */
char *dln_expand(const char *text, const char *const *environ, GError **error);
