import { parentPort } from 'node:worker_threads';
import { DEMO_AS_OF } from '../company/calendar.ts';
import { buildCompany } from '../company/company.ts';
import { writeFiles } from '../files.ts';
import { telemetryFiles } from '../work/telemetry.ts';
import { worldAt } from '../world.ts';
import { startSimulator } from './simulator.ts';

// The thread of `simulatorThread`: serves the demo's company until it is told to stop.
const company = buildCompany();
const simulator = await startSimulator({ company });
parentPort!.on('message', (asked: 'close' | { readonly writeTelemetry: string }) => {
  if (asked === 'close') {
    parentPort!.close();
    void simulator.close();
  } else {
    writeFiles(asked.writeTelemetry, telemetryFiles(worldAt(company, DEMO_AS_OF)));
    parentPort!.postMessage('written');
  }
});
parentPort!.postMessage({ url: simulator.url, keys: simulator.keys });
