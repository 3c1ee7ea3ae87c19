/* SPDX-License-Identifier: Apache-2.0 */
/* test_rename.c: what may be a rename, who decides, and the statements: a table of pairs of schemas. */
#include "diff/rename/set.h"
#include "model/small_schema.h"

/* ---- what is decided ---- */

#define USERS "t users; c users.id type=int8; c users.phone type=text"
#define ID "t a; c a.id type=int8; "

/* wishes: --rename, "|" between; one that begins with a digit is a hint: line, kind, owner (or -), name, old name. */
typedef struct {
    const char *from;
    const char *to;
    const char *wishes;
    DlnRenamePolicy policy;
    const char *lines; /* the statements, or what the error begins with, "|" between */
} Row;

static const Row rows[] = {
    /* Nothing to decide. */
    {USERS, USERS, "", DLN_RENAMES_REFUSE, ""},
    {USERS, "t users; c users.id type=int8", "", DLN_RENAMES_REFUSE, ""},
    {USERS, USERS "; c users.mail type=text", "", DLN_RENAMES_REFUSE, ""},
    {"t a; c a.x type=bool", "t b; c b.y type=json", "", DLN_RENAMES_REFUSE, ""},
    {USERS, "t users; c users.id type=int8; c users.born type=date", "", DLN_RENAMES_REFUSE, ""},
    {USERS, "t users; c users.id type=int8; c users.telephone type=text", "", DLN_RENAMES_NEVER,
        ""},
    {ID "c a.x type=int4 generated=1", ID "c a.y type=int4 generated=1", "", DLN_RENAMES_REFUSE,
        ""},
    {ID "c a.x type=int4 inherited=true", ID "c a.y type=int4", "", DLN_RENAMES_REFUSE, ""},
    {"t p1 partition_of=p bound=1; c p1.id type=int8",
        "t p2 partition_of=p bound=2; c p2.id type=int8", "", DLN_RENAMES_REFUSE, ""},
    {"t a server=s; c a.id type=int8", "t b server=s; c b.id type=int8", "", DLN_RENAMES_REFUSE,
        ""},
    {"s a type=int8 owned_by=t.id", "s b type=int8 owned_by=u.id", "", DLN_RENAMES_REFUSE, ""},
    /* One of two readings. */
    {USERS, "t users; c users.id type=int8; c users.telephone type=text", "", DLN_RENAMES_REFUSE,
        "somebody has to decide what was renamed; nothing was written|  column users.phone is "
        "gone"},
    {USERS, "t users; c users.id type=int8; c users.telephone type=text", "", DLN_RENAMES_ASK,
        "ALTER TABLE users RENAME COLUMN phone TO telephone"},
    {USERS, "t accounts; c accounts.id type=int8; c accounts.phone type=text", "", DLN_RENAMES_ASK,
        "ALTER TABLE users RENAME TO accounts"},
    {USERS, "t accounts; c accounts.id type=int8; c accounts.telephone type=text", "",
        DLN_RENAMES_ASK,
        "ALTER TABLE users RENAME TO accounts|ALTER TABLE accounts RENAME COLUMN phone TO "
        "telephone"},
    {"e mood labels='sad','ok'", "e mood labels='unhappy','ok'", "", DLN_RENAMES_ASK,
        "ALTER TYPE mood RENAME VALUE 'sad' TO 'unhappy'"},
    {"s a type=int8", "s b type=int8", "", DLN_RENAMES_ASK, "ALTER SEQUENCE a RENAME TO b"},
    /* Of several the likeliest is the first; what is taken is not asked about again. */
    {ID "c a.first type=text; c a.last type=text",
        ID "c a.family_name type=text; c a.first_name type=text", "", DLN_RENAMES_ASK,
        "ALTER TABLE a RENAME COLUMN first TO first_name|ALTER TABLE a RENAME COLUMN last TO "
        "family_name"},
    /* Said by --rename. */
    {USERS, "t users; c users.id type=int8; c users.telephone type=text", "users.phone=telephone",
        DLN_RENAMES_REFUSE, "ALTER TABLE users RENAME COLUMN phone TO telephone"},
    {USERS, "t users; c users.id type=int8; c users.telephone type=json",
        "USERS.Phone=users.telephone", DLN_RENAMES_NEVER,
        "ALTER TABLE users RENAME COLUMN phone TO telephone"},
    {USERS, "t accounts; c accounts.id type=int8; c accounts.telephone type=text",
        "users.phone=accounts.telephone|users=accounts", DLN_RENAMES_NEVER,
        "ALTER TABLE users RENAME TO accounts|ALTER TABLE accounts RENAME COLUMN phone TO "
        "telephone"},
    {"t a.b; c a.b.x type=int", "t a.b; c a.b.x type=int", "", DLN_RENAMES_REFUSE, ""},
    {"e mood labels='sad'", "e mood labels='unhappy'", "mood.sad=unhappy", DLN_RENAMES_REFUSE,
        "ALTER TYPE mood RENAME VALUE 'sad' TO 'unhappy'"},
    {"e mood labels='a.b=\"'", "e mood labels='it''s'", "mood.\"a.b=\"\"\"=\"it's\"",
        DLN_RENAMES_REFUSE, "ALTER TYPE mood RENAME VALUE 'a.b=\"' TO 'it''s'"},
    {"t Users", "t Accounts", "Users=Accounts", DLN_RENAMES_REFUSE,
        "ALTER TABLE \"Users\" RENAME TO \"Accounts\""},
    {USERS "; i users.by_phone columns=(phone)", USERS "; i users.by_number columns=(id)",
        "by_phone=by_number", DLN_RENAMES_REFUSE, "ALTER INDEX by_phone RENAME TO by_number"},
    /* Names that go round. */
    {ID "c a.x type=int8; c a.y type=text", ID "c a.x type=text; c a.y type=int8", "a.x=y|a.y=x",
        DLN_RENAMES_REFUSE,
        "ALTER TABLE a RENAME COLUMN x TO dunlin_between_1|ALTER TABLE a RENAME COLUMN y TO x"
        "|ALTER TABLE a RENAME COLUMN dunlin_between_1 TO y"},
    {"t a; t b", "t b; t c", "a=b|b=c", DLN_RENAMES_REFUSE,
        "ALTER TABLE b RENAME TO c|ALTER TABLE a RENAME TO b"},
    {"e m labels='a','b'", "e m labels='b','a'", "m.a=b|m.b=a", DLN_RENAMES_REFUSE,
        "ALTER TYPE m RENAME VALUE 'a' TO 'dunlin_between_1'|ALTER TYPE m RENAME VALUE 'b' TO 'a'"
        "|ALTER TYPE m RENAME VALUE 'dunlin_between_1' TO 'b'"},
    {"t a; t dunlin_between_1; t b", "t a; t b; t dunlin_between_1", "a=b|b=a", DLN_RENAMES_REFUSE,
        "ALTER TABLE a RENAME TO dunlin_between_2|ALTER TABLE b RENAME TO a"
        "|ALTER TABLE dunlin_between_2 RENAME TO b"},
    /* Wishes that cannot be. */
    {USERS, USERS, "users.fax=telephone", DLN_RENAMES_REFUSE,
        "--rename users.fax=telephone: there is no \"fax\" in \"users\" to be renamed"},
    {USERS, USERS, "people=accounts", DLN_RENAMES_REFUSE,
        "--rename people=accounts: there is no \"people\" to be renamed"},
    {USERS, USERS, "people.a=b", DLN_RENAMES_REFUSE, "--rename people.a=b: there is no \"people\""},
    {USERS, USERS, "users.phone=telephone", DLN_RENAMES_REFUSE,
        "--rename users.phone=telephone: no column \"telephone\" is wanted in \"users\""},
    {USERS, "t accounts; c accounts.phone type=text", "users.phone=accounts.phone",
        DLN_RENAMES_NEVER,
        "--rename users.phone=accounts.phone: \"users\" stays \"users\": nothing can be moved to "
        "another one"},
    {"t a; t b", "t b", "a=b", DLN_RENAMES_REFUSE,
        "--rename a=b: there is a table \"b\" beside \"a\" already"},
    {"t a", "t b; t c", "a=b|a=c", DLN_RENAMES_REFUSE, "--rename a=c: contradicts \"a=b\""},
    {"t a; t b", "t c", "a=c|b=c", DLN_RENAMES_REFUSE, "--rename b=c: contradicts \"a=c\""},
    /* It makes room: see wait.c. */
    {"t a; v b", "t b", "a=b", DLN_RENAMES_REFUSE, "ALTER TABLE a RENAME TO b"},
    /* Hints: line, kind, owner, name, old name. */
    {USERS, "t users; c users.id type=int8; c users.telephone type=text",
        "3 c users telephone phone", DLN_RENAMES_REFUSE,
        "ALTER TABLE users RENAME COLUMN phone TO telephone"},
    {USERS, "t accounts; c accounts.id type=int8; c accounts.telephone type=text",
        "3 c accounts telephone phone|1 t - accounts users", DLN_RENAMES_REFUSE,
        "ALTER TABLE users RENAME TO accounts|ALTER TABLE accounts RENAME COLUMN phone TO "
        "telephone"},
    {"e m labels='a'", "e m labels='b'", "1 e m b a", DLN_RENAMES_REFUSE,
        "ALTER TYPE m RENAME VALUE 'a' TO 'b'"},
    /* Done long ago, or the thing is new. */
    {USERS, USERS, "3 c users phone telephone", DLN_RENAMES_REFUSE, ""},
    {USERS "; c users.fax type=text", USERS "; c users.fax type=text", "3 c users phone fax",
        DLN_RENAMES_REFUSE, ""},
    {"", USERS, "1 t - users people|2 c users phone fax", DLN_RENAMES_REFUSE, ""},
    {"t a", "t a; " USERS, "2 c users phone fax", DLN_RENAMES_REFUSE, ""},
    /* The old name is wanted again, for another thing. */
    {USERS, USERS "; c users.telephone type=text", "3 c users telephone phone", DLN_RENAMES_REFUSE,
        "ALTER TABLE users RENAME COLUMN phone TO telephone"},
    /* Wrong ones. */
    {USERS, "t users; c users.id type=int8; c users.telephone type=text", "3 c users telephone fax",
        DLN_RENAMES_REFUSE,
        "s.sql:3: renamed-from fax: there is no column \"fax\" that could become \"telephone\""},
    {USERS "; c users.fax type=text", USERS, "3 c users phone fax", DLN_RENAMES_REFUSE,
        "s.sql:3: renamed-from fax: there is a column \"phone\" beside \"fax\" already"},
    {USERS, USERS, "9 c users gone phone", DLN_RENAMES_REFUSE,
        "s.sql:9: renamed-from phone: there is no column \"gone\" when all has been read"},
    /* Names that go round by hints: what is there tells whether that was done. */
    {ID "c a.x type=int8; c a.y type=text", ID "c a.x type=text; c a.y type=int8",
        "1 c a x y|2 c a y x", DLN_RENAMES_REFUSE,
        "ALTER TABLE a RENAME COLUMN y TO dunlin_between_1|ALTER TABLE a RENAME COLUMN x TO y"
        "|ALTER TABLE a RENAME COLUMN dunlin_between_1 TO x"},
    {ID "c a.x type=text; c a.y type=int8", ID "c a.x type=text; c a.y type=int8",
        "1 c a x y|2 c a y x", DLN_RENAMES_REFUSE, ""},
    {ID "c a.x type=text; c a.y type=text", ID "c a.x type=text; c a.y type=text",
        "1 c a x y|2 c a y x", DLN_RENAMES_REFUSE, ""},
    {ID "c a.x type=text; c a.y type=json", ID "c a.x type=json; c a.y type=bool",
        "1 c a x y|2 c a y x", DLN_RENAMES_REFUSE,
        "s.sql:1: renamed-from y: nothing tells whether the names have changed places yet"},
    {"e m labels='a','b'", "e m labels='a','b'", "1 e m a b|2 e m b a", DLN_RENAMES_REFUSE, ""},
};

