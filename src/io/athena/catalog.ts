import type { Column, GlueClient, Partition, Table, TableInput } from '@aws-sdk/client-glue';
import type { RelationComments } from '../query-engine.ts';
import {
  columnComment,
  type ExternalTable,
  externalTableInput,
  OWNER_PARAMETER,
  parquetStorage,
  tableDescription,
} from './external-table.ts';
import { isTransient } from './failure.ts';
import { inBatches } from './partition-batches.ts';

/** A partition: its values in the order of the table's keys, and where its files lie (with a slash at the end). */
export interface PartitionPlace {
  readonly values: readonly string[];
  readonly location: string;
}

/** The Glue calls the engine makes. Lists are always read to their last page. */
export interface GlueCatalog {
  /** Makes the table, or brings its columns up to date; refuses a table that is not ours or lies elsewhere. */
  ensureTable(database: string, table: ExternalTable): Promise<void>;
  /** Registers partitions, 100 a call; one that is there with another location is pointed to the given one. */
  ensurePartitions(database: string, table: ExternalTable, partitions: readonly PartitionPlace[]): Promise<void>;
  /** Every partition of a table; none when there is no such table. */
  partitions(database: string, table: string): Promise<PartitionPlace[]>;
  dropPartitions(database: string, table: string, values: readonly (readonly string[])[]): Promise<void>;
  /** Every table of a database with its creation time in milliseconds. */
  tables(database: string): Promise<{ readonly name: string; readonly createdAt: number }[]>;
  dropTables(database: string, names: readonly string[]): Promise<void>;
  /** Writes what a view and its columns mean, keeping everything else of it, however often it is changed meanwhile. */
  comment(database: string, table: string, comments: RelationComments): Promise<void>;
}

/** Fields of a table that Glue takes back; leaving one out would lose it (a view would lose its text). */
const INPUT_FIELDS = [
  'Name',
  'Description',
  'Owner',
  'LastAccessTime',
  'LastAnalyzedTime',
  'Retention',
  'StorageDescriptor',
  'PartitionKeys',
  'ViewOriginalText',
  'ViewExpandedText',
  'TableType',
  'Parameters',
  'TargetTable',
] as const;

const MOST_CALLS = 6;

/** The catalogue on a client. */
export function glueCatalog(
  client: GlueClient,
  sdk: typeof import('@aws-sdk/client-glue'),
  clock: { sleep(milliseconds: number): Promise<void> },
  random: () => number,
): GlueCatalog {
  const call = async <T>(send: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        if (!isTransient(error) || attempt >= MOST_CALLS) throw error;
        await clock.sleep(200 * 2 ** attempt * (0.5 + 0.5 * random()));
      }
    }
  };

  const getTable = async (database: string, name: string): Promise<Table | null> => {
    const answer = await call(() => client.send(new sdk.GetTableCommand({ DatabaseName: database, Name: name }))).catch(
      nullWhenMissing,
    );
    return answer?.Table ?? null;
  };

  /** Reads, changes and writes a table by its version; when somebody else wrote in between, does it all again. */
  const change = async (database: string, name: string, edit: (input: TableInput) => TableInput | null) => {
    for (let attempt = 1; ; attempt++) {
      const table = await getTable(database, name);
      if (table === null)
        throw new Error(`Glue has no table ${database}.${name}; deploy again, or run the build again`);
      const input = edit(inputOf(table));
      if (input === null) return;
      const request = {
        DatabaseName: database,
        TableInput: input,
        SkipArchive: true,
        ...(table.VersionId === undefined ? {} : { VersionId: table.VersionId }),
      };
      try {
        await call(() => client.send(new sdk.UpdateTableCommand(request)));
        return;
      } catch (error) {
        if (!isVersionConflict(error)) throw error;
        if (attempt >= MOST_CALLS)
          throw new Error(
            `Glue table ${database}.${name} was changed by others ${attempt} times while it was being changed here; run again`,
            { cause: error },
          );
        await clock.sleep(100 * 2 ** attempt * (0.5 + 0.5 * random()));
      }
    }
  };

  const partitions = async (database: string, table: string): Promise<PartitionPlace[]> => {
    const found: PartitionPlace[] = [];
    let token: string | undefined;
    do {
      const input = {
        DatabaseName: database,
        TableName: table,
        ExcludeColumnSchema: true,
        ...(token && { NextToken: token }),
      };
      const page = await call(() => client.send(new sdk.GetPartitionsCommand(input))).catch(nullWhenMissing);
      found.push(...(page?.Partitions ?? []).map(placeOf));
      token = page?.NextToken;
    } while (token !== undefined && token !== '');
    return found;
  };

  const listTables = async (database: string) => {
    const found: { name: string; createdAt: number }[] = [];
    let token: string | undefined;
    do {
      const page = await call(() =>
        client.send(new sdk.GetTablesCommand({ DatabaseName: database, ...(token && { NextToken: token }) })),
      );
      for (const t of page.TableList ?? []) found.push({ name: t.Name!, createdAt: t.CreateTime?.getTime() ?? 0 });
      token = page.NextToken;
    } while (token !== undefined && token !== '');
    return found;
  };

  return {
    ensureTable: async (database, table) => {
      const input = externalTableInput(table);
      try {
        await call(() => client.send(new sdk.CreateTableCommand({ DatabaseName: database, TableInput: input })));
      } catch (error) {
        if ((error as Error).name !== 'AlreadyExistsException') throw error;
        await change(database, table.name, (found) => {
          checkOwner(database, table, found);
          return hasColumns(found, input.StorageDescriptor.Columns) ? null : { ...found, ...input };
        });
      }
    },
    partitions,
    ensurePartitions: async (database, table, wanted) => {
      const input = (p: PartitionPlace) => ({
        Values: [...p.values],
        StorageDescriptor: parquetStorage(table, p.location),
      });
      const known = new Map((await partitions(database, table.name)).map((p) => [p.values.join('\n'), p.location]));
      const at = (p: PartitionPlace) => known.get(p.values.join('\n'));
      const missing = wanted.filter((p) => at(p) === undefined);
      const moved = wanted.filter((p) => at(p) !== undefined && at(p) !== p.location);
      const place = { DatabaseName: database, TableName: table.name };
      for (const batch of inBatches(missing)) {
        const { Errors } = await call(() =>
          client.send(new sdk.BatchCreatePartitionCommand({ ...place, PartitionInputList: batch.map(input) })),
        );
        const failed = (Errors ?? []).filter((e) => e.ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
        refuse(failed, `partitions of ${database}.${table.name} were not registered`);
        const raced = new Set((Errors ?? []).map((e) => e.PartitionValues?.join('\n')));
        moved.push(...batch.filter((p) => raced.has(p.values.join('\n'))));
      }
      for (const p of moved)
        await call(() =>
          client.send(
            new sdk.UpdatePartitionCommand({ ...place, PartitionValueList: [...p.values], PartitionInput: input(p) }),
          ),
        );
    },
    dropPartitions: async (database, table, values) => {
      // Glue takes 25 in one call of this kind.
      for (const batch of inBatches(values, 25)) {
        const { Errors } = await call(() =>
          client.send(
            new sdk.BatchDeletePartitionCommand({
              DatabaseName: database,
              TableName: table,
              PartitionsToDelete: batch.map((v) => ({ Values: [...v] })),
            }),
          ),
        );
        const failed = (Errors ?? []).filter((e) => e.ErrorDetail?.ErrorCode !== 'EntityNotFoundException');
        refuse(failed, `partitions of ${database}.${table} were not removed`);
      }
    },
    tables: listTables,
    dropTables: async (database, names) => {
      for (const batch of inBatches(names)) {
        const { Errors } = await call(() =>
          client.send(new sdk.BatchDeleteTableCommand({ DatabaseName: database, TablesToDelete: batch })),
        );
        const failed = (Errors ?? []).filter((e) => e.ErrorDetail?.ErrorCode !== 'EntityNotFoundException');
        refuse(failed, `tables of ${database} were not removed`);
      }
    },
    comment: (database, table, comments) =>
      change(database, table, (input) => ({
        ...input,
        ...meaningOf(input, tableDescription(comments.description)),
        StorageDescriptor: {
          ...input.StorageDescriptor,
          Columns: (input.StorageDescriptor?.Columns ?? []).map((c) => {
            const text = comments.columns[c.Name ?? ''];
            return text === undefined ? c : { ...c, Comment: columnComment(text) };
          }),
        },
      })),
  };
}

