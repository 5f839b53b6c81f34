/* setup_page.c - a head, a style, and two bodies. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/html.h"
#include "setup_page.h"

/*
 * The referrer is cut to the origin: GitHub may know where the form comes from, but this page's
 * address has the state in it.
 */
static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"referrer\" content=\"strict-origin\">\n"
    "<meta name=\"robots\" content=\"noindex\">\n"
    "<title>%s</title>\n"
    "<style nonce=\"%s\">\n"
    ":root { color-scheme: light dark; --line: #8884; --faint: #8882; --key: #1a7f37; }\n"
    "* { box-sizing: border-box; }\n"
    "body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 40rem;\n"
    "  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }\n"
    "h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0; }\n"
    "h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }\n"
    "code { font: .9em ui-monospace, monospace; background: var(--faint); padding: .1em .3em;\n"
    "  border-radius: .25em; }\n"
    "ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }\n"
    "li { padding: .5rem 0; border-bottom: 1px solid var(--line); }\n"
    "li span { display: block; font-size: .9rem; opacity: .75; }\n"
    "button { font: inherit; font-weight: 600; color: #fff; background: var(--key); border: 0;\n"
    "  border-radius: .5rem; padding: .75rem 1.25rem; margin: 1rem 0; width: 100%%; }\n"
    "button:hover, button:focus { filter: brightness(1.1); cursor: pointer; }\n"
    "pre { font: .85rem/1.4 ui-monospace, monospace; background: var(--faint); padding: .75rem;\n"
    "  border-radius: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }\n"
    "footer { margin-top: 2rem; font-size: .9rem; opacity: .75; }\n"
    "@media (min-width: 30rem) { button { width: auto; } }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n";

static const char tail[] = "</body>\n</html>\n";

static const char form[] =
    "<main>\n"
    "<h1>Make a GitHub App for %s</h1>\n"
    "<p><code>hooklet github create-app</code> opened this page and waits for you. The button "
    "takes the description below to GitHub, where you choose a name and confirm. GitHub then makes "
    "the App, owned by %s, and sends you back here; its keys go straight to this server.</p>\n"
    "<p>Nothing happens before you confirm at GitHub, and the App reaches no repository before you "
    "install it.</p>\n"
    "<form method=\"post\" action=\"%s?state=%s\">\n"
    "<input type=\"hidden\" name=\"manifest\" value=\"%s\">\n"
    "<button type=\"submit\">Continue at GitHub</button>\n"
    "</form>\n"
    "<h2>What it may do</h2>\n"
    "<ul>\n%s</ul>\n"
    "<h2>What it is told of</h2>\n"
    "<p>%s</p>\n"
    "<details>\n<summary>All of it, as GitHub gets it</summary>\n<pre>%s</pre>\n</details>\n"
    "</main>\n"
    "<footer>This page closes at %.5s UTC, or when the App is made. If you did not start this, "
    "close it.</footer>\n";

static const char done[] =
    "<main>\n"
    "<h1>Done. Go back to your terminal.</h1>\n"
    "<p>GitHub has made the App. <code>hooklet github create-app</code> tells when its keys are "
    "here, and how to go on.</p>\n"
    "<p>You can close this page; loading it again does no harm.</p>\n"
    "</main>\n";

static const char *
permission_items(struct pool *pool, const struct app_setup *setup)
{
    const char *items = "";

    for (size_t i = 0; i < setup->permission_count; i++) {
        const struct app_permission *one = &setup->permissions[i];

        items = pool_printf(pool, "%s<li><b>%s</b>: %s<span>%s</span></li>\n", items,
                            html_escape(pool, one->title), html_escape(pool, one->level),
                            html_escape(pool, one->why));
    }
    return items;
}

static const char *
event_items(struct pool *pool, const struct app_setup *setup)
{
    const char *items = "";

    for (size_t i = 0; i < setup->events.count; i++)
        items = pool_printf(pool, "%s%s<code>%s</code>", items, i > 0 ? " " : "",
                            html_escape(pool, setup->events.items[i]));
    return setup->events.count > 0 ? items : "Of its installations, and nothing else.";
}

/* "hooks.example.org" of "https://hooks.example.org/x" */
static const char *
host_of(struct pool *pool, const char *url)
{
    const char *host = strstr(url, "://");

    host = host != NULL ? host + 3 : url;
    return pool_copy(pool, host, strcspn(host, "/"));
}

static const char *
owner(struct pool *pool, const struct app_setup *setup)
{
    if (setup->organization == NULL)
        return "your own account";
    return pool_printf(pool, "the organization <b>%s</b>", html_escape(pool, setup->organization));
}

char *
setup_page_form(struct pool *pool, const struct app_setup *setup, const char *nonce)
{
    const char *host = html_escape(pool, host_of(pool, setup->url));
    const char *manifest = html_escape(pool, setup->manifest);
    const char *title = pool_printf(pool, "Make a GitHub App for %s", host);
    const char *top = pool_printf(pool, head, title, nonce);
    const char *main =
        pool_printf(pool, form, host, owner(pool, setup), html_escape(pool, setup->target),
                    html_escape(pool, setup->state), manifest, permission_items(pool, setup),
                    event_items(pool, setup), manifest,
                    clock_format(pool, setup->expires_ms) + strlen("2027-01-15T"));

    return pool_printf(pool, "%s%s%s", top, main, tail);
}

char *
setup_page_done(struct pool *pool, const char *nonce)
{
    const char *top = pool_printf(pool, head, "Done", nonce);

    return pool_printf(pool, "%s%s%s", top, done, tail);
}

char *
setup_page_policy(struct pool *pool, const char *target, const char *nonce)
{
    const char *path = strstr(target, "://");
    size_t origin;

    path = path != NULL ? path + 3 : target;
    origin = (size_t)(path - target) + strcspn(path, "/");
    return pool_printf(pool,
                       "default-src 'none'; style-src 'nonce-%s'; form-action %.*s; base-uri "
                       "'none'; frame-ancestors 'none'",
                       nonce, (int)origin, target);
}
