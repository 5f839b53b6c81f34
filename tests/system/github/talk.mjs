// talk.mjs - how GitHub writes issues, pull requests, comments, reactions, commits, deployments, pushes and hooks; see shapes.mjs.
import { byId, repositoryOf } from './state.mjs';
import { associationOf, nodeId, performedBy, repositoryShape, userShape } from './shapes.mjs';

const at = (world, thing) => `${world.api}/repos/${repositoryOf(world.state, thing).fullName}`;
const page = (world, thing) => `${world.html}/${repositoryOf(world.state, thing).fullName}`;
const place = (issue) => `/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;

// Who wrote it, when, and what they are to the repository.
function writtenShape(world, kind, thing) {
    return {
        id: thing.id, node_id: nodeId(kind, thing.id), user: userShape(world, thing.login),
        author_association: associationOf(world, repositoryOf(world.state, thing), thing.login),
        created_at: thing.createdAt, updated_at: thing.updatedAt,
    };
}

function reactionsShape(world, list, thing, url) {
    const all = world.state.reactions.filter((one) => one.subject === `${list}/${thing.id}`);
    const count = (content) => all.filter((one) => one.content === content).length;
    const kinds = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];
    return { url: `${url}/reactions`, total_count: all.length, ...Object.fromEntries(kinds.map((kind) => [kind, count(kind)])) };
}

export function reactionShape(world, reaction) {
    return {
        id: reaction.id, node_id: nodeId('REA', reaction.id), user: userShape(world, reaction.login), content: reaction.content,
        created_at: reaction.createdAt,
    };
}

// Who has it, as both write it.
const assigneesShape = (world, issue) => ({
    assignee: userShape(world, issue.assignees[0] ?? null), assignees: issue.assignees.map((login) => userShape(world, login)),
});

function milestoneShape(world, issue) {
    if (!issue.milestone) return null;
    const { title, dueOn = null } = issue.milestone;
    const base = `${at(world, issue)}/milestones/1`;
    return {
        url: base, html_url: `${page(world, issue)}/milestone/1`, labels_url: `${base}/labels`, id: 1, node_id: nodeId('MI', 1), number: 1,
        state: 'open', title, description: null, creator: userShape(world, 'octocat'), open_issues: 1, closed_issues: 0,
        created_at: issue.createdAt, updated_at: issue.createdAt, closed_at: null, due_on: dueOn,
    };
}

// A label as issues have it.
export const labelShape = (world, issue, name) => ({
    id: 1, node_id: nodeId('LA', 1), url: `${at(world, issue)}/labels/${encodeURIComponent(name)}`, name, color: 'd73a4a', default: false,
    description: null,
});

// --- Issues and pull requests ------------------------------------------------------------------------------------------------

export function issueShape(world, issue) {
    const base = `${at(world, issue)}/issues/${issue.number}`;
    const html = page(world, issue) + place(issue);
    const api = `${at(world, issue)}/pulls/${issue.number}`;
    const pull = issue.pull && {
        draft: issue.pull.draft,
        pull_request: {
            url: api, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch`, merged_at: issue.pull.mergedAt,
        },
    };
    const comments = world.state.issueComments.filter((one) => one.repository === issue.repository && one.number === issue.number);
    return {
        ...writtenShape(world, issue.pull ? 'PR' : 'I', issue), url: base, repository_url: at(world, issue),
        labels_url: `${base}/labels{/name}`, comments_url: `${base}/comments`, events_url: `${base}/events`, html_url: html,
        timeline_url: `${base}/timeline`, number: issue.number, title: issue.title, labels: issue.labels, state: issue.state,
        state_reason: issue.stateReason, locked: issue.locked, ...assigneesShape(world, issue), milestone: milestoneShape(world, issue),
        comments: comments.length, closed_at: issue.closedAt, closed_by: userShape(world, issue.closedBy), active_lock_reason: null, body: issue.body,
        performed_via_github_app: performedBy(world, issue.login), reactions: reactionsShape(world, 'issues', issue, base), ...pull,
    };
}

export const foundShape = (world, issue) => ({ ...issueShape(world, issue), score: 1 });

// One side of a pull request.  A fork that was deleted has no repository.
function side(world, { ref, sha, repository: id }) {
    const repository = byId(world.state.repositories, id);
    const owner = repository?.fullName.split('/')[0] ?? null;
    return {
        label: `${owner ?? 'unknown repository'}:${ref}`, ref, sha, user: userShape(world, owner),
        repo: repository ? repositoryShape(world, repository) : null,
    };
}

