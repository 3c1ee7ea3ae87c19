/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h: what the files of hook/ share. */
#pragma once

#include "hook/hook.h"

/* The process's environment with the facts in it. (transfer full) */
char **dln_hook_environ(const DlnHookFacts *facts);

/* Whether a database of scope (0: none) is one that hook is for. */
gboolean dln_hook_applies(const DlnHook *hook, DlnHookEvent event, DlnScope scope);
