import { parentPort } from 'node:worker_threads';
import { buildCompany } from '../company/company.ts';
import { startSimulator } from './simulator.ts';

// The thread of `simulatorThread`: serves the demo's company until it is told to stop.
const simulator = await startSimulator({ company: buildCompany() });
parentPort!.once('message', () => void simulator.close());
parentPort!.postMessage({ url: simulator.url, keys: simulator.keys });
