import type { Fingerprint, PlanStep } from '../../core/dbt/plan.ts';
import type { ObjectStore, Version } from '../../io/object-store.ts';

/** One published build of a mart for a period (or of a whole mart, period `all`, or a summary, period `summary`). */
export interface PublishedBuild {
  readonly build_id: string;
  /** Hashes of everything the build depends on: decides whether it must be built again, and says why. */
  readonly fingerprint: Fingerprint;
  readonly rows: number;
  /** Object keys below the lake root. */
  readonly files: readonly string[];
}

/** The commit point of a build: which builds are published. Stored as `marts/_published.json`. */
export interface PublishedState {
  /** mart → period (`YYYY-MM`, `all` or `summary`) → build. */
  readonly marts: Readonly<Record<string, Readonly<Record<string, PublishedBuild>>>>;
}

/** A written build, not yet published. */
export interface WrittenBuild {
  readonly mart: string;
  readonly period: string;
  readonly build: PublishedBuild;
}

/** The state once the written builds are published in place of those of the same mart and period. */
export function withBuilds(published: PublishedState, written: readonly WrittenBuild[]): PublishedState {
  const marts: Record<string, Record<string, PublishedBuild>> = {};
  for (const [mart, periods] of Object.entries(published.marts)) marts[mart] = { ...periods };
  for (const { mart, period, build } of written) marts[mart] = { ...marts[mart], [period]: build };
  return { marts };
}

/** Published marts that a summary is planned to be made from and that the state does not have in that build, by name. */
export function inputsNotThere(step: PlanStep, { marts }: PublishedState): string[] {
  const missing = Object.entries(step.fingerprint.upstream).filter(([input, buildId]) => {
    const [mart, period] = input.split(' ') as [string, string];
    return marts[mart]?.[period]?.build_id !== buildId;
  });
  return [...new Set(missing.map(([input]) => input.split(' ')[0]!))].sort();
}

/** Key of the commit point. */
export const PUBLISHED_KEY = 'marts/_published.json';

const EMPTY: PublishedState = { marts: {} };

/** Somebody else published while this run was building: nothing of this run was published, and it may be run again. */
export class PublishedElsewhereError extends Error {
  override readonly name = 'PublishedElsewhereError';
}

/** The published state with the version that a later swap must match; version null when nothing was ever published. */
export async function readPublished(store: ObjectStore): Promise<{ state: PublishedState; version: Version | null }> {
  const stored = await store.get(PUBLISHED_KEY);
  if (stored === null) return { state: EMPTY, version: null };
  return { state: JSON.parse(new TextDecoder().decode(stored.body)) as PublishedState, version: stored.version };
}

/**
 * Publishes by compare-and-swap; throws when somebody else published since `expected` was read. Mart and period keys are
 * sorted and nothing of the run itself is stored, so equal data have equal bytes however often a run was interrupted.
 */
export async function writePublished(
  store: ObjectStore,
  state: PublishedState,
  expected: Version | null,
): Promise<void> {
  const body = new TextEncoder().encode(`${JSON.stringify(sorted(state), null, 1)}\n`);
  const version =
    expected === null
      ? await store.putIfAbsent(PUBLISHED_KEY, body)
      : await store.compareAndSwap(PUBLISHED_KEY, body, expected);
  if (version === null) {
    throw new PublishedElsewhereError(
      `another run published to ${store.location} while this one was building; nothing of this run was published. Run it again.`,
    );
  }
}

function sorted(state: PublishedState): PublishedState {
  const byKey = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    marts: byKey(Object.fromEntries(Object.entries(state.marts).map(([mart, periods]) => [mart, byKey(periods)]))),
  };
}
