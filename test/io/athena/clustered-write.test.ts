import { describe, expect, it } from 'vitest';
import { clusteredWrite } from '../../../src/io/athena/clustered-write.ts';

describe('a clustered write', () => {
  it('leaves small builds and those without clustering in one piece', () => {
    const whole = { select: 'SELECT 1 AS n', partitionedBy: [] };
    expect(clusteredWrite('SELECT 1 AS n', 499_999, ['n'])).toEqual(whole);
    expect(clusteredWrite('SELECT 1 AS n', 50_000_000, [])).toEqual(whole);
  });

  it('never has more parts than Athena writes in one statement', () => {
    const { select, partitionedBy } = clusteredWrite('SELECT 1 AS n', 5_000_000_000, ['n']);
    expect(select).toContain('* 64 / 5000000000 AS part');
    expect(partitionedBy).toEqual(['part']);
  });
});
