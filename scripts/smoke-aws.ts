import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/app/clock.ts';
import { smokeTest } from '../src/app/deploy/smoke-test.ts';
import { readConfig } from '../src/app/project.ts';
import { deployLayout } from '../src/core/deploy/layout.ts';
import { awsNames } from '../src/core/names.ts';
import { openAthena } from '../src/io/athena/open-athena.ts';
import { priceOf } from '../src/io/athena/statistics.ts';

/** `npm run smoke:aws -- --project my-project`: tries a deployment with the credentials of this shell. See docs/deploy.md. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { project: { type: 'string', default: '.' } } });
  const config = await readConfig(path.resolve(values.project));
  if (config?.deploy === undefined)
    throw new Error(`${values.project}/tokenledger.yaml has no deploy block: name the project that was deployed`);
  const { lake, region } = deployLayout({ connections: [] }, config.deploy, []);
  const run = `smoke${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  let picoUsd = 0n;
  const parts = await openAthena({
    place: { lake, workgroup: awsNames.workgroups.pipeline, databases: awsNames.databases },
    run,
    region,
    clock: systemClock,
    random: Math.random,
    onStatement: ({ bytesScanned }) => {
      picoUsd += priceOf(bytesScanned, false);
    },
    store: { region, endpoint: process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL },
  });
  const steps = await smokeTest(parts, run);
  for (const { name, state, reason } of steps)
    console.log(`${state.padEnd(8)} ${name}${reason ? `\n         ${reason}` : ''}`);
  console.log(`at most ${Number(picoUsd / 10n ** 6n) / 1e6} USD of statements`);
  return steps.every((s) => s.state === 'worked') ? 0 : 1;
}

process.exitCode = await main().catch((error: Error) => {
  console.error(error.message);
  return 2;
});
