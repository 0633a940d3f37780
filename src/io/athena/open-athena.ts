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
  readonly store?: StoreEnvironment;
}

/** Opens Athena, Glue and the lake of a place. The AWS libraries are loaded here and nowhere else. */
export async function openAthena(options: AthenaOptions): Promise<AthenaParts> {
  const place = checkedPlace(options.place);
  const [athena, glue] = await Promise.all([import('@aws-sdk/client-athena'), import('@aws-sdk/client-glue')]);
  const { clock, random } = options;
  return {
    place,
    store: await openStore(place.lake, options.store),
    catalog: glueCatalog(new glue.GlueClient({}), glue, clock, random),
    runner: athenaRunner(new athena.AthenaClient({}), athena, {
      ...options,
      workgroup: place.workgroup,
      database: options.database ?? place.databases.scratch,
    }),
  };
}
