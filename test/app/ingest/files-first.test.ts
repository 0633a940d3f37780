import { expect, it } from 'vitest';
import { filesFirst } from '../../../src/app/ingest/ingest.ts';

it('connections of files are read before those of vendors, each in the order of tokenledger.yaml', () => {
  const connections = ['anthropic', 'seats', 'openai', 'session-events'].map((source) => ({
    id: `my-${source}`,
    source,
  }));
  expect(filesFirst(connections).map((c) => c.id)).toEqual([
    'my-seats',
    'my-session-events',
    'my-anthropic',
    'my-openai',
  ]);
  expect(connections[0]!.id).toBe('my-anthropic');
});
