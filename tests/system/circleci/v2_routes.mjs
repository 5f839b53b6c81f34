// v2_routes.mjs - pipelines, their workflows and values, and who asks.
import { answer, ok } from '../standin/answers.mjs';
import { failure, notFound, page, refuse, undeclared } from './answers.mjs';
import { created, pipeline as shape, values, workflow as workflowShape } from './shapes.mjs';
import { addPipeline, findProject, pipelineOf, projectOf } from './state.mjs';

function projectInPath({ state, params: { vcs, org, repo } }) {
    const project = findProject(state, `${vcs}/${org}/${repo}`);
    if (!project || project.isHidden) refuse(notFound());
    return project;
}

function pipelineInPath({ state, params }) {
    const found = pipelineOf(state, params.pipeline_id);
    if (!found || projectOf(state, found).isHidden) refuse(notFound('Pipeline not found'));
    return found;
}

function checkRef(project, { branch, tag }) {
    if (branch !== undefined && tag !== undefined) refuse(failure(400, 'Branch and tag are mutually exclusive'));
    const { branches, tags } = project;
    if (tag !== undefined && !(tag in tags)) refuse(failure(400, 'Tag not found'));
    if (tag === undefined && !((branch ?? 'main') in branches)) refuse(failure(400, 'Branch not found'));
}

// What a configuration does not declare makes the whole pipeline fail, sooner or later.
function make({ state }, project, { branch, tag }, parameters = {}) {
    checkRef(project, { branch, tag });
    const strangers = Object.keys(parameters).filter((name) => !project.parameters.includes(name));
    if (strangers.length > 0 && state.undeclared === 'refused') refuse(failure(400, undeclared(strangers)));
    const errors = strangers.length > 0 ? [{ type: 'config', message: undeclared(strangers) }] : [];
    const ref = tag === undefined ? { branch: branch ?? 'main' } : { tag };
    return addPipeline(state, project, { ...ref, parameters, errors });
}

function trigger(call) {
    const project = projectInPath(call);
    const { branch, tag, parameters } = call.request.body ?? {};
    return answer(201, created(make(call, project, { branch, tag }, parameters)));
}

function run(call) {
    const project = projectInPath(call);
    const { definition_id: definition, config = {}, checkout = {}, parameters } = call.request.body ?? {};
    if (definition !== project.definition) refuse(notFound('Pipeline definition not found'));
    if (JSON.stringify(config) !== JSON.stringify(checkout)) refuse(failure(400, 'Unexpected request body provided.'));
    if (project.isSkipped) return ok({ message: 'Ignoring pipeline due to CI skip in the commit' });
    return answer(201, created(make(call, project, checkout, parameters)));
}

// Newest first.
function list(call) {
    const project = projectInPath(call);
    const { branch } = call.query;
    const found = call.state.pipelines.filter((one) => one.project === project.id && (branch === undefined || one.branch === branch));
    return page(call, found.reverse().map((one) => shape(call.state, project, one)));
}

function get(call) {
    const one = pipelineInPath(call);
    return ok(shape(call.state, projectOf(call.state, one), one));
}

function workflows(call) {
    const one = pipelineInPath(call);
    return page(call, one.workflows.map((workflow) => workflowShape(one, workflow)));
}

const getValues = (call) => ok(values(pipelineInPath(call), call.state.tellsParameters));

const me = ({ state }) => ok({ id: '03987f6a-4c27-4dc1-b6ab-c7e83bb3e713', login: state.user.login, name: 'Robot Roberts' });

export const v2Routes = [
    ['GET', '/me', me],
    ['POST', '/project/{vcs}/{org}/{repo}/pipeline', trigger],
    ['GET', '/project/{vcs}/{org}/{repo}/pipeline', list],
    ['POST', '/project/{vcs}/{org}/{repo}/pipeline/run', run],
    ['GET', '/pipeline/{pipeline_id}', get],
    ['GET', '/pipeline/{pipeline_id}/values', getValues],
    ['GET', '/pipeline/{pipeline_id}/workflow', workflows],
];
