// issue_events.mjs - GitHub as the sender of what happens to issues and pull requests: whatever changes them, by the API or by hand, is
// posted to a site's hook.
//
//     const told = tellIssueEvents(github, site);
//     told.byHand('ann', () => { issue.state = 'closed'; });     somebody changes issues at GitHub
//     told.sent                       what was posted: { action, issue, assignee, login, status, payload }
//     await told.idle()               when all of it is answered
import { issueEvent } from './app.mjs';

const facts = (issue) => structuredClone({ state: issue.state, assignees: issue.assignees });

// -> [{ action, assignee }]
function differences(old, issue) {
    return [
        ...(old.state === issue.state ? [] : [{ action: issue.state === 'closed' ? 'closed' : 'reopened' }]),
        ...issue.assignees.filter((one) => !old.assignees.includes(one)).map((assignee) => ({ action: 'assigned', assignee })),
        ...old.assignees.filter((one) => !issue.assignees.includes(one)).map((assignee) => ({ action: 'unassigned', assignee })),
    ];
}

export function tellIssueEvents(github, site) {
    const sent = [];
    let last = Promise.resolve();
    const snapshot = () => new Map(github.state.issues.map((issue) => [issue, facts(issue)]));

    // In the order in which it happened, each after the one before was taken.
    function tell(before, login) {
        for (const [issue, old] of before) {
            for (const { action, assignee } of differences(old, issue)) {
                const { event, payload } = issueEvent(github, issue, action, { login, assignee });
                const one = { action, issue, assignee, login, payload };
                sent.push(one);
                last = last.then(() => site.post(event, payload)).then(({ status }) => { one.status = status; });
            }
        }
    }

    // The answer goes first, as GitHub's own deliveries come later.
    async function asked({ request, normal }) {
        const before = snapshot();
        const given = await normal();
        github.waitFor(request.method, request.path, { where: (one) => one === request })
            .then(() => tell(before, `${github.state.app.slug}[bot]`));
        return given;
    }

    const issue = '/repos/{owner}/{repo}/issues/{issue_number}';
    for (const [method, path] of [['PATCH', issue], ['POST', `${issue}/assignees`], ['DELETE', `${issue}/assignees`]]) {
        github.on(method, path, asked);
    }
    return {
        sent,
        byHand(login, change) {
            const before = snapshot();
            const given = change();
            tell(before, login);
            return given;
        },
        async idle() {
            let seen;
            do {
                seen = last;
                await seen;
            } while (seen !== last);
        },
    };
}
