// finding.mjs - what a request means by a gid, and whether who asks may see it.
import { bad, hidden, refuse, unknown } from './answers.mjs';
import { byExternal, byGid } from './state.mjs';

const lists = { workspace: 'workspaces', project: 'projects', section: 'sections', tag: 'tags', task: 'tasks', webhook: 'webhooks' };

// The workspace that something belongs to.
function homeOf(state, kind, item) {
    if (kind === 'workspace') return item;
    const project = kind === 'section' ? byGid(state.projects, item.project) : item;
    return byGid(state.workspaces, project?.workspace);
}

export const isMember = (workspace, user) => Boolean(workspace?.users.includes(user.gid));

function named({ state, app }, kind, gid) {
    if (kind === 'task' && gid.startsWith('external:')) return byExternal(state, app, gid.slice('external:'.length));
    return byGid(state[lists[kind]], gid);
}

// What the gid names; the refusal says `field`.  isInPath: what is not there is 404, as a path that does not exist.
export function find(call, kind, gid, { field = kind, isInPath = false } = {}) {
    if (typeof gid !== 'string') refuse(bad(`${field}: Not a valid GID type: ${typeof gid}`));
    if (!/^\d+$/.test(gid) && !(kind === 'task' && gid.startsWith('external:'))) refuse(bad(`${field}: Not a recognized ID: ${gid}`));
    const item = named(call, kind, gid);
    if (!item) refuse(unknown(field, gid, isInPath ? 404 : 400));
    const isSeen = kind === 'webhook' ? isTheirs(call, item) : isMember(homeOf(call.state, kind, item), call.user);
    if (!isSeen) refuse(hidden(kind));
    return item;
}

// A webhook belongs to a person and, with OAuth, to an app.
export const isTheirs = (call, webhook) => webhook.user === call.user.gid && webhook.app === (call.app?.clientId ?? null);

// A person as Asana lets them be named: me, an e-mail address, a gid; somebody who shares a workspace with who asks.
export function findUser(call, name, { field = 'user', workspaces = call.state.workspaces, isInPath = false } = {}) {
    if (name === 'me') return call.user;
    const { users } = call.state;
    const isAddress = name.includes('@');
    if (!isAddress && !/^\d+$/.test(name)) refuse(bad(`${field}: Not a recognized ID: ${name}`));
    const user = isAddress ? users.find((one) => one.email.toLowerCase() === name.toLowerCase()) : byGid(users, name);
    const isShared = user && workspaces.some((one) => isMember(one, user) && isMember(one, call.user));
    if (!isShared) refuse(unknown(field, name, isInPath ? 404 : 400));
    return user;
}
