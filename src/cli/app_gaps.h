/*
 * app_gaps.h - what a GitHub App lacks of what hooklet.conf needs
 *
 * in      a manifest, and what GET /app says
 * memory  the pool
 * source  GitHub's REST API, "Get the authenticated app"
 */
#ifndef HOOKLET_CLI_APP_GAPS_H
#define HOOKLET_CLI_APP_GAPS_H

#include "base/json_scan.h"
#include "base/match.h"
#include "work/manifest.h"

/*
 * Wants for GET /app: `fields` for the caller to fill in, and behind them app_gap_wants(manifest)
 * of ours.
 */
size_t app_gap_wants(const struct manifest *manifest);
struct json_want *app_wants(struct pool *pool, const struct manifest *manifest, size_t fields);

/* "permission issues: write, to make tasks of issues", "event issues"; wants: ours alone. */
struct strings app_gaps(struct pool *pool, const struct manifest *manifest,
                        const struct json_want *wants);

#endif
