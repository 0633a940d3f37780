import { describe, expect, it } from 'vitest';
import { commits } from '../../src/sources/cursor/commits.ts';
import { cursor } from '../../src/sources/cursor/index.ts';
import { keyOfRepo, settingsOf } from '../../src/sources/cursor/settings.ts';
import type { HttpRequest, LandedPage } from '../../src/sources/source.ts';
import { casesOf, contextOf, pagesOf, parsePages } from '../support/source-fixtures.ts';

const settings = cursor.settings.parse({ page_size: 2 });
const context = { ...contextOf(cursor, casesOf('cursor', 'commits')[0]!), settings };
const range = { from: '2026-05-20', to: '2026-07-25' };
const item = {
  commitHash: 'a'.repeat(40),
  userEmail: 'ann@example.com',
  tabLinesAdded: 1,
  composerLinesAdded: 2,
  createdAt: '2026-06-01T00:00:00Z',
};

/** The request after an answer with so many commits on the page, of so many altogether. */
function after(request: HttpRequest, items: number, totalCount: number): HttpRequest | null {
  const page = Number(Object.fromEntries(request.query).page);
  const body = { items: Array.from({ length: items }, () => item), totalCount, page, pageSize: 2 };
  const landed: LandedPage = { request, receivedAt: '2026-07-25T05:00:00Z', body, range };
  return commits.nextRequest({ ...landed, body: commits.atTheDoor!(landed, context) });
}

const asked = (request: HttpRequest | null) =>
  request?.query.map(([name, value]) => (name.endsWith('Date') ? value.slice(5, 16) : value)).join(' ') ?? null;

describe('commits of Cursor', () => {
  it('are asked for thirty days at a time, page by page, both ends included, to the end of the range', () => {
    const first = commits.firstRequest(range, settings);
    expect(asked(first)).toBe('05-20T00:00 06-18T23:59 1 2');
    const second = after(first, 2, 3)!;
    expect(asked(second)).toBe('05-20T00:00 06-18T23:59 2 2');
    const third = after(second, 1, 3)!;
    expect(asked(third)).toBe('06-19T00:00 07-18T23:59 1 2');
    const last = after(third, 0, 0)!;
    expect(asked(last)).toBe('07-19T00:00 07-24T23:59 1 2');
    expect(after(last, 2, 2)).toBeNull();
  });

  it('are refused where a page comes empty before the announced end', () => {
    const first = commits.firstRequest(range, settings);
    expect(() => after(first, 0, 3)).toThrow('page 1 is empty, though 3 commits were announced');
  });

  it('keep out and count what has no hash or no person, and say when a page is short', () => {
    const fixture = casesOf('cursor', 'commits')[0]!;
    const [page] = pagesOf(fixture);
    const given = parsePages(commits, pagesOf(fixture), contextOf(cursor, fixture));
    expect(given.rows).toHaveLength(4);
    expect(given.notes).toEqual([
      { code: 'quarantined', detail: 'commit hash "not-a-hash"' },
      { code: 'quarantined', detail: `commit ${'f'.repeat(40)} names no person` },
    ]);
    const body = page!.body as { items: unknown[] };
    const short = { ...page!, body: { ...body, items: body.items.slice(1) } };
    expect(parsePages(commits, [short], contextOf(cursor, fixture)).notes).toEqual([
      { code: 'short_page', detail: '1 of 6 commits are missing' },
    ]);
  });

  it('leave message, address and names of repositories outside', () => {
    const fixture = casesOf('cursor', 'commits')[0]!;
    const kept = JSON.stringify(pagesOf(fixture).map((page) => commits.atTheDoor!(page, contextOf(cursor, fixture))));
    for (const word of ['whole cents', '@example.com', 'user_fake', 'example/shop', 'group/tools']) {
      expect(JSON.stringify(pagesOf(fixture).map((page) => page.body)).toLowerCase()).toContain(word);
      expect(kept).not.toContain(word);
    }
  });

  it('know a repository by the key its clones and sessions have, and no bare folder', () => {
    const of = (name: string | null, host?: string) =>
      keyOfRepo(name, settingsOf(cursor.settings.parse(host === undefined ? {} : { code_host: host })));
    expect(of('example/shop')).toBe(of('git@github.com:example/shop.git'));
    expect(of('example/shop', 'git.example.com')).toBe(of('https://git.example.com/example/shop'));
    expect(of('example/shop', 'git.example.com')).not.toBe(of('example/shop'));
    expect([of('shop'), of(''), of(null)]).toEqual([null, null, null]);
  });
});
