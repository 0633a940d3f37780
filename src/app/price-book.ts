import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { buildPriceBook, type PriceBook } from '../core/prices/book.ts';

/** Folder of the price book that ships with the package. */
export const BUNDLED_PRICES = fileURLToPath(new URL('../../prices/', import.meta.url));

/**
 * Reads every YAML file of a price folder (default: the shipped book) and builds the book.
 * Throws when the folder holds none, with the file name for YAML that does not parse, and a PriceBookError for
 * anything the book itself refuses.
 */
export function readPriceBook(folder: string = BUNDLED_PRICES): Promise<PriceBook> {
  if (folder !== BUNDLED_PRICES) return readFolder(folder);
  bundled ??= readFolder(folder);
  return bundled;
}

/** The shipped book; it does not change while the program runs. */
let bundled: Promise<PriceBook> | undefined;

async function readFolder(folder: string): Promise<PriceBook> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  if (names.length === 0) throw new Error(`no price files (*.yaml) in ${folder}`);
  const files = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(`${folder}/${name}`, 'utf8');
      try {
        return { name, content: parse(text) as unknown };
      } catch (error) {
        throw new Error(`${folder}/${name} is not valid YAML`, { cause: error });
      }
    }),
  );
  return buildPriceBook(files);
}
