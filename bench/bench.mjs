// bench.mjs - how fast, how small, and how even: run by `make bench`, or by hand from the directory of the build.
const oldest = 20; // Node's version

if (Number(process.versions.node.split('.')[0]) < oldest) {
    console.error(`bench: this is Node ${process.versions.node}; ${oldest} or later is needed`);
    process.exit(2);
}
import('./main.mjs'); // after that look: an older one could not even read it
