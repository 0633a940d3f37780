import { describe, expect, it } from 'vitest';
import { docsOf } from '../../../src/core/dbt/docs.ts';
import { smallProject } from './support.ts';

describe('generated pages', () => {
  it('show a model with grain, columns, tests and neighbours', async () => {
    const page = docsOf(smallProject()).find((p) => p.file === 'spend.md')!;
    await expect(page.text).toMatchFileSnapshot('../../fixtures/dbt/small.spend.expected.md');
  });

  it('are one per model and an index, the same bytes each time', () => {
    const pages = docsOf(smallProject());
    expect(pages.map((p) => p.file)).toEqual(['index.md', 'report.md', 'spend.md', 'stg_charge.md']);
    expect(docsOf(smallProject())).toEqual(pages);
    expect(pages[0]!.text).toContain('| [spend](spend.md) | One row per team. |');
  });
});
