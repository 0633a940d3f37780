import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { orgTables } from '../../src/core/org/tables.ts';
import { loadThresholds } from '../../src/core/org/thresholds.ts';

const page = readFileSync(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../docs/config.md'), 'utf8');

it('docs/config.md names every config file with its columns', () => {
  for (const [file, cells] of Object.entries(orgTables)) {
    expect(page).toContain(`| \`${file}\` | ${Object.keys(cells).join(', ')} |`);
  }
});

it('docs/config.md lists every threshold with its default', () => {
  const { rows } = loadThresholds({ 'thresholds.csv': [] } as never);
  for (const row of rows) expect(page).toContain(`| \`${row.threshold}\` | ${row.value} | ${row.unit} |`);
});
