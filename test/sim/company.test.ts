import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addDays, daysIn } from '../../src/sim/company/calendar.ts';
import { TEAM_PLANS, TEAMS } from '../../src/sim/company/org.ts';
import { buildCompany, generateDay, NO_ODDITIES, observeDay } from '../../src/sim/index.ts';

const company = buildCompany();
const there = (day: string) =>
  company.people.filter((p) => p.employed && p.activeFrom <= day && (p.activeTo === null || day < p.activeTo));
const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

describe('the simulated company', () => {
  it('is the same for the same seed and another for another seed', () => {
    expect(hash(buildCompany({ seed: 7 }))).toBe(hash(company));
    expect(hash(buildCompany({ seed: 8 }))).not.toBe(hash(company));
    for (const day of ['2026-02-01', '2026-07-30', '2027-04-30']) {
      expect(hash(generateDay(buildCompany(), day))).toBe(hash(generateDay(company, day)));
    }
  });

  it('keeps every figure across machines: the bytes of two days are pinned', () => {
    expect([hash(generateDay(company, '2026-03-10')), hash(generateDay(company, '2026-10-20'))]).toMatchInlineSnapshot(`
      [
        "190c1c55f28cfb3a389d1f1ceef6da444825c31acdae356c7a21fcca299008f2",
        "ad9709e0a175446cd5675c9aea2b96b5f7ff5e8f436eed23e876750734fe507b",
      ]
    `);
  });

  it('has about 180 people in 14 teams below groups, each with one e-mail', () => {
    expect(there('2026-10-24').length).toBeGreaterThanOrEqual(175);
    expect(there('2026-10-24').length).toBeLessThanOrEqual(185);
    expect(TEAM_PLANS).toHaveLength(14);
    expect(TEAMS.filter((t) => !t.group).map((t) => t.id)).toEqual(TEAM_PLANS.map((p) => p.id));
    expect(new Set(company.people.map((p) => p.email)).size).toBe(company.people.length);
    const ids = new Set(TEAMS.map((t) => t.id));
    for (const { spells } of TEAMS)
      for (const { parent } of spells) expect(parent === null || ids.has(parent)).toBe(true);
  });

  it('has people who join, leave, move and split, and weights that sum to one on every day', () => {
    expect(there('2026-02-01').length).toBeLessThan(there('2026-10-24').length);
    expect(company.people.some((p) => p.activeTo !== null && p.activeTo < '2026-10-24')).toBe(true);
    for (const day of ['2026-02-01', '2026-06-14', '2026-06-15', '2026-10-24', '2027-04-30']) {
      for (const person of there(day)) {
        const now = person.memberships.filter((m) => m.from <= day && (m.to === null || day < m.to));
        expect(now.reduce((sum, m) => sum + m.weightBp, 0)).toBe(10_000);
      }
    }
    const teamOn = (id: string, day: string) =>
      company.people.find((p) => p.id === id)!.memberships.find((m) => m.from <= day && (m.to === null || day < m.to))!
        .team;
    const movers = company.people.filter(
      (p) =>
        p.memberships.length > 0 &&
        p.employed &&
        p.activeTo === null &&
        p.activeFrom < '2026-06-01' &&
        teamOn(p.id, '2026-06-14') !== teamOn(p.id, '2026-06-15'),
    );
    expect(movers).toHaveLength(7);
    expect(company.people.filter((p) => new Set(p.memberships.map((m) => m.team)).size === 3)).toHaveLength(1);
  });

  it('works less on weekends and holidays and grows', () => {
    const people = (day: string) => new Set(generateDay(company, day).map((f) => f.person)).size;
    expect(people('2026-06-07')).toBeLessThan(people('2026-06-09') / 3);
    expect(people('2026-05-25')).toBeLessThan(people('2026-05-26') / 3);
    expect(people('2026-10-20')).toBeGreaterThan(people('2026-02-10'));
  });

  it('lets a new model take share from the old one after its launch', () => {
    const share = (from: string, model: string) => {
      const facts = daysIn(from, addDays(from, 14))
        .flatMap((d) => generateDay(company, d))
        .filter((f) => f.vendor === 'anthropic' && f.model?.includes('sonnet'));
      return facts.filter((f) => f.model === model).length / facts.length;
    };
    expect(share('2026-06-15', 'claude-sonnet-5')).toBe(0);
    expect(share('2026-07-15', 'claude-sonnet-5')).toBeGreaterThan(0.3);
    expect(share('2026-08-25', 'claude-sonnet-4-6')).toBe(0);
  });

  it('can generate any day up to April 2027 and says so about others', () => {
    expect(generateDay(company, '2027-04-30').length).toBeGreaterThan(50);
    expect(() => generateDay(company, '2026-01-31')).toThrow('2026-02-01 to 2027-04-30');
    expect(() => generateDay(company, '2027-05-01')).toThrow('not 2027-05-01');
  });

  it('shows every oddity only where it is switched on', () => {
    const plain = buildCompany({ odd: NO_ODDITIES });
    const models = (c: typeof company) =>
      new Set(daysIn('2026-10-01', '2026-10-08').flatMap((d) => generateDay(c, d).map((f) => f.model)));
    expect(models(company)).toContain('gpt-nova-preview');
    expect(models(plain)).not.toContain('gpt-nova-preview');
    expect(observeDay(plain, '2026-10-19', '2026-10-20').filter((f) => f.vendor !== 'aws')).toEqual(
      generateDay(plain, '2026-10-19').filter((f) => f.vendor !== 'aws'),
    );
  });
});

describe('what vendors know of a day', () => {
  const day = '2026-10-19';
  const tokens = (asOf: string, workload: string) =>
    observeDay(company, day, asOf)
      .filter((f) => f.workload === workload)
      .reduce((sum, f) => sum + (f.counts.output ?? 0), 0);

  it('is nothing on the day itself', () => {
    expect(observeDay(company, day, day)).toEqual([]);
    expect(observeDay(company, day, '2026-10-01')).toEqual([]);
  });

  it('is restated upwards on the day after next and final after that', () => {
    const [early, later, final] = ['2026-10-20', '2026-10-21', '2027-01-01'].map((asOf) =>
      tokens(asOf, 'checkout-assistant'),
    );
    expect(early).toBeLessThan(later!);
    expect(later).toBe(final);
  });

  it('shrinks: a group without key vanishes when it is restated', () => {
    const unkeyed = (asOf: string) => observeDay(company, day, asOf).filter((f) => f.workload === 'unkeyed').length;
    expect(unkeyed('2026-10-20')).toBeGreaterThan(0);
    expect(unkeyed('2026-10-21')).toBe(0);
  });

  it('comes three days late for one pipeline and a day late for the cloud', () => {
    expect(tokens('2026-10-22', 'research-batch')).toBe(0);
    expect(tokens('2026-10-23', 'research-batch')).toBeGreaterThan(0);
    expect(observeDay(company, day, '2026-10-20').some((f) => f.vendor === 'aws')).toBe(false);
    expect(observeDay(company, day, '2026-10-21').some((f) => f.vendor === 'aws')).toBe(true);
  });

  it('has a size over nine months that fits the demo', () => {
    const facts = daysIn('2026-02-01', '2026-10-25').reduce(
      (sum, d) => sum + observeDay(company, d, '2026-10-25').length,
      0,
    );
    expect(facts).toBeGreaterThan(25_000);
    expect(facts).toBeLessThan(60_000);
  });
});