static DlnRenameWish *wish_of(const char *text)
{
    g_autoptr(GError) error = NULL;
    DlnRenameWish *wish;

    if (!g_ascii_isdigit(*text)) {
        wish = dln_rename_wish_parse(text, &error);
        if (wish == NULL)
            fail_msg("%s", error->message);
        return wish;
    }
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    wish = g_new0(DlnRenameWish, 1);
    wish->kind = small_kind(*words[1]);
    wish->to_parent.text = g_str_equal(words[2], "-") ? NULL : g_strdup(words[2]);
    wish->to.text = g_strdup(words[3]);
    wish->from.text = g_strdup(words[4]);
    wish->text = g_strconcat("renamed-from ", words[4], NULL);
    wish->file = g_strdup("s.sql");
    wish->line = (guint)atol(words[0]);
    return wish;
}

/* (transfer full) (element-type DlnRenameWish) */
static GPtrArray *wishes_of(const char *text)
{
    GPtrArray *wishes = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_wish_free);
    g_auto(GStrv) parts = g_strsplit(text, "|", -1);

    for (guint i = 0; parts[i] != NULL; i++)
        g_ptr_array_add(wishes, wish_of(parts[i]));
    return wishes;
}

static gboolean say_yes(
    const DlnRenameQuestion *question, int *out_choice, gpointer user_data, GError **error)
{
    *out_choice = 0;
    return TRUE;
}

