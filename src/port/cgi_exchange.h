/*
 * cgi_exchange.h - what FastCGI and plain CGI share: a request out of variables, its body, the
 *                  answer's head; the listening socket
 *
 * For the cgi files only; everybody else includes cgi.h.
 */
#ifndef HOOKLET_PORT_CGI_EXCHANGE_H
#define HOOKLET_PORT_CGI_EXCHANGE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "port/cgi.h"

/* What the large bodies of one process share. */
struct cgi_budget {
    pthread_mutex_t mutex;
    pthread_cond_t freed;
    size_t left; /* bytes */
};

struct cgi_exchange {
    /*
     * Reads the body until `room` bytes are there or it ends; sets count.
     * errors  FAIL_TIMEOUT · FAIL_MALFORMED the peer broke off
     */
    int (*next)(struct cgi_exchange *exchange, char *bytes, size_t room, size_t *count);
    void *stream;
    bool marks_end;            /* the stream says where it ends, so bytes too many are seen */
    struct cgi_budget *budget; /* NULL: no limit */
    size_t taken;              /* bytes of the budget that this request holds */
};

void cgi_budget_open(struct cgi_budget *budget);
void cgi_budget_close(struct cgi_budget *budget);
/* Gives back what the exchange holds. */
void cgi_budget_give(struct cgi_exchange *exchange);

/* Fills in all but the body; `variables`, `pool` and `exchange` live as long as the request. */
void cgi_request(struct request *req, const struct cgi_service *service,
                 const char *const *variables, struct pool *pool, struct cgi_exchange *exchange);
/* Comes the body in chunks?  Without CONTENT_LENGTH it ends where the stream does. */
bool cgi_is_chunked(const struct request *req);
/* "Status: ..." and all other lines up to the empty one. */
char *cgi_head(struct pool *pool, const struct response *res);
/* How much of the body is sent: nothing to HEAD. */
size_t cgi_body_length(const struct request *req, const struct response *res);

struct cgi_socket {
    int fd;
    const char *path; /* NULL: inherited, so others may serve it too */
    dev_t device;     /* of the path as we made it: another instance may replace it */
    ino_t inode;
};

/*
 * Makes the service's socket, mode 0660, and listens on it; one that nobody serves is replaced.
 * errors  FAIL_CONFLICT another process serves it · FAIL_CONFIG the path · FAIL_SYSTEM
 */
int cgi_listen(const struct cgi_service *service, struct cgi_socket *listening)
    __attribute__((warn_unused_result));
/* Descriptor 0 as a listening socket.  errors  FAIL_CONFIG not a Unix socket · FAIL_SYSTEM */
int cgi_listen_inherited(struct cgi_socket *listening) __attribute__((warn_unused_result));
/* Takes away the path that we made, if it is still ours. */
void cgi_listen_end(const struct cgi_socket *listening);

/* Answers the one request of a plain CGI program. */
int cgi_plain(const struct cgi_service *service) __attribute__((warn_unused_result));

#endif
