/* src/port/settings_outgoing.c, src/port/settings_forward.c: what can't be meant has its line and
 * its remedy. */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define SHA "0123456789abcdef"
#define LONG SHA SHA SHA SHA SHA SHA SHA SHA
#define RULE "forward f { events = { push } owner = ci\n"
#define SOURCE                                                                                     \
    "source shop { scheme = hmac header = X event = X secret main { file = '@/secret' } }\n"

static const struct refusal refusals[] = {
    { "outgoing-with-a-name", "outgoing x { }\n", 1, "outgoing takes no name" },
    { "outgoing-twice", "outgoing { }\noutgoing { }\n", 2, "a second outgoing section" },
    { "a-catalogue-of-nothing", "outgoing { events = {} }\n", 1, "an empty list" },
    { "an-event-with-a-blank", "outgoing { events = 'user created' }\n", 1,
      "events: user created is no name of an event" },
    { "an-event-that-begins-with-a-dot", "outgoing { events = '.created' }\n", 1, "is no name" },
    { "an-event-with-a-question-mark", "outgoing { events = 'user.?' }\n", 1, "is no name" },
    { "an-event-of-129-bytes", "outgoing { events = a" LONG " }\n", 1, "write 1 to 128" },
    { "an-event-of-ours", "outgoing {\n events = target.done }\n", 2,
      "what begins with target. is hooklet's own" },
    { "a-network-that-is-none", "outgoing { networks = 10.0.0.0/33 }\n", 1,
      "networks: 10.0.0.0/33 is no network" },
    { "a-network-with-bits-behind-it", "outgoing { networks = 10.0.0.1/8 }\n", 1,
      "with nothing behind these bits" },
    { "a-name-as-a-network", "outgoing { networks = localhost }\n", 1, "is no network" },
    { "port-0", "outgoing { ports = 0 }\n", 1, "ports: 0 is no port" },
    { "port-65536", "outgoing { ports = { 443, 65536 } }\n", 1, "ports: 65536 is no port" },
    { "a-port-by-its-name", "outgoing { ports = https }\n", 1, "ports: https is no port" },
    { "any-port-and-one", "outgoing { ports = { '*', 443 } }\n", 1, "ports: '*' stands alone" },
    { "no-ports", "outgoing { ports = {} }\n", 1, "an empty list" },
    { "a-relative-ca-file", "outgoing { ca_file = ca.pem }\n", 1, "write it from / on" },
    { "a-ca-file-that-is-not-there", "outgoing { ca_file = '@/none' }\n", 1,
      "/none: no such file; name a file of CAs in PEM form" },
    { "a-ca-file-without-a-certificate", "outgoing { ca_file = '@/secret' }\n", 1,
      "holds no certificate" },
    { "no-transfers", "outgoing { transfers = 0 }\n", 1, "it takes 1 to 256" },
    { "257-transfers", "outgoing { transfers = 257 }\n", 1, "it takes 1 to 256" },
    { "disabled-at-once", "outgoing { disable_after = 59m }\n", 1, "it takes 1h to 30d" },
    { "disabled-never", "outgoing { disable_after = 31d }\n", 1, "it takes 1h to 30d" },
    { "a-confirmation-that-may-be", "outgoing { confirm = maybe }\n", 1, "neither true nor false" },
    { "event-for-events", "outgoing { event = a }\n", 1, "did you mean events?" },

    { "forward-without-an-owner", "forward f { events = push }\n", 1,
      "owner is missing; add owner = NAME" },
    { "forward-without-events", "forward f { owner = ci }\n", 1, "events are missing" },
    { "an-owner-with-a-slash", "forward f { events = push owner = acme/ci }\n", 1,
      "owner: acme/ci is no owner" },
    { "an-owner-of-65-bytes", "forward f { events = push owner = a" SHA SHA SHA SHA " }\n", 1,
      "write 1 to 64" },
    { "an-identifier-with-a-blank", RULE " identifier = 'a b' }\n", 2, "identifier: a b is none" },
    { "an-event-that-is-a-pattern", RULE " event = 'a.*' }\n", 2, "event: a.* is no name" },
    { "an-event-that-only-we-send", RULE " event = target.test }\n", 2, "is hooklet's own" },
    { "a-name-of-direct-messages", "forward message { events = push owner = ci }\n", 1,
      "message is what the ledger calls other messages" },
    { "a-name-of-our-own-messages", "forward target.x { events = push owner = ci }\n", 1,
      "target.x is what the ledger calls other messages" },
    { "an-odd-github-event", "forward f { events = Push owner = ci }\n", 1,
      "events: Push is no event name" },
    { "a-header-with-a-colon", RULE " headers = 'X-A: b' }\n", 2, "headers: X-A: b is no name" },
    { "a-header-of-ours", RULE " headers = Webhook-Id }\n", 2, "Webhook-Id is never handed on" },
    { "a-header-of-the-connection", RULE " headers = { X-A, host } }\n", 2,
      "host is never handed on" },
    { "a-signature-of-theirs", RULE " headers = X-Hub-Signature-256 }\n", 2, "never handed on" },
    { "a-template-of-nothing", RULE " template = {} }\n", 2, "an empty list" },
    { "a-field-without-a-value", RULE " template = 'ref' }\n", 2,
      "template: \"ref\" is neither \"name=/pointer\" nor \"name='text'\"" },
    { "a-field-without-a-name", RULE " template = '=/ref' }\n", 2, "is neither" },
    { "a-field-that-is-a-bare-word", RULE " template = 'ref=main' }\n", 2, "is neither" },
    { "a-text-without-an-end", RULE " template = \"ref='main\" }\n", 2, "is neither" },
    { "a-pointer-to-many", RULE " template = 'all=/commits/*/id' }\n", 2,
      "/commits/*/id is no JSON pointer to one value" },
    { "a-pointer-with-a-bare-tilde", RULE " template = 'a=/x~2' }\n", 2,
      "/x~2 is no JSON pointer" },
    { "a-field-twice", RULE " template = { 'a=/x', 'b=/y', 'a=/z' } }\n", 2,
      "template: a is there twice" },
    { "fields-beyond-the-limit",
      RULE " template = { 'x0=/', 'x1=/', 'x2=/', 'x3=/', 'x4=/', 'x5=/', 'x6=/', 'x7=/',\n"
           " 'x8=/', 'x9=/', 'xa=/', 'xb=/', 'xc=/', 'xd=/', 'xe=/', 'xf=/', 'xg=/', 'xh=/',\n"
           " 'xi=/', 'xj=/', 'xk=/', 'xl=/', 'xm=/', 'xn=/', 'xo=/', 'xp=/', 'xq=/', 'xr=/',\n"
           " 'xs=/', 'xt=/', 'xu=/', 'xv=/', 'xw=/', 'xx=/', 'xy=/', 'xz=/', 'y0=/', 'y1=/',\n"
           " 'y2=/', 'y3=/', 'y4=/', 'y5=/', 'y6=/', 'y7=/', 'y8=/', 'y9=/', 'ya=/', 'yb=/',\n"
           " 'yc=/', 'yd=/', 'ye=/', 'yf=/', 'yg=/', 'yh=/', 'yi=/', 'yj=/', 'yk=/', 'yl=/',\n"
           " 'ym=/', 'yn=/', 'yo=/', 'yp=/', 'yq=/', 'yr=/', 'ys=/' } }\n",
      2, "template: there are 65 fields; it takes 64" },
    { "forward-with-a-command", RULE " command = make }\n", 2, "unknown key command" },
    { "forward-of-an-unknown-source",
      SOURCE "forward f { events = push owner = ci\n source = shpo }\n", 3,
      "source: shpo is neither github nor circleci, nor a section source; did you mean shop?" },
    { "forward-of-a-source-unlike-any",
      "forward f { events = push owner = ci\n source = stripe }\n", 2,
      "add source \"stripe\" { ... }" },
    { "forward-of-slack", "forward f { events = push owner = ci source = slack }\n", 1,
      "source: slack is neither" },
    { "an-odd-event-of-a-source", SOURCE "forward f { source = shop owner = ci events = 'a+b' }\n",
      2, "events: a+b is no event name" },
    { "run-of-an-unknown-source", "run r { source = x events = push command = make }\n", 1,
      "source: x is neither" },
    { "deploy-of-circleci", "deploy d { source = circleci repository = a/b command = make }\n", 1,
      "source: circleci is neither github nor a section source" },
    { "a-name-of-another-rule", RULE " }\nrun f { events = push command = make }\n", 3,
      "rename one" },

    { "receiver-without-a-command", "receiver r { }\n", 1, "command is missing" },
    { "receiver-with-a-blank", "receiver 'a b' { command = cat }\n", 1, "named as exec:NAME" },
    { "receiver-with-steps", "receiver r { command = cat\n steps = cat }\n", 2,
      "unknown key steps" },
    { "receiver-with-attempts", "receiver r { command = cat\n attempts = 2 }\n", 2,
      "unknown key attempts" },
    { "receiver-of-repositories", "receiver r { command = cat\n repositories = a/b }\n", 2,
      "unknown key repositories" },
    { "receiver-in-a-relative-directory", "receiver r { command = cat\n directory = srv }\n", 2,
      "write it from / on" },
    { "receiver-in-a-directory-that-is-not-there",
      "receiver r { command = cat\n directory = '@/none' }\n", 2, "does not exist" },
    { "receiver-with-our-variables", "receiver r { command = cat\n variables = 'HOOKLET_A=b' }\n",
      2, "can't be set here" },
    { "receiver-without-a-name", "receiver { command = cat }\n", 1, "receiver needs a name" },
    { "receiver-of-two-days", "receiver r { command = cat timeout = 2d }\n", 1,
      "it takes 1s to 1d" },
};

static void
fill(const char *directory)
{
    free(settings_directory_write(directory, "secret", "canary\n", 0400));
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_outgoing_refusals", refusals,
                        sizeof(refusals) / sizeof(refusals[0]), fill);
}
