// credentials.mjs - who asks: the App by a JWT, an installation by its token, a person by theirs.  GitHub's texts are from
// docs.github.com, "Generating a JSON Web Token for a GitHub App", and from reports of those who got them.
import { createHash, randomBytes, verify } from 'node:crypto';
import { failure } from './answers.mjs';
import { byId, findMembership, isoTime, nowMs, sameName } from './state.mjs';

const badCredentials = () => ({ refusal: failure(401, 'Bad credentials') });
const badJwt = (text = 'A JSON web token could not be decoded') => ({ refusal: failure(401, text) });

// -> { app }, { installation, repositories, permissions }, { login }, {} without any, or { refusal }.
export function credentialOf(state, authorization) {
    if (authorization === undefined) return {};
    const [, scheme, token] = /^(bearer|token)\s+(\S+)$/i.exec(authorization) ?? [];
    if (token === undefined) return badCredentials();
    if (token.startsWith('ghs_')) return installationCredential(state, token);
    if (token in state.personalTokens) return { login: state.personalTokens[token] };
    if (token.split('.').length === 3) return scheme.toLowerCase() === 'bearer' ? jwtCredential(state, token) : badCredentials();
    return badCredentials();
}

function installationCredential(state, text) {
    const token = state.tokens.find((one) => one.token === text);
    const installation = token && byId(state.installations, token.installation);
    if (!installation || token.expiresMs <= nowMs(state)) return badCredentials();
    if (installation.suspendedAt) return { refusal: failure(403, 'This installation has been suspended') };
    return { installation, repositories: token.repositories, permissions: token.permissions };
}

const decoded = (part) => {
    try {
        return JSON.parse(Buffer.from(part, 'base64url').toString());
    } catch {
        return null;
    }
};

function jwtCredential(state, text) {
    const parts = text.split('.');
    const header = decoded(parts[0]), claims = decoded(parts[1]);
    const { app } = state;
    if (!app.publicKey || header?.alg !== 'RS256' || claims === null) return badJwt();
    const signature = Buffer.from(parts[2], 'base64url');
    if (signature.toString('base64url') !== parts[2]) return badJwt();
    if (!verify('sha256', Buffer.from(`${parts[0]}.${parts[1]}`), app.publicKey, signature)) return badJwt();
    const complaint = timeComplaint(claims, nowMs(state) / 1000);
    if (complaint) return badJwt(complaint);
    return [String(app.id), app.clientId].includes(String(claims.iss)) ? { app } : { refusal: failure(404, 'Integration not found') };
}

// What GitHub says of iat and exp by its own clock (seconds), or nothing.
function timeComplaint({ iat, exp }, now) {
    if (!Number.isInteger(exp) || exp <= now) {
        return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    }
    if (exp > now + 600) return "'Expiration time' claim ('exp') is too far in the future";
    if (!Number.isInteger(iat) || iat > now) {
        return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    }
    return undefined;
}

// The form that GitHub issues since 2026: ghs_, about 520 characters, two dots.  The old one has 40 characters.
function tokenText(isStateless) {
    if (!isStateless) return `ghs_${createHash('sha256').update(randomBytes(32)).digest('hex').slice(0, 36)}`;
    return `ghs_${[36, 140, 210].map((bytes) => randomBytes(bytes).toString('base64url')).join('.')}`;
}

// repositories: full names, or null for all of the installation's.  -> the row of state.tokens
export function issueToken(state, installation, { repositories = null, permissions = null, isStateless = true } = {}) {
    const token = {
        token: tokenText(isStateless), installation: installation.id, expiresMs: nowMs(state) + state.tokenLifetimeMs,
        repositories, permissions: permissions ?? installation.permissions,
    };
    token.expiresAt = isoTime(token.expiresMs);
    state.tokens.push(token);
    return token;
}

// Does this credential reach the repository at all?
export function reaches(state, credential, repository) {
    const { installation, repositories, login } = credential;
    if (login) return isVisible(state, repository, login);
    if (!installation) return true;
    const isAmong = (names) => names.some((name) => sameName(name, repository.fullName));
    if (!sameName(repository.fullName.split('/')[0], installation.account)) return false;
    if (installation.repositories !== 'all' && !isAmong(installation.repositories)) return false;
    return repositories === null || isAmong(repositories);
}

function isVisible(state, repository, login) {
    const [owner] = repository.fullName.split('/');
    if (!repository.private || sameName(owner, login)) return true;
    const isMember = findMembership(state, owner, login)?.state === 'active';
    return isMember || Object.keys(repository.collaborators).some((name) => sameName(name, login));
}

const ranks = { read: 1, write: 2, admin: 3 };

// needs: GitHub's own notation, 'issues=write; pull_requests=write': either of them; a comma joins what is needed together.
export function mayUse(permissions, needs) {
    const holds = (one) => {
        const [name, rank] = one.trim().split('=');
        return (ranks[permissions[name]] ?? 0) >= ranks[rank];
    };
    return needs.split(';').some((group) => group.split(',').every(holds));
}