static char *lines_of(const DlnSchema *from, const GPtrArray *renames, DlnRenameDirection direction)
{
    g_autoptr(GPtrArray) steps = dln_rename_statements(from, renames, direction);
    g_autoptr(GString) lines = g_string_new(NULL);

    for (guint i = 0; i < steps->len; i++)
        g_string_append_printf(
            lines, "%s%s", i > 0 ? "|" : "", ((const DlnDiffStep *)steps->pdata[i])->sql);
    return g_strdup(lines->str);
}

static char *decide(const Row *row, DlnSchema *from, DlnSchema *to)
{
    g_autoptr(GPtrArray) wishes = wishes_of(row->wishes);
    g_autoptr(GError) error = NULL;
    const DlnRenameOptions options = {
        .from = from, .to = to, .wishes = wishes, .policy = row->policy, .ask = say_yes};
    g_autoptr(GPtrArray) renames = dln_rename_decide(&options, &error);

    if (renames == NULL) {
        assert_int_equal(error->code, DUNLIN_ERROR_CONFIG);
        g_strdelimit(error->message, "\n", '|');
        return g_strdup(error->message);
    }
    return lines_of(from, renames, DLN_RENAME_FORWARD);
}

static void renames_are_decided(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DlnSchema) from = small_schema(rows[i].from);
        g_autoptr(DlnSchema) to = small_schema(rows[i].to);
        g_autofree char *lines = decide(&rows[i], from, to);
        gboolean is_error = strstr(rows[i].lines, ": ") != NULL ||
                            strstr(rows[i].lines, "somebody") != NULL ||
                            strstr(rows[i].lines, "cannot be") != NULL;

        if (is_error ? !g_str_has_prefix(lines, rows[i].lines) : strcmp(lines, rows[i].lines) != 0)
            fail_msg("row %u: from %s to %s: %s, not %s", i, rows[i].from, rows[i].to, lines,
                rows[i].lines);
    }
}

