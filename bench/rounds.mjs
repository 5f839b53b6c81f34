// rounds.mjs - runs that take turns, round after round, so that a slow minute of the machine falls on all of them.
//
// A run's result is an object of its figures.  Two members are words about them, or nothing: `note`, what must be known to read
// them, and `trouble`, what makes them worthless.
import { number } from './numbers.mjs';

const where = ({ name, connections, round }) =>
    [name, connections && `${connections} connections`, `round ${round + 1}`].filter(Boolean).join(', ');

function progress(result) {
    const speed = result.per_second && `${number(result.per_second)}/s`;
    const late = result.p99_us && `p99 ${number(result.p99_us / 1000)} ms`;
    return [where(result), speed, late, result.trouble].filter(Boolean).join(', ');
}

// What to say of an error: one line; of our own mistakes also where they stand.
export const reason = (error) => error.constructor === Error ? error.message.trim().replace(/\s*\n\s*/g, '; ') : error.stack;

// Each of `runs` ({ name, run(connections) }) in turn, each round beginning with another one.  Gives all results, each with its
// name, round and connections; of a run that broke only why.
export async function rounds(runs, count, connections = [undefined]) {
    const results = [];
    for (let round = 0; round < count; round++) {
        for (const some of connections) {
            for (let i = 0; i < runs.length; i++) {
                const { name, run } = runs[(i + round) % runs.length];
                const result = await run(some).catch((error) => ({ trouble: reason(error), broken: true }));
                results.push({ name, round, connections: some, ...result });
                console.error(progress(results.at(-1)));
            }
        }
    }
    return results;
}

// What a bench gives back: its results, and a line on each that has a note or trouble.
export function outcome(results) {
    const lines = (member) => results.filter((one) => one[member]).map((one) => `${where(one)}: ${one[member]}`);
    return { results, notes: lines('note'), trouble: lines('trouble') };
}
