import { type GlueColumn, hiveType } from '../../core/contracts/glue-table.ts';
import type { TypedColumn } from '../query-engine.ts';

const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet';
const MOST_COMMENT = 255;
const MOST_DESCRIPTION = 2048;

/** Table parameter by which our own tables are told from other people's. */
export const OWNER_PARAMETER = 'tokenledger.lake';

/** An external Parquet table to be. */
export interface ExternalTable {
  readonly name: string;
  /** Location with a slash at the end. */
  readonly location: string;
  /** Lake that owns the table. */
  readonly lake: string;
  readonly columns: readonly (TypedColumn & { readonly description?: string })[];
  readonly partitions?: readonly string[];
  readonly description?: string;
}

/** Storage of a table or of one of its partitions. */
export function parquetStorage(table: Pick<ExternalTable, 'columns'>, location: string) {
  return {
    Columns: table.columns.map(glueColumn),
    Location: location,
    InputFormat: `${PARQUET}.MapredParquetInputFormat`,
    OutputFormat: `${PARQUET}.MapredParquetOutputFormat`,
    SerdeInfo: {
      SerializationLibrary: `${PARQUET}.serde.ParquetHiveSerDe`,
      Parameters: { 'serialization.format': '1' },
    },
  };
}

/** Glue's `TableInput` of an external Parquet table that belongs to a lake. Partition keys are text. */
export function externalTableInput(table: ExternalTable) {
  return {
    Name: table.name,
    Description: cut(table.description ?? '', MOST_DESCRIPTION),
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: (table.partitions ?? []).map((name) => ({ Name: name, Type: 'string' })),
    Parameters: { EXTERNAL: 'TRUE', classification: 'parquet', [OWNER_PARAMETER]: table.lake },
    StorageDescriptor: parquetStorage(table, table.location),
  };
}

function glueColumn({ name, type, description }: ExternalTable['columns'][number]): GlueColumn {
  const base = { Name: name, Type: hiveType(type) };
  return description === undefined || description === '' ? base : { ...base, Comment: columnComment(description) };
}

/** A column's meaning at the length Glue keeps; what is cut off is shown as cut. */
export function columnComment(text: string): string {
  return cut(text, MOST_COMMENT);
}

/** A table's meaning at the length Glue keeps. */
export function tableDescription(text: string): string {
  return cut(text, MOST_DESCRIPTION);
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
