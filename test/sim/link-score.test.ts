import { describe, expect, it } from 'vitest';
import { claimOf, type LedgerLink, scoreLinks } from '../../bench/links/score.ts';
import { sliceKey } from '../../bench/links/truth.ts';

const DAY = '2026-10-01';
const link = (session: string, row: Partial<LedgerLink>): LedgerLink => ({
  session_id: session,
  repo: 'shop-00000001',
  branch: null,
  usage_day: DAY,
  work_class: 'linked',
  work_method: 'L4_BRANCH',
  outcome_id: 'github:northwind/shop:pr:7',
  work_item: 'jira:CHK-7',
  amount: 10,
  ...row,
});
const truth = new Map(
  Object.entries({
    right: { 'pr:northwind/shop#7': 1 },
    wrong: { 'pr:northwind/shop#8': 1 },
    ticket: { 'pr:northwind/shop#7': 1 },
    shared: { 'pr:northwind/shop#7': 0.25, nothing: 0.75 },
    missed: { 'item:CHK-9': 1 },
  }).map(([id, shares]) => [sliceKey(id, 'shop-00000001', null, DAY), new Map(Object.entries(shares))]),
);
const tickets = new Map([['pr:northwind/shop#7', 'CHK-7']]);

describe('the score of links', () => {
  it('reads pull requests and tickets out of what the ledger says', () => {
    expect(claimOf({ outcome_id: 'github:northwind/shop:pr:7', work_item: 'jira:CHK-7' })).toBe('pr:northwind/shop#7');
    expect(claimOf({ outcome_id: 'jira:CHK:work_item:CHK-7', work_item: 'jira:CHK-7' })).toBe('item:CHK-7');
    expect(claimOf({ outcome_id: null, work_item: 'zendesk:9001' })).toBe('item:9001');
  });

  it('counts money on the very thing as correct, in proportion where a slice served several', () => {
    const ticketOnly = link('ticket', { outcome_id: 'jira:CHK:work_item:CHK-7', work_method: 'L5_WORK_ITEM' });
    const unlinked = link('missed', { work_class: 'unlinked', work_method: 'U_NO_CANDIDATE', outcome_id: null });
    const score = scoreLinks(
      [link('right', {}), link('wrong', {}), ticketOnly, link('shared', {}), unlinked],
      truth,
      tickets,
    );
    expect(score.rungs).toEqual([
      { rung: 'L4_BRANCH', linked: 30, correct: 12.5, onTicket: 0 },
      { rung: 'L5_WORK_ITEM', linked: 10, correct: 0, onTicket: 10 },
    ]);
    expect([score.total, score.linked, score.trueMoney]).toEqual([50, 40, 42.5]);
  });

  it('refuses money on a slice nobody worked on', () => {
    expect(() => scoreLinks([link('stranger', {})], truth, tickets)).toThrow(/no session of the company/);
  });
});
