// where.mjs - imported first: where the tree, the build and the state directories are, unless the environment says so.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const bench = path.dirname(fileURLToPath(import.meta.url));
process.env.srcdir ??= path.dirname(bench);
process.env.top_builddir ??= process.cwd();
// Not /tmp, which is often memory: there a sync costs nothing.
process.env.TMPDIR = path.resolve(process.env.TMPDIR || '/var/tmp');
