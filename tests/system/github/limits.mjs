// limits.mjs - how much of GitHub somebody may still use: the primary limits, one set for each installation, person and App, and the
// secondary ones, on demand.
import { wished } from '../standin/answers.mjs';
import { failure } from './answers.mjs';
import { nowMs } from './state.mjs';

const hour = 3_600_000, minute = 60_000;
const usual = {
    core: { limit: 5000, window: hour },
    search: { limit: 30, window: minute },
    graphql: { limit: 5000, window: hour },
};

// The row of this bucket ('installation:ID', 'user:LOGIN', 'app'); a window that is over begins anew.
export function limitOf(state, bucket, resource) {
    const rows = (state.limits[bucket] ??= {});
    const row = (rows[resource] ??= { limit: usual[resource].limit, used: 0, resetMs: nowMs(state) + usual[resource].window });
    if (row.resetMs <= nowMs(state)) Object.assign(row, { used: 0, resetMs: nowMs(state) + usual[resource].window });
    return row;
}

// For tests: so many requests are left, and the window ends in so many milliseconds.
export function leave(state, bucket, remaining, { resource = 'core', resetInMs = hour } = {}) {
    const row = limitOf(state, bucket, resource);
    Object.assign(row, { used: row.limit - remaining, resetMs: nowMs(state) + resetInMs });
    return row;
}

export function limitHeaders(state, bucket, resource) {
    const row = limitOf(state, bucket, resource);
    return {
        'x-ratelimit-limit': row.limit, 'x-ratelimit-remaining': Math.max(0, row.limit - row.used), 'x-ratelimit-used': row.used,
        'x-ratelimit-reset': Math.ceil(row.resetMs / 1000), 'x-ratelimit-resource': resource,
    };
}

export function limitShape(state, bucket, resource) {
    const row = limitOf(state, bucket, resource);
    return { limit: row.limit, used: row.used, remaining: Math.max(0, row.limit - row.used), reset: Math.ceil(row.resetMs / 1000) };
}

const whose = (bucket) => bucket.replace(/^installation:/, 'installation ID ').replace(/^user:/, 'user ID ');

// The refusal when nothing is left, or nothing.  GraphQL says it with a 200.
export function overLimit(state, bucket, resource) {
    const row = limitOf(state, bucket, resource);
    if (row.used < row.limit) return undefined;
    const message = `API rate limit exceeded for ${whose(bucket)}.`;
    // Of the window that it was refused in, even if that ends before the answer is written.
    const headers = limitHeaders(state, bucket, resource);
    if (resource !== 'graphql') return failure(state.limitStatus, message, {}, headers);
    return { status: 200, headers, body: { errors: [{ type: 'RATE_LIMITED', message }] } };
}

// The refusal of a secondary limit that a test has asked for, or nothing.  retryAfter: null leaves the header out.
export function secondaryLimit(state) {
    const wish = wished(state, 'secondary');
    if (!wish) return undefined;
    const { retryAfter = 60 } = wish;
    const text = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return failure(wish.status ?? 403, text, {}, retryAfter === null ? {} : { 'Retry-After': retryAfter });
}
