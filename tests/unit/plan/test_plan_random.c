/* SPDX-License-Identifier: Apache-2.0 */
/* test_plan_random.c: graphs, plans and ranges against a naive second opinion, on random small projects.
 * DUNLIN_TEST_SEED=N draws other ones. */
#include "revision/graph_builder.h"

#include "base/error.h"
#include "plan/naive_plan.h"
#include "plan/plan_case.h"
#include "plan/plan.h"
#include "plan/range.h"

#define SEED 20240229
#define N_PROJECTS 10000
#define N_LEDGERS 3
#define N_TARGETS 6
#define N_RANGES 4

static gboolean one_in(GRand *rand, gint n)
{
    return g_rand_int_range(rand, 0, n) == 0;
}

/* -- Random projects ----------------------------------------------------------------------------- */

/* Up to limit of the revisions of set that stand before i in the secret order; any of set for a wild project. */
static guint32 pick(GRand *rand, const guint *rank, guint i, guint32 set, gint limit)
{
    guint32 picked = 0;
    gboolean is_wild = rank == NULL;

    for (gint n = g_rand_int_range(rand, 0, limit + 1); n > 0; n--) {
        guint k = (guint)g_rand_int_range(rand, 0, NAIVE_MAX);
        if (naive_has(set, k) && (is_wild || rank[k] < rank[i]))
            picked |= NAIVE_BIT(k);
    }
    return picked;
}

static void shuffle(GRand *rand, guint *items, guint count)
{
    for (guint i = 0; i < count; i++)
        items[i] = i;
    for (guint i = count; i > 1; i--) {
        guint k = (guint)g_rand_int_range(rand, 0, (gint)i);
        guint kept = items[i - 1];
        items[i - 1] = items[k];
        items[k] = kept;
    }
}

/* How a project as a whole looks, so that plain ones are among them as often as wild ones. */
typedef struct {
    gint n_scopes;        /* 1: public only */
    gint explicit_in;     /* one in so many files names its parents; 0: none */
    gint depends_in;      /* one in so many depends on something; 0: none */
    gint twin_in;         /* one in so many has the number of the one before; 0: none */
    gint label_in;        /* one in so many has a label */
    gint checkpoint_in;   /* one in so many of one scope is a checkpoint; 0: none */
    gboolean is_wild;     /* cycles may occur */
    gboolean is_in_order; /* parents have lower numbers */
} Character;

static Character random_character(GRand *rand)
{
    static const gint rates[] = {0, 1, 2, 4};
    return (Character){
        .n_scopes = one_in(rand, 2) ? 1 : 3,
        .explicit_in = rates[g_rand_int_range(rand, 0, 4)],
        .depends_in = rates[g_rand_int_range(rand, 0, 4)],
        .twin_in = one_in(rand, 4) ? 3 : 0,
        .label_in = g_rand_int_range(rand, 2, 6),
        .checkpoint_in = rates[g_rand_int_range(rand, 0, 4)],
        .is_wild = one_in(rand, 12),
        .is_in_order = !one_in(rand, 3),
    };
}

static void random_project(GRand *rand, NaiveModel *model)
{
    Character character = random_character(rand);
    guint32 followed = 0;
    guint rank[NAIVE_MAX];

    memset(model, 0, sizeof *model);
    model->size = (guint)g_rand_int_range(rand, 0, NAIVE_MAX - 1);
    shuffle(rand, rank, NAIVE_MAX);
    for (guint i = 0; i < model->size; i++) {
        gboolean is_twin = i > 0 && character.twin_in > 0 && one_in(rand, character.twin_in);
        model->numbers[i] = i == 0 ? 1 : model->numbers[i - 1] + (is_twin ? 0 : 1);
        g_snprintf(model->ids[i], sizeof model->ids[i], "%u%c", model->numbers[i], 'a' + (int)i);
        model->scopes[i] = (guint)g_rand_int_range(rand, 1, character.n_scopes + 1);
        model->is_by_name[i] = one_in(rand, 2);
        model->has_label[i] = one_in(rand, character.label_in);
        model->is_checkpoint[i] = model->scopes[i] != 3 && character.checkpoint_in > 0 &&
                                  one_in(rand, character.checkpoint_in);
        if (character.is_in_order)
            rank[i] = i;
    }
    for (guint i = 0; i < model->size; i++) {
        guint32 kin = 0;
        for (guint k = 0; k < model->size; k++)
            kin |= (model->scopes[k] & model->scopes[i]) != 0 ? NAIVE_BIT(k) : 0;
        const guint *limits = character.is_wild ? NULL : rank;
        model->is_explicit[i] = character.explicit_in > 0 && one_in(rand, character.explicit_in);
        if (model->is_explicit[i])
            model->named[i] = pick(rand, limits, i, kin, 8);
        /* Most merges join what nothing follows yet: one with an ancestor is refused. */
        if ((model->named[i] & ~followed) != 0 && !one_in(rand, 8))
            model->named[i] &= ~followed;
        followed |= model->is_explicit[i] ? model->named[i] : NAIVE_BIT(i) >> 1;
        if (character.depends_in > 0 && one_in(rand, character.depends_in))
            model->depends[i] = pick(rand, limits, i, NAIVE_BIT(model->size) - 1, 4);
    }
}

