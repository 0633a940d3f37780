import { describe, expect, it } from 'vitest';
import { billedTotals, buildCompany, companyTruth, NO_ODDITIES, type TruthRow } from '../../src/sim/index.ts';
import { exactSum } from './client.ts';

const company = buildCompany();
const ALL = { from: '2026-02', to: '2026-10' };
const rows = companyTruth(company, ALL);
const sum = (which: (row: TruthRow) => boolean, from: readonly TruthRow[] = rows) =>
  exactSum(from.filter(which).map((r) => r.amount));

describe('the true spend of the company', () => {
  it.each(['2026-02', '2026-05', '2026-06', '2026-10'])(
    'of %s sums to what was billed, vendor by vendor, to the last digit',
    (period) => {
      for (const [key, billed] of Object.entries(billedTotals(company, period))) {
        const provider = key.split('|')[0];
        expect([provider, sum((r) => r.period === period && r.provider === provider)]).toEqual([provider, billed]);
      }
    },
  );

  it('is the same for the same company, whatever range is asked for', () => {
    const june = rows.filter((r) => r.period === '2026-06');
    expect(companyTruth(buildCompany(), { from: '2026-06', to: '2026-06' })).toEqual(june);
    expect(companyTruth(company, { from: '2026-06', to: '2026-06' })).toEqual(june);
  });

  it('knows three classes of owner, and unattributed stays a small share', () => {
    expect(new Set(rows.map((r) => r.owner_class))).toEqual(new Set(['attributed', 'shared', 'unattributed']));
    const share = Number(sum((r) => r.owner_class === 'unattributed')) / Number(sum(() => true));
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.05);
    expect(rows.filter((r) => r.team_id === 'shared pool')).toEqual([]);
  });

  it('allocates the gateway fee to teams in proportion to what is theirs directly', () => {
    const month = rows.filter((r) => r.period === '2026-07');
    expect(sum((r) => r.kind === 'fee', month)).toBe('1200');
    const direct = (team: string) =>
      Number(sum((r) => r.owner_class === 'attributed' && (team === '' || r.team_id === team), month));
    const fee = Number(sum((r) => r.kind === 'fee' && r.team_id === 'checkout', month));
    expect(fee).toBeCloseTo((1200 * direct('checkout')) / direct(''), 6);
  });

  it('follows owners in time: a key handed over in July, people moved in June', () => {
    const api = (team: string, period: string) =>
      Number(
        sum(
          (r) =>
            r.team_id === team && r.tool === 'anthropic_api' && r.owner_class === 'attributed' && r.period === period,
        ),
      );
    expect(api('web-platform', '2026-06')).toBeGreaterThan(100);
    expect(api('web-platform', '2026-07')).toBe(0);
    const code = (team: string, period: string) =>
      Number(sum((r) => r.team_id === team && r.tool === 'claude_code' && r.period === period));
    expect(code('ml-research', '2026-07') / code('search', '2026-07')).toBeGreaterThan(
      (1.3 * code('ml-research', '2026-05')) / code('search', '2026-05'),
    );
  });

  it('lets credits and taxes follow the money they belong to', () => {
    expect(sum((r) => r.kind === 'credit' && r.provider === 'aws_bedrock' && r.period === '2026-05')).toBe('-150');
    expect(sum((r) => r.kind === 'credit' && r.provider === 'github')).toBe('-57');
    const may = rows.filter((r) => r.period === '2026-05' && r.provider === 'github');
    const seats = (team: string) => Number(sum((r) => r.kind === 'seat' && r.team_id === team, may));
    const credit = (team: string) => Number(sum((r) => r.kind === 'credit' && r.team_id === team, may));
    const all = Number(sum((r) => r.kind === 'seat', may));
    expect(credit('search')).toBeCloseTo((-57 * seats('search')) / all, 9);
    expect(rows.some((r) => r.kind === 'tax' && r.owner_class === 'unattributed')).toBe(true);
  });

  it('changes with the moment it is read, until everything has settled', () => {
    const august = { from: '2026-08', to: '2026-08' };
    const early = companyTruth(company, august, '2026-09-01');
    const later = companyTruth(company, august, '2026-09-10');
    expect(sum(() => true, early)).not.toBe(sum(() => true, later));
    expect(companyTruth(company, august, '2026-12-01')).toEqual(later);
  });

  it('knows the future for forecasts', () => {
    const future = companyTruth(company, { from: '2027-04', to: '2027-04' }, '2027-05-01');
    expect(Number(sum((r) => r.period === '2027-04', future))).toBeGreaterThan(
      Number(sum((r) => r.period === '2026-09')),
    );
  });

  it('leaves nothing unattributed but tags and lists allow for when every oddity is off', () => {
    const plain = companyTruth(buildCompany({ odd: NO_ODDITIES }), { from: '2026-06', to: '2026-06' });
    expect(plain.filter((r) => r.owner_class === 'unattributed')).toEqual([]);
    expect(new Set(plain.map((r) => r.kind))).toEqual(new Set(['usage', 'seat', 'fee']));
  });
});
