// place_routes.mjs - workspaces, projects, sections, tags, people.
import { created, data, missing, page, refuse } from './answers.mjs';
import { find, findUser, isMember } from './finding.mjs';
import { compact, record } from './shapes.mjs';
import { addTag, byGid, sectionsOf } from './state.mjs';

const inPath = (call, kind) => find(call, kind, call.params[`${kind}_gid`], { isInPath: true });
const getOne = (kind) => (call) => data(record(kind)(call, inPath(call, kind)));

const theirs = ({ state, user }) => state.workspaces.filter((workspace) => isMember(workspace, user));

// The workspaces that a list is about: the one in the path or in the query, or all of theirs.
function meantWorkspaces(call) {
    if (call.params.workspace_gid) return [inPath(call, 'workspace')];
    return call.query.workspace ? [find(call, 'workspace', call.query.workspace)] : theirs(call);
}

// All of a kind in these workspaces.
const list = (kind, name) => (call) => {
    const gids = meantWorkspaces(call).map((one) => one.gid);
    const { archived } = call.query;
    const isMeant = (item) => gids.includes(item.workspace) && (archived === undefined || String(item.archived) === archived);
    return page(call, call.state[name].filter(isMeant), compact(kind));
};

const listWorkspaces = (call) => page(call, theirs(call), compact('workspace'));

function listUsers(call) {
    const workspaces = meantWorkspaces(call);
    return page(call, call.state.users.filter((user) => workspaces.some((one) => isMember(one, user))), compact('user'));
}

// Sorted by name, 2000 at most.
function listUsersOfWorkspace(call) {
    const { users } = inPath(call, 'workspace');
    const found = users.map((gid) => byGid(call.state.users, gid)).sort((a, b) => a.name.localeCompare(b.name)).slice(0, 2000);
    return data(found.map((user) => compact('user')(call, user)));
}

const getUser = (call) => data(record('user')(call, findUser(call, call.params.user_gid, { isInPath: true })));

const listSections = (call) => page(call, sectionsOf(call.state, inPath(call, 'project')), compact('section'));

// Asana takes a name that another tag has.
function createTag(call) {
    const { name, workspace: gid } = call.input;
    if (!call.params.workspace_gid && gid === undefined) refuse(missing('workspace'));
    const workspace = call.params.workspace_gid ? inPath(call, 'workspace') : find(call, 'workspace', gid);
    const tag = addTag(call.state, workspace, name ?? '');
    return created(call, `/tags/${tag.gid}`, record('tag')(call, tag));
}

export const placeRoutes = [
    ['GET', '/workspaces', listWorkspaces],
    ['GET', '/workspaces/{workspace_gid}', getOne('workspace')],
    ['GET', '/projects', list('project', 'projects')],
    ['GET', '/workspaces/{workspace_gid}/projects', list('project', 'projects')],
    ['GET', '/projects/{project_gid}', getOne('project')],
    ['GET', '/projects/{project_gid}/sections', listSections],
    ['GET', '/tags', list('tag', 'tags')],
    ['GET', '/workspaces/{workspace_gid}/tags', list('tag', 'tags')],
    ['POST', '/tags', createTag],
    ['POST', '/workspaces/{workspace_gid}/tags', createTag],
    ['GET', '/users', listUsers],
    ['GET', '/workspaces/{workspace_gid}/users', listUsersOfWorkspace],
    ['GET', '/users/{user_gid}', getUser],
];
