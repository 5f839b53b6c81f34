/* doctor_web.c - the web programs, their sockets, and the way through the web server. */
#include "config.h"

#include "base/fail.h"
#include "cli/deliver_post.h"
#include "cli/doctor.h"

static void
check_url(struct doctor *doctor)
{
    static const char body[] = "{\"zen\":\"Keep it logically awesome.\",\"hook_id\":1}";
    const struct source_settings *github = &doctor->cli->settings->github;
    struct post post = {
        .url = doctor->url, .event = "ping", .body = body, .length = sizeof body - 1
    };
    struct http_answer answer = { 0 };

    if (!doctor->secrets || github->secret_count == 0) {
        doctor_say(doctor, FINDING_FAILURE, "url", "%s: not tried, as no secret can be read",
                   doctor->url);
        return;
    }
    post.secret = &github->secrets[0];
    if (deliver_post(doctor->cli->pool, &post, &answer) != 0)
        doctor_say(doctor, FINDING_FAILURE, "url", "%s: %s", doctor->url, fail_detail());
    else if (answer.status == 401)
        doctor_say(doctor, FINDING_FAILURE, "url",
                   "%s: HTTP 401: the programs do not know this secret; after a rotation send "
                   "them SIGHUP",
                   doctor->url);
    else if (answer.status < 200 || answer.status > 299)
        doctor_say(doctor, FINDING_FAILURE, "url",
                   "%s: HTTP %d: look into the log of the web server and of hooklet's program",
                   doctor->url, answer.status);
    else
        doctor_say(doctor, FINDING_OK, "url", "%s: a signed ping got HTTP %d", doctor->url,
                   answer.status);
}

void
doctor_web(struct doctor *doctor)
{
    doctor_programs(doctor);
    if (doctor->run != NULL)
        doctor_sockets(doctor);
    if (doctor->url != NULL)
        check_url(doctor);
}
