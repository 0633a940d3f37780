import { describe, expect, it } from 'vitest';
import { type Cell, cell } from '../../src/core/cells.ts';

const read = (of: Cell<unknown>, text: string) => {
  const result = of.safeParse(text);
  return result.success ? result.data : `refused: ${result.error.issues[0]!.message}`;
};

describe('cells of hand-written files', () => {
  it('read shares exactly, in basis points', () => {
    expect(read(cell.share(), '0.3333')).toBe(3333n);
    expect(read(cell.share(), '1')).toBe(10_000n);
    for (const wrong of ['0.33333', '1.01', '-0.1', '1e-1', '50%'])
      expect(read(cell.share(), wrong)).toMatch(/^refused/);
  });

  it('read decimals as plain text and refuse what is none', () => {
    expect(read(cell.decimal(), '00012.50')).toBe('12.5');
    expect(read(cell.decimal(), '-0.000000000001')).toBe('-0.000000000001');
    for (const wrong of ['1,5', '1e3', '0.0000000000001', '$5', 'NaN'])
      expect(read(cell.decimal(), wrong)).toMatch(/^refused/);
  });

  it('lower-case e-mails, trim, and let an empty optional cell be null', () => {
    expect(read(cell.email(), ' Ada@Example.com ')).toBe('ada@example.com');
    expect(read(cell.orNull(cell.email()), ' ')).toBeNull();
    expect(read(cell.email(), '')).toBe('refused: fill it in');
  });

  it('know which days exist', () => {
    expect(read(cell.day(), '2028-02-29')).toBe('2028-02-29');
    for (const wrong of ['2026-02-29', '2026-2-1', '01.02.2026']) expect(read(cell.day(), wrong)).toMatch(/^refused/);
  });

  it('answer a wrong word with the near one', () => {
    expect(read(cell.oneOf(['team', 'tool']), 'teem')).toMatch(/^refused: write one of team, tool; did you mean team/);
  });
});
