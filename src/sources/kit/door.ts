import type { z } from 'zod';
import { type LandedPage, type ParseNote, SourceDataError } from '../source.ts';
import { readAnswer, whereOf } from './answer.ts';

/** What a stream lets into landing of an answer that holds texts and names. */
export interface LetIn<T> {
  /** Version of the code that derived it: a greater one derives more of the same answer. */
  readonly extractor: number;
  /** Fields of the answer nobody knows, by path; their values are left outside. */
  readonly unknown_fields: readonly string[];
  readonly value: T;
}

/** Version of the derivations; raise it when one changes. */
const EXTRACTOR = 1;

/** Checks an answer, derives what is wanted of it and leaves the rest outside. Throws `SourceDataError`. */
export function letIn<S extends z.ZodType, T>(
  schema: S,
  page: LandedPage,
  derive: (value: z.output<S>) => T,
): LetIn<T> {
  const { value, notes } = readAnswer(schema, page);
  const fields = [...new Set(notes.filter((n) => n.code === 'unknown_field').map((n) => n.detail))];
  return { extractor: EXTRACTOR, unknown_fields: fields, value: derive(value) };
}

/** What was let in of a page, and notes on the fields left outside. Throws `SourceDataError` for a page that came another way. */
export function insideOf<T>(page: LandedPage): { value: T; notes: ParseNote[] } {
  const inside = page.body as Partial<LetIn<T>> | null;
  if (inside?.extractor !== EXTRACTOR || inside.value === undefined) {
    throw new SourceDataError(
      `the landed page was made by extractor ${JSON.stringify(inside?.extractor ?? null)}, this program reads ${EXTRACTOR}`,
      whereOf(page),
      'Ingest the window again.',
    );
  }
  const notes = (inside.unknown_fields ?? []).map((detail): ParseNote => ({ code: 'unknown_field', detail }));
  return { value: inside.value, notes };
}
