// state.mjs - what the stand-in Asana knows: plain data that a test reads and changes, and functions that add to it.
// Gids are texts of digits beyond 53 bits, so nobody may read them as floating numbers; times are ISO texts in UTC with milliseconds.
import { randomBytes } from 'node:crypto';

export function makeState() {
    return {
        nextGid: 1_200_000_000_000_000_001n,
        clockShiftMs: 0,            // Asana's clock against ours
        tokenLifetimeMs: 3_600_000,
        codeLifetimeMs: 600_000,
        offsetLifetimeMs: 900_000,
        users: [],                  // { gid, name, email }
        workspaces: [],             // { gid, name, isOrganization, users: [gid] }
        projects: [],               // { gid, name, workspace, archived }
        sections: [],               // { gid, name, project }
        tags: [],                   // { gid, name, workspace }
        tasks: [],
        stories: [],                // { gid, task, type, text, createdAt, createdBy }
        apps: [],                   // { clientId, clientSecret, redirectUri, name }
        codes: [],                  // of authorize(): { code, app, user, redirectUri, challenge, expiresMs }
        refreshTokens: [],          // { token, app, user }
        accessTokens: [],           // { token, app, user, refresh, expiresMs }
        personalTokens: {},         // token -> gid of the user
        offsets: new Map(),         // of pages: { question, after, expiresMs }
        limit: null,                // { after, times, retryAfter }: after so many more requests, so many are answered 429
        webhooks: [],               // { gid, resource, target, filters, secret, user, app, active, ... }
        hooksAreOff: false,         // deliveries are lost, as if Asana had not made them
        hookRetries: { firstMs: 20, times: 5 },     // each wait is twice the one before; then the webhook is dropped
    };
}

// --- Time, gids, look-ups ----------------------------------------------------------------------------------------------------

export const nowMs = (state) => Date.now() + state.clockShiftMs;
export const isoTime = (ms) => new Date(ms).toISOString();
export const stamp = (state) => isoTime(nowMs(state));
export const newGid = (state) => String(state.nextGid++);
export const newSecret = () => randomBytes(32).toString('hex');

export const sameName = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();
export const byGid = (list, gid) => list.find((item) => item.gid === gid);

const known = (list, thing, what) => {
    const found = byGid(list, thing?.gid ?? thing) ?? list.find((item) => item.name === thing);
    if (!found) throw new Error(`the stand-in has no ${what} ${thing}`);
    return found;
};
export const workspaceOf = (state, thing) => known(state.workspaces, thing, 'workspace');
export const projectOf = (state, thing) => known(state.projects, thing, 'project');
export const userOf = (state, thing) => state.users.find((user) => user.email === thing) ?? known(state.users, thing, 'user');

const added = (list, item) => {
    list.push(item);
    return item;
};

// --- People, places ----------------------------------------------------------------------------------------------------------

export function addWorkspace(state, name, { isOrganization = true, ...more } = {}) {
    return added(state.workspaces, { gid: newGid(state), name, isOrganization, users: [], ...more });
}

// A member of these workspaces (all there are, unless told otherwise).
export function addUser(state, name, { email, workspaces = state.workspaces, ...more } = {}) {
    const address = email ?? `${name.toLowerCase().replace(/\W+/g, '.')}@example.com`;
    const user = added(state.users, { gid: newGid(state), name, email: address, ...more });
    for (const workspace of workspaces) workspaceOf(state, workspace).users.push(user.gid);
    return user;
}

// sections: names; the first is where new tasks go.
export function addProject(state, workspace, name, { sections = ['Untitled section'], archived = false, ...more } = {}) {
    const found = workspaceOf(state, workspace);
    const at = stamp(state);
    const project = { gid: newGid(state), name, workspace: found.gid, archived, createdAt: at, modifiedAt: at, ...more };
    added(state.projects, project);
    for (const one of sections) addSection(state, project, one);
    return project;
}

export function addSection(state, project, name) {
    return added(state.sections, { gid: newGid(state), name, project: projectOf(state, project).gid, createdAt: stamp(state) });
}