/* ---- what is told ---- */

static const struct {
    const char *from;
    const char *to;
    const char *message;
} refusals[] = {
    {USERS, "t users; c users.id type=int8; c users.telephone type=text",
        "somebody has to decide what was renamed; nothing was written\n"
        "  column users.phone is gone; was it renamed?\n"
        "    rename column users.phone to telephone, keeping its values:\n"
        "      --rename users.phone=telephone\n"
        "      or, at the new one in its file: -- dunlin:renamed-from phone\n"
        "    drop column users.phone with its values, and add users.telephone:\n"
        "      --renames never"},
    /* A table and what is in it, and a name that steers terminals. */
    {"t a\nb; c a\nb.id type=int8; c a\nb.x type=text", "t c; c c.id type=int8; c c.y type=text",
        "somebody has to decide what was renamed; nothing was written\n"
        "  table \"a\\nb\" is gone; was it renamed?\n"
        "    rename table \"a\\nb\" to c, keeping its rows:\n"
        "      --rename $'\"a\\x0ab\"=c'\n"
        "    drop table \"a\\nb\" with its rows, and add c:\n"
        "      --renames never\n"
        "  column \"a\\nb\".x is gone; was it renamed?\n"
        "    rename column \"a\\nb\".x to y, keeping its values:\n"
        "      --rename $'\"a\\x0ab\".x=y'\n"
        "      or, at the new one in its file: -- dunlin:renamed-from x\n"
        "    drop column \"a\\nb\".x with its values, and add c.y:\n"
        "      --renames never\n"
        "--renames never is about all that no --rename and no hint names"},
    /* Nobody but a person can tell. */
    {"e m labels='a1','a2'", "e m labels='a3','a4'",
        "somebody has to decide what was renamed; nothing was written\n"
        "  value m.a1 is gone; was it renamed?\n"
        "    rename value m.a1 to a3, keeping the rows that have it:\n"
        "      --rename m.a1=a3\n"
        "      or, at the new one in its file: -- dunlin:renamed-from a1\n"
        "    rename value m.a1 to a4, keeping the rows that have it:\n"
        "      --rename m.a1=a4\n"
        "      or, at the new one in its file: -- dunlin:renamed-from a1\n"
        "    drop it, and what it holds:\n"
        "      --renames never\n"
        "  value m.a2 is gone; was it renamed?\n"
        "    rename value m.a2 to a4, keeping the rows that have it:\n"
        "      --rename m.a2=a4\n"
        "      or, at the new one in its file: -- dunlin:renamed-from a2\n"
        "    rename value m.a2 to a3, keeping the rows that have it:\n"
        "      --rename m.a2=a3\n"
        "      or, at the new one in its file: -- dunlin:renamed-from a2\n"
        "    drop it, and what it holds:\n"
        "      --renames never\n"
        "--renames never is about all that no --rename and no hint names"},
};

