/* SPDX-License-Identifier: Apache-2.0 */
/* json.h: everything that the library tells, as JSON: the functions ..._to_json of the public interface, a file for each
 * kind of document. The only folder that uses the JSON library; knows the public structs, and of a schema (schema.h) the model. */
#pragma once

#include <jansson.h>

#include "dunlin/run.h"

/* Takes document. Keys keep their order; text is UTF-8 as it is. (transfer full) */
char *dln_json_print(json_t *document, size_t flags);

/* What a database or file says need not be UTF-8; JSON must be. text: (nullable) */
json_t *dln_json_text(const char *text);
/* texts: (nullable) (array zero-terminated=1) */
json_t *dln_json_texts(char **texts);
/* texts: (element-type utf8) */
json_t *dln_json_text_array(const GPtrArray *texts);
/* Nothing where value is NULL. */
void dln_json_set_text(json_t *object, const char *key, const char *value);

/* (element-type DunlinCreated) */
json_t *dln_json_created(const GPtrArray *created);

json_t *dln_json_error(const GError *error);
/* error: (nullable) */
json_t *dln_json_error_or_null(const GError *error);

const char *dln_json_scope(DunlinScope scope);
/* By DunlinOutcome. */
extern const char *const dln_json_outcome_names[];
