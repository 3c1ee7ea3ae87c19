/* SPDX-License-Identifier: Apache-2.0 */
/* special.h: migrations of a special kind, and what else their files may then say. */
#pragma once

#include "revision/revision.h"

/* Takes a name that makes a migration repeatable for the directive. Errors: SYNTAX: a repeatable migration, or a
 * checkpoint, that says what is not for it. */
gboolean dln_special_check(DlnRevision *revision, GError **error);