static void both_readings_are_told(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(refusals); i++) {
        g_autoptr(DlnSchema) from = small_schema(refusals[i].from);
        g_autoptr(DlnSchema) to = small_schema(refusals[i].to);
        const DlnRenameOptions options = {.from = from, .to = to};
        g_autoptr(GError) error = NULL;

        assert_null(dln_rename_decide(&options, &error));
        assert_int_equal(error->code, DUNLIN_ERROR_CONFIG);
        assert_string_equal(error->message, refusals[i].message);
    }
}

/* ---- what needs no decision ---- */

static const struct {
    const char *from;
    const char *to;
    const char *forward;
    const char *backward;
} follows[] = {
    {"t a; i a.x columns=(id)", "t a; i a.y columns=(id)", "ALTER INDEX x RENAME TO y",
        "ALTER INDEX y RENAME TO x"},
    {"t a; i a.x columns=(id)", "t a; i a.y columns=(no)", "", ""},
    {"t a; i a.x columns=(id) invalid=true", "t a; i a.y columns=(id) invalid=true", "", ""},
    {"t a; k a.x type=check definition=1", "t a; k a.y type=check definition=1",
        "ALTER TABLE a RENAME CONSTRAINT x TO y", "ALTER TABLE a RENAME CONSTRAINT y TO x"},
    /* The likelier name, where both would do. */
    {"t a; i a.aa columns=(id); i a.bb columns=(id)",
        "t a; i a.b2 columns=(id); i a.a2 columns=(id)",
        "ALTER INDEX aa RENAME TO a2|ALTER INDEX bb RENAME TO b2",
        "ALTER INDEX a2 RENAME TO aa|ALTER INDEX b2 RENAME TO bb"},
    {"v a definition=1", "v b definition=1 comment=new", "ALTER VIEW a RENAME TO b",
        "ALTER VIEW b RENAME TO a"},
    {"f a(integer) body=1", "f b(integer) body=1", "ALTER FUNCTION a(integer) RENAME TO b",
        "ALTER FUNCTION b(integer) RENAME TO a"},
    {"f a(integer) body=1", "f b(text) body=1", "", ""},
    {"s a owned_by=t.id", "s b owned_by=t.id", "ALTER SEQUENCE a RENAME TO b",
        "ALTER SEQUENCE b RENAME TO a"},
    {"s a", "s b", "", ""},
    /* A domain's constraint has its own round. */
    {"d mail type=text; x mail.mail_check definition=1",
        "d email type=text; x email.email_check definition=1", "ALTER DOMAIN mail RENAME TO email",
        "ALTER DOMAIN email RENAME TO mail"},
    {"d email type=text; x email.mail_check definition=1",
        "d email type=text; x email.email_check definition=1",
        "ALTER DOMAIN email RENAME CONSTRAINT mail_check TO email_check",
        "ALTER DOMAIN email RENAME CONSTRAINT email_check TO mail_check"},
    /* Of two types of one content the one that the columns say. */
    {"e a labels='x'; e b labels='x'; t t; c t.p type=a[]; c t.q type=b",
        "e aa labels='x'; e bb labels='x'; t t; c t.p type=bb[]; c t.q type=aa",
        "ALTER TYPE a RENAME TO bb|ALTER TYPE b RENAME TO aa",
        "ALTER TYPE bb RENAME TO a|ALTER TYPE aa RENAME TO b"},
    {"t a; c a.id type=int8 identity=always identity_sequence=old_id_seq",
        "t a; c a.id type=int8 identity=always", "ALTER SEQUENCE old_id_seq RENAME TO a_id_seq",
        "ALTER SEQUENCE a_id_seq RENAME TO old_id_seq"},
    /* The name is another one's still. */
    {"t a; t b; i a.x columns=(id); i b.y columns=(z)",
        "t a; t b; i a.y columns=(id); i b.w columns=(q)", "", ""},
    {"t a; i a.x columns=(id); v y definition=1", "t a; i a.y columns=(id)", "", ""},
    /* Data: somebody has to say it. */
    {USERS, "t accounts; c accounts.id type=int8; c accounts.phone type=text", "", ""},
};

