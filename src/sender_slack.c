/* sender_slack.c - Slack's commands, buttons and events, and its look at our certificate */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "sender.h"
#include "wire/slack_event.h"
#include "wire/verify_slack.h"

enum { BODY_MOST = 1 << 20 }; /* bytes */

static int
verify_command(const struct request *req, const struct app *app, struct delivery *delivery)
{
    return verify_slack(req, app->settings, SLACK_COMMAND, delivery);
}

static int
verify_interactive(const struct request *req, const struct app *app, struct delivery *delivery)
{
    return verify_slack(req, app->settings, SLACK_INTERACTIVE, delivery);
}

static int
verify_event(const struct request *req, const struct app *app, struct delivery *delivery)
{
    return verify_slack(req, app->settings, SLACK_EVENT, delivery);
}

/*
 * Slack tries an address's certificate by ssl_check=1, by GET or as a form, unsigned.  Nobody learns
 * anything by the answer, and nothing is kept.
 */
static bool
probe(const struct request *req, struct response *res)
{
    const char *form = req->body, *check;
    size_t length = req->length;

    if (strcmp(req->method, "POST") != 0) {
        form = request_variable(req, "QUERY_STRING");
        length = form == NULL ? 0 : strlen(form);
    }
    check = form == NULL ? NULL : form_text(req->pool, form, length, "ssl_check");
    if (check == NULL || strcmp(check, "1") != 0)
        return false;
    *res = (struct response){ .status = 200, .content_type = "text/plain" };
    return true;
}

/* Is it the sender who can mend it?  Then it is no person who waits for words of ours. */
static bool
is_senders_fault(int rc)
{
    static const int faults[] = { FAIL_SIGNATURE, FAIL_STALE,  FAIL_MALFORMED, FAIL_UNREADABLE,
                                  FAIL_FIELD,     FAIL_METHOD, FAIL_LENGTH,    FAIL_TOO_LARGE,
                                  FAIL_MEDIA,     FAIL_TIMEOUT };

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (faults[i] == rc)
            return true;
    }
    return false;
}

/* Of any other status than 200 Slack shows no more than "dispatch_failed". */
static bool
sorry(const struct request *req, int rc, struct response *res)
{
    static const char busy[] = "Sorry, I have too much to do just now, and did nothing of this. "
                               "Please try again in a minute.";
    static const char trouble[] = "Sorry, I am in trouble here, and can't tell whether this was "
                                  "done. Have a look, and try again in a minute. Whoever runs me "
                                  "finds the reason in my log.";
    struct json *top;

    if (is_senders_fault(rc))
        return false;
    top = json_object();
    json_set_string(top, "response_type", "ephemeral");
    json_set_string(top, "text", rc == FAIL_BUSY ? busy : trouble);
    *res = response_json(req, 200, top);
    return true;
}

const struct sender sender_slack_command = {
    .body_most = BODY_MOST,
    .accepted = 200,
    .verify = verify_command,
    .probe = probe,
    .sorry = sorry,
};

/* For a press Slack shows a warning sign beside the button. */
const struct sender sender_slack_interactive = {
    .body_most = BODY_MOST,
    .accepted = 200,
    .verify = verify_interactive,
    .probe = probe,
};

/* Slack sends an event again that was not taken. */
const struct sender sender_slack_event = {
    .body_most = BODY_MOST,
    .accepted = 200,
    .verify = verify_event,
    .probe = probe,
};
