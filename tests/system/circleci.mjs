// circleci.mjs - a stand-in for CircleCI: its API (v2 and v1.1) and its webhooks (standin.mjs says what it shares with others).
//
//     const circleci = await startCircleci({ validate: true });    // stopped by done() of lib.mjs
//     circleci.url, .legacyUrl, .appUrl, .token                    what hooklet.conf is given: circleciSection(circleci)
//     circleci.state                  what CircleCI knows: plain data, to read and to change (circleci/state.mjs)
//     circleci.requests, on(), once(), asked(), waitFor(), count   as github.mjs has them
//     const project = addProject(circleci.state, 'acme/web', { parameters: ['ENVIRONMENT'] })
//     addHook(project, 'http://127.0.0.1:1/hooks/circleci')        its webhook, with a secret
//     await circleci.pipeline({ nth }) the nth pipeline that was asked for; circleci.build(project, { nth }) of v1.1
//     circleci.begin(pipeline)        its workflows run; circleci.break(pipeline, message): its configuration is wrong
//     circleci.finish(pipeline, 'success', { workflow, quiet })    ends its jobs and a workflow, or all; webhooks hear of it
//     circleci.finishJob(pipeline, 'deploy', 'failed')             a job alone
//     circleci.hold(pipeline, workflow), .rerun(), .cancel()       what people do
//     circleci.finishBuild(project, build, 'success')              of v1.1; notify hears of it
//     circleci.hooks                  deliveries, lost, again()                     (circleci/hooks.mjs)
//     await circleci.delivered({ nth, type })                      the nth delivery that was answered well
//
// With `validate`, done() adds a case that holds every request against CircleCI's contracts (circleci/contract.mjs).
import { atEnd } from './lib.mjs';
import { contractCase } from './circleci/contract.mjs';
import { answerTo, locate } from './circleci/gate.mjs';
import { Hooks } from './circleci/hooks.mjs';
import { jobTold, workflowTold } from './circleci/shapes.mjs';
import { addWorkflow, makeState, newToken, nowMs, projectOf, stamp } from './circleci/state.mjs';
import { StandIn } from './standin.mjs';

export * from './circleci/answers.mjs';
export * from './circleci/site.mjs';
export * from './circleci/state.mjs';
export { big, cut, hold, html, never, unheard } from './standin/answers.mjs';

export async function startCircleci({ validate = false, clockShiftMs = 0 } = {}) {
    const circleci = new Circleci();
    Object.assign(circleci.state, { clockShiftMs });
    circleci.appUrl = await circleci.listen();
    circleci.url = `${circleci.appUrl}/api/v2`;
    circleci.legacyUrl = `${circleci.appUrl}/api/v1.1`;
    circleci.token = newToken();
    circleci.state.tokens.push(circleci.token);
    atEnd.push(() => circleci.stop());
    if (validate) atEnd.push(() => contractCase(circleci));
    return circleci;
}

class Circleci extends StandIn {
    serviceName = 'CircleCI';
    state = makeState();
    hooks = this.sends = new Hooks(this.state, () => this.happened());

    // --- What there is -------------------------------------------------------------------------------------------------------

    pipeline({ nth = 1, where = () => true, ms } = {}) {
        return this.until(() => this.state.pipelines.filter(where)[nth - 1], () => `CircleCI has no pipeline number ${nth}`, ms);
    }

    build(project, { nth = 1, ms } = {}) {
        return this.until(() => project.builds[nth - 1], () => `CircleCI has no build number ${nth} of ${project.repository}`, ms);
    }

    delivered({ nth = 1, type, from = 0, ms } = {}) {
        const isMeant = (one) => one.status >= 200 && one.status < 300 && (type === undefined || one.type === type);
        const found = () => this.hooks.deliveries.slice(from).filter(isMeant)[nth - 1];
        return this.until(found, () => `CircleCI has not delivered ${type ?? 'anything'} ${nth} time(s)`, ms);
    }

    // --- Pipelines -----------------------------------------------------------------------------------------------------------

