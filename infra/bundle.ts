import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The functions of the pipeline: a folder each below `functions/`. */
export const FUNCTIONS = ['ingest', 'build-step', 'publish', 'forecast', 'report'] as const;

/** One of {@link FUNCTIONS}. */
export type FunctionName = (typeof FUNCTIONS)[number];

/** Handler of every bundle. Two folders deep, so that the program finds its own files two folders up, as when installed. */
export const HANDLER = 'app/function/index.handler';

const SQL = ['dbt-like-models', 'sql'];

/** Files of the package that a function reads beside its code. */
const FILES: Record<FunctionName, readonly string[]> = {
  ingest: ['prices'],
  'build-step': SQL,
  publish: SQL,
  forecast: [...SQL, 'prices', 'package.json'],
  report: [],
};

/** Files of libraries that cannot be part of a script: WebAssembly and a font. */
const PARQUET = ['parquet-wasm/package.json', 'parquet-wasm/node'];
const CHARTS = [
  '@resvg/resvg-wasm/package.json',
  '@resvg/resvg-wasm/index_bg.wasm',
  'dejavu-fonts-ttf/package.json',
  'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
];

/**
 * Bundles one function into a folder that is its Lambda package: script, SQL or prices it reads, WebAssembly. No native
 * binary is in it, so it runs on any processor; DuckDB is left out, because Athena computes. Returns the folder.
 */
export function bundleFunction(name: FunctionName, target = path.join(root, 'infra', '.build', name)): string {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  buildSync({
    entryPoints: { index: path.join(root, 'functions', name, 'index.ts') },
    outdir: path.join(target, 'app', 'function'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Modules of the AWS clients: their CommonJS form loses its names when it is loaded late.
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    legalComments: 'none',
    // Libraries written for CommonJS call require.
    external: ['@duckdb/node-api', 'parquet-wasm'],
    alias: { '@resvg/resvg-js': path.join(root, 'functions', 'report', 'resvg.ts') },
    absWorkingDir: root,
    logLevel: 'error',
  });
  letLibrariesRequire(path.join(target, 'app', 'function'));
  for (const file of FILES[name]) cpSync(path.join(root, file), path.join(target, file), { recursive: true });
  const modules = path.join(root, 'node_modules');
  for (const file of [...PARQUET, ...(name === 'report' ? CHARTS : [])])
    cpSync(path.join(modules, file), path.join(target, 'node_modules', file), { recursive: true });
  return target;
}

const REQUIRE = "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);";

/** Libraries written for CommonJS call `require`, which modules do not have: the script that stands in for it gets one. */
function letLibrariesRequire(folder: string): void {
  for (const file of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    if (text.includes('Dynamic require of')) writeFileSync(path.join(folder, file), `${REQUIRE}${text}`);
  }
}
