export { generateDay, observeDay } from './company/activity.ts';
export { DEMO_AS_OF, FIRST_DAY, LAST_DAY } from './company/calendar.ts';
export { buildCompany, type Company, NO_ODDITIES, type Oddities } from './company/company.ts';
export { companyFiles, projectFiles, writeCompanyFiles, writeFiles } from './files.ts';
export { DEMO_FAULTS, type Fault, type FaultKind } from './server/faults.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './server/simulator.ts';
export { type SimulatorThread, simulatorThread } from './server/thread.ts';
export { billedTotals, companyTruth, type TruthRow } from './truth.ts';
