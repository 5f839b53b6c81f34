// events.mjs - what webhooks are told when a task has changed: the difference between what it was and what it is, as Asana's events
// (Asana/openapi, EventResponse).  Records in them have nothing but gid and type.
import { stamp } from './state.mjs';

const named = (type, gid) => gid && { gid, resource_type: type };
const taskRef = (task) => ({ ...named('task', task.gid), resource_subtype: 'default_task' });
const newValue = (type, gid) => (gid ? { new_value: named(type, gid) } : {});

// Plain fields: name in events -> name in state.tasks
const fields = { name: 'name', notes: 'notes', due_on: 'dueOn', completed: 'completed', assignee: 'assignee' };

function changes(old, task) {
    return Object.entries(fields).filter(([, name]) => old[name] !== task[name]).map(([field]) => ({
        action: 'changed', resource: taskRef(task), parent: null,
        change: { field, action: 'changed', ...(field === 'assignee' && newValue('user', task.assignee)) },
    }));
}

function tagChanges(old, task) {
    const change = (action, gid) => ({
        action: 'changed', resource: taskRef(task), parent: null,
        change: { field: 'tags', action, [`${action}_value`]: named('tag', gid) },
    });
    return [
        ...task.tags.filter((gid) => !old.tags.includes(gid)).map((gid) => change('added', gid)),
        ...old.tags.filter((gid) => !task.tags.includes(gid)).map((gid) => change('removed', gid)),
    ];
}

// What places a task has: ['project/123', 'section/456']
const placesOf = (task) =>
    task.memberships.flatMap(({ project, section }) => [`project/${project}`, ...(section ? [`section/${section}`] : [])]);

function moves(old, task) {
    const move = (action) => (where) => ({ action, resource: taskRef(task), parent: named(...where.split('/')) });
    const before = placesOf(old), after = placesOf(task);
    return [
        ...before.filter((one) => !after.includes(one)).map(move('removed')),
        ...after.filter((one) => !before.includes(one)).map(move('added')),
    ];
}

// Asana notes some changes as stories below the task, and tells of those, too.
function stories(old, task, newGid) {
    const story = (subtype) => ({
        action: 'added', parent: taskRef(task), resource: { ...named('story', newGid()), resource_subtype: subtype },
    });
    return [
        ...(old.completed === task.completed ? [] : [story(task.completed ? 'marked_complete' : 'marked_incomplete')]),
        ...(old.assignee === task.assignee || !task.assignee ? [] : [story('assigned')]),
    ];
}

const nothing = { name: '', notes: '', dueOn: null, completed: false, assignee: null, tags: [], memberships: [] };

function differences(old, task, newGid) {
    if (!task) return [{ action: 'deleted', resource: taskRef(old), parent: null }];
    if (!old) return moves(nothing, task);
    return [...changes(old, task), ...tagChanges(old, task), ...moves(old, task), ...stories(old, task, newGid)];
}

// old, task: the task before and now; null: it was not, or is not.  user: who did it, or null for Asana itself.
// -> [{ event, scope: gids of what a webhook for this may be about }]
export function eventsOf(state, { old, task, user, newGid }) {
    const places = [old, task].filter(Boolean).flatMap((one) => one.memberships.flatMap(({ project, section }) => [project, section]));
    const scope = new Set([(task ?? old).gid, ...places]);
    const common = { user: user && named('user', user.gid), created_at: stamp(state) };
    return differences(old, task, newGid).map((one) => ({ event: { ...common, ...one }, scope }));
}

// Does an event pass one of these filters?  Without any all do.
export function passes(filters, event) {
    const isMeant = ({ resource_type: type, resource_subtype: subtype, action, fields: names }) =>
        (!type || type === event.resource.resource_type) && (!subtype || subtype === event.resource.resource_subtype) &&
        (!action || action === event.action) && (!names || names.includes(event.change?.field));
    return filters.length === 0 || filters.some(isMeant);
}
