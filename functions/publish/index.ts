import { z } from 'zod';
import { publishRun } from '../../src/app/stepwise/publish-run.ts';
import { renewRun, runName } from '../../src/app/stepwise/run-record.ts';
import { asOfOf, job, runFields } from '../shared/job.ts';
import { costSummary, openDeployedProject } from '../shared/open-project.ts';

const event = z.strictObject(runFields);

/** Publishes what the steps of a run built, by one swap, and closes the months whose time has come. */
export const handler = job('publish', event, async (start, context) => {
  const aws = await openDeployedProject(context);
  await renewRun(aws.project.store, aws.project.clock, start);
  const { day } = asOfOf(start.scheduled);
  const report = await publishRun(aws.project, runName(start), day, aws.platform);
  return {
    status: report.status,
    builds: report.builds,
    warnings: report.warnings.slice(0, 5),
    closed: report.closing?.closed.map((c) => c.period) ?? [],
    cannot_close: report.closing?.refused.map((r) => r.period) ?? [],
    cost: costSummary(aws),
  };
});
