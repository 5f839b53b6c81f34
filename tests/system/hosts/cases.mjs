// cases.mjs - the list of cases that passes behind every web server, whatever way it runs the programs: the same status, headers and
// JSON.  A rig sets up its server and calls runCases() with a host:
//
//   name        "nginx", "apache proxy_fcgi": of the server and its way to run the programs
//   site        a Site of lib.mjs that is up: url ("http://127.0.0.1:PORT"), secret (of GitHub's webhooks), dir, hooklet(), json(), and
//               run(FILE, ARGS), which runs a program as the user who owns the state.  Its hooklet.conf has the text of caseRules().
//   keys        what caseRules(DIR) gave; its files in DIR belong to the user who owns the state
//   work()      does the jobs that are due, by a worker or by cron's line, and gives all jobs as Site.settled() does, its default
//   die(NAME), revive(NAME)    program NAME ("github-push") can't answer: it does not run, or, where the server starts it, its file is one
//               that ends at once; revive() gives it back
//   hang(NAME), wake(NAME)     it is there, takes a request and says nothing
//   dead, hung  the statuses by which the server says that: 500, 502 or 503 (or some of them), and 504 unless another is given.  The body
//               is ours in any case
//   slow        with the difference slow-body: the status by which a sender that is too slow hears of it all the same; none: no answer
//   reload()    the server reads its configuration anew, as a reload does that loses nothing
//   accessLog   with the difference log: which of logs() that is
//   logs()      the files that the server, the programs and the worker write, the access log among them
//   differs     { NAME OF A DIFFERENCE: why }: what this server can't do as others do.  Each is one of the names below, and then the case
//               asks for just that behaviour instead, so that no case is left out.
//
// The server takes requests from 127.0.0.1 as those of this machine (/hooklet/healthz, /hooklet/readyz), and from 127.0.0.2 as a
// stranger's.  It has the index at "/", and the drop-in paths.  No case needs what another has stored.
import fs from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { note } from '../lib.mjs';
import { sections } from '../source/senders.mjs';
import { githubCases } from './github.mjs';
import { httpCases } from './http.mjs';
import { prepareSenders, senderCases } from './senders.mjs';
import { slowBody } from './slow.mjs';
import { hungCases, troubleCases } from './trouble.mjs';

export const differences = {
    'slow-body': 'a sender that is too slow gets no 408',
    hang: 'a program that says nothing is waited for longer than the route has',
    reload: 'of requests that come just as the server reads its configuration anew some get an error as from a dead program, or none in time',
    index: 'the top of the server is not ours',
    log: 'the access log is not ours to configure: it has all addresses, those that hold a secret, too',
};

// What hooklet.conf needs beside state and GitHub's secret; writes secrets into DIR.  -> { text, marks, slack, circleci, notify }, where
// `marks` is the file that each job of the rule "each" adds its environment to.
export function caseRules(dir) {
    const secret = (name, text = randomBytes(24).toString('hex')) => {
        fs.writeFileSync(path.join(dir, `case-${name}`), text, { mode: 0o400 });
        return { text, file: path.join(dir, `case-${name}`) };
    };
    const slack = secret('slack'), circleci = secret('circleci'), notify = secret('notify'), token = secret('token');
    const marks = path.join(dir, 'case-marks');
    const text = `run "each" {
    events = {"push", "pull_request", "star"}
    command = { sh, '-c', 'env >> ${marks}' }
}
slack {
    api_url = 'http://127.0.0.1:9'
    response_url = 'http://127.0.0.1:9'
    token_file = '${token.file}'
    secret "case" { file = '${slack.file}' }
}
circleci {
    api_url = 'http://127.0.0.1:9'
    legacy_url = 'http://127.0.0.1:9'
    app_url = 'http://127.0.0.1:9'
    token_file = '${token.file}'
    notify_token_file = '${notify.file}'
    secret "case" { file = '${circleci.file}' }
}
asana {
}
outgoing {
    events = {"invoice.*"}
}
${sections(dir)}`;
    return { text, marks, slack: slack.text, circleci: circleci.text, notify: notify.text };
}

export async function runCases(host) {
    for (const [name, why] of Object.entries(host.differs ?? {})) {
        if (!Object.hasOwn(differences, name)) throw new Error(`${name} is no difference that the list knows`);
        note(`${host.name}: ${differences[name]}: ${why}`);
    }
    const all = { work: () => host.site.settled(), differs: {}, ...host };
    prepareSenders(all);
    const slow = slowBody(all); // waits for seconds, while the others go on
    await githubCases(all);
    await httpCases(all);
    await senderCases(all);
    await hungCases(all);
    await slow();
    await troubleCases(all);
    await all.work(); // nothing is under way when all is cleared away
}
