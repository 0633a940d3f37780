/** Controls, line and paragraph separators, bidirectional overrides and isolates, invisible marks; not the emoji joiner. */
const UNWANTED = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+/gu;

/** Letters written from right to left. */
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A name from a config file or a vendor as one harmless line: controls and invisible marks become a blank, text
 * direction cannot be switched, lone surrogates become U+FFFD, stacks of combining marks are cut to three. Empty text
 * becomes `(no name)`.
 */
export function cleanText(text: string): string {
  const clean = text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(UNWANTED, ' ')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  return clean === '' ? '(no name)' : clean;
}

/** A clean name of at most `length` characters as a reader counts them; a longer one ends in `…`. */
export function shortText(text: string, length: number): string {
  const parts = [...graphemes.segment(cleanText(text))].map((s) => s.segment);
  return parts.length <= length
    ? parts.join('')
    : `${parts
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** A clean name for plain text: one with right-to-left letters is isolated, so that figures beside it keep their place. */
export function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
