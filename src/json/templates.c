/* SPDX-License-Identifier: Apache-2.0 */
/* templates.c: the templates of `dunlin revision`, and what they ask. */
#include "json/json.h"

#include "dunlin/author.h"

static json_t *pack_keys(const GPtrArray *keys)
{
    json_t *all = json_array();

    for (guint i = 0; i < keys->len; i++) {
        const DunlinTemplateKey *key = keys->pdata[i];
        json_array_append_new(
            all, json_pack("{s:o, s:o, s:o, s:b, s:o}", "name", dln_json_text(key->name), "kind",
                     dln_json_text(key->kind), "preset", dln_json_text(key->preset), "required",
                     key->is_required, "help", dln_json_text(key->help)));
    }
    return all;
}

char *dunlin_templates_to_json(const GPtrArray *templates)
{
    json_t *all = json_array();

    for (guint i = 0; i < templates->len; i++) {
        const DunlinTemplate *one = templates->pdata[i];
        json_array_append_new(
            all, json_pack("{s:o, s:o, s:o}", "name", dln_json_text(one->name), "summary",
                     dln_json_text(one->summary), "keys", pack_keys(one->keys)));
    }
    return dln_json_print(json_pack("{s:o}", "templates", all), JSON_INDENT(2));
}
