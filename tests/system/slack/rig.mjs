// rig.mjs - what a test of the client needs besides the stand-in: sites that are configured for it, and tests/system/ask-slack.
import { Site } from '../lib.mjs';
import { run } from '../asana/rig.mjs';
import { slackSection } from './site.mjs';

// Statuses of ask-slack: codes of failures without their signs.
export const MALFORMED = 3, FIELD = 5, NOT_FOUND = 11, BUSY = 12, CONFIG = 15, NETWORK = 17, REFUSED = 19;

// options: of slackSection()
export async function fresh(slack, options) {
    const site = await Site.make();
    configure(site, slack, options);
    return site;
}

export function configure(site, slack, options) {
    site.configure(slackSection(slack, options));
}

// -> { status, stdout, stderr, lines }
export const ask = (site, ...words) => run(site, 'tests/system/ask-slack', [site.conf, ...words]);
