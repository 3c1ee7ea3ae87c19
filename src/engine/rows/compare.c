/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c: what differs between two sets of rows, told by the column. Rows have no names of their own: generated
 * keys differ, and so does the order. Columns whose values as a whole are the same on both sides tell which row is which;
 * what differs is found in the others. */
#include "engine/rows/internal.h"

typedef struct {
    guint before; /* places of one column in the rows of the two sides */
    guint after;
    const char *name;
    gboolean is_key;
    gboolean differs; /* its values as a whole */
} Pair;

typedef struct {
    const DlnTableRows *before, *after;
    GArray *pairs; /* of Pair */
    GPtrArray *differences;
} Comparison;

/* ---- telling ---- */

void dln_rows_difference_free(DlnRowsDifference *difference)
{
    if (difference == NULL)
        return;
    g_free(difference->table);
    g_free(difference->column);
    g_free(difference->before);
    g_free(difference->after);
    g_free(difference);
}

static DlnRowsDifference *add_difference(
    GPtrArray *differences, const char *table, const char *before, const char *after)
{
    DlnRowsDifference *difference = g_new0(DlnRowsDifference, 1);

    difference->table = g_strdup(table);
    difference->before = g_strdup(before);
    difference->after = g_strdup(after);
    difference->n = 1;
    g_ptr_array_add(differences, difference);
    return difference;
}

#define SHOWN_CHARS 60

/* One line of it. */
static char *shown(const char *value)
{
    if (value == NULL)
        return g_strdup("NULL");
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    gboolean is_long = g_utf8_strlen(valid, -1) > SHOWN_CHARS;
    g_autofree char *start = is_long ? g_utf8_substring(valid, 0, SHOWN_CHARS) : g_strdup(valid);

    for (char *p = start; *p != '\0'; p++)
        *p = g_ascii_iscntrl(*p) ? ' ' : *p;
    return g_strconcat(start, is_long ? "..." : NULL, NULL);
}

char *dln_rows_difference_text(const DlnRowsDifference *difference)
{
    g_autofree char *before = shown(difference->before);
    g_autofree char *after = shown(difference->after);
    g_autofree char *more = difference->n > 1
                                ? g_strdup_printf(" (and %u row%s more)", difference->n - 1,
                                      difference->n == 2 ? "" : "s")
                                : g_strdup("");

    return g_strdup_printf("%s%s%s: %s and %s%s", difference->table,
        difference->column != NULL ? "." : "", difference->column != NULL ? difference->column : "",
        before, after, more);
}

/* ---- one table ---- */

/* An order of rows by some of the columns. */
typedef struct {
    const guint *columns;
    guint n;
} Order;

static int compare_by(gconstpointer a, gconstpointer b, gpointer user_data)
{
    const GPtrArray *first = *(GPtrArray *const *)a;
    const GPtrArray *second = *(GPtrArray *const *)b;
    const Order *order = user_data;
    int result = 0;

    for (guint i = 0; i < order->n && result == 0; i++)
        result = g_strcmp0(first->pdata[order->columns[i]], second->pdata[order->columns[i]]);
    return result;
}

typedef enum {
    SIDE_BEFORE,
    SIDE_AFTER,
} Side;

typedef gboolean (*WantsFunc)(const Pair *pair);

static gboolean wants_same(const Pair *pair)
{
    return !pair->differs;
}

static gboolean wants_key(const Pair *pair)
{
    return pair->is_key;
}

/* The rows of one side by the columns that are wanted, then by all others. (transfer container) */
static GPtrArray *sorted(const Comparison *comparison, Side side, WantsFunc wants)
{
    const DlnTableRows *table = side == SIDE_BEFORE ? comparison->before : comparison->after;
    GPtrArray *rows = g_ptr_array_sized_new(table->rows->len);
    g_autofree guint *columns = g_new0(guint, comparison->pairs->len + 1);
    Order order = {columns, 0};

    for (guint i = 0; i < table->rows->len; i++)
        g_ptr_array_add(rows, table->rows->pdata[i]);
    for (guint pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < comparison->pairs->len; i++) {
            const Pair *pair = &g_array_index(comparison->pairs, Pair, i);
            if (wants(pair) == (pass == 0))
                columns[order.n++] = side == SIDE_BEFORE ? pair->before : pair->after;
        }
    }
    g_ptr_array_sort_with_data(rows, compare_by, &order);
    return rows;
}

