import { configContracts } from './config.ts';
import type { Contract } from './contract.ts';
import { cost } from './cost.ts';
import { ingestCoverage } from './coverage.ts';
import { actorDirectory, seat, vendorEntity } from './directory.ts';
import { forecastContracts } from './forecast.ts';
import { outcome, outcomeDeployment, outcomeIncident } from './outcome.ts';
import {
  outcomeCommit,
  outcomeEvent,
  outcomeEvidence,
  outcomeFile,
  outcomeLabel,
  outcomeRelation,
  outcomeReview,
  repoAlias,
} from './outcome-parts.ts';
import { refusedLine } from './refused-line.ts';
import { ledgerRestatement } from './restatement.ts';
import { sessionEvent } from './session-event.ts';
import { usage } from './usage.ts';
import { vendorCommit } from './vendor-commit.ts';

export * from './config.ts';
export * from './contract.ts';
export { cost } from './cost.ts';
export { ingestCoverage } from './coverage.ts';
export { actorDirectory, seat, vendorEntity } from './directory.ts';
export * from './forecast.ts';
export { outcome, outcomeDeployment, outcomeIncident } from './outcome.ts';
export * from './outcome-parts.ts';
export { refusedLine } from './refused-line.ts';
export { ledgerRestatement } from './restatement.ts';
export { sessionEvent } from './session-event.ts';
export { usage } from './usage.ts';
export { vendorCommit } from './vendor-commit.ts';

/** Every landed table, by name order of the data's way: evidence, usage, money, people, config. */
export const contracts: readonly Contract[] = [
  ingestCoverage,
  refusedLine,
  usage,
  sessionEvent,
  cost,
  seat,
  actorDirectory,
  vendorEntity,
  outcome,
  outcomeDeployment,
  outcomeIncident,
  outcomeCommit,
  outcomeFile,
  outcomeReview,
  outcomeLabel,
  outcomeEvidence,
  outcomeRelation,
  outcomeEvent,
  repoAlias,
  vendorCommit,
  ledgerRestatement,
  ...configContracts,
  ...forecastContracts,
];

/** The contract of a landed table; throws with the known names when there is none. */
export function contractNamed(name: string): Contract {
  const found = contracts.find((c) => c.name === name);
  if (found === undefined)
    throw new Error(`no contract named ${name}; known: ${contracts.map((c) => c.name).join(', ')}`);
  return found;
}
