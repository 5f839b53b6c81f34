// targets.mjs - the figures that are asked for, and whether a measurement meets them.  A miss is no failure; it says by how much.

// bench, figure, what it is called; least and most that it may be (both count as met).  With connections or slow: only.
const targets = [
    { bench: 'compare', figure: 'share', says: 'requests/s of nginx', least: 0.10, connections: 16, slow: 0 },
    { bench: 'compare', figure: 'share', says: 'requests/s of nginx', least: 0.12, connections: 64, slow: 0 },
    { bench: 'compare', figure: 'share', says: 'requests/s of nginx', least: 0.03, connections: 16, slow: 1000 },
    { bench: 'compare', figure: 'share', says: 'requests/s of nginx', least: 0.05, connections: 64, slow: 1000 },
    { bench: 'compare', figure: 'lead', says: 'requests/s of the fastest peer', least: 1, slow: 0 },
    { bench: 'compare', figure: 'p99_ms', says: 'p99 in ms', most: 15, connections: 16 },
    { bench: 'compare', figure: 'busy', says: 'busy', least: 0.9, most: 1.1 },
    { bench: 'compare', figure: 'errors', says: 'errors', most: 0 },
    { bench: 'four', figure: 'p99_ms', says: 'p99 of the slowest of a round in ms', most: 100 },
    { bench: 'idle', figure: 'together_mib', says: 'PSS after one request, beside others, in MiB', most: 3 },
    { bench: 'idle', figure: 'loaded_mib', says: 'PSS under load in MiB', most: 40 },
    { bench: 'idle', figure: 'start_ms', says: 'start as a service in ms', most: 30 },
    { bench: 'cgi', figure: 'cpu_ms', says: 'CPU of a request as plain CGI in ms', most: 10 },
    { bench: 'cgi', figure: 'filled_ms', says: 'the same with a filled ledger', most: 10 },
    { bench: 'worker', figure: 'per_second', says: 'jobs/s, each of its own key', least: 2000 },
    { bench: 'worker', figure: 'action_ms', says: 'event sent to action begun in ms', most: 50 },
    { bench: 'slack', figure: 'p99_ms', says: 'p99 of the slowest command in ms', most: 100 },
    { bench: 'slack', figure: 'errors', says: 'errors', most: 0 },
    { bench: 'send', figure: 'per_second', says: 'deliveries/s, each message to one', least: 3000 },
    { bench: 'send', figure: 'all_per_second', says: 'deliveries/s, each message to all', least: 3000 },
    { bench: 'send', figure: 'rss_mib', says: 'most memory resident in MiB', most: 32 },
    { bench: 'send', figure: 'share', says: 'filled of empty, the lower ratio', least: 0.90 },
    { bench: 'send', figure: 'cpu', says: 'CPU of a delivery, filled of empty, the higher ratio', most: 1.10 },
    { bench: 'hosts', figure: 'errors', says: 'errors', most: 0 },
    { bench: 'flat', figure: 'share', says: 'filled of empty, the lowest ratio', least: 0.90 },
];

const exact = (value) => String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

function judgement({ says, least, most }, value) {
    const bounds = [least !== undefined && `at least ${least}`, most !== undefined && `at most ${most}`].filter(Boolean);
    const asked = `- ${says}, ${bounds.join(' and ')}`;
    if (!Number.isFinite(value)) return `${asked}: not measured`;
    const bound = value < least ? least : value > most ? most : null;
    if (bound === null) return `${asked}: ${exact(value)}, met`;
    const by = Math.abs(value - bound);
    const share = bound === 0 ? '' : ` (${exact(100 * by / bound)} %)`;
    return `${asked}: ${exact(value)}, missed by ${exact(by)}${share}`;
}

// Prints the targets of a bench and what became of them.  at: the connections and the slowness that the figures are of.
export function judge(bench, figures, at = {}) {
    const here = (target) => target.bench === bench &&
        ['connections', 'slow'].every((name) => target[name] === undefined || target[name] === at[name]);
    const lines = targets.filter(here).map((target) => judgement(target, figures[target.figure]));
    console.log(`\nTargets:\n\n${lines.join('\n')}`);
}
