import type { DayRange, HttpRequest, LandedPage } from '../../sources/source.ts';

/** A page as it came in, before anything was made of it. */
export interface ReceivedPage {
  readonly stream: string;
  /** Days the request chain asks for. */
  readonly range: DayRange;
  /** 1 for the first reading of the range, higher after an expired cursor sent us back to page 1. */
  readonly attempt: number;
  /** Number of the page within the attempt, from 1. */
  readonly number: number;
  readonly request: HttpRequest;
  /** UTC instant, ISO 8601. */
  readonly receivedAt: string;
  /** The body exactly as received. */
  readonly text: string;
  readonly isJson: boolean;
}

/** File name of a page in landing, without ending; pages of an abandoned reading keep names of their own. */
export function landedPageName(page: Pick<ReceivedPage, 'attempt' | 'number'>): string {
  const number = `page-${String(page.number).padStart(4, '0')}`;
  return page.attempt === 1 ? number : `try${page.attempt}-${number}`;
}

/**
 * What landing keeps of a page: request, instant, and the body byte for byte (`body`; `body_text` when it was no JSON).
 * Authentication headers are added below the request plan, so none can be in here.
 */
export function landedPageText(page: ReceivedPage): string {
  const { method, path, query, body: asked, carry } = page.request;
  const request = JSON.stringify({ method, path, query, body: asked, carry }, (_key, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  const body = page.isJson ? `"body":${page.text}` : `"body_text":${JSON.stringify(page.text)}`;
  const { from, to } = page.range;
  return `{"request":${request},"range":${JSON.stringify({ from, to })},"received_at":${JSON.stringify(page.receivedAt)},${body}}\n`;
}

/** The page a parser sees, read back from landing: parsing again needs no vendor. Throws when the text is no landed page. */
export function readLandedPage(text: string): LandedPage {
  const landed = JSON.parse(text) as { request?: HttpRequest; range?: DayRange; received_at?: string; body?: unknown };
  if (landed.request === undefined || typeof landed.received_at !== 'string') {
    throw new Error('not a landed page: request or received_at is missing');
  }
  const { request, range, received_at: receivedAt, body } = landed;
  return { request, receivedAt, body, ...(range === undefined ? {} : { range }) };
}
