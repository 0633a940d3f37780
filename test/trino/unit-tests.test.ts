import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compileUnitTest } from '../../src/core/dbt/unit-tests.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { landedColumns } from '../models/landed-columns.ts';
import { shippedProject } from '../models/warehouse.ts';
import { openTrino } from './support/trino-engine.ts';

const { project } = await shippedProject();

describe('the unit tests of the models on Trino', () => {
  let engine: QueryEngine;
  beforeAll(async () => {
    engine = await openTrino(inject('trino'));
  });
  afterAll(() => engine.close());

  it.each(project.unitTests.map((test) => [test.model, test.name, test] as const))('%s: %s', async (_, __, test) => {
    const { sql } = compileUnitTest(project, test, { dialect: 'trino', columnsOf: landedColumns });
    expect((await engine.query(sql)).rows).toEqual([]);
  });
});
