// shapes.mjs - Asana's records as JSON: compact ones, full ones, or exactly the fields that opt_fields asks for.
import { byGid } from './state.mjs';

// A record that another one names.
class Ref {
    constructor(kind, item) {
        Object.assign(this, { kind, item });
    }
}

// An object without a gid of its own whose members are records.
class Parts {
    constructor(members) {
        this.members = members;
    }
}

const listOf = { user: 'users', workspace: 'workspaces', project: 'projects', section: 'sections', tag: 'tags', task: 'tasks', story: 'stories' };
const ref = (kind, name) => (state, item) => new Ref(kind, byGid(state[listOf[kind]], item[name]));
const refs = (kind, gidsOf) => (state, item) => gidsOf(item, state).map((gid) => new Ref(kind, byGid(state[listOf[kind]], gid)));
const member = (name) => (state, item) => item[name];
const always = (value) => () => value;
const permalink = (state, item) => `https://app.asana.com/1/${item.workspace ?? item.gid}/task/${item.gid}`;

const memberships = (state, task) => task.memberships.map(({ project, section }) => new Parts({
    project: new Ref('project', byGid(state.projects, project)), section: new Ref('section', byGid(state.sections, section)),
}));

// Only the app that has set it sees it, and it is absent where there is none.
const external = (state, task, call) => task.externals[call.app?.clientId];

const subscribed = (state, hook) => {
    const kind = ['task', 'project', 'workspace'].find((one) => byGid(state[listOf[one]], hook.resource));
    return new Ref(kind, byGid(state[listOf[kind]], hook.resource));
};

const namesOf = (text) => text.split(' ');

// kind -> { compact, full: names of fields beside gid and resource_type; fields: all that may be asked for }
const kinds = {
    workspace: {
        compact: ['name'], full: namesOf('name is_organization email_domains'),
        fields: { name: member('name'), is_organization: member('isOrganization'), email_domains: always([]) },
    },
    user: {
        compact: ['name'], full: namesOf('name email photo workspaces'),
        fields: {
            name: member('name'), email: member('email'), photo: always(null),
            workspaces: refs('workspace', (user, state) => (
                state.workspaces.filter((one) => one.users.includes(user.gid)).map((one) => one.gid))),
        },
    },
    project: {
        compact: ['name'],
        full: namesOf('name archived color created_at modified_at due_on start_on notes public owner team workspace permalink_url'),
        fields: {
            name: member('name'), archived: member('archived'), color: always(null), created_at: member('createdAt'),
            modified_at: member('modifiedAt'), due_on: always(null), start_on: always(null), notes: always(''), public: always(true),
            owner: always(null),
            team: always({ gid: '1', resource_type: 'team', name: 'Everybody' }), workspace: ref('workspace', 'workspace'),
            permalink_url: (state, project) => `https://app.asana.com/1/${project.workspace}/project/${project.gid}`,
        },
    },
    section: {
        compact: ['name'], full: namesOf('name created_at project'),
        fields: { name: member('name'), created_at: member('createdAt'), project: ref('project', 'project') },
    },
    tag: {
        compact: ['name'], full: namesOf('name color created_at followers notes workspace permalink_url'),
        fields: {
            name: member('name'), color: always(null), created_at: member('createdAt'), followers: always([]), notes: always(''),
            workspace: ref('workspace', 'workspace'), permalink_url: (state, tag) => `https://app.asana.com/0/${tag.gid}/list`,
        },
    },
    task: {
        compact: namesOf('name resource_subtype'),
        full: namesOf('assignee assignee_status completed completed_at created_at custom_fields due_at due_on external followers ' +
            'hearted hearts liked likes memberships modified_at name notes num_hearts num_likes parent permalink_url projects ' +
            'resource_subtype start_at start_on tags workspace'),
        fields: {
            name: member('name'), notes: member('notes'), resource_subtype: always('default_task'), completed: member('completed'),
            completed_at: member('completedAt'), completed_by: ref('user', 'completedBy'), created_at: member('createdAt'),
            created_by: ref('user', 'createdBy'), modified_at: member('modifiedAt'), due_on: member('dueOn'), due_at: always(null),
            start_on: always(null), start_at: always(null), assignee: ref('user', 'assignee'), assignee_status: always('upcoming'),
            workspace: ref('workspace', 'workspace'), tags: refs('tag', (task) => task.tags), memberships, external,
            projects: refs('project', (task) => task.memberships.map((one) => one.project)), permalink_url: permalink,
            parent: always(null), followers: always([]), likes: always([]), hearts: always([]), liked: always(false),
            hearted: always(false), num_likes: always(0), num_hearts: always(0), custom_fields: always([]), num_subtasks: always(0),
        },
    },
    story: {
        compact: namesOf('created_at created_by resource_subtype text'),
        full: namesOf('created_at created_by resource_subtype text type is_pinned is_edited target source'),
        fields: {
            created_at: member('createdAt'), created_by: ref('user', 'createdBy'), text: member('text'), type: member('type'),
            resource_subtype: (state, story) => (story.type === 'comment' ? 'comment_added' : 'added_to_project'),
            is_pinned: always(false), is_edited: always(false), target: ref('task', 'task'), source: always('api'),
        },
    },
    webhook: {
        compact: namesOf('active resource target'),
        full: namesOf('active resource target created_at last_failure_at last_failure_content last_success_at filters'),
        fields: {
            active: member('active'), target: member('target'), created_at: member('createdAt'), last_failure_at: member('failedAt'),
            last_failure_content: member('failedWith'), last_success_at: member('succeededAt'), filters: member('filters'),
            resource: subscribed,
        },
    },
};

