import type { VendorAnswer } from '../vendors/vendor.ts';
import { cursorOf, type Place } from './cursors.ts';
import type { FaultKind } from './faults.ts';

type Pages = Extract<VendorAnswer, { kind: 'pages' }>;

/**
 * The body of one page and the place of the next. A page fault bends the way from this page to the next: the same page
 * again, an empty page, a cursor that leads back, or none at all.
 */
export function pageBody(
  answer: Pages,
  place: Place,
  print: string,
  cursor: string | null,
  fault: FaultKind | undefined,
): unknown {
  const { total, limit, slice, render } = answer;
  const to = (next: Place) => cursorOf(next, print);
  if (place.turn === 'gap') return render([], true, to({ offset: place.offset, turn: 'plain' }));
  const back = fault === 'repeated_cursor' || fault === 'cursor_loop';
  if (back && cursor !== null) {
    // The page before this one, with the cursor that was just used.
    const before = Math.max(0, place.offset - limit);
    return render(slice(before, Math.min(total, before + limit)), true, cursor);
  }
  const end = Math.min(total, place.offset + limit);
  const data = slice(place.offset, end);
  if (fault === 'lost_next_page') return render(data, true, null);
  if (fault === 'duplicate_page' && place.turn === 'plain')
    return render(data, true, to({ offset: place.offset, turn: 'again' }));
  if (end >= total) return render(data, false, null);
  return render(data, true, to({ offset: end, turn: fault === 'empty_page' ? 'gap' : 'plain' }));
}
