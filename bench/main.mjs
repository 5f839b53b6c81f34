// main.mjs - the command line, and one bench after the other.
import './where.mjs';
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { cgi } from './cgi.mjs';
import { compare } from './compare.mjs';
import { flat } from './flat.mjs';
import { four } from './four.mjs';
import { compareHosts } from './hosts.mjs';
import { idle } from './idle.mjs';
import { describe, machine, obstacles } from './machine.mjs';
import { reason } from './rounds.mjs';
import { send } from './send.mjs';
import { slack } from './slack.mjs';
import { worker } from './worker.mjs';

const usage = `usage: bench.mjs [compare|four|idle|cgi|worker|flat|slack|send|hosts|all] [OPTION...]
  compare  hooklet beside nginx's "return 202" and beside other servers (this is done when nothing is said)
  four     four programs under load at once
  idle     memory, and start as a service
  cgi      CPU of one request as plain CGI
  worker   jobs per second of a worker whose jobs do nothing, and how soon it begins
  flat     an empty ledger and a filled one
  slack    slash commands of 32 people at once
  send     outgoing webhooks per second, beside a loop that only posts
  hosts    the same programs behind each web server, in each of its ways to run them; the last, as it does not stay root
  --rounds N          interleaved rounds, of which medians are given (3)
  --seconds S         of load in each (10)
  --quick             one round of 2 s
  --connections LIST  (16,64)
  --only LIST         of compare: peers with one of these in their names, the baseline and hooklet; of hosts: those
  --bodies KIND       push or comment (push)
  --slow-fsync US     every sync of the servers takes so many microseconds more
  --events N          of flat and cgi: in the filled ledger (1000000)
  --jobs N            of worker (20000)
  --threads N         of worker and send (4)
  --messages N        of send: deliveries in each run (20000)
  --deliveries N      of send: in the filled ledger (1000000)
  --json FILE         the raw results
The state directories are in $TMPDIR or /var/tmp: let that be a real disk.
`;

const all = { compare, four, idle, cgi, worker, flat, slack, send, hosts: compareHosts };

function read() {
    const text = (fallback) => ({ type: 'string', default: fallback });
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            rounds: text(), seconds: text(), quick: { type: 'boolean' }, connections: text('16,64'), only: text(),
            bodies: text('push'), 'slow-fsync': text('0'), events: text('1000000'), jobs: text('20000'), threads: text('4'),
            messages: text('20000'), deliveries: text('1000000'), json: text(),
            help: { type: 'boolean' },
        },
    });
    const wanted = positionals.length === 0 ? ['compare'] : positionals.includes('all') ? Object.keys(all) : positionals;
    const unknown = wanted.find((name) => !Object.hasOwn(all, name));
    if (unknown) throw new Error(`there is no bench ${unknown}`);
    if (!['push', 'comment'].includes(values.bodies)) throw new Error(`there are no bodies ${values.bodies}`);
    const whole = (name, value) => {
        if (!/^\d+$/.test(value)) throw new Error(`--${name} takes a number`);
        return Number(value);
    };
    return {
        wanted, help: values.help, json: values.json, bodies: values.bodies, only: values.only?.split(','),
        rounds: whole('rounds', values.rounds ?? (values.quick ? '1' : '3')),
        seconds: whole('seconds', values.seconds ?? (values.quick ? '2' : '10')),
        connections: values.connections.split(',').map((value) => whole('connections', value)),
        slow: whole('slow-fsync', values['slow-fsync']), events: whole('events', values.events), jobs: whole('jobs', values.jobs),
        threads: whole('threads', values.threads), messages: whole('messages', values.messages),
        deliveries: whole('deliveries', values.deliveries),
    };
}

let options;
try {
    options = read();
} catch (error) {
    process.stderr.write(`bench: ${error.message}\n${usage}`);
    process.exit(2);
}
if (options.help) {
    process.stdout.write(usage);
    process.exit(0);
}
const found = obstacles();
if (found.length > 0) {
    console.error(`bench: ${found.join('; ')}`);
    process.exit(2);
}

const facts = machine();
console.log(describe(facts, options.slow) + '\n');
const results = {}, trouble = [];
for (const name of options.wanted) {
    try {
        results[name] = await all[name](options);
    } catch (error) {
        results[name] = { notes: [], trouble: [reason(error)] };
    }
    for (const line of results[name].notes) console.log(`\nNote: ${line}`);
    trouble.push(...results[name].trouble.map((line) => `${name}: ${line}`));
}
if (options.json) fs.writeFileSync(options.json, JSON.stringify({ machine: facts, options, results }, null, 1) + '\n');
for (const line of trouble) console.error(`bench: ${line}`);
process.exit(trouble.length > 0 ? 1 : 0); // kept connections would hold it up