/* ---- what is in the way ---- */

static const struct {
    const char *from;
    const char *to;
    const char *wishes;
    guint n_waiting;
    const char *room;
} rooms[] = {
    {"t a; t b", "t c; t b", "a=c", 0, ""},
    {"t a; v b", "t b", "a=b", 1, "ALTER VIEW b RENAME TO b_old"},
    {"t a; v b; v b_old", "t b; v b_old", "a=b", 1, "ALTER VIEW b RENAME TO b_old2"},
    {"t a; t x; k x.b type=primary", "t b; t x", "a=b", 1,
        "ALTER TABLE x RENAME CONSTRAINT b TO b_old"},
    {"t a; t x; c x.id type=int8 identity=always identity_sequence=b", "t b; t x", "a=b", 1,
        "ALTER SEQUENCE b RENAME TO b_old"},
    /* Two that change places need none. */
    {"t a; t b", "t a; t b", "a=b|b=a", 0, ""},
};

static void what_is_in_the_way_makes_room(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(rooms); i++) {
        g_autoptr(DlnSchema) from = small_schema(rooms[i].from);
        g_autoptr(DlnSchema) to = small_schema(rooms[i].to);
        g_autoptr(GPtrArray) wishes = wishes_of(rooms[i].wishes);
        const DlnRenameOptions options = {.from = from, .to = to, .wishes = wishes};
        g_autoptr(GPtrArray) renames = dln_rename_decide(&options, NULL);
        g_autoptr(GPtrArray) waiting = dln_rename_wait(from, renames);
        g_autoptr(GPtrArray) room = dln_rename_make_room(from, to, waiting);
        g_autofree char *lines = lines_of(from, room, DLN_RENAME_FORWARD);

        assert_int_equal(waiting->len, rooms[i].n_waiting);
        assert_string_equal(lines, rooms[i].room);
    }
}

