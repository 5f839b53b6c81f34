/*
 * src/port/settings_asana.c: what is wrong with a token, an OAuth app or the API's URL has its line
 * and its remedy.
 */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

/* An OAuth app that is whole. */
#define APP "client_id = 1 client_secret_file = '@/secret'"

static const struct refusal refusals[] = {
    { "api-url-without-a-scheme", "asana {\n api_url = app.asana.com }\n", 2,
      "write https://app.asana.com/api/1.0" },
    { "api-url-without-a-host", "asana {\n api_url = 'https://' }\n", 2, "no http or https URL" },
    { "api-url-with-a-query", "asana {\n api_url = 'h?token=canary' }\n", 2, "api_url: h is no" },
    { "api-url-with-a-password", "asana {\n api_url = 'https://me:canary@@host' }\n", 2,
      "there is a user's name in it" },
    { "api-url-of-the-web-site", "asana {\n api_url = 'https://app.asana.com/' }\n", 2,
      "the API is https://app.asana.com/api/1.0" },
    { "api-url-empty", "asana {\n api_url = '' }\n", 2, "fill it in" },
    { "login-url-of-a-file", "asana {\n login_url = 'file:///etc' }\n", 2,
      "write https://app.asana.com" },
    { "login-url-with-its-path",
      "asana {\n login_url = 'https://app.asana.com/-/oauth_authorize' }\n", 2,
      "write https://HOST alone" },
    { "client-id-with-a-blank", "asana { client_secret_file = '@/secret'\n client_id = 'my app' }",
      2, "no name of letters" },
    { "client-id-empty", "asana { client_secret_file = '@/secret'\n client_id = '' }\n", 2,
      "fill it in" },
    { "app-without-a-secret", "asana {\n client_id = 1 }\n", 2, "add client_secret_file = " },
    { "secret-without-an-app", "asana {\n client_secret_file = '@/secret' }\n", 2,
      "add client_id = ID" },
    { "app-and-token", "asana { " APP "\n token_file = '@/token' }\n", 2,
      "client_id and token_file stand side by side; keep one of them: an OAuth app" },
    { "token-relative", "asana {\n token_file = token }\n", 2, "from / on" },
    { "token-missing", "asana {\n token_file = '@/none' }\n", 2, "no such file" },
    { "token-open-to-others", "asana {\n token_file = '@/wide' }\n", 2, "chmod 0400" },
    { "token-empty", "asana {\n token_file = '@/empty' }\n", 2, "is empty" },
    { "token-of-two-words", "asana {\n token_file = '@/words' }\n", 2, "is no token" },
    { "secret-relative", "asana { client_id = 1\n client_secret_file = secret }\n", 2,
      "from / on" },
    { "secret-missing", "asana { client_id = 1\n client_secret_file = '@/none' }\n", 2,
      "no such file" },
    { "secret-of-two-words", "asana { client_id = 1\n client_secret_file = '@/words' }\n", 2,
      "no token or secret" },
    { "redirect-of-nothing", "asana { " APP "\n redirect_uri = oob }\n", 2,
      "write urn:ietf:wg:oauth:2.0:oob" },
    { "redirect-with-a-blank", "asana { " APP "\n redirect_uri = 'urn:a b' }\n", 2,
      "write urn:ietf:wg:oauth:2.0:oob" },
    { "redirect-without-an-app",
      "asana { token_file = '@/token'\n redirect_uri = 'https://h/x' }\n", 2,
      "add client_id and client_secret_file, or remove it" },
    { "workspace-empty", "asana {\n workspace = '' }\n", 2, "fill it in" },
    { "workspace-with-a-blank-behind", "asana {\n workspace = 'Acme ' }\n", 2,
      "begins or ends with a blank" },
    { "workspace-of-blanks", "asana {\n workspace = '  ' }\n", 2, "begins or ends with a blank" },
    { "asana-twice", "asana { }\nasana { }\n", 2, "put all into one" },
    { "asana-with-a-name", "asana \"a\" { }\n", 1, "takes no name" },
    { "asana-inside-of-github", "github {\n asana { } }\n", 2, "asana stands in" },
    { "token-at-the-top", "\nclient_id = 1\n", 2, "it belongs into asana" },
    { "misspelt-secret-file", "asana {\n client_secret = '@/secret' }\n", 2, "asana" },
};

static void
fill(const char *directory)
{
    free(settings_directory_write(directory, "token", "2/1201/canary\n", 0400));
    free(settings_directory_write(directory, "secret", "canary\n", 0400));
    free(settings_directory_write(directory, "wide", "canary\n", 0440));
    free(settings_directory_write(directory, "empty", "\n", 0400));
    free(settings_directory_write(directory, "words", "the canary\n", 0400));
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_asana_refusals", refusals, sizeof(refusals) / sizeof(refusals[0]),
                        fill);
}
