// The list of cases behind Apache, which starts a program for each request: mod_cgid.  Nothing else runs: the programs drain the queue.
import { apacheCases } from './apache.mjs';

await apacheCases('cgi', 'apache cgid', {
    differs: { reload: 'mod_cgid starts its own daemon anew, and what it has just been asked is lost' },
});
