// pull_routes.mjs - pull requests, their reviews and the threads in them.
import { ok } from '../standin/answers.mjs';
import { created, notFound, page } from './answers.mjs';
import { addReviewComment, byId, findPull, sameName } from './state.mjs';
import { fullPullShape, pullShape, reviewCommentShape, reviewShape } from './talk.mjs';

const withPull = (run) => (call) => {
    const issue = findPull(call.state, call.repository, call.params.pull_number);
    return issue ? run(call, issue) : notFound();
};

const ofPull = (list, issue) => list.filter((one) => one.repository === issue.repository && one.number === issue.number);

function listPulls(call) {
    const { state, repository, query } = call;
    const { state: wanted = 'open', base, head, sort = 'created', direction = sort === 'created' ? 'desc' : 'asc' } = query;
    const owner = (issue) => byId(state.repositories, issue.pull.head.repository)?.fullName.split('/')[0];
    const isWanted = (issue) => issue.pull && issue.repository === repository.id && (wanted === 'all' || issue.state === wanted) &&
        (!base || issue.pull.base.ref === base) && (!head || sameName(`${owner(issue)}:${issue.pull.head.ref}`, head));
    const key = sort === 'updated' ? 'updatedAt' : 'createdAt';
    const pulls = state.issues.filter(isWanted).sort((a, b) => a[key].localeCompare(b[key]) || a.number - b.number);
    if (direction === 'desc') pulls.reverse();
    return page(call, pulls, pullShape);
}

const getPull = withPull((call, issue) => ok(fullPullShape(call, issue)));

const listReviews = withPull((call, issue) => page(call, ofPull(call.state.reviews, issue), reviewShape));

const listReviewComments = withPull((call, issue) => {
    const { since, direction = 'asc' } = call.query;
    const comments = ofPull(call.state.reviewComments, issue).filter((one) => !since || one.updatedAt >= since);
    if (direction === 'desc') comments.reverse();
    return page(call, comments, reviewCommentShape);
});

function getReviewComment(call) {
    const comment = byId(call.state.reviewComments, call.params.comment_id);
    return comment?.repository === call.repository.id ? ok(reviewCommentShape(call, comment)) : notFound();
}

// Only the comment that began a thread can be answered; a reply to a reply is not found.
const createReply = withPull((call, issue) => {
    const first = byId(ofPull(call.state.reviewComments, issue), call.params.comment_id);
    if (!first || first.inReplyTo) return notFound();
    const reply = addReviewComment(call.state, issue,
        { login: call.viewer, body: call.body.body, inReplyTo: first.id, path: first.path, line: first.line });
    return created(reviewCommentShape(call, reply));
});

const read = { needs: 'pull_requests=read' };

export const pullRoutes = [
    ['GET', '/repos/{owner}/{repo}/pulls', listPulls, read],
    ['GET', '/repos/{owner}/{repo}/pulls/comments/{comment_id}', getReviewComment, read],
    ['GET', '/repos/{owner}/{repo}/pulls/{pull_number}', getPull, read],
    ['GET', '/repos/{owner}/{repo}/pulls/{pull_number}/reviews', listReviews, read],
    ['GET', '/repos/{owner}/{repo}/pulls/{pull_number}/comments', listReviewComments, read],
    ['POST', '/repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies', createReply,
        { needs: 'pull_requests=write', fields: { body: 'PullRequestReviewComment' } }],
];
