/*
 * probe.c - a web program of the tests, in the C that is also C++
 *
 * An issue's text is a path of GitHub's API, to be called by probe-work; a star is asked for what
 * can't be planned.
 */
#include <hooklet/program.h>
#include <hooklet/version.h>

static void
decide(const struct hooklet_event *event, struct hooklet_plan *plan, void *data)
{
    struct hooklet_job job = { "probe-call", 0, 0, 0, false, HOOKLET_RERUN, 0, 0 };

    (void)data;
    job.args = hooklet_plan_args(plan, "path", hooklet_event_markdown(event), "version",
                                 hooklet_version(), (const char *)0);
    if (hooklet_event_is(event, "issues", 0)) {
        hooklet_plan_job(plan, &job);
    } else {
        hooklet_plan_job(plan, &job);
        hooklet_plan_comment(plan, "%s", "nobody has written anything");
    }
}

int
main(int argc, char **argv)
{
    static const struct hooklet_program program = { "probe", 0, decide, 0 };

    return hooklet_serve(&program, argc, argv);
}
