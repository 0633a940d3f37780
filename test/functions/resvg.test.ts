import { Resvg as NativeResvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { Resvg } from '../../functions/report/resvg.ts';
import { CHART_FONTS } from '../../src/io/mail/chart-png.ts';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60">
  <rect width="200" height="60" fill="#fff"/><path d="M0 50 L60 20 L120 35 L200 5" stroke="#345" fill="none"/>
  <text x="10" y="30" font-family="DejaVu Sans" font-size="14">Spend 12.5k USD, été</text></svg>`;
const options = (fontFiles: readonly string[]) => ({
  font: { loadSystemFonts: false, fontFiles: [...fontFiles], defaultFontFamily: 'DejaVu Sans' },
  fitTo: { mode: 'zoom' as const, value: 2 },
});

describe('the renderer of the report function', () => {
  it('draws the same picture as the native one, byte for byte', () => {
    const native = new NativeResvg(SVG, options(CHART_FONTS)).render().asPng();
    const wasm = new Resvg(SVG, options(CHART_FONTS)).render().asPng();
    expect(Buffer.compare(Buffer.from(wasm), native)).toBe(0);
  });

  it('draws text: without the font the picture is another one', () => {
    const withFont = new Resvg(SVG, options(CHART_FONTS)).render().asPng();
    const without = new Resvg(SVG, options([])).render().asPng();
    expect(Buffer.compare(Buffer.from(withFont), Buffer.from(without))).not.toBe(0);
  });
});
