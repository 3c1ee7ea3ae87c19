/* SPDX-License-Identifier: Apache-2.0 */
/* library.c: the library as a whole: its version, and a process that is its own. */
#include "config.h"

#include "dunlin/dunlin.h"
#include "engine/session.h"

const char *dunlin_version(void)
{
    return DUNLIN_VERSION;
}

void dunlin_own_process(void)
{
    dln_engines_own_process();
}
