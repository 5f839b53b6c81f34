/* doctor_web.c - the web programs, their sockets, and the way through the web server. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "base/text.h"
#include "cli/deliver_post.h"
#include "cli/doctor.h"
#include "cli/hosting.h"

#define NO_ANSWER                                                                                  \
    "no program answers there: do they run, and may the web server use their sockets?  Its error " \
    "log says which"

/* What an answer means, and where to look; hosted: on shared hosting. */
static const struct {
    int first, last;
    const char *words, *hosted;
} meanings[] = {
    { 403, 403, "the web server lets nobody in there: its error log says why",
      "the host refuses it: its error log says why, and whether .htaccess or the directory does" },
    { 404, 404,
      "nothing is served there: does the address end in " HOSTING_HOOK ", is it the server "
      "that was configured (ServerName, server_name), and was that one reloaded?",
      "nothing is served there: the address has to lead to that directory, and the host to allow "
      "all in its .htaccess (AllowOverride All)" },
    { 405, 405, "another program is there: the address ends in " HOSTING_HOOK,
      "another program is there: does the address lead to that directory?" },
    { 500, 500,
      "the program could not start: the web server's error log says why; where Apache starts it, "
      "Apache's user reads the secrets, and is in the group hooklet",
      "Apache has no use for .htaccess, or for a wrapper: the host's error log says why (CGI, "
      "mod_rewrite and mod_headers are needed, and AllowOverride All)" },
    { 502, 504, NO_ANSWER, "the program was ended, or took too long: the host's error log" },
};

static const char *
meaning(const struct doctor *doctor, int status)
{
    bool hosted = doctor->cli->settings->web_directory != NULL;

    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (status >= meanings[i].first && status <= meanings[i].last)
            return hosted ? meanings[i].hosted : meanings[i].words;
    return "look into the log of the web server and of hooklet's program";
}

/* A page for everything, or the program's own text, comes with status 200, too. */
static bool
is_ours(const struct doctor *doctor, const struct http_answer *answer)
{
    struct json_want want = { .pointer = "/delivery" };

    return json_scan(doctor->cli->pool, answer->body, answer->length, &want, 1) == 0 &&
           json_string(&want) != NULL;
}

static void
say_foreign(struct doctor *doctor, const struct http_answer *answer)
{
    if (text_behind(answer->body, "#!") != NULL)
        doctor_say(doctor, FINDING_FAILURE, "url",
                   "%s: HTTP %d, with the text of a wrapper: the host does not run CGI programs "
                   "there: let it enable them (mod_cgid, ExecCGI)",
                   doctor->url, answer->status);
    else
        doctor_say(doctor, FINDING_FAILURE, "url",
                   "%s: HTTP %d, but somebody else answers than hooklet: does the address lead "
                   "here, and end in " HOSTING_HOOK "?%s",
                   doctor->url, answer->status,
                   doctor->cli->settings->web_directory == NULL
                       ? ""
                       : "  Rules above our lines in .htaccess take requests first");
}

static void
say_refused(struct doctor *doctor, const struct http_answer *answer)
{
    const char *to = http_answer_header(answer, "Location");

    if (answer->status == 401)
        doctor_say(doctor, FINDING_FAILURE, "url",
                   "%s: HTTP 401: the programs do not know this secret; after a rotation send "
                   "them SIGHUP",
                   doctor->url);
    else if (answer->status >= 300 && answer->status <= 399 && to != NULL && text_printable(to))
        doctor_say(doctor, FINDING_FAILURE, "url",
                   "%s: HTTP %d: leads on to %s, where GitHub does not follow: use that address",
                   doctor->url, answer->status, to);
    else
        doctor_say(doctor, FINDING_FAILURE, "url", "%s: HTTP %d: %s", doctor->url, answer->status,
                   meaning(doctor, answer->status));
}

/* Without TLS, and not within this machine. */
static bool
is_open(const char *url)
{
    const char *host = text_behind(url, "http://");

    return host != NULL && text_behind(host, "127.") == NULL &&
           text_behind(host, "[::1]") == NULL && text_behind(host, "localhost") == NULL;
}

static void
check_url(struct doctor *doctor)
{
    /* The same bytes under another id would be stored as suspect. */
    const char *body = pool_printf(
        doctor->cli->pool,
        "{\"zen\":\"Keep it logically awesome.\",\"hook_id\":1,\"asked_ms\":%" PRId64 "}",
        doctor->cli->now_ms);
    const struct source_settings *github = &doctor->cli->settings->github;
    struct post post = {
        .url = doctor->url, .event = "ping", .body = body, .length = strlen(body)
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
    else if (answer.status < 200 || answer.status > 299)
        say_refused(doctor, &answer);
    else if (!is_ours(doctor, &answer))
        say_foreign(doctor, &answer);
    else
        doctor_say(doctor, is_open(doctor->url) ? FINDING_WARNING : FINDING_OK, "url",
                   "%s: a signed ping got HTTP %d%s", doctor->url, answer.status,
                   is_open(doctor->url) ? "; but by http:// everybody on the way reads what is "
                                          "sent: let the web server have a certificate"
                                        : "");
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
