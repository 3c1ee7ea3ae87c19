/* SPDX-License-Identifier: Apache-2.0 */
/* id_list.h: several revisions as words in a message. */
#pragma once

#include "revision/revision.h"

/* How many names a message lists before it says "and N more". */
#define DLN_ID_LIST_MAX 10

/* '"a", "b" and 3 more'; '"a" and "b"'. revisions: (element-type DlnRevision), not empty. (transfer full) */
char *dln_id_list(const GPtrArray *revisions);
