/** Markup that needs no escaping. Only the `html` tag and `joinHtml` make it. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup is not. */
export type HtmlValue = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (c) => ENTITIES[c]!);
}

/**
 * Template tag that escapes every value, so that no name can become markup: html`<b>${team}</b>`. Values stand in
 * element content or in attributes with double quotes, never in style or script.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0]!;
  values.forEach((value, i) => {
    markup += markupOf(value) + strings[i + 1]!;
  });
  return { markup };
}

/** Several pieces of markup, one after the other. */
export function joinHtml(parts: readonly Html[]): Html {
  return { markup: parts.map((p) => p.markup).join('') };
}

/** No markup at all. */
export const NOTHING: Html = { markup: '' };

function markupOf(value: HtmlValue): string {
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return joinHtml(value as readonly Html[]).markup;
  return (value as Html).markup;
}