static void sqlite_renames_no_view(void **state)
{
    g_autoptr(DlnSchema) from = small_schema("t a; v b");
    g_autoptr(DlnSchema) to = small_schema("t b");
    g_autoptr(GPtrArray) wishes = wishes_of("a=b");
    const DlnRenameOptions options = {.from = from, .to = to, .wishes = wishes};
    g_autoptr(GError) error = NULL;

    from->engine = to->engine = DLN_ENGINE_SQLITE;
    assert_null(dln_rename_decide(&options, &error));
    assert_true(g_str_has_prefix(error->message,
        "the table \"a\" cannot be renamed to \"b\" while there is a view of that name: drop it in "
        "a migration"));
}

static void names_follow(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(follows); i++) {
        g_autoptr(DlnSchema) from = small_schema(follows[i].from);
        g_autoptr(DlnSchema) to = small_schema(follows[i].to);
        g_autoptr(GPtrArray) renames = dln_rename_follow(from, to);
        g_autofree char *forward = lines_of(from, renames, DLN_RENAME_FORWARD);
        g_autofree char *backward = lines_of(from, renames, DLN_RENAME_BACKWARD);

        assert_string_equal(forward, follows[i].forward);
        assert_string_equal(backward, follows[i].backward);
    }
}

static void only_letters_change_in_sqlite(void **state)
{
    g_autoptr(DlnSchema) from = small_schema("t Users; c Users.Id type=INTEGER");
    g_autoptr(DlnSchema) to = small_schema("t users; c users.id type=INTEGER");
    const DlnRenameOptions options = {.from = from, .to = to};

    from->engine = to->engine = DLN_ENGINE_SQLITE;
    g_autoptr(GPtrArray) asked = dln_rename_decide(&options, NULL);
    assert_int_equal(asked->len, 0);
    g_autoptr(GPtrArray) renames = dln_rename_follow(from, to);
    g_autofree char *lines = lines_of(from, renames, DLN_RENAME_FORWARD);
    assert_string_equal(lines, "ALTER TABLE Users RENAME TO dunlin_between_1|ALTER TABLE "
                               "dunlin_between_1 RENAME TO users");
}

static void one_that_goes_elsewhere_meets_no_namesake(void **state)
{
    static const DlnObjectId there[] = {{.kind = DLN_OBJECT_SCHEMA, .name = "b"},
        {.kind = DLN_OBJECT_TABLE, .name = "t", .schema = "a"},
        {.kind = DLN_OBJECT_TABLE, .name = "u", .schema = "a"},
        {.kind = DLN_OBJECT_TABLE, .name = "t", .schema = "b"}};
    g_autoptr(DlnSchema) from = dln_schema_new(DLN_ENGINE_POSTGRES, "public");
    g_autoptr(GPtrArray) renames = g_ptr_array_new();
    DlnRename rename = {
        .kind = DLN_OBJECT_TABLE, .from = "t", .to = "u", .from_schema = "a", .to_schema = "b"};

    for (guint i = 0; i < G_N_ELEMENTS(there); i++)
        dln_schema_add(from, &there[i]);
    assert_true(dln_schema_finish(from, NULL));
    g_ptr_array_add(renames, &rename);
    /* b.t stays, and so does a.u. */
    g_autofree char *forward = lines_of(from, renames, DLN_RENAME_FORWARD);
    g_autofree char *backward = lines_of(from, renames, DLN_RENAME_BACKWARD);
    assert_string_equal(forward,
        "ALTER TABLE a.t RENAME TO dunlin_between_1"
        "|ALTER TABLE a.dunlin_between_1 SET SCHEMA b|ALTER TABLE b.dunlin_between_1 RENAME TO u");
    assert_string_equal(backward,
        "ALTER TABLE b.u RENAME TO dunlin_between_1"
        "|ALTER TABLE b.dunlin_between_1 SET SCHEMA a|ALTER TABLE a.dunlin_between_1 RENAME TO t");
}

