import { z } from 'zod';
import { RunError } from '../../src/app/errors.ts';
import { forecast } from '../../src/app/forecast/forecast.ts';
import { renewRun } from '../../src/app/stepwise/run-record.ts';
import { asOfOf, job, runFields } from '../shared/job.ts';
import { costSummary, openDeployedProject } from '../shared/open-project.ts';

const event = z.strictObject({ ...runFields, origins: z.int().min(1).max(12).optional() });

/** Forecasts the published warehouse and publishes the forecast tables; nothing to forecast from is no failure. */
export const handler = job('forecast', event, async ({ origins, ...start }, context) => {
  const aws = await openDeployedProject(context);
  await renewRun(aws.project.store, aws.project.clock, start);
  try {
    const report = await forecast(aws.project, {
      asOf: asOfOf(start.scheduled),
      ...(origins === undefined ? {} : { origins }),
    });
    const warnings = report.runs.flatMap((r) => r.warnings);
    return {
      status: report.changed ? 'forecast' : 'unchanged',
      rows: report.rows,
      warnings: warnings.slice(0, 5),
      cost: costSummary(aws),
    };
  } catch (error) {
    if (!(error instanceof RunError) || !/nothing to forecast from/.test(error.message)) throw error;
    return { status: 'no_history', reason: error.message };
  }
});
