/* test-task_labels.c - labels become tags and go with them; tags that people have put on stay */
#include "config.h"

#include "a_sync.h"

/* Names with commas between; "-": none. */
static struct strings
names(struct pool *pool, const char *text)
{
    const char **items = pool_array(pool, strlen(text) + 1, sizeof *items);
    size_t count = 0;

    while (strcmp(text, "-") != 0 && *text != '\0') {
        size_t length = strcspn(text, ",");

        items[count++] = pool_copy(pool, text, length);
        text += length + (text[length] == ',');
    }
    return (struct strings){ items, count };
}

static const char *
joined(struct pool *pool, struct strings list)
{
    const char *text = list.count == 0 ? "-" : list.items[0];

    for (size_t i = 1; i < list.count; i++)
        text = pool_printf(pool, "%s,%s", text, list.items[i]);
    return text;
}

static const char *
joined_tags(struct pool *pool, const struct asana_named *tags, size_t count)
{
    const char **items = pool_array(pool, count + 1, sizeof *items);

    for (size_t i = 0; i < count; i++)
        items[i] = tags[i].name;
    return joined(pool, (struct strings){ items, count });
}

struct row {
    const char *labels, *ours, *tags; /* of the item, the row, the task */
    bool found;                       /* the row did not know the task */
    const char *on, *off, *wanted;
};

static void
check(struct pool *pool, const struct row *row)
{
    struct a_sync *all = a_sync(pool);
    struct task_sync *sync = &all->sync;
    struct strings tags = names(pool, row->tags);
    struct asana_named *named = pool_array(pool, tags.count + 1, sizeof *named);

    for (size_t i = 0; i < tags.count; i++)
        named[i] = (struct asana_named){ "9", tags.items[i] };
    all->event.item.labels = names(pool, row->labels);
    all->hidden.found = row->found;
    sync->row.labels = names(pool, row->ours);
    sync->task.tags = named;
    sync->task.tag_count = tags.count;
    task_labels(sync);
    assert_string_equal(joined(pool, sync->tags), row->on);
    assert_string_equal(joined_tags(pool, sync->off, sync->off_count), row->off);
    assert_string_equal(joined(pool, sync->wanted.labels), row->wanted);
}

static void
come_and_go(void **state)
{
    static const struct row rows[] = {
        { "-", "-", "GitHub", false, "-", "-", "-" },
        { "bug,ui", "-", "GitHub", false, "bug,ui", "-", "bug,ui" },
        { "bug,ui", "bug", "GitHub,bug", false, "ui", "-", "bug,ui" },
        { "ui", "bug,ui", "GitHub,bug,ui", false, "-", "bug", "ui" },
        { "-", "bug", "GitHub,Bug", false, "-", "Bug", "-" },
        /* case aside, each once */
        { "Bug,BUG,bug", "-", "bug,GitHub", false, "-", "-", "-" },
        { "Bug,BUG", "-", "-", false, "Bug", "-", "Bug" },
        /* people's own: put on before the label came, never in the row */
        { "mine", "-", "mine,GitHub", false, "-", "-", "-" },
        { "-", "-", "mine,GitHub", false, "-", "-", "-" },
        { "-", "bug", "mine,GitHub", false, "-", "-", "-" },
        /* taken off by people: it is on the issue still, so it comes back */
        { "bug", "bug", "GitHub", false, "bug", "-", "bug" },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        check(*state, &rows[i]);
}

static void
the_rules_own_tag_is_no_label(void **state)
{
    static const struct row rows[] = {
        { "github", "-", "-", false, "-", "-", "-" },
        { "github,x", "x", "GitHub,x", false, "-", "-", "x" },
        { "-", "github", "GitHub", false, "-", "-", "-" },
        { ",x", "-", "-", false, "x", "-", "x" },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        check(*state, &rows[i]);
}

static void
of_a_task_that_was_found(void **state)
{
    static const struct row rows[] = {
        { "bug", "-", "-", true, "GitHub,bug", "-", "bug" },
        { "bug", "-", "bug,mine", true, "GitHub", "-", "bug" },
        { "bug,ui", "-", "gitHUB,bug", true, "ui", "-", "bug,ui" },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        check(*state, &rows[i]);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("come-and-go", come_and_go),
        TEST("the-rules-own-tag-is-no-label", the_rules_own_tag_is_no_label),
        TEST("of-a-task-that-was-found", of_a_task_that_was_found),
    };

    return cmocka_run_group_tests_name("task_labels", tests, NULL, NULL);
}
