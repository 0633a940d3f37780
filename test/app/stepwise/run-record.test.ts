import { describe, expect, it } from 'vitest';
import { checkPlace } from '../../../src/app/stepwise/check-place.ts';
import { doneKey, endRun, renewRun, runName, startRun } from '../../../src/app/stepwise/run-record.ts';
import type { QueryEngine } from '../../../src/io/query-engine.ts';
import { memoryStore } from '../../../src/io/store/memory-store.ts';

const MINUTES = 60_000;
const scheduled = '2026-10-25T05:00:00Z';
const clockAt = (minutes: number) => ({ now: () => minutes * MINUTES, sleep: async () => {} });

describe('the record of a run', () => {
  it('lets the same execution start again, so a repeated delivery changes nothing', async () => {
    const store = memoryStore();
    const start = { scheduled, execution: 'first' };
    const answer = { status: 'started', run: runName(start) };
    expect(await startRun(store, clockAt(0), start)).toEqual(answer);
    expect(await startRun(store, clockAt(1), start)).toEqual(answer);
  });

  it('keeps a second start waiting until the first ended or fell silent', async () => {
    const store = memoryStore();
    await startRun(store, clockAt(0), { scheduled, execution: 'first' });
    const second = { scheduled: '2026-10-26T05:00:00Z', execution: 'second' };
    expect(await startRun(store, clockAt(10), second)).toMatchObject({
      status: 'busy',
      holder: expect.stringContaining('first'),
    });
    await renewRun(store, clockAt(15), { scheduled, execution: 'first' });
    expect(await startRun(store, clockAt(30), second)).toMatchObject({ status: 'busy' });
    expect(await startRun(store, clockAt(36), second)).toMatchObject({ status: 'started' });
    await expect(renewRun(store, clockAt(37), { scheduled, execution: 'first' })).rejects.toThrow(
      /lost its lease .* to second/,
    );
  });

  it('grants one of two starts at the same moment', async () => {
    const store = memoryStore();
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((execution) => startRun(store, clockAt(0), { scheduled, execution })),
    );
    expect(answers.map((a) => a.status).sort()).toEqual(['busy', 'busy', 'started']);
  });

  it('does an instant to its end once, and a failed one again', async () => {
    const store = memoryStore();
    const first = { scheduled, execution: 'first' };
    await startRun(store, clockAt(0), first);
    await endRun(store, clockAt(1), first, 'failed');
    expect(await store.get(doneKey(scheduled))).toBeNull();
    const second = { scheduled, execution: 'second' };
    expect(await startRun(store, clockAt(2), second)).toMatchObject({ status: 'started' });
    await endRun(store, clockAt(3), second, 'done');
    expect(await startRun(store, clockAt(4), { scheduled, execution: 'third' })).toEqual({ status: 'done' });
  });

  it('names runs so that they fit into table names', () => {
    expect(runName({ scheduled, execution: 'a' })).toMatch(/^r20261025050000x[0-9a-f]{8}$/);
    expect(runName({ scheduled, execution: 'a' })).not.toBe(runName({ scheduled, execution: 'b' }));
  });
});

describe('the place of a run', () => {
  const opens = async () =>
    ({ query: async () => ({ columns: [], rows: [] }), close: async () => {} }) as unknown as QueryEngine;

  it('marks an empty lake as ours, and knows it again', async () => {
    const store = memoryStore();
    await checkPlace(store, opens);
    await checkPlace(store, opens);
    expect(new TextDecoder().decode((await store.get('_tokenledger.json'))!.body)).toBe('{"format":1}\n');
  });

  it('refuses a lake that holds foreign data, naming the setting, and leaves it as it was', async () => {
    const store = memoryStore();
    await store.put('photos/cat.jpg', new Uint8Array([1]));
    await expect(checkPlace(store, opens)).rejects.toThrow(/holds photos\/cat.jpg, .* set deploy.bucket/);
    expect(await store.get('_tokenledger.json')).toBeNull();
  });

  it('refuses the layout of another release with the way out', async () => {
    const store = memoryStore();
    await store.put('_tokenledger.json', new TextEncoder().encode('{"format":0}'));
    await expect(checkPlace(store, opens)).rejects.toThrow(/has layout 0, this release works with 1: follow "Upgrade"/);
    await store.put('_tokenledger.json', new TextEncoder().encode('{"format":2}'));
    await expect(checkPlace(store, opens)).rejects.toThrow(/deploy the release that made it/);
  });

  it('asks the workgroup for a statement before anything is read', async () => {
    const refused = async () =>
      ({
        query: async () => {
          throw new Error('AccessDenied: check the rights on workgroup tokenledger-pipeline');
        },
        close: async () => {},
      }) as unknown as QueryEngine;
    await expect(checkPlace(memoryStore(), refused)).rejects.toThrow(/rights on workgroup/);
  });
});
