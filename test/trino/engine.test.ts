import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Column } from '../../src/core/contracts/contract.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { openTrino } from './support/trino-engine.ts';

describe('the engine over Trino', () => {
  let root: string;
  let engine: QueryEngine;
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'tl-trino-engine-'));
    engine = await openTrino(inject('trino'), root);
  });
  afterAll(async () => {
    await engine.close();
    await rm(root, { recursive: true, force: true });
  });

  const column = (name: string, type: Column['type']): Column => ({
    name,
    type,
    nullable: true,
    unit: '',
    description: '',
  });
  const columns = [column('id', 'varchar'), column('tokens', 'bigint'), column('amount', 'decimal(28,12)')];

  it('makes tables of rows, and of none', async () => {
    await engine.tableOfRows('main', 'some', columns, [
      { id: "a'b", tokens: '9007199254740993', amount: '-0.000000000001' },
      { id: null, tokens: null, amount: null },
    ]);
    await engine.tableOfRows('main', 'nothing', columns, []);
    const { rows } = await engine.query(
      'SELECT id, tokens, CAST(amount AS VARCHAR) AS amount FROM main.some ORDER BY 1',
    );
    expect(rows).toEqual([
      { id: "a'b", tokens: '9007199254740993', amount: '-0.000000000001' },
      { id: null, tokens: null, amount: null },
    ]);
    expect((await engine.query('SELECT * FROM main.nothing')).rows).toEqual([]);
  });

  it('writes rows as one object that it reads back by its partitions, and no object for no rows', async () => {
    const folder = 'marts/m/period=2026-10';
    expect(await engine.writeParquet('SELECT * FROM main.nothing', ['id'], `${folder}/empty.parquet`)).toEqual({
      rows: 0,
      files: [],
    });
    const written = await engine.writeParquet('SELECT * FROM main.some', ['id'], `${folder}/part.parquet`);
    expect(written).toEqual({ rows: 2, files: [`${folder}/part.parquet`] });
    const partitions = [{ name: 'period', type: 'varchar' as const }];
    await engine.relationOverParquet('main', 'm', { files: written.files, columns, partitions });
    await engine.relationOverParquet('main', 'none', { files: [], columns, partitions });
    const { rows } = await engine.query('SELECT period, id, tokens FROM main.m ORDER BY id');
    expect(rows).toEqual([
      { period: '2026-10', id: "a'b", tokens: '9007199254740993' },
      { period: '2026-10', id: null, tokens: null },
    ]);
    expect((await engine.query('SELECT * FROM main.none')).rows).toEqual([]);
  });
});