/** Parameter that holds what a view means. */
const MEANING_PARAMETER = 'tokenledger.description';

/**
 * Where a relation keeps what it means. The description of a view is how Trino knows that it may read and replace it, so
 * that one stays as it is.
 */
function meaningOf(input: TableInput, meaning: string): Pick<TableInput, 'Description' | 'Parameters'> {
  if (input.TableType !== 'VIRTUAL_VIEW') return { Description: meaning };
  return { Parameters: { ...input.Parameters, [MEANING_PARAMETER]: meaning } };
}

function inputOf(table: Table): TableInput {
  const kept = INPUT_FIELDS.filter((field) => table[field] !== undefined).map(
    (field) => [field, table[field]] as const,
  );
  return Object.fromEntries(kept) as unknown as TableInput;
}

function placeOf(partition: Partition): PartitionPlace {
  return { values: partition.Values ?? [], location: partition.StorageDescriptor?.Location ?? '' };
}

function checkOwner(database: string, table: ExternalTable, found: TableInput): void {
  const owner = found.Parameters?.[OWNER_PARAMETER];
  const location = found.StorageDescriptor?.Location;
  if (owner === table.lake && location === table.location) return;
  throw new Error(
    `Glue table ${database}.${table.name} is not this lake's: it belongs to ${owner ?? 'nobody we know'} and lies at ${location ?? 'no location'}, expected ${table.location}. Use another database, or remove that table.`,
  );
}

function hasColumns(found: TableInput, columns: readonly Column[]): boolean {
  const shown = (list: readonly Column[]) => list.map((c) => [c.Name, c.Type, c.Comment ?? ''].join(' ')).join('\n');
  return shown(found.StorageDescriptor?.Columns ?? []) === shown(columns);
}

function isVersionConflict(error: unknown): boolean {
  const { name = '', message = '' } = error as Error;
  return (
    name === 'ConcurrentModificationException' || /concurrent modification|version.*(mismatch|not match)/i.test(message)
  );
}

function nullWhenMissing(error: unknown): null {
  if ((error as Error).name === 'EntityNotFoundException') return null;
  throw error;
}

function refuse(
  errors: readonly { ErrorDetail?: { ErrorCode?: string; ErrorMessage?: string } }[],
  what: string,
): void {
  const [first] = errors;
  if (first === undefined) return;
  const { ErrorCode, ErrorMessage } = first.ErrorDetail ?? {};
  throw new Error(`${errors.length} ${what}: ${ErrorCode ?? 'unknown error'} ${ErrorMessage ?? ''}`.trim());
}
