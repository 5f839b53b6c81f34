/* src/port/settings_inbound_check.c: what can't be meant has its line and its remedy. */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define MAIN " secret main { file = '@/secret' } "
#define HMAC "source a { scheme = hmac header = X-Sign event = X-Event" MAIN "\n"
#define TOKEN "source a { scheme = token header = X-Token event = X-Event" MAIN "\n"
#define STANDARD "source a { scheme = standard-webhooks secret main { file = '@/whsec' }\n"
#define GIT "source a { scheme = token header = T event = E repository = /r ref = /f" MAIN

#define WHSEC "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SEED "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static const struct refusal refusals[] = {
    { "source-without-a-name", "source { }\n", 1, "source needs a name" },
    { "source-of-a-name-in-capitals",
      "source Shop { scheme = hmac header = X-Sign event = X-Event" MAIN "}\n", 1,
      "lower-case letters, digits and '-'" },
    { "source-of-33-letters",
      "source abcdefghijklmnopqrstuvwxyz0123456 { scheme = hmac header = S event = E" MAIN "}\n", 1,
      "at most 32" },
    { "source-that-is-github", "source github { scheme = hmac header = S event = E" MAIN "}\n", 1,
      "other than github, slack" },
    { "source-that-is-message", "source message { scheme = hmac header = S event = E" MAIN "}\n", 1,
      "other than github, slack" },
    { "source-twice", HMAC "}\n" HMAC "}\n", 3, "a second section of the name \"a\"" },
    { "source-without-a-scheme", "source a { header = S event = E" MAIN "}\n", 1,
      "scheme is missing" },
    { "a-scheme-that-is-none", "source a { scheme = hmca header = S event = E" MAIN "}\n", 1,
      "unknown word hmca, did you mean hmac?" },
    { "source-without-a-secret", "source a { scheme = hmac header = S event = E }\n", 1,
      "every request would be refused; add secret \"main\"" },
    { "a-secret-without-a-file", "source a { scheme = hmac header = S event = E secret x { } }\n",
      1, "file is missing" },
    { "a-secret-in-a-relative-file",
      "source a { scheme = hmac header = S event = E\n secret x { file = y } }\n", 2,
      "write it from / on" },
    { "a-secret-that-is-not-there",
      "source a { scheme = hmac header = S event = E\n secret x { file = '@/none' } }\n", 2,
      "/none" },
    { "a-secret-that-others-read",
      "source a { scheme = hmac header = S event = E\n secret x { file = '@/open' } }\n", 2,
      "chmod 0400" },
    { "a-secret-of-odd-repositories",
      HMAC " secret x { file = '@/secret'\n repositories = acme } }\n", 3,
      "neither OWNER/NAME nor a pattern" },
    { "a-secret-of-no-standard",
      "source a { scheme = standard-webhooks secret main { file = '@/secret' } }\n", 1,
      "secret \"main\" begins with neither whsec_ nor whsk_ nor whpk_; put into its file" },
    { "a-secret-of-the-standard-that-is-cut",
      "source a { scheme = standard-webhooks secret main { file = '@/cut' } }\n", 1,
      "secret \"main\" is not the base64 of a key behind its prefix" },
    { "a-secret-that-is-the-senders-own",
      "source a { scheme = standard-webhooks secret main { file = '@/whsk' } }\n", 1,
      "secret \"main\" is the sender's own: give the whpk_ that belongs to it" },
    { "two-secrets-of-a-name", HMAC MAIN "}\n", 2, "a second section of the name \"main\"" },
    { "hmac-without-a-header", "source a { scheme = hmac event = E" MAIN "}\n", 1,
      "header is missing; add header = 'X-Signature', where the signature stands" },
    { "token-without-a-header", "source a { scheme = token event = E" MAIN "}\n", 1,
      "where the token stands" },
    { "a-header-with-a-blank", "source a { scheme = hmac\n header = 'X Sign' event = E" MAIN "}\n",
      2, "header: X Sign is no name of a header" },
    { "hmac-without-an-event", "source a { scheme = hmac header = S" MAIN "}\n", 1,
      "event is missing" },
    { "an-event-that-is-no-name",
      "source a { scheme = hmac header = S\n event = \"'a+b'\"" MAIN "}\n", 2,
      "event: 'a+b' is no name of an event" },
    { "an-event-of-an-item", "source a { scheme = hmac header = S\n event = 'item:e'" MAIN "}\n", 2,
      "event: item:e is not where it could be; write a header" },
    { "an-event-of-many", "source a { scheme = hmac header = S\n event = '/a/*/b'" MAIN "}\n", 2,
      "event: /a/*/b is not where it could be" },
    { "an-id-that-is-a-text", HMAC " id = \"'x'\" }\n", 2,
      "id: 'x' is not where it could be; write a header, or a JSON pointer like /id" },
    { "a-timestamp-in-the-body", HMAC " timestamp = /time }\n", 2,
      "timestamp: /time is not where it could be; write a header, or item:NAME" },
    { "a-timestamp-of-no-item", HMAC " timestamp = 'item:' }\n", 2, "item: is not where" },
    { "a-timestamp-that-is-not-signed", HMAC " timestamp = X-Time }\n", 2,
      "what is not signed proves nothing; add signed = '{timestamp}.{body}'" },
    { "signed-without-the-body", HMAC " signed = 'v0:' }\n", 2, "{body} stands in it once" },
    { "signed-with-two-bodies", HMAC " signed = '{body}{body}' }\n", 2,
      "{body} stands in it once" },
    { "signed-with-an-unknown-word", HMAC " signed = '{timestmp}.{body}' }\n", 2,
      "unknown {timestmp} in {timestmp}.{body}; did you mean {timestamp}?" },
    { "signed-with-a-word-like-none", HMAC " signed = '{url}{body}' }\n", 2,
      "there are {body}, {timestamp} and {id}" },
    { "signed-with-a-brace", HMAC " signed = '{body}{' }\n", 2, "unknown {}" },
    { "signed-with-no-timestamp", HMAC " signed = '{timestamp}.{body}' }\n", 2,
      "{timestamp} is nowhere; add timestamp" },
    { "signed-with-no-id", HMAC " signed = '{id}.{body}' }\n", 2, "{id} is in no header; add id" },
    { "signed-with-an-id-of-the-body", HMAC " signed = '{id}.{body}' id = /id }\n", 2,
      "{id} is in no header" },
    { "tolerance-of-nothing", HMAC " tolerance = 1m }\n", 2, "tolerance needs timestamp" },
    { "tolerance-of-a-week", HMAC " tolerance = 7d }\n", 2, "it takes 1s to 1d" },
    { "a-token-that-signs", TOKEN " signed = '{body}' }\n", 2,
      "signed: a token signs nothing; remove it" },
    { "a-token-with-a-timestamp", TOKEN " timestamp = X-Time }\n", 2, "a token signs nothing" },
    { "a-token-in-base64", TOKEN " encoding = base64 }\n", 2, "a token signs nothing" },
    { "a-standard-with-a-prefix", STANDARD " prefix = 'v1,' }\n", 2,
      "prefix: Standard Webhooks says what it is; remove it" },
    { "a-standard-with-an-algorithm", STANDARD " algorithm = sha1 }\n", 2, "says what it is" },
    { "a-pointer-without-a-slash", HMAC " repository = repository }\n", 2,
      "repository: repository is no JSON pointer" },
    { "a-pointer-to-many", HMAC " commit = '/commits/*' }\n", 2, "commit: /commits/* is no JSON" },
    { "a-body-of-nothing", HMAC " body_most = 0 }\n", 2, "it takes 1 to 26214400" },
    { "a-body-beyond-ours", HMAC " body_most = 26214401 }\n", 2, "it takes 1 to 26214400" },
    { "tolerence-for-tolerance", HMAC " tolerence = 1m }\n", 2, "did you mean tolerance?" },
    { "a-token-file-for-a-secret", HMAC " token_file = '@/secret' }\n", 2,
      "unknown key token_file" },

    { "deploy-of-no-commit",
      GIT "}\ndeploy d { repository = a/b branches = m command = make\n source = a }\n", 3,
      "the events of a tell no commit; add commit = '/POINTER' to source \"a\"" },
    { "deploy-of-no-branch",
      GIT "commit = /c }\ndeploy d { repository = a/b command = make\n source = a }\n", 3,
      "the events of a tell no default branch; add branches = { main }" },
    { "deploy-of-paths",
      GIT "commit = /c }\ndeploy d { repository = a/b branches = m command = make source = a\n"
          " paths = web }\n",
      3, "the events of a tell of no files; remove paths" },
    { "deploy-without-a-remote",
      GIT "commit = /c }\ndeploy d { repository = a/b branches = m directory = '@' source = a\n"
          " checkout = yes }\n",
      3, "add remote = URL" },
    { "command-of-a-source", HMAC "}\ncommand c { run = make\n source = a }\n", 4,
      "unknown key source" },
};

static void
fill(const char *directory)
{
    free(settings_directory_write(directory, "secret", "canary\n", 0400));
    free(settings_directory_write(directory, "open", "canary\n", 0444));
    free(settings_directory_write(directory, "whsec", WHSEC "\n", 0400));
    free(settings_directory_write(directory, "cut", "whsec_canary0\n", 0400));
    free(settings_directory_write(directory, "whsk", "whsk_" SEED "\n", 0400));
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_inbound_refusals", refusals,
                        sizeof(refusals) / sizeof(refusals[0]), fill);
}
