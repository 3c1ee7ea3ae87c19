/* SPDX-License-Identifier: Apache-2.0 */
/* json.c: what all documents share: texts, errors, names. */
#include "json/json.h"

char *dln_json_print(json_t *document, size_t flags)
{
    char *text = json_dumps(document, flags);
    char *copy = g_strdup(text != NULL ? text : "null");

    free(text);
    json_decref(document);
    return copy;
}

json_t *dln_json_text(const char *text)
{
    g_autofree char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;

    return valid != NULL ? json_string(valid) : json_null();
}

json_t *dln_json_texts(char **texts)
{
    json_t *array = json_array();

    for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
        json_array_append_new(array, dln_json_text(texts[i]));
    return array;
}

json_t *dln_json_text_array(const GPtrArray *texts)
{
    json_t *array = json_array();

    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(array, dln_json_text(texts->pdata[i]));
    return array;
}

const char *dln_json_scope(DunlinScope scope)
{
    return scope == DUNLIN_SCOPE_PUBLIC ? "public" : "tenant";
}

const char *const dln_json_outcome_names[] = {
    [DUNLIN_OUTCOME_UNCHANGED] = "unchanged",
    [DUNLIN_OUTCOME_CHANGED] = "changed",
    [DUNLIN_OUTCOME_FAILED] = "failed",
    [DUNLIN_OUTCOME_NOT_TRIED] = "not_tried",
};

/* ---- errors ---- */

static const char *const code_names[] = {
    [DUNLIN_ERROR_SYNTAX] = "syntax",
    [DUNLIN_ERROR_GRAPH] = "graph",
    [DUNLIN_ERROR_CHECKSUM] = "checksum",
    [DUNLIN_ERROR_CONFLICT] = "conflict",
    [DUNLIN_ERROR_LOCKED] = "locked",
    [DUNLIN_ERROR_CONNECT] = "connect",
    [DUNLIN_ERROR_SQL] = "sql",
    [DUNLIN_ERROR_TIMEOUT] = "timeout",
    [DUNLIN_ERROR_CANCELLED] = "cancelled",
    [DUNLIN_ERROR_REFUSED] = "refused",
    [DUNLIN_ERROR_PARTIAL] = "partial",
    [DUNLIN_ERROR_UNSUPPORTED] = "unsupported",
    [DUNLIN_ERROR_CONFIG] = "config",
    [DUNLIN_ERROR_INTEGRITY] = "integrity",
    [DUNLIN_ERROR_INTERNAL] = "internal",
};

void dln_json_set_text(json_t *object, const char *key, const char *value)
{
    if (value != NULL)
        json_object_set_new(object, key, dln_json_text(value));
}

json_t *dln_json_error(const GError *error)
{
    const DunlinErrorFacts *facts = dunlin_error_get_facts(error);
    json_t *object = json_object();
    gboolean ours = error->domain == DUNLIN_ERROR &&
        (guint)error->code < G_N_ELEMENTS(code_names);

    json_object_set_new(object, "code", json_string(ours ? code_names[error->code] : "usage"));
    json_object_set_new(object, "message", dln_json_text(error->message));
    dln_json_set_text(object, "file", facts->file);
    if (facts->line > 0)
        json_object_set_new(object, "line", json_integer(facts->line));
    if (facts->column > 0)
        json_object_set_new(object, "column", json_integer(facts->column));
    dln_json_set_text(object, "sqlstate", facts->sqlstate);
    dln_json_set_text(object, "statement", facts->statement);
    dln_json_set_text(object, "revision", facts->revision);
    dln_json_set_text(object, "tenant", facts->tenant);
    return object;
}

json_t *dln_json_error_or_null(const GError *error)
{
    return error != NULL ? dln_json_error(error) : json_null();
}

char *dunlin_error_to_json(const GError *error)
{
    return dln_json_print(json_pack("{s:o}", "error", dln_json_error(error)), JSON_INDENT(2));
}