/* ---- the rounds ---- */

/* A scratch copy whose schema is told beforehand for each round. */
typedef struct {
    const char *const *schemas;
    guint n_rounds;
} Scratch;

static DlnSchema *apply(const GPtrArray *steps, gpointer user_data, GError **error)
{
    Scratch *scratch = user_data;

    assert_int_not_equal(steps->len, 0);
    return small_schema(scratch->schemas[scratch->n_rounds++]);
}

static char *sql_of(const GPtrArray *steps)
{
    g_autoptr(GString) lines = g_string_new(NULL);

    for (guint i = 0; i < steps->len; i++)
        g_string_append_printf(
            lines, "%s%s", i > 0 ? "|" : "", ((const DlnDiffStep *)steps->pdata[i])->sql);
    return g_strdup(lines->str);
}

static void rounds_go_on_until_nothing_follows(void **state)
{
    static const char *const schemas[] = {"t b; k b.a_pkey type=primary; v v definition=b",
        "t b; k b.b_pkey type=primary; v w definition=b"};
    g_autoptr(DlnSchema) from = small_schema("t a; k a.a_pkey type=primary; v v definition=a");
    g_autoptr(DlnSchema) to = small_schema("t b; k b.b_pkey type=primary; v w definition=b");
    g_autoptr(GPtrArray) wishes = wishes_of("a=b");
    const DlnRenameOptions options = {.from = from, .to = to, .wishes = wishes};
    Scratch scratch = {schemas, 0};
    g_autoptr(DlnRenamed) renamed = dln_rename_run(&options, apply, &scratch, NULL);
    g_autofree char *up = sql_of(renamed->up);
    g_autofree char *down = sql_of(renamed->down);

    assert_int_equal(scratch.n_rounds, 2);
    assert_true(dln_schema_equal(renamed->from, to));
    assert_string_equal(up, "ALTER TABLE a RENAME TO b|ALTER VIEW v RENAME TO w|ALTER TABLE b "
                            "RENAME CONSTRAINT a_pkey TO b_pkey");
    assert_string_equal(down, "ALTER VIEW w RENAME TO v|ALTER TABLE b RENAME CONSTRAINT b_pkey TO "
                              "a_pkey|ALTER TABLE b RENAME TO a");
}

static void what_cannot_be_read_is_said(void **state)
{
    static const char *const texts[] = {"", "=", "a", "a=", "=b", "a=b=c", "a.b.c.d=e", "a=b.c.d",
        "a.=b", "\"a=b", "\"\"=b", "a=b\"", "a\"b\"=c", "a.b=c.d.e"};

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(dln_rename_wish_parse(texts[i], &error));
        assert_int_equal(error->code, DUNLIN_ERROR_CONFIG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(renames_are_decided),
        cmocka_unit_test(both_readings_are_told),
        cmocka_unit_test(names_follow),
        cmocka_unit_test(what_is_in_the_way_makes_room),
        cmocka_unit_test(sqlite_renames_no_view),
        cmocka_unit_test(only_letters_change_in_sqlite),
        cmocka_unit_test(one_that_goes_elsewhere_meets_no_namesake),
        cmocka_unit_test(rounds_go_on_until_nothing_follows),
        cmocka_unit_test(what_cannot_be_read_is_said),
    };

    return cmocka_run_group_tests_name("rename", tests, NULL, NULL);
}
