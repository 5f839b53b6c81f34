// issue_routes.mjs - issues, their comments, and reactions to everything that can have one.
import { answer, ok } from '../standin/answers.mjs';
import { created, failure, invalid, notFound, page } from './answers.mjs';
import {
    addIssue, addIssueComment, addReaction, assign, byId, findIssue, repositoryOf, sameName, setState, stamp, unassign,
} from './state.mjs';
import { issueCommentShape, issueShape, reactionShape } from './talk.mjs';

const disabled = () => failure(410, 'Issues has been disabled in this repository.');

// Where a transferred issue is now; 307 keeps the method of what isn't a GET.
function moved({ state, request, api }, { repository, number }) {
    const url = `${api}/repositories/${repositoryOf(state, { repository }).id}/issues/${number}`;
    return failure(request.method === 'GET' ? 301 : 307, 'Moved Permanently', { url }, { Location: url });
}

// Runs a function with the issue of the path, which must be there.  Pull requests live on where issues are disabled.
const withIssue = (run) => (call) => {
    const issue = findIssue(call.state, call.repository, call.params.issue_number);
    if (!call.repository.hasIssues && !issue?.pull) return disabled();
    if (!issue) return notFound();
    if (issue.movedTo) return moved(call, issue.movedTo);
    if (issue.isDeleted) return failure(410, 'This issue was deleted');
    if (call.request.method !== 'GET' && call.repository.isArchived) return failure(403, 'Repository was archived so is read-only.');
    return run(call, issue);
};

// --- Issues ------------------------------------------------------------------------------------------------------------------

function listIssues(call) {
    const { state, repository, query } = call;
    if (!repository.hasIssues) return disabled();
    const { state: wanted = 'open', creator, since, sort = 'created', direction = 'desc' } = query;
    const isWanted = (issue) => issue.repository === repository.id && (wanted === 'all' || issue.state === wanted) &&
        (!creator || sameName(creator, issue.login)) && (!since || issue.updatedAt >= since);
    const key = sort === 'updated' ? 'updatedAt' : 'createdAt';
    const issues = state.issues.filter(isWanted).sort((a, b) => a[key].localeCompare(b[key]) || a.number - b.number);
    if (direction === 'desc') issues.reverse();
    return page(call, issues, issueShape);
}

function createIssue(call) {
    if (!call.repository.hasIssues) return disabled();
    const { title, body, labels = [] } = call.body;
    const all = labels.map((label) => ({ name: label.name ?? label, color: 'ededed', default: false, description: null }));
    return created(issueShape(call, addIssue(call.state, call.repository, { login: call.viewer, title, body, labels: all })));
}

const getIssue = withIssue((call, issue) => ok(issueShape(call, issue)));

const updateIssue = withIssue((call, issue) => {
    const { state: wanted = issue.state, state_reason: reason, title, body } = call.body;
    if (!['open', 'closed'].includes(wanted)) return invalid({ resource: 'Issue', code: 'invalid', field: 'state' });
    setState(call.state, issue, wanted, { login: call.viewer, reason });
    Object.assign(issue, { title: title ?? issue.title, body: body ?? issue.body });
    return ok(issueShape(call, issue));
});

// Both answer with the issue as it is then.
const addAssignees = withIssue((call, issue) => {
    assign(call.state, issue, call.body.assignees ?? []);
    return created(issueShape(call, issue));
});

const removeAssignees = withIssue((call, issue) => {
    unassign(call.state, issue, call.body.assignees ?? []);
    return ok(issueShape(call, issue));
});

// --- Comments ----------------------------------------------------------------------------------------------------------------

const listComments = withIssue((call, issue) => {
    const isWanted = (one) => one.repository === issue.repository && one.number === issue.number &&
        (!call.query.since || one.updatedAt >= call.query.since);
    return page(call, call.state.issueComments.filter(isWanted), issueCommentShape);
});

// GitHub takes so many characters.
const longest = 65536;