static void append_names(GString *text, const NaiveModel *model, char mark, guint32 set)
{
    char separator = mark;

    for (guint i = 0; i < model->size; i++) {
        if (!naive_has(set, i))
            continue;
        g_string_append_printf(text, "%c%s", separator, model->ids[i]);
        separator = ',';
    }
}

/* In random order: the builder must not rely on any. */
static char *project_text(GRand *rand, const NaiveModel *model)
{
    GString *text = g_string_new(NULL);
    guint order[NAIVE_MAX];

    shuffle(rand, order, model->size);
    for (guint n = 0; n < model->size; n++) {
        guint i = order[n];
        g_string_append_printf(text, " %c/%s%s%s", " ptb"[model->scopes[i]], model -> ids[i],
            model -> is_by_name[i] ? "~" : "", model -> is_checkpoint[i] ? "+" : "");
        if (model->is_explicit[i] && model->named[i] == 0)
            g_string_append_c(text, ':');
        append_names(text, model, ':', model->named[i]);
        append_names(text, model, '>', model->depends[i]);
        if (model->has_label[i])
            g_string_append_printf(text, "#L%s", model->ids[i]);
    }
    return g_string_free(text, FALSE);
}

/* -- Random ledgers and targets ------------------------------------------------------------------ */

/* A set of the lineage: mostly as an upgrade would leave it, now and then with gaps. */
static guint32 random_applied(GRand *rand, const NaiveModel *model, guint lineage)
{
    gboolean has_gaps = one_in(rand, 4);
    gint rate = g_rand_int_range(rand, 0, 11);
    guint32 done = 0;

    for (guint place = 0; place < model->size; place++) {
        guint i = model->order[place];
        gboolean is_ready = (naive_needs(model, lineage, i) & ~done) == 0;
        if (naive_has(model->lineage[lineage], i) && (has_gaps || is_ready) &&
            g_rand_int_range(rand, 0, 10) < rate)
            done |= NAIVE_BIT(i);
    }
    return done;
}

static guint32 random_running(GRand *rand, const NaiveModel *model, guint lineage, guint32 done)
{
    if (model->size == 0 || !one_in(rand, 3))
        return 0;
    guint i = (guint)g_rand_int_range(rand, 0, (gint)model->size);
    return NAIVE_BIT(i) & model->lineage[lineage] & ~done;
}

static NaiveLedger random_ledger(GRand *rand, const NaiveModel *model)
{
    guint lineage = one_in(rand, 2) ? 0 : 1;
    NaiveLedger ledger = {.lineage = lineage, .knows_other = !one_in(rand, 3)};

    ledger.done = random_applied(rand, model, lineage);
    ledger.running = random_running(rand, model, lineage, ledger.done);
    ledger.other_done = random_applied(rand, model, 1 - lineage);
    ledger.other_running = random_running(rand, model, 1 - lineage, ledger.other_done);
    return ledger;
}

static DlnApplied *make_applied(const NaiveModel *model, guint32 done, guint32 running)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < model->size; i++) {
        if (naive_has(done | running, i))
            g_string_append_printf(text, " %s%s", model->ids[i], naive_has(running, i) ? "?" : "");
    }
    return builder_applied(text->str);
}

static gint random_steps(GRand *rand)
{
    gint steps = g_rand_int_range(rand, 1, 5);
    return one_in(rand, 2) ? steps : -steps;
}

/* words: of naive.h; one that says "c" counts in the target's direction, mostly. */
static NaiveTarget random_target(GRand *rand, const NaiveModel *model, const char *words)
{
    NaiveTarget target = {
        .is_down = one_in(rand, 2),
        .branch = -1,
        .policy = "rsa"[g_rand_int_range(rand, 0, 3)],
        .from_base = one_in(rand, 4)};

    target.word = words[g_rand_int_range(rand, 0, (gint)strlen(words))];
    if (model->size == 0 && target.word == 'i')
        target.word = 'b';
    if (target.word == 'i')
        target.number = (guint)g_rand_int_range(rand, 0, (gint)model->size);
    if (model->size > 0 && one_in(rand, 3))
        target.branch = g_rand_int_range(rand, 0, (gint)model->size);
    if (target.word != 'c' && one_in(rand, 4))
        target.steps = random_steps(rand);
    if (target.word == 'c') {
        target.steps = g_rand_int_range(rand, 1, 5);
        if (target.is_down != one_in(rand, 20))
            target.steps = -target.steps;
    }
    return target;
}

