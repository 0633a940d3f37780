import { createHash } from 'node:crypto';
import type { ObjectStore, StoredObject } from '../../io/object-store.ts';
import type { Clock } from '../clock.ts';
import { RunError } from '../errors.ts';

/** Which start of the pipeline this is. */
export interface RunStart {
  /** Instant the scheduler meant, ISO 8601: the logical time of the run. The same instant is run to its end once. */
  readonly scheduled: string;
  /** Name of the execution: another start of the same instant has another one. */
  readonly execution: string;
}

/** Who runs the pipeline. Stored as `_run.json` at the lake root; a finished run also as `runs/<instant>.json`. */
export interface RunRecord extends RunStart {
  readonly state: 'running' | 'done' | 'failed';
  /** ISO 8601 instant after which another start may take over. */
  readonly expires_at: string;
}

/** What became of a start. `done`: this instant was run to its end before; `busy`: another execution is under way. */
export type StartAnswer =
  | { readonly status: 'started'; readonly run: string }
  | { readonly status: 'done' }
  | { readonly status: 'busy'; readonly holder: string };

const KEY = '_run.json';
/** Longer than a function may run, so a living run renews in time. */
const LEASE_MS = 20 * 60_000;

const encode = (record: RunRecord) => new TextEncoder().encode(`${JSON.stringify(record)}\n`);
const decode = (stored: StoredObject) => JSON.parse(new TextDecoder().decode(stored.body)) as RunRecord;
const stamp = (scheduled: string) => scheduled.slice(0, 19).replace(/\D/g, '');

/** Name of a run in table names and keys, a-z and 0-9: the instant, and a hash of the execution. */
export function runName({ scheduled, execution }: RunStart): string {
  return `r${stamp(scheduled)}x${createHash('sha256').update(execution).digest('hex').slice(0, 8)}`;
}

/** Key that says an instant was run to its end. */
export function doneKey(scheduled: string): string {
  return `runs/${stamp(scheduled)}.json`;
}

/**
 * Starts a run, or says why it must not: its instant is done, or another execution holds the lease. The same execution may
 * start again, so a repeated delivery changes nothing.
 */
export async function startRun(store: ObjectStore, clock: Clock, start: RunStart): Promise<StartAnswer> {
  if ((await store.get(doneKey(start.scheduled))) !== null) return { status: 'done' };
  const current = await store.get(KEY);
  const holder = current === null ? null : decode(current);
  const isHeld =
    holder !== null &&
    holder.state === 'running' &&
    Date.parse(holder.expires_at) > clock.now() &&
    holder.execution !== start.execution;
  if (isHeld)
    return { status: 'busy', holder: `${holder.execution} (${holder.scheduled}), until ${holder.expires_at}` };
  const record = encode(recordOf(start, 'running', clock));
  const written =
    current === null ? await store.putIfAbsent(KEY, record) : await store.compareAndSwap(KEY, record, current.version);
  if (written === null) return { status: 'busy', holder: 'another start, a moment earlier' };
  return { status: 'started', run: runName(start) };
}

/** Renews the lease of a run. Throws RunError when another execution took over: this one must not go on. */
export async function renewRun(store: ObjectStore, clock: Clock, start: RunStart): Promise<void> {
  const current = await store.get(KEY);
  const holder = current === null ? null : decode(current);
  if (current === null || holder?.execution !== start.execution)
    throw new RunError(
      `the run of ${start.scheduled} lost its lease in ${store.location} to ${holder?.execution ?? 'nobody'}; nothing more is done here. The other run does the same work.`,
    );
  if ((await store.compareAndSwap(KEY, encode(recordOf(start, 'running', clock)), current.version)) !== null) return;
  // A sibling step of the same execution may have renewed at the same moment.
  const after = await store.get(KEY);
  if (after === null || decode(after).execution !== start.execution) return renewRun(store, clock, start);
}

/** Ends a run and frees the lease. A run that was done is never done again; a failed one may be started anew. */
export async function endRun(
  store: ObjectStore,
  clock: Clock,
  start: RunStart,
  state: 'done' | 'failed',
): Promise<void> {
  const body = encode(recordOf(start, state, clock));
  if (state === 'done') await store.putIfAbsent(doneKey(start.scheduled), body);
  const current = await store.get(KEY);
  if (current !== null && decode(current).execution === start.execution)
    await store.compareAndSwap(KEY, body, current.version);
}

function recordOf(start: RunStart, state: RunRecord['state'], clock: Clock): RunRecord {
  const { scheduled, execution } = start;
  return { scheduled, execution, state, expires_at: new Date(clock.now() + LEASE_MS).toISOString() };
}
