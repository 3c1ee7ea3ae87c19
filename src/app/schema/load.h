/* SPDX-License-Identifier: Apache-2.0 */
/* load.h: makes what a desired state says, in whatever order it says it. */
#pragma once

#include "app/schema/text.h"
#include "app/scratch/stage.h"

/* Into the stage's schema, which is as the files call it. Statements are tried in their order; what fails, for it needs something
 * that comes later, is tried again as long as that leads anywhere.
 * Errors: the engine's about the first statement that cannot be run, with file:line; what a transaction does not bear; an object in
 * another schema. */
gboolean dln_schema_load(DlnStage *stage, const DlnSchemaText *text, GError **error);