export const sectionsOf = (state, project) => state.sections.filter((section) => section.project === (project.gid ?? project));

export function addTag(state, workspace, name, more = {}) {
    const found = workspaceOf(state, workspace);
    return added(state.tags, { gid: newGid(state), name, workspace: found.gid, createdAt: stamp(state), ...more });
}

// --- Tasks -------------------------------------------------------------------------------------------------------------------

// A task as it stands in state.tasks: gids, no objects.  project: in its first section, unless section says another.
// What is noted below a task: type comment, or system for what Asana says itself.
export function addStory(state, task, { text = '', type = 'comment', user }) {
    return added(state.stories, { gid: newGid(state), task: task.gid, type, text, createdAt: stamp(state), createdBy: user ?? null });
}

export function addTask(state, { project, workspace, section, user, name = '', external, app, ...more } = {}) {
    const found = project && projectOf(state, project);
    const home = workspaceOf(state, found?.workspace ?? workspace ?? state.workspaces[0]);
    const at = stamp(state);
    const task = {
        gid: newGid(state), name, notes: '', workspace: home.gid, assignee: null, completed: false, completedAt: null,
        completedBy: null, dueOn: null, tags: [], memberships: [], createdAt: at, modifiedAt: at,
        createdBy: user ?? home.users[0] ?? null,
        externals: {},              // client id of the app -> { gid, data }
        ...more,
    };
    const where = section?.gid ?? section ?? (found && sectionsOf(state, found)[0]?.gid) ?? null;
    if (found) task.memberships.push({ project: found.gid, section: where });
    if (external) task.externals[app?.clientId ?? state.apps[0].clientId] = typeof external === 'string' ? { gid: external } : external;
    return added(state.tasks, task);
}

export const tasksOf = (state, project) =>
    state.tasks.filter((task) => task.memberships.some((one) => one.project === (project.gid ?? project)));

export const byExternal = (state, app, external) =>
    app && state.tasks.find((task) => task.externals[app.clientId]?.gid === external);

// In another section of this project; it is added to the project where it was not there.
export function place(state, task, section) {
    const { gid, project } = typeof section === 'string' ? byGid(state.sections, section) : section;
    const membership = task.memberships.find((one) => one.project === project);
    if (membership) membership.section = gid;
    else task.memberships.push({ project, section: gid });
}

// --- What changes and goes ---------------------------------------------------------------------------------------------------

const remove = (list, item) => {
    const at = list.indexOf(item);
    if (at >= 0) list.splice(at, 1);
};

export function removeProject(state, project) {
    const found = projectOf(state, project);
    remove(state.projects, found);
    state.sections = state.sections.filter((one) => one.project !== found.gid);
    state.webhooks = state.webhooks.filter((one) => one.resource !== found.gid);
    for (const task of state.tasks) task.memberships = task.memberships.filter((one) => one.project !== found.gid);
}

export function removeWorkspace(state, workspace) {
    const found = workspaceOf(state, workspace);
    for (const project of state.projects.filter((one) => one.workspace === found.gid)) removeProject(state, project);
    state.tasks = state.tasks.filter((one) => one.workspace !== found.gid);
    state.tags = state.tags.filter((one) => one.workspace !== found.gid);
    remove(state.workspaces, found);
}

// Out of all workspaces; what was assigned to them is nobody's.  Their tokens still name them, and see nothing.
export function removeUser(state, user) {
    const { gid } = userOf(state, user);
    for (const workspace of state.workspaces) workspace.users = workspace.users.filter((one) => one !== gid);
    for (const task of state.tasks) if (task.assignee === gid) Object.assign(task, { assignee: null, modifiedAt: stamp(state) });
}

export function removeTask(state, task) {
    remove(state.tasks, task.gid ? task : byGid(state.tasks, task));
}

// All offsets that were given out are too old from now on.
export function expireOffsets(state) {
    for (const offset of state.offsets.values()) offset.expiresMs = 0;
}
