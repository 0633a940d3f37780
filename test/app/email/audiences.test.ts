import { createHmac } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenReaders, type Reader, readersOf } from '../../../src/app/email/audiences.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const keyOf = (email: string) => createHmac('sha256', 'k').update(email).digest('hex');
const budget = (budgetId: string, owner: string | null, period = '2026-09') => ({
  budgetId,
  scopeKind: 'team' as const,
  scopeId: budgetId,
  period,
  amount: '1',
  currency: 'USD',
  owner: owner === null ? null : keyOf(owner),
});

let folder: { path: string; remove: () => Promise<void> };
let readers: Reader[];

beforeAll(async () => {
  folder = await tempFolder();
  await mkdir(path.join(folder.path, 'config'));
  await writeFile(
    path.join(folder.path, 'config/people.csv'),
    'email,active_to\nAda@example.com,\nbo@example.com,2026-10-01\n',
  );
  readers = await readersOf(folder.path, {
    company: ['leaders@example.com'],
    budgets: [
      budget('a', 'ada@example.com'),
      budget('a', 'ada@example.com', '2026-10'),
      budget('b', 'ada@example.com'),
      budget('c', 'bo@example.com'),
      budget('d', 'cleo@example.com', '2026-08'),
      budget('e', null),
    ],
    period: '2026-09',
    personKey: 'k',
    asOf: '2026-10-20',
  });
});
afterAll(() => folder.remove());

describe('readers of the monthly mail', () => {
  it('are the company and everybody who owns a budget of the month or of months to come', () => {
    expect(readers[0]).toMatchObject({ id: 'company', to: ['leaders@example.com'] });
    expect(
      readers
        .slice(1)
        .map((r) => r.budgetIds)
        .sort(),
    ).toEqual([['a', 'b'], ['c']]);
  });

  it('get no mail when they have left', () => {
    expect(readers.find((r) => r.budgetIds.includes('c'))!.to).toEqual([]);
    expect(readers.find((r) => r.budgetIds.includes('a'))!.to).toEqual(['ada@example.com']);
  });

  it('are named in files and claims without a name or an address', () => {
    expect(readers.slice(1).every((r) => /^owner-[0-9a-f]{16}$/.test(r.id))).toBe(true);
  });

  it('are chosen by address, budget or company; anybody else is answered with what exists', () => {
    expect(chosenReaders(readers, 'ada@example.com')).toEqual(chosenReaders(readers, 'b'));
    expect(chosenReaders(readers, 'company')).toHaveLength(1);
    expect(chosenReaders(readers, undefined)).toHaveLength(3);
    expect(() => chosenReaders(readers, 'zoe@example.com')).toThrow(
      /write company, the address of a budget owner, or a budget id \(a, b, c/,
    );
  });
});
