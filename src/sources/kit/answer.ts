import { z } from 'zod';
import { type LandedPage, type ParseNote, SourceDataError } from '../source.ts';

/** Where a page came from, for error messages: path and query as asked. */
export function whereOf(page: LandedPage): string {
  const query = page.request.query.map(([name, value]) => `${name}=${value}`).join('&');
  return query === '' ? page.request.path : `${page.request.path}?${query}`;
}

/** A path into JSON as people write it: `data[0].results[3].output_tokens`. */
export function jsonPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('');
}

/**
 * The body of a page through its schema, and a note for every field the schema does not know.
 * Throws `SourceDataError` naming the first field that is missing or wrong.
 */
export function readAnswer<T extends z.ZodType>(
  schema: T,
  page: LandedPage,
): { value: z.output<T>; notes: ParseNote[] } {
  const result = schema.safeParse(page.body);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const field = issue.path.length === 0 ? 'the answer' : `field ${jsonPath(issue.path)}`;
    throw new SourceDataError(
      `${field}: ${/received undefined$/.test(issue.message) ? 'is missing' : issue.message}`,
      whereOf(page),
      'Nothing of this window was taken over and its previous data stay; the answer as received is in landing. Run again later; if it stays, the vendor changed its format.',
    );
  }
  const notes: ParseNote[] = [];
  collectUnknown(schema, page.body, '', notes);
  return { value: result.data, notes };
}

/** Walks schema and value side by side; every key of an object that its schema does not declare becomes an `unknown_field` note. */
function collectUnknown(schema: z.core.$ZodType, value: unknown, path: string, notes: ParseNote[]): void {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    collectUnknown(schema.unwrap(), value, path, notes);
  } else if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const item of value) collectUnknown(schema.element, item, `${path}[]`, notes);
  } else if (schema instanceof z.ZodObject && typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      const known = (schema.shape as Record<string, z.core.$ZodType>)[key];
      const childPath = path === '' ? key : `${path}.${key}`;
      if (known === undefined) notes.push({ code: 'unknown_field', detail: childPath });
      else collectUnknown(known, child, childPath, notes);
    }
  }
}

/**
 * The cursor of the next page of a `{has_more, next_page}` answer: null at the end.
 * Throws when the page says there is more but gives no cursor: the rest of the window would be lost in silence.
 */
export function nextCursor(page: LandedPage, field: 'next_page' | 'last_id'): string | null {
  const body = page.body as { has_more?: unknown; next_page?: unknown; last_id?: unknown } | null;
  if (body?.has_more !== true) return null;
  const cursor = body[field];
  if (typeof cursor === 'string' && cursor !== '') return cursor;
  throw new SourceDataError(
    `the answer says there are more pages but ${field} is ${JSON.stringify(cursor ?? null)}`,
    whereOf(page),
    'The window is incomplete and keeps its previous data; run again.',
  );
}

/** The same request with one query parameter set: the way cursors are passed on. */
export function withQuery(page: LandedPage, name: string, value: string): LandedPage['request'] {
  const query = [...page.request.query.filter(([n]) => n !== name), [name, value] as const];
  return { ...page.request, query };
}
