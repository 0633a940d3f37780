import { GetQueryResultsCommand } from '@aws-sdk/client-athena';
import { describe, expect, it } from 'vitest';
import { smokeTest } from '../../../src/app/deploy/smoke-test.ts';
import type { ObjectStore } from '../../../src/io/object-store.ts';
import { memoryStore } from '../../../src/io/store/memory-store.ts';
import { awsError, fakeParts, place, succeed } from '../../io/athena/fakes.ts';

async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  return keys;
}

describe('the smoke test of a deployment', () => {
  it('stops at the first thing that fails, says why, leaves out the rest and removes what it made', async () => {
    const all = fakeParts();
    succeed(all.athena.mock);
    all.athena.mock
      .on(GetQueryResultsCommand)
      .rejects(awsError('AccessDeniedException', 'not allowed to read results'));
    const steps = await smokeTest(all.parts, 'smoke1');
    expect(steps.map((s) => s.state)).toEqual(['worked', 'failed', 'left out', 'left out', 'left out', 'left out']);
    expect(steps[1]).toMatchObject({
      name: `workgroup ${place.workgroup} takes a statement`,
      reason: expect.stringMatching(/not allowed to read results.*Check the rights on workgroup tl-pipeline/),
    });
    expect(await keysOf(all.store)).toEqual([]);
  });

  it('says that a store without conditional writes cannot hold a lake', async () => {
    const store = memoryStore(place.lake);
    const careless: ObjectStore = { ...store, putIfAbsent: (key, body) => store.put(key, body) };
    const all = fakeParts(careless);
    const [first] = await smokeTest(all.parts, 'smoke1');
    expect(first).toMatchObject({ state: 'failed', reason: expect.stringContaining('If-None-Match was not honoured') });
  });

  it('does not take a table for right whose values are not those that were written', async () => {
    const all = fakeParts();
    succeed(all.athena.mock);
    const steps = await smokeTest(all.parts, 'smoke1');
    expect(steps[2]).toMatchObject({ state: 'failed', reason: expect.stringContaining('9007199254740993') });
    expect(all.events).toContain('glue dropTables');
    expect(await keysOf(all.store)).toEqual([]);
  });
});
