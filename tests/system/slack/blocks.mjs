// blocks.mjs - what Slack refuses of blocks, and what people see of a text.  Limits: docs.slack.dev, "Block Kit", its reference.

const isText = (value) => typeof value === 'string';

// Each check gives complaints: [[where, what]].  Slack counts characters; an escape counts as it is written.
const long = (where, text, most, least = 1) => {
    if (!isText(text)) return [[where, 'missing required field']];
    if (text.length < least) return [[where, `must be more than ${least - 1} characters`]];
    return [...text].length > most ? [[where, `must be less than ${most + 1} characters`]] : [];
};
const optional = (where, text, most) => (text === undefined ? [] : long(where, text, most));
const textObject = (where, object, most, types = ['plain_text']) => {
    if (!types.includes(object?.type)) return [[`${where}/type`, `unsupported type: ${object?.type}`]];
    return long(`${where}/text`, object.text, most);
};
const list = (where, items, most, check) => {
    if (!Array.isArray(items) || items.length === 0) return [[where, 'no items']];
    if (items.length > most) return [[where, `no more than ${most} items allowed`]];
    return items.flatMap((item, i) => check(`${where}/${i}`, item));
};
const twice = (where, names) => names.filter((name, i) => name !== undefined && names.indexOf(name) !== i)
    .map((name) => [where, `${name} already exists`]);

const both = ['mrkdwn', 'plain_text'];
const option = (where, one) => [...textObject(`${where}/text`, one.text, 75), ...long(`${where}/value`, one.value, 150)];
const group = (where, one) => [...textObject(`${where}/label`, one.label, 75), ...list(`${where}/options`, one.options, 100, option)];

const elements = {
    button: (where, one) => [
        ...textObject(`${where}/text`, one.text, 75), ...optional(`${where}/value`, one.value, 2000),
        ...optional(`${where}/url`, one.url, 3000),
        ...[undefined, 'primary', 'danger'].includes(one.style) ? [] : [[`${where}/style`, 'invalid style']],
    ],
    static_select: (where, one) => [
        ...one.placeholder === undefined ? [] : textObject(`${where}/placeholder`, one.placeholder, 150),
        ...one.option_groups ? list(`${where}/option_groups`, one.option_groups, 100, group)
            : list(`${where}/options`, one.options, 100, option),
    ],
};

function element(where, one) {
    const check = elements[one.type];
    if (!check) return [[where, `unsupported type: ${one.type}`]];
    return [...optional(`${where}/action_id`, one.action_id, 255), ...check(where, one)];
}

const kinds = {
    divider: () => [],
    header: (where, one) => textObject(`${where}/text`, one.text, 150),
    section: (where, one) => [
        ...one.text || !one.fields ? textObject(`${where}/text`, one.text, 3000, both) : [],
        ...one.fields ? list(`${where}/fields`, one.fields, 10, (at, text) => textObject(at, text, 2000, both)) : [],
    ],
    context: (where, one) => list(`${where}/elements`, one.elements, 10, (at, text) => textObject(at, text, 3000, both)),
    actions: (where, one) => [
        ...list(`${where}/elements`, one.elements, 25, element),
        ...twice(where, (one.elements ?? []).map((item) => item.action_id)),
    ],
};

const block = (where, one) => {
    const check = kinds[one?.type];
    if (!check) return [[where, `unsupported type: ${one?.type}`]];
    return [...optional(`${where}/block_id`, one.block_id, 255), ...check(where, one)];
};

// What is wrong with them, in Slack's words: [text].
export function blockComplaints(blocks) {
    if (!Array.isArray(blocks)) return ['must be an array [json-pointer:/blocks]'];
    const found = blocks.length > 50 ? [['/blocks', 'no more than 50 items allowed']] : [
        ...blocks.flatMap((one, i) => block(`/blocks/${i}`, one)), ...twice('/blocks', blocks.map((one) => one?.block_id)),
    ];
    return found.map(([where, what]) => `[ERROR] ${what} [json-pointer:${where}]`);
}

// All that can be pressed: [{ block, element }].
export const controls = (blocks) =>
    (blocks ?? []).flatMap((one) => (one.elements ?? []).filter((item) => item.action_id).map((item) => ({ block: one, element: item })));

export const optionsOf = (menu) => menu.options ?? menu.option_groups.flatMap((one) => one.options);

// --- What people see ---------------------------------------------------------------------------------------------------------

const decoded = (text) => text.replace(/&(amp|lt|gt);/g, (all, name) => ({ amp: '&', lt: '<', gt: '>' })[name]);

// Mentions are @ID and #ID, a link is its label.
export const shown = (text) => decoded(text.replace(/<([^<>]*)>/g, (all, inside) => {
    const [target, label] = inside.split('|');
    return label ?? target;
}));

// Whom a text wakes: ids of people and groups, 'channel', 'here', 'everyone'.
export const wakes = (text) => [...text.matchAll(/<(?:@([A-Z0-9]+)|!(?:subteam\^)?([A-Za-z0-9]+))[^<>]*>/g)].map((one) => one[1] ?? one[2]);

// All texts of a message, as they were sent, in their order.
export function textsOf({ text, blocks }) {
    const inside = (value) => {
        if (value === null || typeof value !== 'object') return [];
        if (both.includes(value.type) && isText(value.text)) return [value.text];
        return Object.values(value).flatMap(inside);
    };
    return [text, ...inside(blocks ?? [])].filter(Boolean);
}
