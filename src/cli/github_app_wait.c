/* github_app_wait.c - prints the link, or the page, and waits until the worker has the secrets. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "cli/github_app.h"
#include "setup_page.h"
#include "store/jobs.h"
#include "store/ledger.h"
#include "work/app_code.h"

#define LOOK_MS 300
#define NO_WORKER_MS 5000 /* a worker that runs takes no longer to begin */
#define ADDRESS_MOST 4096 /* bytes of a pasted line */

struct waiting {
    struct create_app *create;
    struct pool *pool; /* of one look */
    int input;         /* where an address may be pasted, or -1 */
    int64_t came_ms;   /* when we saw that the code is there; 0: not yet */
    bool told;         /* that no worker runs */
    bool over;
};

static void
print_list(const struct create_app *create, const char *title, const char *items)
{
    fprintf(create->out, "  %-12s %s\n", title, items);
}

static void
print_wish(const struct create_app *create)
{
    struct pool *pool = create->cli->pool;
    const struct manifest *manifest = &create->manifest;
    const char *permissions = "", *events = "";

    for (size_t i = 0; i < manifest->need_count; i++)
        permissions =
            pool_printf(pool, "%s%s%s: %s", permissions, i > 0 ? ", " : "",
                        manifest->needs[i].permission, manifest_level(&manifest->needs[i]));
    for (size_t i = 0; i < manifest->events.count; i++)
        events = pool_printf(pool, "%s%s%s", events, i > 0 ? ", " : "", manifest->events.items[i]);
    print_list(create, "owner", create->organization != NULL ? create->organization : "you");
    print_list(create, "permissions", permissions);
    print_list(create, "events", events[0] != '\0' ? events : "none");
    for (size_t i = 0; i < manifest->gaps.count; i++)
        print_list(create, "note", manifest->gaps.items[i]);
}

static void
print_way(const struct create_app *create)
{
    const struct app_setup *setup = &create->setup;

    fputs("The App that hooklet.conf needs:\n\n", create->out);
    print_wish(create);
    if (create->print_page) {
        fputs(setup_page_form(create->cli->pool, setup, ""), stdout);
        fflush(stdout);
        fprintf(create->out,
                "\nOpen the page in a browser where you are logged in at GitHub. When the App is\n"
                "made, GitHub sends the browser to %s/hooklet/setup?code=...\n"
                "If nobody answers there, paste that address here:\n",
                setup->url);
    } else {
        fprintf(create->out,
                "\nOpen this in a browser where you are logged in at GitHub; it works for an "
                "hour:\n\n"
                "  %s/hooklet/setup?state=%s\n\n"
                "Waiting until the App is made; Ctrl-C gives up.\n",
                setup->url, setup->state);
    }
    fflush(create->out);
}

/* The worker has ended its job without an App. */
static int
failed(const struct job_row *job)
{
    return fail(FAIL_REFUSED, "job %" PRId64 " is %s%s%s", job->id, job->state,
                job->reason != NULL ? ": " : "", job->reason != NULL ? job->reason : "");
}

static void
tell_no_worker(struct waiting *waiting)
{
    int64_t seen_ms = 0, now_ms = clock_ms();

    if (waiting->told || now_ms - waiting->came_ms < NO_WORKER_MS ||
        ledger_worker_seen(waiting->create->cli->store, &seen_ms) != 0 ||
        now_ms - seen_ms < JOB_LEASE_MS)
        return;
    waiting->told = true;
    fputs("The code from GitHub is here, but no worker runs that could use it: start hooklet work\n"
          "within the hour.\n",
          stderr);
}

