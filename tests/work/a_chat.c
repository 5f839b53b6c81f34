/* a_chat.c - deliveries as Slack's, past verify, and what becomes of them */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_chat.h"
#include "base/encode.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "store/deployments_rows.h"
#include "wire/a_delivery.h"
#include "wire/slack_body.h"
#include "work/decide.h"

#include <cmocka.h>

#define FORM "{\"Content-Type\":\"application/x-www-form-urlencoded\"}"

struct settings chat_settings;

const char *
chat_member(struct fixture *f, const char *json, const char *pointer)
{
    struct json_want want = { .pointer = pointer };

    if (json == NULL || json[0] == '\0')
        return NULL;
    assert_int_equal(json_scan(f->pool, json, strlen(json), &want, 1), 0);
    return want.first == NULL ? NULL : want.first->text;
}

/* As accept would get it from a program. */
static struct said
deliver(struct fixture *f, const char *kind, const char *document)
{
    const struct app app = { &chat_settings, f->store };
    struct delivery delivery = { .source = SLACK_SOURCE,
                                 .id = pool_printf(f->pool, "1.%d", ++f->events),
                                 .kind = kind,
                                 .secret = "main",
                                 .headers = strcmp(kind, SLACK_COMMAND) == 0 ? FORM : "{}",
                                 .body = document,
                                 .length = strlen(document),
                                 .received_ms = NOW + f->events };
    struct receipt receipt = { 0 };
    struct event_row row;
    struct plan plan = { 0 };
    const char *type;

    delivery.document = document;
    delivery.document_length = delivery.length;
    assert_int_equal(crypto_sha256(document, delivery.length, delivery.body_sha), 0);
    assert_int_equal(decide_slack(&delivery, &app, f->pool, &plan), 0);
    assert_int_equal(store_accept(f->store, &delivery, &plan, f->pool, &receipt), 0);
    assert_int_equal(ledger_event(f->store, receipt.event, f->pool, &row), 0);
    type = chat_member(f, receipt.reply, "/response_type");
    return (struct said){
        .answer = chat_member(f, receipt.reply, "/text"),
        .in_channel = type != NULL && strcmp(type, "in_channel") == 0,
        .blocks = chat_member(f, receipt.reply, "/blocks"),
        .status = row.status,
        .reason = row.reason,
        .event = receipt.event,
        .jobs = receipt.job_count,
    };
}

struct said
chat_type_as(struct fixture *f, const char *user, const char *channel, const char *name,
             const char *text)
{
    return deliver(f, SLACK_COMMAND,
                   pool_printf(f->pool,
                               "team_id=T1&user_id=%s&user_name=%s&channel_id=%s&channel_name=dev&"
                               "command=%%2F%s&text=%s&response_url=https%%3A%%2F%%2Fhooks",
                               user, strcmp(user, "U1") == 0 ? "ann" : "bob", channel, name,
                               percent_encode(f->pool, text)));
}

struct said
chat_type(struct fixture *f, const char *text)
{
    return chat_type_as(f, "U1", "C1", "hooklet", text);
}

struct said
chat_push(struct fixture *f, const char *user, const char *action, const char *value)
{
    struct json *top = json_object(), *one = json_object(), *list = json_array();
    const char *text;

    json_set_string(top, "type", "block_actions");
    json_set_raw(top, "user", pool_printf(f->pool, "{\"id\":\"%s\",\"username\":\"ann\"}", user));
    json_set_raw(top, "channel", "{\"id\":\"C1\",\"name\":\"dev\"}");
    json_set_string(top, "response_url", "https://hooks/press");
    json_set_raw(top, "container", "{\"is_ephemeral\":true,\"message_ts\":\"1.2\"}");
    json_set_string(one, "action_id", action);
    json_set_string(one, "value", value);
    json_add(list, one);
    json_set(top, "actions", list);
    text = json_text(f->pool, top, JSON_COMPACT);
    return deliver(f, SLACK_INTERACTIVE, text);
}

struct said
chat_tell(struct fixture *f, const char *event)
{
    return deliver(
        f, SLACK_EVENT,
        quoted(f->pool, pool_printf(f->pool,
                                    "{'type':'event_callback','team_id':'T1','event_id':'Ev1',"
                                    "'authorizations':[{'user_id':'U9','is_bot':true}],"
                                    "'event':{%s}}",
                                    event)));
}

const char *
chat_args(struct fixture *f, const char *kind)
{
    struct db_row *row = store_read(f->store, "SELECT args FROM job WHERE kind = ?1"
                                              " ORDER BY id DESC LIMIT 1");
    const char *args = NULL;

    db_bind_text(row, 1, kind);
    if (db_next(row) == 1)
        args = db_text_copy(row, 0, f->pool);
    db_done(row);
    return args;
}

struct adding {
    struct deployment row;
    struct pool *pool;
};

static int
add_work(struct db *db, void *data)
{
    struct adding *adding = data;
    struct deployment_added added;
    int rc = deployment_add(db, &adding->row, NOW, adding->pool, &added);

    if (rc == 0) {
        adding->row.state = DEPLOYMENT_SUCCESS;
        rc = deployment_write_by(db, &adding->row, NOW + adding->row.id);
    }
    return rc;
}

void
chat_deployed(struct fixture *f, const char *environment, const char *ref, const char *sha)
{
    struct adding adding = {
        .row = { .repository = "acme/web",
                 .environment = environment,
                 .ref = ref,
                 .sha = sha,
                 .rule = pool_printf(f->pool, "default/%s", environment),
                 .origin = "push",
                 .by = "octocat",
                 .wish = pool_printf(f->pool, "wish/%d", ++f->events),
                 .state = DEPLOYMENT_QUEUED },
        .pool = f->pool,
    };

    assert_int_equal(store_write(f->store, add_work, &adding), 0);
}

void
assert_answer(struct fixture *f, const char *text, const char *answer)
{
    struct said said = chat_type(f, text);

    print_message("# /hooklet %s\n", text);
    assert_non_null(said.answer);
    assert_string_equal(said.answer, answer);
}

void
assert_conversation(struct fixture *f, const struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_answer(f, lines[i].text, lines[i].answer);
}
