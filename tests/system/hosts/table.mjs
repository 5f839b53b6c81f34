// table.mjs - cgi-bin/programs.def as the cases see it: which events, paths and limits there are.
import fs from 'node:fs';
import path from 'node:path';
import { srcdir } from '../lib.mjs';

const text = fs.readFileSync(path.join(srcdir, 'cgi-bin/programs.def'), 'utf8');
// The arguments of all lines of this kind: names, numbers and texts.
const lines = (kind) => [...text.matchAll(new RegExp(`^${kind}\\(([^]*?)\\)$`, 'gm'))].map(([, inside]) =>
    [...inside.matchAll(/"((?:[^"\\]|\\.)*)"|[^,\s][^,]*/g)].map(([word, quoted]) => quoted ?? word.trim()));

// { event, program }: pull_request, github-pull-request
export const events = lines('EVENT').map(([program, event]) => ({ program, event }));

// { program, at, mib, ms, flags }: program is null where the header of the event picks it; an `at` that ends with a slash has something
// below it.
export const routes = [
    ...lines('ROUTE').map(([program, at, mib, ms, flags]) => ({
        program: program === 'NULL' ? null : program, at, mib: Number(mib), ms: Number(ms), flags: flags.split(/\W+/).filter((name) => name !== '0'),
    })),
    ...events.map(({ program, event }) => ({ program, at: `/hooks/github/${event}`, mib: 25, ms: 8000, flags: [] })),
];

// { at, route }: a path that other bots have had, and whose it is
export const aliases = lines('ALIAS').map(([at, of]) => ({ at, route: routes.find((route) => route.at === of) }));

// A path to ask, of a route or an alias, with the secret that it really has.
export function example(host, { at, route, program = route.program }) {
    const isTree = route ? at.endsWith('/') && route.at.endsWith('/') : at.endsWith('/') && at !== '/';
    return isTree ? at + ({ asana: host.keys.asana, circleci: host.keys.notify }[program] ?? 'some') : at;
}

// Webhooks come by POST; the others answer GET, or methods of their own.
export const hooks = routes.filter(({ at }) => at.startsWith('/hooks/'));
