import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', 'sql', 'queries');

/** A question that people find ready in Athena's console. */
export interface NamedQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** The questions of `sql/queries`, by file name; the leading comment of a file is its description. */
export function namedQueries(): NamedQuery[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(path.join(folder, file), 'utf8');
      const comment = /^(?:--.*\n)+/.exec(sql)?.[0] ?? '';
      const name = file.replace(/\.sql$/, '');
      const said = comment
        .replace(/^--\s?/gm, '')
        .replace(/\s+/g, ' ')
        .trim();
      return { name, description: (said === '' ? name.replaceAll('_', ' ') : said).slice(0, 1024), sql };
    });
}
