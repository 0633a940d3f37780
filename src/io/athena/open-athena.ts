import { openStore, type StoreEnvironment } from '../store/open-store.ts';
import type { AthenaParts } from './athena-engine.ts';
import { glueCatalog } from './catalog.ts';
import { type AthenaPlace, checkedPlace } from './place.ts';
import { athenaRunner, type RunnerOptions } from './runner.ts';

/** How Athena is opened. Region, credentials and endpoints come from the AWS library's usual environment. */
export interface AthenaOptions extends Omit<RunnerOptions, 'workgroup' | 'database'> {
  readonly place: AthenaPlace;
  /** Database of names without one; the scratch database unless told. */
  readonly database?: string;
  /** Region of workgroup, catalogue and lake; the environment's unless told. */
  readonly region?: string;
  readonly store?: StoreEnvironment;
}

/** An opened place, and the same place under another name of the run: its statements are never found by earlier tokens. */
export interface OpenedAthena extends AthenaParts {
  readonly named: (run: string) => AthenaParts;
}

/** Opens Athena, Glue and the lake of a place. The AWS libraries are loaded here and nowhere else. */
export async function openAthena(options: AthenaOptions): Promise<OpenedAthena> {
  const place = checkedPlace(options.place);
  const [athena, glue] = await Promise.all([import('@aws-sdk/client-athena'), import('@aws-sdk/client-glue')]);
  const { clock, random, region } = options;
  const settings = region === undefined ? {} : { region };
  const client = new athena.AthenaClient(settings);
  const named = (run: string) =>
    athenaRunner(client, athena, {
      ...options,
      run,
      workgroup: place.workgroup,
      database: options.database ?? place.databases.scratch,
    });
  const parts = {
    place,
    store: await openStore(place.lake, options.store),
    catalog: glueCatalog(new glue.GlueClient(settings), glue, clock, random),
  };
  return {
    ...parts,
    runner: named(options.run),
    named: (run) => ({ ...parts, runner: named(run) }),
  };
}
