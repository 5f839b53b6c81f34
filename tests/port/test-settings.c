/*
 * src/port/settings.c: every mistake has its line and its remedy; what is good is read as it was
 * meant.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/file.h"
#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "port/settings.h"
#include "port/settings_table.h"
#include "settings_directory.h"

#define RULE "repository = a/b command = { x }"

static const char *directory_of_all;

static char *
write_file(const char *text)
{
    return settings_directory_write(directory_of_all, "test.conf", text, 0600);
}

static struct settings *
load_good(const char *text)
{
    struct settings *settings = NULL;
    char *path = write_file(text);

    assert_int_equal(settings_load(path, SETTINGS_RULES, &settings), 0);
    free(path);
    return settings;
}

static void
defaults_are_what_the_manual_says(void **state)
{
    struct settings *settings = load_good("");
    struct utsname name;

    (void)state;
    assert_int_equal(uname(&name), 0);
    assert_string_equal(settings->host, name.nodename);
    assert_string_equal(settings->state, HOOKLET_STATEDIR);
    assert_int_equal(settings->log_format, LOG_FORMAT_FIELDS);
    assert_int_equal(settings->log_level, LOG_INFO);
    assert_int_equal(settings->worker_threads, 4);
    assert_int_equal(settings->web_threads, 64);
    assert_true(settings->cgi_drain);
    assert_int_equal(settings->keep_bodies_ms, INT64_C(14) * 86400000);
    assert_int_equal(settings->keep_attempts_ms, INT64_C(30) * 86400000);
    assert_int_equal(settings->keep_events_ms, INT64_C(90) * 86400000);
    assert_string_equal(settings->github.clone_url, "https://github.com");
    assert_false(settings->github.sha1);
    assert_int_equal(settings->rule_count, 0);
    settings_free(settings);
}

static void
defaults_of_rules(void **state)
{
    struct settings *settings =
        load_good("run r { events = { push } command = make }\ndeploy d { " RULE " }\n");
    const struct rule *rule = settings_rule(settings, "d");

    (void)state;
    assert_ptr_equal(rule, &settings->rules[1]);
    assert_int_equal(rule->on, RULE_ON_PUSH | RULE_ON_MERGE);
    assert_int_equal(rule->timeout_ms, 600000);
    assert_int_equal(rule->attempts, 1);
    assert_int_equal(rule->crash, CRASH_RERUN);
    assert_true(rule->newest);
    assert_false(rule->checkout || rule->forks);
    assert_string_equal(rule->host, settings->host);
    assert_null(rule->directory);
    assert_int_equal(rule->branches.count + rule->tags.count + rule->paths.count, 0);
    assert_int_equal(rule->line, 2);

    rule = settings_rule(settings, "r");
    assert_false(rule->newest);
    assert_int_equal(rule->repositories.count, 1);
    assert_string_equal(rule->repositories.items[0], "*");
    assert_null(settings_rule(settings, "x"));
    settings_free(settings);
}

static void
actions_are_any_words(void **state)
{
    struct settings *settings =
        load_good("run r { events = { repository_dispatch } command = make\n"
                  " actions = { deploy-prod, 'Roll back', opened } }\n");

    (void)state;
    assert_string_equal(settings->rules[0].actions.items[0], "deploy-prod");
    assert_string_equal(settings->rules[0].actions.items[1], "Roll back");
    settings_free(settings);
}

static void
steps_and_commands_become_argvs(void **state)
{
    struct settings *settings = load_good(
        "host = web1\n"
        "deploy d {\n repository = Acme/Web branches = { main, 'release/*' } tags = { 'v*' }\n"
        " on = push paths = { 'web/*' } forks = on checkout = yes directory = \"//srv//web/\"\n"
        " remote = 'git@host:x.git' steps = { \"git status\", \"make 'x y' z\" }\n"
        " variables = { \"A=b c\" } environment = production timeout = 90\n"
        " queue = all crash = verify check = { test, -e, x } attempts = 20 host = web2 }\n"
        "run r { events = { '*' } command = { printf, \"%s x\", '' } }\n");
    const struct rule *rule = &settings->rules[0];

    (void)state;
    assert_int_equal(rule->kind, RULE_DEPLOY);
    assert_int_equal(rule->step_count, 2);
    assert_string_equal(rule->steps[1].title, "make 'x y' z");
    assert_int_equal(rule->steps[1].argv.count, 3);
    assert_string_equal(rule->steps[1].argv.items[1], "x y");
    assert_string_equal(rule->directory, "/srv/web");
    assert_int_equal(rule->on, RULE_ON_PUSH);
    assert_true(rule->forks && rule->checkout && !rule->newest);
    assert_string_equal(rule->variables.items[0], "A=b c");
    assert_int_equal(rule->timeout_ms, 90000);
    assert_int_equal(rule->crash, CRASH_VERIFY);
    assert_int_equal(rule->check.count, 3);
    assert_string_equal(rule->host, "web2");

    rule = &settings->rules[1];
    assert_int_equal(rule->step_count, 1);
    assert_string_equal(rule->steps[0].title, "printf '%s x' ''");
    assert_int_equal(rule->steps[0].argv.count, 3);
    settings_free(settings);
}

static void
what_this_machine_need_not_have(void **state)
{
    struct pool *pool = pool_new();
    struct strings mistakes;
    char *path = write_file("deploy a { " RULE " directory = /none/such host = elsewhere }\n"
                            "deploy b { repository = a/b checkout = on directory = '@/new' }\n");

    (void)state;
    assert_int_equal(settings_check(path, pool, &mistakes), 0);
    assert_int_equal(mistakes.count, 0);
    free(path);
    pool_free(pool);
}

static void
a_bad_file_leaves_the_old_settings(void **state)
{
    struct settings *old = load_good("deploy d { " RULE " }\n");
    struct settings *settings = old;
    char *path = write_file("deploy e { repository = x }\nhost = y;\n");

    (void)state;
    assert_int_equal(settings_load(path, SETTINGS_RULES, &settings), FAIL_CONFIG);
    assert_ptr_equal(settings, old);
    assert_non_null(strstr(fail_detail(), "mistakes"));
    assert_non_null(settings_rule(old, "d"));
    settings_free(old);
    free(path);
}

static void
a_missing_file_says_what_to_do(void **state)
{
    struct pool *pool = pool_new();
    struct settings *settings = NULL;
    const char *path = pool_printf(pool, "%s/none.conf", directory_of_all);

    (void)state;
    assert_int_equal(settings_load(path, SETTINGS_RULES, &settings), FAIL_CONFIG);
    assert_null(settings);
    assert_non_null(strstr(fail_detail(), "none.conf: no such file; hooklet init"));
    settings_free(NULL);
    pool_free(pool);
}

static void
the_path_is_named_or_the_environments_or_ours(void **state)
{
    (void)state;
    unsetenv("HOOKLET_CONFIG");
    assert_string_equal(settings_path(NULL), HOOKLET_SYSCONFDIR "/hooklet.conf");
    setenv("HOOKLET_CONFIG", "/x/y.conf", 1);
    assert_string_equal(settings_path(NULL), "/x/y.conf");
    assert_string_equal(settings_path("/z.conf"), "/z.conf");
    unsetenv("HOOKLET_CONFIG");
}

static void
the_example_is_good(void **state)
{
    const char *source = getenv("srcdir");
    struct pool *pool = pool_new();
    struct settings *settings = NULL;

    (void)state;
    assert_int_equal(
        settings_load(pool_printf(pool, "%s/examples/hooklet.conf", source != NULL ? source : "."),
                      SETTINGS_RULES, &settings),
        0);
    assert_int_equal(settings->rule_count, 2);
    assert_int_equal(settings->rules[0].kind, RULE_DEPLOY);
    assert_int_equal(settings->rules[1].kind, RULE_RUN);
    settings_free(settings);
    pool_free(pool);
}

/* A commented line without its #; one blank behind that is prose, and the include has no file. */
static const char *
uncommented(const char *line)
{
    const char *mark = line + strspn(line, " ");
    bool prose = mark[1] == '\0' || (mark[1] == ' ' && mark[2] != ' ');

    if (mark[0] != '#' || prose || strncmp(mark, "#include", 8) == 0)
        return line;
    return mark + 1;
}

