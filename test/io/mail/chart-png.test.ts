import { describe, expect, it } from 'vitest';
import { emailView } from '../../../src/core/email/view.ts';
import { chartPng } from '../../../src/io/mail/chart-png.ts';
import { factsWith } from '../../core/email/sample-facts.ts';

const book = emailView(factsWith()).books[0]!;

/** Width and height of a PNG, from its header. */
const sizeOf = (png: Uint8Array) => {
  const header = new DataView(png.buffer, png.byteOffset);
  return [header.getUint32(16), header.getUint32(20)];
};

describe('charts', () => {
  it('are pictures of twice the size they are shown at, the same bytes each time', async () => {
    const { light, width, height } = book.spendChart!;
    const png = await chartPng(light);
    expect(sizeOf(png)).toEqual([width * 2, height * 2]);
    expect(await chartPng(light)).toEqual(png);
  });

  it('show their text: without a font the picture differs', async () => {
    for (const spec of [book.spendChart!.light, book.drivers!.chart.dark]) {
      const [withFont, without] = await Promise.all([chartPng(spec), chartPng(spec, [])]);
      expect(withFont.byteLength).toBeGreaterThan(without.byteLength * 1.2);
    }
  });

  it('say their figures in words for readers without pictures', () => {
    expect(book.spendChart!.alt).toBe(
      'Monthly spend of Example Works; September 2026 USD\u00a033,869; forecast for November 2026 USD\u00a036,100',
    );
    expect(book.drivers!.chart.alt).toContain('People +6,200');
  });
});