export function pullShape(world, issue) {
    const base = `${at(world, issue)}/pulls/${issue.number}`;
    const issueUrl = `${at(world, issue)}/issues/${issue.number}`;
    const html = page(world, issue) + place(issue);
    const links = {
        self: base, html, issue: issueUrl, comments: `${issueUrl}/comments`, review_comments: `${base}/comments`,
        review_comment: `${at(world, issue)}/pulls/comments{/number}`, commits: `${base}/commits`,
        statuses: `${at(world, issue)}/statuses/${issue.pull.head.sha}`,
    };
    return {
        ...writtenShape(world, 'PR', issue), url: base, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch`,
        issue_url: issueUrl, commits_url: links.commits, review_comments_url: links.review_comments, statuses_url: links.statuses,
        review_comment_url: links.review_comment, comments_url: links.comments, number: issue.number, state: issue.state,
        locked: issue.locked, title: issue.title, body: issue.body, labels: issue.labels, milestone: milestoneShape(world, issue), active_lock_reason: null,
        closed_at: issue.closedAt, merged_at: issue.pull.mergedAt, merge_commit_sha: issue.pull.mergeSha,
        ...assigneesShape(world, issue),
        requested_reviewers: (issue.reviewers ?? []).map((login) => userShape(world, login)), requested_teams: [], draft: issue.pull.draft, auto_merge: null,
        head: side(world, issue.pull.head), base: side(world, { ...issue.pull.base, repository: issue.repository }),
        _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    };
}

export function fullPullShape(world, issue) {
    const merged = issue.pull.mergedAt !== null;
    const count = (list) => list.filter((one) => one.repository === issue.repository && one.number === issue.number).length;
    return {
        ...pullShape(world, issue), merged, mergeable: merged ? null : true, mergeable_state: merged ? 'unknown' : 'clean',
        rebaseable: merged ? null : true, merged_by: userShape(world, issue.pull.mergedBy),
        comments: count(world.state.issueComments), review_comments: count(world.state.reviewComments), commits: 1,
        additions: 1, deletions: 0, changed_files: 1, maintainer_can_modify: false,
    };
}

// --- Comments ----------------------------------------------------------------------------------------------------------------

export function issueCommentShape(world, comment) {
    const issue = world.state.issues.find((one) => one.repository === comment.repository && one.number === comment.number);
    const url = `${at(world, comment)}/issues/comments/${comment.id}`;
    return {
        ...writtenShape(world, 'IC', comment), url, html_url: `${page(world, comment)}${place(issue)}#issuecomment-${comment.id}`,
        issue_url: `${at(world, comment)}/issues/${comment.number}`, body: comment.body,
        performed_via_github_app: performedBy(world, comment.login), reactions: reactionsShape(world, 'issueComments', comment, url),
    };
}

export function reviewShape(world, review) {
    const { created_at: submittedAt, updated_at: unused, ...written } = writtenShape(world, 'PRR', review);
    const html = `${page(world, review)}/pull/${review.number}#pullrequestreview-${review.id}`;
    const pull = `${at(world, review)}/pulls/${review.number}`;
    return {
        ...written, body: review.body ?? '', state: review.state, html_url: html, pull_request_url: pull, commit_id: review.sha,
        submitted_at: submittedAt, _links: { html: { href: html }, pull_request: { href: pull } },
    };
}

export function reviewCommentShape(world, comment) {
    const url = `${at(world, comment)}/pulls/comments/${comment.id}`;
    const pull = `${at(world, comment)}/pulls/${comment.number}`;
    const html = `${page(world, comment)}/pull/${comment.number}#discussion_r${comment.id}`;
    return {
        ...writtenShape(world, 'PRRC', comment), url, html_url: html, pull_request_url: pull, pull_request_review_id: comment.review,
        diff_hunk: '@@ -1 +1 @@\n-old\n+new', path: comment.path, commit_id: comment.sha, original_commit_id: comment.sha,
        body: comment.body, line: comment.line, original_line: comment.line, side: 'RIGHT', start_line: null, original_start_line: null,
        start_side: null, position: 1, original_position: 1, subject_type: 'line',
        ...(comment.inReplyTo && { in_reply_to_id: comment.inReplyTo }),
        _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull } },
        reactions: reactionsShape(world, 'reviewComments', comment, url),
    };
}

