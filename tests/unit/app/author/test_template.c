/* SPDX-License-Identifier: Apache-2.0 */
/* test_template.c: templates read, their keys given, and the texts that come of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/author/template_text.h"

#define PG DLN_TEMPLATE_ENGINE(DLN_ENGINE_POSTGRES)
#define LITE DLN_TEMPLATE_ENGINE(DLN_ENGINE_SQLITE)

#define KEYS                                                                                       \
    "-- template:summary s\n"                                                                      \
    "-- template:key table name: the table\n"                                                      \
    "-- template:key type type = text: its type\n"                                                 \
    "-- template:key where expression?: which\n"                                                   \
    "-- template:key unique switch = no: whether\n"                                                \
    "-- template:key act choice(set-null|cascade) = cascade: what\n"                               \
    "-- template:key cols columns = a int: what\n"                                                 \
    "-- template:key word text?: what\n"                                                           \
    "-- template:key size count = 10: how many\n"                                                  \
    "-- template:key pause duration?: how long\n"                                                  \
    "-- template:key list names = id: which\n"                                                     \
    "-- template:key made name = ${table}_${list}_x: the name\n"

/* -- Templates ----------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    const char *error;
} broken[] = {
    {"", "t.sql:1: the template has no \"-- template:file\""},
    {"-- template:key a name: x\n-- template:key a type: y\n", "t.sql:2: the key is there already"},
    {"-- template:key a nam: x\n", "t.sql:1: a key is written"},
    {"-- template:key a name\n", "t.sql:1: a key is written"},
    {"-- template:key a name? = b: x\n", "t.sql:1: a key is written"},
    {"-- template:key a choice: x\n", "t.sql:1: a key is written"},
    {"-- template:key a name(b): x\n", "t.sql:1: a key is written"},
    {"-- template:kye a name: x\n", "t.sql:1: a template has"},
    {"SELECT 1;\n-- template:file x\n", "t.sql:1: a line before the first"},
    {"-- template:file x\n-- template:summary y\n", "t.sql:2: a template has"},
    {"-- template:file x\n\n${a}\n", "t.sql:3: \"a\" is no key of the template"},
};

static void test_broken(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(broken); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DlnTemplate) template = dln_template_parse("t", "t.sql", broken[i].text, &error);
        if (template != NULL || !g_str_has_prefix(error->message, broken[i].error))
            fail_msg("%s: %s", broken[i].text, template != NULL ? "taken" : error->message);
    }
}

/* -- Texts --------------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    const char *values; /* separated by "|" */
    guint engines;
    const char *expected; /* "message:body" of each, or "!" and a part of the error */
} cases[] = {
    {"-- template:file m ${table}\n-- dunlin:up\n${table} ${table:literal} ${made} ${act}\n",
        "table=t|act=set-null", PG, "m t:-- dunlin:up\nt 't' t_id_x SET NULL\n"},
    {"-- template:file m ${table}\n-- "
     "dunlin:up\n${table}-${table:literal}-${table:quoted}-${made}\n",
        "table=My \"Ta'ble\"", LITE,
        "m My \"Ta'ble\":-- dunlin:up\n\"My \"\"Ta'ble\"\"\"-'My \"Ta''ble\"'-'\"My "
        "\"\"Ta''ble\"\"\"'-my_ta_ble_id_x\n"},
    {"-- template:file m\n-- dunlin:up\n{{${unique}UNIQUE }}a{{ WHERE ${where}}}{{${word}}};\n",
        "table=t", PG, "m:-- dunlin:up\na;\n"},
    {"-- template:file m\n-- dunlin:up\n{{${unique}UNIQUE }}a{{ WHERE ${where}}}{{ ${word}}};\n",
        "table=t|unique=yes|where=a > 1|word=it's {{x}} ${table}", PG,
        "m:-- dunlin:up\nUNIQUE a WHERE a > 1 'it''s {{x}} ${table}';\n"},
    {"-- template:file m\n-- dunlin:up\nD ${cols:each-name};\nA ${cols:each};\n${cols} "
     "${cols:names} "
     "${cols:new}\n",
        "table=t|cols=a numeric(1, 2), \"B c\" text", PG,
        "m:-- dunlin:up\nD a;\nD \"B c\";\nA a numeric(1, 2);\nA \"B c\" text;\na numeric(1, 2), "
        "\"B c\" text a, \"B c\" NEW.a, NEW.\"B c\"\n"},
    {"-- template:file m\n-- dunlin:up\n${list}\n", "table=t|list=a, Order,b", PG,
        "m:-- dunlin:up\na, \"Order\", b\n"},
    {"-- template:file m\n-- template:engine postgres\n-- p\n-- template:engine any\n-- both\n"
     "-- dunlin:engine postgres\n-- dunlin:up\np\n-- dunlin:engine sqlite\n-- dunlin:up\ns\n"
     "-- template:file n\n-- dunlin:engine postgres\n-- dunlin:up\nq\n",
        "table=t", PG, "m:-- p\n-- both\n-- dunlin:up\np\nn:-- dunlin:up\nq\n"},
    {"-- template:file m\n-- template:engine postgres\n-- p\n-- template:engine any\n-- both\n"
     "-- dunlin:engine postgres\n-- dunlin:up\np\n-- dunlin:engine sqlite\n-- dunlin:up\ns\n"
     "-- template:file n\n-- dunlin:engine postgres\n-- dunlin:up\nq\n",
        "table=t", LITE, "m:-- both\n-- dunlin:up\ns\n"},
    {"-- template:file m\n-- dunlin:engine postgres\n-- dunlin:up\np\n-- dunlin:engine sqlite\n"
     "-- dunlin:up\ns\n",
        "table=t", PG | LITE,
        "m:-- dunlin:engine postgres\n-- dunlin:up\np\n-- dunlin:engine sqlite\n-- dunlin:up\ns\n"},
    {"-- template:file m\n-- dunlin:engine postgres\n-- dunlin:up\np\n", "table=t", PG | LITE,
        "m:-- dunlin:engine postgres\n-- dunlin:up\np\n-- dunlin:engine sqlite\n-- dunlin:up\n-- "
        "Nothing is to be done here.\n-- dunlin:down\n"},
    {"-- template:file m\n-- dunlin:engine postgres\n-- dunlin:up\np\n-- template:engine both\n"
     "-- dunlin:engine sqlite\n-- dunlin:up\ns\n",
        "table=t", PG | LITE,
        "m:-- dunlin:engine postgres\n-- dunlin:up\np\n-- dunlin:engine sqlite\n-- dunlin:up\ns\n"},
    {"-- template:file m\n-- dunlin:engine postgres\n-- dunlin:up\np\n-- template:engine both\n"
     "-- dunlin:engine sqlite\n-- dunlin:up\ns\n",
        "table=t", LITE, "!the template \"t\" has nothing for the engine"},
    {"-- template:file m\n-- dunlin:engine postgres\n-- dunlin:up\np\n", "table=t", LITE,
        "!the template \"t\" has nothing for the engine"},
    {"-- template:file m\n-- dunlin:up\n", "", PG,
        "!the template \"t\" also needs table=… (the table)"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|tabel=u", PG,
        "!\"tabel\" is no key of the template \"t\": its keys are table, type, where, unique"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|table=u", PG, "!\"table\" is given twice"},
    {"-- template:file m\n-- dunlin:up\n", "t", PG, "!\"t\" is no key=value of the template \"t\""},
    {"-- template:file m\n-- dunlin:up\n", "=t", PG, "!\"=t\" is no key=value"},
    {"-- template:file m\n-- dunlin:up\n", "table=", PG, "!table=: a name is empty"},
    {"-- template:file m\n-- dunlin:up\n", "table=a\nb", PG, "!a control character is in a name"},
    {"-- template:file m\n-- dunlin:up\n",
        "table=a123456789b123456789c123456789d123456789e123456789f123456789g123", PG,
        "!longer than the 63 bytes"},
    {"-- template:file m\n-- dunlin:up\n${made}\n",
        "table=a123456789b123456789c123456789d123456789e123456789f123456789", PG,
        "m:-- dunlin:up\na123456789b123456789c123456789d123456789e123456789f123_9e06ebf1\n"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|type=text; DROP", PG,
        "!type=text; DROP: \"text"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|type=UNSIGNED BIG INT", PG | LITE,
        "!is no type: syntax error"},
    {"-- template:file m\n-- dunlin:up\n${type}\n", "table=t|type=UNSIGNED BIG INT", LITE,
        "m:-- dunlin:up\nUNSIGNED BIG INT\n"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|size=0", PG, "!size=0: it is no number"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|size=ten", PG, "!size=ten: it is no number"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|pause=5", PG, "!pause=5: "},
    {"-- template:file m\n-- dunlin:up\n", "table=t|unique=1", PG, "!it is \"yes\" or \"no\""},
    {"-- template:file m\n-- dunlin:up\n", "table=t|act=drop", PG,
        "!it is one of set-null, cascade"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|word=a\\b", PG, "!a backslash"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|cols=a", PG,
        "!a column has a type behind its name"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|cols=", PG, "!a column begins with its name"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|cols=a text, 'b", PG,
        "!a column begins with its name"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|cols=a text) ; DROP TABLE x", PG,
        "!it closes a parenthesis"},
    {"-- template:file m\n-- dunlin:up\n", "table=t|list=a,,b", PG, "!a name is empty"},
};

