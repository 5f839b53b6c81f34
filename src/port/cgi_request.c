/* cgi_request.c - a request out of CGI variables, its answer's head */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "port/cgi_exchange.h"

const char *
request_variable(const struct request *req, const char *name)
{
    size_t length = strlen(name);

    for (const char *const *variable = req->variables; variable && *variable; variable++) {
        if (strncmp(*variable, name, length) == 0 && (*variable)[length] == '=')
            return *variable + length + 1;
    }
    return NULL;
}

/* What follows "HTTP_NAME=" when the variable is that of the header `name`, else NULL. */
static const char *
header_value(const char *variable, const char *name)
{
    if (strncmp(variable, "HTTP_", 5) != 0)
        return NULL;
    for (variable += 5; *name != '\0'; variable++, name++)
        if (*variable != (*name == '-' ? '_' : toupper((unsigned char)*name)))
            return NULL;
    return *variable == '=' ? variable + 1 : NULL;
}

const char *
request_header(const struct request *req, const char *name)
{
    const char *value = NULL;

    if (strcasecmp(name, "Content-Type") == 0)
        return request_variable(req, "CONTENT_TYPE");
    if (strcasecmp(name, "Content-Length") == 0)
        return request_variable(req, "CONTENT_LENGTH");
    for (const char *const *at = req->variables; at != NULL && *at != NULL; at++) {
        const char *more = header_value(*at, name);

        if (more != NULL)
            value = value == NULL ? more : pool_printf(req->pool, "%s, %s", value, more);
    }
    return value;
}

const char *
request_tail(const struct request *req)
{
    const char *slash = strrchr(req->path, '/');

    return slash == NULL ? "" : slash + 1;
}

static const char *
variable_or(const struct request *req, const char *name, const char *otherwise)
{
    const char *value = request_variable(req, name);

    return value == NULL ? otherwise : value;
}

void
cgi_request(struct request *req, const struct cgi_service *service, const char *const *variables,
            struct pool *pool, struct cgi_exchange *exchange)
{
    const char *uri;

    *req = (struct request){ .program = service->name, .variables = variables, .pool = pool };
    req->exchange = exchange;
    req->received_ms = clock_ms();
    req->method = variable_or(req, "REQUEST_METHOD", "");
    req->content_type = variable_or(req, "CONTENT_TYPE", "");
    uri = request_variable(req, "REQUEST_URI");
    if (uri == NULL)
        uri = pool_printf(pool, "%s%s", variable_or(req, "SCRIPT_NAME", ""),
                          variable_or(req, "PATH_INFO", ""));
    req->path = pool_copy(pool, uri, strcspn(uri, "?#"));
}

static const char *
status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } texts[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 202, "Accepted" },
        { 204, "No Content" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 408, "Request Timeout" },
        { 409, "Conflict" },
        { 411, "Length Required" },
        { 413, "Content Too Large" },
        { 415, "Unsupported Media Type" },
        { 422, "Unprocessable Content" },
        { 503, "Service Unavailable" },
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        if (texts[i].status == status)
            return texts[i].text;
    }
    return "Unknown";
}

/* A line of the head; "" where there is nothing to say. */
static const char *
line(struct pool *pool, const char *name, const char *value)
{
    return value == NULL ? "" : pool_printf(pool, "%s: %s\r\n", name, value);
}

/* What the body is.  RFC 9110, section 8.6: "no content" has no length either. */
static const char *
content(struct pool *pool, const struct response *res)
{
    const char *type = res->content_type == NULL ? "application/json" : res->content_type;

    if (res->status == 204)
        return "";
    return pool_printf(pool, "Content-Type: %s\r\nContent-Length: %zu\r\n", type,
                       res->body == NULL ? 0 : res->length);
}

char *
cgi_head(struct pool *pool, const struct response *res)
{
    const char *retry = NULL;

    if (res->retry_after_s > 0)
        retry = pool_printf(pool, "%d", res->retry_after_s);
    return pool_printf(
        pool,
        "Status: %d %s\r\n%s%s%s%s%s%s%s"
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n",
        res->status, status_text(res->status), content(pool, res), line(pool, "Allow", res->allow),
        line(pool, "Retry-After", retry), line(pool, "Content-Security-Policy", res->policy),
        line(pool, "X-Hook-Secret", res->hook_secret), line(pool, "Location", res->location),
        line(pool, "WWW-Authenticate", res->challenge));
}

size_t
cgi_body_length(const struct request *req, const struct response *res)
{
    return res->body == NULL || strcmp(req->method, "HEAD") == 0 ? 0 : res->length;
}
