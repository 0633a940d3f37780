import { type Contract, fileColumnsOf } from './contract.ts';

/** A column as Glue holds it. */
export interface GlueColumn {
  readonly Name: string;
  readonly Type: string;
  readonly Comment?: string;
}

/** The `TableInput` of Glue's CreateTable; the same object fits CloudFormation's `AWS::Glue::Table`. */
export interface GlueTableInput {
  readonly Name: string;
  readonly Description: string;
  readonly TableType: 'EXTERNAL_TABLE';
  readonly PartitionKeys: readonly GlueColumn[];
  readonly Parameters: Readonly<Record<string, string>>;
  readonly StorageDescriptor: {
    readonly Columns: readonly GlueColumn[];
    readonly Location: string;
    readonly InputFormat: string;
    readonly OutputFormat: string;
    readonly SerdeInfo: {
      readonly SerializationLibrary: string;
      readonly Parameters: Readonly<Record<string, string>>;
    };
  };
}

/** What a Glue table depends on beyond its contract. */
export interface GluePlace {
  /** Lake location, `s3://bucket/prefix` without a slash at the end. */
  readonly lake: string;
  /** Source names that may land the table; partition projection lists them. */
  readonly sources: readonly string[];
  /** Earliest data day, `YYYY-MM-DD`; rows before it would be invisible, silently. */
  readonly firstDay: string;
}

const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet';
const MOST_COMMENT = 255;

/**
 * The raw table of a contract for Athena and Trino: Parquet below `raw/<table>/source=…/dt=…`, partitions by projection,
 * so that a new file is visible at once without a call. Partition keys are text. Throws when there is no source to
 * project or the location is not a bucket's.
 */
export function glueTableOf(contract: Contract, place: GluePlace): GlueTableInput {
  if (!/^s3:\/\/[^/]+(\/.*[^/])?$/.test(place.lake))
    throw new Error(`lake ${place.lake} is not like s3://bucket/prefix, without a slash at the end`);
  if (place.sources.length === 0)
    throw new Error(`no source lands ${contract.name}: its Glue table would be empty for ever`);
  const location = `${place.lake}/raw/${contract.name}/`;
  return {
    Name: contract.name,
    Description: comment(`${contract.description} Grain: ${contract.grain}.`),
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: [
      { Name: 'source', Type: 'string' },
      { Name: 'dt', Type: 'string' },
    ],
    Parameters: {
      classification: 'parquet',
      EXTERNAL: 'TRUE',
      'projection.enabled': 'true',
      'projection.source.type': 'enum',
      'projection.source.values': [...place.sources].sort().join(','),
      'projection.dt.type': 'date',
      'projection.dt.format': 'yyyy-MM-dd',
      'projection.dt.range': `${place.firstDay},NOW`,
      'projection.dt.interval': '1',
      'projection.dt.interval.unit': 'DAYS',
      'storage.location.template': `${location}source=\${source}/dt=\${dt}/`,
    },
    StorageDescriptor: {
      Columns: fileColumnsOf(contract).map((column) => ({
        Name: column.name,
        Type: hiveType(column.type),
        Comment: comment(column.unit === undefined ? column.description : `${column.description} [${column.unit}]`),
      })),
      Location: location,
      InputFormat: `${PARQUET}.MapredParquetInputFormat`,
      OutputFormat: `${PARQUET}.MapredParquetOutputFormat`,
      SerdeInfo: {
        SerializationLibrary: `${PARQUET}.serde.ParquetHiveSerDe`,
        Parameters: { 'serialization.format': '1' },
      },
    },
  };
}

/** Hive's spelling of a column type. */
export function hiveType(type: string): string {
  return type === 'varchar' ? 'string' : type.replaceAll(' ', '');
}

/** Glue cuts comments at 255 characters in the middle of a word; this cuts them visibly. */
function comment(text: string): string {
  return text.length <= MOST_COMMENT ? text : `${text.slice(0, MOST_COMMENT - 1)}…`;
}