static char *make(guint i, GError **error)
{
    g_autofree char *whole = g_strconcat(KEYS, cases[i].text, NULL);
    g_autoptr(DlnTemplate) template = dln_template_parse("t", "t.sql", whole, error);
    g_auto(GStrv) words = g_strsplit(cases[i].values, "|", -1);
    g_autoptr(DlnTemplateValues) values =
        template == NULL ? NULL
                         : dln_template_values_read(
                               template, (const char *const *)words, cases[i].engines, error);
    g_autoptr(GPtrArray) texts =
        values != NULL ? dln_template_texts(template, values, cases[i].engines, error) : NULL;
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint t = 0; texts != NULL && t < texts->len; t++) {
        const DlnTemplateText *text = texts->pdata[t];
        g_string_append_printf(all, "%s:%s", text->message, text->body);
    }
    return texts != NULL ? g_string_free(g_steal_pointer(&all), FALSE) : NULL;
}

static void test_texts(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *made = make(i, &error);
        const char *expected = cases[i].expected;
        const gboolean is_right = *expected == '!'
                                      ? made == NULL && strstr(error->message, expected + 1) != NULL
                                      : g_strcmp0(made, expected) == 0;
        if (!is_right)
            fail_msg("%s%s\n-> %s", cases[i].text, cases[i].values,
                made != NULL ? made : error->message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
