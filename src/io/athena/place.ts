/** Where the pipeline works on AWS. */
export interface AthenaPlace {
  /** Lake location, `s3://bucket/prefix` without a slash at the end. */
  readonly lake: string;
  readonly workgroup: string;
  /** Glue databases: landed tables, stored builds, scratch tables of runs, views people read. */
  readonly databases: {
    readonly raw: string;
    readonly marts: string;
    readonly scratch: string;
    readonly published: string;
  };
}

/** Athena's name of the Glue catalogue. */
export const CATALOG = 'AwsDataCatalog';

/** Checks a place before anything is started in it; throws naming the setting and what it should look like. */
export function checkedPlace(place: AthenaPlace): AthenaPlace {
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^/]+)*$/.test(place.lake))
    throw new Error(`lake ${JSON.stringify(place.lake)} is not like s3://bucket/prefix without a slash at the end`);
  for (const [what, name] of Object.entries(place.databases))
    if (!/^[a-z][a-z0-9_]*$/.test(name))
      throw new Error(`the Glue database for ${what} is called ${JSON.stringify(name)}: use a-z, 0-9 and _ only`);
  if (new Set(Object.values(place.databases)).size < Object.keys(place.databases).length)
    throw new Error('two of the Glue databases have the same name: scratch tables would lie among published ones');
  if (place.workgroup === '') throw new Error('no Athena workgroup is set: name the one of the pipeline');
  return place;
}
