// The list of cases behind Apache, which starts the programs and keeps them: mod_fcgid.
import { apacheCases } from './apache.mjs';

await apacheCases('fcgid', 'apache fcgid', {
    hung: 500,
    slow: 500,
    differs: {
        'slow-body': 'mod_fcgid says 500 to whatever goes wrong before it asks a program',
        hang: 'mod_fcgid waits for a second when it has to start another process',
        reload: 'mod_fcgid ends all programs; a request that waits for one then waits in vain',
    },
});
