/* SPDX-License-Identifier: Apache-2.0 */
/* file_lock.h: a lock between processes that is a file, and that goes with the process that holds it. */
#pragma once

#include "base/error.h"

typedef struct DlnFileLock DlnFileLock;

/* Takes the lock at path, whose file is made for it, without waiting. Between threads of one process as between
 * processes. Returns NULL with LOCKED when somebody else has it, CONNECT when the file cannot be made.
 * A process that was killed leaves the file behind, unlocked; the next one to let go of the lock removes it. */
DlnFileLock *dln_file_lock_take(const char *path, GError **error);

/* Gives the lock back and removes the file. (nullable) */
void dln_file_lock_free(DlnFileLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnFileLock, dln_file_lock_free)