/* A branch is named by its label where it has one, else by its id. */
static char *target_text(const NaiveModel *model, const NaiveTarget *target)
{
    GString *text = g_string_new(NULL);

    if (target->branch >= 0)
        g_string_append_printf(
            text, "%s%s@", model->has_label[target->branch] ? "L" : "", model->ids[target->branch]);
    if (target->word == 'H' || target->word == 'h')
        g_string_append(text, target->word == 'H' ? "heads" : "head");
    if (target->word == 'b')
        g_string_append(text, "base");
    if (target->word == 'i')
        g_string_append(text, model->ids[target->number]);
    if (target->steps != 0)
        g_string_append_printf(text, "%+d", target->steps);
    return g_string_free(text, FALSE);
}

/* -- Comparing ----------------------------------------------------------------------------------- */

static guint32 as_set(const NaiveModel *model, const GPtrArray *revisions)
{
    guint32 set = 0;

    for (guint i = 0; i < model->size; i++) {
        for (guint k = 0; k < revisions->len; k++) {
            if (g_str_equal(((DlnRevision *)g_ptr_array_index(revisions, k))->id, model->ids[i]))
                set |= NAIVE_BIT(i);
        }
    }
    assert_int_equal(naive_count(set), revisions->len);
    return set;
}

static DlnScope scope_of(guint lineage)
{
    return lineage == 0 ? DLN_SCOPE_PUBLIC : DLN_SCOPE_TENANT;
}

static void compare_graph(const NaiveModel *model, const DlnGraph *graph, const char *text)
{
    assert_int_equal(dln_graph_size(graph), model->size);
    for (guint place = 0; place < model->size; place++)
        builder_assert_text(text, dln_graph_get(graph, place)->id, model->ids[model->order[place]]);
    for (guint l = 0; l < 2; l++) {
        if (as_set(model, dln_graph_heads(graph, scope_of(l))) != naive_heads(model, l))
            fail_msg("heads of lineage %u: %s", l, text);
        if (dln_graph_is_linear(graph, scope_of(l)) != naive_is_linear(model, l))
            fail_msg("linearity of lineage %u: %s", l, text);
        for (guint i = 0; i < model->size; i++) {
            const DlnRevision *revision = dln_graph_find(graph, DLN_SCOPE_BOTH, model->ids[i]);
            if (as_set(model, dln_graph_parents(graph, scope_of(l), revision)) !=
                model->parents[l][i])
                fail_msg("parents of %s in lineage %u: %s", model->ids[i], l, text);
        }
    }
}

/* "+1a +2b ~3c", or the code of an error; kinds as in plan_case.h. */
static char *naive_text(const NaiveModel *model, const NaiveTarget *target, const NaivePlan *plan)
{
    GString *text = g_string_new(NULL);

    if (plan->code >= 0)
        g_string_append_printf(text, "error %d", plan->code);
    if (plan->code < 0 && plan->start > 0)
        g_string_append_printf(text, " +%ss", model->ids[plan->start - 1]);
    for (guint i = 0; plan->code < 0 && i < plan->count; i++)
        g_string_append_printf(text, " %c%s%s", target->is_down ? '-' : '+',
            model->ids[plan->steps[i]], naive_has(plan->recorded, plan->steps[i]) ? "r" : "");
    for (guint place = 0; plan->code < 0 && place < model->size; place++) {
        if (naive_has(plan->skipped, model->order[place]))
            g_string_append_printf(text, " ~%s", model->ids[model->order[place]]);
    }
    return g_string_free(text, FALSE);
}

static char *plan_text(const DlnPlan *plan, const GError *error)
{
    GString *text = g_string_new(NULL);

    if (plan == NULL)
        g_string_append_printf(text, "error %d", error->code);
    for (guint i = 0; plan != NULL && i < plan->steps->len; i++) {
        const DlnStep *step = &g_array_index(plan->steps, DlnStep, i);
        g_string_append_printf(text, " %c%s%s", step->direction == DLN_DIRECTION_DOWN ? '-' : '+',
            step->revision->id, plan_case_kinds[step->kind]);
    }
    for (guint i = 0; plan != NULL && i < plan->skipped->len; i++)
        g_string_append_printf(text, " ~%s", ((const DlnRevision *)plan->skipped->pdata[i])->id);
    return g_string_free(text, FALSE);
}

