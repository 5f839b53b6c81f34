// slack.mjs - slash commands of many people at once, which are answered out of the store; beside pushes to the same store.
import { kinds, writeBodies } from './bodies.mjs';
import { runHooklet } from './compare.mjs';
import { fillProjects } from './ledger.mjs';
import { middle, number, ratio, sum, table } from './numbers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { directory, remove } from './server.mjs';
import { makeSite } from './site.mjs';
import { judge } from './targets.mjs';

const names = ['push', 'status', 'get', 'list'];
const CONNECTIONS = 32, PROJECTS = 200, DEPLOYMENTS = 5000;

export async function slack(options) {
    const dir = directory(), site = await makeSite(names);
    fillProjects(site.database, { projects: PROJECTS, deployments: DEPLOYMENTS });
    const runs = names.map((kind) => {
        const load = { ...options, kind, files: writeBodies(kind, dir) };
        return { name: kind, run: (connections) => runHooklet(connections, load, site) };
    });
    const results = await rounds(runs, options.rounds, [CONNECTIONS]);
    remove(dir);
    remove(site.dir);

    const usable = results.filter((result) => !result.broken);
    const all = names.map((name) => {
        const own = usable.filter((result) => result.name === name);
        const pushes = (round) => usable.find((other) => other.name === 'push' && other.round === round)?.per_second;
        const of = (read) => middle(own, read), errors = sum(own.map((one) => one.failed));
        const p99 = of((one) => one.p99_us) / 1000;
        const label = kinds[name].sender ? `/hooklet ${name}` : 'github-push';
        return { name, p99, errors, row: [label, number(of((one) => one.per_second)), ratio(of((one) => one.per_second / pushes(one.round))),
            number(of((one) => one.p50_us) / 1000), number(p99), number(of((one) => one.max_us) / 1000), errors] };
    });
    console.log(`\nSlash commands, ${CONNECTIONS} at once, ${PROJECTS} projects, ${DEPLOYMENTS} deployments; ` +
        `${options.rounds} x ${options.seconds} s\n`);
    console.log(table(['', 'requests/s', 'of push', 'p50 ms', 'p99 ms', 'max ms', 'errors'], all.map(({ row }) => row)));
    const commands = all.filter(({ name }) => name !== 'push');
    judge('slack', { p99_ms: Math.max(...commands.map(({ p99 }) => p99)), errors: sum(commands.map(({ errors }) => errors)) });
    return outcome(results);
}
