import { parentPort } from 'node:worker_threads';
import { DEMO_AS_OF, LAST_DAY } from '../company/calendar.ts';
import { buildCompany } from '../company/company.ts';
import { writeFiles } from '../files.ts';
import { companyTruth } from '../truth.ts';
import { telemetryFiles } from '../work/telemetry.ts';
import { worldAt } from '../world.ts';
import { startSimulator } from './simulator.ts';

/** What the thread is asked for. */
export type Asked =
  | 'close'
  | { readonly writeTelemetry: string }
  | { readonly truthOf: { readonly from: string; readonly to: string } };

// The thread of `simulatorThread`: serves the demo's company until it is told to stop.
const company = buildCompany();
const simulator = await startSimulator({ company });
parentPort!.on('message', (asked: Asked) => {
  if (asked === 'close') {
    parentPort!.close();
    void simulator.close();
  } else if ('truthOf' in asked) {
    parentPort!.postMessage(companyTruth(company, asked.truthOf, LAST_DAY));
  } else {
    writeFiles(asked.writeTelemetry, telemetryFiles(worldAt(company, DEMO_AS_OF)));
    parentPort!.postMessage('written');
  }
});
parentPort!.postMessage({ url: simulator.url, keys: simulator.keys });