/* A project that was built, and what it was built of. */
typedef struct {
    const NaiveModel *model;
    const DlnGraph *graph;
    const char *text;
} Project;

static char *describe(const Project *project, const char *what, const DlnApplied *applied)
{
    GString *text = g_string_new(project->text);

    g_string_append_printf(text, ": %s, applied", what);
    for (guint i = 0; i < dln_applied_size(applied); i++)
        g_string_append_printf(text, " %s", dln_applied_get(applied, i)->version);
    return g_string_free(text, FALSE);
}

static void compare_plan(
    const Project *project, const NaiveLedger *ledger, const NaiveTarget *target)
{
    const NaiveModel *model = project->model;
    g_autoptr(DlnApplied) applied = make_applied(model, ledger->done, ledger->running);
    g_autoptr(DlnApplied) other =
        ledger->knows_other ? make_applied(model, ledger->other_done, ledger->other_running) : NULL;
    g_autofree char *word = target_text(model, target);
    const DlnPlanOptions options = {
        .scope = scope_of(ledger->lineage),
        .direction = target->is_down ? DLN_DIRECTION_DOWN : DLN_DIRECTION_UP,
        .target = word,
        .other_applied = other,
        .exec_order = target->policy == 'r'   ? DLN_EXEC_LINEAR
                      : target->policy == 's' ? DLN_EXEC_LINEAR_SKIP
                                              : DLN_EXEC_NON_LINEAR,
        .begin = target->from_base ? DLN_BEGIN_AT_BASE : DLN_BEGIN_AT_CHECKPOINT,
    };
    g_autoptr(DlnPlan) plan = NULL;
    g_autoptr(GError) error = NULL;

    dln_plan_make(project->graph, applied, &options, &plan, &error);
    NaivePlan expected = naive_plan(model, ledger, target);
    g_autofree char *expected_text = naive_text(model, target, &expected);
    g_autofree char *text = plan_text(plan, error);
    if (!g_str_equal(text, expected_text)) {
        g_autofree char *where = describe(project, word, applied);
        fail_msg("%s, policy %c, lineage %u: got \"%s\", expected \"%s\"", where, target->policy,
            ledger->lineage, text, expected_text);
    }
}

/* The set at a target, and the revisions from there to another one. */
static void compare_range(
    const Project *project, guint lineage, const NaiveTarget *from, const NaiveTarget *to)
{
    const NaiveModel *model = project->model;
    g_autofree char *from_text = target_text(model, from);
    g_autofree char *to_text = target_text(model, to);
    const DlnRange range = {from_text, to_text};
    g_autoptr(GPtrArray) revisions = NULL;
    g_autoptr(DlnApplied) applied = NULL;
    g_autoptr(GError) error = NULL;
    int code = -1;
    int code_at = -1;
    guint32 expected = naive_range(model, lineage, from, to, &code);

    dln_plan_range(project->graph, scope_of(lineage), &range, &revisions, &error);
    if ((error != NULL ? error->code : -1) != code)
        fail_msg("%s: %s:%s: %s, expected code %d", project->text, from_text, to_text,
            error != NULL ? error->message : "was found", code);
    if (error == NULL && as_set(model, revisions) != expected)
        fail_msg("%s: %s:%s: other revisions", project->text, from_text, to_text);

    if (naive_is_elsewhere(model, lineage, to))
        return;
    guint32 at =
        naive_with_needs(model, lineage, naive_places(model, lineage, to, FALSE, &code_at));
    if (dln_plan_applied_at(project->graph, scope_of(lineage), to_text, &applied, NULL) !=
        (code_at < 0))
        fail_msg("%s: at %s: expected code %d", project->text, to_text, code_at);
    g_autoptr(DlnApplied) expected_applied = make_applied(model, at, 0);
    if (code_at < 0 &&
        !g_str_equal(dln_applied_digest(applied), dln_applied_digest(expected_applied)))
        fail_msg("%s: at %s: another set", project->text, to_text);
}

/* How often each kind of result came up: a test that sees only refusals would prove little. */
typedef struct {
    guint built, refused, merges, planned, plan_errors[DUNLIN_ERROR_INTERNAL + 1], steps, skipped;
    guint branch_steps; /* by targets with an "@" */
    guint started, recorded; /* at checkpoints; checkpoints that only change the ledger */
} Tally;

