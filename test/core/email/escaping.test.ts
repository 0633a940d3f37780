import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachmentCsv } from '../../../src/core/email/attachment-csv.ts';
import { cleanText, shortText } from '../../../src/core/email/clean-text.ts';
import type { EmailFacts } from '../../../src/core/email/facts.ts';
import { renderHtml } from '../../../src/core/email/render-html.ts';
import { renderText } from '../../../src/core/email/render-text.ts';
import { emailView } from '../../../src/core/email/view.ts';
import { bookNamed, budgetNamed, factsWith } from './sample-facts.ts';

/** Facts in which every text that comes from config, vendors or the forecast is the given one. */
const named = (name: string, audience: EmailFacts['audience']): EmailFacts =>
  factsWith({
    company: name,
    audience,
    books: [bookNamed(name, [budgetNamed(name), budgetNamed(name, 'tool')])],
    quality: { ...factsWith().quality, warnings: [name] },
  });

const page = (name: string, audience: EmailFacts['audience'] = { kind: 'owner', personKey: 'ab12' }) =>
  renderHtml(emailView(named(name, audience)), (chart, theme) => `cid:${chart.id}-${theme}@tokenledger`);

/** Tags and attribute names of a page, in order: what a browser would make of it. Attribute values are left out. */
const skeleton = (html: string) =>
  [...html.matchAll(/<(\/?[a-z!][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/gi)].map(
    ([, tag, attributes]) =>
      `${tag} ${[...attributes!.matchAll(/([a-z-]+)(?:="[^"]*")?/gi)].map((m) => m[1]).join(' ')}`,
  );

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '</style><b>',
    '<!-- --><![endif]-->',
    '{{7*7}}',
    '&amp;&lt;',
    '\u202egnp.exe',
    'فريق البحث',
    '👩‍👩‍👧‍👦'.repeat(30),
    'x'.repeat(200),
    '\r\nBcc: everyone@example.com',
  ),
);

describe('names from outside', () => {
  it('never change the markup of a mail, whatever they hold', () => {
    const plain = skeleton(page('Plain name'));
    fc.assert(
      fc.property(nasty, (name) => {
        const html = page(name);
        expect(skeleton(html)).toEqual(plain);
        expect(html.match(/</g)!.length).toBe(page('Plain name').match(/</g)!.length);
      }),
      { numRuns: 150 },
    );
  });

  it('stay on one line and cannot turn the direction of text', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        const clean = cleanText(name);
        expect(clean).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
        expect(clean.length).toBeGreaterThan(0);
        expect(emailView(named(name, { kind: 'company' })).subject).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it('are cut at a whole character as readers count them', () => {
    expect(shortText('👩‍👩‍👧‍👦'.repeat(30), 5)).toBe(`${'👩‍👩‍👧‍👦'.repeat(4)}…`);
    expect(shortText('x'.repeat(200), 60)).toHaveLength(60);
  });

  it('are readable again after unescaping', () => {
    const html = page('Search & "Friends" <b>', { kind: 'company' });
    expect(html).toContain('Search &amp; &quot;Friends&quot; &lt;b&gt;');
  });

  it('written from right to left keep the figures beside them in place', () => {
    const text = renderText(emailView(named('فريق', { kind: 'company' })));
    expect(text).toContain('\u2068فريق\u2069');
    expect(page('فريق')).toContain('<bdi>فريق</bdi>');
  });

  it('do not become formulas in a spreadsheet', () => {
    const csv = attachmentCsv(named('=HYPERLINK("https://example.com")', { kind: 'company' }));
    expect(csv).toContain(`"'=HYPERLINK(""https://example.com"")"`);
    expect(csv.split('\r\n').some((line) => /,"?=/.test(line))).toBe(false);
  });

  it('keep a mail with fifty budgets below the size at which clients cut it', () => {
    const budgets = Array.from({ length: 50 }, (_, i) => budgetNamed(`${i} ${'&"<'.repeat(70)}`));
    const facts = factsWith({
      audience: { kind: 'owner', personKey: 'ab12' },
      books: [bookNamed('Example Works', budgets)],
    });
    const html = renderHtml(emailView(facts), () => 'cid:x@tokenledger');
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });
});
