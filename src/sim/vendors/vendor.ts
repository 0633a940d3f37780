import type { IncomingHttpHeaders } from 'node:http';
import type { Fact } from '../company/facts.ts';
import type { Money } from '../company/money.ts';
import type { World } from '../world.ts';

/** What is really known about whose charge it is, strongest first as the owner ladder reads it. */
export interface Evidence {
  /** Explicit team tag on the charge; may name no team. */
  readonly tag?: string;
  /** Team on record for the key, workspace or project. */
  readonly team?: string;
  /** Shared pool on record for the key, workspace, project or account. */
  readonly pool?: string;
  /** Person who did it or holds it. */
  readonly person?: string;
  /** Linked account, where a default owner may hang. */
  readonly subAccount?: string;
}

/** One piece of a vendor's bill with the true evidence of its owner. Pieces of one printed line share `line`. */
export interface Charge {
  readonly line: string;
  readonly day: string;
  /** Billing month `YYYY-MM`. */
  readonly period: string;
  readonly provider: string;
  readonly billingAccount: string;
  readonly tool: string;
  readonly kind: 'usage' | 'seat' | 'credit' | 'tax' | 'fee';
  readonly amount: Money;
  readonly currency: 'USD';
  readonly evidence: Evidence;
  /** Credits and taxes: the line they name, or `account` when they name nothing. */
  readonly follows?: { readonly line: string } | 'account';
}

/** A row of a config CSV: text by column. */
export type ConfigRow = Readonly<Record<string, string>>;

/** What a vendor contributes to the project folder. */
export interface VendorFiles {
  /** Entries of `connections` in tokenledger.yaml. */
  readonly connections: readonly Readonly<Record<string, unknown>>[];
  /** Entries of `ledger_of_money`. */
  readonly ledger: readonly ConfigRow[];
  readonly owners: readonly ConfigRow[];
  readonly contracts: readonly ConfigRow[];
  readonly identities: readonly ConfigRow[];
  readonly invoices: readonly ConfigRow[];
  readonly seats: readonly ConfigRow[];
  /** Files below the project folder, for exports a bucket would hold. */
  readonly exports: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** A request below the vendor's prefix. */
export interface VendorRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** GET unless the vendor takes other methods. */
  readonly method: string;
  /** The body of a POST as JSON; undefined without one. */
  readonly body: unknown;
}

/** An answer: one body, or a list that the server pages with opaque cursors. */
export type VendorAnswer =
  | { readonly kind: 'body'; readonly status: number; readonly body: unknown }
  | {
      readonly kind: 'pages';
      /** What `limit` counts. */
      readonly unit: 'bucket' | 'row';
      readonly total: number;
      readonly limit: number;
      /** Elements [from, to) of the whole list. */
      readonly slice: (from: number, to: number) => readonly unknown[];
      /** The body of a page. */
      readonly render: (data: readonly unknown[], hasMore: boolean, nextPage: string | null) => unknown;
    };

/** The HTTP face of a vendor. */
export interface VendorHttp {
  /** Path prefix on the simulator, `/anthropic` for instance: the connection's base URL ends with it. */
  readonly prefix: string;
  /** Environment variable that holds the key, and the only key that is let in. */
  readonly secret: string;
  readonly key: string;
  /** Methods it takes; GET only unless told. */
  readonly methods?: readonly string[];
  readonly authorised: (headers: IncomingHttpHeaders) => boolean;
  /** Body of an error answer in the vendor's shape. */
  readonly error: (status: number, message: string) => unknown;
  readonly answer: (request: VendorRequest, world: World) => VendorAnswer;
}

/** A simulated vendor: what it bills, how it answers, what it puts into the project folder. */
export interface SimVendor {
  readonly name: string;
  /** Billing account that the owner `account` rows hang on, with the team that owns what nobody else does. */
  readonly accountDefaults?: readonly { readonly account: string; readonly team: string }[];
  /** Everything the vendor has billed for a month so far; only money that counts, no witnesses. */
  readonly charges: (world: World, period: string) => Charge[];
  readonly files: (world: World, baseUrl: string) => Partial<VendorFiles>;
  readonly http?: VendorHttp;
}

/** A request the vendor refuses with 400; the message says which parameter is wrong. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** The team or pool on record for a fact's workload on its day. */
export function ownerEvidence(world: World, fact: Fact): Evidence {
  const workload = world.workloads.get(fact.workload);
  const spell = workload?.owners.find((o) => o.from <= fact.day && (o.to === null || fact.day < o.to));
  return {
    ...(workload?.tag === undefined ? {} : { tag: workload.tag }),
    ...(spell?.team == null ? {} : { team: spell.team }),
    ...(spell?.pool == null ? {} : { pool: spell.pool }),
    ...(fact.person === null ? {} : { person: fact.person }),
  };
}

/** Rows of owners.csv for the workloads of a vendor: places under one word, keys as api_key. */
export function ownerRows(world: World, vendor: string, provider: string, placeKind: string): ConfigRow[] {
  const rows = world.known.workloads
    .filter((w) => w.vendor === vendor && w.ownedBy !== null)
    .flatMap((w) =>
      w.owners.map((o) => ({
        owner_kind: w.ownedBy === 'place' ? placeKind : 'api_key',
        provider,
        external_id: (w.ownedBy === 'place' ? w.place : w.key) ?? '',
        team_id: o.team ?? '',
        pool: o.pool ?? '',
        valid_from: o.from,
        valid_to: o.to ?? '',
      })),
    );
  const distinct = new Map(rows.map((row) => [Object.values(row).join('|'), row]));
  return [...distinct.values()];
}