static const char *value_at(const GPtrArray *rows, guint row, guint column)
{
    return ((const GPtrArray *)rows->pdata[row])->pdata[column];
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted. (transfer container) */
static GPtrArray *values_of(const GPtrArray *rows, guint column)
{
    GPtrArray *values = g_ptr_array_sized_new(rows->len);

    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_add(values, (gpointer)value_at(rows, i, column));
    g_ptr_array_sort(values, compare_texts);
    return values;
}

static gboolean differs_as_whole(const Comparison *comparison, const Pair *pair)
{
    g_autoptr(GPtrArray) before = values_of(comparison->before->rows, pair->before);
    g_autoptr(GPtrArray) after = values_of(comparison->after->rows, pair->after);

    for (guint i = 0; i < before->len; i++) {
        if (g_strcmp0(before->pdata[i], after->pdata[i]) != 0)
            return TRUE;
    }
    return FALSE;
}

/* How many rows differ in a column; *out_first: the first of them. */
static guint count_differing(
    const GPtrArray *before, const GPtrArray *after, const Pair *pair, guint *out_first)
{
    guint n = 0;

    for (guint row = before->len; row-- > 0;) {
        if (g_strcmp0(value_at(before, row, pair->before), value_at(after, row, pair->after)) == 0)
            continue;
        *out_first = row;
        n++;
    }
    return n;
}

/* Whether each row of one list is that of the other as far as the columns go that are the same as a whole. */
static gboolean is_paired(
    const Comparison *comparison, const GPtrArray *before, const GPtrArray *after)
{
    for (guint i = 0; i < comparison->pairs->len; i++) {
        const Pair *pair = &g_array_index(comparison->pairs, Pair, i);
        guint first;
        if (wants_same(pair) && count_differing(before, after, pair, &first) > 0)
            return FALSE;
    }
    return TRUE;
}

static void tell(Comparison *comparison, const GPtrArray *before, const GPtrArray *after)
{
    for (guint i = 0; i < comparison->pairs->len; i++) {
        const Pair *pair = &g_array_index(comparison->pairs, Pair, i);
        guint first = 0;
        guint n = count_differing(before, after, pair, &first);
        if (n == 0)
            continue;
        DlnRowsDifference *difference =
            add_difference(comparison->differences, comparison->before->name,
                value_at(before, first, pair->before), value_at(after, first, pair->after));
        difference->column = g_strdup(pair->name);
        difference->n = n;
    }
}

static void compare_rows(Comparison *comparison)
{
    for (guint i = 0; i < comparison->pairs->len; i++) {
        Pair *pair = &g_array_index(comparison->pairs, Pair, i);
        pair->differs = differs_as_whole(comparison, pair);
    }
    g_autoptr(GPtrArray) before = sorted(comparison, SIDE_BEFORE, wants_same);
    g_autoptr(GPtrArray) after = sorted(comparison, SIDE_AFTER, wants_same);
    if (is_paired(comparison, before, after)) {
        tell(comparison, before, after);
        return;
    }
    /* The same values, but of other rows: the key, then, says which is which. */
    g_autoptr(GPtrArray) by_key_before = sorted(comparison, SIDE_BEFORE, wants_key);
    g_autoptr(GPtrArray) by_key_after = sorted(comparison, SIDE_AFTER, wants_key);
    tell(comparison, by_key_before, by_key_after);
}

static void compare_table(Comparison *comparison, char *const *ignored)
{
    const DlnTableRows *before = comparison->before, *after = comparison->after;

    if (before->rows->len != after->rows->len) {
        g_autofree char *n_before = g_strdup_printf("%u rows", before->rows->len);
        g_autofree char *n_after = g_strdup_printf("%u rows", after->rows->len);
        add_difference(comparison->differences, before->name, n_before, n_after);
        return;
    }
    for (guint i = 0; i < before->columns->len; i++) {
        const DlnRowColumn *column = before->columns->pdata[i];
        int other = dln_table_rows_column(after, column->name);
        const Pair pair = {i, (guint)MAX(other, 0), column->name, column->is_key, FALSE};
        if (other >= 0 && !dln_rows_is_listed(ignored, before->name, column->name))
            g_array_append_val(comparison->pairs, pair);
    }
    compare_rows(comparison);
}

/* ---- all of them ---- */

static void compare_tables(
    const DlnRows *before, const DlnRows *after, char *const *ignored, GPtrArray *differences)
{
    for (guint i = 0; i < before->tables->len; i++) {
        const DlnTableRows *table = before->tables->pdata[i];
        const DlnTableRows *other = dln_rows_find(after, table->name);
        g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
        Comparison comparison = {table, other, pairs, differences};
        if (other != NULL)
            compare_table(&comparison, ignored);
        else if (table->rows->len > 0)
            add_difference(differences, table->name, "there", "not there");
    }
    for (guint i = 0; i < after->tables->len; i++) {
        const DlnTableRows *table = after->tables->pdata[i];
        if (table->rows->len > 0 && dln_rows_find(before, table->name) == NULL)
            add_difference(differences, table->name, "not there", "there");
    }
}

static char *sequence_text(const DlnSequenceValue *sequence)
{
    if (sequence == NULL)
        return g_strdup("not there");
    return g_strconcat(sequence->value, sequence->is_called ? NULL : " (not called)", NULL);
}

static void compare_sequence(const DlnSequenceValue *before, const DlnSequenceValue *after,
    char *const *ignored, GPtrArray *differences)
{
    const char *name = before != NULL ? before->name : after->name;
    g_autofree char *first = sequence_text(before);
    g_autofree char *second = sequence_text(after);

    if (!g_str_equal(first, second) &&
        (ignored == NULL || !g_strv_contains((const char *const *)ignored, name)))
        add_difference(differences, name, first, second);
}

GPtrArray *dln_rows_compare(const DlnRows *before, const DlnRows *after, char *const *ignored)
{
    GPtrArray *differences =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_rows_difference_free);

    compare_tables(before, after, ignored, differences);
    for (guint i = 0; i < before->sequences->len; i++) {
        const DlnSequenceValue *sequence = before->sequences->pdata[i];
        compare_sequence(
            sequence, dln_rows_find_sequence(after, sequence->name), ignored, differences);
    }
    for (guint i = 0; i < after->sequences->len; i++) {
        const DlnSequenceValue *sequence = after->sequences->pdata[i];
        if (dln_rows_find_sequence(before, sequence->name) == NULL)
            compare_sequence(NULL, sequence, ignored, differences);
    }
    return differences;
}
