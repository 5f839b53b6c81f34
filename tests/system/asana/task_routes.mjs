// task_routes.mjs - tasks: read, listed, made, changed, placed.
import { bad, created, data, empty, failure, missing, page, refuse, unknown } from './answers.mjs';
import { find, findUser } from './finding.mjs';
import { compact, record } from './shapes.mjs';
import { addStory, addTask, byExternal, byGid, place, sectionsOf } from './state.mjs';

const inPath = (call) => find(call, 'task', call.params.task_gid, { isInPath: true });

// What a task may be given: name in the request -> (call, task, value)
const setters = {
    name: (call, task, value) => { task.name = value; },
    notes: (call, task, value) => { task.notes = value; },
    completed: (call, task, value) => { task.completed = value; },
    due_on(call, task, value) {
        const isDate = value === null || (/^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)));
        // forum.asana.com 69643
        if (!isDate) refuse(bad(`due_on: Date must be in ISO-8601 (yyyy-mm-dd) format, not: ${value}`));
        task.dueOn = value;
    },
    assignee(call, task, value) {
        const workspaces = [byGid(call.state.workspaces, task.workspace)];
        task.assignee = value === null ? null : findUser(call, value, { field: 'assignee', workspaces }).gid;
    },
    external: setExternal,
};

// Asana documents that this needs OAuth and that a gid is used once, but no words for either.
function setExternal(call, task, value) {
    const { state, app } = call;
    if (!app) refuse(failure(403, 'external: External data is only available to OAuth applications.'));
    const { gid, data: blob } = value ?? {};
    if (gid?.length > 1024) refuse(bad('external: gid: Value is too long'));
    if (blob?.length > 32_768) refuse(bad('external: data: Value is too long'));
    const other = gid !== undefined && byExternal(state, app, gid);
    if (other && other !== task) refuse(bad(`external: gid: A task with the external id ${gid} exists already`));
    if (value === null) delete task.externals[app.clientId];
    else task.externals[app.clientId] = { ...task.externals[app.clientId], ...value };
}

function set(call, task, input) {
    for (const [name, value] of Object.entries(input)) setters[name]?.(call, task, value);
}

// --- Read --------------------------------------------------------------------------------------------------------------------

const getTask = (call) => data(record('task')(call, inPath(call)));

const since = (text, name) => {
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) refuse(bad(`${name}: Not a valid date: ${text}`));
    return ms;
};

// What the query wants of each task: [task -> boolean]
function conditions(call) {
    const { project, section, assignee, workspace, modified_since: modified, completed_since: completed } = call.query;
    const found = [];
    if (!project && !section && !(assignee && workspace)) refuse(missing('workspace'));
    if (project) {
        const { gid } = find(call, 'project', project);
        found.push((task) => task.memberships.some((one) => one.project === gid));
    }
    if (section) {
        const { gid } = find(call, 'section', section);
        found.push((task) => task.memberships.some((one) => one.section === gid));
    }
    if (assignee) {
        const { gid } = findUser(call, assignee, { field: 'assignee' });
        const { gid: home } = find(call, 'workspace', workspace);
        found.push((task) => task.assignee === gid && task.workspace === home);
    }
    if (modified) {
        const from = since(modified, 'modified_since');
        found.push((task) => Date.parse(task.modifiedAt) >= from);
    }
    if (completed) {
        const from = completed === 'now' ? Infinity : since(completed, 'completed_since');
        found.push((task) => !task.completed || Date.parse(task.completedAt) >= from);
    }
    return found;
}

function listTasks(call) {
    const wanted = conditions(call);
    return page(call, call.state.tasks.filter((task) => wanted.every((isMeant) => isMeant(task))), compact('task'));
}

// --- Made and changed --------------------------------------------------------------------------------------------------------

function homeOf(call, projects, gid) {
    if (gid !== undefined) return find(call, 'workspace', gid);
    // forum.asana.com 44096
    if (projects.length === 0) refuse(bad('You should specify one of workspace, parent, projects'));
    return byGid(call.state.workspaces, projects[0].workspace);
}

