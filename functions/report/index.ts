import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { email } from '../../src/app/email/email.ts';
import { RunError } from '../../src/app/errors.ts';
import type { OpenProject } from '../../src/app/project.ts';
import { renewRun } from '../../src/app/stepwise/run-record.ts';
import { firstWorkingDay } from '../../src/core/working-days.ts';
import { asOfOf, job, runFields } from '../shared/job.ts';
import { costSummary, openDeployedProject } from '../shared/open-project.ts';

const event = z.strictObject({ ...runFields, always: z.boolean().default(false) });

/** Sends the monthly mail on the month's first working day (`always`: today), each at most once. */
export const handler = job('report', event, async ({ always, ...start }, context) => {
  const aws = await openDeployedProject(context);
  await renewRun(aws.project.store, aws.project.clock, start);
  const asOf = asOfOf(start.scheduled);
  if (aws.project.config.email === undefined)
    return { status: 'no_mail', reason: 'tokenledger.yaml has no email block' };
  const due = firstWorkingDay(asOf.day.slice(0, 7), await holidays(aws.project));
  if (!always && asOf.day !== due) return { status: 'not_due', due };
  if (aws.project.config.email.send !== 'ses')
    throw new RunError('email.send in tokenledger.yaml is local: on AWS write send: ses, or remove the email block');
  const { period, results } = await email(aws.project, { asOf });
  const sent = results.map((r) => r.result.kind);
  const count = (kind: string) => sent.filter((k) => k === kind).length;
  return {
    status: 'mailed',
    period,
    sent: count('sent'),
    already_sent: count('already_sent'),
    unreachable: count('unreachable'),
    unknown: count('unknown') + count('busy'),
    refused: count('refused'),
    cost: costSummary(aws),
  };
});

async function holidays(project: OpenProject): Promise<Set<string>> {
  const text = await readFile(path.join(project.root, 'config', 'holidays.csv'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    },
  );
  return new Set(
    text
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.slice(0, 10))
      .filter((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)),
  );
}
