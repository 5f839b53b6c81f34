/* test-task_compose.c - what is to be different in Asana: texts, dates, tags, and nothing that is right */
#include "config.h"

#include "a_sync.h"

static void
what_is_right_is_left_alone(void **state)
{
    struct a_sync *all = a_sync(*state);

    assert_string_equal(composed(all), "task 33 is as it should be");
    assert_false(task_sync_changes(&all->sync));
    assert_int_equal(all->sync.wanted.item_ms, 5000);
}

static void
title_and_body_follow(void **state)
{
    struct a_sync *all = a_sync(*state);

    all->event.item.title = "It breaks daily";
    all->event.item.body = "Always.";
    assert_string_equal(composed(all), "task 33; title; notes");
    assert_string_equal(all->sync.change.name, "It breaks daily (#12)");
    assert_non_null(
        strstr(all->sync.change.notes, "issues/12\n\nAlways.\n\n[hooklet:acme-web-12]"));
    assert_true(task_sync_changes(&all->sync));
}

static void
without_text_they_do_not(void **state)
{
    struct a_sync *all = a_sync(*state);

    all->event.item.title = "Another";
    all->event.item.labels = LIST("bug");
    all->event.item.milestone_due = "2026-12-01";
    all->sync.decision.text = false;
    all->sync.decision.completed = TASK_SET;
    all->sync.decision.reason = "completed: the issue was deleted";
    all->sync.decision.note = "The issue was deleted at GitHub.";
    assert_string_equal(composed(all), "task 33; completed: the issue was deleted; a note");
    assert_null(all->sync.change.name);
    assert_null(all->sync.change.due_on);
    assert_int_equal(all->sync.tags.count, 0);
    assert_int_equal(all->sync.change.completed, ASANA_COMPLETED);
    assert_true(all->sync.wanted.completed);
    assert_non_null(strstr(all->sync.change.notes, "Often.\n\nThe issue was deleted at GitHub.\n"));
}

/* The milestone's day, ours, the task's -> what is sent, what is ours then. */
static void
due_dates(void **state)
{
    static const struct {
        const char *milestone, *ours, *task, *sent, *wanted;
    } rows[] = {
        { NULL, NULL, NULL, NULL, NULL },
        { NULL, NULL, "2026-01-01", NULL, NULL },
        { "2026-12-01", NULL, NULL, "2026-12-01", "2026-12-01" },
        { "2026-12-01", NULL, "2026-01-01", "2026-12-01", "2026-12-01" },
        { "2026-12-01", NULL, "2026-12-01", NULL, "2026-12-01" },
        { "2026-12-01", "2026-12-01", "2026-12-01", NULL, "2026-12-01" },
        { "2026-12-01", "2026-12-01", "2026-01-01", NULL, "2026-12-01" },
        { "2026-12-01", "2026-12-01", NULL, NULL, "2026-12-01" },
        { "2026-12-02", "2026-12-01", "2026-12-01", "2026-12-02", "2026-12-02" },
        { "2026-12-02", "2026-12-01", "2026-01-01", "2026-12-02", "2026-12-02" },
        { NULL, "2026-12-01", "2026-12-01", "", NULL },
        { NULL, "2026-12-01", "2026-01-01", NULL, NULL },
        { NULL, "2026-12-01", NULL, NULL, NULL },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct a_sync *all = a_sync(*state);

        all->event.item.milestone_due = rows[i].milestone;
        all->sync.row.due = rows[i].ours;
        all->sync.task.due_on = rows[i].task;
        (void)composed(all);
        assert_int_equal(rows[i].sent == NULL, all->sync.change.due_on == NULL);
        if (rows[i].sent != NULL)
            assert_string_equal(rows[i].sent, all->sync.change.due_on);
        assert_int_equal(rows[i].wanted == NULL, all->sync.wanted.due == NULL);
        if (rows[i].wanted != NULL)
            assert_string_equal(rows[i].wanted, all->sync.wanted.due);
    }
}

static void
a_new_task_is_whole(void **state)
{
    struct a_sync *all = a_sync(*state);
    struct task_sync *sync = &all->sync;

    sync->row = (struct task_row){ 0 };
    sync->row.external = "acme-web-12";
    sync->task = (struct asana_task){ 0 };
    sync->facts = (struct task_facts){ 0 };
    sync->decision = (struct task_decision){
        .what = TASK_CREATE, .text = true, .newest = true, .reason = "a new task"
    };
    all->event.item.labels = LIST("bug");
    assert_string_equal(composed(all), "a new task; tag GitHub; tag bug");
    assert_string_equal(sync->change.workspace, "1");
    assert_string_equal(sync->change.projects.items[0], "2");
    assert_string_equal(sync->change.name, "It breaks (#12)");
    assert_null(sync->change.external_gid);
    assert_string_equal(sync->wanted.project, "2");
    assert_int_equal(sync->wanted.repository_id, 77);
}

static void
an_app_gives_the_external_id_where_it_lacks(void **state)
{
    struct a_sync *all = a_sync(*state);

    all->settings.asana_api.client_id = "12";
    (void)composed(all);
    assert_string_equal(all->sync.change.external_gid, "acme-web-12");
    all = a_sync(*state);
    all->settings.asana_api.client_id = "12";
    all->sync.task.external_gid = "acme-web-12";
    assert_string_equal(composed(all), "task 33 is as it should be");
}

static void
without_a_url_it_has_a_page_all_the_same(void **state)
{
    struct a_sync *all = a_sync(*state);

    all->event.item.url = NULL;
    all->event.item.pull_request = true;
    task_stay(&all->sync);
    assert_string_equal(all->hidden.target.url, "https://github.com/acme/web/pull/12");
}

static void
what_can_not_go_along_says_why(void **state)
{
    struct a_sync *all = a_sync(*state);

    all->hidden.moving = "its tasks are in another workspace";
    all->sync.decision.reason = "completed: the issue was transferred";
    all->sync.decision.completed = TASK_SET;
    assert_string_equal(composed(all),
                        "task 33; completed: the issue was transferred; it stays here: "
                        "its tasks are in another workspace");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("what-is-right-is-left-alone", what_is_right_is_left_alone),
        TEST("title-and-body-follow", title_and_body_follow),
        TEST("without-text-they-do-not", without_text_they_do_not),
        TEST("due-dates", due_dates),
        TEST("a-new-task-is-whole", a_new_task_is_whole),
        TEST("an-app-gives-the-external-id-where-it-lacks",
             an_app_gives_the_external_id_where_it_lacks),
        TEST("without-a-url-it-has-a-page-all-the-same", without_a_url_it_has_a_page_all_the_same),
        TEST("what-can-not-go-along-says-why", what_can_not_go_along_says_why),
    };

    return cmocka_run_group_tests_name("task_compose", tests, NULL, NULL);
}
