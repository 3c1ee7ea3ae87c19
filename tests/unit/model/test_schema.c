/* SPDX-License-Identifier: Apache-2.0 */
/* test_schema.c: building a schema and finding in it. */
#include "model/small_schema.h"

#include "base/error.h"

static void objects_are_sorted(void **state)
{
    g_autoptr(DlnSchema) schema = small_schema("v b; c t.b; f g(int); t t; c t.a; f g(); e z; f f()");
    g_autoptr(GString) order = g_string_new(NULL);

    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        g_autofree char *text = dln_object_id_text(&object->id);
        g_string_append_printf(order, "%s ", text);
    }
    assert_string_equal(order->str, "z f() g() g(int) t t.a t.b b ");
}

static void objects_are_found(void **state)
{
    g_autoptr(DlnSchema) schema = small_schema("t t default=1; c t.a type=int; c u.a type=text; f g() x=y");
    const DlnObjectId column = {DLN_OBJECT_COLUMN, "u", "a", NULL, NULL};
    const DlnObjectId missing = {DLN_OBJECT_COLUMN, "v", "a", NULL, NULL};
    const DlnObjectId function = {DLN_OBJECT_FUNCTION, NULL, "g", "", NULL};
    const DlnObjectId other = {DLN_OBJECT_FUNCTION, NULL, "g", NULL, NULL};

    assert_string_equal(dln_object_get(dln_schema_find(schema, &column), "type"), "text");
    assert_null(dln_object_get(dln_schema_find(schema, &column), "default"));
    assert_null(dln_schema_find(schema, &missing));
    assert_non_null(dln_schema_find(schema, &function));
    assert_null(dln_schema_find(schema, &other));
}

static void children_come_in_order(void **state)
{
    DlnSchema *schema = dln_schema_new(DLN_ENGINE_SQLITE, "main");
    const DlnObjectId table = {DLN_OBJECT_TABLE, NULL, "t", NULL, NULL};
    const DlnObjectId last = {DLN_OBJECT_COLUMN, "t", "a", NULL, NULL};
    const DlnObjectId first = {DLN_OBJECT_COLUMN, "t", "z", NULL, NULL};
    const DlnObjectId foreign = {DLN_OBJECT_COLUMN, "u", "a", NULL, NULL};

    dln_schema_add(schema, &table);
    dln_schema_add(schema, &last)->position = 2;
    dln_schema_add(schema, &first)->position = 1;
    dln_schema_add(schema, &foreign)->position = 1;
    assert_true(dln_schema_finish(schema, NULL));
    g_autoptr(GPtrArray) columns = dln_schema_children(schema, DLN_OBJECT_COLUMN, &table);
    g_autoptr(GPtrArray) tables = dln_schema_children(schema, DLN_OBJECT_TABLE, NULL);
    g_autoptr(GPtrArray) none = dln_schema_children(schema, DLN_OBJECT_INDEX, &table);

    assert_int_equal(columns->len, 2);
    assert_string_equal(((const DlnObject *)columns->pdata[0])->id.name, "z");
    assert_int_equal(tables->len, 1);
    assert_int_equal(none->len, 0);
    dln_schema_free(schema);
}

