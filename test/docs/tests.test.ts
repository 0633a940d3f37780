import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (file: string) => readFileSync(file, 'utf8');
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join('docs', name)),
];

describe('docs/tests.md', () => {
  const rows = [...read('docs/tests.md').matchAll(/^\| (.+) \| (test\/\S+) \| (.+) \|$/gm)];

  it('has rows', () => expect(rows.length).toBeGreaterThan(40));

  it.each(rows.map(([, what, file, name]) => [what, file, name] as [string, string, string]))(
    '%s: %s has the test named',
    (_what, file, name) => {
      expect(existsSync(file)).toBe(true);
      const text = read(file).replaceAll("\\'", "'");
      expect([`'${name}'`, `"${name}"`].some((quoted) => text.includes(quoted))).toBe(true);
    },
  );
});

describe('the pages', () => {
  it.each(pages)('%s links only to what is there', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map((m) => m[1]!);
    const missing = targets.filter((t) => !/^\w+:/.test(t) && !existsSync(path.join(path.dirname(page), t)));
    expect(missing).toEqual([]);
  });

  it('CONTRIBUTING.md names only files that are there', () => {
    const named = [
      ...read('CONTRIBUTING.md').matchAll(/`((?:src|test|docs|dbt-like-models|sql|bench|scripts)\/[^`*<…]+)`/g),
    ];
    expect(named.length).toBeGreaterThan(8);
    expect(named.map((m) => m[1]!).filter((name) => !existsSync(name))).toEqual([]);
  });

  it('name only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = pages.flatMap((page) => [...read(page).matchAll(/npm run ([a-z0-9:-]+)/g)].map((m) => m[1]!));
    expect([...new Set(named)].filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('name only commands and options that exist', async () => {
    const sources = readdirSync('src/cli/commands').map((name) => read(path.join('src/cli/commands', name)));
    const code = [...sources, read('src/cli/context.ts')].join('\n');
    const lines = pages.flatMap((page) =>
      [...read(page).matchAll(/tokenledger ((?:[a-z][a-z-]+)\b[^\n`']*)/g)].map((m) => m[1]!),
    );
    const commands = lines.map((line) => line.split(' ')[0]!);
    const unknown = commands.filter((name) => name !== 'help' && !new RegExp(`command\\(\\s*'${name}[ ']`).test(code));
    expect([...new Set(unknown)]).toEqual([]);
    const options = lines.flatMap((line) => [...line.matchAll(/--[a-z][a-z-]*/g)].map((m) => m[0]));
    expect([...new Set(options)].filter((option) => option !== '--help' && !code.includes(option))).toEqual([]);
  });
});
