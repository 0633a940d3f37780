import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { contractDocsPage } from '../core/contracts/docs-page.ts';
import { type Contract, contracts } from '../core/contracts/index.ts';
import { type DocsPage, docsOf } from '../core/dbt/docs.ts';
import { lineageOf, mermaidOf } from '../core/dbt/lineage.ts';
import { sources } from '../sources/index.ts';
import { readModelProject } from './build/model-project.ts';

/** Every generated page: models and views from their yml, landed tables from their contracts, lineage as Mermaid and JSON. */
export async function generatedDocs(): Promise<DocsPage[]> {
  const { project } = await readModelProject();
  const [index, ...models] = docsOf(project);
  const landed = [...contracts].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lineage = lineageOf(project);
  return [
    { file: 'index.md', text: `${index!.text}\n${landedIndex(landed)}` },
    ...models,
    ...landed.map((c) => ({ file: `raw.${c.name}.md`, text: contractDocsPage(c, landedBy(c)) })),
    { file: 'lineage.json', text: `${JSON.stringify(lineage, null, 1)}\n` },
    { file: 'lineage.mmd', text: `${mermaidOf(lineage)}\n` },
  ];
}

/**
 * Writes the pages into a folder and removes pages of tables that are gone; other files stay. Returns the file names.
 */
export async function writeDocs(folder: string): Promise<string[]> {
  const pages = await generatedDocs();
  await mkdir(folder, { recursive: true });
  const names = new Set(pages.map((p) => p.file));
  for (const name of await readdir(folder)) {
    if (/^[a-z0-9_.]+\.md$/.test(name) && !names.has(name)) await rm(path.join(folder, name));
  }
  for (const { file, text } of pages) await writeFile(path.join(folder, file), text);
  return [...names];
}

function landedBy(contract: Contract): string[] {
  const names = sources.filter((s) => s.streams.some((stream) => stream.tables.some((t) => t.name === contract.name)));
  return names.map((s) => s.name);
}

function landedIndex(landed: readonly Contract[]): string {
  return [
    '## Landed',
    '',
    'Generated from the contracts; [lineage.json](lineage.json) and [lineage.mmd](lineage.mmd) hold the graph.',
    '',
    '| table | one row per |',
    '| --- | --- |',
    ...landed.map((c) => `| [raw.${c.name}](raw.${c.name}.md) | ${c.grain.replace(/^one row per /, '')} |`),
    '',
  ].join('\n');
}
