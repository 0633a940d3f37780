import { hashText } from '../company/random.ts';
import { BadRequest } from '../vendors/vendor.ts';

/** What a cursor stands for: where the page begins and what happened on the way to it. */
export interface Place {
  readonly offset: number;
  /** `again`: the same page once more. `gap`: an empty page first. */
  readonly turn: 'plain' | 'again' | 'gap';
}

/** Fingerprint of a query without its cursor: a cursor only works with the parameters it was made for. */
export function fingerprint(path: string, query: URLSearchParams): string {
  const parts = [...query].filter(([name]) => name !== 'page').map(([name, value]) => `${name}=${value}`);
  return hashText([path, ...parts.sort()].join('&')).toString(16);
}

/** Opaque cursor of a place. */
export const cursorOf = (place: Place, print: string): string =>
  `page_${Buffer.from(`${place.turn}.${place.offset}.${print}`).toString('base64url')}`;

/** The place a cursor stands for; throws when it is malformed or was made for other parameters. */
export function placeOf(cursor: string | null, print: string): Place {
  if (cursor === null) return { offset: 0, turn: 'plain' };
  const [turn, offset, made] = Buffer.from(cursor.replace(/^page_/, ''), 'base64url')
    .toString()
    .split('.');
  if (made !== print || !/^\d+$/.test(offset ?? '')) {
    throw new BadRequest('page: the cursor does not belong to these parameters');
  }
  return { offset: Number(offset), turn: turn as Place['turn'] };
}
