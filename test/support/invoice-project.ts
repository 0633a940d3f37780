import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tempFolder } from './temp-folder.ts';

/** A project of one connection that reads invoices: the smallest that has money. */
export interface InvoiceProject {
  /** Folder of the project. */
  readonly path: string;
  /** Puts these lines, the header first, in place of the invoices that are there. */
  enter(...lines: readonly string[]): void;
  remove(): Promise<void>;
}

/** Makes the project in a temporary folder, with the given lines of invoices, the header first. */
export async function invoiceProject(...lines: readonly string[]): Promise<InvoiceProject> {
  const folder = await tempFolder();
  const enter = (...entered: readonly string[]) =>
    writeFileSync(path.join(folder.path, 'invoices/all.csv'), `${entered.join('\n')}\n`);
  mkdirSync(path.join(folder.path, 'invoices'));
  writeFileSync(
    path.join(folder.path, 'tokenledger.yaml'),
    'version: 1\ncompany: Acme\ncurrency: USD\nconnections:\n  - { id: paper, source: invoices, path: invoices }\n',
  );
  enter(...lines);
  return { path: folder.path, enter, remove: folder.remove };
}
