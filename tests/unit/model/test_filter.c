/* SPDX-License-Identifier: Apache-2.0 */
/* test_filter.c: what stays of a schema: a table of patterns. */
#include "dunlin/error.h"
#include "model/filter.h"
#include "model/small_schema.h"

#define SCHEMA                                                                                     \
    "t users; c users.id; c users.tmp_x; i users.by_id; s users_id_seq owned_by=users.id; t "      \
    "tmp_a; c tmp_a.id; k tmp_a.key; "                                                             \
    "s \"tmp_a\"_seq owned_by=\"tmp_a\".id; t parts; t p1 partition_of=parts; t p2 "               \
    "partition_of=p1; c p2.id; v tmp_v; "                                                          \
    "e mood; d age; x age.positive; f tmp_f(int)"

static const struct {
    const char *include; /* separated by blanks */
    const char *exclude;
    const char *left; /* ids, separated by blanks */
} rows[] = {
    {"", "nothing",
        "mood age positive tmp_f \"tmp_a\"_seq users_id_seq p1 p2 parts tmp_a users p2.id tmp_a.id "
        "users.id users.tmp_x tmp_a.key users.by_id tmp_v"},
    {"", "tmp_*",
        "mood age positive users_id_seq p1 p2 parts users p2.id users.id users.tmp_x users.by_id"},
    {"", "table:tmp_*",
        "mood age positive tmp_f users_id_seq p1 p2 parts users p2.id users.id users.tmp_x "
        "users.by_id tmp_v"},
    {"table:users", "", "users_id_seq users users.id users.tmp_x users.by_id"},
    {"users*", "", "users_id_seq users users.id users.tmp_x users.by_id"},
    {"users*", "column:tmp_* index:*", "users_id_seq users users.id"},
    {"*", "users.*",
        "mood age positive tmp_f \"tmp_a\"_seq users_id_seq p1 p2 parts tmp_a users p2.id tmp_a.id "
        "tmp_a.key tmp_v"},
    {"s.parts", "", "p1 p2 parts p2.id"},
    {"parts", "p2", "p1 parts"},
    {"p?", "parts", ""},
    {"domain:a*", "", "age positive"},
    {"", "domain_constraint:* s.tmp_* table:p* users* mood", "age"},
    {"none", "", ""},
};

static char *left_of(const DlnSchema *schema)
{
    g_autoptr(GString) left = g_string_new(NULL);

    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        gboolean is_column =
            object->id.parent != NULL && object->id.kind != DLN_OBJECT_DOMAIN_CONSTRAINT;
        g_string_append_printf(left, "%s%s%s%s", i > 0 ? " " : "",
            is_column ? object->id.parent : "", is_column ? "." : "", object->id.name);
    }
    return g_strdup(left->str);
}

static DlnFilter *filter_of(const char *include, const char *exclude)
{
    g_auto(GStrv) in = g_strsplit(include, " ", -1);
    g_auto(GStrv) out = g_strsplit(exclude, " ", -1);
    DlnFilter *filter = NULL;
    g_autoptr(GError) error = NULL;

    if (!dln_filter_new((const char *const *)in, (const char *const *)out, &filter, &error))
        fail_msg("%s", error->message);
    return filter;
}

static void what_is_wanted_stays_with_what_belongs_to_it(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DlnSchema) schema = small_schema(SCHEMA);
        g_autoptr(DlnFilter) filter = filter_of(rows[i].include, rows[i].exclude);

        assert_non_null(filter);
        dln_schema_filter(schema, filter);
        g_autofree char *left = left_of(schema);
        if (strcmp(left, rows[i].left) != 0)
            fail_msg("include %s exclude %s: %s, not %s", rows[i].include, rows[i].exclude, left,
                rows[i].left);
    }
}

static void sqlite_has_no_letter_case(void **state)
{
    g_autoptr(DlnSchema) schema = small_schema("t Tmp_A; t users");
    g_autoptr(DlnFilter) filter = filter_of("", "tMP_*");

    dln_schema_filter(schema, filter);
    assert_int_equal(schema->objects->len, 2);
    schema->engine = DLN_ENGINE_SQLITE;
    dln_schema_filter(schema, filter);
    assert_int_equal(schema->objects->len, 1);
}

