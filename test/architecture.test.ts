import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What each part may import besides itself and npm packages. Imports run downwards only. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/core': [],
  'src/sources': ['src/core'],
  'src/io': ['src/core'],
  'src/sim': ['src/core'],
  'src/app': ['src/core', 'src/sources', 'src/io'],
  'src/cli': ['src/core', 'src/sources', 'src/io', 'src/app', 'src/sim'],
  functions: ['src/core', 'src/sources', 'src/io', 'src/app'],
  infra: ['src/core', 'src/sources', 'functions/shared/error-names.ts'],
};

/** Node modules that make code depend on the machine it runs on. */
const IMPURE = /^node:(fs|net|http|https|child_process|os|process|dns|worker_threads|timers)/;
const IMPURE_CALLS = /\b(Date\.now\(\)|new Date\(\)|Math\.random\(\)|process\.(env|argv|cwd)|fetch\()/;

function filesBelow(folder: string): string[] {
  const full = path.join(root, folder);
  try {
    return readdirSync(full, { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts') && !f.includes('node_modules'))
      .map((f) => path.join(folder, f));
  } catch {
    return [];
  }
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1]!);
}

const isBelow = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`);

describe('the house', () => {
  for (const [part, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${part} imports only ${allowed.length === 0 ? 'itself' : allowed.join(', ')}`, () => {
      const wrong = filesBelow(part).flatMap((file) =>
        importsOf(file)
          .filter((i) => i.startsWith('.'))
          .map((i) => path.normalize(path.join(path.dirname(file), i)))
          .filter((target) => isBelow(target, 'src') || isBelow(target, 'functions') || isBelow(target, 'infra'))
          .filter((target) => ![part, ...allowed].some((folder) => isBelow(target, folder)))
          .map((target) => `${file} imports ${target}`),
      );
      expect(wrong).toEqual([]);
    });
  }

  it('keeps core, sources and the simulated company free of clock, network, files, environment and randomness', () => {
    const wrong = ['src/core', 'src/sources', 'src/sim/company'].flatMap((part) =>
      filesBelow(part).flatMap((file) => {
        const text = readFileSync(path.join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
        const calls = IMPURE_CALLS.exec(text);
        return [
          ...importsOf(file)
            .filter((i) => IMPURE.test(i))
            .map((i) => `${file} imports ${i}`),
          ...(calls === null ? [] : [`${file} uses ${calls[0]}`]),
        ];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('pins every dependency to an exact version', () => {
    const pkg = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const loose = Object.entries({ ...pkg.dependencies, ...pkg.devDependencies }).filter(
      ([, v]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(v),
    );
    expect(loose).toEqual([]);
  });

  it('has a description and a grain beside every SQL model', () => {
    const models = [...filesWith('dbt-like-models/models', '.sql'), ...filesWith('sql/views', '.sql')];
    const wrong = models.filter((sql) => {
      try {
        return !/one row per/i.test(readFileSync(path.join(root, sql.replace(/\.sql$/, '.yml')), 'utf8'));
      } catch {
        return true;
      }
    });
    expect(models.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});

function filesWith(folder: string, ending: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith(ending))
    .map((f) => path.join(folder, f));
}
