import { z } from 'zod';
import { buildStep } from '../../src/app/stepwise/build-step.ts';
import { checkPlace } from '../../src/app/stepwise/check-place.ts';
import { planRun } from '../../src/app/stepwise/plan-run.ts';
import { endRun, renewRun, runName, startRun } from '../../src/app/stepwise/run-record.ts';
import { asOfOf, job, runFields } from '../shared/job.ts';
import { costSummary, openDeployedProject, untilReserve } from '../shared/open-project.ts';

/** No model is started later than this before the end of a call: a statement may take ten minutes. */
const RESERVE_MS = 11 * 60_000;

const cursor = z.strictObject({
  scratch: z.string().regex(/^[a-z0-9]{1,64}$/),
  step: z.int().min(1),
  builds: z.string(),
  models: z.array(z.string()),
});

const event = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('start'), ...runFields }),
  z.strictObject({ action: z.literal('plan'), ...runFields }),
  z.strictObject({
    action: z.literal('build'),
    ...runFields,
    period: z.string().regex(/^(\d{4}-\d{2}|all|summary)$/, 'give a month, all or summary'),
    cursor: cursor.nullable(),
  }),
  z.strictObject({ action: z.literal('end'), ...runFields, state: z.enum(['done', 'failed']) }),
]);

/** Starts a run, plans it, builds one period a step at a time, and ends it. */
export const handler = job('build-step', event, async (given, context) => {
  const aws = await openDeployedProject(context);
  const { store, clock } = aws.project;
  const start = { scheduled: given.scheduled, execution: given.execution };
  if (given.action === 'start') {
    await checkPlace(store, aws.project.openWarehouse!);
    return { ...(await startRun(store, clock, start)) };
  }
  if (given.action === 'end') {
    await endRun(store, clock, start, given.state);
    return { state: given.state };
  }
  await renewRun(store, clock, start);
  const { day } = asOfOf(given.scheduled);
  if (given.action === 'plan') return { ...(await planRun(aws.project, day)) };
  const result = await buildStep(aws.project, {
    run: runName(start),
    period: given.period,
    asOf: day,
    cursor: given.cursor,
    mayStart: untilReserve(context, RESERVE_MS),
    openScratch: aws.openScratch,
  });
  return { period: given.period, ...result, warnings: result.warnings.slice(0, 5), cost: costSummary(aws) };
});
