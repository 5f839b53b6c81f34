/* some_sources.c - Gitea, GitLab, Stripe, Shopify, Slack, Standard Webhooks, and forms of our own */
#include "config.h"

#include "wire/some_sources.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SECRET(variable, key)                                                                      \
    static const struct secret variable[] = {                                                      \
        { .name = "main", .bytes = (key), .length = sizeof(key) - 1 }                              \
    }
#define ITS(list)                                                                                  \
    {                                                                                              \
        .secrets = (list), .secret_count = COUNT(list)                                             \
    }

SECRET(hush, "hush");
SECRET(of_gitea, "gitea-secret");
SECRET(of_gitlab, "gitlab token");
SECRET(of_slack, "8f742231b10e8888abcd99yyyzzz85a5");
SECRET(of_standard, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

/* Two that are live: one is being rotated. */
static const struct secret of_stripe[] = {
    { .name = "new", .bytes = "whsec_test_stripe", .length = 17 },
    { .name = "new (previous)", .bytes = "whsec_other", .length = 11 },
};

const struct inbound some_sources[SOURCES] = {
    { .name = "gitea",
      .scheme = INBOUND_HMAC,
      .header = "X-Gitea-Signature",
      .prefix = "",
      .signed_form = "{body}",
      .id = { INBOUND_HEADER, "X-Gitea-Delivery" },
      .replay_guard = true,
      .event = { INBOUND_HEADER, "X-Gitea-Event" },
      .repository = "/repository/full_name",
      .ref = "/ref",
      .commit = "/after",
      .body_most = 1048576,
      .source = ITS(of_gitea) },
    { .name = "gitlab",
      .scheme = INBOUND_TOKEN,
      .header = "X-Gitlab-Token",
      .prefix = "",
      .id = { INBOUND_HEADER, "X-Gitlab-Event-UUID" },
      .replay_guard = true,
      .event = { INBOUND_HEADER, "X-Gitlab-Event" },
      .repository = "/project/path_with_namespace",
      .ref = "/ref",
      .commit = "/checkout_sha",
      .body_most = 1048576,
      .source = ITS(of_gitlab) },
    { .name = "stripe",
      .scheme = INBOUND_HMAC,
      .header = "Stripe-Signature",
      .prefix = "v1=",
      .timestamp = { INBOUND_ITEM, "t" },
      .signed_form = "{timestamp}.{body}",
      .tolerance_ms = 300000,
      .id = { INBOUND_POINTER, "/id" },
      .event = { INBOUND_POINTER, "/type" },
      .body_most = 1048576,
      .source = ITS(of_stripe) },
    { .name = "shopify",
      .scheme = INBOUND_HMAC,
      .header = "X-Shopify-Hmac-Sha256",
      .prefix = "",
      .encoding = INBOUND_BASE64,
      .signed_form = "{body}",
      .id = { INBOUND_HEADER, "X-Shopify-Webhook-Id" },
      .replay_guard = true,
      .event = { INBOUND_HEADER, "X-Shopify-Topic" },
      .body_most = 1048576,
      .source = ITS(hush) },
    { .name = "slack-like",
      .scheme = INBOUND_HMAC,
      .header = "X-Slack-Signature",
      .prefix = "v0=",
      .timestamp = { INBOUND_HEADER, "X-Slack-Request-Timestamp" },
      .signed_form = "v0:{timestamp}:{body}",
      .tolerance_ms = INT64_C(1000) * (SOURCES_NOW_S - 1531420618),
      .event = { INBOUND_LITERAL, "command" },
      .body_most = 1048576,
      .source = ITS(of_slack) },
    { .name = "standard",
      .scheme = INBOUND_STANDARD,
      .header = "webhook-signature",
      .timestamp = { INBOUND_HEADER, "webhook-timestamp" },
      .id = { INBOUND_HEADER, "webhook-id" },
      .tolerance_ms = 300000,
      .event = { INBOUND_POINTER, "/type" },
      .body_most = 1048576,
      .source = ITS(of_standard) },
    { .name = "form",
      .scheme = INBOUND_HMAC,
      .header = "X-Signature",
      .prefix = "sha256=",
      .signed_form = "{body}",
      .event = { INBOUND_LITERAL, "form" },
      .form = true,
      .body_most = 1048576,
      .source = ITS(hush) },
    { .name = "all-signed",
      .scheme = INBOUND_HMAC,
      .header = "X-Signature",
      .prefix = "",
      .timestamp = { INBOUND_HEADER, "X-Time" },
      .signed_form = "{id}.{timestamp}.{body}",
      .tolerance_ms = 300000,
      .id = { INBOUND_HEADER, "X-Id" },
      .event = { INBOUND_LITERAL, "thing" },
      .body_most = 1048576,
      .source = ITS(hush) },
};

/* source  Slack's: "Verifying requests from Slack", the example; of the others their docs */
const struct letter some_letters[SOURCES] = {
    { "gitea",
      { { "X-Gitea-Signature", "5b312c06b993f3f34a564cc05b73c13db1dc7fe8756b415b95b933ab5c0b0a77" },
        { "X-Gitea-Delivery", "f6266f16-1bf3-46a5-9ea4-602e06ead473" },
        { "X-Gitea-Event", "push" } },
      "{\"ref\":\"refs/heads/main\",\"before\":\"28e1879d029cb852e4844d9c718537df08844e03\","
      "\"after\":\"bffeb74224043ba2feb48d137756c8a9331c449a\",\"repository\":{\"full_name\":"
      "\"acme/web\",\"default_branch\":\"main\"}}",
      "push",
      "f6266f16-1bf3-46a5-9ea4-602e06ead473" },
    { "gitlab",
      { { "X-Gitlab-Token", "gitlab token" },
        { "X-Gitlab-Event-UUID", "13792a34-cac6-4fda-95a8-c58e00a3954e" },
        { "X-Gitlab-Event", "Push Hook" } },
      "{\"ref\":\"refs/heads/main\"}",
      "Push_Hook",
      "13792a34-cac6-4fda-95a8-c58e00a3954e" },
    { "stripe",
      { { "Stripe-Signature",
          "t=1700000000,v1=65de0f56d899ea70c41b66796a4b51902db5f8b96eaa5a211b2b60898e27e6eb" } },
      "{\"id\":\"evt_1MqqbKLt4dXK03v5qaIbiNCC\",\"type\":\"customer.created\",\"data\":{\"object\":"
      "{}}}",
      "customer.created",
      "evt_1MqqbKLt4dXK03v5qaIbiNCC" },
    { "shopify",
      { { "X-Shopify-Hmac-Sha256", "D0UMXmhjwBRi4y66TmhJrDlhQABD7zI2fm3p6/QLMo8=" },
        { "X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043" },
        { "X-Shopify-Topic", "orders/create" } },
      "{\"id\":820982911946154508,\"email\":\"jon@example.com\"}",
      "orders/create",
      "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043" },
    { "slack-like",
      { { "X-Slack-Signature",
          "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503" },
        { "X-Slack-Request-Timestamp", "1531420618" } },
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id="
      "G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-"
      "collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%"
      "2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
      "803a0bc887a14d10d2c447fce8b6703c",
      "command",
      NULL },
    { "standard",
      { { "webhook-signature", "v1,OfDVllqOw309mF1b6nmgMqB+eM7FmLUsvPKAp5j8eKo=" },
        { "webhook-id", "msg_2" },
        { "webhook-timestamp", "1700000000" } },
      "{\"type\":\"invoice.paid\"}",
      "invoice.paid",
      "msg_2" },
    { "form",
      { { "X-Signature",
          "sha256=8204ce08f9b4e4e5002aa1ebd61fffe2ae1482a0a5d437cf9e871a102771d4c5" } },
      "payload=%7B%22a%22%3A1%7D",
      "form",
      NULL },
    { "all-signed",
      { { "X-Signature", "1c50ad14617ff1dc4d5c26da69c76601651e65328692dad224156ca35c577c8f" },
        { "X-Id", "e-1" },
        { "X-Time", "1700000000" } },
      "{}",
      "thing",
      "e-1" },
};

struct settings
source_settings(void)
{
    return (struct settings){ .inbounds = some_sources, .inbound_count = SOURCES };
}
