/* SPDX-License-Identifier: Apache-2.0 */
/* dunlin.h: the whole public interface of libdunlin. */
#pragma once

#include "dunlin/author.h"
#include "dunlin/check.h"
#include "dunlin/diff.h"
#include "dunlin/drift.h"
#include "dunlin/error.h"
#include "dunlin/inspect.h"
#include "dunlin/project.h"
#include "dunlin/rename.h"
#include "dunlin/repair.h"
#include "dunlin/run.h"
#include "dunlin/script.h"
#include "dunlin/status.h"
#include "dunlin/tenant.h"
#include "dunlin/verify.h"

G_BEGIN_DECLS

/** The version of the library that is running, "0.1.0". */
const char *dunlin_version(void);

/**
 * dunlin_own_process:
 *
 * For a program that is Dunlin's alone, as `dunlin` is: sets up the engines' libraries for many threads, for the whole
 * process. Call it before anything else uses SQLite, or not at all. A program that has SQLite databases of its own open
 * must not call it.
 */
void dunlin_own_process(void);

G_END_DECLS
