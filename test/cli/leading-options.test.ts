import { describe, expect, it } from 'vitest';
import { withSharedOptionsLast } from '../../src/cli/leading-options.ts';

const moved = (line: string) => withSharedOptionsLast(line.split(' ')).join(' ');

describe('options every command shares', () => {
  it('may stand before the command', () => {
    expect(moved('--project x plan')).toBe('plan --project x');
    expect(moved('--json --project=x --as-of 2026-10-25 query sql')).toBe(
      'query sql --json --project=x --as-of 2026-10-25',
    );
    expect(moved('--project x query -- -1')).toBe('query --project x -- -1');
  });

  it('stay where they are behind it, without one, and behind options of another kind', () => {
    for (const line of ['plan --project x', '--project x', '--project x --help', '--jsn plan', '--help'])
      expect(moved(line)).toBe(line);
  });
});