export function commitCommentShape(world, comment) {
    const url = `${at(world, comment)}/comments/${comment.id}`;
    return {
        ...writtenShape(world, 'CC', comment), url,
        html_url: `${page(world, comment)}/commit/${comment.sha}#commitcomment-${comment.id}`,
        position: comment.position, line: comment.line, path: comment.path, commit_id: comment.sha, body: comment.body,
        reactions: reactionsShape(world, 'commitComments', comment, url),
    };
}

export function commitShape(world, commit) {
    const url = `${at(world, commit)}/commits/${commit.sha}`;
    const git = `${at(world, commit)}/git`;
    const html = `${page(world, commit)}/commit/`;
    const author = { name: commit.login, email: `${commit.login}@users.noreply.github.com`, date: commit.createdAt };
    return {
        sha: commit.sha, node_id: nodeId('C', commit.sha), url, html_url: html + commit.sha, comments_url: `${url}/comments`,
        commit: {
            author, committer: author, message: commit.message, comment_count: 0, url: `${git}/commits/${commit.sha}`,
            tree: { sha: commit.sha, url: `${git}/trees/${commit.sha}` },
            verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
        },
        author: userShape(world, commit.login), committer: userShape(world, commit.login),
        parents: commit.parents.map((sha) => ({ sha, url: `${at(world, commit)}/commits/${sha}`, html_url: html + sha })),
        stats: { total: 0, additions: 0, deletions: 0 }, files: [],
    };
}

// --- Deployments, statuses, pushes, hooks ------------------------------------------------------------------------------------

export function deploymentShape(world, deployment) {
    const url = `${at(world, deployment)}/deployments/${deployment.id}`;
    return {
        url, id: deployment.id, node_id: nodeId('DE', deployment.id), sha: deployment.sha, ref: deployment.ref, task: deployment.task,
        payload: deployment.payload, original_environment: deployment.environment, environment: deployment.environment,
        description: deployment.description, creator: userShape(world, deployment.login), created_at: deployment.createdAt,
        updated_at: deployment.updatedAt, statuses_url: `${url}/statuses`, repository_url: at(world, deployment),
        transient_environment: deployment.transient, production_environment: deployment.production,
        performed_via_github_app: performedBy(world, deployment.login),
    };
}

export function deploymentStatusShape(world, status) {
    const deployment = `${at(world, status)}/deployments/${status.deployment}`;
    return {
        url: `${deployment}/statuses/${status.id}`, id: status.id, node_id: nodeId('DES', status.id), state: status.state,
        creator: userShape(world, status.login), description: status.description, environment: status.environment,
        target_url: status.logUrl, log_url: status.logUrl, environment_url: status.environmentUrl, created_at: status.createdAt,
        updated_at: status.updatedAt, deployment_url: deployment, repository_url: at(world, status),
        performed_via_github_app: performedBy(world, status.login),
    };
}

export function commitStatusShape(world, status) {
    return {
        url: `${at(world, status)}/statuses/${status.sha}`, avatar_url: null, id: status.id, node_id: nodeId('SC', status.id),
        state: status.state, description: status.description, target_url: status.targetUrl, context: status.context,
        created_at: status.createdAt, updated_at: status.createdAt, creator: userShape(world, status.login),
    };
}

export function pushShape(world, push) {
    return {
        id: push.id, node_id: nodeId('PSH', push.id), before: push.before, after: push.after, ref: push.ref,
        timestamp: push.timestamp, activity_type: push.type, actor: userShape(world, push.login),
    };
}

export function hookShape(world, hook) {
    const isOrganization = !hook.owner.includes('/');
    const url = `${world.api}/${isOrganization ? 'orgs' : 'repos'}/${hook.owner}/hooks/${hook.id}`;
    const config = { url: hook.url, content_type: 'json', insecure_ssl: '0', ...(hook.secret && { secret: '********' }) };
    return {
        type: isOrganization ? 'Organization' : 'Repository', id: hook.id, name: 'web', active: hook.active,
        events: hook.events, config, created_at: hook.createdAt, updated_at: hook.updatedAt, url, ping_url: `${url}/pings`,
        deliveries_url: `${url}/deliveries`,
        ...(!isOrganization && { test_url: `${url}/tests`, last_response: { code: null, status: 'unused', message: null } }),
    };
}