static void
what_the_example_has_commented_out_is_good(void **state)
{
    const char *source = getenv("srcdir");
    struct pool *pool = pool_new();
    struct settings *settings;
    const char *all = "";
    char *bytes = NULL;
    char *line;
    size_t length = 0;

    (void)state;
    assert_int_equal(
        file_read(pool,
                  pool_printf(pool, "%s/examples/hooklet.conf", source != NULL ? source : "."),
                  1 << 20, &bytes, &length),
        0);
    while ((line = strsep(&bytes, "\n")) != NULL)
        all = pool_printf(pool, "%s%s\n", all, uncommented(line));
    settings = load_good(all);
    assert_int_equal(settings->rule_count, 12);
    assert_string_equal(settings->host, "web1");
    assert_int_equal(settings->github_api.installation, 7654321);
    assert_int_equal(settings->github_api.recover.count, 3);
    assert_string_equal(settings->rules[2].help, "formats the files of this pull request");
    assert_string_equal(settings->rules[3].invite->welcome_repository, "acme/hall");
    assert_string_equal(settings->asana_api.workspace, "Acme Inc");
    assert_true(settings->rules[4].tasks->both_ways);
    assert_string_equal(settings->rules[6].feed->project, "Help desk");
    assert_true(settings->rules[7].deployment->confirm);
    assert_int_equal(settings->rules[8].kind, RULE_CI);
    assert_int_equal(settings->rules[9].forward->field_count, 3);
    assert_int_equal(settings->rules[10].kind, RULE_RECEIVER);
    assert_string_equal(settings->rules[11].source, "stripe");
    assert_true(settings->outgoing.limited);
    assert_string_equal(settings->inbounds[0].timestamp.text, "t");
    assert_int_equal(settings->slack_api.permit_count, 2);
    assert_string_equal(settings->projects[0].repository, "acme/web");
    settings_free(settings);
    pool_free(pool);
}