// --- What is asked for -------------------------------------------------------------------------------------------------------

// 'this.(followers|assignee).email' -> [['followers', 'email'], ['assignee', 'email']]
function pathsOf(text) {
    const terms = text.replace(/^this\./, '').split('.').map((term) => term.replace(/^\((.*)\)$/, '$1').split('|'));
    return terms.reduce((paths, names) => paths.flatMap((path) => names.map((name) => [...path, name])), [[]]);
}

// What opt_fields asks for, path by path: [['name'], ['assignee', 'name']].
export const fieldPaths = (text) => text.split(',').map((one) => one.trim()).filter(Boolean).flatMap(pathsOf);

// 'name,assignee.name' -> { name: {}, assignee: { name: {} } }, or nothing where nothing is asked for
export function fieldTree(text) {
    if (text === undefined) return undefined;
    const tree = {};
    for (const path of fieldPaths(text)) {
        path.reduce((at, name) => (at[name] ??= {}), tree);
    }
    return tree;
}

// --- Records -----------------------------------------------------------------------------------------------------------------

// What a value looks like: `tree` says which of its fields, or is nothing for the usual ones.
function shown(call, value, tree) {
    if (Array.isArray(value)) return value.map((one) => shown(call, one, tree));
    if (value instanceof Parts) {
        const asked = Object.keys(tree ?? {}).filter((name) => name in value.members);
        const names = asked.length > 0 ? asked : Object.keys(value.members);
        return Object.fromEntries(names.map((name) => [name, shown(call, value.members[name], tree?.[name])]));
    }
    if (!(value instanceof Ref)) return value;
    if (!value.item) return null;
    if (!tree) return usual(call, value.kind, value.item, kinds[value.kind].compact);
    // A record that is asked for without saying what of it has nothing but its gid and its type.
    if (Object.keys(tree).length === 0) return { gid: value.item.gid, resource_type: value.kind };
    return picked(call, value.kind, value.item, tree);
}

function fieldOf(call, kind, item, name, tree) {
    const read = kinds[kind].fields[name];
    return read ? shown(call, read(call.state, item, call), tree) : undefined;
}

const present = (entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined));

function picked(call, kind, item, tree) {
    const type = 'resource_type' in tree ? { resource_type: kind } : {};
    const values = Object.entries(tree).map(([name, more]) => [name, fieldOf(call, kind, item, name, more)]);
    return { gid: item.gid, ...type, ...present(values) };
}

function usual(call, kind, item, names) {
    return { gid: item.gid, resource_type: kind, ...present(names.map((name) => [name, fieldOf(call, kind, item, name)])) };
}

const shape = (detail) => (kind) => (call, item) =>
    (call.fields ? picked(call, kind, item, call.fields) : usual(call, kind, item, kinds[kind][detail]));

// One record, and one of a list: all of it, or compact; or what opt_fields asks for.
export const record = shape('full');
export const compact = shape('compact');
