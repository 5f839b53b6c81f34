// oauth.mjs - who asks: a person by a token of their own, or an app by a token that a person let it have; and how apps get those
// (developer-docs, _auth; the errors are RFC 6749's).
import { createHash, randomBytes } from 'node:crypto';
import { answer } from '../standin/answers.mjs';
import { notAuthorized } from './answers.mjs';
import { byGid, nowMs, userOf } from './state.mjs';

const newToken = () => randomBytes(24).toString('hex');

export const outOfBand = 'urn:ietf:wg:oauth:2.0:oob';

// --- For tests ---------------------------------------------------------------------------------------------------------------

export function addPersonalToken(state, user, token = `1/${newToken()}`) {
    state.personalTokens[token] = userOf(state, user).gid;
    return token;
}

export function addApp(state, more = {}) {
    const app = { clientId: '1200000000000777', clientSecret: newToken(), redirectUri: outOfBand, name: 'hooklet', ...more };
    state.apps.push(app);
    return app;
}

const wrongs = (app, query) => {
    if (!app) return `unknown client_id ${query.client_id}`;
    if (query.redirect_uri !== app.redirectUri) return `redirect_uri ${query.redirect_uri} is not that of the app`;
    if (query.response_type !== 'code') return `response_type ${query.response_type}`;
    if (!query.state) return 'state is missing';
    if (query.code_challenge && query.code_challenge_method !== 'S256') return `code_challenge_method ${query.code_challenge_method}`;
    return undefined;
};

// What a person does who follows the link to /-/oauth_authorize and presses "Allow".  -> { code, state }; throws where Asana would show
// an error.
export function authorize(state, link, user) {
    const url = new URL(link);
    if (url.pathname !== '/-/oauth_authorize') throw new Error(`not the page for authorisation: ${link}`);
    const query = Object.fromEntries(url.searchParams);
    const app = state.apps.find((one) => one.clientId === query.client_id);
    const wrong = wrongs(app, query);
    if (wrong) throw new Error(wrong);
    const code = newToken();
    state.codes.push({
        code, app: app.clientId, user: userOf(state, user).gid, redirectUri: query.redirect_uri,
        challenge: query.code_challenge ?? null, expiresMs: nowMs(state) + state.codeLifetimeMs,
    });
    return { code, state: query.state };
}

// All access tokens that were given out are too old from now on.
export function expireTokens(state) {
    for (const token of state.accessTokens) token.expiresMs = 0;
}

// A person takes back what they gave: a personal token or a refresh token with all its access tokens.
export function revokeToken(state, token) {
    delete state.personalTokens[token];
    state.refreshTokens = state.refreshTokens.filter((one) => one.token !== token);
    state.accessTokens = state.accessTokens.filter((one) => one.token !== token && one.refresh !== token);
}

// An access token, and the refresh token that it hangs on: what a test has when somebody logged in long ago.
export function grant(state, app, user) {
    const refresh = { token: `2/${newToken()}`, app: app.clientId, user: userOf(state, user).gid };
    state.refreshTokens.push(refresh);
    return { refreshToken: refresh.token, accessToken: issue(state, refresh).token };
}

function issue(state, refresh) {
    const { app, user } = refresh;
    const row = { token: `2/${newToken()}`, app, user, refresh: refresh.token, expiresMs: nowMs(state) + state.tokenLifetimeMs };
    state.accessTokens.push(row);
    return row;
}

// --- Who asks ----------------------------------------------------------------------------------------------------------------

const expired = 'The bearer token has expired. If you have a refresh token, please use it to request a new bearer token, otherwise ' +
    'allow the user to re-authenticate.';

// -> { user, app }, or { refusal }
export function credentialOf(state, authorization = '') {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
    const access = state.accessTokens.find((one) => one.token === token);
    if (access && access.expiresMs <= nowMs(state)) return { refusal: notAuthorized(expired) };
    const user = byGid(state.users, access?.user ?? state.personalTokens[token]);
    if (!user) return { refusal: notAuthorized() };
    return { user, app: access ? state.apps.find((one) => one.clientId === access.app) : null };
}

// --- Endpoints ---------------------------------------------------------------------------------------------------------------

const refused = (error, description, status = 400) => answer(status, { error, ...(description && { error_description: description }) });
const invalidGrant = (text) => refused('invalid_grant', text);

function tokenAnswer(state, access, more = {}) {
    const { gid, name, email } = byGid(state.users, access.user);
    return answer(200, {
        access_token: access.token, token_type: 'bearer', expires_in: Math.floor(state.tokenLifetimeMs / 1000),
        data: { id: gid, gid, name, email }, ...more,
    });
}

const challengeOf = (verifier) => createHash('sha256').update(verifier ?? '').digest('base64url');

function codeGrant(state, app, form) {
    const row = state.codes.find((one) => one.code === form.code && one.app === app.clientId);
    if (!row || row.expiresMs <= nowMs(state)) return invalidGrant('The code provided was invalid.');
    if (form.redirect_uri !== row.redirectUri) return invalidGrant('The redirect_uri does not match the one of the request.');
    if (row.challenge !== null && row.challenge !== challengeOf(form.code_verifier)) return invalidGrant('The code_verifier is wrong.');
    state.codes = state.codes.filter((one) => one !== row);     // good for once
    const refresh = { token: `2/${newToken()}`, app: app.clientId, user: row.user };
    state.refreshTokens.push(refresh);
    return tokenAnswer(state, issue(state, refresh), { refresh_token: refresh.token });
}

// The answer has no refresh token: the old one stays.
function refreshGrant(state, app, form) {
    const row = state.refreshTokens.find((one) => one.token === form.refresh_token && one.app === app.clientId);
    if (!row) return invalidGrant();        // without a word more: github.com/raycast/extensions/issues/10581
    if (form.redirect_uri !== app.redirectUri) return refused('invalid_request', 'The redirect_uri does not match the one of the app.');
    return tokenAnswer(state, issue(state, row));
}

const grants = { authorization_code: codeGrant, refresh_token: refreshGrant };

// -> the app that the form names with its secret, or nothing
const appOf = (state, form) =>
    state.apps.find((one) => one.clientId === form.client_id && one.clientSecret === form.client_secret);

function giveToken({ state, form }) {
    if (!form.grant_type) return refused('invalid_request', 'grant_type is missing.');
    const app = appOf(state, form);
    if (!app) return refused('invalid_client', 'Client authentication failed.', 401);
    return grants[form.grant_type]?.(state, app, form) ?? refused('unsupported_grant_type', `grant_type ${form.grant_type}`);
}

// A token that is not there is no error; an access token is.
function revoke({ state, form }) {
    if (!appOf(state, form) || !form.token) return refused('invalid_request', 'The request was malformed.');
    const isAccess = state.accessTokens.some((one) => one.token === form.token);
    if (isAccess) return refused('invalid_request', 'Bearer tokens are not accepted.');
    revokeToken(state, form.token);
    return answer(200);
}

const free = { isForm: true };

export const oauthRoutes = [
    ['POST', '/-/oauth_token', giveToken, free],
    ['POST', '/-/oauth_revoke', revoke, free],
];
