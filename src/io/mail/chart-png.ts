import { createRequire } from 'node:module';
import type { ChartSpec } from '../../core/email/view-types.ts';

/** Pixels of the picture per CSS pixel, for sharp screens. */
const SCALE = 2;

const resolve = createRequire(import.meta.url).resolve;

/** The font every chart is drawn with: shipped with the package, so that a picture is the same on every machine. */
export const CHART_FONTS: readonly string[] = [resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')];

/**
 * Draws a Vega-Lite specification as PNG. System fonts are never read: the same specification gives the same bytes.
 * Throws when the font cannot be read (without one all text would silently be missing) and on a wrong specification.
 *
 * @param fonts font files; the bundled one unless told
 */
export async function chartPng(spec: ChartSpec, fonts: readonly string[] = CHART_FONTS): Promise<Uint8Array> {
  const [{ Resvg }, svg] = await Promise.all([import('@resvg/resvg-js'), chartSvg(spec)]);
  const picture = new Resvg(svg, {
    font: { loadSystemFonts: false, fontFiles: [...fonts], defaultFontFamily: 'DejaVu Sans' },
    fitTo: { mode: 'zoom', value: SCALE },
  });
  return picture.render().asPng();
}

async function chartSvg(spec: ChartSpec): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const compiled = vegaLite.compile(spec as unknown as Parameters<typeof vegaLite.compile>[0]).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
