import { describe, expect, it } from 'vitest';
import { contractDocsPage } from '../../../src/core/contracts/docs-page.ts';
import { emptyRelationSql, parquetRelationSql, RAW_PARTITIONS } from '../../../src/core/contracts/duckdb-view.ts';
import { glueTableOf } from '../../../src/core/contracts/glue-table.ts';
import { type Column, contracts, cost, fileColumnsOf, usage } from '../../../src/core/contracts/index.ts';
import { parquetColumnOf, parquetSchemaOf } from '../../../src/core/contracts/parquet-schema.ts';

const place = { lake: 's3://example-lake/demo', sources: ['openai', 'anthropic'], firstDay: '2025-01-01' };

describe.each(contracts.map((contract) => [contract.name, contract] as const))('contract %s', (_, contract) => {
  it('has the same columns in file, Glue table, DuckDB view and docs page', () => {
    const names = fileColumnsOf(contract).map((column) => column.name);
    expect(parquetSchemaOf(contract).map((column) => column.name)).toEqual(names);
    expect(glueTableOf(contract, place).StorageDescriptor.Columns.map((column) => column.Name)).toEqual(names);
    const page = contractDocsPage(contract);
    const view = emptyRelationSql(fileColumnsOf(contract), RAW_PARTITIONS);
    for (const name of names) {
      expect(page).toContain(`| \`${name}\` |`);
      expect(view).toContain(`AS "${name}"`);
    }
  });

  it('has no column that hides a partition column, and names Athena can hold', () => {
    const names = fileColumnsOf(contract).map((column) => column.name);
    expect(names).not.toContain('source');
    expect(names).not.toContain('dt');
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
  });
});

it('projects Glue partitions over sources and days, as text', () => {
  const table = glueTableOf(usage, place);
  expect(table.Parameters).toMatchObject({
    'projection.source.values': 'anthropic,openai',
    'projection.dt.range': '2025-01-01,NOW',
    'storage.location.template': ['s3://example-lake/demo/raw/usage/source=$', '{source}/dt=$', '{dt}/'].join(''),
  });
  const types = new Map(table.StorageDescriptor.Columns.map((column) => [column.Name, column.Type]));
  expect([types.get('provider'), types.get('output'), types.get('usage_start'), types.get('estimated_cost')]).toEqual([
    'string',
    'bigint',
    'timestamp',
    'decimal(28,12)',
  ]);
  for (const { Comment = '' } of table.StorageDescriptor.Columns) expect(Comment.length).toBeLessThanOrEqual(255);
});

it('refuses a Glue table without sources or outside a bucket', () => {
  expect(() => glueTableOf(usage, { ...place, sources: [] })).toThrow(/no source lands usage/);
  expect(() => glueTableOf(usage, { ...place, lake: '/srv/lake' })).toThrow(/not like s3:/);
  expect(() => glueTableOf(usage, { ...place, lake: 's3://example-lake/' })).toThrow(/without a slash/);
});

it('writes money as 128-bit decimals and row ids and instants without dictionaries', () => {
  const columns = new Map(parquetSchemaOf(cost).map((column) => [column.name, column]));
  expect(columns.get('billed_cost')?.physical).toEqual({ kind: 'decimal128', precision: 28, scale: 12 });
  expect(columns.get('source_row_key')?.dictionary).toBe(false);
  expect(columns.get('usage_start')?.dictionary).toBe(false);
  expect(columns.get('provider')?.dictionary).toBe(true);
});

it('refuses a decimal no file can hold', () => {
  const wide: Column = { name: 'x', type: 'decimal(39,2)', nullable: true, description: '' };
  expect(() => parquetColumnOf(wide)).toThrow(/column x: type decimal\(39,2\) has no Parquet form/);
});

it('quotes paths and names in view text', () => {
  const column: Column = { name: 'a"b', type: 'varchar', nullable: true, description: '' };
  expect(
    parquetRelationSql(
      ["/lake/o'neil.parquet"],
      [column],
      [],
      new Map([['a"b', { type: 'VARCHAR', inEveryFile: true }]]),
    ),
  ).toBe(
    `SELECT "a""b" FROM read_parquet(['/lake/o''neil.parquet'], hive_partitioning=false, hive_types_autocast=false)`,
  );
});