static int
look_at_job(struct waiting *waiting, int64_t event)
{
    static const char *const ends[] = { "dead", "unknown", "cancelled", "superseded" };
    struct cli *cli = waiting->create->cli;
    struct job_filter filter = { .event = event, .most = 1 };
    struct jobs jobs = { 0 };
    int rc = ledger_jobs(cli->store, &filter, waiting->pool, &jobs);

    if (rc != 0 || jobs.count == 0)
        return rc;
    if (waiting->came_ms == 0) {
        waiting->came_ms = clock_ms();
        fprintf(waiting->create->out, "GitHub has made it; fetching its secrets.\n");
        fflush(waiting->create->out);
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (strcmp(jobs.rows[0].state, ends[i]) == 0)
            return failed(&jobs.rows[0]);
    }
    tell_no_worker(waiting);
    return 0;
}

static int
look(struct waiting *waiting)
{
    struct create_app *create = waiting->create;
    struct cli *cli = create->cli;
    const char *text = NULL;
    int64_t event = 0;
    int rc = app_made_find(cli->store, create->setup.state, waiting->pool, &text);

    if (rc == 0) {
        waiting->over = true;
        return app_about_read(cli->pool, text, &create->about);
    }
    if (rc == FAIL_NOT_FOUND)
        rc = app_code_event(cli->store, create->setup.state, waiting->pool, &event);
    if (rc != 0)
        return rc;
    if (event != 0)
        return look_at_job(waiting, event);
    if (clock_ms() >= create->setup.expires_ms)
        return fail(FAIL_TIMEOUT, "no App was made within the hour; the page is closed");
    return 0;
}

/* The code out of the address that GitHub sends to, when its state is ours; else NULL. */
static const char *
code_of(struct pool *pool, const char *address, const char *state)
{
    const char *query = strchr(address, '?');
    const char *code, *given;

    if (query == NULL)
        return NULL;
    code = app_query_value(pool, query + 1, "code");
    given = app_query_value(pool, query + 1, "state");
    if (code == NULL || given == NULL || strcmp(given, state) != 0 || !app_code_valid(code))
        return NULL;
    return code;
}

/* What somebody pastes; a line that is too long is none of GitHub's. */
static int
take_address(struct waiting *waiting)
{
    struct cli *cli = waiting->create->cli;
    const struct app app = { cli->settings, cli->store };
    char *line = pool_alloc(waiting->pool, ADDRESS_MOST + 1);
    ssize_t got = read(waiting->input, line, ADDRESS_MOST);
    struct receipt receipt = { 0 };
    const char *code;

    if (got <= 0) {
        waiting->input = -1;
        return 0;
    }
    line[strcspn(line, " \r\n")] = '\0';
    code = code_of(waiting->pool, line, waiting->create->setup.state);
    if (code == NULL) {
        fprintf(stderr, "This is not the address; it has code=... and state=... in it.\n");
        return 0;
    }
    return app_code_accept(&app, &waiting->create->setup, code, clock_ms(), waiting->pool,
                           &receipt);
}

static int
wait_a_moment(struct waiting *waiting)
{
    struct pollfd fds[] = { { .fd = waiting->create->signals, .events = POLLIN },
                            { .fd = waiting->input, .events = POLLIN } };

    if (poll(fds, 2, LOOK_MS) < 0 && errno != EINTR)
        return fail(FAIL_SYSTEM, "poll: %s", strerror(errno));
    if (fds[0].revents != 0) {
        waiting->create->stopped = true;
        return FAIL_BUSY;
    }
    return fds[1].revents != 0 ? take_address(waiting) : 0;
}

static int
wait_until_over(struct waiting *waiting)
{
    int rc = look(waiting);

    while (rc == 0 && !waiting->over) {
        pool_reset(waiting->pool);
        rc = wait_a_moment(waiting);
        if (rc == 0)
            rc = look(waiting);
    }
    return rc;
}

int
app_wait(struct create_app *create)
{
    struct waiting waiting = { .create = create, .pool = pool_new(), .input = -1 };
    int rc;

    if (create->print_page)
        waiting.input = STDIN_FILENO;
    print_way(create);
    rc = wait_until_over(&waiting);
    pool_free(waiting.pool);
    return rc;
}
