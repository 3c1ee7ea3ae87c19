/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h: a schema as JSON: the one document whose contents no public struct holds. */
#pragma once

#include "dunlin/run.h"
#include "model/schema.h"

/* Where a schema was read. */
typedef struct {
    DunlinScope scope;
    const char *database;
    const char *place;
    const char *fingerprint;
} DlnJsonSchemaSource;

/* (transfer full) */
char *dln_json_schema(const DlnSchema *schema, const DlnJsonSchemaSource *source);
