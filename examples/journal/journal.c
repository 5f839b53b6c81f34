/* journal.c - wants a line in the journal for each release that is published */
#include <hooklet/program.h>

static void
decide(const struct hooklet_event *event, struct hooklet_plan *plan, void *data)
{
    const char *repository = hooklet_event_repository(event);
    const char *tag = hooklet_event_text(event, "/release/tag_name");
    const struct hooklet_job job = {
        .kind = "journal-line",
        .args = hooklet_plan_args(plan, "repository", repository, "tag", tag, NULL),
        .key = "journal", /* one line after the other */
    };

    (void)data;
    if (!hooklet_event_is(event, "release", "published") || repository == NULL || tag == NULL)
        hooklet_plan_ignore(plan, "no release was published");
    else
        hooklet_plan_job(plan, &job);
}

int
main(int argc, char **argv)
{
    static const char *const events[] = { "release", NULL };
    static const struct hooklet_program program = {
        .name = "journal",
        .events = events,
        .decide = decide,
    };

    return hooklet_serve(&program, argc, argv);
}
