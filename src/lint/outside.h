/* SPDX-License-Identifier: Apache-2.0 */
/* outside.h: statements with effects outside the database that they run in: on roles, other databases, the server, files
 * and other servers. On a scratch database they would do to the real ones what nobody asked for. Touches no database.
 *
 * By their words alone, the bodies of DO blocks included. What a function does that was made elsewhere is not seen. */
#pragma once

#include "revision/revision.h"

typedef enum {
    DLN_OUTSIDE_ALL = 0,
    /* DO blocks may say CREATE ROLE: many do, where the role is not there. Whoever runs them sees that none is made. */
    DLN_OUTSIDE_ROLE_BLOCKS = 1 << 0,
} DlnOutsideFlags;

/* Whether script (nullable) keeps to its database. revision: (nullable) its id, for the error.
 * Errors: REFUSED with file:line:column of the words, what they reach, and the way out. */
gboolean dln_outside_check(const DlnScript *script, const char *revision, GError **error);
/* The same, but for what flags allow. */
gboolean dln_outside_check_but(const DlnScript *script, DlnOutsideFlags flags, GError **error);