/* A schema goes with all that is in it, and comes with it. */
static void a_schema_is_its_name_and_a_dot(void **state)
{
    static const struct {
        const char *include;
        const char *exclude;
        guint n_left;
    } own_rows[] = {{"", "shop.*", 2}, {"", "schema:shop", 2}, {"shop.*", "", 4},
        {"", "shop.orders", 4}, {"", "orders", 3}, {"", "shop.orders.id", 5}, {"s.*", "", 2},
        {"", "s.*", 4}};

    for (guint i = 0; i < G_N_ELEMENTS(own_rows); i++) {
        g_autoptr(DlnSchema) schema = small_schema("t orders; t users");
        g_autoptr(DlnFilter) filter = filter_of(own_rows[i].include, own_rows[i].exclude);
        const DlnObjectId ids[] = {{.kind = DLN_OBJECT_SCHEMA, .name = "shop"},
            {.kind = DLN_OBJECT_TABLE, .name = "orders", .schema = "shop"},
            {.kind = DLN_OBJECT_COLUMN, .parent = "orders", .name = "id", .schema = "shop"},
            {.kind = DLN_OBJECT_TABLE, .name = "parts", .schema = "shop"}};

        for (guint n = 0; n < G_N_ELEMENTS(ids); n++)
            dln_schema_add(schema, &ids[n]);
        assert_true(dln_schema_finish(schema, NULL));
        dln_schema_filter(schema, filter);
        assert_int_equal(schema->objects->len, own_rows[i].n_left);
    }
}

static void needs_of_what_is_gone_go(void **state)
{
    g_autoptr(DlnSchema) schema = dln_schema_new(DLN_ENGINE_POSTGRES, "s");
    const DlnObjectId table = {DLN_OBJECT_TABLE, NULL, "t", NULL, NULL};
    const DlnObjectId view = {DLN_OBJECT_VIEW, NULL, "v", NULL, NULL};
    g_autoptr(DlnFilter) filter = filter_of("", "t");

    dln_schema_add(schema, &table);
    dln_object_need(dln_schema_add(schema, &view), &table);
    assert_true(dln_schema_finish(schema, NULL));
    dln_schema_filter(schema, filter);
    assert_int_equal(dln_schema_find(schema, &view)->needs->len, 0);
}

static void wrong_patterns_are_named(void **state)
{
    static const char *const wrong[][2] = {
        {"tabel:x",
            "diff.exclude: there are no objects of the kind \"tabel\" (did you mean \"table\"?)"},
        {":x", "diff.exclude: there are no objects of the kind \"\""},
        {"table:", "diff.exclude: \"table:\" names nothing"},
        {"", "diff.exclude: \"\" names nothing"}};

    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        const char *const patterns[] = {wrong[i][0], NULL};
        DlnFilter *filter = NULL;
        g_autoptr(GError) error = NULL;

        assert_false(dln_filter_new(NULL, patterns, &filter, &error));
        assert_int_equal(error->code, DUNLIN_ERROR_CONFIG);
        assert_string_equal(error->message, wrong[i][1]);
    }
}

/* A table of the main schema and a schema may be called the same. */
static void owners_are_told_apart(void **state)
{
    g_autoptr(DlnSchema) schema =
        small_schema("t audit; t log; s near owned_by=audit.id; s far owned_by=audit.log.id; t p "
                     "partition_of=audit.log");
    g_autoptr(DlnFilter) filter = filter_of("", "audit");
    g_autofree char *left = NULL;

    dln_schema_filter(schema, filter);
    left = left_of(schema);
    assert_string_equal(left, "far log p");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wanted_stays_with_what_belongs_to_it),
        cmocka_unit_test(owners_are_told_apart),
        cmocka_unit_test(sqlite_has_no_letter_case),
        cmocka_unit_test(a_schema_is_its_name_and_a_dot),
        cmocka_unit_test(needs_of_what_is_gone_go),
        cmocka_unit_test(wrong_patterns_are_named),
    };

    return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
