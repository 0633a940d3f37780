import type { QueryEngine } from '../../io/query-engine.ts';
import type { PublishedState } from './published-state.ts';

/** Where a build computes and publishes: DuckDB on this machine, or Athena over the lake in S3. */
export interface BuildPlatform {
  /** Opens an empty scratch database for one period; `sideBySide` is how many are open at once. */
  openScratch(period: string, sideBySide: number): Promise<QueryEngine>;
  /** Opens an empty place for the published views, which nobody reads before it is published. */
  openCandidate(): Promise<WarehouseCandidate>;
  /** Removes mart files and catalogue entries that none of the states publishes, and only what lies below the lake's own folders. */
  removeOldBuilds(states: readonly PublishedState[]): Promise<void>;
}

/** Views over a state that is not yet published: tested first, then put in place of the published ones. */
export interface WarehouseCandidate {
  readonly engine: QueryEngine;
  /**
   * Puts the views in place, after the state was published; returns where people read them. `createViews` makes them again
   * on the engine it is given, for platforms that cannot rename. Doing it again mends a publication that was cut off.
   */
  publish(createViews: (engine: QueryEngine) => Promise<void>): Promise<string>;
  /** Drops the candidate; the published views stay as they were. */
  discard(): Promise<void>;
}