static void schemas_are_told_apart(void **state)
{
    g_autoptr(DlnSchema) schema = dln_schema_new(DLN_ENGINE_POSTGRES, "public");
    const DlnObjectId own = {.kind = DLN_OBJECT_TABLE, .name = "t"};
    const DlnObjectId other = {.kind = DLN_OBJECT_TABLE, .name = "t", .schema = "A.b"};
    const DlnObjectId column = {
        .kind = DLN_OBJECT_COLUMN, .parent = "t", .name = "c", .schema = "A.b"};
    static const struct {
        const char *text;
        const char *found; /* NULL: nothing */
    } rows[] = {{"t", "t"}, {"public.t", "t"}, {"\"A.b\".t", "A.b.t"}, {"\"A.b\" . t", NULL},
        {"a.b.t", NULL}, {"\"A.b\".", NULL}, {".t", NULL}, {"", NULL}, {"t[]", NULL},
        {"\"A.b\".T", "A.b.t"}, {"\"A.b\".\"T\"", NULL}};

    dln_schema_add(schema, &column);
    dln_schema_add(schema, &other);
    dln_schema_add(schema, &own);
    assert_true(dln_schema_finish(schema, NULL));
    assert_ptr_equal(dln_schema_parent(schema, &column), dln_schema_find(schema, &other));
    assert_null(dln_schema_parent(schema, &own));
    g_autoptr(GPtrArray) none = dln_schema_children(schema, DLN_OBJECT_COLUMN, &own);
    g_autoptr(GPtrArray) columns = dln_schema_children(schema, DLN_OBJECT_COLUMN, &other);
    g_autoptr(GPtrArray) tables = dln_schema_children(schema, DLN_OBJECT_TABLE, NULL);
    assert_int_equal(none->len, 0);
    assert_int_equal(columns->len, 1);
    assert_int_equal(tables->len, 2);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DlnObject *found = dln_schema_find_text(schema, DLN_OBJECT_TABLE, rows[i].text);
        g_autofree char *text = found != NULL ? dln_object_id_text(&found->id) : NULL;

        assert_int_equal(g_strcmp0(text, rows[i].found), 0);
    }
}

static void needs_are_settled(void **state)
{
    g_autoptr(DlnSchema) schema = dln_schema_new(DLN_ENGINE_POSTGRES, "s");
    const DlnObjectId view = {DLN_OBJECT_VIEW, NULL, "v", NULL, NULL};
    const DlnObjectId table = {DLN_OBJECT_TABLE, NULL, "t", NULL, NULL};
    const DlnObjectId elsewhere = {DLN_OBJECT_TABLE, NULL, "u", NULL, NULL};
    DlnObject *object = dln_schema_add(schema, &view);

    dln_schema_add(schema, &table);
    dln_object_need(object, &table);
    dln_object_need(object, &view);
    dln_object_need(object, &elsewhere);
    dln_object_need(object, &table);
    assert_true(dln_schema_finish(schema, NULL));
    assert_int_equal(object->needs->len, 1);
    assert_string_equal(g_array_index(object->needs, DlnObjectId, 0).name, "t");
}

static void one_id_twice_is_refused(void **state)
{
    g_autoptr(DlnSchema) schema = dln_schema_new(DLN_ENGINE_POSTGRES, "s");
    const DlnObjectId id = {DLN_OBJECT_COLUMN, "t", "a", NULL, NULL};
    g_autoptr(GError) error = NULL;

    dln_schema_add(schema, &id);
    dln_schema_add(schema, &id);
    assert_false(dln_schema_finish(schema, &error));
    assert_true(dln_error_is(error, DUNLIN_ERROR_INTERNAL));
    assert_string_equal(error->message, "the column \"t.a\" was read twice from one schema");
}

static void lists_are_literals(void **state)
{
    static const struct {
        const char *text;
        const char *items; /* joined by "|" */
    } rows[] = {{NULL, ""}, {"", ""}, {"'a'", "a"}, {"'a', 'b'", "a|b"}, {"'it''s', ''", "it's|"},
        {"'a,b', '('", "a,b|("}, {"E'a\\\\b', 'c\\d'", "a\\b|c\\d"}, {"'open", "open"}, {"''''", "'"}};

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) list = dln_property_list(rows[i].text);
        g_autofree char *joined = g_strjoinv("|", list);
        assert_string_equal(joined, rows[i].items);
    }
}

static void every_kind_has_a_name(void **state)
{
    for (guint i = 0; i < DLN_N_OBJECT_KINDS; i++)
        assert_non_null(dln_object_kind_name((DlnObjectKind)i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_sorted),
        cmocka_unit_test(objects_are_found),
        cmocka_unit_test(children_come_in_order),
        cmocka_unit_test(schemas_are_told_apart),
        cmocka_unit_test(needs_are_settled),
        cmocka_unit_test(one_id_twice_is_refused),
        cmocka_unit_test(lists_are_literals),
        cmocka_unit_test(every_kind_has_a_name),
    };

    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
