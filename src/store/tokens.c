/* tokens.c - the table `token` */
#include "config.h"

#include "base/fail.h"
#include "store/rows.h"
#include "store/tokens.h"

#define COLUMNS "id, name, owner, created_ms, ifnull(expires_ms, 0), ifnull(revoked_ms, 0)"

struct adding {
    const struct api_token *token;
    const unsigned char *hash;
    int64_t now_ms;
    int64_t id; /* out */
};

struct revoking {
    const char *name;
    int64_t now_ms;
};

static void
token_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct api_token *token = item;

    *token = (struct api_token){
        .id = db_integer(row, 0),
        .name = db_text_copy(row, 1, pool),
        .owner = db_text_copy(row, 2, pool),
        .created_ms = db_integer(row, 3),
        .expires_ms = db_integer(row, 4),
        .revoked_ms = db_integer(row, 5),
    };
}

static int
add_work(struct db *db, void *data)
{
    struct adding *adding = data;
    const struct api_token *token = adding->token;
    struct db_row *row = db_query(db, "SELECT 1 FROM token WHERE name = ?1");
    bool known = false;
    int rc;

    db_bind_text(row, 1, token->name);
    rc = db_exists(row, &known);
    if (rc == 0 && known)
        rc = fail(FAIL_CONFLICT, "there is a token \"%s\" already", token->name);
    if (rc != 0)
        return rc;

    row = db_query(db, "INSERT INTO token (name, owner, hash, created_ms, expires_ms)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)");
    db_bind_text(row, 1, token->name);
    db_bind_text(row, 2, token->owner);
    db_bind_blob(row, 3, adding->hash, CRYPTO_SHA256_SIZE);
    db_bind_integer(row, 4, adding->now_ms);
    db_bind_some(row, 5, token->expires_ms);

    return db_insert(row, &adding->id);
}

int
token_add(struct store *store, struct api_token *token,
          const unsigned char hash[CRYPTO_SHA256_SIZE], int64_t now_ms)
{
    struct adding adding = { .token = token, .hash = hash, .now_ms = now_ms };
    int rc = store_write(store, add_work, &adding);

    if (rc == 0) {
        token->id = adding.id;
        token->created_ms = now_ms;
        token->revoked_ms = 0;
    }
    return rc;
}

int
token_list(struct store *store, struct pool *pool, struct api_tokens *tokens)
{
    struct rows rows = { .size = sizeof(struct api_token) };
    int rc = rows_read(store_read(store, "SELECT " COLUMNS " FROM token ORDER BY name"), token_read,
                       pool, &rows);

    *tokens = (struct api_tokens){ rows.items, rows.count };

    return rc;
}

static int
revoke_work(struct db *db, void *data)
{
    const struct revoking *revoking = data;
    struct db_row *row = db_query(db, "UPDATE token SET revoked_ms = ifnull(revoked_ms, ?2)"
                                      " WHERE name = ?1");
    int rc;

    db_bind_text(row, 1, revoking->name);
    db_bind_integer(row, 2, revoking->now_ms);
    rc = db_finish(row);

    return rc == 0 && db_changes(db) == 0 ? FAIL_NOT_FOUND : rc;
}

int
token_revoke(struct store *store, const char *name, int64_t now_ms)
{
    struct revoking revoking = { name, now_ms };

    return store_write(store, revoke_work, &revoking);
}

int
token_find_hash(struct store *store, const unsigned char hash[CRYPTO_SHA256_SIZE], int64_t now_ms,
                struct pool *pool, struct api_token *token)
{
    struct db_row *row;
    int rc;

    *token = (struct api_token){ 0 };
    row = store_read(store, "SELECT " COLUMNS " FROM token WHERE hash = ?1 AND revoked_ms IS NULL"
                            " AND (expires_ms IS NULL OR expires_ms > ?2)");
    db_bind_blob(row, 1, hash, CRYPTO_SHA256_SIZE);
    db_bind_integer(row, 2, now_ms);
    rc = rows_first(row, token_read, pool, token);

    return rc == 0 && token->id == 0 ? FAIL_NOT_FOUND : rc;
}
