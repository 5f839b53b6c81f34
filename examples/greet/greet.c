/* greet.c - welcomes people who open an issue in a repository that they are new to */
#include <string.h>

#include <hooklet/program.h>

/* With each issue GitHub says what its author is to the repository. */
static bool
is_newcomer(const char *association)
{
    if (association == NULL)
        return false;
    return strcmp(association, "NONE") == 0 || strcmp(association, "FIRST_TIMER") == 0 ||
           strcmp(association, "FIRST_TIME_CONTRIBUTOR") == 0;
}

static void
greet(const struct hooklet_event *event, struct hooklet_plan *plan, void *data)
{
    const char *author = hooklet_event_author(event);

    (void)data;
    hooklet_plan_stock(plan); /* whatever hooklet.conf asks for, too */
    if (!hooklet_event_is_new(event) || author == NULL || hooklet_event_author_is_bot(event))
        hooklet_plan_ignore(plan, "nobody has opened an issue");
    else if (!is_newcomer(hooklet_event_association(event)))
        hooklet_plan_ignore(plan, "%s has been here before", author);
    else
        hooklet_plan_comment(plan, "Welcome, @%s! Thank you for telling us.", author);
}

int
main(int argc, char **argv)
{
    static const char *const events[] = { "issues", NULL };
    static const struct hooklet_program program = {
        .name = "greet",
        .events = events,
        .decide = greet,
    };

    return hooklet_serve(&program, argc, argv);
}
