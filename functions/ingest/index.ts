import { z } from 'zod';
import { ingestConfig } from '../../src/app/ingest/config-folder.ts';
import { ingestPart } from '../../src/app/ingest/read-connection.ts';
import { personKeyFor } from '../../src/app/person-key.ts';
import { renewRun } from '../../src/app/stepwise/run-record.ts';
import { asOfOf, job, runFields } from '../shared/job.ts';
import { openDeployedProject, untilReserve } from '../shared/open-project.ts';

/** A call ends this long before its time is up: a page with all its repeats fits in. */
const RESERVE_MS = 5 * 60_000;
/** Parts of one connection in one run; a connection that needs more goes on in the next run. */
const MOST_PARTS = 40;

const event = z.strictObject({
  ...runFields,
  /** Connection of tokenledger.yaml; `config` lands people, teams, budgets and prices. */
  connection: z.string('name a connection'),
  from: z.int().min(0).default(0),
  part: z.int().min(1).default(1),
});

/** Reads one connection, a part at a time, or lands the config folder. */
export const handler = job('ingest', event, async ({ connection, from, part, ...start }, context) => {
  const { project } = await openDeployedProject(context);
  await renewRun(project.store, project.clock, start);
  const asOf = asOfOf(start.scheduled);
  if (connection === 'config') {
    const { key } = await personKeyFor(project);
    const { problems, warnings } = await ingestConfig(project, key, asOf);
    const status = problems.length === 0 ? 'ok' : 'failed';
    return {
      connection,
      done: true,
      status,
      from: 0,
      part,
      rows: 0,
      changed: 0,
      errors: few([...problems, ...warnings]),
    };
  }
  const { reports, next } = await ingestPart(project, {
    connection,
    asOf,
    from,
    mayGoOn: untilReserve(context, RESERVE_MS),
  });
  const errors = reports.flatMap((r) => r.errors.map((e) => `${r.stream}: ${e}`));
  return {
    connection,
    done: next === null || part >= MOST_PARTS,
    from: next ?? 0,
    part: part + 1,
    status: reports.some((r) => r.status === 'failed') ? 'failed' : 'ok',
    rows: reports.reduce((sum, r) => sum + r.rows, 0),
    changed: reports.reduce((sum, r) => sum + r.changed, 0),
    errors: few(errors),
  };
});

/** The first few texts, cut: a summary travels through the state machine. */
function few(texts: readonly string[]): string[] {
  return texts.slice(0, 3).map((t) => (t.length > 300 ? `${t.slice(0, 300)} …` : t));
}
