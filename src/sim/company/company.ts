import { STRONG_WORK, type WeakWork } from '../work/weak.ts';
import { makePeople, type Person } from './people.ts';
import { makeWorkloads } from './workloads/index.ts';
import type { Workload, WorkloadOddities } from './workloads/workload.ts';

/** Odd things in the data itself, each harmless to a right reader; all on unless switched off. */
export interface Oddities extends WorkloadOddities {
  /** Yesterday is reported incompletely and restated on the next day. */
  readonly restatedYesterday: boolean;
  /** Yesterday has a group of rows without key that vanishes on the next day. */
  readonly shrinkingWindow: boolean;
  /** A partner works with the coding assistant and is on nobody's list of people. */
  readonly outsider: boolean;
  /** Two people whose clients send no analytics. */
  readonly hiddenClients: boolean;
  /** Two people who use the coding assistant on a subscription paid elsewhere. */
  readonly subscriptions: boolean;
  /** A build bot that reports to the assistant's analytics under the name of its key, which belongs to another workspace. */
  readonly botAnalytics: boolean;
  /** An alias, an e-mail in capitals, a user deleted at the vendor. */
  readonly aliases: boolean;
  /** Credits: one that names an invoice line, and cloud credits that name nothing. */
  readonly credits: boolean;
  /** Tax lines. */
  readonly taxes: boolean;
  /** A correction of an earlier month in the cloud export. */
  readonly correction: boolean;
  /** Cost without usage: session runtime, code execution, web searches. */
  readonly costWithoutUsage: boolean;
  /** Invoices of a vendor whose money is already known from its API. */
  readonly witnessInvoices: boolean;
}

/** The simulated company: who is there, in which teams, and what they run. */
export interface Company {
  readonly seed: number;
  readonly odd: Oddities;
  /** How much evidence of work is missing on purpose. */
  readonly weak: WeakWork;
  readonly people: readonly Person[];
  readonly workloads: readonly Workload[];
}

const ALL_ON: Oddities = {
  unknownModel: true,
  orphanKey: true,
  priorityTier: true,
  lateData: true,
  unknownTag: true,
  restatedYesterday: true,
  shrinkingWindow: true,
  outsider: true,
  hiddenClients: true,
  subscriptions: true,
  botAnalytics: true,
  aliases: true,
  credits: true,
  taxes: true,
  correction: true,
  costWithoutUsage: true,
  witnessInvoices: true,
};

/** A company without any oddity, for tests that look at one at a time. */
export const NO_ODDITIES: Oddities = Object.fromEntries(
  Object.keys(ALL_ON).map((k) => [k, false]),
) as unknown as Oddities;

/** Builds the company of a seed. The same seed and oddities give the same company, byte for byte. */
export function buildCompany(
  options: { readonly seed?: number; readonly odd?: Partial<Oddities>; readonly weak?: Partial<WeakWork> } = {},
): Company {
  const seed = options.seed ?? 7;
  const odd = { ...ALL_ON, ...options.odd };
  return {
    seed,
    odd,
    weak: { ...STRONG_WORK, ...options.weak },
    people: makePeople(seed, odd),
    workloads: makeWorkloads(odd),
  };
}
