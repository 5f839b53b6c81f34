/* probe-work.c - a worker of the tests: calls GitHub, and says what it answered */
#include <stdlib.h>

#include <hooklet/github.h>
#include <hooklet/worker.h>

static enum hooklet_outcome
act(struct hooklet_work *work, void *data)
{
    struct hooklet_request request = { 0, 0, 0, true };
    const struct hooklet_answer *answer;

    (void)data;
    request.path = hooklet_work_text(work, "/path");
    answer = hooklet_github_call(work, &request);
    if (!hooklet_answer_good(answer))
        return hooklet_failed_by(work, answer);
    return hooklet_done(work, "status %d, %s, %lld issues, %s", hooklet_answer_status(answer),
                        hooklet_answer_text(answer, "/full_name"),
                        (long long)hooklet_answer_integer(answer, "/open_issues_count", -1),
                        hooklet_answer_true(answer, "/private") ? "private" : "public");
}

int
main(int argc, char **argv)
{
    const char *kind = getenv("PROBE_KIND");
    const struct hooklet_action actions[] = { { kind != 0 ? kind : "probe-call", act, 0 } };

    return hooklet_worker_main(argc, argv, actions, 1);
}
