import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLandedPage } from '../../src/app/ingest/landed-page.ts';
import { github } from '../../src/sources/github/index.ts';
import { pulls } from '../../src/sources/github/pulls.ts';
import { type LandedPage, SourceDataError } from '../../src/sources/source.ts';
import { contextOf } from '../support/source-fixtures.ts';

const folder = join(import.meta.dirname, '../fixtures/github/pulls/merged');
const context = contextOf(github, { name: 'merged', folder });
const page = readLandedPage(readFileSync(join(folder, 'page-1.json'), 'utf8'));
type Body = {
  data: { repository: { nameWithOwner: string; pullRequests: { nodes: Record<string, unknown>[]; pageInfo: object } } };
};

/** The page as a run lands it, after a change to the vendor's answer. */
function landed(change: (body: Body) => void, range = page.range): LandedPage {
  const body = structuredClone(page.body) as Body;
  change(body);
  const raw = { ...page, body, ...(range === undefined ? {} : { range }) };
  return { ...raw, body: pulls.atTheDoor!(raw, context) };
}
const nodes = (body: Body) => body.data.repository.pullRequests.nodes;

describe('pages of pull requests', () => {
  it('let no title, text, name, login or address in', () => {
    const text = JSON.stringify(landed(() => {}).body);
    expect(text).not.toMatch(/remember baskets|Implements|dev-one|dev\.one|Revert|src\/cart|This reverts/);
  });

  it('end the chain where one is older than the range, and go on by cursor before that', () => {
    const more = (body: Body) => {
      body.data.repository.pullRequests.pageInfo = { hasNextPage: true, endCursor: 'next' };
    };
    expect(pulls.nextRequest(landed(more))).toBeNull();
    const newer = landed((body) => {
      more(body);
      nodes(body).pop();
    });
    expect(pulls.nextRequest(newer)?.body).toMatchObject({ variables: { owner: 'example', after: 'next' } });
  });

  it('are refused when they say there is more and give no cursor', () => {
    const lost = () =>
      landed((body) => {
        body.data.repository.pullRequests.pageInfo = { hasNextPage: true, endCursor: null };
      });
    expect(lost).toThrow(SourceDataError);
  });

  it('keep what changed while they were read in the last month of the range', () => {
    const parsed = pulls.parse(
      landed(
        (body) => {
          nodes(body)[0]!.updatedAt = '2026-07-01T00:10:00Z';
        },
        { from: '2026-06-01', to: '2026-07-01' },
      ),
      context,
    );
    const row = parsed.rows.find((r) => r.table === 'outcome' && String(r.row.outcome_id).endsWith(':77'));
    expect(row).toMatchObject({ dt: '2026-06-01', row: { version_at: '2026-07-01T00:10:00.000Z' } });
  });

  it('note a repository that has another name now, and keep the configured one in ids', () => {
    const { notes, rows } = pulls.parse(
      landed((body) => {
        body.data.repository.nameWithOwner = 'example/store';
      }),
      context,
    );
    expect(notes).toContainEqual({ code: 'repo_renamed', detail: 'example/shop is now example/store' });
    expect(rows[0]!.row.outcome_id).toBe('github:example/shop:pr:77');
  });

  it('ask for further commits of the pull requests that have more', () => {
    expect(
      pulls.followUps!(
        landed(() => {}),
        context.settings,
      ),
    ).toMatchObject([{ carry: { what: 'commits', id: 'PR_fake_80', read: 1 } }]);
  });

  it('quarantine a pull request that was accepted before it was opened, and take the others', () => {
    const { rows, notes } = pulls.parse(
      landed((body) => {
        nodes(body)[0]!.createdAt = '2026-06-06T00:00:00Z';
      }),
      context,
    );
    expect(notes.map((n) => n.code)).toEqual(['quarantined']);
    const ids = new Set(rows.map((r) => r.row.outcome_id));
    expect(ids.has('github:example/shop:pr:77')).toBe(false);
    expect(ids.has('github:example/shop:pr:79')).toBe(true);
  });
});
