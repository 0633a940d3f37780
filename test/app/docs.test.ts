import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { generatedDocs } from '../../src/app/docs.ts';

it("docs/tables is what 'tokenledger docs' writes: run it after changing a model's yml or a contract", async () => {
  const pages = await generatedDocs();
  const committed = new Map(
    readdirSync('docs/tables').map((name) => [name, readFileSync(path.join('docs/tables', name), 'utf8')]),
  );
  expect([...committed.keys()].sort()).toEqual(pages.map((p) => p.file).sort());
  const outdated = pages.filter((p) => committed.get(p.file) !== p.text).map((p) => p.file);
  expect(outdated).toEqual([]);
});

it('every published table and every landed one has a page that names its columns', async () => {
  const pages = new Map((await generatedDocs()).map((p) => [p.file, p.text]));
  expect(pages.get('index.md')).toContain('[raw.usage](raw.usage.md)');
  expect(pages.get('fct_ledger.md')).toContain('| amount_micros | bigint |');
  expect(pages.get('raw.cost.md')).toContain('Landed by: anthropic');
  expect(JSON.parse(pages.get('lineage.json')!).edges).toContainEqual({
    from: 'fct_ledger',
    to: 'fin_ledger_v1',
  });
});
