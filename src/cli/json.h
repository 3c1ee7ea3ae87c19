/* SPDX-License-Identifier: Apache-2.0 */
/* json.h: the few JSON documents that the library does not write: what verbs without a report say. */
#pragma once

#include <glib.h>

/* Appends text as a JSON string, "null" for NULL; invalid UTF-8 is replaced. */
void dln_cli_json_string(GString *json, const char *text);
/* Appends `"key": `, with a comma before it unless it is the first of its object. */
void dln_cli_json_key(GString *json, const char *key);
/* Appends an array of strings. texts: NULL-terminated. */
void dln_cli_json_strings(GString *json, const char *const *texts);
