/*
 * src/port/settings_github.c: what is wrong with an App, a token or the API's URL has its line and
 * its remedy.
 */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

/* An App that is whole. */
#define APP "app_id = 1 private_key_file = '@/key'"

static const struct refusal refusals[] = {
    { "api-url-without-a-scheme", "github {\n api_url = ghe.example.com }\n", 2,
      "https://HOST/api/v3" },
    { "api-url-of-a-file", "github {\n api_url = 'file:///etc' }\n", 2, "https://HOST/api/v3" },
    { "api-url-without-a-host", "github {\n api_url = 'https://' }\n", 2, "https://HOST/api/v3" },
    { "api-url-of-a-port-alone", "github {\n api_url = 'https://:443/api' }\n", 2, "HOST" },
    { "api-url-with-a-query", "github {\n api_url = 'https://h/api?x=1' }\n", 2, "HOST" },
    { "api-url-with-a-blank", "github {\n api_url = 'https://h /api' }\n", 2, "HOST" },
    { "api-url-of-the-web-site", "github {\n api_url = 'https://github.com/' }\n", 2,
      "https://api.github.com" },
    { "api-url-empty", "github {\n api_url = '' }\n", 2, "fill it in" },
    { "api-url-twice", "github {\n api_url = 'https://h'\n api_url = 'https://i' }\n", 3,
      "keep one" },
    { "app-id-with-a-blank", "github { private_key_file = '@/key'\n app_id = 'my app' }\n", 2,
      "no name of letters" },
    { "app-without-a-key", "github {\n app_id = 1 }\n", 2, "add private_key_file = " },
    { "key-without-an-app", "github {\n private_key_file = '@/key' }\n", 2, "add app_id = ID" },
    { "app-and-token", "github { " APP "\n token_file = '@/token' }\n", 2,
      "app_id and token_file stand side by side; keep one" },
    { "key-relative", "github { app_id = 1\n private_key_file = key }\n", 2, "from / on" },
    { "key-missing", "github { app_id = 1\n private_key_file = '@/none' }\n", 2,
      "private_key_file: " },
    { "key-open-to-others", "github { app_id = 1\n private_key_file = '@/wide' }\n", 2,
      "chmod 0400" },
    { "key-as-a-list", "github { app_id = 1\n private_key_file = { '@/key' } }\n", 2, "one value" },
    { "key-of-an-empty-name", "github { app_id = 1\n private_key_file = '' }\n", 2, "fill it in" },
    { "key-empty", "github { app_id = 1\n private_key_file = '@/empty' }\n", 2, "is empty" },
    { "key-is-a-directory", "github { app_id = 1\n private_key_file = '@' }\n", 2, "directory" },
    { "key-is-the-public-one", "github { app_id = 1\n private_key_file = '@/public' }\n", 2,
      "no private key in PEM form" },
    { "key-is-a-token", "github { app_id = 1\n private_key_file = '@/token' }\n", 2,
      "no private key in PEM form" },
    { "token-relative", "github {\n token_file = token }\n", 2, "from / on" },
    { "token-missing", "github {\n token_file = '@/none' }\n", 2, "no such file" },
    { "token-open-to-others", "github {\n token_file = '@/wide' }\n", 2, "chmod 0400" },
    { "token-empty", "github {\n token_file = '@/empty' }\n", 2, "is empty" },
    { "token-is-a-key", "github {\n token_file = '@/key' }\n", 2, "is no token" },
    { "installation-of-letters", "github { " APP "\n installation = acme }\n", 2, "no number" },
    { "installation-zero", "github { " APP "\n installation = 0 }\n", 2, "out of range" },
    { "installation-of-19-digits", "github { " APP "\n installation = 1000000000000000000 }\n", 2,
      "1 to 999999999999999999" },
    { "installation-without-an-app", "github { token_file = '@/token'\n installation = 5 }\n", 2,
      "add app_id and private_key_file, or remove it" },
    { "user-agent-of-two-lines", "github {\n user_agent = \"a\\nb\" }\n", 2, "backslash" },
    { "user-agent-with-a-bell", "github {\n user_agent = 'a\a' }\n", 2, "control character" },
    { "user-agent-empty", "github {\n user_agent = '' }\n", 2, "fill it in" },
    { "read-delay-no-duration", "github {\n read_delay = soon }\n", 2, "90s, 10m, 2h or 7d" },
    { "read-delay-over-a-minute", "github {\n read_delay = 61s }\n", 2, "0s to 1m" },
    { "commands-unknown", "github {\n commands = { ping, depoly } }\n", 2, "did you mean deploy?" },
    { "commands-with-a-slash", "github {\n commands = { /ping } }\n", 2, "ping" },
    { "forks-maybe", "github {\n forks = maybe }\n", 2, "neither true nor false" },
    { "recover-of-odd-characters", "github { " APP "\n recover = { 'acme inc' } }\n", 2,
      "neither app nor an organization nor OWNER/NAME" },
    { "recover-of-a-pattern", "github { " APP "\n recover = { 'acme/*' } }\n", 2, "OWNER/NAME" },
    { "recover-of-an-empty-name", "github { " APP "\n recover = { '' } }\n", 2, "fill it in" },
    { "recover-the-app-of-nobody", "github { token_file = '@/token'\n recover = { acme, app } }\n",
      2, "or remove app" },
    { "recover-by-nobody", "github {\n recover = { acme } }\n", 2, "can't be asked for" },
    { "key-of-the-api-at-the-top", "\napp_id = 1\n", 2, "it belongs into github" },
    { "misspelt-key-file", "github {\n private_key = '@/key' }\n", 2, "github" },
};

static void
fill(const char *directory)
{
    static const char pem[] = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n"
                              "-----END RSA PRIVATE KEY-----\n";

    free(settings_directory_write(directory, "key", pem, 0400));
    free(settings_directory_write(directory, "wide", pem, 0440));
    free(settings_directory_write(directory, "empty", "\n", 0400));
    free(settings_directory_write(
        directory, "public", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", 0400));
    free(settings_directory_write(directory, "token", "ghp_0123\n", 0400));
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_github_refusals", refusals,
                        sizeof(refusals) / sizeof(refusals[0]), fill);
}