    // A configuration that has a setup gets its workflows only after that; then this is to be called again.
    begin(pipeline) {
        const project = projectOf(this.state, pipeline);
        if (project.hasSetup && pipeline.workflows.length === 0) {
            pipeline.state = 'setup';
            addWorkflow(this.state, pipeline, { name: 'setup', tag: 'setup', jobs: ['continue'] });
        } else {
            for (const workflow of pipeline.workflows) this.#end(workflow, 'success');
            pipeline.state = 'created';
            for (const workflow of project.workflows) addWorkflow(this.state, pipeline, workflow);
        }
        this.happened();
    }

    break(pipeline, message, type = 'config') {
        pipeline.state = 'errored';
        pipeline.errors.push({ type, message });
    }

    finishJob(pipeline, name, status = 'success') {
        const workflow = pipeline.workflows.findLast((one) => one.jobs.some((job) => job.name === name));
        const job = workflow.jobs.find((one) => one.name === name);
        Object.assign(job, { status, stoppedAt: stamp(this.state) });
        if (status !== 'success') workflow.status = 'failing';
        const project = projectOf(this.state, pipeline);
        this.hooks.tell(project, 'job-completed', jobTold(this.appUrl, project, pipeline, workflow, job));
    }

    // workflow: the newest of that name alone.  quiet: nobody is told of the jobs.
    finish(pipeline, status = 'success', { workflow: name, quiet = false } = {}) {
        if (pipeline.workflows.length === 0) this.begin(pipeline);
        const open = pipeline.workflows.filter((one) => one.stoppedAt === null && (name === undefined || one.name === name));
        for (const workflow of open) {
            const running = workflow.jobs.filter((one) => one.status === 'running');
            for (const job of running) quiet ? Object.assign(job, { status }) : this.finishJob(pipeline, job.name, status);
            this.#endAndTell(pipeline, workflow, status);
        }
    }

    hold(pipeline, name) {
        this.#running(pipeline, name).status = 'on_hold';
    }

    cancel(pipeline, name) {
        this.#endAndTell(pipeline, this.#running(pipeline, name), 'canceled');
    }

    // The same once more, as another workflow.  People are not as quick as a test, which would do it within the millisecond.
    rerun(pipeline, name) {
        const { jobs, createdAt } = pipeline.workflows.findLast((one) => one.name === name);
        const again = addWorkflow(this.state, pipeline, { name, jobs: jobs.map((job) => job.name) });
        if (again.createdAt <= createdAt) again.createdAt = new Date(Date.parse(createdAt) + 1).toISOString();
        return again;
    }

    ping(project) {
        this.hooks.tell(project, 'ping', { project: undefined, organization: undefined });
    }

    #running = (pipeline, name) => pipeline.workflows.findLast((one) => one.stoppedAt === null && (name === undefined || one.name === name));

    #end(workflow, status) {
        Object.assign(workflow, { status, stoppedAt: stamp(this.state) });
    }

    #endAndTell(pipeline, workflow, status) {
        const project = projectOf(this.state, pipeline);
        this.#end(workflow, status);
        this.hooks.tell(project, 'workflow-completed', workflowTold(this.appUrl, project, pipeline, workflow));
        this.happened();
    }

    // --- Builds of v1.1 ------------------------------------------------------------------------------------------------------

    beginBuild(build) {
        Object.assign(build, { lifecycle: 'running', status: 'running', start_time: stamp(this.state) });
    }

    finishBuild(project, build, outcome = 'success') {
        Object.assign(build, { lifecycle: 'finished', status: outcome, outcome, stop_time: stamp(this.state) });
        this.hooks.notify(project, build);
    }

    // --- StandIn -------------------------------------------------------------------------------------------------------------

    pathOf(path) {
        return path.replace(/^\/api\/v2(?=\/)/, '').replace(/^\/api(?=\/v1\.1\/)/, '');
    }

    everyHeader() {
        return { Date: new Date(nowMs(this.state)).toUTCString() };
    }

    locate(request) {
        locate(request);
    }

    async answerTo(request) {
        const given = answerTo(this, request);
        this.happened();
        return given;
    }
}
