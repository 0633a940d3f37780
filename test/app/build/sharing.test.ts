import { describe, expect, it } from 'vitest';
import type { LakeInputs } from '../../../src/app/build/lake-inputs.ts';
import { sharing } from '../../../src/app/build/sharing.ts';
import type { ManifestEntry } from '../../../src/io/lake/manifest.ts';

const window = (rows: number): ManifestEntry => ({
  source: 'anthropic',
  connection: 'main',
  stream: 'messages_usage',
  table: 'usage',
  dt: '2026-10-01',
  run: 'run-1',
  content_run: 'run-1',
  status: 'complete',
  rows,
  content_hash: 'fake',
  files: [],
  coverage: '',
});

describe('periods of a build', () => {
  it('share the machine unless their windows hold too many rows together', () => {
    const inputs: LakeInputs = {
      periods: new Map([
        ['2026-08', [window(10)]],
        ['2026-09', [window(200_000), window(100_001)]],
        ['2026-10', [window(300_000)]],
      ]),
      snapshots: [],
    };
    expect(sharing(inputs, ['2026-08', '2026-09', '2026-10'])).toEqual({
      alone: ['2026-09'],
      together: ['2026-08', '2026-10'],
    });
  });
});