static void count_plan(Tally *tally, const NaiveTarget *target, const NaivePlan *plan)
{
    if (plan->code >= 0) {
        tally->plan_errors[plan->code]++;
        return;
    }
    tally->planned++;
    tally->steps += plan->count;
    tally->skipped += naive_count(plan->skipped);
    tally->started += plan->start > 0 ? 1 : 0;
    tally->recorded += naive_count(plan->recorded);
    tally->branch_steps += target->branch >= 0 ? plan->count : 0;
}

static void compare_ledger(GRand *rand, const Project *project, Tally *tally)
{
    const NaiveModel *model = project->model;
    NaiveLedger ledger = random_ledger(rand, model);
    g_autoptr(DlnApplied) applied = make_applied(model, ledger.done, ledger.running);
    g_autoptr(GPtrArray) heads =
        dln_graph_applied_heads(project->graph, scope_of(ledger.lineage), applied);

    if (as_set(model, heads) != naive_tops(model, ledger.lineage, ledger.done))
        fail_msg("applied heads: %s", project->text);
    for (guint n = 0; n < N_TARGETS; n++) {
        NaiveTarget target = random_target(rand, model, "Hhbiiccc");
        NaivePlan plan = naive_plan(model, &ledger, &target);
        count_plan(tally, &target, &plan);
        compare_plan(project, &ledger, &target);
    }
}

static void compare_project(GRand *rand, Tally *tally)
{
    NaiveModel model;
    random_project(rand, &model);
    g_autofree char *text = project_text(rand, &model);
    g_autoptr(GError) error = NULL;
    gboolean is_good = naive_derive(&model);
    g_autoptr(DlnGraph) graph = builder_graph(text, &error);

    if ((graph != NULL) != is_good)
        fail_msg("%s: %s", text, graph != NULL ? "was built" : error->message);
    if (graph == NULL) {
        assert_true(dln_error_is(error, DUNLIN_ERROR_GRAPH));
        tally->refused++;
        return;
    }
    tally->built++;
    compare_graph(&model, graph, text);
    for (guint i = 0; i < model.size; i++)
        tally->merges +=
            naive_count(model.parents[0][i]) > 1 || naive_count(model.parents[1][i]) > 1;

    const Project project = {&model, graph, text};
    for (guint n = 0; n < N_LEDGERS; n++)
        compare_ledger(rand, &project, tally);
    for (guint n = 0; n < N_RANGES; n++) {
        NaiveTarget from = random_target(rand, &model, "Hhbiii");
        NaiveTarget to = random_target(rand, &model, "Hhbiii");
        compare_range(&project, one_in(rand, 2) ? 0 : 1, &from, &to);
    }
}

static guint32 seed_of_this_run(void)
{
    const char *text = g_getenv("DUNLIN_TEST_SEED");
    return text != NULL ? (guint32)g_ascii_strtoull(text, NULL, 10) : SEED;
}

static void test_agrees_with_the_naive_walker(void **state)
{
    guint32 seed = seed_of_this_run();
    GRand *rand = g_rand_new_with_seed(seed);
    Tally tally = {0};

    print_message("seed %u, %d projects\n", seed, N_PROJECTS);
    for (guint i = 0; i < N_PROJECTS; i++)
        compare_project(rand, &tally);
    g_rand_free(rand);

    print_message("%u built with %u merges, %u refused; %u plans with %u steps, %u by branch, %u "
                  "skipped, %u begun at a checkpoint, %u recorded; refused: GRAPH %u, CONFIG %u, REFUSED %u\n",
        tally.built, tally.merges, tally.refused, tally.planned, tally.steps, tally.branch_steps,
        tally.skipped, tally.started, tally.recorded, tally.plan_errors[DUNLIN_ERROR_GRAPH],
        tally.plan_errors[DUNLIN_ERROR_CONFIG], tally.plan_errors[DUNLIN_ERROR_REFUSED]);
    assert_true(tally.built > N_PROJECTS / 2 && tally.refused > N_PROJECTS / 20);
    assert_true(tally.merges > N_PROJECTS / 20 && tally.steps > N_PROJECTS);
    assert_true(tally.branch_steps > N_PROJECTS && tally.skipped > N_PROJECTS / 10);
    assert_true(tally.started > N_PROJECTS / 20 && tally.recorded > N_PROJECTS / 10);
    assert_true(tally.plan_errors[DUNLIN_ERROR_GRAPH] > N_PROJECTS / 20);
    assert_true(tally.plan_errors[DUNLIN_ERROR_CONFIG] > N_PROJECTS / 20);
    assert_true(tally.plan_errors[DUNLIN_ERROR_REFUSED] > N_PROJECTS / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_the_naive_walker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
