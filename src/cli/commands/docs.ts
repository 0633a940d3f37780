import type { Command } from 'commander';
import { writeDocs } from '../../app/docs.ts';
import { outputFor } from '../context.ts';

/** Adds `docs`. */
export function registerDocs(program: Command): void {
  program
    .command('docs')
    .description('Write a page per table and view with every column, and the lineage')
    .option('--out <dir>', 'folder to write into', 'docs/tables')
    .option('--json', 'print JSON for programs')
    .action(async (options: { out: string; json?: boolean }) => {
      const output = outputFor(options);
      const files = await writeDocs(options.out);
      if (output.json) output.print(JSON.stringify({ folder: options.out, files }, null, 1));
      else output.print(`${files.length} pages in ${options.out}; start with ${options.out}/index.md`);
    });
}