const createComment = withIssue((call, issue) => {
    if (issue.locked) return failure(403, 'Unable to create comment because issue is locked.');
    if ([...String(call.body.body)].length > longest) {
        const message = `Body is too long (maximum is ${longest} characters)`;
        return invalid({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message });
    }
    return created(issueCommentShape(call, addIssueComment(call.state, issue, { login: call.viewer, body: call.body.body })));
});

function getComment(call) {
    const comment = byId(call.state.issueComments, call.params.comment_id);
    return comment?.repository === call.repository.id ? ok(issueCommentShape(call, comment)) : notFound();
}

// Who may write here may also change what others have written.
function updateComment(call) {
    const comment = byId(call.state.issueComments, call.params.comment_id);
    if (comment?.repository !== call.repository.id) return notFound();
    if ([...String(call.body.body)].length > longest) {
        const message = `Body is too long (maximum is ${longest} characters)`;
        return invalid({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message });
    }
    Object.assign(comment, { body: call.body.body, updatedAt: stamp(call.state) });
    return ok(issueCommentShape(call, comment));
}

// --- Reactions ---------------------------------------------------------------------------------------------------------------

const contents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'];

// 201 for a new one, 200 for one that was there.
function addTo(call, list, thing) {
    if (thing?.repository !== call.repository.id) return notFound();
    const { content } = call.body;
    if (!contents.includes(content)) return invalid({ resource: 'Reaction', code: 'invalid', field: 'content' });
    const { reaction, isNew } = addReaction(call.state, list, thing.id, { login: call.viewer, content });
    return answer(isNew ? 201 : 200, reactionShape(call, reaction));
}

const reactTo = (list) => (call) => addTo(call, list, byId(call.state[list], call.params.comment_id));

const reactToIssue = withIssue((call, issue) => addTo(call, 'issues', issue));

// Permissions as in github/docs, src/github-apps/data/fpt-2022-11-28/server-to-server-permissions.json.
const either = (level) => `issues=${level}; pull_requests=${level}`;
const react = (needs) => ({ needs, fields: { content: 'Reaction' } });

export const issueRoutes = [
    ['GET', '/repos/{owner}/{repo}/issues', listIssues, { needs: 'issues=read' }],
    ['POST', '/repos/{owner}/{repo}/issues', createIssue, { needs: 'issues=write', fields: { title: 'Issue' } }],
    ['GET', '/repos/{owner}/{repo}/issues/{issue_number}', getIssue, { needs: 'issues=read' }],
    ['PATCH', '/repos/{owner}/{repo}/issues/{issue_number}', updateIssue, { needs: either('write') }],
    ['POST', '/repos/{owner}/{repo}/issues/{issue_number}/assignees', addAssignees, { needs: either('write') }],
    ['DELETE', '/repos/{owner}/{repo}/issues/{issue_number}/assignees', removeAssignees, { needs: either('write') }],
    ['GET', '/repos/{owner}/{repo}/issues/{issue_number}/comments', listComments, { needs: either('read') }],
    ['POST', '/repos/{owner}/{repo}/issues/{issue_number}/comments', createComment,
        { needs: either('write'), fields: { body: 'IssueComment' } }],
    ['GET', '/repos/{owner}/{repo}/issues/comments/{comment_id}', getComment, { needs: either('read') }],
    ['PATCH', '/repos/{owner}/{repo}/issues/comments/{comment_id}', updateComment,
        { needs: either('write'), fields: { body: 'IssueComment' } }],
    ['POST', '/repos/{owner}/{repo}/issues/{issue_number}/reactions', reactToIssue, react('issues=write')],
    ['POST', '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', reactTo('issueComments'), react('issues=write')],
    ['POST', '/repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions', reactTo('reviewComments'), react('pull_requests=write')],
    ['POST', '/repos/{owner}/{repo}/comments/{comment_id}/reactions', reactTo('commitComments'), react('contents=write')],
];