/* From `mark` on, up to the next section of the manual. */
static const char *
manual_part(struct pool *pool, const char *manual, const char *mark)
{
    const char *start = strstr(manual, mark);
    const char *end = start == NULL ? NULL : strstr(start + 1, "\n.Sh ");

    if (start == NULL)
        fail_msg("the manual has no %s", mark);
    return pool_copy(pool, start, (size_t)(end - start));
}

/* What the manual says of a section alone; of one within another, with the other. */
static const char *
own_part(struct pool *pool, const char *manual, enum section_kind kind)
{
    if (kind == SECTION_TOP)
        return manual_part(pool, manual, ".Sh KEYS OUTSIDE OF SECTIONS\n");
    if (section_forms[kind].parent != SECTION_TOP)
        return own_part(pool, manual, section_forms[kind].parent);
    return manual_part(pool, manual,
                       pool_printf(pool, ".Sh SECTION %s\n", section_forms[kind].name));
}

/* Where the keys of a section are described: there, or with its like. */
static const char *
described(struct pool *pool, const char *manual, enum section_kind kind)
{
    const char *part = own_part(pool, manual, kind);

    if (strstr(part, ".Sx RULES THAT RUN COMMANDS") == NULL)
        return part;
    return pool_printf(pool, "%s%s", part,
                       manual_part(pool, manual, ".Sh RULES THAT RUN COMMANDS\n"));
}

static char *
read_manual(struct pool *pool)
{
    const char *source = getenv("srcdir");
    char *manual = NULL;
    size_t length = 0;

    assert_int_equal(
        file_read(pool, pool_printf(pool, "%s/man/hooklet.conf.5", source != NULL ? source : "."),
                  1 << 20, &manual, &length),
        0);
    return manual;
}

/* Does the section have that key, or that section, or does one within it? */
static bool
is_key_within(enum section_kind kind, const char *name)
{
    enum section_kind inner;

    if (setting_find(kind, name) != NULL || section_find(kind, name, &inner))
        return true;
    for (inner = SECTION_TOP + 1; inner < SECTION_KINDS; inner++)
        if (section_forms[inner].parent == kind && kind != SECTION_TOP &&
            setting_find(inner, name) != NULL)
            return true;
    return false;
}

static void
the_manual_describes_every_key(void **state)
{
    struct pool *pool = pool_new();
    char *manual = read_manual(pool);

    (void)state;
    for (enum section_kind kind = SECTION_TOP; kind < SECTION_KINDS; kind++) {
        const char *part = described(pool, manual, kind);

        for (size_t i = 0; i < setting_count; i++) {
            const char *item = pool_printf(pool, "\n.It Ic %s = ", setting_table[i].name);

            if ((setting_table[i].sections & 1u << kind) != 0 && strstr(part, item) == NULL)
                fail_msg("hooklet.conf.5 has no %s in %s", setting_table[i].name,
                         section_forms[kind].name);
        }
    }
    pool_free(pool);
}

/* Every key that the manual describes in the section's own part is one of that section. */
static void
the_manual_describes_no_other_key(void **state)
{
    static const char item[] = "\n.It Ic ";
    struct pool *pool = pool_new();
    char *manual = read_manual(pool);
    size_t count = 0;

    (void)state;
    for (enum section_kind kind = SECTION_TOP; kind < SECTION_KINDS; kind++) {
        if (kind != SECTION_TOP && section_forms[kind].parent != SECTION_TOP)
            continue;
        for (const char *at = own_part(pool, manual, kind); (at = strstr(at, item)) != NULL;) {
            const char *name = pool_copy(pool, at + strlen(item), strcspn(at + strlen(item), " "));

            at += strlen(item);
            count++;
            if (!is_key_within(kind, name))
                fail_msg("hooklet.conf.5 has %s in %s, which is no key", name,
                         section_forms[kind].name);
        }
    }
    assert_true(count > setting_count / 2);
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_what_the_manual_says),
        cmocka_unit_test(defaults_of_rules),
        cmocka_unit_test(actions_are_any_words),
        cmocka_unit_test(steps_and_commands_become_argvs),
        cmocka_unit_test(what_this_machine_need_not_have),
        cmocka_unit_test(a_bad_file_leaves_the_old_settings),
        cmocka_unit_test(a_missing_file_says_what_to_do),
        cmocka_unit_test(the_path_is_named_or_the_environments_or_ours),
        cmocka_unit_test(the_example_is_good),
        cmocka_unit_test(what_the_example_has_commented_out_is_good),
        cmocka_unit_test(the_manual_describes_every_key),
        cmocka_unit_test(the_manual_describes_no_other_key),
    };
    void *directory = NULL;
    int failed;

    log_open("hooklet", LOG_FORMAT_PLAIN, LOG_ERROR);
    settings_environment_clear();
    setenv("GITHUB_WEBHOOK_SECRET", "so that github has one", 1);
    if (settings_directory_make(&directory) != 0)
        return 99;
    directory_of_all = directory;
    failed = cmocka_run_group_tests_name("settings", tests, NULL, NULL);
    return settings_directory_remove(&directory) == 0 ? failed : 99;
}
