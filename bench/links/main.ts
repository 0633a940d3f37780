import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCompany } from '../../src/sim/index.ts';
import { WEAK_WORK } from '../../src/sim/work/index.ts';
import { scoreCompany } from './company-run.ts';
import { qualityTables } from './table.ts';

const DOCS = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../docs/link-quality.md');
const BEGIN = '<!-- bench:links begin -->';
const END = '<!-- bench:links end -->';

const strong = await scoreCompany(buildCompany());
process.stderr.write('strong evidence done\n');
const weak = await scoreCompany(buildCompany({ weak: WEAK_WORK }));
const text = qualityTables(strong, weak);
console.log(text);
const docs = readFileSync(DOCS, 'utf8');
const [from, to] = [docs.indexOf(BEGIN), docs.indexOf(END)];
if (from < 0 || to < from) throw new Error(`${DOCS}: the markers ${BEGIN} and ${END} are missing`);
writeFileSync(DOCS, `${docs.slice(0, from + BEGIN.length)}\n${text}\n${docs.slice(to)}`);
