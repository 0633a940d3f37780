import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type CatalogueDiff, diffCatalogue } from '../core/prices/catalogue/diff.ts';
import { PriceIndex } from '../core/prices/lookup.ts';
import { RunError } from './errors.ts';
import { readPriceBook } from './price-book.ts';

/**
 * Compares public price catalogues with the book. Reads only; a human merges what the list shows.
 * `asOf` (UTC day) is the day priced and the day of knowledge; default: all the book knows.
 * Throws a RunError that names the file for one that is not JSON or of no known format.
 */
export async function diffPrices(options: {
  readonly catalogues: readonly string[];
  readonly asOf?: string | undefined;
  readonly prices?: string | undefined;
}): Promise<{ readonly asOf: string; readonly diffs: readonly CatalogueDiff[] }> {
  const book = await readPriceBook(options.prices);
  const index = new PriceIndex(book);
  const asOf = options.asOf ?? book.latestKnown;
  const diffs: CatalogueDiff[] = [];
  for (const file of options.catalogues) {
    const diff = diffCatalogue(basename(file), await readJson(file), index, book.providers, { day: asOf, asOf });
    if (diff === null) {
      throw new RunError(
        `${file} is no price catalogue in a known format: genai-prices, LiteLLM, codeburn's LiteLLM snapshot, Langfuse, Portkey, models.dev or OpenLIT`,
      );
    }
    diffs.push(diff);
  }
  return { asOf, diffs };
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new RunError(`cannot read the catalogue ${file}: ${(error as Error).message}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RunError(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