function createTask(call) {
    const { projects: wanted = [], tags: tagged = [], memberships = [], workspace: home, ...rest } = call.input;
    const all = [...wanted, ...memberships.map((one) => one.project)];
    const projects = all.map((gid, i) => find(call, 'project', gid, { field: `projects: [${i}]` }));
    const workspace = homeOf(call, projects, home);
    const tags = tagged.map((gid, i) => find(call, 'tag', gid, { field: `tags: [${i}]` }).gid);
    const draft = { workspace: workspace.gid, externals: {} };
    set(call, draft, rest);
    const task = call.asana.change(call.user, null, () => {
        const made = addTask(call.state, { ...draft, tags, user: call.user.gid });
        for (const project of projects) place(call.state, made, sectionsOf(call.state, project)[0]);
        for (const { section } of memberships.filter((one) => one.section)) place(call.state, made, find(call, 'section', section));
        return made;
    });
    return created(call, `/tasks/${task.gid}`, record('task')(call, task));
}

const createOnly = ['projects', 'tags', 'memberships', 'followers', 'workspace'];

function updateTask(call) {
    const task = inPath(call);
    const wrong = createOnly.find((name) => name in call.input);
    // github.com/manishrjain/asanawarrior/issues/10
    if (wrong) refuse(bad(`${wrong}: Cannot write this property`));
    const draft = structuredClone(task);
    set(call, draft, call.input);
    call.asana.change(call.user, task, () => Object.assign(task, draft));
    return data(record('task')(call, task));
}

// --- Placed ------------------------------------------------------------------------------------------------------------------

// One change of a task by what the body names; done again it changes nothing.
const changing = (name, change) => (call) => {
    const task = inPath(call);
    if (call.input[name] === undefined) refuse(missing(name));
    const item = find(call, name, call.input[name]);
    call.asana.change(call.user, task, () => change(task, item, call));
    return empty();
};

const without = (list, gid) => list.filter((one) => (one.project ?? one) !== gid);

function addProject(task, project, call) {
    const isThere = task.memberships.some((one) => one.project === project.gid);
    const { section: gid } = call.input;
    const section = gid ? find(call, 'section', gid) : sectionsOf(call.state, project)[0];
    if (section && section.project !== project.gid) refuse(bad(`section: Not in project ${project.gid}`));
    if (!isThere || gid) place(call.state, task, section);
}

const addTag = changing('tag', (task, tag) => { task.tags = [...without(task.tags, tag.gid), tag.gid]; });
const removeTag = changing('tag', (task, tag) => { task.tags = without(task.tags, tag.gid); });
const removeProject = changing('project', (task, project) => { task.memberships = without(task.memberships, project.gid); });

function addToSection(call) {
    const section = find(call, 'section', call.params.section_gid, { isInPath: true });
    if (call.input.task === undefined) refuse(missing('task'));
    const task = find(call, 'task', call.input.task);
    const project = byGid(call.state.projects, section.project);
    if (project.workspace !== task.workspace) refuse(unknown('task', task.gid, 400));
    call.asana.change(call.user, task, () => place(call.state, task, section));
    return empty();
}

// --- Stories -----------------------------------------------------------------------------------------------------------------

const listStories = (call) => page(call, call.state.stories.filter((one) => one.task === inPath(call).gid), compact('story'));

function createStory(call) {
    const task = inPath(call);
    const { text } = call.input;
    if (typeof text !== 'string') refuse(missing('text'));
    const story = addStory(call.state, task, { text, user: call.user.gid });
    return created(call, `/stories/${story.gid}`, record('story')(call, story));
}

export const taskRoutes = [
    ['GET', '/tasks', listTasks],
    ['POST', '/tasks', createTask],
    ['GET', '/tasks/{task_gid}', getTask],
    ['PUT', '/tasks/{task_gid}', updateTask],
    ['POST', '/tasks/{task_gid}/addProject', changing('project', addProject)],
    ['POST', '/tasks/{task_gid}/removeProject', removeProject],
    ['POST', '/tasks/{task_gid}/addTag', addTag],
    ['POST', '/tasks/{task_gid}/removeTag', removeTag],
    ['POST', '/sections/{section_gid}/addTask', addToSection],
    ['GET', '/tasks/{task_gid}/stories', listStories],
    ['POST', '/tasks/{task_gid}/stories', createStory],
];
